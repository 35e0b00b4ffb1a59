//! Tells what a look shows: which goals the screen serves, whether it takes
//! payment, where the control is that would place the order, what is in the way.
//!
//! Everything is read from purposes, words and structure. No shop software is
//! known here by name.

use crate::journey::basket::{CART_PATH, is_cart};
use crate::journey::cards::{self, Kind};
use crate::journey::fill;
use crate::journey::guard;
use crate::journey::near::{self, Trail};
use crate::journey::pilot;
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use regex::Regex;
use std::sync::LazyLock;

/// What a look shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Screen {
    /// Goals that it serves, the furthest first; empty for an ordinary page.
    pub goals: Vec<Goal>,
    /// Whether it belongs to the checkout.
    pub in_checkout: bool,
    /// Whether it only asks who one is: a customer who logs in, or a guest.
    pub asks_who: bool,
    /// Whether it asks for card data or a way to pay.
    pub takes_payment: bool,
    /// Handle of the control that would place the order.
    pub final_control: Option<u32>,
    /// Whether that control can be pressed.
    pub final_enabled: bool,
    /// Whether nothing is asked any more, so that whatever is pressed may order.
    pub last: bool,
    /// Handles of controls of a payment screen that may order although their words only lead forward.
    pub closing: Vec<u32>,
    /// Whether it asks for the address and promises a screen to check the order on before the end.
    pub review_promised: bool,
    /// A wall: `(code, detail)`.
    pub wall: Option<(&'static str, String)>,
}

impl Screen {
    /// The goal that names the screen in reports.
    pub fn main_goal(&self) -> Option<Goal> {
        self.goals.first().copied()
    }
}

/// What is known besides the look itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// HTTP status of the document, where it was loaded.
    pub status: Option<u16>,
    /// Whether the pilot has pressed a control that leads into the checkout.
    pub checkout_entered: bool,
    /// What was done on the way.
    pub trail: Option<&'a Trail>,
}

/// Reads a look.
pub fn recognise(look: &Look, context: Context<'_>, lexicon: &Lexicon) -> Screen {
    let mut screen = Screen {
        wall: wall(look, context, lexicon),
        ..Screen::default()
    };
    let place = place_of(&look.url);
    let path = place.as_str();
    // A newsletter in the footer or a login in the header belongs to every page.
    let shown = |f: &&Field| f.visible && !f.purpose.is_empty() && Region::is_content(f.region);
    let has = |purposes: &[&str]| {
        look.fields
            .iter()
            .filter(shown)
            .any(|f| purposes.contains(&f.purpose.as_str()))
    };
    let card = has(&["cc-number", "cc-csc", "cc-exp", "cc-exp-month", "cc-name"]);
    let pays = card
        || has(&["x-payment-method"])
        || cards::offers(look, Kind::Payment, lexicon)
        || pays_by_links(look, lexicon);
    let cart = is_cart(look, path, lexicon);
    // A cart that reckons what delivery costs asks where to, and neither who nor which street.
    let estimates = cart
        && !has(&[
            "address-line1",
            "street-address",
            "name",
            "given-name",
            "family-name",
            "email",
            "tel",
        ]);
    let address = !estimates
        && has(&[
            "address-line1",
            "street-address",
            "postal-code",
            "address-level2",
            "address-level1",
        ])
        && look.fields.iter().filter(shown).count() >= 3;
    let ships = has(&["x-shipping-method"])
        || ships_by_buttons(look, lexicon)
        || cards::offers(look, Kind::Delivery, lexicon);
    let account_fields =
        has(&["current-password", "x-guest", "new-password"]) || guest_offered(look, lexicon);
    let contact = has(&["email"]);
    screen.asks_who = !address && !pays && asks_who(look, lexicon);

    screen.in_checkout = context.checkout_entered
        && (CHECKOUT_PATH.is_match(path)
            && !(cart && (CART_PATH.is_match(path) || leads_to_the_checkout(look, lexicon)))
            || address
            || pays
            || ships
            || account_fields
            || contact
            || final_of(look, &screen, lexicon).is_some()
            || context.trail.is_some_and(|t| near::belongs(look, t)) && !cart);
    if screen.in_checkout {
        screen.takes_payment =
            pays || PAYMENT_PATH.is_match(path) && has_heading(look, lexicon, Topic::PaymentStep);
        if let Some(control) = final_of(look, &screen, lexicon) {
            screen.final_control = Some(control.handle);
            screen.final_enabled = control.enabled;
            screen.goals.push(Goal::Review);
        }
        if pays || screen.takes_payment {
            screen.goals.push(Goal::Payment);
        }
        if ships {
            screen.goals.push(Goal::Shipping);
        }
        if address {
            screen.goals.push(Goal::Address);
        }
        if let Some(trail) = context.trail {
            near::judge(look, &mut screen, trail, lexicon);
        }
        if screen.goals.is_empty() || (account_fields && !address) {
            screen.goals.push(Goal::Checkout);
        }
        return screen;
    }
    if cart {
        screen.goals.push(Goal::Cart);
    } else if add_control(look, lexicon).is_some() {
        screen.goals.push(Goal::Product);
    }
    screen
}

