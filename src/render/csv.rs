//! Tables for spreadsheets: one row a finding, a field, a step.
//!
//! Column names are a contract like the report's and stay English. A cell is empty
//! where nothing was measured. A store's text that a spreadsheet would take for a
//! formula gets an apostrophe in front of it (OWASP, CSV injection). The files begin
//! with a byte order mark, without which Excel reads Japanese as another encoding.

use crate::model::device::Device;
use crate::model::report::{
    FieldReport, FindingReport, JourneyReport, OutcomeReport, Report, StepReport,
};
use crate::render::clean::plain;
use serde::Serialize;

/// File of the findings.
pub const FINDINGS: &str = "findings.csv";
/// File of the fields.
pub const FIELDS: &str = "fields.csv";
/// File of the steps.
pub const STEPS: &str = "steps.csv";

/// One row a finding, and one a rule that could not be judged, with the reason as its message.
pub fn findings(report: &Report) -> String {
    let header = [
        "rule",
        "title",
        "group",
        "severity",
        "verdict",
        "grade",
        "points_lost",
        "certainty",
        "device",
        "step",
        "screen",
        "url",
        "selector",
        "message",
        "fix",
        "waived",
        "fingerprint",
    ];
    let unknown = |outcome: &&OutcomeReport| outcome.verdict == "unknown";
    let found = report.outcomes.iter().flat_map(|outcome| {
        outcome
            .findings
            .iter()
            .map(move |one| finding(report, outcome, one))
    });
    let open = report.outcomes.iter().filter(unknown).map(|outcome| {
        let mut row = rule(outcome);
        row.extend(["", "", "", "", "", ""].map(str::to_owned));
        row.push(text(outcome.reason.as_deref().unwrap_or_default()));
        row.extend(["", "", ""].map(str::to_owned));
        row
    });
    sheet(&header, found.chain(open))
}

fn rule(outcome: &OutcomeReport) -> Vec<String> {
    vec![
        text(&outcome.rule),
        text(&outcome.title),
        text(&outcome.group),
        outcome.severity.name().to_owned(),
        text(&outcome.verdict),
        number(outcome.grade),
        number(Some(outcome.points_lost)),
    ]
}

fn finding(report: &Report, outcome: &OutcomeReport, one: &FindingReport) -> Vec<String> {
    let place = &one.place;
    let at = place.device.zip(place.step);
    let screen = at.and_then(|(device, step)| screen(report, device, step));
    let mut row = rule(outcome);
    row.extend([
        name(&one.certainty),
        place
            .device
            .map_or_else(String::new, |device| device.name().to_owned()),
        place
            .step
            .map_or_else(String::new, |step| (step + 1).to_string()),
        screen.unwrap_or_default().to_owned(),
        text(&place.url),
        text(place.selector.as_deref().unwrap_or_default()),
        text(&one.message),
        text(&one.fix),
        text(one.waived.as_ref().map_or("", |waived| &waived.reason)),
        text(&one.fingerprint),
    ]);
    row
}

fn screen(report: &Report, device: Device, step: u32) -> Option<&'static str> {
    let walk = report.journeys.iter().find(|walk| walk.device == device)?;
    let step = walk.steps.iter().find(|known| known.index == step)?;
    Some(step.goal.name())
}

/// One row a field of the checkout, on each screen that has it.
pub fn fields(report: &Report) -> String {
    let header = [
        "device",
        "step",
        "screen",
        "url",
        "selector",
        "purpose",
        "purpose_certainty",
        "label",
        "label_source",
        "label_visible",
        "kind",
        "required",
        "text_like",
        "visible",
        "autocomplete",
        "inputmode",
        "maxlength",
        "pattern",
        "placeholder",
        "frame",
    ];
    let row = |(walk, step, field): (&JourneyReport, &StepReport, &FieldReport)| {
        let mut row = place(walk, step);
        row.extend([
            text(&step.url),
            text(&field.selector),
            text(&field.purpose),
            number(Some(f64::from(field.certainty))),
            text(&field.label),
            name(&field.label_source),
            field.label_visible.to_string(),
            text(&field.kind),
            field.required.to_string(),
            field.text_like.to_string(),
            field.visible.to_string(),
            text(field.autocomplete.as_deref().unwrap_or_default()),
            text(field.inputmode.as_deref().unwrap_or_default()),
            count(field.maxlength),
            text(field.pattern.as_deref().unwrap_or_default()),
            text(&field.placeholder),
            text(field.frame.as_deref().unwrap_or_default()),
        ]);
        row
    };
    let all = steps_of(report)
        .flat_map(|(walk, step)| step.fields.iter().map(move |field| (walk, step, field)));
    sheet(&header, all.map(row))
}

