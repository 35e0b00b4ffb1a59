//! The crawl against small servers that misbehave in one way each.

use cartwalk::crawl::{Renderer, explore};
use cartwalk::model::page::{Page, PageKind, PageSource, SiteMap, SkipReason};
use cartwalk::model::plan::CrawlPlan;
use cartwalk::model::seams::{Silent, Stop};
use cartwalk::session::Session;
use std::collections::HashMap;
use std::io::Write;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use url::Url;

mod large;
mod server;

use server::{Server, answer, page, redirect, status};

fn plan() -> CrawlPlan {
    CrawlPlan {
        max_pages: 20,
        full_pages: 2_000,
        include: vec![],
        exclude: vec![],
        concurrency: 4,
        pace: Duration::ZERO,
        pace_here: Duration::ZERO,
        page_timeout: Duration::from_secs(5),
        deadline: Duration::from_secs(60),
        max_body_bytes: 1_000_000,
        respect_robots: true,
        user_agent: "cartwalk/0.1 (+https://example.com)".to_string(),
        selectors: vec![],
    }
}

fn crawl(url: &Url, plan: &CrawlPlan) -> SiteMap {
    explore(
        url,
        plan,
        &Session::default(),
        None,
        &Silent,
        &Stop::default(),
        &Silent,
    )
    .unwrap()
}

fn find<'a>(map: &'a SiteMap, path: &str) -> &'a Page {
    map.pages
        .iter()
        .find(|p| Url::parse(&p.url).is_ok_and(|u| u.path() == path))
        .unwrap_or_else(|| {
            panic!(
                "no {path} among {:?}",
                map.pages.iter().map(|p| &p.url).collect::<Vec<_>>()
            )
        })
}

fn card(n: usize) -> String {
    format!("<li class=pod><a href='/products/mug-{n}'>Mug {n}</a><p>£{n}.50</p></li>")
}

fn product(n: usize) -> String {
    page(&format!(
        "<title>Mug {n} | Shop</title><main><h1>Mug {n}</h1><p>£{n}.50</p><form method=post action='/cart/add'><button>Add to cart</button></form></main>"
    ))
}

/// A small store: home, ten products, a category, a cart, three help pages.
fn store() -> Vec<(&'static str, String)> {
    let cards: String = (1..=9).map(card).collect();
    let home = format!(
        "<html lang=en-GB><title>Shop</title><header><a href='/cart'>Cart</a><a href='/category/mugs'>Mugs</a>\
         <a href='/account/logout'>Log out</a><a href='/cart/add?id=1'>Add</a><a href='/?currency=EUR'>EUR</a></header>\
         <main><ul>{cards}</ul></main><footer><a href='/contact'>Contact</a><a href='/shipping'>Delivery</a>\
         <a href='/terms'>Terms</a><a href='/gone'>Old page</a><a href='/guide.pdf'>Guide</a></footer>"
    );
    let paths = [
        "/products/mug-1",
        "/products/mug-2",
        "/products/mug-3",
        "/products/mug-4",
        "/products/mug-5",
        "/products/mug-6",
        "/products/mug-7",
        "/products/mug-8",
        "/products/mug-9",
    ];
    let mut pages: Vec<(&str, String)> = paths
        .iter()
        .enumerate()
        .map(|(n, p)| (*p, product(n + 1)))
        .collect();
    pages.extend([
        ("/", page(&home)),
        (
            "/category/mugs",
            page(&format!(
                "<title>Mugs | Shop</title><main><h1>Mugs</h1><ul>{cards}</ul></main>"
            )),
        ),
        (
            "/cart",
            page("<title>Cart</title><main><h1>Your cart</h1><p>Your cart is empty</p></main>"),
        ),
        (
            "/contact",
            page("<main><h1>Contact us</h1><p>Tel: 020 7946 0958, mail@shop.example</p></main>"),
        ),
        (
            "/shipping",
            page("<main><h1>Delivery</h1><p>£3.95 within the UK.</p></main>"),
        ),
        ("/terms", page("<main><h1>Terms and conditions</h1></main>")),
    ]);
    pages
}

