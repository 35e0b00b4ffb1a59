//! Whether a report can be compared at all: a number that is none, a clock that
//! goes backwards or a run that never was would make a silent pass.

use crate::model::report::{Measure, Report};
use psl::domain_str;
use std::net::IpAddr;
use url::Url;

/// Checks one report; the name says which it is (`the baseline`, …).
///
/// # Errors
/// What is wrong and what to do, as `message\nhelp: …`.
pub fn check(report: &Report, name: &str) -> Result<(), String> {
    let again = "help: take it again with `cartwalk audit`, or name another report";
    if parse(&report.run.started_at).is_none() {
        let when = &report.run.started_at;
        return Err(format!(
            "{name} was taken at `{when}`, which is no time\n{again}"
        ));
    }
    if report.journeys.is_empty() && report.site.pages.is_empty() {
        return Err(format!(
            "{name} holds no run: neither a page nor a walk\n{again}"
        ));
    }
    let total = report.score.total;
    let groups = report.score.groups.iter().filter_map(|group| group.score);
    if groups
        .chain(total)
        .any(|score| !(0.0..=100.0).contains(&score))
    {
        return Err(format!("{name} holds a score outside 0 to 100\n{again}"));
    }
    for walk in &report.journeys {
        let device = walk.device.name();
        if !walk.measures.is_empty() && walk.runs.measured == 0 {
            return Err(format!(
                "{name} holds figures of zero runs on {device}\n{again}"
            ));
        }
        if walk.ended.kind == "reached" && walk.steps.is_empty() {
            return Err(format!(
                "{name} holds a walk on {device} that reached its end without a step\n{again}"
            ));
        }
        let totals = &walk.totals;
        let sums = [
            totals.wait_ms,
            totals.effort_ms,
            totals.time_to_buy_ms,
            totals.effort_autofill_ms,
        ];
        if sums.iter().any(|sum| !is_time(*sum)) {
            return Err(format!(
                "{name} holds a sum of times below zero on {device}: a clock went backwards\n{again}"
            ));
        }
        for step in &walk.steps {
            let clock = [
                step.clock.response_ms,
                step.clock.feedback_ms,
                step.clock.usable_ms,
            ];
            let vitals = &step.vitals;
            let vitals = [
                vitals.lcp_ms,
                vitals.fcp_ms,
                vitals.cls,
                vitals.inp_ms,
                vitals.ttfb_ms,
                vitals.tbt_ms,
            ];
            if clock
                .iter()
                .chain(&vitals)
                .flatten()
                .any(|value| !is_time(*value))
            {
                return Err(format!(
                    "{name} holds a time below zero on {device}, step {}: a clock went backwards\n{again}",
                    step.index + 1
                ));
            }
            if let Some(measure) = step.measures.iter().find(|one| !holds_together(one)) {
                return Err(format!(
                    "{name} holds a figure that does not hold together on {device}, step {}: `{}`\n{again}",
                    step.index + 1,
                    measure.metric
                ));
            }
        }
        if let Some(measure) = walk.measures.iter().find(|one| !holds_together(one)) {
            return Err(format!(
                "{name} holds a figure that does not hold together on {device}: `{}`\n{again}",
                measure.metric
            ));
        }
    }
    Ok(())
}

fn is_time(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}

fn holds_together(measure: &Measure) -> bool {
    let figures = [measure.median, measure.min, measure.max, measure.spread];
    measure.n as usize == measure.values.len()
        && measure.n > 0
        && figures
            .iter()
            .chain(&measure.values)
            .all(|value| is_time(*value))
        && (measure.min..=measure.max).contains(&measure.median)
}

