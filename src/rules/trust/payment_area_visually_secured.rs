//! Where card data is asked, words tell that it is protected, or by whom it is processed.
//!
//! Only words are read: a padlock or a frame round the fields is not judged, so that a
//! miss is likely, not sure.

use crate::model::journey::Goal;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::is_for;
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `payment-area-visually-secured`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentAreaVisuallySecured {}

impl Rule for PaymentAreaVisuallySecured {
    const ID: &'static str = "payment-area-visually-secured";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut asked = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Payment) {
            let look = step.settled();
            let mut fields = look.fields.iter();
            let Some(card) = fields.find(|f| f.visible && is_for(f, &["cc-number"])) else {
                continue;
            };
            asked = true;
            // Hints beside a field belong to it even where the page's text was cut.
            let near = format!("{}\n{}\n{}", look.text, card.description, card.box_text);
            let pictured = look.images.iter().filter_map(|image| image.alt.as_deref());
            let told = has("payment-secured", &near)
                || pictured.into_iter().any(|alt| has("payment-secured", alt));
            if !told {
                let place = Place::step(journey, step).element(&card.selector);
                findings.push(Finding::at(place).likely());
            }
        }
        match asked {
            true => Judgement::by(findings),
            false => Judgement::not_applicable("no-card-field-seen"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn payment(purpose: &str, text: &str) -> Verdict {
        let (one, text) = (field(purpose, "Number"), text.to_owned());
        verdict::<PaymentAreaVisuallySecured>(Made::store().look(Goal::Payment, |look| {
            look.fields = vec![one];
            look.text = text;
        }))
    }

    #[test]
    fn words_of_protection_or_the_processors_name_pass() {
        for text in [
            "Your data is encrypted.",
            "Payments are processed by Stripe",
            "通信は暗号化されます",
            "Sichere Zahlung mit SSL",
            "Pago seguro",
        ] {
            assert_eq!(payment("cc-number", text), Verdict::Pass, "{text}");
        }
    }

    #[test]
    fn silence_fails_and_without_a_card_it_does_not_apply() {
        for text in ["Security code", "Powered by Somebody's shop software"] {
            assert_eq!(payment("cc-number", text), Verdict::Fail, "{text}");
        }
        assert_eq!(
            payment("email", "Pay on delivery"),
            Verdict::NotApplicable("no-card-field-seen")
        );
    }
}
