//! 特定商取引法に基づく表記 is linked from every page, the cart included.
//!
//! On a marketplace the display may stand with each seller; such a store can waive the rule.

use crate::model::journey::Goal;
use crate::model::page::PageKind;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::tokushoho::{is_link, is_page};
use crate::rules::judgement::kind_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `tokushoho-page-linked`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokushohoPageLinked {}

impl Rule for TokushohoPageLinked {
    const ID: &'static str = "tokushoho-page-linked";
    const NEEDS: &'static [Need] = &[Need::Site];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut judged = 0;
        let mut without: BTreeMap<&'static str, (Place, usize)> = BTreeMap::new();
        let readable = seen.pages().filter(|(page, facts)| {
            page.kind != PageKind::Checkout && (page.rendered || !facts.needs_javascript)
        });
        for (page, facts) in readable {
            judged += 1;
            if !is_page(facts)
                && !facts
                    .links
                    .iter()
                    .any(|link| is_link(&link.text, &link.url))
            {
                without
                    .entry(kind_word(page.kind))
                    .or_insert_with(|| (Place::page(page), 0))
                    .1 += 1;
            }
        }
        if judged == 0 {
            return Judgement::unknown("only-scripted-pages");
        }
        let all: usize = without.values().map(|(_, count)| count).sum();
        if all == judged {
            let finding =
                Finding::says("none", Place::url(&seen.evidence.target)).with("pages", judged);
            return Judgement::fail(vec![finding]);
        }
        let mut findings: Vec<Finding> = without
            .into_iter()
            .map(|(kind, (place, count))| {
                Finding::says("some", place)
                    .with("kind", kind)
                    .with("count", count)
                    .with("pages", judged)
            })
            .collect();
        for (journey, step) in seen.steps_for(Goal::Cart) {
            // A link in a closed menu is two taps away, but there.
            let controls = &step.settled().controls;
            if !controls
                .iter()
                .any(|c| is_link(&c.name, c.href.as_deref().unwrap_or_default()))
            {
                findings.push(Finding::says("cart", Place::step(journey, step)));
            }
        }
        Judgement::by(once(findings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, judge, link, verdict};

    fn store(linked: bool) -> Made {
        Made::store()
            .market(Market::Jp)
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("特定商取引法に基づく表記", "/law")]
            })
            .page(PageKind::Product, "/mug", move |f| {
                f.links = if linked {
                    vec![link("特商法", "/law")]
                } else {
                    vec![]
                };
            })
    }

    #[test]
    fn linked_everywhere_passes_and_a_page_without_is_named() {
        assert_eq!(verdict::<TokushohoPageLinked>(store(true)), Verdict::Pass);
        assert_eq!(
            judge::<TokushohoPageLinked>(store(false)).findings[0].message,
            "some"
        );
    }

    #[test]
    fn the_cart_of_the_walk_counts_too() {
        let bare = store(true).look(Goal::Cart, |_| ());
        assert_eq!(
            judge::<TokushohoPageLinked>(bare).findings[0].message,
            "cart"
        );
        let linked = store(true).look(Goal::Cart, |l| {
            l.controls = vec![anchor("会社概要", "/tokushoho")]
        });
        assert_eq!(verdict::<TokushohoPageLinked>(linked), Verdict::Pass);
    }

    #[test]
    fn other_markets_are_not_concerned() {
        let made = Made::store()
            .market(Market::Uk)
            .page(PageKind::Home, "/", |_| ());
        assert_eq!(
            verdict::<TokushohoPageLinked>(made),
            Verdict::NotApplicable("market")
        );
    }
}
