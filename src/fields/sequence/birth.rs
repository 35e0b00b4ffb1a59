//! A date of birth in three boxes or lists.

use super::{BIRTH, Form, bare, beside, is_text, only_typed, said_of};
use crate::fields::options::{self, List};
use crate::model::look::Field;
use regex::Regex;
use std::sync::LazyLock;

impl Form<'_> {
    /// Year, month and day of birth in three boxes or lists.
    ///
    /// The lists' contents and the word beside a box tell the parts; where one is missing it is
    /// what the other two leave, and where nothing tells them the order of the language does.
    pub(super) fn birth(&mut self, lang: Option<&str>) {
        let mut i = 0;
        while i + 2 < self.len() {
            let asked = (i..i + 3).any(|k| {
                self.field(k).purpose.starts_with("bday") || BIRTH.is_match(&said_of(self.field(k)))
            });
            let together = (i..i + 3).all(|k| self.may_be_birth(k))
                // A bait for robots may stand right behind a month and a day.
                && (i..i + 3).all(|k| self.field(k).visible == self.field(i).visible)
                && (i + 1..i + 3).all(|k| {
                    beside(self.field(k - 1), self.field(k))
                        || part_by_code(self.field(k), lang).is_some()
                });
            let parts = if asked && together {
                self.birth_parts(i, lang)
            } else {
                None
            };
            match parts {
                Some(parts) => {
                    for (k, part) in parts.into_iter().enumerate() {
                        self.set(i + k, part);
                    }
                    i += 3;
                }
                None => i += 1,
            }
        }
        self.other_years();
        self.other_dates();
    }

    /// "Day", "Month" and "Year" under "When does your passport expire?" are of no birth.
    fn other_dates(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            let about = format!("{} {} {} {}", f.group_label, f.table_header, f.name, f.id);
            if f.purpose.starts_with("bday")
                && f.autocomplete.is_none()
                && OTHER_DATE.is_match(&about)
                && !BIRTH.is_match(&said_of(f))
            {
                self.set(i, "x-date");
            }
        }
    }

    /// A list of years past is one of births where something says so, or a month stands beside it.
    fn other_years(&mut self) {
        if self.has(&["bday-month", "bday-day"]) {
            return;
        }
        for i in 0..self.len() {
            let f = self.field(i);
            let own = f.label.chars().any(char::is_alphabetic)
                || f.text_before.chars().any(char::is_alphabetic)
                || !f.table_header.is_empty();
            if self.is(i, "bday-year")
                && own
                && f.autocomplete.is_none()
                && options::read(f) == Some(List::YearsBehind)
                && !BIRTH.is_match(&format!("{} {}", said_of(f), f.section))
            {
                self.set(i, "x-year");
            }
        }
    }

    /// A box or list that is a date of birth already, or asks nothing that is known for sure.
    fn may_be_birth(&self, i: usize) -> bool {
        let f = self.field(i);
        let listed = matches!(
            options::read(f),
            Some(List::Months | List::Days | List::YearsBehind | List::YearsAhead)
        );
        // "MM" alone may be the month of a card, too.
        let of_no_card = f.purpose.starts_with("cc-exp")
            && f.autocomplete.is_none()
            && part_by_code(f, None).is_some()
            && !self.has(&["cc-number", "cc-csc"]);
        (f.kind.starts_with("select") || is_text(f) && f.kind != "textarea")
            && (listed
                || of_no_card
                || f.purpose.starts_with("bday")
                || (f.purpose == "unknown" || only_typed(f))
                    && (bare(f) || part_by_code(f, None).is_some()))
    }

    fn birth_parts(&self, i: usize, lang: Option<&str>) -> Option<[&'static str; 3]> {
        const PARTS: [&str; 3] = ["bday-year", "bday-month", "bday-day"];
        let part = |k: usize| -> Option<&'static str> {
            let f = self.field(k);
            match options::read(f) {
                Some(List::Months) => return Some("bday-month"),
                Some(List::Days) => return Some("bday-day"),
                Some(List::YearsBehind | List::YearsAhead) => return Some("bday-year"),
                Some(
                    List::Countries
                    | List::Regions
                    | List::DialCodes
                    | List::Titles
                    | List::Cards
                    | List::Quantities
                    | List::AreaCodes
                    | List::Languages
                    | List::Currencies
                    | List::Genders
                    | List::YesNo
                    | List::Installments
                    | List::MailDomains
                    | List::Eras,
                )
                | None => {}
            }
            // "年" alone is a unit, "年齢" is the next label.
            let mut behind = f.text_after.trim_start().chars();
            let (unit_behind, next) = (behind.next(), behind.next());
            let behind = unit_behind.filter(|_| next.is_none_or(|c| !c.is_alphanumeric()));
            let by_unit = [
                ('年', "bday-year"),
                ('月', "bday-month"),
                ('日', "bday-day"),
                ('년', "bday-year"),
                ('월', "bday-month"),
                ('일', "bday-day"),
            ]
            .into_iter()
            .find(|(unit, _)| behind == Some(*unit));
            let by_code = || part_by_code(f, lang);
            let by_size = || (f.maxlength == Some(4)).then_some("bday-year");
            by_unit
                .map(|(_, part)| part)
                .or_else(by_code)
                .or_else(by_size)
                .or_else(|| PARTS.into_iter().find(|part| f.purpose == *part))
        };
        let mut told = [part(i), part(i + 1), part(i + 2)];
        if told.iter().flatten().count() == 2
            && let Some(left) = PARTS.into_iter().find(|p| !told.contains(&Some(p)))
        {
            told.iter_mut()
                .filter(|t| t.is_none())
                .for_each(|t| *t = Some(left));
        }
        let usual = order_of_dates(lang);
        if told.iter().flatten().count() < 2
            && told
                .iter()
                .zip(usual)
                .all(|(told, usual)| told.is_none_or(|t| t == usual))
        {
            return Some(usual);
        }
        let [Some(a), Some(b), Some(c)] = told else {
            return None;
        };
        (a != b && b != c && a != c).then_some([a, b, c])
    }
}

/// The part that a placeholder of letters stands for: "MM", "AAAA"; `JJ` is a day in French only.
fn part_by_code(field: &Field, lang: Option<&str>) -> Option<&'static str> {
    match field.placeholder.trim().to_lowercase().as_str() {
        "dd" | "tt" | "gg" => Some("bday-day"),
        "jj" if lang.is_none_or(|l| l.starts_with("fr")) => Some("bday-day"),
        "mm" => Some("bday-month"),
        "yyyy" | "yy" | "jjjj" | "jj" | "aaaa" | "aa" => Some("bday-year"),
        _ => None,
    }
}

/// In which order people of a language write dates.
fn order_of_dates(lang: Option<&str>) -> [&'static str; 3] {
    let lang = lang.unwrap_or_default().to_lowercase();
    if ["ja", "zh", "ko", "hu"].iter().any(|l| lang.starts_with(l)) {
        ["bday-year", "bday-month", "bday-day"]
    } else if lang == "en" || lang.starts_with("en-us") {
        ["bday-month", "bday-day", "bday-year"]
    } else {
        ["bday-day", "bday-month", "bday-year"]
    }
}

static OTHER_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)expir|issue|valid|arriv|depart|check-?(in|out)|travel|incident|accident|moved|ablauf|gültig|ausstell|échéance|vencimiento|caducidad|scaden|verval|validade|有効期|発行|到着|出発|宿泊|ご利用日|有效期|만료|발급")
        .expect("a fixed pattern")
});
