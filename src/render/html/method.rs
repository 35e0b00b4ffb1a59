//! How it was measured: definitions, counting rules, conditions, versions,
//! settings, and the sources of every figure.

use super::first::date;
use super::seen::{Seen, device};
use super::text::{both, join, link, same, say, time, with_code, word, word_or};
use crate::model::journey::KEY_MS;
use crate::rulebook::texts::Both;
use maud::{Markup, html};
use std::collections::BTreeSet;

const DEFINITIONS: [&str; 9] = [
    "score",
    "coverage",
    "certainty",
    "step",
    "fields",
    "wait",
    "effort",
    "time-to-buy",
    "work",
];

/// The part of the page.
pub fn method(seen: &Seen<'_>) -> Option<Markup> {
    let key = same(format!("{:.2}", KEY_MS / 1_000.0));
    Some(html! {
        h3 { (word("html.definitions")) }
        dl.definitions { @for name in DEFINITIONS {
            dt { (word(&format!("html.def.{name}"))) }
            dd { (with_code(&say(&format!("html.def.{name}-is"), &[("key", key.clone())]))) }
        } }
        h3 { (word("html.conditions")) }
        (conditions(seen))
        (settings(seen))
        h3 { (word("html.weights")) }
        (weights(seen))
        h3 #sources { (word("html.sources")) }
        (sources(seen))
    })
}

fn conditions(seen: &Seen<'_>) -> Markup {
    let report = seen.handover.en;
    let conditions = &report.run.conditions;
    let evidence = seen.handover.evidence;
    let markets: Vec<Both> = evidence
        .markets
        .iter()
        .map(|market| same(format!("{market:?}").to_uppercase()))
        .collect();
    let mut rows: Vec<(&str, Both)> = vec![
        (
            "version",
            same(format!("{} {}", report.tool.name, report.tool.version)),
        ),
        (
            "schema",
            same(format!(
                "{} / {}",
                report.schema_version, evidence.schema_version
            )),
        ),
        ("started", date(&report.run.started_at)),
        ("took", time(report.run.duration_ms as f64)),
        ("browser", same(&conditions.browser)),
        (
            "machine",
            say(
                "html.cond.machine-is",
                &[
                    ("platform", same(&conditions.platform)),
                    ("cores", same(conditions.cores.to_string())),
                    ("speed", same(format!("{:.0}", conditions.host_speed))),
                ],
            ),
        ),
        ("consent", word_or("html.consent", &conditions.consent)),
        ("visit", word_or("html.visit", conditions.visit.name())),
        ("crawler", same(&conditions.crawl_user_agent)),
        (
            "markets",
            if markets.is_empty() {
                word("html.cond.detected")
            } else {
                join(&markets)
            },
        ),
        (
            "guard",
            say(
                "html.cond.guard-is",
                &[
                    ("orders", same(report.order_guard.orders_placed.to_string())),
                    (
                        "blocked",
                        same(report.order_guard.blocked_requests.to_string()),
                    ),
                ],
            ),
        ),
    ];
    rows.retain(|(_, value)| !value.en.is_empty());
    html! {
        table.conditions {
            tbody {
                @for (name, value) in rows { tr { th scope="row" { (word(&format!("html.cond.{name}"))) } td { (value) } } }
                @for throttle in &conditions.throttles {
                    @let (wide, high) = throttle.device.viewport_px();
                    tr { th scope="row" { (device(throttle.device)) } td {
                        @let screen = [("size", same(format!("{wide} × {high}"))), ("scale", same(throttle.device.scale().to_string()))];
                        @if throttle.preset == "none" { (say("html.cond.device-free", &screen)) }
                        @else {
                        (say("html.cond.device-is", &[
                            ("size", same(format!("{wide} × {high}"))),
                            ("scale", same(throttle.device.scale().to_string())),
                            ("preset", word_or("preset", &throttle.preset)),
                            ("latency", same(format!("{:.0}", throttle.values.latency_ms))),
                            ("down", speed(throttle.values.down_bytes_per_s)),
                            ("up", speed(throttle.values.up_bytes_per_s)),
                            ("cpu", same(throttle.values.cpu_slowdown.to_string())),
                        ]))
                        }
                    } }
                }
                @for walk in &evidence.journeys {
                    tr { th scope="row" { (say("html.cond.walk", &[("device", device(walk.device))])) } td {
                        (say("html.cond.walk-is", &[
                            ("persona", same(&walk.persona)),
                            ("source", word_or("html.path", &format!("{:?}", walk.path_source).to_lowercase())),
                            ("agent", same(&walk.user_agent)),
                        ]))
                    } }
                }
            }
        }
    }
}