/// Whether a link in the content that names the checkout leads to another address: what shows it is not
/// the checkout yet, whatever its own address is called.
fn leads_to_the_checkout(look: &Look, lexicon: &Lexicon) -> bool {
    let content = |region| {
        !matches!(
            region,
            Some(Region::Header | Region::Footer | Region::Nav | Region::Dialog)
        )
    };
    look.controls.iter().any(|c| {
        c.visible
            && content(c.region)
            && lexicon.strength(&guard::words_of(c), Intent::Checkout) >= 0.8
            && c.href.as_deref().is_some_and(|h| {
                h.starts_with("http") && pilot::plain(h) != pilot::plain(&look.url)
            })
    })
}

static CHECKOUT_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(check-?out|/kasse|/caisse|/commande|/order|/purchase|/shopping|/buy|/onestep|/payment|/bestell|/pago|/finalizar|/cassa|/afrekenen|/tunnel)").expect("a fixed pattern")
});
static PAYMENT_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(payment|/pay\b|zahlung|paiement|pago|pagamento|betaling|settle)")
        .expect("a fixed pattern")
});

/// The path of an address, without host and query.
pub fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let path = rest.find('/').map_or("", |i| &rest[i..]);
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Query keys by which a script of many pages is told which one to show.
const ROUTES: [&str; 11] = [
    "route",
    "main_page",
    "controller",
    "page",
    "module",
    "mod",
    "view",
    "act",
    "action",
    "do",
    "cmd",
];

/// A value that names a page by its parts (`cart/index`, `checkout.cart`), and no file or number.
static ROUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^/?[a-z][a-z_-]{1,30}([/.][a-z0-9_-]{1,30}){1,5}$").expect("a fixed pattern")
});

/// Where an address leads, as far as its words tell: its path, and where one script shows all
/// pages (`index.php?route=checkout/cart`) the page that is asked of it.
pub fn place_of(url: &str) -> String {
    place(url, true)
}

/// The same by the keys alone that say what they mean.
pub(super) fn place_by_key(url: &str) -> String {
    place(url, false)
}

fn place(url: &str, any_key: bool) -> String {
    let path = path_of(url);
    let lower = path.to_ascii_lowercase();
    let script = lower.len() <= 1
        || [".php", ".asp", ".aspx", ".cgi", ".jsp", ".pl"]
            .iter()
            .any(|end| lower.ends_with(end));
    let query = url.split('#').next().and_then(|u| u.split_once('?'));
    let Some((_, query)) = query.filter(|_| script) else {
        return path.to_owned();
    };
    let mut place = path.trim_end_matches('/').to_owned();
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if ROUTES.contains(&key.as_ref()) && value.chars().any(char::is_alphabetic) {
            place.push('/');
            place.push_str(&value);
        } else if any_key && ROUTE.is_match(&value) {
            // Whatever the key is called: `?s=cart/index`, `?dispatch=checkout.cart`.
            place.push('/');
            place.push_str(&value.trim_start_matches('/').replace('.', "/"));
        }
    }
    if place.is_empty() {
        "/".to_owned()
    } else {
        place
    }
}

/// The control that would place the order: its words order or pay, it is shown, and it is no link elsewhere.
fn final_of<'a>(look: &'a Look, screen: &Screen, lexicon: &Lexicon) -> Option<&'a Control> {
    look.controls
        .iter()
        .filter(|c| c.visible && !matches!(c.region, Some(Region::Footer | Region::Header)))
        .filter(|c| {
            c.role != "link"
                || c.href.as_deref().is_none_or(|h| {
                    h.starts_with("javascript:")
                        || h.ends_with('#')
                        || place_of(h) == place_of(&look.url)
                })
        })
        .filter(|c| !matches!(c.role.as_str(), "tab" | "option" | "radio"))
        .filter(|c| guard::orders_on(screen, &guard::words_of(c), lexicon))
        // "Order £18.50" over a folded drawer shows what one buys, as long as something else leads on.
        .filter(|c| !c.folded || !leads_on_beside(look, c, lexicon))
        .max_by(|a, b| {
            let strength = |c: &Control| {
                lexicon.strength(&guard::words_of(c), Intent::PlaceOrder)
                    + f64::from(u8::from(c.enabled)) * 0.1
                    - f64::from(u8::from(c.folded)) * 0.3
            };
            strength(a).total_cmp(&strength(b))
        })
}

