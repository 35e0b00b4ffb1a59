//! Decides what to do next: a pure function of the look, the goal and what was
//! learned on the way. It presses nothing itself.
//!
//! Candidates are scored by evidence (words in ten languages, place on the page,
//! where the address leads, what the crawl knows) and tried in order; the
//! traveller verifies each by what changed and tells the pilot, which will not
//! propose the same thing again.

use crate::journey::guard;
use crate::journey::screen::{self, Screen, path_of};
use crate::model::journey::{Considered, Goal};
use crate::model::look::{Control, Layer, Look};
use crate::model::page::{PageKind, Region, SiteMap};
use crate::model::plan::Consent;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::{BTreeMap, BTreeSet};

/// What the pilot wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Press a control of the look.
    Press {
        /// Its handle.
        handle: u32,
    },
    /// Open an address.
    Open {
        /// The address.
        url: String,
    },
    /// The goal is already met by this look.
    Arrived,
    /// Nothing is left to try.
    GiveUp,
}

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What to do.
    pub action: Action,
    /// What was considered, best first, at most 8.
    pub considered: Vec<Considered>,
}

/// What was learned on the way.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// What the crawl says an address is, by address without fragment.
    pub kinds: BTreeMap<String, PageKind>,
    /// Products that the crawl saw sold out.
    pub sold_out: BTreeSet<String>,
    /// Attempts that led nowhere: `(goal, key)`.
    pub failed: BTreeSet<(Goal, String)>,
    /// Addresses of product pages that were tried and cannot be bought.
    pub visited_products: BTreeSet<String>,
    /// Whether the checkout was entered.
    pub checkout_entered: bool,
    /// Forms that were just filled, by frame and form.
    pub filled_forms: BTreeSet<(u32, Option<u32>)>,
}

impl Knowledge {
    /// Takes over what the crawl knows.
    pub fn from_site(site: Option<&SiteMap>, lexicon: &Lexicon) -> Knowledge {
        let mut knowledge = Knowledge::default();
        for page in site.iter().flat_map(|s| &s.pages) {
            if page.status != Some(200) || page.kind_certainty < 0.4 {
                continue;
            }
            for url in [&page.url, &page.final_url] {
                knowledge.kinds.insert(plain(url), page.kind);
            }
            let Some(facts) = &page.facts else { continue };
            let out = facts
                .structured
                .iter()
                .any(|s| s.to_string().contains("OutOfStock"));
            if page.kind == PageKind::Product
                && (out
                    || lexicon.says(
                        &facts.text.chars().take(3_000).collect::<String>(),
                        Topic::SoldOut,
                    ))
            {
                knowledge.sold_out.insert(plain(&page.final_url));
            }
        }
        knowledge
    }

    fn kind_of(&self, url: &str) -> Option<PageKind> {
        self.kinds.get(&plain(url)).copied()
    }

    fn has_failed(&self, goal: Goal, key: &str) -> bool {
        self.failed.contains(&(goal, key.to_owned()))
    }
}

/// An address without fragment.
pub fn plain(url: &str) -> String {
    url.split('#').next().unwrap_or_default().to_owned()
}

/// The key under which an attempt is remembered: what it leads to, or what it is called.
pub fn key_of(control: &Control) -> String {
    match &control.href {
        Some(href) if !href.starts_with("javascript:") && !href.ends_with('#') => plain(href),
        Some(_) | None => format!("{}|{}", control.name, control.selector),
    }
}

