//! A store of one product whose checkout is up to the test: home, cart, and
//! from `/checkout` on whatever the closure answers. It remembers what was
//! sent to it and counts the orders that it got.

use crate::server::{Answer, Asked, Server};
use crate::visitor;
use cartwalk::journey::{Surroundings, travel};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::journey::{Ended, Goal, Journey};
use cartwalk::model::plan::{BrowserPlan, Consent, CrawlPlan, JourneyPlan, Language, Plan};
use cartwalk::model::seams::{Blobs, Progress, Stop};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a store knows about its only visitor.
#[derive(Debug, Default)]
pub struct Session {
    pub in_cart: bool,
    /// Every form value that was ever sent, the latest of each name.
    pub said: BTreeMap<String, String>,
    pub orders: u32,
    /// For whatever else a fixture counts.
    pub tries: BTreeMap<&'static str, u32>,
}

impl Session {
    pub fn has(&self, name: &str) -> bool {
        self.said.get(name).is_some_and(|v| !v.is_empty())
    }

    pub fn get(&self, name: &str) -> &str {
        self.said.get(name).map_or("", String::as_str)
    }

    pub fn nth(&mut self, what: &'static str) -> u32 {
        let count = self.tries.entry(what).or_default();
        *count += 1;
        *count
    }

    /// The order that must never come.
    pub fn order(&mut self) -> Answer {
        self.orders += 1;
        page(
            "en",
            "Thank you for your order",
            "<h1>Thank you for your order</h1><p>Your order number is 10001.</p>",
        )
    }
}

/// A request to the checkout.
pub struct Ask<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: BTreeMap<String, String>,
    pub form: BTreeMap<String, String>,
    /// The request's headers, in lower case.
    pub headers: String,
}

impl Ask<'_> {
    pub fn posts(&self, path: &str) -> bool {
        self.method == "POST" && self.path == path
    }

    pub fn gets(&self, path: &str) -> bool {
        self.method == "GET" && self.path == path
    }
}

pub struct Till {
    pub server: Server,
    pub session: Arc<Mutex<Session>>,
}

impl Till {
    pub fn orders(&self) -> u32 {
        self.session.lock().unwrap().orders
    }

    pub fn said(&self, name: &str) -> String {
        self.session.lock().unwrap().get(name).to_owned()
    }

