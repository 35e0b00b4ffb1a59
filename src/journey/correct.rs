//! Reads what a store complains about and finds another way to write the value:
//! without hyphens or with them, in wide digits, in the other kana.
//!
//! Pure: a look with its messages, what was typed before, and the persona go in.

use crate::browser::DialogSeen;
use crate::model::look::{Field, LabelSource, Look, Message};
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rulebook::persona::{Answer, Persona};
use unicode_normalization::UnicodeNormalization;
use wana_kana::{ConvertJapanese, Options};

/// A field that the store complains about, and what it said.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// Handle of the field.
    pub field: u32,
    /// The message.
    pub message: String,
}

/// What a page complained about in windows of the browser, which many older stores still do.
pub fn said_in(dialogs: Vec<DialogSeen>, lexicon: &Lexicon) -> Vec<Message> {
    let complains = |text: &str| {
        [Topic::Error, Topic::RequiredError, Topic::OptionMissing]
            .into_iter()
            .any(|topic| lexicon.says(text, topic))
    };
    dialogs
        .into_iter()
        .filter(|d| d.kind == "alert")
        .map(|d| Message {
            error: complains(&d.text),
            text: d.text.chars().take(300).collect(),
            role: "alert".into(),
            ..Message::default()
        })
        .collect()
}

/// Fields that messages, marks or the browser itself call wrong, with the words nearest to them.
///
/// Messages that stood there before the press are not read again.
pub fn complaints(before: &Look, after: &Look) -> Vec<Complaint> {
    let fresh: Vec<_> = after
        .messages
        .iter()
        .filter(|m| m.error && m.text.chars().count() >= 4)
        .filter(|m| {
            m.field.is_some() || !before.messages.iter().any(|b| b.error && b.text == m.text)
        })
        .collect();
    let mut out: Vec<Complaint> = Vec::new();
    let mut add = |field: &Field, message: &str| {
        if !out.iter().any(|c| c.field == field.handle) {
            out.push(Complaint {
                field: field.handle,
                message: message.to_owned(),
            });
        }
    };
    let usable: Vec<&Field> = after
        .fields
        .iter()
        .filter(|f| f.visible && !f.disabled && !f.readonly)
        .collect();
    for field in &usable {
        if let Some(message) = fresh.iter().find(|m| m.field == Some(field.handle)) {
            add(field, &message.text);
        }
    }
    // A list of errors above the form names fields by their labels.
    for message in fresh.iter().filter(|m| m.field.is_none()) {
        for sentence in message.text.split(['\n', '。', '.', '!', '！']) {
            let named: Vec<&&Field> = usable.iter().filter(|f| names(sentence, f)).collect();
            // The longest label wins: "Name" is in "Last name is missing", too.
            let longest = named
                .iter()
                .map(|f| label_of(f).chars().count())
                .max()
                .unwrap_or_default();
            for field in named
                .into_iter()
                .filter(|f| label_of(f).chars().count() == longest)
            {
                add(field, sentence.trim());
                for part in parts_of(field, &usable) {
                    add(part, sentence.trim());
                }
            }
        }
    }
    // Red words that name nothing speak of the box that they stand under or behind.
    for message in fresh.iter().filter(|m| m.field.is_none()) {
        if !usable.iter().any(|f| names(&message.text, f))
            && let Some(field) = beside(message, &usable)
        {
            add(field, &message.text);
        }
    }
    for field in &usable {
        if field.invalid || !field.valid && (field.filled || field.required) {
            let said = if field.description.is_empty() {
                &field.validation_message
            } else {
                &field.description
            };
            add(field, said);
        }
    }
    out
}

/// Most space between a box and the words under it, in CSS pixels.
const UNDER_PX: f64 = 28.0;

