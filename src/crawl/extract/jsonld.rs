//! JSON-LD blocks: every node of every graph, references followed, small slips forgiven.
//!
//! Shops write JSON-LD with templates, so a trailing comma, a raw line break in
//! a string or a comment around the block are common, and search engines read
//! most of them. What remains broken is reported.

use scraper::{Html, Selector};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::LazyLock;
use url::Url;

/// Blocks read on one page.
const BLOCKS: usize = 50;
/// Longest block, in bytes.
const BLOCK_BYTES: usize = 1_000_000;
/// References followed from one node into the next.
const REFERENCE_DEPTH: usize = 8;
/// Values written while references are followed: a graph in which each node
/// names two others doubles with every step.
const VALUES: usize = 50_000;

/// The top-level nodes of a page's JSON-LD, and what is wrong with the rest.
pub fn read(document: &Html, page: &Url) -> (Vec<Value>, Vec<String>) {
    static BLOCK: LazyLock<Selector> =
        LazyLock::new(|| Selector::parse("script[type]").expect("a constant selector"));
    let mut nodes = Vec::new();
    let mut errors = Vec::new();
    let blocks = document.select(&BLOCK).filter(|script| {
        script.attr("type").is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/ld+json")
        })
    });
    for (index, script) in blocks.take(BLOCKS).enumerate() {
        let text: String = script.text().collect();
        if text.trim().is_empty() {
            continue;
        }
        if text.len() > BLOCK_BYTES {
            errors.push(format!(
                "block {}: longer than {BLOCK_BYTES} bytes",
                index + 1
            ));
            continue;
        }
        match parse(&text) {
            Ok(value) => flatten(value, None, &mut nodes),
            Err(reason) => errors.push(format!("block {}: {reason}", index + 1)),
        }
    }
    (resolve(nodes, page), errors)
}

/// Parses a block, then once more without its usual slips.
pub fn parse(text: &str) -> Result<Value, String> {
    let bare = unwrap_comments(text);
    serde_json::from_str(bare)
        .or_else(|first| serde_json::from_str(&mend(bare)).map_err(|_| first.to_string()))
}

