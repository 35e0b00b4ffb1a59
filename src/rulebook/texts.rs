//! Sentences of a report, in English and Japanese, with `{placeholders}` that findings fill.
//!
//! Rules never hold a sentence. A value that begins with `@` names a word of the
//! rulebook (`@goal.cart`), so that a Japanese report does not say "cart".

use crate::model::plan::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The same short text in both languages of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl Both {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }
}

/// Everything that is said about one rule in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTexts {
    /// A short title, as a demand that is met or not.
    #[serde(default)]
    pub title: String,
    /// What is looked at and when it is met.
    #[serde(default)]
    pub what: String,
    /// Why it matters, with figure, source and year where there is one.
    #[serde(default)]
    pub why: String,
    /// What to do about it.
    #[serde(default)]
    pub fix: String,
    /// Sentences of findings, by message key.
    #[serde(default)]
    pub messages: BTreeMap<String, String>,
    /// What to do where it is something else than `fix`, by message key.
    #[serde(default)]
    pub fixes: BTreeMap<String, String>,
}

impl RuleTexts {
    /// Lays a later ruleset's texts over these, sentence by sentence.
    pub fn patch(&mut self, over: &RuleTexts) {
        for (mine, theirs) in [
            (&mut self.title, &over.title),
            (&mut self.what, &over.what),
            (&mut self.why, &over.why),
            (&mut self.fix, &over.fix),
        ] {
            if !theirs.is_empty() {
                mine.clone_from(theirs);
            }
        }
        let messages = over.messages.iter().map(|(k, v)| (k.clone(), v.clone()));
        self.messages.extend(messages);
        let fixes = over.fixes.iter().map(|(k, v)| (k.clone(), v.clone()));
        self.fixes.extend(fixes);
    }
}

/// The names of a sentence's `{placeholders}`, sorted, each once.
///
/// A placeholder is lower-case letters, digits and `_` in braces, so that code
/// examples with braces stay what they are. `{count|place|places}` is the first
/// word where `count` is 1, else the second.
pub fn placeholders(template: &str) -> Vec<String> {
    let mut names: Vec<String> = pieces(template)
        .filter_map(|piece| match piece {
            Piece::Name(name) | Piece::Number { name, .. } => Some(name.to_owned()),
            Piece::Text(_) => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A sentence with its values, or the names of the placeholders that have none.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, Vec<String>> {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut missing = Vec::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => match value(name) {
                Some(value) => filled.push_str(&value),
                None => missing.push(name.to_owned()),
            },
            Piece::Number { name, one, many } => match value(name) {
                Some(value) => filled.push_str(if value == "1" { one } else { many }),
                None => missing.push(name.to_owned()),
            },
        }
    }
    if missing.is_empty() {
        Ok(filled)
    } else {
        Err(missing)
    }
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
    /// A word that follows a number.
    Number {
        name: &'a str,
        one: &'a str,
        many: &'a str,
    },
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((piece, length)) = piece_at_start(rest) {
            rest = &rest[length..];
            return Some(piece);
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|(at, c)| *c == '{' && piece_at_start(&rest[*at..]).is_some())
            .map_or(rest.len(), |(at, _)| at);
        let (text, tail) = rest.split_at(end);
        rest = tail;
        Some(Piece::Text(text))
    })
}

/// What stands between the braces that a text begins with, and the length of both.
fn piece_at_start(text: &str) -> Option<(Piece<'_>, usize)> {
    let (inside, _) = text.strip_prefix('{')?.split_once('}')?;
    let mut parts = inside.split('|');
    let name = parts.next().filter(|name| is_name(name))?;
    let piece = match (parts.next(), parts.next(), parts.next()) {
        (None, _, _) => Piece::Name(name),
        (Some(one), Some(many), None) => Piece::Number { name, one, many },
        (Some(_), _, _) => return None,
    };
    Some((piece, inside.len() + 2))
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !text.is_empty() && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_takes_its_values_and_leaves_code_alone() {
        let template = "{n} fields: <input {type}> { \"a\": 1 } {n}";
        assert_eq!(placeholders(template), ["n", "type"]);
        let value = |name: &str| (name == "n").then(|| "3".to_owned());
        assert_eq!(fill(template, value), Err(vec!["type".to_owned()]));
        assert_eq!(
            fill("{n} 個 {\"a\": 1}", value),
            Ok("3 個 {\"a\": 1}".to_owned())
        );
    }

    #[test]
    fn a_word_follows_the_number_that_it_belongs_to() {
        let template = "{n} {n|page|pages} {n|a} {n|a|b|c}";
        assert_eq!(placeholders(template), ["n"]);
        let with = |n: &'static str| fill(template, move |_| Some(n.to_owned()));
        assert_eq!(with("1"), Ok("1 page {n|a} {n|a|b|c}".to_owned()));
        assert_eq!(with("2"), Ok("2 pages {n|a} {n|a|b|c}".to_owned()));
    }
}