/// Decides the next action towards a goal.
pub fn decide(
    look: &Look,
    screen: &Screen,
    goal: Goal,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> Decided {
    let mut scored: Vec<(f64, String, &Control)> = look
        .controls
        .iter()
        .filter(|c| c.visible || goal <= Goal::Product && c.href.is_some())
        .filter_map(|c| {
            let (score, because) = match goal {
                Goal::Home => return None,
                Goal::Listing => score_listing(c, look, known, lexicon),
                Goal::Product => score_product(c, look, known, lexicon),
                Goal::Added => score_add(c, look, lexicon),
                Goal::Cart => score_cart(c, look, lexicon),
                Goal::Checkout => score_checkout(c, look, lexicon),
                Goal::Address | Goal::Shipping | Goal::Payment | Goal::Review => {
                    score_forward(c, look, screen, known, lexicon)
                }
            }?;
            (score > 0.0
                && !known.has_failed(goal, &key_of(c))
                && guard::may_press(c, screen, lexicon).is_ok())
            .then_some((score, because, c))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.handle.cmp(&b.2.handle)));
    let mut seen = BTreeSet::new();
    scored.retain(|(_, _, c)| seen.insert(key_of(c)));
    let considered = scored
        .iter()
        .take(8)
        .map(|(score, because, c)| Considered {
            name: c.name.clone(),
            selector: c.selector.clone(),
            score: (score * 100.0).round() / 100.0,
            because: because.clone(),
        })
        .collect();
    let action = match scored.first() {
        Some((_, _, best)) => press_or_open(best),
        None => Action::GiveUp,
    };
    Decided { action, considered }
}

/// A link that cannot be seen (in a closed menu) is opened by its address; everything else is pressed.
fn press_or_open(control: &Control) -> Action {
    match &control.href {
        Some(href) if !control.visible && href.starts_with("http") => {
            Action::Open { url: href.clone() }
        }
        Some(_) | None => Action::Press {
            handle: control.handle,
        },
    }
}

fn same_site(url: &str, look: &Look) -> bool {
    let host = |u: &str| {
        url::Url::parse(u).ok().and_then(|u| {
            u.host_str()
                .map(|h| h.trim_start_matches("www.").to_owned())
        })
    };
    let (there, here) = (host(url), host(&look.url));
    there.is_some() && there == here
        || matches!((&there, &here), (Some(t), Some(h)) if t.ends_with(&format!(".{h}")))
}

/// Anything that must never be pressed on the way to a product.
fn is_aside(control: &Control, lexicon: &Lexicon) -> bool {
    [
        Intent::Aside,
        Intent::Login,
        Intent::Register,
        Intent::Logout,
        Intent::Subscribe,
        Intent::Remove,
        Intent::Search,
        Intent::Back,
        Intent::Close,
    ]
    .into_iter()
    .any(|i| lexicon.strength(&control.name, i) >= 0.7)
}

type Scored = Option<(f64, String)>;

fn score_listing(c: &Control, look: &Look, known: &Knowledge, lexicon: &Lexicon) -> Scored {
    let href = c
        .href
        .as_deref()
        .filter(|h| h.starts_with("http") && same_site(h, look))?;
    if plain(href) == plain(&look.url) || is_aside(c, lexicon) || c.name.is_empty() {
        return None;
    }
    let mut because = Vec::new();
    let mut score = 0.0;
    match known.kind_of(href) {
        Some(PageKind::Listing) => {
            score += 3.0;
            because.push("the crawl saw a list of products");
        }
        Some(PageKind::Other) | None => {}
        Some(_) => return None,
    }
    let path = path_of(href).to_lowercase();
    if path.len() <= 1 {
        return None;
    }
    if [
        "/category",
        "/categories",
        "/collections",
        "/c/",
        "/catalog",
        "/products",
        "/shop",
        "/list",
        "/kategorie",
        "/categorie",
        "/department",
    ]
    .iter()
    .any(|w| path.contains(w))
    {
        score += 0.8;
        because.push("address of a category");
    }
    match c.region {
        Some(Region::Nav | Region::Header) => {
            score += 0.7;
            because.push("in the navigation");
        }
        Some(Region::Main) => score += 0.3,
        Some(Region::Aside) => score += 0.4,
        Some(Region::Footer) => score -= 0.6,
        Some(Region::Dialog) | None => {}
    }
    for (words, plus) in [
        ("shop all", 0.8),
        ("all products", 0.9),
        ("商品一覧", 0.9),
        ("すべての商品", 0.9),
        ("new", 0.1),
    ] {
        if c.name.to_lowercase().contains(words) {
            score += plus;
        }
    }
    if not_goods(&path, lexicon, &c.name) {
        score -= 1.5;
    }
    if c.visible {
        score += 0.3;
    }
    Some((score, because.join(", ")))
}

/// Help, legal, account and blog pages, by address and words.
fn not_goods(path: &str, lexicon: &Lexicon, name: &str) -> bool {
    const PATHS: [&str; 22] = [
        "about",
        "contact",
        "faq",
        "help",
        "blog",
        "news",
        "privacy",
        "terms",
        "policy",
        "legal",
        "account",
        "login",
        "register",
        "signin",
        "cart",
        "basket",
        "checkout",
        "wishlist",
        "guide",
        "store-locator",
        "tokusho",
        "company",
    ];
    PATHS.iter().any(|w| path.contains(w))
        || [
            Intent::ViewCart,
            Intent::Checkout,
            Intent::Login,
            Intent::Register,
        ]
        .into_iter()
        .any(|i| lexicon.strength(name, i) >= 0.7)
}

fn score_product(c: &Control, look: &Look, known: &Knowledge, lexicon: &Lexicon) -> Scored {
    let href = c
        .href
        .as_deref()
        .filter(|h| h.starts_with("http") && same_site(h, look))?;
    let target = plain(href);
    if target == plain(&look.url)
        || known.visited_products.contains(&target)
        || is_aside(c, lexicon)
    {
        return None;
    }
    let mut because = Vec::new();
    let mut score = 0.0;
    match known.kind_of(href) {
        Some(PageKind::Product) => {
            score += 3.0;
            because.push("the crawl saw a product");
        }
        Some(PageKind::Other) | None => {}
        Some(_) => return None,
    }
    let path = path_of(href).to_lowercase();
    if path.len() <= 1 {
        return None;
    }
    if [
        "/product",
        "/p/",
        "/item",
        "/dp/",
        "/goods",
        "/prod",
        "-p-",
        "/shop/",
        "/artikel",
        "/produit",
        "/producto",
        "/prodotto",
        "/produto",
        "/catalogue/",
        "/detail",
    ]
    .iter()
    .any(|w| path.contains(w))
    {
        score += 0.7;
        because.push("address of a product");
    }
    let price = !crate::crawl::extract::prices::find(&c.around).is_empty()
        || !crate::crawl::extract::prices::find(&c.name).is_empty();
    if price {
        score += 1.2;
        because.push("stands beside a price");
    }
    match c.region {
        Some(Region::Main) => score += 0.5,
        Some(Region::Header | Region::Nav | Region::Footer) => score -= 1.0,
        Some(Region::Aside | Region::Dialog) | None => {}
    }
    if lexicon.says(&c.around, Topic::SoldOut) || known.sold_out.contains(&target) {
        score -= 2.5;
        because.push("sold out");
    }
    if not_goods(&path, lexicon, &c.name) {
        score -= 1.5;
    }
    if c.visible {
        score += 0.3;
    }
    Some((score, because.join(", ")))
}

fn score_add(c: &Control, look: &Look, lexicon: &Lexicon) -> Scored {
    let score = screen::add_strength(c, look, lexicon);
    (score >= 0.4 && c.enabled).then(|| (score, "its words add to the cart".to_owned()))
}

fn score_cart(c: &Control, look: &Look, lexicon: &Lexicon) -> Scored {
    let words = guard::words_of(c);
    let view = lexicon.strength(&words, Intent::ViewCart);
    let address = c.href.as_deref().is_some_and(|h| {
        let path = path_of(h).to_lowercase();
        same_site(h, look)
            && [
                "/cart",
                "/basket",
                "/bag",
                "/warenkorb",
                "/panier",
                "/carrito",
                "/cesta",
                "/carrello",
                "/winkelwagen",
                "/carrinho",
            ]
            .iter()
            .any(|w| {
                path.ends_with(w)
                    || path.ends_with(&format!("{w}/"))
                    || path.contains(&format!("{w}."))
            })
    });
    let mut score = view.max(if address { 0.8 } else { 0.0 });
    if score < 0.35
        || lexicon.strength(&words, Intent::AddToCart) > view
        || lexicon.strength(&words, Intent::Remove) >= 0.6
    {
        return None;
    }
    if address {
        score += 0.3;
    }
    if in_open_layer(c, look) {
        score += 0.4;
    }
    if c.region == Some(Region::Footer) {
        score -= 0.3;
    }
    Some((
        score,
        if address {
            "leads to the cart".to_owned()
        } else {
            "its words show the cart".to_owned()
        },
    ))
}

fn score_checkout(c: &Control, look: &Look, lexicon: &Lexicon) -> Scored {
    let words = guard::words_of(c);
    let mut score = lexicon.strength(&words, Intent::Checkout);
    let address = c.href.as_deref().is_some_and(|h| {
        same_site(h, look) && {
            let p = path_of(h).to_lowercase();
            p.contains("checkout")
                || p.contains("/kasse")
                || p.contains("/shopping") && !p.contains("cart")
                || p.contains("/order") && !p.contains("history") && !p.contains("track")
        }
    });
    if address {
        score = score.max(0.5) + 0.3;
    }
    if score < 0.4 {
        // A form that leaves the cart by a submit without known words.
        let forward = lexicon.strength(&words, Intent::Continue);
        if forward >= 0.6 && c.region != Some(Region::Header) {
            score = forward * 0.6;
        } else {
            return None;
        }
    }
    if lexicon.strength(&words, Intent::Wallet) >= 0.5
        || lexicon.strength(&words, Intent::Back) >= 0.8
    {
        return None;
    }
    if !c.enabled {
        score -= 0.5;
    }
    if in_open_layer(c, look) {
        score += 0.4;
    }
    match c.region {
        Some(Region::Main) => score += 0.3,
        Some(Region::Header | Region::Nav | Region::Footer) => score -= 0.3,
        Some(Region::Aside | Region::Dialog) | None => {}
    }
    Some((
        score + (c.rect.w * c.rect.h / 60_000.0).min(0.2),
        "its words lead to the checkout".to_owned(),
    ))
}

fn score_forward(
    c: &Control,
    look: &Look,
    screen: &Screen,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> Scored {
    if matches!(
        c.region,
        Some(Region::Header | Region::Footer | Region::Nav)
    ) || !c.enabled
        || matches!(
            c.role.as_str(),
            "option" | "combobox" | "radio" | "tab" | "checkbox" | "switch"
        )
    {
        return None;
    }
    let words = guard::words_of(c);
    let strength = |i| lexicon.strength(&words, i);
    for harmful in [
        Intent::Back,
        Intent::Edit,
        Intent::Remove,
        Intent::Wallet,
        Intent::ApplyCode,
        Intent::Search,
        Intent::Subscribe,
        Intent::Logout,
        Intent::Close,
        Intent::Aside,
        Intent::ViewCart,
        Intent::AddToCart,
    ] {
        if strength(harmful) >= 0.6
            && strength(harmful)
                > strength(Intent::Continue)
                    .max(strength(Intent::Review))
                    .max(strength(Intent::Guest))
        {
            return None;
        }
    }
    let mut because = Vec::new();
    let mut score: f64 = 0.0;
    for (intent, weight, why) in [
        (Intent::Guest, 1.3, "goes on as a guest"),
        (Intent::Review, 1.15, "goes to the review"),
        (Intent::Continue, 1.0, "goes on"),
        (Intent::Checkout, 0.8, "leads to the checkout"),
        (Intent::Choose, 0.6, "chooses"),
        (Intent::AddressLookup, 0.2, "looks an address up"),
    ] {
        let s = strength(intent) * weight;
        if s > score {
            score = s;
            because = vec![why];
        }
    }
    let login = strength(Intent::Login).max(strength(Intent::Register));
    if login >= 0.5 {
        score -= login * 1.2;
    }
    let submits = c.kind == "submit" || c.kind == "image" || c.tag == "button" && c.form.is_some();
    let own_form = c.form.is_some() && known.filled_forms.contains(&(c.frame, c.form));
    if submits && own_form {
        score += 0.4;
        because.push("sends the form that was filled");
    }
    if score < 0.3 {
        return None;
    }
    if c.href.is_some() && c.role == "link" && !submits {
        let to = path_of(c.href.as_deref().unwrap_or_default()).to_lowercase();
        if !same_site(c.href.as_deref().unwrap_or_default(), look)
            && !c
                .href
                .as_deref()
                .is_some_and(|h| h.starts_with("javascript:"))
            || not_goods(&to, lexicon, "") && !to.contains("checkout")
        {
            return None;
        }
    }
    if in_open_layer(c, look) {
        score += 0.4;
    }
    if screen.takes_payment && !guard::leads_forward(&words, lexicon) {
        return None;
    }
    Some((
        score + (c.rect.w * c.rect.h / 60_000.0).min(0.15),
        because.join(", "),
    ))
}

fn in_open_layer(c: &Control, look: &Look) -> bool {
    look.layers
        .iter()
        .any(|l| (l.dialog || l.modal) && l.controls.contains(&c.handle))
}

/// How to get a layer out of the way.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerMove {
    /// `reject-consent`, `accept-consent`, `close-layer`, `confirm-age`, `confirm-region`.
    pub kind: &'static str,
    /// Control to press; `None`: press Escape.
    pub handle: Option<u32>,
    /// Its name.
    pub name: String,
    /// Its selector.
    pub selector: String,
}

/// What to do about layers that are in the way; `None` when nothing is.
///
/// Only layers that the shop put there by itself are touched: a cart drawer that
/// the pilot opened holds a way on and is left alone.
pub fn clear_the_way(
    look: &Look,
    consent: Consent,
    failed: &BTreeSet<String>,
    lexicon: &Lexicon,
) -> Option<LayerMove> {
    let mut layers: Vec<&Layer> = look
        .layers
        .iter()
        .filter(|l| l.dialog || l.fixed || l.cover > 0.3)
        .collect();
    layers.sort_by(|a, b| b.cover.total_cmp(&a.cover));
    for layer in layers {
        let controls: Vec<&Control> = look
            .controls
            .iter()
            .filter(|c| {
                layer.controls.contains(&c.handle)
                    && c.visible
                    && c.enabled
                    && !failed.contains(&c.selector)
            })
            .collect();
        let best = |intent: Intent, least: f64| {
            controls
                .iter()
                .map(|c| (lexicon.strength(&guard::words_of(c), intent), *c))
                .filter(|(s, _)| *s >= least)
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, c)| c)
        };
        let to = |kind, c: &Control| {
            Some(LayerMove {
                kind,
                handle: Some(c.handle),
                name: c.name.clone(),
                selector: c.selector.clone(),
            })
        };
        let about_cookies = lexicon.says(&layer.text, Topic::Cookies) && !controls.is_empty();
        if about_cookies {
            match consent {
                Consent::None => continue,
                Consent::Accept => {
                    if let Some(c) = best(Intent::AcceptConsent, 0.5) {
                        return to("accept-consent", c);
                    }
                }
                Consent::Reject => {
                    if let Some(c) = best(Intent::RejectConsent, 0.5) {
                        return to("reject-consent", c);
                    }
                    if let Some(c) =
                        best(Intent::SaveConsent, 0.6).filter(|_| layer.text.len() > 300)
                    {
                        return to("reject-consent", c);
                    }
                    if let Some(c) = best(Intent::ConsentSettings, 0.5) {
                        return to("consent-settings", c);
                    }
                }
            }
            if let Some(c) = best(Intent::Close, 0.5).or_else(|| best(Intent::AcceptConsent, 0.5)) {
                return to("close-consent", c);
            }
            continue;
        }
        if lexicon.says(&layer.text, Topic::AgeGate)
            && let Some(c) = best(Intent::ConfirmAge, 0.4)
        {
            return to("confirm-age", c);
        }
        let blocks = layer.modal || layer.cover > 0.5 || layer.dialog && layer.cover > 0.15;
        let leads_on = controls.iter().any(|c| {
            [Intent::Checkout, Intent::ViewCart]
                .into_iter()
                .any(|i| lexicon.strength(&guard::words_of(c), i) >= 0.5)
        });
        let asks = look
            .fields
            .iter()
            .filter(|f| {
                f.visible
                    && inside(f.rect, layer)
                    && !matches!(
                        f.purpose.as_str(),
                        "email" | "x-newsletter" | "x-search" | "tel"
                    )
            })
            .count()
            >= 2;
        if !blocks || leads_on || asks {
            continue;
        }
        if let Some(c) = best(Intent::Close, 0.4) {
            return to("close-layer", c);
        }
        if let Some(c) = best(Intent::ConfirmRegion, 0.4) {
            return to("confirm-region", c);
        }
        if let Some(c) = best(Intent::ConfirmAge, 0.5) {
            return to("confirm-age", c);
        }
        // A small, nameless or one-sign control in the upper corner closes.
        if let Some(c) = controls.iter().find(|c| {
            c.rect.w <= 64.0
                && c.rect.h <= 64.0
                && c.name.chars().count() <= 1
                && c.rect.y < layer.rect.y + layer.rect.h * 0.35
        }) {
            return to("close-layer", c);
        }
        if !failed.contains("Escape") {
            return Some(LayerMove {
                kind: "close-layer",
                handle: None,
                name: "Escape".into(),
                selector: "Escape".into(),
            });
        }
    }
    None
}

fn inside(rect: crate::model::look::Rect, layer: &Layer) -> bool {
    rect.x >= layer.rect.x - 1.0
        && rect.y >= layer.rect.y - 1.0
        && rect.x + rect.w <= layer.rect.x + layer.rect.w + 1.0
        && rect.y + rect.h <= layer.rect.y + layer.rect.h + 1.0
}
