//! A mistake is told when the field is left, beside it, and not only after sending.

use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{tried, untyped};
use crate::rules::facts::validation::{WRONG, checked};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `inline-validation-on-blur`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InlineValidationOnBlur {
    /// Share of the checked fields that must tell, in percent.
    min_pct: f64,
    /// Time from leaving the field to the message, in milliseconds.
    within_ms: f64,
}

impl Rule for InlineValidationOnBlur {
    const ID: &'static str = "inline-validation-on-blur";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let fields = checked(seen);
        if fields.is_empty() {
            return match tried(seen, &[], WRONG).is_empty() {
                true => Judgement::unknown(untyped(seen, WRONG)),
                false => Judgement::not_applicable("nothing-refused"),
            };
        }
        let tells = |said: Option<&crate::model::probed::Said>| {
            said.is_some_and(|said| said.after_ms <= self.within_ms)
        };
        let silent: Vec<_> = fields.iter().filter(|field| !tells(field.inline)).collect();
        let told = fields.len() - silent.len();
        if told as f64 * 100.0 >= self.min_pct * fields.len() as f64 {
            return Judgement::pass();
        }
        let findings = silent.iter().map(|field| {
            let message = match field.wrong.iter().any(|entry| entry.aria_invalid) {
                true => "mark-only",
                false => "message",
            };
            field.first.says(seen, message)
        });
        Judgement::fail(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Outcome, Variant};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{bubble_at, entry, wrong};
    use crate::rules::testing::{Made, field, judge};

    fn with(entries: Vec<Entry>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<InlineValidationOnBlur>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn a_message_beside_the_field_passes_and_silence_fails() {
        let told = wrong("tel", Variant::Wrong, "12", "Some digits are missing.");
        assert_eq!(with(vec![told]).verdict, Verdict::Pass);
        let silent = Entry {
            valid: false,
            ..entry("tel", Variant::Wrong, "12", Outcome::NoClientVerdict)
        };
        let judged = with(vec![silent]);
        assert_eq!(judged.verdict, Verdict::Fail);
        assert!(judged.findings[0].args.contains(&("typed", "12".into())));
    }

    #[test]
    fn a_red_border_or_the_browsers_bubble_is_no_message() {
        let border = Entry {
            aria_invalid: true,
            ..entry("tel", Variant::Wrong, "12", Outcome::Rejected)
        };
        assert_eq!(with(vec![border]).findings[0].message, "mark-only");
        let native = Entry {
            said: vec![bubble_at("tel")],
            ..entry("tel", Variant::Wrong, "12", Outcome::Rejected)
        };
        assert_eq!(with(vec![native]).verdict, Verdict::Fail);
    }

    #[test]
    fn what_nobody_checks_owes_no_message() {
        let free = entry("tel", Variant::Wrong, "12", Outcome::NoClientVerdict);
        let verdict = with(vec![free]).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("nothing-refused"));
        assert_eq!(with(vec![]).verdict, Verdict::Unknown("probe-not-tried"));
    }
}
