//! Whether a product can be had should be said in words.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::product::said::{Said, judge_said};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockStatusVisible {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for StockStatusVisible {
    const ID: &'static str = "stock-status-visible";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        judge_said(seen, self.max_findings, |view| {
            match has("in-stock", view.text) || has("sold-out", view.text) {
                true => Said::Yes,
                false => Said::No(Finding::at(view.place.clone()).likely()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    #[test]
    fn words_for_stock_pass_and_silence_fails() {
        let product = |text: &str| {
            let text = text.to_owned();
            verdict::<StockStatusVisible>(
                Made::store().look(Goal::Product, |look| look.text = text),
            )
        };
        assert_eq!(product("在庫あり"), Verdict::Pass);
        assert_eq!(product("Only 3 left"), Verdict::Pass);
        assert_eq!(product("Sold out"), Verdict::Pass);
        assert_eq!(product("A mug"), Verdict::Fail);
    }
}
