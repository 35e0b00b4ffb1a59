//! The sum of the waits from the product to the last screen, without any typing.
//!
//! No limit is published; a comparison of two runs is the better judge. The limits
//! here are ours, so findings are only likely.

use crate::model::journey::{Goal, Journey, Mode};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::reach::cut_short;
use crate::rules::judgement::goal_word;
use crate::rules::perf::step_transition_time::usable_ms;
use crate::rules::perf::timing::seconds;
use crate::rules::{Need, Rule, Seen};
use crate::score::log_normal;
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalFlowTime {
    /// A sum that is good, in milliseconds. Ours.
    pub good_ms: f64,
    /// A sum that is poor. Ours.
    pub poor_ms: f64,
}

impl Rule for TotalFlowTime {
    const ID: &'static str = "total-flow-time";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if cut_short(seen) {
            return Judgement::unknown("no-review-step");
        }
        let sums: Vec<(&Journey, f64)> =
            seen.journeys().filter_map(|j| Some((j, sum(j)?))).collect();
        let Some(worst) = sums.iter().map(|(_, sum)| *sum).max_by(f64::total_cmp) else {
            return Judgement::unknown("not-measured");
        };
        let slow = sums.iter().filter(|(_, sum)| *sum > self.good_ms);
        let findings = slow.filter_map(|(journey, sum)| {
            let timed = journey
                .steps
                .iter()
                .filter_map(|step| Some((step, usable_ms(journey, step)?)));
            let (step, longest) = timed.max_by(|a, b| a.1.total_cmp(&b.1))?;
            let finding = Finding::at(Place::step(journey, step)).with("total", seconds(*sum));
            let finding = finding
                .with("step", goal_word(step.goal))
                .with("longest", seconds(longest));
            Some(finding.likely())
        });
        let findings: Vec<Finding> = findings.collect();
        match (findings.is_empty(), worst > self.poor_ms) {
            (true, _) => Judgement::pass(),
            (false, true) => Judgement::fail(findings),
            (false, false) => {
                let grade = log_normal(worst, self.good_ms, self.poor_ms).clamp(0.01, 0.99);
                Judgement::graded(grade, findings)
            }
        }
    }
}

/// The waits of one journey; `None` where it stops before the checkout or a step has no time.
fn sum(journey: &Journey) -> Option<f64> {
    journey.steps.iter().find(|step| step.goal.in_checkout())?;
    let taken = journey
        .steps
        .iter()
        .filter(|step| step.goal >= Goal::Product && step.mode != Mode::Look);
    taken.map(|step| usable_ms(journey, step)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn walk(each_ms: f64) -> Made {
        let goals = [
            Goal::Product,
            Goal::Added,
            Goal::Cart,
            Goal::Address,
            Goal::Payment,
        ];
        let made = goals.into_iter().fold(Made::store(), |made, goal| {
            made.step(goal, |step| step.clock.usable_ms = Some(each_ms))
        });
        made.journey(Device::Mobile, |j| j.throttle_values.latency_ms = 0.0)
    }

    #[test]
    fn the_sum_of_the_waits_is_judged() {
        assert_eq!(verdict::<TotalFlowTime>(walk(800.0)), Verdict::Pass);
        assert!(matches!(
            verdict::<TotalFlowTime>(walk(3000.0)),
            Verdict::Graded(_)
        ));
        let slow = judge::<TotalFlowTime>(walk(6000.0));
        assert_eq!((slow.verdict, slow.findings.len()), (Verdict::Fail, 1));
    }
}
