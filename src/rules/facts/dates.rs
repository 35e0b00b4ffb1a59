//! Dates in running text, as days since 1970-01-01.

use crate::rules::facts::days_from_civil;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// ISO and Japanese notation, Western and Japanese years.
static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\b|令和)(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:日|\b)")
        .expect("is a regular expression")
});

/// `3 May 2026`, `May 3, 2026`; the month's first three letters tell it in English.
static NAMED_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(20\d\d)\b",
    )
    .expect("is a regular expression")
});

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// All full dates of a text, in order of notation.
pub fn dates(text: &str) -> Vec<i64> {
    let numeric = YEAR_FIRST
        .captures_iter(text)
        .filter_map(|found| year_first(&found));
    let named = NAMED_MONTH
        .captures_iter(text)
        .filter_map(|found| named_month(&found));
    numeric.chain(named).collect()
}

fn year_first(found: &Captures<'_>) -> Option<i64> {
    let number = |at: usize| found.get(at)?.as_str().parse::<i64>().ok();
    let written = number(1)?;
    let reiwa = found.get(0)?.as_str().starts_with("令和");
    let year = if reiwa { written + 2018 } else { written };
    if !(2000..2100).contains(&year) {
        return None;
    }
    days_from_civil(year, number(2)?, number(3)?)
}

fn named_month(found: &Captures<'_>) -> Option<i64> {
    let number = |at: usize| found.get(at)?.as_str().parse::<i64>().ok();
    let name = found.get(2)?.as_str().to_lowercase();
    let month = MONTHS.iter().position(|month| *month == name)? as i64 + 1;
    days_from_civil(number(4)?, month, number(1).or_else(|| number(3))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_both_languages_and_calendars() {
        let day = days_from_civil(2026, 5, 3);
        for text in [
            "2026-05-03",
            "2026/5/3",
            "2026年5月3日",
            "令和8年5月3日",
            "3 May 2026",
            "May 3rd, 2026",
        ] {
            assert_eq!(dates(text).first().copied(), day, "{text}");
        }
        assert!(dates("1.234.567 and 12/24 and 99-99-99").is_empty());
    }
}
