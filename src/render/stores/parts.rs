//! The rows of a benchmark: time to buy, checkout, scores, trust, prices.

use super::{Cell, Good, Part, Row, Store, marked};
use crate::model::device::Device;
use crate::model::journey::Goal;
use crate::model::report::{JourneyReport, OutcomeReport, Report, StepReport, Totals};
use crate::render::clean::plain;
use crate::render::figures::{percent, points};
use crate::render::html::text::{cut, each, same, say, time, word, word_or};
use crate::report::journeys::goal_word;
use crate::rulebook::Rulebook;
use crate::rulebook::texts::Both;
use crate::rules::facts::money;

/// Groups whose rules a shopper's trust rests on.
const TRUST: [&str; 3] = ["trust", "service", "security"];

/// A count of a walk with its code.
type Count = (&'static str, fn(&Totals) -> u32);

/// A text that a walk met with its code.
type Shown = (&'static str, fn(&JourneyReport) -> Option<&str>);

const DEVICES: [Device; 2] = [Device::Mobile, Device::Desktop];

/// Everything but the conditions.
pub(super) fn parts(stores: &[Store<'_>], book: &Rulebook) -> Vec<Part> {
    let part = |id, rows| Part { id, rows };
    vec![
        part("stores-time", time_to_buy(stores, book)),
        part("stores-checkout", checkout(stores)),
        part("stores-score", scores(stores, book)),
        part("stores-trust", trust(stores, book)),
        part("stores-prices", prices(stores)),
    ]
}

fn walk(report: &Report, device: Device) -> Option<&JourneyReport> {
    crate::compare::align::walk_on(report, device)
}

/// A row for each device that one of the stores was walked on.
fn per_device(
    stores: &[Store<'_>],
    code: &str,
    cell: impl Fn(&Report, &JourneyReport) -> Cell,
) -> Vec<Row> {
    let walked = |device: &Device| {
        stores
            .iter()
            .any(|store| walk(store.report, *device).is_some())
    };
    let row = |device: Device| Row {
        code: code.to_owned(),
        device: Some(device),
        label: word(&format!("stores.{code}")),
        cells: stores
            .iter()
            .map(|store| match walk(store.report, device) {
                Some(journey) => cell(store.report, journey),
                None => Cell::text(same("–")),
            })
            .collect(),
    };
    DEVICES.into_iter().filter(walked).map(row).collect()
}

fn time_to_buy(stores: &[Store<'_>], book: &Rulebook) -> Vec<Row> {
    let mut rows = per_device(stores, "ended", |_, walk| ended(walk, book));
    for (code, read) in [
        (
            "typed",
            (|one| one.typed_ms) as fn(&crate::model::report::DeviceTime) -> f64,
        ),
        ("autofill", |one| one.autofill_ms),
        ("waits", |one| one.wait_ms),
    ] {
        let of = per_device(stores, code, |report, walk| {
            let devices = &report.time_to_buy.devices;
            let found = devices.iter().find(|one| one.device == walk.device);
            Cell::figure(found.map(read), time)
        });
        rows.extend(of.into_iter().map(|row| marked(row, Good::Low)));
    }
    rows
}

fn ended(walk: &JourneyReport, book: &Rulebook) -> Cell {
    if walk.ended.kind == "reached" {
        return Cell::text(word("stores.reached"));
    }
    let goal = each(|language| goal_word(walk.ended.goal, book, language).to_owned());
    Cell::text(say("stores.stopped", &[("goal", goal)]))
}

/// Sums of a walk that stopped half way would look like those of a short checkout.
fn checkout(stores: &[Store<'_>]) -> Vec<Row> {
    let counts: [Count; 7] = [
        ("screens", |totals| totals.steps),
        ("fields", |totals| totals.fields_shown),
        ("required", |totals| totals.fields_required),
        ("others", |totals| totals.other_elements),
        ("keystrokes", |totals| totals.keystrokes),
        ("taps", |totals| totals.taps),
        ("requests", |totals| totals.requests),
    ];
    let mut rows = Vec::new();
    for (code, read) in counts {
        let of = per_device(stores, code, |_, walk| {
            let reached = walk.ended.kind == "reached";
            let value = reached.then(|| f64::from(read(&walk.totals)));
            Cell::figure(value, |value| same(format!("{value:.0}")))
        });
        rows.extend(of.into_iter().map(|row| marked(row, Good::Low)));
    }
    rows
}

fn scores(stores: &[Store<'_>], book: &Rulebook) -> Vec<Row> {
    let write = |score: f64| same(points(score));
    let row = |code: &str, label: Both, read: &dyn Fn(&Report) -> Option<f64>| {
        let cells = stores
            .iter()
            .map(|store| Cell::figure(read(store.report), write));
        let row = Row {
            code: code.to_owned(),
            device: None,
            label,
            cells: cells.collect(),
        };
        marked(row, Good::High)
    };
    let mut rows = vec![row("total", word("compare.total-score"), &|report| {
        report.score.total
    })];
    rows.push(Row {
        code: "coverage".to_owned(),
        device: None,
        label: word("stores.coverage"),
        cells: stores
            .iter()
            .map(|store| {
                Cell::figure(Some(store.report.score.coverage_pct), |pct| {
                    same(percent(pct))
                })
            })
            .collect(),
    });
    let mut ids: Vec<&str> = Vec::new();
    for group in stores.iter().flat_map(|store| &store.report.score.groups) {
        if !ids.contains(&group.id.as_str()) {
            ids.push(&group.id);
        }
    }
    for id in ids {
        let of = |report: &Report| {
            let group = report.score.groups.iter().find(|group| group.id == id)?;
            group.score
        };
        let known = book.groups.get(id).map(|group| group.title.clone());
        let one = row(id, known.unwrap_or_else(|| same(id)), &of);
        if one.cells.iter().any(|cell| cell.value.is_some()) {
            rows.push(one);
        }
    }
    rows
}

/// One row a rule that applies to one of the stores at least.
fn trust(stores: &[Store<'_>], book: &Rulebook) -> Vec<Row> {
    let mut rules: Vec<&OutcomeReport> = Vec::new();
    for outcome in stores.iter().flat_map(|store| &store.report.outcomes) {
        let known = rules.iter().any(|rule| rule.rule == outcome.rule);
        if TRUST.contains(&outcome.group.as_str()) && !known {
            rules.push(outcome);
        }
    }
    let row = |rule: &OutcomeReport| {
        let title = book.rule(&rule.rule).map(|entry| Both {
            en: entry.en.title.clone(),
            ja: entry.ja.title.clone(),
        });
        let cell = |store: &Store<'_>| {
            let found = store
                .report
                .outcomes
                .iter()
                .find(|one| one.rule == rule.rule);
            found.map_or_else(|| Cell::text(same("–")), verdict)
        };
        let row = Row {
            code: rule.rule.clone(),
            device: None,
            label: title.unwrap_or_else(|| same(&rule.title)),
            cells: stores.iter().map(cell).collect(),
        };
        marked(row, Good::High)
    };
    let applies = |row: &Row| {
        let told = row.cells.iter().filter_map(|cell| cell.verdict.as_deref());
        told.into_iter().any(|verdict| verdict != "not-applicable")
    };
    rules.into_iter().map(row).filter(applies).collect()
}

fn verdict(outcome: &OutcomeReport) -> Cell {
    Cell {
        text: word_or("html.verdict", &outcome.verdict),
        value: outcome.grade,
        verdict: Some(plain(&outcome.verdict)),
        best: false,
    }
}

/// Prices as the stores wrote them; other products cost otherwise, so none is the best.
fn prices(stores: &[Store<'_>]) -> Vec<Row> {
    let reads: [Shown; 4] = [
        ("price-product", product),
        ("price-cart", |walk| total(step(walk, Goal::Cart)?)),
        ("price-delivery", |walk| {
            let seen = walk
                .steps
                .iter()
                .rev()
                .find_map(|step| money::delivery(&step.prices));
            seen.map(|price| price.text.as_str())
        }),
        ("price-last", |walk| total(walk.steps.last()?)),
    ];
    let mut rows = Vec::new();
    for (code, read) in reads {
        rows.extend(per_device(stores, code, |_, walk| {
            let reached = code != "price-last" || walk.ended.kind == "reached";
            match read(walk).filter(|_| reached) {
                Some(text) => Cell::text(same(cut(text, 24))),
                None => Cell::text(word("stores.not-seen")),
            }
        }));
    }
    rows
}

fn step(walk: &JourneyReport, goal: Goal) -> Option<&StepReport> {
    walk.steps.iter().find(|step| step.goal == goal)
}

fn total(step: &StepReport) -> Option<&str> {
    money::total(&step.prices).map(|price| price.text.as_str())
}

fn product(walk: &JourneyReport) -> Option<&str> {
    let first = walk.steps.first().map_or(&[][..], |step| &step.prices);
    let cart = step(walk, Goal::Cart).map_or(&[][..], |step| &step.prices);
    let page = &step(walk, Goal::Product)?.prices;
    money::product(page, first, cart).map(|price| price.text.as_str())
}
