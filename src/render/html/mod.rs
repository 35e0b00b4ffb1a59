//! The hand-over: one HTML file that a consultant gives to a client.
//!
//! It holds everything it needs (style, script, pictures) and asks nobody for
//! anything: a Content-Security-Policy with the hashes of exactly this style and
//! this script forbids the rest. Both languages stand in it. Whatever a store
//! wrote is escaped by the templates (`maud`) after [`plain`] took out what
//! would change the direction or the look of other text.
//!
//! [`plain`]: crate::render::clean::plain

pub mod brand;
pub mod charts;
pub mod pictures;
pub mod published;
pub mod text;

mod changes;
mod checked;
mod estimate;
mod findings;
mod first;
mod forms;
pub(crate) mod frame;
mod heavy;
mod journey;
mod loaded;
mod method;
mod policy;
mod seen;
mod site;
mod speed;
mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::is_harmless;
mod tried;
mod trust;
mod waterfall;

pub use brand::{Brand, SECTIONS};
pub use changes::{Base, pictures as base_pictures};
pub use estimate::Estimate;
pub(crate) use first::date;
pub use pictures::Pictures;
pub use tried::pictures as tried_pictures;

use crate::model::evidence::Evidence;
use crate::model::plan::Language;
use crate::model::report::Report;
use crate::rulebook::Rulebook;
use frame::{Frame, Section};
use maud::Markup;
use std::collections::BTreeMap;
use text::{host_of, same, say};

/// What the page is read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A screen: parts open and close, findings can be filtered.
    Screen,
    /// Paper: everything that matters is open, with a cover and contents.
    Paper,
}

/// Everything that the hand-over is made of.
#[derive(Debug, Clone, Copy)]
pub struct Handover<'a> {
    /// The report in English.
    pub en: &'a Report,
    /// The same report in Japanese.
    pub ja: &'a Report,
    /// What it rests on: requests, boxes, what was typed.
    pub evidence: &'a Evidence,
    /// What it is compared with, where it is.
    pub base: Option<Base<'a>>,
    /// Why each rule matters, and its sources.
    pub book: &'a Rulebook,
    /// The screenshots.
    pub pictures: &'a Pictures,
    /// Whose report it is.
    pub brand: &'a Brand,
    /// The language that is shown first.
    pub language: Language,
    /// What it is read on.
    pub medium: Medium,
    /// On which page of the paper each part begins, where that is known.
    pub pages: Option<&'a BTreeMap<String, u32>>,
    /// What the published effects would be worth, where the user gave figures.
    pub estimate: Option<Estimate>,
}

/// The id of a part and what writes it.
type Part = (&'static str, fn(&seen::Seen<'_>) -> Option<Markup>);

/// Writes the page.
pub fn html(handover: &Handover<'_>) -> String {
    let seen = seen::Seen::of(handover);
    let sections = sections(&seen);
    let title = say(
        "html.title",
        &[("host", same(host_of(&handover.en.target.url)))],
    );
    let frame = Frame {
        brand: handover.brand,
        language: handover.language,
        medium: handover.medium,
        title,
        version: &handover.en.tool.version,
        pictures: handover.pictures,
        pages: handover.pages,
    };
    let cover = (handover.medium == Medium::Paper).then(|| first::title_page(&seen));
    frame.around(cover, &first::first(&seen), &sections)
}

/// The parts in their order. A part that has nothing to say, or that the user
/// leaves out, is not on the page and not in its contents.
fn sections(seen: &seen::Seen<'_>) -> Vec<Section> {
    let parts: [Part; 10] = [
        ("changes", changes::changes),
        ("journey", journey::journey),
        ("findings", findings::findings),
        ("trust", trust::trust),
        ("forms", forms::forms),
        ("speed", speed::speed),
        ("site", site::site),
        ("legal", trust::legal),
        ("estimate", estimate::estimate),
        ("method", method::method),
    ];
    parts
        .into_iter()
        .filter(|(id, _)| seen.handover.brand.shows(id))
        .filter_map(|(id, write)| {
            Some(Section {
                id,
                body: write(seen)?,
            })
        })
        .collect()
}
