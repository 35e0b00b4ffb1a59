//! Where a finding is: a crawled page, a screen of a journey, or one element on it.

use crate::model::journey::{Journey, Step};
use crate::model::page::Page;
use crate::model::verdict::Place;

impl Place {
    /// A crawled page.
    pub fn page(page: &Page) -> Place {
        Place::url(&page.final_url)
    }

    /// An address.
    pub fn url(url: &str) -> Place {
        Place {
            url: url.to_owned(),
            ..Place::default()
        }
    }

    /// A screen of a journey.
    pub fn step(journey: &Journey, step: &Step) -> Place {
        Place {
            device: Some(journey.device),
            step: Some(step.index),
            url: step.url.clone(),
            selector: None,
        }
    }

    /// One element at this place.
    pub fn element(mut self, selector: &str) -> Place {
        self.selector = Some(selector.to_owned());
        self
    }
}
