//! Whether a field must be filled, where its marks do not say so.
//!
//! Many forms mark nothing at all; then the answer of the store tells, where a probe sent the
//! form without it.

use crate::model::probed::{Put, Sent, Submit, SubmitKind};
use crate::rules::Seen;
use crate::rules::facts::complaints::Layer;
use crate::rules::facts::fields::{Asked, in_checkout, is_required, is_tick};
use crate::rules::facts::probes::submits;

/// Whether a shopper must fill a field, as far as was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demanded {
    /// It is marked so, or the store refused the form without it.
    Yes,
    /// Nothing in the form marks anything, so a shopper cannot know.
    Untold,
    /// It is marked optional, others are marked and it is not, or the form went on without it.
    No,
}

/// Whether a form that was sent with one field empty was held back for that field: the complaints name it,
/// or none of them names any.
pub fn is_refused_for(one: &Submit, selector: &str) -> bool {
    let put = one.put.iter().any(|put| put.field.selector == selector);
    let silent = one.errors.iter().all(|said| said.field.is_none());
    let blamed = one
        .errors
        .iter()
        .any(|said| said.field.as_deref() == Some(selector));
    put && Layer::of(one.sent).is_some() && (silent || blamed)
}

/// Whether a shopper must fill this field: its marks, then the store's answer to a form that was whole but
/// for it, then the marks of the form's other fields.
pub fn demanded(seen: &Seen<'_>, asked: &Asked<'_>) -> Demanded {
    let field = asked.field;
    if field.optional_mark.is_some() {
        return Demanded::No;
    }
    if is_required(field) {
        return Demanded::Yes;
    }
    let empty = submits(seen, &[SubmitKind::OneEmpty]).into_iter();
    let mut sent = empty.filter(|(run, one)| {
        let about = |put: &Put| put.field.selector == field.selector;
        run.device == asked.journey.device && one.put.iter().any(about)
    });
    if let Some((_, one)) = sent.next() {
        return match one.sent {
            Sent::MovedOn => Demanded::No,
            _ if is_refused_for(one, &field.selector) => Demanded::Yes,
            _ => Demanded::Untold,
        };
    }
    let mut beside = in_checkout(seen).filter(|other| {
        other.journey.device == asked.journey.device && other.step.index == asked.step.index
    });
    // Terms to agree to are marked where nothing else is.
    let marked = |other: Asked<'_>| {
        !is_tick(other.field) && (is_required(other.field) || other.field.optional_mark.is_some())
    };
    match beside.any(marked) {
        true => Demanded::No,
        false => Demanded::Untold,
    }
}
