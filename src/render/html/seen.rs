//! What the parts of the page look up again and again: the findings of a step,
//! where an element stands on its screenshot, the words of a screen.

use super::text::{both, cut, each, same, say, word, word_or};
use super::{Handover, Medium};
use crate::model::device::Device;
use crate::model::journey::{ActionTaken, Goal, Journey, Step};
use crate::model::look::{Look, Rect};
use crate::model::page::PageKind;
use crate::model::plan::Language;
use crate::model::report::{FindingReport, JourneyReport, OutcomeReport, StepReport};
use crate::render::clean::plain;
use crate::render::figures;
use crate::render::table::borrowed;
use crate::report::journeys::goal_word;
use crate::report::phrases;
use crate::rulebook::texts::{Both, RuleTexts};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};

/// The report with its indexes.
pub struct Seen<'a> {
    /// What the page is made of.
    pub handover: &'a Handover<'a>,
    /// Everything that was found, by device and step.
    at_step: BTreeMap<(Device, u32), Vec<Told<'a>>>,
    anchors: HashMap<*const FindingReport, String>,
    boxes: BTreeMap<(Device, u32), HashMap<&'a str, Rect>>,
}

/// One finding in both languages, with its rule.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Its rule in English.
    pub rule: &'a OutcomeReport,
    /// The finding in English.
    pub en: &'a FindingReport,
    /// And in Japanese.
    pub ja: &'a FindingReport,
}

impl Told<'_> {
    /// What was found.
    pub fn message(&self) -> Both {
        both(&self.en.message, &self.ja.message)
    }

    /// What to do.
    pub fn fix(&self) -> Both {
        both(&self.en.fix, &self.ja.fix)
    }
}

impl<'a> Seen<'a> {
    /// A table under its name, which scrolls sideways where the page is narrower; the keyboard reaches it.
    pub fn sideways(&self, name: &str, table: Markup) -> Markup {
        let both = word(name);
        html! {
            div.scroll tabindex="0" role="group" aria-label=(self.words(name)) data-en=(both.en) data-ja=(both.ja) { (table) }
        }
    }

    /// Looks everything up once.
    pub fn of(handover: &'a Handover<'a>) -> Seen<'a> {
        let mut seen = Seen {
            handover,
            at_step: BTreeMap::new(),
            anchors: HashMap::new(),
            boxes: BTreeMap::new(),
        };
        for walk in &handover.evidence.journeys {
            for step in &walk.steps {
                let boxes = boxes(&step.look);
                seen.boxes.insert((walk.device, step.index), boxes);
            }
        }
        for (rule, told) in seen.outcomes().map(|(en, ja)| (en, pairs(en, ja))) {
            let mut used: HashMap<&str, u32> = HashMap::new();
            for told in told {
                let count = used.entry(&told.en.fingerprint).or_default();
                *count += 1;
                let anchor = match *count {
                    1 => format!("{}-{}", rule.rule, told.en.fingerprint),
                    more => format!("{}-{}-{more}", rule.rule, told.en.fingerprint),
                };
                seen.anchors.insert(std::ptr::from_ref(told.en), anchor);
                let place = &told.en.place;
                if let (Some(device), Some(step)) = (place.device, place.step) {
                    seen.at_step.entry((device, step)).or_default().push(told);
                }
            }
        }
        seen
    }

    /// A phrase in the language that is shown first, for attributes; the other
    /// language stands beside it as data.
    pub fn words(&self, key: &str) -> String {
        word(key).get(self.handover.language).to_owned()
    }

    /// Whether it is printed.
    pub fn paper(&self) -> bool {
        self.handover.medium == Medium::Paper
    }

    /// Every rule's outcome in both languages.
    pub fn outcomes(
        &self,
    ) -> impl Iterator<Item = (&'a OutcomeReport, &'a OutcomeReport)> + use<'a> {
        self.handover
            .en
            .outcomes
            .iter()
            .zip(&self.handover.ja.outcomes)
    }

    /// One rule's outcome in both languages.
    pub fn outcome(&self, rule: &str) -> Option<(&'a OutcomeReport, &'a OutcomeReport)> {
        self.outcomes().find(|(en, _)| en.rule == rule)
    }

    /// The findings on one screen.
    pub fn at(&self, device: Device, step: u32) -> &[Told<'a>] {
        self.at_step.get(&(device, step)).map_or(&[], Vec::as_slice)
    }

    /// The name by which a ticket links to a finding.
    pub fn anchor(&self, finding: &FindingReport) -> &str {
        self.anchors
            .get(&std::ptr::from_ref(finding))
            .map_or("", String::as_str)
    }

    /// Where an element stands on the screenshot of a step, in CSS pixels; `None`
    /// where it is not in the picture.
    pub fn box_of(&self, device: Device, step: u32, selector: &str) -> Option<Rect> {
        let rect = *self.boxes.get(&(device, step))?.get(selector)?;
        let (width, height) = self.step(device, step)?.look.viewport;
        let shown = Rect {
            x: rect.x.max(0.0),
            y: rect.y.max(0.0),
            w: (rect.x + rect.w).min(width) - rect.x.max(0.0),
            h: (rect.y + rect.h).min(height) - rect.y.max(0.0),
        };
        (shown.w >= 4.0 && shown.h >= 4.0).then_some(shown)
    }

    /// A step as it was collected.
    pub fn step(&self, device: Device, index: u32) -> Option<&'a Step> {
        let steps = &self.walk(device)?.steps;
        steps.iter().find(|step| step.index == index)
    }

    /// A walk as it was collected.
    pub fn walk(&self, device: Device) -> Option<&'a Journey> {
        let walks = &self.handover.evidence.journeys;
        walks.iter().find(|walk| walk.device == device)
    }

    /// A step as it was reported.
    pub fn reported(&self, device: Device, index: u32) -> Option<&'a StepReport> {
        let walks = &self.handover.en.journeys;
        let walk = walks.iter().find(|walk| walk.device == device)?;
        walk.steps.iter().find(|step| step.index == index)
    }

    /// The texts of a rule in both languages.
    pub fn texts(&self, rule: &str) -> Option<(&'a RuleTexts, &'a RuleTexts)> {
        let entry = self.handover.book.rule(rule)?;
        Some((&entry.en, &entry.ja))
    }

    /// The name of a screen.
    pub fn goal(&self, goal: Goal) -> Both {
        each(|language| goal_word(goal, self.handover.book, language).to_owned())
    }

    /// The name of a kind of page.
    pub fn kind(&self, kind: PageKind) -> Both {
        let name = serde_json::to_value(kind).unwrap_or_default();
        let name = name.as_str().unwrap_or_default();
        match self.handover.book.words.get(&format!("page.{name}")) {
            Some(both) => both.clone(),
            None => same(name),
        }
    }
}

