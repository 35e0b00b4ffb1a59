//! Structured data of all three makes in one shape, and small questions to it.

use crate::crawl::extract::{jsonld, microdata, rdfa};
use scraper::Html;
use serde_json::Value;
use url::Url;

/// Top-level items of JSON-LD, microdata and RDFa, and what could not be parsed.
pub fn read(document: &Html, base: &Url, page: &Url) -> (Vec<Value>, Vec<String>) {
    let (mut items, errors) = jsonld::read(document, page);
    items.extend(microdata::read(document, base));
    items.extend(rdfa::read(document, base));
    items.truncate(500);
    (items, errors)
}

/// The types of an item without their vocabulary: `Product`.
pub fn types(item: &Value) -> Vec<&str> {
    let bare = |name: &'_ Value| -> Option<usize> {
        let name = name.as_str()?;
        Some(name.rfind(['/', '#', ':']).map_or(0, |at| at + 1))
    };
    let named = |value| -> Option<&str> {
        let at = bare(value)?;
        value.as_str().map(|text| &text[at..])
    };
    match item.get("@type") {
        Some(Value::Array(names)) => names.iter().filter_map(named).collect(),
        Some(one) => named(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Whether an item has the type.
pub fn is_a(item: &Value, name: &str) -> bool {
    types(item).contains(&name)
}

/// Every object of the items, nested ones included, at most 5,000.
pub fn objects(items: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = items.iter().rev().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                found.push(value);
                open.extend(map.values().rev());
            }
            Value::Array(list) => open.extend(list.iter().rev()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        if found.len() >= 5_000 || open.len() > 100_000 {
            break;
        }
    }
    found
}

/// The currency that offers name most often.
pub fn currency(items: &[Value]) -> Option<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for object in objects(items) {
        let Some(code) = object.get("priceCurrency").and_then(Value::as_str) else {
            continue;
        };
        let code = code.trim().to_ascii_uppercase();
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, count)) => *count += 1,
            None => counts.push((code, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(code, _)| code)
}
