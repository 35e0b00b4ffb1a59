//! A placeholder is not the only label: it is gone with the first key.
//!
//! Floating labels pass, because the probe looks at what is left once something is typed.

use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_flow, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `placeholder-not-only-label`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceholderNotOnlyLabel {}

impl Rule for PlaceholderNotOnlyLabel {
    const ID: &'static str = "placeholder-not-only-label";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let findings = in_flow(seen)
            .filter(|asked| is_typed(asked.field))
            .filter(|asked| {
                !asked.field.placeholder.trim().is_empty() && !asked.field.label_visible
            })
            .map(|asked| {
                asked
                    .says("message")
                    .with("placeholder", &asked.field.placeholder)
            });
        Judgement::by(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(visible: bool, placeholder: &str) -> Verdict {
        let mut one = field("email", "E-mail");
        one.label_visible = visible;
        one.placeholder = placeholder.into();
        verdict::<PlaceholderNotOnlyLabel>(
            Made::store().look(Goal::Address, |l| l.fields = vec![one]),
        )
    }

    #[test]
    fn a_floating_label_that_stays_passes_and_a_vanishing_one_fails() {
        assert_eq!(with(true, "E-mail"), Verdict::Pass);
        assert_eq!(with(false, "E-mail"), Verdict::Fail);
    }

    #[test]
    fn a_field_without_placeholder_is_another_rules_matter() {
        assert_eq!(with(false, ""), Verdict::Pass);
    }
}
