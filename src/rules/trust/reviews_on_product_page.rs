//! Product pages show what buyers say: an average rating with reviews.
//!
//! Pages whose review widget had drawn nothing are left out of the sample; where
//! nothing else is left, the answer is unknown.

use crate::model::page::{PageKind, SkipReason};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reviews::sample;
use crate::rules::seen::folder;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `reviews-on-product-page`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewsOnProductPage {
    /// Products that are looked at.
    pub sample: usize,
    /// Share of them that must show a rating with reviews, in percent.
    pub min_share_pct: f64,
}

impl Rule for ReviewsOnProductPage {
    const ID: &'static str = "reviews-on-product-page";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let all = sample(seen, self.sample);
        let read: Vec<_> = all.iter().filter(|(_, signs, _)| !signs.waiting).collect();
        if read.is_empty() {
            return Judgement::unknown("reviews-not-drawn");
        }
        let without: Vec<_> = read
            .iter()
            .filter(|(_, signs, _)| !signs.has_block())
            .collect();
        let share = (read.len() - without.len()) as f64 * 100.0 / read.len() as f64;
        if share >= self.min_share_pct {
            return Judgement::pass();
        }
        // Where some have reviews and there are products that nobody looked at, these may be the better part.
        let some = without.len() < read.len();
        let few = some && read.len() < self.sample && more_products(seen);
        let findings = without.iter().map(|(place, signs, _)| {
            let message = if signs.none_yet { "empty" } else { "none" };
            Finding::says(message, place.clone()).likely_if(few)
        });
        Judgement::fail(findings.collect())
    }
}

/// Whether the crawl knew of addresses among the products' that it did not read.
fn more_products(seen: &Seen<'_>) -> bool {
    let folders: BTreeSet<String> = seen
        .pages_of(PageKind::Product)
        .filter_map(|(page, _)| folder(&page.final_url))
        .filter(|folder| !folder.is_empty())
        .collect();
    let site = seen.evidence.site.iter();
    let mut left = site.flat_map(|site| {
        let skipped = site
            .skipped
            .iter()
            .filter(|(_, why)| *why == SkipReason::Limit);
        // Of a checked link only the answer is known.
        let checked = site
            .checked_links
            .iter()
            .filter(|(_, status)| *status == Some(200));
        let urls = skipped.map(|(url, _)| url);
        urls.chain(checked.map(|(url, _)| url))
    });
    left.any(|url| folder(url).is_some_and(|f| folders.contains(&f)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, STORE, judge, verdict};

    fn with(texts: &[&str]) -> Made {
        texts
            .iter()
            .enumerate()
            .fold(Made::store(), |made, (at, text)| {
                made.page(PageKind::Product, &format!("/mug-{at}"), |f| {
                    f.text = (*text).into()
                })
            })
    }

    #[test]
    fn seven_of_ten_are_enough_and_new_products_may_lack_them() {
        let mut texts = vec!["4.5 out of 5\n12 reviews"; 7];
        texts.extend(["New mug"; 3]);
        assert_eq!(verdict::<ReviewsOnProductPage>(with(&texts)), Verdict::Pass);
    }

    #[test]
    fn products_that_nobody_looked_at_make_a_mixed_sample_likely() {
        let judged = |left: bool| {
            let mut made = Made::store();
            for (at, text) in ["4.5 out of 5\n12 reviews", "Mug"].iter().enumerate() {
                made = made.page(PageKind::Product, &format!("/mugs/{at}"), |f| {
                    f.text = (*text).into();
                });
            }
            let made = made.site(|site| {
                let other = (format!("{STORE}/mugs/9"), SkipReason::Limit);
                site.skipped.extend(left.then_some(other));
            });
            judge::<ReviewsOnProductPage>(made).findings[0].certainty
        };
        assert_eq!(judged(true), Certainty::Likely);
        assert_eq!(judged(false), Certainty::Sure);
    }

    #[test]
    fn products_told_apart_by_a_number_in_the_query_are_several() {
        let made = ["4.5 out of 5\n12 reviews", "Mug", "Jug"]
            .iter()
            .enumerate()
            .fold(Made::store(), |made, (at, text)| {
                made.page(
                    PageKind::Product,
                    &format!("/detail.php?product_id={at}"),
                    |f| f.text = (*text).into(),
                )
            });
        assert_eq!(judge::<ReviewsOnProductPage>(made).findings.len(), 2);
    }

    #[test]
    fn an_empty_section_is_told_apart_from_none() {
        let judged = judge::<ReviewsOnProductPage>(with(&["Reviews\nNo reviews yet", "Mug"]));
        let told: Vec<_> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(told, ["empty", "none"]);
    }

    #[test]
    fn a_widget_that_has_drawn_nothing_is_unknown() {
        let made = Made::store().page(PageKind::Product, "/mug", |f| {
            f.scripts = vec!["https://staticw2.yotpo.com/x/widget.js".into()];
        });
        assert_eq!(
            verdict::<ReviewsOnProductPage>(made),
            Verdict::Unknown("reviews-not-drawn")
        );
    }
}
