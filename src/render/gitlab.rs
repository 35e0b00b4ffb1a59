//! GitLab's code quality report, which a merge request shows as a list.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use crate::model::report::{FindingReport, OutcomeReport, Report};
use crate::model::verdict::Severity;
use crate::render::address::as_path;
use crate::render::clean::plain;
use crate::render::findings::counting;
use crate::render::json;
use serde::Serialize;
use std::collections::BTreeMap;

/// File of the report, as GitLab names it.
pub const FILE: &str = "gl-code-quality-report.json";

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// One issue a finding that nobody waived. A page has no lines: each stands at line 1.
pub fn gitlab(report: &Report) -> String {
    let mut seen = BTreeMap::new();
    let all = report.outcomes.iter();
    let all = all.flat_map(|outcome| counting(outcome).map(move |one| (outcome, one)));
    let issues: Vec<Issue> = all
        .map(|(outcome, finding)| issue(outcome, finding, distinct(&mut seen, finding)))
        .collect();
    json(&issues)
}

/// The platform keeps one issue a fingerprint: equal ones of one run are numbered.
pub(crate) fn distinct<'a>(
    seen: &mut BTreeMap<&'a str, u32>,
    finding: &'a FindingReport,
) -> String {
    let count = seen.entry(&finding.fingerprint).or_default();
    *count += 1;
    format!("{}:{count}", plain(&finding.fingerprint))
}

fn issue(outcome: &OutcomeReport, finding: &FindingReport, fingerprint: String) -> Issue {
    Issue {
        description: format!("{}: {}", plain(&outcome.title), plain(&finding.message)),
        check_name: plain(&outcome.rule),
        fingerprint,
        severity: match outcome.severity {
            Severity::Critical => "critical",
            Severity::Serious => "major",
            Severity::Moderate => "minor",
            Severity::Minor => "info",
        },
        location: Location {
            path: as_path(&finding.place.url),
            lines: Lines { begin: 1 },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;
    use crate::report::made;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn each_issue_has_a_name_of_its_own_and_a_path_without_scheme() {
        let mut report = made::report(Language::En);
        let twice = report.outcomes[0].findings[0].clone();
        report.outcomes[0].findings.push(twice);
        let issues: Vec<Value> = serde_json::from_str(&gitlab(&report)).unwrap();
        let names: BTreeSet<_> = issues
            .iter()
            .map(|one| one["fingerprint"].as_str())
            .collect();
        assert!(names.len() == issues.len() && issues.len() > 1);
        for issue in &issues {
            let path = issue["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.contains("://") && !path.starts_with(['/', '.']));
            assert!(
                ["info", "minor", "major", "critical"]
                    .contains(&issue["severity"].as_str().unwrap())
            );
            assert_eq!(issue["location"]["lines"]["begin"], 1);
        }
    }
}
