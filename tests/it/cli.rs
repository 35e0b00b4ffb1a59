//! What a person sees at the command line: bad input, exit codes, settings.

use assert_cmd::Command;
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::evidence::{Conditions, EVIDENCE_SCHEMA_VERSION, Evidence};
use cartwalk::model::journey::{Ended, Goal, GuardLog, Journey, PathSource};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, diff, starts_with};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The binary in an empty folder, without settings from outside.
pub fn cartwalk(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("cartwalk").expect("the tests build the binary");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARTWALK_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).env("NO_COLOR", "1");
    // A test of something else does not try the forms, too; --probes says otherwise.
    command.env("CARTWALK_PROBES", "none");
    command
}

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

pub fn evidence(ended: Ended) -> Evidence {
    Evidence {
        schema_version: EVIDENCE_SCHEMA_VERSION,
        tool_version: "0.1.0".into(),
        target: "https://store.example/".into(),
        started_at: "2026-01-02T03:04:05Z".into(),
        duration_ms: 1234,
        conditions: Conditions::default(),
        markets: Vec::new(),
        settings: Vec::new(),
        site: None,
        journeys: vec![Journey {
            device: Device::Mobile,
            throttle: Throttle::None.name().into(),
            throttle_values: Throttle::None.values(),
            path_source: PathSource::Discovered,
            path_change: None,
            user_agent: "test".into(),
            steps: Vec::new(),
            ended,
            guard: GuardLog::default(),
            duration_ms: 1000,
            way_ms: Some(900),
            pilot_ms: 10,
            store_language: Some("en".into()),
            persona: "test".into(),
            cart_emptied: None,
            chat: None,
        }],
        runs: Vec::new(),
        probed: Vec::new(),
        missing: Vec::new(),
    }
}

pub fn save(folder: &Path, evidence: &Evidence) {
    let text = serde_json::to_string(evidence).expect("evidence can be written");
    fs::write(folder.join("evidence.json"), text).expect("the folder can be written");
}

pub fn reached() -> Ended {
    Ended::Reached { goal: Goal::Review }
}

fn stuck() -> Ended {
    Ended::Stuck {
        goal: Goal::Product,
        reason: "no-product".into(),
        detail: String::new(),
    }
}

