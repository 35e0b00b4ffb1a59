//! A report made by hand for tests: one walk, one finding, and a store that
//! tries to break out wherever it can write.

use crate::model::device::Device;
use crate::model::evidence::{DeviceThrottle, Evidence};
use crate::model::journey::{ActionTaken, Ended, Goal};
use crate::model::page::PageKind;
use crate::model::plan::Language;
use crate::model::report::Report;
use crate::model::verdict::{Finding, Place, Verdict};
use crate::report::assemble;
use crate::rulebook::Rulebook;
use crate::rules::testing::{Made, field};
use crate::rules::{Outcome, judge};
use crate::score::grade;

/// What a hostile store writes into every text.
pub const HOSTILE: &str = "日本の商品名がとても長い場合\x1b[2J\u{202e}gpj.exe\x07<b>\u{9b}31m\r\nTotal: 100 \u{200b}Score";

/// The evidence.
pub fn evidence() -> Evidence {
    Made::store()
        .page(PageKind::Product, "/p/1", |facts| {
            facts.title = HOSTILE.to_owned();
            facts.generator = Some(HOSTILE.to_owned());
        })
        .step(Goal::Home, |step| {
            step.action = ActionTaken {
                verb: "open".into(),
                target: "https://shop.example/".into(),
                selector: None,
            };
        })
        .step(Goal::Cart, |step| {
            step.action = ActionTaken {
                verb: "press".into(),
                target: HOSTILE.into(),
                selector: None,
            };
            step.bytes = 1_234_567;
            step.clock.usable_ms = Some(1_234.5);
        })
        .step(Goal::Address, |step| {
            step.look.fields.push(field("email", HOSTILE));
            step.effort.fields_shown = 10;
            step.effort.fields_required = 8;
            step.effort.keystrokes = 151;
        })
        .journey(Device::Mobile, |walk| {
            walk.ended = Ended::Stuck {
                goal: Goal::Payment,
                reason: HOSTILE.into(),
                detail: HOSTILE.into(),
            };
        })
        .with(|evidence| {
            evidence.target = format!("https://shop.example/{HOSTILE}");
            evidence
                .missing
                .push(("browser-missing".into(), HOSTILE.into()));
            evidence.conditions.throttles = evidence
                .journeys
                .iter()
                .map(|walk| DeviceThrottle {
                    device: walk.device,
                    preset: walk.throttle.clone(),
                    values: walk.throttle_values,
                })
                .collect();
        })
        .evidence()
}

/// Its report, with a finding laid in at the first rule.
pub fn report(language: Language) -> Report {
    let evidence = evidence();
    let book = Rulebook::embedded();
    let mut outcomes: Vec<Outcome> = judge(&evidence, book);
    let first = outcomes.first_mut().expect("there are rules");
    let place = Place {
        device: Some(Device::Mobile),
        step: Some(2),
        url: format!("https://shop.example/{}", "very-long-path".repeat(12)),
        selector: Some(HOSTILE.to_owned()),
    };
    first.verdict = Verdict::Fail;
    first.findings = vec![Finding::says("no-such-message", place).with("title", HOSTILE)];
    let score = grade(&outcomes, book, language);
    assemble(&evidence, &outcomes, &score, book, language)
}