/// Whether a control of the content beside a folded one leads to a next screen.
fn leads_on_beside(look: &Look, folded: &Control, lexicon: &Lexicon) -> bool {
    look.controls.iter().any(|c| {
        c.handle != folded.handle
            && c.visible
            && c.enabled
            && !c.folded
            && !matches!(
                c.region,
                Some(Region::Footer | Region::Header | Region::Nav)
            )
            && guard::leads_forward(&guard::words_of(c), lexicon)
            && [Intent::Back, Intent::Edit, Intent::ViewCart, Intent::Login]
                .into_iter()
                .all(|i| lexicon.strength(&guard::words_of(c), i) < 0.6)
    })
}

/// Delivery options that are chosen by a button each: two or more "choose" buttons, or one, under a heading about delivery and beside a price.
fn ships_by_buttons(look: &Look, lexicon: &Lexicon) -> bool {
    has_heading(look, lexicon, Topic::ShippingStep)
        && look.controls.iter().any(|c| {
            c.visible
                && c.enabled
                && lexicon.strength(&c.name, Intent::Choose) >= 0.5
                && (lexicon.says(&c.around, Topic::ShippingStep)
                    || lexicon.says(&c.around, Topic::FreeShipping)
                    || c.around.chars().any(|x| x.is_ascii_digit()))
        })
}

/// Ways to pay that are a link each, under a heading about payment: every one of them leads to a page of its own.
fn pays_by_links(look: &Look, lexicon: &Lexicon) -> bool {
    let leads = |c: &Control| {
        c.href
            .as_deref()
            .is_some_and(|h| h.starts_with("http") && place_of(h) != place_of(&look.url))
    };
    let pays = |c: &&Control| {
        c.visible
            && c.region == Some(Region::Main)
            && leads(c)
            && [Topic::OfflinePayment, Topic::CardPayment]
                .into_iter()
                .any(|t| lexicon.says(&c.name, t))
    };
    let ways: Vec<&Control> = look.controls.iter().filter(pays).collect();
    let orders = |c: &&Control| lexicon.strength(&c.name, Intent::PlaceOrder) > 0.0;
    has_heading(look, lexicon, Topic::PaymentStep) && (ways.len() >= 2 || ways.iter().any(orders))
}

fn has_heading(look: &Look, lexicon: &Lexicon, topic: Topic) -> bool {
    look.headings.iter().any(|(_, t)| lexicon.says(t, topic)) || lexicon.says(&look.title, topic)
}

/// Whether a way on without an account is offered in words.
pub fn guest_offered(look: &Look, lexicon: &Lexicon) -> bool {
    look.controls
        .iter()
        .any(|c| c.visible && lexicon.strength(&c.name, Intent::Guest) >= 0.5)
}

/// Whether a screen has a way in for customers beside one for guests, and asks nothing else.
fn asks_who(look: &Look, lexicon: &Lexicon) -> bool {
    let content = Region::is_content;
    let controls = || look.controls.iter().filter(|c| c.visible);
    let guest = controls().any(|c| guard::says_guest(&guard::words_of(c), lexicon));
    let enters =
        || controls().any(|c| content(c.region) && lexicon.strength(&c.name, Intent::Login) >= 0.5);
    // A search that stands on every page asks for goods, not for who one is.
    let searches = fill::search_forms(look);
    let asked =
        |f: &&Field| f.visible && content(f.region) && !searches.contains(&(f.frame, f.form));
    let password = |f: &Field| f.kind == "password";
    let little = look.fields.iter().filter(asked).all(|f| {
        password(f)
            || matches!(f.kind.as_str(), "checkbox" | "radio")
            || matches!(f.purpose.as_str(), "email" | "username" | "x-guest" | "tel")
    });
    guest && little && (look.fields.iter().filter(asked).any(password) || enters())
}

