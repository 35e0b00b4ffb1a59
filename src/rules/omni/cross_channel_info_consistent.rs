//! What a product page tells other channels is what it tells shoppers: name and price in sharing cards and structured data.
//!
//! Pages on marketplaces can be compared only when their addresses are given; they are not read here.

use crate::model::page::{PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::money::same;
use crate::rules::facts::schema;
use crate::rules::facts::words::{fold, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `cross-channel-info-consistent`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossChannelInfoConsistent {
    /// Products that are looked at.
    pub sample: usize,
}

impl Rule for CrossChannelInfoConsistent {
    const ID: &'static str = "cross-channel-info-consistent";
    const NEEDS: &'static [Need] = &[Need::Page(PageKind::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut compared = false;
        let mut findings = Vec::new();
        let pages = seen
            .pages_of(PageKind::Product)
            .filter(|(_, facts)| !facts.needs_javascript);
        for (page, facts) in pages.take(self.sample) {
            if let Some(told) = card_price(facts).filter(|_| !facts.prices.is_empty()) {
                compared = true;
                if !facts.prices.iter().any(|price| same(price.amount, told)) {
                    findings.push(Finding::says("price", Place::page(page)).with("told", told));
                }
            }
            if let Some((told, shown)) = data_name(facts).zip(headline(facts)) {
                compared = true;
                if !alike(&told, shown) {
                    // A headline may be a slogan above the name.
                    let finding =
                        Finding::says("name", Place::page(page)).with("told", short(&told, 80));
                    findings.push(finding.with("shown", short(shown, 80)).likely());
                }
            }
        }
        if !compared {
            return Judgement::not_applicable("no-other-channel");
        }
        Judgement::by(findings)
    }
}

fn card_price(facts: &PageFacts) -> Option<f64> {
    let keys = ["product:price:amount", "og:price:amount"];
    let (_, text) = facts
        .social_meta
        .iter()
        .find(|(key, _)| keys.contains(&key.as_str()))?;
    text.replace(',', "").trim().parse().ok()
}

fn data_name(facts: &PageFacts) -> Option<String> {
    let products = schema::of_type(&facts.structured, &["Product", "ProductGroup"]);
    schema::text(products.first()?, "name")
}

fn headline(facts: &PageFacts) -> Option<&str> {
    let first = facts.headings.iter().find(|(level, _)| *level == 1);
    first
        .map(|(_, text)| text.as_str())
        .filter(|text| !text.trim().is_empty())
}

fn alike(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        fold(text)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let (one, other) = (plain(one), plain(other));
    one.contains(&other) || other.contains(&one) || strsim::jaro_winkler(&one, &other) > 0.85
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, price, verdict};

    fn with(name: &str, amount: &str) -> Made {
        Made::store().page(PageKind::Product, "/mug", |f| {
            f.headings = vec![(1, "Blue mug".into())];
            f.prices = vec![price(12.0, "GBP", "")];
            f.structured = vec![serde_json::json!({"@type": "Product", "name": name})];
            f.social_meta = vec![("product:price:amount".into(), amount.into())];
        })
    }

    #[test]
    fn the_same_everywhere_passes_also_with_the_brand_in_front() {
        assert_eq!(
            verdict::<CrossChannelInfoConsistent>(with("Kissa Blue Mug", "12.00")),
            Verdict::Pass
        );
    }

    #[test]
    fn another_price_or_name_is_told() {
        let told: Vec<_> = judge::<CrossChannelInfoConsistent>(with("Teapot", "15.00"))
            .findings
            .iter()
            .map(|f| f.message)
            .collect();
        assert_eq!(told, ["price", "name"]);
    }

    #[test]
    fn without_another_channel_there_is_nothing_to_compare() {
        let made = Made::store().page(PageKind::Product, "/mug", |_| ());
        assert_eq!(
            verdict::<CrossChannelInfoConsistent>(made),
            Verdict::NotApplicable("no-other-channel")
        );
    }
}
