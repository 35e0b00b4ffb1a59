//! Reads the samples that stand in empty fields: "1234 AB" is how a postcode looks, and
//! "name@example.com" an address for mail, whatever language the words around are in.

use crate::fields::Vote;
use crate::fields::evidence;
use crate::fields::words::without_example;
use crate::model::look::Field;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A shape that only one kind of answer has, and how much it counts in a field without a label.
struct Sample {
    shape: Regex,
    purpose: &'static str,
    weight: f64,
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let sample = |shape: &str, purpose, weight| Sample {
        shape: Regex::new(shape).expect("a fixed pattern"),
        purpose,
        weight,
    };
    vec![
        sample(r"^\S+@\S+\.\S+$", "email", 0.6),
        // The Netherlands, the United Kingdom, Canada, Brazil, Japan, Poland, Portugal.
        sample(r"^[1-9]\d{3} ?[A-Z]{2}$", "postal-code", 0.5),
        sample(r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$", "postal-code", 0.5),
        sample(r"^[A-Z]\d[A-Z] ?\d[A-Z]\d$", "postal-code", 0.5),
        sample(
            r"^(\d{5}-\d{3}|〒?\d{3}[-－]\d{4}|\d{2}-\d{3}|\d{4}-\d{3})$",
            "postal-code",
            0.45,
        ),
        sample(
            r"^(\d{4}|[•xX*]{4})([ -](\d{4}|[•xX*]{4})){3}$",
            "cc-number",
            0.7,
        ),
        sample(r"^\+\d[\d ()_.-]{7,}$", "tel", 0.45),
        sample(
            r"^(0\d{1,4}-\d{2,4}-\d{4}|\(\d{2,3}\) ?[\d_]{3,5}-[\d_]{4})$",
            "tel",
            0.45,
        ),
        sample(r"^https?://", "url", 0.45),
        // "123 Main St", "12 rue de la Paix", "Musterstraße 1", "Via Roma 1", "Calle Mayor 5".
        sample(
            r"(?i)^\d{1,5}[a-z]?,? (\p{L}+\.? ){1,3}(street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way)\b",
            "street-address",
            0.5,
        ),
        sample(
            r"(?i)^\d{1,4}( ?(bis|ter))?,? (rue|avenue|av\.|boulevard|bd|place|allée|chemin|route) \p{L}",
            "street-address",
            0.5,
        ),
        sample(
            r"(?i)^\p{L}[\p{L} .-]*(straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|gatan|vej|veien|utca) \d+ ?[a-z]?$",
            "street-address",
            0.5,
        ),
        sample(
            r"(?i)^(via|viale|piazza|corso|calle|c/|avenida|av\.|rua|ul\.|ул\.) [\p{L}. ]{3,30},? (n\.?º? ?)?\d+",
            "street-address",
            0.5,
        ),
    ]
});

/// Lists of samples: by text, what it is an example of, and whether only the other part of a name beside it
/// makes it one.
struct Texts(BTreeMap<String, (String, bool)>);

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    let written: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(include_str!("../../rulesets/lexicon/samples.toml"))
            .expect("the built-in samples are checked by a test");
    let mut texts = BTreeMap::new();
    for (purpose, list) in written.into_values().flatten() {
        for text in list {
            let bare = text.trim_start_matches('+');
            texts.insert(bare.to_owned(), (purpose.clone(), bare != text));
        }
    }
    Texts(texts)
});

impl Texts {
    /// What a text by itself is an example of.
    fn alone(&self, text: &str) -> Option<&str> {
        self.0
            .get(text)
            .filter(|(_, beside)| !beside)
            .map(|(purpose, _)| purpose.as_str())
    }

    /// Whether a text is the two parts of a name, in either order, with or without a space between them.
    fn whole(&self, text: &str) -> Option<&'static str> {
        const PAIRS: [(&str, &str, &str); 2] = [
            ("family-name", "given-name", "name"),
            ("x-kana-family-name", "x-kana-given-name", "x-kana-name"),
        ];
        let part = |text: &str| self.0.get(text.trim()).map(|(purpose, _)| purpose.as_str());
        text.char_indices().skip(1).find_map(|(at, _)| {
            let (first, second) = (part(&text[..at])?, part(&text[at..])?);
            PAIRS
                .iter()
                .find(|(a, b, _)| [(*a, *b), (*b, *a)].contains(&(first, second)))
                .map(|(_, _, whole)| *whole)
        })
    }
}

