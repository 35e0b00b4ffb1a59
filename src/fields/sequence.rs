//! Reads a form as a whole: what a field asks often shows only in company.

use crate::fields::options::{self, List};
use crate::model::look::Field;
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
        form.split_boxes(lang);
        form.confirmations();
        form.card(lang);
        form.birth(lang);
        form.lines();
        form.passwords();
        form.lone_search();
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
            field.purpose_certainty = field.purpose_certainty.clamp(0.5, 0.9);
        }
    }

    fn has(&self, purposes: &[&str]) -> bool {
        (0..self.len()).any(|i| purposes.contains(&self.field(i).purpose.as_str()))
    }

    /// Whether a field has a label, placeholder or token of its own to tell it from the one before.
    fn own_words(&self, i: usize) -> bool {
        let f = self.field(i);
        !f.placeholder.is_empty() && f.placeholder.chars().any(char::is_alphabetic)
            || f.autocomplete
                .as_deref()
                .is_some_and(|a| a.contains('-') || a == "tel")
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

    /// Telephone, postcode and name in several boxes.
    fn split_boxes(&mut self, lang: Option<&str>) {
        let family_first =
            lang.is_some_and(|l| {
                ["ja", "zh", "ko", "hu"]
                    .iter()
                    .any(|t| l.to_lowercase().starts_with(t))
            }) || self.has(&["x-kana-name", "x-kana-family-name", "x-kana-given-name"]);
        let short = |f: &Field, most: u32| f.maxlength.is_some_and(|m| m <= most);
        let mut i = 0;
        while i < self.len() {
            let purpose = self.field(i).purpose.clone();
            let used = match purpose.as_str() {
                "tel" | "tel-area-code" => {
                    let n = self.run(i, "tel", |a, b| {
                        related(a, b)
                            && (short(b, 5)
                                || same_base(&a.name, &b.name) && b.label == a.label
                                || short(a, 5) && b.label.is_empty())
                    });
                    match n {
                        3 | 4 => {
                            for (k, p) in ["tel-area-code", "tel-local-prefix", "tel-local-suffix"]
                                .into_iter()
                                .enumerate()
                            {
                                self.set(i + k, p);
                            }
                            3
                        }
                        2 => {
                            self.set(i, "tel-area-code");
                            self.set(i + 1, "tel-local");
                            2
                        }
                        _ => 1,
                    }
                }
                "postal-code" => {
                    let n = self.run(i, "postal-code", |a, b| {
                        related(a, b) && (short(b, 4) || same_base(&a.name, &b.name))
                    });
                    if n >= 2 {
                        self.set(i + 1, "x-postal-code-2");
                        2
                    } else {
                        1
                    }
                }
                "name" => {
                    let n = self.run(i, "name", |a, b| related(a, b) && same_place(a, b));
                    if n == 2 && !self.own_words(i) {
                        let (first, second) = if family_first {
                            ("family-name", "given-name")
                        } else {
                            ("given-name", "family-name")
                        };
                        self.set(i, first);
                        self.set(i + 1, second);
                        2
                    } else {
                        1
                    }
                }
                "x-kana-name" => {
                    let n = self.run(i, "x-kana-name", |a, b| related(a, b) && same_place(a, b));
                    if n == 2 {
                        self.set(i, "x-kana-family-name");
                        self.set(i + 1, "x-kana-given-name");
                        2
                    } else {
                        1
                    }
                }
                _ => 1,
            };
            i += used;
        }
        // A lone family or given name beside a plain "name" completes the pair.
        for i in 0..self.len().saturating_sub(1) {
            if self.is(i, "name") && self.is(i + 1, "family-name") && !self.has(&["given-name"]) {
                self.set(i, "given-name");
            } else if self.is(i, "family-name")
                && self.is(i + 1, "name")
                && !self.has(&["given-name"])
                && family_first
            {
                self.set(i + 1, "given-name");
            }
        }
    }

    /// The second of two alike is there to confirm the first.
    fn confirmations(&mut self) {
        let emails: Vec<usize> = (0..self.len()).filter(|i| self.is(*i, "email")).collect();
        for pair in emails.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let confirming = CONFIRM.is_match(&said_of(self.field(b)));
            if b - a <= 2
                && (confirming
                    || b == a + 1
                        && related(self.field(a), self.field(b))
                        && self.field(a).kind == self.field(b).kind)
            {
                self.set(b, "x-email-confirm");
            }
        }
    }

    /// Card data: bare names and dates beside a card number belong to the card.
    fn card(&mut self, _lang: Option<&str>) {
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
        self.expiry_lists();
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
                && related(a, b)
                && short_or_list(a)
                && short_or_list(b)
            {
                self.set(i, "cc-exp-month");
                self.set(i + 1, "cc-exp-year");
            } else if self.is(i, "cc-exp-month") && self.is(i + 1, "cc-exp-month") {
                self.set(i + 1, "cc-exp-year");
            }
        }
    }

    /// Year, month and day of birth in three boxes or lists.
    ///
    /// The lists' contents and the word beside a box tell the parts; where one is missing it is
    /// what the other two leave, and where nothing tells them the order of the language does.
    fn birth(&mut self, lang: Option<&str>) {
        let mut i = 0;
        while i + 2 < self.len() {
            let asked = (i..i + 3).any(|k| {
                self.field(k).purpose.starts_with("bday") || BIRTH.is_match(&said_of(self.field(k)))
            });
            let together = (i..i + 3).all(|k| self.may_be_birth(k))
                && (i + 1..i + 3).all(|k| beside(self.field(k - 1), self.field(k)));
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
    }

    /// A box or list that is a date of birth already, or asks nothing that is known for sure.
    fn may_be_birth(&self, i: usize) -> bool {
        let f = self.field(i);
        let listed = matches!(
            options::read(f),
            Some(List::Months | List::Days | List::YearsBehind | List::YearsAhead)
        );
        (f.kind.starts_with("select") || is_text(f) && f.kind != "textarea")
            && (listed
                || f.purpose.starts_with("bday")
                || (f.purpose == "unknown" || only_typed(f)) && bare(f))
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
                    | List::Quantities,
                )
                | None => {}
            }
            let behind = f.text_after.trim_start().chars().next();
            let by_unit = [
                ('年', "bday-year"),
                ('月', "bday-month"),
                ('日', "bday-day"),
            ]
            .into_iter()
            .find(|(unit, _)| behind == Some(*unit));
            let by_size = || (f.maxlength == Some(4)).then_some("bday-year");
            by_unit
                .map(|(_, part)| part)
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

    /// One street field is the street address; where more follow, they are its lines.
    fn lines(&mut self) {
        const LINES: [&str; 4] = [
            "street-address",
            "address-line1",
            "address-line2",
            "address-line3",
        ];
        let mut i = 0;
        while i < self.len() {
            if !LINES.contains(&self.field(i).purpose.as_str()) || !is_text(self.field(i)) {
                i += 1;
                continue;
            }
            let mut n = 1;
            while i + n < self.len()
                && n < 4
                && is_text(self.field(i + n))
                && (LINES.contains(&self.field(i + n).purpose.as_str())
                    || self.is(i + n, "unknown")
                        && bare(self.field(i + n))
                        && related(self.field(i + n - 1), self.field(i + n)))
            {
                n += 1;
            }
            if n > 1 && self.is(i, "street-address") {
                self.set(i, "address-line1");
            }
            for k in 1..n {
                let p = [
                    "address-line1",
                    "address-line2",
                    "address-line3",
                    "address-line3",
                ][k];
                if self.is(i + k, "unknown")
                    || self.is(i + k, "street-address")
                    || self.is(i + k, "address-line1") && self.is(i + k - 1, "address-line1")
                    || self.is(i + k, "address-line2") && self.is(i + k - 1, "address-line2")
                {
                    self.set(i + k, p);
                }
            }
            i += n;
        }
    }

    /// Logging in, signing up, changing: told by how many passwords there are and what else is asked.
    fn passwords(&mut self) {
        let at: Vec<usize> = (0..self.len())
            .filter(|i| {
                self.field(*i).kind == "password"
                    && matches!(
                        self.field(*i).purpose.as_str(),
                        "current-password" | "new-password" | "x-password-confirm"
                    )
            })
            .collect();
        let told = |f: &Field| {
            f.autocomplete
                .as_deref()
                .is_some_and(|a| a.contains("password"))
        };
        match at.as_slice() {
            [] => {}
            [one] => {
                if told(self.field(*one)) && !self.is(*one, "x-password-confirm") {
                    return;
                }
                let asks_more = self.has(&[
                    "given-name",
                    "family-name",
                    "name",
                    "x-email-confirm",
                    "postal-code",
                    "street-address",
                    "address-line1",
                    "bday",
                    "bday-year",
                    "x-terms",
                    "x-kana-name",
                    "x-kana-family-name",
                    "organization",
                    "sex",
                    "tel",
                ]);
                let text: String = (0..self.len())
                    .map(|i| {
                        format!(
                            "{} {} ",
                            self.field(i).section,
                            self.field(i).form_action.as_deref().unwrap_or_default()
                        )
                    })
                    .collect();
                let own = said_of(self.field(*one));
                let up =
                    SIGN_UP.is_match(&text) && !LOG_IN.is_match(&text) || SIGN_UP.is_match(&own);
                let by_word = self.is(*one, "new-password");
                if (asks_more || up || by_word) && !LOG_IN.is_match(&own) {
                    self.set(*one, "new-password");
                } else {
                    self.set(*one, "current-password");
                    self.login_name(*one);
                }
            }
            [first, second] => {
                let old = OLD.is_match(&said_of(self.field(*first)));
                if old {
                    self.set(*first, "current-password");
                    self.set(*second, "new-password");
                } else if *second - *first <= 2 || self.is(*second, "x-password-confirm") {
                    self.set(*first, "new-password");
                    self.set(*second, "x-password-confirm");
                } else {
                    self.set(*first, "current-password");
                    self.set(*second, "new-password");
                }
            }
            [first, second, third, ..] => {
                if OLD.is_match(&said_of(self.field(*first)))
                    || !self.is(*second, "x-password-confirm")
                {
                    self.set(*first, "current-password");
                    self.set(*second, "new-password");
                    self.set(*third, "x-password-confirm");
                } else {
                    self.set(*first, "new-password");
                    self.set(*second, "x-password-confirm");
                }
            }
        }
    }

    /// The field before a login's password is a user name unless it says e-mail.
    fn login_name(&mut self, password: usize) {
        for i in (0..password).rev() {
            if is_text(self.field(i)) {
                let p = self.field(i).purpose.as_str();
                let either = p == "email"
                    && self.field(i).kind == "text"
                    && USER_NAME.is_match(&said_of(self.field(i)));
                if p == "unknown" || p == "name" || p == "nickname" || either {
                    self.set(i, "username");
                }
                return;
            }
        }
    }

    /// A form of one text field that sends to a search.
    fn lone_search(&mut self) {
        let texts: Vec<usize> = (0..self.len())
            .filter(|i| is_text(self.field(*i)))
            .collect();
        if let [one] = texts.as_slice() {
            let f = self.field(*one);
            let action = f.form_action.as_deref().unwrap_or_default().to_lowercase();
            if f.purpose == "unknown"
                && f.form.is_some()
                && [
                    "search",
                    "suche",
                    "recherche",
                    "buscar",
                    "find",
                    "catalogsearch",
                ]
                .iter()
                .any(|w| action.contains(w))
            {
                self.set(*one, "x-search");
            }
        }
    }
}

