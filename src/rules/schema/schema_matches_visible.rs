//! Price, currency and availability for machines must be those that shoppers see.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::facts::money::same;
use crate::rules::facts::schema::{currency, of_type, offers, price, text};
use crate::rules::schema::product_offer_valid::PRODUCT;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use serde_json::Value;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaMatchesVisible {
    /// Tax rates by which a visible price may differ and still be likely the same, in percent.
    pub tax_rates_pct: Vec<f64>,
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for SchemaMatchesVisible {
    const ID: &'static str = "schema-matches-visible";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut compared = 0;
        let mut findings = Vec::new();
        for view in seen.views_of(PageKind::Product) {
            let products = of_type(&view.structured, &PRODUCT);
            // Related products may carry markup of their own; the page's product comes first.
            let Some(product) = products.first() else {
                continue;
            };
            let offers = offers(product);
            if offers.is_empty() {
                continue;
            }
            compared += 1;
            findings.extend(self.price(view, &offers));
            findings.extend(availability(view, &offers));
        }
        if compared == 0 {
            return Judgement::not_applicable("no-product-markup");
        }
        findings.truncate(self.max_findings);
        Judgement::by(findings)
    }
}

impl SchemaMatchesVisible {
    fn price(&self, view: &View<'_>, offers: &[&Value]) -> Option<Finding> {
        let marked: Vec<f64> = offers.iter().filter_map(|offer| price(offer)).collect();
        let first = *marked.first()?;
        if view.prices.is_empty() {
            return None;
        }
        let at = |message| Finding::says(message, view.place.clone()).with("marked", first);
        let shown: Vec<f64> = view.prices.iter().map(|price| price.amount).collect();
        let matches = |factor: f64| {
            marked.iter().any(|m| {
                shown
                    .iter()
                    .any(|s| same(m * factor, *s) || same(*m, s * factor))
            })
        };
        if !matches(1.0) {
            let by_tax = self
                .tax_rates_pct
                .iter()
                .any(|rate| matches(1.0 + rate / 100.0));
            let finding = at("price").with("shown", &view.prices[0].text);
            return Some(finding.likely_if(by_tax || offers.len() > 1));
        }
        let code = offers.iter().find_map(|offer| currency(offer))?;
        let mut known = view
            .prices
            .iter()
            .filter_map(|price| price.currency.as_deref())
            .peekable();
        known.peek()?;
        let other = known.all(|shown| shown != code);
        other.then(|| at("currency").with("code", code))
    }
}

fn availability(view: &View<'_>, offers: &[&Value]) -> Option<Finding> {
    let marked: Vec<String> = offers
        .iter()
        .filter_map(|offer| text(offer, "availability"))
        .collect();
    let in_stock = marked.iter().any(|value| value.ends_with("InStock"));
    let none = !marked.is_empty()
        && marked
            .iter()
            .all(|value| value.ends_with("OutOfStock") || value.ends_with("SoldOut"));
    let buyable = view.links.iter().any(|link| has("add-to-cart", link.text));
    let finding = |shown| Finding::says(shown, view.place.clone()).likely();
    let step = view.step?;
    let sold_out = has("sold-out", &step.look.text);
    if in_stock && sold_out && !buyable {
        return Some(finding("stock-gone"));
    }
    (none && buyable && !sold_out).then(|| finding("stock-there"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, price as shown, verdict};
    use serde_json::json;

    fn shop(marked: f64, visible: f64, code: &str) -> Made {
        Made::store().page(PageKind::Product, "/mugs/a", |facts| {
            facts.structured = vec![json!({"@type": "Product", "offers": {
                "price": marked, "priceCurrency": "JPY", "availability": "InStock"}})];
            facts.prices = vec![shown(visible, code, "")];
        })
    }

    #[test]
    fn equal_prices_pass_and_others_fail() {
        assert_eq!(
            verdict::<SchemaMatchesVisible>(shop(1100.0, 1100.0, "JPY")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<SchemaMatchesVisible>(shop(1100.0, 1500.0, "JPY")),
            Verdict::Fail
        );
        assert_eq!(
            judge::<SchemaMatchesVisible>(shop(9.0, 9.0, "USD")).findings[0].message,
            "currency"
        );
    }

    #[test]
    fn a_difference_of_tax_is_only_likely() {
        let judged = judge::<SchemaMatchesVisible>(shop(1000.0, 1100.0, "JPY"));
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn no_markup_is_not_applicable_and_a_sold_out_page_contradicts_in_stock() {
        let none = Made::store().page(PageKind::Product, "/mugs/a", |_| {});
        assert_eq!(
            verdict::<SchemaMatchesVisible>(none),
            Verdict::NotApplicable("no-product-markup")
        );
        let gone = Made::store().look(Goal::Product, |look| {
            look.text = "Mug\nSold out".to_owned();
            look.json_ld.push(
                json!({"@type": "Product", "offers": {"price": 1,
                "availability": "https://schema.org/InStock"}})
                .to_string(),
            );
        });
        assert_eq!(
            judge::<SchemaMatchesVisible>(gone).findings[0].message,
            "stock-gone"
        );
    }
}
