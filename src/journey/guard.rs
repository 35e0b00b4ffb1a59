//! Never an order: three fences, each of which would be enough.
//!
//! 1. [`may_press`]: the pilot asks before every press. Words that order or pay
//!    are never pressed in a checkout, on a screen that takes payment only words
//!    that lead forward are, and on the last screen nothing is.
//! 2. [`Fence`]: on the network. What looks like an order never passes, from the
//!    payment step on nothing that changes something passes outside a permit that
//!    a forward press opened, and on the last screen nothing passes at all.
//! 3. [`order_signs`]: a look-out for a page that thanks for an order.
//!
//! The fences share no state, only the lexicon and [`super::near`], which tells
//! the last screen by its structure.

pub use crate::journey::fence::Fence;
use crate::journey::screen::Screen;
use crate::model::look::{Control, Look};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use regex::Regex;
use std::sync::LazyLock;

/// Strength from which on a control's words count as ordering.
const ORDERS: f64 = 0.5;
/// Strength from which on a control's words count as leading forward.
const FORWARD: f64 = 0.5;

/// Why a press is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Its words say that it orders or pays.
    PlacesOrder,
    /// It starts a wallet.
    Wallet,
    /// The screen takes payment and its words do not lead forward.
    NotForward,
    /// Nothing is asked any more: whatever is pressed may order.
    LastScreen,
    /// It closes a form with the payment in it, and nothing says that a review is still to come.
    Closing,
}

impl Refusal {
    /// A stable code for the evidence.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::PlacesOrder => "places-order",
            Refusal::Wallet => "wallet",
            Refusal::NotForward => "not-forward-on-payment",
            Refusal::LastScreen => "last-screen",
            Refusal::Closing => "closes-the-payment",
        }
    }
}

/// Fence 1: whether the pilot may press this control on this screen.
///
/// # Errors
/// The reason, when it may not.
pub fn may_press(control: &Control, screen: &Screen, lexicon: &Lexicon) -> Result<(), Refusal> {
    let words = words_of(control);
    let orders = orders_on(screen, &words, lexicon);
    let forward = leads_forward(&words, lexicon);
    if screen.in_checkout {
        if orders {
            return Err(Refusal::PlacesOrder);
        }
        if lexicon.strength(&words, Intent::Wallet) >= 0.5 && !forward {
            return Err(Refusal::Wallet);
        }
    }
    if is_choice(control) && !orders {
        return Ok(());
    }
    if screen.last {
        return Err(Refusal::LastScreen);
    }
    if screen.takes_payment && !forward {
        return Err(Refusal::NotForward);
    }
    if screen.closing.contains(&control.handle) {
        return Err(Refusal::Closing);
    }
    // Before the checkout "buy now" only puts something into the cart, but "pay" never does.
    if !screen.in_checkout
        && orders
        && lexicon.strength(&words, Intent::BuyNow) < 0.5
        && screen.final_control == Some(control.handle)
    {
        return Err(Refusal::PlacesOrder);
    }
    Ok(())
}

/// Whether words order or pay: as strong as anything harmless that they may also say.
pub fn orders(words: &str, lexicon: &Lexicon) -> bool {
    let strength = lexicon
        .strength(words, Intent::PlaceOrder)
        .max(lexicon.strength(words, Intent::BuyNow));
    strength >= ORDERS && strength + 1e-9 >= forward_strength(words, lexicon)
}

/// Whether words order or pay on a screen: where it only asks who one is, "order as a guest" says who.
pub(super) fn orders_on(screen: &Screen, words: &str, lexicon: &Lexicon) -> bool {
    orders(words, lexicon) && !(screen.asks_who && says_guest(words, lexicon))
}

/// Whether words say that one is a guest, more than that one orders.
pub(super) fn says_guest(words: &str, lexicon: &Lexicon) -> bool {
    let guest = lexicon.strength(words, Intent::Guest);
    guest >= FORWARD && guest >= lexicon.strength(words, Intent::PlaceOrder)
}

