//! The first screen should not be crowded, nor buried under layers.

use crate::model::journey::Goal;
use crate::model::look::Layer;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight. All figures are ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageClutterIndex {
    /// Interactive elements in the first viewport.
    pub max_controls: u32,
    /// The same for Japanese stores, whose pages are dense by convention.
    pub max_controls_ja: u32,
    /// Layers at once.
    pub max_layers: usize,
    /// Share of the viewport from which a layer counts.
    pub min_cover: f64,
}

impl Rule for PageClutterIndex {
    const ID: &'static str = "page-clutter-index";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let max = if seen.speaks("ja") {
            self.max_controls_ja
        } else {
            self.max_controls
        };
        let mut findings = Vec::new();
        let browsing = [Goal::Home, Goal::Listing, Goal::Product];
        let screens = seen
            .steps()
            .filter(|(_, step)| browsing.contains(&step.goal));
        for (journey, step) in screens {
            let at = |message| {
                Finding::says(message, Place::step(journey, step))
                    .with("step", goal_word(step.goal))
            };
            let count = step.look.layout.first_screen_controls;
            if count > max {
                findings.push(at("crowded").with("count", count).with("max", max));
            }
            let covers =
                |layer: &&Layer| layer.cover >= self.min_cover && (layer.dialog || layer.fixed);
            let layers = step.look.layers.iter().filter(covers).count();
            if layers > self.max_layers {
                findings.push(at("layers").with("count", layers).likely());
            }
        }
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn home(controls: u32, layers: usize) -> Made {
        let layer = Layer {
            dialog: true,
            cover: 0.3,
            ..Layer::default()
        };
        Made::store().look(Goal::Home, |look| {
            look.layout.first_screen_controls = controls;
            look.layers = vec![layer; layers];
        })
    }

    #[test]
    fn a_calm_first_screen_passes() {
        assert_eq!(verdict::<PageClutterIndex>(home(60, 1)), Verdict::Pass);
    }

    #[test]
    fn crowds_and_piled_up_layers_fail() {
        assert_eq!(
            judge::<PageClutterIndex>(home(61, 0)).findings[0].message,
            "crowded"
        );
        assert_eq!(
            judge::<PageClutterIndex>(home(5, 2)).findings[0].message,
            "layers"
        );
    }

    #[test]
    fn japanese_pages_are_measured_by_their_own_baseline() {
        let made = home(80, 0).with(|e| e.journeys[0].store_language = Some("ja".to_owned()));
        assert_eq!(verdict::<PageClutterIndex>(made), Verdict::Pass);
    }
}
