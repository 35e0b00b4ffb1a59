//! The repeated mail address, card and password may be pasted.

use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{Tried, asked, tried, untyped};
use crate::rules::facts::tolerance::essence;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `paste-allowed`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasteAllowed {}

/// Fields in which stores forbid it. Boxes for a one-time code hold one digit each and are left out.
pub const PASTED: &[&str] = &[
    "x-email-confirm",
    "cc-number",
    "new-password",
    "current-password",
    "x-password-confirm",
];

impl Rule for PasteAllowed {
    const ID: &'static str = "paste-allowed";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, PASTED) {
            return Judgement::not_applicable("no-paste-field");
        }
        let mut pasted = tried(seen, PASTED, &[Variant::Pasted]);
        pasted.retain(|one| one.entry.outcome != Outcome::Unknown);
        if pasted.is_empty() {
            return Judgement::unknown(untyped(seen, &[Variant::Pasted]));
        }
        let blocked = pasted.iter().filter(|one| is_blocked(one));
        let findings = blocked.map(|one| one.says(seen, "message"));
        Judgement::by(once(findings.collect()))
    }
}

/// Whether nothing of what was pasted is there.
pub fn is_blocked(one: &Tried<'_>) -> bool {
    let (typed, held) = (essence(&one.entry.typed), essence(&one.entry.held));
    held.is_empty() || !held.contains('•') && !typed.contains('•') && !held.contains(&typed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Entry;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, verdict};

    fn with(purpose: &str, typed: &str, held: &str) -> Verdict {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field(purpose, "Field")]);
        verdict::<PasteAllowed>(made.probed(|run| {
            run.entries = vec![Entry {
                held: held.into(),
                ..entry(purpose, Variant::Pasted, typed, Outcome::Accepted)
            }];
        }))
    }

    #[test]
    fn what_is_pasted_must_arrive() {
        assert_eq!(with("x-email-confirm", "a@b.jp", "a@b.jp"), Verdict::Pass);
        assert_eq!(with("x-email-confirm", "a@b.jp", ""), Verdict::Fail);
        let grouped = with("cc-number", "4242424242424242", "4242 4242 4242 4242");
        assert_eq!(grouped, Verdict::Pass);
        assert_eq!(with("new-password", "•••", "•••"), Verdict::Pass);
        assert_eq!(with("new-password", "•••", ""), Verdict::Fail);
    }

    #[test]
    fn boxes_of_a_one_time_code_are_left_out() {
        let verdict = with("one-time-code", "123456", "1");
        assert_eq!(verdict, Verdict::NotApplicable("no-paste-field"));
    }
}
