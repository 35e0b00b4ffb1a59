//! Putting something into the cart must be confirmed, soon, and at the same price.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::money::same;
use crate::rules::perf::timing::{line_ms, seconds};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddToCartFeedback {
    /// Until the confirmation shows, in milliseconds.
    pub max_ms: f64,
}

impl Rule for AddToCartFeedback {
    const ID: &'static str = "add-to-cart-feedback";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Added), Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut grade: f64 = 1.0;
        let mut findings = Vec::new();
        for (journey, added) in seen.steps_for(Goal::Added) {
            let before = journey.steps.iter().filter(|step| step.index < added.index);
            let Some(product) = before.rev().find(|step| step.serves(Goal::Product)) else {
                continue;
            };
            let place = Place::step(journey, added);
            if !confirmed(product, added) {
                grade = 0.0;
                findings.push(Finding::says("none", place));
                continue;
            }
            let took = added.clock.feedback_ms.map(|ms| ms - line_ms(journey, 1.0));
            if let Some(took) = took.filter(|took| *took > self.max_ms) {
                grade = grade.min(0.5);
                let finding = Finding::says("slow", place.clone()).with("took", seconds(took));
                findings.push(finding.with("max", seconds(self.max_ms)));
            }
            if let Some((shown, charged)) = other_price(journey, product) {
                grade = grade.min(0.3);
                let finding = Finding::says("price", place).with("shown", shown);
                findings.push(finding.with("charged", charged).likely());
            }
        }
        Judgement::graded(grade, findings)
    }
}

/// A new number on the cart, a message, a layer, another page, or words that say so.
fn confirmed(product: &Step, added: &Step) -> bool {
    let (before, after) = (product.settled(), &added.look);
    let counted = after.cart_count.unwrap_or(0) > before.cart_count.unwrap_or(0);
    let told = after.messages.iter().any(|message| {
        !message.error && !before.messages.iter().any(|old| old.text == message.text)
    });
    let layer = after.layers.iter().any(|layer| has("added", &layer.text));
    let moved = added.serves(Goal::Cart) || path(&before.url) != path(&after.url);
    let words = after
        .text
        .lines()
        .any(|line| has("added", line) && !before.text.contains(line));
    counted || told || layer || moved || words
}

fn path(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// The product's first price and the cart's, where the cart shows none of the product's prices.
fn other_price(journey: &Journey, product: &Step) -> Option<(String, String)> {
    let cart = journey
        .steps
        .iter()
        .find(|step| step.index > product.index && step.serves(Goal::Cart))?;
    let (shown, charged) = (product.prices(), &cart.look.prices);
    let equal = shown
        .iter()
        .any(|s| charged.iter().any(|c| same(s.amount, c.amount)));
    (!equal).then(|| Some((shown.first()?.text.clone(), charged.first()?.text.clone())))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Message;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, price, verdict};

    fn walk(change: impl FnOnce(&mut Step), cart_price: f64) -> Made {
        Made::store()
            .look(Goal::Product, |look| {
                look.prices.push(price(11.5, "GBP", ""))
            })
            .step(Goal::Added, |step| {
                step.look.url = "https://shop.example/product".to_owned();
                change(step);
            })
            .look(Goal::Cart, |look| {
                look.prices.push(price(cart_price, "GBP", ""))
            })
    }

    fn message(step: &mut Step) {
        step.look.messages.push(Message {
            text: "Added".to_owned(),
            ..Message::default()
        });
    }

    #[test]
    fn a_message_or_a_higher_count_confirms() {
        assert_eq!(
            verdict::<AddToCartFeedback>(walk(message, 11.5)),
            Verdict::Pass
        );
        let counted = walk(|step| step.look.cart_count = Some(1), 11.5);
        assert_eq!(verdict::<AddToCartFeedback>(counted), Verdict::Pass);
    }

    #[test]
    fn silence_fails_and_lateness_counts_half() {
        let silent = judge::<AddToCartFeedback>(walk(|_| {}, 11.5));
        assert_eq!(
            (silent.verdict, silent.findings[0].message),
            (Verdict::Fail, "none")
        );
        let late = walk(
            |step| {
                message(step);
                step.clock.feedback_ms = Some(2600.0);
            },
            11.5,
        );
        assert_eq!(verdict::<AddToCartFeedback>(late), Verdict::Graded(0.5));
    }

    #[test]
    fn another_price_in_the_cart_is_told() {
        let judged = judge::<AddToCartFeedback>(walk(message, 14.0));
        assert_eq!(judged.findings[0].message, "price");
    }
}
