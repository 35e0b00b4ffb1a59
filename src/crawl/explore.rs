//! The crawl itself: start page, robots.txt, sitemaps, waves of pages, link checks.

use crate::crawl::address::{self, Site};
use crate::crawl::classify::classify;
use crate::crawl::fetch::Fetcher;
use crate::crawl::frontier::{Candidate, Frontier, Sighting};
use crate::crawl::robots::Robots;
use crate::crawl::visit::{Visited, visit};
use crate::crawl::words::words;
use crate::crawl::{CrawlError, Renderer, made_up, sitemap};
use crate::model::page::{Page, PageKind, PageSource, SiteMap, SkipReason};
use crate::model::plan::CrawlPlan;
use crate::model::seams::{Progress, Stop};
use crate::session::Session;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use url::Url;

/// Links whose status is checked although their pages are not read.
const LINK_CHECKS: usize = 40;
/// Pages of which everything is kept that they say. Of those that follow, which are worth less,
/// address, answer and kind are: a large site must not fill the memory (ours).
const FULL_PAGES: usize = 2_000;
/// Longest time for these checks.
const LINK_CHECK_TIME: Duration = Duration::from_secs(30);

/// Crawls the store at `target`.
///
/// # Errors
///
/// Only when no request can be made at all. A store that does not answer is a
/// `SiteMap` whose one page carries the problem, as a code, a colon and details.
pub fn explore(
    target: &Url,
    plan: &CrawlPlan,
    session: &Session,
    renderer: Option<&dyn Renderer>,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<SiteMap, CrawlError> {
    let began = Instant::now();
    let fetcher = Fetcher::new(plan, session, target, stop)?;
    progress.phase("crawl");
    progress.note(target.as_str());
    let start = visit(
        target,
        PageSource::Start,
        None,
        &fetcher,
        renderer,
        &|_| true,
        &plan.selectors,
    );
    let mut map = if start.page.status.is_none() {
        SiteMap {
            problem: start.page.problem.clone(),
            pages: vec![start.page],
            ..SiteMap::default()
        }
    } else {
        let crawl = Crawl::new(plan, &fetcher, renderer, progress, start);
        crawl.run()
    };
    map.crawl_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(map)
}

struct Crawl<'a> {
    plan: &'a CrawlPlan,
    fetcher: &'a Fetcher,
    renderer: Option<&'a dyn Renderer>,
    progress: &'a dyn Progress,
    site: Site,
    robots: Robots,
    frontier: Frontier<'a>,
    visited: Vec<Visited>,
    /// What each visited page is, as far as is known by now, and how many there are of each kind.
    kinds: Vec<(PageKind, f32)>,
    seen: BTreeMap<PageKind, usize>,
    /// Where in `visited` an address stands, by its key.
    places: HashMap<String, usize>,
    /// Keys of all addresses that some page shows as a product card.
    cards: HashSet<String>,
    /// Whether a search was put into the frontier.
    searched: bool,
    map: SiteMap,
}

