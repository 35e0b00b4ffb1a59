//! フリガナ is optional or absent, unless the store says what it needs it for.

use crate::model::plan::Market;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_checkout, is_for, is_required, once, words_around};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-kana-field-needed`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpKanaFieldNeeded {}

const REASONS: Words = &[
    "ため",
    "使用します",
    "利用します",
    "必要です",
    "必要となり",
    "お呼び",
    "読み上げ",
    "確認に",
    "送り状",
    "振込",
    "お電話",
    "because",
    "so that",
    "needed for",
];

impl Rule for JpKanaFieldNeeded {
    const ID: &'static str = "jp-kana-field-needed";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let kana = ["x-kana-family-name", "x-kana-given-name", "x-kana-name"];
        let findings = in_checkout(seen)
            .filter(|asked| is_for(asked.field, &kana) && is_required(asked.field))
            // Filled by itself from the name, it costs the shopper nothing.
            .filter(|asked| !asked.field.readonly)
            .filter(|asked| !mentions(&fold(&words_around(asked.field)), REASONS))
            .map(|asked| asked.says("message"));
        Judgement::by(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(market: Market, required: bool, description: &str) -> Verdict {
        let mut one = field("x-kana-name", "フリガナ");
        one.required = required;
        one.description = description.into();
        let made = Made::store().market(market);
        verdict::<JpKanaFieldNeeded>(made.look(Goal::Address, |l| l.fields = vec![one]))
    }

    #[test]
    fn required_without_a_reason_fails() {
        assert_eq!(with(Market::Jp, true, ""), Verdict::Fail);
        assert_eq!(with(Market::Jp, false, ""), Verdict::Pass);
        assert_eq!(
            with(Market::Jp, true, "銀行振込の確認に使用します"),
            Verdict::Pass
        );
    }

    #[test]
    fn other_markets_are_not_concerned() {
        assert_eq!(with(Market::Uk, true, ""), Verdict::NotApplicable("market"));
    }
}
