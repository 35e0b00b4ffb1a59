//! The button can be pressed and then says what is missing; or it is disabled and says so beside it.

use crate::model::probed::{Sent, Submit, SubmitKind};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, place, submits, unsent};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `submit-not-disabled-while-invalid`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitNotDisabledWhileInvalid {}

/// Words that tell that something is missing.
const MISSING: Words = &[
    "あと",
    "残り",
    "未入力",
    "未選択",
    "入力してください",
    "選択してください",
    "必須項目",
    "すべて入力",
    "missing",
    "remaining",
    "left",
    "still needed",
    "fill in",
    "fill out",
    "complete the",
    "complete all",
    "required fields",
    "please enter",
    "please choose",
    "please select",
];

impl Rule for SubmitNotDisabledWhileInvalid {
    const ID: &'static str = "submit-not-disabled-while-invalid";
    const NEEDS: &'static [Need] = &[Need::Probes];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut presses = submits(seen, &[SubmitKind::Empty]);
        // A press without any answer may have met a control that is no button of the form.
        presses.retain(|(_, press)| press.sent != Sent::Nothing);
        if presses.is_empty() {
            return Judgement::unknown(unsent(seen, &[SubmitKind::Empty]));
        }
        let silent = presses
            .iter()
            .filter(|(_, press)| press.sent == Sent::Disabled && !explains(seen, press));
        let findings = silent.map(|(run, press)| {
            let place = place(seen, run, &press.url, Some(&press.selector));
            Finding::at(place)
                .with("control", &press.control)
                .with("unfilled", press.unfilled.len())
        });
        Judgement::by(once(findings.collect()))
    }
}

fn explains(seen: &Seen<'_>, press: &Submit) -> bool {
    let said = fold(&format!("{}\n{}", press.control, press.beside));
    let named = press.unfilled.iter().any(|selector| {
        let name = fold(&name_at(seen, selector));
        name != fold(selector) && said.contains(&name)
    });
    named || mentions(&said, MISSING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::submit;
    use crate::rules::testing::{Made, field, verdict};

    fn with(sent: Sent, beside: &str) -> Verdict {
        let made = Made::store().look(Goal::Address, |l| {
            l.fields = vec![field("tel", "Telephone")]
        });
        verdict::<SubmitNotDisabledWhileInvalid>(made.probed(|run| {
            run.submits = vec![Submit {
                beside: beside.to_owned(),
                unfilled: vec!["#tel".to_owned()],
                ..submit(SubmitKind::Empty, sent)
            }];
        }))
    }

    #[test]
    fn a_button_that_can_be_pressed_passes() {
        assert_eq!(with(Sent::RefusedByPage, ""), Verdict::Pass);
        assert_eq!(with(Sent::RefusedByBrowser, ""), Verdict::Pass);
    }

    #[test]
    fn a_disabled_one_must_say_what_is_missing() {
        assert_eq!(with(Sent::Disabled, ""), Verdict::Fail);
        assert_eq!(with(Sent::Disabled, "Secure checkout"), Verdict::Fail);
        assert_eq!(
            with(Sent::Disabled, "必須項目はあと3項目です"),
            Verdict::Pass
        );
        assert_eq!(with(Sent::Disabled, "Telephone"), Verdict::Pass);
    }

    #[test]
    fn a_press_that_nothing_answered_says_nothing() {
        let verdict = with(Sent::Nothing, "");
        assert_eq!(verdict, Verdict::Unknown("probe-not-tried"));
    }
}