fn speed(bytes_per_s: f64) -> Both {
    match bytes_per_s < 0.0 {
        true => word("html.cond.unlimited"),
        false => same(format!("{:.0} kbit/s", bytes_per_s * 8.0 / 1_000.0)),
    }
}

fn settings(seen: &Seen<'_>) -> Markup {
    let settings = &seen.handover.evidence.settings;
    html! {
        @if !settings.is_empty() {
            details.sub open[seen.paper()] {
                summary { (word("html.settings")) }
                table.conditions {
                    thead { tr { th scope="col" { (word("html.setting")) } th scope="col" { (word("html.value")) } th scope="col" { (word("html.origin")) } } }
                    tbody { @for setting in settings {
                        tr { th scope="row" { code { (same(&setting.key)) } } td { (same(&setting.value)) } td { (word_or("html.origin", &setting.origin)) } }
                    } }
                }
            }
        }
    }
}

fn weights(seen: &Seen<'_>) -> Markup {
    let book = seen.handover.book;
    html! {
        p.quiet { (word("html.weights-how")) }
        details.sub open[seen.paper()] {
            summary { (word("html.weights-table")) }
            table.conditions {
                thead { tr { th scope="col" { (word("column.group")) } th.num scope="col" { (word("html.weight")) } th scope="col" { (word("html.because")) } } }
                tbody { @for group in &seen.handover.en.score.groups {
                    @if let Some(entry) = book.groups.get(&group.id) {
                        tr { th scope="row" { (entry.title) } td.num { (entry.weight) } td { (entry.because) } }
                    }
                } }
            }
        }
    }
}

/// What a reader should know of how a source was read.
fn standing(status: &str) -> Option<&'static str> {
    match status {
        "vendor" => Some("html.vendor"),
        "M" => Some("html.unread"),
        other if other.starts_with("V2") => Some("html.second-hand"),
        _ => None,
    }
}

/// Every published source that a rule of this report rests on.
fn sources(seen: &Seen<'_>) -> Markup {
    let book = seen.handover.book;
    let rules = seen
        .handover
        .en
        .outcomes
        .iter()
        .filter(|outcome| !outcome.findings.is_empty());
    let mut codes: BTreeSet<&str> = rules
        .filter_map(|outcome| book.rule(&outcome.rule))
        .flat_map(|rule| rule.evidence.iter().map(String::as_str))
        .collect();
    codes.extend(["W2", super::published::FIGURES.average.source.as_str()]);
    let effects = super::published::FIGURES.effect.iter();
    codes.extend(effects.flat_map(|effect| effect.sources.iter().map(String::as_str)));
    html! {
        p.quiet { (word("html.sources-how")) }
        ol.sources { @for code in codes.into_iter().filter(|code| !code.starts_with("S0")) {
            @if let Some(source) = book.evidence.get(code) {
                li id={ "source-" (code) } {
                    b { "[" (code) "]" } " "
                    (link(&source.url, &source.source)) @if let Some(year) = source.year { ", " (year) } ". "
                    span.quiet { (both(&source.says, source.says_ja.as_ref().unwrap_or(&source.says))) }
                    @if let Some(note) = standing(&source.status) { " " span.tag { "(" (word(note)) ")" } }
                }
            }
        } }
    }
}
