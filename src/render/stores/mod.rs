//! Several stores side by side: what a consultant shows a client about competitors.
//!
//! One [`Benchmark`] is made of the reports, and a table, a page and a CSV file of it. It
//! shows what was measured and marks the best of each row; it ranks no store.

pub mod csv;
pub mod html;
pub mod table;

mod conditions;
mod parts;
#[cfg(test)]
mod tests;

use crate::model::device::Device;
use crate::model::report::Report;
use crate::render::clean::plain;
use crate::render::html::text::{host_of, same};
use crate::rulebook::Rulebook;
use crate::rulebook::texts::Both;

/// Most stores of one benchmark; more do not fit on a page.
pub const MOST: usize = 8;

/// The parts of a comparison of stores, in their order.
pub const PARTS: [&str; 6] = [
    "stores-time",
    "stores-checkout",
    "stores-score",
    "stores-trust",
    "stores-prices",
    "stores-conditions",
];

/// Stores with everything that is told of them.
pub struct Benchmark<'a> {
    /// One column a store, in the order in which they were named.
    pub stores: Vec<Store<'a>>,
    /// What is compared, part by part.
    pub parts: Vec<Part>,
    /// What was not alike while measuring, as sentences.
    pub caveats: Vec<Both>,
}

/// One store.
pub struct Store<'a> {
    /// The name that it was given, or its host; numbered where two are alike.
    pub name: String,
    /// Its report.
    pub report: &'a Report,
}

/// Rows that belong together.
pub struct Part {
    /// `stores-time` and so on; `html.` and it is the key of its title.
    pub id: &'static str,
    /// The rows; never empty.
    pub rows: Vec<Row>,
}

/// One thing that is compared.
pub struct Row {
    /// A stable name for programs.
    pub code: String,
    /// The device, where it belongs to one.
    pub device: Option<Device>,
    /// The name for people.
    pub label: Both,
    /// One a store.
    pub cells: Vec<Cell>,
}

/// What one store has in a row.
pub struct Cell {
    /// As it is shown; a dash where it was not measured.
    pub text: Both,
    /// As a figure, where it is one: milliseconds, counts, points.
    pub value: Option<f64>,
    /// The verdict, where it is one.
    pub verdict: Option<String>,
    /// Whether no other store is better, and some other is worse.
    pub best: bool,
}

impl Cell {
    fn text(text: Both) -> Cell {
        Cell {
            text,
            value: None,
            verdict: None,
            best: false,
        }
    }

    fn figure(value: Option<f64>, write: impl Fn(f64) -> Both) -> Cell {
        Cell {
            text: value.map_or_else(|| same("–"), write),
            value,
            verdict: None,
            best: false,
        }
    }
}

/// Which figures are good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Good {
    Low,
    High,
}

impl<'a> Benchmark<'a> {
    /// Puts two or more reports side by side, each with the name that it is to have, else its
    /// host's; `book` gives the words of groups and rules.
    pub fn of(reports: &'a [(Option<String>, Report)], book: &Rulebook) -> Benchmark<'a> {
        let mut stores: Vec<Store<'a>> = Vec::new();
        for (name, report) in reports {
            let own = name.as_deref().map(plain).filter(|name| !name.is_empty());
            let wanted = own.unwrap_or_else(|| host_of(&report.target.url));
            let mut name = wanted.clone();
            let mut number = 1;
            while stores.iter().any(|known| known.name == name) {
                number += 1;
                name = format!("{wanted} ({number})");
            }
            stores.push(Store { name, report });
        }
        let (conditions, caveats) = conditions::conditions(&stores);
        let mut parts = parts::parts(&stores, book);
        parts.push(conditions);
        parts.retain(|part| !part.rows.is_empty());
        Benchmark {
            stores,
            parts,
            caveats,
        }
    }
}

/// Marks the best figures of a row, where they differ and at least two were measured.
fn marked(mut row: Row, good: Good) -> Row {
    let values: Vec<f64> = row.cells.iter().filter_map(|cell| cell.value).collect();
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    let best = match good {
        Good::Low => low,
        Good::High => high,
    };
    for cell in &mut row.cells {
        cell.best = low < high && cell.value == Some(best);
    }
    row
}
