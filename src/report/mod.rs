//! From evidence and verdicts to the one value that every output is made of.
//!
//! [`assemble`] is pure: the same evidence gives the same report, byte for byte.

pub mod doubts;
pub mod journeys;
mod load;
#[cfg(test)]
pub mod made;
pub mod measures;
pub mod outcomes;
pub mod phrases;
pub mod schema;
pub mod site;

use crate::model::evidence::Evidence;
use crate::model::look::{Field, Look};
use crate::model::plan::Language;
use crate::model::report::{
    FieldReport, REPORT_SCHEMA_VERSION, Report, RulesetReport, Run, Score, TargetSeen, Tool,
};
use crate::report::phrases::{find, say};
use crate::rulebook::Rulebook;
use crate::rules::Outcome;

/// Puts the report together.
pub fn assemble(
    evidence: &Evidence,
    outcomes: &[Outcome],
    score: &Score,
    rulebook: &Rulebook,
    language: Language,
) -> Report {
    let walks = journeys::journeys(evidence, rulebook, language);
    Report {
        schema_version: REPORT_SCHEMA_VERSION,
        tool: Tool {
            name: "cartwalk".to_owned(),
            version: evidence.tool_version.clone(),
        },
        run: Run {
            started_at: evidence.started_at.clone(),
            duration_ms: evidence.duration_ms,
            language,
            conditions: evidence.conditions.clone(),
            ruleset: RulesetReport {
                name: rulebook.name.clone(),
                hash: rulebook.hash(),
            },
            missing: evidence
                .missing
                .iter()
                .map(|(code, detail)| missing(code, detail, language))
                .collect(),
            rulebook: rulebook.mark(),
            doubts: doubts::doubts(evidence, language),
        },
        target: TargetSeen {
            url: evidence.target.clone(),
            platform: site::platform(evidence),
        },
        score: score.clone(),
        time_to_buy: journeys::time_to_buy(&walks, language),
        site: site::site(evidence),
        journeys: walks,
        outcomes: outcomes::outcomes(outcomes, rulebook, language),
        waivers: outcomes::waivers(outcomes, rulebook, &evidence.started_at),
        order_guard: journeys::order_guard(evidence),
        comparison: None,
        gates: Vec::new(),
    }
}

/// A network's failure, written `code: details`, in words, with the last of its details.
pub fn problem(problem: &str, language: Language) -> String {
    let (code, details) = problem.split_once(": ").unwrap_or((problem, ""));
    let last = details.rsplit(": ").next().unwrap_or_default();
    find(language, &format!("problem.{code}"), &[("detail", last)])
        .unwrap_or_else(|| problem.to_owned())
}

/// What could not be collected, as a sentence's end.
pub fn missing(code: &str, detail: &str, language: Language) -> String {
    let detail = &match code {
        "store-unreachable" => problem(detail, language),
        _ => detail.to_owned(),
    };
    find(language, &format!("missing.{code}"), &[("detail", detail)]).unwrap_or_else(|| {
        say(
            language,
            "missing.other",
            &[("code", code), ("detail", detail)],
        )
    })
}

/// One field in the words of the report.
pub fn field(field: &Field, look: &Look) -> FieldReport {
    let kind = match field.tag.as_str() {
        tag @ ("select" | "textarea") => tag.to_owned(),
        tag if field.kind.is_empty() => tag.to_owned(),
        _ => field.kind.clone(),
    };
    let optional = field.optional_mark.is_some() && !field.required && !field.aria_required;
    let marked = field.required || field.aria_required || field.required_mark.is_some();
    let frame = field.frame.checked_sub(1).map(|index| {
        let seen = look.frames.get(index as usize);
        seen.map_or_else(
            || format!("frame {}", field.frame),
            |frame| frame.url.clone(),
        )
    });
    FieldReport {
        selector: field.selector.clone(),
        purpose: if field.purpose.is_empty() {
            "unknown".to_owned()
        } else {
            field.purpose.clone()
        },
        certainty: field.purpose_certainty,
        label: field.label.clone(),
        label_source: field.label_source,
        label_visible: field.label_visible,
        text_like: is_text_like(&kind),
        kind,
        required: marked && !optional && !field.disabled,
        autocomplete: field.autocomplete.clone(),
        inputmode: field.inputmode.clone(),
        maxlength: field.maxlength,
        pattern: field.pattern.clone(),
        placeholder: field.placeholder.clone(),
        visible: field.visible,
        frame,
    }
}

/// Whether one types into it, as the published averages count fields.
pub fn is_text_like(kind: &str) -> bool {
    matches!(
        kind,
        "text"
            | "email"
            | "tel"
            | "number"
            | "password"
            | "search"
            | "url"
            | "textarea"
            | "textbox"
            | "date"
            | "month"
            | "time"
            | "week"
            | "datetime-local"
    )
}
