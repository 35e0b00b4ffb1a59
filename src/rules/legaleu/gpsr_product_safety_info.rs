//! Product pages for the EU name maker, its addresses and an identifier; and responsible person and warnings where needed (GPSR).
//!
//! Food and medicine are exempt. Whether a responsible person or a warning is needed
//! depends on the product, so their absence is only likely and does not fail alone.

use crate::model::page::{PageFacts, PageKind};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::body;
use crate::rules::facts::goods::nothing_is_sent;
use crate::rules::facts::schema;
use crate::rules::facts::words::{Words, find_word, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `gpsr-product-safety-info`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GpsrProductSafetyInfo {
    /// Products that are looked at.
    pub sample: usize,
}

const MAKER: Words = &[
    "manufacturer",
    "made by",
    "producer",
    "hersteller",
    "herstellerangaben",
    "herstellerinformationen",
    "fabricant",
    "fabricante",
    "produttore",
    "fabrikant",
    "producent",
    "tillverkare",
    "gpsr",
];
const PERSON: Words = &[
    "responsible person",
    "eu representative",
    "authorised representative",
    "verantwortliche person",
    "eu-verantwortlicher",
    "bevollmächtigter",
    "personne responsable",
    "persona responsable",
    "persona responsabile",
    "verantwoordelijke persoon",
];
const IDENTIFIER: Words = &[
    "sku",
    "ean",
    "gtin",
    "model",
    "model number",
    "item no",
    "item number",
    "article number",
    "product code",
    "batch",
    "artikelnummer",
    "art.-nr",
    "modell",
    "référence",
    "réf",
    "referencia",
    "modelo",
    "codice prodotto",
    "modello",
    "ref",
    "upc",
];
const WARNING: Words = &[
    "warning",
    "warnings",
    "safety information",
    "safety instructions",
    "caution",
    "warnhinweis",
    "warnhinweise",
    "sicherheitshinweise",
    "sicherheitshinweis",
    "avertissement",
    "consignes de sécurité",
    "advertencia",
    "información de seguridad",
    "avvertenza",
    "avvertenze",
    "waarschuwing",
    "not suitable for children",
    "choking hazard",
    "achtung",
    "nicht geeignet für kinder",
    "ne convient pas",
    "ne convient qu'aux",
    "risque d'étouffement",
    "no apto para",
    "no conviene para",
    "non adatto a",
    "niet geschikt voor kinderen",
    "não recomendado para crianças",
    "veiligheidsinformatie",
];
/// Countries of the EU as makers write them, in English and at home.
const EU_COUNTRIES: Words = &[
    "austria",
    "österreich",
    "belgium",
    "belgië",
    "belgique",
    "bulgaria",
    "croatia",
    "hrvatska",
    "cyprus",
    "czech republic",
    "czechia",
    "česko",
    "denmark",
    "danmark",
    "estonia",
    "eesti",
    "finland",
    "suomi",
    "france",
    "frankreich",
    "francia",
    "germany",
    "deutschland",
    "allemagne",
    "greece",
    "hungary",
    "magyarország",
    "ireland",
    "italy",
    "italia",
    "italie",
    "italien",
    "latvia",
    "lithuania",
    "luxembourg",
    "malta",
    "netherlands",
    "the netherlands",
    "nederland",
    "pays-bas",
    "poland",
    "polska",
    "portugal",
    "romania",
    "românia",
    "slovakia",
    "slovenia",
    "spain",
    "españa",
    "espagne",
    "spanien",
    "sweden",
    "sverige",
];
const EXEMPT: Words = &[
    "ingredients",
    "nutrition",
    "best before",
    "zutaten",
    "nährwerte",
    "ingrédients",
    "valeurs nutritionnelles",
    "ingredientes",
    "ingredienti",
    "ingrediënten",
    "medicinal product",
    "arzneimittel",
    "antique",
];

impl Rule for GpsrProductSafetyInfo {
    const ID: &'static str = "gpsr-product-safety-info";
    const NEEDS: &'static [Need] = &[Need::Page(PageKind::Product)];
    const MARKETS: &'static [Market] = &[Market::Eu];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if nothing_is_sent(seen) {
            return Judgement::not_applicable("nothing-is-sent");
        }
        let pages = seen
            .pages_of(PageKind::Product)
            .filter(|(_, facts)| !facts.needs_javascript);
        let mut judged = 0;
        let mut hard = Vec::new();
        let mut soft = Vec::new();
        for (page, facts) in pages.take(self.sample) {
            let text = body(facts);
            if mentions(&text, EXEMPT) {
                continue;
            }
            judged += 1;
            let at =
                |item: &str| Finding::at(Place::page(page)).with("item", format!("@gpsr.{item}"));
            let maker = MAKER.iter().filter_map(|word| find_word(&text, word)).min();
            hard.extend(
                [
                    ("maker", maker.is_some()),
                    (
                        "contact",
                        maker.is_some_and(|m| has_contact(&text, m, facts)),
                    ),
                    ("identifier", identified(&text, facts)),
                ]
                .into_iter()
                .filter(|(_, there)| !there)
                .map(|(item, _)| at(item)),
            );
            soft.extend(
                [
                    (
                        "person",
                        mentions(&text, PERSON) || maker.is_some_and(|m| is_in_the_eu(&text, m)),
                    ),
                    ("warning", mentions(&text, WARNING)),
                ]
                .into_iter()
                .filter(|(_, there)| !there)
                .map(|(item, _)| at(item).likely()),
            );
        }
        if judged == 0 {
            return Judgement::not_applicable("exempt-goods");
        }
        match (hard.is_empty(), soft.is_empty()) {
            (true, true) => Judgement::pass(),
            (true, false) => Judgement::graded(0.8, soft),
            (false, _) => Judgement::fail(hard.into_iter().chain(soft).collect()),
        }
    }
}

