//! Before the order, one screen must show all of it, with a way to correct it.
//!
//! Unit price, tax and variant are asked for only where the store has them; editable
//! fields on the same screen do as a way to correct.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::cart::cart_shows_product_detail::product_name;
use crate::rules::facts::has;
use crate::rules::facts::money::{delivery, total};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderReviewComplete {}

impl Rule for OrderReviewComplete {
    const ID: &'static str = "order-review-complete";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut grade: f64 = 1.0;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Review) {
            let parts = parts(journey, step);
            let missing = parts
                .iter()
                .filter(|(_, there)| !there)
                .map(|(part, _)| *part);
            let missing: Vec<&str> = missing.collect();
            grade = grade.min(1.0 - missing.len() as f64 / parts.len() as f64);
            let place = Place::step(journey, step);
            findings.extend(missing.into_iter().map(|part| {
                Finding::at(place.clone())
                    .with("part", format!("@part.{part}"))
                    .likely()
            }));
        }
        // Half of it missing is no review.
        Judgement::graded(if grade < 0.5 { 0.0 } else { grade }, findings)
    }
}

fn parts(journey: &Journey, step: &Step) -> Vec<(&'static str, bool)> {
    let look = step.settled();
    let text = look.text.to_lowercase();
    let on_screen =
        |value: &str| !value.trim().is_empty() && text.contains(&value.trim().to_lowercase());
    let typed = |purposes: &[&str]| {
        let mut filled = journey
            .steps
            .iter()
            .flat_map(|s| &s.filled)
            .filter(|f| purposes.contains(&f.purpose.as_str()));
        filled.any(|f| {
            on_screen(&f.held)
                || on_screen(&f.typed)
                || look
                    .fields
                    .iter()
                    .any(|field| field.visible && field.value == f.held && !f.held.is_empty())
        })
    };
    let editable = look.fields.iter().any(|field| {
        field.visible
            && matches!(
                field.purpose.as_str(),
                "street-address" | "address-line1" | "postal-code" | "email"
            )
    });
    let address = typed(&[
        "street-address",
        "address-line1",
        "postal-code",
        "address-level2",
        "name",
        "family-name",
    ]);
    let edit = look
        .controls
        .iter()
        .any(|control| control.visible && has("edit-word", &control.name));
    let quantity = has("quantity-word", &look.text)
        || look
            .fields
            .iter()
            .any(|field| field.purpose == "x-quantity")
        || look
            .text
            .lines()
            .any(|line| line.trim().parse::<u32>().is_ok());
    vec![
        (
            "items",
            product_name(journey).is_none_or(|name| text.contains(&name)),
        ),
        ("quantity", quantity),
        ("price", !look.prices.is_empty()),
        (
            "shipping",
            delivery(&look.prices).is_some() || has("shipping-free", &look.text),
        ),
        ("total", total(&look.prices).is_some()),
        ("address", address || editable),
        ("delivery", has("delivery-words", &look.text)),
        ("payment", has("payment-word", &look.text)),
        ("edit", edit || editable),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, field, judge, price, verdict};

    fn review(text: &str, change: impl FnOnce(&mut crate::model::look::Look)) -> Made {
        let text = text.to_owned();
        Made::store()
            .look(Goal::Product, |look| {
                look.headings.push((1, "Mug".to_owned()))
            })
            .look(Goal::Review, |look| {
                look.text = text;
                look.prices = vec![
                    price(3.99, "GBP", "Standard delivery"),
                    price(15.49, "GBP", "Order total"),
                ];
                change(look);
            })
    }

    const ALL: &str = "Mug\nQuantity 1\nStandard delivery\nPayment: card";

    #[test]
    fn everything_with_a_way_to_correct_it_passes() {
        let made = review(ALL, |look| {
            look.controls.push(anchor("Change", "/address"));
            look.fields.push(field("postal-code", "Postcode"));
        });
        assert_eq!(verdict::<OrderReviewComplete>(made), Verdict::Pass);
    }

    #[test]
    fn what_is_missing_is_named() {
        let judged = judge::<OrderReviewComplete>(review(ALL, |_| {}));
        let parts: Vec<&str> = judged
            .findings
            .iter()
            .map(|f| f.args[0].1.as_str())
            .collect();
        assert!(matches!(judged.verdict, Verdict::Graded(_)));
        assert_eq!(parts, ["@part.address", "@part.edit"]);
    }

    #[test]
    fn an_empty_screen_is_no_review() {
        let made = Made::store().look(Goal::Review, |look| {
            look.text = "Thank you for coming so far".to_owned()
        });
        assert_eq!(verdict::<OrderReviewComplete>(made), Verdict::Fail);
    }
}
