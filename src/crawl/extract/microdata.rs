//! Microdata (`itemscope`, `itemprop`) in the shape of JSON-LD.
//!
//! Follows the HTML standard's algorithm for the properties of an item
//! (<https://html.spec.whatwg.org/multipage/microdata.html>), with bounds.

use crate::crawl::extract::dom::{clip, text_of};
use ego_tree::NodeId;
use scraper::{ElementRef, Html};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Items within items.
const DEPTH: usize = 16;
/// Elements looked at while items are read.
const ELEMENTS: usize = 50_000;

struct Reader<'a> {
    base: &'a Url,
    by_id: HashMap<&'a str, ElementRef<'a>>,
    left: usize,
}

/// The top-level items of a page.
pub fn read(document: &Html, base: &Url) -> Vec<Value> {
    let mut by_id = HashMap::new();
    let mut tops = Vec::new();
    for element in document.root_element().descendent_elements() {
        let value = element.value();
        if value.attr("itemscope").is_some() && value.attr("itemprop").is_none() {
            tops.push(element);
        }
        if let Some(id) = value.id() {
            by_id.entry(id).or_insert(element);
        }
    }
    let mut reader = Reader {
        base,
        by_id,
        left: ELEMENTS,
    };
    tops.into_iter()
        .take(500)
        .map(|top| reader.item(top, 0))
        .filter(|item| item.get("@type").is_some())
        .collect()
}

impl<'a> Reader<'a> {
    fn item(&mut self, root: ElementRef<'a>, depth: usize) -> Value {
        let mut map = Map::new();
        if let Some((vocabulary, names)) = types(root) {
            if let Some(vocabulary) = vocabulary {
                map.insert("@context".to_string(), Value::from(vocabulary));
            }
            map.insert("@type".to_string(), one_or_list(names));
        }
        if let Some(id) = root.attr("itemid") {
            map.insert("@id".to_string(), Value::from(self.absolute(id)));
        }
        let mut open: Vec<ElementRef<'a>> = root
            .attr("itemref")
            .unwrap_or_default()
            .split_ascii_whitespace()
            .filter_map(|id| self.by_id.get(id).copied())
            .collect();
        open.reverse();
        let children: Vec<ElementRef<'a>> = root.child_elements().collect();
        open.extend(children.into_iter().rev());
        let mut seen: HashSet<NodeId> = HashSet::from([root.id()]);
        while let Some(element) = open.pop() {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            if !seen.insert(element.id()) {
                continue;
            }
            let scoped = element.attr("itemscope").is_some();
            if let Some(names) = element.attr("itemprop") {
                let value = if scoped && depth < DEPTH {
                    self.item(element, depth + 1)
                } else {
                    Value::from(self.value(element))
                };
                for name in names.split_ascii_whitespace() {
                    add(&mut map, name, value.clone());
                }
            }
            if !scoped {
                let children: Vec<ElementRef<'a>> = element.child_elements().collect();
                open.extend(children.into_iter().rev());
            }
        }
        Value::Object(map)
    }

    fn value(&self, element: ElementRef<'_>) -> String {
        let attr = |name| element.attr(name).map(|v| clip(v.trim(), 2_000));
        let url = |name| element.attr(name).map(|v| self.absolute(v));
        let named = match element.value().name() {
            "meta" => Some(attr("content").unwrap_or_default()),
            "audio" | "embed" | "iframe" | "img" | "source" | "track" | "video" => url("src"),
            "a" | "area" | "link" => url("href"),
            "object" => url("data"),
            "data" | "meter" => attr("value"),
            "time" => attr("datetime"),
            _ => None,
        };
        // `content` on any element is common and read by search engines.
        named
            .or_else(|| attr("content"))
            .unwrap_or_else(|| text_of(element))
    }

    fn absolute(&self, address: &str) -> String {
        self.base
            .join(address.trim())
            .map(|url| url.to_string())
            .unwrap_or_else(|_| address.trim().to_string())
    }
}

fn types(element: ElementRef<'_>) -> Option<(Option<String>, Vec<String>)> {
    let names: Vec<&str> = element.attr("itemtype")?.split_ascii_whitespace().collect();
    let first = names.first()?;
    let vocabulary = first.rfind(['/', '#']).map(|at| first[..at].to_string());
    let bare = |name: &&str| {
        let at = name.rfind(['/', '#']).map_or(0, |at| at + 1);
        name[at..].to_string()
    };
    Some((vocabulary, names.iter().map(bare).collect()))
}

/// One value as itself, several as a list.
pub fn one_or_list(mut names: Vec<String>) -> Value {
    match (names.len(), names.pop()) {
        (1, Some(only)) => Value::from(only),
        (_, last) => {
            names.extend(last);
            Value::from(names)
        }
    }
}

/// Adds a value to a property that may have some already.
pub fn add(map: &mut Map<String, Value>, name: &str, value: Value) {
    match map.get_mut(name) {
        Some(Value::Array(list)) => {
            if list.len() < 500 {
                list.push(value);
            }
        }
        Some(one) => *one = Value::Array(vec![one.take(), value]),
        None => {
            map.insert(name.to_string(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_product_with_an_offer_has_the_shape_of_json_ld() {
        let html = r#"<div itemscope itemtype="https://schema.org/Product" itemref="more">
            <h1 itemprop="name">Stone <b>mug</b></h1><img itemprop="image" src="/a.jpg"><img itemprop="image" src="/b.jpg">
            <div itemprop="offers" itemscope itemtype="http://schema.org/Offer">
              <meta itemprop="priceCurrency" content="GBP"><span itemprop="price" content="12.50">£12.50</span>
              <link itemprop="availability" href="https://schema.org/InStock"></div>
            <div itemscope itemtype="https://schema.org/Person"><i itemprop="name">Ann</i></div></div>
            <p id="more"><span itemprop="sku">M-1</span></p>"#;
        let items = read(
            &Html::parse_document(html),
            &Url::parse("https://s.example/").unwrap(),
        );
        assert_eq!(items.len(), 2);
        assert_eq!(
            items[0],
            json!({"@context":"https://schema.org","@type":"Product","sku":"M-1","name":"Stone mug",
                "image":["https://s.example/a.jpg","https://s.example/b.jpg"],
                "offers":{"@context":"http://schema.org","@type":"Offer","priceCurrency":"GBP","price":"12.50",
                          "availability":"https://schema.org/InStock"}})
        );
    }

    #[test]
    fn an_item_that_refers_to_itself_ends() {
        let html = r#"<div id="a" itemscope itemtype="https://schema.org/Thing" itemref="a b"><p id="b" itemprop="x" itemscope itemtype="https://schema.org/Thing" itemref="a b"></p></div>"#;
        let items = read(
            &Html::parse_document(html),
            &Url::parse("https://s.example/").unwrap(),
        );
        assert_eq!(items.len(), 1);
    }
}
