//! Waivers: findings that somebody has decided to put up with, why, and until when.

use crate::rulebook::place::Where;
use crate::rulebook::source::Said;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error};
use std::borrow::Cow;
use std::fmt;
use time::{Date, Month};

/// A checked waiver.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiver {
    /// Rule id.
    pub rule: String,
    /// Which findings.
    pub place: Where,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// Where it was written.
    pub said: Said,
}

impl Waiver {
    /// Whether it no longer holds on a day, written as in `2027-01-31T…`.
    ///
    /// The day is the run's, not the reader's: the same evidence must give the same report.
    pub fn expired(&self, run_began: &str) -> bool {
        let (Some(until), Some(day)) = (&self.until, run_began.get(..10)) else {
            return false;
        };
        day > until.0.as_str()
    }
}

/// A day, `2027-01-31`: written as a TOML date or as a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Day(pub String);

impl Day {
    fn read(text: &str) -> Option<Day> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
        Some(Day(text.to_owned()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        let text = match &value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            other => other.to_string(),
        };
        Day::read(&text)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is no day such as 2027-01-31")))
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::source::Layer;

    fn until(day: &str) -> Waiver {
        Waiver {
            rule: "soft-404".to_owned(),
            place: Where::default(),
            reason: "it moves next week".to_owned(),
            until: Day::read(day),
            said: Said::Line(Layer::Config, "cartwalk.toml".to_owned(), 1),
        }
    }

    #[test]
    fn the_last_day_still_holds_and_the_next_does_not() {
        let waiver = until("2026-11-22");
        assert!(!waiver.expired("2026-11-22T23:59:59Z"));
        assert!(waiver.expired("2026-11-23T00:00:00Z"));
    }

    #[test]
    fn a_day_that_does_not_exist_is_none() {
        for day in ["2027-02-30", "2027-1-1", "soon", "2027-01-31T00:00:00Z"] {
            assert_eq!(Day::read(day), None, "{day}");
        }
    }
}
