//! The server should answer each screen's document quickly.
//!
//! Under throttling every request carries the line's latency, which is the test's
//! own; it is taken off.

use crate::model::journey::Mode;
use crate::model::verdict::Judgement;
use crate::rules::perf::timing::{Measured, judge_worst, line_ms, milliseconds};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TtfbDocument {
    /// Up to here the figure is good, in milliseconds.
    pub good_ms: f64,
    /// Beyond this it is poor.
    pub poor_ms: f64,
}

impl Rule for TtfbDocument {
    const ID: &'static str = "ttfb-document";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let loads = seen.steps().filter(|(_, step)| step.mode == Mode::Load);
        let measured = loads.filter_map(|(journey, step)| {
            let ttfb = step.vitals.ttfb_ms.or(step.clock.response_ms)?;
            Some(Measured::on(
                journey,
                step,
                (ttfb - line_ms(journey, 1.0)).max(0.0),
            ))
        });
        judge_worst(measured.collect(), self.good_ms, self.poor_ms, milliseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn on_slow_line(ttfb_ms: f64) -> Verdict {
        let made = Made::store().step(Goal::Home, |step| step.vitals.ttfb_ms = Some(ttfb_ms));
        let made = made.journey(Device::Mobile, |j| j.throttle_values.latency_ms = 562.5);
        verdict::<TtfbDocument>(made)
    }

    #[test]
    fn the_lines_latency_is_not_the_servers() {
        assert_eq!(on_slow_line(1300.0), Verdict::Pass);
        assert!(matches!(on_slow_line(1600.0), Verdict::Graded(_)));
        assert_eq!(on_slow_line(2400.0), Verdict::Fail);
    }
}