static CONFIRM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)confirm|again|re-?(enter|type)|repeat|verify|確認|再入力|もう一度|bestätig|wiederhol|confirmez|répét|repet|conferma|ripeti|bevestig|herhaal|2$").expect("a fixed pattern")
});
static START: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)start|valid ?from|issue ?date").expect("a fixed pattern"));
static BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)birth|\bdob|b-?day|生年月日|誕生|geburt|naissance|nacimiento|nascita|geboorte|nascimento|生日|출생|생년").expect("a fixed pattern")
});
static SIGN_UP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)regist|sign-?_? ?up|\bjoin|create|enrol|new[-_ ]?(account|customer|user|member)|登録|neukunde|konto anlegen|inscri|crear|registr|aanmaken|cadastr|注册|註冊|가입").expect("a fixed pattern")
});
static LOG_IN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)log-?_? ?in|sign-?_? ?in|log-?on|returning|ログイン|anmelden|connexion|se connecter|iniciar sesi|accedi|inloggen|entrar|登录|登入|로그인").expect("a fixed pattern")
});
static USER_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)user ?-?(name|id)|benutzer|utilisateur|usuario|utente|gebruiker|usuário|会員id|ログインid|用户名|아이디").expect("a fixed pattern")
});
static OLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bold|current|existing|現在の|bisherig|alt(es)? pass|aktuell|actuel|actual|attuale|huidig").expect("a fixed pattern")
});

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

