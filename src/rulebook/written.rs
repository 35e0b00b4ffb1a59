//! A ruleset file as it is written: every key of it, before anything is checked.
//!
//! The JSON Schema for editors is made from these structs, so their
//! descriptions are what an editor shows.

use crate::model::plan::Market;
use crate::model::verdict::Severity;
use crate::rulebook::own::{Expect, Kind, Metric};
use crate::rulebook::place::{Several, Where};
use crate::rulebook::ruleset::EvidenceEntry;
use crate::rulebook::texts::{Both, RuleTexts};
use crate::rulebook::waiver::Day;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, MapAccess, Visitor};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// A ruleset: what it builds on, and what it changes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RulesetFile {
    /// Profiles (`default`, `japan`, `eu`, `us`, `strict`, `quick`, `performance-only`) or files,
    /// relative to this one, that it is laid over; without it, `default`.
    #[schemars(with = "Option<Several<String>>")]
    pub extends: Option<Spanned<Several<String>>>,
    /// What it is for, in one sentence.
    pub title: Option<Both>,
    /// Markets whose display rules apply where the user names none.
    pub markets: Option<Vec<Market>>,
    /// Judge these groups and rules alone.
    #[schemars(with = "Vec<String>")]
    pub only: Vec<Spanned<String>>,
    /// Leave these groups and rules out.
    #[schemars(with = "Vec<String>")]
    pub skip: Vec<Spanned<String>>,
    /// Groups by id.
    #[schemars(with = "BTreeMap<String, GroupPatch>")]
    pub group: BTreeMap<Spanned<String>, GroupPatch>,
    /// Rules by id; `rules` means the same. Own rules have a prefix, as in `acme/size-chart`.
    #[serde(alias = "rules")]
    #[schemars(with = "BTreeMap<String, RuleChange>")]
    pub rule: BTreeMap<Spanned<String>, RuleChange>,
    /// Findings that are put up with.
    pub waive: Vec<WaiverWritten>,
    /// Sources by code, for the `evidence` of rules.
    pub evidence: BTreeMap<String, EvidenceEntry>,
    /// Sentences for codes.
    pub reason: BTreeMap<String, Both>,
    /// Words that findings name by key.
    pub word: BTreeMap<String, Both>,
    /// Catalogue rules that are not judged, with the reason.
    pub absent: BTreeMap<String, String>,
}

/// The parts of `cartwalk.toml` that tune the rules; settings stand beside them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ConfigFile {
    /// Rules by id.
    #[schemars(with = "BTreeMap<String, RuleChange>")]
    pub rules: BTreeMap<Spanned<String>, RuleChange>,
    /// Findings that are put up with.
    pub waive: Vec<WaiverWritten>,
}

/// What is changed of a group.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GroupPatch {
    /// Its share of the total, 0 to 100; shares need not sum to 100 outside the built-in rulebook.
    #[schemars(with = "Option<f64>")]
    pub weight: Option<Spanned<f64>>,
    /// Its title.
    pub title: Option<Both>,
    /// Where the weight comes from.
    pub because: Option<Both>,
}

/// What is changed of a rule: a word (`off`, `on`, or a severity) or a table.
#[derive(Debug)]
pub enum RuleChange {
    /// `rule = "off"` or `rule = "on"`.
    Switch(bool),
    /// `rule = "minor"`.
    Severity(Severity),
    /// `[rule.ID]`.
    Table(Box<RulePatch>),
}

