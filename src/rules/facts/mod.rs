//! Small readings of text that several rules share.

pub mod body;
pub mod colour;
pub mod complaints;
pub mod contact;
pub mod dates;
pub mod demanded;
pub mod document;
pub mod fields;
pub mod final_screen;
pub mod frame;
pub mod goods;
pub mod money;
pub mod pattern;
pub mod policy;
pub mod probes;
pub mod reach;
pub mod reviews;
pub mod schema;
pub mod shop;
pub mod tokushoho;
pub mod tolerance;
pub mod upfront;
pub mod validation;
pub mod vendors;
pub mod word_list;
pub mod words;

pub use pattern::{find, has};

/// Days since 1970-01-01 of a date of the Gregorian calendar; `None` where there is no such day.
///
/// Howard Hinnant's `days_from_civil`, <https://howardhinnant.github.io/date_algorithms.html>.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// The lines of a text in which a pattern of the rulesets is found.
pub fn lines_with<'t>(pattern: &'static str, text: &'t str) -> impl Iterator<Item = &'t str> {
    text.lines().filter(move |line| has(pattern, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_from_civil(1970, 1, 1), Some(0));
        assert_eq!(days_from_civil(2026, 11, 22), Some(20_779));
        assert_eq!(days_from_civil(2026, 13, 1), None);
    }
}
