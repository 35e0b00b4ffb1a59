//! What a run's evidence means for its caller: the exit code, and on anything
//! but success one sentence with what to do.
//!
//! The same evidence always gives the same answer, so `judge` leaves with the
//! code that `audit` left with.

use crate::exit::{Exit, Failure};
use crate::model::evidence::Evidence;
use crate::model::journey::{Ended, Journey, PAUSED, PLANNED};
use crate::model::page::Page;

/// Code for a store that did not answer.
pub const UNREACHABLE: &str = "store-unreachable";
/// Code for a home page that is an error.
pub const HOME_MISSING: &str = "home-missing";
/// Code for a crawl that failed for a reason of ours.
pub const CRAWL_FAILED: &str = "crawl-failed";
/// The probes of the forms ended in a bug of cartwalk's own.
pub const PROBES_FAILED: &str = "probes-failed";
/// Code for a browser that could not be started.
pub const BROWSER_MISSING: &str = "browser-missing";
/// Code for a run that was stopped by Ctrl-C.
pub const INTERRUPTED: &str = "interrupted";
/// Code for pictures that could not be written.
pub const PICTURES_LOST: &str = "pictures-lost";
/// Code for a trace or filmstrip that could not be recorded.
pub const RECORDING_LOST: &str = "recording-lost";

/// Why this run did not go well, the gravest reason first; `None` when it did.
pub fn of(evidence: &Evidence) -> Option<Failure> {
    let walks = &evidence.journeys;
    walks
        .iter()
        .find_map(order_seen)
        .or_else(|| {
            evidence
                .missing
                .iter()
                .find_map(|(code, detail)| not_collected(code, detail, &evidence.target))
        })
        .or_else(|| walks.iter().find_map(died))
        .or_else(|| walks.iter().find_map(blocked))
}

/// What keeps the start page from being walked, as a code with its detail.
///
/// A page that turns away a program (401, 403, 429, 503) is left to the browser,
/// which may be let in, and knows a wall when it sees one.
pub fn start_problem(start: &Page) -> Option<(&'static str, String)> {
    if let Some(problem) = &start.problem
        && start.status.is_none()
    {
        // robots.txt speaks to crawls; a shopper's visit is none.
        if problem.starts_with("robots:") {
            return None;
        }
        return Some(match problem.starts_with("stopped:") {
            true => (INTERRUPTED, "Ctrl-C".to_owned()),
            false => (UNREACHABLE, problem.clone()),
        });
    }
    match start.status {
        Some(401 | 403 | 429 | 503) => None,
        Some(status @ 400..) => Some((HOME_MISSING, format!("status {status}"))),
        Some(_) | None => None,
    }
}

fn order_seen(walk: &Journey) -> Option<Failure> {
    let sign = walk.guard.order_signs.first()?;
    Some(Failure {
        exit: Exit::OrderSeen,
        message: format!("an order may have been placed on {}: {sign}", walk.device.name()),
        help: "look into the store's orders now and cancel it, then report this as a defect of cartwalk".to_owned(),
    })
}

fn not_collected(code: &str, detail: &str, target: &str) -> Option<Failure> {
    let host = url::Url::parse(target)
        .ok()
        .map(|url| url[url::Position::BeforeHost..url::Position::AfterPort].to_owned());
    let host = host.unwrap_or_else(|| target.to_owned());
    let (message, help) = match code {
        UNREACHABLE => unreachable(detail, &host),
        HOME_MISSING => (
            format!("the store's home page answers with an error: {detail}"),
            "check the address; name the page where the store begins",
        ),
        CRAWL_FAILED => (
            format!("the store could not be crawled: {detail}"),
            "check the crawl's settings with --print-config",
        ),
        BROWSER_MISSING => (
            format!("no browser could be started: {detail}"),
            "install Chromium, or name one with --chrome PATH; `cartwalk doctor` checks it",
        ),
        INTERRUPTED => (
            "it was interrupted; what was collected is kept".to_owned(),
            "run it again to collect the rest",
        ),
        PICTURES_LOST => (
            format!("pictures could not be written: {detail}"),
            "make room on the disk, or name another folder with --output",
        ),
        RECORDING_LOST => (
            format!("a recording that was asked for is missing: {detail}"),
            "leave --trace or --filmstrip out, or make room on the disk",
        ),
        _ => return None,
    };
    Some(Failure::not_measured(message, help))
}

/// The crawl begins its problem with what failed: `dns:`, `refused:`, `tls:`, `timeout:`.
fn unreachable(problem: &str, host: &str) -> (String, &'static str) {
    let (kind, detail) = problem.split_once(':').unwrap_or(("", problem));
    let detail = detail.trim();
    match kind {
        "dns" => (
            format!("the host `{host}` has no address"),
            "check the spelling of the store's address, and this machine's network",
        ),
        "refused" => (
            format!("`{host}` refuses the connection"),
            "start the store, or check its port",
        ),
        "tls" if is_about_certificate(detail) => (
            format!(
                "the certificate of `{host}` is not valid: {}",
                cause(detail)
            ),
            "mend the certificate; shoppers' browsers refuse it too",
        ),
        "tls" => (
            format!(
                "`{host}` does not speak https as it should: {}",
                cause(detail)
            ),
            "check the port and the scheme of the address",
        ),
        "timeout" => (
            format!("`{host}` did not answer in time"),
            "check that the store is up, or raise --page-timeout",
        ),
        _ => (
            format!("`{host}` could not be read: {problem}"),
            "open the address in a browser on this machine to see what it answers",
        ),
    }
}

fn is_about_certificate(detail: &str) -> bool {
    let detail = detail.to_lowercase();
    ["certificate", "issuer", "expired", "not valid for name"]
        .iter()
        .any(|word| detail.contains(word))
}