/// The box right above a message, or before it in its line.
fn beside<'f>(message: &Message, all: &[&'f Field]) -> Option<&'f Field> {
    let said = &message.rect;
    let gap = |f: &Field| said.y - (f.rect.y + f.rect.h);
    let at = |f: &&&Field| {
        let r = &f.rect;
        let shares = said.x < r.x + r.w && r.x < said.x + said.w;
        let under = shares && (-2.0..=UNDER_PX).contains(&gap(f));
        let behind = said.x >= r.x + r.w - 2.0
            && said.x <= r.x + r.w + 60.0
            && (said.y + said.h / 2.0 - r.y - r.h / 2.0).abs() < 14.0;
        r.w > 0.0 && said.w > 0.0 && (under || behind)
    };
    all.iter()
        .filter(at)
        .min_by(|a, b| gap(a).abs().total_cmp(&gap(b).abs()))
        .copied()
}

/// The boxes behind a field that have no name of their own and ask for more of the same.
fn parts_of<'f>(field: &Field, all: &[&'f Field]) -> Vec<&'f Field> {
    let kind = |purpose: &str| {
        ["x-kana", "tel", "postal", "name"]
            .into_iter()
            .find(|k| purpose.contains(k))
    };
    let own = kind(&field.purpose);
    all.iter()
        .skip_while(|f| f.handle != field.handle)
        .skip(1)
        .take_while(|f| own.is_some() && kind(&f.purpose) == own && f.form == field.form)
        .take_while(|f| label_of(f).chars().filter(|c| c.is_alphabetic()).count() < 2)
        .copied()
        .collect()
}

/// Whether a sentence names a field by what a shopper calls it.
pub fn names(sentence: &str, field: &Field) -> bool {
    let sentence = sentence.to_lowercase();
    let said = |label: &str| label.chars().count() >= 2 && sentence.contains(label);
    said(&label_of(field)) || beside_a_sample(field).is_some_and(|text| said(&bare_name(text)))
}

/// The words before a field whose only label is a sample in it ("1234 AB").
fn beside_a_sample(field: &Field) -> Option<&str> {
    let sample = field.label_source == LabelSource::Placeholder;
    sample.then_some(field.text_before.as_str())
}

/// The field that a sentence names, by the most that it says of one: "name (reading)" is the reading's
/// field and not the name's. Of fields that are called alike the first, unless `touched` has one of them.
pub fn named_in<'a>(sentence: &str, fields: &[&'a Field], touched: &[&str]) -> Option<&'a Field> {
    let said = plain(sentence);
    let weight = |field: &Field| -> usize {
        if !names(sentence, field) {
            return 0;
        }
        let beside = beside_a_sample(field).unwrap_or_default();
        let label = plain(&format!("{} {beside}", shown_label(field)));
        let words = label.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| said.contains(word))
            .map(|word| word.chars().count())
            .sum()
    };
    let weighed: Vec<(usize, &Field)> =
        fields.iter().map(|field| (weight(field), *field)).collect();
    let most = weighed
        .iter()
        .map(|(weight, _)| *weight)
        .max()
        .filter(|most| *most > 0)?;
    let mut best = weighed
        .iter()
        .filter(|(weight, _)| *weight == most)
        .map(|(_, field)| *field);
    let own = best
        .clone()
        .find(|field| touched.contains(&field.selector.as_str()));
    own.or_else(|| best.next())
}

/// Whether a field's name holds the other's and more.
pub fn is_called_longer(field: &Field, other: &Field) -> bool {
    let (long, short) = (label_of(field), label_of(other));
    short.chars().count() >= 2 && long.len() > short.len() && long.contains(&short)
}

