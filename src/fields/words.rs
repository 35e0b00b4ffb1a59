//! Finds the words of field purposes in labels and attribute names.

use crate::rulebook::lexicon::Lexicon;
use crate::rulebook::lexicon::normal::normalise;
use crate::rulebook::lexicon::phrases::{Phrases, coverage};
use regex::Regex;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The language that a page says it is in: a bit in the masks of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lang(u32);

impl Lang {
    /// No language is preferred.
    pub const ANY: Self = Self(0);

    /// By a document's language tag; a language without words is like none.
    pub fn of(tag: Option<&str>) -> Self {
        let primary = tag
            .and_then(|tag| tag.split(['-', '_']).next())
            .unwrap_or_default()
            .to_lowercase();
        Self(bit(&primary))
    }

    /// Whether a word means something else in this language: "nombre" is a name in Spanish, a number in French.
    fn is_false_friend(self, word: &str) -> bool {
        self.0 != 0 && self.0 == bit("fr") && matches!(word, "nombre" | "nombres")
    }

    /// How much a word of these languages counts here: names in code are English everywhere,
    /// and a short word of a third language is mostly an accident.
    fn trust(self, languages: u32, letters: usize) -> f64 {
        let at_home = self.0 == 0 || languages & (self.0 | bit("en")) != 0;
        match (at_home, letters) {
            (true, _) => 1.0,
            (false, ..=4) => 0.5,
            (false, _) => 0.8,
        }
    }
}

/// The bit of a language, 0 for one without words.
fn bit(language: &str) -> u32 {
    MATCHER
        .languages
        .iter()
        .position(|known| known == language)
        .map_or(0, |at| 1 << at)
}

struct Matcher {
    languages: Vec<String>,
    purposes: Vec<String>,
    phrases: Phrases<(usize, u32)>,
    /// Whether a purpose is an offer to tick, which no label of a field to be filled names.
    offers: Vec<bool>,
    /// Whole words as they stand in names written without a break, longest first.
    runs: Vec<(String, usize)>,
}

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let words = Lexicon::embedded().field_words();
    let mut purposes: Vec<String> = words.iter().map(|w| w.purpose.clone()).collect();
    purposes.sort();
    purposes.dedup();
    let mut languages: Vec<String> = words.iter().flat_map(|w| w.languages.clone()).collect();
    languages.sort();
    languages.dedup();
    languages.truncate(32);
    let at = |purpose: &String| purposes.binary_search(purpose).unwrap_or_default();
    let mask = |list: &[String]| {
        list.iter()
            .filter_map(|l| languages.iter().position(|known| known == l))
            .fold(0, |mask, at| mask | 1 << at)
    };
    let phrases = Phrases::new(
        words
            .iter()
            .map(|w| ((at(&w.purpose), mask(&w.languages)), w.phrase.as_str())),
    );
    let mut runs: Vec<(String, usize)> = words
        .iter()
        .filter(|w| w.languages.iter().any(|l| l == "en"))
        .map(|w| (w.phrase.replace([' ', '=', '-'], ""), at(&w.purpose)))
        .filter(|(run, _)| {
            (run.len() >= 4 || run == "zip") && run.chars().all(|c| c.is_ascii_alphanumeric())
        })
        .collect();
    runs.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
    let offers = purposes
        .iter()
        .map(|p| {
            matches!(
                p.as_str(),
                "x-newsletter"
                    | "x-terms"
                    | "x-remember-me"
                    | "x-create-account"
                    | "x-billing-same"
            )
        })
        .collect();
    Matcher {
        languages,
        offers,
        purposes,
        phrases,
        runs,
    }
});

