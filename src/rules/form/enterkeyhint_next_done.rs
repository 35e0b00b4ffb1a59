//! In forms of several fields, the phone's Enter key says what it does: next, and done on the last.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{Asked, in_checkout, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `enterkeyhint-next-done`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnterkeyhintNextDone {
    /// Forms with fewer text fields than this need no hint.
    pub min_fields: usize,
}

impl Rule for EnterkeyhintNextDone {
    const ID: &'static str = "enterkeyhint-next-done";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut forms: BTreeMap<_, Vec<Asked<'_>>> = BTreeMap::new();
        // In a textarea Enter makes a new line: it needs no hint.
        for asked in in_checkout(seen).filter(|a| is_typed(a.field) && a.field.tag == "input") {
            let key = (
                asked.journey.device,
                asked.step.index,
                asked.field.frame,
                asked.field.form,
            );
            forms.entry(key).or_default().push(asked);
        }
        forms.retain(|_, fields| fields.len() >= self.min_fields);
        if forms.is_empty() {
            return Judgement::not_applicable("only-short-forms");
        }
        let findings = forms.values().filter_map(|fields| {
            let last = fields.len() - 1;
            let without = fields.iter().enumerate().filter(|(at, asked)| {
                let hint = asked.field.enterkeyhint.as_deref().unwrap_or_default();
                let wanted: &[&str] = if *at == last {
                    &["done", "go", "search", "send", "next"]
                } else {
                    &["next"]
                };
                !wanted.contains(&hint)
            });
            let count = without.count();
            let first = fields.first()?;
            let finding = Finding::at(Place::step(first.journey, first.step));
            (count > 0).then(|| finding.with("count", count).with("all", fields.len()))
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

    fn with(hints: &[Option<&str>]) -> Verdict {
        let fields = hints.iter().enumerate().map(|(at, hint)| {
            let mut one = field(["email", "name", "tel"][at % 3], "x");
            one.enterkeyhint = hint.map(str::to_owned);
            one
        });
        let fields = fields.collect::<Vec<_>>();
        verdict::<EnterkeyhintNextDone>(Made::store().look(Goal::Address, |l| l.fields = fields))
    }

    #[test]
    fn next_next_done_passes_and_nothing_fails() {
        assert_eq!(
            with(&[Some("next"), Some("next"), Some("done")]),
            Verdict::Pass
        );
        assert_eq!(with(&[None, None]), Verdict::Fail);
    }

    #[test]
    fn a_single_field_needs_no_hint() {
        assert_eq!(with(&[None]), Verdict::NotApplicable("only-short-forms"));
    }
}