/// Checks that two reports belong together.
///
/// # Errors
/// They are of different stores, or stand in the wrong order.
pub fn check_pair(base: &Report, head: &Report, same_store: bool) -> Result<(), String> {
    let (one, other) = (&base.target.url, &head.target.url);
    if !same_store && !are_one_store(one, other) {
        return Err(format!(
            "the baseline is of {one} and the report of {other}\nhelp: compare reports of one store; if they are (staging and live), say so with --same-store"
        ));
    }
    let times = (parse(&base.run.started_at), parse(&head.run.started_at));
    if let (Some(before), Some(after)) = times
        && after < before
    {
        return Err(format!(
            "the report ({}) was taken before its baseline ({}): a clock goes backwards, or they are swapped\nhelp: name the older report first, or set the machine's clock right and audit again",
            head.run.started_at, base.run.started_at
        ));
    }
    Ok(())
}

fn parse(time: &str) -> Option<std::time::SystemTime> {
    humantime::parse_rfc3339(time).ok()
}

/// Whether two addresses lead to one store: the same host or registrable domain, whatever the
/// port; or both on a machine of one's own.
fn are_one_store(one: &str, other: &str) -> bool {
    let host = |address: &str| {
        let url = Url::parse(address).ok()?;
        url.host_str().map(str::to_lowercase)
    };
    let (Some(one), Some(other)) = (host(one), host(other)) else {
        return false;
    };
    let own = |host: &str| {
        let bare = host.trim_matches(['[', ']']);
        host == "localhost"
            || host.ends_with(".localhost")
            || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    };
    let domain = |host: &str| {
        let named = host.trim_matches(['[', ']']).parse::<IpAddr>().is_err();
        named.then(|| domain_str(host).map(str::to_owned)).flatten()
    };
    one == other
        || own(&one) && own(&other)
        || domain(&one).is_some_and(|one| Some(one) == domain(&other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;
    use crate::report::made;

    fn broken(change: impl FnOnce(&mut Report)) -> String {
        let mut report = made::report(Language::En);
        change(&mut report);
        check(&report, "the baseline").unwrap_err()
    }

    #[test]
    fn a_report_as_cartwalk_writes_it_is_sound() {
        assert_eq!(check(&made::report(Language::En), "the baseline"), Ok(()));
    }

    #[test]
    fn what_cannot_be_is_told_in_one_sentence_with_help() {
        for (message, said) in [
            (
                broken(|r| r.journeys[0].steps[1].clock.usable_ms = Some(-3.0)),
                "a clock went backwards",
            ),
            (
                broken(|r| r.journeys[0].totals.wait_ms = f64::NAN),
                "a clock went backwards",
            ),
            (
                broken(|r| r.score.total = Some(f64::NAN)),
                "a score outside 0 to 100",
            ),
            (
                broken(|r| r.journeys[0].runs.measured = 0),
                "zero runs on mobile",
            ),
            (
                broken(|r| r.journeys[0].measures[0].n = 7),
                "does not hold together",
            ),
            (
                broken(|r| {
                    r.journeys.clear();
                    r.site.pages.clear();
                }),
                "holds no run",
            ),
            (
                broken(|r| r.run.started_at = "yesterday".into()),
                "`yesterday`, which is no time",
            ),
        ] {
            assert!(
                message.contains(said) && message.contains("\nhelp: "),
                "{message}"
            );
            assert_eq!(message.lines().count(), 2, "{message}");
        }
    }

    #[test]
    fn another_port_or_subdomain_is_the_same_store_and_another_domain_is_not() {
        for (one, other, same) in [
            ("http://127.0.0.1:8101/", "http://localhost:9000/", true),
            (
                "https://shop.example.com/",
                "https://staging.example.com/",
                true,
            ),
            ("https://a.co.uk/", "https://b.co.uk/", false),
            ("https://store.example/", "http://127.0.0.1:1/", false),
            ("nonsense", "nonsense", false),
        ] {
            assert_eq!(are_one_store(one, other), same, "{one} {other}");
        }
    }

    #[test]
    fn a_report_that_is_older_than_its_baseline_is_refused() {
        let (base, mut head) = (made::report(Language::En), made::report(Language::En));
        head.run.started_at = "2020-01-01T00:00:00Z".into();
        assert!(
            check_pair(&base, &head, true)
                .unwrap_err()
                .contains("swapped")
        );
        assert_eq!(check_pair(&base, &base, true), Ok(()));
    }
}