/// The findings of a rule in both languages.
pub fn pairs<'a>(en: &'a OutcomeReport, ja: &'a OutcomeReport) -> Vec<Told<'a>> {
    let findings = en.findings.iter().zip(&ja.findings);
    findings
        .map(|(e, j)| Told {
            rule: en,
            en: e,
            ja: j,
        })
        .collect()
}

/// The name of a device.
pub fn device(device: Device) -> Both {
    word(&format!("device.{}", device.name()))
}

/// A device at the head of a part.
pub fn on_device(device: Device) -> Both {
    word(&format!("html.device.{}", device.name()))
}

/// How often a walk was repeated and what its waits spread over, in the sentence of a key;
/// `None` for a single walk.
pub fn runs_line(key: &str, walk: &JourneyReport) -> Option<Both> {
    let [en, ja] = [Language::En, Language::Ja].map(|language| {
        let values = figures::runs(walk, language)?;
        Some(phrases::say(language, key, &borrowed(&values)))
    });
    Some(both(&en?, &ja?))
}

/// The address of a step's details on the page.
pub fn step_anchor(device: Device, index: u32) -> String {
    format!("{}-step-{}", device.name(), index + 1)
}

/// What was done to reach a step.
pub fn deed(action: &ActionTaken) -> Both {
    let target = cut(&super::text::path_of(&action.target), 80);
    if action.verb == "open" && target == "/" {
        return word("verb.open-home");
    }
    each(|language: Language| {
        phrases::find(
            language,
            &format!("verb.{}", action.verb),
            &[("target", &target)],
        )
        .unwrap_or_else(|| plain(&format!("{} {target}", action.verb)))
    })
}

/// A verdict in words.
pub fn verdict(name: &str) -> Both {
    word_or("html.verdict", name)
}

/// Where a finding is: device and step, or nothing.
pub fn place_words(seen: &Seen<'_>, finding: &FindingReport) -> Option<Both> {
    let on = finding.place.device?;
    let Some(step) = finding.place.step else {
        return Some(device(on));
    };
    let goal = seen.reported(on, step).map(|step| seen.goal(step.goal));
    let number = same((step + 1).to_string());
    Some(match goal {
        Some(goal) => say(
            "html.place",
            &[("device", device(on)), ("step", number), ("goal", goal)],
        ),
        None => say("finding.step", &[("device", device(on)), ("step", number)]),
    })
}

/// The boxes of everything on a screen that has a selector.
pub fn boxes(look: &Look) -> HashMap<&str, Rect> {
    let mut boxes = HashMap::new();
    let layers = look.layers.iter().map(|it| (&it.selector, it.rect));
    let images = look.images.iter().map(|it| (&it.selector, it.rect));
    let messages = look.messages.iter().map(|it| (&it.selector, it.rect));
    let controls = look.controls.iter().filter(|it| it.visible);
    let controls = controls.map(|it| (&it.selector, it.rect));
    let fields = look.fields.iter().filter(|it| it.visible);
    let fields = fields.map(|it| (&it.selector, it.rect));
    // What is pressed or filled wins over what it lies in.
    let all = layers
        .chain(images)
        .chain(messages)
        .chain(controls)
        .chain(fields);
    for (selector, rect) in all.filter(|(selector, _)| !selector.is_empty()) {
        boxes.insert(selector.as_str(), rect);
    }
    boxes
}
