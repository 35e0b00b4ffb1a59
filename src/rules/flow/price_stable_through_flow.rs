//! The total may not rise on the way, except by what was priced before it was chosen.
//!
//! A fee counts as announced if it stood in the cart, in the cart's estimator, or on
//! the option before it was chosen. Sales tax by address is lawful in the US.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Field;
use crate::model::page::PriceText;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::money::{like, same, total};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceStableThroughFlow {}

impl Rule for PriceStableThroughFlow {
    const ID: &'static str = "price-stable-through-flow";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Cart), Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let Some(rises) = unannounced(seen) else {
            return Judgement::unknown("no-total");
        };
        let findings = rises.iter().map(|rise| {
            let finding = Finding::at(Place::step(rise.journey, rise.last));
            finding
                .with("start", &rise.start.text)
                .with("end", &rise.end.text)
                .with("rise", rise.words())
        });
        Judgement::by(findings.collect())
    }
}

/// A total that is higher at the end than in the cart, without any fee told in time.
pub struct Rise<'a> {
    /// The walk.
    pub journey: &'a Journey,
    /// The screen with the last total.
    pub last: &'a Step,
    /// The cart's total.
    pub start: &'a PriceText,
    /// The last one.
    pub end: &'a PriceText,
}

impl Rise<'_> {
    /// The difference, written as the store writes prices.
    pub fn words(&self) -> String {
        like(self.end.amount - self.start.amount, self.end)
    }
}

/// What each walk's total rose by unannounced; `None` where no two totals could be compared.
pub fn unannounced<'a>(seen: &Seen<'a>) -> Option<Vec<Rise<'a>>> {
    let mut compared = false;
    let mut rises = Vec::new();
    for journey in seen.journeys() {
        let Some(cart) = journey.steps.iter().find(|step| step.serves(Goal::Cart)) else {
            continue;
        };
        let later = journey
            .steps
            .iter()
            .filter(|step| step.index > cart.index && step.goal.in_checkout());
        let mut totals = later.filter_map(|step| Some((step, total(step.prices())?)));
        let Some((last, end)) = totals.next_back() else {
            continue;
        };
        let Some(start) = total(cart.prices()).or_else(|| subtotal(cart)) else {
            continue;
        };
        compared = true;
        let rise = end.amount - start.amount;
        if rise <= 0.011 || same(start.amount, end.amount) || announced(seen, journey, last, rise) {
            continue;
        }
        rises.push(Rise {
            journey,
            last,
            start,
            end,
        });
    }
    compared.then_some(rises)
}

fn subtotal(step: &Step) -> Option<&PriceText> {
    step.prices()
        .iter()
        .rev()
        .find(|price| has("subtotal-word", &price.context))
}

/// Whether fees that were shown in time add up to the rise.
fn announced(seen: &Seen<'_>, journey: &Journey, last: &Step, rise: f64) -> bool {
    let fee = |price: &&PriceText| {
        has("shipping-word", &price.context) || has("payment-word", &price.context)
    };
    let in_cart = journey
        .steps
        .iter()
        .filter(|step| step.serves(Goal::Cart))
        .flat_map(|step| step.prices())
        .filter(fee);
    // An option's price stands on the screen before it is chosen: the look before filling. Where
    // delivery is not chosen, a fee that the sum already holds is a line of the bill, and no offer.
    let before = |step: &Step| {
        let cart = journey.steps.iter().find(|step| step.serves(Goal::Cart));
        let start = cart.and_then(|cart| total(cart.prices()).or_else(|| subtotal(cart)));
        Some(total(&step.look.prices)?.amount - start?.amount)
    };
    let charged = |step: &Step, fee: &PriceText| {
        !step.serves(Goal::Shipping)
            && !offers(step, &fee.text)
            && has("shipping-word", &fee.context)
            && before(step).is_some_and(|rise| rise + 0.011 >= fee.amount)
    };
    let on_options = journey
        .steps
        .iter()
        .filter(|step| step.serves(Goal::Shipping) || step.serves(Goal::Payment))
        .flat_map(|step| {
            step.look
                .prices
                .iter()
                .filter(fee)
                .filter(move |price| !charged(step, price))
                .map(|price| price.amount)
                .chain(option_amounts(step))
        });
    let mut fees: Vec<f64> = in_cart
        .map(|price| price.amount)
        .chain(on_options)
        .filter(|fee| *fee > 0.0)
        .collect();
    if seen.sells_in(Market::Us) {
        fees.extend(
            last.prices()
                .iter()
                .filter(|price| has("tax-word", &price.context))
                .map(|price| price.amount),
        );
    }
    fees.truncate(40);
    // Options may stand on any screen of the checkout, and in a list, where no price is read.
    let offered = total(last.prices()).is_some_and(|end| {
        let text = like(rise, end);
        let mut steps = journey.steps.iter().filter(|step| step.goal.in_checkout());
        steps.any(|step| offers(step, text.trim()))
    });
    let one = offered || fees.iter().any(|fee| same(*fee, rise));
    let two = fees
        .iter()
        .enumerate()
        .any(|(n, one)| fees[n + 1..].iter().any(|other| same(one + other, rise)));
    one || two
}