#[test]
fn the_version_is_told() {
    cartwalk(folder().path())
        .arg("--version")
        .assert()
        .success()
        .stdout(contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_no_address_is_a_usage_error_with_help() {
    for typed in ["not a url", "http://", "shop", "ftp://store.example"] {
        let dir = folder();
        cartwalk(dir.path())
            .args(["audit", typed])
            .assert()
            .code(2)
            .stdout("")
            .stderr(starts_with("error: `").and(contains("\nhelp: ")));
        assert!(
            !dir.path().join("cartwalk-report").exists(),
            "nothing is written for {typed}"
        );
    }
}

#[test]
fn without_an_address_the_help_names_an_example() {
    cartwalk(folder().path())
        .arg("audit")
        .assert()
        .code(2)
        .stderr(diff("error: no store is named\nhelp: name its address, for example `cartwalk audit https://store.example`\n"));
}

#[test]
fn an_unknown_flag_is_a_usage_error_that_names_the_near_one() {
    cartwalk(folder().path())
        .args(["audit", "--max-page", "3"])
        .assert()
        .code(2)
        .stderr(contains("--max-pages"));
}

#[test]
fn an_unknown_key_names_file_line_and_what_was_meant() {
    let dir = folder();
    fs::write(
        dir.path().join("cartwalk.toml"),
        "lang = \"ja\"\nmax-page = 3\n",
    )
    .unwrap();
    cartwalk(dir.path()).args(["audit", "store.example"]).assert().code(2).stderr(diff(
        "error: cartwalk.toml, line 2: unknown key `max-page`\nhelp: did you mean `max-pages`?\n",
    ));
}

#[test]
fn a_time_without_its_unit_is_refused_wherever_it_is_written() {
    let dir = folder();
    cartwalk(dir.path())
        .args(["audit", "store.example", "--deadline", "30"])
        .assert()
        .code(2)
        .stderr(
            contains("`30` is no value for `deadline` (command line --deadline)")
                .and(contains("500ms")),
        );
    cartwalk(dir.path())
        .args(["audit", "store.example"])
        .env("CARTWALK_PAGE_TIMEOUT", "20")
        .assert()
        .code(2)
        .stderr(contains("environment CARTWALK_PAGE_TIMEOUT"));
    fs::write(dir.path().join("cartwalk.toml"), "pace = 250\n").unwrap();
    cartwalk(dir.path())
        .args(["audit", "store.example"])
        .assert()
        .code(2)
        .stderr(contains("line 1: `pace` is 250 without a unit"));
}

#[test]
fn the_printed_configuration_shows_every_origin_and_flags_win() {
    let dir = folder();
    fs::write(
        dir.path().join("cartwalk.toml"),
        "lang = \"ja\"\nmax-pages = 3\nconcurrency = 2\n",
    )
    .unwrap();
    let printed = cartwalk(dir.path())
        .args([
            "audit",
            "store.example",
            "--max-pages",
            "5",
            "--print-config",
        ])
        .env("CARTWALK_MAX_PAGES", "4")
        .env("CARTWALK_CONCURRENCY", "3")
        .assert()
        .success();
    let text = String::from_utf8(printed.get_output().stdout.clone()).unwrap();
    for (key, value, origin) in [
        ("url", "\"store.example\"", "command line URL"),
        ("max-pages", "5", "command line --max-pages"),
        ("concurrency", "3", "environment CARTWALK_CONCURRENCY"),
        ("lang", "\"ja\"", "cartwalk.toml, line 1"),
        ("deadline", "\"4m\"", "default"),
    ] {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("{key} = ")))
            .unwrap();
        let (left, right) = line.split_once("  # ").unwrap();
        assert_eq!(
            (left.trim_end(), right),
            (format!("{key} = {value}").as_str(), origin)
        );
    }
}

#[test]
fn what_print_config_writes_is_a_configuration() {
    let dir = folder();
    let printed = cartwalk(dir.path())
        .args([
            "audit",
            "store.example",
            "--device",
            "mobile",
            "--print-config",
        ])
        .assert()
        .success();
    fs::write(dir.path().join("mine.toml"), &printed.get_output().stdout).unwrap();
    let again = cartwalk(dir.path())
        .args(["audit", "--config", "mine.toml", "--print-config"])
        .assert()
        .success();
    let again = String::from_utf8(again.get_output().stdout.clone()).unwrap();
    assert!(
        again.contains("device = [\"mobile\"]") && again.contains("# mine.toml, line"),
        "{again}"
    );
}

#[test]
fn the_guard_cannot_be_lowered_for_another_host() {
    cartwalk(folder().path())
        .args(["audit", "store.example", "--allow-order", "other.example"])
        .assert()
        .code(2)
        .stderr(contains("other.example"));
}

#[test]
fn a_file_in_place_of_the_output_folder_is_a_usage_error() {
    let dir = folder();
    fs::write(dir.path().join("taken"), "mine").unwrap();
    cartwalk(dir.path())
        .args(["audit", "store.example", "--output", "taken"])
        .assert()
        .code(2)
        .stderr(contains("the output `taken` is a file"));
    assert_eq!(
        fs::read_to_string(dir.path().join("taken")).unwrap(),
        "mine"
    );
}

#[test]
fn completions_know_the_commands_and_the_settings() {
    for shell in ["bash", "zsh", "fish"] {
        cartwalk(folder().path())
            .args(["completions", shell])
            .assert()
            .success()
            .stdout(contains("max-pages").and(contains("doctor")));
    }
}

#[test]
fn the_schema_that_is_printed_is_the_one_that_is_committed() {
    let committed = include_str!("../../rulesets/schema/report.schema.json");
    cartwalk(folder().path())
        .arg("schema")
        .assert()
        .success()
        .stdout(committed);
}

