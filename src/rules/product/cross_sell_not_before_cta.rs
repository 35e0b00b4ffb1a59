//! Other products are offered below the button that puts this one into the cart.
//!
//! A finding needs both: a heading of recommendations before the button in the text, and links
//! to other products above it on the screen. Colours and sizes of a product are links as well.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Control;
use crate::model::page::{PageKind, Region};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::reach::{bare, shut_out};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `cross-sell-not-before-cta`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossSellNotBeforeCta {
    /// Other products above the button that make a block of recommendations.
    pub min_items: usize,
}

impl Rule for CrossSellNotBeforeCta {
    const ID: &'static str = "cross-sell-not-before-cta";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let known: BTreeSet<&str> = seen
            .pages_of(PageKind::Product)
            .map(|(page, _)| bare(&page.final_url))
            .collect();
        let mut buttons = 0;
        let mut recommends = false;
        let mut findings = Vec::new();
        let screens = seen.steps().filter(|(_, step)| step.goal == Goal::Product);
        for (journey, step) in screens {
            let Some(cta) = cta(journey, step) else {
                continue;
            };
            buttons += 1;
            recommends |= step.look.text.lines().any(is_heading);
            let Some(heading) = heading_before(step, cta) else {
                continue;
            };
            let above = others_above(step, cta, &known);
            if above >= self.min_items {
                let place = Place::step(journey, step).element(&cta.selector);
                let finding = Finding::at(place).with("heading", heading);
                findings.push(finding.with("count", above).likely());
            }
        }
        match (buttons, recommends) {
            (0, _) => Judgement::unknown("no-buy-button-seen"),
            (_, false) => Judgement::not_applicable("no-recommendations"),
            // Which links lead to other products is known from the crawl alone.
            (_, true) if known.is_empty() => Judgement::unknown(match shut_out(seen) {
                true => "shut-out",
                false => "no-product-page",
            }),
            (_, true) => Judgement::by(findings),
        }
    }
}

/// The button that was pressed to put the product into the cart, else the first that says so.
fn cta<'j>(journey: &'j Journey, step: &'j Step) -> Option<&'j Control> {
    // What led to another product, or back to the shop, bought nothing.
    let bought = |s: &&Step| matches!(s.goal, Goal::Added | Goal::Cart) || s.goal.in_checkout();
    let mut later = journey.steps.iter();
    let next = later.find(|s| s.index == step.index + 1).filter(bought);
    let pressed = next.and_then(|next| next.action.selector.as_deref());
    let shown = || step.look.controls.iter().filter(|c| c.visible);
    let exact = shown().find(|c| pressed == Some(c.selector.as_str()));
    exact.or_else(|| shown().find(|c| has("add-to-cart", &c.name)))
}

fn is_heading(line: &str) -> bool {
    line.chars().count() < 40 && has("related-heading", line)
}

/// A heading of recommendations that stands before the button's words in the text.
fn heading_before<'s>(step: &'s Step, cta: &Control) -> Option<&'s str> {
    let lines = step.look.text.lines().map(str::trim);
    let until = lines.take_while(|line| *line != cta.name.trim());
    until.filter(|line| is_heading(line)).last()
}

/// Other products whose links end above the button, in the content.
fn others_above(step: &Step, cta: &Control, known: &BTreeSet<&str>) -> usize {
    let own = bare(&step.url);
    let content = |c: &&Control| {
        let outside = matches!(
            c.region,
            Some(Region::Header | Region::Nav | Region::Footer | Region::Aside)
        );
        c.visible && !outside && c.rect.y + c.rect.h <= cta.rect.y
    };
    let links = step.look.controls.iter().filter(content);
    let urls: BTreeSet<&str> = links
        .filter_map(|c| c.href.as_deref())
        .map(bare)
        .filter(|url| *url != own && known.contains(url))
        .collect();
    urls.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, verdict};

    fn product(text: &str, top: f64) -> Verdict {
        let text = text.to_owned();
        let made = Made::store().look(Goal::Product, |look| {
            look.text = text;
            let mut cta = button("Add to basket");
            cta.rect.y = 500.0;
            look.controls = vec![cta];
            look.controls.extend((0..3).map(|n| {
                let mut link = anchor("Mug", &format!("/mugs/{n}"));
                link.rect.y = top;
                link
            }));
        });
        let made = (0..3).fold(made, |made, n| {
            made.page(PageKind::Product, &format!("/mugs/{n}"), |_| {})
        });
        verdict::<CrossSellNotBeforeCta>(made)
    }

    #[test]
    fn below_the_button_passes_and_above_fails() {
        let below = "Mug\nAdd to basket\nYou may also like";
        assert_eq!(product(below, 900.0), Verdict::Pass);
        let above = "Mug\nYou may also like\nAdd to basket";
        assert_eq!(product(above, 200.0), Verdict::Fail);
    }

    #[test]
    fn without_a_crawl_a_page_that_offers_nothing_is_clear_and_one_that_does_is_unknown() {
        let walked = |text: &str| {
            let text = text.to_owned();
            verdict::<CrossSellNotBeforeCta>(Made::store().look(Goal::Product, |look| {
                look.text = text;
                look.controls = vec![button("Add to basket")];
            }))
        };
        let none = Verdict::NotApplicable("no-recommendations");
        assert_eq!(walked("Mug\nAdd to basket"), none);
        let offers = walked("Mug\nAdd to basket\nYou may also like");
        assert!(matches!(offers, Verdict::Unknown(_)), "{offers:?}");
    }

    #[test]
    fn a_link_to_another_product_is_no_button_to_buy() {
        let made = Made::store().look(Goal::Product, |look| {
            look.text = "Mug\nYou may also like\nBowl\nAsk us".into();
            look.controls = vec![Control {
                selector: "#bowl".into(),
                ..anchor("Bowl", "/p/bowl")
            }];
        });
        let left = |goal: Goal| {
            let made = made.clone().step(goal, |step| {
                step.action.selector = Some("#bowl".into());
            });
            verdict::<CrossSellNotBeforeCta>(made)
        };
        assert_eq!(left(Goal::Product), Verdict::Unknown("no-buy-button-seen"));
        assert_ne!(left(Goal::Added), Verdict::Unknown("no-buy-button-seen"));
    }

    #[test]
    fn colours_above_the_button_are_no_recommendations() {
        assert_eq!(
            product("Mug\nColours\nAdd to basket\nYou may also like", 200.0),
            Verdict::Pass
        );
        assert_eq!(
            product("Mug\nAdd to basket", 900.0),
            Verdict::NotApplicable("no-recommendations")
        );
    }
}
