//! The state of one running demo store: its shelves, its flaws, and who has what in the basket.

use super::catalog::{Catalog, Product, Store};
use super::{dates, pages};
use crate::model::plan::Language;
use minijinja::Environment;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use time::OffsetDateTime;

/// Orders placed in all demo stores of this process.
pub static ORDERS: AtomicU64 = AtomicU64::new(0);

/// At most so many baskets are kept; the oldest go first.
const SESSIONS: usize = 2_000;

/// At most so many pieces of one product in a basket.
pub const MOST: u32 = 20;

/// One running store.
pub struct Shop {
    /// What it speaks; it also decides the country.
    pub language: Language,
    /// What is wrong with it.
    pub flaws: BTreeSet<String>,
    /// Its shelves.
    pub catalog: Catalog,
    /// Its own address without a slash at the end.
    pub origin: String,
    /// Address of the payment provider, press and seal issuer: another origin.
    pub partner: String,
    /// Extra wait before each answer.
    pub latency_ms: u64,
    /// Templates.
    pub pages: Environment<'static>,
    sessions: Mutex<(HashMap<String, Session>, Vec<String>)>,
}

/// What the store remembers of one visitor.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// `(slug, quantity)`, in the order of adding.
    pub cart: Vec<(String, u32)>,
    /// What was last taken out.
    pub removed: Option<(String, u32)>,
    /// A message for the next page, and whether it is an error.
    pub notice: Option<(String, bool)>,
    /// What stands in the coupon field, with the answer to it.
    pub coupon: Option<(String, String)>,
    /// Values of the details step.
    pub details: BTreeMap<String, String>,
    /// Whether the details were accepted.
    pub details_ok: bool,
    /// Messages for fields of the next page.
    pub errors: BTreeMap<String, String>,
    /// Chosen delivery.
    pub delivery: Option<String>,
    /// Wanted hours of delivery, as shown.
    pub slot: String,
    /// Chosen way to pay.
    pub payment: Option<String>,
    /// Last four digits of the card that the provider keeps.
    pub card: Option<String>,
    /// Billing address, where it differs.
    pub billing: BTreeMap<String, String>,
    /// Events for analytics that the next page reports.
    pub events: Vec<Value>,
    /// Whether the checkout was entered.
    pub begun: bool,
    /// Whether the visitor passed the account page that some flaws put first.
    pub admitted: bool,
    /// Product of an express order.
    pub express: Option<String>,
    /// Number of the order that was placed.
    pub order: Option<String>,
}

/// What a basket costs. All amounts with tax, in the smallest unit.
#[derive(Debug, Clone, Serialize)]
pub struct Totals {
    /// Lines.
    pub lines: Vec<Line>,
    /// Pieces.
    pub count: u32,
    /// Sum of the lines.
    pub subtotal: i64,
    /// Price of the chosen delivery, or of the standard one.
    pub delivery: i64,
    /// Fee of the chosen way to pay.
    pub fee: i64,
    /// A compulsory charge that an honest store does not have.
    pub extra: i64,
    /// What is to pay.
    pub total: i64,
    /// Tax contained in it.
    pub tax: i64,
    /// What is missing for free delivery; 0 when reached.
    pub missing: i64,
}

/// One line of a basket.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The product.
    pub product: Product,
    /// Pieces.
    pub count: u32,
    /// Price of all of them.
    pub sum: i64,
}

/// A way of delivery.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    /// Its id in forms.
    pub id: &'static str,
    /// Name.
    pub name: String,
    /// Price with tax.
    pub price: i64,
    /// Day of arrival, in words.
    pub date: String,
}

/// A way to pay.
#[derive(Debug, Clone, Serialize)]
pub struct Payment {
    /// Its id in forms.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// One line about it.
    pub text: &'static str,
    /// Fee with tax.
    pub fee: i64,
}

impl Shop {
    /// A store with empty memory.
    pub fn new(
        language: Language,
        flaws: BTreeSet<String>,
        addresses: (String, String),
        latency_ms: u64,
    ) -> Shop {
        let mut catalog = Catalog::load(language);
        if flaws.contains("review-rating-plausible") {
            catalog
                .reviews
                .iter_mut()
                .for_each(|review| review.stars = 5);
        }
        Shop {
            pages: pages::environment(language, &flaws, &catalog),
            language,
            flaws,
            catalog,
            origin: addresses.0,
            partner: addresses.1,
            latency_ms,
            sessions: Mutex::default(),
        }
    }

