//! SARIF 2.1.0 for code scanning: one result a finding, and the rules that these belong to.
//!
//! Our own few structs instead of a crate's hundred: they hold what platforms read
//! (<https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
//! A page's address is written like a file's path, since GitHub refuses one with a
//! scheme. The help of a rule stands there in both languages. A rule that could not be
//! judged is a notification of the run: as a result it would be an alert.

use crate::model::plan::Language;
use crate::model::report::{FindingReport, OutcomeReport, Report};
use crate::model::verdict::{Certainty, Severity};
use crate::render::address::as_path;
use crate::render::clean::plain;
use crate::render::gitlab::distinct;
use crate::render::json::dense;
use crate::render::markdown_text::{code_block, escape};
use crate::report::phrases::say;
use crate::rulebook::Rulebook;
use serde::Serialize;
use std::collections::BTreeMap;

/// File of the report.
pub const FILE: &str = "report.sarif";

/// Results that GitHub shows of one upload.
const MOST: usize = 5_000;
/// Longest text of one, in characters.
const LONGEST: usize = 1_000;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: Id,
    language: &'static str,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<Found>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: String,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Id {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    start_time_utc: String,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    level: &'static str,
    message: Text,
    associated_rule: RuleRef,
}

#[derive(Serialize)]
struct RuleRef {
    id: String,
    index: usize,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<String>,
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: FoundProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: &'static str,
}

/// GitHub reads only the first name, and keeps one alert each.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "primaryLocationLineHash")]
    line: String,
    #[serde(rename = "cartwalkFinding/v1")]
    finding: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FoundProperties {
    certainty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u32>,
}

/// Writes the report; `book` gives the rules' texts in both languages.
pub fn sarif(report: &Report, book: &Rulebook) -> String {
    let rules = told(report);
    dense(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "cartwalk",
                    version: plain(&report.tool.version),
                    rules: rules.iter().map(|outcome| rule(outcome, book)).collect(),
                },
            },
            automation_details: Id {
                id: format!("cartwalk/{}", as_path(&report.target.url)),
            },
            language: report.run.language.tag(),
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: report.score.total.is_some(),
                start_time_utc: plain(&report.run.started_at),
                tool_execution_notifications: notifications(&rules),
            }],
            results: results(report, &rules),
        }],
    })
}

fn rule(outcome: &OutcomeReport, book: &Rulebook) -> Rule {
    let title = plain(&outcome.title);
    let (english, japanese) = (
        book.text(&outcome.rule, Language::En),
        book.text(&outcome.rule, Language::Ja),
    );
    let texts = [(Language::En, english), (Language::Ja, japanese)];
    let told = texts
        .into_iter()
        .filter_map(|(language, texts)| Some((language, texts?)));
    let (mut text, mut markdown) = (Vec::new(), Vec::new());
    for (language, texts) in told {
        text.push(texts.title.clone());
        markdown.push(format!("### {}", escape(&texts.title)));
        for (key, said) in [
            ("rules.what", &texts.what),
            ("rules.why", &texts.why),
            ("rules.fix", &texts.fix),
        ] {
            if !said.is_empty() {
                let heading = say(language, key, &[]);
                text.push(format!("{heading}: {}", plain(said)));
                markdown.push(format!("**{heading}**: {}", escape(said)));
            }
        }
    }
    if let Some(example) = book
        .rule(&outcome.rule)
        .map(|rule| rule.example.trim())
        .filter(|it| !it.is_empty())
    {
        markdown.push(code_block(example));
    }
    if text.is_empty() {
        text.push(title.clone());
    }
    let full = english
        .map(|texts| plain(&texts.why))
        .filter(|why| !why.is_empty());
    Rule {
        id: plain(&outcome.rule),
        full_description: only(&full.unwrap_or_else(|| title.clone())),
        short_description: only(&title),
        help: Text {
            text: text.join("\n\n"),
            markdown: (!markdown.is_empty()).then(|| markdown.join("\n\n")),
        },
        default_configuration: Configuration {
            level: level(outcome.severity, Certainty::Sure),
        },
        properties: RuleProperties {
            tags: vec![plain(&outcome.group), outcome.severity.name().to_owned()],
            precision: "high",
            problem: match outcome.severity {
                Severity::Critical | Severity::Serious => "error",
                Severity::Moderate => "warning",
                Severity::Minor => "recommendation",
            },
        },
    }
}

