//! Signing in asks nobody to retype a password or to solve a puzzle.
//!
//! A check that works unseen, or a way in without a password, is fine.

use crate::model::look::Field;
use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::Place;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::{called, once};
use crate::rules::facts::probes::{tried, unmarked, untyped};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::form::paste_allowed::is_blocked;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `accessible-authentication`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessibleAuthentication {}

const SECRETS: &[&str] = &["current-password", "new-password"];

/// Ways in that ask for neither password nor puzzle.
const OTHER_WAYS: Words = &[
    "passkey",
    "パスキー",
    "magic link",
    "mail me a link",
    "email me a link",
    "sign-in link",
    "login link",
    "ログインリンク",
    "ログイン用リンク",
    "with google",
    "with apple",
    "googleで",
    "appleで",
    "lineで",
    "audio challenge",
    "音声で",
];

impl Rule for AccessibleAuthentication {
    const ID: &'static str = "accessible-authentication";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = puzzles(seen);
        let mut pasted = tried(seen, SECRETS, &[Variant::Pasted]);
        pasted.retain(|one| one.entry.outcome != Outcome::Unknown);
        let blocked = pasted.iter().filter(|one| is_blocked(one));
        findings.extend(blocked.map(|one| one.says(seen, "paste")));
        let findings = once(findings);
        match (findings.is_empty(), pasted.is_empty()) {
            (false, _) => Judgement::fail(findings),
            (true, false) => Judgement::pass(),
            // A guest gives no password that somebody chose before.
            (true, true) if asks(seen, "new-password") => {
                Judgement::unknown(untyped(seen, &[Variant::Pasted]))
            }
            (true, true) if asks(seen, "current-password") => Judgement::unknown("sign-in-untried"),
            (true, true) => Judgement::not_applicable("no-authentication"),
        }
    }
}

/// Whether the checkout shows a field of this purpose.
fn asks(seen: &Seen<'_>, purpose: &str) -> bool {
    let shown = |field: &Field| field.purpose == purpose && field.visible;
    seen.checkout_steps()
        .any(|(_, step)| step.settled().fields.iter().any(shown))
}

/// Fields that ask to copy letters off a picture, on screens that offer nothing else.
fn puzzles(seen: &Seen<'_>) -> Vec<Finding> {
    let steps = seen.checkout_steps();
    let findings = steps.flat_map(|(journey, step)| {
        let look = step.settled();
        let other = mentions(&fold(&look.text), OTHER_WAYS);
        let fields = look.fields.iter().filter(move |field| {
            field.visible && field.purpose == "x-captcha" && field.kind != "checkbox" && !other
        });
        fields.map(move |field| {
            let place = Place::step(journey, step).element(&field.selector);
            Finding::says("puzzle", place).with("field", unmarked(called(field)))
        })
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Entry;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, judge};

    fn with(purpose: &str, text: &str, held: Option<&str>) -> Judgement {
        let made = Made::store().look(Goal::Checkout, |l| {
            l.fields = vec![field(purpose, "Field")];
            l.text = text.to_owned();
        });
        judge::<AccessibleAuthentication>(made.probed(|run| {
            let pasted = held.map(|held| Entry {
                held: held.into(),
                ..entry(purpose, Variant::Pasted, "•••", Outcome::Accepted)
            });
            run.entries = pasted.into_iter().collect();
        }))
    }

    #[test]
    fn a_password_must_be_pasteable() {
        let kept = with("current-password", "", Some("•••"));
        assert_eq!(kept.verdict, Verdict::Pass);
        let blocked = with("current-password", "", Some(""));
        assert_eq!(blocked.findings[0].message, "paste");
        let untried = with("new-password", "", None).verdict;
        assert_eq!(untried, Verdict::Unknown("probe-not-tried"));
        let members = with("current-password", "", None).verdict;
        assert_eq!(members, Verdict::Unknown("sign-in-untried"));
    }

    #[test]
    fn a_puzzle_needs_another_way_beside_it() {
        assert_eq!(with("x-captcha", "", None).findings[0].message, "puzzle");
        let other = with("x-captcha", "Continue with Google", None).verdict;
        assert_eq!(other, Verdict::NotApplicable("no-authentication"));
    }

    #[test]
    fn a_checkout_without_either_gives_no_occasion() {
        let verdict = with("email", "", None).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("no-authentication"));
    }
}