/// Whether a control that does not say what for ("here", a nameless picture, "continue") stands
/// in a sentence or a block that speaks of buying without an account.
pub(super) fn beside_guest_words(control: &Control, lexicon: &Lexicon) -> bool {
    const POINTERS: [&str; 8] = [
        "こちら",
        "コチラ",
        "こちらから",
        "こちらへ",
        "here",
        "click here",
        "hier",
        "ici",
    ];
    let name = control.name.trim();
    // "Continue" in a block that offers to buy without an account: it means that offer.
    if lexicon.strength(name, Intent::Continue) >= FORWARD
        && name.chars().count() <= 24
        && lexicon.says(&control.around, Topic::GuestOffered)
        && !lexicon.says(&control.around, Topic::AccountRequired)
    {
        return true;
    }
    if !name.is_empty() && !POINTERS.contains(&name.to_lowercase().as_str()) {
        return false;
    }
    // Words of an unspaced script stand between spaces as sentences do between full stops.
    let wide = |c: char| ('\u{3040}'..='\u{9fff}').contains(&c);
    control
        .around
        .split(['。', '.', '!', '！', '\n'])
        .flat_map(|line| match line.chars().any(wide) {
            true => line.split_whitespace().collect::<Vec<_>>(),
            false => vec![line],
        })
        .filter(|piece| piece.contains(name))
        .any(|piece| lexicon.strength(piece, Intent::Guest) >= 0.3)
}

/// Whether words lead to a next screen and do not order.
pub fn leads_forward(words: &str, lexicon: &Lexicon) -> bool {
    forward_strength(words, lexicon) >= FORWARD && !orders(words, lexicon)
}

fn forward_strength(words: &str, lexicon: &Lexicon) -> f64 {
    [Intent::Continue, Intent::Review, Intent::Checkout]
        .into_iter()
        .map(|i| lexicon.strength(words, i))
        .fold(0.0, f64::max)
}

/// Radios, tabs and options choose; they do not send.
pub(super) fn is_choice(control: &Control) -> bool {
    !matches!(control.kind.as_str(), "submit" | "image")
        && matches!(
            control.role.as_str(),
            "tab" | "radio" | "option" | "switch" | "checkbox" | "combobox" | "menuitem"
        )
}

/// The words that a control carries: its name, or what developers called it when it has none.
pub fn words_of(control: &Control) -> String {
    let words = if control.name.trim().is_empty() {
        &control.hints
    } else {
        &control.name
    };
    closed_up(words)
}

/// Japanese buttons space their words out to look wider: 「次　へ」 is 「次へ」.
fn closed_up(words: &str) -> String {
    let wide = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let one_each = words.split_whitespace().all(|w| w.chars().count() <= 1);
    if one_each && words.chars().any(wide) {
        words.split_whitespace().collect()
    } else {
        words.to_owned()
    }
}