/// A field without any word of its own.
fn bare(field: &Field) -> bool {
    field.label.is_empty() && field.placeholder.is_empty() && field.table_header.is_empty()
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

/// Whether only the type says what a field asks: `tel` brings up digits and serves for many things.
fn only_typed(field: &Field) -> bool {
    field.kind == "tel"
        && field.purpose == "tel"
        && crate::fields::evidence::votes(field)
            .iter()
            .all(|vote| vote.purpose != "tel" || vote.because.starts_with("type"))
}

/// Whether a box continues the one before: no label of its own, or one beside which the other stood.
fn beside(a: &Field, b: &Field) -> bool {
    related(a, b)
        || options::read(a).is_some() && options::read(b).is_some()
        || b.label.chars().count() <= 8 && a.label.chars().count() <= 8
}

fn same_place(a: &Field, b: &Field) -> bool {
    !a.table_header.is_empty() && a.table_header == b.table_header
        || !a.group_label.is_empty() && a.group_label == b.group_label
        || bare(b)
        || a.label == b.label
}

/// Whether two names differ only in a number or a letter at their end.
fn same_base(a: &str, b: &str) -> bool {
    let base = |s: &str| {
        s.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '[' | ']'))
            .trim_end_matches(|c: char| matches!(c, 'a'..='d') && s.len() > 4)
            .trim_end_matches(['_', '-'])
            .to_lowercase()
    };
    !a.is_empty() && a != b && base(a) == base(b) && !base(a).is_empty()
}

fn short_or_list(field: &Field) -> bool {
    field.kind.starts_with("select") || field.maxlength.is_some_and(|m| m <= 4) || bare(field)
}