/// A text in small letters and one width, to compare words by.
fn plain(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// What a shopper reads as the field's name, marks included.
pub fn shown_label(field: &Field) -> &str {
    [
        &field.label,
        &field.table_header,
        &field.text_before,
        &field.placeholder,
    ]
    .into_iter()
    .find(|t| !t.trim().is_empty())
    .map_or("", String::as_str)
}

/// What a shopper calls the field, without marks.
fn label_of(field: &Field) -> String {
    bare_name(shown_label(field))
}

fn bare_name(text: &str) -> String {
    let text = text
        .replace("必須", "")
        .replace("(required)", "")
        .replace("(optional)", "");
    let mut label: &str = text
        .split(['(', '（', '※', '*', '＊', ':', '：', '/'])
        .next()
        .unwrap_or_default();
    label = label.trim();
    label.to_lowercase()
}

/// Other ways to write a value after a message, the likeliest first, without those that were tried.
pub fn again(field: &Field, message: &str, tried: &[String], persona: &Persona) -> Option<String> {
    let hinted = Field {
        description: format!("{} {message}", field.description),
        placeholder: String::new(),
        ..field.clone()
    };
    let mut ways: Vec<String> = Vec::new();
    if let Some(Answer::Type(text)) = persona.value_for(&hinted) {
        ways.push(text);
    }
    let last = tried
        .last()
        .cloned()
        .or_else(|| persona.value(&field.purpose))
        .unwrap_or_default();
    let said: String = message.nfkc().collect::<String>().to_lowercase();
    let any = |words: &[&str]| words.iter().any(|w| said.contains(w));
    let wide_wanted = any(&["全角", "full-width", "fullwidth"]);
    let narrow_wanted = any(&["半角", "half-width", "halfwidth"]);
    let plain_wanted = any(&[
        "なし",
        "無し",
        "不要",
        "除い",
        "抜き",
        "数字のみ",
        "digits only",
        "only digits",
        "numbers only",
        "only numbers",
        "only contain digits",
        "without",
        "no spaces",
        "no hyphen",
        "nur ziffern",
        "ohne",
        "sans ",
        "sin ",
        "senza ",
        "zonder ",
        "solo n",
        "only numeric",
    ]);
    if any(&["カタカナ", "カナ", "katakana"]) {
        ways.push(katakana(&last));
    }
    if any(&["ひらがな", "hiragana"]) {
        ways.push(hiragana(&last));
    }
    let bare: String = last.nfkc().filter(|c| c.is_alphanumeric()).collect();
    let numeric = !bare.is_empty()
        && bare.chars().filter(char::is_ascii_digit).count() * 2 >= bare.chars().count();
    let grouped: Vec<String> = grouped(&field.purpose, persona)
        .into_iter()
        .filter(|g| g.chars().filter(|c| c.is_alphanumeric()).eq(bare.chars()))
        .collect();
    if wide_wanted {
        ways.push(wide(&last));
    }
    if narrow_wanted {
        ways.push(last.nfkc().collect());
    }
    if numeric || field.purpose == "postal-code" {
        if plain_wanted || last.contains(['-', ' ', '/']) {
            ways.push(bare.clone());
            ways.extend(grouped);
        } else {
            ways.extend(grouped);
            ways.push(bare);
        }
    }
    // A number was wanted of a box that nobody knows: one that most questions take.
    let number_wanted = any(&[
        "数字", "digit", "number", "ziffern", "zahl", "chiffres", "cifras", "número", "numero",
        "cijfer", "getal", "숫자",
    ]);
    if number_wanted && !numeric && field.purpose == "unknown" {
        ways.extend(["30".to_owned(), "1".to_owned()]);
    }
    ways.extend(dates(&field.purpose, &last));
    if matches!(
        field.purpose.as_str(),
        "address-level1" | "country" | "country-name"
    ) {
        // "Two letters, please": the shortest name that a place has, then the others.
        let mut names = persona.aliases(&field.purpose);
        names.retain(|n| n.is_ascii() && n.chars().all(char::is_alphabetic));
        names.sort_by_key(|n| n.chars().count());
        ways.extend(names.into_iter().take(3));
    }
    if !last.is_ascii() || field.purpose.starts_with("address") || field.purpose == "street-address"
    {
        ways.push(wide(&last));
    }
    ways.retain(|w| !w.is_empty() && !tried.contains(w));
    if let Some(max) = field.maxlength {
        ways.retain(|w| w.encode_utf16().count() <= max as usize);
    }
    ways.into_iter().next()
}

/// The ways in which a postcode or number is grouped in the persona's country.
fn grouped(purpose: &str, persona: &Persona) -> Vec<String> {
    let mut out = Vec::new();
    let parts = |names: [&str; 3]| names.map(|n| persona.value(n).unwrap_or_default());
    if purpose.starts_with("tel") {
        let [a, b, c] = parts(["tel-area-code", "tel-local-prefix", "tel-local-suffix"]);
        out.push(format!("{a}-{b}-{c}"));
        out.push(format!("{a} {b} {c}"));
        out.push(format!("{a} {b}{c}"));
    }
    if purpose == "postal-code" {
        let code = persona.value("postal-code").unwrap_or_default();
        let bare: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
        out.push(code);
        for at in [3, 5] {
            if bare.is_char_boundary(at) && bare.len() > at {
                out.push(format!("{}-{}", &bare[..at], &bare[at..]));
                out.push(format!("{} {}", &bare[..at], &bare[at..]));
            }
        }
    }
    out
}

/// A date or an expiry in the other notations.
fn dates(purpose: &str, last: &str) -> Vec<String> {
    let numbers: Vec<&str> = last
        .split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty())
        .collect();
    match (purpose, numbers.as_slice()) {
        ("cc-exp", [month, year]) => {
            let short = &year[year.len().saturating_sub(2)..];
            vec![
                format!("{month}/20{short}"),
                format!("{month}/{short}"),
                format!("{month}{short}"),
                format!("{month} / {short}"),
                format!("20{short}-{month}"),
            ]
        }
        ("bday", [a, b, c]) => {
            let (y, m, d) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
            vec![
                format!("{y}-{m}-{d}"),
                format!("{d}/{m}/{y}"),
                format!("{d}.{m}.{y}"),
                format!("{m}/{d}/{y}"),
                format!("{y}/{m}/{d}"),
                format!("{y}{m}{d}"),
            ]
        }
        _ => Vec::new(),
    }
}

