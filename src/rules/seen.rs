//! The evidence as rules ask for it: pages by kind, screens by goal, and a few
//! facts about the store that many rules share, computed once.

use crate::model::evidence::Evidence;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Field;
use crate::model::page::{Page, PageFacts, PageKind, PageSource, PriceText};
use crate::model::plan::Market;
use crate::rules::facts::words::fold;
use crate::rules::market;
use crate::rules::view::View;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;
use url::Url;

/// From this certainty on a crawled page is surely of its kind; every product page of the two
/// stores judged by hand lies above it (project heuristic).
const SURE_KIND: f32 = 0.8;
/// Below it a page is of its kind on thin signs only (project heuristic).
const DOUBTFUL_KIND: f32 = 0.6;

/// The argument of a rule.
pub struct Seen<'a> {
    /// Everything that was seen.
    pub evidence: &'a Evidence,
    language: OnceLock<Option<String>>,
    currency: OnceLock<Option<String>>,
    markets: OnceLock<Vec<Market>>,
    views: OnceLock<Vec<View<'a>>>,
    sure_products: OnceLock<bool>,
    footer_lines: OnceLock<BTreeSet<String>>,
    link_texts: OnceLock<Vec<(&'a str, String)>>,
}

impl<'a> Seen<'a> {
    /// Wraps the evidence of a run.
    pub fn new(evidence: &'a Evidence) -> Seen<'a> {
        Seen {
            evidence,
            language: OnceLock::new(),
            currency: OnceLock::new(),
            markets: OnceLock::new(),
            views: OnceLock::new(),
            sure_products: OnceLock::new(),
            footer_lines: OnceLock::new(),
            link_texts: OnceLock::new(),
        }
    }

    /// Crawled HTML pages of the store that answered with success, made-up addresses left out.
    pub fn pages(&self) -> impl Iterator<Item = (&'a Page, &'a PageFacts)> + use<'a> {
        self.all_pages().filter_map(|page| {
            let answered = page
                .status
                .is_some_and(|status| (200..300).contains(&status));
            let real = page.source != PageSource::MadeUp;
            page.facts
                .as_ref()
                .filter(|_| answered && real)
                .map(|facts| (page, facts))
        })
    }

