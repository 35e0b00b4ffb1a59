//! What became of the waivers: those that ran out or cover nothing are told, so that a list of
//! exceptions does not outlive its reasons.

use crate::model::report::{Report, WaiverReport, WaiverState};
use crate::render::clean::plain;
use crate::render::table::Page;

pub(crate) fn waivers(out: &mut String, report: &Report, page: Page) {
    if report.waivers.is_empty() {
        return;
    }
    page.heading(out, &page.say("heading.waivers", &[]));
    for waiver in &report.waivers {
        page.paragraph(out, &line(waiver, page), "");
    }
}

fn line(waiver: &WaiverReport, page: Page) -> String {
    let key = match waiver.state {
        WaiverState::Applied => "waiver.applied",
        WaiverState::Expired => "waiver.expired",
        WaiverState::Unmatched => "waiver.unmatched",
        WaiverState::NotJudged => "waiver.not-judged",
    };
    let place = match waiver.place.as_str() {
        "" => String::new(),
        place => page.say("waiver.place", &[("place", &plain(place))]),
    };
    let until = match &waiver.until {
        Some(until) => page.say("waiver.until", &[("until", until)]),
        None => String::new(),
    };
    let values = [
        ("rule", waiver.rule.clone()),
        ("place", place),
        ("count", waiver.findings.to_string()),
        ("reason", plain(&waiver.reason)),
        ("until", until),
        ("origin", waiver.origin.clone()),
    ];
    page.say(key, &crate::render::table::borrowed(&values))
}
