//! Screens should not jump while a shopper reads or taps.

use crate::model::verdict::Judgement;
use crate::rules::perf::timing::{Measured, judge_worst};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClsPerStep {
    /// Up to here the figure is good, in layout shift score.
    pub good: f64,
    /// Beyond this it is poor.
    pub poor: f64,
}

impl Rule for ClsPerStep {
    const ID: &'static str = "cls-per-step";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let measured = seen
            .steps()
            .filter_map(|(journey, step)| Some(Measured::on(journey, step, step.vitals.cls?)));
        judge_worst(measured.collect(), self.good, self.poor, |score| {
            format!("{score:.2}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn with(value: Option<f64>) -> Verdict {
        let made = Made::store().step(Goal::Home, |step| step.vitals.cls = Some(0.0));
        verdict::<ClsPerStep>(made.step(Goal::Product, |step| step.vitals.cls = value))
    }

    #[test]
    fn the_worst_screen_decides() {
        assert_eq!(with(None), Verdict::Pass);
        assert_eq!(with(Some(0.1)), Verdict::Pass);
        assert!(matches!(with(Some(0.18)), Verdict::Graded(g) if g > 0.5 && g < 0.9));
        assert_eq!(with(Some(0.26)), Verdict::Fail);
    }

    #[test]
    fn no_figure_at_all_is_unknown() {
        let made = Made::store().step(Goal::Home, |_| {});
        assert_eq!(
            verdict::<ClsPerStep>(made),
            Verdict::Unknown("not-measured")
        );
    }
}
