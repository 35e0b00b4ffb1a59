//! Reads a form as a whole: what a field asks often shows only in company.

mod address;
mod birth;
mod card;
mod names;
mod passwords;
mod telephone;

use crate::fields::evidence::{self, Setting};
use crate::fields::options;
use crate::fields::words::{self, Lang, Reading};
use crate::model::look::Field;
use crate::rulebook::lexicon::is_unspaced;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Corrects purposes by order and company, form by form.
pub fn read(fields: &mut [Field], lang: Option<&str>) {
    let mut forms: BTreeMap<(u32, Option<u32>), Vec<usize>> = BTreeMap::new();
    for (i, field) in fields.iter().enumerate() {
        forms.entry((field.frame, field.form)).or_default().push(i);
    }
    for members in forms.into_values() {
        let mut form = Form {
            fields,
            at: &members,
        };
        form.rows(lang);
        form.labels_of_rows(lang);
        form.codes();
        form.telephone();
        form.postcodes();
        form.names(lang);
        form.emails();
        form.card();
        form.birth(lang);
        form.lines();
        form.towns();
        form.passwords();
        form.customer_numbers();
        form.lone_search();
        form.lone_text();
    }
}

struct Form<'a> {
    fields: &'a mut [Field],
    at: &'a [usize],
}

impl Form<'_> {
    fn len(&self) -> usize {
        self.at.len()
    }

    fn field(&self, i: usize) -> &Field {
        &self.fields[self.at[i]]
    }

    fn is(&self, i: usize, purpose: &str) -> bool {
        i < self.len() && self.field(i).purpose == purpose
    }

    fn set(&mut self, i: usize, purpose: &str) {
        let field = &mut self.fields[self.at[i]];
        if field.purpose != purpose {
            field.purpose = purpose.to_owned();
            field.purpose_certainty = field.purpose_certainty.clamp(0.5, 0.85);
        }
    }

    fn has(&self, purposes: &[&str]) -> bool {
        (0..self.len()).any(|i| purposes.contains(&self.field(i).purpose.as_str()))
    }

    /// Whether a field has a label, placeholder or token of its own to tell it from the one before.
    fn own_words(&self, i: usize) -> bool {
        let f = self.field(i);
        asked_inside(f).chars().any(char::is_alphabetic)
            || f.autocomplete
                .as_deref()
                .is_some_and(|a| a.contains('-') || a == "tel")
    }

    /// "City / State / Zip" before three boxes names them in this order.
    fn rows(&mut self, lang: Option<&str>) {
        let mut i = 0;
        while i + 1 < self.len() {
            let first = self.field(i);
            let heading = if first.table_header.is_empty() {
                first.text_before.clone()
            } else {
                first.table_header.clone()
            };
            let follows = |k: usize| {
                let f = self.field(k);
                is_text(f) && !evidence::is_labelled(f) && f.placeholder.is_empty()
                    || f.kind == "select"
            };
            let mut n = 1;
            while i + n < self.len()
                && follows(i + n)
                && if first.table_header.is_empty() {
                    bare(self.field(i + n))
                } else {
                    self.field(i + n).table_header == heading
                }
            {
                n += 1;
            }
            if (2..=4).contains(&n) && follows(i) {
                let parts = words::listed(&heading, Lang::of(lang));
                let own =
                    (i..i + n).all(|k| self.field(k).purpose != self.field(i).purpose || k == i);
                if parts.len() == n && !own {
                    for (k, part) in parts.into_iter().enumerate() {
                        self.set(i + k, part);
                    }
                } else if parts.len() == n {
                    for (k, part) in parts.into_iter().enumerate() {
                        if self.is(i + k, "unknown") || self.field(i + k).purpose_certainty < 0.6 {
                            self.set(i + k, part);
                        }
                    }
                }
            }
            i += n;
        }
    }

    /// "Town [Postcode][Town]": a label that the second box repeats inside is the row's, and what stands in
    /// the first box is what that one asks.
    fn labels_of_rows(&mut self, lang: Option<&str>) {
        let inside = |f: &Field| {
            words::said(asked_inside(f), Lang::of(lang), Reading::Label)
                .into_iter()
                .filter(|(_, (score, _))| *score >= 0.85)
                .max_by(|a, b| a.1.0.total_cmp(&b.1.0))
                .map(|(purpose, _)| purpose)
        };
        for i in 0..self.len().saturating_sub(1) {
            let (first, second) = (self.field(i), self.field(i + 1));
            let (Some(here), Some(there)) = (inside(first), inside(second)) else {
                continue;
            };
            if evidence::is_labelled(first)
                && !evidence::is_labelled(second)
                && is_text(first)
                && here != there
                && first.purpose == there
                && evidence::token_of(first).is_none()
            {
                self.set(i, here);
            }
        }
    }

    /// The one field for a longer text in a short form that asks whom to answer takes the message,
    /// however the page asks for it: "What happened?".
    fn lone_text(&mut self) {
        let texts: Vec<usize> = (0..self.len())
            .filter(|i| self.field(*i).kind == "textarea" && self.field(*i).visible)
            .collect();
        if let [one] = texts.as_slice()
            && self.is(*one, "unknown")
            && self.len() <= 8
            && self.has(&["email", "tel"])
            && self.has(&["name", "given-name", "family-name", "x-kana-name"])
        {
            self.set(*one, "x-message");
        }
    }

    /// A code that was sent, one box for each of its characters.
    fn codes(&mut self) {
        self.boxes_of_one();
        for i in 0..self.len().saturating_sub(1) {
            let box_of_one = |f: &Field| f.maxlength == Some(1) && is_text(f);
            if self.is(i, "one-time-code")
                && self.is(i + 1, "unknown")
                && box_of_one(self.field(i))
                && box_of_one(self.field(i + 1))
            {
                self.set(i + 1, "one-time-code");
            }
        }
    }

    /// Four boxes and more for one character each, without a word for anything else, take a code that was
    /// sent: "Digit 1", "Digit 2".
    fn boxes_of_one(&mut self) {
        let of_a_code = |form: &Self, i: usize| {
            let f = form.field(i);
            f.maxlength == Some(1)
                && is_text(f)
                && (f.purpose == "unknown" || f.purpose == "one-time-code" || only_typed(f))
        };
        let mut i = 0;
        while i < self.len() {
            let n = (i..self.len()).take_while(|k| of_a_code(self, *k)).count();
            for k in (i..i + n).filter(|_| (4..=8).contains(&n)) {
                self.set(k, "one-time-code");
            }
            i += n.max(1);
        }
    }

    /// How many fields from `i` on ask the same and belong together.
    fn run(&self, i: usize, purpose: &str, follows: impl Fn(&Field, &Field) -> bool) -> usize {
        let mut n = 1;
        while i + n < self.len()
            && n < 4
            && (self.is(i + n, purpose) || self.is(i + n, "unknown"))
            && self.field(i + n).kind == self.field(i).kind
            && follows(self.field(i + n - 1), self.field(i + n))
        {
            n += 1;
        }
        n
    }
}

static BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)birth|\bdob|b-?day|生年月日|誕生|出生|geburt|geb\.|naissance|nacimiento|nascita|geboorte|nascimento|生日|출생|생년|urodzenia|рождения|народження|född|födelse|fødsel|fødselsdato|syntymä|narozen|naroden|születés|naştere|nașter|doğum|γέννη|rojstva|rođenja|né\(?e?\)? ?\(?e?\)? le|\bnat[oa](/a)? (il|a)|geboren|nascido|ngày sinh").expect("a fixed pattern")
});

/// Everything that is said of a field, in one line.
fn said_of(field: &Field) -> String {
    format!(
        "{} {} {} {} {} {} {}",
        field.label,
        field.placeholder,
        field.table_header,
        field.text_before,
        field.group_label,
        field.name,
        field.id
    )
}

/// Kinds that one types into.
fn is_text(field: &Field) -> bool {
    matches!(
        field.kind.as_str(),
        "text" | "email" | "tel" | "number" | "textarea" | "search" | "url" | "textbox"
    )
}

/// The label, or where there is none the words before the field.
fn label_or_before(field: &Field) -> &str {
    match field.label.is_empty() {
        true => &field.text_before,
        false => &field.label,
    }
}

/// A field without any word of its own.
fn bare(field: &Field) -> bool {
    let speaks = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    !evidence::is_labelled(field)
        && !speaks(asked_inside(field))
        && field.table_header.is_empty()
        && !speaks(&field.text_before)
        && !speaks(&field.box_text)
}

/// What a placeholder asks, without its example; "山田" alone is one.
fn asked_inside(field: &Field) -> &str {
    let text = words::without_example(&field.placeholder);
    let sample = text.chars().count() <= 5
        && text.chars().all(is_unspaced)
        && words::said(text, Lang::ANY, Reading::Label).is_empty();
    if sample { "" } else { text }
}

/// Whether two neighbours stand under the same heading or share the beginning of their names.
fn related(a: &Field, b: &Field) -> bool {
    same_base(&a.name, &b.name)
        || !a.table_header.is_empty() && a.table_header == b.table_header
        || !a.group_label.is_empty() && a.group_label == b.group_label
        || bare(b)
        || !a.label.is_empty() && a.label == b.label
        || b.label.is_empty() && b.text_before.chars().count() <= 3
}

/// How a field is read where its words alone matter.
const SETTING: Setting = Setting {
    lang: Lang::ANY,
    labels_behind: false,
    notes_before: false,
    in_a_row: false,
    echo_before: false,
    token_weight: evidence::TOKEN,
    name_weight: 1.0,
    id_weight: 1.0,
};

/// Whether only the type says what a field asks: `tel` brings up digits and serves for many things.
fn only_typed(field: &Field) -> bool {
    field.kind == "tel"
        && field.purpose == "tel"
        && evidence::votes(field, SETTING)
            .iter()
            .all(|vote| vote.purpose != "tel" || vote.because.starts_with("type"))
}

/// Whether a box continues the one before: no label of its own, or one beside which the other stood.
fn beside(a: &Field, b: &Field) -> bool {
    related(a, b)
        || options::read(a).is_some() && options::read(b).is_some()
        || b.label.chars().count() <= 8 && a.label.chars().count() <= 8
}

/// Whether two names differ only in a number or a letter at their end.
fn same_base(a: &str, b: &str) -> bool {
    let base = |s: &str| {
        s.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '[' | ']'))
            .trim_end_matches(|c: char| matches!(c, 'a'..='d' | 'A'..='D') && s.len() > 4)
            .trim_end_matches(['_', '-'])
            .to_lowercase()
    };
    !a.is_empty() && a != b && base(a) == base(b) && !base(a).is_empty()
}

fn short_or_list(field: &Field) -> bool {
    field.kind.starts_with("select") || field.maxlength.is_some_and(|m| m <= 4) || bare(field)
}