impl<'a> Crawl<'a> {
    fn new(
        plan: &'a CrawlPlan,
        fetcher: &'a Fetcher,
        renderer: Option<&'a dyn Renderer>,
        progress: &'a dyn Progress,
        start: Visited,
    ) -> Crawl<'a> {
        let site = Site::of(&start.url);
        Crawl {
            frontier: Frontier::new(plan, site.clone(), &start.url),
            robots: Robots::new(&plan.user_agent, plan.respect_robots),
            visited: vec![start],
            kinds: Vec::new(),
            seen: BTreeMap::new(),
            places: HashMap::new(),
            cards: HashSet::new(),
            searched: false,
            map: SiteMap::default(),
            plan,
            fetcher,
            renderer,
            progress,
            site,
        }
    }

    fn run(mut self) -> SiteMap {
        let home = self.visited[0].url.clone();
        let asked = Url::parse(&self.visited[0].page.url).unwrap_or_else(|_| home.clone());
        self.frontier.done(&asked);
        self.frontier.done(&home);
        self.ask_robots_and_sitemaps(&home);
        self.read(0);
        self.expect_root(&home);
        self.waves();
        self.make_up_a_product();
        self.check_links();
        self.finish()
    }

    fn ask_robots_and_sitemaps(&mut self, home: &Url) {
        let mut named = Vec::new();
        if let Some((robots, sitemaps)) = self.robots.learn(home, self.fetcher) {
            self.map.robots = Some(robots);
            named = sitemaps;
        }
        if self.robots.is_closed(home) {
            let status = self
                .map
                .robots
                .as_ref()
                .map_or("nothing".to_string(), |r| r.status.to_string());
            self.map.problem = Some(format!(
                "robots: robots.txt answered {status}, so only the start page was read"
            ));
            return;
        }
        // Reading fifty sitemaps for twenty pages would be rude.
        let files = self.plan.max_pages.div_ceil(2).clamp(4, 50);
        let (files, urls) = sitemap::explore(&named, home, &self.site, files, self.fetcher);
        self.map.sitemaps = files;
        for url in &urls {
            self.frontier.add(Sighting {
                url,
                text: "",
                region: None,
                depth: 99,
                source: PageSource::Sitemap,
                card: false,
            });
        }
    }

    /// A start address deep inside a store: its front page is worth a visit as well.
    fn expect_root(&mut self, home: &Url) {
        if let Ok(root) = home.join("/")
            && is_deep(home)
            && self.page_kind(0).0 != PageKind::Home
        {
            self.frontier.add(Sighting {
                url: &root,
                text: "",
                region: None,
                depth: 1,
                source: PageSource::Link,
                card: false,
            });
        }
    }

    fn waves(&mut self) {
        // One page is kept for the product that does not exist.
        let reserve = usize::from(self.plan.max_pages >= 5);
        let most = self.plan.max_pages.saturating_sub(reserve);
        while self.visited.len() < most && self.fetcher.over().is_none() {
            let count = self
                .plan
                .concurrency
                .clamp(1, 16)
                .min(most - self.visited.len());
            let (robots, fetcher) = (&mut self.robots, self.fetcher);
            let wave = self.frontier.take(count, &self.seen, &mut |url| {
                robots.learn(url, fetcher);
                robots.allows(url)
            });
            if wave.is_empty() {
                break;
            }
            let pages = self.fetch(&wave);
            for (candidate, page) in wave.iter().zip(pages) {
                self.keep(candidate, page);
            }
        }
    }

    fn fetch(&self, wave: &[Candidate]) -> Vec<Visited> {
        in_parallel(wave, self.plan.concurrency, |candidate| {
            self.progress.note(candidate.url.as_str());
            visit(
                &candidate.url,
                candidate.source,
                Some(&self.site),
                self.fetcher,
                self.renderer,
                &|next| self.may_follow(next),
                &self.plan.selectors,
            )
        })
    }

    fn may_follow(&self, next: &Url) -> bool {
        self.site.holds(next) && !address::is_unsafe(next, "") && self.robots.allows(next)
    }

    fn keep(&mut self, candidate: &Candidate, mut visited: Visited) {
        visited.page.depth = candidate.depth;
        if visited.page.status.is_none() && self.fetcher.over().is_some() {
            self.frontier.skip(&candidate.url, SkipReason::Deadline);
            return;
        }
        let elsewhere = address::key(&visited.url) != candidate.key;
        if elsewhere && !self.frontier.done(&visited.url) {
            // The page behind the redirect is known already; it keeps the longest way that leads to it.
            let end = address::key(&visited.url);
            let mut known = self.visited.iter_mut();
            if let Some(known) = known.find(|known| address::key(&known.url) == end)
                && known.page.hops.len() < visited.page.hops.len()
            {
                known.page.hops = visited.page.hops;
            }
            self.map
                .checked_links
                .push((visited.page.url, visited.page.status));
            return;
        }
        self.visited.push(visited);
        self.read(self.visited.len() - 1);
    }

    /// Takes from a page what the crawl goes on with; of a page beyond [`FULL_PAGES`] nothing else
    /// is kept than what it is and how it answered.
    fn read(&mut self, index: usize) {
        let key = address::key(&self.visited[index].url);
        self.places.entry(key).or_insert(index);
        let kind = self.page_kind(index);
        *self.seen.entry(kind.0).or_default() += 1;
        self.kinds.push(kind);
        self.harvest(index);
        if index >= FULL_PAGES {
            self.visited[index].extracted = None;
        }
    }

    /// A page turned out to be shown as a product card: that may change what it is.
    fn judge_again(&mut self, key: &str) {
        let Some(index) = self.places.get(key).copied().filter(|at| *at < FULL_PAGES) else {
            return;
        };
        let kind = self.page_kind(index);
        let before = std::mem::replace(&mut self.kinds[index], kind);
        if let Some(count) = self.seen.get_mut(&before.0) {
            *count -= 1;
        }
        *self.seen.entry(kind.0).or_default() += 1;
    }

    /// Tells the frontier of all links on a page.
    fn harvest(&mut self, index: usize) {
        let visited = &self.visited[index];
        let Some(extracted) = &visited.extracted else {
            return;
        };
        let depth = visited.page.depth + 1;
        let cards: HashSet<&String> = extracted.shape.cards.iter().collect();
        for link in extracted.facts.links.iter().filter(|l| l.internal) {
            let Ok(url) = Url::parse(&link.url) else {
                continue;
            };
            self.frontier.add(Sighting {
                card: cards.contains(&address::key(&url)),
                url: &url,
                text: &link.text,
                region: Some(link.region),
                depth,
                source: PageSource::Link,
            });
        }
        if !self.searched
            && let Some(url) = search_address(extracted)
        {
            self.searched = true;
            self.frontier.add(Sighting {
                url: &url,
                text: "",
                region: None,
                depth,
                source: PageSource::Link,
                card: false,
            });
        }
        let new: Vec<String> = extracted
            .shape
            .cards
            .iter()
            .filter(|key| !self.cards.contains(*key))
            .cloned()
            .collect();
        self.cards.extend(new.iter().cloned());
        for key in new {
            self.judge_again(&key);
        }
    }

    fn page_kind(&self, index: usize) -> (PageKind, f32) {
        let visited = &self.visited[index];
        let Some(extracted) = &visited.extracted else {
            return match index {
                0 => (PageKind::Home, 0.5),
                _ => (PageKind::Other, 0.3),
            };
        };
        if visited.page.status.is_some_and(|status| status >= 400) && index > 0 {
            return (PageKind::Other, 0.9);
        }
        let seen_as_card = self.cards.contains(&address::key(&visited.url));
        let (kind, certainty) = classify(&visited.url, extracted, seen_as_card);
        let is_root = !is_deep(&visited.url)
            && self.site.is_host(&visited.url)
            && visited.url.query().is_none();
        if index == 0 {
            let asked_deep = Url::parse(&visited.page.url).is_ok_and(|asked| is_deep(&asked));
            let plainly_other = matches!(
                kind,
                PageKind::Product | PageKind::Cart | PageKind::Checkout
            ) && certainty > 0.8;
            if !(asked_deep && plainly_other) {
                return (PageKind::Home, if asked_deep { 0.8 } else { 1.0 });
            }
        } else if is_root {
            return (PageKind::Home, 0.9);
        }
        (kind, certainty)
    }

    fn make_up_a_product(&mut self) {
        if self.visited.len() >= self.plan.max_pages || self.fetcher.over().is_some() {
            return;
        }
        let model = (1..self.visited.len()).find(|index| {
            let (kind, certainty) = self.kinds[*index];
            kind == PageKind::Product
                && certainty >= 0.6
                && self.visited[*index].page.status == Some(200)
        });
        let Some(model) = model else {
            return;
        };
        let depth = self.visited[model].page.depth;
        let Some(url) = made_up::address(&self.visited[model].url) else {
            return;
        };
        if !self.robots.allows(&url) {
            return;
        }
        self.progress.note(url.as_str());
        let mut visited = visit(
            &url,
            PageSource::MadeUp,
            Some(&self.site),
            self.fetcher,
            None,
            &|next| self.may_follow(next),
            &self.plan.selectors,
        );
        if visited.page.status.is_none() && self.fetcher.over().is_some() {
            return;
        }
        visited.page.depth = depth;
        self.visited.push(visited);
        self.kinds.push(self.page_kind(self.visited.len() - 1));
    }

    fn check_links(&mut self) {
        if self.fetcher.over().is_some() || self.plan.max_pages <= 1 {
            return;
        }
        let began = Instant::now();
        let links = self
            .frontier
            .unfetched_links(LINK_CHECKS, &|url| self.robots.allows(url));
        let statuses = in_parallel(&links, self.plan.concurrency, |candidate| {
            if began.elapsed() > LINK_CHECK_TIME || self.fetcher.over().is_some() {
                return None;
            }
            self.progress.note(candidate.url.as_str());
            Some(
                self.fetcher
                    .status(&candidate.url, &|next| self.may_follow(next)),
            )
        });
        for (candidate, status) in links.iter().zip(statuses) {
            if let Some(status) = status
                && (status.is_some() || self.fetcher.over().is_none())
            {
                self.frontier.done(&candidate.url);
                self.map
                    .checked_links
                    .push((candidate.url.to_string(), status));
            }
        }
    }

    fn finish(mut self) -> SiteMap {
        let kinds = std::mem::take(&mut self.kinds);
        let depths = depths(&self.visited);
        let mut reason = SkipReason::Limit;
        if let Some(over) = self.fetcher.over() {
            reason = SkipReason::Deadline;
            let sentence = match over {
                "stopped" => "stopped: the crawl was asked to stop",
                _ => "deadline: the time for the crawl was used up",
            };
            self.map.problem.get_or_insert_with(|| sentence.to_string());
        }
        let robots = self.robots;
        let known = |url: &Url| robots.allows(url) || !robots.knows(url);
        self.map.skipped = self.frontier.into_skipped(reason, &known);
        self.map.checked_links.sort();
        let mut pages: Vec<Page> = Vec::with_capacity(self.visited.len());
        for (visited, ((kind, certainty), depth)) in
            self.visited.into_iter().zip(kinds.into_iter().zip(depths))
        {
            let mut page = visited.page;
            page.kind = kind;
            page.kind_certainty = certainty;
            page.depth = depth.unwrap_or(page.depth);
            page.facts = visited.extracted.map(|e| e.facts);
            pages.push(page);
        }
        if let Some(rest) = pages.get_mut(1..) {
            rest.sort_by(|a, b| a.url.cmp(&b.url));
        }
        self.map.pages = pages;
        self.map
    }
}

