//! Card data goes into a payment provider's frame or page, never into the store's own fields.
//!
//! Where no card is asked the rule does not apply. A store may run its own
//! certified payment; then the finding stands and the store can waive it.

use crate::model::journey::{Ended, Goal, Step};
use crate::model::look::Field;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, is_for, once};
use crate::rules::facts::vendors::{PAYMENT, is_of};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `card-fields-in-psp-iframe`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardFieldsInPspIframe {}

const CARD: Words = &[
    "credit card",
    "debit card",
    "card number",
    "pay by card",
    "card payment",
    "クレジットカード",
    "カード番号",
    "カード払い",
    "kreditkarte",
    "carte bancaire",
    "carte de crédit",
    "tarjeta",
    "carta di credito",
    "creditcard",
    "cartão",
    "cartao",
    "信用卡",
    "신용카드",
    "mastercard",
];

impl Rule for CardFieldsInPspIframe {
    const ID: &'static str = "card-fields-in-psp-iframe";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut own = Vec::new();
        let (mut hosted, mut offered) = (false, false);
        for (journey, step) in seen.checkout_steps() {
            let look = step.settled();
            for field in look
                .fields
                .iter()
                .filter(|f| f.visible && is_for(f, &["cc-number", "cc-csc"]))
            {
                let in_frame = field.frame > 0
                    && (psp_frame(step) || look.frames.iter().any(|f| f.cross_origin));
                hosted |= in_frame;
                if !in_frame {
                    let place = Place::step(journey, step).element(&field.selector);
                    own.push(Finding::at(place).with("field", called(field)));
                }
            }
            if step.serves(Goal::Payment) {
                let named = names_card(&look.text);
                hosted |= psp_frame(step) && named;
                offered |= named;
            }
        }
        match (own.is_empty(), hosted, offered) {
            (false, _, _) => Judgement::fail(once(own)),
            (true, true, _) => Judgement::pass(),
            (true, false, true) => Judgement::unknown("card-fields-not-shown"),
            // A walk that ended before it may not have seen what can be paid with.
            (true, false, false) if !arrived(seen) => Judgement::unknown("no-payment-step"),
            (true, false, false) => Judgement::not_applicable("no-card"),
        }
    }
}

/// Whether a walk came as far as the payment.
fn arrived(seen: &Seen<'_>) -> bool {
    seen.journeys().any(|journey| {
        matches!(
            journey.ended,
            Ended::Reached {
                goal: Goal::Payment | Goal::Review
            }
        )
    })
}

/// Whether a payment screen takes a card: by its words, in a provider's frame or in fields of its own.
pub fn offers_card(step: &Step) -> bool {
    let looks = [Some(&step.look), step.look_after.as_ref()];
    psp_frame(step)
        || looks.into_iter().flatten().any(|look| {
            let asks = |f: &Field| f.visible && f.purpose.starts_with("cc-");
            names_card(&look.text) || look.fields.iter().any(asks)
        })
}

/// Whether a text speaks of paying by card.
pub fn names_card(text: &str) -> bool {
    mentions(&fold(text), CARD)
}

/// Whether a screen shows a frame of a payment provider.
pub fn psp_frame(step: &Step) -> bool {
    let frames = &step.settled().frames;
    frames
        .iter()
        .any(|frame| frame.cross_origin && is_of(&frame.url, PAYMENT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{FrameSeen, Look};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(change: impl Fn(&mut Look)) -> Verdict {
        verdict::<CardFieldsInPspIframe>(Made::store().look(Goal::Payment, |look| change(look)))
    }

    fn frame(url: &str) -> FrameSeen {
        FrameSeen {
            url: url.into(),
            cross_origin: true,
            visible: true,
            ..FrameSeen::default()
        }
    }

    #[test]
    fn a_number_field_of_the_stores_own_fails() {
        assert_eq!(
            with(|l| l.fields = vec![field("cc-number", "Card number")]),
            Verdict::Fail
        );
    }

    #[test]
    fn a_field_in_the_providers_frame_passes() {
        let framed = with(|l| {
            let mut number = field("cc-number", "Card number");
            number.frame = 1;
            l.fields = vec![number];
            l.frames = vec![frame("https://js.stripe.com/v3/elements")];
        });
        assert_eq!(framed, Verdict::Pass);
    }

    #[test]
    fn a_walk_that_ended_before_the_payment_tells_of_no_card() {
        let made = Made::store()
            .look(Goal::Address, |_| ())
            .look(Goal::Payment, |_| ())
            .with(|evidence| {
                evidence.journeys[0].ended = Ended::Stuck {
                    goal: Goal::Address,
                    reason: "no-way-on".into(),
                    detail: String::new(),
                };
            });
        assert_eq!(
            verdict::<CardFieldsInPspIframe>(made),
            Verdict::Unknown("no-payment-step")
        );
    }

    #[test]
    fn without_a_card_it_does_not_apply_and_hidden_fields_are_unknown() {
        assert_eq!(
            with(|l| l.text = "Cash on delivery".into()),
            Verdict::NotApplicable("no-card")
        );
        assert_eq!(
            with(|l| l.text = "Credit card".into()),
            Verdict::Unknown("card-fields-not-shown")
        );
        assert_eq!(
            with(|l| l.text = "신용카드".into()),
            Verdict::Unknown("card-fields-not-shown")
        );
    }
}
