//! Lines of an address, halves of a postcode, towns beside towns.

use super::{BIRTH, Form, bare, is_text, label_or_before, related, said_of, same_base};
use crate::fields::evidence;
use crate::fields::words::{self, Lang, Reading};
use crate::model::look::Field;
use crate::rulebook::lexicon::is_unspaced;
use regex::Regex;
use std::sync::LazyLock;

/// What stands between the halves of a number.
const DASHES: [char; 8] = ['-', '－', '‐', '−', '–', 'ー', '―', 'ｰ'];

const LINES: [&str; 4] = [
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
];

impl Form<'_> {
    /// A postcode in two boxes.
    pub(super) fn postcodes(&mut self) {
        let short = |f: &Field| f.maxlength.is_some_and(|m| m <= 4);
        self.sampled_numbers();
        self.pins();
        for i in 0..self.len() {
            // "ZIP+4" in one box: there is no first half to go on from.
            let first = (i.saturating_sub(2)..i).any(|k| self.is(k, "postal-code"));
            if self.is(i, "x-postal-code-2") && !first {
                self.set(i, "postal-code");
            }
        }
        for i in 0..self.len() {
            if !self.is(i, "postal-code") {
                continue;
            }
            let n = self.run(i, "postal-code", |a, b| {
                let half = b.purpose == "postal-code" || bare(b);
                related(a, b) && (short(b) || half && same_base(&a.name, &b.name))
            });
            // "〒[   ]-[    ]": the second box has no words of its own, and room for four.
            let half = || {
                if i + 1 >= self.len() {
                    return false;
                }
                let (a, b) = (self.field(i), self.field(i + 1));
                a.maxlength == Some(3)
                    && b.maxlength == Some(4)
                    && b.label.is_empty()
                    && b.placeholder.is_empty()
                    && !b.text_before.chars().any(char::is_alphabetic)
                    && related(a, b)
            };
            // "[   ] - [    ]" with names that only differ in a number are halves, whatever stands around.
            let named = i + 1 < self.len() && {
                let (a, b) = (self.field(i), self.field(i + 1));
                a.maxlength == Some(3)
                    && b.maxlength == Some(4)
                    && same_base(&a.name, &b.name)
                    && evidence::token_of(b).is_none()
            };
            // "〒[ ]-[ ]" without any length: nothing but a hyphen stands between two boxes without words.
            let joined = i + 1 < self.len() && {
                let (a, b) = (self.field(i), self.field(i + 1));
                let between = b.text_before.trim();
                !between.is_empty()
                    && between.chars().all(|c| DASHES.contains(&c))
                    && b.label.is_empty()
                    && b.placeholder.is_empty()
                    && (same_base(&a.name, &b.name) || a.name.is_empty() && b.name.is_empty())
                    && is_text(b)
                    && evidence::token_of(b).is_none()
            };
            if n >= 2 || half() || named || joined {
                self.set(i + 1, "x-postal-code-2");
            }
        }
    }

    /// Under the heading "住所" or "地址" lists go from the large to the small.
    fn lists_of_an_address(&mut self) {
        const SMALLER: [&str; 3] = ["address-level1", "address-level2", "address-level3"];
        let headed = |f: &Field| {
            [&f.table_header, &f.text_before].into_iter().any(|text| {
                text.chars().any(is_unspaced)
                    && words::said(text, Lang::ANY, Reading::Label)
                        .get("street-address")
                        .is_some_and(|(score, _)| *score >= 0.9)
            })
        };
        for i in 0..self.len() {
            let f = self.field(i);
            if f.purpose != "unknown"
                || f.kind != "select"
                || evidence::is_labelled(f)
                || !headed(f)
            {
                continue;
            }
            let before = SMALLER.iter().position(|p| {
                i > 0 && self.is(i - 1, p) && self.field(i - 1).table_header == f.table_header
            });
            let size = before.map_or(0, |at| (at + 1).min(2));
            self.set(i, SMALLER[size]);
        }
    }

    /// "Pin" in an Indian address is its postcode; elsewhere it opens something.
    fn pins(&mut self) {
        let place = ["address-level1", "address-level2"];
        for i in 0..self.len() {
            let f = self.field(i);
            let asked = label_or_before(f);
            let near = (i.saturating_sub(3)..(i + 4).min(self.len()))
                .any(|k| self.is_line(k) || place.iter().any(|p| self.is(k, p)));
            if f.purpose == "unknown" && is_text(f) && near && PIN.is_match(asked) {
                self.set(i, "postal-code");
            }
        }
    }

    /// "1234 AB", "12" and "A" side by side, as the Dutch look an address up: the samples alone tell
    /// the number of the house and what is added to it.
    fn sampled_numbers(&mut self) {
        for i in 0..self.len() {
            let shown = |k: usize, of: fn(char) -> bool| {
                k < self.len() && {
                    let f = self.field(k);
                    let sample = f.placeholder.trim();
                    is_text(f)
                        && !evidence::is_labelled(f)
                        && (1..=3).contains(&sample.chars().count())
                        && sample.chars().all(of)
                        && related(self.field(i), f)
                }
            };
            if !self.is(i, "postal-code")
                || evidence::is_labelled(self.field(i))
                || !shown(i + 1, |c| c.is_ascii_digit())
            {
                continue;
            }
            let added = shown(i + 2, |c| c.is_ascii_alphabetic());
            self.set(i + 1, "x-house-number");
            if added {
                self.set(i + 2, "x-house-number-suffix");
            }
        }
    }

    /// One street field is the street address; where more follow, they are its lines.
    pub(super) fn lines(&mut self) {
        self.finders();
        let mut i = 0;
        while i < self.len() {
            if !self.is_line(i) {
                i += 1;
                continue;
            }
            let mut n = 1;
            while i + n < self.len()
                && n < 4
                && same_column(self.field(i), self.field(i + n))
                && !self.is_other_address(i, i + n)
                && (self.is_line(i + n)
                    || self.is(i + n, "unknown")
                        && is_text(self.field(i + n))
                        && continues(self.field(i + n - 1), self.field(i + n)))
            {
                n += 1;
            }
            if n == 3 && self.begins_with_looked_up_code(i) {
                self.set(i, "postal-code");
                self.set(i + 1, "address-line1");
                self.set(i + 2, "address-line2");
                i += n;
                continue;
            }
            if n > 1 && self.is(i, "street-address") {
                self.set(i, "address-line1");
            }
            let from_first = !self.is(i, "address-line2") && !self.is(i, "address-line3");
            for k in 1..n {
                if !from_first && !self.is(i + k, "unknown") {
                    continue;
                }
                let p = LINES[(k + 1).min(3)];
                let repeats = |p: &str| self.is(i + k, p) && self.is(i + k - 1, p);
                if self.is(i + k, "unknown")
                    || self.is(i + k, "street-address")
                    || repeats("address-line1")
                    || repeats("address-line2")
                {
                    self.set(i + k, p);
                }
            }
            i += n;
        }
        self.streets();
    }

    /// A box to look an address up, above the boxes that the address is then written into.
    fn finders(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            let asked = if f.label.is_empty() {
                &f.placeholder
            } else {
                &f.label
            };
            let followed = (i + 1..(i + 4).min(self.len()))
                .any(|k| self.is_line(k) && !self.is(k, "address-line2"));
            if self.is_line(i)
                && followed
                && evidence::token_of(f).is_none()
                && FINDER.is_match(asked)
            {
                self.set(i, "x-search");
            }
        }
    }

    /// "Present address" and "Permanent address" are two addresses, no two lines of one.
    fn is_other_address(&self, a: usize, b: usize) -> bool {
        let kinds = |i: usize| -> Vec<String> {
            let f = self.field(i);
            let asked = if f.label.is_empty() {
                &f.text_before
            } else {
                &f.label
            };
            KIND_OF_ADDRESS
                .find_iter(asked)
                .map(|kind| kind.as_str().to_lowercase())
                .collect()
        };
        self.is(b, "street-address") && !kinds(b).is_empty() && kinds(a) != kinds(b)
    }

    /// "주소 [     ][주소 찾기] / [       ] / [       ]": where a button behind the first of three bare boxes
    /// looks the address up, that box takes the postcode, as Korean forms have it.
    fn begins_with_looked_up_code(&self, i: usize) -> bool {
        let silent = (i..i + 3).all(|k| {
            let f = self.field(k);
            !evidence::is_labelled(f) && f.placeholder.is_empty()
        });
        silent && !self.has(&["postal-code"]) && LOOKED_UP.is_match(&self.field(i).text_after)
    }

    fn is_line(&self, i: usize) -> bool {
        LINES.contains(&self.field(i).purpose.as_str()) && is_text(self.field(i))
    }

    /// A street is line 1 where the same address has a line 2 or a house number apart.
    fn streets(&mut self) {
        let street =
            |form: &Self, i: usize| form.is(i, "street-address") || form.is(i, "address-line1");
        for i in 0..self.len() {
            let f = self.field(i);
            if !street(self, i)
                || !is_text(f)
                || f.autocomplete
                    .as_deref()
                    .is_some_and(|a| a.contains("address"))
            {
                continue;
            }
            let rest = |k: usize| {
                (self.is(k, "address-line2") || self.is(k, "x-house-number"))
                    && same_column(f, self.field(k))
            };
            let after = (i + 1..(i + 8).min(self.len()))
                .take_while(|k| !street(self, *k) || !same_column(f, self.field(*k)));
            let before = (i.saturating_sub(4)..i)
                .rev()
                .take_while(|k| !street(self, *k) && !self.is(*k, "postal-code"));
            let parted = after.chain(before).any(rest);
            let named_first = NAMED_FIRST.is_match(&f.name) || NAMED_FIRST.is_match(&f.id);
            if (parted || named_first) && f.kind != "textarea" {
                self.set(i, "address-line1");
            } else if !parted && self.is(i, "address-line1") && !FIRST_LINE.is_match(&said_of(f)) {
                self.set(i, "street-address");
            }
        }
    }

    /// Two towns in one address: the one whose word may mean less is a part of the other.
    pub(super) fn towns(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            let place = f.purpose.starts_with("address-level") || f.purpose == "country";
            if place && BIRTH.is_match(&format!("{} {} {}", f.label, f.text_before, f.name)) {
                self.set(i, "x-birth-place");
            }
        }
        // Lists that fill each other, from the large to the small, often under one heading.
        for i in 0..self.len() {
            const SMALLER: [&str; 3] = ["address-level1", "address-level2", "address-level3"];
            let list = |form: &Self, k: usize| k < form.len() && form.field(k).kind == "select";
            let empty = |form: &Self, k: usize| {
                form.is(k, "unknown") && bare(form.field(k)) && form.field(k).options.len() <= 1
            };
            for pair in SMALLER.windows(2) {
                if self.is(i, pair[0]) && list(self, i) && list(self, i + 1) && empty(self, i + 1) {
                    self.set(i + 1, pair[1]);
                    break;
                }
            }
        }
        // `county` behind a province and a city is a part of the city, as in Chinese addresses.
        for i in 2..self.len() {
            let lists = (i - 2..=i).all(|k| list_at(self.field(k)));
            let told = evidence::token_of(self.field(i)).is_some();
            if lists
                && !told
                && self.is(i - 2, "address-level1")
                && self.is(i - 1, "address-level2")
                && self.is(i, "address-level1")
            {
                self.set(i, "address-level3");
            }
        }
        self.lists_of_an_address();
        let towns: Vec<usize> = (0..self.len())
            .filter(|i| self.is(*i, "address-level2"))
            .collect();
        for pair in towns.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if b - a > 3 || !same_column(self.field(a), self.field(b)) {
                continue;
            }
            let plain = |i: usize| TOWN.is_match(&said_of(self.field(i)));
            match (plain(a), plain(b)) {
                (true, false) => self.set(b, "address-level3"),
                (false, true) => self.set(a, "address-level3"),
                _ => {}
            }
        }
    }
}

