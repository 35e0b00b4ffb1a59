//! A new password needs eight letters and nothing else, may be long, and its rules stand there beforehand.

use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_checkout, once, words_around};
use crate::rules::facts::probes::asked;
use crate::rules::facts::tolerance::{Wanted, findings, open, trials};
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `password-rules-light`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordRulesLight {}

const FIELD: &[&str] = &["new-password"];
const VARIANTS: &[Variant] = &[Variant::Passphrase, Variant::LongPassword];

impl Rule for PasswordRulesLight {
    const ID: &'static str = "password-rules-light";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, FIELD) {
            return Judgement::not_applicable("no-password-field");
        }
        let trials = trials(seen, FIELD, VARIANTS);
        let mut faults = findings(seen, &trials);
        let silent = in_checkout(seen)
            .filter(|asked| FIELD.contains(&asked.field.purpose.as_str()))
            .filter(|asked| {
                let near = format!("{}\n{}", words_around(asked.field), asked.field.box_text);
                !fold(&near).chars().any(|c| c.is_ascii_digit())
            })
            .map(|asked| asked.says("unsaid").likely());
        faults.extend(once(silent.collect()));
        if !faults.is_empty() {
            return Judgement::fail(faults);
        }
        let wanted = Wanted {
            fields: FIELD,
            variants: VARIANTS,
            first: VARIANTS,
            absent: "no-password-field",
        };
        match open(seen, &trials, &wanted) {
            Some(why) => Judgement::unknown(why),
            None => Judgement::pass(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, said_at};
    use crate::rules::testing::{self, Made, field};

    fn with(hint: &str, passphrase: Outcome, long: Outcome) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| {
            let mut password = field("new-password", "Password");
            password.description = hint.to_owned();
            l.fields = vec![password];
        });
        testing::judge::<PasswordRulesLight>(made.probed(|run| {
            let mut short = entry("new-password", Variant::Passphrase, "•••", passphrase);
            short.said = match passphrase {
                Outcome::Rejected => vec![said_at("new-password", "Use a capital letter")],
                _ => vec![],
            };
            run.entries = vec![
                entry("new-password", Variant::Canonical, "•••", Outcome::Accepted),
                short,
                entry("new-password", Variant::LongPassword, "•••", long),
            ];
        }))
    }

    #[test]
    fn eight_letters_and_sixty_four_are_enough() {
        let (kept, cut) = (Outcome::Accepted, Outcome::Truncated);
        assert_eq!(
            with("At least 8 characters", kept, kept).verdict,
            Verdict::Pass
        );
        let composed = with("At least 8 characters", Outcome::Rejected, kept);
        assert_eq!(composed.findings[0].message, "refused");
        assert_eq!(with("8文字以上", kept, cut).findings[0].message, "cut");
    }

    #[test]
    fn rules_that_nobody_sees_beforehand_fail() {
        let judged = with("", Outcome::Accepted, Outcome::Accepted);
        assert_eq!(judged.findings[0].message, "unsaid");
    }

    #[test]
    fn a_checkout_without_a_password_gives_no_occasion() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let verdict = testing::verdict::<PasswordRulesLight>(made.probed(|_| ()));
        assert_eq!(verdict, Verdict::NotApplicable("no-password-field"));
    }
}