/// Fence 3: signs on a screen that an order was placed; `None` when there are none.
///
/// A thank-you alone is not enough (newsletters thank too, and some flows say
/// "success" in the middle): it needs an order number or an address that says so.
pub fn order_signs(look: &Look, lexicon: &Lexicon) -> Option<String> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(thank[-_]?you|thanks|order[-_]?(received|complete|confirmed|confirmation|success)|checkout/(success|complete|thank)|/shopping/complete|onepage/success|purchase[-_/]complete)").expect("a fixed pattern")
    });
    let heading: String = look
        .headings
        .iter()
        .map(|(_, t)| t.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let thanks = lexicon
        .find(&heading, Topic::ThankYou)
        .or_else(|| lexicon.find(&look.title, Topic::ThankYou));
    // A bare thank-you counts only where the address says that an order is complete.
    static THANKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)thank(s| ?you)|danke|merci|gracias|grazie|bedankt|obrigad|ありがとう|谢谢|謝謝|감사").expect("a fixed pattern")
    });
    let bare = THANKS.find(&heading).map(|found| found.as_str());
    let number = lexicon.find(&look.text, Topic::OrderNumber);
    let address = ADDRESS.is_match(look.url.split('?').next().unwrap_or_default());
    match (thanks, number, address) {
        (Some(thanks), Some(number), _) => Some(format!("{thanks} / {number}")),
        (Some(thanks), None, true) => Some(format!("{thanks} / {}", look.url)),
        (None, Some(number), true) => Some(format!("{number} / {}", look.url)),
        (None, None, true) => bare.map(|thanks| format!("{thanks} / {}", look.url)),
        (Some(_) | None, None, false) | (None, Some(_), false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(name: &str) -> Control {
        Control {
            name: name.into(),
            role: "button".into(),
            handle: 7,
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn judged(name: &str, screen: &Screen) -> Result<(), Refusal> {
        may_press(&control(name), screen, Lexicon::embedded())
    }

    fn payment() -> Screen {
        Screen {
            in_checkout: true,
            takes_payment: true,
            ..Screen::default()
        }
    }

    #[test]
    fn near_misses_of_an_order_are_pressed_on_a_payment_screen() {
        for name in [
            "Continue to payment",
            "Review order",
            "Continue",
            "Next: Review",
            "確認画面へ",
            "次へ進む",
            "ご注文内容の確認へ進む",
            "Weiter",
            "Continuer",
        ] {
            assert_eq!(judged(name, &payment()), Ok(()), "{name}");
        }
    }

    #[test]
    fn spaced_out_words_are_read_as_one() {
        assert_eq!(words_of(&control("確　認")), "確認");
        assert_eq!(words_of(&control("購 入 手 続 き")), "購入手続き");
        assert_eq!(words_of(&control("次 へ")), "次へ");
        assert_eq!(words_of(&control("A B")), "A B");
        assert_eq!(words_of(&control("注文 する")), "注文 する");
    }

    #[test]
    fn orders_are_never_pressed_in_a_checkout() {
        let checkout = Screen {
            in_checkout: true,
            ..Screen::default()
        };
        for name in [
            "Place order",
            "Pay now",
            "Pay £24.90",
            "Complete purchase",
            "注文を確定する",
            "購入する",
            "注文する",
            "Jetzt kaufen",
            "Zahlungspflichtig bestellen",
            "Payer maintenant",
            "Continue and pay",
        ] {
            assert_eq!(judged(name, &checkout), Err(Refusal::PlacesOrder), "{name}");
            assert_eq!(
                judged(name, &payment()),
                Err(Refusal::PlacesOrder),
                "{name}"
            );
        }
    }

    #[test]
    fn on_a_payment_screen_a_nameless_button_is_not_pressed() {
        for name in ["", "Go", "!", "Submit form 3", "btn-primary"] {
            if judged(name, &payment()).is_ok() {
                assert!(leads_forward(name, Lexicon::embedded()), "{name}");
            }
        }
        assert_eq!(judged("", &payment()), Err(Refusal::NotForward));
    }

    #[test]
    fn on_the_last_screen_even_continue_is_not_pressed() {
        let last = Screen {
            in_checkout: true,
            last: true,
            ..Screen::default()
        };
        for name in ["Continue", "OK", "Next", "", "次へ"] {
            assert_eq!(judged(name, &last), Err(Refusal::LastScreen), "{name}");
        }
    }

    #[test]
    fn what_closes_the_payment_is_not_pressed() {
        let screen = Screen {
            closing: vec![7],
            ..payment()
        };
        assert_eq!(judged("Continue", &screen), Err(Refusal::Closing));
    }

    #[test]
    fn buy_now_before_the_checkout_is_only_an_add() {
        assert_eq!(judged("Buy now", &Screen::default()), Ok(()));
    }

    fn thanks(title: &str, text: &str, url: &str) -> Option<String> {
        let look = Look {
            url: url.into(),
            headings: vec![(1, title.into())],
            text: text.into(),
            ..Look::default()
        };
        order_signs(&look, Lexicon::embedded())
    }

    #[test]
    fn a_page_that_thanks_and_numbers_an_order_is_seen() {
        assert!(
            thanks(
                "Thank you for your order",
                "Your order number is 10001.",
                "https://s.example/step5"
            )
            .is_some()
        );
        assert!(
            thanks(
                "Thank you for your purchase",
                "We will write to you.",
                "https://s.example/checkout/success"
            )
            .is_some()
        );
        assert!(
            thanks(
                "ご注文ありがとうございました",
                "ご注文番号：10001",
                "https://s.example/end"
            )
            .is_some()
        );
    }

    #[test]
    fn a_success_page_in_the_middle_of_a_flow_is_no_order() {
        assert_eq!(
            thanks(
                "Thank you for signing up",
                "You are on the list.",
                "https://s.example/newsletter"
            ),
            None
        );
        assert_eq!(
            thanks(
                "Success",
                "Your address was saved.",
                "https://s.example/checkout/address"
            ),
            None
        );
        assert_eq!(
            thanks(
                "Your account is ready",
                "Go on to delivery.",
                "https://s.example/account/success"
            ),
            None
        );
    }
}
