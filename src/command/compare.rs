//! `cartwalk compare` and `--baseline`: reads reports, holds them against each
//! other, and hands the result to the gates.

use crate::cli::{Compare, ComparisonFormat};
use crate::command::console::Console;
use crate::command::folder::{REPORT, load as load_evidence};
use crate::command::gate;
use crate::compare::{check, compare, gates};
use crate::config::Written;
use crate::config::resolve::{self, Baseline};
use crate::exit::{Exit, Failure};
use crate::model::comparison::Comparison;
use crate::model::evidence::Evidence;
use crate::model::gates::Gates;
use crate::model::report::{REPORT_SCHEMA_VERSION, Report};
use crate::render::{TableOptions, comparison, comparison_markdown, json};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// Largest report that is read, in bytes.
const LARGEST: u64 = 256_000_000;

/// What a run is held against.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// The baseline, and whether another host is the same store.
    pub baseline: Option<(Report, bool)>,
    /// Where it was read from, with its evidence and pictures beside it if they were kept.
    pub folder: Option<PathBuf>,
    /// The gates.
    pub gates: Gates,
}

impl Held {
    /// Reads the baseline before anything is measured, so that a wrong path costs no walk.
    ///
    /// # Errors
    /// The baseline cannot be read or makes no sense.
    pub fn read(baseline: Option<&Baseline>, gates: Gates) -> Result<Held, Failure> {
        let read = |named: &Baseline| {
            let report = load(&named.path, "the baseline")?;
            Ok((report, named.same_store))
        };
        let folder = |named: &Baseline| match named.path.is_dir() {
            true => named.path.clone(),
            false => named.path.parent().unwrap_or(Path::new("")).to_owned(),
        };
        Ok(Held {
            baseline: baseline.map(read).transpose()?,
            folder: baseline.map(folder),
            gates,
        })
    }

    /// What the baseline rests on, where the evidence of just this run was kept beside it.
    pub fn evidence(&self) -> Option<Evidence> {
        let (base, _) = self.baseline.as_ref()?;
        let evidence = load_evidence(self.folder.as_deref()?).ok()?;
        (evidence.started_at == base.run.started_at).then_some(evidence)
    }

    /// Compares the report with the baseline and judges the gates, all into the report.
    ///
    /// # Errors
    /// The two cannot be compared at all; the report is left without comparison.
    pub fn hold(&self, report: &mut Report) -> Result<(), Failure> {
        let baseline = self.baseline.as_ref();
        let compared = baseline.map(|(base, same_store)| against(base, report, *same_store));
        let (comparison, failed) = match compared {
            Some(Ok(comparison)) => (Some(comparison), None),
            Some(Err(failure)) => (None, Some(failure)),
            None => (None, None),
        };
        report.comparison = comparison;
        report.gates = gates::gates(report, &self.gates);
        failed.map_or(Ok(()), Err)
    }
}

/// Compares two reports that were read.
///
/// # Errors
/// They are of different stores, in the wrong order, or the new one makes no sense.
pub fn against(base: &Report, head: &Report, same_store: bool) -> Result<Comparison, Failure> {
    check::check(head, "the report")
        .map_err(|text| Failure::told(Exit::NotMeasured, &text, "audit again"))?;
    check::check_pair(base, head, same_store)
        .map_err(|text| Failure::told(Exit::Usage, &text, "name another report"))?;
    Ok(compare(base, head, head.run.language))
}

/// Reads `report.json`, named itself or by its folder.
///
/// # Errors
/// It is missing, damaged, of another schema version, or holds what cannot be.
pub fn load(path: &Path, name: &str) -> Result<Report, Failure> {
    let file = match path.is_dir() {
        true => path.join(REPORT),
        false => path.to_owned(),
    };
    let shown = file.display();
    let size = fs::metadata(&file).map(|meta| meta.len());
    if size.is_ok_and(|size| size > LARGEST) {
        return Err(Failure::usage(
            format!("{name} `{shown}` is larger than any report"),
            "name a report.json that cartwalk wrote",
        ));
    }
    let text = fs::read(&file).map_err(|error| {
        Failure::usage(
            format!("cannot read {name} `{shown}`: {error}"),
            "name a report.json, or the folder that `cartwalk audit` wrote",
        )
    })?;
    let damaged = |error: serde_json::Error| {
        Failure::usage(
            format!("{name} `{shown}` is damaged or no report: {error}"),
            "name an undamaged report.json, or audit again",
        )
    };
    let version: Version = serde_json::from_slice(&text).map_err(damaged)?;
    let version = version.schema_version;
    if version != REPORT_SCHEMA_VERSION {
        return Err(Failure::usage(
            format!(
                "{name} `{shown}` has schema version {version}, and this cartwalk compares version {REPORT_SCHEMA_VERSION}"
            ),
            "take it again with this cartwalk, or use the cartwalk that wrote it",
        ));
    }
    let report: Report = serde_json::from_slice(&text).map_err(damaged)?;
    check::check(&report, name).map_err(|text| Failure::told(Exit::Usage, &text, "audit again"))?;
    Ok(report)
}

#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

/// Runs `cartwalk compare`.
///
/// # Errors
/// Reports that cannot be compared, and gates that do not hold.
pub fn run(command: &Compare, written: &Written, console: Console) -> Result<Exit, Failure> {
    let base = load(&command.base, "the baseline")?;
    let mut head = load(&command.head, "the report")?;
    if let Some(language) = command.lang {
        head.run.language = language;
    }
    let language = head.run.language;
    let wanted = resolve::gates(written)?;
    let compared = against(&base, &head, resolve::switch(written, "same-store"))?;
    head.comparison = Some(compared.clone());
    head.gates = gates::gates(&head, &wanted);
    let options = TableOptions {
        colour: console.colour,
        folder: None,
    };
    console.print(&match command.format {
        ComparisonFormat::Table => comparison(&compared, &head.gates, language, &options),
        ComparisonFormat::Json => json(&compared),
        ComparisonFormat::Markdown => comparison_markdown(&compared, &head.gates, language),
    })?;
    gate::pass(&head, &wanted, console).map(|()| Exit::Fine)
}
