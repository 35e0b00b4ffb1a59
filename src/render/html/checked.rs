//! What was checked and has nothing to mend: a reader wants to know that too, and a ticket
//! may link to it.

use super::seen::{Seen, verdict};
use super::text::{both, same, say, with_code};
use crate::model::report::OutcomeReport;
use maud::{Markup, html};

/// The rules of a group without a finding, counted, and one by one behind the count.
pub fn checked(seen: &Seen<'_>, group: &str) -> Markup {
    let rules: Vec<_> = seen
        .outcomes()
        .filter(|(en, _)| en.group == group && en.findings.is_empty())
        .collect();
    if rules.is_empty() {
        return html! {};
    }
    let count = |name: &str| rules.iter().filter(|(en, _)| en.verdict == name).count();
    let counted = say(
        "html.checked",
        &[
            ("met", same(count("pass").to_string())),
            ("unknown", same(count("unknown").to_string())),
            ("rest", same(count("not-applicable").to_string())),
        ],
    );
    html! {
        @if seen.paper() { p.quiet { (counted) } }
        @else {
            details.sub.checked {
                summary { (counted) }
                ul.checks { @for (en, ja) in rules { (rule(en, ja)) } }
            }
        }
    }
}

fn rule(en: &OutcomeReport, ja: &OutcomeReport) -> Markup {
    html! {
        li id=(en.rule) {
            span class={ "verdict " (en.verdict) } { (verdict(&en.verdict)) } " "
            (both(&en.title, &ja.title))
            @if let (Some(reason), Some(reason_ja)) = (&en.reason, &ja.reason) {
                " " span.quiet { (with_code(&both(reason, reason_ja))) }
            }
        }
    }
}
