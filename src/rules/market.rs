//! Which market's display rules apply to a store, as far as the store shows it.
//!
//! The user may name the markets. Otherwise the signs are, strongest first:
//! the country of the domain, the currency of the prices, the store's language.
//! English with dollars is taken for the US, which has few rules of its own here.

use crate::model::plan::Market;

/// Domains of EU member states.
const EU_ENDINGS: &[&str] = &[
    "eu", "de", "fr", "it", "es", "nl", "be", "at", "pl", "pt", "se", "dk", "fi", "ie", "cz", "gr",
    "hu", "ro", "bg", "hr", "si", "sk", "lt", "lv", "ee", "lu", "mt", "cy",
];

/// Languages that are spoken as good as only in the EU. Spanish, Portuguese and
/// French are not: without a European currency they say nothing.
const EU_LANGUAGES: &[&str] = &[
    "de", "it", "nl", "pl", "sv", "da", "fi", "cs", "el", "hu", "ro", "bg", "hr", "sl", "sk", "lt",
    "lv", "et",
];

/// Currencies of EU member states.
const EU_CURRENCIES: &[&str] = &["EUR", "SEK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN"];

/// The markets by domain, currency and language.
pub fn detect(host: &str, currency: Option<&str>, language: Option<&str>) -> Vec<Market> {
    let ending = host.rsplit('.').next().unwrap_or_default();
    let mut markets = Vec::new();
    let mut add = |market| {
        if !markets.contains(&market) {
            markets.push(market);
        }
    };
    if ending == "jp" {
        add(Market::Jp);
    }
    if ending == "uk" {
        add(Market::Uk);
    }
    if EU_ENDINGS.contains(&ending) {
        add(Market::Eu);
    }
    match currency {
        Some("JPY") => add(Market::Jp),
        Some("GBP") => add(Market::Uk),
        Some("USD") if language.is_none_or(|l| l == "en") => add(Market::Us),
        Some(code) if EU_CURRENCIES.contains(&code) => add(Market::Eu),
        Some(_) | None => {}
    }
    match language {
        Some("ja") => add(Market::Jp),
        Some(code) if EU_LANGUAGES.contains(&code) && currency.is_none() => add(Market::Eu),
        Some(_) | None => {}
    }
    markets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_currency_and_language_name_the_market() {
        assert_eq!(detect("shop.example.jp", None, None), [Market::Jp]);
        assert_eq!(detect("127.0.0.1", Some("JPY"), Some("ja")), [Market::Jp]);
        assert_eq!(detect("localhost", Some("GBP"), Some("en")), [Market::Uk]);
        assert_eq!(detect("a.com", Some("USD"), Some("en")), [Market::Us]);
        assert_eq!(detect("a.com", Some("EUR"), Some("en")), [Market::Eu]);
        assert_eq!(detect("a.com", None, Some("de")), [Market::Eu]);
        assert_eq!(detect("a.ch", Some("CHF"), Some("de")), []);
        assert_eq!(detect("a.com", Some("MXN"), Some("es")), []);
    }
}
