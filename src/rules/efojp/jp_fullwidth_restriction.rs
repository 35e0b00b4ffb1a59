//! Street and building are taken in half-width letters and digits.

use crate::model::plan::Market;
use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::STREET;
use crate::rules::facts::tolerance::{Wanted, judge};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-fullwidth-restriction`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpFullwidthRestriction {}

impl Rule for JpFullwidthRestriction {
    const ID: &'static str = "jp-fullwidth-restriction";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let wanted = Wanted {
            fields: STREET,
            variants: &[Variant::HalfWidthMix],
            first: &[Variant::HalfWidthMix],
            absent: "no-street-field",
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
        testing::verdict::<JpFullwidthRestriction>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn half_width_must_be_taken() {
        let typed = |outcome| {
            with(
                "address-line2",
                Variant::HalfWidthMix,
                "ABCビル101",
                outcome,
            )
        };
        assert_eq!(typed(Outcome::Accepted), Verdict::Pass);
        assert_eq!(typed(Outcome::Normalised), Verdict::Pass);
        assert_eq!(typed(Outcome::Rejected), Verdict::Fail);
    }
}
