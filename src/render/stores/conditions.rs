//! Under which conditions each store was measured, and what of them was not alike.

use super::{Cell, Part, Row, Store};
use crate::model::device::Device;
use crate::model::report::Report;
use crate::render::html::text::{cut, each, join, same, say, word, word_or};
use crate::rulebook::texts::Both;

/// A condition: its code, whether figures depend on it, and how it reads of a report.
type Condition = (&'static str, bool, fn(&Report) -> Both);

const CONDITIONS: [Condition; 7] = [
    ("taken", false, |report| {
        crate::render::html::date(&report.run.started_at)
    }),
    ("version", true, |report| same(&report.tool.version)),
    ("rules", true, |report| {
        same(format!(
            "{} {}",
            report.run.ruleset.name, report.run.rulebook
        ))
    }),
    ("browser", true, |report| {
        same(cut(&report.run.conditions.browser, 40))
    }),
    ("machine", true, |report| {
        let conditions = &report.run.conditions;
        let cores = say(
            "stores.cores",
            &[("count", same(conditions.cores.to_string()))],
        );
        join(&[same(&conditions.platform), cores])
    }),
    ("consent", true, |report| {
        word_or("html.consent", &report.run.conditions.consent)
    }),
    ("network", true, network),
];

fn network(report: &Report) -> Both {
    let throttles = report.run.conditions.throttles.iter();
    let told: Vec<Both> = throttles
        .map(|throttle| {
            let device = word(&format!("device.{}", throttle.device.name()));
            say(
                "throttle",
                &[
                    ("device", device),
                    ("preset", word_or("preset", &throttle.preset)),
                ],
            )
        })
        .collect();
    match told.is_empty() {
        true => same("–"),
        false => join(&told),
    }
}

/// The part of the benchmark, and one sentence for each condition that was not alike.
pub(super) fn conditions(stores: &[Store<'_>]) -> (Part, Vec<Both>) {
    let mut caveats = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for (code, counts, read) in CONDITIONS {
        let texts: Vec<Both> = stores.iter().map(|store| read(store.report)).collect();
        let label = word(&format!("stores.{code}"));
        if counts && texts.iter().any(|text| *text != texts[0]) {
            caveats.push(say("stores.differ", &[("what", label.clone())]));
        }
        rows.push(Row {
            code: code.to_owned(),
            device: None,
            label,
            cells: texts.into_iter().map(Cell::text).collect(),
        });
    }
    for store in stores {
        let reached = store
            .report
            .journeys
            .iter()
            .any(|walk| walk.ended.kind == "reached");
        if !reached {
            caveats.push(say("stores.unreached", &[("store", same(&store.name))]));
        }
    }
    let missing = |device: Device| {
        let without = stores
            .iter()
            .filter(|store| crate::compare::align::walk_on(store.report, device).is_none());
        let names: Vec<Both> = without.map(|store| same(&store.name)).collect();
        (!names.is_empty() && names.len() < stores.len()).then(|| {
            let device = each(|language| {
                crate::report::phrases::say(language, &format!("device.{}", device.name()), &[])
            });
            say(
                "stores.no-walk",
                &[("store", join(&names)), ("device", device)],
            )
        })
    };
    caveats.extend(
        [Device::Mobile, Device::Desktop]
            .into_iter()
            .filter_map(missing),
    );
    let part = Part {
        id: "stores-conditions",
        rows,
    };
    (part, caveats)
}
