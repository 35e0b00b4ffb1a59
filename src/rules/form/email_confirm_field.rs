//! The mail address is asked once. A second field is retyped or pasted, and does not find the typo.
//!
//! A second field that takes a paste costs next to nothing and passes. Where the probes did not paste
//! into it, it is `likely` a fault: some stores keep it on purpose.

use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_checkout, is_for, is_typed, once};
use crate::rules::facts::probes::{Tried, tried};
use crate::rules::form::paste_allowed::is_blocked;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `email-confirm-field`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailConfirmField {}

impl Rule for EmailConfirmField {
    const ID: &'static str = "email-confirm-field";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let again = in_checkout(seen)
            .filter(|asked| is_for(asked.field, &[AGAIN]) && is_typed(asked.field))
            .filter(|asked| !asked.field.preset);
        let mut pasted = tried(seen, &[AGAIN], &[Variant::Pasted]);
        pasted.retain(|one| one.entry.outcome != Outcome::Unknown);
        let of = |selector: &str| -> Vec<&Tried<'_>> {
            let same = |one: &&Tried<'_>| one.entry.field.selector == selector;
            pasted.iter().filter(same).collect()
        };
        let findings = again.filter_map(|asked| {
            let tries = of(&asked.field.selector);
            let blocked = tries.iter().any(|one| is_blocked(one));
            match (tries.is_empty(), blocked) {
                (true, _) => Some(asked.says("message").likely()),
                (false, true) => Some(asked.says("no-paste")),
                (false, false) => None,
            }
        });
        Judgement::by(once(findings.collect()))
    }
}

/// Purpose of a field for the same mail address.
const AGAIN: &str = "x-email-confirm";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Entry;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, judge, verdict};

    #[test]
    fn one_mail_field_passes_and_a_second_is_likely_a_fault() {
        let once = Made::store().look(Goal::Address, |l| l.fields = vec![field("email", "E-mail")]);
        assert_eq!(verdict::<EmailConfirmField>(once), Verdict::Pass);
        let twice = Made::store().look(Goal::Address, |l| {
            l.fields = vec![
                field("email", "E-mail"),
                field("x-email-confirm", "Repeat e-mail"),
            ];
        });
        let judged = judge::<EmailConfirmField>(twice);
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }

    #[test]
    fn a_second_field_that_takes_a_paste_passes_and_one_that_does_not_surely_fails() {
        let held = |held: &str| {
            let made = Made::store().look(Goal::Address, |l| {
                l.fields = vec![field("x-email-confirm", "Repeat e-mail")];
            });
            judge::<EmailConfirmField>(made.probed(|run| {
                run.entries = vec![Entry {
                    held: held.into(),
                    ..entry(
                        "x-email-confirm",
                        Variant::Pasted,
                        "a@b.jp",
                        Outcome::Accepted,
                    )
                }];
            }))
        };
        assert_eq!(held("a@b.jp").verdict, Verdict::Pass);
        let blocked = held("");
        assert_eq!(blocked.findings[0].message, "no-paste");
        assert_eq!(blocked.findings[0].certainty, Certainty::Sure);
    }

    #[test]
    fn a_second_field_that_is_already_filled_is_fine() {
        let made = Made::store().look(Goal::Address, |l| {
            let mut again = field("x-email-confirm", "Repeat e-mail");
            again.preset = true;
            l.fields = vec![field("email", "E-mail"), again];
        });
        assert_eq!(verdict::<EmailConfirmField>(made), Verdict::Pass);
    }
}
