//! The votes of each source of evidence for one field by itself.

use crate::fields::Vote;
use crate::fields::limits::fits;
use crate::fields::names;
use crate::fields::options::{self, List};
use crate::fields::prompts;
use crate::fields::reconcile;
use crate::fields::samples;
use crate::fields::words::{self, Lang, Reading};
use crate::model::autofill::AUTOFILL_NAMES;
use crate::model::look::{Field, LabelSource};

/// Least sum of votes for a purpose to be named.
pub const LEAST: f64 = 0.3;

/// What a form as a whole tells of how its fields are to be read.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The page's language.
    pub lang: Lang,
    /// Whether the words of loose fields stand behind them.
    pub labels_behind: bool,
    /// Whether words in brackets stand before the boxes that they explain.
    pub notes_before: bool,
    /// Whether other fields stand in the same cell of a table, under the same heading.
    pub in_a_row: bool,
    /// Whether the words before it repeat what stands in the field before, and so belong to that one.
    pub echo_before: bool,
    /// How much the page's own token for the field counts, 1.5 where nothing speaks against it.
    pub token_weight: f64,
    /// How much its `name` counts, 1 where it was given to this field alone.
    pub name_weight: f64,
    /// How much its `id` counts, 1 where no other field of the form has the same.
    pub id_weight: f64,
}

/// Signs round a label that say no more than that the field must be filled.
const MARKS: [char; 5] = [' ', '*', ':', '：', '※'];

/// What a token counts that nothing speaks against: more than any one other source.
pub const TOKEN: f64 = 1.5;

/// All votes.
pub fn votes(field: &Field, setting: Setting) -> Vec<Vote> {
    let mut votes = Vec::new();
    token(field, setting.token_weight, &mut votes);
    samples::votes(field, &mut votes);
    kind(field, &mut votes);
    list(field, &mut votes);
    let choice = matches!(field.kind.as_str(), "radio" | "checkbox" | "switch");
    for (source, text, weight) in sources(field, setting, choice) {
        if weight > 0.0 && !text.is_empty() {
            tell(source, text, weight, choice, setting.lang, &mut votes);
        }
    }
    own_name(field, setting, &mut votes);
    reconcile::reconcile(field, choice, setting.in_a_row, &mut votes);
    votes.retain(|v| fits(field, &v.purpose, choice));
    bait(field, &mut votes);
    votes
}

/// The texts about a field, each with its weight.
fn sources(field: &Field, setting: Setting, choice: bool) -> [(&'static str, &str, f64); 12] {
    let labelled = is_labelled(field);
    let headed = !field.table_header.is_empty();
    // A cell "[全角]" between the heading and the box says how to write, not what.
    let header = match field.box_text.strip_suffix(field.table_header.as_str()) {
        Some(heading) if is_bracketed(&field.table_header) => heading.trim(),
        Some(_) | None => field.table_header.as_str(),
    };
    let before = match field.text_before.as_str() {
        unit if is_unit(unit) => "",
        // "住所 〒": the sign stands at the box, the heading over all of them.
        text if text.ends_with('〒') => "〒",
        more if headed && more != header && more.starts_with(header) => more[header.len()..].trim(),
        text => text,
    };
    // In the cell of a row that has a header, words of its own name a part.
    let in_cell = headed
        && (before == "〒"
            || before.chars().any(char::is_alphabetic)
                && (is_one_sign(before) || !header.contains(before))
                && !before.contains(header));
    let speaks = |text: &str| {
        words::said(text, setting.lang, Reading::Label)
            .values()
            .any(|(score, _)| *score >= LEAST)
    };
    let boxed = !labelled && !choice && speaks(&field.box_text);
    let box_ends_before = boxed && !field.box_text.contains(before);
    // What stands in the field itself is nearer than what stands before it.
    let inside = !labelled
        && words::said(&field.placeholder, setting.lang, Reading::Label)
            .values()
            .any(|(score, _)| *score >= 0.6);
    // Words that share a box with this field alone are its label, whatever stands in it as an example.
    let alone_in_box = !headed
        && !before.is_empty()
        && !field
            .placeholder
            .to_lowercase()
            .contains(&before.trim_matches(MARKS).to_lowercase())
        && before.trim_matches(MARKS) == field.box_text.trim_matches(MARKS);
    // An example of a part of what the label names says which part it is.
    let names_part = || {
        let inside = words::said(&field.placeholder, setting.lang, Reading::Label);
        words::said(before, setting.lang, Reading::Label)
            .keys()
            .any(|whole| inside.keys().any(|part| words::is_part(part, whole)))
    };
    let if_free = |weight: f64| if labelled { 0.0 } else { weight };
    // "[    ]（市区町村）": words in brackets behind a box explain that box; those before it explain the last.
    let noted_behind = !labelled
        && !choice
        && !inside
        && is_bracketed(&field.text_after)
        && speaks(&field.text_after)
        && !setting.notes_before
        && (is_bracketed(&field.text_before) || !speaks(before) || header.contains(before));
    [
        ("label", &field.label, if labelled { 1.0 } else { 0.0 }),
        (
            "table header",
            header,
            if (labelled || in_cell || noted_behind) && !choice {
                0.45
            } else {
                0.9
            },
        ),
        (
            "placeholder",
            &field.placeholder,
            if labelled { 0.5 } else { 0.9 },
        ),
        (
            "text before",
            before,
            if labelled
                || box_ends_before
                || setting.labels_behind
                || noted_behind
                || setting.echo_before
            {
                0.1
            } else if inside && alone_in_box && !choice && !names_part() {
                0.7
            } else if choice || inside || headed && !in_cell {
                0.3
            } else {
                0.9
            },
        ),
        (
            "box",
            &field.box_text,
            if_free(if headed || in_cell {
                0.2
            } else if box_ends_before || before.is_empty() {
                0.9
            } else {
                0.3
            }),
        ),
        (
            "text behind",
            &field.text_after,
            if choice || setting.labels_behind || noted_behind {
                if_free(0.9)
            } else {
                0.0
            },
        ),
        (
            "group",
            &field.group_label,
            match field.kind.as_str() {
                _ if choice => 0.7,
                // One of several numbers is named after what it counts, their group by what it asks.
                "number" => 0.45,
                _ => 0.25,
            },
        ),
        (
            "prompt",
            prompts::named(field).unwrap_or_default(),
            if labelled { 0.25 } else { 0.6 },
        ),
        (
            "value",
            &field.value,
            if prompts_by_value(field, setting.lang) {
                if_free(0.6)
            } else {
                0.0
            },
        ),
        ("title", &field.title, if labelled { 0.2 } else { 0.6 }),
        ("section", &field.section, if choice { 0.35 } else { 0.1 }),
        ("description", &field.description, 0.1),
    ]
}

/// Whether what stands in a field from the start is the word for what it asks ("Your name..."), as pages
/// wrote it before there were placeholders.
fn prompts_by_value(field: &Field, lang: Lang) -> bool {
    field.preset
        && field.placeholder.is_empty()
        && matches!(
            field.kind.as_str(),
            "text" | "textarea" | "email" | "tel" | "search"
        )
        && field.value.chars().count() <= 60
        && words::said(
            field.value.trim_end_matches(['.', '…', '*', ':', ' ']),
            lang,
            Reading::Label,
        )
        .values()
        .any(|(score, _)| *score >= 0.8)
}

/// Whether a text stands in brackets as a whole.
pub fn is_bracketed(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['(', '（', '［', '[']) && text.ends_with([')', '）', '］', ']'])
}