/// Whether an address is more than a front page: `/`, `/en`, `/index.html`.
fn is_deep(url: &Url) -> bool {
    let segments = address::segments(url);
    match segments.as_slice() {
        [] => false,
        [only] => address::path_language(url).is_none() && address::stem(only) != "index",
        _ => true,
    }
}

/// What a search for the page's first product would ask for. Searching by GET
/// changes nothing, and most stores link their search nowhere.
fn search_address(page: &crate::crawl::extract::Extracted) -> Option<Url> {
    let names = &words().shape.search_parameters;
    let form = page.facts.forms.iter().find(|form| {
        form.method == "get"
            && form.inputs.iter().any(|(kind, name, _)| {
                matches!(kind.as_str(), "text" | "search") && names.contains(&name.to_lowercase())
            })
    })?;
    let (_, name, _) = form.inputs.iter().find(|(kind, name, _)| {
        matches!(kind.as_str(), "text" | "search") && names.contains(&name.to_lowercase())
    })?;
    let mut url = Url::parse(&form.action).ok()?;
    let product = page.facts.links.iter().find(|link| {
        !link.text.is_empty()
            && Url::parse(&link.url).is_ok_and(|url| page.shape.cards.contains(&address::key(&url)))
    })?;
    let word = product.text.split_whitespace().next()?.to_lowercase();
    url.query_pairs_mut().append_pair(name, &word);
    Some(url)
}

