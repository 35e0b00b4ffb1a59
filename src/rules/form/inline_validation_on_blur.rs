//! A mistake is told when the field is left, beside it, and not only after sending.

use crate::model::probed::{SubmitKind, Variant};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Layer, is_own, refused};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, tried, untyped};
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
            let typed = tried(seen, &[], WRONG);
            let late = only_when_sent(seen);
            return match (typed.is_empty(), late.is_empty()) {
                (true, _) => Judgement::unknown(untyped(seen, WRONG)),
                (false, true) => Judgement::not_applicable("nothing-refused"),
                (false, false) => Judgement::fail(once(late)),
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

/// Mistakes that the store told of only once the form was sent, where no wrong text was told of at all: of
/// the fields that it names then, each one. That a text is missing is a mistake, too.
fn only_when_sent(seen: &Seen<'_>) -> Vec<Finding> {
    let kinds = [
        SubmitKind::Empty,
        SubmitKind::OneEmpty,
        SubmitKind::OneWrong,
    ];
    let sent = refused(seen, &kinds).into_iter();
    let late = sent.filter(|one| one.layer != Layer::Browser);
    late.flat_map(|one| {
        let own = || one.submit.errors.iter().filter(|said| is_own(said));
        let mut fields: Vec<&str> = own().filter_map(|said| said.field.as_deref()).collect();
        // A list above the form is about the one field that was empty or wrong.
        if fields.is_empty() && own().next().is_some() {
            fields.extend(one.submit.put.iter().map(|put| put.field.selector.as_str()));
        }
        let says = |field: &str| {
            let finding = one.says(seen, "sent", Some(field));
            finding.with("field", name_at(seen, field))
        };
        let silent = fields.into_iter().filter(|field| !told_empty(seen, field));
        silent.map(says).collect::<Vec<Finding>>()
    })
    .collect()
}

/// Whether a field that was left empty said so at once.
fn told_empty(seen: &Seen<'_>, selector: &str) -> bool {
    tried(seen, &[], &[Variant::Emptied])
        .iter()
        .any(|one| one.entry.field.selector == selector && one.entry.said.iter().any(is_own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Outcome, Sent};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{bubble_at, entry, refusal, wrong};
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
    fn a_form_that_tells_of_mistakes_only_when_it_is_sent_fails() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let judged = judge::<InlineValidationOnBlur>(made.probed(|run| {
            run.entries = vec![entry("tel", Variant::Wrong, "12", Outcome::NoClientVerdict)];
            run.submits = vec![refusal(SubmitKind::Empty, Sent::RefusedByServer, &["tel"])];
        }));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].message, "sent");
        assert!(judged.findings[0].args.contains(&("field", "Phone".into())));
    }

    #[test]
    fn what_nobody_checks_owes_no_message() {
        let free = entry("tel", Variant::Wrong, "12", Outcome::NoClientVerdict);
        let verdict = with(vec![free]).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("nothing-refused"));
        assert_eq!(with(vec![]).verdict, Verdict::Unknown("probe-not-tried"));
    }
}
