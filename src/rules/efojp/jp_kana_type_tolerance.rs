//! A phonetic name is taken in hiragana, in half-width katakana, and with a blank.

use crate::model::plan::Market;
use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::KANA;
use crate::rules::facts::tolerance::{Wanted, judge};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-kana-type-tolerance`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpKanaTypeTolerance {}

impl Rule for JpKanaTypeTolerance {
    const ID: &'static str = "jp-kana-type-tolerance";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let wanted = Wanted {
            fields: KANA,
            variants: &[Variant::Hiragana, Variant::HalfKana, Variant::KanaSpace],
            first: &[Variant::Hiragana],
            absent: "no-kana-field",
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
        testing::verdict::<JpKanaTypeTolerance>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn every_kind_of_kana_must_be_taken_or_converted() {
        let typed = |outcome| with("x-kana-name", Variant::Hiragana, "やまだ", outcome);
        assert_eq!(typed(Outcome::Normalised), Verdict::Pass);
        assert_eq!(typed(Outcome::Rejected), Verdict::Fail);
    }

    #[test]
    fn a_form_without_phonetic_names_gives_no_occasion() {
        let verdict = with("name", Variant::Hiragana, "やまだ", Outcome::Rejected);
        assert_eq!(verdict, Verdict::NotApplicable("no-kana-field"));
    }
}
