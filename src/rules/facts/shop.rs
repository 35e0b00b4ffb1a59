//! What the probes around the forms saw, as their rules ask for it.

use crate::model::probed::{NotRun, Probed, Shopped};
use crate::model::verdict::{Judgement, Place};
use crate::rules::Seen;

/// Runs in which the shop was tried, with what came of it.
pub fn runs<'a>(seen: &Seen<'a>) -> Vec<(&'a Probed, &'a Shopped)> {
    let runs = seen.evidence.probed.iter();
    // The shop is tried on the first device only; a run without a trace of it is another's.
    let tried = runs.filter(|run| run.shop != Shopped::default() || names_shop(&run.not_run));
    tried.map(|run| (run, &run.shop)).collect()
}

fn names_shop(not_run: &[NotRun]) -> bool {
    const TURNS: [&str; 13] = [
        "search",
        "search-variants",
        "search-nonsense",
        "arrival",
        "urgency",
        "options",
        "deep-link",
        "cart-quantity",
        "cart-limit",
        "cart-text",
        "cart-remove",
        "cart-kept",
        "coupon",
    ];
    not_run
        .iter()
        .any(|turn| TURNS.contains(&turn.what.as_str()))
}

/// Unknown, with the reason why a turn did not take place.
pub fn not_tried(seen: &Seen<'_>, turn: &str) -> Judgement {
    Judgement::unknown(why_not(seen, turn))
}

/// The code of the sentence that says why a turn did not take place.
pub fn why_not(seen: &Seen<'_>, turn: &str) -> &'static str {
    let runs = runs(seen);
    if runs.is_empty() {
        return "no-probes";
    }
    let mut turns = runs.iter().flat_map(|(run, _)| &run.not_run);
    match turns.find(|t| t.what == turn).map(|t| t.why.as_str()) {
        Some("budget") => "probe-budget",
        Some("not-own-store") => "probe-not-own-store",
        Some("level") => "probe-level",
        Some("no-field") => "probe-no-field",
        Some("step-not-reached") => "probe-step-not-reached",
        Some(_) | None => "probe-failed",
    }
}

/// A place on a page of a run.
pub fn place(run: &Probed, url: &str, selector: &str) -> Place {
    let mut place = Place::url(url);
    place.device = Some(run.device);
    if !selector.is_empty() {
        place = place.element(selector);
    }
    place
}

/// How much of a measured time is the line's own latency, for so many requests one after
/// another: it belongs to the test.
pub fn line_ms(seen: &Seen<'_>, run: &Probed, requests: f64) -> f64 {
    let walked = seen.journeys().find(|journey| journey.device == run.device);
    walked.map_or(0.0, |journey| {
        crate::rules::perf::timing::line_ms(journey, requests)
    })
}

/// Texts of a page for a finding: the first ones, on one line.
pub fn quoted(lines: &[String]) -> String {
    let some: Vec<&str> = lines.iter().take(3).map(String::as_str).collect();
    some.join(" / ")
}
