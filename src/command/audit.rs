//! `audit`, `collect` and `judge`: one run, its first half, its second half.

use crate::command::console::Console;
use crate::command::folder::{self, Folder};
use crate::command::{ending, gate, interrupt, stages};
use crate::config::resolve::{self, Format};
use crate::config::{Origin, Settled, Written};
use crate::exit::{Exit, Failure};
use crate::model::evidence::Evidence;
use crate::model::plan::{Language, Plan};
use crate::model::report::Report;
use crate::render::{TableOptions, json, table};
use std::path::Path;

/// Collects, judges and reports.
///
/// # Errors
/// Everything that does not end with exit code 0; what was collected is
/// saved and reported before.
pub fn audit(settled: &Settled, console: Console) -> Result<Exit, Failure> {
    let folder = Folder::create(&settled.plan.output)?;
    let (evidence, saved) = gather(&settled.plan, &folder, console);
    let report = conclude(
        &evidence,
        settled.plan.language,
        settled.format,
        &folder,
        console,
    )?;
    saved?;
    leave(&evidence)?;
    gate::pass(&report, settled.gate).map(|()| Exit::Fine)
}

/// Collects and saves.
///
/// # Errors
/// As [`audit`].
pub fn collect(settled: &Settled, console: Console) -> Result<Exit, Failure> {
    let folder = Folder::create(&settled.plan.output)?;
    let (evidence, saved) = gather(&settled.plan, &folder, console);
    saved?;
    console.print(&format!(
        "{}\n",
        folder.path().join(folder::EVIDENCE).display()
    ))?;
    leave(&evidence).map(|()| Exit::Fine)
}

/// Judges the evidence of a folder. The report goes into the same folder unless
/// the command line names another.
///
/// # Errors
/// Damaged evidence, and everything that the run itself did not end well with.
pub fn judge(dir: &Path, written: &Written, console: Console) -> Result<Exit, Failure> {
    let mut evidence = folder::load(dir)?;
    let named = written
        .0
        .get("output")
        .filter(|entry| matches!(entry.origin, Origin::Flag(_)));
    let output = named
        .and_then(|entry| entry.words.first())
        .map_or(dir, Path::new);
    let markets = resolve::markets(written);
    if !markets.is_empty() {
        evidence.markets = markets;
    }
    let folder = Folder::create(output)?;
    let report = conclude(
        &evidence,
        resolve::language(written),
        resolve::format(written),
        &folder,
        console,
    )?;
    leave(&evidence)?;
    gate::pass(&report, resolve::gate(written)).map(|()| Exit::Fine)
}

/// Runs the stages that look at the store. What is judged is what was written:
/// the evidence is read back, so that `judge` gives the same report to the byte.
fn gather(plan: &Plan, folder: &Folder, console: Console) -> (Evidence, Result<(), Failure>) {
    let stop = interrupt::listen(console);
    let progress = console.progress(plan.language);
    let mut evidence = stages::collect(plan, &progress, &stop, folder);
    drop(progress);
    if let Some(why) = folder.lost() {
        evidence
            .missing
            .push((ending::PICTURES_LOST.to_owned(), why));
    }
    let read_back = folder
        .save(&evidence)
        .and_then(|()| folder::load(folder.path()));
    match read_back {
        Ok(read) => (read, Ok(())),
        Err(failure) => (evidence, Err(failure)),
    }
}

/// Reports to stdout and into the folder; the screen comes first, since a disk may be full.
fn conclude(
    evidence: &Evidence,
    language: Language,
    format: Format,
    folder: &Folder,
    console: Console,
) -> Result<Report, Failure> {
    let report = stages::report(evidence, language);
    let text = json(&report);
    let saved = folder.save_report(&text);
    let place = folder.path().display().to_string();
    match format {
        Format::Json => console.print(&text)?,
        Format::Table => {
            let folder = saved.is_ok().then_some(place.as_str());
            console.print(&table(
                &report,
                &TableOptions {
                    colour: console.colour,
                    folder,
                },
            ))?;
        }
    }
    saved.map(|()| report)
}

fn leave(evidence: &Evidence) -> Result<(), Failure> {
    match ending::of(evidence) {
        None => Ok(()),
        Some(failure) => Err(failure),
    }
}
