//! A store that tries to break out, through every renderer; and what is written for other
//! programs, held against their schemas. The HTML page has tests of its own.

use super::staged::{CORPUS, Stage};
use crate::model::comparison::{
    Change, Comparison, Counts, FactChange, FindingChange, GateReport, GateVerdict, ResultWord,
    Side,
};
use crate::model::plan::Language;
use crate::model::report::Report;
use crate::model::verdict::{Certainty, Place, Severity};
use crate::render::clean::is_dangerous;
use crate::render::{
    TableOptions, annotations, comparison_markdown, csv, gitlab, json, junit, markdown, sarif,
    table,
};
use crate::rulebook::Rulebook;
use pulldown_cmark::{Event, Options, Parser, Tag};
use scraper::{Html, Selector};
use serde_json::Value;

const BOTH: [Language; 2] = [Language::En, Language::Ja];

/// The report of a store that writes this text, compared with a baseline and held to gates.
fn hostile(text: &str, language: Language) -> Report {
    let mut stage = Stage::hostile(text);
    stage.fail(1, 2, text);
    let mut report = stage.report(language);
    let side = Side {
        url: text.to_owned(),
        started_at: text.to_owned(),
        tool_version: text.to_owned(),
        runs: 1,
    };
    let place = Place {
        url: text.to_owned(),
        selector: Some(text.to_owned()),
        ..Place::default()
    };
    report.comparison = Some(Comparison {
        schema_version: 1,
        base: side.clone(),
        head: side,
        result: ResultWord::Worse,
        not_comparable: Vec::new(),
        scores: Vec::new(),
        findings: vec![FindingChange {
            change: Change::New,
            rule: text.to_owned(),
            title: text.to_owned(),
            group: text.to_owned(),
            severity: Severity::Serious,
            fingerprint: text.to_owned(),
            certainty: Certainty::Sure,
            clocked: false,
            place,
            message: text.to_owned(),
            base_places: 0,
            head_places: 1,
        }],
        facts: vec![FactChange {
            change: Change::Worse,
            fact: "x".to_owned(),
            device: None,
            step: None,
            subject: text.to_owned(),
            base: None,
            head: None,
            message: text.to_owned(),
        }],
        timings: Vec::new(),
        counts: Counts::default(),
    });
    report.gates = [GateVerdict::Failed, GateVerdict::NotMeasured]
        .map(|verdict| GateReport {
            gate: text.to_owned(),
            verdict,
            because: text.to_owned(),
            remedy: text.to_owned(),
        })
        .to_vec();
    let first = &mut report.outcomes[0];
    first.rule = text.to_owned();
    first.title = text.to_owned();
    first.findings[0].fingerprint = text.to_owned();
    report
}

/// Every text of every renderer for every hostile text.
fn each(mut look: impl FnMut(&str, &Report)) {
    for text in CORPUS {
        for language in BOTH {
            look(text, &hostile(text, language));
        }
    }
}

#[test]
fn nothing_that_a_terminal_obeys_or_that_hides_text_comes_through_anywhere() {
    each(|text, report| {
        let book = Rulebook::embedded();
        let written = [
            ("table", table(report, &TableOptions::default())),
            ("json", json(report)),
            ("markdown", markdown(report)),
            ("annotations", annotations::annotations(report)),
            ("junit", junit::junit(report)),
            ("sarif", sarif::sarif(report, book)),
            ("gitlab", gitlab::gitlab(report)),
            ("findings", csv::findings(report)),
            ("fields", csv::fields(report)),
            ("steps", csv::steps(report)),
        ];
        for (name, out) in written {
            let out = out.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            let wrong = out.chars().find(|c| *c != '\n' && is_dangerous(*c));
            assert_eq!(wrong, None, "{name} of {text:?}");
            assert!(!out.contains('⟦'), "{name} of {text:?}");
        }
    });
}

#[test]
fn markdown_shows_a_stores_text_and_no_markup_of_it() {
    let options = Options::all().difference(Options::ENABLE_OLD_FOOTNOTES);
    each(|text, report| {
        let comparison = report.comparison.as_ref().unwrap();
        let alone = comparison_markdown(comparison, &report.gates, Language::En);
        for written in [markdown(report), alone] {
            let mut open = 0;
            for (event, at) in Parser::new_ext(&written, options).into_offset_iter() {
                match event {
                    Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))
                    | Event::InlineMath(_)
                    | Event::DisplayMath(_)
                    | Event::FootnoteReference(_) => panic!("{event:?} of {text:?}"),
                    Event::Html(html) | Event::InlineHtml(html) => {
                        let html = html.trim();
                        let ours = [
                            "<details><summary>",
                            "<details>",
                            "<summary>",
                            "</summary>",
                            "</details>",
                            "<sub>",
                            "</sub>",
                            "<!-- cartwalk-report: ",
                        ];
                        assert!(
                            ours.iter().any(|tag| html.starts_with(tag)),
                            "{html} of {text:?}"
                        );
                        open += html.matches("<details>").count();
                        open -= html.matches("</details>").count();
                    }
                    // Mentions, references and bare addresses ring in text, not in code.
                    Event::Text(shown) => {
                        let rings = shown.contains("@team")
                            || shown.contains("#1 ")
                            || written[at].contains("://");
                        assert!(!rings, "{shown} of {text:?}");
                    }
                    _ => {}
                }
            }
            assert_eq!(open, 0, "{text:?}");
        }
    });
}

#[test]
fn every_annotation_is_one_line_of_ours() {
    each(|text, report| {
        for line in annotations::annotations(report).lines() {
            let ours = line.starts_with("::error title=cartwalk")
                || line.starts_with("::warning title=cartwalk");
            let title = line
                .split("title=")
                .nth(1)
                .and_then(|it| it.split("::").next());
            assert!(
                ours && !title.unwrap().contains([':', ',']),
                "{line} of {text:?}"
            );
            assert!(!line.contains("%0A::set-output"), "{line}");
        }
    });
}

