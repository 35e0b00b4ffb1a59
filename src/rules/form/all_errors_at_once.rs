//! An incomplete form names all that is missing in one go, not one field a press.
//!
//! The browser's own bubbles come one at a time.

use crate::model::probed::{Said, Sent, SubmitKind};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Layer, Refused, is_own, refused};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, nothing_refused, submits};
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `all-errors-at-once`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllErrorsAtOnce {}

impl Rule for AllErrorsAtOnce {
    const ID: &'static str = "all-errors-at-once";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut refused = refused(seen, &[SubmitKind::Empty]);
        refused.retain(|one| one.submit.unfilled.len() > 1);
        if refused.is_empty() {
            let presses = submits(seen, &[SubmitKind::Empty]);
            let disabled = presses.iter().any(|(_, one)| one.sent == Sent::Disabled);
            return match disabled {
                true => Judgement::not_applicable("button-disabled"),
                false => nothing_refused(seen, &[SubmitKind::Empty]),
            };
        }
        let findings = refused.iter().filter_map(|one| fault(seen, one));
        Judgement::by(once(findings.collect()))
    }
}

fn fault(seen: &Seen<'_>, one: &Refused<'_>) -> Option<Finding> {
    let submit = one.submit;
    if one.layer == Layer::Browser {
        let finding = one.says(seen, "native", None);
        return Some(finding.with("required", submit.unfilled.len()));
    }
    let own: Vec<&Said> = submit.errors.iter().filter(|said| is_own(said)).collect();
    let names = |selector: &String| {
        let name = fold(&name_at(seen, selector));
        own.iter()
            .any(|said| said.field.as_ref() == Some(selector) || fold(&said.text).contains(&name))
    };
    let (told, mut silent): (Vec<&String>, Vec<&String>) =
        submit.unfilled.iter().partition(|selector| names(selector));
    // The boxes of one telephone number share a name, and a message.
    let names = told.iter().map(|selector| name_at(seen, selector));
    let said: BTreeSet<String> = names.filter(|name| !name.is_empty()).collect();
    silent.retain(|selector| !said.contains(&name_at(seen, selector)));
    // A message that is tied to nothing may be about any of them.
    let loose: BTreeSet<&str> = own
        .iter()
        .filter(|said| said.field.is_none())
        .map(|said| said.text.as_str())
        .collect();
    (silent.len() > loose.len() || own.is_empty()).then(|| {
        let missing: Vec<String> = silent.iter().map(|s| name_at(seen, s)).collect();
        one.says(seen, "message", None)
            .with("told", told.len())
            .with("required", submit.unfilled.len())
            .with("missing", missing.join(" / "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Submit;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{refusal, submit};
    use crate::rules::testing::{Made, field, judge};

    fn with(one: Submit) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| {
            l.fields = vec![field("tel", "Telephone"), field("email", "E-mail")];
        });
        judge::<AllErrorsAtOnce>(made.probed(|run| run.submits = vec![one]))
    }

    fn both() -> Submit {
        refusal(SubmitKind::Empty, Sent::RefusedByServer, &["tel", "email"])
    }

    #[test]
    fn all_at_once_passes_and_the_first_alone_fails() {
        assert_eq!(with(both()).verdict, Verdict::Pass);
        let mut first = both();
        first.errors.truncate(1);
        let judged = with(first);
        assert_eq!(judged.verdict, Verdict::Fail);
        let args = &judged.findings[0].args;
        assert!(args.contains(&("missing", "E-mail".into())), "{args:?}");
    }

    #[test]
    fn boxes_of_one_name_are_told_together() {
        let made = Made::store().look(Goal::Address, |l| {
            l.fields = vec![field("tel", "Telephone"), field("email", "Telephone")];
        });
        let mut first = both();
        first.errors.truncate(1);
        let judged = judge::<AllErrorsAtOnce>(made.probed(|run| run.submits = vec![first]));
        assert_eq!(judged.verdict, Verdict::Pass);
    }

    #[test]
    fn one_list_that_names_the_fields_is_as_good() {
        let mut list = both();
        list.errors.truncate(1);
        list.errors[0].field = None;
        list.errors[0].text = "Please fill in: Telephone, E-mail".into();
        assert_eq!(with(list).verdict, Verdict::Pass);
    }

    #[test]
    fn the_browsers_bubbles_come_one_by_one() {
        let mut native = both();
        native.sent = Sent::RefusedByBrowser;
        assert_eq!(with(native).findings[0].message, "native");
    }

    #[test]
    fn a_disabled_button_gives_no_occasion() {
        let verdict = with(submit(SubmitKind::Empty, Sent::Disabled)).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("button-disabled"));
    }
}
