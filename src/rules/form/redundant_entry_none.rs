//! Nothing is asked twice.
//!
//! Judged by what the measured walk had to type: the same thing on two screens, though
//! the second could have known it. Asking again to confirm a password or a mail
//! address is exempt, and so is a field that was sent back with an error.

use crate::model::journey::{Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, once};
use crate::rules::facts::reach::bare;
use crate::rules::facts::tolerance::essence;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `redundant-entry-none`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedundantEntryNone {}

/// Purposes that may be asked again: confirmations, what is different each time, what is secret.
const EXEMPT: &[&str] = &[
    "x-email-confirm",
    "x-password-confirm",
    "new-password",
    "current-password",
    "one-time-code",
    "x-quantity",
    "x-coupon",
    "x-search",
    "x-captcha",
    "cc-csc",
    "unknown",
    "",
];

impl Rule for RedundantEntryNone {
    const ID: &'static str = "redundant-entry-none";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let findings = seen.journeys().flat_map(again);
        let findings = once(findings.collect());
        let typed = seen
            .checkout_steps()
            .filter(|(_, step)| !step.filled.is_empty());
        match (findings.is_empty(), typed.count()) {
            (false, _) => Judgement::fail(findings),
            (true, 0) => Judgement::unknown("nothing-filled"),
            (true, _) => Judgement::pass(),
        }
    }
}

fn again(journey: &Journey) -> Vec<Finding> {
    let mut first: BTreeMap<(&str, String), &Step> = BTreeMap::new();
    let mut findings = Vec::new();
    for step in journey.steps.iter().filter(|step| step.goal.in_checkout()) {
        for filled in &step.filled {
            let purpose = filled.purpose.as_str();
            let secret = filled.typed.contains('•');
            let by_hand = filled.keystrokes > 0 && filled.corrected_after.is_none();
            if EXEMPT.contains(&purpose) || secret || !by_hand || filled.typed.is_empty() {
                continue;
            }
            let before = *first
                .entry((purpose, essence(&filled.typed)))
                .or_insert(step);
            // The same page, drawn once more after an error, asks the same question.
            if before.index == step.index || bare(&before.url) == bare(&step.url) {
                continue;
            }
            let fields = &step.settled().fields;
            let field = fields
                .iter()
                .find(|field| field.selector == filled.selector);
            let place = Place::step(journey, step).element(&filled.selector);
            findings.push(
                Finding::at(place)
                    .with("field", field.map_or(purpose, called))
                    .with("typed", &filled.typed)
                    .with("first", crate::rules::judgement::goal_word(before.goal)),
            );
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{Filled, Goal};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge};

    fn typed(purpose: &str, text: &str) -> Filled {
        Filled {
            selector: format!("#{purpose}"),
            purpose: purpose.to_owned(),
            typed: text.to_owned(),
            held: text.to_owned(),
            keystrokes: text.len() as u32,
            corrected_after: None,
        }
    }

    fn with(first: Filled, second: Option<Filled>) -> Judgement {
        let made = Made::store()
            .step(Goal::Address, |step| {
                step.look.fields = vec![field("tel", "Phone")];
                step.filled = vec![first];
            })
            .step(Goal::Payment, |step| step.filled.extend(second));
        judge::<RedundantEntryNone>(made)
    }

    #[test]
    fn the_same_thing_typed_on_a_second_screen_fails() {
        let phone = || typed("tel", "0312345678");
        assert_eq!(with(phone(), None).verdict, Verdict::Pass);
        assert_eq!(with(phone(), Some(phone())).verdict, Verdict::Fail);
        let other = typed("tel", "09099999999");
        assert_eq!(with(phone(), Some(other)).verdict, Verdict::Pass);
    }

    #[test]
    fn confirmations_and_corrections_are_exempt() {
        let again = typed("x-email-confirm", "a@b.jp");
        let twice = with(typed("x-email-confirm", "a@b.jp"), Some(again));
        assert_eq!(twice.verdict, Verdict::Pass);
        let mut corrected = typed("tel", "0312345678");
        corrected.corrected_after = Some("wrong".into());
        let verdict = with(typed("tel", "0312345678"), Some(corrected)).verdict;
        assert_eq!(verdict, Verdict::Pass);
    }

    #[test]
    fn a_walk_that_typed_nothing_says_nothing() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let verdict = judge::<RedundantEntryNone>(made).verdict;
        assert_eq!(verdict, Verdict::Unknown("nothing-filled"));
    }
}
