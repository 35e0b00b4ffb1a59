//! Before the order, one screen must show all of it, with a way to correct it.
//!
//! Unit price, tax and variant are asked for only where the store has them; editable
//! fields on the same screen do as a way to correct.

use crate::crawl::extract::prices;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Control;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::cart::cart_shows_product_detail::product_name;
use crate::rules::facts::frame::own_text;
use crate::rules::facts::has;
use crate::rules::facts::money::{delivery, total};
use crate::rules::facts::reach::bare;
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
            // Banner and footer speak of delivery and of ways to pay on every page.
            let own = own_text(seen, &step.settled().text);
            let parts = parts(journey, step, &own);
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

fn parts(journey: &Journey, step: &Step, own: &str) -> Vec<(&'static str, bool)> {
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
        .any(|c| c.visible && (has("edit-word", &c.name) || leads_back(journey, step, c)));
    let quantity = has("quantity-word", own)
        || look
            .fields
            .iter()
            .any(|field| field.purpose == "x-quantity")
        || look
            .text
            .lines()
            .any(|line| line.trim().parse::<u32>().is_ok())
        || product_name(journey).is_some_and(|name| text.lines().any(|line| counted(line, &name)));
    vec![
        (
            "items",
            product_name(journey).is_none_or(|name| text.contains(&name)),
        ),
        ("quantity", quantity),
        ("price", !look.prices.is_empty()),
        (
            "shipping",
            delivery(&look.prices).is_some()
                || has("shipping-free", own)
                || priced_by_name(journey, &text),
        ),
        ("total", total(&look.prices).is_some()),
        ("address", address || editable),
        ("delivery", has("delivery-words", own)),
        ("payment", has("payment-word", own)),
        ("edit", edit || editable),
    ]
}

/// Whether a row of the order holds the product's name and how many of it.
fn counted(line: &str, name: &str) -> bool {
    let rest = line.split_once(name).map(|(_, rest)| rest);
    rest.is_some_and(|rest| {
        let mut words = rest.split_whitespace();
        words.any(|word| word.parse::<u32>().is_ok_and(|n| (1..100).contains(&n)))
    })
}

/// Whether the delivery that was chosen stands on the screen by its own name, with an amount.
fn priced_by_name(journey: &Journey, text: &str) -> bool {
    let steps = journey.steps.iter().filter(|step| step.goal.in_checkout());
    let mut fields = steps.flat_map(|step| &step.settled().fields);
    fields.any(|field| {
        let label = field
            .label
            .lines()
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let name = label.split(['(', '-', '–', ':', '¥', '$', '€', '£']).next();
        let name = name.unwrap_or_default().trim();
        let said = |line: &str| line.contains(name) && !prices::find(line).is_empty();
        field.purpose == "x-shipping-method" && name.chars().count() >= 4 && text.lines().any(said)
    })
}

/// Whether a control leads to an earlier screen of the checkout, as names of steps do.
fn leads_back(journey: &Journey, step: &Step, control: &Control) -> bool {
    let Some(href) = control.href.as_deref().map(bare) else {
        return false;
    };
    let mut earlier = journey.steps.iter().filter(|s| s.index < step.index);
    earlier.any(|s| s.goal.in_checkout() && bare(&s.url) == href) && bare(&step.url) != href
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
    fn names_of_steps_lead_back_and_a_delivery_goes_by_its_name() {
        let rows = "Mug 1 £11.50\nParcel service 1 £3.99\nDelivery method\nPayment: invoice";
        let made = Made::store()
            .look(Goal::Product, |look| {
                look.headings.push((1, "Mug".to_owned()))
            })
            .look(Goal::Address, |look| {
                look.url = "https://shop.example/checkout/addresses/".to_owned();
                look.fields
                    .push(field("x-shipping-method", "Parcel service £3.99"));
            })
            .step(Goal::Review, |step| {
                step.look.text = rows.to_owned();
                step.look.prices = vec![price(15.49, "GBP", "Total")];
                let back = anchor("1. Addresses", "/checkout/addresses/");
                step.look.controls.push(back);
            })
            .journey(crate::model::device::Device::Mobile, |journey| {
                journey.steps[1].url = "https://shop.example/checkout/addresses/".to_owned();
            });
        let judged = judge::<OrderReviewComplete>(made);
        let parts: Vec<&str> = judged
            .findings
            .iter()
            .map(|f| f.args[0].1.as_str())
            .collect();
        assert_eq!(parts, ["@part.address"]);
    }

    #[test]
    fn an_empty_screen_is_no_review() {
        let made = Made::store().look(Goal::Review, |look| {
            look.text = "Thank you for coming so far".to_owned()
        });
        assert_eq!(verdict::<OrderReviewComplete>(made), Verdict::Fail);
    }
}