/// One row a step of each journey.
pub fn steps(report: &Report) -> String {
    let header = [
        "device",
        "step",
        "screen",
        "mode",
        "action",
        "target",
        "url",
        "response_ms",
        "feedback_ms",
        "usable_ms",
        "ttfb_ms",
        "fcp_ms",
        "lcp_ms",
        "inp_ms",
        "cls",
        "tbt_ms",
        "effort_ms",
        "effort_autofill_ms",
        "fields_shown",
        "fields_required",
        "other_elements",
        "choices",
        "keystrokes",
        "keystrokes_autofill",
        "taps",
        "bytes",
        "requests",
        "third_parties",
        "prices",
        "problem",
    ];
    let row = |(walk, step): (&JourneyReport, &StepReport)| {
        let (clock, vitals, effort) = (&step.clock, &step.vitals, &step.effort);
        let mut row = place(walk, step);
        row.extend([
            name(&step.mode),
            text(&step.action.verb),
            text(&step.action.target),
            text(&step.url),
        ]);
        row.extend(
            [
                clock.response_ms,
                clock.feedback_ms,
                clock.usable_ms,
                vitals.ttfb_ms,
                vitals.fcp_ms,
                vitals.lcp_ms,
                vitals.inp_ms,
                vitals.cls,
                vitals.tbt_ms,
                Some(effort.effort_ms),
                Some(effort.effort_autofill_ms),
            ]
            .map(number),
        );
        row.extend(
            [
                effort.fields_shown,
                effort.fields_required,
                effort.other_elements,
                effort.choices,
                effort.keystrokes,
                effort.keystrokes_autofill,
                effort.taps,
            ]
            .map(|value| value.to_string()),
        );
        let prices: Vec<&str> = step
            .prices
            .iter()
            .map(|price| price.text.as_str())
            .collect();
        row.extend([
            step.bytes.to_string(),
            step.requests.to_string(),
            step.third_parties.len().to_string(),
            text(&prices.join(" | ")),
            text(step.problem.as_deref().unwrap_or_default()),
        ]);
        row
    };
    sheet(&header, steps_of(report).map(row))
}

fn steps_of(report: &Report) -> impl Iterator<Item = (&JourneyReport, &StepReport)> {
    let walks = report.journeys.iter();
    walks.flat_map(|walk| walk.steps.iter().map(move |step| (walk, step)))
}

fn place(walk: &JourneyReport, step: &StepReport) -> Vec<String> {
    vec![
        walk.device.name().to_owned(),
        (step.index + 1).to_string(),
        step.goal.name().to_owned(),
    ]
}

/// A table with its header, as RFC 4180 asks for.
pub(crate) fn sheet(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = header.iter().map(|name| (*name).to_owned()).collect();
    for row in [header].into_iter().chain(rows) {
        writer
            .write_record(&row)
            .expect("rows are as long as their header, and memory can be written");
    }
    let bytes = writer.into_inner().expect("memory can be written");
    let text = String::from_utf8(bytes).expect("cells are text");
    format!("\u{feff}{text}")
}

/// A text on one line that no spreadsheet takes for a formula.
pub(crate) fn text(text: &str) -> String {
    let text = plain(text);
    // The full-width signs begin a formula where Japanese is typed.
    match text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text,
    }
}

/// A figure with up to three decimals; empty where it was not measured.
pub(crate) fn number(value: Option<f64>) -> String {
    let value = value.filter(|value| value.is_finite());
    value.map_or_else(String::new, |value| {
        ((value * 1_000.0).round() / 1_000.0).to_string()
    })
}

fn count(value: Option<u32>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The name that a value has in files.
fn name(value: &impl Serialize) -> String {
    let written = serde_json::to_value(value).unwrap_or_default();
    written.as_str().map_or_else(String::new, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;
    use crate::report::made;

    fn read(sheet: &str) -> Vec<csv::StringRecord> {
        let sheet = sheet.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(sheet.as_bytes());
        let rows: Result<Vec<_>, _> = reader.records().collect();
        rows.unwrap()
    }

    #[test]
    fn a_text_that_would_calculate_is_only_a_text() {
        for formula in [
            "=cmd|' /C calc'!A0",
            " \t+1",
            "-1+1",
            "@SUM(A1)",
            "＝1",
            "\u{202e}=1",
        ] {
            assert!(text(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(text("#a > .b"), "#a > .b");
        assert_eq!(number(Some(-1.5)), "-1.5");
    }

    #[test]
    fn each_finding_field_and_step_has_its_row_and_what_was_not_measured_is_empty() {
        let report = made::report(Language::Ja);
        let found: usize = report.outcomes.iter().map(|one| one.findings.len()).sum();
        let open = report
            .outcomes
            .iter()
            .filter(|one| one.verdict == "unknown");
        let rows = read(&findings(&report));
        assert_eq!(rows.len(), found + open.count());
        let row = rows.iter().find(|row| &row[9] == "3").unwrap();
        assert_eq!((&row[8], &row[10]), ("mobile", "address"));
        let rows = read(&steps(&report));
        assert_eq!(rows.len(), 3);
        assert_eq!((&rows[1][9], &rows[1][12]), ("1234.5", ""));
        let fields = read(&fields(&report));
        assert!(
            fields
                .iter()
                .any(|row| &row[5] == "email" && &row[1] == "3")
        );
    }
}
