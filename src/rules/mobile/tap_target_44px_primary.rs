//! The buttons that lead to the order are as large as a fingertip: 44 by 44 CSS pixels.
//!
//! Judged are the buttons that were pressed to get on, and the one that would order; WCAG
//! 2.5.5 (AAA) and the phone makers ask for it of every target, which shops seldom meet. The link
//! in a confirmation that something is in the cart is a second way, and left alone.

use crate::model::device::Device;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Control;
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::final_screen::order_button;
use crate::rules::facts::words::short;
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `tap-target-44px-primary`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TapTarget44pxPrimary {
    /// Smallest side in CSS pixels.
    pub min_px: f64,
    /// Sides within this distance are taken for the full size: boxes are rounded.
    pub tolerance_px: f64,
}

impl Rule for TapTarget44pxPrimary {
    const ID: &'static str = "tap-target-44px-primary";
    const NEEDS: &'static [Need] = &[Need::Device(Device::Mobile)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let phone = seen.steps().filter(|(j, _)| j.device == Device::Mobile);
        let judged = |goal: Goal| goal >= Goal::Product && goal != Goal::Added;
        let bought = phone.filter(|(_, step)| judged(step.goal));
        let primary: Vec<_> = bought
            .filter_map(|(journey, step)| Some((journey, step, primary(journey, step)?)))
            .collect();
        if primary.is_empty() {
            return Judgement::unknown("no-primary-control");
        }
        let least = self.min_px - self.tolerance_px;
        let small = primary
            .into_iter()
            .filter(|(_, _, c)| c.rect.w < least || c.rect.h < least);
        let findings = small.map(|(journey, step, control)| {
            Finding::at(Place::step(journey, step).element(&control.selector))
                .with("name", short(&control.name, 60))
                .with("page", goal_word(step.goal))
                .with("width", control.rect.w.round())
                .with("height", control.rect.h.round())
        });
        Judgement::by(once(findings.collect()))
    }
}

/// The button by which the walk went on from a screen, or the one that would order on the last.
fn primary<'j>(journey: &'j Journey, step: &'j Step) -> Option<&'j Control> {
    let content = |c: &&Control| {
        let outside = matches!(
            c.region,
            Some(Region::Header | Region::Nav | Region::Footer)
        );
        c.visible && c.rect.w > 0.0 && c.rect.h > 0.0 && !outside && !c.inline
    };
    if step.serves(Goal::Review) {
        return order_button(journey, step).filter(content);
    }
    let mut later = journey.steps.iter();
    let next = later.find(|other| other.index == step.index + 1)?;
    let pressed = next.action.selector.as_deref()?;
    let looks = [Some(step.settled()), Some(&step.look)];
    let mut shown = looks.into_iter().flatten().flat_map(|look| &look.controls);
    shown.find(|c| c.selector == pressed).filter(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, judge, rect, verdict};

    fn walk(height: f64, region: Region) -> Made {
        let mut add = button("Add to basket");
        (add.rect, add.region) = (rect(16.0, 400.0, 380.0, height), Some(region));
        let pressed = add.selector.clone();
        Made::store()
            .look(Goal::Product, |look| {
                look.controls = vec![add, anchor("Size guide", "/sizes")];
                look.controls[1].rect = rect(16.0, 600.0, 40.0, 20.0);
            })
            .step(Goal::Added, |step| step.action.selector = Some(pressed))
    }

    #[test]
    fn the_pressed_button_is_judged_and_no_other() {
        let large = walk(44.0, Region::Main);
        assert_eq!(verdict::<TapTarget44pxPrimary>(large), Verdict::Pass);
        let judged = judge::<TapTarget44pxPrimary>(walk(36.0, Region::Main));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].args[0], ("name", "Add to basket".into()));
    }

    #[test]
    fn the_link_in_a_confirmation_is_left_alone() {
        let mut view = button("View basket");
        view.rect = rect(200.0, 700.0, 90.0, 32.0);
        let pressed = view.selector.clone();
        let made = walk(44.0, Region::Main)
            .with(|evidence| evidence.journeys[0].steps[1].look.controls.push(view))
            .step(Goal::Cart, |step| step.action.selector = Some(pressed));
        assert_eq!(verdict::<TapTarget44pxPrimary>(made), Verdict::Pass);
    }

    #[test]
    fn a_link_of_the_header_is_no_main_button() {
        assert_eq!(
            verdict::<TapTarget44pxPrimary>(walk(20.0, Region::Header)),
            Verdict::Unknown("no-primary-control")
        );
    }
}
