//! A crawl of more pages than are kept.

use super::plan;
use super::server::{Server, page, status};
use cartwalk::crawl::{PAGES, explore};
use cartwalk::model::page::{Page, PageKind, SiteMap};
use cartwalk::model::plan::CrawlPlan;
use cartwalk::model::seams::{Blobs, Silent, Stop};
use cartwalk::session::Session;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A shop of so many pages; each links to the next ten of a tree, and every thirtieth is gone.
fn tree(count: usize) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |path, stream| {
        // Each answer takes another time in the second crawl.
        let turn = asked.fetch_add(1, Ordering::SeqCst) as u64;
        std::thread::sleep(Duration::from_millis(turn * 7 % 5));
        let number = path
            .strip_prefix("/item-")
            .map_or(Some(0), |n| n.parse().ok());
        let answer = match number {
            Some(n) if n < count && (n == 0 || n % 30 != 29) => {
                let next = (n * 10 + 1..=n * 10 + 10).filter(|n| *n < count);
                let links = next.map(|n| format!("<a href='/item-{n}'>Item {n}</a> "));
                page(&format!("<h1>Item {n}</h1>{}", links.collect::<String>()))
            }
            _ => status("404 Not Found", "<h1>Not found</h1>"),
        };
        let _sent = stream.write_all(answer.as_bytes());
    })
}

/// Keeps what a crawl writes down.
#[derive(Default)]
struct Lines(Mutex<Vec<u8>>);

impl Blobs for Lines {
    fn put(&self, _bytes: &[u8], _ending: &str) -> Option<String> {
        None
    }
    fn renew(&self, name: &str) {
        assert_eq!(name, PAGES);
        self.0.lock().unwrap().clear();
    }
    fn add(&self, name: &str, bytes: &[u8]) -> bool {
        assert_eq!(name, PAGES);
        self.0.lock().unwrap().extend_from_slice(bytes);
        true
    }
}

#[test]
fn a_large_crawl_writes_pages_down_instead_of_keeping_them_and_reads_the_same_each_time() {
    let server = tree(400);
    let large = CrawlPlan {
        max_pages: 320,
        full_pages: 100,
        ..plan()
    };
    let lines = Lines::default();
    lines
        .0
        .lock()
        .unwrap()
        .extend_from_slice(b"an earlier crawl");
    let crawl = |plan: &CrawlPlan| {
        let map = explore(
            &server.url("/"),
            plan,
            &Session::default(),
            None,
            &Silent,
            &Stop::default(),
            &lines,
        )
        .unwrap();
        let told = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let told: Vec<Page> = told
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        (map, told)
    };
    let (map, told) = crawl(&large);
    let beyond = map.beyond.clone().unwrap();
    let broken = |pages: &[Page]| pages.iter().filter(|page| page.status == Some(404)).count();
    // One of the pages that may be read is kept for a product that does not exist; there is none here.
    assert_eq!((beyond.pages, told.len()), (219, 219));
    assert!(!beyond.lost);
    assert_eq!(beyond.kinds.values().sum::<u64>(), beyond.pages);
    assert_eq!(beyond.pages - beyond.only_in_file, broken(&told) as u64);
    assert_eq!(map.pages.len() as u64, 319 - beyond.only_in_file);
    assert!(broken(&told) >= 3 && broken(&map.pages) >= broken(&told));
    assert_eq!(
        map.pages.iter().filter(|page| page.facts.is_some()).count(),
        100
    );
    assert!(
        told.iter()
            .all(|page| page.facts.is_none() && page.headers.is_empty())
    );

    let seen = |(map, told): &(SiteMap, Vec<Page>)| -> Vec<(String, PageKind, u32)> {
        let all = map.pages.iter().chain(told);
        all.map(|page| (page.url.clone(), page.kind, page.depth))
            .collect()
    };
    let (before, again) = (seen(&(map, told)), crawl(&large));
    assert_eq!(before, seen(&again));

    // A page of which little is kept is told to be what it would be if all were.
    let whole = CrawlPlan {
        full_pages: 1_000,
        ..large
    };
    let kinds = |pages: Vec<(String, PageKind, u32)>| {
        let pages = pages.into_iter().map(|(url, kind, _)| (url, kind));
        pages.collect::<BTreeMap<_, _>>()
    };
    assert_eq!(kinds(before), kinds(seen(&crawl(&whole))));
}
