//! Never an order: three fences, each of which would be enough.
//!
//! 1. [`may_press`]: the pilot asks before every press. Words that order or pay
//!    are never pressed in a checkout, and on a screen that takes payment only
//!    words that lead forward are.
//! 2. [`Fence`]: on the network. Requests that change something are paused; what
//!    looks like an order never passes, from the payment step on nothing passes
//!    outside a permit that a forward press opened, and on the last screen nothing
//!    passes at all.
//! 3. [`order_signs`]: a look-out for a page that thanks for an order.
//!
//! The fences share no state and no words list other than the lexicon, so that a
//! hole in one is not a hole in the next.

use crate::browser::{GuardPolicy, PausedRequest};
use crate::journey::screen::Screen;
use crate::model::look::{Control, Look};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use regex::Regex;
use std::sync::{Arc, LazyLock, Mutex};

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
}

impl Refusal {
    /// A stable code for the evidence.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::PlacesOrder => "places-order",
            Refusal::Wallet => "wallet",
            Refusal::NotForward => "not-forward-on-payment",
        }
    }
}

/// Fence 1: whether the pilot may press this control on this screen.
///
/// # Errors
/// The reason, when it may not.
pub fn may_press(control: &Control, screen: &Screen, lexicon: &Lexicon) -> Result<(), Refusal> {
    let words = words_of(control);
    let orders = orders(&words, lexicon);
    let forward = leads_forward(&words, lexicon);
    if screen.in_checkout {
        if orders {
            return Err(Refusal::PlacesOrder);
        }
        if lexicon.strength(&words, Intent::Wallet) >= 0.5 && !forward {
            return Err(Refusal::Wallet);
        }
    }
    if screen.takes_payment && !forward && !is_choice(control) {
        return Err(Refusal::NotForward);
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
fn is_choice(control: &Control) -> bool {
    matches!(
        control.role.as_str(),
        "tab" | "radio" | "option" | "switch" | "checkbox" | "combobox" | "menuitem"
    )
}

/// The words that a control carries: its name, or what developers called it when it has none.
pub fn words_of(control: &Control) -> String {
    if control.name.trim().is_empty() {
        control.hints.clone()
    } else {
        control.name.clone()
    }
}

/// Addresses and bodies that place an order on widely used shop software, whatever the button said.
static ORDER_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(place[-_]?order|placeorder|submit[-_]?order|create[-_]?order|confirm[-_]?order|order[-_/]?(complete|confirm|submit|create|place|process)|checkout/(complete|finish|submit|place|success|process)|complete[-_]?(order|checkout|purchase)|payment-information$|wc-ajax=checkout|/shopping/(complete|checkout)|confirmorder|purchase/(complete|confirm)|payments?/(confirm|capture|charge|authori[sz]e|execute)|/(charges|payment_intents/[^/]+/confirm|orders?)/?$)")
        .expect("a fixed pattern")
});
static ORDER_BODY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(action=place_?order|name="?action"?[^&]{0,40}place[-_]?order|placeOrder|submitOrder|createOrder\b|checkoutComplete|completeCheckout|completeCart|completeOrder|cartComplete|woocommerce-process-checkout-nonce|mode=complete|mode=commit)"#)
        .expect("a fixed pattern")
});

/// Fence 2: what the network may carry.
#[derive(Debug, Clone, Default)]
pub struct Fence(Arc<Mutex<FenceState>>);

#[derive(Debug, Default)]
struct FenceState {
    from_payment: bool,
    last_screen: bool,
    permit: bool,
}

impl Fence {
    /// The policy that the browser asks for each paused request.
    pub fn policy(&self) -> GuardPolicy {
        let state = Arc::clone(&self.0);
        GuardPolicy(Arc::new(move |request: &PausedRequest| {
            let state = state
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            allowed(request, &state)
        }))
    }

    /// Tells the fence what kind of screen is shown.
    pub fn screen(&self, takes_payment: bool, last: bool) {
        let mut state = self.lock();
        state.from_payment |= takes_payment || last;
        state.last_screen = last;
    }

    /// Opens or closes the permit for what the pilot does next.
    pub fn permit(&self, open: bool) {
        self.lock().permit = open;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FenceState> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn allowed(request: &PausedRequest, state: &FenceState) -> bool {
    let path = request.url.split('?').next().unwrap_or_default();
    let body = request.body.as_deref().unwrap_or_default();
    if ORDER_ADDRESS.is_match(path)
        || request.url.contains("wc-ajax=checkout")
        || ORDER_BODY.is_match(body)
    {
        return false;
    }
    if state.last_screen {
        return false;
    }
    !state.from_payment || state.permit
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
    let number = lexicon.find(&look.text, Topic::OrderNumber);
    let address = ADDRESS.is_match(look.url.split('?').next().unwrap_or_default());
    match (thanks, number, address) {
        (Some(thanks), Some(number), _) => Some(format!("{thanks} / {number}")),
        (Some(thanks), None, true) => Some(format!("{thanks} / {}", look.url)),
        (None, Some(number), true) => Some(format!("{number} / {}", look.url)),
        (Some(_) | None, None, _) | (None, Some(_), false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(url: &str, body: &str) -> PausedRequest {
        PausedRequest {
            method: "POST".into(),
            url: url.into(),
            kind: "document".into(),
            frame_url: String::new(),
            body: Some(body.into()),
        }
    }

    fn state(from_payment: bool, last_screen: bool, permit: bool) -> FenceState {
        FenceState {
            from_payment,
            last_screen,
            permit,
        }
    }

    #[test]
    fn what_looks_like_an_order_never_passes() {
        for (url, body) in [
            ("https://s.example/?wc-ajax=checkout", ""),
            (
                "https://s.example/rest/V1/guest-carts/abc/payment-information",
                "{}",
            ),
            (
                "https://s.example/graphql",
                r#"{"query":"mutation { placeOrder(input:{}) { order { number } } }"}"#,
            ),
            ("https://s.example/shopping/complete", ""),
            ("https://s.example/checkout/place-order/", ""),
            (
                "https://s.example/checkout/preview/",
                "action=place_order&csrf=x",
            ),
        ] {
            assert!(
                !allowed(&request(url, body), &state(false, false, true)),
                "{url} {body}"
            );
        }
    }

    #[test]
    fn before_payment_ordinary_posts_pass() {
        assert!(allowed(
            &request("https://s.example/checkout/shipping-address/", "line1=x"),
            &state(false, false, false)
        ));
        assert!(allowed(
            &request("https://s.example/cart/add", "id=1"),
            &state(false, false, false)
        ));
    }

    #[test]
    fn from_payment_on_only_a_permit_opens_and_the_last_screen_never_does() {
        let post = request("https://s.example/checkout/preview/", "number=4111");
        assert!(!allowed(&post, &state(true, false, false)));
        assert!(allowed(&post, &state(true, false, true)));
        assert!(!allowed(&post, &state(true, true, true)));
    }
}
