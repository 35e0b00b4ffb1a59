//! Product pages should describe their offer to machines: name, picture, price, currency, availability.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::schema::{currency, list, of_type, offers, price, text};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductOfferValid {
    /// Share of product pages that must be complete, in percent.
    pub min_good_pct: f64,
    /// Findings listed at most.
    pub max_findings: usize,
}

/// Types that describe a product.
pub const PRODUCT: [&str; 3] = ["Product", "ProductGroup", "IndividualProduct"];

impl Rule for ProductOfferValid {
    const ID: &'static str = "product-offer-valid";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        // Markup may come with the page or through JavaScript: the better reading of an address counts.
        let mut lacks: BTreeMap<&str, (Place, Vec<&str>)> = BTreeMap::new();
        for view in seen.views_of(PageKind::Product) {
            let missing = missing(&view.structured);
            let entry = lacks
                .entry(&view.place.url)
                .or_insert((view.place.clone(), missing.clone()));
            if missing.len() < entry.1.len() {
                entry.1 = missing;
            }
        }
        let all = lacks.len() as f64;
        let bad: Vec<_> = lacks
            .into_values()
            .filter(|(_, missing)| !missing.is_empty())
            .collect();
        if (all - bad.len() as f64) * 100.0 >= self.min_good_pct * all {
            return Judgement::pass();
        }
        let findings = bad
            .into_iter()
            .take(self.max_findings)
            .map(|(place, missing)| {
                if missing.len() == 1 && missing[0] == "Product" {
                    return Finding::says("none", place);
                }
                Finding::says("incomplete", place).with("missing", missing.join(", "))
            });
        Judgement::fail(findings.collect())
    }
}

fn missing(structured: &[Value]) -> Vec<&'static str> {
    let products = of_type(structured, &PRODUCT);
    let best = products.into_iter().map(lacking).min_by_key(Vec::len);
    best.unwrap_or_else(|| vec!["Product"])
}

fn lacking(product: &Value) -> Vec<&'static str> {
    let offers = offers(product);
    let has_image = !list(product, "image").is_empty()
        || list(product, "hasVariant")
            .iter()
            .any(|variant| !list(variant, "image").is_empty());
    let available = |offer: &&Value| text(offer, "availability").is_some();
    let priced = |offer: &&Value| price(offer).is_some_and(|price| price >= 0.0);
    let code = |offer: &&Value| currency(offer).is_some_and(|code| code.len() == 3);
    [
        ("name", text(product, "name").is_some()),
        ("image", has_image),
        ("offers.price", offers.iter().any(priced)),
        ("offers.priceCurrency", offers.iter().any(code)),
        ("offers.availability", offers.iter().any(available)),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(name, _)| name)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};
    use serde_json::json;

    fn complete() -> Value {
        json!({"@type": "Product", "name": "Mug", "image": "/mug.webp", "offers": {
            "@type": "Offer", "price": "11.50", "priceCurrency": "GBP",
            "availability": "https://schema.org/InStock"}})
    }

    fn shop(markup: Value) -> Made {
        Made::store().page(PageKind::Product, "/mugs/a", |facts| {
            facts.structured = vec![markup]
        })
    }

    #[test]
    fn a_complete_offer_passes_and_none_fails() {
        assert_eq!(
            verdict::<ProductOfferValid>(shop(complete())),
            Verdict::Pass
        );
        let none = judge::<ProductOfferValid>(shop(json!({"@type": "WebSite"})));
        assert_eq!(
            (none.verdict, none.findings[0].message),
            (Verdict::Fail, "none")
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut markup = complete();
        markup["offers"]["priceCurrency"] = json!("pounds");
        let judged = judge::<ProductOfferValid>(shop(markup));
        assert_eq!(judged.findings[0].args[0].1, "offers.priceCurrency");
    }

    #[test]
    fn markup_that_javascript_adds_counts() {
        let made = Made::store().page(PageKind::Product, "/product", |_| {});
        let made = made.look(Goal::Product, |look| {
            look.json_ld.push(complete().to_string())
        });
        assert_eq!(verdict::<ProductOfferValid>(made), Verdict::Pass);
    }
}
