//! On a phone nothing sticks out to the right: the page scrolls in one direction only.
//!
//! A carousel that hides its overflow does not widen the document and is not seen here.

use crate::model::device::Device;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `no-horizontal-scroll`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoHorizontalScroll {
    /// Overflow that is forgiven, in CSS pixels.
    pub max_overflow_px: f64,
    /// Width at which the criterion holds without exceptions.
    pub sure_width_px: u32,
}

impl Rule for NoHorizontalScroll {
    const ID: &'static str = "no-horizontal-scroll";
    const NEEDS: &'static [Need] = &[Need::Device(Device::Mobile)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut narrow = false;
        for (journey, step) in seen.steps().filter(|(j, _)| j.device == Device::Mobile) {
            let layout = &step.settled().layout;
            narrow |= layout
                .narrow_overflow
                .iter()
                .any(|(w, _)| *w <= self.sure_width_px);
            let (width, _) = journey.device.viewport_px();
            let measured = std::iter::once((width, layout.overflow_px));
            let widest = measured
                .chain(layout.narrow_overflow.iter().copied())
                .find(|(_, overflow)| *overflow > self.max_overflow_px);
            if let Some((width, overflow)) = widest {
                let mut place = Place::step(journey, step);
                place.selector = layout.overflowing.first().cloned();
                // Below the sure width a table or a map may need two directions.
                let finding = Finding::at(place)
                    .with("width", width)
                    .with("overflow", overflow.round())
                    .likely_if(width < self.sure_width_px);
                findings.push(finding);
            }
        }
        if findings.is_empty() && !narrow {
            return Judgement::unknown("narrow-not-measured");
        }
        Judgement::by(once(findings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn with(overflow: f64, narrow: &[(u32, f64)]) -> Made {
        Made::store().look(Goal::Product, |l| {
            l.layout.overflow_px = overflow;
            l.layout.narrow_overflow = narrow.to_vec();
        })
    }

    #[test]
    fn a_page_that_fits_360_passes_and_one_that_was_not_narrowed_is_unknown() {
        assert_eq!(
            verdict::<NoHorizontalScroll>(with(0.0, &[(360, 1.0), (320, 0.0)])),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<NoHorizontalScroll>(with(0.0, &[])),
            Verdict::Unknown("narrow-not-measured")
        );
    }

    #[test]
    fn overflow_at_the_phones_own_width_is_sure_and_at_320_only_likely() {
        let wide = judge::<NoHorizontalScroll>(with(40.0, &[]));
        assert_eq!(
            (wide.verdict, wide.findings[0].certainty),
            (Verdict::Fail, Certainty::Sure)
        );
        let narrow = judge::<NoHorizontalScroll>(with(0.0, &[(360, 0.0), (320, 12.0)]));
        assert_eq!(narrow.findings[0].certainty, Certainty::Likely);
    }
}
