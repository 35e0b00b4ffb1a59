//! Bars that stick to the screen take at most a third of a phone's height on product, cart and checkout.
//!
//! A consent banner that waits for an answer and a chat bubble in the corner are not bars.

use crate::model::device::Device;
use crate::model::journey::{Goal, Step};
use crate::model::look::Layer;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::words::{fold, mentions};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `sticky-elements-budget`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickyElementsBudget {
    /// Largest share of the viewport's height, in percent.
    pub max_share_pct: f64,
    /// Layers narrower than this share of the viewport are bubbles, in percent.
    pub bubble_width_pct: f64,
}

impl Rule for StickyElementsBudget {
    const ID: &'static str = "sticky-elements-budget";
    const NEEDS: &'static [Need] = &[Need::Device(Device::Mobile)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let steps: Vec<_> = seen
            .steps()
            .filter(|(j, s)| j.device == Device::Mobile && s.goal >= Goal::Product)
            .collect();
        if steps.is_empty() {
            return Judgement::unknown("no-product-step");
        }
        let findings = steps.into_iter().filter_map(|(journey, step)| {
            let share = self.share_pct(step);
            let finding = Finding::at(Place::step(journey, step))
                .with("share", share.round())
                .with("page", goal_word(step.goal));
            (share > self.max_share_pct).then_some(finding)
        });
        Judgement::by(once(findings.collect()))
    }
}

impl StickyElementsBudget {
    fn share_pct(&self, step: &Step) -> f64 {
        let look = step.settled();
        let (width, height) = look.viewport;
        let apart = |layer: &&Layer| {
            let consent = mentions(
                &fold(&layer.text),
                &["cookie", "cookies", "クッキー", "consent", "gdpr"],
            );
            let bubble = layer.rect.w * 100.0 < width * self.bubble_width_pct;
            layer.modal || layer.dialog || (layer.fixed && (consent || bubble))
        };
        let taken: f64 = look
            .layers
            .iter()
            .filter(apart)
            .map(|layer| layer.rect.h.min(height))
            .sum();
        let other = if height > 0.0 { taken / height } else { 0.0 };
        ((look.layout.sticky_share - other).max(0.0)) * 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, rect, verdict};

    fn with(share: f64, layer: Option<Layer>) -> Verdict {
        verdict::<StickyElementsBudget>(Made::store().look(Goal::Product, |l| {
            l.layout.sticky_share = share;
            l.layers = layer.into_iter().collect();
        }))
    }

    #[test]
    fn a_slim_bar_passes_and_half_the_screen_fails() {
        assert_eq!(with(0.06, None), Verdict::Pass);
        assert_eq!(with(0.5, None), Verdict::Fail);
    }

    #[test]
    fn a_chat_bubble_and_a_consent_banner_are_no_bars() {
        let bubble = Layer {
            fixed: true,
            rect: rect(340.0, 500.0, 64.0, 300.0),
            ..Layer::default()
        };
        assert_eq!(with(0.45, Some(bubble)), Verdict::Pass);
        let banner = Layer {
            fixed: true,
            text: "We use cookies".into(),
            rect: rect(0.0, 400.0, 412.0, 400.0),
            ..Layer::default()
        };
        assert_eq!(with(0.5, Some(banner)), Verdict::Pass);
    }
}