/// The rules that the log refers to; the help of a hundred others would be most of it.
fn told(report: &Report) -> Vec<&OutcomeReport> {
    let rules = report.outcomes.iter();
    rules
        .filter(|rule| !rule.findings.is_empty() || rule.verdict == "unknown")
        .collect()
}

fn notifications(rules: &[&OutcomeReport]) -> Vec<Notification> {
    let rules = rules.iter().enumerate();
    let unknown = rules.filter(|(_, outcome)| outcome.verdict == "unknown");
    unknown
        .map(|(index, outcome)| Notification {
            level: "warning",
            message: only(outcome.reason.as_deref().unwrap_or(&outcome.title)),
            associated_rule: RuleRef {
                id: plain(&outcome.rule),
                index,
            },
        })
        .collect()
}

fn results(report: &Report, rules: &[&OutcomeReport]) -> Vec<Found> {
    let mut seen = BTreeMap::new();
    let rules = rules.iter().enumerate();
    let all =
        rules.flat_map(|(index, rule)| rule.findings.iter().map(move |one| (index, *rule, one)));
    all.take(MOST)
        .map(|(index, rule, finding)| {
            let line = distinct(&mut seen, finding);
            found(index, rule, finding, line, report)
        })
        .collect()
}

fn found(
    index: usize,
    rule: &OutcomeReport,
    finding: &FindingReport,
    line: String,
    report: &Report,
) -> Found {
    let place = &finding.place;
    let page = match place.url.trim() {
        "" => &report.target.url,
        _ => &place.url,
    };
    let element = place
        .selector
        .as_deref()
        .map(plain)
        .filter(|it| !it.is_empty());
    let text = format!("{}: {} {}", rule.title, finding.message, finding.fix);
    let waived = finding.waived.iter();
    Found {
        rule_id: plain(&rule.rule),
        rule_index: index,
        level: level(rule.severity, finding.certainty),
        message: only(&text),
        locations: [Location {
            physical_location: Physical {
                artifact_location: Artifact { uri: as_path(page) },
                region: Region { start_line: 1 },
            },
            logical_locations: element
                .map(|name| Logical {
                    fully_qualified_name: name,
                    kind: "element",
                })
                .into_iter()
                .collect(),
        }],
        partial_fingerprints: Fingerprints {
            line,
            finding: plain(&finding.fingerprint),
        },
        suppressions: waived
            .map(|waived| Suppression {
                kind: "external",
                justification: plain(&waived.reason),
            })
            .collect(),
        properties: FoundProperties {
            certainty: match finding.certainty {
                Certainty::Sure => "sure",
                Certainty::Likely => "likely",
            },
            device: place.device.map(crate::model::device::Device::name),
            step: place.step.map(|step| step + 1),
        },
    }
}

/// An alert that is an error stops a merge, so what is only likely is none.
fn level(severity: Severity, certainty: Certainty) -> &'static str {
    match (severity, certainty) {
        (Severity::Critical | Severity::Serious, Certainty::Sure) => "error",
        (Severity::Critical | Severity::Serious, Certainty::Likely) => "warning",
        (Severity::Moderate, _) => "warning",
        (Severity::Minor, _) => "note",
    }
}

fn only(text: &str) -> Text {
    let text: String = plain(text).chars().take(LONGEST).collect();
    Text {
        // The schema asks for a text, and a rule of a user may have none.
        text: if text.is_empty() {
            "–".to_owned()
        } else {
            text
        },
        markdown: None,
    }
}
