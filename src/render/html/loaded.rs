//! What a walk loaded, by kind: what makes the pages heavy, and how much of it is others'.

use super::seen::Seen;
use super::text::{bytes, word};
use crate::model::device::Device;
use crate::model::journey::{Request, Step};
use maud::{Markup, html};

/// Kinds in their order, each with the resource types of DevTools that it holds; whatever is
/// left is the last.
const KINDS: [(&str, &[&str]); 6] = [
    ("document", &["document"]),
    ("script", &["script"]),
    ("style", &["stylesheet"]),
    ("image", &["image"]),
    ("font", &["font"]),
    ("data", &["xhr", "fetch"]),
];

#[derive(Default)]
struct Sum {
    requests: usize,
    bytes: u64,
    foreign: u64,
}

/// Every request of a walk with its step; none where not all were kept, since sums would be too
/// small.
pub fn requests<'a>(
    seen: &Seen<'a>,
    on: Device,
) -> impl Iterator<Item = (&'a Step, &'a Request)> + use<'a> {
    let steps = seen.walk(on).map_or(&[][..], |walk| walk.steps.as_slice());
    let is_whole = steps
        .iter()
        .all(|step| step.requests.len() >= step.request_count as usize);
    let steps = if is_whole { steps } else { &[] };
    let of = |step: &'a Step| step.requests.iter().map(move |request| (step, request));
    steps.iter().flat_map(of)
}

/// The table of a walk.
pub fn loaded(seen: &Seen<'_>, on: Device) -> Markup {
    let requests = || requests(seen, on).map(|(_, request)| request);
    if requests().next().is_none() {
        return html! {};
    }
    let rows = KINDS.iter().map(|(name, _)| *name).chain(["other"]);
    let rows = rows.map(|name| (name, sum(requests().filter(|one| kind(one) == name))));
    html! {
        h4 { (word("html.loaded")) }
        table.loaded {
            thead { tr {
                th scope="col" { (word("html.type")) }
                th.num scope="col" { (word("html.requests")) }
                th.num scope="col" { (word("column.bytes")) }
                th.num scope="col" { (word("html.loaded-foreign")) }
            } }
            tbody { @for (name, sum) in rows.filter(|(_, sum)| sum.requests > 0) {
                tr {
                    th scope="row" { (word(&format!("html.loaded.{name}"))) }
                    td.num { (sum.requests) }
                    td.num { (bytes(sum.bytes)) }
                    td.num { (bytes(sum.foreign)) }
                }
            } }
        }
    }
}

/// The name of a request's kind in the table.
pub fn kind(request: &Request) -> &'static str {
    let known = KINDS
        .iter()
        .find(|(_, types)| types.contains(&request.kind.as_str()));
    known.map_or("other", |(name, _)| name)
}

fn sum<'a>(requests: impl Iterator<Item = &'a Request>) -> Sum {
    requests.fold(Sum::default(), |sum, one| Sum {
        requests: sum.requests + 1,
        bytes: sum.bytes + one.bytes,
        foreign: sum.foreign + if one.third_party { one.bytes } else { 0 },
    })
}
