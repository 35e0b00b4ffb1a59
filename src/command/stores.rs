//! `cartwalk compare-stores`: reads the reports of several stores and writes them side by
//! side.

use crate::browser::PrintOptions;
use crate::cli::{CompareStores, StoresFormat};
use crate::command::compare::load;
use crate::command::console::Console;
use crate::command::{folder, formats, handover, stages};
use crate::config::{Written, resolve};
use crate::exit::{Exit, Failure};
use crate::model::report::Report;
use crate::render::html::{Brand, Medium};
use crate::render::stores::html::Look;
use crate::render::stores::{Benchmark, MOST, csv, html, table};
use crate::render::{TableOptions, pdf};
use crate::rulebook::Rulebook;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// Too few, too many or damaged reports, a place that cannot be written, no browser to print.
pub fn run(command: &CompareStores, written: &Written, console: Console) -> Result<Exit, Failure> {
    let reports = read(&command.reports)?;
    let language = command.lang.unwrap_or(reports[0].1.run.language);
    let benchmark = Benchmark::of(&reports, Rulebook::embedded());
    let plan = resolve::brand(written)?;
    let brand = Brand {
        logo: plan.logo.as_deref().map(handover::logo).transpose()?,
        ..plan.brand
    };
    let page = |medium, pages: Option<&pdf::Pages>| {
        let look = Look {
            brand: &brand,
            language,
            medium,
            pages,
        };
        html::html(&benchmark, look)
    };
    let print = || {
        let options = PrintOptions {
            paper_in: pdf::paper_in(plan.letter),
            header: pdf::header(),
            footer: pdf::footer_titled("stores.title", &[], language),
        };
        stages::print(
            &|pages| page(Medium::Paper, pages),
            language,
            &resolve::browser(written),
            &options,
        )
    };
    for (format, place) in places(command)? {
        let bytes = match format {
            StoresFormat::Table => {
                let options = TableOptions {
                    colour: console.colour && place.is_none(),
                    folder: None,
                };
                table::table(&benchmark, language, &options).into_bytes()
            }
            StoresFormat::Html => page(Medium::Screen, None).into_bytes(),
            StoresFormat::Csv => csv::csv(&benchmark, language).into_bytes(),
            StoresFormat::Pdf => print()?,
        };
        match place {
            Some(file) => {
                folder::put_file(&file, &bytes)?;
                console.print(&format!("{}\n", file.display()))?;
            }
            None => console.print(&String::from_utf8_lossy(&bytes))?,
        }
    }
    Ok(Exit::Fine)
}

/// Reads them all before anything is written.
fn read(named: &[PathBuf]) -> Result<Vec<(Option<String>, Report)>, Failure> {
    if named.len() > MOST {
        return Err(Failure::usage(
            format!("{} reports do not fit beside each other", named.len()),
            format!("name at most {MOST}"),
        ));
    }
    let mut reports: Vec<(Option<String>, Report)> = Vec::new();
    for one in named {
        let (name, path) = name_of(one);
        let report = load(&path, "the report")?;
        if reports.iter().any(|(_, known)| *known == report) {
            return Err(Failure::usage(
                format!("the report `{}` is named twice", path.display()),
                "name each report once",
            ));
        }
        reports.push((name, report));
    }
    Ok(reports)
}

/// `NAME=REPORT`; a path that is there may have a `=` of its own.
fn name_of(one: &Path) -> (Option<String>, PathBuf) {
    let words = one.to_str().filter(|_| !one.exists());
    match words.and_then(|words| words.split_once('=')) {
        Some((name, path)) => (Some(name.to_owned()), PathBuf::from(path)),
        None => (None, one.to_owned()),
    }
}

/// Where each format goes: the table to stdout unless a file is named, the others to files.
fn places(command: &CompareStores) -> Result<Vec<(StoresFormat, Option<PathBuf>)>, Failure> {
    let output = command.output.as_deref();
    let file = output.filter(|place| formats::is_file(place));
    let mut asked: Vec<StoresFormat> = Vec::new();
    for format in &command.format {
        if !asked.contains(format) {
            asked.push(*format);
        }
    }
    let Some(file) = file else {
        if asked.is_empty() {
            asked.push(StoresFormat::Table);
        }
        let folder = output.unwrap_or(Path::new(""));
        let place = |format: StoresFormat| match format {
            StoresFormat::Table => None,
            StoresFormat::Html => Some(folder.join(html::FILE)),
            StoresFormat::Pdf => Some(folder.join(html::PDF)),
            StoresFormat::Csv => Some(folder.join(csv::FILE)),
        };
        return Ok(asked
            .into_iter()
            .map(|format| (format, place(format)))
            .collect());
    };
    let format = match asked[..] {
        [format] => format,
        [] => by_ending(file)?,
        _ => {
            return Err(Failure::usage(
                format!(
                    "several formats do not go into the one file `{}`",
                    file.display()
                ),
                "name a folder with --output, or one --format",
            ));
        }
    };
    Ok(vec![(format, Some(file.to_owned()))])
}

fn by_ending(file: &Path) -> Result<StoresFormat, Failure> {
    let ending = file.extension().and_then(|ending| ending.to_str());
    match ending.unwrap_or_default().to_lowercase().as_str() {
        "html" | "htm" => Ok(StoresFormat::Html),
        "pdf" => Ok(StoresFormat::Pdf),
        "csv" => Ok(StoresFormat::Csv),
        "txt" => Ok(StoresFormat::Table),
        other => Err(Failure::usage(
            format!("no format is known by the ending `.{other}`"),
            "name it with --format: table, html, pdf or csv",
        )),
    }
}
