//! What a step loaded, and what that asked of server and browser: counted from its requests.

use crate::model::journey::Step;
use crate::model::report::{Load, ServerTiming, TypeLoad};
use std::collections::BTreeMap;

/// Entries of `Server-Timing` that are kept.
const TIMINGS: usize = 20;
/// Longest name or description of one, in characters.
const LONGEST: usize = 120;

/// The load of one step.
pub fn load(step: &Step) -> Load {
    let mut kinds: BTreeMap<&str, (u64, u32)> = BTreeMap::new();
    for request in &step.requests {
        let sum = kinds.entry(&request.kind).or_default();
        sum.0 = sum.0.saturating_add(request.bytes);
        sum.1 += 1;
    }
    let mut by_type: Vec<TypeLoad> = kinds
        .into_iter()
        .map(|(kind, (bytes, requests))| TypeLoad {
            kind: kind.to_owned(),
            bytes,
            requests,
        })
        .collect();
    by_type.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.kind.cmp(&b.kind)));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let cached = step.requests.iter().filter(|request| request.cached);
    let errors = step.console.iter().filter(|line| line.level != "warning");
    Load {
        by_type,
        cache_hits: count(cached.count()),
        server_timing: told_by_server(step),
        dom_elements: step.work.dom_elements,
        soft_navigations: step.work.soft_navigations,
        scripts: step.work.scripts.clone(),
        interactions: step.work.interactions.clone(),
        console_errors: count(errors.count()),
    }
}

/// What the store's server says about its own time: of the document, else of its first answer that
/// says anything.
fn told_by_server(step: &Step) -> Vec<ServerTiming> {
    let told = step.requests.iter().filter(|request| !request.third_party);
    let told = told.filter_map(|request| {
        let (_, value) = request
            .headers
            .iter()
            .find(|(name, _)| name == "server-timing")?;
        Some((request.kind == "document", value))
    });
    let mut told: Vec<(bool, &String)> = told.collect();
    told.sort_by_key(|(document, _)| !document);
    told.first()
        .map_or_else(Vec::new, |(_, value)| server_timing(value))
}

/// Reads the header by its grammar: entries between commas, parameters after semicolons, values
/// that may be quoted. <https://www.w3.org/TR/server-timing/#the-server-timing-header-field>
fn server_timing(value: &str) -> Vec<ServerTiming> {
    let mut found = Vec::new();
    for entry in outside_quotes(value, ',') {
        let mut parts = outside_quotes(entry, ';').into_iter().map(str::trim);
        let Some(name) = parts.next().filter(|name| !name.is_empty()) else {
            continue;
        };
        let mut timing = ServerTiming {
            name: name.chars().take(LONGEST).collect(),
            ..ServerTiming::default()
        };
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            let bare = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            let value = bare.unwrap_or(value).replace("\\\"", "\"");
            match key.trim().to_ascii_lowercase().as_str() {
                "dur" => {
                    let ms = value.parse::<f64>().ok();
                    timing.duration_ms = ms.filter(|ms| ms.is_finite() && *ms >= 0.0);
                }
                "desc" => timing.description = value.chars().take(LONGEST).collect(),
                _ => {}
            }
        }
        found.push(timing);
        if found.len() == TIMINGS {
            break;
        }
    }
    found
}

/// The parts of a text between separators, those in quotes not counted.
fn outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => {
                parts.push(&text[from..at]);
                from = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{ConsoleEntry, Goal, ScriptWork};
    use crate::rules::testing::{Made, request};

    fn step() -> Step {
        let made = Made::store().step(Goal::Cart, |step| {
            let mut script = request("script", "https://cdn.example/a.js");
            script.bytes = 900;
            let mut picture = request("image", "/a.webp");
            (picture.bytes, picture.cached) = (0, true);
            let mut document = request("document", "/cart");
            document.bytes = 100;
            let timing = "db;dur=53.2, app;desc=\"a, b; \\\"c\\\"\";dur=4, cache;desc=hit, ;dur=1, bad;dur=-3";
            document.headers = vec![("server-timing".into(), timing.into())];
            step.requests = vec![script, picture, document];
            let line = |level: &str| ConsoleEntry {
                level: level.into(),
                text: String::new(),
                url: String::new(),
                first_party: true,
            };
            step.console = vec![line("error"), line("warning"), line("exception")];
            step.work.scripts = vec![ScriptWork {
                url: "https://cdn.example/a.js".into(),
                third_party: true,
                count: 2,
                ms: 140.0,
            }];
        });
        let mut walk = made.evidence().journeys.remove(0);
        walk.steps.remove(0)
    }

    #[test]
    fn bytes_are_told_by_type_and_caches_by_hits() {
        let load = load(&step());
        let kinds: Vec<_> = load
            .by_type
            .iter()
            .map(|one| (one.kind.as_str(), one.bytes, one.requests))
            .collect();
        assert_eq!(
            kinds,
            [("script", 900, 1), ("document", 100, 1), ("image", 0, 1)]
        );
        assert_eq!((load.cache_hits, load.console_errors), (1, 2));
        assert_eq!(load.scripts[0].ms, 140.0);
    }

    #[test]
    fn server_timing_is_read_by_its_grammar_and_nonsense_is_no_time() {
        let told: Vec<_> = load(&step())
            .server_timing
            .into_iter()
            .map(|one| (one.name, one.duration_ms, one.description))
            .collect();
        let one = |name: &str, ms: Option<f64>, text: &str| (name.to_owned(), ms, text.to_owned());
        assert_eq!(
            told,
            [
                one("db", Some(53.2), ""),
                one("app", Some(4.0), "a, b; \"c\""),
                one("cache", None, "hit"),
                one("bad", None, ""),
            ]
        );
        let many = "x;dur=1,".repeat(500);
        assert_eq!(server_timing(&many).len(), TIMINGS);
    }
}
