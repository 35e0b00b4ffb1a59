//! A long form that is half filled asks once before it is left, and only then.
//!
//! More than one question, or one on an untouched or a sent form, is a nuisance.

use crate::model::plan::Market;
use crate::model::probed::{Filling, Leaving, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::{in_checkout, is_tick, once};
use crate::rules::facts::probes::{place, untried};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `jp-leave-guard`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpLeaveGuard {
    /// From how many fields on a form is long.
    min_fields: usize,
}

impl Rule for JpLeaveGuard {
    const ID: &'static str = "jp-leave-guard";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut forms: BTreeMap<(&str, u32), usize> = BTreeMap::new();
        for asked in in_checkout(seen).filter(|asked| !is_tick(asked.field)) {
            let key = (asked.journey.device.name(), asked.step.index);
            *forms.entry(key).or_default() += 1;
        }
        if forms.values().all(|fields| *fields < self.min_fields) {
            return Judgement::not_applicable("only-short-forms");
        }
        let runs = seen.evidence.probed.iter();
        let leavings: Vec<(&Probed, &Leaving)> = runs
            .flat_map(|run| run.leavings.iter().map(move |one| (run, one)))
            .collect();
        if !leavings.iter().any(|(_, one)| one.filling == Filling::Half) {
            return Judgement::unknown(untried(seen, &["leaving".to_owned()]));
        }
        let findings = leavings.iter().filter_map(|(run, one)| {
            let message = match (one.filling, one.questions) {
                (Filling::Half, 0) => "none",
                (Filling::Half, 1) | (Filling::Untouched | Filling::Sent, 0) => return None,
                (Filling::Half, _) => "several",
                (Filling::Untouched, _) => "untouched",
                (Filling::Sent, _) => "sent",
            };
            let finding = Finding::says(message, place(seen, run, &one.url, None));
            Some(
                finding
                    .with("questions", one.questions)
                    .with("says", one.words.join(" / ")),
            )
        });
        Judgement::by(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, field, judge};

    fn with(fields: usize, leavings: &[(Filling, u32)]) -> Judgement {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| {
            l.fields = vec![field("tel", "電話"); fields]
        });
        judge::<JpLeaveGuard>(made.probed(|run| {
            let made = leavings.iter().map(|(filling, questions)| Leaving {
                screen: 0,
                url: format!("{STORE}/address"),
                filling: *filling,
                questions: *questions,
                words: Vec::new(),
            });
            run.leavings = made.collect();
        }))
    }

    #[test]
    fn one_question_on_a_half_filled_form_passes() {
        use Filling::{Half, Sent, Untouched};
        assert_eq!(
            with(8, &[(Half, 1), (Untouched, 0), (Sent, 0)]).verdict,
            Verdict::Pass
        );
        assert_eq!(with(8, &[(Half, 0)]).findings[0].message, "none");
    }

    #[test]
    fn insisting_and_asking_without_need_fail() {
        use Filling::{Half, Sent, Untouched};
        assert_eq!(with(8, &[(Half, 2)]).findings[0].message, "several");
        let untouched = with(8, &[(Half, 1), (Untouched, 1)]);
        assert_eq!(untouched.findings[0].message, "untouched");
        assert_eq!(with(8, &[(Half, 1), (Sent, 1)]).findings[0].message, "sent");
    }

    #[test]
    fn short_forms_give_no_occasion_and_an_untried_one_is_unknown() {
        let short = with(7, &[]).verdict;
        assert_eq!(short, Verdict::NotApplicable("only-short-forms"));
        assert_eq!(with(8, &[]).verdict, Verdict::Unknown("probe-not-tried"));
    }
}
