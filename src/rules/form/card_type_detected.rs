//! The brand of a card stands in its number: nobody has to choose it.
//!
//! What is judged is whether a choice is asked for before a number is typed. In the EU a card of
//! two brands needs a choice by law, so that there a choice of a few is likely, not sure.

use crate::model::journey::Goal;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, is_for, once};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `card-type-detected`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardTypeDetected {}

impl Rule for CardTypeDetected {
    const ID: &'static str = "card-type-detected";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let (mut typed, mut offered) = (false, false);
        let mut findings = Vec::new();
        for (journey, step) in seen.checkout_steps() {
            let look = &step.look;
            let numbered = |f: &&crate::model::look::Field| f.visible && is_for(f, &["cc-number"]);
            typed |= step.settled().fields.iter().any(|f| numbered(&f));
            offered |= step.serves(Goal::Payment) && has("pay-card", &look.text);
            let brand = look.fields.iter().find(|f| {
                let choice = f.tag == "select" || matches!(f.kind.as_str(), "radio" | "combobox");
                f.visible && choice && f.purpose == "cc-type"
            });
            if let Some(field) = brand {
                let place = Place::step(journey, step).element(&field.selector);
                let finding = Finding::at(place).with("field", called(field));
                findings.push(finding.likely_if(seen.sells_in(Market::Eu)));
            }
        }
        match (findings.is_empty(), typed, offered) {
            (false, _, _) => Judgement::fail(once(findings)),
            (true, true, _) => Judgement::pass(),
            (true, false, true) => Judgement::unknown("card-fields-not-shown"),
            (true, false, false) => Judgement::not_applicable("no-card"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Field;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn payment(fields: Vec<Field>, text: &str) -> Verdict {
        let text = text.to_owned();
        verdict::<CardTypeDetected>(Made::store().look(Goal::Payment, |look| {
            look.fields = fields;
            look.text = text;
        }))
    }

    #[test]
    fn a_number_without_a_choice_passes_and_with_one_fails() {
        let number = field("cc-number", "Card number");
        assert_eq!(payment(vec![number.clone()], ""), Verdict::Pass);
        let mut brand = field("cc-type", "Card type");
        brand.tag = "select".into();
        assert_eq!(payment(vec![brand, number], ""), Verdict::Fail);
    }

    #[test]
    fn fields_that_were_not_shown_are_unknown() {
        assert_eq!(
            payment(Vec::new(), "Credit card"),
            Verdict::Unknown("card-fields-not-shown")
        );
        assert_eq!(
            payment(Vec::new(), "Cash on delivery"),
            Verdict::NotApplicable("no-card")
        );
    }
}
