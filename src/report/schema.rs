//! The JSON Schema of `report.json`, generated from the structs of the contract.
//!
//! It is committed as `rulesets/schema/report.schema.json`; a test says when it is stale.

use crate::model::report::Report;
use crate::render::json;

/// The schema as it is committed.
pub fn report_schema() -> String {
    json(&schemars::schema_for!(Report))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;
    use crate::report::made;

    #[test]
    fn the_committed_schema_is_fresh() {
        let path = "rulesets/schema/report.schema.json";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, report_schema()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            committed == report_schema(),
            "run `UPDATE=1 cargo test schema` and commit {path}"
        );
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
