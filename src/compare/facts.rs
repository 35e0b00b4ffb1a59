//! What is exactly so or not: path, sums, prices, trust, pages, third parties.
//!
//! Fields have a file of their own. Only bytes have a tolerance, since clocks,
//! session names and cookies change them by a few from visit to visit (*ours*:
//! 1 % and 1 kB).

use crate::compare::align;
use crate::compare::conditions::bars;
use crate::compare::fields;
use crate::compare::tell::Tell;
use crate::model::comparison::{Change, FactChange, NotComparable, Part, StepName};
use crate::model::device::Device;
use crate::model::plan::Language;
use crate::model::report::{JourneyReport, Measure, OutcomeReport, Report, StepReport};
use crate::rules::facts::money;
use std::collections::BTreeSet;
use url::Url;

/// Every fact that changed, the worse ones first.
pub fn facts(
    base: &Report,
    head: &Report,
    caveats: &[NotComparable],
    language: Language,
) -> Vec<FactChange> {
    let mut tell = Tell::new(language);
    for (was, is) in align::walks(base, head) {
        if bars(caveats, Part::Facts, Some(was.device)) {
            continue;
        }
        tell.device = Some(was.device);
        walk(&mut tell, was, is);
    }
    tell.device = None;
    if !bars(caveats, Part::Findings, None) {
        trust(&mut tell, base, head);
    }
    if !bars(caveats, Part::Facts, None) {
        pages(&mut tell, base, head);
    }
    let mut facts = tell.facts;
    facts.sort_by_key(|fact| fact.change);
    facts
}

fn walk(tell: &mut Tell, was: &JourneyReport, is: &JourneyReport) {
    let through = |walk: &JourneyReport| walk.ended.kind == "reached";
    if through(was) != through(is) {
        let change = if through(was) {
            Change::Worse
        } else {
            Change::Better
        };
        tell.word(change, "journey", &is.ended.message);
        // The sums of a walk that stopped half way say nothing.
        return;
    }
    let both = align::steps(was, is);
    sums(tell, was, is);
    for (name, before, now) in &both {
        tell.step = Some(name.clone());
        if name.goal.in_checkout() || name.goal == crate::model::journey::Goal::Cart {
            fields::fields(tell, before, now);
        }
        problem(tell, before, now);
        strangers(tell, before, now);
    }
    tell.step = None;
    total(tell, &both);
}

fn sums(tell: &mut Tell, was: &JourneyReport, is: &JourneyReport) {
    let (base, head) = (&was.totals, &is.totals);
    for (fact, before, now) in [
        ("steps", base.steps, head.steps),
        ("fields", base.fields_shown, head.fields_shown),
        (
            "fields-required",
            base.fields_required,
            head.fields_required,
        ),
        ("other-elements", base.other_elements, head.other_elements),
        ("keystrokes", base.keystrokes, head.keystrokes),
        ("taps", base.taps, head.taps),
        ("choices", base.choices, head.choices),
        ("third-parties", base.third_parties, head.third_parties),
    ] {
        tell.number(fact, f64::from(before), f64::from(now));
    }
    for (fact, metric, before, now) in [
        (
            "requests",
            "requests",
            f64::from(base.requests),
            f64::from(head.requests),
        ),
        ("bytes", "bytes", base.bytes as f64, head.bytes as f64),
    ] {
        let (one, other) = (
            range(&was.measures, metric, before),
            range(&is.measures, metric, now),
        );
        let slack = if fact == "bytes" {
            (before * 0.01).max(1000.0)
        } else {
            0.0
        };
        // Runs of one side differ among themselves; only ranges that stand apart are a change.
        if other.0 > one.1 + slack || other.1 < one.0 - slack {
            tell.number(fact, before, now);
        }
    }
}

/// The least and the greatest of a sum over all runs.
fn range(measures: &[Measure], metric: &str, otherwise: f64) -> (f64, f64) {
    let found = measures.iter().find(|one| one.metric == metric);
    found.map_or((otherwise, otherwise), |one| (one.min, one.max))
}

fn problem(tell: &mut Tell, was: &StepReport, is: &StepReport) {
    if was.problem == is.problem {
        return;
    }
    match (&was.problem, &is.problem) {
        (None, Some(code)) => tell.word(Change::Worse, "problem-new", code),
        (Some(code), None) => tell.word(Change::Better, "problem-gone", code),
        (_, _) => {}
    }
}

fn strangers(tell: &mut Tell, was: &StepReport, is: &StepReport) {
    // A report that does not tell its third parties has none listed and yet requests.
    let (before, now): (BTreeSet<_>, BTreeSet<_>) = (
        was.third_parties.iter().collect(),
        is.third_parties.iter().collect(),
    );
    for domain in now.difference(&before) {
        tell.word(Change::Worse, "third-party-new", domain);
    }
    for domain in before.difference(&now) {
        tell.word(Change::Better, "third-party-gone", domain);
    }
}

/// The total on the last screen that both walks saw and that shows one.
fn total(tell: &mut Tell, both: &[(StepName, &StepReport, &StepReport)]) {
    let shown = both.iter().rev().find_map(|(name, before, now)| {
        let (one, other) = (money::total(&before.prices)?, money::total(&now.prices)?);
        (one.currency == other.currency).then_some((name, one, other))
    });
    let Some((name, one, other)) = shown else {
        return;
    };
    // Less than half a hundredth is how amounts are written, not what they are.
    if (one.amount - other.amount).abs() > 0.005 {
        tell.step = Some(name.clone());
        tell.amount("total", one, other);
        tell.step = None;
    }
}

/// Trust items that were there and are not, or the other way round.
fn trust(tell: &mut Tell, base: &Report, head: &Report) {
    let worth = |outcome: &OutcomeReport| outcome.grade;
    for is in head.outcomes.iter().filter(|one| one.group == "trust") {
        let Some(was) = base.outcomes.iter().find(|one| one.rule == is.rule) else {
            continue;
        };
        match (worth(was), worth(is)) {
            (Some(before), Some(now)) if now < before && before >= 1.0 => {
                tell.item(Change::Worse, "trust-lost", &is.rule, &is.title);
            }
            (Some(before), Some(now)) if now > before && now >= 1.0 => {
                tell.item(Change::Better, "trust-won", &is.rule, &is.title);
            }
            (_, _) => {}
        }
    }
}

/// Pages that both crawls fetched, by their path.
fn pages(tell: &mut Tell, base: &Report, head: &Report) {
    let path = |url: &str| {
        Url::parse(url).map_or_else(
            |_| url.to_owned(),
            |url| url[url::Position::BeforePath..].to_owned(),
        )
    };
    let works = |status: Option<u16>| status.is_some_and(|status| status < 400);
    for is in &head.site.pages {
        let same = |was: &&crate::model::report::PageReport| path(&was.url) == path(&is.url);
        let Some(was) = base.site.pages.iter().find(same) else {
            continue;
        };
        match (works(was.status), works(is.status)) {
            (true, false) => tell.word(Change::Worse, "page-broken", &path(&is.url)),
            (false, true) => tell.word(Change::Better, "page-mended", &path(&is.url)),
            (_, _) => {}
        }
    }
}

/// The device in the words of a report.
pub fn device_word(device: Device, language: Language) -> String {
    crate::report::phrases::say(language, &format!("device.{}", device.name()), &[])
}
