//! Picks among several ways to write a value the one that a field asks for.
//!
//! A field may ask by an example, a pattern, a length, a keyboard, or in words.

use super::SHARED;
use crate::model::look::Field;
use regex::RegexBuilder;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Longest pattern that is tried; a store may send anything.
const LONGEST_PATTERN: usize = 500;

/// The first of `candidates` that a field accepts, cut to its length where none does.
///
/// The order of `candidates` is the preference where the field asks for nothing.
pub(super) fn fit(field: &Field, mut candidates: Vec<String>) -> Option<String> {
    candidates.retain(|c| !c.is_empty());
    if takes_digits_only(field) {
        for c in &mut candidates {
            // A keyboard of digits does not make a British postcode a number.
            if is_number_box(field) || !c.contains(char::is_alphabetic) {
                c.retain(|c| c.is_ascii_digit());
            }
        }
        candidates.retain(|c| !c.is_empty());
    }
    if says(field, &SHARED.hints.without_separators) {
        candidates.sort_by_key(|c| separators(c).len());
    } else if says(field, &SHARED.hints.with_separators) {
        candidates.sort_by_key(|c| !c.contains('-'));
    } else if let Some(example) = example(field) {
        let wanted = separators(&example);
        candidates.sort_by_key(|c| separators(c).symmetric_difference(&wanted).count());
    }
    let pattern = pattern(field);
    let accepted = |c: &&String| pattern.as_ref().is_none_or(|p| p.is_match(c));
    let short = |c: &&String| {
        let length = length(c);
        field.maxlength.is_none_or(|max| length <= max)
            && field.minlength.is_none_or(|min| length >= min)
    };
    let within = |c: &&String| field.maxlength.is_none_or(|max| length(c) <= max);
    candidates
        .iter()
        .find(|c| short(c) && accepted(c))
        .or_else(|| candidates.iter().find(|c| within(c) && accepted(c)))
        .or_else(|| candidates.iter().find(short))
        .or_else(|| candidates.iter().find(within))
        .cloned()
        .or_else(|| candidates.first().map(|c| cut(c, field.maxlength)))
}

/// Cuts at a word where that leaves something, else at the length.
pub(super) fn cut(text: &str, maxlength: Option<u32>) -> String {
    let Some(max) = maxlength.filter(|max| length(text) > *max) else {
        return text.to_owned();
    };
    let mut units = 0;
    let short: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= max as usize
        })
        .collect();
    let ends_a_word = text[short.len()..].starts_with(char::is_whitespace);
    let whole = match short.rsplit_once(char::is_whitespace) {
        Some((words, _)) if !ends_a_word && words.chars().count() >= 2 => words,
        Some(_) | None => short.as_str(),
    };
    whole.trim_end().to_owned()
}

/// Whether the words around a field hold one of these hints.
///
/// Widths are left as they are: 半角ｶﾅ says something that its folded form does not.
pub(super) fn says(field: &Field, hints: &[String]) -> bool {
    let around = words(field).to_lowercase();
    let folded: String = around.nfkc().collect();
    hints
        .iter()
        .any(|hint| around.contains(hint.as_str()) || folded.contains(hint.as_str()))
}

/// What is written in and around a field, the text behind it included: notes stand there.
fn words(field: &Field) -> String {
    [
        &field.label,
        &field.placeholder,
        &field.title,
        &field.description,
        &field.text_before,
        &field.text_after,
        &field.table_header,
    ]
    .map(|text| text.chars().take(200).collect::<String>())
    .join(" ")
}

/// The example that a field shows: its placeholder, or what follows 例 or "e.g.".
pub(super) fn example(field: &Field) -> Option<String> {
    let folded = |text: &str| -> String {
        text.chars()
            .take(200)
            .nfkc()
            .map(|c| {
                if matches!(c, '‐' | '‑' | '–' | '−') {
                    '-'
                } else {
                    c
                }
            })
            .collect()
    };
    let stands_for = |c: &char| c.is_ascii_digit() || matches!(c, 'x' | 'X' | '#' | '_' | '0');
    let after_hint = [
        &field.placeholder,
        &field.label,
        &field.description,
        &field.text_after,
        &field.title,
    ]
    .iter()
    .find_map(|text| {
        let text = folded(text);
        let lower = text.to_ascii_lowercase();
        let (at, hint) = SHARED
            .hints
            .example
            .iter()
            .find_map(|hint| lower.find(hint.as_str()).map(|at| (at, hint)))?;
        let rest = text[at + hint.len()..].trim_start_matches([':', ')', ']', '】', ' ']);
        Some(
            rest.split([')', ']', '】', '、', ','])
                .next()
                .unwrap_or(rest)
                .trim()
                .to_owned(),
        )
    });
    let shown = folded(&field.placeholder);
    after_hint
        .filter(|text| !text.is_empty())
        .or_else(|| (shown.chars().filter(stands_for).count() >= 3).then_some(shown))
}

fn separators(text: &str) -> BTreeSet<char> {
    text.trim()
        .chars()
        .filter(|c| matches!(c, '-' | ' ' | '(' | '/' | '.' | '+'))
        .collect()
}

/// Whether a field takes digits and nothing between them.
pub(super) fn takes_digits_only(field: &Field) -> bool {
    is_number_box(field) || field.inputmode.as_deref() == Some("numeric")
}

fn is_number_box(field: &Field) -> bool {
    matches!(field.kind.as_str(), "number" | "spinbutton")
}

/// Length as `maxlength` counts it, in UTF-16 units.
pub(super) fn length(text: &str) -> u32 {
    text.chars().map(|c| u32::from(c.len_utf16() as u8)).sum()
}

/// The field's pattern, anchored as HTML does; `None` where it has none or one that only a browser reads.
fn pattern(field: &Field) -> Option<regex::Regex> {
    let pattern = field
        .pattern
        .as_deref()
        .filter(|p| p.len() <= LONGEST_PATTERN)?;
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(1 << 18)
        .build()
        .ok()
}
