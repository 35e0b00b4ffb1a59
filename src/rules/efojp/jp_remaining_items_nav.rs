//! A long form counts down how many required fields are left.
//!
//! Read off the measured walk: the screen before and after it was filled.

use crate::model::journey::Step;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{is_aside, is_required, is_tick, once};
use crate::rules::facts::{find, has};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-remaining-items-nav`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpRemainingItemsNav {
    /// From how many required fields on a form is long.
    min_required: usize,
}

impl Rule for JpRemainingItemsNav {
    const ID: &'static str = "jp-remaining-items-nav";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let long = seen.checkout_steps().filter_map(|(journey, step)| {
            let required = required(step);
            (required >= self.min_required).then_some((journey, step, required))
        });
        let long: Vec<_> = long.collect();
        if long.is_empty() {
            return Judgement::not_applicable("only-short-forms");
        }
        let mut unfilled = false;
        let findings = long.iter().filter_map(|(journey, step, required)| {
            let before = counted(&step.look.text);
            let after = step.look_after.as_ref().map(|look| counted(&look.text));
            let message = match (before, after) {
                (None, None | Some(None)) => "message",
                (Some(_), None) => {
                    unfilled = true;
                    return None;
                }
                (Some(before), Some(Some(after))) if after >= before => "stuck",
                (Some(_), Some(_)) | (None, Some(Some(_))) => return None,
            };
            let finding = Finding::says(message, Place::step(journey, step));
            // A list of the checkout's steps guides, too, though it counts no fields.
            Some(finding.with("required", required).likely_if(guided(step)))
        });
        let findings = once(findings.collect());
        match (findings.is_empty(), unfilled) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::unknown("nothing-filled"),
            (true, false) => Judgement::pass(),
        }
    }
}

fn required(step: &Step) -> usize {
    let fields = step.settled().fields.iter();
    fields
        .filter(|field| field.visible && !is_aside(field) && !is_tick(field))
        .filter(|field| is_required(field))
        .count()
}

fn guided(step: &Step) -> bool {
    has("step-count", &step.look.text)
}

/// The number that a counter shows.
fn counted(text: &str) -> Option<u32> {
    let said = find("remaining-items", text)?;
    let digits: String = said
        .chars()
        .filter_map(|c| c.to_digit(10))
        .map(|d| char::from(b'0' + d as u8))
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge};

    fn with(fields: usize, before: &str, after: &str) -> Judgement {
        let made = Made::store()
            .market(Market::Jp)
            .step(Goal::Address, |step| {
                let mut one = field("tel", "電話番号");
                one.required = true;
                step.look.fields = vec![one; fields];
                step.look.text = before.to_owned();
                let mut filled = step.look.clone();
                filled.text = after.to_owned();
                step.look_after = Some(filled);
            });
        judge::<JpRemainingItemsNav>(made)
    }

    #[test]
    fn a_counter_that_falls_passes() {
        let falls = with(9, "必須項目はあと9項目です", "必須項目の入力が完了しました");
        assert_eq!(falls.verdict, Verdict::Pass);
        assert_eq!(with(9, "残り9件", "残り２件").verdict, Verdict::Pass);
    }

    #[test]
    fn none_or_one_that_stands_still_fails() {
        assert_eq!(
            with(9, "お客様情報", "お客様情報").findings[0].message,
            "message"
        );
        let stuck = with(9, "あと9項目", "あと9項目");
        assert_eq!(stuck.findings[0].message, "stuck");
        let stock = with(9, "残り3点です", "残り3点です");
        assert_eq!(stock.findings[0].message, "message");
    }

    #[test]
    fn short_forms_give_no_occasion() {
        let verdict = with(7, "", "").verdict;
        assert_eq!(verdict, Verdict::NotApplicable("only-short-forms"));
    }
}
