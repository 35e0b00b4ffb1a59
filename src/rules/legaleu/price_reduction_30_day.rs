//! A reduced price names the lowest price of the 30 days before (EU).
//!
//! Whether it really was the lowest needs a history of prices; here only the naming is
//! seen. A comparison with a recommended price (RRP, UVP) is no reduction.

use crate::model::page::{PageKind, PriceText};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reach::product_key;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Thresholds of `price-reduction-30-day`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceReduction30Day {
    /// Products that are looked at.
    pub sample: usize,
}

const REDUCED: Words = &[
    "was",
    "before",
    "regular price",
    "old price",
    "sale price",
    "reduced from",
    "statt",
    "vorher",
    "bisher",
    "alter preis",
    "reduziert",
    "au lieu de",
    "prix barré",
    "ancien prix",
    "antes",
    "precio anterior",
    "rebajado",
    "prima",
    "prezzo precedente",
    "van",
    "was €",
    "originele prijs",
];
const RECOMMENDED: Words = &[
    "rrp",
    "msrp",
    "uvp",
    "unverbindliche preisempfehlung",
    "prix conseillé",
    "pvp recomendado",
    "prezzo consigliato",
    "adviesprijs",
];
const PERIOD: Words = &[
    "30 days",
    "30-day",
    "last 30 days",
    "30 tage",
    "30 tagen",
    "letzten 30 tage",
    "30 derniers jours",
    "30 jours",
    "30 días",
    "últimos 30 días",
    "30 giorni",
    "ultimi 30 giorni",
    "30 dagen",
    "laatste 30 dagen",
    "30 dni",
    "30 dagarna",
    "30 dage",
    "30 päivän",
    "lowest price",
    "lowest recent price",
    "niedrigster preis",
    "prix le plus bas",
    "precio más bajo",
    "prezzo più basso",
    "laagste prijs",
    "najniższa cena",
];
/// What a line about the lowest price speaks of.
const PRICE: Words = &[
    "price", "preis", "prix", "precio", "prezz", "prijs", "cena", "pris", "hinta",
];
static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[-–−]\s?\d{1,2}\s?%|\d{1,2}\s?%\s?(?:off|rabatt|korting|de réduction|de descuento|di sconto)").expect("the pattern is fixed")
});

impl Rule for PriceReduction30Day {
    const ID: &'static str = "price-reduction-30-day";
    const NEEDS: &'static [Need] = &[Need::Product];
    const MARKETS: &'static [Market] = &[Market::Eu];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut met = BTreeSet::new();
        let mut reduced = false;
        let mut findings = Vec::new();
        let views = seen
            .views_of(PageKind::Product)
            .into_iter()
            .filter(|view| met.insert(product_key(&view.place.url)));
        for view in views.take(self.sample) {
            let Some(price) = reduction(view.prices) else {
                continue;
            };
            reduced = true;
            // "30 days to return it" says nothing about the price.
            let named = view.text.lines().map(fold).any(|line| {
                mentions(&line, PERIOD) && PRICE.iter().any(|word| line.contains(word))
            });
            if !named {
                // The old price may be one of another offer on the page.
                findings.push(
                    Finding::at(view.place.clone())
                        .with("price", short(&price.text, 40))
                        .likely(),
                );
            }
        }
        if !reduced {
            return Judgement::not_applicable("no-reduction");
        }
        Judgement::by(findings)
    }
}

/// A price whose neighbourhood speaks of a reduction.
fn reduction(prices: &[PriceText]) -> Option<&PriceText> {
    prices.iter().take(12).find(|price| {
        let words = fold(&format!("{} {}", price.context, price.text));
        let reduced = mentions(&words, REDUCED) || PERCENT.is_match(&words);
        reduced && !mentions(&words, RECOMMENDED)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, price, verdict};

    fn with(context: &str, text: &str) -> Made {
        Made::store()
            .market(Market::Eu)
            .page(PageKind::Product, "/mug", |f| {
                f.prices = vec![price(12.0, "EUR", context)];
                f.text = text.into();
            })
    }

    #[test]
    fn a_named_period_passes_and_a_bare_reduction_is_likely_a_fault() {
        assert_eq!(
            verdict::<PriceReduction30Day>(with(
                "statt",
                "Niedrigster Preis der letzten 30 Tage: 14 €"
            )),
            Verdict::Pass
        );
        let bare = judge::<PriceReduction30Day>(with("-20%", "12 €"));
        assert_eq!(
            (bare.verdict, bare.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }

    #[test]
    fn a_recommended_price_or_none_is_no_reduction() {
        assert_eq!(
            verdict::<PriceReduction30Day>(with("statt UVP", "")),
            Verdict::NotApplicable("no-reduction")
        );
        assert_eq!(
            verdict::<PriceReduction30Day>(with("", "")),
            Verdict::NotApplicable("no-reduction")
        );
    }
}
