//! Other products on a product page, and none while paying.

use crate::model::journey::Goal;
use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::seen::folder;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendationsPresent {
    /// Other products that such a block must hold.
    pub min_items: usize,
}

impl Rule for RecommendationsPresent {
    const ID: &'static str = "recommendations-present";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let known: BTreeSet<&str> = seen
            .pages_of(PageKind::Product)
            .map(|(page, _)| page.final_url.as_str())
            .collect();
        let views = seen.product_views();
        if !known.is_empty()
            && known.len() <= self.min_items
            && seen
                .evidence
                .site
                .as_ref()
                .is_some_and(|s| s.skipped.is_empty())
        {
            return Judgement::not_applicable("few-products");
        }
        let found = views.iter().any(|view| self.shown(view, &known));
        let mut findings = Vec::new();
        if !found && let Some(view) = views.first() {
            // Several other products without a known heading may be just that.
            let beside = views.iter().any(|view| self.lists_others(view, &known));
            let finding = Finding::says("none", view.place.clone()).with("pages", views.len());
            findings.push(finding.likely_if(beside));
        }
        let paying = seen
            .steps_for(Goal::Payment)
            .filter(|(_, step)| !step.serves(Goal::Cart));
        findings.extend(paying.filter_map(|(journey, step)| {
            let mut headings = step.settled().headings.iter();
            let (_, heading) = headings.find(|(_, text)| has("related-heading", text))?;
            Some(
                Finding::says("paying", Place::step(journey, step))
                    .with("heading", heading)
                    .likely(),
            )
        }));
        Judgement::by(findings)
    }
}

impl RecommendationsPresent {
    fn shown(&self, view: &View<'_>, known: &BTreeSet<&str>) -> bool {
        let heading = view
            .headings
            .iter()
            .any(|(_, text)| has("related-heading", text));
        let short_line = view
            .text
            .lines()
            .any(|line| line.chars().count() < 40 && has("related-heading", line));
        (heading || short_line) && self.lists_others(view, known)
    }

    /// Whether the content links enough other products.
    fn lists_others(&self, view: &View<'_>, known: &BTreeSet<&str>) -> bool {
        // One script may show every product, told apart by the query; elsewhere a query only says
        // where the link stood.
        let id = |url: &'_ str| -> usize {
            let whole = url.split('#').next().unwrap_or(url);
            if known.contains(whole) {
                whole.len()
            } else {
                plain(url).len()
            }
        };
        let own = &view.place.url[..id(&view.place.url)];
        let shelf = folder(own).filter(|folder| !folder.is_empty());
        let others: BTreeSet<&str> = view
            .content_links()
            .map(|link| &link.url[..id(link.url)])
            .filter(|url| {
                let beside = || shelf.is_some() && folder(url) == shelf && plain(url) != plain(own);
                *url != own && (known.contains(url) || beside())
            })
            .collect();
        others.len() >= self.min_items
    }
}

fn plain(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, judge, verdict};

    fn product(heading: &str, items: usize) -> Made {
        let made = Made::store().look(Goal::Product, |look| {
            look.headings.push((2, heading.to_owned()));
            look.controls
                .extend((0..items).map(|n| anchor("Mug", &format!("/mugs/{n}"))));
        });
        (0..8).fold(made, |made, n| {
            made.page(PageKind::Product, &format!("/mugs/{n}"), |_| {})
        })
    }

    #[test]
    fn products_of_one_script_are_told_apart_by_the_query() {
        let address = |n: usize| format!("/detail.php?product_id={n}");
        let walked = |items: usize| {
            let made = Made::store().look(Goal::Product, |look| {
                look.url = format!("https://shop.example{}", address(0));
                look.headings.push((2, "おすすめ商品".to_owned()));
                look.controls
                    .extend((1..=items).map(|n| anchor("鉄瓶", &address(n))));
            });
            let made = (0..8).fold(made, |made, n| {
                made.page(PageKind::Product, &address(n), |_| {})
            });
            verdict::<RecommendationsPresent>(made)
        };
        assert_eq!(walked(3), Verdict::Pass);
        assert_eq!(walked(1), Verdict::Fail);
    }

    #[test]
    fn a_block_with_three_others_passes() {
        assert_eq!(
            verdict::<RecommendationsPresent>(product("この商品を見た人におすすめ", 3)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<RecommendationsPresent>(product("You may also like", 2)),
            Verdict::Fail
        );
        assert_eq!(
            verdict::<RecommendationsPresent>(product("Details", 5)),
            Verdict::Fail
        );
    }

    #[test]
    fn offers_while_paying_fail() {
        let made = product("You may also like", 3).look(Goal::Payment, |look| {
            look.headings.push((2, "Customers also bought".to_owned()));
        });
        assert_eq!(
            judge::<RecommendationsPresent>(made).findings[0].message,
            "paying"
        );
    }
}
