//! A claim such as 初回限定, 実質無料 or 今だけ stands beside its condition.
//!
//! Sizes of letters are not compared; words are, so every finding is likely.

use crate::model::page::PageKind;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// Thresholds of `first-time-only-price-claims`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstTimeOnlyPriceClaims {
    /// Lines before and after the claim in which its condition must stand.
    pub lines: usize,
    /// Pages that are looked at.
    pub sample: usize,
}

static CLAIM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:初回限定|初回|はじめての方|初めての方|お試し価格|今だけ|今なら|実質).{0,20}?(?:\d[\d,]*\s*円|無料|0円|%\s*off|\d+\s*%|半額|割引)")
        .expect("the pattern is fixed")
});
const CONDITION: Words = &[
    "2回目",
    "二回目",
    "2回目以降",
    "定期",
    "継続",
    "回以上",
    "回縛り",
    "解約",
    "お届け回数",
    "最低",
    "通常価格",
    "まで",
    "期間",
    "期限",
    "先着",
    "対象",
    "条件",
    "お一人様",
    "一世帯",
    "新規会員",
    "会員登録",
    "クーポンコード",
    "ポイント還元",
    "送料別",
    "※",
];

impl Rule for FirstTimeOnlyPriceClaims {
    const ID: &'static str = "first-time-only-price-claims";
    const NEEDS: &'static [Need] = &[Need::Site];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let kinds = [
            PageKind::Home,
            PageKind::Product,
            PageKind::Listing,
            PageKind::Other,
        ];
        let views = seen
            .views()
            .iter()
            .filter(|view| kinds.contains(&view.kind) && may_claim(view.text));
        let mut claimed = false;
        let mut findings = Vec::new();
        for view in views.take(self.sample) {
            let text = fold(view.text);
            let lines: Vec<&str> = text.lines().collect();
            for (at, line) in lines.iter().enumerate() {
                let Some(claim) = CLAIM.find(line) else {
                    continue;
                };
                claimed = true;
                let from = at.saturating_sub(self.lines);
                let to = (at + self.lines + 1).min(lines.len());
                if !lines[from..to].iter().any(|near| mentions(near, CONDITION)) {
                    let finding =
                        Finding::at(view.place.clone()).with("claim", short(claim.as_str(), 60));
                    findings.push(finding.likely());
                }
            }
        }
        if !claimed {
            return Judgement::not_applicable("no-claim");
        }
        Judgement::by(once(findings))
    }
}

/// A quick look before a text is folded.
fn may_claim(text: &str) -> bool {
    ["初回", "めての方", "お試し", "今だけ", "今なら", "実質"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn with(text: &str) -> Made {
        Made::store()
            .market(Market::Jp)
            .page(PageKind::Product, "/tea", |f| f.text = text.into())
    }

    #[test]
    fn a_claim_with_its_condition_passes() {
        assert_eq!(
            verdict::<FirstTimeOnlyPriceClaims>(with(
                "初回限定 980円\n定期コース、2回目以降は3,980円"
            )),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<FirstTimeOnlyPriceClaims>(with("今だけ送料無料（11月30日まで）")),
            Verdict::Pass
        );
    }

    #[test]
    fn a_bare_claim_is_likely_a_fault() {
        let judged = judge::<FirstTimeOnlyPriceClaims>(with("初回限定 980円\n濃い緑茶"));
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }

    #[test]
    fn a_store_without_claims_gives_no_occasion() {
        assert_eq!(
            verdict::<FirstTimeOnlyPriceClaims>(with("緑茶 980円")),
            Verdict::NotApplicable("no-claim")
        );
    }
}
