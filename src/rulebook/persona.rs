//! Fictitious shoppers, one for each country: what they type into the forms of a store.
//!
//! Nobody real stands behind a persona: names are the specimen names of their
//! country, mail goes to `example.com`, cards are the test cards of the schemes,
//! and telephone numbers come from the ranges kept for fiction where a country
//! has one. Postcodes, cities and regions belong together, because stores check.
//!
//! A persona answers one field at a time and never sees the form around it.

mod fit;
mod lists;
mod typed;
mod written;

#[cfg(test)]
mod tests;

use crate::model::look::Field;
use crate::rulebook::lexicon::normalise;
use std::sync::LazyLock;
use written::{Shared, Written};

/// What a persona does with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Types this.
    Type(String),
    /// Chooses the option of a list with this value.
    Choose {
        /// The option's `value`.
        value: String,
    },
    /// Ticks this radio.
    Check,
    /// Leaves it as it was found.
    LeaveAsFound,
}

/// One fictitious shopper.
#[derive(Debug)]
pub struct Persona {
    id: &'static str,
    written: Written,
    /// Names of the country in the form in which lists are compared.
    names: Vec<String>,
}

/// The order is the order of preference where nothing else decides.
const FILES: [(&str, &str); 15] = [
    ("us", include_str!("../../rulesets/persona/us.toml")),
    ("gb", include_str!("../../rulesets/persona/gb.toml")),
    ("de", include_str!("../../rulesets/persona/de.toml")),
    ("fr", include_str!("../../rulesets/persona/fr.toml")),
    ("nl", include_str!("../../rulesets/persona/nl.toml")),
    ("es", include_str!("../../rulesets/persona/es.toml")),
    ("it", include_str!("../../rulesets/persona/it.toml")),
    ("ca", include_str!("../../rulesets/persona/ca.toml")),
    ("au", include_str!("../../rulesets/persona/au.toml")),
    ("jp", include_str!("../../rulesets/persona/jp.toml")),
    ("kr", include_str!("../../rulesets/persona/kr.toml")),
    ("br", include_str!("../../rulesets/persona/br.toml")),
    ("pt", include_str!("../../rulesets/persona/pt.toml")),
    ("cn", include_str!("../../rulesets/persona/cn.toml")),
    ("tw", include_str!("../../rulesets/persona/tw.toml")),
];

static PERSONAS: LazyLock<Vec<Persona>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(id, text)| {
            let written: Written = toml::from_str(text)
                .unwrap_or_else(|e| panic!("the persona {id} is part of cartwalk and reads: {e}"));
            let names = written
                .aliases
                .country
                .iter()
                .map(|name| normalise(name))
                .collect();
            Persona { id, written, names }
        })
        .collect()
});

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rulesets/persona/shared.toml"))
        .expect("what personas share is part of cartwalk and reads")
});

impl Persona {
    /// The persona that suits a store best: by currency, then language, then the countries that it offers.
    ///
    /// `countries` are the values or texts of the store's list of countries, in any
    /// language; a persona whose country is not offered is chosen only when none is.
    pub fn for_store(
        language: Option<&str>,
        currency: Option<&str>,
        countries: &[String],
    ) -> &'static Persona {
        let offered: Vec<String> = countries.iter().map(|name| normalise(name)).collect();
        let is_offered = |p: &Persona| offered.iter().any(|name| p.names.contains(name));
        let someone_fits = PERSONAS.iter().any(is_offered);
        let mut tag = language.unwrap_or_default().split(['-', '_']);
        let (tongue, land) = (tag.next().unwrap_or_default(), tag.next_back());
        let among = |list: &[String], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
        let rank = |p: &Persona| {
            let offered = is_offered(p);
            let currency = currency.is_some_and(|c| {
                among(&p.written.currencies, c)
                    || offered && among(&p.written.currencies_where_offered, c)
            });
            let spoken = among(&p.written.languages, tongue);
            // Traditional characters are written in Taiwan, simplified ones on the mainland.
            let at_home = land.is_some_and(|l| match l.to_ascii_lowercase().as_str() {
                "hant" => p.written.country == "TW",
                "hans" => p.written.country == "CN",
                region => region.eq_ignore_ascii_case(&p.written.country),
            });
            (offered || !someone_fits, currency, spoken, at_home)
        };
        PERSONAS
            .iter()
            .rev()
            .max_by_key(|p| rank(p))
            .expect("personas are part of cartwalk, and there are some")
    }

    /// Short name, the country's code in lower case.
    pub fn id(&self) -> &str {
        self.id
    }

    /// ISO 3166 code of the country.
    pub fn country(&self) -> &str {
        &self.written.country
    }

    /// The value for a purpose in its plainest form, as it is typed where a field asks for nothing special.
    ///
    /// Purposes are WHATWG tokens and our `x-` words; `None` for those that a persona has no answer to.
    pub fn value(&self, purpose: &str) -> Option<String> {
        typed::value(self, purpose)
    }

    /// Texts and values under which a list may offer the answer to a purpose, best first.
    pub fn aliases(&self, purpose: &str) -> Vec<String> {
        lists::aliases(self, purpose)
    }

    /// What to do with a field; `None` where its purpose is unknown or has no answer.
    pub fn value_for(&self, field: &Field) -> Option<Answer> {
        match field.kind.as_str() {
            "checkbox" | "switch" => Some(Answer::LeaveAsFound),
            "radio" => lists::tick(self, field),
            "select" | "select-one" | "select-multiple" => lists::choose(self, field),
            "combobox" | "listbox" if !is_typed_into(field) && !field.options.is_empty() => {
                lists::choose(self, field)
            }
            "combobox" if is_typed_into(field) && !field.options.is_empty() => {
                lists::text_of_choice(self, field)
                    .map(Answer::Type)
                    .or_else(|| typed::text(self, field).map(Answer::Type))
            }
            _ => typed::text(self, field).map(Answer::Type),
        }
    }
}

fn is_typed_into(field: &Field) -> bool {
    matches!(field.tag.as_str(), "input" | "textarea")
}
