//! The JSON Schemas of `report.json` and of a comparison, generated from the structs
//! of the contract.
//!
//! They are committed under `rulesets/schema/`; a test says when one is stale.

use crate::model::comparison::Comparison;
use crate::model::report::Report;
use crate::render::json;

/// The schema as it is committed.
pub fn report_schema() -> String {
    json(&schemars::schema_for!(Report))
}

/// The schema of `cartwalk compare --format json`, as it is committed.
pub fn comparison_schema() -> String {
    json(&schemars::schema_for!(Comparison))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;
    use crate::report::made;

    #[test]
    fn the_committed_schemas_are_fresh() {
        for (name, schema) in [
            ("report", report_schema()),
            ("comparison", comparison_schema()),
        ] {
            let path = format!("rulesets/schema/{name}.schema.json");
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &schema).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                committed == schema,
                "run `UPDATE=1 cargo test schema` and commit {path}"
            );
        }
    }

    #[test]
    fn a_report_is_valid_by_its_schema_and_a_broken_one_is_not() {
        let schema: serde_json::Value = serde_json::from_str(&report_schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for language in [Language::En, Language::Ja] {
            let report = serde_json::to_value(made::report(language)).unwrap();
            let problems: Vec<String> = validator
                .iter_errors(&report)
                .map(|e| e.to_string())
                .collect();
            assert!(problems.is_empty(), "{problems:?}");
        }
        let mut broken = serde_json::to_value(made::report(Language::En)).unwrap();
        broken["journeys"][0]["steps"][0]["index"] = "first".into();
        assert!(!validator.is_valid(&broken));
    }
}
