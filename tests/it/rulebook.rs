//! The rulebook as its users have it: tuned, waived, narrowed, and with rules of their own.

use crate::cli::{cartwalk, folder};
use crate::visitor::{at, page_says};
use cartwalk::crawl::explore;
use cartwalk::demo::{DemoOptions, DemoStore};
use cartwalk::journey::ask::ask;
use cartwalk::model::asked::{Answer, Asked};
use cartwalk::model::device::Device;
use cartwalk::model::evidence::{Conditions, EVIDENCE_SCHEMA_VERSION, Evidence};
use cartwalk::model::page::{Page, PageFacts, PageKind, PageSource, SiteMap};
use cartwalk::model::plan::{CrawlPlan, Language};
use cartwalk::model::seams::{Silent, Stop};
use cartwalk::session::Session;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, ends_with};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use url::Url;

/// A crawl of two pages without a title: one finding of `page-has-title-description` each.
fn save(folder: &Path, answers: Vec<Answer>) {
    let page = |kind: PageKind, path: &str| Page {
        url: format!("https://store.example{path}"),
        final_url: format!("https://store.example{path}"),
        status: Some(200),
        hops: Vec::new(),
        headers: vec![("x-frame-options".into(), "DENY".into())],
        body_bytes: 1000,
        truncated: false,
        fetch_ms: 50,
        rendered: false,
        source: PageSource::Link,
        in_sitemap: false,
        depth: 1,
        kind,
        kind_certainty: 1.0,
        problem: None,
        facts: Some(PageFacts {
            answers: answers.clone(),
            ..PageFacts::default()
        }),
    };
    let evidence = Evidence {
        runs: Vec::new(),
        settings: Vec::new(),
        schema_version: EVIDENCE_SCHEMA_VERSION,
        tool_version: "0.1.0".into(),
        target: "https://store.example/".into(),
        started_at: "2026-11-22T03:04:05Z".into(),
        duration_ms: 1234,
        conditions: Conditions::default(),
        markets: Vec::new(),
        site: Some(SiteMap {
            pages: vec![
                page(PageKind::Home, "/"),
                page(PageKind::Product, "/old/mug"),
            ],
            ..SiteMap::default()
        }),
        journeys: Vec::new(),
        probed: Vec::new(),
        missing: Vec::new(),
    };
    let text = serde_json::to_string(&evidence).unwrap();
    fs::write(folder.join("evidence.json"), text).unwrap();
}

/// Judges the saved evidence in JSON; the walk that did not take place is not what is tested.
fn judged(folder: &Path, args: &[&str]) -> Value {
    let output = cartwalk(folder)
        .args(["judge", ".", "--format", "json", "--quiet"])
        .args(args)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn outcome<'a>(report: &'a Value, rule: &str) -> &'a Value {
    let outcomes = report["outcomes"].as_array().unwrap();
    let found = outcomes.iter().find(|outcome| outcome["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule} was not judged"))
}

const RULE: &str = "page-has-title-description";

