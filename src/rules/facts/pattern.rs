//! How shops word things, in several languages: delivery costs, arrival dates, returns.
//!
//! The wordings are data in `rulesets/patterns/*.toml`, `name = { en = ["regex"], ja = [...] }`.
//! All languages are tried at once, because shops mix them.
//!
//! A word boundary (`\b`) of Unicode makes the engine leave its fast automaton at the first
//! character beyond ASCII, and every price has one. So a second pattern without boundaries looks
//! first: wherever the exact one matches it does, and more often. The exact one is only asked at
//! those places, and not searched for from there on: a page may say "steps" a hundred times to a
//! pattern that looks for the payment "eps".

use regex_automata::meta::{Builder, Regex};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

const FILES: &[(&str, &str)] = &[
    (
        "rulesets/patterns/shop.toml",
        include_str!("../../../rulesets/patterns/shop.toml"),
    ),
    (
        "rulesets/patterns/policy.toml",
        include_str!("../../../rulesets/patterns/policy.toml"),
    ),
    (
        "rulesets/patterns/signs.toml",
        include_str!("../../../rulesets/patterns/signs.toml"),
    ),
];

/// A pattern, and the same without word boundaries where it has any.
struct Pattern {
    exact: Regex,
    loose: Option<Regex>,
}

impl Pattern {
    fn new(name: &str, source: &str) -> Pattern {
        let build = |source: &str| {
            let any_case = syntax::Config::new().case_insensitive(true);
            let built = Builder::new().syntax(any_case).build(source);
            built.unwrap_or_else(|e| panic!("pattern {name}: {e}"))
        };
        Pattern {
            exact: build(source),
            loose: source
                .contains(r"\b")
                .then(|| build(&source.replace(r"\b", ""))),
        }
    }

    /// The leftmost match at or behind an offset, in bytes, which is a character's beginning.
    fn find_at(&self, text: &str, mut from: usize) -> Option<Range<usize>> {
        let Some(loose) = &self.loose else {
            return self
                .exact
                .find(Input::new(text).range(from..))
                .map(|m| m.range());
        };
        loop {
            let place = loose.find(Input::new(text).range(from..))?.start();
            let here = Input::new(text).range(place..).anchored(Anchored::Yes);
            if let Some(found) = self.exact.find(here) {
                return Some(found.range());
            }
            // The next exact match may begin within this loose one.
            from = place + text[place..].chars().next()?.len_utf8();
        }
    }

    /// All matches that do not overlap. None is empty, which a test holds.
    fn all_in<'t>(&'static self, text: &'t str) -> impl Iterator<Item = Range<usize>> + use<'t> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.find_at(text, from)?;
            from = found.end;
            Some(found)
        })
    }
}

static PATTERNS: LazyLock<BTreeMap<String, Pattern>> = LazyLock::new(|| {
    let files = FILES.iter().flat_map(|(file, text)| {
        let read: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(text).unwrap_or_else(|e| panic!("{file}: {e}"));
        read
    });
    files
        .map(|(name, languages)| {
            let all: Vec<String> = languages.into_values().flatten().collect();
            let pattern = Pattern::new(&name, &format!("(?:{})", all.join("|")));
            (name, pattern)
        })
        .collect()
});

/// What a named pattern finds first in a text.
///
/// # Panics
/// When no pattern has this name, which the unit test of the rule that asks for it shows.
pub fn find<'t>(name: &'static str, text: &'t str) -> Option<&'t str> {
    let pattern = PATTERNS
        .get(name)
        .unwrap_or_else(|| panic!("no pattern {name} in rulesets/patterns"));
    pattern.find_at(text, 0).map(|found| &text[found])
}

/// Whether a named pattern is found in a text.
pub fn has(name: &'static str, text: &str) -> bool {
    find(name, text).is_some()
}