    pub fn start(
        lang: &'static str,
        checkout: impl Fn(&Ask<'_>, &mut Session) -> Option<Answer> + Send + Sync + 'static,
    ) -> Till {
        let session = Arc::new(Mutex::new(Session::default()));
        let shared = Arc::clone(&session);
        let server = Server::start(move |asked| {
            let mut session = shared.lock().unwrap();
            serve(lang, asked, &mut session, &checkout)
        });
        Till { server, session }
    }
}

fn serve(
    lang: &str,
    asked: &Asked,
    session: &mut Session,
    checkout: &impl Fn(&Ask<'_>, &mut Session) -> Option<Answer>,
) -> Answer {
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let multipart = asked
        .headers
        .to_ascii_lowercase()
        .contains("multipart/form-data");
    let form = if multipart {
        multipart_values(&asked.body)
    } else {
        values(&asked.body)
    };
    let ask = Ask {
        method: &asked.method,
        path,
        query: values(query),
        form,
        headers: asked.headers.to_ascii_lowercase(),
    };
    session.said.extend(ask.form.clone());
    if let Some(answer) = checkout(&ask, session) {
        return answer;
    }
    let words = Words::of(lang);
    match (ask.method, path) {
        ("GET", "/") => page(
            lang,
            words.product,
            &format!(
                "<h1>{}</h1><p class=price>{}</p><form method=post action=/cart/add><input type=hidden name=sku value=1><button>{}</button></form><p>{}</p>",
                words.product, words.price, words.add, words.about
            ),
        ),
        ("POST", "/cart/add") => {
            session.in_cart = true;
            see("/cart")
        }
        ("POST", "/cart/remove") => {
            session.in_cart = false;
            see("/cart")
        }
        ("GET", "/cart") if session.in_cart => page(
            lang,
            words.cart,
            &format!(
                "<h1>{}</h1><table><tr><td>{}</td><td><input name=quantity type=number value=1 aria-label='{}'></td><td>{}</td><td><form method=post action=/cart/remove><button>{}</button></form></td></tr></table><a class=button href=/checkout>{}</a>",
                words.cart,
                words.product,
                words.quantity,
                words.price,
                words.remove,
                words.checkout
            ),
        ),
        ("GET", "/cart") => page(
            lang,
            words.cart,
            &format!("<h1>{}</h1><p>{}</p>", words.cart, words.empty),
        ),
        ("GET", "/favicon.ico") => Answer {
            status: "204 No Content",
            headers: String::new(),
            body: String::new(),
            delay: Duration::ZERO,
        },
        _ => Answer {
            status: "404 Not Found",
            ..page(lang, "404", "<h1>404</h1>")
        },
    }
}

/// The front of the store, as its language says it.
struct Words {
    product: &'static str,
    price: &'static str,
    add: &'static str,
    about: &'static str,
    cart: &'static str,
    quantity: &'static str,
    remove: &'static str,
    checkout: &'static str,
    empty: &'static str,
}

impl Words {
    fn of(lang: &str) -> Words {
        match lang {
            "ja" => Words {
                product: "萩焼の湯呑み",
                price: "3,300円（税込）",
                add: "カートに入れる",
                about: "ひとつずつ手で作られた湯呑みです。",
                cart: "ショッピングカート",
                quantity: "数量",
                remove: "削除",
                checkout: "ご購入手続きへ",
                empty: "カートは空です。",
            },
            "de" => Words {
                product: "Kaffeebecher aus Steingut",
                price: "24,90 €",
                add: "In den Warenkorb",
                about: "Von Hand gedreht.",
                cart: "Warenkorb",
                quantity: "Menge",
                remove: "Entfernen",
                checkout: "Zur Kasse",
                empty: "Ihr Warenkorb ist leer.",
            },
            "fr" => Words {
                product: "Tasse en grès",
                price: "24,90 €",
                add: "Ajouter au panier",
                about: "Tournée à la main.",
                cart: "Panier",
                quantity: "Quantité",
                remove: "Supprimer",
                checkout: "Passer la commande",
                empty: "Votre panier est vide.",
            },
            "es" => Words {
                product: "Taza de gres",
                price: "24,90 €",
                add: "Añadir al carrito",
                about: "Hecha a mano.",
                cart: "Carrito",
                quantity: "Cantidad",
                remove: "Eliminar",
                checkout: "Tramitar pedido",
                empty: "Tu carrito está vacío.",
            },
            "it" => Words {
                product: "Tazza in gres",
                price: "24,90 €",
                add: "Aggiungi al carrello",
                about: "Fatta a mano.",
                cart: "Carrello",
                quantity: "Quantità",
                remove: "Rimuovi",
                checkout: "Procedi al checkout",
                empty: "Il carrello è vuoto.",
            },
            "nl" => Words {
                product: "Mok van steengoed",
                price: "€ 24,90",
                add: "In winkelwagen",
                about: "Met de hand gedraaid.",
                cart: "Winkelwagen",
                quantity: "Aantal",
                remove: "Verwijderen",
                checkout: "Verder naar bestellen",
                empty: "Je winkelwagen is leeg.",
            },
            _ => Words {
                product: "Stoneware mug",
                price: "£24.90",
                add: "Add to basket",
                about: "Thrown by hand.",
                cart: "Your basket",
                quantity: "Quantity",
                remove: "Remove",
                checkout: "Proceed to checkout",
                empty: "Your basket is empty.",
            },
        }
    }
}

/// A whole page with a header, a search, and a newsletter in the footer, as stores have them.
pub fn page(lang: &str, title: &str, main: &str) -> Answer {
    bare(&format!(
        "<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content='width=device-width'><title>{title}</title>
         <style>body{{font:16px sans-serif;margin:0}}main,header,footer{{padding:8px 16px}}input,select,button{{font-size:16px;margin:2px}}.sr{{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)}}.error{{color:#c00}}</style>
         <header><form action=/search role=search><input name=q aria-label=search></form><a href=/cart>{}</a></header><main>{main}</main>
         <footer><form method=post action=/newsletter><input type=email name=nl placeholder=newsletter><button>Subscribe</button></form></footer></html>",
        Words::of(lang).cart
    ))
}

/// Exactly this document.
pub fn bare(html: &str) -> Answer {
    Answer {
        status: "200 OK",
        headers: "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n".to_owned(),
        body: html.to_owned(),
        delay: Duration::ZERO,
    }
}

/// JSON for a script.
pub fn json(value: &serde_json::Value) -> Answer {
    Answer {
        headers: "Content-Type: application/json\r\n".to_owned(),
        ..bare(&value.to_string())
    }
}

/// Post, redirect, get.
pub fn see(path: &str) -> Answer {
    Answer {
        status: "303 See Other",
        headers: format!("Location: {path}\r\n"),
        body: String::new(),
        delay: Duration::ZERO,
    }
}

pub fn late(ms: u64, answer: Answer) -> Answer {
    Answer {
        delay: Duration::from_millis(ms),
        ..answer
    }
}

pub fn values(body: &str) -> BTreeMap<String, String> {
    if let Ok(serde_json::Value::Object(map)) = serde_json::from_str(body) {
        return map
            .into_iter()
            .map(|(k, v)| (k, v.as_str().map_or_else(|| v.to_string(), str::to_owned)))
            .collect();
    }
    url::form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

fn multipart_values(body: &str) -> BTreeMap<String, String> {
    body.split("name=\"")
        .skip(1)
        .filter_map(|part| {
            let (name, rest) = part.split_once('"')?;
            Some((
                name.to_owned(),
                rest.trim_start_matches(['\r', '\n'])
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ))
        })
        .collect()
}

pub struct Notes;

impl Progress for Notes {
    fn phase(&self, _name: &str) {}
    #[expect(clippy::print_stderr, reason = "shown only when a test fails")]
    fn note(&self, text: &str) {
        eprintln!("   {text}");
    }
}

pub struct NoBlobs;

impl Blobs for NoBlobs {
    fn put(&self, _bytes: &[u8], _ending: &str) -> Option<String> {
        None
    }
}

pub fn plan_for(url: &str) -> Plan {
    Plan {
        session: cartwalk::session::Session::default(),
        target: url.parse().unwrap(),
        output: "unused".into(),
        language: Language::En,
        markets: Vec::new(),
        devices: Vec::new(),
        crawl: CrawlPlan {
            max_pages: 1,
            full_pages: 2_000,
            include: Vec::new(),
            exclude: Vec::new(),
            concurrency: 1,
            pace: Duration::ZERO,
            pace_here: Duration::ZERO,
            page_timeout: Duration::from_secs(10),
            deadline: Duration::from_secs(60),
            max_body_bytes: 1_000_000,
            respect_robots: true,
            user_agent: "cartwalk".into(),
            selectors: Vec::new(),
        },
        browser: BrowserPlan {
            call_timeout: Duration::from_secs(20),
            ..visitor::plan()
        },
        journey: JourneyPlan {
            max_actions: 150,
            deadline: Duration::from_secs(90),
            consent: Consent::Reject,
            runs: 1,
            packs: false,
            path: None,
            allow_order_host: None,
            asked: Default::default(),
            scan: false,
            probes: Default::default(),
            until: Default::default(),
            recordings: Default::default(),
            visit: Default::default(),
        },
    }
}

/// Walks through the store, and says how when the test fails.
pub fn walk(till: &Till, device: Device) -> Journey {
    let journey = walk_unchecked(till, device);
    assert_eq!(till.orders(), 0, "an order arrived");
    assert!(
        journey.guard.order_signs.is_empty(),
        "{:?}",
        journey.guard.order_signs
    );
    journey
}

/// Walks through a store that is expected to take an order.
pub fn walk_unchecked(till: &Till, device: Device) -> Journey {
    walk_with(till, device, plan_for(&till.server.url("/")))
}

/// Walks as a plan says.
pub fn walk_with(till: &Till, device: Device, plan: Plan) -> Journey {
    assert_eq!(plan.target, till.server.url("/").parse().unwrap());
    let browser = visitor::browser();
    let around = Surroundings {
        browser: &browser,
        site: None,
        plan: &plan,
        blobs: &NoBlobs,
        progress: &Notes,
        stop: &Stop::default(),
    };
    let journey = travel(&around, device, Throttle::None);
    tell(&journey);
    journey
}

#[expect(clippy::print_stderr, reason = "shown only when a test fails")]
pub fn tell(journey: &Journey) {
    for step in &journey.steps {
        eprintln!(
            "{} {:?} {:?} {} by {:?} problem {:?}",
            step.index, step.goal, step.also, step.url, step.action.target, step.problem
        );
        for filled in &step.filled {
            eprintln!(
                "     {} {} = {} holds {} after {:?}",
                filled.purpose, filled.selector, filled.typed, filled.held, filled.corrected_after
            );
        }
        for act in &step.acts {
            eprintln!("     act {} {} {}", act.kind, act.target, act.changed);
        }
        for decision in &step.decisions {
            let best: Vec<String> = decision
                .considered
                .iter()
                .take(3)
                .map(|c| {
                    format!(
                        "{} {:.2}",
                        c.name.chars().take(40).collect::<String>(),
                        c.score
                    )
                })
                .collect();
            eprintln!("     {:?}: {} of {best:?}", decision.goal, decision.outcome);
        }
    }
    eprintln!(
        "{:?} guard {:?} {} ms, pilot {} ms, persona {}",
        journey.ended, journey.guard, journey.duration_ms, journey.pilot_ms, journey.persona
    );
}

/// Goals of the steps from the checkout on.
pub fn goals(journey: &Journey) -> Vec<Goal> {
    journey
        .steps
        .iter()
        .map(|s| s.goal)
        .filter(|g| g.in_checkout())
        .collect()
}

pub fn reached(journey: &Journey, goal: Goal) {
    assert_eq!(journey.ended, Ended::Reached { goal });
}

pub fn refused(journey: &Journey, why: &str) {
    assert!(
        matches!(&journey.ended, Ended::Refused { reason, .. } if reason == why),
        "{:?} is not {why}",
        journey.ended
    );
}

/// What was typed for a purpose, the last time.
pub fn typed(journey: &Journey, purpose: &str) -> Option<String> {
    journey
        .steps
        .iter()
        .flat_map(|s| &s.filled)
        .rfind(|f| f.purpose == purpose)
        .map(|f| f.typed.clone())
}
