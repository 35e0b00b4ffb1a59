//! The page on returns tells what one must know: days, condition, who pays, how, and when the money is back.
//!
//! Goods that cannot be returned at all are told as a condition.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::{body, on};
use crate::rules::facts::policy::{RETURNS, missing};
use crate::rules::facts::reach::{unread, why_unread};
use crate::rules::facts::word_list::words;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `returns-policy-complete`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnsPolicyComplete {
    /// Items that must be told, of 5.
    pub min_items: usize,
}

impl Rule for ReturnsPolicyComplete {
    const ID: &'static str = "returns-policy-complete";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let pages = on(seen, PageKind::Returns, words("to-returns"));
        let Some((first, _)) = pages.first() else {
            if unread(seen, words("to-returns")) {
                return Judgement::unknown(why_unread(seen, "policy-not-read"));
            }
            let finding = Finding::says("none", Place::url(&seen.evidence.target))
                .with("item", "@returns.all");
            return Judgement::fail(vec![finding.with("pages", seen.pages_read())]);
        };
        let texts: Vec<String> = pages.iter().map(|(_, facts)| body(facts)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let lacking = missing(RETURNS, &texts);
        if RETURNS.len() - lacking.len() >= self.min_items {
            return Judgement::pass();
        }
        let findings = lacking.iter().map(|code| {
            let finding = Finding::says("missing", Place::page(first));
            // Words may differ from those that are known.
            finding
                .with("item", format!("@returns.{code}"))
                .with("pages", pages.len())
                .likely()
        });
        Judgement::fail(findings.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn with(kind: PageKind, title: &str, text: &str) -> Made {
        Made::store().page(kind, "/page", |f| {
            f.title = title.into();
            f.text = text.into();
        })
    }

    #[test]
    fn four_of_five_items_pass() {
        let text = "Return unused items within 30 days. Email us to start. You pay return postage.";
        assert_eq!(
            verdict::<ReturnsPolicyComplete>(with(PageKind::Returns, "", text)),
            Verdict::Pass
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let judged = judge::<ReturnsPolicyComplete>(with(
            PageKind::Returns,
            "",
            "返品は商品到着後7日以内にお願いします。",
        ));
        let told: Vec<_> = judged
            .findings
            .iter()
            .map(|f| f.args[0].1.as_str())
            .collect();
        assert_eq!(
            told,
            [
                "@returns.condition",
                "@returns.who-pays",
                "@returns.how",
                "@returns.refund-time"
            ]
        );
    }

    #[test]
    fn no_page_at_all_fails_with_the_pages_named() {
        assert_eq!(
            judge::<ReturnsPolicyComplete>(with(PageKind::Home, "Kissa", "")).findings[0].message,
            "none"
        );
    }
}
