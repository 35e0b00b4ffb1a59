//! Prices include the tax, and the page says so once or at the first price (総額表示).
//!
//! A price before tax may stand beside the full one. Stores that sell to companies
//! only are not bound; a sign of that makes the finding likely.

use crate::model::page::PageKind;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `tax-included-price-jp`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxIncludedPriceJp {
    /// Pages of each kind that are looked at.
    pub sample: usize,
}

const INCLUDED: Words = &[
    "税込",
    "内税",
    "消費税込",
    "総額表示",
    "税金込",
    "tax included",
    "incl. tax",
    "tax incl",
];
const EXCLUDED: Words = &[
    "税抜",
    "税別",
    "税ぬき",
    "+税",
    "外税",
    "本体価格",
    "+消費税",
    "消費税別",
    "excl. tax",
    "plus tax",
    "tax excluded",
];
const COMPANIES: Words = &[
    "卸",
    "卸売",
    "法人専用",
    "法人様専用",
    "業者様",
    "事業者様向け",
    "事業者向け",
    "業務用",
    "b2b",
    "btob",
];

impl Rule for TaxIncludedPriceJp {
    const ID: &'static str = "tax-included-price-jp";
    const NEEDS: &'static [Need] = &[Need::Product];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let companies = seen
            .pages_of(PageKind::Home)
            .any(|(_, facts)| mentions(&fold(&facts.title), COMPANIES));
        let mut judged = false;
        let mut findings = BTreeMap::new();
        for kind in [PageKind::Product, PageKind::Listing] {
            let priced = seen
                .views_of(kind)
                .into_iter()
                .filter(|view| view.prices.iter().any(is_yen));
            for view in priced.take(self.sample) {
                judged = true;
                if let Some((message, price)) = fault(view) {
                    let finding =
                        Finding::says(message, view.place.clone()).with("price", short(&price, 40));
                    findings
                        .entry((bare(&view.place.url).to_owned(), message))
                        .or_insert(finding.likely_if(companies));
                }
            }
        }
        // The home page names other amounts, too: there only a price that says it is before tax fails.
        for view in seen.views_of(PageKind::Home).into_iter().take(1) {
            if let Some((message, price)) = fault(view).filter(|_| says_before_tax(view)) {
                let finding =
                    Finding::says(message, view.place.clone()).with("price", short(&price, 40));
                findings
                    .entry((bare(&view.place.url).to_owned(), message))
                    .or_insert(finding.likely_if(companies));
            }
        }
        if !judged {
            return Judgement::unknown("no-yen-price");
        }
        Judgement::by(findings.into_values().collect())
    }
}

/// An empty basket in the header costs 0 yen, which is no price.
fn is_yen(price: &crate::model::page::PriceText) -> bool {
    let yen = price
        .currency
        .as_deref()
        .is_none_or(|currency| currency == "JPY");
    yen && price.amount > 0.0
}

fn fault(view: &View<'_>) -> Option<(&'static str, String)> {
    let text = fold(view.text);
    let first = view.prices.iter().find(|price| is_yen(price))?;
    if mentions(&text, INCLUDED) {
        // Somewhere it is said; a price that says the opposite and has no full price beside it still fails.
        let bad = view
            .prices
            .iter()
            .filter(|price| is_yen(price))
            .find(|price| {
                let words = fold(&format!("{} {}", price.context, price.text));
                mentions(&words, EXCLUDED) && !full_price_near(&text, &fold(&price.text))
            });
        return bad.map(|price| ("excluded", price.text.clone()));
    }
    if mentions(&text, EXCLUDED) {
        return Some(("excluded", first.text.clone()));
    }
    Some(("unlabelled", first.text.clone()))
}

/// Whether a price itself says that the tax comes on top.
fn says_before_tax(view: &View<'_>) -> bool {
    let yen = view.prices.iter().filter(|price| is_yen(price));
    yen.into_iter().any(|price| {
        let words = fold(&format!("{} {}", price.context, price.text));
        mentions(&words, EXCLUDED)
    })
}

/// Whether "tax included" stands within two lines of the price.
fn full_price_near(text: &str, price: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let places = (0..lines.len()).filter(|&at| lines[at].contains(price));
    places.into_iter().any(|at| {
        let span = lines[at.saturating_sub(2)..(at + 3).min(lines.len())].iter();
        span.into_iter().any(|line| mentions(line, INCLUDED))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, price, verdict};

    fn with(text: &str, context: &str) -> Made {
        Made::store()
            .market(Market::Jp)
            .page(PageKind::Product, "/mug", |f| {
                f.text = text.into();
                let mut one = price(2400.0, "JPY", context);
                one.text = "2,400円".into();
                f.prices = vec![one];
            })
    }

    #[test]
    fn a_label_once_a_page_passes_also_with_the_price_before_tax_beside_it() {
        assert_eq!(
            verdict::<TaxIncludedPriceJp>(with("青いマグ\n2,400円（税込）", "")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<TaxIncludedPriceJp>(with("税抜 2,182円\n税込 2,400円", "税込")),
            Verdict::Pass
        );
    }

    #[test]
    fn prices_before_tax_and_unlabelled_ones_fail() {
        assert_eq!(
            judge::<TaxIncludedPriceJp>(with("2,400円＋税", "＋税")).findings[0].message,
            "excluded"
        );
        assert_eq!(
            judge::<TaxIncludedPriceJp>(with("2,400円", "")).findings[0].message,
            "unlabelled"
        );
    }

    #[test]
    fn on_the_home_page_only_a_price_that_says_it_is_before_tax_fails() {
        let home = |text: &str, context: &str| {
            with("2,400円（税込）", "").page(PageKind::Home, "/", |f| {
                f.text = text.into();
                let mut one = price(5000.0, "JPY", context);
                one.text = "5,000円".into();
                f.prices = vec![one];
            })
        };
        let judged = judge::<TaxIncludedPriceJp>(home("おすすめ\n5,000円+税", "+税"));
        assert_eq!(judged.findings[0].message, "excluded");
        let limit = home("5,000円以上で送料無料", "以上で送料無料");
        assert_eq!(verdict::<TaxIncludedPriceJp>(limit), Verdict::Pass);
    }

    #[test]
    fn an_empty_basket_in_the_header_is_no_price() {
        let empty = with("0円", "").page(PageKind::Product, "/b", |f| {
            f.text = "カート 0円".into();
            let mut one = price(0.0, "JPY", "商品金額：");
            one.text = "0円".into();
            f.prices = vec![one];
        });
        let judged = judge::<TaxIncludedPriceJp>(empty);
        assert!(judged.findings.iter().all(|f| !f.place.url.ends_with("/b")));
    }

    #[test]
    fn a_store_for_companies_is_only_likely_at_fault() {
        let made = with("2,400円（税別）", "").page(PageKind::Home, "/", |f| {
            f.title = "業務用食器の卸 喫茶".into()
        });
        assert_eq!(
            judge::<TaxIncludedPriceJp>(made).findings[0].certainty,
            Certainty::Likely
        );
    }
}