#[test]
fn no_cell_begins_a_formula_and_every_row_is_whole() {
    each(|text, report| {
        for sheet in [
            csv::findings(report),
            csv::fields(report),
            csv::steps(report),
        ] {
            let sheet = sheet.trim_start_matches('\u{feff}');
            let mut reader = ::csv::Reader::from_reader(sheet.as_bytes());
            let header = reader.headers().unwrap().len();
            for row in reader.records() {
                let row = row.unwrap();
                assert_eq!(row.len(), header, "{text:?}");
                let number = |cell: &str| cell.parse::<f64>().is_ok();
                let wrong = |cell: &&str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                let found = row.iter().filter(wrong).find(|cell| !number(cell));
                assert_eq!(found, None, "{text:?}");
            }
        }
    });
}

#[test]
fn junit_holds_to_the_schemas_of_jenkins_and_counts_what_it_tells() {
    let schemas = [
        include_str!("../../tests/data/junit/junit-10-14c6e39.xsd"),
        include_str!("../../tests/data/junit/junit-10-ae25da5.xsd"),
    ]
    .map(|text| {
        let schema = uppsala::parse(text).unwrap();
        uppsala::XsdValidator::from_schema(&schema).unwrap()
    });
    each(|text, report| {
        let written = junit::junit(report);
        let document = uppsala::parse(&written).unwrap();
        for schema in &schemas {
            let wrong = schema.validate(&document);
            assert!(wrong.is_empty(), "{wrong:?} of {text:?}");
        }
        let page = Html::parse_fragment(&written);
        let count = |selector: &str| page.select(&Selector::parse(selector).unwrap()).count();
        let said = |name: &str| -> usize {
            let root = page
                .select(&Selector::parse("testsuites").unwrap())
                .next()
                .unwrap();
            root.attr(name).unwrap().parse().unwrap()
        };
        let cases = report.gates.len() + report.outcomes.len();
        assert_eq!((said("tests"), count("testcase")), (cases, cases));
        assert_eq!(said("failures"), written.matches("<failure ").count());
        assert_eq!(said("errors"), written.matches("<error ").count());
        let unknown = report
            .outcomes
            .iter()
            .filter(|one| matches!(one.verdict.as_str(), "unknown" | "not-applicable"));
        assert_eq!(written.matches("<skipped ").count(), unknown.count());
    });
    // The validator is no rubber stamp.
    let wrong = uppsala::parse("<testsuites skipped=\"1\"/>").unwrap();
    assert!(
        schemas
            .iter()
            .all(|schema| !schema.validate(&wrong).is_empty())
    );
}

#[test]
fn sarif_holds_to_its_schema_and_no_address_has_a_scheme() {
    // One pattern of the schema has a bracket too many, which a strict reader refuses.
    let text = include_str!("../../tests/data/sarif/sarif-2.1.0.schema.json");
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    assert!(!schema.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{}]})));
    each(|text, report| {
        let value: Value =
            serde_json::from_str(&sarif::sarif(report, Rulebook::embedded())).unwrap();
        let wrong = schema
            .iter_errors(&value)
            .next()
            .map(|error| error.to_string());
        // The time of a run is not the store's to write.
        assert_eq!(wrong, None, "{text:?}");
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let results = run["results"].as_array().unwrap();
        assert!(rules.len() <= report.outcomes.len() && !results.is_empty());
        for result in results {
            let index = result["ruleIndex"].as_u64().unwrap() as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            let first = uri.split('/').next().unwrap();
            assert!(
                !first.is_empty() && !first.contains(':') && !uri.contains("://"),
                "{uri}"
            );
        }
    });
}

#[test]
fn the_help_of_a_rule_speaks_both_languages() {
    for language in BOTH {
        let report = Stage::new().report(language);
        let value: Value =
            serde_json::from_str(&sarif::sarif(&report, Rulebook::embedded())).unwrap();
        for rule in value["runs"][0]["tool"]["driver"]["rules"]
            .as_array()
            .unwrap()
        {
            let id = rule["id"].as_str().unwrap();
            let help = rule["help"]["markdown"].as_str().unwrap();
            let (en, ja) = (
                Rulebook::embedded().text(id, Language::En).unwrap(),
                Rulebook::embedded().text(id, Language::Ja).unwrap(),
            );
            let first = |text: &str| text.chars().take(4).collect::<String>();
            assert!(
                help.contains(&first(&en.title)) && help.contains(&first(&ja.title)),
                "{id}"
            );
        }
    }
}

#[test]
fn what_could_not_be_judged_is_told_by_every_format_and_never_as_a_pass() {
    let report = Stage::new().report(Language::En);
    let open = report.outcomes.iter().find(|one| one.verdict == "unknown");
    let open = open.expect("the made run lacks something");
    let reason = open.reason.as_deref().unwrap();
    let escaped = quick_xml::escape::escape(reason).into_owned();
    let case = junit::junit(&report);
    let case = case
        .split("<testcase ")
        .find(|case| case.contains(&format!("name=\"{}:", open.rule)));
    assert!(case.unwrap().contains("<skipped ") && case.unwrap().contains(&escaped));
    assert!(csv::findings(&report).contains(&format!("{},", open.rule)));
    let sarif: Value = serde_json::from_str(&sarif::sarif(&report, Rulebook::embedded())).unwrap();
    let told = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let told = told.as_array().unwrap().iter();
    assert!(
        told.map(|one| &one["associatedRule"]["id"])
            .any(|id| *id == open.rule)
    );
    assert!(markdown(&report).contains("could not be judged"));
}
