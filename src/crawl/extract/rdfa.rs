//! RDFa Lite (`typeof`, `property`) with the schema.org vocabulary, in the shape of JSON-LD.
//!
//! Only schema.org: content systems put other vocabularies (foaf, sioc) on
//! every page, and they say nothing about a store.

use crate::crawl::extract::dom::{clip, text_of};
use crate::crawl::extract::microdata::{add, one_or_list};
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html};
use serde_json::{Map, Value};
use url::Url;

const ITEMS: usize = 500;

struct Open {
    node: NodeId,
    map: Map<String, Value>,
    /// The properties of the outer item that this one is the value of.
    properties: Vec<String>,
}

/// The top-level items of a page.
pub fn read(document: &Html, base: &Url) -> Vec<Value> {
    let mut vocabularies: Vec<(NodeId, bool)> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut done: Vec<Value> = Vec::new();
    let mut started = 0;
    for edge in document.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                let Some(element) = ElementRef::wrap(node) else {
                    continue;
                };
                if let Some(vocabulary) = element.attr("vocab") {
                    vocabularies.push((node.id(), vocabulary.contains("schema.org")));
                }
                let schema = vocabularies.last().is_some_and(|(_, schema)| *schema);
                let properties = names(element.attr("property"), schema);
                let types = names(element.attr("typeof"), schema);
                if !types.is_empty() && started < ITEMS {
                    started += 1;
                    let mut map = Map::new();
                    map.insert("@context".to_string(), Value::from("https://schema.org"));
                    map.insert("@type".to_string(), one_or_list(types));
                    if let Some(id) = element.attr("resource").or_else(|| element.attr("about")) {
                        map.insert("@id".to_string(), Value::from(absolute(base, id)));
                    }
                    open.push(Open {
                        node: node.id(),
                        map,
                        properties,
                    });
                } else if !properties.is_empty()
                    && let Some(item) = open.last_mut()
                {
                    let value = value(element, base);
                    for name in &properties {
                        add(&mut item.map, name, Value::from(value.clone()));
                    }
                }
            }
            Edge::Close(node) => {
                if vocabularies.last().is_some_and(|(id, _)| *id == node.id()) {
                    vocabularies.pop();
                }
                if open.last().is_some_and(|item| item.node == node.id())
                    && let Some(item) = open.pop()
                {
                    let value = Value::Object(item.map);
                    match open.last_mut() {
                        // An item in a hundred is no data but an attack on the reader.
                        Some(outer) if !item.properties.is_empty() && item.properties.len() < 5 => {
                            for name in &item.properties {
                                add(&mut outer.map, name, value.clone());
                            }
                        }
                        _ => done.push(value),
                    }
                }
            }
        }
        if open.len() > 32 {
            break;
        }
    }
    done
}

/// The terms of schema.org in an attribute: bare in its vocabulary, prefixed, or as an address.
fn names(attribute: Option<&str>, schema: bool) -> Vec<String> {
    attribute
        .unwrap_or_default()
        .split_ascii_whitespace()
        .filter_map(|name| {
            let prefixed = ["schema:", "s:", "https://schema.org/", "http://schema.org/"]
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix));
            match prefixed {
                Some(bare) => Some(bare.to_string()),
                None => (schema && !name.contains(':')).then(|| name.to_string()),
            }
        })
        .collect()
}

fn value(element: ElementRef<'_>, base: &Url) -> String {
    if let Some(content) = element.attr("content") {
        return clip(content.trim(), 5_000);
    }
    for name in ["resource", "href", "src"] {
        if let Some(address) = element.attr(name) {
            return absolute(base, address);
        }
    }
    match element.attr("datetime") {
        Some(time) => time.trim().to_string(),
        None => text_of(element),
    }
}

fn absolute(base: &Url, address: &str) -> String {
    base.join(address.trim())
        .map(|url| url.to_string())
        .unwrap_or_else(|_| address.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rdfa_lite_has_the_shape_of_json_ld() {
        let html = r#"<meta property="og:title" content="x"><div vocab="https://schema.org/" typeof="Product">
            <h1 property="name">Mug</h1><div property="offers" typeof="Offer"><span property="price" content="9">£9</span></div></div>
            <div typeof="foaf:Document"><p property="dc:title">y</p></div>"#;
        let items = read(
            &Html::parse_document(html),
            &Url::parse("https://s.example/").unwrap(),
        );
        assert_eq!(
            items,
            vec![
                json!({"@context":"https://schema.org","@type":"Product","name":"Mug",
                "offers":{"@context":"https://schema.org","@type":"Offer","price":"9"}})
            ]
        );
    }
}
