//! A message goes as soon as the mistake is mended.
//!
//! Where the answer has to come from the server, a late one is only likely a fault.

use crate::model::probed::{Outcome, ProbeLevel, Variant};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{Tried, tried, untyped};
use crate::rules::facts::validation::WRONG;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `error-clears-when-fixed`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorClearsWhenFixed {
    /// Time from the last key to the message's end, in milliseconds.
    within_ms: f64,
}

impl Rule for ErrorClearsWhenFixed {
    const ID: &'static str = "error-clears-when-fixed";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut mending = tried(seen, &[], &[]);
        // A text that is itself called wrong mends nothing.
        mending.retain(|one| {
            // The control is right by itself, whatever still stands beside it.
            let right = one.entry.variant == Variant::Canonical && one.entry.said.is_empty();
            one.entry.mends
                && !WRONG.contains(&one.entry.variant)
                && (right || !matches!(one.entry.outcome, Outcome::Rejected | Outcome::Unknown))
        });
        let mut runs = seen.evidence.probed.iter();
        let full = runs.any(|run| run.level == ProbeLevel::Full);
        if mending.is_empty() {
            return match tried(seen, &[], WRONG).is_empty() {
                true => Judgement::unknown(untyped(seen, WRONG)),
                // A server's message may stand there once every field was sent wrongly.
                false if !full => Judgement::unknown("probe-level"),
                false => Judgement::not_applicable("no-inline-error"),
            };
        }
        let findings = mending.iter().filter_map(|one| self.fault(seen, one));
        Judgement::by(once(findings.collect()))
    }
}

impl ErrorClearsWhenFixed {
    fn fault(&self, seen: &Seen<'_>, one: &Tried<'_>) -> Option<Finding> {
        let asks = !one.entry.sent.is_empty();
        match one.entry.mended_ms {
            None => Some(one.says(seen, "stays").likely_if(asks)),
            Some(ms) if ms > self.within_ms => {
                let finding = one.says(seen, "late").with("ms", ms.round());
                Some(finding.with("within", self.within_ms).likely_if(asks))
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Variant};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::{entry, wrong};
    use crate::rules::testing::{Made, field, judge};

    fn with(mends: bool, mended_ms: Option<f64>, sent: &[&str]) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ErrorClearsWhenFixed>(made.probed(|run| {
            run.entries = vec![
                wrong("tel", Variant::Wrong, "12", "Some digits are missing."),
                Entry {
                    mends,
                    mended_ms,
                    sent: sent.iter().map(|s| (*s).to_owned()).collect(),
                    ..entry("tel", Variant::Canonical, "0312345678", Outcome::Accepted)
                },
            ];
        }))
    }

    #[test]
    fn gone_at_once_passes_and_staying_fails() {
        assert_eq!(with(true, Some(20.0), &[]).verdict, Verdict::Pass);
        assert_eq!(with(true, Some(900.0), &[]).findings[0].message, "late");
        assert_eq!(with(true, None, &[]).findings[0].message, "stays");
    }

    #[test]
    fn an_answer_of_the_server_is_likely_and_no_message_is_no_occasion() {
        let asked = with(true, Some(900.0), &["POST /check"]);
        assert_eq!(asked.findings[0].certainty, Certainty::Likely);
        let verdict = with(false, None, &[]).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("no-inline-error"));
    }
}
