//! Reads the pages of a wave, some at once, in the order in which they were chosen.

use crate::crawl::Renderer;
use crate::crawl::address::{self, Site};
use crate::crawl::extract::Wanted;
use crate::crawl::fetch::Fetcher;
use crate::crawl::frontier::Candidate;
use crate::crawl::robots::Robots;
use crate::crawl::visit::{Visited, visit};
use crate::model::page::PageSource;
use crate::model::plan::CrawlPlan;
use crate::model::seams::Progress;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
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
    /// The threads that read.
    pub hands: &'a Hands,
    /// What robots.txt says, of each host that was asked.
    pub robots: RwLock<Robots>,
}

impl Reader<'_> {
    /// Reads the addresses of a wave, in their order, all that they say; of pages that are not `kept`
    /// only what they are and link.
    pub fn read(&self, wave: &[Candidate], kept: bool) -> Vec<Visited> {
        let wanted = match kept {
            true => Wanted::Facts(&self.plan.selectors),
            false => Wanted::Kind,
        };
        self.hands.each(wave, |candidate| {
            self.open(&candidate.url, candidate.source, self.renderer, wanted)
        })
    }

    /// Reads one address.
    pub fn visit(&self, url: &Url, source: PageSource, renderer: Option<&dyn Renderer>) -> Visited {
        let wanted = Wanted::Facts(&self.plan.selectors);
        self.open(url, source, renderer, wanted)
    }

    fn open(
        &self,
        url: &Url,
        source: PageSource,
        renderer: Option<&dyn Renderer>,
        wanted: Wanted<'_>,
    ) -> Visited {
        self.progress.note(url.as_str());
        visit(
            url,
            source,
            Some(&self.site),
            self.fetcher,
            renderer,
            &|next| self.may_follow(next),
            wanted,
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

/// A few threads that stay for a whole crawl: to start them anew for every few pages took a tenth of its time.
pub struct Hands(ThreadPool);

impl Hands {
    /// So many threads, 1 to 16.
    ///
    /// # Errors
    ///
    /// The operating system gives no threads.
    pub fn new(threads: usize) -> Result<Hands, ThreadPoolBuildError> {
        ThreadPoolBuilder::new()
            .num_threads(threads.clamp(1, 16))
            .thread_name(|number| format!("crawl-{number}"))
            .build()
            .map(Hands)
    }

    /// Does the work on all items; the results come in their order.
    pub fn each<T: Sync, R: Send>(&self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        self.0
            .install(|| items.par_iter().with_max_len(1).map(&work).collect())
    }
}
