//! The crawl itself: start page, robots.txt, sitemaps, waves of pages, link checks.

use crate::crawl::address::{self, Keys, Site};
use crate::crawl::classify::classify;
use crate::crawl::extract::Wanted;
use crate::crawl::fetch::Fetcher;
use crate::crawl::frontier::{Candidate, Frontier, Sighting};
use crate::crawl::reader::{Hands, Reader};
use crate::crawl::robots::Robots;
use crate::crawl::visit::{Visited, visit};
use crate::crawl::words::words;
use crate::crawl::{CrawlError, Renderer, made_up, sitemap};
use crate::model::page::{Beyond, Page, PageKind, PageSource, SiteMap, SkipReason};
use crate::model::plan::CrawlPlan;
use crate::model::seams::{Blobs, Progress, Stop};
use crate::session::Session;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::RwLock;
use std::time::{Duration, Instant};
use url::Url;

/// Links whose status is checked although their pages are not read.
const LINK_CHECKS: usize = 40;
/// Addresses among the products that no list shows and that are read beyond the pages of the crawl (ours).
const STRAYS: usize = 4;
/// Pages of a crawl that are kept with all that they say. Of those that follow, which are worth less, address,
/// answer and kind are written to a file as they come: a large site must not fill the memory (ours).
pub const FULL_PAGES: usize = 1_000;
/// Broken pages that are kept beyond these.
const BROKEN_PAGES: usize = 2_000;
/// From so many pages on, what comes next is chosen while the wave before it is still being read
/// (ours): which page is worth most is known by then.
const AHEAD: usize = 200;
/// Pages of a wave for each request at a time, from then on: everybody waits for the last page of a wave.
const LONG_WAVE: usize = 4;
/// File of the pages beyond [`FULL_PAGES`], one a line.
pub const PAGES: &str = "pages.jsonl";
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
    blobs: &dyn Blobs,
) -> Result<SiteMap, CrawlError> {
    let began = Instant::now();
    blobs.renew(PAGES);
    let fetcher = Fetcher::new(plan, session, target, stop)?;
    let hands =
        Hands::new(plan.concurrency).map_err(|error| CrawlError::Client(error.to_string()))?;
    progress.phase("crawl");
    progress.note(target.as_str());
    let start = visit(
        target,
        PageSource::Start,
        None,
        &fetcher,
        renderer,
        &|_| true,
        Wanted::Facts(&plan.selectors),
    );
    let mut map = if start.page.status.is_none() {
        SiteMap {
            problem: start.page.problem.clone(),
            pages: vec![start.page],
            ..SiteMap::default()
        }
    } else {
        let reader = Reader {
            plan,
            fetcher: &fetcher,
            renderer,
            progress,
            site: Site::of(&start.url),
            hands: &hands,
            robots: RwLock::new(Robots::new(&plan.user_agent, plan.respect_robots)),
        };
        Crawl::new(&reader, blobs, &start.url).run(start)
    };
    map.crawl_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(map)
}

struct Crawl<'a> {
    reader: &'a Reader<'a>,
    blobs: &'a dyn Blobs,
    frontier: Frontier<'a>,
    /// Pages that are kept; how many were read, those of the file included.
    visited: Vec<Visited>,
    count: usize,
    /// What each page that is kept is, as far as is known by now, and how many were read of each kind.
    kinds: Vec<(PageKind, f32)>,
    seen: BTreeMap<PageKind, usize>,
    /// Where in `visited` an address stands, by its key.
    places: HashMap<String, usize>,
    /// Keys of all addresses that some page shows as a product card.
    cards: Keys,
    /// Pages that are not kept, and those of them that are still to be written.
    beyond: Beyond,
    lines: Vec<u8>,
    /// Keys of what the sitemaps list.
    listed: Keys,
    /// Whether a search was put into the frontier.
    searched: bool,
    map: SiteMap,
}

