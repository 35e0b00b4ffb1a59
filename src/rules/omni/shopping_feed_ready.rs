//! Product pages carry what shopping search engines ask for: id, title, price, availability, picture, and brand or product code.
//!
//! An own brand without a GTIN names its brand; that is enough.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reach::product_key;
use crate::rules::facts::schema;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Thresholds of `shopping-feed-ready`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShoppingFeedReady {
    /// Products that are looked at.
    pub sample: usize,
    /// Share of them that must have everything, in percent.
    pub min_share_pct: f64,
}

impl Rule for ShoppingFeedReady {
    const ID: &'static str = "shopping-feed-ready";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        // The same product may have been crawled bare and seen again in a browser: its best sight counts.
        let mut products: BTreeMap<String, (Vec<&'static str>, crate::model::verdict::Place)> =
            BTreeMap::new();
        for view in seen.views_of(PageKind::Product) {
            let lacking = lacking(&view.structured);
            let key = product_key(&view.place.url);
            if !products.contains_key(&key) && products.len() >= self.sample {
                continue;
            }
            let best = products
                .entry(key)
                .or_insert_with(|| (lacking.clone(), view.place.clone()));
            if lacking.len() < best.0.len() {
                *best = (lacking, view.place.clone());
            }
        }
        let whole = products
            .values()
            .filter(|(lacking, _)| lacking.is_empty())
            .count();
        if whole as f64 * 100.0 >= self.min_share_pct * products.len() as f64 {
            return Judgement::pass();
        }
        let findings = products.into_values().flat_map(|(lacking, place)| {
            lacking.into_iter().map(move |item| match item {
                "all" => Finding::says("none", place.clone()).with("item", "@feed.all"),
                item => {
                    Finding::says("missing", place.clone()).with("item", format!("@feed.{item}"))
                }
            })
        });
        Judgement::fail(findings.collect())
    }
}

fn lacking(structured: &[Value]) -> Vec<&'static str> {
    let products = schema::of_type(structured, &["Product", "ProductGroup", "ProductModel"]);
    let Some(product) = products.first() else {
        return vec!["all"];
    };
    let offers = schema::offers(product);
    let variants = schema::list(product, "hasVariant");
    let own = |names: &[&str]| {
        names.iter().any(|name| {
            schema::text(product, name).is_some()
                || offers
                    .iter()
                    .any(|offer| schema::text(offer, name).is_some())
                || variants
                    .iter()
                    .any(|variant| schema::text(variant, name).is_some())
        })
    };
    let codes = ["gtin", "gtin8", "gtin12", "gtin13", "gtin14", "isbn", "mpn"];
    let price = offers
        .iter()
        .any(|offer| schema::price(offer).is_some() && schema::currency(offer).is_some());
    let stock = own(&["availability"]);
    [
        (
            "id",
            own(&[
                "sku",
                "productID",
                "productGroupID",
                "mpn",
                "gtin13",
                "gtin",
                "@id",
            ]),
        ),
        ("title", own(&["name"])),
        ("price", price),
        ("availability", stock),
        ("image", own(&["image"])),
        ("brand", own(&["brand"]) || own(&codes)),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(item, _)| item)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};
    use serde_json::json;

    fn with(item: Value) -> Made {
        Made::store().page(PageKind::Product, "/mug", |f| f.structured = vec![item])
    }

    fn whole() -> Value {
        json!({"@type": "Product", "sku": "M1", "name": "Mug", "image": "/m.jpg", "brand": {"@type": "Brand", "name": "Kissa"},
            "offers": {"@type": "Offer", "price": "12.00", "priceCurrency": "GBP", "availability": "https://schema.org/InStock"}})
    }

    #[test]
    fn an_own_brand_without_a_code_passes() {
        assert_eq!(verdict::<ShoppingFeedReady>(with(whole())), Verdict::Pass);
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut item = whole();
        if let Value::Object(object) = &mut item {
            object.remove("brand");
            object.remove("image");
        }
        let told: Vec<_> = judge::<ShoppingFeedReady>(with(item))
            .findings
            .iter()
            .map(|f| f.args[0].1.clone())
            .collect();
        assert_eq!(told, ["@feed.image", "@feed.brand"]);
        let none = judge::<ShoppingFeedReady>(with(json!({"@type": "WebPage"})));
        assert_eq!(none.findings[0].message, "none");
    }

    #[test]
    fn markup_that_a_script_adds_counts() {
        let made =
            with(json!({"@type": "WebPage"})).step(crate::model::journey::Goal::Product, |s| {
                s.url = "https://shop.example/mug".into();
                s.look.json_ld = vec![whole().to_string()];
            });
        assert_eq!(verdict::<ShoppingFeedReady>(made), Verdict::Pass);
    }
}
