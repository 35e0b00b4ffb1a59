//! A search that finds nothing says so, repeats what was typed, and offers ways on and somebody to ask.
//!
//! Only what stands in the content counts: footer links and menus are there on every
//! page. A search that finds something for nonsense gives no occasion.

use crate::model::probed::{Probed, SearchKind, Searched};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, runs};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `search-no-results-help`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchNoResultsHelp {
    /// Characters that the page must have of its own.
    pub min_text: u32,
}

impl Rule for SearchNoResultsHelp {
    const ID: &'static str = "search-no-results-help";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let runs = runs(seen);
        let nonsense = runs.iter().find_map(|(run, shop)| {
            let search = shop
                .searches
                .iter()
                .find(|s| s.kind == SearchKind::Nonsense)?;
            Some((*run, search))
        });
        let Some((run, search)) = nonsense else {
            return not_tried(seen, "search-nonsense");
        };
        if search.hit_count > 0 && !search.says_none {
            return Judgement::not_applicable("search-finds-anything");
        }
        Judgement::by(self.faults(run, search))
    }
}

impl SearchNoResultsHelp {
    fn faults(&self, run: &Probed, search: &Searched) -> Vec<Finding> {
        let says = |message| {
            Finding::says(message, place(run, &search.url, "")).with("query", &search.query)
        };
        if let Some(status) = search.status.filter(|status| *status >= 400) {
            return vec![says("status").with("status", status)];
        }
        if search.own_text < self.min_text && !search.says_none {
            return vec![says("empty")];
        }
        let mut faults = Vec::new();
        if !search.query_shown {
            faults.push(says("query"));
        }
        if search.suggestions.is_empty() {
            faults.push(says("suggestions"));
        }
        if !search.contact {
            faults.push(says("contact"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn made(change: impl FnOnce(&mut Searched)) -> Made {
        let mut search = Searched {
            kind: SearchKind::Nonsense,
            query: "zxqjwv".to_owned(),
            status: Some(200),
            says_none: true,
            query_shown: true,
            suggestions: vec!["Tableware".to_owned()],
            contact: true,
            own_text: 120,
            ..Searched::default()
        };
        change(&mut search);
        Made::store().with(|evidence| {
            evidence
                .probed
                .push(shop_run(|p| p.shop.searches = vec![search]))
        })
    }

    #[test]
    fn a_page_with_the_query_ways_on_and_somebody_to_ask_passes() {
        assert_eq!(verdict::<SearchNoResultsHelp>(made(|_| ())), Verdict::Pass);
    }

    #[test]
    fn each_missing_part_is_named() {
        let said = |change: fn(&mut Searched)| {
            let judged = judge::<SearchNoResultsHelp>(made(change));
            judged
                .findings
                .iter()
                .map(|f| f.message)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(said(|s| s.suggestions.clear()), "suggestions");
        assert_eq!(said(|s| s.contact = false), "contact");
        assert_eq!(said(|s| s.query_shown = false), "query");
        assert_eq!(said(|s| s.status = Some(500)), "status");
        let bare = |s: &mut Searched| {
            s.own_text = 3;
            s.says_none = false;
        };
        assert_eq!(said(bare), "empty");
    }

    #[test]
    fn a_search_that_finds_something_for_anything_gives_no_occasion() {
        let fuzzy = made(|s| {
            s.says_none = false;
            s.hit_count = 12;
        });
        assert_eq!(
            verdict::<SearchNoResultsHelp>(fuzzy),
            Verdict::NotApplicable("search-finds-anything")
        );
    }
}
