//! Texts and field borders on the way can be seen: 4.5 to 1 for text (3 to 1 when large), 3 to 1 for borders.
//!
//! Text (WCAG 1.4.3) and control borders (1.4.11) are two results. Text over
//! pictures is not measured by the probe and so never a finding.

use crate::model::journey::Goal;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{in_flow, is_tick, once};
use crate::rules::facts::words::short;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `contrast-flow`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContrastFlow {
    /// Contrast of a field's border to the page behind it.
    pub min_border_ratio: f64,
}

impl Rule for ContrastFlow {
    const ID: &'static str = "contrast-flow";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let steps = seen.steps().filter(|(_, step)| step.goal >= Goal::Product);
        let mut findings: Vec<Finding> = steps
            .flat_map(|(journey, step)| {
                let low = step.settled().layout.low_contrast.iter();
                low.filter(|(_, ratio, needed, _)| ratio < needed).map(
                    move |(selector, ratio, needed, text)| {
                        Finding::says("text", Place::step(journey, step).element(selector))
                            .with("ratio", hundredth(*ratio))
                            .with("needed", needed)
                            .with("text", short(text, 60))
                    },
                )
            })
            .collect();
        for asked in in_flow(seen).filter(|asked| !is_tick(asked.field)) {
            if let Some(ratio) = asked
                .field
                .border_ratio
                .filter(|r| *r < self.min_border_ratio)
            {
                // A label, an underline or a shadow may mark the field as well.
                let finding = asked
                    .says("border")
                    .with("ratio", hundredth(ratio))
                    .with("needed", self.min_border_ratio);
                findings.push(finding.likely());
            }
        }
        Judgement::by(once(findings))
    }
}

fn hundredth(ratio: f64) -> f64 {
    (ratio * 100.0).floor() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(text: Option<f64>, border: Option<f64>) -> Made {
        let mut one = field("email", "E-mail");
        one.border_ratio = border;
        Made::store().look(Goal::Address, |l| {
            l.fields = vec![one];
            l.layout.low_contrast = text
                .map(|r| ("p".into(), r, 4.5, "Price".into()))
                .into_iter()
                .collect();
        })
    }

    #[test]
    fn enough_contrast_passes() {
        assert_eq!(
            verdict::<ContrastFlow>(with(None, Some(3.2))),
            Verdict::Pass
        );
    }

    #[test]
    fn text_and_borders_are_two_results() {
        let told: Vec<_> = judge::<ContrastFlow>(with(Some(2.64), Some(1.26)))
            .findings
            .iter()
            .map(|f| f.message)
            .collect();
        assert_eq!(told, ["text", "border"]);
    }

    #[test]
    fn an_unmeasured_border_is_no_finding() {
        assert_eq!(verdict::<ContrastFlow>(with(None, None)), Verdict::Pass);
    }
}
