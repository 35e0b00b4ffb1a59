//! The search forgives one slip and knows the other ways of writing the same word.
//!
//! A word that the search does not find as it is spelled proves nothing about its
//! variants, so a miss counts only beside the control that found something.

use crate::model::probed::{Probed, SearchKind, Searched, Shopped};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, runs};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `search-tolerates-typo-and-kana`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchToleratesTypoAndKana {
    /// Share of the variants that must find something fitting, 0 to 1.
    pub share: f64,
}

impl Rule for SearchToleratesTypoAndKana {
    const ID: &'static str = "search-tolerates-typo-and-kana";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut asked = 0_u32;
        let mut lacking = false;
        let mut findings = Vec::new();
        for (run, shop) in runs(seen) {
            for search in shop.searches.iter().filter(|s| is_variant(s.kind)) {
                match control(shop, search) {
                    _ if search.relevant => asked += 1,
                    Some(control) if control.relevant => {
                        asked += 1;
                        findings.push(miss(run, search, control));
                    }
                    Some(_) | None => lacking = true,
                }
            }
        }
        if asked == 0 {
            return match lacking {
                true => Judgement::unknown("search-word-not-found"),
                false => not_tried(seen, "search-variants"),
            };
        }
        let missed = u32::try_from(findings.len()).unwrap_or(u32::MAX);
        if f64::from(asked - missed) >= self.share * f64::from(asked) - 1e-9 {
            return Judgement::pass();
        }
        Judgement::fail(findings)
    }
}

fn is_variant(kind: SearchKind) -> bool {
    match kind {
        SearchKind::Typo | SearchKind::OtherKana | SearchKind::HalfKana | SearchKind::FullWidth => {
            true
        }
        SearchKind::Exact | SearchKind::Word | SearchKind::Nonsense => false,
    }
}

/// The word of the same product as it is spelled.
fn control<'a>(shop: &'a Shopped, search: &Searched) -> Option<&'a Searched> {
    let words = shop.searches.iter().filter(|s| s.kind == SearchKind::Word);
    words
        .into_iter()
        .find(|word| word.product == search.product)
}

fn miss(run: &Probed, search: &Searched, control: &Searched) -> Finding {
    let finding = Finding::at(place(run, &search.url, &search.selector));
    finding
        .with("query", &search.query)
        .with("word", &control.query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn search(kind: SearchKind, query: &str, relevant: bool) -> Searched {
        Searched {
            kind,
            query: query.to_owned(),
            product: "https://shop.example/skillet".to_owned(),
            relevant,
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
    fn a_slip_that_still_finds_the_product_passes() {
        let made = made(vec![search(SearchKind::Typo, "skilelt", true)]);
        assert_eq!(verdict::<SearchToleratesTypoAndKana>(made), Verdict::Pass);
    }

    #[test]
    fn a_slip_that_finds_nothing_fails_beside_a_word_that_does() {
        let made = made(vec![
            search(SearchKind::Typo, "skilelt", false),
            search(SearchKind::Word, "skillet", true),
        ]);
        let judged = judge::<SearchToleratesTypoAndKana>(made);
        assert_eq!(judged.verdict, Verdict::Fail);
        assert!(
            judged.findings[0]
                .args
                .contains(&("word", "skillet".to_owned()))
        );
    }

    #[test]
    fn a_word_that_is_not_found_as_it_is_spelled_proves_nothing() {
        let made = made(vec![
            search(SearchKind::OtherKana, "まぐかっぷ", false),
            search(SearchKind::Word, "マグカップ", false),
        ]);
        assert_eq!(
            verdict::<SearchToleratesTypoAndKana>(made),
            Verdict::Unknown("search-word-not-found")
        );
    }
}
