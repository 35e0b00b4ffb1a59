//! The crawl in the words of the report, and what software the store says it runs on.

use crate::model::evidence::Evidence;
use crate::model::page::{Page, PageSource};
use crate::model::report::{PageReport, Platform, SiteReport};
use crate::rulebook::platform::{PlatformSigns, platforms};
use std::collections::BTreeSet;

/// All crawled pages.
pub fn site(evidence: &Evidence) -> SiteReport {
    let pages = evidence
        .site
        .as_ref()
        .map(|site| site.pages.as_slice())
        .unwrap_or_default();
    let read = pages
        .iter()
        .filter(|page| page.source != PageSource::MadeUp)
        .filter(|page| page.status.is_some() && page.problem.is_none())
        .count();
    let beyond = evidence.site.as_ref().and_then(|site| site.beyond.as_ref());
    let only_in_file = beyond.map(|beyond| beyond.only_in_file).filter(|n| *n > 0);
    let read = read as u64 + only_in_file.unwrap_or_default();
    SiteReport {
        pages_crawled: u32::try_from(read).unwrap_or(u32::MAX),
        pages: pages.iter().map(page_report).collect(),
        only_in_file,
    }
}

/// The shop software that left the most signs; without any, what
/// `<meta name="generator">` says, which may be no shop software at all.
pub fn platform(evidence: &Evidence) -> Option<Platform> {
    let traces = Traces::of(evidence);
    let told = platforms()
        .iter()
        .map(|signs| (traces.count(signs), &signs.name))
        .filter(|(count, _)| *count > 0)
        // The first of several with as many signs.
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    if let Some((count, name)) = told {
        return Some(Platform {
            name: name.clone(),
            certainty: (1.0 - 0.4_f32.powi(count)).min(0.99),
        });
    }
    let pages = &evidence.site.as_ref()?.pages;
    let generator = pages
        .iter()
        .find_map(|page| page.facts.as_ref()?.generator.clone())?;
    Some(Platform {
        name: generator,
        certainty: 0.5,
    })
}

/// What a store leaves without meaning to, in lower case.
#[derive(Default)]
struct Traces {
    addresses: BTreeSet<String>,
    cookies: BTreeSet<String>,
    headers: BTreeSet<String>,
    generators: BTreeSet<String>,
}

impl Traces {
    fn of(evidence: &Evidence) -> Traces {
        let mut traces = Traces::default();
        let pages = evidence.site.iter().flat_map(|site| &site.pages);
        for page in pages.filter(|page| page.source != PageSource::MadeUp) {
            for (name, value) in &page.headers {
                traces.headers.insert(name.to_lowercase());
                if name.eq_ignore_ascii_case("set-cookie") {
                    traces.cookies.insert(value.trim().to_lowercase());
                }
            }
            let Some(facts) = &page.facts else { continue };
            let images = facts
                .images
                .iter()
                .map(|image| &image.src)
                .filter(|src| *src != "data:");
            let forms = facts.forms.iter().map(|form| &form.action);
            let own = facts.links.iter().filter(|link| link.internal);
            let found = images
                .chain(forms)
                .chain(&facts.scripts)
                .chain(&facts.frames)
                .chain(own.map(|link| &link.url));
            traces
                .addresses
                .extend(found.map(|address| address.to_lowercase()));
            traces
                .generators
                .extend(facts.generator.as_ref().map(|text| text.to_lowercase()));
        }
        for step in evidence.journeys.iter().flat_map(|walk| &walk.steps) {
            let requests = step.requests.iter();
            traces
                .addresses
                .extend(requests.map(|request| request.url.to_lowercase()));
            let cookies = step.cookies.iter();
            traces
                .cookies
                .extend(cookies.map(|cookie| cookie.name.to_lowercase()));
        }
        traces
    }

    /// How many different signs were seen; a generator that names itself counts twice.
    fn count(&self, signs: &PlatformSigns) -> i32 {
        let seen = |signs: &[String], has: &dyn Fn(&str) -> bool| {
            signs.iter().filter(|sign| has(sign)).count()
        };
        let parts = |all: &BTreeSet<String>, sign: &str| all.iter().any(|one| one.contains(sign));
        let count = seen(&signs.addresses, &|sign| parts(&self.addresses, sign))
            + seen(&signs.cookies, &|sign| {
                self.cookies.iter().any(|name| name.starts_with(sign))
            })
            + seen(&signs.headers, &|sign| self.headers.contains(sign))
            + 2 * seen(&signs.generators, &|sign| parts(&self.generators, sign)).min(1);
        i32::try_from(count).unwrap_or(i32::MAX)
    }
}

fn page_report(page: &Page) -> PageReport {
    PageReport {
        url: page.url.clone(),
        final_url: page.final_url.clone(),
        kind: page.kind,
        status: page.status,
        title: page
            .facts
            .as_ref()
            .map(|facts| facts.title.clone())
            .unwrap_or_default(),
        redirects: u32::try_from(page.hops.len()).unwrap_or(u32::MAX),
        fetch_ms: page.fetch_ms,
        bytes: page.body_bytes as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::rules::testing::Made;

    fn seen(change: impl FnOnce(&mut crate::model::page::PageFacts)) -> Option<Platform> {
        platform(&Made::store().page(PageKind::Home, "/", change).evidence())
    }

    #[test]
    fn shop_software_is_told_by_its_files_and_the_more_signs_the_surer() {
        let script = "https://shop.example/wp-content/plugins/woocommerce/assets/cart.js";
        let one = seen(|facts| facts.scripts.push(script.to_owned())).unwrap();
        assert_eq!(one.name, "WooCommerce");
        let two = seen(|facts| {
            facts.scripts.push(script.to_owned());
            facts.generator = Some("WooCommerce 9.1".to_owned());
        });
        assert!(two.unwrap().certainty > one.certainty);
    }

    #[test]
    fn an_unknown_generator_is_passed_on_and_a_link_to_a_maker_is_no_sign() {
        let made = seen(|facts| facts.generator = Some("Potter 3".to_owned())).unwrap();
        assert_eq!((made.name.as_str(), made.certainty), ("Potter 3", 0.5));
        assert_eq!(seen(|_| {}), None);
    }
}
