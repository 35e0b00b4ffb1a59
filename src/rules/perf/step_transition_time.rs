//! From the tap to the next screen being usable, each step from the product to the last screen.
//!
//! The line's latency under throttling is taken off: two requests one after another
//! for a navigation (the document and what it needs), one for an interaction.

use crate::model::journey::{Goal, Journey, Mode, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::goal_word;
use crate::rules::perf::timing::{Measured, judge_worst, line_ms, milliseconds, seconds};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepTransitionTime {
    /// Usable within this is good, in milliseconds.
    pub good_ms: f64,
    /// Usable later than this is poor.
    pub poor_ms: f64,
    /// First visual change after an interaction, in milliseconds.
    pub feedback_ms: f64,
}

impl Rule for StepTransitionTime {
    const ID: &'static str = "step-transition-time";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Added)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let taken = seen
            .steps()
            .filter(|(_, step)| step.goal >= Goal::Added && step.mode != Mode::Look);
        let taken: Vec<(&Journey, &Step)> = taken.collect();
        let measured = taken.iter().filter_map(|(journey, step)| {
            Some(Measured::on(journey, step, usable_ms(journey, step)?))
        });
        let mut judgement = judge_worst(measured.collect(), self.good_ms, self.poor_ms, seconds);
        let late = taken.iter().filter_map(|(journey, step)| {
            let feedback = step.clock.feedback_ms? - line_ms(journey, 1.0);
            let late = step.mode == Mode::Act && feedback > self.feedback_ms;
            late.then(|| {
                Finding::says("feedback", Place::step(journey, step))
                    .with("step", goal_word(step.goal))
                    .with("value", milliseconds(feedback))
                    .with("good", milliseconds(self.feedback_ms))
            })
        });
        let late: Vec<Finding> = late.take(10).collect();
        if !late.is_empty() && judgement == Judgement::pass() {
            return Judgement::graded(0.9, late);
        }
        judgement.findings.extend(late);
        judgement
    }
}

/// Until the next screen was usable, without the line's latency.
pub fn usable_ms(journey: &Journey, step: &Step) -> Option<f64> {
    let in_a_row = match step.mode {
        Mode::Load => 2.0,
        Mode::Act => 1.0,
        Mode::Look => return None,
    };
    Some((step.clock.usable_ms? - line_ms(journey, in_a_row)).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn taking(mode: Mode, usable_ms: f64, feedback_ms: f64) -> Made {
        let made = Made::store().step(Goal::Added, |step| {
            step.mode = mode;
            step.clock.usable_ms = Some(usable_ms);
            step.clock.feedback_ms = Some(feedback_ms);
        });
        made.journey(Device::Mobile, |j| j.throttle_values.latency_ms = 500.0)
    }

    #[test]
    fn latency_is_taken_off_once_or_twice() {
        let quick = taking(Mode::Load, 2000.0, 900.0);
        assert_eq!(verdict::<StepTransitionTime>(quick), Verdict::Pass);
        let slower = taking(Mode::Act, 2000.0, 600.0);
        assert!(matches!(
            verdict::<StepTransitionTime>(slower),
            Verdict::Graded(_)
        ));
        let slow = taking(Mode::Load, 4100.0, 900.0);
        assert_eq!(verdict::<StepTransitionTime>(slow), Verdict::Fail);
    }

    #[test]
    fn late_feedback_alone_is_a_small_matter() {
        let judged = judge::<StepTransitionTime>(taking(Mode::Act, 1400.0, 1200.0));
        assert_eq!(judged.verdict, Verdict::Graded(0.9));
        assert_eq!(judged.findings[0].message, "feedback");
    }

    #[test]
    fn a_step_that_never_became_quiet_has_no_time() {
        let made = Made::store().step(Goal::Added, |_| {});
        assert_eq!(
            verdict::<StepTransitionTime>(made),
            Verdict::Unknown("not-measured")
        );
    }
}
