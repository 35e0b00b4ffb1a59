//! A postcode in one box is taken with and without its hyphen, and with 〒.
//!
//! Two boxes are judged by `jp-split-fields-flow`.

use crate::model::plan::Market;
use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::asked;
use crate::rules::facts::tolerance::{Wanted, judge};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-postcode-hyphen-tolerance`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpPostcodeHyphenTolerance {}

impl Rule for JpPostcodeHyphenTolerance {
    const ID: &'static str = "jp-postcode-hyphen-tolerance";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if asked(seen, &["x-postal-code-2"]) {
            return Judgement::not_applicable("no-single-postcode");
        }
        let wanted = Wanted {
            fields: &["postal-code"],
            variants: &[Variant::Hyphens, Variant::PostMark],
            first: &[Variant::Hyphens],
            absent: "no-single-postcode",
        };
        judge(seen, &wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::pair;
    use crate::rules::testing::{self, Made, field};

    fn with(purpose: &str, variant: Variant, typed: &str, outcome: Outcome) -> Verdict {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| l.fields = vec![field(purpose, "欄")]);
        let entries = pair(purpose, variant, typed, outcome);
        testing::verdict::<JpPostcodeHyphenTolerance>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn hyphen_and_mark_must_be_taken() {
        let typed = |outcome| with("postal-code", Variant::Hyphens, "100-0001", outcome);
        assert_eq!(typed(Outcome::Normalised), Verdict::Pass);
        assert_eq!(typed(Outcome::Rejected), Verdict::Fail);
        assert_eq!(typed(Outcome::Truncated), Verdict::Fail);
        let mark = with(
            "postal-code",
            Variant::PostMark,
            "〒100-0001",
            Outcome::Altered,
        );
        assert_eq!(mark, Verdict::Fail);
    }

    #[test]
    fn two_boxes_are_judged_elsewhere() {
        let made = Made::store().market(Market::Jp).look(Goal::Address, |l| {
            l.fields = vec![field("postal-code", "〒"), field("x-postal-code-2", "〒")];
        });
        let entries = pair(
            "postal-code",
            Variant::Hyphens,
            "100-0001",
            Outcome::Truncated,
        );
        let made = made.probed(|run| run.entries = entries);
        let verdict = testing::verdict::<JpPostcodeHyphenTolerance>(made);
        assert_eq!(verdict, Verdict::NotApplicable("no-single-postcode"));
    }
}
