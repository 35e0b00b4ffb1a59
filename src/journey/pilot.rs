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
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region, SiteMap};
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

/// An address without fragment, session id and tracking parameters: the same on every load.
pub fn plain(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(url) => crate::crawl::address::visitable(&url).to_string(),
        Err(_) => url.split('#').next().unwrap_or_default().to_owned(),
    }
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
        || [
            Topic::Terms,
            Topic::Privacy,
            Topic::Returns,
            Topic::Cookies,
            Topic::LoginPage,
            Topic::AppPrompt,
            Topic::Newsletter,
            Topic::NotFound,
        ]
        .into_iter()
        .any(|t| lexicon.says(name, t))
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
    if behind_a_modal(c, look) {
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

/// Whether a layer that takes the whole page is open, and the control is not in it.
fn behind_a_modal(c: &Control, look: &Look) -> bool {
    let shown = |handle: &u32| {
        look.controls
            .iter()
            .any(|c| c.handle == *handle && c.visible && c.enabled)
    };
    c.frame == 0
        && look
            .layers
            .iter()
            .any(|l| l.modal && l.controls.iter().any(shown))
        && !look
            .layers
            .iter()
            .any(|l| l.modal && l.controls.contains(&c.handle))
}

pub(super) fn in_open_layer(c: &Control, look: &Look) -> bool {
    look.layers
        .iter()
        .any(|l| (l.dialog || l.modal) && l.controls.contains(&c.handle))
}

/// Controls that may open a menu, most likely first: by their words, by what
/// they say about being closed, by standing in the navigation without leading anywhere.
pub fn menu_openers<'a>(look: &'a Look, lexicon: &Lexicon) -> Vec<&'a Control> {
    let mut scored: Vec<(f64, &Control)> = look
        .controls
        .iter()
        .filter(|c| c.visible && c.enabled && c.state != Some(true))
        .filter_map(|c| {
            let words = guard::words_of(c);
            let bar = matches!(c.region, Some(Region::Header | Region::Nav));
            let leads = c
                .href
                .as_deref()
                .is_some_and(|h| h.starts_with("http") && plain(h) != plain(&look.url));
            if is_aside(c, lexicon)
                || lexicon.strength(&words, Intent::ViewCart) >= 0.5
                || lexicon.says(&c.name, Topic::RegionGate)
            {
                return None;
            }
            let mut score = lexicon.strength(&words, Intent::Menu);
            let hints = c.hints.to_lowercase();
            if [
                "hamburger",
                "burger",
                "menu",
                "navbar-toggle",
                "nav-toggle",
                "drawer",
            ]
            .iter()
            .any(|w| hints.contains(w))
            {
                score += 0.5;
            }
            if bar && c.state == Some(false) {
                score += 0.6;
            }
            if bar
                && leads
                && c.name.chars().count() <= 30
                && not_goods(
                    path_of(c.href.as_deref().unwrap_or_default()),
                    lexicon,
                    &c.name,
                )
            {
                return None;
            }
            if bar && score > 0.0 || bar && c.name.chars().count() <= 30 && c.role != "option" {
                score += 0.3;
            }
            (score >= 0.3 && (!leads || bar)).then_some((score, c))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.handle.cmp(&b.1.handle)));
    scored.into_iter().map(|(_, c)| c).collect()
}

/// Words to ask a store's search for: what it says about itself first, then what many stores sell.
pub fn search_words(look: &Look, lexicon: &Lexicon) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let own = look
        .headings
        .iter()
        .map(|(_, t)| t.as_str())
        .chain(std::iter::once(look.title.as_str()));
    for text in own {
        let mut parts: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| {
                if w.is_ascii() {
                    w.len() >= 4
                } else {
                    w.chars().count() >= 2
                }
            })
            .filter(|w| lexicon.intents(w).is_empty() && lexicon.topics(w).is_empty())
            .map(str::to_lowercase)
            .collect();
        parts.sort_by_key(|w| std::cmp::Reverse(w.chars().count()));
        for word in parts {
            let stop = [
                "welcome",
                "home",
                "shop",
                "store",
                "online",
                "with",
                "your",
                "from",
                "what",
                "this",
                "that",
                "willkommen",
                "bienvenue",
                "bienvenidos",
                "benvenuti",
                "welkom",
                "ようこそ",
                "公式",
            ];
            if !words.contains(&word) && !stop.contains(&word.as_str()) && words.len() < 4 {
                words.push(word);
            }
        }
    }
    let common: [&str; 3] = match look
        .lang
        .as_deref()
        .map(|l| l.get(..2).unwrap_or_default().to_lowercase())
        .as_deref()
    {
        Some("ja") => ["セット", "白", "a"],
        Some("de") => ["set", "weiß", "a"],
        Some("fr") => ["set", "blanc", "a"],
        Some("zh") => ["套装", "白", "a"],
        Some("ko") => ["세트", "a", "s"],
        _ => ["set", "white", "a"],
    };
    words.extend(common.map(str::to_owned));
    words
}
