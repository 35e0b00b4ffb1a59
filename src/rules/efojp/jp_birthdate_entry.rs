//! Where a birth date is asked for, it can be typed with a keypad, or its year is not a long way down a list.
//!
//! The list of years is read as it was found: what it begins with, and what is chosen.

use crate::model::look::Field;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-birthdate-entry`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpBirthdateEntry {
    /// Years before today from which on a list may begin: nobody younger orders.
    pub min_age: i32,
}

impl Rule for JpBirthdateEntry {
    const ID: &'static str = "jp-birthdate-entry";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let Some(today) = seen.year() else {
            return Judgement::unknown("not-measured");
        };
        let mut asked = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.checkout_steps() {
            let fields = step.look.fields.iter();
            for field in fields.filter(|f| f.visible && is_for(f, &["bday"])) {
                asked = true;
                let says = |message| {
                    let place = Place::step(journey, step).element(&field.selector);
                    Finding::says(message, place).with("field", called(field))
                };
                if let Some(year) = self.begins_too_late(field, today) {
                    findings.push(says("year").with("year", year));
                } else if is_typed(field) && !has_keypad(field) {
                    findings.push(says("keypad"));
                }
            }
        }
        match asked {
            true => Judgement::by(once(findings)),
            false => Judgement::not_applicable("no-birthdate"),
        }
    }
}

impl JpBirthdateEntry {
    /// The year with which a list begins where nothing better is chosen, when that is a child's.
    fn begins_too_late(&self, field: &Field, today: i32) -> Option<i32> {
        let years: Vec<i32> = field
            .options
            .iter()
            .filter_map(|(value, text)| year(text).or_else(|| year(value)))
            .collect();
        let begins = *years.first().filter(|_| years.len() > 20)?;
        let chosen = year(&field.value).unwrap_or(begins);
        (chosen.max(begins) > today - self.min_age && chosen == begins).then_some(begins)
    }
}

/// A year of four digits in an option's words.
fn year(text: &str) -> Option<i32> {
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let year: i32 = (digits.len() == 4).then(|| digits.parse().ok())??;
    (1900..=2100).contains(&year).then_some(year)
}

fn has_keypad(field: &Field) -> bool {
    let mode = field.inputmode.as_deref().unwrap_or_default();
    matches!(mode, "numeric" | "decimal" | "tel")
        || matches!(field.kind.as_str(), "tel" | "number" | "date")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(one: Field) -> Verdict {
        let made = Made::store().market(Market::Jp);
        verdict::<JpBirthdateEntry>(made.look(Goal::Address, |look| look.fields = vec![one]))
    }

    fn years(from: i32, value: &str) -> Field {
        let mut one = field("bday-year", "生年");
        (one.tag, one.kind) = ("select".into(), "select".into());
        one.options = vec![(String::new(), "年".to_owned())];
        let years = (0..100).map(|n| ((from - n).to_string(), format!("{}年", from - n)));
        one.options.extend(years);
        one.value = value.to_owned();
        one
    }

    #[test]
    fn a_list_that_begins_today_fails_unless_a_better_year_is_chosen() {
        assert_eq!(with(years(2026, "")), Verdict::Fail);
        assert_eq!(with(years(2026, "1985")), Verdict::Pass);
        assert_eq!(with(years(2008, "")), Verdict::Pass);
    }

    #[test]
    fn typing_needs_the_keypad() {
        let mut typed = field("bday", "生年月日");
        assert_eq!(with(typed.clone()), Verdict::Fail);
        typed.inputmode = Some("numeric".into());
        assert_eq!(with(typed), Verdict::Pass);
    }

    #[test]
    fn a_store_that_does_not_ask_is_not_judged() {
        let none = Verdict::NotApplicable("no-birthdate");
        assert_eq!(with(field("email", "メール")), none);
    }
}
