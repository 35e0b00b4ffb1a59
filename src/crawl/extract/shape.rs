//! The shape of a page: its cards, its cart buttons, its fields. The
//! classification reads it, and nobody keeps it.

use crate::crawl::address;
use crate::crawl::extract::dom::{Outline, ancestors, text_of};
use crate::crawl::extract::links::FoundLink;
use crate::crawl::extract::meta::Head;
use crate::crawl::extract::{forms, prices};
use crate::crawl::words::words;
use crate::model::page::Region;
use scraper::ElementRef;
use std::collections::HashSet;
use url::Url;

/// What a page is built of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Keys of the addresses behind product cards.
    pub cards: Vec<String>,
    /// Cart buttons outside cards.
    pub add_buttons: usize,
    /// Cart buttons inside cards.
    pub card_add_buttons: usize,
    /// Whether a price stands beside the main heading, and no card between them.
    pub price_by_heading: bool,
    /// Whether a class or id of the page names the page of one product.
    pub product_class: bool,
    /// Whether the page is sorted or paged.
    pub sorted_or_paged: bool,
    /// Password fields in the content.
    pub passwords: usize,
    /// Whether a form in the content takes a message and an e-mail address.
    pub message_form: bool,
    /// Whether a control leads to the checkout, and quantities can be changed.
    pub cart_form: bool,
    /// Whether JavaScript has to fill the page.
    pub needs_javascript: bool,
}

/// Reads the shape.
pub fn read(outline: &Outline<'_>, head: &Head, links: &[FoundLink], page: &Url) -> Shape {
    let mut cards: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for found in links.iter().filter(|l| l.card) {
        if let Ok(url) = Url::parse(&found.link.url) {
            let key = address::key(&url);
            if key != address::key(page) && known.insert(key.clone()) {
                cards.push(key);
            }
        }
    }
    let lexicon = &words().shape;
    let mut shape = Shape::default();
    for button in outline
        .buttons
        .iter()
        .filter(|b| !b.hidden && b.region == Region::Main)
    {
        let text = forms::button_text(button.element).to_lowercase();
        if text.chars().count() <= 60
            && lexicon
                .add_to_cart
                .iter()
                .any(|w| text.contains(w.as_str()))
        {
            if in_card(button.element, &known, &head.base) {
                shape.card_add_buttons += 1;
            } else {
                shape.add_buttons += 1;
            }
        }
    }
    let in_main = |region| matches!(region, Region::Main | Region::Aside);
    let mut quantities = 0;
    let mut message = false;
    let mut email = false;
    for field in outline.fields.iter().filter(|f| in_main(f.region)) {
        let kind = forms::kind_of(field.element);
        let name = field
            .element
            .attr("name")
            .unwrap_or_default()
            .to_lowercase();
        match kind.as_str() {
            "password" => shape.passwords += 1,
            "textarea" => message = true,
            "email" => email = true,
            "hidden" => continue,
            _ => {}
        }
        email |= name.contains("mail");
        quantities +=
            usize::from(name.contains("quantity") || name.contains("qty") || name.contains("数量"));
        shape.sorted_or_paged |= lexicon.sort_names.contains(&name);
    }
    shape.message_form = message && email;
    let to_checkout = |text: &str| {
        let text = text.trim().to_lowercase();
        lexicon
            .to_checkout
            .iter()
            .any(|w| text == *w || text.starts_with(w.as_str()))
    };
    shape.cart_form = quantities > 0
        && shape.add_buttons == 0
        && (outline
            .buttons
            .iter()
            .any(|b| in_main(b.region) && to_checkout(&forms::button_text(b.element)))
            || links
                .iter()
                .any(|l| in_main(l.link.region) && to_checkout(&l.link.text)));
    shape.sorted_or_paged |= head.paged;
    shape.price_by_heading = price_by_heading(outline, &known, &head.base);
    shape.product_class = outline
        .heading_elements
        .iter()
        .filter(|h| h.element.value().name() == "h1")
        .take(3)
        .flat_map(|h| ancestors(h.element).take(20))
        .any(|a| {
            a.value()
                .id()
                .into_iter()
                .chain(a.value().classes())
                .any(|word| lexicon.product_classes.contains(&word.to_ascii_lowercase()))
        });
    shape.needs_javascript = needs_javascript(outline, head);
    shape.cards = cards;
    shape
}

/// Whether an element belongs to a product card and not to the page's own product.
fn in_card(element: ElementRef<'_>, cards: &HashSet<String>, base: &Url) -> bool {
    for around in ancestors(element).take(8) {
        let mut heading = false;
        let mut card = false;
        for inner in around.descendent_elements().take(2_000) {
            match inner.value().name() {
                "h1" => heading = true,
                "a" => card |= leads_to_card(inner, cards, base),
                _ => {}
            }
        }
        if heading || card {
            return !heading;
        }
    }
    false
}

fn leads_to_card(link: ElementRef<'_>, cards: &HashSet<String>, base: &Url) -> bool {
    !cards.is_empty()
        && link
            .attr("href")
            .and_then(|href| base.join(href.trim()).ok())
            .is_some_and(|url| cards.contains(&address::key(&url)))
}

fn price_by_heading(outline: &Outline<'_>, cards: &HashSet<String>, base: &Url) -> bool {
    let headings = outline
        .heading_elements
        .iter()
        .filter(|h| h.element.value().name() == "h1" && !h.hidden && h.region == Region::Main);
    for heading in headings.take(3) {
        for around in ancestors(heading.element).take(6) {
            // What stands around the content of every page ("free delivery from £50") is no product's price.
            let whole_page = matches!(around.value().name(), "body" | "html")
                || around
                    .descendent_elements()
                    .take(3_000)
                    .any(|e| e.value().name() == "footer");
            if whole_page {
                break;
            }
            let carded = around
                .descendent_elements()
                .take(3_000)
                .any(|e| e.value().name() == "a" && leads_to_card(e, cards, base));
            if carded {
                break;
            }
            if !prices::find(&text_of(around)).is_empty() {
                return true;
            }
        }
    }
    false
}

/// The visible text is too short to be a page, and scripts are there to write it.
fn needs_javascript(outline: &Outline<'_>, head: &Head) -> bool {
    if head.scripts.is_empty() && head.inline_script_bytes < 500 {
        return false;
    }
    let count = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .take(1_000)
            .count()
    };
    let visible = count(&outline.text);
    let said = {
        let noscript = head.noscript.to_lowercase();
        let text = if visible < 400 {
            outline.text.to_lowercase()
        } else {
            String::new()
        };
        words()
            .shape
            .needs_javascript
            .iter()
            .any(|w| noscript.contains(w.as_str()) || text.contains(w.as_str()))
    };
    let empty_main = outline.main.is_some_and(|main| count(&text_of(main)) < 20);
    visible < 40
        || (visible < 250 && (said || outline.links.len() < 3))
        || (empty_main && visible < 600)
}