/// What a name without breaks ends or begins with: `custphoneno`, `shipcity`. The first of several words
/// (`whole` is false) only says whose it is: "business info" asks for no business.
pub fn of_run(run: &str, whole: bool) -> Option<&'static str> {
    // "confirm" is no firm, and "electricity" no city.
    const OTHERS: [&str; 19] = [
        "confirm",
        "estate",
        "electricity",
        "capacity",
        "velocity",
        "publicity",
        "ethnicity",
        "toxicity",
        "elasticity",
        "authenticity",
        "specificity",
        "multiplicity",
        "destination",
        "donation",
        "nomination",
        "combination",
        "vaccination",
        "microphone",
        "statement",
    ];
    if OTHERS.iter().any(|word| run.ends_with(word)) {
        return None;
    }
    let matcher = &*MATCHER;
    let ends = matcher.runs.iter().find(|(word, _)| run.ends_with(word));
    // "provedor" and "provider" begin with no province.
    let begins = || {
        matcher
            .runs
            .iter()
            .find(|(word, _)| word != "prov" && run.starts_with(word))
    };
    ends.or_else(|| whole.then(begins).flatten())
        .map(|(_, at)| matcher.purposes[*at].as_str())
}

/// Words that say how a field is to be filled, not what it asks.
static FILLERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        "required",
        "optional",
        "please",
        "enter",
        "your",
        "the",
        "a",
        "an",
        "of",
        "for",
        "my",
        "select",
        "choose",
        "type",
        "here",
        "e.g",
        "eg",
        "is",
        "this",
        "field",
        "in",
        "to",
        "and",
        "or",
        "必須",
        "任意",
        "半角",
        "全角",
        "入力してください",
        "ご入力ください",
        "を入力",
        "例",
        "英数字",
        "数字",
        "ご",
        "お",
        "shipping",
        "billing",
        "delivery",
        "ihre",
        "ihr",
        "bitte",
        "votre",
        "veuillez",
        "saisir",
        "su",
        "tu",
        "il",
        "tuo",
        "uw",
        "je",
        "seu",
        "sua",
        "de",
        "la",
        "le",
        "di",
        "del",
        "请输入",
        "請輸入",
        "您的",
        "valid",
        "entrez",
        "inserisci",
        "ingresa",
        "introduce",
        "introduzca",
        "digite",
        "informe",
        "geben",
        "sie",
        "ein",
        "eingeben",
        "dein",
        "deine",
        "vul",
        "optionnel",
        "facultatif",
        "opcional",
        "facoltativo",
        "optioneel",
        "freiwillig",
        "pflichtfeld",
        "obligatoire",
        "obligatorio",
        "obbligatorio",
        "选填",
        "必填",
        "選填",
        "入力",
        "입력",
        "입력하세요",
        "입력해주세요",
        "wpisz",
        "podaj",
        "введите",
        "ваш",
        "ваша",
        "votre",
        "what",
        "details",
        "adult",
        "guest",
        "passenger",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
});

/// Words that may stand beside a word that else counts only alone.
static HINTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        "required",
        "optional",
        "please",
        "enter",
        "your",
        "the",
        "必須",
        "任意",
        "optionnel",
        "facultatif",
        "opcional",
        "facoltativo",
        "optioneel",
        "pflichtfeld",
        "votre",
        "ihr",
        "ihre",
        "obligatoire",
        "obligatorio",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
});

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A label: the less else it says, the more it is about this.
    Label,
    /// A sentence beside a box to tick: to mention something is enough.
    Sentence,
    /// The words of an attribute's name.
    Name,
}

