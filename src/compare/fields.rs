//! The fields of a screen, then and now.
//!
//! A field is known by what it asks for; where that is unknown, by its label;
//! without a label, by its selector without generated parts. Several of the
//! same kind (delivery and billing) are counted through.

use crate::compare::tell::Tell;
use crate::model::comparison::Change;
use crate::model::report::{FieldReport, StepReport};
use crate::rules::fingerprint::selector_shape;
use std::collections::BTreeMap;

/// Fields that a buyer need not look at.
const ASIDE: [&str; 8] = [
    "x-search",
    "x-honeypot",
    "x-captcha",
    "x-sort",
    "x-filter",
    "x-rating",
    "x-review",
    "x-newsletter",
];

/// Tells what changed between two states of one screen.
pub fn fields(tell: &mut Tell, base: &StepReport, head: &StepReport) {
    let (was, is) = (named(base), named(head));
    for (name, now) in &is {
        let word = word(now);
        match was.get(name) {
            None if now.required => tell.item(Change::Worse, "field-required-new", name, &word),
            None => tell.item(Change::Worse, "field-new", name, &word),
            Some(before) => changed(tell, name, before, now),
        }
    }
    for (name, before) in was.iter().filter(|(name, _)| !is.contains_key(*name)) {
        tell.item(Change::Better, "field-gone", name, &word(before));
    }
}

fn changed(tell: &mut Tell, name: &str, before: &FieldReport, now: &FieldReport) {
    let word = word(now);
    match (before.required, now.required) {
        (false, true) => tell.item(Change::Worse, "field-required", name, &word),
        (true, false) => tell.item(Change::Better, "field-optional", name, &word),
        (true, true) | (false, false) => {}
    }
    match (before.label_visible, now.label_visible) {
        (true, false) => tell.item(Change::Worse, "label-lost", name, &word),
        (false, true) => tell.item(Change::Better, "label-won", name, &word),
        (true, true) | (false, false) => {}
    }
    match (helps(before), helps(now)) {
        (true, false) => tell.item(Change::Worse, "token-lost", name, &word),
        (false, true) => tell.item(Change::Better, "token-won", name, &word),
        (true, true) | (false, false) => {}
    }
}

/// Whether the browser knows by its token what to fill in.
fn helps(field: &FieldReport) -> bool {
    let token = field.autocomplete.as_deref().unwrap_or_default();
    token.split_whitespace().last() == Some(field.purpose.as_str())
}

fn named(step: &StepReport) -> BTreeMap<String, &FieldReport> {
    let mut names: BTreeMap<String, &FieldReport> = BTreeMap::new();
    let shown = |field: &&FieldReport| field.visible && !ASIDE.contains(&field.purpose.as_str());
    for field in step.fields.iter().filter(shown) {
        // A group of radio buttons is one question.
        let kind = name(field);
        if field.kind == "radio" {
            names.entry(kind).or_insert(field);
            continue;
        }
        let free = (1..).map(|n| {
            if n == 1 {
                kind.clone()
            } else {
                format!("{kind} {n}")
            }
        });
        let free = free.into_iter().find(|name| !names.contains_key(name));
        names.extend(free.map(|name| (name, field)));
    }
    names
}

fn name(field: &FieldReport) -> String {
    match (field.purpose.as_str(), field.label.trim()) {
        ("unknown" | "", "") => selector_shape(&field.selector),
        ("unknown" | "", label) => label.to_lowercase(),
        (purpose, _) => purpose.to_owned(),
    }
}

fn word(field: &FieldReport) -> String {
    match field.label.trim() {
        "" => name(field),
        label => label.to_owned(),
    }
}