fn unwrap_comments(text: &str) -> &str {
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    for (open, close) in [
        ("//<![CDATA[", "//]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
    ] {
        if let Some(rest) = text.strip_prefix(open) {
            text = rest.trim();
            text = text.strip_suffix(close).unwrap_or(text).trim();
        }
    }
    text.strip_suffix("//")
        .unwrap_or(text)
        .trim()
        .trim_end_matches(';')
}

/// Drops commas before a closing bracket and comments, and escapes control
/// characters inside strings.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        if in_string {
            match c {
                '"' => {
                    in_string = false;
                    out.push(c);
                }
                '\\' => {
                    out.push(c);
                    if let Some(next) = chars.next() {
                        out.push(next);
                    }
                }
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.next();
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '/' if chars.peek() == Some(&'/') => {
                for c in chars.by_ref() {
                    if c == '\n' {
                        break;
                    }
                }
            }
            '}' | ']' => {
                let kept = out.trim_end().len();
                if out[..kept].ends_with(',') {
                    out.truncate(kept - 1);
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Takes lists and graphs apart; a graph's context goes to its nodes.
fn flatten(value: Value, context: Option<&Value>, nodes: &mut Vec<Value>) {
    if nodes.len() >= 500 {
        return;
    }
    match value {
        Value::Array(list) => {
            for one in list {
                flatten(one, context, nodes);
            }
        }
        Value::Object(mut map) => {
            let own = map.get("@context").cloned();
            let context = own.as_ref().or(context);
            if let Some(graph) = map.remove("@graph") {
                flatten(graph, context, nodes);
                // A graph object may describe something itself.
                if !map.contains_key("@type") {
                    return;
                }
            }
            if let Some(context) = context {
                map.entry("@context").or_insert_with(|| context.clone());
            }
            nodes.push(Value::Object(map));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts the node in place of `{"@id": …}` wherever one names it.
fn resolve(nodes: Vec<Value>, page: &Url) -> Vec<Value> {
    let mut index: HashMap<String, &Map<String, Value>> = HashMap::new();
    for object in super::structured::objects(&nodes) {
        if let Value::Object(map) = object
            && map.len() > 1
            && let Some(id) = map.get("@id").and_then(Value::as_str)
        {
            let id = absolute(id, page);
            let fuller = index.get(&id).is_none_or(|known| known.len() < map.len());
            if fuller {
                index.insert(id, map);
            }
        }
    }
    if index.is_empty() {
        return nodes;
    }
    let mut left = VALUES;
    nodes
        .iter()
        .map(|node| {
            let mut path = Vec::new();
            if let Some(id) = node.get("@id").and_then(Value::as_str) {
                path.push(absolute(id, page));
            }
            follow(node, &index, page, &mut path, &mut left, 0)
        })
        .collect()
}

fn follow(
    value: &Value,
    index: &HashMap<String, &Map<String, Value>>,
    page: &Url,
    path: &mut Vec<String>,
    left: &mut usize,
    nesting: usize,
) -> Value {
    // Once the allowance is used up, what is left is copied as written.
    if *left == 0 || nesting > 100 {
        return value.clone();
    }
    *left -= 1;
    match value {
        Value::Array(list) => Value::Array(
            list.iter()
                .map(|one| follow(one, index, page, path, left, nesting + 1))
                .collect(),
        ),
        Value::Object(map) => {
            let named = (map.len() == 1)
                .then(|| map.get("@id").and_then(Value::as_str))
                .flatten()
                .map(|id| absolute(id, page));
            if let Some(id) = named
                && path.len() < REFERENCE_DEPTH
                && !path.contains(&id)
                && let Some(target) = index.get(&id)
            {
                path.push(id);
                let resolved = follow_map(target, index, page, path, left, nesting + 1);
                path.pop();
                return resolved;
            }
            follow_map(map, index, page, path, left, nesting)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn follow_map(
    map: &Map<String, Value>,
    index: &HashMap<String, &Map<String, Value>>,
    page: &Url,
    path: &mut Vec<String>,
    left: &mut usize,
    nesting: usize,
) -> Value {
    Value::Object(
        map.iter()
            .map(|(name, one)| {
                let value = match name.as_str() {
                    "@context" | "@id" | "@type" => one.clone(),
                    _ => follow(one, index, page, path, left, nesting + 1),
                };
                (name.clone(), value)
            })
            .collect(),
    )
}

fn absolute(id: &str, page: &Url) -> String {
    page.join(id)
        .map(|url| url.to_string())
        .unwrap_or_else(|_| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(blocks: &[&str]) -> (Vec<Value>, Vec<String>) {
        let html: String = blocks
            .iter()
            .map(|b| format!("<script type='application/ld+json'>{b}</script>"))
            .collect();
        read(
            &Html::parse_document(&html),
            &Url::parse("https://s.example/p").unwrap(),
        )
    }

    #[test]
    fn references_in_a_graph_are_followed_across_blocks() {
        let (nodes, errors) = of(&[
            r##"{"@context":"https://schema.org","@graph":[
                {"@type":"Product","@id":"#p","name":"Mug","brand":{"@id":"/#brand"}},
                {"@type":"WebPage","mainEntity":{"@id":"https://s.example/p#p"}}]}"##,
            r#"{"@type":"Brand","@id":"https://s.example/#brand","name":"Harbour"}"#,
        ]);
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(nodes.len(), 3);
        assert_eq!(nodes[0]["brand"]["name"], "Harbour");
        assert_eq!(nodes[1]["mainEntity"]["brand"]["name"], "Harbour");
        assert_eq!(nodes[1]["@context"], "https://schema.org");
    }

    #[test]
    fn nodes_that_name_each_other_end() {
        let (nodes, _) = of(&[
            r##"[{"@id":"#a","@type":"A","b":{"@id":"#b"}},{"@id":"#b","@type":"B","a":{"@id":"#a"}}]"##,
        ]);
        assert_eq!(nodes[0]["b"]["a"], json!({"@id": "#a"}));
    }

    #[test]
    fn a_graph_that_doubles_with_every_step_stays_small() {
        let graph: Vec<Value> = (0..30)
            .map(|n| {
                let next: Vec<Value> = (0..30).map(|m| json!({"@id": format!("#{m}")})).collect();
                json!({"@id": format!("#{n}"), "@type": "Thing", "next": next})
            })
            .collect();
        let (nodes, _) = of(&[&json!({ "@graph": graph }).to_string()]);
        assert!(serde_json::to_string(&nodes).unwrap().len() < 5_000_000);
    }

    #[test]
    fn the_usual_slips_are_forgiven() {
        let (nodes, errors) = of(&[
            "<!-- {\"@type\":\"A\",} -->",
            "//<![CDATA[\n{\"@type\":\"B\", \"list\":[1,2,],\n}\n//]]>",
            "{\"@type\":\"C\",\"text\":\"two\nlines, and }\"};",
            "{/* made by a plugin */ \"@type\":\"D\", // end\n \"url\":\"https://x.example/,]\"}",
        ]);
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(nodes.len(), 4);
        assert_eq!(nodes[2]["text"], "two\nlines, and }");
        assert_eq!(nodes[3]["url"], "https://x.example/,]");
    }

    #[test]
    fn a_broken_block_is_reported_and_the_others_are_read() {
        let (nodes, errors) = of(&["{\"@type\": Product}", "{\"@type\":\"B\"}"]);
        assert_eq!(nodes.len(), 1);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].starts_with("block 1: "), "{errors:?}");
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_crash() {
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        let (nodes, errors) = of(&[&deep]);
        assert!(nodes.is_empty());
        assert_eq!(errors.len(), 1);
    }
}
