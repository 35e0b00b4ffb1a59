//! A store that a visitor has never heard of says who runs it, on a page about itself.
//!
//! An imprint or a page of legal notices names the company too, but nobody goes there to
//! get to know a store: it counts for half.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::HashSet;

/// Thresholds of `about-company-page`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutCompanyPage {
    /// Facts about the company that the page must tell.
    pub min_facts: usize,
}

const TOLD: [&str; 4] = [
    "company-form",
    "company-head",
    "company-founded",
    "company-register",
];

impl Rule for AboutCompanyPage {
    const ID: &'static str = "about-company-page";
    const NEEDS: &'static [Need] = &[Need::Home];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let about = crawled(seen, PageKind::About);
        if let Some(first) = about.first() {
            let count = facts(&about);
            if count >= self.min_facts {
                return Judgement::pass();
            }
            let finding = Finding::says("few", first.place.clone())
                .with("count", count)
                .with("wanted", self.min_facts);
            let grade = count as f64 / self.min_facts as f64;
            return Judgement::graded(grade, vec![finding.likely()]);
        }
        let views = seen.views();
        let links = views.iter().flat_map(|view| &view.links);
        let texts: HashSet<&str> = links
            .filter(|link| !link.url.is_empty())
            .map(|link| link.text)
            .collect();
        let linked = texts.into_iter().any(|text| has("about-link", text));
        let home = views.iter().find(|view| view.kind == PageKind::Home);
        let (Some(home), false) = (home, linked) else {
            return Judgement::unknown("about-not-read");
        };
        let imprint = crawled(seen, PageKind::Legal);
        if facts(&imprint) >= self.min_facts {
            let finding = Finding::says("imprint", imprint[0].place.clone());
            return Judgement::graded(0.5, vec![finding.likely()]);
        }
        let finding = Finding::says("none", home.place.clone()).with("pages", seen.pages_read());
        Judgement::fail(vec![finding.likely()])
    }
}

fn crawled<'s, 'a>(seen: &'s Seen<'a>, kind: PageKind) -> Vec<&'s View<'a>> {
    let views = seen.views_of(kind).into_iter();
    views.filter(|view| view.facts.is_some()).collect()
}

/// How many different facts the pages tell together; footers repeat on all pages and say nothing here.
fn facts(views: &[&View<'_>]) -> usize {
    let own: Vec<String> = views.iter().map(|view| above_footer(view)).collect();
    let told = TOLD
        .iter()
        .filter(|pattern| own.iter().any(|text| has(pattern, text)))
        .count();
    let placed = views.iter().zip(&own).any(|(view, text)| {
        let addresses = view.facts.into_iter().flat_map(|facts| &facts.addresses);
        addresses.into_iter().any(|address| {
            let line = address.lines().next().unwrap_or_default().trim();
            !line.is_empty() && text.contains(line)
        })
    });
    told + usize::from(placed)
}

fn above_footer(view: &View<'_>) -> String {
    let footer = view.facts.map_or("", |facts| facts.footer_text.as_str());
    let footer: Vec<&str> = footer.lines().map(str::trim).collect();
    let own = view.text.lines().filter(|l| !footer.contains(&l.trim()));
    own.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::Region;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn about(text: &str, footer: &str) -> Made {
        let store = Made::store().page(PageKind::Home, "/", |_| {});
        store.page(PageKind::About, "/about", |f| {
            f.text = format!("{text}\n{footer}");
            f.footer_text = footer.to_owned();
        })
    }

    #[test]
    fn three_facts_pass_in_several_languages() {
        for text in [
            "Fennel Ltd was founded in 2011 by Ruth Fennel. Company no. 01234567",
            "会社名 株式会社日和道具店\n代表取締役 日和花子\n設立 2011年4月",
            "Fenchel GmbH\nGeschäftsführerin: Ruth Fenchel\nGegründet 2011",
            "주식회사 화로\n대표자: 김화로\n설립 2011년",
        ] {
            let judged = verdict::<AboutCompanyPage>(about(text, ""));
            assert_eq!(judged, Verdict::Pass, "{text}");
        }
    }

    #[test]
    fn warm_words_and_the_footers_company_are_no_facts_of_the_page() {
        let judged = judge::<AboutCompanyPage>(about("We love cups.", "Fennel Ltd"));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].message, "few");
    }

    #[test]
    fn a_link_to_a_page_that_was_not_read_is_unknown() {
        let home = |text: &str| {
            Made::store().page(PageKind::Home, "/", |f| {
                f.links = vec![link(text, "/page/7")];
                f.links[0].region = Region::Footer;
            })
        };
        assert_eq!(
            verdict::<AboutCompanyPage>(home("About us")),
            Verdict::Unknown("about-not-read")
        );
        assert_eq!(
            judge::<AboutCompanyPage>(home("Mugs")).findings[0].message,
            "none"
        );
    }

    #[test]
    fn an_imprint_counts_for_half() {
        let made = Made::store().page(PageKind::Home, "/", |_| {}).page(
            PageKind::Legal,
            "/imprint",
            |f| {
                f.text = "Fenchel GmbH, Geschäftsführerin Ruth F., Handelsregister HRB 1".into();
            },
        );
        assert_eq!(verdict::<AboutCompanyPage>(made), Verdict::Graded(0.5));
    }
}
