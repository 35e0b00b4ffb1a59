//! A link to the store that somebody shares shows a card: title, picture, address, and the price of a product.
//!
//! The size of a picture is judged only where the page declares it.

use crate::model::page::{PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `og-card-complete`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OgCardComplete {
    /// Products that are looked at.
    pub sample: usize,
    /// Width of the picture, where it is declared, in pixels.
    pub min_width_px: u32,
    /// Height of the picture, where it is declared, in pixels.
    pub min_height_px: u32,
}

impl Rule for OgCardComplete {
    const ID: &'static str = "og-card-complete";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let home = seen.pages_of(PageKind::Home).take(1);
        let products = seen.pages_of(PageKind::Product).take(self.sample);
        let pages: Vec<_> = home.chain(products).collect();
        if pages.is_empty() {
            return Judgement::unknown("no-such-page");
        }
        let mut sum = 0.0;
        let mut lacking: BTreeMap<&'static str, (Place, usize)> = BTreeMap::new();
        for (page, facts) in &pages {
            let product = page.kind == PageKind::Product;
            let missing = self.missing(facts, product);
            let wanted = if product { 4.0 } else { 3.0 };
            sum += 1.0 - missing.len() as f64 / wanted;
            for part in missing {
                let met = lacking.entry(part);
                met.or_insert_with(|| (Place::page(page), 0)).1 += 1;
            }
        }
        let findings = lacking.into_iter().map(|(part, (place, count))| {
            let finding = Finding::says(part, place).with("count", count);
            finding.with("pages", pages.len())
        });
        Judgement::graded(sum / pages.len() as f64, findings.collect())
    }
}

impl OgCardComplete {
    fn missing(&self, facts: &PageFacts, product: bool) -> Vec<&'static str> {
        let value = |names: &[&str]| {
            let mut all = facts.social_meta.iter();
            let found = all.find(|(name, value)| {
                names.iter().any(|n| name.eq_ignore_ascii_case(n)) && !value.trim().is_empty()
            });
            found.map(|(_, value)| value.trim())
        };
        let side = |name: &str| value(&[name]).and_then(|px| px.parse::<u32>().ok());
        let small = side("og:image:width").is_some_and(|w| w < self.min_width_px)
            || side("og:image:height").is_some_and(|h| h < self.min_height_px);
        let pictured = value(&["og:image", "og:image:url", "og:image:secure_url"]).is_some();
        let priced = value(&["product:price:amount", "og:price:amount"]).is_some();
        [
            ("title", value(&["og:title"]).is_none()),
            ("image", !pictured),
            ("small", pictured && small),
            ("url", value(&["og:url"]).is_none()),
            ("price", product && !priced),
        ]
        .into_iter()
        .filter_map(|(part, lacks)| lacks.then_some(part))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    const CARD: [(&str, &str); 4] = [
        ("og:title", "Mug"),
        ("og:image", "https://shop.example/mug.jpg"),
        ("og:url", "https://shop.example/mug"),
        ("product:price:amount", "18.00"),
    ];

    fn product(card: &[(&str, &str)]) -> Made {
        Made::store().page(PageKind::Product, "/mug", |f| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            f.social_meta = card.iter().map(own).collect();
        })
    }

    #[test]
    fn a_complete_card_passes_and_a_declared_large_picture_too() {
        assert_eq!(verdict::<OgCardComplete>(product(&CARD)), Verdict::Pass);
        let mut large = CARD.to_vec();
        large.extend([("og:image:width", "1200"), ("og:image:height", "630")]);
        assert_eq!(verdict::<OgCardComplete>(product(&large)), Verdict::Pass);
    }

    #[test]
    fn each_missing_part_is_named() {
        assert_eq!(verdict::<OgCardComplete>(product(&[])), Verdict::Fail);
        let mut small = CARD[..2].to_vec();
        small.push(("og:image:width", "200"));
        let judged = judge::<OgCardComplete>(product(&small));
        let messages: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(messages, ["price", "small", "url"]);
    }

    #[test]
    fn a_home_page_has_no_price() {
        let made = Made::store().page(PageKind::Home, "/", |f| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            f.social_meta = CARD[..3].iter().map(own).collect();
        });
        assert_eq!(verdict::<OgCardComplete>(made), Verdict::Pass);
    }
}
