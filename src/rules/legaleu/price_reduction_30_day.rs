//! A reduced price names the lowest price of the 30 days before (EU).
//!
//! Whether it really was the lowest needs a history of prices; here only the naming is
//! seen. A comparison with a recommended price (RRP, UVP) is no reduction.

use crate::crawl::extract::prices;
use crate::model::page::{PageKind, PriceText};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
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

/// Lines of a product page that may hold its own price; neighbours come later.
const LINES: usize = 40;

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
            let worded = reduction(view.prices).cloned();
            let Some(price) = worded.or_else(|| struck(view.text)) else {
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

/// A price with a lower one right behind it, on its line or, where it fills one, on the next: an old
/// price struck out. A range goes up.
fn struck(text: &str) -> Option<PriceText> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let lines = lines.iter().take(LINES).enumerate();
    lines
        .filter(|(_, line)| !line.is_empty())
        .find_map(|(at, line)| {
            let next = text.lines().map(str::trim).nth(at + 1).unwrap_or_default();
            let own = prices::find(line);
            let alone = own.len() == 1 && own[0].text == *line;
            let both = if alone {
                format!("{line} {next}")
            } else {
                (*line).to_owned()
            };
            lowered(&both)
        })
}

/// The first price of a line that a lower one follows with nothing between but space.
fn lowered(line: &str) -> Option<PriceText> {
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = spaced(line);
    let found = prices::find(&whole);
    found.windows(2).find_map(|pair| {
        let [old, new] = pair else { return None };
        let side_by_side = whole.contains(&format!("{} {}", spaced(&old.text), spaced(&new.text)));
        let other_kind = mentions(&fold(&whole), RECOMMENDED) || has("tax-excluded", &whole);
        (side_by_side && old.amount > new.amount && new.amount > 0.0 && !other_kind)
            .then(|| old.clone())
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
    fn an_old_price_struck_out_is_a_reduction_without_any_word() {
        for (text, reduced) in [
            ("Puzzle\n39,90\u{a0}€ 32,90\u{a0}€ TTC", true),
            ("Puzzle\n39,90 €\n32,90 €", true),
            ("Puzzle\n32,90 € 39,90 €", false),
            ("Puzzle\n39,90 € – 32,90 €", false),
            ("Puzzle\n39,90 € par lot de 2, 32,90 € à l'unité", false),
            ("Puzzle 39,90 €\nLivraison 5,90 €", false),
        ] {
            let expected = match reduced {
                true => Verdict::Fail,
                false => Verdict::NotApplicable("no-reduction"),
            };
            assert_eq!(
                verdict::<PriceReduction30Day>(with("", text)),
                expected,
                "{text}"
            );
        }
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
