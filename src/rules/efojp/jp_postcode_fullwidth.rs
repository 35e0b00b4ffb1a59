//! Wide digits are taken where people type them: postcode, telephone, block, card.
//!
//! Of a number that is split over boxes the first box stands for all.
//! The plainest spelling is the control: a made-up postcode that is refused as unknown says
//! nothing about widths.

use crate::model::plan::Market;
use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::tolerance::{Wanted, judge};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-postcode-fullwidth`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpPostcodeFullwidth {}

/// Fields in which people type digits.
const WIDE: &[&str] = &[
    "postal-code",
    "tel",
    "tel-national",
    "tel-area-code",
    "street-address",
    "address-line1",
    "address-line2",
    "cc-number",
];

impl Rule for JpPostcodeFullwidth {
    const ID: &'static str = "jp-postcode-fullwidth";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let wanted = Wanted {
            fields: WIDE,
            variants: &[
                Variant::FullWidth,
                Variant::FullWidthHyphens,
                Variant::WideMix,
            ],
            first: &[],
            absent: "no-digit-field",
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
        testing::verdict::<JpPostcodeFullwidth>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn wide_digits_must_be_taken() {
        let typed = |outcome| with("postal-code", Variant::FullWidth, "１０００００１", outcome);
        assert_eq!(typed(Outcome::Normalised), Verdict::Pass);
        assert_eq!(typed(Outcome::Rejected), Verdict::Fail);
        let phone = with(
            "tel",
            Variant::FullWidthHyphens,
            "０３－１２３４",
            Outcome::Altered,
        );
        assert_eq!(phone, Verdict::Fail);
        let first_box = with(
            "tel-area-code",
            Variant::FullWidth,
            "０３",
            Outcome::Rejected,
        );
        assert_eq!(first_box, Verdict::Fail);
        let block = with(
            "address-line1",
            Variant::WideMix,
            "１－２－３",
            Outcome::Rejected,
        );
        assert_eq!(block, Verdict::Fail);
    }

    #[test]
    fn what_was_never_answered_is_unknown() {
        let open = with("tel", Variant::FullWidth, "０３", Outcome::NoClientVerdict);
        assert_eq!(open, Verdict::Unknown("probe-no-verdict"));
        let other = with("email", Variant::FullWidth, "ａ", Outcome::Rejected);
        assert_eq!(other, Verdict::NotApplicable("no-digit-field"));
    }
}
