//! A blank before or after a text is taken and dropped, the full-width one too.
//!
//! Two results: whether it is taken, and, where it can be seen, whether it is stored
//! without the blank. Passwords are left alone.

use crate::model::probed::Variant;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::probes::{tried, untyped};
use crate::rules::facts::tolerance::{Fate, Trial, Wanted, findings, open, trials};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `format-tolerance-spaces-trim`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormatToleranceSpacesTrim {
    /// What is left of the rule when texts are taken but stored with their blanks, 0 to 1.
    untrimmed_grade: f64,
}

const VARIANTS: &[Variant] = &[Variant::Blanks, Variant::WideBlank];

impl Rule for FormatToleranceSpacesTrim {
    const ID: &'static str = "format-tolerance-spaces-trim";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if tried(seen, &[], VARIANTS).is_empty() {
            return Judgement::unknown(untyped(seen, VARIANTS));
        }
        let mut trials = trials(seen, &[], VARIANTS);
        trials.retain(|trial| {
            let field = &trial.tried.entry.field;
            field.kind != "password" && !field.purpose.contains("password")
        });
        let findings = findings(seen, &trials);
        if !findings.is_empty() {
            return Judgement::fail(findings);
        }
        let wanted = Wanted {
            fields: &[],
            variants: VARIANTS,
            first: &[],
            absent: "no-checkout-field",
        };
        if let Some(why) = open(seen, &trials, &wanted) {
            return Judgement::unknown(why);
        }
        let kept: Vec<Finding> = trials.iter().filter_map(|t| untrimmed(seen, t)).collect();
        match kept.is_empty() {
            true => Judgement::pass(),
            false => Judgement::graded(self.untrimmed_grade, kept),
        }
    }
}

fn untrimmed(seen: &Seen<'_>, trial: &Trial<'_>) -> Option<Finding> {
    let Fate::Taken { stored: Some(kept) } = trial.fate else {
        return None;
    };
    (kept.trim() != kept).then(|| trial.tried.says(seen, "untrimmed").with("kept", kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Outcome, Sent, SubmitKind};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{pair, put, submit};
    use crate::rules::testing::{Made, field, judge};

    fn with(outcome: Outcome, stored: Option<&str>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("name", "Name")]);
        judge::<FormatToleranceSpacesTrim>(made.probed(|run| {
            run.entries = pair("name", Variant::Blanks, " Ann ", outcome);
            let mut one = submit(SubmitKind::Tolerance, Sent::MovedOn);
            one.put = vec![put("name", Variant::Blanks, " Ann ")];
            one.put[0].stored = stored.map(str::to_owned);
            run.submits = vec![one];
        }))
    }

    #[test]
    fn taken_and_trimmed_passes_and_refused_fails() {
        assert_eq!(
            with(Outcome::Normalised, Some("Ann")).verdict,
            Verdict::Pass
        );
        assert_eq!(with(Outcome::NoClientVerdict, None).verdict, Verdict::Pass);
        assert_eq!(with(Outcome::Rejected, None).verdict, Verdict::Fail);
    }

    #[test]
    fn stored_with_its_blanks_is_minor() {
        let judged = with(Outcome::NoClientVerdict, Some(" Ann "));
        assert!(matches!(judged.verdict, Verdict::Graded(_)));
        assert_eq!(judged.findings[0].message, "untrimmed");
    }

    #[test]
    fn passwords_are_left_alone() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("name", "Name")]);
        let judged = judge::<FormatToleranceSpacesTrim>(made.probed(|run| {
            run.entries = pair("new-password", Variant::Blanks, "•••", Outcome::Rejected);
        }));
        assert_eq!(judged.verdict, Verdict::Unknown("probe-not-tried"));
    }
}
