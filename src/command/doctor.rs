//! `cartwalk doctor`: what an audit needs on this machine, and what to do where
//! it is missing.

use crate::command::console::Console;
use crate::command::{ending, host, stages};
use crate::config::written::Written;
use crate::config::{resolve, target};
use crate::exit::{Exit, Failure};
use crate::render::clean::plain;
use crate::render::figures::bytes;
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use std::process::Command;

/// Chromium with one store open wants about this much.
const ENOUGH_MEMORY_BYTES: u64 = 1_000_000_000;
/// Ours: below it a page's own scripts become a noticeable part of every wait.
const SLOW_HOST: f64 = 150.0;

/// One thing that was looked at.
struct Check {
    state: State,
    name: &'static str,
    found: String,
    help: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Doubtful,
    Bad,
}

/// Looks at everything and prints it.
///
/// # Errors
/// Something essential is missing.
pub fn run(written: &Written, console: Console) -> Result<Exit, Failure> {
    let mut checks = browser(written);
    checks.extend([sandbox(), fonts(), memory(), speed()]);
    if let Some(url) = resolve::text(written, "url") {
        checks.push(reachable(written, &url)?);
    }
    console.print(&shown(&checks, console.colour))?;
    let bad: Vec<&str> = checks
        .iter()
        .filter(|c| c.state == State::Bad)
        .map(|c| c.name)
        .collect();
    match bad.is_empty() {
        true => Ok(Exit::Fine),
        false => Err(Failure::not_measured(
            format!("an audit cannot run here: {}", bad.join(", ")),
            "follow the help above, then run `cartwalk doctor` again",
        )),
    }
}

fn shown(checks: &[Check], colour: bool) -> String {
    let mut out = String::new();
    for check in checks {
        let (word, style) = match check.state {
            State::Good => ("ok", AnsiColor::Green.on_default()),
            State::Doubtful => ("warn", AnsiColor::Yellow.on_default()),
            State::Bad => ("fail", AnsiColor::Red.on_default().bold()),
        };
        let style = if colour { style } else { Style::new() };
        let _ = writeln!(
            out,
            "{style}{word:<5}{style:#}{:<9} {}",
            check.name,
            plain(&check.found)
        );
        if check.state != State::Good {
            let _ = writeln!(out, "               help: {}", check.help);
        }
    }
    out
}

fn browser(written: &Written) -> Vec<Check> {
    let plan = resolve::browser(written);
    let help = "install Chromium (Debian, Ubuntu: `apt-get install chromium`), or name one with --chrome PATH";
    let found = match (&plan.connect, stages::find_chrome(&plan)) {
        (Some(address), _) => Check {
            state: State::Good,
            name: "browser",
            found: format!("a running one at {address}"),
            help,
        },
        (None, Ok(path)) => Check {
            state: State::Good,
            name: "browser",
            found: path.display().to_string(),
            help,
        },
        (None, Err(why)) => {
            return vec![Check {
                state: State::Bad,
                name: "browser",
                found: why,
                help,
            }];
        }
    };
    let help =
        "run the browser by hand to see what it says; it needs its libraries and a writable /tmp";
    let starts = match stages::start_browser(&plan) {
        Ok(browser) => Check {
            state: State::Good,
            name: "starts",
            found: browser.product().to_owned(),
            help,
        },
        Err(why) => Check {
            state: State::Bad,
            name: "starts",
            found: why,
            help,
        },
    };
    vec![found, starts]
}

fn sandbox() -> Check {
    match host::is_root() {
        true => Check {
            state: State::Doubtful,
            name: "sandbox",
            found: "off, because this is root".to_owned(),
            help: "audit strangers' stores as an ordinary user, so that Chromium keeps its sandbox",
        },
        false => Check {
            state: State::Good,
            name: "sandbox",
            found: "on".to_owned(),
            help: "",
        },
    }
}

fn fonts() -> Check {
    let help = "install Japanese fonts (Debian, Ubuntu: `apt-get install fonts-noto-cjk`), or screenshots show boxes";
    let listed = Command::new("fc-list")
        .args([":lang=ja", "family"])
        .output();
    let (state, found) = match listed {
        Ok(output) => match String::from_utf8_lossy(&output.stdout).lines().count() {
            0 => (State::Doubtful, "none for Japanese".to_owned()),
            count => (State::Good, format!("{count} for Japanese")),
        },
        Err(_) => (
            State::Doubtful,
            "unknown, fc-list is not installed".to_owned(),
        ),
    };
    Check {
        state,
        name: "fonts",
        found,
        help,
    }
}

fn memory() -> Check {
    let help = "close something, or audit one device at a time with --device";
    let (state, found) = match host::memory_bytes() {
        Some(free) if free >= ENOUGH_MEMORY_BYTES => (State::Good, format!("{} free", bytes(free))),
        Some(free) => (State::Doubtful, format!("{} free", bytes(free))),
        None => (State::Doubtful, "unknown".to_owned()),
    };
    Check {
        state,
        name: "memory",
        found,
        help,
    }
}

fn speed() -> Check {
    let speed = host::speed();
    let state = if speed < SLOW_HOST {
        State::Doubtful
    } else {
        State::Good
    };
    let help = "this machine is slow or busy: waits will be longer than a shopper's";
    Check {
        state,
        name: "speed",
        found: format!("{speed:.1} rounds a millisecond on {} cores", host::cores()),
        help,
    }
}

fn reachable(written: &Written, url: &str) -> Result<Check, Failure> {
    let url = target::parse(url)?;
    let plan = resolve::crawl(written);
    let help =
        "open the address in a browser on this machine; check its spelling, port and certificate";
    let (state, found) = match stages::first_page(&url, &plan, &resolve::session(written, &url)?) {
        Ok(page) => match ending::start_problem(&page) {
            Some((_, why)) => (State::Bad, format!("{url}: {why}")),
            None => {
                let status = page
                    .status
                    .map_or_else(String::new, |status| format!(", status {status}"));
                (
                    State::Good,
                    format!("{}{status}, {} ms", page.final_url, page.fetch_ms),
                )
            }
        },
        Err(why) => (State::Bad, why),
    };
    Ok(Check {
        state,
        name: "store",
        found,
        help,
    })
}
