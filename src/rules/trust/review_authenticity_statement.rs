//! The store says how it makes sure that reviews come from buyers, or marks those that do.
//!
//! A review service may tell it on a page of its own: with such a widget a miss is only likely.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reviews::{sample, signs};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `review-authenticity-statement`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewAuthenticityStatement {
    /// Products that are looked at.
    pub sample: usize,
}

impl Rule for ReviewAuthenticityStatement {
    const ID: &'static str = "review-authenticity-statement";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let products = sample(seen, self.sample);
        let Some((place, _, _)) = products.iter().find(|(_, signs, _)| signs.has_block()) else {
            let waiting = products.iter().any(|(_, signs, _)| signs.waiting);
            return match waiting {
                true => Judgement::unknown("reviews-not-drawn"),
                false => Judgement::not_applicable("no-reviews"),
            };
        };
        let on_products = products.iter().any(|(_, signs, _)| signs.verified);
        let policies = [
            PageKind::Legal,
            PageKind::Faq,
            PageKind::About,
            PageKind::Other,
        ];
        let told = on_products
            || policies
                .iter()
                .flat_map(|kind| seen.views_of(*kind))
                .take(60)
                // A policy must speak of reviews, not only of buyers.
                .any(|view| signs(view).verified && speaks_of_reviews(view.text));
        let finding = Finding::at(place.clone()).with("pages", seen.views().len());
        Judgement::by(if told {
            vec![]
        } else {
            // Said in other words, or by the service that draws the reviews.
            vec![finding.likely()]
        })
    }
}

fn speaks_of_reviews(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "review",
        "レビュー",
        "口コミ",
        "bewertung",
        "avis",
        "opinion",
        "reseña",
        "recension",
        "beoordeling",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn with(text: &str, script: Option<&str>) -> Made {
        Made::store().page(PageKind::Product, "/mug", |f| {
            f.text = text.into();
            f.scripts = script.map(str::to_owned).into_iter().collect();
        })
    }

    #[test]
    fn a_mark_for_buyers_or_a_sentence_on_a_policy_page_passes() {
        let marked = with("4.5 / 5\n12 reviews\nVerified buyer", None);
        assert_eq!(
            verdict::<ReviewAuthenticityStatement>(marked),
            Verdict::Pass
        );
        let policy = with("4.5 / 5\n12 reviews", None).page(PageKind::Faq, "/faq", |f| {
            f.text = "レビューは購入者のみ投稿できます".into();
        });
        assert_eq!(
            verdict::<ReviewAuthenticityStatement>(policy),
            Verdict::Pass
        );
    }

    #[test]
    fn nothing_said_likely_fails() {
        let none = judge::<ReviewAuthenticityStatement>(with("4.5 / 5\n12 reviews", None));
        assert_eq!(none.findings[0].certainty, Certainty::Likely);
        let service = with(
            "4.5 / 5\n12 reviews",
            Some("https://widget.trustpilot.com/b.js"),
        );
        assert_eq!(
            judge::<ReviewAuthenticityStatement>(service).findings[0].certainty,
            Certainty::Likely
        );
    }

    #[test]
    fn a_store_without_reviews_has_nothing_to_explain() {
        assert_eq!(
            verdict::<ReviewAuthenticityStatement>(with("Mug", None)),
            Verdict::NotApplicable("no-reviews")
        );
    }
}