#[test]
fn a_small_store_is_read_without_touching_anything() {
    let server = Server::of(&store());
    let map = crawl(&server.url("/"), &plan());
    assert_eq!(map.problem, None);
    assert_eq!(map.pages[0].kind, PageKind::Home);
    for (path, kind) in [
        ("/category/mugs", PageKind::Listing),
        ("/products/mug-1", PageKind::Product),
        ("/cart", PageKind::Cart),
        ("/contact", PageKind::Contact),
        ("/shipping", PageKind::Shipping),
        ("/terms", PageKind::Legal),
    ] {
        let page = find(&map, path);
        assert_eq!(
            (page.kind, page.depth),
            (kind, 1),
            "{path} {}",
            page.kind_certainty
        );
    }
    assert_eq!(find(&map, "/gone").status, Some(404));
    let made_up = map
        .pages
        .iter()
        .find(|p| p.source == PageSource::MadeUp)
        .unwrap();
    assert!(
        made_up
            .url
            .ends_with("/products/no-such-product-qzx-999999971"),
        "{}",
        made_up.url
    );
    assert_eq!(made_up.status, Some(404));
    assert_eq!(
        find(&map, "/contact").facts.as_ref().unwrap().emails,
        ["mail@shop.example"]
    );
    let asked = server.asked();
    for unsafe_path in ["logout", "/cart/add", "currency", ".pdf"] {
        assert!(
            !asked.iter().any(|a| a.contains(unsafe_path)),
            "{unsafe_path} in {asked:?}"
        );
    }
    let skipped = map
        .skipped
        .iter()
        .filter(|(_, why)| *why == SkipReason::Unsafe)
        .count();
    assert_eq!(skipped, 3, "{:?}", map.skipped);
    assert!(map.pages.len() <= 20);
    assert!(
        asked
            .iter()
            .all(|a| a.starts_with("GET ") || a.starts_with("HEAD "))
    );
}

#[test]
fn two_crawls_read_the_same_pages_whatever_answers_first() {
    let count = Arc::new(AtomicUsize::new(0));
    let pages: HashMap<String, String> = store()
        .into_iter()
        .map(|(p, a)| (p.to_string(), a))
        .collect();
    let server = Server::start(move |path, stream| {
        // Each answer takes another time in the second crawl.
        let n = count.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis((n as u64 * 37) % 60));
        let answer = pages
            .get(path)
            .cloned()
            .unwrap_or_else(|| status("404 Not Found", ""));
        let _sent = stream.write_all(answer.as_bytes());
    });
    let small = CrawlPlan {
        max_pages: 9,
        ..plan()
    };
    let seen = |map: SiteMap| -> Vec<(String, PageKind, u32)> {
        map.pages
            .iter()
            .map(|p| (p.url.clone(), p.kind, p.depth))
            .collect()
    };
    let first = seen(crawl(&server.url("/"), &small));
    let second = seen(crawl(&server.url("/"), &small));
    assert_eq!(first, second);
    assert_eq!(first.len(), 9);
}

#[test]
fn redirects_are_recorded_and_loops_end() {
    let server = Server::of(&[
        ("/", redirect("/shop/")),
        (
            "/shop/",
            page(
                "<h1>Shop</h1><a href=/a>A</a><a href=/out>Out</a><a href=/long>L</a><a href=/>Home</a>",
            ),
        ),
        ("/a", redirect("/b")),
        ("/b", redirect("/a")),
        ("/out", redirect("http://other.invalid/")),
        ("/long", redirect("/account/logout")),
    ]);
    let map = crawl(&server.url("/"), &plan());
    let home = &map.pages[0];
    assert_eq!(home.final_url, server.url("/shop/").as_str());
    assert_eq!(home.hops.len(), 1);
    assert_eq!(
        (home.hops[0].url.as_str(), home.hops[0].status),
        (server.url("/").as_str(), 302)
    );
    assert_eq!(home.kind, PageKind::Home);
    assert!(
        find(&map, "/a")
            .problem
            .as_deref()
            .unwrap()
            .starts_with("redirect-loop: ")
    );
    assert!(
        find(&map, "/out")
            .problem
            .as_deref()
            .unwrap()
            .starts_with("redirect-refused: http://other.invalid/")
    );
    assert!(
        find(&map, "/long")
            .problem
            .as_deref()
            .unwrap()
            .starts_with("redirect-refused: ")
    );
    assert!(!server.asked().iter().any(|a| a.contains("logout")));
}