#[test]
fn a_waived_finding_stays_in_the_report_marked_and_does_not_count() {
    let dir = folder();
    save(dir.path(), Vec::new());
    let before = judged(dir.path(), &[]);
    let lost = |report: &Value| outcome(report, RULE)["points_lost"].as_f64().unwrap();
    assert!(lost(&before) > 0.0);
    let waive = |place: &str, until: &str| {
        format!("[[waive]]\nrule = \"{RULE}\"\nreason = \"it goes in May\"\n{place}\n{until}\n")
    };
    let write = |text: &str| fs::write(dir.path().join("cartwalk.toml"), text).unwrap();

    write(&waive("", "until = 2099-01-31"));
    let all = judged(dir.path(), &[]);
    let waived = outcome(&all, RULE);
    assert_eq!(waived["verdict"], "not-applicable");
    assert_eq!(lost(&all), 0.0);
    let findings = waived["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    assert!(
        findings
            .iter()
            .all(|one| one["waived"]["reason"] == "it goes in May")
    );
    assert_eq!(all["waivers"][0]["state"], "applied");
    assert_eq!(all["waivers"][0]["until"], "2099-01-31");

    write(&waive("", "until = 2026-11-21"));
    let expired = judged(dir.path(), &[]);
    assert_eq!(
        outcome(&expired, RULE)["verdict"],
        outcome(&before, RULE)["verdict"]
    );
    assert_eq!(expired["waivers"][0]["state"], "expired");

    write(&waive("where = \"/nowhere/*\"", ""));
    let unmatched = judged(dir.path(), &[]);
    assert_eq!(unmatched["waivers"][0]["state"], "unmatched");
    cartwalk(dir.path())
        .args(["judge", "."])
        .assert()
        .stdout(contains("matches nothing").and(contains("cartwalk.toml:2")));
    cartwalk(dir.path())
        .args(["judge", ".", "--lang", "ja"])
        .assert()
        .stdout(contains("該当する指摘がない"));
    let hash = |report: &Value| {
        report["run"]["ruleset"]["hash"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_ne!(hash(&before), hash(&unmatched));
}

#[test]
fn only_and_skip_narrow_what_is_judged_and_misspelt_names_are_told() {
    let dir = folder();
    save(dir.path(), Vec::new());
    let ids = |args: &[&str]| -> Vec<String> {
        let report = judged(dir.path(), args);
        let outcomes = report["outcomes"].as_array().unwrap();
        outcomes
            .iter()
            .map(|one| one["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids(&["--only", RULE, "--only", "soft-404"]),
        ["soft-404", RULE]
    );
    let crawl = ids(&["--only", "crawl", "--skip", "soft-404"]);
    assert!(crawl.contains(&RULE.to_owned()) && !crawl.contains(&"soft-404".to_owned()));
    assert!(ids(&["--ruleset", "performance-only"]).len() < 20);
    cartwalk(dir.path())
        .args(["judge", ".", "--skip", "crowl"])
        .assert()
        .code(2)
        .stderr(contains("--skip").and(ends_with("help: did you mean `crawl`?\n")));
}

#[test]
fn a_profile_and_a_file_that_extends_it_are_named_in_the_report() {
    let dir = folder();
    save(dir.path(), Vec::new());
    assert_eq!(judged(dir.path(), &[])["run"]["ruleset"]["name"], "default");
    let japan = judged(dir.path(), &["--ruleset", "japan"]);
    assert_eq!(japan["run"]["ruleset"]["name"], "japan");
    assert_ne!(
        outcome(&japan, "tokushoho-page-linked")["verdict"],
        "not-applicable"
    );
    let text = format!("extends = \"japan\"\n[rule]\n{RULE} = \"critical\"\n");
    fs::write(dir.path().join("mine.toml"), text).unwrap();
    let mine = judged(dir.path(), &["--ruleset", "mine.toml"]);
    assert_eq!(mine["run"]["ruleset"]["name"], "mine.toml");
    assert_eq!(outcome(&mine, RULE)["severity"], "critical");
    cartwalk(dir.path())
        .args(["rules", "explain", RULE, "--ruleset", "mine.toml"])
        .assert()
        .success()
        .stdout(contains("severity = \"critical\"").and(contains("# mine.toml:3")));
}

#[test]
fn evidence_without_the_answer_is_unknown_and_with_it_a_verdict() {
    let dir = folder();
    fs::write(
        dir.path().join("own.toml"),
        "[rule.\"acme/chart\"]\nkind = \"selector\"\ngroup = \"product\"\nwhere = { page = \"product\" }\nselector = \"a.chart\"\nen.title = \"A chart\"\nen.messages.message = \"{value} charts\"\n\
         [rule.\"acme/frame\"]\nkind = \"header\"\ngroup = \"security\"\nwhere = { page = \"product\" }\nheader = \"X-Frame-Options\"\npattern = \"DENY\"\nja.title = \"枠\"\nja.messages.message = \"ありません\"\n\
         [rule.\"acme/script\"]\nkind = \"script\"\ngroup = \"product\"\nwhere = { step = \"cart\" }\nscript = \"return true\"\nen.title = \"S\"\nen.messages.message = \"M\"\n",
    )
    .unwrap();
    let verdict = |answers: Vec<Answer>, rule: &str| {
        save(dir.path(), answers);
        let report = judged(dir.path(), &["--ruleset", "own.toml"]);
        outcome(&report, rule)["verdict"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let counted = |value: f64| Answer {
        key: "a.chart".into(),
        value: Some(value),
        problem: None,
    };
    assert_eq!(verdict(Vec::new(), "acme/chart"), "unknown");
    assert_eq!(verdict(vec![counted(2.0)], "acme/chart"), "pass");
    assert_eq!(verdict(vec![counted(0.0)], "acme/chart"), "fail");
    assert_eq!(verdict(Vec::new(), "acme/frame"), "pass");
    assert_eq!(verdict(Vec::new(), "acme/script"), "unknown");
    save(dir.path(), vec![counted(0.0)]);
    let report = judged(dir.path(), &["--ruleset", "own.toml"]);
    assert_eq!(
        outcome(&report, "acme/chart")["findings"][0]["message"],
        "0 charts"
    );
}

#[test]
fn examples_that_do_not_behave_as_told_leave_with_code_1() {
    let dir = folder();
    let path = dir.path().join("acme-chart.toml");
    let run = |args: &[&str]| cartwalk(dir.path()).args(args).assert();
    run(&["rules", "new", "acme/chart"]).success();
    run(&["rules", "test", "acme-chart.toml"]).success();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("a.size-chart, ", "p, ")).unwrap();
    run(&["rules", "test", "acme-chart.toml"])
        .code(1)
        .stdout(contains("wrong: bad example 1 passes (value 1)"));
    fs::write(&path, text.replace("selector = ", "selektor = ")).unwrap();
    run(&["rules", "test", "acme-chart.toml"]).code(2).stderr(
        contains("acme-chart.toml:8: unknown field `selektor`")
            .and(contains("did you mean `selector`?")),
    );
    run(&["rules", "new", "acme/chart"])
        .code(2)
        .stderr(contains("acme-chart.toml"));
}

#[test]
fn own_selectors_are_counted_while_a_page_is_crawled() {
    let store = DemoStore::start(DemoOptions {
        language: Language::En,
        flaws: BTreeSet::new(),
        port: 0,
        latency_ms: 0,
    })
    .unwrap();
    let plan = CrawlPlan {
        max_pages: 3,
        full_pages: 2_000,
        include: Vec::new(),
        exclude: Vec::new(),
        concurrency: 2,
        pace: Duration::ZERO,
        pace_here: Duration::ZERO,
        page_timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(30),
        max_body_bytes: 1_000_000,
        respect_robots: true,
        user_agent: "cartwalk".into(),
        selectors: vec!["h1".into(), "no-such-element".into()],
    };
    let url = Url::parse(store.url()).unwrap();
    let site = explore(
        &url,
        &plan,
        &Session::default(),
        None,
        &Silent,
        &Stop::default(),
        &Silent,
    )
    .unwrap();
    let home = site.pages[0].facts.as_ref().unwrap();
    let values: Vec<Option<f64>> = home.answers.iter().map(|answer| answer.value).collect();
    assert_eq!(values, [Some(1.0), Some(0.0)]);
}

#[test]
fn an_own_script_is_apart_from_the_page_and_is_ended_when_its_time_is_over() {
    let (mut visit, _) = at(Device::Desktop, "/");
    assert_ne!(page_says(&mut visit, "typeof window.fromUs"), "undefined");
    let scripts = [
        ("count", "return document.querySelectorAll('body').length"),
        ("apart", "return typeof window.fromUs === 'undefined'"),
        (
            "waits",
            "await new Promise((go) => setTimeout(go, 50)); return 7",
        ),
        ("broken", "return nothing.at.all"),
        ("text", "return 'a text'"),
        ("endless", "for (;;) {}"),
        ("endless-later", "await null; for (;;) {}"),
        ("never", "await new Promise(() => {})"),
    ];
    let asked = Asked {
        selectors: vec!["body".into(), "p:nope(".into()],
        scripts: scripts
            .map(|(key, script)| (key.into(), script.into()))
            .to_vec(),
    };
    let began = Instant::now();
    let answers = ask(&mut visit, &asked);
    assert!(began.elapsed() < Duration::from_secs(30));
    let value = |key: &str| answers.iter().find(|one| one.key == key).unwrap().value;
    assert_eq!((value("body"), value("p:nope(")), (Some(1.0), None));
    assert_eq!(
        (value("count"), value("apart"), value("waits")),
        (Some(1.0), Some(1.0), Some(7.0))
    );
    for silent in ["broken", "text", "endless", "endless-later", "never"] {
        let answer = answers.iter().find(|one| one.key == silent).unwrap();
        assert!(
            answer.value.is_none() && answer.problem.is_some(),
            "{answer:?}"
        );
    }
    assert_eq!(page_says(&mut visit, "1 + 1"), 2, "the page still works");
}
