//! A menu that can be taken in at a glance; only what is visible counts.

use crate::model::journey::Goal;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight. All figures are ours: none is published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NavOptionCount {
    /// Visible top-level entries that are good.
    pub good_top: u32,
    /// More than these fail.
    pub poor_top: u32,
    /// Visible links of the home page that are good.
    pub good_links: u32,
    /// More than these fail.
    pub poor_links: u32,
}

impl Rule for NavOptionCount {
    const ID: &'static str = "nav-option-count";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut grade: f64 = 1.0;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps().filter(|(_, step)| step.goal != Goal::Added) {
            let layout = &step.look.layout;
            let home = step.goal == Goal::Home;
            let counted = [
                (
                    "top",
                    layout.nav_top_links,
                    self.good_top,
                    self.poor_top,
                    true,
                ),
                (
                    "links",
                    layout.visible_links,
                    self.good_links,
                    self.poor_links,
                    home,
                ),
            ];
            for (message, count, good, poor, applies) in counted {
                if !applies || count <= good {
                    continue;
                }
                grade = grade.min(if count > poor { 0.0 } else { 0.5 });
                let finding = Finding::says(message, Place::step(journey, step));
                let finding = finding
                    .with("step", goal_word(step.goal))
                    .with("count", count);
                findings.push(finding.with("good", good));
            }
        }
        Judgement::graded(grade, findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn with(goal: Goal, top: u32, links: u32) -> Verdict {
        verdict::<NavOptionCount>(Made::store().look(goal, |look| {
            look.layout.nav_top_links = top;
            look.layout.visible_links = links;
        }))
    }

    #[test]
    fn few_entries_pass_some_count_half_and_many_fail() {
        assert_eq!(with(Goal::Home, 10, 150), Verdict::Pass);
        assert_eq!(with(Goal::Cart, 12, 0), Verdict::Graded(0.5));
        assert_eq!(with(Goal::Cart, 16, 0), Verdict::Fail);
        assert_eq!(with(Goal::Home, 5, 251), Verdict::Fail);
    }

    #[test]
    fn links_are_counted_on_the_home_page_only() {
        assert_eq!(with(Goal::Listing, 5, 400), Verdict::Pass);
    }
}
