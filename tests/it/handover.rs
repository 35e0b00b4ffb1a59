//! The hand-over as a client gets it: written by the command, opened in a real
//! browser, printed on paper.

use crate::cli::{cartwalk, evidence, folder, reached, save};
use crate::visitor::{LIMIT, guest, options, page_says, rest};
use cartwalk::model::device::Device;
use cartwalk::model::evidence::Evidence;
use cartwalk::model::journey::Ended;
use predicates::prelude::*;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const HOSTILE: &str = "</script></style><script>window.broken=1</script><img src=x onerror=window.broken=1>\"' onload=window.broken=1 `${1}` javascript:window.broken=1";

fn hostile() -> Evidence {
    let mut evidence = evidence(Ended::Stuck {
        goal: cartwalk::model::journey::Goal::Cart,
        reason: HOSTILE.into(),
        detail: HOSTILE.into(),
    });
    evidence
        .missing
        .push(("crawl-failed".into(), HOSTILE.into()));
    evidence.journeys[0].persona = HOSTILE.into();
    evidence.journeys[0].user_agent = HOSTILE.into();
    evidence.target = format!("https://store.example/{HOSTILE}");
    evidence
}

/// The hand-over, the same with what changed, and several stores side by side.
#[test]
fn a_browser_opens_the_pages_and_sees_nothing_of_a_hostile_store_run_or_load() {
    let dir = folder();
    for (name, began) in [
        ("old", "2026-01-01T03:04:05Z"),
        ("new", "2026-01-02T03:04:05Z"),
    ] {
        let mut evidence = hostile();
        evidence.started_at = began.into();
        evidence.conditions.consent = format!("{name}{HOSTILE}");
        let place = dir.path().join(name);
        fs::create_dir(&place).unwrap();
        save(&place, &evidence);
        cartwalk(dir.path())
            .args(["report", name, "--format", "json"])
            .assert()
            .success();
    }
    let brand = ["--client", HOSTILE, "--note", HOSTILE];
    for args in [
        vec!["report", "new", "-o", "one.html"],
        vec!["report", "new", "-o", "two.html", "--baseline", "old"],
        vec!["compare-stores", "old", "new", "-o", "three.html"],
    ] {
        let args = args.iter().chain(&brand);
        cartwalk(dir.path()).args(args).assert().success();
    }
    for name in ["one.html", "two.html", "three.html"] {
        let page = fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(page.contains("id=\"changes\""), name == "two.html");
        is_silent(&dir.path().join(name).canonicalize().unwrap());
    }
}

#[test]
fn what_a_hostile_store_says_does_nothing_on_paper() {
    let dir = folder();
    save(dir.path(), &hostile());
    cartwalk(dir.path())
        .args(["report", ".", "-o", "out.pdf", "--client", HOSTILE])
        .assert()
        .success();
    let document = lopdf::Document::load(dir.path().join("out.pdf")).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    assert!(
        text.contains("window.broken"),
        "what the store said is there, as words"
    );
    let mut links = 0;
    for entry in document.objects.values().filter_map(|o| o.as_dict().ok()) {
        for active in [b"JS".as_slice(), b"JavaScript", b"AA", b"OpenAction"] {
            assert!(!entry.has(active), "{entry:?}");
        }
        let action = entry.get(b"A").and_then(lopdf::Object::as_dict);
        let Ok(action) = action else { continue };
        match action.get(b"S").and_then(lopdf::Object::as_name) {
            Ok(b"URI") => {
                let to = action.get(b"URI").and_then(lopdf::Object::as_str).unwrap();
                assert!(to.starts_with(b"http"), "{}", String::from_utf8_lossy(to));
                links += 1;
            }
            Ok(kind) => assert_eq!(kind, b"GoTo"),
            Err(_) => {}
        }
    }
    assert!(links > 0, "its links are looked at");
}

/// Nothing of a store runs, nothing is asked for, the console is clean, and the page's own
/// switch works.
fn is_silent(file: &Path) {
    let mut visit = guest(&options(Device::Desktop));
    let mark = visit.mark();
    visit
        .goto(&format!("file://{}", file.display()), LIMIT)
        .unwrap();
    rest(&mut visit);
    assert_eq!(
        page_says(&mut visit, "document.querySelector('main') !== null"),
        json!(true)
    );
    assert_eq!(
        page_says(&mut visit, "String(window.broken)"),
        json!("undefined")
    );
    let traffic = visit.traffic(&mark);
    assert!(traffic.console.is_empty(), "{:?}", traffic.console);
    let asked: Vec<_> = traffic
        .requests
        .iter()
        .map(|request| request.url.as_str())
        .collect();
    let outside = |url: &&&str| !url.starts_with("file:") && !url.starts_with("data:");
    assert_eq!(asked.iter().find(outside), None);
    // The page's own script was let through by its policy, and its switch works.
    let switched =
        "document.querySelector('[data-lang=ja]').click(), document.documentElement.lang";
    assert_eq!(page_says(&mut visit, switched), json!("ja"));
    let shown = "getComputedStyle(document.querySelector('h2 .en')).display";
    assert_eq!(page_says(&mut visit, shown), json!("none"));
}