/// Where a named pattern matches a text, from left to right, in bytes.
///
/// # Panics
/// As [`find`] does.
pub fn find_all(name: &'static str, text: &str) -> impl Iterator<Item = Range<usize>> {
    let pattern = PATTERNS
        .get(name)
        .unwrap_or_else(|| panic!("no pattern {name} in rulesets/patterns"));
    pattern.all_in(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn every_pattern_is_a_regular_expression_that_matches_no_empty_text() {
        assert!(!PATTERNS.is_empty());
        for (name, pattern) in PATTERNS.iter() {
            assert!(!pattern.exact.is_match(""), "{name}");
        }
    }

    #[test]
    fn the_quick_look_changes_no_answer() {
        let texts = [
            "Gift cards £12 – a wholesaler's sale ends Sunday; pay by card or PayPal.",
            "Discarded postcards, wholesale, £5",
            "まで限定セール 50% off・VISA・クレジットカード",
            "Rückgabe bis 30 Tage, Kreditkarte é card",
            "sale£",
            "£sale",
            "ésale sale",
            "sale",
            "Three steps: our ideals, reps and the ideal invoices; écheque, then a cheque, EPS, iDEAL.",
            "Abis bis bis12 t/m tott tot, um 10:00–18:00 Uhr oder 9:00 - 17:00, within 24 hours or 2 days",
        ];
        for (name, pattern) in PATTERNS.iter() {
            for text in texts {
                let exact = pattern.exact.find(text).map(|found| found.range());
                assert_eq!(pattern.find_at(text, 0), exact, "{name}: {text}");
                let all: Vec<_> = pattern.exact.find_iter(text).map(|m| m.range()).collect();
                let found: Vec<_> = pattern.all_in(text).collect();
                assert_eq!(found, all, "{name}: {text}");
            }
        }
    }

    /// To search a page for the exact wordings took a hundred times as long, and judging 1,000 pages
    /// twelve seconds.
    #[test]
    fn a_page_of_near_hits_is_read_quicker_than_by_a_search() {
        let page =
            "Three steps to our ideals – postcards of £5, reps, abis, invoiced. ".repeat(120);
        let quickest = |look: &dyn Fn()| {
            let timed = |_| {
                let began = Instant::now();
                look();
                began.elapsed()
            };
            (0..5).map(timed).min().unwrap()
        };
        let slow = ["pay-card", "pay-local", "sale-word", "returns-word"];
        let told = slow.iter().filter_map(|name| PATTERNS.get(*name));
        let (mut ours, mut search) = (Duration::ZERO, Duration::ZERO);
        for pattern in told.filter(|pattern| pattern.exact.find(&page).is_none()) {
            ours += quickest(&|| assert_eq!(pattern.find_at(&page, 0), None));
            search += quickest(&|| assert!(pattern.exact.find(&page).is_none()));
        }
        assert!(search > Duration::ZERO, "some pattern finds nothing there");
        assert!(ours * 2 < search, "{ours:?} beside {search:?}");
    }

    /// One sentence a language, as a shop would write it: en, ja, de, fr, es, it, nl, pt, zh, ko.
    const SAID: [(&str, [&str; 10]); 8] = [
        (
            "shipping-free",
            [
                "Free standard delivery",
                "送料無料",
                "Kostenloser Versand",
                "Livraison offerte",
                "Envío gratis",
                "Spedizione gratuita",
                "Gratis verzending",
                "Frete grátis",
                "全场包邮",
                "무료배송",
            ],
        ),
        (
            "guest",
            [
                "Continue as guest",
                "会員登録せずに購入",
                "Als Gast bestellen",
                "Commander sans créer de compte",
                "Comprar como invitado",
                "Acquista come ospite",
                "Bestellen zonder account",
                "Comprar sem cadastro",
                "訪客結帳",
                "비회원 구매",
            ],
        ),
        (
            "day-range",
            [
                "Arrives in 2-3 days",
                "2〜3日でお届け",
                "Lieferung in 2-3 Werktagen",
                "Livré sous 3 jours",
                "Llega en 3 días",
                "Arriva in 3 giorni",
                "Bezorgd in 2 dagen",
                "Chega em até 5 dias úteis",
                "3-5个工作日送达",
                "3일 이내 도착",
            ],
        ),
        (
            "returns-word",
            [
                "Easy returns",
                "返品について",
                "Rückgabe",
                "Retours gratuits",
                "Devoluciones",
                "Resi",
                "Retourneren",
                "Trocas e devoluções",
                "七天无理由退货",
                "교환 및 반품",
            ],
        ),
        (
            "review-words",
            [
                "12 reviews",
                "レビュー（12件）",
                "12 Bewertungen",
                "12 avis",
                "12 opiniones",
                "12 recensioni",
                "12 beoordelingen",
                "12 avaliações",
                "评价 (12)",
                "리뷰 12",
            ],
        ),
        (
            "no-reviews",
            [
                "No reviews yet",
                "レビューはまだありません",
                "Noch keine Bewertungen",
                "Aucun avis",
                "No hay opiniones",
                "Nessuna recensione",
                "Nog geen beoordelingen",
                "Seja o primeiro a avaliar",
                "暂无评价",
                "등록된 리뷰가 없습니다",
            ],
        ),
        (
            "tax-included",
            [
                "incl. VAT",
                "1,100円（税込）",
                "inkl. MwSt.",
                "12,00 € TTC",
                "IVA incluido",
                "IVA inclusa",
                "incl. btw",
                "IVA incluído",
                "含稅",
                "부가세 포함",
            ],
        ),
        (
            "checkout-cta",
            [
                "Proceed to checkout",
                "購入手続きへ",
                "Zur Kasse",
                "Passer la commande",
                "Finalizar compra",
                "Vai alla cassa",
                "Naar de kassa",
                "Finalizar pedido",
                "去结算",
                "주문하기",
            ],
        ),
    ];

    #[test]
    fn what_is_asked_most_is_understood_in_ten_languages() {
        for (name, sentences) in SAID {
            for sentence in sentences {
                assert!(has(name, sentence), "{name}: {sentence}");
            }
        }
    }
}