/// The network's words come as a chain, the cause at its end.
fn cause(detail: &str) -> &str {
    detail.rsplit("): ").next().unwrap_or(detail)
}

fn died(walk: &Journey) -> Option<Failure> {
    let Ended::Died {
        goal,
        reason,
        detail,
    } = &walk.ended
    else {
        return None;
    };
    let help = match reason.as_str() {
        "deadline" => "raise --deadline, or see with `cartwalk walk` what takes so long",
        "unreachable" => "check that the store is up",
        INTERRUPTED => "run it again to collect the rest",
        _ => "run it again; `cartwalk doctor` checks the browser and the machine's memory",
    };
    let message = format!(
        "the journey on {} broke off on the way to {}: {}",
        walk.device.name(),
        goal.name(),
        because(reason, detail)
    );
    Some(Failure::not_measured(message, help))
}

fn blocked(walk: &Journey) -> Option<Failure> {
    let (goal, reason, detail, verb) = match &walk.ended {
        Ended::Stuck {
            goal,
            reason,
            detail,
        } => (goal, reason, detail, "got stuck before"),
        Ended::Refused {
            goal,
            reason,
            detail,
        } => (goal, reason, detail, "was refused before"),
        Ended::Reached { .. } | Ended::Died { .. } => return None,
    };
    if matches!(reason.as_str(), PAUSED | PLANNED) {
        return None;
    }
    let help = match reason.as_str() {
        "account-required" => {
            "offer guest checkout; or name an account with --login (or --allow-signup on a store of your own)"
        }
        "account-not-entered" => {
            "check the user name and password of --login by hand; the store did not let them in"
        }
        "bot-wall" | "empty-page" | "sent-home" => {
            "allow-list this machine's address or the User-Agent in the store's bot protection"
        }
        "password-page" => "open the store, or audit a copy without a password",
        "maintenance" => "run it again when the store is open",
        _ => {
            "`cartwalk walk URL` tells each decision on the way; a page that is no store ends here too"
        }
    };
    Some(Failure {
        exit: Exit::Blocked,
        message: format!(
            "the journey on {} {verb} {}: {}",
            walk.device.name(),
            goal.name(),
            because(reason, detail)
        ),
        help: help.to_owned(),
    })
}

fn because(reason: &str, detail: &str) -> String {
    let detail: String = detail.trim().chars().take(200).collect();
    match detail.as_str() {
        "" => reason.to_owned(),
        detail => format!("{reason} ({detail})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::journey::Goal;
    use crate::rules::testing::Made;

    fn exit_of(ended: Ended, change: impl FnOnce(&mut Evidence)) -> (u8, String) {
        let made = Made::store()
            .step(Goal::Home, |_| {})
            .journey(Device::Mobile, |walk| walk.ended = ended);
        let failure = of(&made.with(change).evidence());
        failure.map_or((0, String::new()), |failure| {
            (failure.exit as u8, failure.message)
        })
    }

    fn reached() -> Ended {
        Ended::Reached { goal: Goal::Review }
    }

    #[test]
    fn each_ending_has_its_exit_code() {
        let (goal, reason, detail) = (Goal::Product, "no-product".to_owned(), String::new());
        assert_eq!(exit_of(reached(), |_| {}).0, 0);
        let died = Ended::Died {
            goal,
            reason: reason.clone(),
            detail: detail.clone(),
        };
        assert_eq!(exit_of(died, |_| {}).0, 3);
        let stuck = Ended::Stuck {
            goal,
            reason: reason.clone(),
            detail: detail.clone(),
        };
        assert_eq!(exit_of(stuck, |_| {}).0, 4);
        let refused = Ended::Refused {
            goal,
            reason,
            detail,
        };
        assert_eq!(exit_of(refused, |_| {}).0, 4);
    }

    #[test]
    fn a_sign_of_an_order_outweighs_everything() {
        let seen = exit_of(reached(), |evidence| {
            evidence
                .missing
                .push((BROWSER_MISSING.into(), "none".into()));
            evidence.journeys[0]
                .guard
                .order_signs
                .push("Thank you for your order".into());
        });
        assert_eq!(seen.0, 5);
        assert!(seen.1.contains("Thank you"));
    }

    #[test]
    fn an_unreachable_store_is_told_by_what_failed() {
        for (problem, said) in [
            ("dns: no such host", "has no address"),
            ("refused: connection refused", "refuses the connection"),
            (
                "tls: x (y): invalid peer certificate: Expired",
                "is not valid: invalid peer certificate: Expired",
            ),
            ("tls: x (y): corrupt message", "does not speak https"),
            ("timeout: 20 s", "did not answer in time"),
            ("something else", "something else"),
        ] {
            let (code, message) = exit_of(reached(), |evidence| {
                evidence.missing.push((UNREACHABLE.into(), problem.into()));
            });
            assert_eq!(code, 3);
            assert!(message.contains(said), "{message}");
        }
    }

    #[test]
    fn a_wall_is_left_to_the_browser_and_a_missing_home_is_not() {
        let mut page = crate::rules::testing::page(crate::model::page::PageKind::Home, "/");
        for (status, stopped) in [
            (200, false),
            (403, false),
            (503, false),
            (404, true),
            (500, true),
        ] {
            page.status = Some(status);
            assert_eq!(start_problem(&page).is_some(), stopped, "{status}");
        }
        page.status = None;
        page.problem = Some("dns: no".into());
        assert_eq!(start_problem(&page).unwrap().0, UNREACHABLE);
        page.problem = Some("robots: not allowed".into());
        assert_eq!(start_problem(&page), None);
        page.problem = Some("stopped: while waiting".into());
        assert_eq!(start_problem(&page).unwrap().0, INTERRUPTED);
    }
}
