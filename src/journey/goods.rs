//! What leads to goods: links to lists and products, what opens a menu, what to
//! ask a search for. Pure, like the rest of the pilot.

use crate::journey::elsewhere::{changes_language, leads_to_a_file};
use crate::journey::guard;
use crate::journey::narrow;
use crate::journey::pilot::{Knowledge, Scored, key_of, plain, same_site};
use crate::journey::screen::place_of;
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};

pub(super) fn score_listing(
    c: &Control,
    look: &Look,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> Scored {
    let href = c
        .href
        .as_deref()
        .filter(|h| h.starts_with("http") && same_site(h, look))?;
    if plain(href) == plain(&look.url)
        || is_aside(c, lexicon)
        || changes_language(c, look)
        || leads_to_a_file(href)
    {
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
    let path = place_of(href).to_lowercase();
    if path.len() <= 1 || is_home(href) {
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
    } else if c.name.is_empty() {
        // A picture without words tells by its address alone where it leads.
        return None;
    }
    // A link that says what one thing costs is a card, though its address is below "/products".
    if known.kind_of(href).is_none() && !crate::crawl::extract::prices::find(&c.name).is_empty() {
        score -= 1.2;
        because.push("says a price");
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
    if not_goods(&telling(href, &path, look), lexicon, &c.name) {
        score -= 1.5;
    }
    if c.visible {
        score += 0.3;
    }
    Some((score, because.join(", ")))
}

/// What of an address tells one link from another: where one script shows all pages, its own name
/// (`cart.cgi`) and what it is always asked say nothing of what is shown.
fn telling(href: &str, path: &str, look: &Look) -> String {
    let Ok(own) = url::Url::parse(href) else {
        return path.to_owned();
    };
    let siblings: Vec<url::Url> = look
        .controls
        .iter()
        .filter_map(|c| url::Url::parse(c.href.as_deref()?).ok())
        .filter(|u| {
            u.host_str() == own.host_str() && u.path() == own.path() && u.query() != own.query()
        })
        .collect();
    if own.query().is_none() || siblings.is_empty() {
        return path.to_owned();
    }
    let shared = |pair: &(String, String)| {
        siblings.iter().any(|u| {
            u.query_pairs()
                .any(|(k, v)| k == pair.0.as_str() && v == pair.1.as_str())
        })
    };
    own.query_pairs()
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .filter(|pair| !shared(pair))
        .map(|(k, v)| format!("/{k}={v}").to_lowercase())
        .collect()
}

/// Whether an address is the home page under another name (`/index.php?route=common/home`).
fn is_home(href: &str) -> bool {
    let place = place_of(href).to_lowercase();
    let last = place.trim_end_matches('/').rsplit('/').next();
    let named = matches!(
        last,
        Some("home" | "index" | "index.php" | "index.html" | "index.htm" | "default.aspx")
    );
    // A script may show its categories under the same name, with a number behind it.
    let asked = url::Url::parse(href).is_ok_and(|u| {
        u.query_pairs().any(|(_, value)| {
            !value.is_empty() && value.chars().all(|c| c.is_ascii_digit() || c == '_')
        })
    });
    named && !asked
}

/// What leads away from a product.
pub(super) const ASIDES: [Intent; 9] = [
    Intent::Aside,
    Intent::Login,
    Intent::Register,
    Intent::Logout,
    Intent::Subscribe,
    Intent::Remove,
    Intent::Search,
    Intent::Back,
    Intent::Close,
];

/// What leads away from a product by its words.
fn asides(control: &Control, lexicon: &Lexicon) -> impl Iterator<Item = Intent> {
    let says = |intent: &Intent| lexicon.strength(&control.name, *intent) >= 0.7;
    ASIDES.into_iter().filter(says)
}

/// Anything that must never be pressed on the way to a product.
fn is_aside(control: &Control, lexicon: &Lexicon) -> bool {
    asides(control, lexicon).next().is_some()
}

/// Help, legal, account and blog pages, by address and words.
pub(super) fn not_goods(path: &str, lexicon: &Lexicon, name: &str) -> bool {
    // "plus shipping costs" beside every price.
    let told_of_shipping = lexicon
        .find(name, Topic::ShippingCost)
        .is_some_and(|words| words.chars().count() * 2 > name.chars().count());
    const PATHS: [&str; 23] = [
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
        "basket",
        "checkout",
        "wishlist",
        "guide",
        "store-locator",
        "tokusho",
        "company",
        "productreviews",
        "reviews",
    ];
    told_of_shipping
        || PATHS.iter().any(|w| path.contains(w))
        || names_a_cart(path)
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

/// Whether a word of an address ends with "cart" ("/shoppingcart", "/cart.php"); "/carte" is what a
/// French kitchen has to offer.
fn names_a_cart(path: &str) -> bool {
    path.split(|c: char| !c.is_alphabetic())
        .any(|word| word.ends_with("cart") || word.ends_with("carts"))
}

pub(super) fn score_product(
    c: &Control,
    look: &Look,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> Scored {
    if c.href.is_none() {
        return score_card(c, look, known, lexicon);
    }
    let href = c
        .href
        .as_deref()
        .filter(|h| h.starts_with("http") && same_site(h, look))?;
    let target = plain(href);
    if target == plain(&look.url)
        || known.visited_products.contains(&target)
        || is_aside(c, lexicon)
            && !tells_more_of_a_product(c, lexicon)
            && !is_one_of_many(c, look, lexicon)
        || changes_language(c, look)
        || narrow::narrows_by_price(c, look)
        || leads_to_a_file(href)
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
    let path = place_of(href).to_lowercase();
    if path.len() <= 1 || is_home(href) {
        return None;
    }
    if is_product_address(&path) {
        score += 0.7;
        because.push("address of a product");
    }
    // "/products/list": the address of a list holds the word, too.
    if path.contains("/products/list") || path.contains("/category/") {
        score -= 0.8;
        because.push("address of a list");
    }
    // An empty cart says what it comes to, too: nothing.
    let priced = |text: &str| {
        crate::crawl::extract::prices::find(text)
            .iter()
            .any(|p| p.amount > 0.0)
    };
    if priced(&c.around) || priced(&c.name) {
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

/// Whether a link that else leads aside ("see the details") stands on a card with a price.
fn tells_more_of_a_product(c: &Control, lexicon: &Lexicon) -> bool {
    let path = place_of(c.href.as_deref().unwrap_or_default()).to_lowercase();
    asides(c, lexicon).eq([Intent::Aside])
        && is_product_address(&path)
        && ["wish", "favo", "compare", "review", "share"]
            .iter()
            .all(|w| !path.contains(w))
        && !crate::crawl::extract::prices::find(&c.around).is_empty()
}

/// Whether a link that else leads aside ("details") has others of its name in the content that lead to
/// other products: the cards of a list that shows no prices.
fn is_one_of_many(c: &Control, look: &Look, lexicon: &Lexicon) -> bool {
    let leads = |o: &Control| {
        o.visible
            && o.region.is_none_or(|r| r == Region::Main)
            && o.href
                .as_deref()
                .is_some_and(|h| is_product_address(&place_of(h).to_lowercase()))
    };
    asides(c, lexicon).eq([Intent::Aside])
        && leads(c)
        && look
            .controls
            .iter()
            .any(|o| leads(o) && o.name == c.name && o.href != c.href)
}

fn is_product_address(path: &str) -> bool {
    const PARTS: [&str; 15] = [
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
    ];
    PARTS.iter().any(|w| path.contains(w))
}

/// A card that a script opens: a box with a name and a price, and another of the same build beside it.
fn score_card(c: &Control, look: &Look, known: &Knowledge, lexicon: &Lexicon) -> Scored {
    let priced = |c: &Control| !crate::crawl::extract::prices::find(&c.name).is_empty();
    let is_card = |c: &Control| {
        c.visible
            && c.enabled
            && c.href.is_none()
            && c.form.is_none()
            && c.region.is_none_or(|r| r == Region::Main)
            && (matches!(c.role.as_str(), "generic" | "link" | "article" | "listitem")
                || c.role == "button" && c.tag != "button" && c.rect.h >= 60.0)
            && (4..=160).contains(&c.name.chars().count())
            && c.name.chars().any(char::is_alphabetic)
            && c.rect.h >= 40.0
            && priced(c)
    };
    let says = |i| lexicon.strength(&c.name, i) >= 0.5;
    let harmless = ![
        Intent::AddToCart,
        Intent::BuyNow,
        Intent::Checkout,
        Intent::PlaceOrder,
        Intent::Choose,
    ]
    .into_iter()
    .any(says);
    let same_build = |o: &Control| {
        o.handle != c.handle
            && o.tag == c.tag
            && (o.rect.w - c.rect.w).abs() < 24.0
            && (o.rect.h - c.rect.h).abs() < 60.0
    };
    let tried = known.visited_products.contains(&key_of(c));
    let fits = is_card(c)
        && harmless
        && !tried
        && !is_aside(c, lexicon)
        && !guard::orders(&c.name, lexicon)
        && look.controls.iter().any(|o| is_card(o) && same_build(o));
    fits.then(|| (1.5, "a card with a price that is pressed".to_owned()))
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
                || changes_language(c, look)
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
                    &place_of(c.href.as_deref().unwrap_or_default()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_asks_for_what_the_store_names_itself_after() {
        let look = Look {
            lang: Some("en-GB".into()),
            headings: vec![(1, "Welcome to our online shop for stoneware".into())],
            ..Look::default()
        };
        let words = search_words(&look, Lexicon::embedded());
        assert_eq!(words.first().map(String::as_str), Some("stoneware"));
        assert!(words.len() <= 7);
    }

    #[test]
    fn the_basket_and_the_search_open_no_menu() {
        let button = |handle, name: &str, hints: &str| Control {
            handle,
            name: name.into(),
            hints: hints.into(),
            tag: "button".into(),
            role: "button".into(),
            region: Some(Region::Header),
            visible: true,
            enabled: true,
            ..Control::default()
        };
        let look = Look {
            controls: vec![
                button(1, "Basket", ""),
                button(2, "Search", ""),
                button(3, "☰", "nav-toggle"),
            ],
            ..Look::default()
        };
        let openers: Vec<u32> = menu_openers(&look, Lexicon::embedded())
            .iter()
            .map(|c| c.handle)
            .collect();
        assert_eq!(openers, [3]);
    }

    #[test]
    fn what_a_kitchen_offers_is_no_cart() {
        assert!(!names_a_cart("/carte/1"));
        assert!(!names_a_cart("/carte-cadeau"));
        assert!(names_a_cart("/shoppingcart.php"));
        assert!(names_a_cart("/index.php/cart"));
        assert!(names_a_cart("/carts/9"));
    }
}
