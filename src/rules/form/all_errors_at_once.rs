//! An incomplete form names all that is missing in one go, not one field a press.
//!
//! The browser's own bubbles come one at a time.

use crate::model::probed::{Said, Sent, SubmitKind};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Layer, Refused, is_own, refused};
use crate::rules::facts::demanded::is_refused_for;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, names_at, nothing_refused, submits};
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
        refused.retain(|one| demanded(seen, one).len() > 1);
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

/// The fields that were empty at the press and must not be: by their marks, and those of the same screen
/// that the store refused when they alone were empty. Many forms mark nothing.
fn demanded(seen: &Seen<'_>, one: &Refused<'_>) -> Vec<String> {
    let mut list = one.submit.unfilled.clone();
    let alone = refused(seen, &[SubmitKind::OneEmpty]).into_iter();
    let same = alone.filter(|other| {
        (other.run.device, other.submit.screen) == (one.run.device, one.submit.screen)
    });
    for other in same {
        let put = other.submit.put.iter().map(|put| &put.field.selector);
        for selector in put.filter(|it| is_refused_for(other.submit, it)) {
            if !list.contains(selector) {
                list.push(selector.clone());
            }
        }
    }
    list
}

fn fault(seen: &Seen<'_>, one: &Refused<'_>) -> Option<Finding> {
    let submit = one.submit;
    let demanded = demanded(seen, one);
    if one.layer == Layer::Browser {
        let finding = one.says(seen, "native", None);
        return Some(finding.with("required", demanded.len()));
    }
    let own: Vec<&Said> = submit.errors.iter().filter(|said| is_own(said)).collect();
    let names = |selector: &String| {
        let names = names_at(seen, selector);
        own.iter().any(|said| {
            let text = fold(&said.text);
            said.field.as_ref() == Some(selector) || names.iter().any(|name| text.contains(name))
        })
    };
    let (told, mut silent): (Vec<&String>, Vec<&String>) =
        demanded.iter().partition(|selector| names(selector));
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
            .with("required", demanded.len())
            .with("missing", missing.join(" / "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Submit, Variant};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{put, refusal, submit};
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
    fn a_message_may_name_one_box_of_several_by_its_own_word_or_all_by_the_groups() {
        let told = |texts: &[&str]| {
            let made = Made::store().look(Goal::Address, |l| {
                let mut family = field("family-name", "お名前");
                family.label = String::new();
                family.text_before = "お名前※".into();
                family.text_after = "姓（例：山田）".into();
                let mut given = field("given-name", "お名前 2");
                given.placeholder = "名".into();
                given.group_label = "お名前".into();
                l.fields = vec![family, given];
            });
            let mut list = refusal(
                SubmitKind::Empty,
                Sent::RefusedByServer,
                &["family-name", "given-name"],
            );
            list.errors.truncate(texts.len());
            for (said, text) in list.errors.iter_mut().zip(texts) {
                said.field = None;
                said.text = (*text).into();
            }
            judge::<AllErrorsAtOnce>(made.probed(|run| run.submits = vec![list])).verdict
        };
        assert_eq!(told(&["姓と名を入力してください"]), Verdict::Pass);
        assert_eq!(told(&["お名前を入力してください"]), Verdict::Pass);
        assert_eq!(told(&["住所を入力してください"]), Verdict::Fail);
    }

    #[test]
    fn what_is_refused_alone_is_demanded_though_nothing_marks_it() {
        let with = |named: usize| {
            let made = Made::store().look(Goal::Address, |l| {
                l.fields = vec![field("tel", "Telephone"), field("email", "E-mail")];
            });
            let mut first = both();
            first.unfilled.clear();
            first.errors.truncate(named);
            let alone = |purpose: &str| {
                let mut one = refusal(SubmitKind::OneEmpty, Sent::RefusedByServer, &[purpose]);
                one.unfilled.clear();
                one.put = vec![put(purpose, Variant::Emptied, "")];
                one
            };
            let submits = vec![first, alone("tel"), alone("email")];
            judge::<AllErrorsAtOnce>(made.probed(|run| run.submits = submits)).verdict
        };
        assert_eq!(with(2), Verdict::Pass);
        assert_eq!(with(1), Verdict::Fail);
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
