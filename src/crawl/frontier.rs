//! Which address is worth one of the few pages that a crawl may fetch.
//!
//! A crawl of twenty pages should see a cart, the policies, the contact page
//! and several products, not twenty pages of one category. Each kind of page
//! has a row of places in one queue; the order does not depend on which
//! answer came first.

use crate::crawl::address::{self, Keys, Site};
use crate::crawl::classify::{Guess, guess};
use crate::crawl::words::words;
use crate::model::page::{PageKind, PageSource, Region, SkipReason};
use crate::model::plan::CrawlPlan;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use url::Url;

/// Addresses with the same path and different queries that are fetched.
const VARIANTS: usize = 3;
/// Addresses remembered.
const CANDIDATES: usize = 120_000;
/// Skipped addresses reported.
const SKIPPED: usize = 2_000;

/// An address that could be fetched.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The address.
    pub url: Url,
    /// What makes it the same page as another address.
    pub key: Arc<str>,
    /// What is expected there.
    pub guess: Guess,
    /// Links from the home page, as known when it was found.
    pub depth: u32,
    /// How it was found.
    pub source: PageSource,
    /// Whether some page shows it as a product card.
    pub card: bool,
    /// How often it was linked.
    pub links: usize,
    penalty: u32,
}

/// A link as the frontier hears of it.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    /// The address.
    pub url: &'a Url,
    /// The text of the link.
    pub text: &'a str,
    /// Where the link stands; `None` where it is no link.
    pub region: Option<Region>,
    /// Links from the home page.
    pub depth: u32,
    /// How it was found.
    pub source: PageSource,
    /// Whether it is a product card.
    pub card: bool,
}

/// A candidate's rank among those of its kind and penalty: certainty, depth, key.
type Rank = (Reverse<u32>, u32, Arc<str>);

impl Candidate {
    fn rank(&self) -> Rank {
        // The bits of numbers that are not negative are in the order of the numbers.
        let certainty = self.guess.certainty.max(0.0).to_bits();
        (Reverse(certainty), self.depth, Arc::clone(&self.key))
    }

    fn row(&self) -> (PageKind, u32) {
        (self.guess.kind, self.penalty)
    }
}

/// What is known and not yet fetched.
pub struct Frontier<'a> {
    plan: &'a CrawlPlan,
    site: Site,
    home_language: Option<String>,
    candidates: BTreeMap<Arc<str>, Candidate>,
    /// The keys of all candidates that are equally far back in the queue, best first.
    queue: BTreeMap<(PageKind, u32), BTreeSet<Rank>>,
    done: Keys,
    variants: HashMap<String, usize>,
    skipped: BTreeMap<String, SkipReason>,
}

