//! What the figures rest on: limits that really apply, and what the browser says of its own work.

use crate::cli::{cartwalk, folder};
use crate::visitor::*;
use cartwalk::browser::{SettleOptions, VisitOptions};
use cartwalk::demo::{DemoOptions, DemoStore};
use cartwalk::model::device::{Device, Throttle, ThrottleValues};
use cartwalk::model::plan::Language;
use flate2::read::GzDecoder;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::time::Duration;

/// What a page of 300 kB, a form of 50 kB and a loop cost under a preset, in milliseconds.
struct Cost {
    values: ThrottleValues,
    ttfb: f64,
    download: f64,
    upload: f64,
    work: f64,
}

const DOWN_BYTES: f64 = 300_000.0;
const UP_BYTES: f64 = 50_000.0;

fn cost(throttle: Throttle) -> Cost {
    let mut visit = guest(&VisitOptions {
        throttle,
        ..options(Device::Mobile)
    });
    let mark = visit.mark();
    visit.goto(&store().url("/big"), LIMIT).unwrap();
    visit.settle(&mark, &SettleOptions::default()).unwrap();
    let ttfb = visit.vitals().ttfb_ms.unwrap();
    let traffic = visit.traffic(&mark);
    assert!(traffic.bytes as f64 >= DOWN_BYTES, "{traffic:?}");
    let whole = traffic.requests[0].duration_ms.unwrap();
    let upload = visit
        .call(
            0,
            "async (bytes) => { const t = performance.now(); await (await fetch('/post', { method: 'POST', body: 'x'.repeat(bytes) })).text(); return performance.now() - t; }",
            &[json!(UP_BYTES)],
        )
        .unwrap();
    // The browser slows the processor in short turns, so single runs of the loop tell little.
    let work = visit
        .call(
            0,
            "() => { const times = []; for (let run = 0; run < 15; run++) { const t = performance.now(); for (let i = 0, x = 0; i < 1e7; i++) x += i % 7; times.push(performance.now() - t); } return times.sort((a, b) => a - b)[7]; }",
            &[],
        )
        .unwrap();
    Cost {
        values: throttle.values(),
        ttfb,
        download: whole - ttfb,
        upload: upload.as_f64().unwrap(),
        work: work.as_f64().unwrap(),
    }
}

#[test]
fn every_preset_changes_what_it_says() {
    let free = cost(Throttle::None);
    assert!(free.ttfb < 300.0, "an unthrottled line: {}", free.ttfb);
    for throttle in [
        Throttle::MobileSlow4g,
        Throttle::Mobile3g,
        Throttle::Desktop10mbps,
    ] {
        let one = cost(throttle);
        let name = throttle.name();
        let line_ms = |bytes: f64, per_s: f64| bytes / per_s * 1_000.0;
        // A limit holds back at least so much, and not a multiple of it.
        for (what, took, limit) in [
            ("latency", one.ttfb, one.values.latency_ms),
            (
                "download",
                one.download,
                line_ms(DOWN_BYTES, one.values.down_bytes_per_s),
            ),
            (
                "upload",
                one.upload,
                line_ms(UP_BYTES, one.values.up_bytes_per_s),
            ),
        ] {
            let slack = 1_000.0 + one.values.latency_ms;
            assert!(
                took >= limit * 0.9 && took <= limit * 1.3 + slack,
                "{name}: {what} took {took} ms and is said to take {limit} ms"
            );
        }
        let said = one.values.cpu_slowdown;
        let mut seen = vec![one.work / free.work];
        // On a busy machine neither loop says much: then both are run again.
        while !(said * 0.5..said * 2.0).contains(&seen[seen.len() - 1]) && seen.len() < 4 {
            seen.push(cost(throttle).work / cost(Throttle::None).work);
        }
        assert!(
            seen.len() < 4,
            "{name}: the processor was {seen:?} times slower and is said to be {said} times"
        );
    }
}

#[test]
fn scripts_of_long_frames_and_soft_navigations_are_told_for_the_step_they_ran_in() {
    let (mut visit, _) = at(Device::Desktop, "/soft");
    rest(&mut visit);
    let mark = visit.mark();
    press(&mut visit, "#work");
    rest(&mut visit);
    let worked = visit.traffic(&mark);
    let script = &worked.scripts[0];
    assert!(
        script.url.ends_with("/soft.js") && !script.third_party && script.ms >= 200.0,
        "{worked:?}"
    );
    assert_eq!(worked.soft_navigations, 0);
    let slowest = &worked.interactions[0];
    assert!(
        slowest.kind == "press" && slowest.target.ends_with("#work") && slowest.ms >= 180.0,
        "{slowest:?}"
    );
    assert!(
        slowest.work_ms >= 150.0 && slowest.delay_ms + slowest.work_ms <= slowest.ms + 16.0,
        "{slowest:?}"
    );
    let mark = visit.mark();
    press(&mut visit, "#go");
    rest(&mut visit);
    let gone = visit.traffic(&mark);
    assert!(visit.url().unwrap().ends_with("/soft/2"));
    assert_eq!(gone.soft_navigations, 1, "{gone:?}");
    let again: f64 = gone.scripts.iter().map(|script| script.ms).sum();
    assert!(
        again < 150.0,
        "the work of the step before is not told again: {gone:?}"
    );
    assert!(
        gone.interactions
            .iter()
            .all(|one| !one.target.ends_with("#work")),
        "{gone:?}"
    );
}

