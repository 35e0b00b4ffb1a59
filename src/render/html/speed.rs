//! Speed: the clocks and vitals of every step, rated by the published limits.

use super::loaded;
use super::seen::{Seen, on_device, step_anchor};
use super::text::{bytes, same, say, time, word};
use crate::model::report::{JourneyReport, StepReport};
use maud::{Markup, html};

/// Good and poor limits of the vitals (web.dev, field data at the 75th percentile).
const LCP_MS: (f64, f64) = (2_500.0, 4_000.0);
const INP_MS: (f64, f64) = (200.0, 500.0);
const CLS: (f64, f64) = (0.1, 0.25);
const TTFB_MS: (f64, f64) = (800.0, 1_800.0);

/// The part of the page.
pub fn speed(seen: &Seen<'_>) -> Option<Markup> {
    let walks: Vec<_> = seen
        .handover
        .en
        .journeys
        .iter()
        .filter(|walk| !walk.steps.is_empty())
        .collect();
    if walks.is_empty() {
        return None;
    }
    Some(html! {
        p.lead { (word("html.speed-lead")) }
        @for walk in walks { (table(seen, walk)) (loaded::loaded(seen, walk.device)) }
        p.quiet { (word("html.speed-limits")) " " a href="#source-W2" { "[W2]" } " " (word("html.speed-spread")) }
    })
}

fn table(seen: &Seen<'_>, walk: &JourneyReport) -> Markup {
    html! {
        h3 { (on_device(walk.device)) }
        div.scroll tabindex="0" role="group" aria-label=(seen.words("html.speed")) data-en=(word("html.speed").en) data-ja=(word("html.speed").ja) {
            table.speed {
                thead { tr {
                    th scope="col" { (word("column.step")) }
                    th.num scope="col" { (word("html.clock.usable")) }
                    th.num scope="col" { (word("html.clock.feedback")) }
                    th.num scope="col" { abbr title="Time to First Byte" { "TTFB" } }
                    th.num scope="col" { abbr title="Largest Contentful Paint" { "LCP" } }
                    th.num scope="col" { abbr title="Interaction to Next Paint" { "INP" } }
                    th.num scope="col" { abbr title="Cumulative Layout Shift" { "CLS" } }
                    th.num scope="col" { abbr title="Total Blocking Time" { "TBT" } }
                    th.num scope="col" { (word("html.requests")) }
                    th.num scope="col" { (word("column.bytes")) }
                } }
                tbody { @for step in &walk.steps { (row(seen, walk, step)) } }
            }
        }
    }
}

fn row(seen: &Seen<'_>, walk: &JourneyReport, step: &StepReport) -> Markup {
    let vitals = &step.vitals;
    html! {
        tr {
            th scope="row" { a href={ "#" (step_anchor(walk.device, step.index)) } { (say("html.step-named", &[("step", same((step.index + 1).to_string())), ("goal", seen.goal(step.goal))])) } }
            (clock(step.clock.usable_ms, None))
            (clock(step.clock.feedback_ms, None))
            (clock(vitals.ttfb_ms, Some(TTFB_MS)))
            (clock(vitals.lcp_ms, Some(LCP_MS)))
            (clock(vitals.inp_ms, Some(INP_MS)))
            @match vitals.cls {
                Some(cls) => td.num { (rating(cls, CLS)) (format!("{cls:.3}")) },
                None => td.num { "–" },
            }
            (clock(vitals.tbt_ms, None))
            td.num { (step.requests) }
            td.num { (bytes(step.bytes)) }
        }
    }
}

fn clock(ms: Option<f64>, limits: Option<(f64, f64)>) -> Markup {
    html! {
        td.num { @match ms {
            Some(ms) => { @if let Some(limits) = limits { (rating(ms, limits)) } (time(ms)) },
            None => "–",
        } }
    }
}

/// A mark for good, middling or poor, and the word for who does not see it.
fn rating(value: f64, (good, poor): (f64, f64)) -> Markup {
    let name = if value <= good {
        "good"
    } else if value <= poor {
        "middling"
    } else {
        "poor"
    };
    html! { span class={ "rating " (name) } { span.unseen { (word(&format!("html.rating.{name}"))) " " } } }
}
