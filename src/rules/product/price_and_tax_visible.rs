//! One price that tells what is to be paid; where two are shown, each says what it is.

use crate::model::page::PriceText;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::facts::money::{line, same};
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceAndTaxVisible {
    /// Rates of consumer taxes by which two prices may be told as net and gross, in percent.
    pub tax_rates_pct: Vec<f64>,
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for PriceAndTaxVisible {
    const ID: &'static str = "price-and-tax-visible";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let views = seen.product_views();
        let for_sale = views
            .iter()
            .filter(|view| !view.prices.is_empty() || !has("sold-out", view.text));
        let for_sale: Vec<&&View<'_>> = for_sale.collect();
        if for_sale.is_empty() {
            return Judgement::not_applicable("sold-out");
        }
        let findings = for_sale.into_iter().filter_map(|view| self.wrong(view));
        Judgement::by(findings.take(self.max_findings).collect())
    }
}

impl PriceAndTaxVisible {
    fn wrong(&self, view: &View<'_>) -> Option<Finding> {
        let place = view.place.clone();
        let Some(first) = view.prices.first() else {
            return Some(Finding::says("none", place).likely_if(view.step.is_none()));
        };
        let gross = |price: &PriceText| has("tax-included", &line(price));
        let net = |price: &PriceText| has("tax-excluded", &line(price)) && !gross(price);
        let labelled = |price: &PriceText| gross(price) || net(price);
        if view.prices.iter().any(net) && !has("tax-included", view.text) {
            // A business customer's shop may lawfully show net prices only.
            let shown = view.prices.iter().find(|price| net(price)).unwrap_or(first);
            return Some(
                Finding::says("net", place)
                    .with("price", &shown.text)
                    .likely(),
            );
        }
        // Net and gross stand next to each other; prices of other products do not.
        let pair = view.prices.windows(2).take(12).find(|pair| {
            let (low, high) = (
                pair[0].amount.min(pair[1].amount),
                pair[0].amount.max(pair[1].amount),
            );
            let by_tax = self
                .tax_rates_pct
                .iter()
                .any(|rate| same(low * (1.0 + rate / 100.0), high));
            let tax_named = has("tax-word", view.text) || has("tax-included", view.text);
            let other = pair.iter().any(|price| has("other-price", &line(price)));
            by_tax && low > 0.0 && tax_named && !other && !pair.iter().any(labelled)
        })?;
        let finding = Finding::says("unlabelled", place).with("one", &pair[0].text);
        Some(finding.with("other", &pair[1].text).likely())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, price, verdict};

    fn product(text: &str, prices: Vec<PriceText>) -> Made {
        let text = text.to_owned();
        Made::store().look(Goal::Product, |look| {
            look.text = text;
            look.prices = prices;
        })
    }

    #[test]
    fn one_price_passes_and_none_fails() {
        assert_eq!(
            verdict::<PriceAndTaxVisible>(product("", vec![price(9.0, "USD", "")])),
            Verdict::Pass
        );
        assert_eq!(
            judge::<PriceAndTaxVisible>(product("", vec![])).findings[0].message,
            "none"
        );
    }

    #[test]
    fn net_and_gross_must_be_told_apart() {
        let labelled = vec![price(1000.0, "JPY", "税抜"), price(1100.0, "JPY", "税込")];
        assert_eq!(
            verdict::<PriceAndTaxVisible>(product("税込", labelled)),
            Verdict::Pass
        );
        let bare = vec![price(1000.0, "JPY", "価格"), price(1100.0, "JPY", "")];
        let judged = judge::<PriceAndTaxVisible>(product("消費税について", bare));
        assert_eq!(judged.findings[0].message, "unlabelled");
        let net = judge::<PriceAndTaxVisible>(product("", vec![price(1000.0, "JPY", "税抜")]));
        assert_eq!(net.findings[0].message, "net");
    }

    #[test]
    fn a_former_price_a_tenth_higher_is_no_gross_price() {
        let member = vec![
            price(1100.0, "JPY", "通常価格"),
            price(1000.0, "JPY", "会員価格"),
        ];
        assert_eq!(
            verdict::<PriceAndTaxVisible>(product("税込", member)),
            Verdict::Pass
        );
        let sale = vec![
            price(24.0, "GBP", "Regular price"),
            price(20.0, "GBP", "Sale price"),
        ];
        let shopify = product("Tax included. Shipping calculated at checkout.", sale);
        assert_eq!(verdict::<PriceAndTaxVisible>(shopify), Verdict::Pass);
    }

    #[test]
    fn a_sold_out_product_needs_no_price() {
        let gone = verdict::<PriceAndTaxVisible>(product("Sold out", vec![]));
        assert_eq!(gone, Verdict::NotApplicable("sold-out"));
    }
}
