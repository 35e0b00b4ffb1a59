//! Reading structured data, whichever way a shop nests it.

use serde_json::Value;

/// Items of one of these types, at the top or inside others, at most 200.
pub fn of_type<'v>(items: &'v [Value], names: &[&str]) -> Vec<&'v Value> {
    let mut found = Vec::new();
    for item in items {
        collect(item, names, 0, &mut found);
    }
    found
}

fn collect<'v>(value: &'v Value, names: &[&str], depth: usize, found: &mut Vec<&'v Value>) {
    // Deeper nesting than this is no shape that a shop publishes.
    if depth > 6 || found.len() >= 200 {
        return;
    }
    match value {
        Value::Object(object) => {
            if types(value).iter().any(|name| names.contains(name)) {
                found.push(value);
            }
            for inner in object.values() {
                collect(inner, names, depth + 1, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, names, depth, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The item's types without their vocabulary's address.
pub fn types(item: &Value) -> Vec<&str> {
    match item.get("@type") {
        Some(Value::String(name)) => vec![bare(name)],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(bare).collect(),
        Some(_) | None => Vec::new(),
    }
}

fn bare(name: &str) -> &str {
    name.rsplit(['/', '#', ':']).next().unwrap_or(name)
}

/// A property's values as a list: one value, an array, or nothing.
pub fn list<'v>(item: &'v Value, name: &str) -> Vec<&'v Value> {
    match item.get(name) {
        Some(Value::Array(values)) => values.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(value) => vec![value],
    }
}

/// A property as text: a string, a number, or the name or address of an item.
pub fn text(item: &Value, name: &str) -> Option<String> {
    list(item, name).into_iter().find_map(as_text)
}

fn as_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(_) => ["name", "url", "@id", "value", "@value"]
            .iter()
            .find_map(|key| value.get(key).and_then(as_text))?,
        Value::Bool(_) | Value::Null | Value::Array(_) => return None,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A property as a number, also when it was written as text with separators.
pub fn number(item: &Value, name: &str) -> Option<f64> {
    let written = text(item, name)?;
    let plain: String = written
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '¥' | '$' | '€' | '£'))
        .collect();
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The offers of a product, those of an aggregate and of variants included.
pub fn offers(product: &Value) -> Vec<&Value> {
    let direct = list(product, "offers");
    let nested = direct.iter().flat_map(|offer| list(offer, "offers"));
    let variants = list(product, "hasVariant");
    let of_variants = variants.iter().flat_map(|variant| list(variant, "offers"));
    let all: Vec<&Value> = nested.chain(of_variants).collect();
    direct
        .into_iter()
        .chain(all)
        .filter(|offer| offer.is_object())
        .collect()
}

/// The price of an offer: its own, the lowest of an aggregate, or that of a specification.
pub fn price(offer: &Value) -> Option<f64> {
    let own = number(offer, "price").or_else(|| number(offer, "lowPrice"));
    own.or_else(|| {
        let specified = list(offer, "priceSpecification");
        specified.into_iter().find_map(|s| number(s, "price"))
    })
}

/// The currency of an offer.
pub fn currency(offer: &Value) -> Option<String> {
    let own = text(offer, "priceCurrency");
    own.or_else(|| {
        let specified = list(offer, "priceSpecification");
        specified.into_iter().find_map(|s| text(s, "priceCurrency"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_product_is_found_inside_a_page_and_its_offer_read() {
        let items = [json!({"@type": "WebPage", "mainEntity": {
            "@type": ["https://schema.org/Product"], "name": "Mug",
            "offers": {"@type": "AggregateOffer", "lowPrice": "1,200", "priceCurrency": "JPY"}}})];
        let products = of_type(&items, &["Product"]);
        assert_eq!(products.len(), 1);
        let offers = offers(products[0]);
        assert_eq!(
            (price(offers[0]), currency(offers[0]).as_deref()),
            (Some(1200.0), Some("JPY"))
        );
    }
}
