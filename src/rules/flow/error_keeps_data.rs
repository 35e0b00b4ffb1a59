//! A refused form keeps everything that was right.
//!
//! Passwords and security codes may be cleared, and the refused field itself may be changed.

use crate::model::probed::SubmitKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Refused, refused};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, nothing_refused};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `error-keeps-data`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorKeepsData {}

const KINDS: &[SubmitKind] = &[SubmitKind::OneWrong, SubmitKind::OneEmpty];

impl Rule for ErrorKeepsData {
    const ID: &'static str = "error-keeps-data";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let refused = refused(seen, KINDS);
        if refused.is_empty() {
            return nothing_refused(seen, KINDS);
        }
        let findings = refused.iter().flat_map(|one| faults(seen, one));
        Judgement::by(once(findings.collect()))
    }
}

fn faults(seen: &Seen<'_>, refused: &Refused<'_>) -> Vec<Finding> {
    let put = &refused.submit.put;
    let was_put = |selector: &str| put.iter().any(|put| put.field.selector == selector);
    let wrong = put
        .first()
        .map_or_else(String::new, |put| name_at(seen, &put.field.selector));
    let typed = put.first().map_or("", |put| put.typed.as_str());
    let lost = refused.submit.lost.iter();
    lost.filter(|lost| !was_put(&lost.selector))
        .map(|lost| {
            let message = match lost.after.is_empty() {
                true => "emptied",
                false => "changed",
            };
            refused
                .says(seen, message, Some(&lost.selector))
                .with("field", name_at(seen, &lost.selector))
                .with("before", &lost.before)
                .with("after", &lost.after)
                .with("wrong", &wrong)
                .with("typed", typed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Changed, Sent, Variant};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{put, refusal, submit};
    use crate::rules::testing::{Made, field, judge};

    fn with(sent: Sent, lost: &[&str]) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ErrorKeepsData>(made.probed(|run| {
            let mut one = refusal(SubmitKind::OneWrong, sent, &["email"]);
            one.put = vec![put("email", Variant::Wrong, "taro")];
            let gone = |purpose: &&str| Changed {
                selector: format!("#{purpose}"),
                purpose: (*purpose).to_owned(),
                before: "something".into(),
                after: String::new(),
            };
            one.lost = lost.iter().map(gone).collect();
            run.submits = vec![one];
        }))
    }

    #[test]
    fn a_field_that_was_right_must_stay() {
        assert_eq!(with(Sent::RefusedByServer, &[]).verdict, Verdict::Pass);
        let judged = with(Sent::RefusedByServer, &["tel"]);
        assert_eq!(judged.verdict, Verdict::Fail);
        let args = &judged.findings[0].args;
        assert!(
            args.contains(&("field", "Phone".into())) && args.contains(&("typed", "taro".into()))
        );
    }

    #[test]
    fn the_wrong_field_itself_may_be_cleared() {
        assert_eq!(with(Sent::RefusedByPage, &["email"]).verdict, Verdict::Pass);
    }

    #[test]
    fn a_store_that_refuses_nothing_gives_no_occasion() {
        let verdict = with(Sent::MovedOn, &[]).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("nothing-refused"));
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let only_empty = judge::<ErrorKeepsData>(made.probed(|run| {
            run.submits = vec![submit(SubmitKind::Empty, Sent::RefusedByPage)];
        }));
        assert_eq!(only_empty.verdict, Verdict::Unknown("probe-not-tried"));
    }
}
