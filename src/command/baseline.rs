//! `cartwalk baseline`: the report that later runs are compared with.

use crate::cli::Baseline;
use crate::command::compare::load;
use crate::command::console::Console;
use crate::command::folder;
use crate::exit::{Exit, Failure};
use crate::render::json;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the baseline is kept unless told otherwise.
pub const USUAL: &str = ".cartwalk/baseline.json";

/// The baseline that stands at its usual place.
pub fn usual() -> Option<PathBuf> {
    let path = PathBuf::from(USUAL);
    path.is_file().then_some(path)
}

/// The way that was kept with the baseline at its usual place.
pub fn usual_way() -> Option<PathBuf> {
    let path = Path::new(USUAL).with_file_name(folder::PATH);
    path.is_file().then_some(path)
}

/// Runs the command.
///
/// # Errors
/// A report that no run could be compared with, or a place that cannot be written.
pub fn run(command: &Baseline, console: Console) -> Result<Exit, Failure> {
    match command {
        Baseline::Update { from, to } => update(from, to, console),
        Baseline::Show { file } => show(file, console),
    }
}

/// A baseline stands for itself: what it was compared with, and its gates, are left out.
fn update(from: &Path, to: &Path, console: Console) -> Result<Exit, Failure> {
    let mut report = load(from, "the report")?;
    if !report
        .journeys
        .iter()
        .any(|walk| walk.ended.kind == "reached")
    {
        return Err(Failure::usage(
            format!(
                "the report `{}` holds no walk that reached its end, and would hide what breaks later",
                from.display()
            ),
            "mend what stops the walk, then audit again",
        ));
    }
    report.comparison = None;
    report.gates = Vec::new();
    folder::put_file(to, json(&report).as_bytes())?;
    // The way is kept beside it, so that later runs walk the same one.
    if let Ok(way) = fs::read(from.join(folder::PATH)) {
        folder::put_file(&to.with_file_name(folder::PATH), &way)?;
    }
    let runs = report.journeys.iter().map(|walk| walk.runs.measured).min();
    console.print(&format!("{}\n", to.display()))?;
    if runs.unwrap_or_default() < 4 {
        console.note("its timings cannot be compared: at least 4 runs are needed (--runs 5)");
    }
    Ok(Exit::Fine)
}

fn show(file: &Path, console: Console) -> Result<Exit, Failure> {
    let report = load(file, "the baseline")?;
    let walks = report.journeys.iter().map(|walk| {
        format!(
            "{}: {}, {} run(s)",
            walk.device.name(),
            walk.ended.kind,
            walk.runs.measured
        )
    });
    let score = report
        .score
        .total
        .map_or_else(|| "none".to_owned(), |score| format!("{score:.0}"));
    let conditions = &report.run.conditions;
    let lines = [
        format!("store: {}", report.target.url),
        format!(
            "taken: {} by cartwalk {}",
            report.run.started_at, report.tool.version
        ),
        format!(
            "on: {}, {} cores, {}",
            conditions.platform, conditions.cores, conditions.browser
        ),
        format!("rules: {}", report.run.rulebook),
        format!("score: {score}"),
    ];
    let lines: Vec<String> = lines.into_iter().chain(walks).collect();
    let text = lines
        .iter()
        .map(|line| crate::render::clean::plain(line) + "\n");
    console.print(&text.collect::<String>())?;
    if fs::metadata(file).is_ok_and(|meta| meta.permissions().readonly()) {
        console.note("the file is read-only");
    }
    Ok(Exit::Fine)
}
