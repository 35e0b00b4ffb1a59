//! What is marked as required is required, and nothing else is.
//!
//! A form that marks only what is optional says by that what is required. In a form
//! without any mark no field looks required: one that blocks is likely a fault, for
//! its mark may be a picture, and none where the form says that all are required.

use crate::model::look::Field;
use crate::model::probed::{Sent, Submit, SubmitKind, Tie};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Layer, is_own};
use crate::rules::facts::fields::{Asked, in_checkout, is_required, is_typed, once};
use crate::rules::facts::probes::{name_at, place, submits, unsent};
use crate::rules::facts::words::{fold, mentions};
use crate::rules::form::required_and_optional_marked::ALL_REQUIRED;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `required-mark-matches-behaviour`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredMarkMatchesBehaviour {}

/// Typed fields of a form that is long enough to need marks; a shorter one is told by its button.
const FEWEST_FIELDS: usize = 3;

const KINDS: &[SubmitKind] = &[SubmitKind::OneEmpty, SubmitKind::Empty];

impl Rule for RequiredMarkMatchesBehaviour {
    const ID: &'static str = "required-mark-matches-behaviour";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let walked: Vec<Asked<'_>> = in_checkout(seen).collect();
        let mut findings = Vec::new();
        for (run, press) in submits(seen, KINDS) {
            let tell = |message, selector: &str, says: &str| {
                Finding::says(message, place(seen, run, &press.url, Some(selector)))
                    .with("field", name_at(seen, selector))
                    .with("says", says)
            };
            let faults = match press.kind {
                SubmitKind::OneEmpty => one_empty(&walked, press),
                _ => Vec::new(),
            };
            let faults = faults.into_iter().chain(blocked(&walked, press));
            findings.extend(faults.map(|(message, selector, says, sure)| {
                tell(message, selector, says).likely_if(!sure)
            }));
        }
        let findings = once(findings);
        let one_by_one = !submits(seen, &[SubmitKind::OneEmpty]).is_empty();
        match (findings.is_empty(), one_by_one) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::pass(),
            (true, false) => Judgement::unknown(unsent(seen, &[SubmitKind::OneEmpty])),
        }
    }
}

/// Message, selector, the store's words, and whether it is sure.
type Fault<'a> = (&'static str, &'a str, &'a str, bool);

/// A marked field that went through empty.
fn one_empty<'a>(walked: &[Asked<'_>], press: &'a Submit) -> Vec<Fault<'a>> {
    let Some(put) = press.put.first().filter(|_| press.sent == Sent::MovedOn) else {
        return Vec::new();
    };
    let marked = look_at(walked, &put.field.selector).map_or(put.field.required, is_required);
    match marked && put.held.is_empty() {
        true => vec![("passes", put.field.selector.as_str(), "", true)],
        false => Vec::new(),
    }
}

/// Fields without a mark that were complained about for being empty.
fn blocked<'a>(walked: &[Asked<'_>], press: &'a Submit) -> Vec<Fault<'a>> {
    if Layer::of(press.sent).is_none() {
        return Vec::new();
    }
    let about = |said: &'a crate::model::probed::Said| {
        let selector = said.field.as_deref()?;
        // Empty is what was sent: everything, or the one field.
        let sent_empty = press.kind == SubmitKind::Empty
            || press.put.iter().any(|put| put.field.selector == selector);
        let field = look_at(walked, selector)?;
        // A label may be part of another word in a message about another field.
        let tied = matches!(said.tie, Tie::Linked | Tie::Near);
        let sure = said.tie == Tie::Linked || press.kind == SubmitKind::OneEmpty;
        let (free, seen) = (is_free(walked, field), is_bare(walked, field));
        (sent_empty && tied && is_own(said) && (free || seen)).then_some((
            "blocks",
            selector,
            said.text.as_str(),
            sure && free,
        ))
    };
    press.errors.iter().filter_map(about).collect()
}

fn look_at<'a>(walked: &[Asked<'a>], selector: &str) -> Option<&'a Field> {
    let mut same = walked
        .iter()
        .filter(|asked| asked.field.selector == selector);
    same.next().map(|asked| asked.field)
}

