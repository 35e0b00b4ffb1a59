//! A telephone number is taken with hyphens, brackets, blanks, dots and the country's code.
//!
//! Where the number is asked in several boxes, `jp-split-fields-flow` judges instead; where a
//! box of its own asks for the country's code, that code is not typed twice.

use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::{PHONE, asked};
use crate::rules::facts::tolerance::{Wanted, judge};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `phone-format-tolerance`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneFormatTolerance {}

impl Rule for PhoneFormatTolerance {
    const ID: &'static str = "phone-format-tolerance";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut variants = vec![
            Variant::Hyphens,
            Variant::Brackets,
            Variant::Spaces,
            Variant::Dots,
        ];
        if !asked(seen, &["tel-country-code"]) {
            variants.push(Variant::International);
        }
        let wanted = Wanted {
            fields: PHONE,
            variants: &variants,
            first: &[Variant::Hyphens],
            absent: "no-phone-field",
        };
        judge(seen, &wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Outcome};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, pair};
    use crate::rules::testing::{self, Made, field};

    fn with(purpose: &str, entries: Vec<Entry>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field(purpose, "Phone")]);
        testing::judge::<PhoneFormatTolerance>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn every_spelling_must_be_taken_and_is_named_where_it_is_not() {
        let hyphens = |outcome| pair("tel", Variant::Hyphens, "03-1234-5678", outcome);
        assert_eq!(
            with("tel", hyphens(Outcome::Normalised)).verdict,
            Verdict::Pass
        );
        let mut both = hyphens(Outcome::Rejected);
        both.push(entry(
            "tel",
            Variant::Dots,
            "03.1234.5678",
            Outcome::Rejected,
        ));
        let judged = with("tel", both);
        let typed = "03-1234-5678 / 03.1234.5678".to_owned();
        assert!(
            judged.findings[0].args.contains(&("typed", typed)),
            "{judged:?}"
        );
        assert_eq!(judged.findings.len(), 1);
        let cut = Entry {
            held: "03-1234-56".into(),
            ..entry("tel", Variant::Hyphens, "03-1234-5678", Outcome::Truncated)
        };
        let cut = vec![hyphens(Outcome::Accepted).remove(0), cut];
        assert_eq!(with("tel", cut).findings[0].message, "cut");
    }

    #[test]
    fn a_number_in_several_boxes_is_judged_elsewhere() {
        let verdict = with("tel-area-code", vec![]).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("no-phone-field"));
    }

    #[test]
    fn a_country_code_is_not_asked_twice() {
        let mut entries = pair("tel", Variant::Hyphens, "03-1234-5678", Outcome::Accepted);
        entries.push(entry(
            "tel",
            Variant::International,
            "+81 3-1234-5678",
            Outcome::Rejected,
        ));
        assert_eq!(with("tel", entries.clone()).verdict, Verdict::Fail);
        entries.push(entry(
            "tel-country-code",
            Variant::Canonical,
            "81",
            Outcome::Accepted,
        ));
        assert_eq!(with("tel", entries).verdict, Verdict::Pass);
    }

    #[test]
    fn a_failed_control_and_an_untyped_hyphen_are_unknown() {
        let failed = vec![
            entry("tel", Variant::Canonical, "0312345678", Outcome::Rejected),
            entry("tel", Variant::Hyphens, "03-1234-5678", Outcome::Rejected),
        ];
        assert_eq!(
            with("tel", failed).verdict,
            Verdict::Unknown("probe-control-failed")
        );
        let dots = pair("tel", Variant::Dots, "03.1234.5678", Outcome::Accepted);
        assert_eq!(
            with("tel", dots).verdict,
            Verdict::Unknown("probe-not-tried")
        );
    }
}
