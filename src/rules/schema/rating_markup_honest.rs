//! Ratings for machines only where shoppers see reviews.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::schema::{list, of_type, text};
use crate::rules::facts::{has, lines_with};
use crate::rules::schema::product_offer_valid::PRODUCT;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingMarkupHonest {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for RatingMarkupHonest {
    const ID: &'static str = "rating-markup-honest";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let views = seen.views_of(PageKind::Product);
        let rated = |view: &&&View<'_>| {
            let products = of_type(&view.structured, &PRODUCT);
            products
                .iter()
                .any(|product| !list(product, "aggregateRating").is_empty())
        };
        let rated: Vec<&&View<'_>> = views.iter().filter(rated).collect();
        if rated.is_empty() {
            return Judgement::not_applicable("no-rating-markup");
        }
        let hidden = rated.into_iter().filter(|view| {
            let none = has("no-reviews", view.text);
            !value_shown(view) && (none || !reviews_shown(view))
        });
        // Reviews may stand in a frame or load on scrolling, which a crawled page cannot show.
        let findings =
            hidden.map(|view| Finding::at(view.place.clone()).likely_if(view.step.is_none()));
        Judgement::by(findings.take(self.max_findings).collect())
    }
}

/// Whether the text speaks of reviews of this product. Where each mention counts reviews, and none
/// counts as many as the markup, they are those of the products beside it.
fn reviews_shown(view: &View<'_>) -> bool {
    let ratings = of_type(&view.structured, &["AggregateRating"]);
    let marked: Vec<String> = ratings
        .iter()
        .flat_map(|rating| [text(rating, "reviewCount"), text(rating, "ratingCount")])
        .flatten()
        .collect();
    lines_with("review-words", view.text).any(|line| {
        let counts = digits(line);
        counts.is_empty() || marked.is_empty() || counts.iter().any(|count| marked.contains(count))
    })
}

/// The whole numbers of a line, without what stands behind a decimal point, and without separators of thousands.
fn digits(line: &str) -> Vec<String> {
    let words = line.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')));
    let numbers = words.filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    numbers.map(|word| word.replace([',', '.'], "")).collect()
}

/// Whether the marked rating itself stands in the text, as `4.6`.
fn value_shown(view: &View<'_>) -> bool {
    let ratings = of_type(&view.structured, &["AggregateRating"]);
    let mut values = ratings
        .iter()
        .filter_map(|rating| text(rating, "ratingValue"));
    values.any(|value| value.contains('.') && view.text.contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};
    use serde_json::json;

    fn shop(words: &str) -> Verdict {
        verdict::<RatingMarkupHonest>(Made::store().page(PageKind::Product, "/mugs/a", |facts| {
            facts.text = words.to_owned();
            facts.structured = vec![json!({"@type": "Product",
                "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.6"}})];
        }))
    }

    #[test]
    fn visible_reviews_justify_the_markup() {
        assert_eq!(shop("12 reviews"), Verdict::Pass);
        assert_eq!(shop("★★★★☆ 4.6"), Verdict::Pass);
        assert_eq!(shop("A mug"), Verdict::Fail);
        assert_eq!(shop("Reviews\nNo reviews yet"), Verdict::Fail);
    }

    #[test]
    fn a_store_without_rating_markup_is_not_judged() {
        let made = Made::store().page(PageKind::Product, "/mugs/a", |_| {});
        assert_eq!(
            verdict::<RatingMarkupHonest>(made),
            Verdict::NotApplicable("no-rating-markup")
        );
    }
}
