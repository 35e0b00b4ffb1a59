//! The largest thing on each screen should appear quickly.

use crate::model::verdict::Judgement;
use crate::rules::perf::timing::{Measured, judge_worst, seconds};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LcpPerStep {
    /// Up to here the figure is good, in milliseconds.
    pub good_ms: f64,
    /// Beyond this it is poor.
    pub poor_ms: f64,
}

impl Rule for LcpPerStep {
    const ID: &'static str = "lcp-per-step";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let measured = seen
            .steps()
            .filter_map(|(journey, step)| Some(Measured::on(journey, step, step.vitals.lcp_ms?)));
        judge_worst(measured.collect(), self.good_ms, self.poor_ms, seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn with(value: Option<f64>) -> Verdict {
        let made = Made::store().step(Goal::Home, |step| step.vitals.lcp_ms = Some(900.0));
        verdict::<LcpPerStep>(made.step(Goal::Product, |step| step.vitals.lcp_ms = value))
    }

    #[test]
    fn the_worst_screen_decides() {
        assert_eq!(with(None), Verdict::Pass);
        assert_eq!(with(Some(2500.0)), Verdict::Pass);
        assert!(matches!(with(Some(3200.0)), Verdict::Graded(g) if g > 0.5 && g < 0.9));
        assert_eq!(with(Some(4001.0)), Verdict::Fail);
    }

    #[test]
    fn no_figure_at_all_is_unknown() {
        let made = Made::store().step(Goal::Home, |_| {});
        assert_eq!(
            verdict::<LcpPerStep>(made),
            Verdict::Unknown("not-measured")
        );
    }
}
