//! What stands beside a card number belongs to the card.

use super::{BIRTH, Form, bare, label_or_before, only_typed, related, said_of, short_or_list};
use crate::fields::evidence;
use crate::fields::options::{self, List};
use crate::model::look::Field;
use regex::Regex;
use std::sync::LazyLock;

impl Form<'_> {
    /// Card data: bare names and dates beside a card number belong to the card.
    pub(super) fn card(&mut self) {
        self.other_expiries();
        self.tax_cards();
        self.other_holders();
        let Some(number) = (0..self.len()).find(|i| self.is(*i, "cc-number")) else {
            self.expiry_lists();
            return;
        };
        for i in number.saturating_sub(2)..(number + 3).min(self.len()) {
            if self.is(i, "name")
                && !self.has(&[
                    "cc-name",
                    "street-address",
                    "address-line1",
                    "given-name",
                    "email",
                ])
            {
                self.set(i, "cc-name");
            }
        }
        self.number_boxes(number);
        self.expiry_lists();
        self.expiry_boxes(number);
        for i in 0..self.len() {
            if self.field(i).kind == "password"
                && i > number
                && i <= number + 5
                && self.is(i, "current-password")
            {
                self.set(i, "cc-csc");
            }
        }
    }

    /// "Month" and "Year" right behind a card's number, with no day and no word of a birth.
    fn expiry_boxes(&mut self, number: usize) {
        for i in number + 1..(number + 4).min(self.len().saturating_sub(1)) {
            let pair = self.is(i, "bday-month") && self.is(i + 1, "bday-year");
            let told = |k: usize| {
                let f = self.field(k);
                BIRTH.is_match(&said_of(f))
                    || f.autocomplete
                        .as_deref()
                        .is_some_and(|a| a.contains("bday"))
            };
            let of_a_day = self.is(i - 1, "bday-day") || self.is(i + 2, "bday-day");
            if pair && !of_a_day && !told(i) && !told(i + 1) {
                self.set(i, "cc-exp-month");
                self.set(i + 1, "cc-exp-year");
            }
        }
    }

    /// A number in four boxes of one size.
    fn number_boxes(&mut self, first: usize) {
        let size = self.field(first).maxlength;
        if !size.is_some_and(|m| (3..=6).contains(&m)) {
            return;
        }
        for i in first + 1..(first + 4).min(self.len()) {
            if !self.is(i, "unknown") || !bare(self.field(i)) || self.field(i).maxlength != size {
                return;
            }
            self.set(i, "cc-number");
        }
    }

    /// "PAN" is a card's number beside its date, and elsewhere the number of an Indian tax card.
    fn tax_cards(&mut self) {
        if (0..self.len()).any(|i| {
            let p = self.field(i).purpose.as_str();
            p.starts_with("cc-") && p != "cc-number" || p == "x-card-issue"
        }) {
            return;
        }
        for i in 0..self.len() {
            let f = self.field(i);
            let asked = label_or_before(f);
            if self.is(i, "cc-number")
                && evidence::token_of(f).is_none()
                && TAX_CARD.is_match(asked)
            {
                self.set(i, "x-tax-id");
            }
        }
    }

    /// "Nombre del titular" where nothing on the page asks for a card is who holds an account, or is
    /// just somebody's name.
    fn other_holders(&mut self) {
        let card = |f: &Field| {
            f.purpose.starts_with("cc-") && f.purpose != "cc-name" && f.purpose != "cc-exp"
        };
        if self.fields.iter().any(card) {
            return;
        }
        for i in 0..self.len() {
            let f = self.field(i);
            let said = format!("{} {}", said_of(f), f.section);
            if f.purpose != "cc-name" || evidence::token_of(f).is_some() || CARD.is_match(&said) {
                continue;
            }
            let of_an_account = (0..self.len()).any(|k| ACCOUNT.is_match(&said_of(self.field(k))));
            let holder = if of_an_account {
                "x-account-holder"
            } else {
                "name"
            };
            self.set(i, holder);
        }
    }

    /// A passport expires too: without anything else of a card in the form it is none that does.
    fn other_expiries(&mut self) {
        let card = ["cc-number", "cc-csc", "cc-name", "cc-type"];
        if self.has(&card) || self.len() < 3 {
            return;
        }
        for i in 0..self.len() {
            let f = self.field(i);
            if f.purpose.starts_with("cc-exp")
                && !f.autocomplete.as_deref().is_some_and(|a| a.contains("cc-"))
                && !CARD.is_match(&format!("{} {}", said_of(f), f.section))
            {
                self.set(i, "x-expiry");
            }
        }
    }

    /// Month and year of a card, by the lists' contents, whichever words stand there.
    fn expiry_lists(&mut self) {
        for i in 0..self.len().saturating_sub(1) {
            let (a, b) = (self.field(i), self.field(i + 1));
            let text = said_of(a) + " " + &said_of(b);
            let start = START.is_match(&said_of(a)) || START.is_match(&said_of(b));
            let (la, lb) = (options::read(a), options::read(b));
            if la == Some(List::Months) && matches!(lb, Some(List::YearsAhead))
                || start && la == Some(List::Months) && lb == Some(List::YearsBehind)
            {
                if start {
                    self.set(i, "x-card-start-month");
                    self.set(i + 1, "x-card-start-year");
                } else if !text.contains("birth") {
                    self.set(i, "cc-exp-month");
                    self.set(i + 1, "cc-exp-year");
                }
            } else if self.is(i, "cc-exp")
                && ([
                    "cc-exp",
                    "unknown",
                    "cc-exp-year",
                    "bday-year",
                    "bday-month",
                ]
                .iter()
                .any(|p| self.is(i + 1, p))
                    || only_typed(b))
                && (related(a, b) || is_year(b))
                && short_or_list(a)
                && short_or_list(b)
            {
                self.set(i, "cc-exp-month");
                self.set(i + 1, "cc-exp-year");
            } else if self.is(i, "cc-exp-month")
                && (["cc-exp-month", "cc-exp"].iter().any(|p| self.is(i + 1, p))
                    || ["unknown", "bday-year"].iter().any(|p| self.is(i + 1, p)) && is_year(b))
            {
                self.set(i + 1, "cc-exp-year");
            }
        }
    }
}

/// Whether a box is for a year, by its placeholder or size, or at least may be.
fn is_year(field: &Field) -> bool {
    YEAR.is_match(&field.placeholder)
        || YEAR.is_match(&field.label)
        || field.maxlength.is_some_and(|m| m == 2 || m == 4)
        || bare(field)
}

static CARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)card|\bcc|karte|carte|tarjeta|carta|kaart|cart[ãa]o|カード|卡|카드|kart|карт|payment|zahlung|paiement|pago|支払|決済")
        .expect("a fixed pattern")
});
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)account|konto|compte|cuenta|conto|rekening|conta\b|口座|계좌|账户|帳戶|счет|счёт|iban")
        .expect("a fixed pattern")
});
static TAX_CARD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\W*pan( ?(no|number))?\W*$").expect("a fixed pattern"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(yy(yy)?|aa(aa)?|jj(jj)?|rr(rr)?|гг(гг)?|year|jahr|année|annee|ano|año|anno|jaar|年|년)\W*$")
        .expect("a fixed pattern")
});
static START: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)start|valid ?from|issue ?date").expect("a fixed pattern"));
