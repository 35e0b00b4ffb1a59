//! Reads the pages of a wave, some at once, in the order in which they were chosen.

use crate::crawl::Renderer;
use crate::crawl::address::{self, Site};
use crate::crawl::fetch::Fetcher;
use crate::crawl::frontier::Candidate;
use crate::crawl::robots::Robots;
use crate::crawl::visit::{Visited, visit};
use crate::model::page::PageSource;
use crate::model::plan::CrawlPlan;
use crate::model::seams::Progress;
use std::sync::{Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use url::Url;

/// What reading a page takes; shared by the threads that read.
pub struct Reader<'a> {
    /// Limits and manners.
    pub plan: &'a CrawlPlan,
    /// The line to the store.
    pub fetcher: &'a Fetcher,
    /// Renders what only scripts fill, where there is a browser.
    pub renderer: Option<&'a dyn Renderer>,
    /// Hears what is read.
    pub progress: &'a dyn Progress,
    /// What belongs to the store.
    pub site: Site,
    /// What robots.txt says, of each host that was asked.
    pub robots: RwLock<Robots>,
}

impl Reader<'_> {
    /// Reads the addresses of a wave, in their order.
    pub fn read(&self, wave: &[Candidate]) -> Vec<Visited> {
        in_parallel(wave, self.plan.concurrency, |candidate| {
            self.visit(&candidate.url, candidate.source, self.renderer)
        })
    }

    /// Reads one address.
    pub fn visit(&self, url: &Url, source: PageSource, renderer: Option<&dyn Renderer>) -> Visited {
        self.progress.note(url.as_str());
        visit(
            url,
            source,
            Some(&self.site),
            self.fetcher,
            renderer,
            &|next| self.may_follow(next),
            &self.plan.selectors,
        )
    }

    /// Whether a redirect may be followed.
    pub fn may_follow(&self, next: &Url) -> bool {
        self.site.holds(next) && !address::is_unsafe(next, "") && self.robots().allows(next)
    }

    /// What robots.txt says.
    pub fn robots(&self) -> RwLockReadGuard<'_, Robots> {
        self.robots
            .read()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// The same, to learn more.
    pub fn robots_mut(&self) -> RwLockWriteGuard<'_, Robots> {
        self.robots
            .write()
            .unwrap_or_else(|broken| broken.into_inner())
    }
}

/// Does the work on a few threads; the results come in the order of the items.
pub fn in_parallel<T: Sync, R: Send>(
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
