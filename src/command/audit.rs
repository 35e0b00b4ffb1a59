//! `audit`, `collect` and `judge`: one run, its first half, its second half.

use crate::command::compare::Held;
use crate::command::console::Console;
use crate::command::folder::{self, Folder};
use crate::command::handover::{self, Wanted};
use crate::command::{ending, gate, har, interrupt, ruling, settings, stages};
use crate::config::resolve;
use crate::config::{Origin, Settled, Written};
use crate::exit::{Exit, Failure};
use crate::journey::path::{self, PathFile};
use crate::model::evidence::Evidence;
use crate::model::journey::{Ended, Journey};
use crate::model::plan::Plan;
use crate::model::report::Report;
use crate::render::json;
use crate::rulebook::Rulebook;
use std::path::Path;

/// Collects, judges and reports.
///
/// # Errors
/// Everything that does not end with exit code 0; what was collected is
/// saved and reported before.
pub fn audit(settled: &Settled, console: Console) -> Result<Exit, Failure> {
    let folder = Folder::create(&settled.plan.output)?;
    measure(settled, &folder, console)?.1
}

/// An audit, and how it leaves: apart, for whoever has more to write before.
///
/// # Errors
/// What keeps the report from being made at all.
pub fn measure(
    settled: &Settled,
    folder: &Folder,
    console: Console,
) -> Result<(Report, Result<Exit, Failure>), Failure> {
    let held = Held::read(settled.baseline.as_ref(), settled.gates.clone())?;
    let (mut evidence, saved) = gather(settled, folder, console);
    ruling::name_markets(&mut evidence, &settled.rulebook);
    let wanted = Wanted {
        language: settled.plan.language,
        outputs: settled.outputs.clone(),
        brand: settled.brand.clone(),
        browser: settled.plan.browser.clone(),
    };
    let (report, compared) = handover::conclude(
        &evidence,
        &settled.rulebook,
        &wanted,
        &held,
        folder,
        folder,
        console,
    )?;
    let saved = match settled.har {
        true => saved.and_then(|()| har::save(&evidence, folder)),
        false => saved,
    };
    let left = saved
        .and_then(|()| leave(&evidence))
        .and(compared)
        .and_then(|()| gate::pass(&report, &held.gates, console));
    Ok((report, left.map(|()| Exit::Fine)))
}

/// Collects and saves.
///
/// # Errors
/// As [`audit`].
pub fn collect(settled: &Settled, console: Console) -> Result<Exit, Failure> {
    let folder = Folder::create(&settled.plan.output)?;
    let (evidence, saved) = gather(settled, &folder, console);
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
pub fn judge(
    dir: &Path,
    written: &Written,
    rulebook: &Rulebook,
    console: Console,
) -> Result<Exit, Failure> {
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
    ruling::name_markets(&mut evidence, rulebook);
    let baseline = resolve::baseline(written);
    let held = Held::read(baseline.as_ref(), resolve::gates(written)?)?;
    let folder = Folder::create(output)?;
    let wanted = Wanted::of(written)?;
    let from = Folder::at(dir);
    let (report, compared) =
        handover::conclude(&evidence, rulebook, &wanted, &held, &from, &folder, console)?;
    if resolve::switch(written, "har") {
        har::save(&evidence, &folder)?;
    }
    leave(&evidence)?;
    compared?;
    gate::pass(&report, &held.gates, console).map(|()| Exit::Fine)
}

/// Runs the stages that look at the store. What is judged is what was written:
/// the evidence is read back, so that `judge` gives the same report to the byte.
fn gather(settled: &Settled, folder: &Folder, console: Console) -> (Evidence, Result<(), Failure>) {
    let plan: &Plan = &settled.plan;
    let stop = interrupt::listen(console);
    let progress = console.progress(plan.language);
    let mut evidence = stages::collect(plan, &progress, &stop, folder);
    drop(progress);
    evidence.settings = settings::used(&settled.written);
    evidence = without_secrets(evidence, plan);
    if let Some(why) = folder.lost() {
        evidence
            .missing
            .push((ending::PICTURES_LOST.to_owned(), why));
    }
    if let Some(why) = folder.unrecorded() {
        evidence
            .missing
            .push((ending::RECORDING_LOST.to_owned(), why));
    }
    let read_back = folder
        .save(&evidence)
        .and_then(|()| save_ways(folder, &evidence))
        .and_then(|()| folder::load(folder.path()));
    match read_back {
        Ok(read) => (read, Ok(())),
        Err(failure) => (evidence, Err(failure)),
    }
}

/// Keeps the way that was found for `--path`, and for a journey that got stuck a recipe to
/// complete by hand.
fn save_ways(folder: &Folder, evidence: &Evidence) -> Result<(), Failure> {
    let ways = PathFile::of(&evidence.target, &evidence.journeys);
    let ways = (!ways.paths.is_empty()).then(|| json(&ways));
    folder.save_or_remove(folder::PATH, ways.as_deref())?;
    let stuck = |journey: &&Journey| matches!(journey.ended, Ended::Stuck { .. });
    let recipe = evidence.journeys.iter().find(stuck).map(path::stub);
    folder.save_or_remove(folder::RECIPE, recipe.as_deref())
}

/// The evidence with every secret of the user masked, wherever a store echoed it.
pub fn without_secrets(evidence: Evidence, plan: &Plan) -> Evidence {
    if !plan.session.has_secrets() {
        return evidence;
    }
    let Ok(text) = serde_json::to_string(&evidence) else {
        return evidence;
    };
    let masked = plan.session.mask(&text);
    if masked == text {
        return evidence;
    }
    serde_json::from_str(&masked).unwrap_or(evidence)
}

fn leave(evidence: &Evidence) -> Result<(), Failure> {
    match ending::of(evidence) {
        None => Ok(()),
        Some(failure) => Err(failure),
    }
}