#[test]
fn a_busy_server_is_asked_again_after_the_time_it_names() {
    let tries = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |path, stream| {
        let bytes = match path {
            "/" if tries.fetch_add(1, Ordering::SeqCst) == 0 => {
                answer("429 Too Many Requests", "retry-after: 1\r\n", b"")
            }
            "/" => page("<h1>Shop</h1>").into_bytes(),
            _ => status("404 Not Found", "").into_bytes(),
        };
        let _sent = stream.write_all(&bytes);
    });
    let began = Instant::now();
    let map = crawl(&server.url("/"), &plan());
    assert_eq!(map.pages[0].status, Some(200));
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.asked().iter().filter(|a| *a == "GET /").count(), 2);
    assert!(
        map.pages[0].fetch_ms < 900,
        "waiting counts as {} ms",
        map.pages[0].fetch_ms
    );
}

#[test]
fn a_page_that_is_linked_and_listed_counts_as_listed() {
    let port = Arc::new(Mutex::new(0_u16));
    let known = port.clone();
    let server = Server::start(move |path, stream| {
        let base = format!("http://127.0.0.1:{}", known.lock().unwrap());
        let bytes = match path {
            "/" => page("<h1>Shop</h1><a href=/contact>Contact</a> <a href=/about>About</a>")
                .into_bytes(),
            "/sitemap.xml" => answer(
                "200 OK",
                "content-type: application/xml\r\n",
                format!("<urlset><url><loc>{base}/contact</loc></url></urlset>").as_bytes(),
            ),
            "/contact" | "/about" => page("<h1>Us</h1>").into_bytes(),
            _ => status("404 Not Found", "").into_bytes(),
        };
        let _sent = stream.write_all(&bytes);
    });
    *port.lock().unwrap() = server.port;
    let map = crawl(&server.url("/"), &plan());
    let told = |path| {
        let page = find(&map, path);
        (page.source, page.in_sitemap)
    };
    assert_eq!(told("/contact"), (PageSource::Link, true));
    assert_eq!(told("/about"), (PageSource::Link, false));
}

#[test]
fn robots_and_a_gzipped_index_of_sitemaps_are_honoured() {
    let port = Arc::new(Mutex::new(0_u16));
    let known = port.clone();
    let server = Server::start(move |path, stream| {
        let base = format!("http://127.0.0.1:{}", known.lock().unwrap());
        let gzip = |text: String| {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            out.write_all(text.as_bytes()).unwrap();
            answer(
                "200 OK",
                "content-type: application/gzip\r\n",
                &out.finish().unwrap(),
            )
        };
        let bytes = match path {
            "/" => page("<h1>Shop</h1><a href=/private/x>X</a><a href=/contact>Contact</a>").into_bytes(),
            "/robots.txt" => answer(
                "200 OK",
                "content-type: text/plain\r\n",
                format!("\u{feff}User-agent: other\nDisallow: /\n\nUser-agent: CartWalk\nDisallow: /private/\nSitemap: {base}/index.xml.gz\n").as_bytes(),
            ),
            "/index.xml.gz" => gzip(format!("<sitemapindex><sitemap><loc>{base}/s1.xml.gz</loc></sitemap><sitemap><loc>{base}/index.xml.gz</loc></sitemap></sitemapindex>")),
            "/s1.xml.gz" => gzip(format!("<urlset><url><loc>{base}/products/hidden-mug</loc><lastmod>2026-05-01</lastmod></url><url><loc>{base}/private/y</loc></url><url><loc>http://elsewhere.invalid/</loc></url></urlset>")),
            "/products/hidden-mug" => product(1).into_bytes(),
            "/contact" => page("<h1>Contact</h1>").into_bytes(),
            _ => status("404 Not Found", "").into_bytes(),
        };
        let _sent = stream.write_all(&bytes);
    });
    *port.lock().unwrap() = server.port;
    let map = crawl(&server.url("/"), &plan());
    assert_eq!(map.robots.as_ref().unwrap().status, 200);
    let files: Vec<(usize, Option<&str>)> = map
        .sitemaps
        .iter()
        .map(|s| (s.urls, s.newest.as_deref()))
        .collect();
    assert_eq!(files, [(2, None), (3, Some("2026-05-01"))]);
    let hidden = find(&map, "/products/hidden-mug");
    assert_eq!(
        (hidden.source, hidden.kind, hidden.depth),
        (PageSource::Sitemap, PageKind::Product, 2)
    );
    assert!(
        !server.asked().iter().any(|a| a.contains("/private/")),
        "{:?}",
        server.asked()
    );
    let robots: Vec<&str> = map
        .skipped
        .iter()
        .filter(|(_, r)| *r == SkipReason::Robots)
        .map(|(u, _)| u.as_str())
        .collect();
    assert_eq!(
        robots,
        [
            server.url("/private/x").as_str(),
            server.url("/private/y").as_str()
        ]
    );
    let rude = crawl(
        &server.url("/"),
        &CrawlPlan {
            respect_robots: false,
            ..plan()
        },
    );
    assert_eq!(find(&rude, "/private/x").status, Some(404));
}

