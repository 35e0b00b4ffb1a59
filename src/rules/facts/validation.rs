//! Fields into which something wrong was typed, and what the page said once they were left.
//!
//! A field that nobody checks, neither the page nor the server, owes no message.

use crate::model::probed::{Entry, Outcome, Probed, Said, SubmitKind, Variant};
use crate::rules::Seen;
use crate::rules::facts::complaints::{Layer, Refused, is_native, is_own, refused};
use crate::rules::facts::probes::{Tried, tried};

/// Kinds of text that are wrong in a way that a check finds.
pub const WRONG: &[Variant] = &[Variant::Wrong, Variant::WrongOtherwise];

/// A field that is checked, with what was typed wrongly and what came of it.
#[derive(Debug, Clone)]
pub struct Checked<'a> {
    /// The first wrong text.
    pub first: Tried<'a>,
    /// All wrong texts.
    pub wrong: Vec<&'a Entry>,
    /// The store's own message after the field was left, before anything was sent.
    pub inline: Option<&'a Said>,
}

/// The fields that are checked, by screen and selector.
pub fn checked<'a>(seen: &Seen<'a>) -> Vec<Checked<'a>> {
    let mut fields: Vec<Checked<'a>> = Vec::new();
    let texts = tried(seen, &[], WRONG).into_iter();
    for one in texts.filter(|one| one.entry.outcome != Outcome::Unknown) {
        let field = &one.entry.field;
        let same = |known: &&mut Checked<'_>| {
            let other = &known.first.entry.field;
            known.first.run.device == one.run.device
                && (other.screen, &other.selector) == (field.screen, &field.selector)
        };
        let known = match fields.iter_mut().find(same) {
            Some(known) => known,
            None => {
                fields.push(Checked {
                    first: one,
                    wrong: Vec::new(),
                    inline: None,
                });
                fields.last_mut().expect("one was just added")
            }
        };
        known.wrong.push(one.entry);
        known.inline = known
            .inline
            .or(one.entry.said.iter().find(|said| is_own(said)));
    }
    fields.retain(|field| is_checked(seen, field));
    fields
}

fn is_checked(seen: &Seen<'_>, field: &Checked<'_>) -> bool {
    let by_page = field.wrong.iter().any(|entry| {
        entry.outcome == Outcome::Rejected
            || !entry.valid
            || entry.aria_invalid
            || entry.said.iter().any(is_own)
    });
    let selector = &field.first.entry.field.selector;
    by_page
        || refused(seen, &[SubmitKind::OneWrong]).iter().any(|one| {
            one.run.device == field.first.run.device
                && one
                    .submit
                    .put
                    .iter()
                    .any(|put| put.field.selector == *selector)
        })
}

/// A message about one cause.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// What was wrong.
    pub variant: Variant,
    /// What had been typed.
    pub typed: &'a str,
    /// What the store said.
    pub said: &'a Said,
    /// By which layer.
    pub layer: Layer,
}

/// Every message that a field's mistakes brought up in one run: after leaving it and after sending.
pub fn causes<'a>(seen: &Seen<'a>, run: &'a Probed, selector: &str) -> Vec<Cause<'a>> {
    let mistakes = [Variant::Wrong, Variant::WrongOtherwise, Variant::Emptied];
    let entries = run
        .entries
        .iter()
        .filter(|entry| entry.field.selector == selector && mistakes.contains(&entry.variant));
    let mut causes: Vec<Cause<'a>> = Vec::new();
    for entry in entries {
        let own = entry.said.iter().filter(|said| is_own(said));
        causes.extend(own.map(|said| Cause {
            variant: entry.variant,
            typed: &entry.typed,
            said,
            layer: Layer::Page,
        }));
    }
    let refusals = refused(seen, &[SubmitKind::OneWrong, SubmitKind::OneEmpty]);
    for (at, one) in refusals.iter().enumerate() {
        let put = one
            .submit
            .put
            .iter()
            .find(|put| put.field.selector == selector);
        let Some(put) = put.filter(|_| one.run.device == run.device) else {
            continue;
        };
        let about = match one.about(selector) {
            // The page came back with the words that stood there: only what is new is written down.
            none if none.is_empty() && one.submit.errors.is_empty() => at
                .checked_sub(1)
                .and_then(|before| refusals.get(before))
                .filter(|before| same_field(before, one, selector))
                .map_or(none, |before| before.about(selector)),
            about => about,
        };
        causes.extend(
            about
                .into_iter()
                .filter(|said| is_own(said) || is_native(said))
                .map(|said| Cause {
                    variant: put.variant,
                    typed: &put.typed,
                    said,
                    layer: one.layer,
                }),
        );
    }
    causes
}

/// Whether two refusals, one right after the other, are about the same field of the same screen, and the
/// later one came from the server.
fn same_field(before: &Refused<'_>, one: &Refused<'_>, selector: &str) -> bool {
    let puts = |refused: &Refused<'_>| {
        let mut put = refused.submit.put.iter();
        put.any(|put| put.field.selector == selector)
    };
    one.layer == Layer::Server
        && before.run.device == one.run.device
        && before.submit.screen == one.submit.screen
        && puts(before)
        && puts(one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::Sent;
    use crate::rules::testing::Made;
    use crate::rules::testing::probed::{entry, put, refusal, wrong};

    #[test]
    fn a_field_that_nobody_checks_is_left_out() {
        let made = Made::store().probed(|run| {
            run.entries = vec![
                entry(
                    "family-name",
                    Variant::Wrong,
                    "12",
                    Outcome::NoClientVerdict,
                ),
                entry("email", Variant::Wrong, "taro", Outcome::NoClientVerdict),
                wrong("tel", Variant::Wrong, "12", "too short"),
            ];
            let mut sent = refusal(SubmitKind::OneWrong, Sent::RefusedByServer, &["email"]);
            sent.put = vec![put("email", Variant::Wrong, "taro")];
            run.submits = vec![sent];
        });
        let evidence = made.evidence();
        let seen = Seen::new(&evidence);
        let checked = checked(&seen);
        let found: Vec<(&str, bool)> = checked
            .iter()
            .map(|one| (one.first.entry.field.purpose.as_str(), one.inline.is_some()))
            .collect();
        assert_eq!(found, [("email", false), ("tel", true)]);
        let causes = causes(&seen, &evidence.probed[0], "#email");
        assert_eq!(causes[0].layer, Layer::Server);
    }
}