impl<'a> Crawl<'a> {
    fn new(reader: &'a Reader<'a>, blobs: &'a dyn Blobs, home: &Url) -> Crawl<'a> {
        Crawl {
            frontier: Frontier::new(reader.plan, reader.site.clone(), home),
            visited: Vec::new(),
            count: 0,
            kinds: Vec::new(),
            seen: BTreeMap::new(),
            places: HashMap::new(),
            cards: Keys::default(),
            listed: Keys::default(),
            beyond: Beyond::default(),
            lines: Vec::new(),
            searched: false,
            map: SiteMap::default(),
            reader,
            blobs,
        }
    }

    fn run(mut self, start: Visited) -> SiteMap {
        let home = start.url.clone();
        let asked = Url::parse(&start.page.url).unwrap_or_else(|_| home.clone());
        self.frontier.done(&asked);
        self.frontier.done(&home);
        self.ask_robots_and_sitemaps(&home);
        self.read(start);
        self.expect_root(&home);
        self.waves();
        self.make_up_a_product();
        self.look_for_retired_products();
        self.check_links();
        self.finish()
    }

    fn ask_robots_and_sitemaps(&mut self, home: &Url) {
        let mut named = Vec::new();
        let Reader { plan, fetcher, .. } = self.reader;
        if let Some((robots, sitemaps)) = self.reader.robots_mut().learn(home, fetcher) {
            self.map.robots = Some(robots);
            named = sitemaps;
        }
        if self.reader.robots().is_closed(home) {
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
        let files = plan.max_pages.div_ceil(2).clamp(4, 50);
        let (files, urls) = sitemap::explore(&named, home, &self.reader.site, files, fetcher);
        self.map.sitemaps = files;
        for url in &urls {
            self.listed.insert(&address::key(url));
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
            && self
                .kinds
                .first()
                .is_some_and(|kind| kind.0 != PageKind::Home)
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
        let reader = self.reader;
        // One page is kept for the product that does not exist.
        let reserve = usize::from(reader.plan.max_pages >= 5);
        let most = reader.plan.max_pages.saturating_sub(reserve);
        let mut waiting: Vec<(Candidate, Visited)> = Vec::new();
        loop {
            let count = self.count + waiting.len();
            let wave = self.next_wave(most.saturating_sub(count));
            if wave.is_empty() && waiting.is_empty() {
                break;
            }
            // What to read next follows from what was read, so the wave before is kept first: at the
            // beginning of a crawl; later while this one is being read. Either way the order is the same
            // whichever answer comes first.
            let before = std::mem::take(&mut waiting);
            let kept = self.count < reader.plan.full_pages;
            let pages = std::thread::scope(|scope| {
                let reading = scope.spawn(|| reader.read(&wave, kept));
                before.into_iter().for_each(|(c, page)| self.keep(&c, page));
                reading.join().unwrap_or_default()
            });
            self.write_lines();
            waiting = wave.into_iter().zip(pages).collect();
            if count < AHEAD {
                let now = std::mem::take(&mut waiting);
                now.into_iter().for_each(|(c, page)| self.keep(&c, page));
            }
        }
        self.write_lines();
    }

    /// The best addresses that may be read now, at most so many.
    fn next_wave(&mut self, most: usize) -> Vec<Candidate> {
        let Reader { plan, fetcher, .. } = self.reader;
        if fetcher.over().is_some() {
            return Vec::new();
        }
        let mut robots = self.reader.robots_mut();
        let long = if self.count < AHEAD { 1 } else { LONG_WAVE };
        let count = (plan.concurrency.clamp(1, 16) * long).min(most);
        self.frontier.take(count, &self.seen, &mut |url| {
            robots.learn(url, fetcher);
            robots.allows(url)
        })
    }

    fn keep(&mut self, candidate: &Candidate, mut visited: Visited) {
        visited.page.depth = candidate.depth;
        if visited.page.status.is_none() && self.reader.fetcher.over().is_some() {
            self.frontier.skip(&candidate.url, SkipReason::Deadline);
            return;
        }
        let end = address::key(&visited.url);
        if end != *candidate.key && !self.frontier.done(&visited.url) {
            // The page behind the redirect is known already; it keeps the longest way that leads to it.
            let known = self.places.get(&end).map(|at| &mut self.visited[*at].page);
            if let Some(known) = known
                && known.hops.len() < visited.page.hops.len()
            {
                known.hops = visited.page.hops;
            }
            self.map
                .checked_links
                .push((visited.page.url, visited.page.status));
            return;
        }
        self.read(visited);
    }

    /// Takes from a page what the crawl goes on with, and keeps it; of a page beyond those that are
    /// kept in full nothing else is kept than what it is and how it answered.
    fn read(&mut self, mut visited: Visited) {
        let asked = Url::parse(&visited.page.url);
        visited.page.in_sitemap = asked.is_ok_and(|url| self.listed.contains(&address::key(&url)));
        let kind = self.page_kind(&visited, self.count == 0);
        self.count += 1;
        *self.seen.entry(kind.0).or_default() += 1;
        let new_cards = self.harvest(&visited);
        if self.count <= self.reader.plan.full_pages {
            self.places
                .entry(address::key(&visited.url))
                .or_insert(self.visited.len());
            self.visited.push(visited);
            self.kinds.push(kind);
        } else {
            self.tell(visited, kind);
        }
        for key in new_cards {
            self.judge_again(&key);
        }
    }

    /// Writes a page down instead of keeping it; of one that is broken, its answer is kept as well.
    fn tell(&mut self, mut visited: Visited, kind: (PageKind, f32)) {
        visited.extracted = None;
        let page = &mut visited.page;
        (page.kind, page.kind_certainty) = kind;
        page.headers = Vec::new();
        if serde_json::to_writer(&mut self.lines, page).is_ok() {
            self.lines.push(b'\n');
        }
        let is_broken = page.status.is_none_or(|status| status >= 400);
        self.beyond.pages += 1;
        *self.beyond.kinds.entry(kind.0).or_default() += 1;
        if is_broken && self.visited.len() < self.reader.plan.full_pages + BROKEN_PAGES {
            self.visited.push(visited);
            self.kinds.push(kind);
        } else {
            self.beyond.only_in_file += 1;
        }
    }

    /// Adds to the file of the pages what was read since the last time.
    fn write_lines(&mut self) {
        if !self.lines.is_empty() {
            self.beyond.lost |= !self.blobs.add(PAGES, &self.lines);
            self.lines.clear();
        }
    }

    /// A page turned out to be shown as a product card: that may change what it is.
    fn judge_again(&mut self, key: &str) {
        let Some(index) = self.places.get(key).copied() else {
            return;
        };
        let kind = self.page_kind(&self.visited[index], index == 0);
        let before = std::mem::replace(&mut self.kinds[index], kind);
        if let Some(count) = self.seen.get_mut(&before.0) {
            *count -= 1;
        }
        *self.seen.entry(kind.0).or_default() += 1;
    }

    /// Tells the frontier of all links on a page; the keys of the product cards that no page showed before.
    fn harvest(&mut self, visited: &Visited) -> Vec<String> {
        let Some(extracted) = &visited.extracted else {
            return Vec::new();
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
        let cards = extracted.shape.cards.iter();
        cards
            .filter(|key| self.cards.insert(key))
            .cloned()
            .collect()
    }

    /// What a page is, as far as is known by now, and how sure that is.
    fn page_kind(&self, visited: &Visited, is_start: bool) -> (PageKind, f32) {
        let Some(extracted) = &visited.extracted else {
            return match is_start {
                true => (PageKind::Home, 0.5),
                false => (PageKind::Other, 0.3),
            };
        };
        if visited.page.status.is_some_and(|status| status >= 400) && !is_start {
            return (PageKind::Other, 0.9);
        }
        let seen_as_card = self.cards.contains(&address::key(&visited.url));
        let (kind, certainty) = classify(&visited.url, extracted, seen_as_card);
        let is_root = !is_deep(&visited.url)
            && self.reader.site.is_host(&visited.url)
            && visited.url.query().is_none();
        if is_start {
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
        let reader = self.reader;
        if self.count >= reader.plan.max_pages || reader.fetcher.over().is_some() {
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
        if !reader.robots().allows(&url) {
            return;
        }
        let mut visited = reader.visit(&url, PageSource::MadeUp, None);
        if visited.page.status.is_none() && reader.fetcher.over().is_some() {
            return;
        }
        visited.page.depth = depth;
        self.kinds.push(self.page_kind(&visited, false));
        self.visited.push(visited);
    }

    /// Reads a few addresses that stand among the products and that no list of products shows, as those of
    /// products that are sold no more do. Like a checked link, one that turns out to be an ordinary product
    /// is not kept: it is no page of the crawl.
    fn look_for_retired_products(&mut self) {
        let reader = self.reader;
        if reader.fetcher.over().is_some() || reader.plan.max_pages <= 1 {
            return;
        }
        let folders: HashSet<String> = self
            .visited
            .iter()
            .zip(&self.kinds)
            .filter(|(visited, (kind, certainty))| {
                let sold = *kind == PageKind::Product && *certainty >= 0.6;
                sold && visited.page.source != PageSource::MadeUp
            })
            .filter_map(|(visited, _)| folder(&visited.url))
            .collect();
        let strays = self.frontier.strays(STRAYS, &|url| {
            folder(url).is_some_and(|folder| folders.contains(&folder))
                && reader.robots().allows(url)
        });
        for (stray, visited) in strays.iter().zip(reader.read(&strays, true)) {
            let status = visited.page.status;
            if status.is_none() {
                continue;
            }
            self.frontier.done(&stray.url);
            let moved = address::key(&visited.url) != *stray.key;
            let (kind, _) = self.page_kind(&visited, false);
            let priced = visited
                .extracted
                .as_ref()
                .is_some_and(|page| !page.facts.prices.is_empty());
            let sold = kind == PageKind::Product && priced && !moved;
            match status {
                Some(200..300) if sold => {}
                Some(200..300) => self.keep(stray, visited),
                _ => {
                    let checked = (stray.url.to_string(), status);
                    self.map.checked_links.push(checked);
                }
            }
        }
        self.write_lines();
    }

    fn check_links(&mut self) {
        let Reader { plan, fetcher, .. } = self.reader;
        if fetcher.over().is_some() || plan.max_pages <= 1 {
            return;
        }
        let began = Instant::now();
        let links = self
            .frontier
            .unfetched_links(LINK_CHECKS, &|url| self.reader.robots().allows(url));
        let statuses = self.reader.hands.each(&links, |candidate| {
            if began.elapsed() > LINK_CHECK_TIME || fetcher.over().is_some() {
                return None;
            }
            self.reader.progress.note(candidate.url.as_str());
            Some(fetcher.status(&candidate.url, &|next| self.reader.may_follow(next)))
        });
        for (candidate, status) in links.iter().zip(statuses) {
            if let Some(status) = status
                && (status.is_some() || fetcher.over().is_none())
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
        let depths = depths(&self.visited, self.beyond.pages > 0);
        let mut reason = SkipReason::Limit;
        if let Some(over) = self.reader.fetcher.over() {
            reason = SkipReason::Deadline;
            let sentence = match over {
                "stopped" => "stopped: the crawl was asked to stop",
                _ => "deadline: the time for the crawl was used up",
            };
            self.map.problem.get_or_insert_with(|| sentence.to_string());
        }
        let robots = self.reader.robots();
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
        self.map.beyond = (self.beyond.pages > 0).then_some(self.beyond);
        self.map
    }
}

/// The folder that an address stands in; `None` for those at the root of the site, which share it with
/// everything else.
fn folder(url: &Url) -> Option<String> {
    let (folder, _) = url.path().trim_end_matches('/').rsplit_once('/')?;
    (!folder.is_empty()).then(|| folder.to_owned())
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
fn depths(visited: &[Visited], some_untold: bool) -> Vec<Option<u32>> {
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
    let deepest = depths.iter().flatten().copied().max().unwrap_or(0);
    depths
        .into_iter()
        .zip(visited)
        .map(|(depth, page)| match page.page.source {
            PageSource::MadeUp => None,
            // The links of a page of which little was kept are not known any more.
            PageSource::Link if some_untold => Some(depth.unwrap_or(page.page.depth)),
            PageSource::Start | PageSource::Link | PageSource::Sitemap => {
                Some(depth.unwrap_or(deepest + 1))
            }
        })
        .collect()
}
