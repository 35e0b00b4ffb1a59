//! What may be written for a setting, and what it means.

use std::time::Duration;

/// The grammar of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text that is not empty.
    Text,
    /// A text that is never shown.
    Secret,
    /// A path.
    Path,
    /// `true` or `false`.
    Switch,
    /// A whole number between the two, both included.
    Count(u64, u64),
    /// A time with its unit: `500ms`, `30s`, `2m`.
    Duration,
    /// A size with its unit: `500kB`, `5MB`.
    Bytes,
    /// A number above zero, with or without decimals.
    Number,
    /// A colour as `#rrggbb`.
    Colour,
    /// One of these words.
    Choice(&'static [&'static str]),
}

impl Kind {
    /// What to write instead of something wrong.
    pub fn expects(self) -> String {
        match self {
            Kind::Text | Kind::Secret | Kind::Path => "a text that is not empty".to_owned(),
            Kind::Switch => "true or false".to_owned(),
            Kind::Count(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Duration => "a time with its unit, such as 500ms, 30s or 2m".to_owned(),
            Kind::Bytes => "a size with its unit, such as 500kB or 5MB".to_owned(),
            Kind::Number => "a number above zero, such as 2.4".to_owned(),
            Kind::Colour => "a colour such as #0f5d73".to_owned(),
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
        }
    }

    /// Whether the word is well formed.
    pub fn accepts(self, word: &str) -> bool {
        match self {
            Kind::Text | Kind::Secret | Kind::Path => !word.trim().is_empty(),
            Kind::Switch => switch(word).is_some(),
            Kind::Count(least, most) => count(word).is_some_and(|n| (least..=most).contains(&n)),
            Kind::Duration => duration(word).is_some(),
            Kind::Bytes => bytes(word).is_some(),
            Kind::Number => number(word).is_some(),
            Kind::Colour => is_colour(word),
            Kind::Choice(words) => words.contains(&word),
        }
    }

    /// Whether `cartwalk.toml` writes it without quotation marks.
    pub fn is_bare(self) -> bool {
        matches!(self, Kind::Switch | Kind::Count(..) | Kind::Number)
    }
}

/// `true` and `false`; in the environment people also write 1 and 0.
pub fn switch(word: &str) -> Option<bool> {
    match word {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

/// A whole number, digits only.
pub fn count(word: &str) -> Option<u64> {
    word.parse().ok()
}

/// A number above zero.
pub fn number(word: &str) -> Option<f64> {
    let plain = word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number = word.parse().ok().filter(|_| plain)?;
    (number > 0.0 && number < 1e12).then_some(number)
}

fn is_colour(word: &str) -> bool {
    word.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A time with its unit.
pub fn duration(word: &str) -> Option<Duration> {
    humantime::parse_duration(word)
        .ok()
        .filter(|_| word.ends_with(char::is_alphabetic))
}

/// A size with its unit, in bytes; kB and MB are decimal, KiB and MiB binary.
pub fn bytes(word: &str) -> Option<u64> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match word[digits.len()..].trim() {
        "B" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        "KiB" => 1_024,
        "MiB" => 1_048_576,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_needs_its_unit() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("2m"), Some(Duration::from_secs(120)));
        assert_eq!(duration("30"), None);
        assert_eq!(duration("0"), None);
        assert_eq!(duration("30 parsecs"), None);
    }

    #[test]
    fn numbers_are_positive_and_colours_have_six_digits() {
        assert_eq!(number("2.4"), Some(2.4));
        assert!(
            ["0", "-1", "inf", "1e5", "", "."]
                .iter()
                .all(|word| number(word).is_none())
        );
        assert!(is_colour("#0f5D73") && !is_colour("#fff") && !is_colour("0f5d73"));
    }

    #[test]
    fn a_size_needs_its_unit() {
        assert_eq!(bytes("5MB"), Some(5_000_000));
        assert_eq!(bytes("2 KiB"), Some(2_048));
        assert_eq!(bytes("5"), None);
        assert_eq!(bytes("99999999999999999999MB"), None);
    }

    #[test]
    fn counts_stay_inside_their_limits() {
        let kind = Kind::Count(1, 32);
        assert!(kind.accepts("32"));
        assert!(
            !kind.accepts("0")
                && !kind.accepts("33")
                && !kind.accepts("-1")
                && !kind.accepts("4.0")
        );
    }
}