/// Whether a label of its own is tied to the field.
pub fn is_labelled(field: &Field) -> bool {
    field.label.chars().any(char::is_alphanumeric)
        && !matches!(
            field.label_source,
            LabelSource::None | LabelSource::Placeholder
        )
}

/// "名" at a box names a part, although the heading "お名前" holds the sign, too.
fn is_one_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| c.is_alphabetic());
    signs.next().is_some_and(|c| !c.is_ascii()) && signs.next().is_none()
}

/// A sign or unit behind the field before, which says nothing of the next one.
fn is_unit(text: &str) -> bool {
    let mut chars = text.chars().filter(|c| c.is_alphanumeric());
    matches!(
        chars.next(),
        Some('年' | '月' | '日' | '년' | '월' | '일' | '円' | '様' | '殿')
    ) && chars.next().is_none()
}

/// The votes of `name`, `id` and `class`.
fn own_name(field: &Field, setting: Setting, votes: &mut Vec<Vote>) {
    let lang = setting.lang;
    let labelled = is_labelled(field);
    let name = names::of_name(&field.name);
    let id = names::of_name(&field.id);
    let said_by_name = votes.len();
    // One or two letters are hardly a word, `q` of a search and a few customs of a country aside.
    let worth = |word: &str| {
        if matches!(word, "cp" | "uf" | "hp") {
            0.7
        } else if word.chars().filter(|c| c.is_alphabetic()).count() <= 2
            && word.is_ascii()
            && word != "q"
        {
            0.3
        } else {
            1.0
        }
    };
    let weight = setting.name_weight * if labelled { 0.7 } else { 0.8 };
    tell_name("name", &name, worth(&name) * weight, lang, votes);
    let pair = names::of_pair(&field.name);
    if !pair.is_empty() {
        tell_name("name", &pair, weight, lang, votes);
    }
    if id != name {
        let weight = if name.is_empty() { 0.7 } else { 0.4 };
        let weight = weight * setting.id_weight;
        tell_name("id", &id, worth(&id) * weight, lang, votes);
    }
    let joined = name.replace(' ', "");
    if joined != name && votes.len() == said_by_name {
        tell_name("name", &joined, 0.5 * setting.name_weight, lang, votes);
    }
    for run in [&name, &id] {
        let whole = !run.contains(' ');
        let run = run.replace(' ', "");
        let bare = run.trim_end_matches(|c: char| c.is_ascii_digit());
        if votes.len() == said_by_name
            && run.chars().all(|c| c.is_ascii_alphanumeric())
            && let Some(purpose) = words::of_run(&run, whole).or_else(|| words::of_run(bare, whole))
        {
            votes.push(Vote {
                purpose: purpose.to_owned(),
                score: 0.4,
                because: format!("name: {run}"),
            });
        }
    }
    let picture = names::of_name(&field.pictured);
    tell_name("picture", &picture, 0.7, lang, votes);
    let class = names::of_name(&field.class.replace(' ', "_"));
    tell_name("class", &class, 0.15, lang, votes);
}

