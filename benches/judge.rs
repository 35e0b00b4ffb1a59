//! How long judging takes on evidence of 1,000 pages and two journeys: the goal is under one
//! second on two cores. `cargo bench` prints it.
//!
//! The pages are read from HTML by the crawl's own extraction, so they are as full as those of a
//! real store: 160 links, 40 pictures, 60 prices and some 12,000 characters of text each. A plain
//! harness is enough: the figure is far above any timer's noise.

use cartwalk::crawl::address::Site;
use cartwalk::crawl::extract::{Wanted, extract_wanted};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::evidence::{Conditions, EVIDENCE_SCHEMA_VERSION, Evidence};
use cartwalk::model::journey::{
    ActionTaken, Clock, Effort, Ended, Goal, GuardLog, Journey, Mode, PathSource, Request, Step,
    Vitals,
};
use cartwalk::model::look::{Control, Field, ImageSeen, Look, Rect};
use cartwalk::model::page::{Page, PageKind, PageSource, Region, SiteMap};
use cartwalk::model::plan::Language;
use cartwalk::report::assemble;
use cartwalk::rulebook::Rulebook;
use cartwalk::rules::judge;
use cartwalk::score::grade;
use std::time::{Duration, Instant};
use url::Url;

const PAGES: usize = 1_000;
const ROUNDS: usize = 7;
const GOAL: Duration = Duration::from_secs(1);
const GOALS: [Goal; 10] = [
    Goal::Home,
    Goal::Listing,
    Goal::Product,
    Goal::Added,
    Goal::Cart,
    Goal::Checkout,
    Goal::Address,
    Goal::Shipping,
    Goal::Payment,
    Goal::Review,
];

/// An own selector rule, as a user would add one.
const OWN: &str = "[rule.\"acme/size-chart\"]\nkind = \"selector\"\ngroup = \"product\"\nwhere = { page = \"product\" }\nselector = \"a.size-chart\"\nen.title = \"Size chart\"\nen.messages.message = \"{value} found\"\n";

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() {
    let book = Rulebook::embedded()
        .with("own.toml", OWN)
        .expect("the rule is well written");
    let began = Instant::now();
    let evidence = evidence();
    println!(
        "evidence: {PAGES} pages, {} journeys, made in {:.1} s",
        evidence.journeys.len(),
        began.elapsed().as_secs_f64()
    );
    if std::env::args().any(|arg| arg == "--each") {
        return each(&evidence, &book);
    }
    let mut judged: Vec<Duration> = Vec::new();
    let mut reported: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let outcomes = judge(&evidence, &book);
        judged.push(began.elapsed());
        let began = Instant::now();
        let score = grade(&outcomes, &book, Language::En);
        let report = assemble(&evidence, &outcomes, &score, &book, Language::En);
        reported.push(began.elapsed());
        assert_eq!(report.outcomes.len(), book.rules.len());
    }
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    told("judge", &mut judged, cores);
    told("report", &mut reported, cores);
    judged.sort();
    if judged[ROUNDS / 2] > GOAL {
        println!("judge is slower than its goal of {GOAL:?}");
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn told(name: &str, times: &mut [Duration], cores: usize) {
    times.sort();
    let ms = |time: &Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{name}: n {}, median {:.0} ms, min {:.0} ms, max {:.0} ms, {cores} cores",
        times.len(),
        ms(&times[times.len() / 2]),
        ms(&times[0]),
        ms(&times[times.len() - 1])
    );
}

/// Each rule alone, slowest first: where to look when the goal is missed.
#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn each(evidence: &Evidence, book: &Rulebook) {
    let mut alone: Vec<(Duration, &String)> = Vec::new();
    for id in book.rules.keys() {
        let mut only = book.clone();
        for (other, entry) in &mut only.rules {
            entry.enabled = other == id;
        }
        let began = Instant::now();
        let _outcome = judge(evidence, &only);
        alone.push((began.elapsed(), id));
    }
    alone.sort();
    for (time, id) in alone.iter().rev().take(25) {
        println!("{:7.1} ms  {id}", time.as_secs_f64() * 1000.0);
    }
}

