//! Compulsory fees are in the first price and not shown late; tax and delivery apart (US).
//!
//! The federal rule covers live events and short-term lodging only; the laws of some
//! states are wider, so a finding is likely.

use crate::model::journey::Goal;
use crate::model::page::PriceText;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::money::like;
use crate::rules::facts::upfront::additions;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `fee-disclosure-us`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeDisclosureUs {}

impl Rule for FeeDisclosureUs {
    const ID: &'static str = "fee-disclosure-us";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product), Need::Checkout];
    const MARKETS: &'static [Market] = &[Market::Us];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut compared = false;
        let mut findings = Vec::new();
        for journey in seen.journeys() {
            let lawful = |row: &PriceText| {
                has("tax-word", &row.context) || has("payment-word", &row.context)
            };
            let Some(found) = additions(journey, lawful) else {
                continue;
            };
            compared = true;
            if found.rest <= 0.011 {
                continue;
            }
            let finding = Finding::at(Place::step(journey, found.last))
                .with("start", &found.start.text)
                .with("end", &found.end.text)
                .with("rest", like(found.rest, found.end));
            findings.push(finding.likely());
        }
        if !compared {
            return Judgement::unknown("no-total");
        }
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, price, verdict};

    fn walk(rows: Vec<PriceText>) -> Made {
        Made::store()
            .market(Market::Us)
            .look(Goal::Product, |look| {
                look.prices = vec![price(20.0, "USD", "")]
            })
            .look(Goal::Review, |look| look.prices = rows)
    }

    #[test]
    fn tax_and_shipping_are_no_fees() {
        let rows = vec![
            price(5.0, "USD", "Shipping"),
            price(1.6, "USD", "Sales tax"),
            price(26.6, "USD", "Order total"),
        ];
        assert_eq!(verdict::<FeeDisclosureUs>(walk(rows)), Verdict::Pass);
    }

    #[test]
    fn a_service_fee_that_comes_late_is_likely() {
        let rows = vec![
            price(5.0, "USD", "Shipping"),
            price(2.5, "USD", "Service fee"),
            price(27.5, "USD", "Order total"),
        ];
        let judged = judge::<FeeDisclosureUs>(walk(rows));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn another_market_is_not_concerned() {
        let rows = vec![price(30.0, "GBP", "Order total")];
        let made = walk(rows).with(|evidence| evidence.markets = vec![Market::Uk]);
        assert_eq!(
            verdict::<FeeDisclosureUs>(made),
            Verdict::NotApplicable("market")
        );
    }
}