/// The control that puts the page's own product into the cart: shown, in the
/// content, with the right words, and not one of many on the cards of a list.
pub fn add_control<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    let adds: Vec<(&Control, f64)> = look
        .controls
        .iter()
        .filter(|c| c.visible)
        .map(|c| (c, add_strength(c, look, lexicon)))
        .filter(|(_, s)| *s >= 0.5)
        .collect();
    adds.iter()
        .filter(|(c, _)| !on_a_card(c, &adds, look))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(c, _)| *c)
}

/// Whether an add button repeats from card to card: at least one more of the
/// same size stands beside another product, and both have a link of their own near.
fn on_a_card(control: &Control, adds: &[(&Control, f64)], look: &Look) -> bool {
    let Some(own) = card_link(control, look) else {
        return false;
    };
    // The page's own product is named by its first heading, the cards below it are not.
    let named = |c: &Control| {
        look.headings.iter().any(|(level, text)| {
            *level == 1 && text.chars().count() >= 3 && c.around.contains(text.as_str())
        })
    };
    if named(control)
        && !adds
            .iter()
            .any(|(c, _)| c.handle != control.handle && named(c))
    {
        return false;
    }
    adds.iter().any(|(other, _)| {
        other.handle != control.handle
            && (other.rect.h - control.rect.h).abs() < 3.0
            && (other.rect.w - control.rect.w).abs() < 12.0
            && card_link(other, look).is_some_and(|link| link != own)
    })
}

/// The link of the card on which a control stands: to another page of the store, with words that stand in the card too.
fn card_link<'a>(control: &Control, look: &'a Look) -> Option<&'a str> {
    look.controls
        .iter()
        .filter(|c| {
            c.handle != control.handle
                && c.name.chars().count() >= 3
                && control.around.contains(c.name.as_str())
                && !c.href.as_deref().is_some_and(speaks_of_it)
        })
        .filter_map(|c| {
            Some((
                c,
                c.href.as_deref().filter(|h| {
                    h.starts_with("http") && pilot::plain(h) != pilot::plain(&look.url)
                })?,
            ))
        })
        .min_by(|a, b| distance(a.0, control).total_cmp(&distance(b.0, control)))
        .map(|(_, href)| href)
}

/// Whether an address leads to what others say about a product, or to a list of wishes.
fn speaks_of_it(href: &str) -> bool {
    let place = place_of(href).to_lowercase();
    [
        "review",
        "rating",
        "compare",
        "wishlist",
        "wish-list",
        "question",
    ]
    .iter()
    .any(|word| place.contains(word))
}

fn distance(a: &Control, b: &Control) -> f64 {
    (a.rect.x - b.rect.x).abs() + (a.rect.y - b.rect.y).abs()
}

/// How surely a control adds the page's own product: words first, then place and prominence.
pub fn add_strength(control: &Control, look: &Look, lexicon: &Lexicon) -> f64 {
    let words = guard::words_of(control);
    let add = lexicon.strength(&words, Intent::AddToCart);
    let buy = lexicon.strength(&words, Intent::BuyNow) * 0.75;
    let mut strength = add.max(buy);
    // "Buy without an account" is pressed behind the cart, not to put something into it.
    if add < 0.5 && lexicon.strength(&words, Intent::Guest) >= 0.4 {
        return 0.0;
    }
    if strength < 0.4 {
        let script = control
            .href
            .as_deref()
            .filter(|h| h.starts_with("javascript:"));
        let hints = format!("{} {}", control.hints, script.unwrap_or_default()).to_lowercase();
        if [
            "add-to-cart",
            "addtocart",
            "add_to_cart",
            "add-to-basket",
            "addtobasket",
            "add_to_basket",
            "add-to-bag",
        ]
        .iter()
        .any(|w| hints.contains(w))
            && (control.role == "button" || script.is_some() && control.name.trim().is_empty())
        {
            strength = 0.6;
        } else if sends_a_quantity(control, look, lexicon) {
            strength = 0.55;
        } else {
            return 0.0;
        }
    }
    if !Region::is_content(control.region) {
        strength -= 0.4;
    }
    if !control.enabled {
        strength -= 0.15;
    }
    // A recommended product's button further down stands beside its own link.
    let below = (control.rect.y + look.scroll.1) / look.viewport.1.max(1.0);
    strength -= (below * 0.03).min(0.2);
    strength + (control.rect.w * control.rect.h / 40_000.0).min(0.15)
}

