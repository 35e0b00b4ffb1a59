//! The requests of a step on their time axis, as a table whose last column is the chart.

use super::charts;
use super::seen::Seen;
use super::text::{bytes, cut, host_of, path_of, same, say, time, time_or_dash, word};
use crate::model::journey::{Request, Step};
use maud::{Markup, html};

/// Requests shown.
const ROWS: usize = 60;

/// The requests of a step.
pub fn requests(seen: &Seen<'_>, step: &Step) -> Markup {
    let requests = &step.requests;
    if requests.is_empty() {
        return html! {};
    }
    let end = |request: &Request| request.start_ms + request.duration_ms.unwrap_or_default();
    let most = requests.iter().map(end).fold(0.0, f64::max);
    let name = say(
        "html.waterfall",
        &[
            ("count", same(step.request_count.to_string())),
            ("time", time(most)),
        ],
    );
    html! {
        details.sub {
            summary { (name) }
            (seen.sideways("html.requests", html! {
                table.waterfall {
                    thead { tr {
                        th scope="col" { (word("html.address")) }
                        th scope="col" { (word("html.type")) }
                        th.num scope="col" { (word("html.status")) }
                        th.num scope="col" { (word("column.bytes")) }
                        th.num scope="col" { (word("html.start")) }
                        th.num scope="col" { (word("html.took")) }
                        th scope="col" { (word("html.chart")) }
                    } }
                    tbody { @for request in requests.iter().take(ROWS) { (row(request, most)) } }
                }
            }))
            @let left = (step.request_count as usize).saturating_sub(ROWS.min(requests.len()));
            @if left > 0 { p.quiet { (say("html.more", &[("count", same(left.to_string()))])) } }
        }
    }
}

fn row(request: &Request, most: f64) -> Markup {
    // A page that goes on while an answer without a body arrives breaks it off: no failure of the store.
    let failed = match request.status {
        Some(status) => status >= 400,
        None => request.failure.is_some(),
    };
    let class = if failed {
        "failed"
    } else if request.third_party {
        "third"
    } else {
        "own"
    };
    let shown = match request.third_party {
        true => format!("{}{}", host_of(&request.url), path_of(&request.url)),
        false => path_of(&request.url),
    };
    html! {
        tr {
            th scope="row" { (cut(&shown, 56)) }
            td { (same(&request.kind)) @if request.third_party { " · " (word("html.third-party")) } }
            td.num.bad[failed] { @match request.status { Some(status) => (status), None => "–" } }
            td.num { @if request.cached { (word("html.cached")) } @else { (bytes(request.bytes)) } }
            td.num { (time(request.start_ms.max(0.0))) }
            td.num { (time_or_dash(request.duration_ms)) }
            td.graph { (charts::span(request.start_ms.max(0.0), request.duration_ms.unwrap_or_default(), most, class)) }
        }
    }
}
