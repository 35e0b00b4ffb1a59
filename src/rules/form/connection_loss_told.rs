//! A step that cannot be sent for want of a line says so, and keeps what was typed.
//!
//! Only where a script of the page does the sending: a form that the browser sends
//! is answered by the browser itself.

use crate::model::probed::{Sent, Submit, SubmitKind};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::probes::{name_at, place, submits, unsent};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `connection-loss-told`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionLossTold {}

const KINDS: &[SubmitKind] = &[SubmitKind::Offline];

impl Rule for ConnectionLossTold {
    const ID: &'static str = "connection-loss-told";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut sent = submits(seen, KINDS);
        let went_on = !sent.is_empty();
        // A page that goes on without a line has kept the answer for later, or does not need it yet.
        sent.retain(|(_, submit)| submit.sent != Sent::MovedOn);
        if sent.is_empty() {
            return match unsent(seen, KINDS) {
                _ if went_on => Judgement::unknown("probe-went-on"),
                "probe-document" => Judgement::not_applicable("sent-as-document"),
                why => Judgement::unknown(why),
            };
        }
        let findings = sent.iter().filter_map(|(run, submit)| {
            let selector = submit.lost.first().map(|lost| lost.selector.as_str());
            let at = place(seen, run, &submit.url, selector.or(Some(&submit.selector)));
            let field = selector.map_or_else(String::new, |selector| name_at(seen, selector));
            Some(
                Finding::says(fault(submit)?, at)
                    .with("button", &submit.control)
                    .with("field", field),
            )
        });
        Judgement::by(findings.collect())
    }
}

fn fault(submit: &Submit) -> Option<&'static str> {
    if !submit.lost.is_empty() {
        return Some("emptied");
    }
    let words = |said: &crate::model::probed::Said| !said.text.trim().is_empty();
    (!submit.errors.iter().any(words)).then_some("silent")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Changed, NotRun, Said};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::submit;
    use crate::rules::testing::{Made, field, judge};

    fn with(sent: Sent, change: impl FnOnce(&mut Submit)) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ConnectionLossTold>(made.probed(|run| {
            let mut one = submit(SubmitKind::Offline, sent);
            change(&mut one);
            run.submits = vec![one];
        }))
    }

    fn told(one: &mut Submit) {
        one.errors = vec![Said {
            text: "You seem to be offline.".into(),
            error: true,
            ..Said::default()
        }];
    }

    #[test]
    fn words_with_the_answers_kept_pass() {
        assert_eq!(with(Sent::RefusedByPage, told).verdict, Verdict::Pass);
    }

    #[test]
    fn silence_and_emptied_fields_fail() {
        let judged = with(Sent::Nothing, |_| ());
        assert_eq!(judged.findings[0].message, "silent");
        let judged = with(Sent::RefusedByPage, |one| {
            told(one);
            one.lost = vec![Changed {
                selector: "#tel".into(),
                purpose: "tel".into(),
                before: "0312345678".into(),
                after: String::new(),
            }];
        });
        assert_eq!(judged.findings[0].message, "emptied");
        assert!(judged.findings[0].args.contains(&("field", "Phone".into())));
    }

    #[test]
    fn a_form_that_the_browser_sends_and_a_page_that_goes_on_are_not_judged() {
        let went_on = with(Sent::MovedOn, |_| ()).verdict;
        assert_eq!(went_on, Verdict::Unknown("probe-went-on"));
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let judged = judge::<ConnectionLossTold>(made.probed(|run| {
            run.not_run = vec![NotRun {
                what: "offline".into(),
                why: "document".into(),
                about: String::new(),
            }];
        }));
        assert_eq!(judged.verdict, Verdict::NotApplicable("sent-as-document"));
    }
}
