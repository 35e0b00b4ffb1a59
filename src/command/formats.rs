//! Which files a format is written to, and which format a file's name asks for.

use crate::command::folder::REPORT;
use crate::config::resolve::Output;
use crate::exit::Failure;
use crate::render::{csv, gitlab, junit, markdown, sarif};
use std::path::Path;

/// File of the hand-over for a browser.
pub const HTML: &str = "report.html";
/// File of the hand-over for paper.
pub const PDF: &str = "report.pdf";

/// What one file holds. A format may take several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people at a terminal.
    Table,
    /// For programs.
    Json,
    /// For a browser.
    Html,
    /// For paper.
    Pdf,
    /// For a spreadsheet: the findings.
    Findings,
    /// For a spreadsheet: the fields.
    Fields,
    /// For a spreadsheet: the steps.
    Steps,
    /// For a comment.
    Markdown,
    /// Workflow commands.
    Annotations,
    /// A list of tests.
    Junit,
    /// For code scanning.
    Sarif,
    /// GitLab's code quality report.
    Gitlab,
}

impl Form {
    /// The format that it belongs to.
    pub fn output(self) -> Output {
        match self {
            Form::Table => Output::Table,
            Form::Json => Output::Json,
            Form::Html => Output::Html,
            Form::Pdf => Output::Pdf,
            Form::Findings | Form::Fields | Form::Steps => Output::Csv,
            Form::Markdown => Output::Markdown,
            Form::Annotations => Output::Annotations,
            Form::Junit => Output::Junit,
            Form::Sarif => Output::Sarif,
            Form::Gitlab => Output::Gitlab,
        }
    }
}

/// The files of a format in a report's folder; none where it is only printed.
pub fn of(output: Output) -> &'static [(Form, &'static str)] {
    match output {
        Output::Table | Output::Annotations => &[],
        Output::Json => &[(Form::Json, REPORT)],
        Output::Html => &[(Form::Html, HTML)],
        Output::Pdf => &[(Form::Pdf, PDF)],
        Output::Csv => &[
            (Form::Findings, csv::FINDINGS),
            (Form::Fields, csv::FIELDS),
            (Form::Steps, csv::STEPS),
        ],
        Output::Markdown => &[(Form::Markdown, markdown::FILE)],
        Output::Junit => &[(Form::Junit, junit::FILE)],
        Output::Sarif => &[(Form::Sarif, sarif::FILE)],
        Output::Gitlab => &[(Form::Gitlab, gitlab::FILE)],
    }
}

/// A path that ends like a file and is no folder.
pub fn is_file(place: &Path) -> bool {
    !place.is_dir() && place.extension().is_some()
}

/// What one named file is to hold: by the format that was asked for, else by its name.
///
/// # Errors
/// Several formats, an ending that names none, or a table that its name does not tell.
pub fn of_file(file: &Path, asked: Option<&[Output]>) -> Result<Form, Failure> {
    let output = match asked {
        None => return by_name(file),
        Some([output]) => *output,
        Some(_) => {
            return Err(Failure::usage(
                format!(
                    "several formats do not go into the one file `{}`",
                    file.display()
                ),
                "name a folder with --output, or one --format",
            ));
        }
    };
    match (output, of(output)) {
        (Output::Table, _) => Ok(Form::Table),
        (Output::Annotations, _) => Ok(Form::Annotations),
        (_, [(form, _)]) => Ok(*form),
        _ => table_of(file),
    }
}

fn by_name(file: &Path) -> Result<Form, Failure> {
    let ending = file.extension().and_then(|ending| ending.to_str());
    match ending.unwrap_or_default().to_lowercase().as_str() {
        "html" | "htm" => Ok(Form::Html),
        "pdf" => Ok(Form::Pdf),
        "json" => Ok(Form::Json),
        "txt" => Ok(Form::Table),
        "md" => Ok(Form::Markdown),
        "sarif" => Ok(Form::Sarif),
        "xml" => Ok(Form::Junit),
        "csv" => table_of(file),
        other => Err(Failure::usage(
            format!("no format is known by the ending `.{other}`"),
            "name it with --format, for example --format html",
        )),
    }
}

/// Three tables are CSV; the file's name says which.
fn table_of(file: &Path) -> Result<Form, Failure> {
    let name = file.file_name().and_then(|name| name.to_str());
    match name.unwrap_or_default() {
        csv::FINDINGS => Ok(Form::Findings),
        csv::FIELDS => Ok(Form::Fields),
        csv::STEPS => Ok(Form::Steps),
        _ => Err(Failure::usage(
            format!("`{}` does not say which table it is", file.display()),
            "name it findings.csv, fields.csv or steps.csv, or name a folder for all three",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_file_of_a_folder_is_known_by_its_name_alone() {
        for output in Output::value_variants() {
            for (form, name) in of(*output) {
                assert_eq!(form.output(), *output);
                // The ending .json is the report's own.
                if *form != Form::Gitlab {
                    assert_eq!(of_file(Path::new(name), None).unwrap(), *form, "{name}");
                }
                assert_eq!(of_file(Path::new(name), Some(&[*output])).unwrap(), *form);
            }
        }
        assert!(of_file(Path::new("all.csv"), None).is_err());
    }
}
