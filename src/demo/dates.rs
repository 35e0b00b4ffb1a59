//! Days as the store promises them: working days counted, written out in its language.

use crate::model::plan::Language;
use time::{Date, Duration, Weekday};

/// The day that is so many working days after another.
pub fn workdays_from(start: Date, days: u32) -> Date {
    let mut day = start;
    let mut left = days;
    while left > 0 {
        day += Duration::days(1);
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}

/// `Thursday 26 November` or `11月26日(木)`.
pub fn in_words(language: Language, day: Date) -> String {
    match language {
        Language::En => format!("{} {} {}", day.weekday(), day.day(), day.month()),
        Language::Ja => {
            let names = ["月", "火", "水", "木", "金", "土", "日"];
            let name = names[usize::from(day.weekday().number_days_from_monday())];
            format!("{}月{}日({name})", u8::from(day.month()), day.day())
        }
    }
}

/// `26 November 2026` or `2026年11月26日`.
pub fn with_year(language: Language, day: Date) -> String {
    match language {
        Language::En => format!("{} {} {}", day.day(), day.month(), day.year()),
        Language::Ja => format!("{}年{}月{}日", day.year(), u8::from(day.month()), day.day()),
    }
}

/// `2026-11-26`.
pub fn iso(day: Date) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Month;

    #[test]
    fn weekends_are_not_working_days() {
        let friday = Date::from_calendar_date(2026, Month::November, 20).unwrap();
        let tuesday = workdays_from(friday, 2);
        assert_eq!(in_words(Language::En, tuesday), "Tuesday 24 November");
        assert_eq!(in_words(Language::Ja, tuesday), "11月24日(火)");
        assert_eq!(iso(tuesday), "2026-11-24");
    }
}
