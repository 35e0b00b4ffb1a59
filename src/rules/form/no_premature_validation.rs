//! Nobody is told off while still typing.
//!
//! Meters beside a new password may move; a field that was wrong before may still say so.

use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::complaints::is_own;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{Tried, tried, untyped};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `no-premature-validation`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoPrematureValidation {}

/// The probe looks after one to three characters: a text of as many is complete.
const LOOKED_AFTER: usize = 3;

impl Rule for NoPrematureValidation {
    const ID: &'static str = "no-premature-validation";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut typed = tried(seen, &[], &[Variant::Canonical]);
        typed.retain(judgeable);
        if typed.is_empty() {
            return Judgement::unknown(untyped(seen, &[Variant::Canonical]));
        }
        let findings = typed.iter().filter_map(|one| {
            let early = one.entry.early.iter().find(|said| is_own(said))?;
            Some(one.says(seen, "message").with("says", &early.text))
        });
        Judgement::by(once(findings.collect()))
    }
}

fn judgeable(one: &Tried<'_>) -> bool {
    let entry = one.entry;
    !entry.mends
        && !entry.field.purpose.contains("password")
        && entry.field.kind != "password"
        && entry.typed.chars().count() > LOOKED_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Outcome};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, said_at};
    use crate::rules::testing::{Made, field, verdict};

    fn with(purpose: &str, early: bool, mends: bool) -> Verdict {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        verdict::<NoPrematureValidation>(made.probed(|run| {
            let said = said_at(purpose, "Some digits are missing.");
            run.entries = vec![Entry {
                early: if early { vec![said] } else { vec![] },
                mends,
                ..entry(purpose, Variant::Canonical, "0312345678", Outcome::Accepted)
            }];
        }))
    }

    #[test]
    fn a_complaint_while_typing_fails() {
        assert_eq!(with("tel", true, false), Verdict::Fail);
        assert_eq!(with("tel", false, false), Verdict::Pass);
    }

    #[test]
    fn a_meter_of_a_password_and_an_old_mistake_do_not_count() {
        let nothing = Verdict::Unknown("probe-not-tried");
        assert_eq!(with("new-password", true, false), nothing);
        assert_eq!(with("tel", true, true), nothing);
    }
}
