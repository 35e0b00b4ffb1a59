//! Comparing, baselines and gates at the command line: what a CI job meets.

use crate::cli::{cartwalk, folder};
use assert_cmd::assert::Assert;
use cartwalk::demo::{DemoOptions, DemoStore};
use cartwalk::model::comparison::Comparison;
use cartwalk::model::plan::Language;
use cartwalk::model::report::Report;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, starts_with};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// A folder with a report made from evidence by the real binary, and the report as a value.
fn judged() -> (TempDir, Value) {
    let dir = folder();
    let evidence = include_str!("../data/compare/evidence.json");
    fs::create_dir_all(dir.path().join("base")).unwrap();
    fs::write(dir.path().join("base/evidence.json"), evidence).unwrap();
    cartwalk(dir.path())
        .args(["judge", "base", "--quiet"])
        .assert()
        .success();
    let text = fs::read_to_string(dir.path().join("base/report.json")).unwrap();
    let report = serde_json::from_str(&text).unwrap();
    (dir, report)
}

/// Writes a changed copy of the report as `NAME.json`.
fn write(dir: &Path, name: &str, report: &Value, change: impl FnOnce(&mut Value)) {
    let mut report = report.clone();
    change(&mut report);
    fs::write(dir.join(format!("{name}.json")), report.to_string()).unwrap();
}

fn compare(dir: &Path, arguments: &[&str]) -> Assert {
    cartwalk(dir).arg("compare").args(arguments).assert()
}

/// One more required field on the address screen.
fn more_fields(report: &mut Value) {
    report["run"]["started_at"] = "2026-11-23T09:00:00Z".into();
    let walk = &mut report["journeys"][0];
    let address = walk["steps"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|step| step["goal"] == "address")
        .unwrap();
    let mut field = address["fields"][0].clone();
    field["selector"] = "#company".into();
    field["purpose"] = "organization".into();
    field["label"] = "Company".into();
    field["required"] = true.into();
    field["visible"] = true.into();
    address["fields"].as_array_mut().unwrap().push(field);
    walk["totals"]["fields_required"] =
        json!(walk["totals"]["fields_required"].as_u64().unwrap() + 1);
}

#[test]
fn a_report_compared_with_itself_is_the_same_and_passes() {
    let (dir, _) = judged();
    compare(dir.path(), &["base", "base/report.json"])
        .success()
        .stdout(contains("Result: the same."))
        .stderr("");
}

#[test]
fn a_new_required_field_fails_with_one_line_that_says_why_and_what_to_do() {
    let (dir, report) = judged();
    write(dir.path(), "head", &report, more_fields);
    compare(dir.path(), &["base", "head.json"])
        .code(1)
        .stdout(contains("a required field was added: “Company”").and(contains("Result: worse.")))
        .stderr(
            starts_with("error: fail-on regressions: failed; 2 things got worse: ")
                .and(contains("\nhelp: undo the change, or accept it")),
        );
    // To look without failing.
    compare(dir.path(), &["base", "head.json", "--fail-on", "none"]).success();
    // The other way round it is an improvement; the clock is turned back for that.
    write(dir.path(), "old", &report, |old| {
        more_fields(old);
        old["run"]["started_at"] = "2020-01-01T00:00:00Z".into();
    });
    compare(dir.path(), &["old.json", "base"])
        .success()
        .stdout(contains("Result: better."));
}

#[test]
fn no_line_is_wider_than_80_columns_or_coloured_and_no_key_is_missing() {
    let (dir, report) = judged();
    write(dir.path(), "head", &report, |head| {
        more_fields(head);
        head["run"]["conditions"]["consent"] = "accept".into();
        head["journeys"][0]["ended"]["message"] = "very long ".repeat(40).into();
    });
    for language in ["en", "ja"] {
        let shown = compare(
            dir.path(),
            &["base", "head.json", "--lang", language, "--fail-on", "none"],
        )
        .success();
        let text = String::from_utf8(shown.get_output().stdout.clone()).unwrap();
        let wide = text.lines().find(|line| line.width() > 80);
        assert!(
            wide.is_none() && !text.contains(['\x1b', '⟦']),
            "{wide:?}\n{text}"
        );
    }
}

