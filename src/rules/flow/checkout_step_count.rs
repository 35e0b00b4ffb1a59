//! Screens from the cart to the last one before the order, both counted, as Baymard counts them.

use crate::model::journey::{Ended, Journey};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutStepCount {
    /// Steps that pass.
    pub good_steps: usize,
    /// Steps that fail.
    pub poor_steps: usize,
}

impl Rule for CheckoutStepCount {
    const ID: &'static str = "checkout-step-count";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let counted: Vec<(&Journey, usize)> = seen.journeys().map(|j| (j, j.screens())).collect();
        let complete = counted
            .iter()
            .filter(|(j, _)| reached_last(j))
            .map(|(_, count)| *count)
            .max();
        let worst = counted.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let findings = counted
            .iter()
            .filter(|(_, count)| *count > self.good_steps)
            .filter_map(|(j, count)| {
                let last = j.steps.last()?;
                let finding = Finding::at(Place::step(j, last)).with("count", count);
                Some(finding.with("good", self.good_steps))
            });
        let findings: Vec<Finding> = findings.collect();
        if worst >= self.poor_steps {
            return Judgement::fail(findings);
        }
        let Some(count) = complete else {
            return Judgement::unknown("no-review-step");
        };
        let range = (self.poor_steps - self.good_steps) as f64;
        let over = count.saturating_sub(self.good_steps) as f64;
        Judgement::graded(1.0 - over / range, findings)
    }
}

/// Whether the walk got as far as one gets without ordering.
pub fn reached_last(journey: &Journey) -> bool {
    matches!(journey.ended, Ended::Reached { goal } if goal.in_checkout())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::journey::{Goal, Mode};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn walk(screens: usize) -> Made {
        let made = Made::store().step(Goal::Cart, |_| {});
        (1..screens).fold(made, |made, n| {
            made.step(Goal::Address, |step| {
                step.url = format!("https://shop.example/{n}")
            })
        })
    }

    #[test]
    fn five_pass_six_are_graded_and_eight_fail() {
        assert_eq!(verdict::<CheckoutStepCount>(walk(5)), Verdict::Pass);
        assert!(matches!(
            verdict::<CheckoutStepCount>(walk(6)),
            Verdict::Graded(_)
        ));
        assert!(matches!(
            verdict::<CheckoutStepCount>(walk(7)),
            Verdict::Graded(_)
        ));
        assert_eq!(verdict::<CheckoutStepCount>(walk(8)), Verdict::Fail);
    }

    #[test]
    fn a_screen_that_came_back_counts_once() {
        let made = walk(5).step(Goal::Address, |step| {
            step.url = "https://shop.example/4?error=1".to_owned()
        });
        assert_eq!(verdict::<CheckoutStepCount>(made), Verdict::Pass);
    }

    #[test]
    fn a_page_on_which_more_appears_is_one_screen_and_a_section_of_its_own_is_another() {
        let section = |goal, purpose: &'static str| {
            move |made: Made| {
                made.step(goal, |step| {
                    step.mode = Mode::Act;
                    step.url = "https://shop.example/checkout".to_owned();
                    step.look.fields = vec![field(purpose, purpose)];
                })
            }
        };
        let screens = |made: Made| made.evidence().journeys[0].screens();
        let one = section(Goal::Shipping, "email")(section(Goal::Address, "email")(Made::store()));
        assert_eq!(screens(one), 1);
        let two = section(Goal::Shipping, "tel")(section(Goal::Address, "email")(Made::store()));
        assert_eq!(screens(two), 2);
    }

    #[test]
    fn a_walk_that_got_stuck_early_is_unknown() {
        let made = walk(3).journey(Device::Mobile, |journey| {
            journey.ended = Ended::Stuck {
                goal: Goal::Payment,
                reason: "x".to_owned(),
                detail: String::new(),
            };
        });
        assert_eq!(
            verdict::<CheckoutStepCount>(made),
            Verdict::Unknown("no-review-step")
        );
    }
}
