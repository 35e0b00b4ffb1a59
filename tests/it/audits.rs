//! Whole runs through the real binary: stores that do not answer, are none, or
//! refuse; no browser; Ctrl-C. What was collected is kept and reported.

use crate::cli::{cartwalk, folder};
use crate::server::{Server, html};
use assert_cmd::Command;
use cartwalk::demo::{DemoOptions, DemoStore};
use cartwalk::model::plan::Language;
use cartwalk::model::report::Report;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

fn demo_options() -> DemoOptions {
    DemoOptions {
        language: Language::En,
        flaws: BTreeSet::new(),
        port: 0,
        latency_ms: 0,
    }
}

#[test]
fn an_unreachable_store_is_told_by_what_failed_and_what_was_collected_is_kept() {
    let port = {
        let closed = TcpListener::bind("127.0.0.1:0").expect("a free port");
        closed.local_addr().expect("it has an address").port()
    };
    for (url, said) in [
        ("https://nosuch.invalid".to_owned(), "has no address"),
        (format!("http://127.0.0.1:{port}"), "refuses the connection"),
    ] {
        let dir = folder();
        cartwalk(dir.path())
            .args(["audit", &url, "--quiet"])
            .assert()
            .code(3)
            .stdout(contains("Score: none"))
            .stderr(contains(said).and(contains("\nhelp: ")));
        assert!(dir.path().join("cartwalk-report/evidence.json").exists());
        assert!(dir.path().join("cartwalk-report/report.json").exists());
    }
}

#[test]
fn a_home_page_that_is_missing_is_no_measurement() {
    let store = DemoStore::start(demo_options()).unwrap();
    let dir = folder();
    cartwalk(dir.path())
        .args(["audit", &format!("{}no-such-page", store.url()), "--quiet"])
        .assert()
        .code(3)
        .stderr(contains("home page answers with an error: status 404"));
}

#[test]
fn without_a_browser_the_crawl_is_kept_and_reported() {
    let store = DemoStore::start(demo_options()).unwrap();
    let dir = folder();
    cartwalk(dir.path())
        .args([
            "audit",
            store.url(),
            "--quiet",
            "--pace",
            "1ms",
            "--max-pages",
            "3",
        ])
        .args(["--chrome", "/no/such/browser"])
        .assert()
        .code(3)
        .stdout(contains("Not collected: the journeys"))
        .stderr(contains("no browser could be started").and(contains("--chrome PATH")));
    let report = fs::read_to_string(dir.path().join("cartwalk-report/report.json")).unwrap();
    let report: Report = serde_json::from_str(&report).unwrap();
    assert_eq!(report.site.pages_crawled, 3);
    assert!(report.score.total.is_some());
    assert!(report.journeys.is_empty());
}

/// Audits a store quickly: one device, no throttling, few pages.
fn quick_audit(dir: &Path, url: &str) -> assert_cmd::assert::Assert {
    cartwalk(dir)
        .args([
            "audit",
            url,
            "--quiet",
            "--device",
            "mobile",
            "--throttle",
            "none",
        ])
        .args(["--pace", "1ms", "--max-pages", "5"])
        .timeout(Duration::from_secs(120))
        .assert()
}

#[test]
fn a_page_that_is_no_store_ends_as_stuck_before_a_product() {
    let server = Server::start(|_| html("<h1>My garden diary</h1><p>The roses bloom."));
    let dir = folder();
    quick_audit(dir.path(), &server.url("/"))
        .code(4)
        .stderr(contains("got stuck before product: no-product"));
    assert!(dir.path().join("cartwalk-report/report.json").exists());
}

#[test]
fn a_store_that_asks_for_an_account_ends_as_refused() {
    let options = DemoOptions {
        flaws: BTreeSet::from(["guest-checkout-available".to_owned()]),
        ..demo_options()
    };
    let store = DemoStore::start(options).unwrap();
    let dir = folder();
    quick_audit(dir.path(), store.url())
        .code(4)
        .stdout(contains("The store did not let this shopper on"))
        .stderr(contains("account-required").and(contains("guest checkout")));
    assert_eq!(store.orders(), 0);
    // What the audit reported is what the evidence says, to the byte.
    let report = fs::read(dir.path().join("cartwalk-report/report.json")).unwrap();
    cartwalk(dir.path())
        .args(["judge", "cartwalk-report"])
        .assert()
        .code(4);
    assert_eq!(
        fs::read(dir.path().join("cartwalk-report/report.json")).unwrap(),
        report
    );
}

#[test]
fn the_fields_of_a_file_are_listed() {
    let form = "<form><label>Mail <input type=email required name=mail></label></form>";
    for (written, page) in [
        ("at once", form.to_owned()),
        (
            "by a script, after a while",
            format!(
                "<div id=app></div><script>setTimeout(() => {{ app.innerHTML = '{form}' }}, 1100)</script>"
            ),
        ),
    ] {
        let dir = folder();
        fs::write(dir.path().join("form.html"), page).unwrap();
        let printed = cartwalk(dir.path())
            .args(["form", "form.html", "--format", "json", "--quiet"])
            .assert()
            .success();
        let found: serde_json::Value =
            serde_json::from_slice(&printed.get_output().stdout).unwrap();
        assert_eq!(found["fields"][0]["label"], "Mail", "{written}");
        assert_eq!(found["fields"][0]["required"], true, "{written}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_and_reports_what_was_collected() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let dir = folder();
    let binary = assert_cmd::cargo::cargo_bin("cartwalk");
    // The shell sends the interrupt once the crawl waits for an answer that never comes.
    let script = "\"$0\" audit \"$1\" & run=$!; sleep 3; kill -INT $run; wait $run";
    Command::new("bash")
        .args(["-mc", script])
        .arg(binary)
        .arg(url)
        .current_dir(dir.path())
        .timeout(Duration::from_secs(30))
        .assert()
        .code(3)
        .stdout(contains("it was interrupted"))
        .stderr(contains("error: it was interrupted"));
    assert!(dir.path().join("cartwalk-report/evidence.json").exists());
    assert!(dir.path().join("cartwalk-report/report.json").exists());
}

#[test]
fn flaws_are_listed_and_a_misspelt_one_is_a_usage_error() {
    let listed = cartwalk(folder().path())
        .args(["demo", "--list-flaws"])
        .assert()
        .success();
    let listed = String::from_utf8(listed.get_output().stdout.clone()).unwrap();
    assert!(
        listed
            .lines()
            .any(|line| line == "guest-checkout-available"),
        "{listed}"
    );
    cartwalk(folder().path())
        .args(["demo", "--flaw", "guest-checkout-availible"])
        .assert()
        .code(2)
        .stderr(contains("help: did you mean `guest-checkout-available`?"));
}

#[test]
fn the_doctor_tells_what_is_missing_and_what_to_do() {
    let store = DemoStore::start(demo_options()).unwrap();
    cartwalk(folder().path())
        .args(["doctor", store.url()])
        .assert()
        .success()
        .stdout(contains("ok   starts").and(contains("ok   store")));
    cartwalk(folder().path())
        .args(["doctor", "--chrome", "/no/such/browser"])
        .assert()
        .code(3)
        .stdout(contains("fail browser").and(contains("help: install Chromium")))
        .stderr(contains("error: an audit cannot run here: browser"));
}
