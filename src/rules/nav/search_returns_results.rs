//! A search for a product's exact title shows the product among the first results, or leads to it.
//!
//! Titles come from the walk and the crawl and are typed as they stand.

use crate::model::probed::{SearchKind, Searched};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, quoted, runs};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `search-returns-results`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchReturnsResults {
    /// The last place among the results that counts.
    pub top: u32,
    /// Share of the titles that must be found, 0 to 1.
    pub share: f64,
}

impl Rule for SearchReturnsResults {
    const ID: &'static str = "search-returns-results";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut asked = 0_u32;
        let mut findings = Vec::new();
        for (run, shop) in runs(seen) {
            for search in shop.searches.iter().filter(|s| s.kind == SearchKind::Exact) {
                asked += 1;
                if self.finds(search) {
                    continue;
                }
                let at = place(run, &search.url, &search.selector);
                let finding = match search.rank {
                    Some(rank) => Finding::says("low", at).with("rank", rank),
                    None => Finding::says("missing", at).with("hits", shown(search)),
                };
                findings.push(finding.with("query", &search.query));
            }
        }
        if asked == 0 {
            return not_tried(seen, "search");
        }
        let missed = u32::try_from(findings.len()).unwrap_or(u32::MAX);
        if f64::from(asked - missed) >= self.share * f64::from(asked) - 1e-9 {
            return Judgement::pass();
        }
        Judgement::fail(findings)
    }
}

impl SearchReturnsResults {
    fn finds(&self, search: &Searched) -> bool {
        search.redirected || search.rank.is_some_and(|rank| rank <= self.top)
    }
}

/// The results as a finding names them.
fn shown(search: &Searched) -> String {
    match search.hits.is_empty() {
        true => "–".to_owned(),
        false => quoted(&search.hits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn exact(query: &str, rank: Option<u32>) -> Searched {
        Searched {
            query: query.to_owned(),
            rank,
            ..Searched::default()
        }
    }

    fn made(searches: Vec<Searched>) -> Made {
        Made::store().with(|evidence| {
            evidence
                .probed
                .push(shop_run(|p| p.shop.searches = searches))
        })
    }

    #[test]
    fn a_title_among_the_first_three_or_a_redirect_to_the_product_passes() {
        let straight = Searched {
            redirected: true,
            ..exact("Mug", None)
        };
        let pass = made(vec![exact("Lamp", Some(3)), straight]);
        assert_eq!(verdict::<SearchReturnsResults>(pass), Verdict::Pass);
    }

    #[test]
    fn a_title_that_is_not_among_the_first_fails_and_says_what_came_instead() {
        let mut sisters = exact("Cup - White", None);
        sisters.hits = vec!["Cup - Black".to_owned()];
        let judged = judge::<SearchReturnsResults>(made(vec![sisters]));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert!(
            judged.findings[0]
                .args
                .contains(&("hits", "Cup - Black".to_owned()))
        );
        let low = judge::<SearchReturnsResults>(made(vec![exact("Cup", Some(7))]));
        assert_eq!(low.findings[0].message, "low");
    }

    #[test]
    fn nine_of_ten_titles_are_enough() {
        let mut searches: Vec<Searched> = (0..9).map(|_| exact("Mug", Some(1))).collect();
        searches.push(exact("Odd one", None));
        assert_eq!(
            verdict::<SearchReturnsResults>(made(searches)),
            Verdict::Pass
        );
    }

    #[test]
    fn without_a_search_nothing_is_said() {
        let none = Made::store();
        assert_eq!(
            verdict::<SearchReturnsResults>(none),
            Verdict::Unknown("no-probes")
        );
        let hidden = Made::store().with(|evidence| {
            evidence.probed.push(shop_run(|p| {
                p.not_run = vec![crate::rules::testing::not_run("search", "no-field")];
            }))
        });
        assert_eq!(
            verdict::<SearchReturnsResults>(hidden),
            Verdict::Unknown("probe-no-field")
        );
    }
}