/// Whether a button without words is the only one that sends a form which asks how many, beside a price.
fn sends_a_quantity(control: &Control, look: &Look, lexicon: &Lexicon) -> bool {
    let submits = |c: &Control| {
        c.visible
            && (matches!(c.kind.as_str(), "submit" | "image")
                || c.name.trim().is_empty() && pilot::submits_by_script(c))
    };
    let own = |frame: u32, form: Option<u32>| (frame, form) == (control.frame, control.form);
    let asked = || {
        look.fields
            .iter()
            .filter(|f| f.visible && own(f.frame, f.form))
    };
    // A picture whose file is called after the cart sends the product there, if its form asks for
    // nothing but how many.
    let named_after_the_cart = || {
        control.name.trim().is_empty()
            && lexicon.strength(&control.hints, Intent::ViewCart) >= 0.5
            && asked().all(counts)
    };
    control.form.is_some()
        // "To the basket" on a picture that sends a number is no link to look into it.
        && (control.name.trim().is_empty() || lexicon.strength(&control.name, Intent::ViewCart) >= 0.5)
        && submits(control)
        && !look.prices.is_empty()
        && (asked().any(|f| f.purpose == "x-quantity")
            || asked().count() == 1 && asked().all(counts)
            || named_after_the_cart())
        && look
            .controls
            .iter()
            .filter(|c| submits(c) && own(c.frame, c.form))
            .count()
            == 1
}

/// Whether a field counts pieces: it is known to, or it is a short box or list that shows a small number.
fn counts(field: &Field) -> bool {
    let small = |text: &str| {
        text.trim()
            .parse::<u32>()
            .is_ok_and(|n| (1..=99).contains(&n))
    };
    let unnamed = matches!(field.purpose.as_str(), "" | "unknown");
    field.purpose == "x-quantity"
        || unnamed
            && matches!(field.kind.as_str(), "text" | "number" | "tel" | "select")
            && small(&field.value)
            && field.rect.w <= 120.0
}

/// Whether there is a form to fill: then it is no wall.
fn asks(look: &Look) -> bool {
    look.fields
        .iter()
        .filter(|f| f.visible && f.purpose != "x-search")
        .count()
        >= 3
}

/// Whether a page shows nothing at all: no words, nothing to press and nothing to fill.
pub(super) fn is_blank(look: &Look) -> bool {
    look.text.trim().chars().count() < 3
        && !look.controls.iter().any(|c| c.visible)
        && !look.fields.iter().any(|f| f.visible)
}

/// A wall that keeps this visitor out, recognised by status and words.
fn wall(look: &Look, context: Context<'_>, lexicon: &Lexicon) -> Option<(&'static str, String)> {
    let short = look.text.chars().count() < 1_500;
    let status = context.status.unwrap_or(200);
    let said = |topic| {
        lexicon
            .find(&look.text, topic)
            .or_else(|| lexicon.find(&look.title, topic))
            .map(str::to_owned)
    };
    if status == 451 || (short || status == 403) && said(Topic::GeoBlock).is_some() && !asks(look) {
        let words = said(Topic::GeoBlock).unwrap_or_else(|| format!("HTTP {status}"));
        return Some(("geo-block", words));
    }
    if matches!(status, 401 | 407) {
        return Some(("password-page", format!("HTTP {status}")));
    }
    // 406 is how a common firewall for web servers turns a visitor away.
    if matches!(status, 403 | 406 | 429) {
        return Some(("bot-wall", format!("HTTP {status}")));
    }
    // A firewall's riddle for scripts: accepted, and next to nothing to see. A page of a store has more.
    let blank = look.text.chars().count() < 200 && !look.controls.iter().any(|c| c.visible);
    if status == 202 && blank {
        return Some(("bot-wall", format!("HTTP {status}")));
    }
    if short && let Some(words) = said(Topic::BotWall) {
        return Some(("bot-wall", words));
    }
    let visible_fields: Vec<&Field> = look.fields.iter().filter(|f| f.visible).collect();
    let only_password = visible_fields.len() <= 2
        && visible_fields.iter().any(|f| f.kind == "password")
        && look.controls.iter().filter(|c| c.visible).count() < 12;
    if only_password
        && short
        && !context.checkout_entered
        && let Some(words) = said(Topic::PasswordPage)
    {
        return Some(("password-page", words));
    }
    if status == 503
        || short
            && look.fields.iter().filter(|f| f.visible).count() < 2
            && said(Topic::Maintenance).is_some()
    {
        return Some((
            "maintenance",
            said(Topic::Maintenance).unwrap_or_else(|| format!("HTTP {status}")),
        ));
    }
    if matches!(status, 404 | 410) || status >= 500 {
        return Some(("error-page", format!("HTTP {status}")));
    }
    None
}

#[cfg(test)]
mod tests;