/// Whether the maker's block names a country of the EU: then nobody else has to stand in for it.
fn is_in_the_eu(text: &str, maker: usize) -> bool {
    let block: String = text[maker..].chars().take(200).collect();
    mentions(&block, EU_COUNTRIES)
}

/// A mail address and a postal one (or a number that looks like a postcode) behind the maker's name.
fn has_contact(text: &str, maker: usize, facts: &PageFacts) -> bool {
    let block: String = text[maker..].chars().take(600).collect();
    let electronic = block.contains('@') || block.contains("http") || block.contains("www.");
    let postcode = block
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| {
            part.len() >= 4
                && part.len() <= 6
                && part.chars().filter(char::is_ascii_digit).count() >= 4
        });
    let postal = postcode
        || facts
            .addresses
            .iter()
            .any(|a| block.contains(&crate::rules::facts::words::fold(a)));
    electronic && postal
}

fn identified(text: &str, facts: &PageFacts) -> bool {
    let items = schema::of_type(&facts.structured, &["Product"]);
    let shown = |code: String| text.contains(&crate::rules::facts::words::fold(&code));
    mentions(text, IDENTIFIER)
        || items
            .iter()
            .filter_map(|item| schema::text(item, "sku"))
            .any(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    const FULL: &str = "Hersteller: Kissa GmbH, Hauptstr. 1, 10115 Berlin, info@kissa.example\nVerantwortliche Person: Kissa GmbH\nArtikelnummer M-1\nWarnhinweise: heiß";

    fn with(text: &str) -> Made {
        Made::store()
            .market(Market::Eu)
            .page(PageKind::Product, "/tasse", |f| f.text = text.into())
    }

    #[test]
    fn a_complete_block_passes() {
        assert_eq!(verdict::<GpsrProductSafetyInfo>(with(FULL)), Verdict::Pass);
    }

    #[test]
    fn no_maker_fails_and_only_a_missing_warning_is_graded() {
        let judged = judge::<GpsrProductSafetyInfo>(with("Tasse, blau"));
        assert_eq!(
            (judged.verdict, judged.findings[0].args[0].1.as_str()),
            (Verdict::Fail, "@gpsr.maker")
        );
        assert_eq!(
            verdict::<GpsrProductSafetyInfo>(with(&FULL.replace("Warnhinweise: heiß", ""))),
            Verdict::Graded(0.8)
        );
    }

    #[test]
    fn food_is_exempt() {
        assert_eq!(
            verdict::<GpsrProductSafetyInfo>(with("Tee. Zutaten: Grüntee")),
            Verdict::NotApplicable("exempt-goods")
        );
    }
}
