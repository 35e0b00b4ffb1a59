//! Two taps on the button send a step once.
//!
//! A page may need several requests for one press: where an ordinary press of the same
//! screen was counted, that is the measure; otherwise two are only likely a fault.

use crate::model::probed::{Probed, Sent, Submit, SubmitKind};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{place, submits, unsent};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `submit-button-double-click-safe`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitButtonDoubleClickSafe {}

impl Rule for SubmitButtonDoubleClickSafe {
    const ID: &'static str = "submit-button-double-click-safe";
    const NEEDS: &'static [Need] = &[Need::Probes];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut taps = submits(seen, &[SubmitKind::DoubleTap]);
        taps.retain(|(_, tap)| tap.requests > 0 || tap.sent == Sent::MovedOn);
        if taps.is_empty() {
            return Judgement::unknown(unsent(seen, &[SubmitKind::DoubleTap]));
        }
        let findings = taps.iter().filter_map(|(run, tap)| {
            let usual = usual(run, tap);
            let most = usual.unwrap_or(1).max(1);
            (tap.requests > most).then(|| {
                let place = place(seen, run, &tap.url, Some(&tap.selector));
                Finding::at(place)
                    .with("control", &tap.control)
                    .with("requests", tap.requests)
                    .with("usual", most)
                    .likely_if(usual.is_none())
            })
        });
        Judgement::by(once(findings.collect()))
    }
}

/// Requests of one press on the same screen that went on.
fn usual(run: &Probed, tap: &Submit) -> Option<u32> {
    let same = run.submits.iter().filter(|other| {
        other.kind != SubmitKind::DoubleTap
            && other.screen == tap.screen
            && other.sent == Sent::MovedOn
            && other.requests > 0
    });
    same.map(|other| other.requests).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::submit;
    use crate::rules::testing::{Made, judge};

    fn with(presses: &[(SubmitKind, u32)]) -> Judgement {
        judge::<SubmitButtonDoubleClickSafe>(Made::store().probed(|run| {
            let made = presses.iter().map(|(kind, requests)| Submit {
                requests: *requests,
                ..submit(*kind, Sent::MovedOn)
            });
            run.submits = made.collect();
        }))
    }

    #[test]
    fn one_request_passes_and_two_fail() {
        assert_eq!(with(&[(SubmitKind::DoubleTap, 1)]).verdict, Verdict::Pass);
        let judged = with(&[(SubmitKind::Tolerance, 1), (SubmitKind::DoubleTap, 2)]);
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Sure);
        let alone = with(&[(SubmitKind::DoubleTap, 2)]);
        assert_eq!(alone.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn a_page_that_needs_two_requests_for_one_press_may_send_two() {
        let judged = with(&[(SubmitKind::Tolerance, 2), (SubmitKind::DoubleTap, 2)]);
        assert_eq!(judged.verdict, Verdict::Pass);
    }

    #[test]
    fn without_the_taps_nothing_is_known() {
        assert_eq!(with(&[]).verdict, Verdict::Unknown("probe-not-tried"));
    }
}
