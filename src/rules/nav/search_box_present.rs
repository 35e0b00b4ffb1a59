//! A search within one tap: on home, lists, products, and where a product is missing.
//!
//! A field in the HTML counts even where it is hidden at first, because a menu or
//! icon opens it; so does a control that says "search".

use crate::model::page::{Page, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::judgement::kind_word;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchBoxPresent {
    /// Stores with fewer products than this need no search.
    pub min_products: usize,
}

impl Rule for SearchBoxPresent {
    const ID: &'static str = "search-box-present";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let products = seen.pages_of(PageKind::Product).count();
        let whole = seen.evidence.site.as_ref().is_some_and(|site| {
            let limited = site
                .skipped
                .iter()
                .any(|(_, why)| *why == crate::model::page::SkipReason::Limit);
            // A link that was only asked for its status may be one more product.
            site.problem.is_none() && !limited && site.checked_links.is_empty()
        });
        if whole && (1..self.min_products).contains(&products) {
            return Judgement::not_applicable("few-products");
        }
        let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
        let kinds = [PageKind::Home, PageKind::Listing, PageKind::Product];
        let mut looked_at = 0;
        for view in seen
            .views()
            .iter()
            .filter(|view| kinds.contains(&view.kind))
        {
            looked_at += 1;
            if !searchable(view) {
                let word = kind_word(view.kind);
                let finding = Finding::at(view.place.clone()).with("page", word);
                findings.entry(word).or_insert(finding);
            }
        }
        if looked_at == 0 {
            return Judgement::unknown("no-home-page");
        }
        let missing = seen.missing_product_answers();
        let bare = missing
            .into_iter()
            .find(|page| is_error(page) && !page_searchable(page));
        if let Some(page) = bare {
            // A page without a single link comes from the server in front, not from the store.
            let of_the_server = page.facts.as_ref().is_none_or(|f| f.links.is_empty());
            let finding = Finding::at(Place::url(&page.url)).with("page", "@page.missing");
            findings.insert("@page.missing", finding.likely_if(of_the_server));
        }
        Judgement::by(findings.into_values().collect())
    }
}

fn searchable(view: &View<'_>) -> bool {
    let in_html = view.facts.is_some_and(|facts| facts.has_search);
    let field = view.step.is_some_and(|step| {
        let mut fields = step.look.fields.iter().chain(&step.settled().fields);
        fields.any(|field| {
            let words = [&field.label, &field.placeholder, &field.name, &field.id];
            field.kind == "search"
                || field.purpose == "x-search"
                || words.into_iter().any(|word| has("search-word", word))
        })
    });
    // An icon without a name still says what it is to those who see it.
    let icon = view.step.is_some_and(|step| {
        let mut controls = step.look.controls.iter();
        controls.any(|control| {
            let href = control.href.as_deref().unwrap_or_default();
            let hints = format!("{} {}", control.hints, href).to_lowercase();
            let mut words = hints.split(|c: char| !c.is_alphanumeric());
            control.visible && words.any(|word| matches!(word, "search" | "kensaku" | "suche"))
        })
    });
    in_html || field || icon || view.links.iter().any(|link| has("search-word", link.text))
}

fn is_error(page: &Page) -> bool {
    page.status
        .is_some_and(|status| matches!(status, 404 | 410))
}

fn page_searchable(page: &Page) -> bool {
    page.facts
        .as_ref()
        .is_some_and(|facts| searchable(&View::of_page(page, facts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::page::PageSource;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, judge, page, verdict};

    fn shop(searchable: bool) -> Made {
        let shop = Made::store().page(PageKind::Home, "/", |facts| facts.has_search = searchable);
        (0..12).fold(shop, |made, n| {
            made.page(PageKind::Product, &format!("/mugs/{n}"), |facts| {
                facts.has_search = true
            })
        })
    }

    #[test]
    fn a_search_on_every_page_passes_and_one_page_without_fails() {
        assert_eq!(verdict::<SearchBoxPresent>(shop(true)), Verdict::Pass);
        assert_eq!(verdict::<SearchBoxPresent>(shop(false)), Verdict::Fail);
    }

    #[test]
    fn an_icon_that_says_search_is_one_tap() {
        let made = shop(true).look(Goal::Home, |look| look.controls.push(button("検索")));
        assert_eq!(verdict::<SearchBoxPresent>(made), Verdict::Pass);
    }

    #[test]
    fn an_icon_without_a_name_is_known_by_its_class_or_address() {
        let with = |hints: &str, path: &str| {
            let made = shop(true).look(Goal::Home, |look| {
                let mut icon = crate::rules::testing::anchor("", path);
                icon.hints = hints.to_owned();
                look.controls.push(icon);
            });
            verdict::<SearchBoxPresent>(made)
        };
        assert_eq!(
            with("header__icon header__icon--search", "#"),
            Verdict::Pass
        );
        assert_eq!(with("icon", "/search"), Verdict::Pass);
        assert_eq!(with("icon research", "/about"), Verdict::Fail);
    }

    #[test]
    fn a_bare_page_for_a_missing_product_fails() {
        let made = shop(true).raw_page(page(PageKind::Other, "/mugs/none"), |page| {
            page.source = PageSource::MadeUp;
            page.status = Some(404);
        });
        let judged = judge::<SearchBoxPresent>(made);
        assert_eq!((judged.verdict, judged.findings.len()), (Verdict::Fail, 1));
    }

    #[test]
    fn a_shop_that_was_not_read_to_its_end_is_not_small() {
        let unread = Made::store()
            .page(PageKind::Product, "/mug", |facts| facts.has_search = true)
            .site(|site| site.checked_links = vec![("https://shop.example/cup".into(), Some(200))]);
        assert_eq!(verdict::<SearchBoxPresent>(unread), Verdict::Pass);
    }

    #[test]
    fn a_shop_with_one_product_needs_no_search() {
        let made = Made::store().page(PageKind::Product, "/mug", |_| {});
        assert_eq!(
            verdict::<SearchBoxPresent>(made),
            Verdict::NotApplicable("few-products")
        );
    }
}
