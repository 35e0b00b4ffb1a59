//! What a page is for: by structured data, address, words and shape, added up.
//!
//! No single sign is believed alone. A listing has cart buttons on its cards,
//! a product page has a row of related products, a page of questions may sit
//! on a product; the sum decides, and the distance to the runner-up is the
//! certainty.

use crate::crawl::address;
use crate::crawl::extract::Extracted;
use crate::crawl::extract::structured;
use crate::crawl::words::{KindWords, words};
use crate::model::page::{PageKind, Region};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use url::Url;

/// What one expects behind a link before asking for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// The likely kind.
    pub kind: PageKind,
    /// How sure, 0 to 1.
    pub certainty: f32,
}

/// Guesses a page's kind from its address, the text of a link to it, and where that stands.
pub fn guess(url: &Url, text: &str, region: Option<Region>) -> Guess {
    let mut points = Points::default();
    by_address(url, &mut points);
    let text = text.trim().to_lowercase();
    if !text.is_empty() && text.chars().count() <= 40 {
        for kind in &words().kind {
            match phrase(kind, &text) {
                Some(Fit::Whole) => points.add(kind.id, 3.0),
                Some(Fit::Part) => points.add(kind.id, 1.2),
                None => {}
            }
        }
    }
    let (kind, certainty) = points.verdict();
    // What a menu leads to without naming it is mostly a category.
    if kind == PageKind::Other && matches!(region, Some(Region::Header | Region::Nav)) {
        return Guess {
            kind: PageKind::Listing,
            certainty: 0.2,
        };
    }
    Guess { kind, certainty }
}

/// Says what a page is for and how sure that is, 0 to 1. `seen_as_card` tells
/// that another page shows it as one of its products.
pub fn classify(url: &Url, page: &Extracted, seen_as_card: bool) -> (PageKind, f32) {
    let mut points = Points::default();
    by_address(url, &mut points);
    by_structured_data(url, page, &mut points);
    let said = Said::in_text(&page.facts.text);
    by_words(page, &said, &mut points);
    by_shape(page, &said, seen_as_card, &mut points);
    if page.shape.add_buttons == 0 && is_about_a_product(url) {
        // It shows the product's name and price, and sells nothing.
        points.0.remove(&PageKind::Product);
    }
    points.verdict()
}

/// What the text of a page says of the page itself.
struct Said {
    empty_cart: bool,
    sold_out: bool,
    /// How many of the words that only a product has.
    details: usize,
}

impl Said {
    /// Looks for all words of all languages in one pass.
    fn in_text(text: &str) -> Said {
        static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
            let lists = Said::lists().into_iter().flatten();
            AhoCorasick::new(lists).expect("the built-in words are few")
        });
        let [empty, sold, details] = Said::lists().map(<[String]>::len);
        let mut is_there = vec![false; empty + sold + details];
        for found in WORDS.find_overlapping_iter(&lower(text)) {
            is_there[found.pattern().as_usize()] = true;
        }
        let any = |range: std::ops::Range<usize>| is_there[range].iter().any(|there| *there);
        Said {
            empty_cart: any(0..empty),
            sold_out: any(empty..empty + sold),
            details: is_there[empty + sold..].iter().filter(|t| **t).count(),
        }
    }

    fn lists() -> [&'static [String]; 3] {
        let shape = &words().shape;
        [&shape.empty_cart, &shape.sold_out, &shape.product_details]
    }
}

/// A text in lower case. The library's way is slow from the first sign on that is not ASCII, and every
/// price of Europe has one.
fn lower(text: &str) -> String {
    let mut lower = String::with_capacity(text.len() + 8);
    for part in text.split_inclusive(|c: char| !c.is_ascii()) {
        let last = part.chars().next_back().filter(|c| !c.is_ascii());
        lower.push_str(&part[..part.len() - last.map_or(0, char::len_utf8)]);
        lower.extend(last.into_iter().flat_map(char::to_lowercase));
    }
    lower.make_ascii_lowercase();
    lower
}

#[derive(Debug, Default)]
struct Points(BTreeMap<PageKind, f32>);

impl Points {
    fn add(&mut self, kind: PageKind, points: f32) {
        *self.0.entry(kind).or_default() += points;
    }

