//! A page or a screen, whichever way it was seen, for rules that only read it.
//!
//! The crawl knows many pages as the server sent them, a journey knows few as a
//! shopper saw them. A rule about what stands on a page should not care.

use crate::model::device::Device;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::page::{Page, PageFacts, PageKind, PriceText, Region};
use crate::model::verdict::Place;
use serde_json::Value;

/// One page as it was seen.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// Where.
    pub place: Place,
    /// What the page is for.
    pub kind: PageKind,
    /// The device, when a browser showed it.
    pub device: Option<Device>,
    /// Its title.
    pub title: &'a str,
    /// Visible text, line breaks between blocks.
    pub text: &'a str,
    /// Prices in it.
    pub prices: &'a [PriceText],
    /// Headings `(level, text)`.
    pub headings: &'a [(u8, String)],
    /// Links, and in a browser also buttons (without an address).
    pub links: Vec<LinkSeen<'a>>,
    /// Structured data items.
    pub structured: Vec<Value>,
    /// The step it was seen on.
    pub step: Option<&'a Step>,
    /// The crawled page's facts.
    pub facts: Option<&'a PageFacts>,
}

/// A link or button on a view.
#[derive(Debug, Clone, Copy)]
pub struct LinkSeen<'a> {
    /// Accessible text.
    pub text: &'a str,
    /// Absolute address; empty for a button.
    pub url: &'a str,
    /// Where it stands, where known.
    pub region: Option<Region>,
}

impl<'a> View<'a> {
    /// A crawled page.
    pub fn of_page(page: &'a Page, facts: &'a PageFacts) -> View<'a> {
        let links = facts.links.iter().map(|link| LinkSeen {
            text: &link.text,
            url: &link.url,
            region: Some(link.region),
        });
        View {
            place: Place::page(page),
            kind: page.kind,
            device: None,
            title: &facts.title,
            text: &facts.text,
            prices: &facts.prices,
            headings: &facts.headings,
            links: links.collect(),
            structured: facts.structured.clone(),
            step: None,
            facts: Some(facts),
        }
    }

    /// A screen of a journey, as it was left.
    pub fn of_step(journey: &'a Journey, step: &'a Step) -> View<'a> {
        let look = step.settled();
        let controls = look.controls.iter().filter(|control| control.visible);
        let links = controls.map(|control| LinkSeen {
            text: &control.name,
            url: control.href.as_deref().unwrap_or_default(),
            region: control.region,
        });
        let blocks = look.json_ld.iter().take(20);
        let parsed = blocks.filter_map(|block| serde_json::from_str(block).ok());
        View {
            place: Place::step(journey, step),
            kind: kind_of(step.goal),
            device: Some(journey.device),
            title: &look.title,
            text: &look.text,
            prices: &look.prices,
            headings: &look.headings,
            links: links.collect(),
            structured: parsed.flat_map(flatten).collect(),
            step: Some(step),
            facts: None,
        }
    }

    /// Links in the content: neither header, navigation nor footer.
    pub fn content_links(&self) -> impl Iterator<Item = &LinkSeen<'a>> {
        self.links.iter().filter(|link| {
            !matches!(
                link.region,
                Some(Region::Header | Region::Nav | Region::Footer)
            )
        })
    }
}

/// The kind of page that a screen is.
pub fn kind_of(goal: Goal) -> PageKind {
    match goal {
        Goal::Home => PageKind::Home,
        Goal::Listing => PageKind::Listing,
        Goal::Product => PageKind::Product,
        // After "add to cart" the product's page or the cart may be shown.
        Goal::Added => PageKind::Other,
        Goal::Cart => PageKind::Cart,
        Goal::Checkout | Goal::Address | Goal::Shipping | Goal::Payment | Goal::Review => {
            PageKind::Checkout
        }
    }
}

/// Top-level items of a JSON-LD block: arrays and `@graph` taken apart.
pub fn flatten(block: Value) -> Vec<Value> {
    match block {
        Value::Array(items) => items.into_iter().take(200).flat_map(flatten).collect(),
        Value::Object(mut object) if object.contains_key("@graph") => {
            match object.remove("@graph") {
                // One level only: a graph within a graph is no shape that shops use.
                Some(Value::Array(items)) => items.into_iter().take(200).collect(),
                Some(item) => vec![item],
                None => Vec::new(),
            }
        }
        Value::Object(object) => vec![Value::Object(object)],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
