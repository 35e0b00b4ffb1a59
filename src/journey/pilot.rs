//! Decides what to do next: a pure function of the look, the goal and what was
//! learned on the way. It presses nothing itself.
//!
//! Candidates are scored by evidence (words in ten languages, place on the page,
//! where the address leads, what the crawl knows) and tried in order; the
//! traveller verifies each by what changed and tells the pilot, which will not
//! propose the same thing again.

use crate::journey::fill;
use crate::journey::goods::{not_goods, score_listing, score_product};
use crate::journey::guard;
use crate::journey::hints::{self, Hints};
use crate::journey::likely;
use crate::journey::screen::{self, Screen, place_of};
use crate::journey::unmarked::Ticked;
use crate::model::journey::{Considered, Goal};
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region, SiteMap};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

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

/// Why such a control is pressed.
pub(super) const OPENS_AN_ADDRESS: &str = "opens a form for an address";

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
    /// Addresses of screens of the checkout from which one came to another address.
    pub left: BTreeSet<String>,
    /// Forms that were just filled, by frame and form.
    pub filled_forms: BTreeSet<(u32, Option<u32>)>,
    /// Passwords that the page of the product asked for already, by form and name: how many of each.
    pub site_logins: BTreeMap<String, usize>,
    /// Addresses of the frames of the home page that were left aside.
    pub frames: Vec<String>,
    /// Drawn boxes that were ticked.
    pub ticked: Ticked,
    /// Paths where a cart is likely to be, beside the customary ones.
    pub carts: Vec<String>,
    /// What somebody knows beforehand.
    pub hints: Hints,
    /// Whether the store may know the visitor's address and card, so that one press in the cart may order.
    pub known_customer: bool,
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

    pub(super) fn kind_of(&self, url: &str) -> Option<PageKind> {
        self.kinds.get(&plain(url)).copied()
    }

    pub(super) fn has_failed(&self, goal: Goal, key: &str) -> bool {
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
            let own = match goal {
                Goal::Home => return None,
                Goal::Listing => score_listing(c, look, known, lexicon),
                Goal::Product => score_product(c, look, known, lexicon),
                Goal::Added => score_add(c, look, lexicon),
                Goal::Cart => score_cart(c, look, lexicon),
                Goal::Checkout => score_checkout(c, look, screen, known, lexicon),
                Goal::Address | Goal::Shipping | Goal::Payment | Goal::Review => {
                    score_forward(c, look, screen, known, lexicon)
                }
            };
            let tried = goal == Goal::Product && known.visited_products.contains(&key_of(c));
            let hint = known.hints.because(c, goal).filter(|_| c.enabled && !tried);
            let (score, because) = match (own, hint) {
                (own, Some(because)) => (own.map_or(0.0, |o| o.0) + hints::BONUS, because),
                (own, None) => own?,
            };
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

pub(super) fn same_site(url: &str, look: &Look) -> bool {
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

pub(super) type Scored = Option<(f64, String)>;

fn score_add(c: &Control, look: &Look, lexicon: &Lexicon) -> Scored {
    let score = screen::add_strength(c, look, lexicon);
    (score >= 0.4 && c.enabled).then(|| (score, "its words add to the cart".to_owned()))
}

pub(super) fn score_cart(c: &Control, look: &Look, lexicon: &Lexicon) -> Scored {
    let words = guard::words_of(c);
    let target = leads_to(c, look);
    // A badge has a number for a name: where its script leads says what it counts.
    let counts = !c.name.chars().any(char::is_alphabetic) && c.href.is_none();
    let named = target.as_deref().filter(|_| counts).map_or(0.0, |to| {
        let place = place_of(to);
        let last = place
            .trim_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        lexicon.strength(&last.replace(['-', '_', '.'], " "), Intent::ViewCart)
    });
    let view = lexicon.strength(&words, Intent::ViewCart).max(named);
    let address = target.as_deref().is_some_and(|h| {
        let path = place_of(h).to_lowercase();
        same_site(h, look)
            && [
                "/cart",
                "/carts",
                "/basket",
                "/bag",
                "/warenkorb",
                "/panier",
                "/carrito",
                "/cesta",
                "/carrello",
                "/winkelwagen",
                "/carrinho",
                "/korb",
                "/mandje",
                "/sacola",
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

/// The address that a control leads to: its own, or the one that its script goes to
/// (`onclick="location.href='/cart'"`).
fn leads_to(c: &Control, look: &Look) -> Option<String> {
    static SCRIPT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"location(?:\.href)?\s*=\s*['"]([^'"\s]{1,200})['"]"#)
            .expect("a fixed pattern")
    });
    if c.href.is_some() {
        return c.href.clone();
    }
    let to = SCRIPT.captures(&c.hints)?.get(1)?.as_str();
    let url = url::Url::parse(&look.url).ok()?.join(to).ok()?;
    Some(url.to_string())
}

/// What addresses of checkouts are called besides "/shopping" and "/order".
const CHECKOUTS: [&str; 11] = [
    "checkout",
    "check-out",
    "/kasse",
    "/kassa",
    "/caisse",
    "/cassa",
    "/commande",
    "/afrekenen",
    "/tramitar",
    "/finalizar",
    "/bestell",
];

fn score_checkout(
    c: &Control,
    look: &Look,
    screen: &Screen,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> Scored {
    let words = guard::words_of(c);
    let mut score = lexicon
        .strength(&words, Intent::Checkout)
        .max(lexicon.strength(&words, Intent::Guest));
    let address = c.href.as_deref().is_some_and(|h| {
        same_site(h, look) && {
            let p = place_of(h).to_lowercase();
            CHECKOUTS.iter().any(|word| p.contains(word))
                || p.contains("/shopping") && !p.contains("cart")
                || p.contains("/order") && !p.contains("history") && !p.contains("track")
        }
    });
    if address {
        score = score.max(0.5) + 0.3;
    }
    if score < 0.4 && is_called_checkout(c, lexicon) {
        score = 0.5;
    }
    // "Buy" in a cart, where nobody said yet who one is: it begins the order.
    let submits = matches!(c.kind.as_str(), "submit" | "image");
    if score < 0.4
        && !known.known_customer
        && screen.goals.first() == Some(&Goal::Cart)
        && (submits && lexicon.strength(&words, Intent::BuyNow) >= 0.9
            || names_an_order(c, look, lexicon))
    {
        score = 0.4;
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
    // "Checkout with PayPal" leads to the wallet, whatever else it says.
    if lexicon.strength(&words, Intent::Wallet) >= 0.25
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

/// "Place your order" outside of any form, in a cart in which nothing else leads to the checkout: a script
/// opens the checkout by it. What it sends is looked at, see [`crate::journey::fence::Fence::only_read`].
pub(super) fn names_an_order(c: &Control, look: &Look, lexicon: &Lexicon) -> bool {
    let leads = |c: &Control| lexicon.strength(&guard::words_of(c), Intent::Checkout) >= 0.4;
    let content = |c: &Control| Region::is_content(c.region);
    c.form.is_none()
        && c.href.is_none()
        && content(c)
        && !leads(c)
        && lexicon.strength(&guard::words_of(c), Intent::PlaceOrder) >= 0.9
        && !look
            .controls
            .iter()
            .any(|other| other.visible && content(other) && leads(other))
}

fn score_forward(
    c: &Control,
    look: &Look,
    screen: &Screen,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> Scored {
    let sends = matches!(c.kind.as_str(), "submit" | "image");
    if matches!(c.region, Some(Region::Header | Region::Footer))
        || c.region == Some(Region::Nav) && !sends
        || !c.enabled
        || matches!(
            c.role.as_str(),
            "option" | "combobox" | "radio" | "checkbox" | "switch"
        )
        // A tab leads on only to what it says that it holds.
        || c.role == "tab" && (c.state == Some(true) || lexicon.strength(&c.name, Intent::Guest) < 0.4)
    {
        return None;
    }
    if behind_a_modal(c, look) || sends_a_search(c, look) {
        return None;
    }
    if leads_to_a_field(c, look) || is_a_complaint(c, look) {
        return None;
    }
    let words = guard::words_of(c);
    let strength = |i| lexicon.strength(&words, i);
    let declines = known.checkout_entered && declines_an_offer(c, look, screen, lexicon);
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
            && !(declines && harmful == Intent::Close)
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
    let for_guests = guard::beside_guest_words(c, lexicon);
    if for_guests {
        score = 1.1;
        because = vec!["stands beside words for guests"];
    }
    for (intent, weight, why) in [
        (Intent::Guest, 1.3, "goes on as a guest"),
        (Intent::Review, 1.15, "goes to the review"),
        (Intent::Continue, 1.0, "goes on"),
        (Intent::Checkout, 0.8, "leads to the checkout"),
        (Intent::Choose, 0.6, "chooses"),
        (Intent::AddressLookup, 0.2, "looks an address up"),
        (Intent::NewAddress, 0.9, OPENS_AN_ADDRESS),
    ] {
        let s = strength(intent) * weight;
        if s > score {
            score = s;
            because = vec![why];
        }
    }
    if declines && score < 0.55 {
        score = 0.55;
        because = vec!["declines an offer"];
    }
    let only = because.first().copied();
    if only == Some("leads to the checkout") && leads_to_itself(c, look)
        || leads_round(c, look, known)
        || only == Some("chooses") && has_chosen(c, look)
        || only == Some(OPENS_AN_ADDRESS) && screen.goals.contains(&Goal::Address)
    {
        return None;
    }
    let login = strength(Intent::Login).max(strength(Intent::Register));
    if login >= 0.5 {
        score -= login * 1.2;
    }
    let submits = c.kind == "submit"
        || c.kind == "image"
        || c.tag == "button" && c.form.is_some()
        || submits_by_script(c);
    let own_form = c.form.is_some() && known.filled_forms.contains(&(c.frame, c.form));
    if submits && own_form {
        score += 0.4;
        because.push("sends the form that was filled");
    }
    if score < 0.3 && likely::follows_what_was_filled(c, look, screen, known, lexicon) {
        score = 0.45;
        because = vec!["stands below what was filled in"];
    }
    if score < 0.3 || strength(Intent::Guest) < 0.4 && sends_a_login(c, look) {
        return None;
    }
    if c.href.is_some() && c.role == "link" && !submits {
        let to = place_of(c.href.as_deref().unwrap_or_default()).to_lowercase();
        if !same_site(c.href.as_deref().unwrap_or_default(), look)
            && !c
                .href
                .as_deref()
                .is_some_and(|h| h.starts_with("javascript:"))
            // A guest's way may well be called "no_account" or "create_guest_account".
            || not_goods(&to, lexicon, "")
                && !to.contains("checkout")
                && !for_guests
                && strength(Intent::Guest) < 0.4
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

/// Whether "no, thanks" is pressed to get on: on a page of its own that offers something more and asks
/// for nothing.
fn declines_an_offer(c: &Control, look: &Look, screen: &Screen, lexicon: &Lexicon) -> bool {
    let content = |region| matches!(region, Some(Region::Main) | None);
    content(c.region)
        && c.name.chars().count() >= 4
        && screen.final_control.is_none()
        && !screen.takes_payment
        && !in_open_layer(c, look)
        && lexicon.strength(&guard::words_of(c), Intent::Close) >= 0.6
        && !look.fields.iter().any(|f| f.visible && content(f.region))
}

/// Whether the developers called a button the checkout's, where its words are of a language that nobody
/// here reads.
fn is_called_checkout(c: &Control, lexicon: &Lexicon) -> bool {
    let sends = matches!(c.kind.as_str(), "submit" | "image") || c.tag == "button";
    sends
        && c.region != Some(Region::Header)
        && !c.name.trim().is_empty()
        && lexicon.intents(&c.name).is_empty()
        && lexicon.strength(&c.hints, Intent::Checkout) >= 0.4
        && [
            Intent::ViewCart,
            Intent::Back,
            Intent::Remove,
            Intent::Wallet,
        ]
        .into_iter()
        .all(|i| lexicon.strength(&c.hints, i) < 0.4)
}

/// Whether a link in a form says in its script that it sends a form.
pub(super) fn submits_by_script(c: &Control) -> bool {
    let script = c
        .href
        .as_deref()
        .filter(|h| h.starts_with("javascript:"))
        .unwrap_or_default();
    let said = format!("{script} {}", c.hints).to_lowercase();
    c.form.is_some() && c.tag == "a" && said.contains("submit") && said.contains('(')
}

/// Whether a control belongs to a form that only logs a customer in, whatever it is called.
fn sends_a_login(c: &Control, look: &Look) -> bool {
    c.form.is_some() && fill::login_forms(look).contains(&(c.frame, c.form))
}

/// Whether a control belongs to a form that searches: many a button there has no name but its kind's.
fn sends_a_search(c: &Control, look: &Look) -> bool {
    fill::search_forms(look).contains(&(c.frame, c.form))
}

/// Whether a control is one of the mistakes that a form lists, to be pressed to get to its field.
fn is_a_complaint(c: &Control, look: &Look) -> bool {
    c.name.chars().count() > 12
        && look
            .messages
            .iter()
            .any(|m| m.error && m.text.contains(&c.name))
}

/// Whether a link leads to the very page that it stands on, as the last of a row of crumbs does.
fn leads_to_itself(c: &Control, look: &Look) -> bool {
    c.href.as_deref().is_some_and(|href| {
        href.starts_with("http")
            && !href.contains('#')
            && same_site(href, look)
            && place_of(href) == place_of(&look.url)
    })
}

/// Whether a link leads to the very address that is shown, or to a screen of the checkout that was left
/// already: a side column links the checkout's entrances from every page.
fn leads_round(c: &Control, look: &Look, known: &Knowledge) -> bool {
    let Some(href) = c
        .href
        .as_deref()
        .filter(|h| c.role == "link" && h.starts_with("http") && !h.contains('#'))
    else {
        return false;
    };
    let target = plain(href);
    known.left.contains(&target) || known.checkout_entered && target == plain(&look.url)
}

/// Whether what a "choose" button sets stands beside it already: a field that nobody can type into.
fn has_chosen(c: &Control, look: &Look) -> bool {
    look.fields.iter().any(|f| {
        let beside =
            f.rect.x + f.rect.w - 4.0 <= c.rect.x && c.rect.x <= f.rect.x + f.rect.w + 80.0;
        let level = (f.rect.y - c.rect.y).abs() < 24.0;
        f.visible && f.readonly && f.filled && f.frame == c.frame && beside && level
    })
}

/// Whether a link only jumps to a field of this page, as those in a list of mistakes do.
fn leads_to_a_field(c: &Control, look: &Look) -> bool {
    let Some((page, fragment)) = c.href.as_deref().and_then(|href| href.split_once('#')) else {
        return false;
    };
    !fragment.is_empty()
        && plain(page) == plain(&look.url)
        && look.fields.iter().any(|f| f.id == fragment)
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

#[cfg(test)]
mod tests;
