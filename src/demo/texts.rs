//! Words of the demo store that are data: messages of fields, questions and answers, the journal.

use super::dates;
use super::shop::{Shop, today};
use crate::model::plan::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::OnceLock;

/// A group of questions.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its heading.
    pub name: String,
    /// Its questions.
    pub entries: Vec<Entry>,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// A flaw that takes this entry away.
    #[serde(default)]
    without: String,
}

/// An article of the journal.
#[derive(Debug, Clone, Serialize)]
pub struct Article {
    /// Part of its address.
    pub slug: String,
    /// Headline.
    pub title: String,
    /// Paragraphs.
    pub text: Vec<String>,
    /// Day, written out.
    pub date: String,
    /// Day, `2026-11-26`.
    pub iso: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    en: Spoken,
    ja: Spoken,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoken {
    faq: Vec<Group>,
    odd: Vec<Group>,
    article: Vec<WrittenArticle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenArticle {
    slug: String,
    days_ago: i64,
    title: String,
    text: Vec<String>,
}

fn texts(language: Language) -> &'static Spoken {
    static TEXTS: OnceLock<Texts> = OnceLock::new();
    let all = TEXTS.get_or_init(|| {
        toml::from_str(include_str!("assets/texts.toml")).expect("the built-in texts are valid")
    });
    match language {
        Language::En => &all.en,
        Language::Ja => &all.ja,
    }
}

/// The questions that the store answers.
pub fn faq(shop: &Shop) -> Vec<Group> {
    let spoken = texts(shop.language);
    let mut groups = if shop.flaw("faq-covers-top-questions") {
        spoken.odd.clone()
    } else {
        spoken.faq.clone()
    };
    for group in &mut groups {
        group.entries.retain(|entry| !shop.flaw(&entry.without));
    }
    groups
}

/// The journal, newest first; its days stay close to today.
pub fn articles(shop: &Shop) -> Vec<Article> {
    let age = if shop.flaw("content-freshness") {
        1_900
    } else {
        0
    };
    texts(shop.language)
        .article
        .iter()
        .map(|article| {
            let day = today() - time::Duration::days(article.days_ago + age);
            Article {
                slug: article.slug.clone(),
                title: article.title.clone(),
                text: article.text.clone(),
                date: dates::with_year(shop.language, day),
                iso: dates::iso(day),
            }
        })
        .collect()
}

/// Messages by `kind.mistake`: `fields` of the store's forms, or `card` of the provider's.
pub fn words(language: Language, part: &str) -> Value {
    static WORDS: OnceLock<toml::Table> = OnceLock::new();
    let all = WORDS.get_or_init(|| {
        toml::from_str(include_str!("assets/messages.toml"))
            .expect("the built-in messages are valid")
    });
    let tree = match part {
        "card" => all.get("card").and_then(|card| card.get(language.tag())),
        _ => all.get(language.tag()),
    };
    let mut flat = Map::new();
    for (kind, mistakes) in tree.and_then(toml::Value::as_table).into_iter().flatten() {
        for (mistake, text) in mistakes.as_table().into_iter().flatten() {
            flat.insert(
                format!("{kind}.{mistake}"),
                Value::from(text.as_str().unwrap_or_default()),
            );
        }
    }
    Value::Object(flat)
}

/// One message.
pub fn message(language: Language, kind: &str, mistake: &str) -> String {
    let all = words(language, "fields");
    all.get(format!("{kind}.{mistake}"))
        .or_else(|| all.get("plain.empty"))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_string()
}