/// Links from the start page to each page; what no link reaches lies one deeper
/// than everything else.
fn depths(visited: &[Visited]) -> Vec<Option<u32>> {
    let mut index: HashMap<String, usize> = HashMap::new();
    for (at, page) in visited.iter().enumerate() {
        index.entry(address::key(&page.url)).or_insert(at);
        if let Ok(asked) = Url::parse(&page.page.url) {
            index.entry(address::key(&asked)).or_insert(at);
        }
    }
    let mut depths: Vec<Option<u32>> = vec![None; visited.len()];
    let mut open = VecDeque::from([(0_usize, 0_u32)]);
    while let Some((at, depth)) = open.pop_front() {
        if depths[at].is_some() {
            continue;
        }
        depths[at] = Some(depth);
        for link in visited[at].extracted.iter().flat_map(|e| &e.facts.links) {
            if link.internal
                && let Ok(url) = Url::parse(&link.url)
                && let Some(next) = index.get(&address::key(&url))
            {
                open.push_back((*next, depth + 1));
            }
        }
    }
    let visited_count = visited.len();
    let deepest = depths.iter().flatten().copied().max().unwrap_or(0);
    depths
        .into_iter()
        .zip(visited)
        .map(|(depth, page)| match page.page.source {
            PageSource::MadeUp => None,
            // The links of a page of which little was kept are not known any more.
            PageSource::Link if visited_count > FULL_PAGES => {
                Some(depth.unwrap_or(page.page.depth))
            }
            PageSource::Start | PageSource::Link | PageSource::Sitemap => {
                Some(depth.unwrap_or(deepest + 1))
            }
        })
        .collect()
}

/// Does the work on a few threads; the results come in the order of the items.
pub(super) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = Mutex::new(0_usize);
    let results: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 16).min(items.len()) {
            scope.spawn(|| {
                loop {
                    let at = {
                        let mut next = next.lock().unwrap_or_else(|broken| broken.into_inner());
                        *next += 1;
                        *next - 1
                    };
                    let Some(item) = items.get(at) else {
                        return;
                    };
                    let result = work(item);
                    results.lock().unwrap_or_else(|broken| broken.into_inner())[at] = Some(result);
                }
            });
        }
    });
    results
        .into_inner()
        .unwrap_or_else(|broken| broken.into_inner())
        .into_iter()
        .flatten()
        .collect()
}
