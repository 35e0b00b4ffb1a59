//! Collects the facts that changed, each with its sentence.

use crate::compare::facts::device_word;
use crate::model::comparison::{Change, FactChange, StepName};
use crate::model::device::Device;
use crate::model::page::PriceText;
use crate::model::plan::Language;
use crate::render::figures;
use crate::report::journeys::goal_word;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;

/// The facts so far, and where the next one is.
#[derive(Debug)]
pub struct Tell {
    /// The device.
    pub device: Option<Device>,
    /// The screen.
    pub step: Option<StepName>,
    /// The facts.
    pub facts: Vec<FactChange>,
    language: Language,
}

impl Tell {
    /// Nothing yet.
    pub fn new(language: Language) -> Tell {
        Tell {
            device: None,
            step: None,
            facts: Vec::new(),
            language,
        }
    }

    /// A number of which less is better, if it changed.
    pub fn number(&mut self, fact: &str, base: f64, head: f64) {
        if base == head {
            return;
        }
        let change = if head > base {
            Change::Worse
        } else {
            Change::Better
        };
        let figure = |value: f64| match fact {
            "bytes" => figures::bytes(value.max(0.0) as u64),
            _ => format!("{value:.0}"),
        };
        let values = [("base", figure(base)), ("head", figure(head))];
        self.push(change, fact, "", Some((base, head)), &values);
    }

    /// An amount of money.
    pub fn amount(&mut self, fact: &str, base: &PriceText, head: &PriceText) {
        let change = if head.amount > base.amount {
            Change::Worse
        } else {
            Change::Better
        };
        let values = [("base", base.text.clone()), ("head", head.text.clone())];
        self.push(change, fact, "", Some((base.amount, head.amount)), &values);
    }

    /// Something named by its own word.
    pub fn word(&mut self, change: Change, fact: &str, subject: &str) {
        self.item(change, fact, subject, subject);
    }

    /// Something with a stable name and a word for people.
    pub fn item(&mut self, change: Change, fact: &str, subject: &str, word: &str) {
        self.push(change, fact, subject, None, &[("what", word.to_owned())]);
    }

    fn push(
        &mut self,
        change: Change,
        fact: &str,
        subject: &str,
        numbers: Option<(f64, f64)>,
        values: &[(&str, String)],
    ) {
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let sentence = say(self.language, &format!("fact.{fact}"), &values);
        let place = self.place();
        let message = match place.as_str() {
            "" => sentence,
            place => say(
                self.language,
                "compare.at",
                &[("place", place), ("what", &sentence)],
            ),
        };
        self.facts.push(FactChange {
            change,
            fact: fact.to_owned(),
            device: self.device,
            step: self.step.clone(),
            subject: subject.to_owned(),
            base: numbers.map(|(base, _)| base),
            head: numbers.map(|(_, head)| head),
            message,
        });
    }

    fn place(&self) -> String {
        place(self.device, self.step.as_ref(), self.language)
    }
}

/// The words for where a fact is; nothing for what concerns the whole store.
fn place(device: Option<Device>, step: Option<&StepName>, language: Language) -> String {
    let device = device.map(|device| device_word(device, language));
    let step = step.map(|step| step_word(step, language));
    let parts: Vec<String> = [device, step].into_iter().flatten().collect();
    parts.join(&say(language, "list-separator", &[]))
}

/// What a fact says without where it is, for a list below the name of that place.
pub fn without_place(fact: &FactChange, language: Language) -> &str {
    let place = place(fact.device, fact.step.as_ref(), language);
    let before = say(language, "compare.at", &[("place", &place), ("what", "")]);
    fact.message.strip_prefix(&before).unwrap_or(&fact.message)
}

/// A screen's name, numbered from the second of its kind on.
pub fn step_word(step: &StepName, language: Language) -> String {
    let word = goal_word(step.goal, Rulebook::embedded(), language);
    match step.number {
        1 => word.to_owned(),
        number => format!("{word} {number}"),
    }
}