/// The table form of a change. The keys from `kind` on are for own rules.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RulePatch {
    /// Group id.
    #[schemars(with = "Option<String>")]
    pub group: Option<Spanned<String>>,
    /// How much it hurts when unmet.
    #[schemars(with = "Option<Severity>")]
    pub severity: Option<Spanned<Severity>>,
    /// Share within its group, 0 to 100, before the severity's factor.
    #[schemars(with = "Option<f64>")]
    pub weight: Option<Spanned<f64>>,
    /// Whether it is judged at all.
    #[schemars(with = "Option<bool>")]
    pub enabled: Option<Spanned<bool>>,
    /// Codes of its sources.
    #[schemars(with = "Option<Vec<String>>")]
    pub evidence: Option<Vec<Spanned<String>>>,
    /// Version that first had it.
    pub since: Option<String>,
    /// Its thresholds; `cartwalk rules show ID` names them.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub thresholds: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    /// Other values for some pages or steps; the last that fits counts.
    pub at: Vec<ScopePatch>,
    /// English texts.
    pub en: Option<RuleTexts>,
    /// Japanese texts.
    pub ja: Option<RuleTexts>,
    /// Code that shows how to fix it, in any language of the web.
    pub example: Option<String>,
    /// Of an own rule: what is looked at.
    #[schemars(with = "Option<Kind>")]
    pub kind: Option<Spanned<Kind>>,
    /// Of an own rule: the pages or screens that it judges.
    #[serde(rename = "where")]
    #[schemars(with = "Option<Where>")]
    pub place: Option<Spanned<Where>>,
    /// Of kind `selector`: a CSS selector.
    #[schemars(with = "Option<String>")]
    pub selector: Option<Spanned<String>>,
    /// Of kinds `text` and `header`: a regular expression.
    #[schemars(with = "Option<String>")]
    pub pattern: Option<Spanned<String>>,
    /// Of kind `header`: the response header's name.
    #[schemars(with = "Option<String>")]
    pub header: Option<Spanned<String>>,
    /// Of kind `metric`: what is measured.
    #[schemars(with = "Option<Metric>")]
    pub metric: Option<Spanned<Metric>>,
    /// Of kind `script`: the body of a function that returns `true`, `false` or a number.
    #[schemars(with = "Option<String>")]
    pub script: Option<Spanned<String>>,
    /// `present` (the default) or `absent`, for kinds `selector`, `text` and `header`.
    #[schemars(with = "Option<Expect>")]
    pub expect: Option<Spanned<Expect>>,
    /// At least so many, or so much.
    #[schemars(with = "Option<f64>")]
    pub least: Option<Spanned<f64>>,
    /// At most so many, or so much.
    #[schemars(with = "Option<f64>")]
    pub most: Option<Spanned<f64>>,
    /// Examples that must pass.
    #[schemars(with = "Vec<Example>")]
    pub good: Vec<Spanned<Example>>,
    /// Examples that must fail.
    #[schemars(with = "Vec<Example>")]
    pub bad: Vec<Spanned<Example>>,
}

/// Other values of a rule for some pages or steps.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScopePatch {
    /// Which pages or steps.
    #[serde(rename = "where")]
    #[schemars(with = "Where")]
    pub place: Option<Spanned<Where>>,
    /// Whether the rule is judged there.
    pub enabled: Option<bool>,
    /// Severity there.
    pub severity: Option<Severity>,
    /// Weight there.
    #[schemars(with = "Option<f64>")]
    pub weight: Option<Spanned<f64>>,
    /// Thresholds there.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub thresholds: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
}

/// A finding, or all findings of a rule, that are put up with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiverWritten {
    /// Rule id.
    #[schemars(with = "String")]
    pub rule: Spanned<String>,
    /// Which findings; without it, all.
    #[serde(default, rename = "where")]
    pub place: Where,
    /// Why, for whoever reads the report.
    #[schemars(with = "String")]
    pub reason: Spanned<String>,
    /// The last day on which it holds, as 2027-01-31; without it, for good.
    pub until: Option<Day>,
}

/// One example of an own rule: what it would see.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Example {
    /// HTML of a page, for kinds `selector`, `text` and `script`.
    pub html: Option<String>,
    /// Response headers, for kind `header`.
    pub headers: BTreeMap<String, String>,
    /// What is measured, for kind `metric`; what the script answers, for kind `script`.
    #[schemars(with = "Option<serde_json::Value>")]
    pub value: Option<toml::Value>,
}

impl<'de> Deserialize<'de> for RuleChange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RuleChange, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RuleChange;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"off\", \"on\", a severity, or a table such as { weight = 2 }")
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<RuleChange, E> {
                match word {
                    "off" => Ok(RuleChange::Switch(false)),
                    "on" => Ok(RuleChange::Switch(true)),
                    severity => Severity::deserialize(StrDeserializer::<E>::new(severity))
                        .map(RuleChange::Severity)
                        .map_err(|_| E::unknown_variant(severity, NAMES)),
                }
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RuleChange, M::Error> {
                let table = RulePatch::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RuleChange::Table(Box::new(table)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

const NAMES: &[&str] = &["off", "on", "minor", "moderate", "serious", "critical"];

impl JsonSchema for RuleChange {
    fn schema_name() -> Cow<'static, str> {
        "RuleChange".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<RulePatch>();
        json_schema!({
            "description": "A word, or a table of what is changed.",
            "anyOf": [{ "enum": NAMES }, table]
        })
    }
}
