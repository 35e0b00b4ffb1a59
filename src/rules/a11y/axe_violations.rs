//! What axe-core is sure of, on each screen of the way: elements that break WCAG 2.2 at level A or AA.
//!
//! Only the rules of axe-core that no other rule answers are asked, so nothing is told twice.

use crate::journey::scan::ASKED;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `axe-violations`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AxeViolations {}

impl Rule for AxeViolations {
    const ID: &'static str = "axe-violations";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut scanned = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps() {
            let Some(scan) = &step.scan else { continue };
            scanned = true;
            for violation in &scan.violations {
                // The texts know what was asked; nothing else is there.
                let Some(message) = ASKED.iter().find(|id| **id == violation.rule) else {
                    continue;
                };
                let place = Place::step(journey, step);
                let place = match violation.selectors.first() {
                    Some(selector) => place.element(selector),
                    None => place,
                };
                findings.push(Finding::says(message, place).with("count", violation.count));
            }
        }
        match scanned {
            true => Judgement::by(once(findings)),
            false => Judgement::unknown("not-scanned"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{Goal, Scan, Violation};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn scanned(rules: &[&str]) -> Made {
        let violations = rules.iter().map(|rule| Violation {
            rule: (*rule).to_owned(),
            count: 2,
            selectors: vec!["img".to_owned()],
        });
        let scan = Scan {
            version: "4".to_owned(),
            violations: violations.collect(),
        };
        Made::store().step(Goal::Product, |step| step.scan = Some(scan))
    }

    #[test]
    fn each_broken_rule_of_a_screen_is_one_finding() {
        assert_eq!(verdict::<AxeViolations>(scanned(&[])), Verdict::Pass);
        let judged = judge::<AxeViolations>(scanned(&["image-alt", "list"]));
        let told: Vec<_> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(told, ["image-alt", "list"]);
    }

    #[test]
    fn every_rule_that_is_asked_has_its_sentence() {
        // `judge` looks each sentence up in both languages.
        let judged = judge::<AxeViolations>(scanned(ASKED));
        assert_eq!(judged.findings.len(), ASKED.len());
    }

    #[test]
    fn what_was_not_asked_is_no_finding() {
        let judged = verdict::<AxeViolations>(scanned(&["color-contrast"]));
        assert_eq!(judged, Verdict::Pass);
    }

    #[test]
    fn screens_that_were_not_scanned_say_nothing() {
        let made = Made::store().step(Goal::Product, |_| ());
        let judged = verdict::<AxeViolations>(made);
        assert_eq!(judged, Verdict::Unknown("not-scanned"));
    }
}