fn katakana(text: &str) -> String {
    let options = Options {
        pass_romaji: true,
        ..Options::default()
    };
    text.to_katakana_with_opt(options)
}

fn hiragana(text: &str) -> String {
    let options = Options {
        pass_romaji: true,
        ..Options::default()
    };
    text.to_hiragana_with_opt(options)
}

/// ASCII in its wide forms, as some Japanese stores demand.
pub fn wide(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' ' => '\u{3000}',
            '-' => '－',
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{Message, Rect};

    fn field(purpose: &str, label: &str, handle: u32) -> Field {
        Field {
            purpose: purpose.into(),
            label: label.into(),
            handle,
            kind: "text".into(),
            tag: "input".into(),
            visible: true,
            valid: true,
            filled: true,
            ..Field::default()
        }
    }

    fn jp() -> &'static Persona {
        Persona::for_store(Some("ja"), Some("JPY"), &[])
    }

    fn next(purpose: &str, message: &str, tried: &str) -> Option<String> {
        again(&field(purpose, "", 1), message, &[tried.to_owned()], jp())
    }

    #[test]
    fn a_sentence_about_a_reading_is_not_about_the_name() {
        let named = |purpose: &str, label: &str, selector: &str| Field {
            selector: selector.into(),
            ..field(purpose, label, 1)
        };
        let fields = [
            named("family-name", "お名前※", "#name1"),
            named("given-name", "お名前※", "#name2"),
            named("x-kana-family-name", "お名前（フリガナ）※", "#kana1"),
            named("x-kana-given-name", "お名前（フリガナ）※", "#kana2"),
        ];
        let fields: Vec<&Field> = fields.iter().collect();
        let of = |sentence: &str, touched: &[&str]| {
            let found = named_in(sentence, &fields, touched);
            found
                .map(|field| field.selector.clone())
                .unwrap_or_default()
        };
        let kana = "※ お名前(フリガナ・名)はカタカナで入力してください。";
        assert_eq!(of(kana, &[]), "#kana1");
        assert_eq!(of(kana, &["#kana2"]), "#kana2");
        assert_eq!(of(kana, &["#name1"]), "#kana1");
        assert_eq!(
            of("※ お名前(姓)が入力されていません。", &["#name2"]),
            "#name2"
        );
        assert_eq!(of("電話番号が入力されていません。", &[]), "");
        let mail = field("email", "E-Mail-Adresse*", 1);
        let again = field("x-email-confirm", "E-Mail-Adresse wiederholen*", 2);
        assert!(is_called_longer(&again, &mail));
        assert!(!is_called_longer(&mail, &again) && !is_called_longer(&mail, &mail));
    }

    #[test]
    fn hyphens_go_or_come_as_the_message_asks() {
        assert_eq!(
            next(
                "postal-code",
                "郵便番号はハイフンなしで入力してください",
                "100-0001"
            )
            .as_deref(),
            Some("1000001")
        );
        assert_eq!(
            next("postal-code", "000-0000の形式で入力してください", "1000001").as_deref(),
            Some("100-0001")
        );
        assert_eq!(
            next(
                "tel",
                "電話番号はハイフンを入れて入力してください",
                "0312345678"
            )
            .as_deref(),
            Some("03-1234-5678")
        );
        assert_eq!(
            next("tel", "Please enter numbers only", "03-1234-5678").as_deref(),
            Some("0312345678")
        );
    }

    #[test]
    fn a_province_that_is_to_be_abbreviated_is() {
        let italy = Persona::for_store(Some("it"), Some("EUR"), &[]);
        let field = field("address-level1", "Provincia (sigla)", 1);
        let told = "Inserire la sigla di due lettere";
        let next = again(&field, told, &["Roma".to_owned()], italy);
        assert_eq!(next.as_deref(), Some("RM"));
    }

    #[test]
    fn kana_and_width_change_as_the_message_asks() {
        assert_eq!(
            next("x-kana-family-name", "ひらがなで入力してください", "ヤマダ").as_deref(),
            Some("やまだ")
        );
        assert_eq!(
            next(
                "x-kana-family-name",
                "全角カタカナで入力してください",
                "やまだ"
            )
            .as_deref(),
            Some("ヤマダ")
        );
        assert_eq!(
            next("address-line1", "番地は全角で入力してください", "千代田1-1").as_deref(),
            Some("千代田１－１")
        );
    }

    #[test]
    fn a_way_that_failed_is_not_tried_again() {
        let tried = ["100-0001".to_owned(), "1000001".to_owned()];
        let third = again(
            &field("postal-code", "", 1),
            "郵便番号が正しくありません",
            &tried,
            jp(),
        );
        assert!(
            third.as_ref().is_none_or(|t| !tried.contains(t)),
            "{third:?}"
        );
    }

    #[test]
    fn a_list_of_errors_above_the_form_names_fields_by_their_labels() {
        let fields = vec![
            field("name", "Name *", 1),
            field("family-name", "Last name", 2),
            field("tel", "Phone", 3),
        ];
        let message = |text: &str| Message {
            text: text.into(),
            error: true,
            ..Message::default()
        };
        let after = Look {
            fields,
            messages: vec![message("Last name is missing. Phone is not valid.")],
            ..Look::default()
        };
        let blamed: Vec<u32> = complaints(&Look::default(), &after)
            .iter()
            .map(|c| c.field)
            .collect();
        assert_eq!(blamed, [2, 3]);
    }

    #[test]
    fn red_words_that_name_nothing_speak_of_the_box_above_them() {
        let at = |y: f64| Rect {
            x: 10.0,
            y,
            w: 200.0,
            h: 30.0,
        };
        let mut fields = vec![
            field("address-level2", "Città", 1),
            field("address-level1", "Provincia (sigla)", 2),
        ];
        (fields[0].rect, fields[1].rect) = (at(100.0), at(170.0));
        let message = Message {
            text: "Inserire due lettere".into(),
            error: true,
            rect: at(204.0),
            ..Message::default()
        };
        let after = Look {
            fields,
            messages: vec![message],
            ..Look::default()
        };
        let blamed: Vec<u32> = complaints(&Look::default(), &after)
            .iter()
            .map(|c| c.field)
            .collect();
        assert_eq!(blamed, [2]);
    }

    #[test]
    fn what_stood_there_before_is_no_complaint() {
        let message = Message {
            text: "Phone lines are closed, sorry".into(),
            error: true,
            ..Message::default()
        };
        let before = Look {
            fields: vec![field("tel", "Phone", 3)],
            messages: vec![message],
            ..Look::default()
        };
        assert_eq!(complaints(&before, &before), []);
    }
}
