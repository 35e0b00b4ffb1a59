//! Dates in plain text, as far as they can be told without guessing.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A date as read from text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateText {
    /// As written.
    pub text: String,
    /// The year, where one is written.
    pub year: Option<u16>,
    /// 1 to 12; `None` where day and month cannot be told apart (`04/05/2026`).
    pub month: Option<u8>,
    /// 1 to 31; `None` where day and month cannot be told apart.
    pub day: Option<u8>,
}

/// Dates in a text, in order, at most 200: `2026-11-22`, `2026年11月22日`, `11月22日`,
/// `22.11.2026`, `11/22/2026`, `22 November 2026`, `Nov. 22, 2026`.
pub fn find(text: &str) -> Vec<DateText> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)
              \b(?P<y1>(?:19|20)\d{2})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})\b
            | (?:(?P<y2>(?:19|20)\d{2})\s?年\s?)?(?P<m2>\d{1,2})\s?月\s?(?P<d2>\d{1,2})\s?日
            | \b(?P<a3>\d{1,2})[-/.](?P<b3>\d{1,2})[-/.](?P<y3>(?:19|20)\d{2})\b
            | \b(?P<d4>\d{1,2})(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<m4>[a-zäéû]{3,10})\.?,?(?:\s(?P<y4>(?:19|20)\d{2}))?\b
            | \b(?P<m5>[a-z]{3,9})\.?\s(?P<d5>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s(?P<y5>(?:19|20)\d{2}))?",
        )
        .expect("a constant pattern")
    });
    let plain: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect();
    DATE.captures_iter(&plain)
        .filter_map(|c| read(&c))
        .take(200)
        .collect()
}

fn read(captures: &Captures<'_>) -> Option<DateText> {
    let number = |names: &[&str]| -> Option<u16> {
        names
            .iter()
            .find_map(|name| captures.name(name))
            .and_then(|m| m.as_str().parse().ok())
    };
    let year = number(&["y1", "y2", "y3", "y4", "y5"]);
    let (month, day) = if let (Some(a), Some(b)) = (number(&["a3"]), number(&["b3"])) {
        // With a dot the day comes first; otherwise only a number above 12 tells.
        let dotted = captures.get(0)?.as_str().contains('.');
        match (a, b) {
            (0, _) | (_, 0) => return None,
            (a, b) if a > 31 || b > 31 || (a > 12 && b > 12) => return None,
            (a, b) if dotted && b <= 12 => (Some(b), Some(a)),
            (a, b) if a > 12 => (Some(b), Some(a)),
            (a, b) if b > 12 => (Some(a), Some(b)),
            (a, b) if a == b => (Some(a), Some(b)),
            _ => (None, None),
        }
    } else {
        let named = captures.name("m4").or_else(|| captures.name("m5"));
        let month = match named {
            Some(name) => Some(month_of(name.as_str())?),
            None => number(&["m1", "m2"]),
        };
        (month, number(&["d1", "d2", "d4", "d5"]))
    };
    if month.is_some_and(|m| !(1..=12).contains(&m)) || day.is_some_and(|d| !(1..=31).contains(&d))
    {
        return None;
    }
    Some(DateText {
        text: captures.get(0)?.as_str().to_string(),
        year,
        month: month.and_then(|m| u8::try_from(m).ok()),
        day: day.and_then(|d| u8::try_from(d).ok()),
    })
}

fn month_of(name: &str) -> Option<u16> {
    const NAMES: [&[&str]; 12] = [
        &["january", "jan", "januar", "janvier"],
        &["february", "feb", "februar", "février"],
        &["march", "mar", "märz", "mars"],
        &["april", "apr", "avril"],
        &["may", "mai"],
        &["june", "jun", "juni", "juin"],
        &["july", "jul", "juli", "juillet"],
        &["august", "aug", "août"],
        &["september", "sep", "sept", "septembre"],
        &["october", "oct", "oktober", "octobre"],
        &["november", "nov", "novembre"],
        &["december", "dec", "dezember", "décembre"],
    ];
    let name = name.to_lowercase();
    let at = NAMES
        .iter()
        .position(|names| names.contains(&name.as_str()))?;
    u16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, year: Option<u16>, month: Option<u8>, day: Option<u8>) {
        let found = find(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(
            (found[0].year, found[0].month, found[0].day),
            (year, month, day),
            "{text}"
        );
    }

    #[test]
    fn dates_are_read_in_the_usual_ways() {
        check("on 2026-11-22.", Some(2026), Some(11), Some(22));
        check("２０２６年１１月２２日", Some(2026), Some(11), Some(22));
        check("11月22日お届け", None, Some(11), Some(22));
        check("22.11.2026", Some(2026), Some(11), Some(22));
        check("11/22/2026", Some(2026), Some(11), Some(22));
        check("04/05/2026", Some(2026), None, None);
        check("22nd November 2026", Some(2026), Some(11), Some(22));
        check("arrives Nov 24", None, Some(11), Some(24));
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "13月45日",
            "12 results",
            "about 3 days",
            "45/46/2026",
            "1.5.2",
            "Size 12 mm",
            "03-3580-3311",
        ] {
            assert_eq!(find(text), Vec::new(), "{text}");
        }
    }
}