/// What a text says, by purpose: 0 to 1, the more the less else it says.
///
/// Points of abbreviations are read and left out: "Exp. month" is an "exp month".
pub fn said(
    text: &str,
    lang: Lang,
    reading: Reading,
) -> BTreeMap<&'static str, (f64, &'static str)> {
    let mut out = said_as_written(text, lang, reading);
    if let Some(main) = before_brackets(text) {
        // "Mobile (for the courier)": what stands in brackets only explains what was named.
        let named = said_as_written(main, lang, reading);
        if named.values().any(|(score, _)| *score >= 0.85) {
            let narrowed: Vec<_> = named
                .keys()
                .filter(|general| narrows(&out, general))
                .copied()
                .collect();
            for (purpose, (score, _)) in &mut out {
                let kept = named.contains_key(purpose)
                    || narrowed.iter().any(|general| is_narrower(purpose, general));
                *score *= if kept { 1.0 } else { 0.5 };
            }
            for (purpose, said) in named {
                if narrowed.contains(&purpose) {
                    continue;
                }
                let slot = out.entry(purpose).or_insert(said);
                slot.0 = slot.0.max(said.0);
            }
        }
    }
    if text.contains('.') && text.len() < 200 {
        let plain = without_example(text).replace('.', " ");
        for (purpose, (score, phrase)) in said_as_written(&plain, lang, reading) {
            let slot = out.entry(purpose).or_insert((score, phrase));
            if score > slot.0 {
                *slot = (score, phrase);
            }
        }
    }
    out
}

/// The words before a last remark in brackets, where there are any.
fn before_brackets(text: &str) -> Option<&str> {
    let text = text.trim_end_matches([' ', '*', ':', '：', '※']);
    let (main, _) = text.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let main = main.trim();
    (text.len() < 200 && main.chars().filter(|c| c.is_alphabetic()).count() >= 2).then_some(main)
}

fn said_as_written(
    text: &str,
    lang: Lang,
    reading: Reading,
) -> BTreeMap<&'static str, (f64, &'static str)> {
    let asks = text.contains('?');
    // A star for "required" may stand in the middle: "Name* (as on the card)".
    let starless = text.replace('*', " ");
    let mut text = normalise(&closed_up(without_example(&starless)));
    if asks && !text.contains('?') {
        text.push('?');
    }
    let text = text.as_str();
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '※'));
    let mut out = BTreeMap::new();
    if text.is_empty() || text.len() > 600 {
        return out;
    }
    let matcher = &*MATCHER;
    let hits: Vec<_> = matcher
        .phrases
        .hits(text)
        .filter(|h| {
            !h.alone && !is_a_letter(&text[h.span.clone()])
                || h.span == (0..text.len())
                || coverage(text, &h.span, &HINTS) > 0.999
        })
        .filter(|h| reading != Reading::Label || !matcher.offers[h.key.0])
        .filter(|h| reading != Reading::Name || !is_a_letter(&text[h.span.clone()]) || text == "q")
        .filter(|h| !inside_a_noun(text, h.span.start))
        .filter(|h| !lang.is_false_friend(&text[h.span.clone()]))
        .collect();
    for hit in &hits {
        let swallowed = hits.iter().any(|o| {
            o.key.0 != hit.key.0
                && o.span.start <= hit.span.start
                && hit.span.end <= o.span.end
                && o.span.len() > hit.span.len()
        });
        if swallowed {
            continue;
        }
        let share = coverage(text, &hit.span, &FILLERS);
        // In passing, in a long question, something is named that is not asked.
        let score = if share < 0.25 && reading == Reading::Label {
            0.15 + 1.45 * share
        } else {
            0.35 + 0.65 * share
        };
        // "What would you like to know about our address?" asks for none.
        let asked = text[hit.span.end..].contains('?') && share < 0.35;
        let score = if asked && reading == Reading::Label {
            score * 0.5
        } else {
            score
        };
        let letters = text[hit.span.clone()].chars().count();
        let score = score * lang.trust(hit.key.1, letters);
        let slot = out
            .entry(matcher.purposes[hit.key.0].as_str())
            .or_insert((0.0, hit.phrase));
        if score > slot.0 {
            *slot = (score, hit.phrase);
        }
    }
    narrow(&mut out);
    out
}

