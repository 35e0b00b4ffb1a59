//! Where a finding is, with all that a "where" of a ruleset may ask for.

use crate::model::evidence::Evidence;
use crate::model::journey::{Journey, Step};
use crate::model::page::PageKind;
use crate::model::verdict::Place;
use crate::rulebook::place::Spot;
use crate::rules::view::kind_of;
use std::collections::HashMap;

/// Knows what the addresses and steps of a run are.
#[derive(Debug)]
pub struct Locator<'a> {
    evidence: &'a Evidence,
    kinds: HashMap<&'a str, PageKind>,
}

impl<'a> Locator<'a> {
    /// For one run.
    pub fn new(evidence: &'a Evidence) -> Locator<'a> {
        let mut kinds = HashMap::new();
        for page in evidence.site.iter().flat_map(|site| &site.pages) {
            kinds.insert(page.url.as_str(), page.kind);
            kinds.insert(page.final_url.as_str(), page.kind);
        }
        Locator { evidence, kinds }
    }

    /// All that is known of a finding's place.
    pub fn spot<'p>(&self, place: &'p Place) -> Spot<'p> {
        let step = place.device.zip(place.step).and_then(|(device, index)| {
            let mut journeys = self.evidence.journeys.iter();
            let journey = journeys.find(|journey| journey.device == device)?;
            journey.steps.iter().find(|step| step.index == index)
        });
        let page = match step {
            Some(step) => Some(kind_of(step.goal)),
            None => self.kinds.get(place.url.as_str()).copied(),
        };
        Spot {
            url: &place.url,
            page,
            steps: step.map(goals).unwrap_or_default(),
            device: place.device,
            selector: place.selector.as_deref(),
            fingerprint: None,
        }
    }
}

/// A screen of a journey.
pub fn of_step<'a>(journey: &Journey, step: &'a Step) -> Spot<'a> {
    Spot {
        url: &step.url,
        page: Some(kind_of(step.goal)),
        steps: goals(step),
        device: Some(journey.device),
        ..Spot::default()
    }
}

fn goals(step: &Step) -> Vec<crate::model::journey::Goal> {
    let mut goals = vec![step.goal];
    goals.extend(&step.also);
    goals
}
