//! A telephone number in several boxes, or behind the code of a country.

use super::{Form, SETTING, bare, related, said_of, same_base};
use crate::fields::{evidence, sums};
use crate::model::look::Field;
use regex::Regex;
use std::sync::LazyLock;

/// "Ext." and nothing longer, which may be the number outside a house, too.
static SHORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bext\b").expect("a fixed pattern"));

impl Form<'_> {
    /// Names the boxes of a number; what follows the code of a country is the national number.
    pub(super) fn telephone(&mut self) {
        self.numbers_by_shape();
        self.other_extensions();
        self.numbers_without_streets();
        let mut i = 0;
        while i < self.len() {
            let coded = i > 0 && self.is(i - 1, "tel-country-code");
            if !self.is(i, "tel") && !self.is(i, "tel-area-code") {
                i += 1;
                continue;
            }
            let mut n = 1;
            while i + n < self.len()
                && n < 3
                && self.continues_number(i + n)
                && continues(self.field(i + n - 1), self.field(i + n))
            {
                n += 1;
            }
            let area = self.is(i, "tel-area-code");
            match n {
                3 => {
                    self.set(i, "tel-area-code");
                    self.set(i + 1, "tel-local-prefix");
                    self.set(i + 2, "tel-local-suffix");
                }
                2 => {
                    self.set(i, "tel-area-code");
                    self.set(i + 1, "tel-local");
                }
                _ if area && self.is(i + 1, "tel") && !is_choice(self.field(i + 1)) => {
                    self.set(i + 1, "tel-local");
                    n = 2;
                }
                _ if coded && !area => self.set(i, "tel-national"),
                _ => {}
            }
            i += n;
        }
    }

    /// "Ext." without any telephone in the form is no extension of one: in Mexico it is the number outside a
    /// house.
    fn other_extensions(&mut self) {
        let telephone = (0..self.len())
            .any(|i| self.field(i).purpose.starts_with("tel") && !self.is(i, "tel-extension"));
        if telephone {
            return;
        }
        for i in 0..self.len() {
            let f = self.field(i);
            if f.purpose != "tel-extension"
                || evidence::token_of(f).is_some()
                || !SHORT.is_match(&said_of(f))
            {
                continue;
            }
            let mut others = sums(&evidence::votes(f, SETTING));
            others.remove("tel-extension");
            let best = others
                .into_iter()
                .filter(|(_, score)| *score >= evidence::LEAST)
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .map_or("unknown".to_owned(), |(purpose, _)| purpose);
            self.set(i, &best);
        }
    }

    /// "([   ]) [   ] - [    ]": three bare boxes for three, three and four digits are a telephone number of
    /// North America, however short the word before them is.
    fn numbers_by_shape(&mut self) {
        for i in 0..self.len().saturating_sub(2) {
            let size = |k: usize| self.field(i + k).maxlength;
            let open = |k: usize| {
                let f = self.field(i + k);
                f.kind != "select"
                    && !is_choice(f)
                    && evidence::token_of(f).is_none()
                    && ["unknown", "tel", "x-postal-code-2"].contains(&f.purpose.as_str())
                    && !f.label.chars().any(char::is_alphabetic)
                    && (k == 0 || !f.text_before.chars().any(char::is_alphanumeric))
            };
            if [size(0), size(1), size(2)] == [Some(3), Some(3), Some(4)]
                && (0..3).all(open)
                && !(i > 0 && self.is(i - 1, "tel-country-code"))
            {
                self.set(i, "tel");
                self.set(i + 1, "tel");
                self.set(i + 2, "tel");
            }
        }
    }

    /// "Numero" between a name and an address for mail, in a form that asks for no place, is a telephone's.
    fn numbers_without_streets(&mut self) {
        const PLACE: [&str; 6] = [
            "street-address",
            "address-line1",
            "address-line2",
            "address-level2",
            "postal-code",
            "country",
        ];
        if self.has(&PLACE)
            || self.has(&["tel"])
            || !self.has(&["name", "given-name", "family-name", "email"])
        {
            return;
        }
        for i in 0..self.len() {
            let f = self.field(i);
            let dialled = f.kind == "tel" || f.inputmode.as_deref() == Some("tel");
            if self.is(i, "x-house-number") && (dialled || f.maxlength.is_some_and(|m| m >= 9)) {
                self.set(i, "tel");
            }
        }
    }

    fn continues_number(&self, i: usize) -> bool {
        let asks = [
            "tel",
            "unknown",
            "tel-local-prefix",
            "tel-local-suffix",
            "tel-local",
        ]
        .iter()
        .any(|p| self.is(i, p));
        asks && !is_choice(self.field(i))
    }
}

/// Whether nothing but a dash stands between a box and the one before it: "[   ] - [   ]".
fn is_dashed(field: &Field) -> bool {
    let before = field.text_before.trim();
    field.label.is_empty()
        && field.placeholder.is_empty()
        && !before.is_empty()
        && before
            .chars()
            .all(|c| matches!(c, '-' | '–' | '—' | '－' | 'ー' | '‐' | '−'))
}

fn is_choice(field: &Field) -> bool {
    field.kind.starts_with("select") || matches!(field.kind.as_str(), "radio" | "checkbox")
}

/// Whether a box goes on with the number that the box before began.
fn continues(a: &Field, b: &Field) -> bool {
    let short = |f: &Field, most: u32| f.maxlength.is_some_and(|m| m <= most);
    let other_words = b.table_header.is_empty()
        && b.text_before != a.text_before
        && b.text_before.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    related(a, b)
        && (short(b, 5) || !other_words)
        && (short(b, 5)
            || same_base(&a.name, &b.name) && b.label == a.label
            || short(a, 5) && b.label.is_empty()
            || a.kind == b.kind && is_dashed(b)
            || a.kind.starts_with("select") && bare(b))
}
