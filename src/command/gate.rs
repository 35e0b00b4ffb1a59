//! Gates: what a report must keep to, for a run in CI.
//!
//! A gate only speaks where everything was measured; a run that broke off has
//! an exit code of its own.

use crate::config::resolve::{FailOn, Gate};
use crate::exit::{Exit, Failure};
use crate::model::report::Report;
use crate::model::verdict::Severity;

/// Failed rules that the sentence names.
const NAMED: usize = 5;

/// Whether the report keeps to the gate.
///
/// # Errors
/// It does not, with the reason.
pub fn pass(report: &Report, gate: Gate) -> Result<(), Failure> {
    let failed = |message: String, help: &str| {
        Err(Failure {
            exit: Exit::Gate,
            message,
            help: help.to_owned(),
        })
    };
    let least = f64::from(gate.least_score);
    match report.score.total {
        // Rounded as the table shows it: 79.6 is 80 there.
        Some(total) if total.round() < least => {
            return failed(
                format!("the score {total:.0} is below --fail-under {least:.0}"),
                "the report says what to fix first",
            );
        }
        None if gate.least_score > 0 => {
            return failed(
                format!("there is no score to hold against --fail-under {least:.0}"),
                "nothing that applies could be judged; report.json says why",
            );
        }
        Some(_) | None => {}
    }
    let least_grave = match gate.fail_on {
        FailOn::Never => return Ok(()),
        FailOn::Critical => Severity::Critical,
        FailOn::Serious => Severity::Serious,
    };
    let ids: Vec<&str> = report
        .outcomes
        .iter()
        .filter(|outcome| outcome.verdict == "fail" && outcome.severity >= least_grave)
        .map(|outcome| outcome.rule.as_str())
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let more = if ids.len() > NAMED { ", …" } else { "" };
    failed(
        format!(
            "{} rules fail that --fail-on {} does not put up with: {}{more}",
            ids.len(),
            least_grave.name(),
            ids[..ids.len().min(NAMED)].join(", ")
        ),
        "`cartwalk rules show ID` says what to do",
    )
}
