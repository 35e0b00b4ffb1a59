//! Tells how near a screen is to the order, by what it shows and what was done
//! before it, and not by the words on its buttons.
//!
//! A final button may be called "Continue" or "OK", or have no words at all. So a
//! screen that asks nothing any more and shows what was typed beside a total, or
//! that comes after the payment, is taken for the last one: whatever is pressed
//! there may order. Both fences of [`crate::journey::guard`] ask here.

use crate::journey::guard;
use crate::journey::pilot;
use crate::journey::promised;
use crate::journey::screen::{self, Screen};
use crate::journey::upcoming;
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// What was done so far, as far as later screens are judged by it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trail {
    /// Names, streets, towns and the like that were typed.
    pub typed: Vec<String>,
    /// Whether a screen before this one took payment.
    pub payment_seen: bool,
    /// Whether a street, a town or a postcode was typed.
    pub addressed: bool,
    /// Where screens of the checkout were shown, but for the place that the walk began at.
    pub places: BTreeSet<String>,
}

impl Trail {
    /// Remembers what was typed into a field, unless it is a secret.
    pub fn note_typed(&mut self, purpose: &str, text: &str) {
        let shown_later = matches!(
            purpose,
            "name"
                | "given-name"
                | "family-name"
                | "street-address"
                | "address-line1"
                | "address-level2"
                | "postal-code"
                | "tel"
                | "email"
        );
        self.addressed |= matches!(
            purpose,
            "street-address" | "address-line1" | "address-level2" | "postal-code"
        );
        let text = squeezed(text);
        if shown_later && text.chars().count() >= 2 && !self.typed.contains(&text) {
            self.typed.push(text);
        }
    }
}

/// Fields that a last screen may still have.
const IDLE: [&str; 17] = [
    "x-coupon",
    "x-gift-card",
    "x-quantity",
    "x-search",
    "x-newsletter",
    "x-sort",
    "x-filter",
    "x-rating",
    "x-review",
    "x-gift-message",
    "x-comment",
    "x-order-note",
    "x-honeypot",
    "x-remember-me",
    "language",
    "current-password",
    "username",
];

/// Purposes of which a checkout is made.
const OF_A_CHECKOUT: [&str; 14] = [
    "email",
    "name",
    "given-name",
    "family-name",
    "street-address",
    "address-line1",
    "address-level2",
    "address-level1",
    "postal-code",
    "country",
    "country-name",
    "tel",
    "x-shipping-method",
    "x-payment-method",
];

/// Whether a screen without fields or known words still belongs to the checkout that was entered.
pub(super) fn belongs(look: &Look, trail: &Trail) -> bool {
    trail.payment_seen
        || shows(look, trail) >= 2
        || trail.places.contains(&screen::place_of(&look.url))
}

/// Fills in [`Screen::last`] with its final control, and [`Screen::closing`].
pub(super) fn judge(look: &Look, screen: &mut Screen, trail: &Trail, lexicon: &Lexicon) {
    if !screen.in_checkout {
        return;
    }
    let asks = asks(look, trail.payment_seen);
    let announced = announces_review(look, lexicon) || payment_follows(look, lexicon);
    screen.last = !asks
        && !final_by_place(look, lexicon)
            .is_some_and(|c| upcoming::is_before_a_review(c, look, lexicon))
        && (is_last(look, screen, trail, announced, lexicon)
            || screen.final_control.is_some() && !screen.takes_payment);
    if screen.last
        && screen.final_control.is_none()
        && let Some(control) = final_by_place(look, lexicon)
    {
        screen.final_control = Some(control.handle);
        screen.final_enabled = control.enabled;
        screen.goals.insert(0, Goal::Review);
    }
    screen.review_promised = promised::review(look, screen, lexicon);
    if screen.takes_payment && !announced {
        screen.closing = closing(look, trail, lexicon);
        if screen.final_control.is_some() && !screen.final_enabled {
            // A dialog over an order button that still sleeps only chooses how to pay.
            let over = |handle: &u32| {
                look.controls
                    .iter()
                    .any(|c| c.handle == *handle && pilot::in_open_layer(c, look))
            };
            let sleeps_below = screen.final_control.is_some_and(|f| !over(&f));
            screen
                .closing
                .retain(|handle| !(sleeps_below && over(handle)));
        }
    }
}