#[test]
fn the_json_is_valid_by_the_schema_that_is_printed_and_committed() {
    let (dir, report) = judged();
    write(dir.path(), "head", &report, more_fields);
    let printed = compare(dir.path(), &["base", "head.json", "--format", "json"]).code(1);
    let value: Value = serde_json::from_slice(&printed.get_output().stdout).unwrap();
    let committed = include_str!("../../rulesets/schema/comparison.schema.json");
    assert!(jsonschema::is_valid(
        &serde_json::from_str(committed).unwrap(),
        &value
    ));
    let read: Comparison = serde_json::from_value(value).unwrap();
    assert!(read.counts.regressions >= 2);
    cartwalk(dir.path())
        .args(["schema", "comparison"])
        .assert()
        .success()
        .stdout(committed);
    compare(dir.path(), &["base", "head.json", "--format", "markdown"])
        .code(1)
        .stdout(contains("**Result: worse.**").and(contains("- ❌ `fail-on regressions`")));
}

#[test]
fn what_cannot_be_compared_is_one_clear_sentence_and_exit_code_2() {
    let (dir, report) = judged();
    let path = dir.path();
    let text = report.to_string();
    fs::write(path.join("half.json"), &text[..text.len() / 2]).unwrap();
    fs::write(path.join("empty.json"), "").unwrap();
    fs::write(
        path.join("nan.json"),
        text.replacen("\"response_ms\":null", "\"response_ms\":NaN", 1),
    )
    .unwrap();
    fs::write(
        path.join("huge.json"),
        text.replacen("\"response_ms\":null", "\"response_ms\":1e999", 1),
    )
    .unwrap();
    write(path, "newer", &report, |r| r["schema_version"] = 2.into());
    write(path, "shop", &report, |r| {
        r["target"]["url"] = "https://other.example.org/".into()
    });
    write(path, "older", &report, |r| {
        r["run"]["started_at"] = "2020-01-01T00:00:00Z".into()
    });
    write(path, "undated", &report, |r| {
        r["run"]["started_at"] = "soon".into()
    });
    write(path, "norun", &report, |r| {
        r["journeys"] = json!([]);
        r["site"]["pages"] = json!([]);
    });
    write(path, "zero", &report, |r| {
        r["journeys"][0]["runs"]["measured"] = 0.into()
    });
    write(path, "stepless", &report, |r| {
        r["journeys"][0]["steps"] = json!([])
    });
    write(path, "backwards", &report, |r| {
        r["journeys"][0]["steps"][0]["clock"]["usable_ms"] = (-5.0).into()
    });
    write(path, "spread", &report, |r| {
        r["journeys"][0]["measures"][0]["median"] = 1e9.into()
    });
    for (name, code, said) in [
        ("half", 2, "is damaged or no report"),
        ("empty", 2, "is damaged or no report"),
        ("nan", 2, "is damaged or no report"),
        ("huge", 2, "is damaged or no report"),
        ("newer", 2, "has schema version 2"),
        ("shop", 2, "compare reports of one store"),
        ("older", 2, "was taken before its baseline"),
        ("undated", 2, "`soon`, which is no time"),
        ("norun", 2, "holds no run"),
        ("zero", 2, "figures of zero runs"),
        ("stepless", 2, "reached its end without a step"),
        ("backwards", 2, "a clock went backwards"),
        ("spread", 2, "does not hold together"),
        ("nowhere", 2, "cannot read the report"),
    ] {
        let told = compare(path, &["base", &format!("{name}.json")])
            .code(code)
            .stdout("");
        let text = String::from_utf8(told.get_output().stderr.clone()).unwrap();
        assert!(text.contains(said), "{name}: {text}");
        assert_eq!(text.lines().count(), 2, "{name}: {text}");
        assert!(
            text.starts_with("error: ") && text.contains("\nhelp: "),
            "{name}: {text}"
        );
    }
    compare(
        path,
        &["base", "shop.json", "--same-store", "--fail-on", "none"],
    )
    .success();
}

