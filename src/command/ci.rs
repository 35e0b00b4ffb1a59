//! `cartwalk ci`: the whole job of a CI system in one command: audits with five
//! runs, compares with the baseline it finds, and writes what the platform shows.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use crate::command::audit;
use crate::command::baseline::{USUAL, usual, usual_way};
use crate::command::console::Console;
use crate::command::folder::Folder;
use crate::config::resolve::Output;
use crate::config::settings::find;
use crate::config::{Origin, Settled, Written};
use crate::exit::{Exit, Failure};
use crate::render::annotations::{Level, annotation};
use crate::render::markdown;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

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
    let mut settled = settled.clone();
    let platform = Platform::here();
    for output in platform.outputs() {
        if !settled.outputs.contains(output) {
            settled.outputs.push(*output);
        }
    }
    let folder = Folder::create(&settled.plan.output)?;
    let (report, left) = audit::measure(&settled, &folder, console)?;
    if let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) {
        append(Path::new(&file), &markdown(&report))?;
    }
    // What fell is told by the report's own annotations; why nothing was measured is not in it.
    if let (Platform::Github, Err(failure)) = (platform, &left)
        && failure.exit != Exit::Gate
    {
        let text = format!("{} {}", failure.message, failure.help);
        console.print(&annotation(Level::Error, "cartwalk", &text))?;
    }
    left
}

/// Where the job runs, by the variables that the platforms set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Platform {
    /// <https://docs.github.com/actions/reference/variables-reference>
    Github,
    /// <https://docs.gitlab.com/ci/variables/predefined_variables/>
    Gitlab,
    Other,
}

impl Platform {
    fn here() -> Platform {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| value == "true");
        if is_set("GITHUB_ACTIONS") {
            Platform::Github
        } else if is_set("GITLAB_CI") {
            Platform::Gitlab
        } else {
            Platform::Other
        }
    }

    /// What the platform can show. JUnit is read by nearly every CI system.
    fn outputs(self) -> &'static [Output] {
        match self {
            Platform::Github => &[
                Output::Markdown,
                Output::Junit,
                Output::Sarif,
                Output::Annotations,
            ],
            Platform::Gitlab => &[Output::Markdown, Output::Junit, Output::Gitlab],
            Platform::Other => &[Output::Markdown, Output::Junit],
        }
    }
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
