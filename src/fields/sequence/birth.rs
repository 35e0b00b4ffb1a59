//! A date of birth in three boxes or lists.

use super::{BIRTH, Form, SETTING, bare, beside, is_text, only_typed, said_of, same_base};
use crate::fields::evidence;
use crate::fields::options::{self, List};
use crate::fields::words::{self, Lang, Reading};
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
                    let other = self.of_another_date(i);
                    for (k, part) in parts.into_iter().enumerate() {
                        self.set(i + k, if other { "x-date" } else { part });
                    }
                    i += 3;
                }
                None => i += 1,
            }
        }
        self.times();
        self.ages();
        self.other_years();
        self.other_dates();
    }

    /// "MM" behind "HH" are minutes, and what follows them says which half of the day.
    fn times(&mut self) {
        for i in 1..self.len() {
            let f = self.field(i);
            let minutes = f.purpose.ends_with("-month") && part_by_code(f, None).is_some();
            let halves = f.purpose == "unknown"
                && (2..=3).contains(&f.options.len())
                && f.options.iter().any(|(_, t)| t.eq_ignore_ascii_case("am"));
            if (minutes || halves) && self.is(i - 1, "x-other-time") {
                self.set(i, "x-other-time");
            }
        }
    }

    /// Whether three boxes for a date stand under words for one that is not of a birth: "Party date".
    fn of_another_date(&self, i: usize) -> bool {
        let said: String = (i..i + 3)
            .map(|k| {
                said_of(self.field(k))
                    + " "
                    + &self.field(k).autocomplete.clone().unwrap_or_default()
            })
            .collect();
        let first = self.field(i);
        let heading = [
            &first.label,
            &first.text_before,
            &first.table_header,
            &first.group_label,
        ];
        !BIRTH.is_match(&said)
            && !said.contains("bday")
            && heading
                .into_iter()
                .any(|text| OTHER_DATE.is_match(text) || EVENT.is_match(text))
    }

    /// "Day", "Month" and "Year" under "When does your passport expire?" are of no birth.
    fn other_dates(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            let about = format!("{} {} {} {}", f.group_label, f.table_header, f.name, f.id);
            let token = f
                .autocomplete
                .as_deref()
                .is_some_and(|a| a.contains("bday"));
            if f.purpose.starts_with("bday")
                && !token
                && (OTHER_DATE.is_match(&about) || f.purpose == "bday" && only_formatted(f))
                && !BIRTH.is_match(&said_of(f))
            {
                self.set(i, "x-date");
            }
        }
        // Only the first of three boxes may have the words that tell which date it is.
        for i in 1..self.len() {
            let (a, b) = (self.field(i - 1), self.field(i));
            let part = b.purpose.starts_with("bday-") && evidence::token_of(b).is_none();
            let date = ["x-date", "x-delivery-date", "x-expiry"]
                .into_iter()
                .find(|p| a.purpose == *p);
            if let (true, Some(date)) = (part && same_base(&a.name, &b.name), date)
                && !BIRTH.is_match(&said_of(b))
            {
                self.set(i, date);
            }
        }
    }

    /// "Age" before a box for years and one for months asks how old somebody is.
    fn ages(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            let counts = matches!(f.purpose.as_str(), "bday-year" | "bday-month")
                && is_text(f)
                && evidence::token_of(f).is_none();
            let aged = words::said(&f.text_before, Lang::ANY, Reading::Label)
                .get("x-age")
                .is_some_and(|(score, _)| *score >= 0.9);
            let goes_on = i > 0 && self.is(i - 1, "x-age") && f.text_before.is_empty();
            if counts && (aged || goes_on) && !evidence::is_labelled(f) {
                self.set(i, "x-age");
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
                && evidence::token_of(f).is_none()
                && (options::read(f) == Some(List::YearsBehind) || only_named(f))
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
            && evidence::token_of(f).is_none()
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
                    | List::Telephones
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

/// Whether only its format or type says that a field with words of its own takes a date of birth.
fn only_formatted(field: &Field) -> bool {
    // "il", "am" and "le" lead to any date.
    let speaks = |text: &str| {
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        letters().count() >= 3 || letters().filter(|c| !c.is_ascii()).count() >= 2
    };
    let worded = evidence::is_labelled(field)
        || speaks(&field.text_before)
        || speaks(&field.table_header)
        || speaks(&field.box_text);
    worded
        && evidence::votes(field, SETTING)
            .iter()
            .filter(|vote| vote.purpose == "bday")
            .all(|vote| vote.because.starts_with("placeholder") || vote.because.starts_with("type"))
}

/// Whether a box with a label is a year only by the end of its name: `gradyear`.
fn only_named(field: &Field) -> bool {
    is_text(field)
        && evidence::is_labelled(field)
        && evidence::votes(field, SETTING)
            .iter()
            .filter(|vote| vote.purpose.starts_with("bday"))
            .all(|vote| vote.because.starts_with("name") || vote.because.starts_with("id"))
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
/// Words that make a date one of something else: "party date", "date of issue", "Reisedatum".
static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(party|event|pick-?up|delivery|start|end|from|preferred|booking|visit|trip|wedding|hire|graduation|purchase|payment|due|order|appointment|tour|service|move|loss) date|\bdate (of (event|visit|purchase|travel|service|loss|graduation|hire|arrival|departure|stay)|d['’](arriv|effet|entr|achat)|de (début|départ|visite|livraison|retour))|(reise|kauf|wunsch|liefer|eintritts|einzugs|termin)datum|fecha de (inicio|ingreso|salida|llegada|compra|entrega|visita|entrada)|data (di|de|da) (inizio|arrivo|partenza|início|chegada|entrega|compra|visita|consegna)|(ingangs|vertrek|aankomst|lever)datum|(購入|予約|入社|希望|配達|来店|見学|利用|開始|訪問)日|(入住|离店|预约|入职|购买)日期")
        .expect("a fixed pattern")
});
