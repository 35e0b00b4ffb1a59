//! Where shops put delivery and return terms: on the offer or on the organisation.

use crate::rules::Seen;
use crate::rules::facts::schema::{list, of_type, offers};
use crate::rules::schema::product_offer_valid::PRODUCT;
use serde_json::Value;

/// Types that stand for the business itself.
pub const ORGANISATION: [&str; 6] = [
    "Organization",
    "OnlineStore",
    "OnlineBusiness",
    "LocalBusiness",
    "Store",
    "Corporation",
];

/// Values of a property on any product, offer or organisation of the store.
pub fn of_offer_or_organisation(seen: &Seen<'_>, property: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for view in seen.views() {
        for product in of_type(&view.structured, &PRODUCT) {
            let holders = offers(product).into_iter().chain([product]);
            found.extend(holders.flat_map(|holder| list(holder, property)).cloned());
        }
        let organisations = of_type(&view.structured, &ORGANISATION);
        found.extend(
            organisations
                .into_iter()
                .flat_map(|o| list(o, property))
                .cloned(),
        );
        if found.len() > 50 {
            break;
        }
    }
    found
}

/// Which of the named parts no value has; each part may be written in several ways.
pub fn missing_parts(values: &[Value], parts: &[(&'static str, &[&str])]) -> Vec<&'static str> {
    let lacking = |value: &Value| -> Vec<&'static str> {
        let there = |names: &[&str]| {
            names
                .iter()
                .any(|name| value.get(name).is_some_and(|v| !v.is_null()))
        };
        parts
            .iter()
            .filter(|(_, names)| !there(names))
            .map(|(part, _)| *part)
            .collect()
    };
    values
        .iter()
        .map(lacking)
        .min_by_key(Vec::len)
        .unwrap_or_default()
}