#[test]
fn a_server_whose_robots_txt_fails_is_left_alone() {
    let server = Server::start(|path, stream| {
        let bytes = match path {
            "/robots.txt" => answer("500 Internal Server Error", "", b""),
            _ => page("<h1>Shop</h1><a href=/contact>Contact</a>").into_bytes(),
        };
        let _sent = stream.write_all(&bytes);
    });
    let map = crawl(&server.url("/"), &plan());
    assert_eq!(map.pages.len(), 1);
    assert!(map.problem.as_deref().unwrap().starts_with("robots: "));
}

#[test]
fn huge_and_slow_bodies_are_cut() {
    let server = Server::start(|path, stream| match path {
        "/" => {
            let _sent = stream.write_all(
                page("<h1>Shop</h1><a href=/huge>H</a><a href=/slow>S</a><a href=/bomb>B</a>")
                    .as_bytes(),
            );
        }
        "/huge" => {
            let _head = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<h1>Huge</h1>");
            let chunk = vec![b'x'; 64 * 1024];
            while stream.write_all(&chunk).is_ok() {}
        }
        "/slow" => {
            let _head = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n");
            while stream.write_all(b".").is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        "/bomb" => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            for _ in 0..200 {
                out.write_all(&[b' '; 100_000]).unwrap();
            }
            let body = out.finish().unwrap();
            let _sent = stream.write_all(&answer(
                "200 OK",
                "content-type: text/html\r\ncontent-encoding: gzip\r\n",
                &body,
            ));
        }
        _ => {
            let _sent = stream.write_all(status("404 Not Found", "").as_bytes());
        }
    });
    let plan = CrawlPlan {
        max_body_bytes: 300_000,
        page_timeout: Duration::from_millis(800),
        ..plan()
    };
    let began = Instant::now();
    let map = crawl(&server.url("/"), &plan);
    assert!(began.elapsed() < Duration::from_secs(20));
    let huge = find(&map, "/huge");
    assert_eq!(
        (huge.body_bytes, huge.truncated, huge.problem.as_deref()),
        (300_000, true, None)
    );
    assert_eq!(huge.facts.as_ref().unwrap().headings[0].1, "Huge");
    let slow = find(&map, "/slow");
    assert_eq!(slow.status, None);
    assert!(
        slow.problem.as_deref().unwrap().starts_with("timeout: "),
        "{:?}",
        slow.problem
    );
    let bomb = find(&map, "/bomb");
    assert_eq!((bomb.body_bytes, bomb.truncated), (300_000, true));
    assert!(
        bomb.headers
            .contains(&("content-encoding".to_string(), "gzip".to_string()))
    );
}

#[test]
fn a_store_that_does_not_answer_is_a_page_with_a_problem() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let plain = Server::of(&[("/", page("plain"))]);
    let closes = Server::start(|_, _| {});
    for (address, code) in [
        (format!("http://127.0.0.1:{free}/"), "refused: "),
        ("http://no-such-store.invalid/".to_string(), "dns: "),
        (format!("https://127.0.0.1:{}/", plain.port), "tls: "),
        (closes.url("/").to_string(), "reset: "),
    ] {
        let map = crawl(&Url::parse(&address).unwrap(), &plan());
        assert_eq!(map.pages.len(), 1);
        let problem = map.pages[0].problem.as_deref().unwrap();
        assert!(problem.starts_with(code), "{address}: {problem}");
        assert_eq!(map.problem.as_deref(), Some(problem));
        assert_eq!(map.pages[0].status, None);
    }
}

