//! "Where": the pages, screens and elements that a part of a ruleset is about.
//!
//! Lists are alternatives, keys must all hold, and what is left out does not
//! matter. A bare text is a pattern of the path.

use crate::model::device::Device;
use crate::model::journey::Goal;
use crate::model::page::PageKind;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use url::Url;

/// Pages, screens or elements.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Where {
    /// Patterns of a path (`*` matches anything); one that begins with `http` is held against the whole address.
    pub path: Several<String>,
    /// Kinds of page, crawled or walked.
    pub page: Several<PageKind>,
    /// Screens of the journey.
    pub step: Several<Goal>,
    /// Devices of the journey.
    pub device: Several<Device>,
    /// Selectors as findings name them; `*` matches anything.
    pub selector: Several<String>,
    /// Fingerprints of findings.
    pub fingerprint: Several<String>,
}

/// One place of a run, with all that a [`Where`] may ask for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spot<'a> {
    /// Its address.
    pub url: &'a str,
    /// What the page is for, where known.
    pub page: Option<PageKind>,
    /// What the screen serves; empty for a crawled page.
    pub steps: Vec<Goal>,
    /// The device of the journey.
    pub device: Option<Device>,
    /// The element.
    pub selector: Option<&'a str>,
    /// The finding's fingerprint.
    pub fingerprint: Option<&'a str>,
}

impl Where {
    /// Whether nothing is asked for: everywhere.
    pub fn is_everywhere(&self) -> bool {
        *self == Where::default()
    }

    /// Whether a place is meant.
    pub fn holds(&self, spot: &Spot<'_>) -> bool {
        let any = |patterns: &Several<String>, text: Option<&str>| {
            let fits = |text: &str| patterns.0.iter().any(|one| wildcard(one, text));
            patterns.0.is_empty() || text.is_some_and(fits)
        };
        let path = self.path.0.is_empty() || self.path.0.iter().any(|one| on_path(one, spot.url));
        let page =
            self.page.0.is_empty() || spot.page.is_some_and(|page| self.page.0.contains(&page));
        let step =
            self.step.0.is_empty() || spot.steps.iter().any(|goal| self.step.0.contains(goal));
        let device =
            self.device.0.is_empty() || spot.device.is_some_and(|one| self.device.0.contains(&one));
        path && page
            && step
            && device
            && any(&self.selector, spot.selector)
            && any(&self.fingerprint, spot.fingerprint)
    }
}

/// For sentences: `/old/*`, `page product`, `step payment on mobile`.
impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |name: &str, values: Vec<String>| {
            (!values.is_empty()).then(|| format!("{name} {}", values.join(", ")))
        };
        let parts = [
            (!self.path.0.is_empty()).then(|| self.path.0.join(", ")),
            names("page", self.page.0.iter().map(spelt).collect()),
            names("step", self.step.0.iter().map(spelt).collect()),
            names("on", self.device.0.iter().map(spelt).collect()),
            names("element", self.selector.0.clone()),
            names("finding", self.fingerprint.0.clone()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}

/// A name as it is written in files.
pub fn spelt(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn on_path(pattern: &str, url: &str) -> bool {
    if pattern.starts_with("http") {
        return wildcard(pattern, url);
    }
    let Ok(parsed) = Url::parse(url) else {
        return wildcard(pattern, url);
    };
    match (pattern.contains('?'), parsed.query()) {
        (true, Some(query)) => wildcard(pattern, &format!("{}?{query}", parsed.path())),
        _ => wildcard(pattern, parsed.path()),
    }
}

/// Whether a pattern matches a whole text; `*` stands for anything.
pub fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl<'de> Deserialize<'de> for Where {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Where, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Where;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a pattern such as \"/old/*\", or a table such as { step = \"payment\" }",
                )
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Where, E> {
                Ok(Where {
                    path: Several(vec![text.to_owned()]),
                    ..Where::default()
                })
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Where, M::Error> {
                let table = WhereTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Where {
                    path: table.path,
                    page: table.page,
                    step: table.step,
                    device: table.device,
                    selector: table.selector,
                    fingerprint: table.fingerprint,
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The table form of a [`Where`].
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct WhereTable {
    /// Patterns of a path (`*` matches anything); one that begins with `http` is held against the whole address.
    path: Several<String>,
    /// Kinds of page, crawled or walked.
    page: Several<PageKind>,
    /// Screens of the journey.
    step: Several<Goal>,
    /// Devices of the journey.
    device: Several<Device>,
    /// Selectors as findings name them; `*` matches anything.
    selector: Several<String>,
    /// Fingerprints of findings.
    fingerprint: Several<String>,
}

impl JsonSchema for Where {
    fn schema_name() -> Cow<'static, str> {
        "Where".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<WhereTable>();
        json_schema!({
            "description": "A pattern of the path, or a table. Lists are alternatives, keys must all hold.",
            "anyOf": [{ "type": "string" }, table]
        })
    }
}

/// One value or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Several<T>(pub Vec<T>);

impl<T> Default for Several<T> {
    fn default() -> Several<T> {
        Several(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Several<T>, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: DeserializeOwned> Visitor<'de> for Either<T> {
            type Value = Several<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Several<T>, E> {
                Ok(Several(vec![T::deserialize(StrDeserializer::new(text))?]))
            }
            fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<Several<T>, S::Error> {
                Ok(Several(Vec::deserialize(SeqAccessDeserializer::new(seq))?))
            }
        }
        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Several<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Several_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Holder {
        at: Where,
    }

    fn read(text: &str) -> Where {
        toml::from_str::<Holder>(text).expect("well written").at
    }

    fn at<'a>(url: &'a str, page: PageKind, steps: &[Goal]) -> Spot<'a> {
        Spot {
            url,
            page: Some(page),
            steps: steps.to_vec(),
            ..Spot::default()
        }
    }

    #[test]
    fn a_bare_text_is_a_pattern_of_the_path() {
        let old = read("at = \"/old/*\"");
        assert!(old.holds(&at("https://a/old/x?y=1", PageKind::Other, &[])));
        assert!(!old.holds(&at("https://a/new/old/", PageKind::Other, &[])));
        assert_eq!(old.to_string(), "/old/*");
    }

    #[test]
    fn keys_must_all_hold_and_lists_are_alternatives() {
        let table = read("at = { page = \"checkout\", step = [\"payment\", \"review\"] }");
        assert!(table.holds(&at("https://a/", PageKind::Checkout, &[Goal::Payment])));
        assert!(!table.holds(&at("https://a/", PageKind::Checkout, &[Goal::Address])));
        assert!(!table.holds(&at("https://a/", PageKind::Checkout, &[])));
        assert!(read("at = {}").is_everywhere());
    }

    #[test]
    fn a_misspelt_step_is_refused_with_all_names() {
        let told = toml::from_str::<Holder>("at = { step = \"paiment\" }").unwrap_err();
        assert!(told.message().contains("`payment`"), "{}", told.message());
        assert!(toml::from_str::<Holder>("at = { steps = \"payment\" }").is_err());
    }
}