/// What a heading lists for the boxes under it, in order: "City, State, Zip"; empty for any other text.
pub fn listed(text: &str, lang: Lang) -> Vec<&'static str> {
    let normal = normalise(text);
    let parts: Vec<&str> = LIST_MARKS
        .split(&normal)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if !(2..=4).contains(&parts.len()) {
        return Vec::new();
    }
    let told: Vec<&str> = parts
        .iter()
        .filter_map(|part| {
            said(part, lang, Reading::Label)
                .into_iter()
                .max_by(|a, b| a.1.0.total_cmp(&b.1.0))
                .filter(|(_, (score, _))| *score >= 0.7)
                .map(|(purpose, _)| purpose)
        })
        .collect();
    if told.len() == parts.len() {
        told
    } else {
        Vec::new()
    }
}

static LIST_MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[/,、・&+]| und | and | et | en | e | y | u\. ").expect("a fixed pattern")
});

/// Signs that stand apart to make a short heading wider: 「氏　名」 is 「氏名」.
fn closed_up(text: &str) -> Cow<'_, str> {
    let wide = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "*＊※：:".contains(c));
    let one_each = bare
        .split_whitespace()
        .all(|word| word.chars().count() == 1 && word.chars().all(wide));
    if one_each && bare.contains(char::is_whitespace) {
        Cow::Owned(bare.split_whitespace().collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// One Latin letter is no word.
fn is_a_letter(phrase: &str) -> bool {
    let mut letters = phrase.chars().filter(|c| c.is_alphanumeric());
    letters.next().is_some_and(|c| c.is_ascii()) && letters.next().is_none()
}

/// A text up to its example: "市区町村名(例：大阪市北区)" asks for 市区町村名.
pub fn without_example(text: &str) -> &str {
    let marks = [
        "例：", "例:", "例）", "例)", "e.g.", "eg.", "ex:", "Ex:", "ex.:", "z.B.", "z. B.",
        "p. ex.", "p.ej.", "p. ej.", "bijv.", "예:", "예）", "예)",
    ];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min();
    end.map_or(text, |end| &text[..end])
}

/// Whether the 名 that begins here ends a longer noun (氏名, 会社名, チーム名) and is no given name, or the
/// 国 begins one (国際小包, 国内) that names no country, or the 柄 ends one (続柄) that is no pattern.
fn inside_a_noun(text: &str, start: usize) -> bool {
    let hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7af}');
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '々');
    let mut own = text[start..].chars();
    match own.next() {
        Some('名') => text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| han(c) || matches!(c, '\u{30a1}'..='\u{30fc}')),
        Some('명') => text[..start].chars().next_back().is_some_and(hangul),
        Some('柄') => text[..start].ends_with(['続', '家', '人', '間', '銘']),
        Some('国') => own.next().is_some_and(|c| "際内籍民立産".contains(c)),
        Some(_) | None => false,
    }
}

/// What is said in general, and what says the same more narrowly.
const NARROWER: [(&str, &[&str]); 6] = [
    ("x-kana-name", &["x-kana-family-name", "x-kana-given-name"]),
    (
        "name",
        &[
            "family-name",
            "given-name",
            "x-kana-name",
            "x-kana-family-name",
            "x-kana-given-name",
        ],
    ),
    ("bday", &["bday-year", "bday-month", "bday-day"]),
    ("cc-exp", &["cc-exp-month", "cc-exp-year"]),
    ("email", &["x-email-confirm"]),
    // "番地・建物名" asks for all that is left of an address in one field.
    ("address-line2", &["address-line1"]),
];

/// Whether a purpose is one of those that say another one more narrowly.
fn is_narrower(purpose: &str, general: &str) -> bool {
    NARROWER
        .iter()
        .any(|(whole, parts)| *whole == general && parts.contains(&purpose))
}

/// "お名前（フリガナ）": the words in brackets narrowed what the words before them had named.
fn narrows(said: &BTreeMap<&'static str, (f64, &'static str)>, general: &str) -> bool {
    !said.contains_key(general) && said.keys().any(|purpose| is_narrower(purpose, general))
}