    /// Crawled pages of one kind, as [`Seen::pages`].
    pub fn pages_of(
        &self,
        kind: PageKind,
    ) -> impl Iterator<Item = (&'a Page, &'a PageFacts)> + use<'a> {
        let sure = kind == PageKind::Product && self.has_sure_products();
        self.pages().filter(move |(page, _)| {
            page.kind == kind && (!sure || page.kind_certainty >= DOUBTFUL_KIND)
        })
    }

    /// Whether a page may be judged as what it was taken for. One that was taken for a product on
    /// thin signs may not where real product pages are known; a store with nothing better keeps it.
    fn is_kept(&self, page: &Page) -> bool {
        page.kind_certainty >= DOUBTFUL_KIND || !self.has_sure_products()
    }

    fn has_sure_products(&self) -> bool {
        *self.sure_products.get_or_init(|| {
            self.pages()
                .any(|(page, _)| page.kind == PageKind::Product && page.kind_certainty >= SURE_KIND)
        })
    }

    /// The texts of all links of [`Seen::pages`], each once, as written and [`fold`]ed: the menu of a
    /// store is the same on a thousand pages.
    pub fn link_texts(&self) -> &[(&'a str, String)] {
        self.link_texts.get_or_init(|| {
            let links = self.pages().flat_map(|(_, facts)| &facts.links);
            let texts: HashSet<&str> = links.map(|link| link.text.as_str()).collect();
            texts.into_iter().map(|text| (text, fold(text))).collect()
        })
    }

    /// Everything that was fetched, failures and made-up addresses included.
    pub fn all_pages(&self) -> impl Iterator<Item = &'a Page> + use<'a> {
        self.evidence.site.iter().flat_map(|site| &site.pages)
    }

    /// Answers to addresses that the crawl made up.
    pub fn made_up(&self) -> impl Iterator<Item = &'a Page> + use<'a> {
        let answered = |page: &&Page| page.source == PageSource::MadeUp && page.status.is_some();
        self.all_pages().filter(answered)
    }

    /// The journeys.
    pub fn journeys(&self) -> impl Iterator<Item = &'a Journey> + use<'a> {
        self.evidence.journeys.iter()
    }

    /// Every screen of every journey.
    pub fn steps(&self) -> impl Iterator<Item = (&'a Journey, &'a Step)> + use<'a> {
        self.journeys()
            .flat_map(|journey| journey.steps.iter().map(move |step| (journey, step)))
    }

    /// Screens that serve a goal, alone or among others.
    pub fn steps_for(&self, goal: Goal) -> impl Iterator<Item = (&'a Journey, &'a Step)> + use<'a> {
        self.steps().filter(move |(_, step)| step.serves(goal))
    }

    /// Screens of the checkout, from its entrance on.
    pub fn checkout_steps(&self) -> impl Iterator<Item = (&'a Journey, &'a Step)> + use<'a> {
        self.steps().filter(|(_, step)| step.goal.in_checkout())
    }

    /// Visible fields of the checkout's screens as they were left, search and sign-up boxes left out.
    pub fn checkout_fields(
        &self,
    ) -> impl Iterator<Item = (&'a Journey, &'a Step, &'a Field)> + use<'a> {
        self.checkout_steps().flat_map(|(journey, step)| {
            let fields = step.settled().fields.iter();
            let asked = fields.filter(|field| field.visible && !is_aside(field));
            asked.map(move |field| (journey, step, field))
        })
    }

    /// Pages and screens alike, crawled ones first.
    pub fn views(&self) -> &[View<'a>] {
        self.views.get_or_init(|| {
            let filled = |(page, facts): &(&Page, &PageFacts)| {
                // What JavaScript has yet to fill says nothing about what is missing.
                page.rendered || !facts.needs_javascript
            };
            let crawled = self.pages().filter(filled).map(|(page, facts)| {
                let mut view = View::of_page(page, facts);
                if view.kind == PageKind::Product && !self.is_kept(page) {
                    view.kind = PageKind::Other;
                }
                view
            });
            let walked = self
                .steps()
                .map(|(journey, step)| View::of_step(journey, step));
            crawled.chain(walked).collect()
        })
    }

    /// Pages and screens of one kind.
    pub fn views_of(&self, kind: PageKind) -> Vec<&View<'a>> {
        self.views()
            .iter()
            .filter(|view| view.kind == kind)
            .collect()
    }

    /// Product pages as shoppers see them: screens of journeys where there are any, else crawled pages.
    pub fn product_views(&self) -> Vec<&View<'a>> {
        let all = self.views_of(PageKind::Product);
        let walked: Vec<&View<'a>> = all
            .iter()
            .copied()
            .filter(|view| view.step.is_some())
            .collect();
        if walked.is_empty() { all } else { walked }
    }

    /// The visible text of a view without the lines that the store's footers repeat.
    pub fn text_above_footer(&self, view: &View<'_>) -> String {
        let footers = self.footer_lines.get_or_init(|| {
            let footers = self
                .pages()
                .flat_map(|(_, facts)| facts.footer_text.lines());
            footers.map(|line| line.trim().to_owned()).collect()
        });
        let lines = view
            .text
            .lines()
            .filter(|line| !footers.contains(line.trim()));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Answers to made-up product addresses, or to any made-up address where there is none.
    ///
    /// A random path may be answered by the web server in front of the shop.
    pub fn missing_product_answers(&self) -> Vec<&'a Page> {
        let products = self.pages_of(PageKind::Product);
        let folders: Vec<String> = products
            .filter_map(|(page, _)| folder(&page.final_url))
            .collect();
        let among_products = |page: &&Page| folder(&page.url).is_some_and(|f| folders.contains(&f));
        let asked: Vec<&Page> = self.made_up().filter(among_products).collect();
        if asked.is_empty() {
            self.made_up().collect()
        } else {
            asked
        }
    }

    /// Language that the store speaks, as a BCP 47 primary tag.
    pub fn language(&self) -> Option<&str> {
        let found = self.language.get_or_init(|| {
            let told = self.journeys().filter_map(|j| j.store_language.as_deref());
            let read = self.pages().filter_map(|(_, facts)| {
                let marked = facts.lang.as_deref();
                facts.text_language.as_deref().or(marked)
            });
            let shown = self
                .steps()
                .filter_map(|(_, step)| step.look.lang.as_deref());
            let told = most_common(told.map(primary_tag));
            told.or_else(|| most_common(read.chain(shown).map(primary_tag)))
        });
        found.as_deref()
    }

    /// Whether the store speaks a language.
    pub fn speaks(&self, language: &str) -> bool {
        self.language() == Some(language)
    }

    /// ISO 4217 code of the currency that most prices name.
    pub fn currency(&self) -> Option<&str> {
        let found = self.currency.get_or_init(|| {
            let prices = self.views().iter().flat_map(|view| view.prices);
            most_common(prices.filter_map(|price: &PriceText| price.currency.clone()))
        });
        found.as_deref()
    }

    /// The markets whose display rules apply: named by the user, else detected.
    pub fn markets(&self) -> &[Market] {
        if !self.evidence.markets.is_empty() {
            return &self.evidence.markets;
        }
        self.markets
            .get_or_init(|| market::detect(&self.host(), self.currency(), self.language()))
    }

    /// Whether a market's display rules apply.
    pub fn sells_in(&self, market: Market) -> bool {
        self.markets().contains(&market)
    }

    /// The store's host, lower case; empty where the address cannot be read.
    pub fn host(&self) -> String {
        host_of(&self.evidence.target)
    }

    /// Whether the store runs on this machine, where addresses are not what shoppers will see.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "[::1]"
    }

    /// Whether an address is on the store's own registrable domain.
    pub fn is_own(&self, url: &str) -> bool {
        let (other, own) = (host_of(url), self.host());
        match (psl::domain_str(&other), psl::domain_str(&own)) {
            (Some(other), Some(own)) => other == own,
            (None, _) | (_, None) => !other.is_empty() && other == own,
        }
    }

    /// Year in which the run began.
    pub fn year(&self) -> Option<i32> {
        self.evidence.started_at.get(..4)?.parse().ok()
    }

    /// Days since 1970-01-01 on which the run began.
    pub fn today(&self) -> Option<i64> {
        let date = self.evidence.started_at.get(..10)?;
        let mut parts = date.split('-').map(str::parse::<i64>);
        let mut next = || parts.next()?.ok();
        crate::rules::facts::days_from_civil(next()?, next()?, next()?)
    }

    /// How many crawled pages were read: for "not found on … pages".
    pub fn pages_read(&self) -> usize {
        self.pages().count()
    }
}

