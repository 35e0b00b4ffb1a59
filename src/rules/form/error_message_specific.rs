//! A message tells what is wrong and how to put it right.
//!
//! Meaning cannot be read by a machine: judged is whether different mistakes get
//! different words, and whether the words are more than "invalid". The browser's own
//! bubble is never specific.

use crate::model::probed::{Probed, SubmitKind};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{is_generic, is_native, same_words};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, place, submits, tried, unsent, untyped};
use crate::rules::facts::validation::{Cause, WRONG, causes};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `error-message-specific`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorMessageSpecific {}

impl Rule for ErrorMessageSpecific {
    const ID: &'static str = "error-message-specific";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let (mut findings, mut compared, mut any) = (Vec::new(), false, false);
        for run in &seen.evidence.probed {
            for selector in fields(run) {
                let causes = causes(seen, run, selector);
                any |= !causes.is_empty();
                compared |= kinds(&causes) > 1;
                findings.extend(fault(seen, run, selector, &causes));
            }
        }
        let findings = once(findings);
        if !findings.is_empty() {
            return Judgement::fail(findings);
        }
        let sent = [SubmitKind::OneWrong, SubmitKind::OneEmpty];
        match (compared, any) {
            (true, _) => Judgement::pass(),
            (false, true) => Judgement::unknown(unsent(seen, &sent)),
            (false, false) if tried(seen, &[], WRONG).is_empty() => {
                Judgement::unknown(untyped(seen, WRONG))
            }
            // Wrong texts brought up no words yet, and nothing was sent that could.
            (false, false) if submits(seen, &sent).is_empty() => {
                Judgement::unknown(unsent(seen, &sent))
            }
            (false, false) => Judgement::not_applicable("nothing-refused"),
        }
    }
}

/// Selectors of the fields into which something was typed or that were sent wrongly.
fn fields(run: &Probed) -> BTreeSet<&str> {
    let typed = run.entries.iter().map(|entry| &entry.field);
    let put = run.submits.iter().flat_map(|submit| &submit.put);
    typed
        .chain(put.map(|put| &put.field))
        .map(|field| field.selector.as_str())
        .collect()
}

fn kinds(causes: &[Cause<'_>]) -> usize {
    let typed: BTreeSet<&str> = causes.iter().map(|cause| cause.typed).collect();
    typed.len()
}

fn fault(seen: &Seen<'_>, run: &Probed, selector: &str, causes: &[Cause<'_>]) -> Option<Finding> {
    let label = name_at(seen, selector);
    let url = run.entries.iter().map(|entry| &entry.field);
    let put = run.submits.iter().flat_map(|submit| &submit.put);
    let mut known = url.chain(put.map(|put| &put.field));
    let field = known.find(|field| field.selector == selector)?;
    let tell = |message, cause: &Cause<'_>| {
        Finding::says(message, place(seen, run, &field.url, Some(selector)))
            .with("field", &label)
            .with("typed", cause.typed)
            .with("says", &cause.said.text)
            .with("layer", cause.layer.word())
    };
    if let Some(native) = causes.iter().find(|cause| is_native(cause.said)) {
        return Some(tell("native", native));
    }
    if let Some(generic) = causes.iter().find(|c| is_generic(&c.said.text, &label)) {
        return Some(tell("generic", generic));
    }
    let first = causes.first()?;
    let alike = |cause: &Cause<'_>| same_words(&cause.said.text, &first.said.text);
    let other = causes.iter().find(|cause| cause.typed != first.typed)?;
    (kinds(causes) > 1 && causes.iter().all(alike))
        .then(|| tell("same", first).with("other", other.typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Sent, Submit, Variant};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{bubble_at, put, refusal, said_at, wrong};
    use crate::rules::testing::{Made, field, judge};

    fn with(entries: Vec<Entry>, submits: Vec<Submit>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ErrorMessageSpecific>(made.probed(|run| {
            run.entries = entries;
            run.submits = submits;
        }))
    }

    fn pair(one: &str, other: &str) -> Vec<Entry> {
        vec![
            wrong("tel", Variant::Wrong, "12", one),
            wrong("tel", Variant::WrongOtherwise, "abc", other),
        ]
    }

    #[test]
    fn two_mistakes_need_two_messages() {
        let apart = pair("Some digits are missing.", "Only digits, please.");
        assert_eq!(with(apart, vec![]).verdict, Verdict::Pass);
        let alike = pair("Enter digits.", "Enter digits.");
        let judged = with(alike, vec![]);
        assert_eq!(judged.findings[0].message, "same");
        assert!(judged.findings[0].args.contains(&("other", "abc".into())));
    }

    #[test]
    fn a_page_that_comes_back_with_the_words_that_stood_there_says_the_same_again() {
        let sent = |variant, typed: &str, says: &[&str]| {
            let mut sent = refusal(SubmitKind::OneWrong, Sent::RefusedByServer, &[]);
            sent.put = vec![put("tel", variant, typed)];
            sent.errors = says.iter().map(|says| said_at("tel", says)).collect();
            sent
        };
        let first = || sent(Variant::Wrong, "12", &["Enter digits."]);
        let again = with(
            vec![],
            vec![first(), sent(Variant::WrongOtherwise, "abc", &[])],
        );
        assert_eq!(again.findings[0].message, "same");
        let apart = sent(Variant::WrongOtherwise, "abc", &["Letters are no number."]);
        assert_eq!(with(vec![], vec![first(), apart]).verdict, Verdict::Pass);
    }

    #[test]
    fn invalid_alone_is_no_help() {
        let generic = vec![wrong("tel", Variant::Wrong, "12", "Phone is invalid")];
        assert_eq!(with(generic, vec![]).findings[0].message, "generic");
    }

    #[test]
    fn the_browsers_bubble_is_never_specific() {
        let mut sent = refusal(SubmitKind::OneWrong, Sent::RefusedByBrowser, &[]);
        sent.put = vec![put("tel", Variant::Wrong, "12")];
        sent.errors = vec![bubble_at("tel")];
        assert_eq!(with(vec![], vec![sent]).findings[0].message, "native");
    }

    #[test]
    fn one_message_alone_proves_nothing() {
        let one = vec![wrong(
            "tel",
            Variant::Wrong,
            "12",
            "Some digits are missing.",
        )];
        assert_eq!(
            with(one, vec![]).verdict,
            Verdict::Unknown("probe-not-tried")
        );
    }
}