#[test]
fn a_baseline_is_taken_shown_and_held_against_a_later_run() {
    let (dir, report) = judged();
    let path = dir.path();
    cartwalk(path)
        .args(["baseline", "update", "base"])
        .assert()
        .success()
        .stdout(contains(".cartwalk/baseline.json"))
        .stderr(contains("at least 4 runs"));
    cartwalk(path)
        .args(["baseline", "show"])
        .assert()
        .success()
        .stdout(contains("store: https://shop.example/"));
    cartwalk(path)
        .args(["judge", "base", "--baseline", ".cartwalk/baseline.json"])
        .assert()
        .success()
        .stdout(
            contains("Compared with the baseline").and(contains("fail-on regressions: passed")),
        );
    let text = fs::read_to_string(path.join("base/report.json")).unwrap();
    let held: Report = serde_json::from_str(&text).unwrap();
    assert!(held.comparison.is_some() && held.gates.len() == 1);
    // A walk that stopped would make every later one look fine.
    write(path, "stuck", &report, |r| {
        r["journeys"][0]["ended"]["kind"] = "stuck".into()
    });
    cartwalk(path)
        .args(["baseline", "update", "stuck.json"])
        .assert()
        .code(2)
        .stderr(contains("no walk that reached its end"));
    cartwalk(path)
        .args(["judge", "base", "--baseline", "nowhere.json"])
        .assert()
        .code(2)
        .stderr(contains("cannot read the baseline"));
}

#[test]
fn gates_are_written_in_the_configuration_or_as_flags_and_say_what_would_make_them_pass() {
    let (dir, _) = judged();
    let path = dir.path();
    fs::write(
        path.join("cartwalk.toml"),
        "[gates]\nbudget.address.fields = 1\nbudget.steps = 9\nfail-on = \"budget\"\n",
    )
    .unwrap();
    cartwalk(path)
        .args(["judge", "base"])
        .assert()
        .code(1)
        .stdout(contains("budget steps=9: passed"))
        .stderr(
            contains("budget address.fields=1: failed; mobile, address: 2, at most 1 allowed")
                .and(contains("help: take away 1, or raise the budget to 2")),
        );
    cartwalk(path)
        .args(["judge", "base", "--budget", "payment.fields=5"])
        .assert()
        .code(1)
        .stderr(contains("not measured").and(contains("saw no such screen")));
    cartwalk(path)
        .args(["judge", "base", "--budget", "fields=1", "--fail-on", "none"])
        .assert()
        .success()
        .stdout(contains("budget fields=1: failed"));
}

#[test]
fn a_gate_that_nobody_can_mean_is_a_usage_error_with_its_place() {
    let (dir, _) = judged();
    let path = dir.path();
    for (toml, said, help) in [
        (
            "[gates]\nbudgt.fields = 3\n",
            "line 2: unknown key `budgt` in [gates]",
            "did you mean `budget`?",
        ),
        (
            "[gates]\nbudget.feilds = 3\n",
            "`feilds=3` is no value for `budget`",
            "did you mean `fields`?",
        ),
        (
            "[gates]\nbudget.fields = true\n",
            "line 2: `fields` in [gates]",
            "write a number",
        ),
        (
            "[gates]\nscore.from = 3\n",
            "`from=3`",
            "did you mean `form`?",
        ),
        (
            "[gates]\nfail-on = [\"regression\"]\n",
            "`regression` is no value",
            "regressions",
        ),
        (
            "[gates]\nfail-on = \"budget\"\n",
            "no budget is set",
            "--budget fields=12",
        ),
        ("gates = 3\n", "unknown key `gates`", ""),
    ] {
        fs::write(path.join("cartwalk.toml"), toml).unwrap();
        cartwalk(path)
            .args(["judge", "base"])
            .assert()
            .code(2)
            .stderr(contains(said).and(contains(help)));
    }
}

