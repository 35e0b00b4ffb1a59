//! Product pages show what buyers say: an average rating with reviews.
//!
//! Pages whose review widget had drawn nothing are left out of the sample; where
//! nothing else is left, the answer is unknown.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reviews::sample;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

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
        let findings = without.iter().map(|(place, signs, _)| {
            let message = if signs.none_yet { "empty" } else { "none" };
            Finding::says(message, place.clone())
        });
        Judgement::fail(findings.collect())
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
    fn seven_of_ten_are_enough_and_new_products_may_lack_them() {
        let mut texts = vec!["4.5 out of 5\n12 reviews"; 7];
        texts.extend(["New mug"; 3]);
        assert_eq!(verdict::<ReviewsOnProductPage>(with(&texts)), Verdict::Pass);
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