    fn verdict(&self) -> (PageKind, f32) {
        let mut ranked: Vec<(PageKind, f32)> = self.0.iter().map(|(k, p)| (*k, *p)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = ranked.first().copied().unwrap_or((PageKind::Other, 0.0));
        if best.1 < 1.0 {
            return (PageKind::Other, 0.5);
        }
        let second = ranked.get(1).map_or(0.0, |(_, p)| p.max(0.0));
        let certainty = 1.0 - (-(best.1 - 0.5 * second) / 2.0).exp();
        (best.0, certainty.clamp(0.05, 0.99))
    }
}

/// Whether an address ends in what is done with a product rather than in the product: a form for reviews,
/// a question about it.
fn is_about_a_product(url: &Url) -> bool {
    let segments = address::segments(url);
    let about = &words().shape.about_products;
    segments.len() > 1
        && segments
            .last()
            .is_some_and(|last| about.iter().any(|word| word == address::stem(last)))
}

fn by_address(url: &Url, points: &mut Points) {
    let segments = address::segments(url);
    let lexicon = words();
    // `/products/contact-lens-case`: below a part that announces products or
    // categories, words are names and not purposes.
    let mut announced: Option<PageKind> = None;
    for (index, segment) in segments.iter().enumerate() {
        let last = index + 1 == segments.len();
        let whole = address::stem(segment);
        let tokens = address::tokens(segment);
        if !last {
            for kind in &lexicon.kind {
                if kind.parents.iter().any(|p| p == whole) {
                    announced = Some(kind.id);
                }
            }
        }
        let weight = if last { 1.0 } else { 0.5 };
        for kind in &lexicon.kind {
            if announced.is_some() && announced != Some(kind.id) {
                continue;
            }
            if kind.segments.iter().any(|s| s == whole) {
                points.add(kind.id, 2.5 * weight);
            } else if tokens.len() <= 4 && kind.tokens.iter().any(|t| has_run(&tokens, t)) {
                points.add(kind.id, 1.5 * weight);
            }
        }
    }
    let about = is_about_a_product(url);
    if let Some(kind) = announced.filter(|kind| !about || *kind != PageKind::Product) {
        points.add(kind, 2.5);
    }
    let mut searches = false;
    for (name, value) in url.query_pairs() {
        let name = name.to_lowercase();
        searches |= !value.is_empty() && lexicon.shape.search_parameters.contains(&name);
        if !about
            && matches!(
                name.as_str(),
                "product_id" | "products_id" | "goods_id" | "item_id" | "pid" | "product"
            )
        {
            points.add(PageKind::Product, 1.5);
        }
        if matches!(
            name.as_str(),
            "category_id" | "cid" | "cat" | "category" | "cpath"
        ) {
            points.add(PageKind::Listing, 1.5);
        }
    }
    if searches {
        points.add(PageKind::Search, 1.0);
    }
}

fn has_run(tokens: &[&str], wanted: &str) -> bool {
    let wanted: Vec<&str> = address::tokens(wanted);
    !wanted.is_empty() && tokens.windows(wanted.len()).any(|run| run == wanted)
}

fn by_structured_data(url: &Url, page: &Extracted, points: &mut Points) {
    let items = &page.facts.structured;
    let heading = first_heading(page).to_lowercase();
    let mut products = 0;
    let mut own = false;
    for item in items {
        for name in structured::types(item) {
            match name {
                "Product" | "ProductGroup" | "IndividualProduct" | "ProductModel" | "Vehicle"
                | "Book" => {
                    products += 1;
                    own |= is_this_page(item, url, &heading);
                }
                "ItemList" | "CollectionPage" | "OfferCatalog" => {
                    points.add(PageKind::Listing, 1.5)
                }
                "ItemPage" => points.add(PageKind::Product, 1.5),
                "FAQPage" | "QAPage" => points.add(PageKind::Faq, 2.0),
                "ContactPage" => points.add(PageKind::Contact, 3.0),
                "AboutPage" => points.add(PageKind::About, 3.0),
                "SearchResultsPage" => points.add(PageKind::Search, 4.0),
                "CheckoutPage" => points.add(PageKind::Checkout, 4.0),
                _ => {}
            }
            if let Some(entity) = item.get("mainEntity")
                && ["Product", "ProductGroup"]
                    .iter()
                    .any(|t| structured::is_a(entity, t))
            {
                products += 1;
                own = true;
            }
        }
    }
    match products {
        0 => {}
        _ if own => points.add(PageKind::Product, 4.0),
        1 => points.add(PageKind::Product, 3.0),
        2 => points.add(PageKind::Product, 1.0),
        _ => points.add(PageKind::Listing, 2.5),
    }
    for (name, value) in &page.facts.social_meta {
        let value = value.to_ascii_lowercase();
        match name.as_str() {
            "og:type" if matches!(value.as_str(), "product" | "og:product" | "product.item") => {
                points.add(PageKind::Product, 3.0);
            }
            "og:type" if value == "product.group" => points.add(PageKind::Listing, 3.0),
            "product:price:amount" | "og:price:amount" => points.add(PageKind::Product, 1.0),
            _ => {}
        }
    }
}

fn is_this_page(item: &serde_json::Value, url: &Url, heading: &str) -> bool {
    let named = |field: &str| {
        item.get(field)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    let same_address = ["url", "@id"].iter().any(|field| {
        url.join(named(field)).is_ok_and(|other| {
            !named(field).is_empty() && address::key(&other) == address::key(url)
        })
    });
    same_address || (!heading.is_empty() && named("name").trim().to_lowercase() == heading)
}

fn by_words(page: &Extracted, said: &Said, points: &mut Points) {
    let facts = &page.facts;
    let heading = first_heading(page).to_lowercase();
    // Titles end with the store's name: what counts is what comes first.
    let title = facts
        .title
        .split(['|', '–', '—', '｜', '·', '»', '«'])
        .map(|part| {
            part.split(" - ")
                .next()
                .unwrap_or(part)
                .trim()
                .to_lowercase()
        })
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    for kind in &words().kind {
        for (text, whole, part) in [(&heading, 3.0, 1.5), (&title, 2.0, 1.0)] {
            // The name of a product is a long text that may hold any word.
            if text.is_empty() || text.chars().count() > 45 {
                continue;
            }
            match phrase(kind, text) {
                Some(Fit::Whole) => points.add(kind.id, whole),
                Some(Fit::Part) => points.add(kind.id, part),
                None => {}
            }
        }
    }
    if said.empty_cart && page.shape.cards.len() < 3 && page.shape.add_buttons == 0 {
        // Every page may carry an empty cart in a drawer.
        points.add(PageKind::Cart, 1.0);
    }
    points.add(PageKind::Product, (said.details as f32 * 0.3).min(1.2));
    let questions = facts
        .headings
        .iter()
        .filter(|(_, h)| h.trim_end().ends_with(['?', '？']))
        .count();
    if questions >= 4 {
        points.add(PageKind::Faq, 1.5);
    }
    let text = &facts.text;
    if text.contains("特定商取引") && (text.contains("販売業者") || text.contains("販売事業者"))
    {
        points.add(PageKind::Legal, 3.0);
    }
}

fn by_shape(page: &Extracted, said: &Said, seen_as_card: bool, points: &mut Points) {
    let shape = &page.shape;
    let cards = shape.cards.len();
    if seen_as_card {
        points.add(PageKind::Product, 2.5);
    }
    match shape.add_buttons {
        0 => {}
        1 | 2 => points.add(PageKind::Product, 2.5),
        _ if cards >= 3 => points.add(PageKind::Listing, 1.0),
        _ => points.add(PageKind::Product, 1.0),
    }
    if shape.card_add_buttons >= 2 {
        points.add(PageKind::Listing, 1.0);
    }
    match cards {
        0..=1 => {}
        2 => points.add(PageKind::Listing, 1.0),
        3..=5 => points.add(PageKind::Listing, 2.0),
        _ => points.add(PageKind::Listing, 3.0),
    }
    if shape.sorted_or_paged {
        points.add(PageKind::Listing, 1.0);
    }
    if shape.price_by_heading {
        points.add(PageKind::Product, 1.5);
        // Sold out in place of the button: still a product.
        if shape.add_buttons == 0 && said.sold_out {
            points.add(PageKind::Product, 1.0);
        }
    }
    if shape.product_class {
        points.add(PageKind::Product, 1.5);
    }
    if shape.passwords > 0 {
        points.add(PageKind::Account, 2.0);
    }
    if shape.message_form {
        points.add(PageKind::Contact, 1.5);
    }
    if shape.cart_form {
        points.add(PageKind::Cart, 2.5);
    }
}

fn first_heading(page: &Extracted) -> &str {
    page.facts
        .headings
        .iter()
        .find(|(level, _)| *level == 1)
        .map_or("", |(_, text)| text.trim())
}

enum Fit {
    Whole,
    Part,
}

/// How a short text names a kind. A Latin phrase must stand as words of its
/// own: "about" does not name "roundabout".
fn phrase(kind: &KindWords, text: &str) -> Option<Fit> {
    let mut part = false;
    for phrase in kind.all_phrases() {
        if text == phrase {
            return Some(Fit::Whole);
        }
        let Some(at) = text.find(phrase) else {
            continue;
        };
        let latin = phrase.is_ascii();
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        let alone =
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric);
        part |= !latin || alone;
    }
    part.then_some(Fit::Part)
}

#[cfg(test)]
mod tests;
