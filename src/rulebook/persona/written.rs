//! Personas as they stand in `rulesets/persona/`: one file a country, and one for what they share.

use serde::Deserialize;
use std::collections::BTreeMap;

/// One fictitious shopper.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub country: String,
    pub country_code3: String,
    pub country_name: String,
    pub languages: Vec<String>,
    pub currencies: Vec<String>,
    /// Currencies of neighbours whose shops this persona may visit, once their list offers its country.
    #[serde(default)]
    pub currencies_where_offered: Vec<String>,
    #[serde(default)]
    pub family_first: bool,
    /// What stands between the names where the form does not show how it wants them.
    #[serde(default = "space")]
    pub name_joiner: String,
    /// `dmy`, `mdy` or `ymd`.
    pub date_order: String,
    pub date_separator: String,
    pub person: Person,
    #[serde(default)]
    pub kana: Option<Kana>,
    pub address: Address,
    pub phone: Phone,
    #[serde(default)]
    pub mobile: Option<Phone>,
    /// A published test number of the tax id that shops ask of private customers.
    #[serde(default)]
    pub tax_id: Option<String>,
    pub aliases: Aliases,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub given: String,
    pub family: String,
    #[serde(default)]
    pub latin_given: Option<String>,
    #[serde(default)]
    pub latin_family: Option<String>,
    /// `female` or `male`.
    pub sex: String,
    /// ISO 8601.
    pub birthday: String,
    pub email: String,
    pub title: String,
    pub company: String,
}

/// Readings, each as full-width katakana, hiragana, half-width katakana.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kana {
    pub given: [String; 3],
    pub family: [String; 3],
    pub company: [String; 3],
    pub address: [String; 3],
    pub region: [String; 3],
    pub city: [String; 3],
    pub street: [String; 3],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    pub postal_code: String,
    /// Whether nobody leaves the hyphen of the postcode out (Portugal).
    #[serde(default)]
    pub postal_code_keeps_hyphen: bool,
    pub region: String,
    pub region_code: String,
    pub city: String,
    /// Part of the city, where addresses have one (Brazil's bairro).
    #[serde(default)]
    pub district: String,
    pub street: String,
    pub house_number: String,
    /// Whether the house number stands before the street.
    #[serde(default)]
    pub number_first: bool,
    #[serde(default = "space")]
    pub number_joiner: String,
    /// Whether addresses go from the largest to the smallest: prefecture, city, street.
    #[serde(default)]
    pub largest_first: bool,
    pub line2: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phone {
    /// Country calling code, digits only.
    pub code: String,
    /// What a national number begins with and an international one leaves away.
    pub trunk: String,
    /// As three boxes want it.
    pub parts: [String; 3],
    /// As the country writes it.
    pub written: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Aliases {
    pub country: Vec<String>,
    pub region: Vec<String>,
}

/// What all personas have in common.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shared {
    pub password: String,
    /// ISO 8601.
    pub delivery_date: String,
    pub card: Card,
    pub titles: BTreeMap<String, Vec<String>>,
    pub sexes: BTreeMap<String, Vec<String>>,
    pub months: BTreeMap<String, Vec<String>>,
    pub hints: Hints,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Card {
    pub number: String,
    pub csc: String,
    pub kind: String,
    pub kinds: Vec<String>,
    pub month: String,
    pub year: String,
}

/// Words of labels that say in which form something is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hints {
    pub hiragana: Vec<String>,
    pub half_kana: Vec<String>,
    pub full_width: Vec<String>,
    pub roman: Vec<String>,
    pub mobile: Vec<String>,
    pub without_separators: Vec<String>,
    pub with_separators: Vec<String>,
    pub prefecture: Vec<String>,
    pub municipality: Vec<String>,
    pub street_only: Vec<String>,
    pub example: Vec<String>,
}

fn space() -> String {
    " ".into()
}