#[test]
fn the_paper_has_a_cover_numbered_contents_and_selectable_text() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    cartwalk(dir.path())
        .args([
            "report",
            ".",
            "-o",
            "out.pdf",
            "--lang",
            "ja",
            "--client",
            "見本商店",
        ])
        .assert()
        .success();
    let document = lopdf::Document::load(dir.path().join("out.pdf")).unwrap();
    assert!(document.get_pages().len() >= 3);
    let catalog = document.catalog().unwrap();
    assert!(catalog.get(b"StructTreeRoot").is_ok(), "it is tagged");
    let titles: Vec<String> = document
        .get_toc()
        .unwrap()
        .toc
        .into_iter()
        .map(|entry| entry.title)
        .collect();
    assert!(titles.iter().any(|title| title == "測定方法"), "{titles:?}");
}

#[test]
fn saved_evidence_is_written_out_again_in_a_moment_in_any_format() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    let began = Instant::now();
    cartwalk(dir.path())
        .args(["report", ".", "--format", "html,json", "--lang", "ja"])
        .assert()
        .success();
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let page = fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert!(page.contains("<html lang=\"ja\""));
    assert!(dir.path().join("report.json").exists());
    for (name, begins) in [
        ("a.json", "{"),
        ("a.txt", "cartwalk "),
        ("a.html", "<!DOCTYPE html>"),
    ] {
        cartwalk(dir.path())
            .args(["report", ".", "-o", name])
            .assert()
            .success();
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(text.starts_with(begins), "{name}");
    }
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    for (args, told) in [
        (
            vec!["-o", "a.docx"],
            "no format is known by the ending `.docx`",
        ),
        (
            vec!["-o", "a.html", "--format", "html,json"],
            "several formats do not go into the one file",
        ),
        (
            vec!["--logo", "evidence.json"],
            "is no picture that a page can show",
        ),
        (
            vec!["--visits", "1000"],
            "an estimate needs visits, conversion and order-value together",
        ),
    ] {
        cartwalk(dir.path())
            .args(["report", "."])
            .args(&args)
            .assert()
            .code(2)
            .stderr(predicate::str::contains(told));
    }
    assert!(!dir.path().join("report.json").exists());
}

#[test]
fn branding_comes_from_the_configuration() {
    let dir = folder();
    save(dir.path(), &evidence(reached()));
    let toml = "[report]\nclient = \"Harbour & Sons\"\naccent = \"#b3261e\"\nnote = \"Dear **client**\"\nleave-out = [\"method\"]\nlogo = \"logo.svg\"\n";
    fs::write(dir.path().join("cartwalk.toml"), toml).unwrap();
    fs::write(
        dir.path().join("logo.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    )
    .unwrap();
    cartwalk(dir.path())
        .args(["report", "."])
        .assert()
        .success();
    let page = fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert!(page.contains("Harbour &amp; Sons") && page.contains("<strong>client</strong>"));
    assert!(page.contains("data:image/svg+xml;base64,") && !page.contains("id=\"method\""));
}

/// The formats that other programs read, as files of a folder, one file, or on stdout.
#[test]
fn every_format_is_written_under_its_name_and_to_one_file_by_its_ending() {
    let dir = folder();
    let saved = include_str!("../data/compare/evidence.json");
    fs::write(dir.path().join("evidence.json"), saved).unwrap();
    cartwalk(dir.path())
        .args(["report", ".", "--format", "csv,markdown,junit,sarif,gitlab"])
        .assert()
        .success()
        .stdout(
            predicate::str::contains("findings.csv").and(predicate::str::contains("summary.md")),
        );
    for (name, begins) in [
        ("findings.csv", "\u{feff}rule,title,"),
        ("fields.csv", "\u{feff}device,step,"),
        ("steps.csv", "\u{feff}device,step,"),
        ("summary.md", "<!-- cartwalk-report: "),
        ("junit.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
        ("report.sarif", "{\"$schema\":"),
    ] {
        let whole = fs::read(dir.path().join(name)).unwrap();
        assert!(whole.starts_with(begins.as_bytes()), "{name}");
        fs::create_dir_all(dir.path().join("one")).unwrap();
        let one = format!("one/{name}");
        cartwalk(dir.path())
            .args(["report", ".", "-o", &one])
            .assert()
            .success();
        assert!(fs::read(dir.path().join(one)).unwrap() == whole, "{name}");
    }
    assert!(dir.path().join("gl-code-quality-report.json").exists());
    cartwalk(dir.path())
        .args(["report", ".", "--format", "annotations"])
        .assert()
        .success()
        .stdout(predicate::function(|lines: &str| {
            let level = |line: &str| {
                ["::error", "::warning", "::notice"]
                    .iter()
                    .any(|level| line.starts_with(&format!("{level} title=cartwalk%3A ")))
            };
            lines.lines().count() > 1 && lines.lines().all(level)
        }));
    cartwalk(dir.path())
        .args(["report", ".", "-o", "all.csv"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("does not say which table it is"));
}
