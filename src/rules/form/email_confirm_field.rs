//! The mail address is asked once. A second field is retyped or pasted, and does not find the typo.
//!
//! Some Japanese stores keep it on purpose, and whether it takes a paste is not
//! tried here: a second field is `likely` a fault.

use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_checkout, is_for, is_typed, once};
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
        let findings = in_checkout(seen)
            .filter(|asked| is_for(asked.field, &["x-email-confirm"]) && is_typed(asked.field))
            .filter(|asked| !asked.field.preset)
            .map(|asked| asked.says("message").likely());
        Judgement::by(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::{Certainty, Verdict};
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
    fn a_second_field_that_is_already_filled_is_fine() {
        let made = Made::store().look(Goal::Address, |l| {
            let mut again = field("x-email-confirm", "Repeat e-mail");
            again.preset = true;
            l.fields = vec![field("email", "E-mail"), again];
        });
        assert_eq!(verdict::<EmailConfirmField>(made), Verdict::Pass);
    }
}
