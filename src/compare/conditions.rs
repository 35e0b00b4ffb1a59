//! What cannot be compared, and what to do about it: numbers that were taken
//! under other conditions say nothing about the store.

use crate::compare::align::walk_on;
use crate::compare::statistics::LEAST_RUNS;
use crate::model::comparison::{NotComparable, Part};
use crate::model::device::Device;
use crate::model::evidence::{Conditions, DeviceThrottle};
use crate::model::plan::Language;
use crate::model::report::{JourneyReport, Report};
use crate::report::doubts::BUSY;
use crate::report::phrases::say;

/// Everything that keeps a part of two reports from being compared.
pub fn not_comparable(base: &Report, head: &Report, language: Language) -> Vec<NotComparable> {
    let mut found = Vec::new();
    let mut note = |parts: &[Part], device, code: &str, was: &str, is: &str| {
        let told = told(language, device, code, was, is);
        for part in parts {
            found.push(NotComparable {
                part: *part,
                device,
                code: code.to_owned(),
                message: told.0.clone(),
                help: told.1.clone(),
            });
        }
    };
    let (was, is) = (&base.run.conditions, &head.run.conditions);
    if base.run.rulebook != head.run.rulebook {
        note(
            &[Part::Findings],
            None,
            "rulebook",
            &base.run.rulebook,
            &head.run.rulebook,
        );
    }
    if let (Some(one), Some(other)) = (&base.target.platform, &head.target.platform)
        && one.name != other.name
    {
        note(&EVERYTHING, None, "shop-software", &one.name, &other.name);
    }
    if base.tool.version != head.tool.version {
        note(
            &EVERYTHING,
            None,
            "tool-version",
            &base.tool.version,
            &head.tool.version,
        );
    }
    if was.consent != is.consent {
        note(&EVERYTHING, None, "consent", &was.consent, &is.consent);
    }
    if was.visit != is.visit {
        let (one, other) = (was.visit.name(), is.visit.name());
        note(&WALKED, None, "visit", one, other);
    }
    for (one, other, code) in [
        (host(was), host(is), "host"),
        (major(&was.browser), major(&is.browser), "browser"),
    ] {
        if one != other {
            note(&[Part::Timings], None, code, &one, &other);
        }
    }
    let (slower, faster) = (
        was.host_speed.min(is.host_speed),
        was.host_speed.max(is.host_speed),
    );
    if slower <= 0.0 || slower < faster * (1.0 - BUSY) {
        let figure = |speed: f64| format!("{speed:.0}");
        note(
            &[Part::Timings],
            None,
            "host-speed",
            &figure(was.host_speed),
            &figure(is.host_speed),
        );
    }
    for device in [Device::Mobile, Device::Desktop] {
        let sides = (walk_on(base, device), walk_on(head, device));
        let throttle = (throttle(was, device), throttle(is, device));
        match sides {
            (None, None) => continue,
            (Some(_), None) => note(&WALKED, Some(device), "not-walked-now", "", ""),
            (None, Some(_)) => note(&WALKED, Some(device), "not-walked-before", "", ""),
            (Some(one), Some(other)) => {
                let fewest = runs(one).min(runs(other));
                if fewest < LEAST_RUNS {
                    let (one, other) = (runs(one).to_string(), runs(other).to_string());
                    note(&[Part::Timings], Some(device), "runs", &one, &other);
                }
            }
        }
        if let (Some(one), Some(other)) = throttle
            && (one.values != other.values || one.preset != other.preset)
        {
            note(
                &[Part::Timings],
                Some(device),
                "throttle",
                &one.preset,
                &other.preset,
            );
        }
    }
    found
}

const EVERYTHING: [Part; 3] = [Part::Findings, Part::Facts, Part::Timings];
const WALKED: [Part; 2] = [Part::Facts, Part::Timings];

/// Whether a part, on a device or as a whole, stands under a caveat.
pub fn bars(caveats: &[NotComparable], part: Part, device: Option<Device>) -> bool {
    caveats
        .iter()
        .any(|one| one.part == part && (one.device.is_none() || one.device == device))
}

/// Measured runs behind a walk's numbers.
pub fn runs(walk: &JourneyReport) -> usize {
    walk.runs.measured as usize
}

fn told(
    language: Language,
    device: Option<Device>,
    code: &str,
    was: &str,
    is: &str,
) -> (String, String) {
    let device = device.map_or_else(String::new, |device| {
        say(language, &format!("device.{}", device.name()), &[])
    });
    let least = LEAST_RUNS.to_string();
    let values = [
        ("device", device.as_str()),
        ("base", was),
        ("head", is),
        ("least", least.as_str()),
    ];
    (
        say(language, &format!("not-comparable.{code}"), &values),
        say(language, &format!("not-comparable.{code}.help"), &values),
    )
}

fn host(conditions: &Conditions) -> String {
    format!("{}, {} cores", conditions.platform, conditions.cores)
}

/// `Chrome/156.0.8078.79` → `Chrome/156`.
fn major(product: &str) -> String {
    product.split('.').next().unwrap_or_default().to_owned()
}

fn throttle(conditions: &Conditions, device: Device) -> Option<&DeviceThrottle> {
    conditions.throttles.iter().find(|one| one.device == device)
}
