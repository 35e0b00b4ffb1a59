//! Reads the samples that stand in empty fields: "1234 AB" is how a postcode looks, and
//! "name@example.com" an address for mail, whatever language the words around are in.

use crate::fields::Vote;
use crate::fields::evidence;
use crate::model::look::Field;
use regex::Regex;
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
    ]
});

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
