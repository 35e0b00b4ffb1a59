//! `cartwalk schema`: JSON Schemas of what other programs read and of what people write.

use crate::cli::SchemaOf;
use crate::config::file;
use crate::config::kind::Kind;
use crate::config::settings::{Group, SETTINGS, Setting};
use crate::render::json;
use crate::report::schema::report_schema;
use crate::rulebook::written::{ConfigFile, RulesetFile};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json as value};

/// The schema of one kind of file.
pub fn schema(of: SchemaOf) -> String {
    match of {
        SchemaOf::Report => report_schema(),
        SchemaOf::Ruleset => ruleset_schema(),
        SchemaOf::Config => config_schema(),
    }
}

/// A ruleset; `rules` is another name for `rule`, which the structs cannot say.
fn ruleset_schema() -> String {
    let mut schema = schemars::schema_for!(RulesetFile).to_value();
    schema["properties"]["rules"] = schema["properties"]["rule"].clone();
    json(&schema)
}

/// `cartwalk.toml`: the settings beside `[rules]` and `[[waive]]`.
fn config_schema() -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<ConfigFile>().to_value();
    let mut brand = value!({});
    for setting in SETTINGS {
        let described = described(setting);
        match setting.group {
            Group::Brand => brand[setting.key] = described,
            Group::Target
            | Group::Output
            | Group::Report
            | Group::Rules
            | Group::Screens
            | Group::Crawl
            | Group::Browser
            | Group::Journey
            | Group::Session => schema["properties"][setting.key] = described,
        }
    }
    schema["properties"][file::BRAND] =
        value!({ "type": "object", "properties": brand, "additionalProperties": false });
    schema["additionalProperties"] = Value::Bool(false);
    json(&schema)
}

fn described(setting: &Setting) -> Value {
    let one = match setting.kind {
        Kind::Switch => value!({ "type": "boolean" }),
        Kind::Count(least, most) => {
            value!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Choice(words) => value!({ "enum": words }),
        Kind::Text | Kind::Path | Kind::Secret => value!({ "type": "string", "minLength": 1 }),
        Kind::Number => value!({ "type": "number" }),
        Kind::Colour => value!({ "type": "string", "pattern": "^#" }),
        Kind::Duration => value!({ "type": "string", "pattern": "^[0-9]+ ?[a-z]+" }),
        Kind::Bytes => value!({ "type": "string", "pattern": "^[0-9]" }),
    };
    let mut schema = match setting.many {
        true => value!({ "anyOf": [one, { "type": "array", "items": one }] }),
        false => one,
    };
    schema["description"] = Value::String(setting.help.to_owned());
    schema
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::profile::PROFILES;

    fn validator(of: SchemaOf) -> jsonschema::Validator {
        let schema: Value = serde_json::from_str(&schema(of)).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    }

    fn problems(of: SchemaOf, text: &str) -> Vec<String> {
        let table: toml::Table = toml::from_str(text).unwrap();
        let instance = serde_json::to_value(table).unwrap();
        let validator = validator(of);
        validator
            .iter_errors(&instance)
            .map(|error| error.to_string())
            .collect()
    }

    #[test]
    fn the_committed_schemas_are_fresh() {
        for (of, path) in [
            (SchemaOf::Ruleset, "rulesets/schema/ruleset.schema.json"),
            (SchemaOf::Config, "rulesets/schema/config.schema.json"),
        ] {
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(path, schema(of)).unwrap();
            }
            let committed = std::fs::read_to_string(path).unwrap();
            assert!(
                committed == schema(of),
                "run `UPDATE=1 cargo test schema` and commit {path}"
            );
        }
    }

    #[test]
    fn profiles_and_the_built_in_rules_are_valid_by_the_schema() {
        for (name, _, text) in PROFILES {
            assert_eq!(
                problems(SchemaOf::Ruleset, text),
                Vec::<String>::new(),
                "{name}"
            );
        }
        let rules = include_str!("../../rulesets/default/flow.toml");
        assert_eq!(problems(SchemaOf::Ruleset, rules), Vec::<String>::new());
    }

    #[test]
    fn a_misspelt_key_is_no_ruleset_and_no_configuration() {
        assert!(!problems(SchemaOf::Ruleset, "[rule.soft-404]\nseverety = \"minor\"").is_empty());
        assert!(!problems(SchemaOf::Ruleset, "[rule]\nsoft-404 = \"of\"").is_empty());
        let fine = problems(SchemaOf::Ruleset, "[rules]\nsoft-404 = \"off\"");
        assert_eq!(fine, Vec::<String>::new());
        assert!(!problems(SchemaOf::Config, "max-page = 5").is_empty());
        let fine = "max-pages = 5\nonly = \"flow\"\n[rules]\nsoft-404 = \"off\"\n[[waive]]\nrule = \"soft-404\"\nreason = \"x\"\nwhere = \"/old/*\"\nuntil = \"2027-01-31\"";
        assert_eq!(problems(SchemaOf::Config, fine), Vec::<String>::new());
    }
}
