//! Delivery cost and time, told to machines.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::goods::nothing_is_sent;
use crate::rules::schema::markup::{missing_parts, of_offer_or_organisation};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingDetailsMarkup {}

impl Rule for ShippingDetailsMarkup {
    const ID: &'static str = "shipping-details-markup";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if nothing_is_sent(seen) {
            return Judgement::not_applicable("nothing-is-sent");
        }
        let mut values = of_offer_or_organisation(seen, "shippingDetails");
        values.extend(of_offer_or_organisation(seen, "hasShippingService"));
        let views = seen.views_of(PageKind::Product);
        let Some(view) = views.first() else {
            return Judgement::unknown("no-product-page");
        };
        let place = view.place.clone();
        if values.is_empty() {
            return Judgement::fail(vec![Finding::says("none", place)]);
        }
        let missing = missing_parts(
            &values,
            &[
                (
                    "shippingRate",
                    &["shippingRate", "shippingConditions", "@id"],
                ),
                (
                    "shippingDestination",
                    &["shippingDestination", "shippingConditions", "@id"],
                ),
                (
                    "deliveryTime",
                    &["deliveryTime", "shippingConditions", "handlingTime", "@id"],
                ),
            ],
        );
        let grade = 1.0 - missing.len() as f64 / 3.0;
        let findings = (!missing.is_empty())
            .then(|| Finding::says("incomplete", place).with("missing", missing.join(", ")));
        Judgement::graded(grade, findings.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};
    use serde_json::{Value, json};

    fn shop(markup: Value) -> Made {
        Made::store().page(PageKind::Product, "/mugs/a", |facts| {
            facts.structured = vec![markup]
        })
    }

    #[test]
    fn details_on_the_offer_or_the_organisation_count() {
        let details =
            json!({"shippingRate": {"value": 5}, "shippingDestination": {}, "deliveryTime": {}});
        let offer = json!({"@type": "Product", "offers": {"shippingDetails": details}});
        assert_eq!(verdict::<ShippingDetailsMarkup>(shop(offer)), Verdict::Pass);
        let store =
            json!({"@type": "OnlineStore", "hasShippingService": {"shippingConditions": []}});
        assert_eq!(verdict::<ShippingDetailsMarkup>(shop(store)), Verdict::Pass);
    }

    #[test]
    fn none_fails_and_half_is_graded() {
        assert_eq!(
            verdict::<ShippingDetailsMarkup>(shop(json!({"@type": "Product"}))),
            Verdict::Fail
        );
        let half = json!({"@type": "Product", "offers": {"shippingDetails": {"shippingRate": {}}}});
        assert!(matches!(
            verdict::<ShippingDetailsMarkup>(shop(half)),
            Verdict::Graded(_)
        ));
    }
}