/// Whether a shopper takes it for optional: it says so, or others beside it are marked as
/// required and it is not.
fn is_free(walked: &[Asked<'_>], field: &Field) -> bool {
    let marked = |field: &Field| field.required_mark.is_some();
    field.optional_mark.is_some()
        || !marked(field) && beside(walked, field).any(|asked| marked(asked.field))
}

/// Whether nothing tells which fields of its form must be filled: no mark on any, and no sentence that
/// all must. A choice or a tick shows by itself that it is still empty.
fn is_bare(walked: &[Asked<'_>], field: &Field) -> bool {
    let marked = |field: &Field| field.required_mark.is_some() || field.optional_mark.is_some();
    let typed = beside(walked, field).filter(|asked| is_typed(asked.field));
    let told = |asked: &Asked<'_>| mentions(&fold(&asked.step.settled().text), ALL_REQUIRED);
    let own = walked
        .iter()
        .find(|asked| asked.field.selector == field.selector);
    is_typed(field)
        && typed.count() + 1 >= FEWEST_FIELDS
        && !marked(field)
        && !beside(walked, field).any(|asked| marked(asked.field))
        && !own.is_some_and(told)
}

/// The other fields of its form.
fn beside<'w, 'a>(
    walked: &'w [Asked<'a>],
    field: &'w Field,
) -> impl Iterator<Item = &'w Asked<'a>> {
    walked.iter().filter(|asked| {
        asked.field.form == field.form
            && asked.field.frame == field.frame
            && asked.field.selector != field.selector
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Variant;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::{put, refusal, submit};
    use crate::rules::testing::{Made, field, judge};

    /// A form whose mail is marked as required; the telephone carries this mark.
    fn with(mark: Option<&str>, required: bool, presses: Vec<Submit>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| {
            let mut mail = field("email", "E-mail");
            mail.required_mark = Some("*".into());
            let mut phone = field("tel", "Telephone");
            phone.optional_mark = mark.map(str::to_owned);
            phone.required_mark = required.then(|| "*".to_owned());
            l.fields = vec![mail, phone];
        });
        judge::<RequiredMarkMatchesBehaviour>(made.probed(|run| run.submits = presses))
    }

    fn emptied(sent: Sent) -> Submit {
        let mut one = refusal(SubmitKind::OneEmpty, sent, &["tel"]);
        one.put = vec![put("tel", Variant::Emptied, "")];
        if sent == Sent::MovedOn {
            one.errors.clear();
        }
        one
    }

    #[test]
    fn marks_that_agree_pass() {
        let optional = with(Some("optional"), false, vec![emptied(Sent::MovedOn)]);
        assert_eq!(optional.verdict, Verdict::Pass);
        let required = with(None, true, vec![emptied(Sent::RefusedByServer)]);
        assert_eq!(required.verdict, Verdict::Pass);
    }

    #[test]
    fn an_optional_field_that_blocks_and_a_required_one_that_does_not_fail() {
        let blocks = with(
            Some("optional"),
            false,
            vec![emptied(Sent::RefusedByServer)],
        );
        assert_eq!(blocks.findings[0].message, "blocks");
        let unmarked = with(None, false, vec![emptied(Sent::RefusedByPage)]);
        assert_eq!(unmarked.findings[0].message, "blocks");
        let passes = with(None, true, vec![emptied(Sent::MovedOn)]);
        assert_eq!(passes.findings[0].message, "passes");
    }

    #[test]
    fn a_form_without_any_mark_blocks_unannounced_unless_it_says_that_all_are_required() {
        let judged = |text: &str, mark: Option<&str>| {
            let made = Made::store().look(Goal::Address, |l| {
                l.text = text.into();
                l.fields = vec![
                    field("email", "E-mail"),
                    field("name", "Name"),
                    field("tel", "Telephone"),
                ];
                l.fields[0].required_mark = mark.map(str::to_owned);
                l.fields[2].required_mark = mark.map(str::to_owned);
            });
            let press = emptied(Sent::RefusedByServer);
            judge::<RequiredMarkMatchesBehaviour>(made.probed(|run| run.submits = vec![press]))
        };
        let bare = judged("Your address", None);
        assert_eq!(bare.findings[0].message, "blocks");
        assert_eq!(bare.findings[0].certainty, Certainty::Likely);
        let told = judged("Your address\nAll fields are required.", None);
        assert_eq!(told.verdict, Verdict::Pass);
        assert_eq!(judged("Your address", Some("*")).verdict, Verdict::Pass);
    }

    #[test]
    fn the_empty_form_alone_shows_faults_but_no_pass() {
        let empty = |purpose: &str| refusal(SubmitKind::Empty, Sent::RefusedByPage, &[purpose]);
        let fault = with(Some("optional"), false, vec![empty("tel")]);
        assert_eq!(fault.verdict, Verdict::Fail);
        let mut named = empty("tel");
        named.errors[0].tie = Tie::Named;
        let named = with(Some("optional"), false, vec![named]);
        assert_eq!(named.verdict, Verdict::Unknown("probe-not-tried"));
        let fine = with(Some("optional"), false, vec![empty("email")]);
        assert_eq!(fine.verdict, Verdict::Unknown("probe-not-tried"));
        let nothing = with(None, false, vec![submit(SubmitKind::Empty, Sent::MovedOn)]);
        assert_eq!(nothing.verdict, Verdict::Unknown("probe-not-tried"));
    }
}
