//! The way into the cart must be found by its words, without scrolling far.
//!
//! "Buy now" beside it is allowed. What the walk pressed to fill the cart counts
//! even where no word is known, because it worked.

use crate::model::journey::{Ended, Goal, Journey, Step};
use crate::model::look::Control;
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddToCartFound {
    /// Screens from the top within which the button must stand.
    pub max_screens: f64,
}

impl Rule for AddToCartFound {
    const ID: &'static str = "add-to-cart-found";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut judged = 0;
        let mut unreached = false;
        for journey in seen.journeys() {
            // The product that was bought is the last one looked at; those before were left for a reason.
            let Some(step) = journey
                .steps
                .iter()
                .rfind(|step| step.serves(Goal::Product))
            else {
                // Product after product was opened, and none could be put into the cart.
                if let Ended::Stuck { reason, .. } = &journey.ended
                    && reason == "cannot-add"
                    && let Some(last) = journey.steps.last()
                {
                    judged += 1;
                    findings.push(Finding::says("none", Place::step(journey, last)));
                } else {
                    unreached = true;
                }
                continue;
            };
            let added = journey.steps.iter().any(|other| other.goal == Goal::Added);
            let place = Place::step(journey, step);
            let found = candidates(journey, step);
            if found.is_empty() && !added && has("sold-out", &step.look.text) {
                continue;
            }
            judged += 1;
            let top = |control: &&Control| {
                (control.rect.y + step.look.scroll.1) / step.look.viewport.1.max(1.0)
            };
            let Some(first) = found
                .iter()
                .copied()
                .min_by(|a, b| top(a).total_cmp(&top(b)))
            else {
                if !added {
                    findings.push(Finding::says("none", place));
                }
                continue;
            };
            let screen = top(&first);
            if screen >= self.max_screens {
                let finding = Finding::says("far", place.element(&first.selector));
                findings.push(
                    finding
                        .with("name", &first.name)
                        .with("screen", (screen.floor() + 1.0) as u32),
                );
            } else if !first.enabled && !added {
                let finding = Finding::says("off", place.element(&first.selector)).likely();
                findings.push(finding.with("name", &first.name));
            }
        }
        if judged == 0 && unreached {
            return Judgement::unknown("no-product-step");
        }
        if judged == 0 {
            return Judgement::not_applicable("sold-out");
        }
        Judgement::by(findings)
    }
}

fn candidates<'a>(journey: &Journey, step: &'a Step) -> Vec<&'a Control> {
    let added = journey.steps.iter().find(|other| other.goal == Goal::Added);
    // A store may go from the product straight to the cart: what was pressed there put it in.
    let next = journey.steps.iter().find(|other| other.index > step.index);
    let straight = next.filter(|next| next.goal == Goal::Cart && next.action.verb == "press");
    let pressed = added
        .or(straight)
        .and_then(|other| other.action.selector.as_deref());
    let by_word = |control: &&Control| {
        let elsewhere = matches!(
            control.region,
            Some(Region::Header | Region::Nav | Region::Footer)
        );
        control.visible && !elsewhere && has("add-to-cart", &control.name)
    };
    let controls = step.settled().controls.iter();
    controls
        .filter(|c| c.visible && (pressed == Some(c.selector.as_str()) || by_word(c)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, judge, verdict};

    fn product(y: f64, name: &str) -> Made {
        Made::store().look(Goal::Product, |look| {
            look.controls.push(button(name));
            look.controls[0].rect.y = y;
        })
    }

    #[test]
    fn a_button_in_the_second_screen_passes_and_in_the_third_fails() {
        assert_eq!(
            verdict::<AddToCartFound>(product(1008.0, "Add to basket")),
            Verdict::Pass
        );
        let far = judge::<AddToCartFound>(product(1700.0, "カートに入れる"));
        assert_eq!(
            (far.verdict, far.findings[0].message),
            (Verdict::Fail, "far")
        );
    }

    #[test]
    fn an_unknown_word_that_filled_the_cart_passes() {
        assert_eq!(
            verdict::<AddToCartFound>(product(100.0, "Mine!")),
            Verdict::Fail
        );
        let added = product(100.0, "Mine!").step(Goal::Added, |step| {
            step.action.selector = Some(button("Mine!").selector);
        });
        assert_eq!(verdict::<AddToCartFound>(added), Verdict::Pass);
    }

    #[test]
    fn what_was_pressed_on_the_product_and_led_to_the_cart_passes() {
        let straight = |verb: &str| {
            let made = product(100.0, "Mine!").step(Goal::Cart, |step| {
                step.action.verb = verb.to_owned();
                step.action.selector = Some(button("Mine!").selector);
            });
            verdict::<AddToCartFound>(made)
        };
        assert_eq!(straight("press"), Verdict::Pass);
        assert_eq!(straight("open"), Verdict::Fail);
        assert_eq!(
            verdict::<AddToCartFound>(product(100.0, "カゴに入れる")),
            Verdict::Pass
        );
    }

    #[test]
    fn a_sold_out_product_is_not_judged() {
        let made = Made::store().look(Goal::Product, |look| look.text = "在庫切れ".to_owned());
        assert_eq!(
            verdict::<AddToCartFound>(made),
            Verdict::NotApplicable("sold-out")
        );
    }
}