/// The control that sends a last screen whose words say nothing of an order: it
/// submits a form or reads like going on, and the most prominent one.
fn final_by_place<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    let size = |c: &Control| c.rect.w * c.rect.h;
    look.controls
        .iter()
        .filter(|c| c.visible && Region::is_content(c.region) && !guard::is_choice(c))
        .filter(|c| {
            let words = guard::words_of(c);
            let submits = matches!(c.kind.as_str(), "submit" | "image");
            let harmless = [
                Intent::Back,
                Intent::Edit,
                Intent::Remove,
                Intent::ApplyCode,
                Intent::Search,
                Intent::Subscribe,
                Intent::Login,
                Intent::Logout,
                Intent::Close,
                Intent::Aside,
            ]
            .into_iter()
            .any(|i| lexicon.strength(&words, i) >= 0.5);
            !harmless && (submits || guard::leads_forward(&words, lexicon))
        })
        .max_by(|a, b| size(a).total_cmp(&size(b)))
}

/// Whether the screen still wants something typed or chosen.
fn asks(look: &Look, payment_seen: bool) -> bool {
    look.fields.iter().any(|f| {
        let usable = f.visible && !f.disabled && !f.readonly && Region::is_content(f.region);
        let kind = !matches!(f.kind.as_str(), "checkbox" | "switch" | "file");
        let idle = IDLE.contains(&f.purpose.as_str())
            || f.kind == "textarea" && (f.purpose == "unknown" || f.purpose.is_empty());
        // After the payment a stray optional field ("how did you hear of us?") does not make
        // a screen harmless: only what a checkout is made of, or what must be filled, does.
        let counts = !payment_seen
            || OF_A_CHECKOUT.contains(&f.purpose.as_str())
            || f.purpose.starts_with("cc-")
            || crate::journey::effort::is_required(f) && !f.filled;
        usable && kind && !idle && counts
    })
}

fn is_last(
    look: &Look,
    screen: &Screen,
    trail: &Trail,
    announced: bool,
    lexicon: &Lexicon,
) -> bool {
    let says = |topic| {
        look.headings.iter().any(|(_, t)| lexicon.says(t, topic))
            || lexicon.says(&look.title, topic)
    };
    let review = says(Topic::ReviewStep);
    let shown = shows(look, trail) >= 2 && totals(look, lexicon);
    if !(trail.payment_seen || review && !trail.typed.is_empty() || shown) {
        return false;
    }
    if trail.payment_seen || review {
        return true;
    }
    // Before the payment: delivery with nothing to choose looks much the same.
    let delivers = screen.goals.contains(&Goal::Shipping)
        || says(Topic::ShippingStep) && !says(Topic::PaymentStep);
    let names_next = look
        .controls
        .iter()
        .any(|c| c.visible && Region::is_content(c.region) && leads_to_a_step(c, lexicon));
    !(announced || delivers || names_next)
}

/// How many of the typed values stand on the screen as text.
fn shows(look: &Look, trail: &Trail) -> usize {
    let text = squeezed(&look.text);
    trail
        .typed
        .iter()
        .filter(|t| text.contains(t.as_str()))
        .count()
}

pub(super) fn totals(look: &Look, lexicon: &Lexicon) -> bool {
    !look.prices.is_empty() && lexicon.says(&look.text, Topic::Total)
}

