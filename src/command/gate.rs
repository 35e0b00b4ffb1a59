//! The gates at the end of a run: which of them fail it, told one line each.
//!
//! A gate only speaks where everything was measured; a run that broke off has
//! an exit code of its own.

use crate::command::console::Console;
use crate::compare::gates::count;
use crate::exit::{Exit, Failure};
use crate::model::comparison::{GateReport, GateVerdict};
use crate::model::gates::Gates;
use crate::model::report::Report;
use crate::render::comparison::gate_line;
use crate::report::phrases::say;

/// Whether the report keeps to its gates.
///
/// # Errors
/// It does not: the first reason, with what would make it pass; the others are said before.
pub fn pass(report: &Report, gates: &Gates, console: Console) -> Result<(), Failure> {
    let fell = |gate: &&GateReport| gate.verdict != GateVerdict::Passed;
    let fallen: Vec<&GateReport> = report.gates.iter().filter(fell).collect();
    let Some((first, more)) = fallen.split_first().filter(|_| count(gates)) else {
        return Ok(());
    };
    let language = report.run.language;
    for gate in more {
        console.note(&gate_line(gate, language));
        console.note(&say(language, "gate.remedy", &[("remedy", &gate.remedy)]));
    }
    let others = match more.len() {
        0 => String::new(),
        1 => " (and 1 gate more)".to_owned(),
        count => format!(" (and {count} gates more)"),
    };
    Err(Failure {
        exit: Exit::Gate,
        message: format!("{}{others}", gate_line(first, language)),
        help: first.remedy.clone(),
    })
}
