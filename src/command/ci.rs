//! `cartwalk ci`: the whole job of a CI system in one command: audits with five
//! runs, compares with the baseline it finds, and writes what the platform shows.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use crate::command::audit;
use crate::command::baseline::{USUAL, usual, usual_way};
use crate::command::console::Console;
use crate::command::folder::Folder;
use crate::config::settings::find;
use crate::config::{Origin, Settled, Written};
use crate::exit::{Exit, Failure};
use crate::model::comparison::{Change, GateVerdict};
use crate::model::report::Report;
use crate::render::clean::plain;
use crate::render::summary_markdown;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// File of the summary in the report's folder.
pub const SUMMARY: &str = "summary.md";

/// Annotations that a platform shows at most of one step.
const ANNOTATIONS: usize = 10;

/// Five runs, and the baseline with its way at their usual place, unless somebody said otherwise.
///
/// # Errors
/// None in practice: the words are ours.
pub fn defaults(mut written: Written) -> Result<Written, Failure> {
    let baseline = usual().map(|path| path.display().to_string());
    let way = usual_way().map(|path| path.display().to_string());
    for (key, word) in [
        ("runs", Some("5".to_owned())),
        ("baseline", baseline),
        ("path", way),
    ] {
        let asked = written
            .0
            .get(key)
            .is_some_and(|entry| entry.origin != Origin::Default);
        if let (false, Some(word)) = (asked, word) {
            let setting = find(key).expect("the key stands in the table");
            written.set(setting, vec![word], Origin::Command("ci"))?;
        }
    }
    Ok(written)
}

/// Runs the job.
///
/// # Errors
/// As an audit; the summary is written before.
pub fn run(settled: &Settled, console: Console) -> Result<Exit, Failure> {
    if settled.baseline.is_none() {
        console.note(&format!(
            "no baseline at {USUAL}: nothing is compared; `cartwalk baseline update` makes one of this run"
        ));
    }
    let folder = Folder::create(&settled.plan.output)?;
    let (report, left) = audit::measure(settled, &folder, console)?;
    let summary = summary_markdown(&report);
    folder.save_text(SUMMARY, &summary)?;
    if let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) {
        append(Path::new(&file), &summary)?;
    }
    if std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        console.print(&annotations(&report, left.as_ref().err()))?;
    }
    left
}

fn append(file: &Path, text: &str) -> Result<(), Failure> {
    let opened = OpenOptions::new().create(true).append(true).open(file);
    opened
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| {
            Failure::not_measured(
                format!(
                    "cannot write the job's summary `{}`: {error}",
                    file.display()
                ),
                "check the variable GITHUB_STEP_SUMMARY",
            )
        })
}

/// What the platform shows beside the change: gates that fell, what got worse, or why nothing was measured.
pub fn annotations(report: &Report, failure: Option<&Failure>) -> String {
    let mut lines = Vec::new();
    for gate in report
        .gates
        .iter()
        .filter(|gate| gate.verdict != GateVerdict::Passed)
    {
        let text = format!("{} {}", gate.because, gate.remedy);
        lines.push(command("error", &format!("cartwalk: {}", gate.gate), &text));
    }
    if let Some(failure) = failure.filter(|failure| failure.exit != Exit::Gate) {
        let text = format!("{} {}", failure.message, failure.help);
        lines.push(command("error", "cartwalk", &text));
    }
    let comparison = report.comparison.iter();
    for comparison in comparison {
        let worse = comparison
            .facts
            .iter()
            .filter(|fact| fact.change == Change::Worse);
        for fact in worse {
            lines.push(command("warning", "cartwalk", &fact.message));
        }
        let new = comparison
            .findings
            .iter()
            .filter(|one| one.change == Change::New && !one.clocked);
        for finding in new {
            lines.push(command(
                "warning",
                &format!("cartwalk: {}", finding.rule),
                &finding.message,
            ));
        }
    }
    lines.truncate(ANNOTATIONS);
    let mut out = String::new();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// One workflow command; a store's text cannot end it or start another.
fn command(kind: &str, title: &str, text: &str) -> String {
    let data = |text: &str| {
        plain(text)
            .replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let title = data(title).replace(':', "%3A").replace(',', "%2C");
    format!("::{kind} title={title}::{}", data(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comparison::GateReport;
    use crate::model::plan::Language;
    use crate::report::made;

    #[test]
    fn a_gate_that_fell_is_an_annotation_on_one_line_whatever_the_store_wrote() {
        let mut report = made::report(Language::En);
        report.gates.push(GateReport {
            gate: "budget fields=8, now".into(),
            verdict: GateVerdict::Failed,
            because: "10 fields\n::error::owned 100%".into(),
            remedy: "take away 2".into(),
        });
        let text = annotations(&report, None);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert_eq!(
            text,
            "::error title=cartwalk%3A budget fields=8%2C now::10 fields ::error::owned 100%25 take away 2\n"
        );
    }
}