fn evidence() -> Evidence {
    let journey = |device: Device| Journey {
        device,
        throttle: Throttle::None.name().to_owned(),
        throttle_values: Throttle::None.values(),
        path_source: PathSource::Discovered,
        path_change: None,
        chat: None,
        user_agent: "bench".to_owned(),
        steps: (0..)
            .zip(GOALS)
            .map(|(index, goal)| step(index, goal))
            .collect(),
        ended: Ended::Reached { goal: Goal::Review },
        guard: GuardLog::default(),
        duration_ms: 60_000,
        way_ms: None,
        pilot_ms: 6_000,
        store_language: Some("en".to_owned()),
        persona: "gb".to_owned(),
        cart_emptied: Some(true),
    };
    Evidence {
        schema_version: EVIDENCE_SCHEMA_VERSION,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        target: "https://shop.example/".to_owned(),
        started_at: "2026-11-22T09:00:00Z".to_owned(),
        duration_ms: 120_000,
        conditions: Conditions::default(),
        markets: Vec::new(),
        site: Some(SiteMap {
            pages: (0..PAGES).map(page).collect(),
            ..SiteMap::default()
        }),
        journeys: vec![journey(Device::Mobile), journey(Device::Desktop)],
        probed: Vec::new(),
        missing: Vec::new(),
        settings: Default::default(),
        runs: Default::default(),
    }
}

fn page(index: usize) -> Page {
    let (kind, path) = match index {
        0 => (PageKind::Home, "/".to_owned()),
        1 => (PageKind::Cart, "/cart".to_owned()),
        2 => (PageKind::Contact, "/contact".to_owned()),
        3 => (PageKind::Shipping, "/shipping".to_owned()),
        4 => (PageKind::Returns, "/returns".to_owned()),
        5 => (PageKind::Faq, "/faq".to_owned()),
        6 => (PageKind::Privacy, "/privacy".to_owned()),
        7 => (PageKind::Legal, "/terms".to_owned()),
        8..60 => (PageKind::Listing, format!("/category/{index}")),
        _ => (PageKind::Product, format!("/products/mug-{index}")),
    };
    let url = Url::parse("https://shop.example/").expect("is an address");
    let url = url.join(&path).expect("is a path");
    let selectors = ["a.size-chart".to_owned()];
    let html = html(index);
    let read = extract_wanted(&html, &url, &Site::of(&url), Wanted::Facts(&selectors));
    Page {
        url: url.to_string(),
        final_url: url.to_string(),
        status: Some(200),
        hops: Vec::new(),
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body_bytes: html.len(),
        truncated: false,
        fetch_ms: 80,
        rendered: false,
        source: PageSource::Link,
        in_sitemap: false,
        depth: 2,
        kind,
        kind_certainty: 0.95,
        problem: None,
        facts: Some(read.facts),
    }
}

fn html(index: usize) -> String {
    let mut body = String::new();
    for link in 0..120 {
        body.push_str(&format!(
            "<a href=\"/category/{}\">Category {link}</a> ",
            (index * 7 + link) % PAGES
        ));
    }
    body.push_str(&format!(
        "<main><h1>Stoneware mug {index}</h1><a class=\"size-chart\" href=\"/sizes\">Sizes</a>"
    ));
    for item in 0..40 {
        body.push_str(&format!(
            "<section><h2>Product {item}</h2><img src=\"/img/{item}.webp\" alt=\"Mug {item}\"><p class=\"price\">£{}.00 incl. VAT, was £{}.00</p><p>Delivery £3.99, arrives within three working days. Free returns within 30 days. {} reviews, 4.6 of 5 stars. In stock, ready to be sent from our shop in London. Rated on {} May 2026 by a verified buyer, who says that it keeps tea warm for longer than expected and survived two moves.</p><a href=\"/products/mug-{item}\">View</a></section>",
            10 + item, 14 + item, item * 3, 1 + item % 28
        ));
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Mug {index} | Example Shop</title><meta name=\"description\" content=\"Stoneware\"><script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\"name\":\"Stoneware mug {index}\",\"offers\":{{\"@type\":\"Offer\",\"price\":\"10.00\",\"priceCurrency\":\"GBP\",\"availability\":\"https://schema.org/InStock\"}}}}</script></head><body><header><form role=\"search\"><input type=\"search\" name=\"q\"></form></header>{body}</main><footer>Example Shop Ltd, 1 Example Street, London SW1A 1AA. Tel. 020 7946 0000. help@shop.example. © 2026</footer></body></html>"
    )
}