fn demo() -> DemoStore {
    DemoStore::start(DemoOptions {
        language: Language::En,
        flaws: BTreeSet::new(),
        port: 0,
        latency_ms: 0,
    })
    .unwrap()
}

#[test]
fn a_trace_and_a_filmstrip_are_kept_when_asked_for_and_are_bounded() {
    let store = demo();
    let dir = folder();
    let run = |more: &[&str]| {
        cartwalk(dir.path())
            .args(["collect", store.url(), "--quiet", "--device", "mobile"])
            .args(["--throttle", "none", "--max-pages", "1", "--no-scan"])
            .args(["--probes", "none", "--max-actions", "3"])
            .args(more)
            .timeout(Duration::from_secs(120))
            .assert()
            .code(4);
    };
    let out = dir.path().join("cartwalk-report");
    let strip = out.join("filmstrip-mobile");
    run(&[]);
    assert!(!strip.exists() && !out.join("trace-mobile.json.gz").exists());
    fs::create_dir_all(&strip).unwrap();
    fs::write(strip.join("99-review-00001ms.jpg"), "of an earlier run").unwrap();
    run(&["--trace", "--filmstrip"]);
    let mut trace = String::new();
    GzDecoder::new(fs::File::open(out.join("trace-mobile.json.gz")).unwrap())
        .read_to_string(&mut trace)
        .unwrap();
    let trace: Value = serde_json::from_str(&trace).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let loads = |event: &&Value| {
        event["name"] == "ResourceSendRequest"
            && event["args"]["data"]["url"].as_str() == Some(store.url())
    };
    assert!(
        events.iter().any(|event| loads(&event)),
        "{} events",
        events.len()
    );
    let mut names: Vec<String> = fs::read_dir(&strip)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names[0].starts_with("01-home-"), "{names:?}");
    for step in ["01-home", "02-listing", "03-product"] {
        let count = names.iter().filter(|name| name.starts_with(step)).count();
        assert!((1..=12).contains(&count), "{names:?}");
    }
    assert!(
        names.iter().all(|name| !name.starts_with("99-")),
        "{names:?}"
    );
    let picture = fs::read(strip.join(&names[0])).unwrap();
    assert!(picture.starts_with(&[0xff, 0xd8, 0xff]) && picture.len() < 500_000);
}

#[test]
fn what_shows_late_in_the_quiet_window_is_scanned_too() {
    let dir = folder();
    cartwalk(dir.path())
        .args([
            "collect",
            &store().url("/late"),
            "--quiet",
            "--device",
            "mobile",
        ])
        .args([
            "--throttle",
            "none",
            "--max-pages",
            "1",
            "--max-actions",
            "1",
        ])
        .args(["--probes", "none", "--output", "."])
        .timeout(Duration::from_secs(120))
        .assert()
        .code(4);
    let evidence = fs::read_to_string(dir.path().join("evidence.json")).unwrap();
    let evidence: Value = serde_json::from_str(&evidence).unwrap();
    let home = &evidence["journeys"][0]["steps"][0];
    assert!(home["screenshot"].is_string(), "{home}");
    let rules: Vec<&str> = home["scan"]["violations"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    assert!(
        rules.contains(&"html-has-lang") && rules.contains(&"image-alt"),
        "{rules:?}"
    );
}

#[test]
fn a_warm_visit_has_the_files_in_its_cache_and_says_so() {
    let store = demo();
    let home = |visit: &str| -> (u64, u64, Value) {
        let dir = folder();
        cartwalk(dir.path())
            .args(["audit", store.url(), "--quiet", "--device", "mobile"])
            .args(["--throttle", "none", "--max-pages", "1", "--no-scan"])
            .args(["--probes", "none", "--max-actions", "2", "--visit", visit])
            .timeout(Duration::from_secs(120))
            .assert()
            .code(4)
            .stderr(contains("too-many-actions").and(contains("\nhelp: ")));
        let report = fs::read_to_string(dir.path().join("cartwalk-report/report.json")).unwrap();
        let report: Value = serde_json::from_str(&report).unwrap();
        let step = &report["journeys"][0]["steps"][0];
        (
            step["bytes"].as_u64().unwrap(),
            step["load"]["cache_hits"].as_u64().unwrap(),
            report["run"]["conditions"]["visit"].clone(),
        )
    };
    // A page that shows a file twice has it from the cache, too.
    let (cold, twice, said) = home("cold");
    assert_eq!(said, json!("cold"));
    let (warm, hits, said) = home("warm");
    assert_eq!(said, json!("warm"));
    assert!(
        hits > twice && warm < cold,
        "{hits} hits, {warm} of {cold} bytes"
    );
}
