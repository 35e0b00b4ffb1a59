//! Nothing compulsory is added to the first price on the way to the last screen, delivery apart (UK: Digital Markets, Competition and Consumers Act).

use crate::model::journey::Goal;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::money::like;
use crate::rules::facts::upfront::additions;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `total-price-upfront-uk`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalPriceUpfrontUk {}

impl Rule for TotalPriceUpfrontUk {
    const ID: &'static str = "total-price-upfront-uk";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product), Need::Checkout];
    const MARKETS: &'static [Market] = &[Market::Uk];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        // A fee that hangs on the way to pay may be avoided by another one.
        let walks = seen.journeys().filter_map(|journey| {
            let found = additions(journey, |row| has("payment-word", &row.context))?;
            Some((journey, found))
        });
        let mut compared = false;
        let mut findings = Vec::new();
        for (journey, found) in walks {
            compared = true;
            if found.rest <= 0.011 {
                continue;
            }
            let finding = Finding::at(Place::step(journey, found.last))
                .with("start", &found.start.text)
                .with("end", &found.end.text)
                .with("rest", like(found.rest, found.end));
            findings.push(finding.likely_if(found.row.is_none()));
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
    use crate::model::page::PriceText;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, price, verdict};

    fn walk(rows: Vec<PriceText>) -> Made {
        Made::store()
            .market(Market::Uk)
            .look(Goal::Product, |look| {
                look.prices = vec![price(20.0, "GBP", "")]
            })
            .look(Goal::Review, |look| look.prices = rows)
    }

    #[test]
    fn delivery_is_no_addition() {
        let rows = vec![
            price(3.95, "GBP", "Standard delivery"),
            price(23.95, "GBP", "Order total"),
        ];
        assert_eq!(verdict::<TotalPriceUpfrontUk>(walk(rows)), Verdict::Pass);
    }

    #[test]
    fn a_compulsory_fee_fails_and_is_sure_where_its_row_is_seen() {
        let rows = vec![
            price(3.95, "GBP", "Standard delivery"),
            price(1.5, "GBP", "Handling"),
            price(25.45, "GBP", "Order total"),
        ];
        let judged = judge::<TotalPriceUpfrontUk>(walk(rows));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Sure);
        let unseen = vec![price(27.0, "GBP", "Order total")];
        let judged = judge::<TotalPriceUpfrontUk>(walk(unseen));
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn a_lower_total_passes_and_none_is_unknown() {
        let lower = vec![price(18.0, "GBP", "Order total")];
        assert_eq!(verdict::<TotalPriceUpfrontUk>(walk(lower)), Verdict::Pass);
        assert_eq!(
            verdict::<TotalPriceUpfrontUk>(walk(Vec::new())),
            Verdict::Unknown("no-total")
        );
    }
}