/// Prices that stand in the labels of a screen's options.
fn option_amounts(step: &Step) -> impl Iterator<Item = f64> {
    let prices = step.look.prices.iter();
    let inside = prices.filter(move |price| offers(step, &price.text));
    inside.map(|price| price.amount)
}

/// Whether one of the screen's options, to press or in a list, tells this price.
fn offers(step: &Step, price: &str) -> bool {
    let tells = |field: &Field| match field.kind.as_str() {
        "radio" => field.label.contains(price) || field.text_after.contains(price),
        "select" => field.options.iter().any(|(_, text)| text.contains(price)),
        _ => false,
    };
    step.look.fields.iter().any(tells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, price, verdict};

    fn walk(cart: Vec<PriceText>, shipping: Vec<PriceText>, end: f64) -> Made {
        Made::store()
            .look(Goal::Cart, |look| look.prices = cart)
            .look(Goal::Shipping, |look| look.prices = shipping)
            .look(Goal::Review, |look| {
                look.prices = vec![price(end, "GBP", "Order total")]
            })
    }

    #[test]
    fn the_same_total_or_a_fee_named_in_the_cart_passes() {
        let whole = vec![
            price(3.99, "GBP", "Standard delivery"),
            price(15.49, "GBP", "Order total"),
        ];
        assert_eq!(
            verdict::<PriceStableThroughFlow>(walk(whole, vec![], 15.49)),
            Verdict::Pass
        );
        let apart = vec![
            price(3.99, "GBP", "Delivery from"),
            price(11.5, "GBP", "Basket total"),
        ];
        assert_eq!(
            verdict::<PriceStableThroughFlow>(walk(apart, vec![], 15.49)),
            Verdict::Pass
        );
    }

    #[test]
    fn a_fee_on_the_option_before_it_was_chosen_passes() {
        let cart = vec![price(15.0, "USD", "Total")];
        let option = price(5.0, "USD", "");
        let label = format!("Standard {}", option.text);
        let made = walk(cart, vec![option], 20.0).with(|evidence| {
            let mut radio = field("x-shipping-method", &label);
            radio.kind = "radio".to_owned();
            evidence.journeys[0].steps[1].look.fields.push(radio);
        });
        assert_eq!(verdict::<PriceStableThroughFlow>(made), Verdict::Pass);
    }

    #[test]
    fn a_fee_that_the_payment_screens_sum_already_holds_was_not_announced() {
        let bill = |goal| {
            Made::store()
                .look(Goal::Cart, |l| {
                    l.prices = vec![price(79.0, "USD", "Total:")]
                })
                .look(goal, |look| {
                    look.prices = vec![
                        price(10.0, "USD", "Flat rate shipping:"),
                        price(89.0, "USD", "Total:"),
                    ];
                })
                .look(Goal::Review, |l| {
                    l.prices = vec![price(89.0, "USD", "Total:")]
                })
        };
        let judged = verdict::<PriceStableThroughFlow>(bill(Goal::Payment));
        assert_eq!(judged, Verdict::Fail);
        // Where delivery is chosen, the sum may hold the option that is set beforehand.
        let judged = verdict::<PriceStableThroughFlow>(bill(Goal::Shipping));
        assert_eq!(judged, Verdict::Pass);
        let listed = bill(Goal::Payment).look(Goal::Address, |look| {
            let mut list = field("x-shipping-method", "Delivery");
            list.kind = "select".to_owned();
            let price = price(10.0, "USD", "");
            list.options = vec![("1".to_owned(), format!("Standard {}", price.text))];
            look.fields.push(list);
        });
        assert_eq!(verdict::<PriceStableThroughFlow>(listed), Verdict::Pass);
    }

    #[test]
    fn an_unannounced_fee_fails_and_us_tax_does_not() {
        let cart = || vec![price(15.0, "USD", "Total")];
        assert_eq!(
            verdict::<PriceStableThroughFlow>(walk(cart(), vec![], 17.5)),
            Verdict::Fail
        );
        let taxed = walk(cart(), vec![], 16.2)
            .market(Market::Us)
            .with(|evidence| {
                evidence.journeys[0].steps[2]
                    .look
                    .prices
                    .insert(0, price(1.2, "USD", "Sales tax"));
            });
        assert_eq!(verdict::<PriceStableThroughFlow>(taxed), Verdict::Pass);
    }

    #[test]
    fn without_totals_nothing_is_said() {
        let made = Made::store()
            .step(Goal::Cart, |_| {})
            .step(Goal::Address, |_| {});
        assert_eq!(
            verdict::<PriceStableThroughFlow>(made),
            Verdict::Unknown("no-total")
        );
    }
}
