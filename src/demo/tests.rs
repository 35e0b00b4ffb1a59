//! The store as a browser without JavaScript sees it.

use super::*;
use reqwest::header::{HeaderMap, LOCATION};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The count of orders is one for the whole process.
static ORDERING: Mutex<()> = Mutex::new(());

const BRITISH: &[(&str, &str)] = &[
    ("email", " alex@example.com "),
    ("name", "Zoë O'Brien"),
    ("street", "7 Sample Street"),
    ("city", "York"),
    ("postcode", "yo19zz"),
    ("phone", "(020) 7946 0000"),
    ("given", "Zoë"),
    ("family", "O'Brien"),
    ("email_again", "alex@example.com"),
    ("gender", "Other"),
];
const JAPANESE: &[(&str, &str)] = &[
    ("family", "山田"),
    ("given", "太郎"),
    ("family_kana", "やまだ"),
    ("given_kana", "タロウ"),
    ("email", "taro@example.com"),
    ("phone", "０３－１２３４－５６７８"),
    ("postcode", "〒１００－０００１"),
    ("prefecture", "東京都"),
    ("city", "千代田区千代田"),
    ("street", "１－２－３"),
    ("email_again", "taro@example.com"),
    ("gender", "その他"),
];

fn start(language: Language, ids: &[&str]) -> DemoStore {
    let flaws = ids.iter().map(|id| (*id).to_string()).collect();
    DemoStore::start(DemoOptions {
        language,
        flaws,
        port: 0,
        latency_ms: 0,
    })
    .unwrap()
}

/// A shopper's program: cookies, no redirects followed, one question at a time.
struct Client {
    http: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Client {
    fn ask(&self, request: reqwest::RequestBuilder) -> Answer {
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            Answer {
                status: answer.status().as_u16(),
                headers: answer.headers().clone(),
                text: String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned(),
            }
        })
    }

    fn get(&self, url: String) -> Answer {
        self.ask(self.http.get(url))
    }

    fn send(&self, store: &DemoStore, path: &str, form: &str) -> Answer {
        self.ask(
            self.http
                .post(format!("{}{path}", store.url()))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned()),
        )
    }
}

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .cookie_store(true)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    Client { http, runtime }
}

fn post(client: &Client, store: &DemoStore, path: &str, form: &[(&str, &str)]) -> String {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    location(&client.send(store, path, &body))
}

fn location(answer: &Answer) -> String {
    answer
        .headers
        .get(LOCATION)
        .map_or(String::new(), |to| to.to_str().unwrap().to_string())
}

fn read(client: &Client, store: &DemoStore, path: &str) -> (u16, String) {
    let answer = client.get(format!("{}{path}", store.url()));
    (answer.status, answer.text)
}

fn details(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::En => BRITISH,
        Language::Ja => JAPANESE,
    }
}

/// Walks to the review and collects every page on the way.
fn walk(client: &Client, store: &DemoStore, language: Language) -> BTreeMap<&'static str, String> {
    let mut pages = BTreeMap::new();
    let paid = [
        ("payment", "card"),
        ("token", "tok_1"),
        ("last4", "4242"),
        ("billing_same", "1"),
    ];
    post(client, store, "cart/add", &[("product", "bud-vase")]);
    pages.insert("cart", read(client, store, "cart").1);
    pages.insert("account", read(client, store, "checkout").1);
    pages.insert("details", read(client, store, "checkout?as=guest").1);
    pages.insert(
        "after details",
        post(client, store, "checkout", details(language)),
    );
    pages.insert("delivery", read(client, store, "checkout/delivery").1);
    pages.insert(
        "after delivery",
        post(
            client,
            store,
            "checkout/delivery",
            &[("delivery", "standard")],
        ),
    );
    pages.insert("payment", read(client, store, "checkout/payment").1);
    pages.insert(
        "after payment",
        post(client, store, "checkout/payment", &paid),
    );
    pages.insert("review", read(client, store, "checkout/review").1);
    pages
}

#[test]
fn a_guest_can_buy_in_both_languages_and_the_order_counts_once() {
    let _alone = ORDERING.lock().unwrap_or_else(PoisonError::into_inner);
    for language in [Language::En, Language::Ja] {
        let store = start(language, &[]);
        let client = client();
        let before = store.orders();
        let pages = walk(&client, &store, language);
        assert_eq!(pages["after details"], "/checkout/delivery");
        assert_eq!(pages["after delivery"], "/checkout/payment");
        assert_eq!(pages["after payment"], "/checkout/review");
        let total = if language == Language::En {
            "£29.95"
        } else {
            "4,070円"
        };
        for page in ["cart", "delivery", "payment", "review"] {
            assert!(pages[page].contains(total), "{page} lacks the total");
        }
        assert_eq!(
            store.orders(),
            before,
            "nothing is ordered before the last button"
        );
        assert_eq!(
            post(&client, &store, "checkout/order", &[]),
            "/checkout/thanks"
        );
        assert_eq!(
            post(&client, &store, "checkout/order", &[]),
            "/checkout/thanks"
        );
        assert_eq!(store.orders(), before + 1);
        assert!(read(&client, &store, "checkout/thanks").1.contains("D1"));
    }
}