/// What a sample of a name or a town is an example of.
fn listed(shown: &str) -> Option<String> {
    let text = shown.to_lowercase().replace('\u{3000}', " ");
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 30 {
        return None;
    }
    TEXTS
        .alone(text)
        .or_else(|| TEXTS.whole(text))
        .map(str::to_owned)
}

/// A sample without what says that it is one: "例）山田", "e.g. John".
fn without_mark(shown: &str) -> &str {
    let shown = shown.trim();
    if !without_example(shown).trim().is_empty() {
        return shown;
    }
    shown
        .split_once(['：', ':', '）', ')'])
        .or_else(|| shown.split_once(". "))
        .map_or(shown, |(_, sample)| sample.trim())
}

/// Votes for what a field's sample looks like, and for a sum that only people can do.
pub fn votes(field: &Field, votes: &mut Vec<Vote>) {
    if !matches!(field.kind.as_str(), "text" | "tel" | "number" | "search") {
        return;
    }
    let shown = field.placeholder.trim();
    let shown = shown
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !"+(•*〒".contains(c))
        .trim();
    if let Some(sample) = SAMPLES.iter().find(|sample| sample.shape.is_match(shown)) {
        let share = if evidence::is_labelled(field) {
            0.3
        } else {
            1.0
        };
        votes.push(Vote {
            purpose: sample.purpose.to_owned(),
            score: sample.weight * share,
            because: format!("placeholder: {shown}"),
        });
    }
    if let Some(purpose) = listed(without_mark(&field.placeholder)) {
        let weight = if evidence::is_labelled(field) {
            0.3
        } else {
            0.7
        };
        votes.push(Vote {
            purpose,
            score: weight,
            because: format!("placeholder: {shown}"),
        });
    }
    let asked = if evidence::is_labelled(field) {
        &field.label
    } else {
        &field.text_before
    };
    if asked.chars().count() <= 60 && SUM.is_match(asked) {
        votes.push(Vote {
            purpose: "x-captcha".to_owned(),
            score: 1.2,
            because: "a sum".to_owned(),
        });
    }
}

/// "What is 4 + 3?", "7 x 2 =".
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(^|[^\d.,/-])\d{1,2} ?([+＋] ?\d{1,2} ?([=＝?？は]|$)|[×✕*x−–-] ?\d{1,2} ?[=＝?？])",
    )
    .expect("a fixed pattern")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_forms_show_as_examples_are_parts_of_names() {
        for (shown, asked) in [
            ("山田", Some("family-name")),
            ("例）花子", Some("given-name")),
            ("山田　太郎", Some("name")),
            ("ヤマダタロウ", Some("x-kana-name")),
            ("やまだ", Some("x-kana-family-name")),
            ("John Doe", Some("name")),
            ("Max Mustermann", Some("name")),
            ("Max", None),
            ("e.g. Jane", Some("given-name")),
            ("Musterstadt", Some("address-level2")),
        ] {
            assert_eq!(listed(without_mark(shown)).as_deref(), asked, "{shown}");
        }
    }

    #[test]
    fn a_sample_and_a_sum_tell_what_is_asked() {
        let told = |placeholder: &str, before: &str| {
            let mut found = Vec::new();
            let field = Field {
                kind: "text".into(),
                placeholder: placeholder.into(),
                text_before: before.into(),
                ..Field::default()
            };
            votes(&field, &mut found);
            found.first().map(|v| v.purpose.clone())
        };
        assert_eq!(told("1234 AB", "").as_deref(), Some("postal-code"));
        assert_eq!(told("SW1A 1AA", "").as_deref(), Some("postal-code"));
        assert_eq!(told("+7 ___ ___ __ __", "").as_deref(), Some("tel"));
        assert_eq!(told("", "What is 4 + 3?").as_deref(), Some("x-captcha"));
        assert_eq!(told("12", "Seasons 2024-25"), None);
    }
}