#[test]
fn a_report_of_the_binary_is_valid_by_the_schema() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    let printed = cartwalk(dir.path())
        .args(["judge", ".", "--format", "json"])
        .assert()
        .success();
    let report: serde_json::Value = serde_json::from_slice(&printed.get_output().stdout).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../rulesets/schema/report.schema.json")).unwrap();
    assert!(jsonschema::is_valid(&schema, &report));
    assert_eq!(
        fs::read(dir.path().join("report.json")).unwrap(),
        printed.get_output().stdout
    );
}

#[test]
fn judging_twice_gives_the_same_report_to_the_byte_and_leaves_the_evidence_alone() {
    let dir = folder();
    save(dir.path(), &evidence(stuck()));
    let before = fs::read(dir.path().join("evidence.json")).unwrap();
    let mut reports = Vec::new();
    for _ in 0..2 {
        cartwalk(dir.path()).args(["judge", "."]).assert().code(4);
        reports.push(fs::read(dir.path().join("report.json")).unwrap());
    }
    assert_eq!(reports[0], reports[1]);
    assert_eq!(fs::read(dir.path().join("evidence.json")).unwrap(), before);
}

#[test]
fn how_the_journey_ended_decides_the_exit_code() {
    let died = Ended::Died {
        goal: Goal::Cart,
        reason: "deadline".into(),
        detail: String::new(),
    };
    let refused = Ended::Refused {
        goal: Goal::Address,
        reason: "account-required".into(),
        detail: String::new(),
    };
    for (ended, code, said) in [
        (reached(), 0, ""),
        (died, 3, "raise --deadline"),
        (stuck(), 4, "got stuck before product"),
        (refused, 4, "guest checkout"),
    ] {
        let dir = folder();
        save(dir.path(), &evidence(ended));
        cartwalk(dir.path())
            .args(["judge", "."])
            .assert()
            .code(code)
            .stderr(contains(said));
    }
}

#[test]
fn a_sign_of_an_order_has_its_own_exit_code_and_a_loud_warning() {
    let dir = folder();
    let mut seen = evidence(reached());
    seen.journeys[0]
        .guard
        .order_signs
        .push("Thank you for your order".into());
    save(dir.path(), &seen);
    cartwalk(dir.path())
        .args(["judge", "."])
        .assert()
        .code(5)
        .stdout(contains("WARNING: an order may have been placed"))
        .stderr(contains("Thank you for your order"));
}

#[test]
fn damaged_evidence_is_a_usage_error_that_says_where() {
    let dir = folder();
    let path = dir.path().join("evidence.json");
    let whole = serde_json::to_string(&evidence(reached())).unwrap();
    let newer = whole.replacen("\"schema_version\":1", "\"schema_version\":2", 1);
    for (text, said) in [
        ("", "is damaged"),
        ("{\"schema_version\": 1", "is damaged"),
        (&whole[..whole.len() / 2], "is damaged"),
        (&whole.replacen("\"target\"", "\"tarket\"", 1), "is damaged"),
        (&newer, "has schema version 2"),
    ] {
        fs::write(&path, text).unwrap();
        cartwalk(dir.path())
            .args(["judge", "."])
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(said).and(contains("\nhelp: ")));
        assert!(!dir.path().join("report.json").exists());
    }
    fs::remove_file(&path).unwrap();
    cartwalk(dir.path())
        .args(["judge", "."])
        .assert()
        .code(2)
        .stderr(contains("holds no evidence.json"));
    cartwalk(dir.path())
        .args(["judge", "nowhere"])
        .assert()
        .code(2)
        .stderr(contains("nowhere"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_still_shows_the_report_and_ends_as_not_measured() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    let binary = assert_cmd::cargo::cargo_bin("cartwalk");
    // A limit on the size of files stands for a disk without room.
    Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" judge . --output full",
        ])
        .arg(binary)
        .current_dir(dir.path())
        .assert()
        .code(3)
        .stdout(contains("Score"))
        .stderr(contains("make room on the disk"));
    assert!(
        !dir.path().join("full/report.json").exists(),
        "no half report is left"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_shown_is_no_success() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    Command::new("bash")
        .args(["-c", "exec \"$0\" judge . > /dev/full"])
        .arg(assert_cmd::cargo::cargo_bin("cartwalk"))
        .current_dir(dir.path())
        .assert()
        .code(3)
        .stderr(contains("cannot write to stdout").and(contains("\nhelp: ")));
}

