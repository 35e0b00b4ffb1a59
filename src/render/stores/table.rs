//! The benchmark for a person at a terminal, 80 columns wide: at most four stores beside
//! each other, the next four below. The best of a row has an asterisk.

use super::{Benchmark, Cell, Row};
use crate::model::plan::Language;
use crate::render::table::{Page, TableOptions, cut, ruled};
use comfy_table::{Cell as Shown, Row as Line};
use std::fmt::Write;

/// Stores beside each other.
const BESIDE: usize = 4;

/// Writes the benchmark out.
pub fn table(benchmark: &Benchmark<'_>, language: Language, options: &TableOptions<'_>) -> String {
    let page = Page {
        language,
        colour: options.colour,
    };
    let mut out = String::new();
    page.paragraph(&mut out, &page.say("stores.title", &[]), "");
    for caveat in &benchmark.caveats {
        page.paragraph(&mut out, &format!("- {}", caveat.get(language)), "");
    }
    for first in (0..benchmark.stores.len()).step_by(BESIDE) {
        let columns = first..(first + BESIDE).min(benchmark.stores.len());
        for part in &benchmark.parts {
            page.heading(&mut out, &page.say(&format!("html.{}", part.id), &[]));
            let names = benchmark.stores[columns.clone()].iter();
            let header = std::iter::once(String::new())
                .chain(names.map(|store| cut(&store.name, 24)))
                .collect();
            let rows = part
                .rows
                .iter()
                .map(|row| line(row, &row.cells[columns.clone()], page));
            let _ = writeln!(out, "{}", ruled(header, rows, &[], page.colour));
        }
    }
    out.push('\n');
    page.paragraph(&mut out, &page.say("stores.legend", &[]), "");
    out
}

fn line(row: &Row, cells: &[Cell], page: Page) -> Line {
    let label = match row.device {
        Some(device) => {
            let device = page.say(&format!("device.{}", device.name()), &[]);
            let values = [
                ("what", row.label.get(page.language)),
                ("device", device.as_str()),
            ];
            page.say("stores.on", &values)
        }
        None => row.label.get(page.language).to_owned(),
    };
    let cells = cells.iter().map(|cell| {
        let text = cut(cell.text.get(page.language), 40);
        Shown::new(if cell.best { format!("{text} *") } else { text })
    });
    Line::from(
        std::iter::once(Shown::new(cut(&label, 120)))
            .chain(cells)
            .collect::<Vec<_>>(),
    )
}