#[test]
fn the_express_way_shows_a_review_and_orders_only_there() {
    let _alone = ORDERING.lock().unwrap_or_else(PoisonError::into_inner);
    let store = start(Language::En, &[]);
    let client = client();
    let before = store.orders();
    assert_eq!(
        post(&client, &store, "express", &[("product", "oak-board")]),
        "/express"
    );
    assert!(
        read(&client, &store, "express")
            .1
            .contains("Oak Serving Board")
    );
    assert_eq!(store.orders(), before);
    post(&client, &store, "express/order", &[]);
    assert_eq!(store.orders(), before + 1);
}

#[test]
fn every_linked_page_answers_and_stays_small() {
    let link = regex::Regex::new(r#"(?:href|src)="(/[^"]*)""#).unwrap();
    for language in [Language::En, Language::Ja] {
        let store = start(language, &[]);
        let client = client();
        let mut open = vec!["".to_string()];
        let mut seen = BTreeSet::new();
        while let Some(path) = open.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let answer = client.get(format!("{}{path}", store.url()));
            let status = answer.status;
            assert!(
                matches!(status, 200 | 301 | 303),
                "{path} answers {status}: {}",
                answer.text
            );
            let kind = answer
                .headers
                .get("content-type")
                .map_or("", |kind| kind.to_str().unwrap());
            if !kind.starts_with("text/html") {
                continue;
            }
            let text = answer.text.replace("&#x2f;", "/");
            assert!(text.len() < 60_000, "{path} has {} bytes", text.len());
            for found in link.captures_iter(&text) {
                open.push(
                    found[1]
                        .trim_start_matches('/')
                        .split('#')
                        .next()
                        .unwrap()
                        .to_string(),
                );
            }
        }
        assert!(seen.len() > 40, "{seen:?}");
        assert_eq!(read(&client, &store, "p/no-such-thing").0, 404);
        assert_eq!(
            location(&client.get(format!("{}p/classic-mug", store.url()))),
            "/p/stoneware-mug"
        );
    }
}

#[test]
fn mistakes_are_answered_together_and_nothing_typed_is_lost() {
    let store = start(Language::En, &[]);
    let client = client();
    post(&client, &store, "cart/add", &[("product", "bud-vase")]);
    assert_eq!(
        post(
            &client,
            &store,
            "checkout",
            &[("name", "Alex <b>"), ("email", "alex")]
        ),
        "/checkout"
    );
    let (_, page) = read(&client, &store, "checkout");
    assert!(page.contains("The @ is missing") && page.contains("Enter the postcode"));
    assert!(page.contains("Alex &lt;b&gt;"), "kept, and escaped");
    let (_, again) = read(&client, &store, "checkout");
    assert!(!again.contains("aria-invalid"), "a message is shown once");
    assert!(again.contains("Alex &lt;b&gt;"));
}

#[test]
fn a_basket_takes_what_people_type_and_explains_its_limits() {
    let store = start(Language::En, &[]);
    let client = client();
    post(&client, &store, "cart/add", &[("product", "bud-vase")]);
    for (typed, shown) in [
        ("２", "£52.00"),
        ("abc", "from 1 to 20"),
        ("9999", "at most 20"),
        ("02", "£52.00"),
        ("-1", "from 1 to 20"),
        ("0", "was removed"),
    ] {
        post(
            &client,
            &store,
            "cart/update",
            &[("product", "bud-vase"), ("count", typed)],
        );
        assert!(read(&client, &store, "cart").1.contains(shown), "{typed}");
    }
    post(&client, &store, "cart/undo", &[]);
    assert!(read(&client, &store, "cart").1.contains("£52.00"), "undone");
}

#[test]
fn every_flaw_starts_and_changes_what_a_visitor_receives() {
    for language in [Language::En, Language::Ja] {
        let perfect = start(language, &[]);
        let good = impression(&perfect, language);
        for flaw in flaws()
            .iter()
            .filter(|flaw| flaw.languages.contains(&language))
        {
            if DELAYS.contains(&flaw.id) {
                continue;
            }
            let store = start(language, &[flaw.id]);
            assert!(
                good != impression(&store, language),
                "{} changes nothing",
                flaw.id
            );
        }
    }
}

