//! The cart must say what the order will cost, delivery included, before it asks who one is.

use crate::model::journey::{Goal, Step};
use crate::model::look::Look;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::goods::nothing_is_sent;
use crate::rules::facts::money::{delivery, total};
use crate::rules::facts::{has, lines_with};
use crate::rules::flow::price_stable_through_flow::unannounced;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartShowsAllCosts {}

impl Rule for CartShowsAllCosts {
    const ID: &'static str = "cart-shows-all-costs";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Cart)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let sends = !nothing_is_sent(seen);
        let findings = seen.steps_for(Goal::Cart).flat_map(|(journey, step)| {
            let at = |message| Finding::says(message, Place::step(journey, step));
            let no_delivery = (sends && !delivery_told(step)).then(|| {
                let later = lines_with("shipping-later", &step.settled().text).next();
                match later {
                    Some(line) => at("later").with("words", line.trim()),
                    None => at("delivery"),
                }
            });
            let no_total = (total(step.prices()).is_none() && step.prices().len() > 1)
                .then(|| at("total").likely());
            no_delivery.into_iter().chain(no_total)
        });
        let findings: Vec<Finding> = findings.collect();
        if !findings.is_empty() {
            return Judgement::fail(findings);
        }
        // A fee that only the last screen tells was missing here; it may be one that a choice brought.
        let later = unannounced(seen).unwrap_or_default();
        let later = later.iter().filter_map(|rise| {
            let mut steps = rise.journey.steps.iter();
            let cart = steps.find(|step| step.serves(Goal::Cart))?;
            let finding = Finding::says("fee", Place::step(rise.journey, cart));
            Some(finding.with("rise", rise.words()).likely())
        });
        Judgement::by(later.collect())
    }
}

/// An amount, delivery for nothing, or an estimator.
fn delivery_told(step: &Step) -> bool {
    let look = step.settled();
    let free = look
        .text
        .lines()
        .any(|line| has("shipping-free", line) && !has("shipping-threshold", line));
    let estimator = !step.serves(Goal::Address)
        && look.fields.iter().any(|field| {
            field.visible
                && matches!(
                    field.purpose.as_str(),
                    "postal-code" | "address-level1" | "country"
                )
        });
    // An estimator may be folded up behind its name.
    let folded = look
        .controls
        .iter()
        .any(|control| control.visible && has("shipping-estimator", &control.name));
    delivery(&look.prices).is_some() || free || estimator || folded || offered(look)
}

/// Ways to deliver to choose from, with an amount in the line of each: some stores write it without a currency.
fn offered(look: &Look) -> bool {
    let amount = |line: &str| {
        line.split_whitespace().any(|word| {
            word.split_once(['.', ',']).is_some_and(|(whole, part)| {
                let digits = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit());
                digits(whole) && digits(part) && part.len() == 2
            })
        })
    };
    let mut ways = look
        .fields
        .iter()
        .filter(|f| f.visible && f.kind == "radio" && f.purpose == "x-shipping-method")
        .map(|f| [&f.label, &f.text_after].map(|t| t.trim()))
        .filter_map(|texts| texts.into_iter().find(|t| !t.is_empty()))
        .peekable();
    ways.peek().is_some() && ways.all(|way| look.text.lines().any(|l| l.contains(way) && amount(l)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Field;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, field, judge, price, verdict};

    fn cart(change: impl FnOnce(&mut Look)) -> Made {
        Made::store().look(Goal::Cart, |look| {
            look.prices = vec![price(15.0, "USD", "Subtotal"), price(15.0, "USD", "Total")];
            change(look);
        })
    }

    #[test]
    fn ways_to_deliver_with_an_amount_each_tell_what_it_costs() {
        let offers = |second: &str| {
            cart(|look| {
                look.text = format!("Shipping\nCourier, 3 days 5.00\n{second}");
                look.fields
                    .extend(["Courier, 3 days", "Pick-up"].map(|way| Field {
                        kind: "radio".into(),
                        purpose: "x-shipping-method".into(),
                        text_after: way.into(),
                        visible: true,
                        ..Field::default()
                    }));
            })
        };
        assert_eq!(
            verdict::<CartShowsAllCosts>(offers("Pick-up 0.00")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<CartShowsAllCosts>(offers("Pick-up")),
            Verdict::Fail
        );
    }

    #[test]
    fn an_amount_free_delivery_or_an_estimator_passes() {
        let amount = cart(|look| {
            look.prices
                .insert(1, price(3.99, "GBP", "Standard delivery"))
        });
        assert_eq!(verdict::<CartShowsAllCosts>(amount), Verdict::Pass);
        let free = cart(|look| look.text = "送料無料".to_owned());
        assert_eq!(verdict::<CartShowsAllCosts>(free), Verdict::Pass);
        let estimator = cart(|look| look.fields.push(field("postal-code", "ZIP")));
        assert_eq!(verdict::<CartShowsAllCosts>(estimator), Verdict::Pass);
    }

    #[test]
    fn a_fee_that_only_the_last_screen_tells_was_missing() {
        let with = |end: f64| {
            let made = cart(|look| {
                look.prices = vec![
                    price(15.0, "EUR", "Subtotal"),
                    price(5.0, "EUR", "Delivery"),
                    price(20.0, "EUR", "Total"),
                ];
            });
            let made = made.look(Goal::Review, |look| {
                look.prices = vec![price(end, "EUR", "Total")];
            });
            judge::<CartShowsAllCosts>(made)
        };
        assert_eq!(with(20.0).verdict, Verdict::Pass);
        assert_eq!(with(21.2).findings[0].message, "fee");
    }

    #[test]
    fn an_estimator_that_is_folded_up_passes() {
        for name in [
            "Calculate shipping",
            "Estimate Shipping and Tax",
            "送料を計算する",
            "Calcular frete",
        ] {
            let folded = cart(|look| look.controls.push(button(name)));
            assert_eq!(
                verdict::<CartShowsAllCosts>(folded),
                Verdict::Pass,
                "{name}"
            );
        }
        let later = cart(|look| {
            look.controls.push(button("Check out"));
            look.text = "Taxes and shipping calculated at checkout".to_owned();
        });
        assert_eq!(
            judge::<CartShowsAllCosts>(later).findings[0].message,
            "later"
        );
    }

    #[test]
    fn a_cost_that_is_told_later_fails() {
        let later = cart(|look| look.text = "Shipping\nSelect shipping method".to_owned());
        let judged = judge::<CartShowsAllCosts>(later);
        assert_eq!(
            (judged.verdict, judged.findings[0].message),
            (Verdict::Fail, "later")
        );
    }

    #[test]
    fn a_free_delivery_limit_alone_is_no_cost() {
        let limit = cart(|look| look.text = "Free shipping over $50".to_owned());
        assert_eq!(
            judge::<CartShowsAllCosts>(limit).findings[0].message,
            "delivery"
        );
    }
}
