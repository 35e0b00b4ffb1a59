//! What the browser fills in by itself arrives, is taken, and stays.
//!
//! The browser's own autofill is used. Where it could not be driven, its events were made
//! up, and a fault is likely and not sure; so is one in a field whose meaning the browser
//! guessed, or that it left out.

use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{Tried, tried, untyped};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `autofill-really-works`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutofillReallyWorks {
    /// Share of the fields that must be filled and taken, in percent.
    min_pct: f64,
}

impl Rule for AutofillReallyWorks {
    const ID: &'static str = "autofill-really-works";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut filled = tried(seen, &[], &[Variant::Autofilled]);
        filled.retain(|one| one.entry.outcome != Outcome::Unknown);
        if filled.is_empty() {
            return Judgement::unknown(untyped(seen, &[Variant::Autofilled]));
        }
        let faults: Vec<(&Tried<'_>, &'static str)> = filled
            .iter()
            .filter_map(|one| Some((one, fault(one)?)))
            .collect();
        // Where a browser fills nothing at all, it may just not have seen the form.
        if faults.iter().all(|(_, message)| *message == "unfilled") && faults.len() == filled.len()
        {
            return Judgement::unknown(untyped(seen, &[Variant::Autofilled]));
        }
        let emptied = faults.iter().any(|(_, message)| *message == "emptied");
        let good = filled.len() - faults.len();
        if !emptied && good as f64 * 100.0 >= self.min_pct * filled.len() as f64 {
            return Judgement::pass();
        }
        let findings = faults.iter().map(|(one, message)| {
            let guessed = one.entry.by.as_deref() != Some("real");
            let said = one.entry.said.first().map_or("", |said| said.text.as_str());
            let finding = one.says(seen, message).with("says", said);
            finding.likely_if(guessed)
        });
        Judgement::fail(once(findings.collect()))
    }
}

fn fault(one: &Tried<'_>) -> Option<&'static str> {
    let entry = one.entry;
    if entry.by.as_deref() == Some("none") && entry.held.is_empty() {
        return Some("unfilled");
    }
    if entry.held.is_empty() {
        return Some("emptied");
    }
    match entry.outcome {
        Outcome::Rejected => Some("refused"),
        Outcome::Truncated | Outcome::Altered => Some("changed"),
        Outcome::Accepted | Outcome::Normalised | Outcome::NoClientVerdict | Outcome::Unknown => {
            (!entry.valid).then_some("refused")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Entry;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, judge};

    fn with(by: &str, change: impl FnOnce(&mut Entry)) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<AutofillReallyWorks>(made.probed(|run| {
            let mut one = entry("tel", Variant::Autofilled, "0312345678", Outcome::Accepted);
            one.by = Some(by.to_owned());
            change(&mut one);
            run.entries = vec![one];
        }))
    }

    #[test]
    fn filled_and_taken_passes_and_emptied_fails() {
        assert_eq!(with("real", |_| ()).verdict, Verdict::Pass);
        let judged = with("real", |one| one.held.clear());
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Sure);
        let refused = with("real", |one| one.outcome = Outcome::Rejected);
        assert_eq!(refused.findings[0].message, "refused");
    }

    #[test]
    fn made_up_events_and_guessed_fields_are_likely() {
        for by in ["simulated", "inferred"] {
            let judged = with(by, |one| one.held.clear());
            assert_eq!(judged.findings[0].message, "emptied");
            assert_eq!(judged.findings[0].certainty, Certainty::Likely);
        }
    }

    #[test]
    fn what_the_browser_leaves_out_beside_what_it_fills_is_a_likely_fault() {
        let made = Made::store().look(Goal::Address, |l| {
            l.fields = vec![field("tel", "Phone"), field("email", "Mail")];
        });
        let judged = judge::<AutofillReallyWorks>(made.probed(|run| {
            let mut tel = entry("tel", Variant::Autofilled, "0312345678", Outcome::Accepted);
            tel.by = Some("real".to_owned());
            let mut mail = entry(
                "email",
                Variant::Autofilled,
                "a@example.com",
                Outcome::Accepted,
            );
            mail.by = Some("none".to_owned());
            mail.held.clear();
            run.entries = vec![tel, mail];
        }));
        assert_eq!(judged.findings[0].message, "unfilled");
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
        let alone = with("none", |one| one.held.clear());
        assert!(matches!(alone.verdict, Verdict::Unknown(_)));
    }
}
