//! A refused form is told to those who do not see the screen.
//!
//! Either a live region speaks or the focus moves to the mistake; and the field itself
//! says that it is wrong and which message is its own. The browser's bubble is read out,
//! and so is an `alert()`, which is judged elsewhere.

use crate::model::probed::{Said, SubmitKind, Tie};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Layer, Refused, heard, is_own};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, nothing_refused};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `errors-announced`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorsAnnounced {}

const KINDS: &[SubmitKind] = &[
    SubmitKind::Empty,
    SubmitKind::OneWrong,
    SubmitKind::OneEmpty,
];

impl Rule for ErrorsAnnounced {
    const ID: &'static str = "errors-announced";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let refused = heard(seen, KINDS);
        if refused.is_empty() {
            return nothing_refused(seen, KINDS);
        }
        let judged = refused.iter().filter(|one| one.layer != Layer::Browser);
        let findings = judged.flat_map(|one| faults(seen, one));
        Judgement::by(once(findings.collect()))
    }
}

fn faults(seen: &Seen<'_>, one: &Refused<'_>) -> Vec<Finding> {
    let submit = one.submit;
    let own: Vec<&Said> = submit.errors.iter().filter(|said| is_own(said)).collect();
    if own.is_empty() {
        let dialog = submit.errors.iter().any(|said| said.tie == Tie::Dialog);
        return match dialog {
            true => Vec::new(),
            false => vec![one.says(seen, "mute", None)],
        };
    }
    let says = own.first().map_or("", |said| said.text.as_str());
    let mut faults = Vec::new();
    if !own.iter().any(|said| said.live) && !moved(one, &own) {
        faults.push(one.says(seen, "silent", None).with("says", says));
    }
    if let Some(first) = submit.first_wrong.as_deref() {
        let tell = |message| {
            one.says(seen, message, Some(first))
                .with("field", name_at(seen, first))
                .with("says", says)
        };
        if !submit.invalid.iter().any(|selector| selector == first) {
            faults.push(tell("unmarked"));
        }
        if !one.about(first).iter().any(|said| said.tie == Tie::Linked) {
            faults.push(tell("unlinked"));
        }
    }
    faults
}

/// Whether the focus went to the mistake or to its message.
fn moved(one: &Refused<'_>, own: &[&Said]) -> bool {
    one.submit.focus.as_deref().is_some_and(|focus| {
        one.submit.first_wrong.as_deref() == Some(focus)
            || own.iter().any(|said| said.selector == focus)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Sent, Submit};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{bubble_at, refusal};
    use crate::rules::testing::{Made, field, judge};

    fn with(change: impl FnOnce(&mut Submit)) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ErrorsAnnounced>(made.probed(|run| {
            let mut one = refusal(SubmitKind::Empty, Sent::RefusedByPage, &["tel"]);
            change(&mut one);
            run.submits = vec![one];
        }))
    }

    #[test]
    fn a_live_region_or_the_focus_tells() {
        assert_eq!(with(|_| ()).verdict, Verdict::Pass);
        assert_eq!(with(|one| one.focus = None).verdict, Verdict::Pass);
        assert_eq!(
            with(|one| one.errors[0].live = false).verdict,
            Verdict::Pass
        );
        let silent = with(|one| {
            one.focus = None;
            one.errors[0].live = false;
        });
        assert_eq!(silent.findings[0].message, "silent");
    }

    #[test]
    fn the_field_must_say_that_it_is_wrong_and_why() {
        let unmarked = with(|one| one.invalid.clear());
        assert_eq!(unmarked.findings[0].message, "unmarked");
        let unlinked = with(|one| one.errors[0].tie = Tie::Near);
        assert_eq!(unlinked.findings[0].message, "unlinked");
    }

    #[test]
    fn bubbles_and_alerts_are_read_out_by_the_browser() {
        let native = with(|one| {
            one.sent = Sent::RefusedByBrowser;
            one.errors = vec![bubble_at("tel")];
        });
        assert_eq!(native.verdict, Verdict::Pass);
        let alert = with(|one| one.errors[0].tie = Tie::Dialog);
        assert_eq!(alert.verdict, Verdict::Pass);
        let nothing = with(|one| one.errors.clear());
        assert_eq!(nothing.findings[0].message, "mute");
    }
}
