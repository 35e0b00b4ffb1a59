//! Every field of the checkout, as a shopper meets it.

use super::seen::{Seen, device, step_anchor};
use super::step::keyboard;
use super::text::{cut, same, say, word};
use super::tried;
use crate::model::report::{FieldReport, JourneyReport};
use maud::{Markup, html};

/// The part of the page.
pub fn forms(seen: &Seen<'_>) -> Option<Markup> {
    let walks: Vec<_> = seen
        .handover
        .en
        .journeys
        .iter()
        .filter(|walk| count(walk) > 0)
        .collect();
    if walks.is_empty() {
        return None;
    }
    Some(html! {
        p.lead { (word("html.forms-lead")) }
        @for (index, walk) in walks.iter().enumerate() {
            details.sub.big open[index == 0 || seen.paper()] {
                summary { (say("html.forms-of", &[("device", device(walk.device)), ("count", same(count(walk).to_string()))])) }
                (table(seen, walk))
            }
        }
        @if let Some(tried) = tried::tried(seen) { (tried) }
    })
}

/// The fields of a walk's checkout that a shopper sees, with the step of each; a
/// field that stays on the screen while the next part opens is one field.
fn fields(walk: &JourneyReport) -> Vec<(u32, &FieldReport)> {
    let mut known: Vec<(&str, Option<&str>, &str)> = Vec::new();
    let mut kept = Vec::new();
    for step in walk.steps.iter().filter(|step| step.goal.in_checkout()) {
        let path = step.url.split(['?', '#']).next().unwrap_or_default();
        for field in step
            .fields
            .iter()
            .filter(|field| field.visible && field.purpose != "x-search")
        {
            let key = (field.selector.as_str(), field.frame.as_deref(), path);
            if !known.contains(&key) {
                known.push(key);
                kept.push((step.index, field));
            }
        }
    }
    kept
}

fn count(walk: &JourneyReport) -> usize {
    fields(walk).len()
}

fn table(seen: &Seen<'_>, walk: &JourneyReport) -> Markup {
    html! {
        (seen.sideways("html.forms", html! {
            table.fields {
                thead { tr {
                    th scope="col" { (word("column.step")) }
                    th scope="col" { (word("html.label")) }
                    th scope="col" { (word("html.purpose")) }
                    th scope="col" { (word("html.required")) }
                    th scope="col" { (word("html.type")) }
                    th scope="col" { "autocomplete" }
                    th scope="col" { (word("html.keyboard")) }
                } }
                tbody { @for (step, field) in fields(walk) {
                    tr {
                        td { a href={ "#" (step_anchor(walk.device, step)) } { (step + 1) } }
                        th scope="row" { @if field.label.trim().is_empty() { span.bad { (word("html.no-label")) } } @else { (cut(&field.label, 60)) } }
                        td { code { (same(&field.purpose)) } }
                        td { (word(if field.required { "html.yes" } else { "html.no" })) }
                        td { (same(&field.kind)) }
                        td { @match field.autocomplete.as_deref().filter(|it| !it.is_empty()) { Some(token) => code { (cut(token, 40)) }, None => span.quiet { "–" } } }
                        td { (keyboard(field)) }
                    }
                } }
            }
        }))
    }
}
