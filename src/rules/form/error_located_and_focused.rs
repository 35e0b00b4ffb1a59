//! After a refused press the shopper stands at the first mistake, and its message stands beside it.
//!
//! The browser's own bubble does all of this. A page that moves the focus to a list of
//! its messages does as well as one that moves it to the field.

use crate::model::probed::{Said, SubmitKind, Tie};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Layer, Refused, heard, is_own};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, nothing_refused};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `error-located-and-focused`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorLocatedAndFocused {
    /// How far a message may stand from its field, in CSS pixels.
    max_distance_px: f64,
}

const KINDS: &[SubmitKind] = &[
    SubmitKind::Empty,
    SubmitKind::OneWrong,
    SubmitKind::OneEmpty,
];

impl Rule for ErrorLocatedAndFocused {
    const ID: &'static str = "error-located-and-focused";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let refused = heard(seen, KINDS);
        if refused.is_empty() {
            return nothing_refused(seen, KINDS);
        }
        let judged = refused.iter().filter(|one| one.layer != Layer::Browser);
        let findings = judged.flat_map(|one| self.faults(seen, one));
        Judgement::by(once(findings.collect()))
    }
}

impl ErrorLocatedAndFocused {
    fn faults(&self, seen: &Seen<'_>, one: &Refused<'_>) -> Vec<Finding> {
        let submit = one.submit;
        let own: Vec<&Said> = submit.errors.iter().filter(|said| is_own(said)).collect();
        if own.is_empty() {
            let message = match submit.errors.first() {
                Some(said) if said.tie == Tie::Dialog => "dialog",
                Some(_) | None => "mute",
            };
            return vec![one.says(seen, message, None)];
        }
        let Some(first) = submit.first_wrong.as_deref() else {
            let says = own.first().map_or("", |said| said.text.as_str());
            return vec![one.says(seen, "loose", None).with("says", says)];
        };
        let mut about: Vec<&Said> = own
            .iter()
            .copied()
            .filter(|said| said.field.as_deref() == Some(first))
            .collect();
        // A summary above the form may be taken for the first field's: the nearest is quoted.
        let far = |said: &Said| said.distance_px.unwrap_or_default();
        about.sort_by(|a, b| far(a).total_cmp(&far(b)));
        let says = about.first().or(own.first()).map_or("", |said| &said.text);
        let tell = |message| {
            one.says(seen, message, Some(first))
                .with("field", name_at(seen, first))
                .with("says", says)
        };
        let mut faults = Vec::new();
        if !self.focused(one, first, &own) {
            faults.push(tell("unfocused"));
        }
        if submit.first_wrong_in_view == Some(false) {
            faults.push(tell("out-of-view"));
        }
        let nearest = about
            .iter()
            .filter_map(|said| said.distance_px)
            .reduce(f64::min);
        if let Some(far) = nearest.filter(|px| *px > self.max_distance_px) {
            faults.push(tell("far").with("px", far.round()));
        }
        if !about.iter().any(|said| said.tie == Tie::Linked) {
            faults.push(tell("unlinked"));
        }
        faults
    }

    fn focused(&self, one: &Refused<'_>, first: &str, own: &[&Said]) -> bool {
        one.submit.focus.as_deref().is_some_and(|focus| {
            let held = |said: &&&Said| !said.selector.is_empty() && said.selector == focus;
            focus == first || own.iter().any(|said| held(&said))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Sent, Submit};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{bubble_at, refusal};
    use crate::rules::testing::{Made, field, judge, not_run};

    fn with(change: impl FnOnce(&mut Submit)) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ErrorLocatedAndFocused>(made.probed(|run| {
            let mut one = refusal(SubmitKind::Empty, Sent::RefusedByPage, &["tel"]);
            change(&mut one);
            run.submits = vec![one];
        }))
    }

    fn told(change: impl FnOnce(&mut Submit)) -> Vec<&'static str> {
        let findings = with(change).findings;
        findings.iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn the_first_mistake_in_focus_with_its_message_linked_passes() {
        assert_eq!(with(|_| ()).verdict, Verdict::Pass);
    }

    #[test]
    fn each_lack_is_named() {
        assert_eq!(told(|one| one.focus = None), ["unfocused"]);
        assert_eq!(
            told(|one| one.first_wrong_in_view = Some(false)),
            ["out-of-view"]
        );
        assert_eq!(told(|one| one.errors[0].distance_px = Some(400.0)), ["far"]);
        assert_eq!(told(|one| one.errors[0].tie = Tie::Near), ["unlinked"]);
        assert_eq!(told(|one| one.errors.clear()), ["mute"]);
        assert_eq!(told(|one| one.errors[0].tie = Tie::Dialog), ["dialog"]);
        let loose = told(|one| {
            one.first_wrong = None;
            one.errors[0].field = None;
        });
        assert_eq!(loose, ["loose"]);
    }

    #[test]
    fn a_form_that_only_the_order_sends_was_not_refused_nothing() {
        let unsent = |why: Option<&str>| {
            let made = Made::store().look(Goal::Review, |l| l.fields = vec![field("tel", "Phone")]);
            let judged = judge::<ErrorLocatedAndFocused>(made.probed(|run| {
                // The button for guests, before any form.
                run.submits = vec![refusal(SubmitKind::Empty, Sent::MovedOn, &[])];
                run.not_run = why.map(|why| not_run("empty", why)).into_iter().collect();
            }));
            judged.verdict
        };
        assert_eq!(unsent(Some("orders")), Verdict::Unknown("probe-orders"));
        assert_eq!(unsent(None), Verdict::NotApplicable("nothing-refused"));
        let quick = Verdict::NotApplicable("nothing-refused");
        assert_eq!(unsent(Some("level")), quick);
    }

    #[test]
    fn silence_after_words_that_stood_there_before_is_not_judged() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let judged = judge::<ErrorLocatedAndFocused>(made.probed(|run| {
            let one = refusal(SubmitKind::OneWrong, Sent::RefusedByPage, &["tel"]);
            let mut again = one.clone();
            again.errors.clear();
            run.submits = vec![one, again];
        }));
        assert_eq!(judged.verdict, Verdict::Pass);
    }

    #[test]
    fn a_focused_list_of_messages_and_the_browsers_bubble_are_as_good() {
        let list = with(|one| one.focus = Some("#tel-error".into()));
        assert_eq!(list.verdict, Verdict::Pass);
        let native = with(|one| {
            one.sent = Sent::RefusedByBrowser;
            one.errors = vec![bubble_at("tel")];
            one.focus = None;
        });
        assert_eq!(native.verdict, Verdict::Pass);
    }
}
