//! The only place that joins the stages: crawl, journey, judge, report.

use crate::browser::Browser;
use crate::model::evidence::Evidence;
use crate::model::plan::{BrowserPlan, Language};
use crate::model::report::Report;
use crate::report::assemble;
use crate::rulebook::Rulebook;
use crate::rules::judge;
use crate::score::grade;
use std::path::PathBuf;

/// From evidence to report: pure.
pub fn report(evidence: &Evidence, language: Language) -> Report {
    let book = Rulebook::embedded();
    let outcomes = judge(evidence, book);
    let score = grade(&outcomes, book, language);
    assemble(evidence, &outcomes, &score, book, language)
}

/// The browser's program.
///
/// # Errors
/// None is installed, in one sentence.
pub fn find_chrome(plan: &BrowserPlan) -> Result<PathBuf, String> {
    Browser::find_chrome(plan.chrome.as_deref()).map_err(|error| first_line(&error.to_string()))
}

/// A running browser.
///
/// # Errors
/// Why it does not start, in one sentence.
pub fn start_browser(plan: &BrowserPlan) -> Result<Browser, String> {
    Browser::launch(plan).map_err(|error| first_line(&error.to_string()))
}

/// Help is given once, where the failure is told.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
