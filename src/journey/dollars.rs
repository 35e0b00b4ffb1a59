//! Which country's dollars a bare "$" stands for.

use crate::model::page::PriceText;

/// The currency of a price, as it is meant by a store of this language: "$" with nothing beside it is the
/// sign of many countries, and the region of the language tells which. Without one it stays the American.
pub(super) fn meant(price: &PriceText, tongue: Option<&str>) -> Option<String> {
    let currency = price.currency.clone()?;
    let bare = price.text.contains('$') && !price.text.to_lowercase().contains("us");
    if currency != "USD" || !bare {
        return Some(currency);
    }
    let tag = tongue.unwrap_or_default().to_lowercase();
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let own = match parts.next_back().unwrap_or_default() {
        "au" => "AUD",
        "ca" => "CAD",
        "tw" | "hant" => "TWD",
        _ if language == "zh" => "TWD",
        _ => return Some(currency),
    };
    Some(own.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_dollar_is_the_regions() {
        let price = |text: &str| PriceText {
            text: text.into(),
            amount: 5.0,
            currency: Some("USD".into()),
            context: String::new(),
        };
        let means = |text: &str, tongue: &str| meant(&price(text), Some(tongue)).unwrap();
        assert_eq!(means("$5", "en-AU"), "AUD");
        assert_eq!(means("$5", "fr-CA"), "CAD");
        assert_eq!(means("$1,680", "zh-Hant"), "TWD");
        assert_eq!(means("$5", "en"), "USD");
        assert_eq!(means("$5", "en-GB"), "USD");
        assert_eq!(means("US$5", "en-AU"), "USD");
    }
}
