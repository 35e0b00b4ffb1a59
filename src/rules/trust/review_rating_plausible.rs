//! Ratings that are five stars on every product are believed less than 4.0 to 4.7.
//!
//! One review of five stars is no sign; several products must show several reviews each.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reviews::sample;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `review-rating-plausible`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRatingPlausible {
    /// Products that are looked at.
    pub sample: usize,
    /// Rated products without which nothing is said.
    pub min_products: usize,
    /// Reviews of a product without which its average is not read.
    pub min_reviews: u32,
    /// From this average on all reviews are as good as five stars.
    pub perfect: f64,
}

impl Rule for ReviewRatingPlausible {
    const ID: &'static str = "review-rating-plausible";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let products = sample(seen, self.sample);
        let rated: Vec<_> = products
            .iter()
            .filter(|(_, signs, _)| signs.has_block())
            .filter(|(_, signs, _)| signs.count.unwrap_or_default() >= self.min_reviews)
            .filter_map(|(place, signs, _)| Some((place, signs.rating?)))
            .collect();
        if rated.len() < self.min_products {
            let waiting = products.iter().any(|(_, signs, _)| signs.waiting);
            return match waiting {
                true => Judgement::unknown("reviews-not-drawn"),
                false => Judgement::not_applicable("few-ratings"),
            };
        }
        if rated.iter().any(|(_, rating)| *rating < self.perfect) {
            return Judgement::pass();
        }
        let finding = Finding::at(rated[0].0.clone()).with("products", rated.len());
        Judgement::fail(vec![finding.likely()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn rated(texts: &[&str]) -> Verdict {
        let made = texts
            .iter()
            .enumerate()
            .fold(Made::store(), |made, (at, text)| {
                made.page(PageKind::Product, &format!("/mugs/{at}"), |f| {
                    f.text = (*text).to_owned()
                })
            });
        verdict::<ReviewRatingPlausible>(made)
    }

    #[test]
    fn five_stars_everywhere_fail_and_one_lower_average_passes() {
        let perfect = "5.0 / 5\n12 reviews";
        assert_eq!(rated(&[perfect; 3]), Verdict::Fail);
        assert_eq!(
            rated(&[perfect, perfect, "4.6 / 5\n9 reviews"]),
            Verdict::Pass
        );
    }

    #[test]
    fn single_reviews_and_few_products_say_nothing() {
        let few = Verdict::NotApplicable("few-ratings");
        assert_eq!(rated(&["5.0 / 5\n1 review"; 4]), few);
        assert_eq!(rated(&["5.0 / 5\n12 reviews"; 2]), few);
    }
}