#[test]
fn a_journey_is_also_written_as_har() {
    let (dir, _) = judged();
    cartwalk(dir.path())
        .args(["judge", "base", "--har"])
        .assert()
        .success();
    let text = fs::read_to_string(dir.path().join("base/journey-mobile.har")).unwrap();
    let har: Value = serde_json::from_str(&text).unwrap();
    let schema = include_str!("../data/har/har-1.2.schema.json");
    assert!(jsonschema::is_valid(
        &serde_json::from_str(schema).unwrap(),
        &har
    ));
    assert_eq!(
        har["log"]["pages"][2]["title"],
        "address: https://shop.example/address"
    );
    for (place, written) in [
        ("again", "again/journey-mobile.har"),
        ("page.html", "journey-mobile.har"),
    ] {
        cartwalk(dir.path())
            .args(["report", "base", "--har", "-o", place])
            .assert()
            .success();
        assert_eq!(fs::read_to_string(dir.path().join(written)).unwrap(), text);
    }
}

#[test]
fn init_writes_both_files_once_and_they_can_be_used() {
    let dir = folder();
    cartwalk(dir.path())
        .args(["init", "my.example"])
        .assert()
        .success()
        .stdout(contains("cartwalk.toml").and(contains(".github/workflows/cartwalk.yml")));
    cartwalk(dir.path())
        .args(["audit", "--print-config"])
        .assert()
        .success()
        .stdout(contains("url = \"https://my.example/\""));
    cartwalk(dir.path())
        .arg("init")
        .assert()
        .code(2)
        .stderr(contains("`cartwalk.toml` is there already").and(contains("--force")));
    cartwalk(dir.path())
        .args(["init", "--force"])
        .assert()
        .success();
}

#[test]
fn ci_asks_for_five_runs_and_takes_the_baseline_that_it_finds() {
    let (dir, _) = judged();
    let config = |args: &[&str]| {
        let printed = cartwalk(dir.path())
            .args(["ci", "shop.example", "--print-config"])
            .args(args)
            .assert()
            .success();
        String::from_utf8(printed.get_output().stdout.clone()).unwrap()
    };
    let plain = config(&[]);
    assert!(
        plain.contains("# set by the command ci")
            && plain.contains("runs = 5")
            && plain.contains("# baseline is not set"),
        "{plain}"
    );
    cartwalk(dir.path())
        .args(["baseline", "update", "base"])
        .assert()
        .success();
    assert!(config(&["--runs", "7"]).contains("baseline = \".cartwalk/baseline.json\""));
    assert!(config(&["--runs", "7"]).contains("runs = 7"));
}

/// Baymard's worked example, seen by a real browser.
#[test]
fn the_worked_example_counts_sixteen_fields_and_eight() {
    for (page, expected) in [("sixteen", 16), ("eight", 8)] {
        let file = format!(
            "{}/tests/data/baymard/{page}.html",
            env!("CARGO_MANIFEST_DIR")
        );
        let printed = cartwalk(folder().path())
            .args(["form", &file, "--format", "json", "--quiet"])
            .assert()
            .success();
        let found: Value = serde_json::from_slice(&printed.get_output().stdout).unwrap();
        let fields = found["fields"].as_array().unwrap();
        let counted = fields
            .iter()
            .filter(|field| field["text_like"] == true && field["visible"] == true)
            .count();
        assert_eq!(counted, expected, "{page}");
    }
}

