//! The benchmark for a spreadsheet: one row a thing that is compared, one column a store.

use super::{Benchmark, Cell};
use crate::model::plan::Language;
use crate::render::csv::{number, sheet, text};

/// File of the benchmark.
pub const FILE: &str = "stores.csv";

/// Figures are plain (milliseconds, counts, points); what was not measured is empty;
/// verdicts and other words are in this language.
pub fn csv(benchmark: &Benchmark<'_>, language: Language) -> String {
    let names: Vec<String> = benchmark
        .stores
        .iter()
        .map(|store| text(&store.name))
        .collect();
    let mut header = vec!["part", "row", "device", "label"];
    header.extend(names.iter().map(String::as_str));
    let cell = |cell: &Cell| match (&cell.verdict, cell.value) {
        (None, Some(value)) => number(Some(value)),
        (Some(_), _) | (None, None) => match cell.text.get(language) {
            "–" => String::new(),
            words => text(words),
        },
    };
    let rows = benchmark.parts.iter().flat_map(|part| {
        part.rows.iter().map(move |row| {
            let mut line = vec![
                part.id.trim_start_matches("stores-").to_owned(),
                text(&row.code),
                row.device
                    .map_or_else(String::new, |device| device.name().to_owned()),
                text(row.label.get(language)),
            ];
            line.extend(row.cells.iter().map(cell));
            line
        })
    });
    sheet(&header, rows)
}
