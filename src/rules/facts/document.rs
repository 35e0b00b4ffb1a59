//! The answer that brought the document of a screen, with its headers.

use crate::model::journey::{Journey, Request, Step};
use crate::rules::facts::reach::bare;

/// The request that brought the document which shows a screen; `None` where it was not seen.
///
/// Without a navigation the document is that of an earlier step at the same address, or the last one.
pub fn document<'j>(journey: &'j Journey, step: &Step) -> Option<&'j Request> {
    let before = journey.steps.iter().filter(|s| s.index <= step.index);
    let documents: Vec<&Request> = before
        .flat_map(|s| &s.requests)
        .filter(|r| {
            let answered = r.status.is_some_and(|s| (200..300).contains(&s));
            r.kind == "document" && !r.third_party && answered
        })
        .collect();
    let same = documents
        .iter()
        .rev()
        .find(|r| bare(&r.url) == bare(&step.url));
    same.or(documents.last()).copied()
}