#[test]
fn a_gate_that_nobody_can_mean_is_a_usage_error() {
    for wrong in [
        ["--fail-under", "0"],
        ["--fail-under", "101"],
        ["--fail-under", "good"],
        ["--fail-on", "warning"],
    ] {
        cartwalk(folder().path())
            .args(["audit", "store.example"])
            .args(wrong)
            .assert()
            .code(2)
            .stderr(contains(wrong[1]));
    }
}

#[test]
fn the_language_of_a_report_is_chosen_when_it_is_judged() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    cartwalk(dir.path())
        .args(["judge", ".", "--lang", "ja"])
        .assert()
        .success()
        .stdout(contains("スコア"));
}

#[test]
fn a_store_cannot_write_to_the_terminal() {
    let dir = folder();
    let mut hostile = evidence(Ended::Stuck {
        goal: Goal::Cart,
        reason: "no-cart".into(),
        detail: "\x1b]0;owned\x07\x1b[2J\u{202e}txt".into(),
    });
    hostile
        .missing
        .push(("crawl-failed".into(), "\x1b[31mred\u{9b}0m".into()));
    save(dir.path(), &hostile);
    for format in ["table", "json"] {
        let shown = cartwalk(dir.path())
            .args(["judge", ".", "--format", format, "--color", "never"])
            .assert();
        for bytes in [&shown.get_output().stdout, &shown.get_output().stderr] {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(
                !text.contains(['\x1b', '\x07', '\u{9b}', '\u{202e}']),
                "{text:?}"
            );
        }
    }
}

#[test]
fn colour_comes_only_on_request() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    cartwalk(dir.path())
        .args(["judge", "."])
        .assert()
        .stdout(contains("\x1b").not());
    cartwalk(dir.path())
        .args(["judge", ".", "--color", "always"])
        .assert()
        .stdout(contains("\x1b["));
}

#[test]
fn rules_are_listed_shown_and_explained() {
    let dir = folder();
    let listed = cartwalk(dir.path())
        .args(["rules", "list", "--format", "json"])
        .assert()
        .success();
    let rules: Vec<serde_json::Value> =
        serde_json::from_slice(&listed.get_output().stdout).unwrap();
    let first = &rules[0];
    for key in ["id", "group", "severity", "title", "needs", "interaction"] {
        assert!(first.get(key).is_some(), "{key}");
    }
    let id = first["id"].as_str().unwrap();
    cartwalk(dir.path())
        .args(["rules", "show", id])
        .assert()
        .success()
        .stdout(contains(first["title"].as_str().unwrap()));
    cartwalk(dir.path())
        .args(["rules", "explain", id])
        .assert()
        .success()
        .stdout(contains("weight"));
    cartwalk(dir.path())
        .args(["rules", "show", "no-such-rule"])
        .assert()
        .code(2);
}

#[test]
fn the_readme_shows_the_real_options() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme
        .split_once("<!-- begin options -->\n```text\n")
        .expect("the README has an options block");
    let (block, _) = rest
        .split_once("```\n<!-- end options -->")
        .expect("the block ends");
    let printed = cartwalk(folder().path())
        .args(["audit", "-h"])
        .assert()
        .success();
    let text = String::from_utf8(printed.get_output().stdout.clone()).unwrap();
    assert!(
        text == block,
        "write the output of `cartwalk audit -h` into the README's options block"
    );
}
