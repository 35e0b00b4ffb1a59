//! Enter in a field does what the button does, or nothing.
//!
//! Judged by a form with one wrong answer, which the button refused before: what Enter
//! sends must be refused as well.

use crate::model::probed::{Sent, Submit};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::Layer;
use crate::rules::facts::probes::{name, place, untried};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `enter-key-sends-step`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterKeySendsStep {}

impl Rule for EnterKeySendsStep {
    const ID: &'static str = "enter-key-sends-step";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let runs = seen.evidence.probed.iter();
        let mut entered = runs
            .flat_map(|run| run.submits.iter().map(move |submit| (run, submit)))
            .filter(|(_, submit)| submit.by_enter)
            .peekable();
        if entered.peek().is_none() {
            return match untried(seen, &["enter".to_owned()]) {
                "probe-nothing-refused" => Judgement::not_applicable("nothing-refused"),
                why => Judgement::unknown(why),
            };
        }
        let finding = |(run, submit): (_, &Submit)| {
            let put = submit.put.first()?;
            let field = &put.field;
            let message = fault(submit)?;
            let at = place(seen, run, &submit.url, Some(&field.selector));
            let led_to = submit.led_to.as_deref().unwrap_or_default();
            Some(
                Finding::says(message, at)
                    .with("field", name(field))
                    .with("button", &submit.control)
                    .with("url", led_to),
            )
        };
        Judgement::by(entered.filter_map(finding).collect())
    }
}

fn fault(submit: &Submit) -> Option<&'static str> {
    if submit.sent == Sent::MovedOn {
        return Some("elsewhere");
    }
    let kept = |selector: &str| submit.put.iter().any(|put| put.field.selector == selector);
    let lost = submit.lost.iter().any(|lost| !kept(&lost.selector));
    // What a refusal takes is told by the rule for refusals.
    (lost && Layer::of(submit.sent).is_none()).then_some("emptied")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Changed, NotRun, SubmitKind, Variant};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{put, submit};
    use crate::rules::testing::{Made, field, judge};

    fn with(kind: SubmitKind, sent: Sent, change: impl FnOnce(&mut Submit)) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("email", "Mail")]);
        judge::<EnterKeySendsStep>(made.probed(|run| {
            let mut one = submit(kind, sent);
            one.put = vec![put("email", Variant::Wrong, "taro")];
            one.by_enter = true;
            change(&mut one);
            run.submits = vec![submit(SubmitKind::OneWrong, Sent::RefusedByPage), one];
        }))
    }

    #[test]
    fn what_is_refused_like_the_button_or_does_nothing_passes() {
        let refused = with(SubmitKind::OneWrong, Sent::RefusedByServer, |_| ());
        assert_eq!(refused.verdict, Verdict::Pass);
        let nothing = with(SubmitKind::Enter, Sent::Nothing, |_| ());
        assert_eq!(nothing.verdict, Verdict::Pass);
    }

    #[test]
    fn another_screen_and_an_emptied_form_fail() {
        let judged = with(SubmitKind::Enter, Sent::MovedOn, |one| {
            one.led_to = Some("https://shop.example/cart".into());
        });
        assert_eq!(judged.findings[0].message, "elsewhere");
        let args = &judged.findings[0].args;
        assert!(args.contains(&("url", "https://shop.example/cart".into())));
        let judged = with(SubmitKind::Enter, Sent::Nothing, |one| {
            one.lost = vec![Changed {
                selector: "#tel".into(),
                purpose: "tel".into(),
                before: "0312345678".into(),
                after: String::new(),
            }];
        });
        assert_eq!(judged.findings[0].message, "emptied");
    }

    #[test]
    fn without_a_refusal_there_is_nothing_to_compare_with() {
        let why = |why: &str| {
            let made =
                Made::store().look(Goal::Address, |l| l.fields = vec![field("email", "Mail")]);
            judge::<EnterKeySendsStep>(made.probed(|run| {
                run.not_run = vec![NotRun {
                    what: "enter".into(),
                    why: why.into(),
                    about: String::new(),
                }];
            }))
            .verdict
        };
        assert_eq!(
            why("nothing-refused"),
            Verdict::NotApplicable("nothing-refused")
        );
        assert_eq!(why("budget"), Verdict::Unknown("probe-budget"));
    }
}