#[test]
fn cookies_work_and_their_values_are_not_kept() {
    let server = Server::start(|path, stream| {
        let bytes = match path {
            "/" => answer(
                "200 OK",
                "content-type: text/html; charset=Shift_JIS\r\nset-cookie: sid=s3cret; Path=/; HttpOnly\r\n",
                &{
                    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("<html lang=ja><title>お店</title><h1>ようこそ、当店へ</h1><p>送料は５５０円です</p>");
                    bytes.into_owned()
                },
            ),
            _ => status("404 Not Found", "").into_bytes(),
        };
        let _sent = stream.write_all(&bytes);
    });
    let map = crawl(&server.url("/"), &plan());
    let home = &map.pages[0];
    assert!(home.headers.contains(&(
        "set-cookie".to_string(),
        "sid; Path=/; HttpOnly".to_string()
    )));
    let facts = home.facts.as_ref().unwrap();
    assert_eq!(facts.title, "お店");
    assert_eq!(facts.text_language.as_deref(), Some("ja"));
    assert_eq!(facts.prices[0].amount, 550.0);
    assert!(!serde_json::to_string(&map).unwrap().contains("s3cret"));
}

#[test]
fn a_page_that_scripts_fill_is_rendered() {
    struct Chrome(AtomicUsize);
    impl Renderer for Chrome {
        fn render(&self, _url: &Url) -> Option<String> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Some(format!(
                "<main><h1>Shop</h1><p>{}</p><a href=/contact>Contact us</a></main>",
                "Mugs and more. ".repeat(30)
            ))
        }
    }
    let server = Server::of(&[
        (
            "/",
            page("<div id=root></div><script src=/app.js></script>"),
        ),
        ("/contact", page("<h1>Contact us</h1><p>Write to us.</p>")),
    ]);
    let chrome = Chrome(AtomicUsize::new(0));
    let map = explore(
        &server.url("/"),
        &plan(),
        &Session::default(),
        Some(&chrome),
        &Silent,
        &Stop::default(),
        &Silent,
    )
    .unwrap();
    assert!(map.pages[0].rendered);
    assert_eq!(map.pages[0].facts.as_ref().unwrap().headings[0].1, "Shop");
    assert_eq!(find(&map, "/contact").kind, PageKind::Contact);
    assert_eq!(chrome.0.load(Ordering::SeqCst), 1);
}

#[test]
fn a_crawl_stops_at_its_deadline_and_when_asked() {
    let server = Server::start(|path, stream| {
        if path != "/" && path != "/robots.txt" && path != "/sitemap.xml" {
            std::thread::sleep(Duration::from_secs(20));
        }
        let links: String = (0..30)
            .map(|n| format!("<a href='/page-{n}'>P</a>"))
            .collect();
        let _sent = stream.write_all(page(&format!("<h1>Shop</h1>{links}")).as_bytes());
    });
    let began = Instant::now();
    let map = crawl(
        &server.url("/"),
        &CrawlPlan {
            deadline: Duration::from_secs(1),
            ..plan()
        },
    );
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    assert!(map.problem.as_deref().unwrap().starts_with("deadline: "));
    assert_eq!(map.pages.len(), 1);
    assert!(
        map.skipped
            .iter()
            .all(|(_, why)| *why == SkipReason::Deadline)
    );
    assert_eq!(map.skipped.len(), 30);

    let stop = Stop::default();
    let asker = stop.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        asker.request();
    });
    let began = Instant::now();
    let map = explore(
        &server.url("/"),
        &plan(),
        &Session::default(),
        None,
        &Silent,
        &stop,
        &Silent,
    )
    .unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    assert!(map.problem.as_deref().unwrap().starts_with("stopped: "));
    assert_eq!(map.pages[0].status, Some(200));
}