/// Whether a field is no part of ordering: site search, newsletter.
fn is_aside(field: &Field) -> bool {
    use crate::model::page::Region;
    field.purpose == "x-search"
        || field.kind == "search"
        || field.purpose == "x-newsletter"
        || matches!(
            field.region,
            Some(Region::Header | Region::Nav | Region::Footer)
        )
}

/// The path without its last part; the folder that products share.
pub fn folder(url: &str) -> Option<String> {
    let path = Url::parse(url)
        .ok()?
        .path()
        .trim_end_matches('/')
        .to_owned();
    let (folder, _) = path.rsplit_once('/')?;
    Some(folder.to_owned())
}

fn host_of(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    parsed
        .and_then(|url| url.host_str().map(str::to_lowercase))
        .unwrap_or_default()
}

fn primary_tag(tag: &str) -> String {
    let end = tag.find(['-', '_']).unwrap_or(tag.len());
    tag[..end].trim().to_lowercase()
}

fn most_common(values: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values.filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    let best = counts.into_iter().max_by_key(|(_, count)| *count);
    best.map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Made, page};

    #[test]
    fn a_doubtful_product_page_is_left_out_where_sure_ones_are_known() {
        let doubtful = |made: Made| {
            made.raw_page(page(PageKind::Product, "/feedback"), |page| {
                page.kind_certainty = 0.5
            })
        };
        let alone = doubtful(Made::store()).evidence();
        assert_eq!(Seen::new(&alone).pages_of(PageKind::Product).count(), 1);
        let both = doubtful(Made::store().page(PageKind::Product, "/mug", |_| ())).evidence();
        let seen = Seen::new(&both);
        assert_eq!(seen.pages_of(PageKind::Product).count(), 1);
        assert_eq!(seen.views_of(PageKind::Product).len(), 1);
    }
}