/// The whole CI job on the demo store: two runs, a baseline, a summary, a HAR, a failing budget.
#[test]
fn a_ci_job_measures_twice_compares_and_writes_what_the_platform_shows() {
    let store = DemoStore::start(DemoOptions {
        language: Language::En,
        flaws: BTreeSet::new(),
        port: 0,
        latency_ms: 0,
    })
    .unwrap();
    let dir = folder();
    let path = dir.path();
    let ci = |more: &[&str]| {
        cartwalk(path)
            .args([
                "ci",
                store.url(),
                "--quiet",
                "--device",
                "mobile",
                "--throttle",
                "none",
            ])
            .args(["--pace", "1ms", "--max-pages", "5", "--runs", "2", "--har"])
            .args(more)
            .env("GITHUB_STEP_SUMMARY", path.join("summary"))
            .env("GITHUB_ACTIONS", "true")
            .timeout(Duration::from_secs(300))
            .assert()
    };
    ci(&[])
        .success()
        .stdout(contains("2 runs counted, 1 warm-up dropped"));
    let text = fs::read_to_string(path.join("cartwalk-report/report.json")).unwrap();
    let report: Report = serde_json::from_str(&text).unwrap();
    let walk = &report.journeys[0];
    assert_eq!(
        (walk.runs.measured + walk.runs.astray, walk.runs.warm_up),
        (2, 1)
    );
    assert!(
        walk.steps
            .iter()
            .all(|step| step.measures.iter().any(|one| one.metric == "bytes"))
    );
    assert_eq!(report.time_to_buy.devices.len(), 1);
    let har = fs::read_to_string(path.join("cartwalk-report/journey-mobile.har")).unwrap();
    let schema = include_str!("../data/har/har-1.2.schema.json");
    let har: Value = serde_json::from_str(&har).unwrap();
    assert!(jsonschema::is_valid(
        &serde_json::from_str(schema).unwrap(),
        &har
    ));
    assert_eq!(
        har["log"]["pages"].as_array().unwrap().len(),
        walk.steps.len()
    );
    cartwalk(path)
        .args(["baseline", "update"])
        .assert()
        .success();
    ci(&["--budget", "address.fields=1"])
        .code(1)
        .stdout(contains(
            "::error title=cartwalk%3A budget address.fields=1::",
        ))
        .stderr(contains("at most 1 allowed"));
    let summary = fs::read_to_string(path.join("summary")).unwrap();
    assert!(
        summary.contains("- ❌ `budget address.fields=1`")
            && summary.contains("Compared with the baseline"),
        "{summary}"
    );
    // The summary is also a file, and what GitHub can show lies beside it.
    let comment = fs::read_to_string(path.join("cartwalk-report/summary.md")).unwrap();
    assert!(comment.starts_with("<!-- cartwalk-report: 127.0.0.1:") && summary.contains(&comment));
    for name in ["junit.xml", "report.sarif"] {
        assert!(path.join("cartwalk-report").join(name).exists(), "{name}");
    }
    assert_eq!(store.orders(), 0);
}

#[test]
fn stores_stand_side_by_side_in_every_format_and_bad_input_is_told_in_a_sentence() {
    let (dir, report) = judged();
    let path = dir.path();
    write(path, "theirs", &report, |r| {
        r["target"]["url"] = "https://theirs.example/".into();
        r["journeys"][0]["totals"]["fields_shown"] = 31.into();
    });
    let stores = |args: &[&str]| cartwalk(path).arg("compare-stores").args(args).assert();
    stores(&["Ours=base", "theirs.json"]).success().stdout(
        contains("Ours")
            .and(contains("theirs.example"))
            .and(contains("Fields (mobile)")),
    );
    stores(&[
        "base",
        "theirs.json",
        "--format",
        "html,csv",
        "-o",
        "side",
        "--lang",
        "ja",
    ])
    .success()
    .stdout(contains("stores.html").and(contains("stores.csv")));
    let page = fs::read_to_string(path.join("side/stores.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"ja\"") && page.contains("ストアの比較"));
    let sheet = fs::read_to_string(path.join("side/stores.csv")).unwrap();
    assert!(
        sheet.contains("checkout,fields,mobile,入力項目,2,31\r\n"),
        "{sheet}"
    );
    stores(&[
        "base",
        "theirs.json",
        "-o",
        "one.pdf",
        "--client",
        "Harbour",
    ])
    .success();
    let paper = lopdf::Document::load(path.join("one.pdf")).unwrap();
    assert!(paper.get_pages().len() >= 3);
    for (args, told) in [
        (vec!["base"], "2 values required"),
        (vec!["base", "base/report.json"], "is named twice"),
        (vec!["base", "nowhere"], "cannot read the report `nowhere`"),
        (
            vec!["base", "base/evidence.json"],
            "is damaged or no report",
        ),
        (
            vec!["base", "theirs.json", "-o", "a.docx"],
            "no format is known by the ending `.docx`",
        ),
        (
            vec!["base", "theirs.json", "-o", "a.csv", "--format", "csv,html"],
            "several formats",
        ),
    ] {
        stores(&args).code(2).stderr(contains(told));
    }
}
