//! `walk` and `form`: the browser's half alone, for looking closely.

use crate::cli::{Form, Walk};
use crate::command::audit::without_secrets;
use crate::command::console::Console;
use crate::command::folder::Folder;
use crate::command::story::story;
use crate::command::{ending, interrupt, stages};
use crate::config::resolve::Format;
use crate::config::{Settled, Written, resolve, target};
use crate::exit::{Exit, Failure};
use crate::model::plan::Until;
use crate::model::report::FieldReport;
use crate::model::seams::Progress;
use crate::render::{fields, json};
use crate::report::field;
use serde::Serialize;
use std::io::IsTerminal;
use std::path::Path;
use url::Url;

/// Walks, and tells the story.
///
/// # Errors
/// No browser, or a walk that did not get through.
pub fn walk(walk: &Walk, settled: &Settled, console: Console) -> Result<Exit, Failure> {
    let pictures = tempfile::tempdir().map_err(|error| {
        Failure::not_measured(
            format!("no temporary folder: {error}"),
            "make room in the folder for temporary files",
        )
    })?;
    let folder = Folder::create(pictures.path())?;
    let stop = interrupt::listen(console);
    let mut plan = settled.plan.clone();
    plan.journey.until = match (walk.plan, walk.pause_at) {
        (true, _) => Until::Plan,
        (false, Some(step)) => Until::Before(step),
        (false, None) => Until::End,
    };
    if plan.journey.until != Until::End {
        plan.journey.runs = 1;
    }
    let waits = plan.browser.headed && std::io::stdin().is_terminal();
    let progress = Pausing {
        shown: console.progress(plan.language),
        waits,
    };
    let evidence = stages::walk(&plan, &progress, &stop, &folder);
    drop(progress);
    let evidence = without_secrets(evidence, &plan);
    let told: Vec<String> = evidence
        .journeys
        .iter()
        .map(|journey| story(journey, settled.plan.language))
        .collect();
    console.print(&told.join("\n"))?;
    match ending::of(&evidence) {
        None => Ok(Exit::Fine),
        Some(failure) => Err(failure),
    }
}

/// A progress that waits for Enter where the walk is to pause, when somebody sits there and sees the browser.
struct Pausing<P> {
    shown: P,
    waits: bool,
}

impl<P: Progress> Progress for Pausing<P> {
    fn phase(&self, name: &str) {
        self.shown.phase(name);
    }

    fn note(&self, text: &str) {
        self.shown.note(text);
    }

    fn pause(&self, before: &str) -> bool {
        if !self.waits {
            return false;
        }
        self.shown
            .note(&format!("paused before {before}; Enter goes on"));
        let mut line = String::new();
        std::io::stdin()
            .read_line(&mut line)
            .is_ok_and(|read| read > 0)
    }
}

/// What `form --format json` prints.
#[derive(Debug, Serialize)]
struct Fields {
    fields: Vec<FieldReport>,
}

/// Lists the fields of a page or a file.
///
/// # Errors
/// No such address, no browser, or a page that does not open.
pub fn form(form: &Form, written: &Written, console: Console) -> Result<Exit, Failure> {
    let url = address(&form.what)?;
    let Some((device, throttle)) = resolve::devices(written).into_iter().next() else {
        return Err(Failure::usage(
            "no device is named",
            "name one with --device",
        ));
    };
    let progress = console.progress(resolve::language(written));
    let look = stages::look(
        &url,
        &resolve::browser(written),
        &resolve::session(written, &url)?,
        device,
        throttle,
        &progress,
    );
    drop(progress);
    let look = look?;
    let found: Vec<FieldReport> = look.fields.iter().map(|one| field(one, &look)).collect();
    let text = match form.format {
        Format::Json => json(&Fields { fields: found }),
        Format::Table => fields(&found, console.colour),
    };
    console.print(&text)?;
    Ok(Exit::Fine)
}

/// A file that exists is meant as a file; everything else as an address.
fn address(what: &str) -> Result<Url, Failure> {
    let path = Path::new(what);
    if !path.is_file() {
        return target::parse(what);
    }
    let full = path.canonicalize().ok();
    full.and_then(|full| Url::from_file_path(full).ok())
        .ok_or_else(|| {
            Failure::usage(
                format!("cannot read `{what}`"),
                "name an HTML file that may be read",
            )
        })
}
