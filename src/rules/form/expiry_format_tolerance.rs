//! An expiry date is taken without a separator, with blanks and four digits of the year, with a hyphen.
//!
//! Month and year in boxes or lists of their own leave nothing to spell.

use crate::model::journey::Goal;
use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::tolerance::{Wanted, judge};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `expiry-format-tolerance`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryFormatTolerance {}

impl Rule for ExpiryFormatTolerance {
    const ID: &'static str = "expiry-format-tolerance";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let wanted = Wanted {
            fields: &["cc-exp"],
            variants: &[
                Variant::ExpiryBare,
                Variant::ExpiryLong,
                Variant::ExpiryHyphen,
            ],
            first: &[Variant::ExpiryBare],
            absent: "no-expiry-text",
        };
        judge(seen, &wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::pair;
    use crate::rules::testing::{self, Made, field};

    fn with(outcome: Outcome) -> Verdict {
        let made = Made::store().look(Goal::Payment, |_| ());
        let entries = pair("cc-exp", Variant::ExpiryBare, "1230", outcome);
        testing::verdict::<ExpiryFormatTolerance>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn other_spellings_must_be_taken() {
        assert_eq!(with(Outcome::Normalised), Verdict::Pass);
        assert_eq!(with(Outcome::Rejected), Verdict::Fail);
        assert_eq!(with(Outcome::Altered), Verdict::Fail);
    }

    #[test]
    fn lists_of_months_and_years_leave_nothing_to_spell() {
        let made = Made::store().look(Goal::Payment, |l| {
            let mut month = field("cc-exp-month", "Month");
            month.tag = "select".into();
            l.fields = vec![month];
        });
        let verdict = testing::verdict::<ExpiryFormatTolerance>(made.probed(|_| ()));
        assert_eq!(verdict, Verdict::NotApplicable("no-expiry-text"));
    }
}
