//! What delivery costs should be said on the product page.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::goods::nothing_is_sent;
use crate::rules::facts::money::delivery;
use crate::rules::facts::{has, lines_with};
use crate::rules::product::said::{Said, judge_said};
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingCostOnProductPage {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for ShippingCostOnProductPage {
    const ID: &'static str = "shipping-cost-on-product-page";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if nothing_is_sent(seen) {
            return Judgement::not_applicable("nothing-is-sent");
        }
        judge_said(seen, self.max_findings, |view| match told(seen, view) {
            true => Said::Yes,
            false => Said::No(Finding::at(view.place.clone())),
        })
    }
}

/// An amount, a rule, an estimator's words, or a link to the terms within the content.
fn told(seen: &Seen<'_>, view: &View<'_>) -> bool {
    let text = seen.text_above_footer(view);
    let rule =
        has("shipping-free", &text) || lines_with("shipping-threshold", &text).next().is_some();
    let linked = view.content_links().any(|link| {
        let terms = !link.url.is_empty() && link.url != view.place.url;
        terms && has("shipping-word", link.text)
    });
    rule || delivery(view.prices).is_some() || linked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::look::Look;
    use crate::model::page::{PageKind, Region};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, price, verdict};

    fn product(change: impl FnOnce(&mut Look)) -> Verdict {
        verdict::<ShippingCostOnProductPage>(Made::store().look(Goal::Product, change))
    }

    #[test]
    fn an_amount_a_rule_or_a_link_in_the_content_passes() {
        assert_eq!(
            product(|l| l.text = "5,000円以上のご注文で送料無料".to_owned()),
            Verdict::Pass
        );
        assert_eq!(
            product(|l| l.prices.push(price(3.99, "GBP", "Delivery"))),
            Verdict::Pass
        );
        assert_eq!(
            product(|l| l.controls.push(anchor("Shipping costs", "/shipping"))),
            Verdict::Pass
        );
    }

    #[test]
    fn nothing_or_a_footer_link_fails() {
        assert_eq!(product(|l| l.text = "A mug".to_owned()), Verdict::Fail);
        let footer = product(|look| {
            let link = anchor("Shipping", "/shipping");
            look.controls.push(crate::model::look::Control {
                region: Some(Region::Footer),
                ..link
            });
        });
        assert_eq!(footer, Verdict::Fail);
    }

    #[test]
    fn without_a_walk_the_crawled_pages_are_read() {
        let made = Made::store().page(PageKind::Product, "/a", |f| {
            f.text = "Free shipping".to_owned()
        });
        assert_eq!(verdict::<ShippingCostOnProductPage>(made), Verdict::Pass);
    }
}
