//! How a run ends, through the real binary: each exit code is reached, what was
//! collected is kept, and neither a process nor a folder stays behind.

use crate::cli::{cartwalk, folder};
use crate::server::{Answer, Asked, Server, html};
use cartwalk::demo::{DemoOptions, DemoStore};
use cartwalk::model::plan::Language;
use cartwalk::model::report::Report;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const QUICK: [&str; 8] = [
    "--device",
    "mobile",
    "--throttle",
    "none",
    "--pace",
    "1ms",
    "--max-pages",
    "3",
];

/// A folder for temporary files that belongs to one run alone: whatever is in it
/// afterwards, and whatever process still names it, was left behind.
struct Lair(TempDir);

impl Lair {
    fn new() -> Lair {
        // Short, so that the browser's sockets fit into it.
        Lair(tempfile::Builder::new().prefix("cw").tempdir().unwrap())
    }

    /// Processes that name the folder on their command line, with that line.
    fn processes(&self) -> Vec<(u32, String)> {
        let path = self.0.path().to_str().unwrap();
        let entries = fs::read_dir("/proc").unwrap().flatten();
        let named = entries.filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let line = fs::read(entry.path().join("cmdline")).ok()?;
            let line = String::from_utf8_lossy(&line).replace('\0', " ");
            line.contains(path).then_some((pid, line))
        });
        named.collect()
    }

    fn browser(&self) -> u32 {
        let of_browser =
            |line: &str| !line.contains("--type=") && !line.contains("crashpad_handler");
        let mut all = self.processes().into_iter();
        let found = all.find(|(_, line)| of_browser(line));
        found.expect("the browser runs").0
    }

    fn assert_nothing_is_left(&self) {
        // A process that was just killed may take a moment to go.
        let deadline = Instant::now() + Duration::from_secs(3);
        loop {
            let files: Vec<_> = fs::read_dir(self.0.path()).unwrap().flatten().collect();
            let processes = self.processes();
            if files.is_empty() && processes.is_empty() {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "left behind: {files:?} {processes:?}"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A small shop whose checkout goes on, by GET, to this page.
fn shop(last: &'static str) -> Server {
    Server::start(move |asked: &Asked| {
        let header = "<header><a href=/>Home</a> <nav><a href=/mugs>Mugs</a></nav> <a href=/cart>Cart</a></header>";
        let page = match (
            asked.method.as_str(),
            asked.path.split('?').next().unwrap_or_default(),
        ) {
            ("GET", "/") => "<h1>The little mug shop</h1><p><a href=/mugs>All our mugs</a></p>",
            ("GET", "/mugs") => {
                "<h1>Mugs</h1><ul><li><a href=/p/blue>Blue mug</a> £12.00</li><li><a href=/p/red>Red mug</a> £13.00</li></ul>"
            }
            ("GET", "/p/blue" | "/p/red") => {
                "<h1>A mug</h1><p>£12.00</p><form method=post action=/cart><button>Add to cart</button></form>"
            }
            ("POST", "/cart") => {
                return Answer {
                    status: "303 See Other",
                    headers: "Location: /cart\r\n".into(),
                    ..html("")
                };
            }
            ("GET", "/cart") => {
                "<h1>Your cart</h1><p>A mug, 1, £12.00</p><p>Total £12.00</p><a href=/checkout>Proceed to checkout</a>"
            }
            ("GET", "/checkout") => {
                "<h1>Checkout</h1><h2>Where should it go?</h2><form action=/checkout/next>\
                <p><label>E-mail <input type=email name=email required></label></p>\
                <p><label>Full name <input name=name required></label></p>\
                <p><label>Address <input name=address required></label></p>\
                <p><label>City <input name=city required></label></p>\
                <p><label>Postcode <input name=postcode required></label></p><button>Continue</button></form>"
            }
            ("GET", "/checkout/next") => last,
            _ => {
                return Answer {
                    status: "404 Not Found",
                    ..html("<h1>Not found</h1>")
                };
            }
        };
        html(&format!("{header}<main>{page}</main>"))
    })
}

fn report(folder: &Path) -> Report {
    let text = fs::read(folder.join("cartwalk-report/report.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn a_walk_to_the_review_succeeds_leaves_nothing_and_is_held_against_gates() {
    let store = shop(
        "<h1>Review your order</h1><p>A mug £12.00</p><p>Total £12.00</p><form method=post action=/place><button>Place order</button></form>",
    );
    let (dir, lair) = (folder(), Lair::new());
    cartwalk(dir.path())
        .args(["audit", &store.url("/"), "--quiet"])
        .args(QUICK)
        .env("TMPDIR", lair.0.path())
        .timeout(Duration::from_secs(120))
        .assert()
        .code(0)
        .stderr("");
    lair.assert_nothing_is_left();
    assert!(store.asked().iter().all(|asked| asked.path != "/place"));
    assert_eq!(report(dir.path()).journeys[0].ended.kind, "reached");

    let judged = |gate: [&str; 2]| {
        let mut command = cartwalk(dir.path());
        command
            .args(["judge", "cartwalk-report"])
            .args(gate)
            .assert()
    };
    judged(["--fail-under", "1"]).code(0);
    judged(["--fail-on", "never"]).code(0);
    judged(["--fail-under", "100"])
        .code(1)
        .stderr(contains("error: fail-under 100").and(contains("is below 100")));
    judged(["--fail-on", "serious"])
        .code(1)
        .stderr(contains("error: fail-on serious: failed"));
}

#[test]
fn an_order_number_after_a_harmless_press_ends_with_the_code_for_orders() {
    let store = shop(
        "<h1>Thank you for your order</h1><p>Your order number is 10023.</p><a href=/>Continue shopping</a>",
    );
    let (dir, lair) = (folder(), Lair::new());
    cartwalk(dir.path())
        .args(["audit", &store.url("/"), "--quiet"])
        .args(QUICK)
        .env("TMPDIR", lair.0.path())
        .timeout(Duration::from_secs(120))
        .assert()
        .code(5)
        .stdout(contains("WARNING: an order may have been placed"))
        .stderr(contains("an order may have been placed on mobile"));
    lair.assert_nothing_is_left();
    assert_eq!(report(dir.path()).order_guard.orders_placed, 1);
}

/// An audit of the demo store that has come to its list of products.
struct Walking {
    child: Child,
    lair: Lair,
    dir: TempDir,
    lines: BufReader<std::process::ChildStderr>,
    _store: DemoStore,
}

impl Walking {
    fn begin() -> Walking {
        let store = DemoStore::start(DemoOptions {
            language: Language::En,
            flaws: BTreeSet::new(),
            port: 0,
            latency_ms: 0,
        })
        .unwrap();
        let (dir, lair) = (folder(), Lair::new());
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("cartwalk"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARTWALK_") {
                command.env_remove(name);
            }
        }
        let mut child = command
            .args(["audit", store.url()])
            .args(QUICK)
            .env("TMPDIR", lair.0.path())
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("journey mobile: listing") {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended too soon");
        }
        Walking {
            child,
            lair,
            dir,
            lines,
            _store: store,
        }
    }

    fn signal(name: &str, pid: u32) {
        let sent = Command::new("kill").args([name, &pid.to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// The exit code, what was said last, and the report.
    fn end(mut self) -> (Option<i32>, String, Report) {
        let mut said = String::new();
        self.lines.read_to_string(&mut said).unwrap();
        let code = self.child.wait().unwrap().code();
        self.lair.assert_nothing_is_left();
        assert!(
            self.dir
                .path()
                .join("cartwalk-report/evidence.json")
                .exists()
        );
        (code, said, report(self.dir.path()))
    }
}

#[test]
fn an_interrupt_during_a_walk_keeps_the_steps_and_leaves_nothing_behind() {
    let walking = Walking::begin();
    Walking::signal("-INT", walking.child.id());
    let (code, said, report) = walking.end();
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("error: it was interrupted"), "{said}");
    let walk = &report.journeys[0];
    assert_eq!(walk.ended.kind, "died");
    assert_eq!(walk.ended.reason.as_deref(), Some("interrupted"));
    assert!(!walk.steps.is_empty());
}

#[test]
fn a_browser_that_is_killed_during_a_walk_is_told_and_the_steps_are_kept() {
    let walking = Walking::begin();
    Walking::signal("-KILL", walking.lair.browser());
    let (code, said, report) = walking.end();
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("broke off on the way to"), "{said}");
    let walk = &report.journeys[0];
    assert_eq!(walk.ended.kind, "died");
    assert!(!walk.steps.is_empty());
    assert!(report.score.total.is_some());
}

/// An HTTPS server whose certificate nobody signed.
fn self_signed() -> String {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            thread::spawn(move || {
                let mut stream = StreamOwned::new(session, stream);
                let _ = stream.read(&mut [0; 2_000]);
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi",
                );
            });
        }
    });
    format!("https://127.0.0.1:{port}/")
}

#[test]
fn a_certificate_that_nobody_signed_is_seen_by_crawl_and_browser() {
    let url = self_signed();
    let dir = folder();
    cartwalk(dir.path())
        .args(["audit", &url, "--quiet"])
        .args(QUICK)
        .timeout(Duration::from_secs(60))
        .assert()
        .code(3)
        .stderr(contains("error: the certificate of `127.0.0.1").and(contains("is not valid")));
    assert_eq!(report(dir.path()).journeys.len(), 0);
    let lair = Lair::new();
    cartwalk(dir.path())
        .args(["walk", &url, "--quiet", "--device", "mobile"])
        .env("TMPDIR", lair.0.path())
        .timeout(Duration::from_secs(60))
        .assert()
        .code(3)
        .stderr(contains("CERT"));
    lair.assert_nothing_is_left();
}