/// One spelling for what stores show in many: no spaces, hyphens or wide letters, lower case.
fn squeezed(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '−' | 'ー' | ',' | '.' | '〒'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a control says that it leads to delivery, payment or the review.
fn leads_to_a_step(control: &Control, lexicon: &Lexicon) -> bool {
    let words = guard::words_of(control);
    // "Continue to payment": the step's name is one of the words.
    let names_step = |text: &str| {
        [Topic::PaymentStep, Topic::ShippingStep]
            .into_iter()
            .any(|t| lexicon.says(text, t))
    };
    guard::leads_forward(&words, lexicon)
        && (names_review(&words, lexicon)
            || names_step(&words)
            || words.split_whitespace().any(names_step))
}

/// Whether words lead to a review; a bare "confirmation" is in most languages what comes after the order.
pub(super) fn names_review(words: &str, lexicon: &Lexicon) -> bool {
    const AFTERWARDS: [&str; 7] = [
        "confirmation",
        "confirmación",
        "confirmacion",
        "conferma",
        "bevestiging",
        "bestätigung",
        "confirmação",
    ];
    let lower = words.to_lowercase();
    lexicon.strength(words, Intent::Review) >= 0.6 && !AFTERWARDS.iter().any(|w| lower.contains(w))
}

/// Controls of a payment screen behind which may be the order although their
/// words only lead forward: they close a form with everything in it, or a screen
/// that reads like a review, and nothing says that a review is still to come.
fn closing(look: &Look, trail: &Trail, lexicon: &Lexicon) -> Vec<u32> {
    let shown = |f: &&Field| f.visible && Region::is_content(f.region);
    let pays = |f: &Field| f.purpose.starts_with("cc-") || f.purpose == "x-payment-method";
    let payment: Vec<&Field> = look
        .fields
        .iter()
        .filter(shown)
        .filter(|f| pays(f))
        .collect();
    let one_page = look.fields.iter().filter(shown).any(|f| {
        matches!(
            f.purpose.as_str(),
            "address-line1" | "street-address" | "postal-code" | "address-level2"
        )
    });
    let reads_like_a_review = shows(look, trail) >= 2 && totals(look, lexicon);
    if !(one_page || reads_like_a_review) {
        return Vec::new();
    }
    let top = payment
        .iter()
        .map(|f| f.rect.y)
        .fold(f64::INFINITY, f64::min);
    let left = payment
        .iter()
        .map(|f| f.rect.x)
        .fold(f64::INFINITY, f64::min);
    let right = payment
        .iter()
        .map(|f| f.rect.x + f.rect.w)
        .fold(0.0, f64::max);
    look.controls
        .iter()
        .filter(|c| c.visible && !names_review(&guard::words_of(c), lexicon))
        .filter(|c| {
            // A section above the payment, in the same column, has a button of its own.
            let above = c.rect.y + c.rect.h <= top + 1.0;
            let same_column = c.rect.x < right + 200.0 && c.rect.x + c.rect.w > left - 200.0;
            !(above && same_column)
        })
        .map(|c| c.handle)
        .collect()
}

/// Whether the page says that a review comes after the payment: a row of steps
/// ("Address › Payment › Check › Done"), numbered headings ("Step 6: Confirm
/// order"), or a line that says where the button leads.
fn announces_review(look: &Look, lexicon: &Lexicon) -> bool {
    static NUMBERED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\D{0,12}?(\d{1,2})[\s.:)、．]").expect("a fixed pattern"));
    let mut numbered: Vec<(u32, Kind)> = Vec::new();
    let mut row: Vec<Kind> = Vec::new();
    let mut since = 0;
    for line in look.text.lines().take(600) {
        let length = line.chars().count();
        if length < 120
            && lexicon.says(line, Topic::ReviewStep)
            && lexicon.strength(line, Intent::Continue) > 0.2
            && line.split_whitespace().count() >= 5
            && !guard::orders(line, lexicon)
        {
            return true;
        }
        for token in line.split(['>', '›', '»', '→', '▶', '▷', '|', '｜', '⇒', '➡']) {
            let token = token.trim();
            if token.is_empty() || token.chars().all(|c| !c.is_alphabetic()) {
                continue;
            }
            let name = token
                .trim_start_matches(|c: char| {
                    c.is_numeric() || c.is_whitespace() || c.is_ascii_punctuation()
                })
                .trim();
            let Some(kind) = kind_of(name, lexicon).or_else(|| kind_of(token, lexicon)) else {
                since += 1;
                if since > 1 {
                    row.clear();
                }
                continue;
            };
            since = 0;
            if let Some(number) = NUMBERED.captures(token).and_then(|c| c[1].parse().ok()) {
                numbered.push((number, kind));
            }
            row.push(kind);
            // A bare "confirmation" at the end of a row is the thank-you page; behind it must come another step,
            // unless its words say "review".
            let announced = match row.as_slice() {
                [.., Kind::Before, Kind::Payment, Kind::Review] => names_review(name, lexicon),
                [.., Kind::Before, Kind::Payment, Kind::Review, Kind::Done]
                | [.., Kind::Before, Kind::Review, Kind::Done] => true,
                _ => false,
            };
            if announced {
                return true;
            }
        }
    }
    numbered.iter().any(|(n, kind)| {
        *kind == Kind::Review && numbered.iter().any(|(m, k)| *k == Kind::Payment && m < n)
    })
}

