//! Reading structured data: items by type, at any depth, and their values as text.

use serde_json::Value;

/// Items of one of the types, wherever they stand, at most 200.
pub fn of_type<'v>(items: &'v [Value], types: &[&str]) -> Vec<&'v Value> {
    let mut found = Vec::new();
    for item in items {
        collect(item, types, 0, &mut found);
    }
    found
}

fn collect<'v>(value: &'v Value, types: &[&str], depth: u8, found: &mut Vec<&'v Value>) {
    // A store's data may be nested without end.
    if depth > 12 || found.len() >= 200 {
        return;
    }
    match value {
        Value::Object(object) => {
            if is_a(value, types) {
                found.push(value);
            }
            for inner in object.values() {
                collect(inner, types, depth + 1, found);
            }
        }
        Value::Array(items) => {
            for inner in items {
                collect(inner, types, depth + 1, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether an item has one of the types, with or without the vocabulary's address.
pub fn is_a(item: &Value, types: &[&str]) -> bool {
    let named = |name: &str| types.contains(&name.rsplit(['/', '#', ':']).next().unwrap_or(name));
    match item.get("@type") {
        Some(Value::String(name)) => named(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(named),
        Some(_) | None => false,
    }
}

/// A property as text: a string, a number, an item's name, or the first of several.
pub fn text(item: &Value, key: &str) -> Option<String> {
    plain(item.get(key)?)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(plain),
        Value::Object(object) => ["name", "@value", "url", "@id"]
            .iter()
            .find_map(|key| object.get(*key).and_then(plain)),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A property as a number, thousands separators and currency signs dropped.
pub fn number(item: &Value, key: &str) -> Option<f64> {
    let text = text(item, key)?;
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.parse().ok()
}

/// Types that describe the company behind the store.
pub const COMPANY: &[&str] = &[
    "Organization", "OnlineStore", "OnlineBusiness", "Store", "LocalBusiness", "Corporation",
    "ClothingStore", "HomeGoodsStore", "JewelryStore", "FoodEstablishment", "BookStore",
    "ShoeStore", "FurnitureStore", "ElectronicsStore", "SportingGoodsStore", "ToyStore",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_at_any_depth_and_by_any_spelling_of_the_type() {
        let item = serde_json::json!({"@type": "WebPage", "mainEntity": [{"@type": ["http://schema.org/Product"], "offers": {"price": "1,200円"}}]});
        let items = [item];
        let found = of_type(&items, &["Product"]);
        assert_eq!(found.len(), 1);
        assert_eq!(number(&found[0]["offers"], "price"), Some(1200.0));
    }

    #[test]
    fn a_value_may_be_an_item_with_a_name() {
        let item = serde_json::json!({"brand": {"@type": "Brand", "name": "Kissa"}, "empty": " "});
        assert_eq!(text(&item, "brand").as_deref(), Some("Kissa"));
        assert_eq!(text(&item, "empty"), None);
    }
}