/// Headings of rows with several fields, and what these ask.
const ROWS: [(&str, &[&str]); 5] = [
    (
        "name",
        &[
            "family-name",
            "given-name",
            "x-kana-name",
            "x-kana-family-name",
            "x-kana-given-name",
        ],
    ),
    ("x-kana-name", &["x-kana-family-name", "x-kana-given-name"]),
    ("bday", &["bday-year", "bday-month", "bday-day"]),
    ("cc-exp", &["cc-exp-month", "cc-exp-year"]),
    (
        "street-address",
        &[
            "postal-code",
            "x-postal-code-2",
            "address-level1",
            "address-level2",
            "address-level3",
            "address-line1",
            "address-line2",
            "address-line3",
            "x-house-number",
            "x-house-number-suffix",
        ],
    ),
];

/// Whether a purpose is a part of a more general one.
pub fn is_part(part: &str, general: &str) -> bool {
    ROWS.iter()
        .any(|(whole, parts)| *whole == general && parts.contains(&part))
}

/// "セイ(フリガナ)" says one part of a name and that it is kana: the part counts for both.
fn narrow(said: &mut BTreeMap<&'static str, (f64, &'static str)>) {
    // "カナ/姓" is how the family's name is read.
    for (part, read) in [
        ("family-name", "x-kana-family-name"),
        ("given-name", "x-kana-given-name"),
    ] {
        let other = if part == "family-name" {
            "given-name"
        } else {
            "family-name"
        };
        if said.contains_key("x-kana-name")
            && !said.contains_key(other)
            && let Some(heard) = said.remove(part)
        {
            said.entry(read).or_insert(heard);
        }
    }
    for (general, narrower) in NARROWER {
        let mut parts = narrower.iter().filter(|part| said.contains_key(**part));
        let (Some(part), None, Some((score, _))) =
            (parts.next(), parts.next(), said.get(general).copied())
        else {
            continue;
        };
        said.remove(general);
        if let Some(slot) = said.get_mut(*part) {
            slot.0 = (slot.0 + score - 0.35).clamp(slot.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_means_something_else_in_the_page_s_language_is_not_read() {
        for (lang, is_name) in [("es", true), ("fr", false)] {
            let said = said("nombre", Lang::of(Some(lang)), Reading::Label);
            assert_eq!(said.contains_key("given-name"), is_name, "{lang}: {said:?}");
        }
    }

    #[test]
    fn a_part_of_a_name_beside_the_word_for_its_reading_is_that_part_s_reading() {
        for (text, read) in [
            ("カナ/姓", "x-kana-family-name"),
            ("カナ/名", "x-kana-given-name"),
        ] {
            let said = said(text, Lang::of(Some("ja")), Reading::Label);
            assert!(
                said.contains_key(read) && said.len() == 1,
                "{text}: {said:?}"
            );
        }
    }

    #[test]
    fn the_end_of_a_longer_word_is_no_word() {
        for run in ["ethnicity", "tripdestination"] {
            assert_eq!(of_run(run, true), None, "{run}");
        }
    }

    #[test]
    fn words_in_brackets_that_narrow_what_was_named_are_what_is_asked() {
        for (text, asked) in [
            ("お名前（フリガナ）", "x-kana-name"),
            ("フリガナ（セイ）", "x-kana-family-name"),
            ("メールアドレス（確認用）", "x-email-confirm"),
            ("お名前（漢字）", "name"),
        ] {
            let said = said(text, Lang::of(Some("ja")), Reading::Label);
            let first = said.iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
            assert_eq!(first.map(|(p, _)| *p), Some(asked), "{text}: {said:?}");
        }
    }

    #[test]
    fn the_longer_phrase_wins() {
        let said = said("Email address", Lang::of(None), Reading::Label);
        assert!(
            said.contains_key("email") && !said.contains_key("street-address"),
            "{said:?}"
        );
    }
}
