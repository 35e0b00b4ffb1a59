//! JUnit XML: one test case a rule, one suite a group, and the gates as a suite.
//!
//! What CI systems share is the Jenkins schema (`junit-10.xsd`), which a test holds
//! this to; the crate that was tried (quick-junit 0.8) writes an attribute that it
//! forbids. Text goes through [`plain`], so no character stands in it that XML 1.0
//! cannot hold.

use crate::model::comparison::{GateReport, GateVerdict};
use crate::model::plan::Language;
use crate::model::report::{GroupScore, OutcomeReport, Report};
use crate::render::clean::plain;
use crate::render::findings::{counting, place};
use crate::render::table::Page;
use crate::report::phrases::say;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// File of the report.
pub const FILE: &str = "junit.xml";

/// Findings of a rule that are told in full.
const TOLD: usize = 50;

/// What became of one case.
enum Fate {
    Passed,
    /// A finding, with a line of summary and the text behind it.
    Failed(String, String),
    /// A gate that could not be measured.
    Error(String),
    /// It does not apply, or could not be judged, and why.
    Skipped(String),
}

struct Case {
    class: String,
    name: String,
    kind: String,
    fate: Fate,
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

impl Suite {
    fn count(&self, is: fn(&Fate) -> bool) -> usize {
        self.cases.iter().filter(|case| is(&case.fate)).count()
    }
}

fn is_failed(fate: &Fate) -> bool {
    matches!(fate, Fate::Failed(..))
}

fn is_error(fate: &Fate) -> bool {
    matches!(fate, Fate::Error(_))
}

fn is_skipped(fate: &Fate) -> bool {
    matches!(fate, Fate::Skipped(_))
}

/// Writes the report. A rule that is met in part is a failure with its findings; one
/// that could not be judged is skipped, never passed.
pub fn junit(report: &Report) -> String {
    let suites = suites(report);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, report, &suites).expect("memory can be written");
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("XML is written as UTF-8")
}

fn suites(report: &Report) -> Vec<Suite> {
    let language = report.run.language;
    let mut suites = Vec::new();
    if !report.gates.is_empty() {
        suites.push(Suite {
            name: say(language, "compare.heading.gates", &[]),
            cases: report.gates.iter().map(gate).collect(),
        });
    }
    let of = |group: &GroupScore| Suite {
        name: plain(&group.title),
        cases: report
            .outcomes
            .iter()
            .filter(|outcome| outcome.group == group.id)
            .map(|outcome| rule(outcome, language))
            .collect(),
    };
    let groups = report.score.groups.iter().map(of);
    suites.extend(groups.filter(|suite| !suite.cases.is_empty()));
    suites
}

fn gate(gate: &GateReport) -> Case {
    let because = plain(&gate.because);
    Case {
        class: "cartwalk.gates".to_owned(),
        name: plain(&gate.gate),
        kind: "gate".to_owned(),
        fate: match gate.verdict {
            GateVerdict::Passed => Fate::Passed,
            GateVerdict::Failed => Fate::Failed(because, plain(&gate.remedy)),
            GateVerdict::NotMeasured => Fate::Error(because),
        },
    }
}

fn rule(outcome: &OutcomeReport, language: Language) -> Case {
    let findings = counting(outcome).count();
    let reason = plain(outcome.reason.as_deref().unwrap_or(&outcome.verdict));
    let fate = match outcome.verdict.as_str() {
        "pass" => Fate::Passed,
        "fail" | "graded" if findings > 0 => failed(outcome, language),
        "fail" => Fate::Failed(plain(&outcome.title), String::new()),
        // Met in part with nothing left that counts: the rest was waived.
        "graded" => Fate::Passed,
        _ => Fate::Skipped(reason),
    };
    Case {
        class: format!("cartwalk.{}", plain(&outcome.group)),
        name: format!("{}: {}", plain(&outcome.rule), plain(&outcome.title)),
        kind: outcome.severity.name().to_owned(),
        fate,
    }
}

fn failed(outcome: &OutcomeReport, language: Language) -> Fate {
    let page = Page {
        language,
        colour: false,
    };
    let findings: Vec<_> = counting(outcome).collect();
    let summary = findings.first().map(|one| plain(&one.message));
    let mut lines: Vec<String> = Vec::new();
    for finding in findings.iter().take(TOLD) {
        lines.push(plain(&finding.message));
        let place = plain(&place(finding, page));
        lines.push(page.say("finding.where", &[("place", &place)]));
        if !finding.fix.is_empty() {
            lines.push(page.say("finding.fix", &[("fix", &plain(&finding.fix))]));
        }
        lines.push(String::new());
    }
    if let more @ 1.. = findings.len().saturating_sub(TOLD) {
        lines.push(page.say("finding.more", &[("count", &more.to_string())]));
    }
    Fate::Failed(
        summary.unwrap_or_default(),
        lines.join("\n").trim_end().to_owned(),
    )
}

fn write(writer: &mut Writer<Vec<u8>>, report: &Report, suites: &[Suite]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sum = |is: fn(&Fate) -> bool| -> String {
        suites
            .iter()
            .map(|suite| suite.count(is))
            .sum::<usize>()
            .to_string()
    };
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let took = format!("{:.3}", report.run.duration_ms as f64 / 1_000.0);
    writer
        .create_element("testsuites")
        .with_attribute((
            "name",
            format!("cartwalk {}", plain(&report.target.url)).as_str(),
        ))
        .with_attribute(("tests", tests.to_string().as_str()))
        .with_attribute(("failures", sum(is_failed).as_str()))
        .with_attribute(("errors", sum(is_error).as_str()))
        .with_attribute(("time", took.as_str()))
        .write_inner_content(|writer| {
            for suite in suites {
                write_suite(writer, report, suite)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn write_suite(writer: &mut Writer<Vec<u8>>, report: &Report, suite: &Suite) -> io::Result<()> {
    writer
        .create_element("testsuite")
        .with_attribute(("name", suite.name.as_str()))
        .with_attribute(("tests", suite.cases.len().to_string().as_str()))
        .with_attribute(("failures", suite.count(is_failed).to_string().as_str()))
        .with_attribute(("errors", suite.count(is_error).to_string().as_str()))
        .with_attribute(("skipped", suite.count(is_skipped).to_string().as_str()))
        .with_attribute(("timestamp", plain(&report.run.started_at).as_str()))
        .write_inner_content(|writer| {
            for case in &suite.cases {
                write_case(writer, case)?;
            }
            Ok(())
        })?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, case: &Case) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", case.class.as_str()))
        .with_attribute(("name", case.name.as_str()));
    let (tag, message, text) = match &case.fate {
        Fate::Passed => return element.write_empty().map(drop),
        Fate::Failed(message, text) => ("failure", message, text.as_str()),
        Fate::Error(message) => ("error", message, ""),
        Fate::Skipped(message) => ("skipped", message, ""),
    };
    element.write_inner_content(|writer| {
        let inner = writer
            .create_element(tag)
            .with_attribute(("message", message.as_str()));
        let inner = match tag {
            "skipped" => inner,
            _ => inner.with_attribute(("type", case.kind.as_str())),
        };
        match text {
            "" => inner.write_empty().map(drop),
            text => inner.write_text_content(BytesText::new(text)).map(drop),
        }
    })?;
    Ok(())
}
