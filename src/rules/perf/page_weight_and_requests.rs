//! Product page and checkout should not be heavy.

use crate::model::journey::{Goal, Mode};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight. All figures are ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageWeightAndRequests {
    /// Bytes of a product page.
    pub product_bytes: u64,
    /// Requests of a product page.
    pub product_requests: u32,
    /// Bytes of a screen of the checkout.
    pub checkout_bytes: u64,
    /// Requests of a screen of the checkout.
    pub checkout_requests: u32,
}

impl Rule for PageWeightAndRequests {
    const ID: &'static str = "page-weight-and-requests";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut grade: f64 = 1.0;
        let mut findings = Vec::new();
        let mut measured = false;
        for (journey, step) in seen.steps().filter(|(_, step)| step.mode != Mode::Look) {
            let (bytes, requests) = match step.goal {
                Goal::Product => (self.product_bytes, self.product_requests),
                goal if goal.in_checkout() => (self.checkout_bytes, self.checkout_requests),
                _ => continue,
            };
            measured |= step.request_count > 0;
            let over = (step.bytes as f64 / bytes as f64)
                .max(f64::from(step.request_count) / f64::from(requests));
            if over > 1.0 {
                // Twice the limit is as bad as it gets.
                grade = grade.min(2.0 - over);
                findings.push(
                    Finding::at(Place::step(journey, step))
                        .with("step", goal_word(step.goal))
                        .with("size", format!("{:.1} MB", step.bytes as f64 / 1e6))
                        .with("requests", step.request_count)
                        .with("max_size", format!("{:.1} MB", bytes as f64 / 1e6))
                        .with("max_requests", requests)
                        .likely(),
                );
            }
        }
        if !measured {
            return Judgement::unknown("not-measured");
        }
        Judgement::graded(grade.max(0.0), findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn product(bytes: u64, requests: u32) -> Made {
        Made::store().step(Goal::Product, |step| {
            step.bytes = bytes;
            step.request_count = requests;
        })
    }

    #[test]
    fn the_limit_passes_and_twice_the_limit_fails() {
        assert_eq!(
            verdict::<PageWeightAndRequests>(product(2_500_000, 100)),
            Verdict::Pass
        );
        let half = judge::<PageWeightAndRequests>(product(1_000, 150));
        assert!(matches!(half.verdict, Verdict::Graded(g) if (g - 0.5).abs() < 0.01));
        assert_eq!(
            verdict::<PageWeightAndRequests>(product(5_000_000, 1)),
            Verdict::Fail
        );
    }

    #[test]
    fn a_page_whose_requests_were_not_seen_is_unknown() {
        let verdict = verdict::<PageWeightAndRequests>(product(0, 0));
        assert_eq!(verdict, Verdict::Unknown("not-measured"));
    }
}
