//! What a walk loaded, by kind: what makes the pages heavy, and how much of it is others'.

use super::seen::Seen;
use super::text::{bytes, word};
use crate::model::device::Device;
use crate::model::journey::Request;
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

/// The table of a walk; nothing where not every request was kept, since sums would be too small.
pub fn loaded(seen: &Seen<'_>, on: Device) -> Markup {
    let steps = seen.walk(on).map_or(&[][..], |walk| walk.steps.as_slice());
    let is_whole = steps
        .iter()
        .all(|step| step.requests.len() >= step.request_count as usize);
    let requests = || steps.iter().flat_map(|step| &step.requests);
    if !is_whole || requests().next().is_none() {
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

fn kind(request: &Request) -> &'static str {
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