impl<'a> Frontier<'a> {
    /// An empty frontier of the store whose home page is at `home`.
    pub fn new(plan: &'a CrawlPlan, site: Site, home: &Url) -> Frontier<'a> {
        Frontier {
            plan,
            site,
            home_language: address::path_language(home),
            candidates: BTreeMap::new(),
            queue: BTreeMap::new(),
            done: Keys::default(),
            variants: HashMap::new(),
            skipped: BTreeMap::new(),
        }
    }

    /// Notes that an address needs no fetch any more. Returns whether it was new.
    pub fn done(&mut self, url: &Url) -> bool {
        let key = address::key(url);
        self.remove(&key);
        self.done.insert(&key)
    }

    fn insert(&mut self, candidate: Candidate) {
        let row = self.queue.entry(candidate.row()).or_default();
        row.insert(candidate.rank());
        let key = Arc::clone(&candidate.key);
        self.candidates.insert(key, candidate);
    }

    fn remove(&mut self, key: &str) -> Option<Candidate> {
        let candidate = self.candidates.remove(key)?;
        if let Some(row) = self.queue.get_mut(&candidate.row()) {
            row.remove(&candidate.rank());
            if row.is_empty() {
                self.queue.remove(&candidate.row());
            }
        }
        Some(candidate)
    }

    /// Hears of an address.
    pub fn add(&mut self, sighting: Sighting<'_>) {
        if !self.site.holds(sighting.url) {
            return;
        }
        let url = address::visitable(sighting.url);
        let key = address::key(&url);
        if self.done.contains(&key) || self.skipped.contains_key(url.as_str()) {
            return;
        }
        if address::is_unsafe(&url, sighting.text) {
            self.remove(&key);
            self.skip(&url, SkipReason::Unsafe);
            return;
        }
        if address::is_file(&url) {
            return;
        }
        if address::is_trap(&url) {
            self.skip(&url, SkipReason::Limit);
            return;
        }
        let any = |patterns: &[String]| patterns.iter().any(|p| address::matches(p, &url));
        if any(&self.plan.exclude) || !(self.plan.include.is_empty() || any(&self.plan.include)) {
            self.skip(&url, SkipReason::Pattern);
            return;
        }
        let mut expected = guess(&url, sighting.text, sighting.region);
        if sighting.card && expected.certainty < 0.8 {
            expected = Guess {
                kind: PageKind::Product,
                certainty: 0.8,
            };
        }
        if let Some(mut known) = self.remove(&key) {
            known.links += 1;
            known.card |= sighting.card;
            known.depth = known.depth.min(sighting.depth);
            if sighting.source == PageSource::Link {
                known.source = PageSource::Link;
            }
            if expected.certainty > known.guess.certainty {
                known.guess = expected;
            }
            self.insert(known);
        } else if self.candidates.len() < CANDIDATES {
            let candidate = Candidate {
                penalty: self.penalty(&url),
                guess: expected,
                depth: sighting.depth,
                source: sighting.source,
                card: sighting.card,
                links: 1,
                url,
                key: key.into(),
            };
            self.insert(candidate);
        }
    }

    /// Another host, another language, another page of the same list: later.
    fn penalty(&self, url: &Url) -> u32 {
        let mut penalty = 0;
        if !self.site.is_host(url) {
            penalty += 60;
        }
        let language = address::path_language(url);
        if language.is_some() && language != self.home_language {
            penalty += 200;
        }
        let search = &words().shape.search_parameters;
        let mut paged = false;
        let mut filtered = false;
        for (name, _) in url.query_pairs() {
            let name = name.to_lowercase();
            paged |= matches!(
                name.as_str(),
                "page" | "p" | "paged" | "pageno" | "offset" | "start"
            );
            filtered |= !search.contains(&name);
        }
        let segments = address::segments(url);
        paged |= segments
            .windows(2)
            .any(|w| w[0] == "page" && w[1].bytes().all(|b| b.is_ascii_digit()));
        if paged {
            penalty += 150;
        } else if filtered {
            penalty += 15;
        }
        penalty
    }

    /// Takes the best addresses for the next wave. `seen` counts the pages
    /// fetched so far by kind.
    pub fn take(
        &mut self,
        count: usize,
        seen: &BTreeMap<PageKind, usize>,
        allowed: &mut dyn FnMut(&Url) -> bool,
    ) -> Vec<Candidate> {
        let mut counts = seen.clone();
        let mut wave = Vec::new();
        while wave.len() < count {
            let firsts = self.queue.iter().filter_map(|(row, ranks)| {
                let count = counts.get(&row.0).copied().unwrap_or(0);
                Some((place(row.0, count) + row.1, ranks.first()?))
            });
            let best = firsts.min().map(|(_, (_, _, key))| Arc::clone(key));
            let Some(best) = best.and_then(|key| self.remove(&key)) else {
                break;
            };
            if best.url.query().is_some() {
                let path = without_filters(&best.url);
                let variants = self.variants.entry(path).or_default();
                if *variants >= VARIANTS {
                    self.skip(&best.url, SkipReason::Limit);
                    continue;
                }
                *variants += 1;
            }
            if !allowed(&best.url) {
                self.skip(&best.url, SkipReason::Robots);
                continue;
            }
            self.done.insert(&best.key);
            *counts.entry(best.guess.kind).or_default() += 1;
            wave.push(best);
        }
        wave
    }

    /// Notes an address that is left out, and why.
    pub fn skip(&mut self, url: &Url, reason: SkipReason) {
        if self.skipped.len() < SKIPPED {
            self.skipped.insert(url.to_string(), reason);
        }
    }

    /// The linked addresses that are left, most linked first, at most so many,
    /// and no more of them with one path than are fetched.
    pub fn unfetched_links(&self, most: usize, allowed: &dyn Fn(&Url) -> bool) -> Vec<Candidate> {
        let mut links: Vec<&Candidate> = self
            .candidates
            .values()
            .filter(|c| c.source == PageSource::Link)
            .collect();
        links.sort_by(|a, b| b.links.cmp(&a.links).then(a.key.cmp(&b.key)));
        let mut paths: HashMap<&str, usize> = HashMap::new();
        links
            .into_iter()
            .filter(|c| {
                let count = paths.entry(c.url.path()).or_default();
                *count += 1;
                *count <= VARIANTS && allowed(&c.url)
            })
            .take(most)
            .cloned()
            .collect()
    }

    /// Addresses that no list of products shows and that `among` says stand where products do, at most so
    /// many: first those that some text links to, then those of the sitemaps alone.
    pub fn strays(&self, most: usize, among: &dyn Fn(&Url) -> bool) -> Vec<Candidate> {
        let mut strays: Vec<&Candidate> = self
            .candidates
            .values()
            .filter(|c| !c.card && is_plain(c) && among(&c.url))
            .collect();
        strays.sort_by(|a, b| {
            let alone = |c: &Candidate| c.source != PageSource::Link;
            alone(a).cmp(&alone(b)).then(a.key.cmp(&b.key))
        });
        strays.into_iter().take(most).cloned().collect()
    }

    /// Everything that was left out: what is still waiting is so for `reason`.
    pub fn into_skipped(
        mut self,
        reason: SkipReason,
        allowed: &dyn Fn(&Url) -> bool,
    ) -> Vec<(String, SkipReason)> {
        let waiting: Vec<Url> = self
            .candidates
            .values()
            .map(|c| c.url.clone())
            .take(SKIPPED)
            .collect();
        for url in waiting {
            let why = if allowed(&url) {
                reason
            } else {
                SkipReason::Robots
            };
            self.skip(&url, why);
        }
        self.skipped.into_iter().collect()
    }
}

/// Whether an address is no other language's, host's or view of a list: its query is empty, or tells only
/// which product it is.
fn is_plain(candidate: &Candidate) -> bool {
    let numbers = &words().shape.number_parameters;
    let mut query = candidate.url.query_pairs().peekable();
    match query.peek() {
        None => candidate.penalty == 0,
        Some(_) => {
            candidate.penalty < 60 && query.all(|(name, _)| numbers.contains(&name.to_lowercase()))
        }
    }
}

/// What tells a page from the filtered and sorted views of it: host, path, and the number of the product
/// or category where that stands in the query. Old shop software has one path for all products.
fn without_filters(url: &Url) -> String {
    let mut own = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    let numbers = &words().shape.number_parameters;
    for (name, value) in url.query_pairs() {
        if numbers.contains(&name.to_lowercase()) {
            own.push_str(&format!(" {name}={value}"));
        }
    }
    own
}

/// The place in the queue of a kind's next page when so many were fetched:
/// lower is sooner.
fn place(kind: PageKind, fetched: usize) -> u32 {
    let (places, further): (&[u32], u32) = match kind {
        PageKind::Home => (&[5], 500),
        PageKind::Listing => (&[10, 110, 180, 230], 60),
        PageKind::Product => (&[20, 70, 120, 140, 160, 200, 220, 240], 20),
        PageKind::Cart => (&[30], 300),
        PageKind::Legal => (&[40, 130, 260], 40),
        PageKind::Shipping => (&[50, 250], 60),
        PageKind::Returns => (&[55, 255], 60),
        PageKind::Contact => (&[60, 270], 60),
        PageKind::Privacy => (&[80, 280], 60),
        PageKind::Faq => (&[90, 245, 290], 40),
        PageKind::About => (&[100, 285], 60),
        PageKind::Search => (&[150], 300),
        PageKind::Account => (&[170], 150),
        PageKind::Checkout => (&[210], 300),
        PageKind::Other => (&[205, 235, 300], 30),
    };
    match places.get(fetched) {
        Some(place) => *place,
        None => {
            let beyond = u32::try_from(fetched - places.len() + 1)
                .unwrap_or(10_000)
                .min(10_000);
            300 + further * beyond
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn plan() -> CrawlPlan {
        CrawlPlan {
            max_pages: 20,
            full_pages: 2_000,
            include: vec![],
            exclude: vec!["/blog/*".to_string()],
            concurrency: 2,
            pace: Duration::ZERO,
            pace_here: Duration::ZERO,
            page_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(60),
            max_body_bytes: 1_000_000,
            respect_robots: true,
            user_agent: "cartwalk/0.1".to_string(),
            selectors: vec![],
        }
    }

    fn fill<'a>(plan: &'a CrawlPlan, links: &[(&str, &str)]) -> Frontier<'a> {
        let home = Url::parse("https://s.example/").unwrap();
        let mut frontier = Frontier::new(plan, Site::of(&home), &home);
        for (path, text) in links {
            let url = home.join(path).unwrap();
            frontier.add(Sighting {
                url: &url,
                text,
                region: Some(Region::Main),
                depth: 1,
                source: PageSource::Link,
                card: false,
            });
        }
        frontier
    }

    fn paths(wave: &[Candidate]) -> Vec<&str> {
        wave.iter().map(|c| c.url.path()).collect()
    }

    #[test]
    fn few_pages_are_spread_over_the_kinds() {
        let plan = plan();
        let mut links: Vec<(String, &str)> = (0..30)
            .map(|n| (format!("/products/p{n}"), "Mug"))
            .collect();
        links.extend((0..10).map(|n| (format!("/category/c{n}"), "Mugs")));
        for path in [
            "/cart",
            "/shipping",
            "/returns",
            "/contact",
            "/privacy",
            "/terms",
            "/faq",
            "/about",
        ] {
            links.push((path.to_string(), ""));
        }
        let mut forward: Vec<(&str, &str)> = links.iter().map(|(p, t)| (p.as_str(), *t)).collect();
        let first = fill(&plan, &forward).take(12, &BTreeMap::new(), &mut |_| true);
        forward.reverse();
        let second = fill(&plan, &forward).take(12, &BTreeMap::new(), &mut |_| true);
        assert_eq!(paths(&first), paths(&second));
        for path in [
            "/cart",
            "/shipping",
            "/returns",
            "/contact",
            "/privacy",
            "/terms",
            "/faq",
            "/about",
        ] {
            assert!(
                paths(&first).contains(&path),
                "{path} in {:?}",
                paths(&first)
            );
        }
        assert_eq!(
            first
                .iter()
                .filter(|c| c.guess.kind == PageKind::Product)
                .count(),
            2
        );
    }

    #[test]
    fn strays_are_what_no_list_shows_linked_ones_first() {
        let plan = plan();
        let mut frontier = fill(&plan, &[("/p/zebra", "the old one"), ("/blog-x", "")]);
        let home = Url::parse("https://s.example/").unwrap();
        for (path, card) in [
            ("/p/aged", false),
            ("/p/sold", true),
            ("/p/list?sort=name", false),
            ("/p/show?product_id=9", false),
        ] {
            frontier.add(Sighting {
                url: &home.join(path).unwrap(),
                text: "",
                region: None,
                depth: 99,
                source: PageSource::Sitemap,
                card,
            });
        }
        let among = |url: &Url| url.path().starts_with("/p/");
        assert_eq!(
            paths(&frontier.strays(5, &among)),
            ["/p/zebra", "/p/aged", "/p/show"]
        );
        assert_eq!(paths(&frontier.strays(1, &among)), ["/p/zebra"]);
    }

    #[test]
    fn products_told_apart_by_a_number_in_the_query_are_pages_of_their_own() {
        let plan = plan();
        let links: Vec<String> = (0..8)
            .map(|n| format!("/detail.php?product_id={n}"))
            .collect();
        let links: Vec<(&str, &str)> = links.iter().map(|link| (link.as_str(), "Mug")).collect();
        let wave = fill(&plan, &links).take(20, &BTreeMap::new(), &mut |_| true);
        assert_eq!(wave.len(), 8);
    }

    #[test]
    fn filters_of_one_list_are_bounded_and_unsafe_links_left_alone() {
        let plan = plan();
        let links: Vec<(String, &str)> = (0..50)
            .map(|n| (format!("/category/mugs?colour={n}"), "Mugs"))
            .collect();
        let mut links: Vec<(&str, &str)> = links.iter().map(|(p, t)| (p.as_str(), *t)).collect();
        links.extend([
            ("/logout", ""),
            ("/blog/a", ""),
            ("/a.pdf", ""),
            ("/secret", ""),
        ]);
        let mut frontier = fill(&plan, &links);
        let wave = frontier.take(20, &BTreeMap::new(), &mut |url| url.path() != "/secret");
        assert_eq!(wave.len(), 3);
        let skipped = frontier.into_skipped(SkipReason::Limit, &|_| true);
        let why = |end: &str| {
            skipped
                .iter()
                .find(|(u, _)| u.ends_with(end))
                .map(|(_, r)| *r)
        };
        assert_eq!(why("/logout"), Some(SkipReason::Unsafe));
        assert_eq!(why("/blog/a"), Some(SkipReason::Pattern));
        assert_eq!(why("/secret"), Some(SkipReason::Robots));
        assert_eq!(why("colour=49"), Some(SkipReason::Limit));
        assert_eq!(why("/a.pdf"), None);
    }
}