/// Flaws of the clock; each has a test of its own.
const DELAYS: [&str; 4] = [
    "lcp-per-step",
    "fcp-per-step",
    "ttfb-document",
    "total-flow-time",
];

#[test]
fn the_slow_flaws_are_slow() {
    for (id, path, least_ms) in [
        ("lcp-per-step", "img/hero-640.webp", 4_000),
        ("fcp-per-step", "static/flaw/contrast-flow.css", 3_900),
        ("ttfb-document", "", 1_900),
        ("total-flow-time", "cart", 1_800),
    ] {
        let store = start(Language::En, &[id]);
        let began = std::time::Instant::now();
        read(&client(), &store, path);
        assert!(began.elapsed() > Duration::from_millis(least_ms), "{id}");
    }
}

/// Everything that a visitor receives, without what is different in every store: addresses and the list of flaws.
fn impression(store: &DemoStore, language: Language) -> Vec<String> {
    let client = client();
    let mut all: Vec<String> = walk(&client, store, language).into_values().collect();
    for path in [
        "",
        "c/textiles",
        "p/cotton-apron",
        "p/bud-vase",
        "search?q=bud+vase",
        "search?q=zzzzqqq",
        "search?q=Bud+Vasee",
        "search?q=%E3%81%BE%E3%81%90%E3%81%8B%E3%81%A3%E3%81%B7",
        "help",
        "contact",
        "about",
        "shipping",
        "returns",
        "terms",
        "track",
        "feedback",
        "stores",
        "tokushoho",
        "withdraw",
        "journal",
        "robots.txt",
        "feed.xml",
        "sitemap.xml",
        "p/no-such-thing",
        "p/classic-mug",
        "p/bud-vase?utm_source=mail",
        "account/login",
        "checkout/thanks",
    ] {
        let answer = client.get(format!("{}{path}", store.url()));
        let mut parts = vec![answer.status.to_string(), location(&answer)];
        for name in [
            "content-security-policy",
            "x-robots-tag",
            "x-frame-options",
            "x-content-type-options",
        ] {
            parts.push(
                answer
                    .headers
                    .get(name)
                    .map_or(String::new(), |value| value.to_str().unwrap().to_string()),
            );
        }
        parts.push(answer.text);
        all.push(parts.join("\n"));
    }
    let answer = client.send(store, "cart/add", "product=bud-vase");
    all.push(format!(
        "{:?}",
        answer
            .headers
            .get("set-cookie")
            .and_then(|value| value.to_str().unwrap().split_once(';'))
            .map(|(_, attributes)| attributes.to_owned())
    ));
    for quantity in ["count=9999", "remove=1"] {
        client.send(
            store,
            "cart/update",
            &format!("product=bud-vase&{quantity}"),
        );
        all.push(client.get(format!("{}cart", store.url())).text);
    }
    all.push(client.send(store, "chat", "text=hello").text);
    // Flaws of the scripts are switched by this list, so it counts for those that one of them knows.
    let script = concat!(
        include_str!("assets/app.js"),
        include_str!("assets/frame.js")
    );
    let known = regex::Regex::new(r#"data-flaws="([^"]*)""#).unwrap();
    let address = regex::Regex::new(r"(?:localhost|127\.0\.0\.1)(?::|%3A)\d+").unwrap();
    all.iter()
        .map(|text| {
            let text = known.replace_all(text, |found: &regex::Captures<'_>| {
                if script.contains(&format!("flaw('{}')", &found[1])) {
                    found[1].to_string()
                } else {
                    String::new()
                }
            });
            address.replace_all(&text, "host").into_owned()
        })
        .collect()
}

#[test]
fn an_unknown_flaw_is_refused_with_the_likely_one() {
    let options = |id: &str, language| DemoOptions {
        language,
        flaws: [id.to_string()].into(),
        port: 0,
        latency_ms: 0,
    };
    let error = DemoStore::start(options("soft-405", Language::En)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown flaw `soft-405`\nhelp: did you mean `soft-404`?"
    );
    assert!(DemoStore::start(options("line-official-account", Language::En)).is_err());
}

#[test]
fn a_port_that_is_taken_is_said_and_a_dropped_store_is_gone() {
    let store = start(Language::En, &[]);
    let port = url::Url::parse(store.url()).unwrap().port().unwrap();
    let options = DemoOptions {
        language: Language::En,
        flaws: BTreeSet::new(),
        port,
        latency_ms: 0,
    };
    assert!(matches!(
        DemoStore::start(options),
        Err(DemoError::Port { .. })
    ));
    let url = store.url().to_string();
    drop(store);
    let client = client();
    let asked = client.runtime.block_on(client.http.get(url).send());
    assert!(asked.is_err());
}