/// What a name of a step stands for.
pub(super) fn kind_of(token: &str, lexicon: &Lexicon) -> Option<Kind> {
    if token.chars().count() > 40 {
        return None;
    }
    let lower = token.to_lowercase();
    let review = lexicon.says(token, Topic::ReviewStep)
        || lexicon.strength(token, Intent::Review) >= 0.6
        || matches!(token.trim(), "確認" | "内容確認" | "入力内容確認");
    if review && !lower.contains("summary") && !lexicon.says(token, Topic::OrderNumber) {
        Some(Kind::Review)
    } else if lexicon.says(token, Topic::PaymentStep) {
        Some(Kind::Payment)
    } else if [Topic::ShippingStep, Topic::AddressStep, Topic::ContactStep]
        .into_iter()
        .any(|t| lexicon.says(token, t))
    {
        Some(Kind::Before)
    } else if lexicon.says(token, Topic::ThankYou) || is_done(token) {
        Some(Kind::Done)
    } else {
        None
    }
}

/// Whether a row of steps marks one before the payment as the one that is shown: the payment is a screen of its
/// own that is still to come, whatever is asked about it here. What follows are steps and no links, as the
/// parts of a site's menu would be.
fn payment_follows(look: &Look, lexicon: &Lexicon) -> bool {
    look.steps.iter().any(|row| {
        let Some(at) = row.iter().position(|(_, shown, _)| *shown) else {
            return false;
        };
        let kinds: Vec<Option<Kind>> = row
            .iter()
            .map(|(name, ..)| kind_of(name, lexicon))
            .collect();
        let (now, later) = (kinds[at], &kinds[at + 1..]);
        !matches!(now, Some(Kind::Payment | Kind::Review | Kind::Done))
            && row[at + 1..].iter().all(|(_, _, leads)| !leads)
            && later.iter().all(Option::is_some)
            && later
                .iter()
                .position(|kind| *kind == Some(Kind::Payment))
                .is_some_and(|payment| payment + 1 < later.len())
    })
}

/// What a step of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Before,
    Payment,
    Review,
    Done,
}

/// Words for the end of a row of steps.
fn is_done(token: &str) -> bool {
    let token = token
        .trim_start_matches(|c: char| !c.is_alphabetic())
        .to_lowercase();
    const DONE: [&str; 22] = [
        "done",
        "finish",
        "finished",
        "complete",
        "completed",
        "order complete",
        "success",
        "receipt",
        "thank you",
        "完了",
        "注文完了",
        "ご注文完了",
        "購入完了",
        "fertig",
        "abgeschlossen",
        "terminé",
        "hecho",
        "fatto",
        "klaar",
        "afgerond",
        "finalizado",
        "completato",
    ];
    DONE.contains(&token.trim())
}

#[cfg(test)]
mod tests;
