//! Products have at least five reviews (median), and the newest is not older than a year.
//!
//! Where no review carries a date, only the number is judged.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reviews::sample;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `review-volume-and-recency`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewVolumeAndRecency {
    /// Products that are looked at.
    pub sample: usize,
    /// Median number of reviews a product.
    pub min_median: u32,
    /// Age of the newest review, in days.
    pub max_age_days: i64,
}

impl Rule for ReviewVolumeAndRecency {
    const ID: &'static str = "review-volume-and-recency";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let all = sample(seen, self.sample);
        let read: Vec<_> = all.iter().filter(|(_, signs, _)| !signs.waiting).collect();
        let Some((place, _, _)) = read.first() else {
            return Judgement::unknown("reviews-not-drawn");
        };
        let mut counts: Vec<u32> = read
            .iter()
            .map(|(_, signs, _)| signs.count.unwrap_or_default())
            .collect();
        counts.sort_unstable();
        let median = counts[counts.len() / 2];
        let mut findings = Vec::new();
        if median < self.min_median {
            let finding = Finding::says("few", place.clone()).with("median", median);
            findings.push(finding.with("products", read.len()));
        }
        let newest = read
            .iter()
            .filter_map(|(_, signs, _)| signs.newest_day)
            .max();
        let age = seen
            .today()
            .zip(newest)
            .map(|(today, newest)| today - newest);
        if let Some(days) = age.filter(|days| *days > self.max_age_days) {
            // A date on the page may belong to something else.
            findings.push(
                Finding::says("old", place.clone())
                    .with("days", days)
                    .likely(),
            );
        }
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

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
    fn the_median_decides_not_the_newest_product() {
        let made = with(&["4.5 / 5\n12 reviews\n2026-11-01", "4 / 5\n6 reviews", "New"]);
        assert_eq!(verdict::<ReviewVolumeAndRecency>(made), Verdict::Pass);
    }

    #[test]
    fn few_and_old_reviews_are_two_findings() {
        let judged = judge::<ReviewVolumeAndRecency>(with(&["4.5 / 5\n2 reviews\n2024-01-01"]));
        let told: Vec<_> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(told, ["few", "old"]);
    }
}