fn list_at(field: &Field) -> bool {
    field.kind == "select"
}

/// Whether a box without words goes on with the address of the line before.
fn continues(a: &Field, b: &Field) -> bool {
    bare(b) && related(a, b)
        || !a.table_header.is_empty() && a.table_header == b.table_header && b.label.is_empty()
        || same_base(&a.name, &b.name) && bare(b)
}

/// Whether two fields do not stand in two columns of one table.
fn same_column(a: &Field, b: &Field) -> bool {
    let column = |f: &Field| f.table_header.rsplit_once(" / ").map(|(_, c)| c.to_owned());
    match (column(a), column(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

static KIND_OF_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(permanent|present|current|previous|correspondence|mailing|postal|billing|shipping|delivery|home|residential|work|office|business|liefer|rechnungs|post|privat|livraison|facturation|correspondance|entrega|env[íi]o|facturaci[óo]n|cobran[çc]a|residencial|comercial|spedizione|fatturazione|residenza|domicilio|bezorg|factuur|post)|勤務先|自宅|送付先|お届け先|請求先|배송|청구|자택|회사|收货|账单|公司|家庭")
        .expect("a fixed pattern")
});
/// Names that a programmer gives to the first line and to nothing else: `address_line1`, `addr1`.
static NAMED_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(addr|address|street|adresse|direccion|endereco|adres)[-_. ]?(line)?[-_. ]?(1|one)$",
    )
    .expect("a fixed pattern")
});
static LOOKED_UP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(우편번호|주소)\s*(찾기|검색)").expect("a fixed pattern"));
static PIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\W*pin( ?no)?\W*$").expect("a fixed pattern"));
static FIRST_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)1|\bline|zeile|ligne|l[íi]nea|linha|riga|regel|番地|町|丁目|기본|first|\bone\b|第一",
    )
    .expect("a fixed pattern")
});
static FINDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(find|search|look ?up).{0,20}address|address (finder|look ?up|search)|adresse (suchen|finden)|(rechercher?|trouvez?).{0,12}adresse|buscar.{0,12}direcci|(cerca|trova).{0,12}indirizzo|zoek.{0,12}adres|(busque|buscar|encontre).{0,12}endere|住所を?検索|주소 ?(검색|찾기)")
        .expect("a fixed pattern")
});
static TOWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bcity|\btown|posttown|stadt|\bort\b|ville|ciudad|poblaci|citt|comune|plaats|stad\b|cidade|市区|城市|市$|도시|miasto|город|şehir")
        .expect("a fixed pattern")
});
