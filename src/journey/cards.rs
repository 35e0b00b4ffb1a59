//! Ways of delivery and payment that are chosen by pressing a box: no radio, no
//! role, only words, a price, and a neighbour of the same build.

use crate::journey::fill::{How, Move};
use crate::journey::guard;
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A way of delivery.
    Delivery,
    /// A way to pay.
    Payment,
}

impl Kind {
    fn purpose(self) -> &'static str {
        match self {
            Kind::Delivery => "x-shipping-method",
            Kind::Payment => "x-payment-method",
        }
    }

    fn names(self, text: &str, lexicon: &Lexicon) -> bool {
        let topics: &[Topic] = match self {
            Kind::Delivery => &[
                Topic::StandardShipping,
                Topic::Pickup,
                Topic::FreeShipping,
                Topic::ShippingStep,
            ],
            Kind::Payment => &[Topic::OfflinePayment, Topic::CardPayment],
        };
        topics.iter().any(|t| lexicon.says(text, *t))
    }

    /// The lower, the sooner it is taken: delivery to the door, payment without a card.
    fn rank(self, text: &str, lexicon: &Lexicon) -> u8 {
        let says = |topic| lexicon.says(text, topic);
        match self {
            Kind::Delivery => {
                u8::from(!says(Topic::StandardShipping)) + 2 * u8::from(says(Topic::Pickup))
            }
            Kind::Payment => u8::from(!says(Topic::OfflinePayment)),
        }
    }
}

/// Whether a look offers ways of this kind as boxes.
pub(super) fn offers(look: &Look, kind: Kind, lexicon: &Lexicon) -> bool {
    !boxes(look, kind, lexicon).is_empty()
}

/// One press for each kind of which nothing is chosen yet.
pub(super) fn choices(look: &Look, done: &BTreeSet<String>, lexicon: &Lexicon) -> Vec<Move> {
    let mut moves = Vec::new();
    for kind in [Kind::Delivery, Kind::Payment] {
        let boxes = boxes(look, kind, lexicon);
        let chosen = |c: &&Control| c.state == Some(true) || done.contains(&c.selector);
        if boxes.iter().any(chosen) {
            continue;
        }
        let best = boxes.iter().min_by_key(|c| kind.rank(&c.name, lexicon));
        moves.extend(best.map(|c| Move {
            handle: c.handle,
            press: c.handle,
            selector: c.selector.clone(),
            purpose: kind.purpose().to_owned(),
            how: How::Check,
        }));
    }
    moves
}

/// Two or more boxes of one build, of which one names a way of this kind and the others do too or
/// have a price; none where radios do.
fn boxes<'l>(look: &'l Look, kind: Kind, lexicon: &Lexicon) -> Vec<&'l Control> {
    if look
        .fields
        .iter()
        .any(|f| f.visible && f.purpose == kind.purpose())
    {
        return Vec::new();
    }
    let all: Vec<&Control> = look
        .controls
        .iter()
        .filter(|c| is_box(c, lexicon))
        .collect();
    let priced = |c: &Control| {
        kind == Kind::Delivery
            && c.name.chars().any(|x| x.is_ascii_digit())
            && !Kind::Payment.names(&c.name, lexicon)
    };
    let named: Vec<&Control> = all
        .iter()
        .filter(|c| kind.names(&c.name, lexicon) || priced(c) && under_heading(look, c, lexicon))
        .copied()
        .collect();
    let mates = |a: &Control, b: &Control| {
        a.handle != b.handle
            && a.tag == b.tag
            && (a.rect.h - b.rect.h).abs() < 40.0
            && ((a.rect.x - b.rect.x).abs() < 4.0 && (a.rect.w - b.rect.w).abs() < 12.0
                || (a.rect.y - b.rect.y).abs() < 4.0)
    };
    let offered =
        |c: &Control| named.iter().any(|n| n.handle == c.handle) || !named.is_empty() && priced(c);
    all.iter()
        .filter(|a| offered(a) && all.iter().any(|b| offered(b) && mates(a, b)))
        .filter(|a| named.iter().any(|n| n.handle == a.handle || mates(a, n)))
        .copied()
        .collect()
}

/// Whether what stands over a box is a heading of the ways of delivery: carriers have names of their own.
fn under_heading(look: &Look, c: &Control, lexicon: &Lexicon) -> bool {
    !crate::crawl::extract::prices::find(&c.name).is_empty()
        && look.headings.iter().any(|(_, text)| {
            c.around.starts_with(text.as_str())
                && (lexicon.says(text, Topic::ShippingStep) || Kind::Delivery.names(text, lexicon))
        })
}

/// Whether a control may be a choice: a box or a plain button in the content that neither sends,
/// leads on, orders nor starts a wallet.
fn is_box(c: &Control, lexicon: &Lexicon) -> bool {
    is_box_or_wallet(c, lexicon) && lexicon.strength(&guard::words_of(c), Intent::Wallet) < 0.4
}

/// The same, or one that names a wallet: it may stand in a row with what is chosen.
pub(super) fn is_box_or_wallet(c: &Control, lexicon: &Lexicon) -> bool {
    let words = guard::words_of(c);
    let harmful = [
        Intent::Edit,
        Intent::Remove,
        Intent::AddToCart,
        Intent::Checkout,
        Intent::ViewCart,
        Intent::Close,
    ]
    .into_iter()
    .any(|i| lexicon.strength(&words, i) >= 0.4);
    c.visible
        && c.enabled
        && c.href.is_none()
        && matches!(c.role.as_str(), "generic" | "button" | "option")
        && !matches!(c.kind.as_str(), "submit" | "image" | "reset")
        && !matches!(c.tag.as_str(), "a" | "summary")
        && Region::is_content(c.region)
        && (3..=100).contains(&c.name.chars().count())
        && !harmful
        && !guard::orders(&words, lexicon)
        && !guard::leads_forward(&words, lexicon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Rect;

    fn card(handle: u32, name: &str, y: f64) -> Control {
        Control {
            handle,
            name: name.into(),
            selector: format!("#c{handle}"),
            tag: "div".into(),
            role: "generic".into(),
            region: Some(Region::Main),
            rect: Rect {
                x: 10.0,
                y,
                w: 300.0,
                h: 50.0,
            },
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn picked(controls: Vec<Control>) -> Vec<String> {
        let look = Look {
            controls,
            ..Look::default()
        };
        let moves = choices(&look, &BTreeSet::new(), Lexicon::embedded());
        moves.into_iter().map(|m| m.selector).collect()
    }

    #[test]
    fn boxes_are_chosen_by_their_words() {
        let both = vec![
            card(1, "Express delivery £9.00", 0.0),
            card(2, "Standard delivery £4.00", 60.0),
            card(3, "Credit card", 200.0),
            card(4, "Bank transfer", 260.0),
        ];
        assert_eq!(picked(both), ["#c2", "#c4"]);
    }

    #[test]
    fn what_stands_alone_orders_or_is_a_wallet_is_no_choice() {
        assert!(picked(vec![card(1, "Standard delivery £4.00", 0.0)]).is_empty());
        let orders = vec![
            card(1, "Pay by bank transfer now", 0.0),
            card(2, "PayPal", 60.0),
        ];
        assert!(picked(orders).is_empty());
    }
}
