//! The cart should show what is in it: name, picture, quantity and price.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartShowsProductDetail {
    /// Smallest width of the product's picture, in CSS pixels.
    pub min_picture_px: f64,
}

impl Rule for CartShowsProductDetail {
    const ID: &'static str = "cart-shows-product-detail";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Cart)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut grade: f64 = 1.0;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Cart) {
            let missing = self.missing(journey, step);
            grade = grade.min(1.0 - missing.len() as f64 / 4.0);
            let place = Place::step(journey, step);
            findings.extend(
                missing
                    .into_iter()
                    .map(|part| Finding::says(part, place.clone()).likely()),
            );
        }
        Judgement::graded(grade, findings)
    }
}

impl CartShowsProductDetail {
    fn missing(&self, journey: &Journey, step: &Step) -> Vec<&'static str> {
        let look = step.settled();
        let text = look.text.to_lowercase();
        let name = product_name(journey);
        let named = name.as_ref().is_none_or(|name| text.contains(name));
        let pictured = look
            .images
            .iter()
            .filter(|image| image.rect.w >= self.min_picture_px)
            .any(|image| may_show(image.alt.as_deref(), name.as_deref()));
        let counted = look
            .fields
            .iter()
            .any(|field| field.purpose == "x-quantity")
            || has("quantity-word", &look.text)
            // Plus and minus are often called by what they change, and the number stands between them.
            || look
                .controls
                .iter()
                .any(|c| c.visible && has("quantity-word", &c.name))
            || look
                .text
                .lines()
                .any(|line| line.trim().parse::<u32>().is_ok());
        [
            ("name", named),
            ("picture", pictured),
            ("quantity", counted),
            ("price", !look.prices.is_empty()),
        ]
        .into_iter()
        .filter(|(_, there)| !there)
        .map(|(part, _)| part)
        .collect()
    }
}

/// Whether a picture may be the product's: one that is called otherwise belongs to something else
/// that the cart offers.
fn may_show(alt: Option<&str>, product: Option<&str>) -> bool {
    let alt = alt.unwrap_or_default().trim().to_lowercase();
    let Some(product) = product.filter(|_| !alt.is_empty()) else {
        return true;
    };
    alt.contains(product) || product.contains(&alt) || strsim::sorensen_dice(&alt, product) >= 0.4
}

/// The heading that names the product on its page, lower case: the first of the highest level that no
/// other screen of the walk shows, as a logo in a heading is on all of them.
pub fn product_name(journey: &Journey) -> Option<String> {
    let product = journey
        .steps
        .iter()
        .rfind(|step| step.goal == Goal::Product)?;
    let others = journey
        .steps
        .iter()
        .filter(|step| matches!(step.goal, Goal::Home | Goal::Cart));
    let elsewhere: BTreeSet<&str> = others
        .flat_map(|step| &step.look.headings)
        .filter(|(level, _)| *level == 1)
        .map(|(_, text)| text.trim())
        .collect();
    let own = product.look.headings.iter().filter(|(level, text)| {
        *level <= 3 && !text.trim().is_empty() && !elsewhere.contains(text.trim())
    });
    let (_, name) = own.min_by_key(|(level, _)| *level)?;
    Some(name.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::ImageSeen;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, price, rect, verdict};

    fn cart(text: &str) -> Made {
        let text = text.to_owned();
        Made::store()
            .look(Goal::Product, |look| {
                look.headings.push((1, "Stoneware mug".to_owned()))
            })
            .look(Goal::Cart, |look| {
                look.text = text;
                look.prices.push(price(9.0, "USD", ""));
                look.images.push(ImageSeen {
                    rect: rect(0.0, 0.0, 80.0, 80.0),
                    ..ImageSeen::default()
                });
            })
    }

    #[test]
    fn name_picture_quantity_and_price_pass() {
        assert_eq!(
            verdict::<CartShowsProductDetail>(cart("Stoneware Mug\nQty 1")),
            Verdict::Pass
        );
    }

    #[test]
    fn the_picture_of_another_product_is_no_picture_of_this_one() {
        let called = |alt: &'static str| {
            let made = cart("Stoneware Mug\nQty 1").with(move |evidence| {
                let last = evidence.journeys[0].steps.last_mut().unwrap();
                last.look.images[0].alt = Some(alt.to_owned());
            });
            verdict::<CartShowsProductDetail>(made)
        };
        assert_eq!(called("Stoneware mug, celadon"), Verdict::Pass);
        assert_eq!(called(""), Verdict::Pass);
        assert_eq!(called("Linen tea towel"), Verdict::Graded(0.75));
    }

    #[test]
    fn what_is_missing_is_named() {
        let judged = judge::<CartShowsProductDetail>(cart("Your item"));
        let messages: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(
            (judged.verdict, messages),
            (Verdict::Graded(0.5), vec!["name", "quantity"])
        );
    }

    #[test]
    fn a_logo_in_a_heading_is_not_the_products_name() {
        let logo = (1, "Kissa".to_owned());
        let made = Made::store()
            .look(Goal::Home, |look| look.headings.push(logo.clone()))
            .look(Goal::Product, |look| {
                look.headings = vec![logo.clone(), (2, "Ice cream".to_owned())];
            });
        let evidence = made.evidence();
        assert_eq!(
            product_name(&evidence.journeys[0]).as_deref(),
            Some("ice cream")
        );
    }
}