fn tell_name(source: &str, name: &str, weight: f64, lang: Lang, votes: &mut Vec<Vote>) {
    push(source, name, weight, lang, Reading::Name, votes);
}

fn tell(source: &str, text: &str, weight: f64, choice: bool, lang: Lang, votes: &mut Vec<Vote>) {
    let reading = if choice {
        Reading::Sentence
    } else {
        Reading::Label
    };
    push(source, text, weight, lang, reading, votes);
}

fn push(
    source: &str,
    text: &str,
    weight: f64,
    lang: Lang,
    reading: Reading,
    votes: &mut Vec<Vote>,
) {
    for (purpose, (score, phrase)) in words::said(text, lang, reading) {
        votes.push(Vote {
            purpose: purpose.to_owned(),
            score: score * weight,
            because: format!("{source}: {phrase}"),
        });
    }
}

/// The site's own word for it. Believed unless everything else speaks against it together.
fn token(field: &Field, weight: f64, votes: &mut Vec<Vote>) {
    if let Some(purpose) = token_of(field) {
        votes.push(Vote {
            purpose,
            score: weight,
            because: "autocomplete".into(),
        });
    }
}

/// The field name in a field's `autocomplete`, where it is one of the standard's.
pub fn token_of(field: &Field) -> Option<String> {
    let written = field.autocomplete.as_ref()?;
    // "username webauthn": the last word only offers passkeys beside it.
    let mut words = written.split_whitespace().map(str::to_lowercase);
    let token = words.rfind(|word| word != "webauthn")?;
    AUTOFILL_NAMES.contains(&token.as_str()).then_some(token)
}

fn kind(field: &Field, votes: &mut Vec<Vote>) {
    let mut say = |purpose: &str, score: f64| {
        votes.push(Vote {
            purpose: purpose.into(),
            score,
            because: format!("type {}", field.kind),
        })
    };
    match field.kind.as_str() {
        "email" => say("email", 1.0),
        "tel" => say("tel", 0.35),
        "search" | "searchbox" => say("x-search", 1.2),
        "url" => say("url", 0.8),
        "password" => say("current-password", 0.5),
        "textarea" => say("x-message", 0.2),
        "date" => say("bday", 0.2),
        "file" => say("x-file", 0.35),
        _ => {}
    }
}

fn list(field: &Field, votes: &mut Vec<Vote>) {
    let (purpose, score) = match options::read(field) {
        Some(List::Countries) => ("country", 1.3),
        Some(List::Regions) => ("address-level1", 1.3),
        Some(List::DialCodes) => ("tel-country-code", 2.0),
        Some(List::Titles) => ("honorific-prefix", 1.0),
        Some(List::Cards) => ("cc-type", 1.2),
        Some(List::Months) => ("cc-exp-month", 0.35),
        Some(List::YearsAhead) => ("cc-exp-year", 0.45),
        Some(List::YearsBehind) => ("bday-year", 0.6),
        Some(List::Days) => ("bday-day", 0.7),
        Some(List::Quantities) => ("x-quantity", 0.2),
        Some(List::AreaCodes) => ("tel-area-code", 0.8),
        Some(List::Languages) => ("language", 1.0),
        Some(List::Currencies) => ("transaction-currency", 1.0),
        Some(List::Genders) => ("sex", 1.0),
        Some(List::YesNo) => ("x-question", 0.8),
        Some(List::Telephones) => ("x-phone-type", 1.0),
        Some(List::Installments) => ("x-installments", 1.0),
        Some(List::MailDomains) => ("x-email-domain", 1.5),
        Some(List::Eras) => ("x-era", 1.5),
        None => return,
    };
    votes.push(Vote {
        purpose: purpose.into(),
        score,
        because: "its options".into(),
    });
}

/// A bait for robots: hidden from people, and named as if it wanted to be filled.
fn bait(field: &Field, votes: &mut Vec<Vote>) {
    if field.visible {
        votes.retain(|v| v.purpose != "x-honeypot" || v.score > 0.6);
    } else if votes.iter().any(|v| v.purpose == "x-honeypot")
        || field.kind == "text"
            && field.label.is_empty()
            && votes.iter().any(|v| v.purpose == "url")
    {
        votes.push(Vote {
            purpose: "x-honeypot".into(),
            score: 4.0,
            because: "hidden from people".into(),
        });
    }
}