    /// Whether the store has this flaw.
    pub fn flaw(&self, id: &str) -> bool {
        self.flaws.contains(id)
    }

    /// Who runs it.
    pub fn store(&self) -> &Store {
        &self.catalog.store
    }

    /// One of two texts, by the store's language.
    pub fn say(&self, en: &'static str, ja: &'static str) -> &'static str {
        match self.language {
            Language::En => en,
            Language::Ja => ja,
        }
    }

    /// What the store remembers of a visitor.
    pub fn recall(&self, id: &str) -> Option<Session> {
        self.sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .0
            .get(id)
            .cloned()
    }

    /// Remembers a visitor; without an id a new one is made up.
    pub fn remember(&self, id: Option<&str>, session: Session) -> String {
        let mut kept = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let id = match id {
            Some(known) if kept.0.contains_key(known) => known.to_string(),
            _ => {
                let fresh = format!("{:016x}{:016x}", chance(), chance());
                kept.1.push(fresh.clone());
                fresh
            }
        };
        kept.0.insert(id.clone(), session);
        while kept.1.len() > SESSIONS {
            let oldest = kept.1.remove(0);
            kept.0.remove(&oldest);
        }
        id
    }

    /// What a basket costs with the choices made so far.
    pub fn totals(&self, session: &Session) -> Totals {
        self.price(
            &session.cart,
            session.delivery.as_deref(),
            session.payment.as_deref(),
        )
    }

    /// What a list of things costs.
    pub fn price(
        &self,
        cart: &[(String, u32)],
        delivery: Option<&str>,
        payment: Option<&str>,
    ) -> Totals {
        let lines: Vec<Line> = cart
            .iter()
            .filter_map(|(slug, count)| {
                let product = self.catalog.product(slug)?.clone();
                Some(Line {
                    sum: product.price * i64::from(*count),
                    product,
                    count: *count,
                })
            })
            .collect();
        let subtotal: i64 = lines.iter().map(|line| line.sum).sum();
        let options = self.deliveries(subtotal);
        let chosen = options
            .iter()
            .find(|option| Some(option.id) == delivery)
            .or(options.first())
            .map_or(0, |option| option.price);
        let fee = self
            .payments()
            .iter()
            .find(|option| Some(option.id) == payment)
            .map_or(0, |option| option.fee);
        let extra = if self.flaw("total-price-upfront-uk") || self.flaw("fee-disclosure-us") {
            self.surcharge()
        } else {
            0
        };
        let total = if lines.is_empty() {
            0
        } else {
            subtotal + chosen + fee + extra
        };
        Totals {
            count: lines.iter().map(|line| line.count).sum(),
            lines,
            subtotal,
            delivery: chosen,
            fee,
            extra,
            total,
            tax: total - net(self.language, total),
            missing: (self.store().free_from - subtotal).max(0),
        }
    }

    /// The charge of the flaws that hide one.
    pub fn surcharge(&self) -> i64 {
        if self.language == Language::En {
            150
        } else {
            220
        }
    }

    /// The ways of delivery for a subtotal, the standard one first.
    pub fn deliveries(&self, subtotal: i64) -> Vec<Delivery> {
        let free = subtotal >= self.store().free_from;
        let day = |days| dates::in_words(self.language, dates::workdays_from(today(), days));
        let mut list = match self.language {
            Language::En => vec![
                Delivery {
                    id: "standard",
                    name: "Standard delivery".into(),
                    price: if free { 0 } else { 395 },
                    date: format!("Arrives by {}", day(3)),
                },
                Delivery {
                    id: "express",
                    name: "Express delivery".into(),
                    price: 695,
                    date: format!("Arrives on {}", day(1)),
                },
                Delivery {
                    id: "collect",
                    name: "Collect from our York shop".into(),
                    price: 0,
                    date: format!("Ready on {} from 10:00", day(1)),
                },
            ],
            Language::Ja => vec![
                Delivery {
                    id: "standard",
                    name: "通常便".into(),
                    price: if free { 0 } else { 550 },
                    date: format!("{}までにお届け予定", day(3)),
                },
                Delivery {
                    id: "express",
                    name: "お急ぎ便".into(),
                    price: 880,
                    date: format!("{}お届け予定", day(1)),
                },
                Delivery {
                    id: "collect",
                    name: "京都店で受け取り".into(),
                    price: 0,
                    date: format!("{} 11:00からお渡し", day(1)),
                },
            ],
        };
        if self.flaw("store-or-pickup-info") {
            list.retain(|option| option.id != "collect");
        }
        list
    }

    /// The ways to pay, the card first.
    pub fn payments(&self) -> Vec<Payment> {
        let mut list = match self.language {
            Language::En => vec![
                Payment {
                    id: "card",
                    name: "Card",
                    text: "Visa, Mastercard, American Express",
                    fee: 0,
                },
                Payment {
                    id: "paypal",
                    name: "PayPal",
                    text: "You confirm with PayPal after the last step.",
                    fee: 0,
                },
                Payment {
                    id: "applepay",
                    name: "Apple Pay or Google Pay",
                    text: "With the wallet of your phone.",
                    fee: 0,
                },
                Payment {
                    id: "bank",
                    name: "Pay by bank",
                    text: "Straight from your banking app, no card needed.",
                    fee: 0,
                },
            ],
            Language::Ja => vec![
                Payment {
                    id: "card",
                    name: "クレジットカード",
                    text: "Visa・Mastercard・JCB・American Express",
                    fee: 0,
                },
                Payment {
                    id: "paypay",
                    name: "PayPay",
                    text: "ご注文後にPayPayアプリでお支払い",
                    fee: 0,
                },
                Payment {
                    id: "konbini",
                    name: "コンビニ払い",
                    text: "ご注文から3日以内にお支払い(手数料無料)",
                    fee: 0,
                },
                Payment {
                    id: "cod",
                    name: "代金引換",
                    text: "商品と引き換えにお支払い(手数料330円・税込)",
                    fee: 330,
                },
                Payment {
                    id: "bank",
                    name: "銀行振込",
                    text: "ご注文から7日以内にお振込み",
                    fee: 0,
                },
            ],
        };
        if self.flaw("preferred-payment-methods") {
            list.truncate(1);
        }
        list
    }

    /// An amount as the store writes it.
    pub fn money(&self, amount: i64) -> String {
        money(self.language, amount)
    }

    /// An amount as structured data writes it.
    pub fn decimal(&self, amount: i64) -> String {
        match self.language {
            Language::En => format!("{}.{:02}", amount / 100, amount.abs() % 100),
            Language::Ja => amount.to_string(),
        }
    }

    /// An event for analytics, in the shape that tag managers read.
    pub fn event(&self, name: &str, totals: &Totals) -> Value {
        let items: Vec<Value> = totals
            .lines
            .iter()
            .map(|line| {
                serde_json::json!({
                    "item_id": line.product.slug, "item_name": line.product.name,
                    "price": self.number(line.product.price), "quantity": line.count
                })
            })
            .collect();
        serde_json::json!({ "event": name, "ecommerce": {
            "currency": self.store().currency, "value": self.number(totals.subtotal), "items": items
        }})
    }

    fn number(&self, amount: i64) -> f64 {
        match self.language {
            Language::En => amount as f64 / 100.0,
            Language::Ja => amount as f64,
        }
    }
}

/// An amount as a store of this language writes it.
pub fn money(language: Language, amount: i64) -> String {
    match language {
        Language::En => format!("£{}.{:02}", amount / 100, amount.abs() % 100),
        Language::Ja => {
            let digits = amount.to_string();
            let grouped: Vec<&str> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
                .collect();
            format!("{}円", grouped.join(","))
        }
    }
}

/// An amount without the tax in it: 20 % on top in Britain, 10 % in Japan.
pub fn net(language: Language, amount: i64) -> i64 {
    match language {
        Language::En => amount - (amount + 3) / 6,
        Language::Ja => amount - amount / 11,
    }
}

/// Counts an order and gives its number.
pub fn place_order() -> String {
    let count = ORDERS.fetch_add(1, Ordering::SeqCst) + 1;
    format!("D{:06}", 100_000 + count)
}

/// The day on which the store answers, in UTC.
pub fn today() -> time::Date {
    OffsetDateTime::now_utc().date()
}

/// A number that cannot be guessed: the seed of std's hash maps comes from the system.
pub fn chance() -> u64 {
    std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish()
}
