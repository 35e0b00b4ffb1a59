//! Tells what each form field asks for: a WHATWG autocomplete token, one of our
//! `x-` words, or `unknown`.
//!
//! Every source of evidence (label, table header, placeholder, attributes,
//! options, type) votes with its own weight; then the form is read as a whole,
//! because a second e-mail field, the third box of a telephone number or the
//! lone password of a login form only show in company. The words are in the
//! lexicons, ten languages at once.

mod deliveries;
mod evidence;
mod limits;
mod misuse;
mod names;
mod options;
mod prompts;
mod reconcile;
mod samples;
mod sequence;
mod words;

pub use options::is_language_name;

use crate::fields::evidence::Setting;
use crate::fields::words::Lang;
use crate::model::look::Field;
use crate::rulebook::lexicon::Lexicon;
use std::collections::{BTreeMap, BTreeSet};

/// One vote for a purpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Vote {
    /// The purpose.
    pub purpose: String,
    /// Its weight; a label that says just this has 1.
    pub score: f64,
    /// Which source said it, and by which words.
    pub because: String,
}

/// Sets purpose and certainty of every field.
///
/// `lang` is the document's language tag; it decides the order of names that no word tells apart.
pub fn classify(fields: &mut [Field], lang: Option<&str>) {
    let copied: Vec<(usize, String)> = misuse::copied_labels(fields, lang)
        .into_iter()
        .map(|at| (at, std::mem::take(&mut fields[at].label)))
        .collect();
    let mut settings = settings(fields, lang);
    misuse::weigh(fields, &mut settings);
    let mut votes: Vec<BTreeMap<String, f64>> = fields
        .iter()
        .zip(&settings)
        .map(|(f, setting)| sums(&evidence::votes(f, *setting)))
        .collect();
    share_in_groups(fields, lang, &mut votes);
    for (field, votes) in fields.iter_mut().zip(&votes) {
        let mut ranked: Vec<(&String, f64)> = votes.iter().map(|(p, s)| (p, *s)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        match ranked.first() {
            Some((purpose, score)) if *score >= evidence::LEAST => {
                let second = ranked.get(1).map_or(0.0, |(_, s)| *s);
                field.purpose = (*purpose).clone();
                field.purpose_certainty = certainty(*score, second);
            }
            Some(_) | None => {
                field.purpose = "unknown".to_owned();
                field.purpose_certainty = 0.0;
            }
        }
    }
    sequence::read(fields, lang);
    for (at, label) in copied {
        fields[at].label = label;
    }
    prompts::read(fields, Lexicon::embedded());
}

/// The votes for one field by itself, best first.
pub fn explain(field: &Field, lang: Option<&str>) -> Vec<Vote> {
    let mut votes = evidence::votes(
        field,
        Setting {
            lang: Lang::of(lang),
            labels_behind: false,
            notes_before: false,
            in_a_row: false,
            echo_before: false,
            token_weight: evidence::TOKEN,
            name_weight: 1.0,
            id_weight: 1.0,
        },
    );
    votes.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.purpose.cmp(&b.purpose)));
    votes
}

/// How each field is to be read, by the form that it stands in.
///
/// Words of loose fields stand before them as a rule; where the first field of a form has none
/// before it and every one has some behind it, they stand behind.
fn settings(fields: &[Field], lang: Option<&str>) -> Vec<Setting> {
    let speaks = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let mut loose: BTreeMap<(u32, Option<u32>, &str), Vec<&Field>> = BTreeMap::new();
    let mut rows: BTreeMap<(u32, Option<u32>, &str), usize> = BTreeMap::new();
    for field in fields {
        let typed = !matches!(field.kind.as_str(), "radio" | "checkbox" | "switch");
        if typed
            && field.visible
            && !evidence::is_labelled(field)
            && !speaks(&field.placeholder)
            && may_have_words_behind(field)
        {
            loose.entry(row(field)).or_default().push(field);
        }
        if typed && field.visible && !field.table_header.is_empty() {
            *rows.entry(row(field)).or_default() += 1;
        }
    }
    // What stands behind the last box of a row is the heading of the next one.
    let headings: BTreeSet<&str> = fields.iter().map(|f| f.table_header.as_str()).collect();
    // "（姓）[  ]（名）[  ]": the first box of such a line has its words before it.
    let noted = |at: usize| {
        let first = (1..=at)
            .rev()
            .find(|k| fields[*k].text_before != fields[*k - 1].text_after)
            .unwrap_or(0);
        evidence::is_bracketed(&fields[first].text_before)
    };
    let lang = Lang::of(lang);
    fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let members = loose.get(&row(field)).map_or(&[][..], Vec::as_slice);
            Setting {
                lang,
                labels_behind: members.len() >= 2
                    && may_have_words_behind(field)
                    && (!speaks(&members[0].text_before)
                        || members[0].text_before == members[0].table_header)
                    && members
                        .iter()
                        .all(|f| speaks(&f.text_after) && !headings.contains(f.text_after.trim())),
                notes_before: noted(at),
                in_a_row: rows.get(&row(field)).is_some_and(|n| *n >= 2),
                echo_before: at > 0 && echoes(&fields[at - 1], field),
                token_weight: evidence::TOKEN,
                name_weight: 1.0,
                id_weight: 1.0,
            }
        })
        .collect()
}

/// "[Postcode] Postcode": words behind a box that already stand in it are its own, not the next one's.
fn echoes(last: &Field, field: &Field) -> bool {
    let plain = |text: &str| text.trim_matches([' ', '*', ':']).to_lowercase();
    let said = plain(&field.text_before);
    said.chars().filter(|c| c.is_alphabetic()).count() >= 2 && said == plain(&last.placeholder)
}

/// What stands under one heading of a table, or in a form without any.
fn row(field: &Field) -> (u32, Option<u32>, &str) {
    (field.frame, field.form, field.table_header.as_str())
}

/// A list in a row of a table is named by the row's heading.
fn may_have_words_behind(field: &Field) -> bool {
    field.table_header.is_empty() || !field.kind.starts_with("select")
}

fn sums(votes: &[Vote]) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for vote in votes {
        *sums.entry(vote.purpose.clone()).or_default() += vote.score;
    }
    sums
}

/// The radios of one choice ask one thing: their votes are added up.
fn share_in_groups(fields: &[Field], lang: Option<&str>, votes: &mut [BTreeMap<String, f64>]) {
    let mut groups: BTreeMap<(u32, Option<u32>, &str), Vec<usize>> = BTreeMap::new();
    for (i, field) in fields.iter().enumerate() {
        let key = if field.group.is_empty() {
            &field.name
        } else {
            &field.group
        };
        if field.kind == "radio" && !key.is_empty() {
            groups
                .entry((field.frame, field.form, key))
                .or_default()
                .push(i);
        }
    }
    for members in groups.into_values().filter(|m| m.len() > 1) {
        let mut together: BTreeMap<String, f64> = BTreeMap::new();
        for i in &members {
            for (purpose, score) in &votes[*i] {
                *together.entry(purpose.clone()).or_default() += score;
            }
        }
        let group: Vec<&Field> = members.iter().map(|i| &fields[*i]).collect();
        deliveries::named_beside(&group, Lang::of(lang), &mut together);
        for i in members {
            votes[i].clone_from(&together);
        }
    }
}

fn certainty(first: f64, second: f64) -> f32 {
    let strength = (first / 1.6).clamp(0.0, 1.0);
    let lead = ((first - second) / first).clamp(0.0, 1.0);
    (0.35 + 0.4 * strength + 0.25 * lead).min(1.0) as f32
}

#[cfg(test)]
mod tests;