fn step(index: u32, goal: Goal) -> Step {
    let url = format!("https://shop.example/{}", goal.name());
    let rect = |row: u32| Rect {
        x: 20.0,
        y: f64::from(row) * 50.0,
        w: 200.0,
        h: 44.0,
    };
    let control = |row: u32| Control {
        handle: row,
        selector: format!("main > a:nth-of-type({row})"),
        tag: "a".to_owned(),
        role: "link".to_owned(),
        name: format!("Control number {row} of this screen"),
        href: Some(format!("https://shop.example/category/{row}")),
        region: Some(Region::Main),
        rect: rect(row),
        visible: true,
        enabled: true,
        around: "Stoneware mug, £12.00 incl. VAT, in stock".to_owned(),
        look: (
            "rgb(20, 20, 20)".to_owned(),
            "rgb(255, 255, 255)".to_owned(),
            16.0,
        ),
        ..Control::default()
    };
    let field = |row: u32| Field {
        handle: 10_000 + row,
        selector: format!("#field-{row}"),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        name: format!("field-{row}"),
        label: format!("Field {row}"),
        label_visible: true,
        region: Some(Region::Main),
        rect: rect(row),
        visible: true,
        font_px: 16.0,
        purpose: "address-line1".to_owned(),
        purpose_certainty: 0.9,
        ..Field::default()
    };
    let request = |row: u32| Request {
        url: format!("https://cdn{}.example/script-{row}.js", row % 12),
        method: "GET".to_owned(),
        kind: "script".to_owned(),
        status: Some(200),
        bytes: 20_000,
        start_ms: f64::from(row),
        duration_ms: Some(40.0),
        mime: "text/javascript".to_owned(),
        third_party: true,
        cached: false,
        personal: Vec::new(),
        failure: None,
        headers: Vec::new(),
    };
    let image = |row: u32| ImageSeen {
        src: format!("https://shop.example/img/{row}.webp"),
        selector: format!("img:nth-of-type({row})"),
        alt: Some("Mug".to_owned()),
        natural: (800, 800),
        rect: rect(row),
        sized: true,
        lazy: false,
    };
    let line =
        "Stoneware mug £12.00 incl. VAT. Delivery £3.99, arrives within three working days.\n";
    let look = Look {
        url: url.clone(),
        title: "Example Shop".to_owned(),
        lang: Some("en".to_owned()),
        viewport: (412.0, 823.0),
        document: (412.0, 9_000.0),
        controls: (0..600).map(control).collect(),
        fields: (0..30).map(field).collect(),
        text: line.repeat(400),
        images: (0..200).map(image).collect(),
        ..Look::default()
    };
    Step {
        index,
        goal,
        also: Vec::new(),
        mode: Mode::Load,
        action: ActionTaken::default(),
        url,
        status: Some(200),
        clock: Clock {
            usable_ms: Some(900.0),
            ..Clock::default()
        },
        vitals: Vitals {
            lcp_ms: Some(1_800.0),
            cls: Some(0.02),
            ..Vitals::default()
        },
        effort: Effort::default(),
        look_after: Some(look.clone()),
        look,
        filled: Vec::new(),
        acts: Vec::new(),
        requests: (0..200).map(request).collect(),
        request_count: 200,
        bytes: 2_000_000,
        console: Vec::new(),
        cookies: Vec::new(),
        decisions: Vec::new(),
        screenshot: None,
        problem: None,
        answers: Vec::new(),
        scan: None,
        work: Default::default(),
    }
}
