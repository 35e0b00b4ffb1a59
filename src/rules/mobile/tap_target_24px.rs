//! Everything that one taps is 24 by 24 CSS pixels, or has as much room around it (WCAG 2.5.8).
//!
//! Only what a shopper sees is judged: closed menus and hidden mirrors of custom
//! controls are not. Links within a sentence are exempt, as the guideline says.

use crate::model::device::Device;
use crate::model::journey::{Goal, Step};
use crate::model::look::{Control, Rect};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::words::{fold, short};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `tap-target-24px`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TapTarget24px {
    /// Smallest side, and the diameter of the circle in the spacing exception, in CSS pixels.
    pub min_px: f64,
    /// Sides within this distance are taken for the full size: boxes are rounded.
    pub tolerance_px: f64,
}

impl Rule for TapTarget24px {
    const ID: &'static str = "tap-target-24px";
    const NEEDS: &'static [Need] = &[Need::Device(Device::Mobile)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let judged = |goal: Goal| goal != Goal::Added;
        let steps = seen
            .steps()
            .filter(|(j, s)| j.device == Device::Mobile && judged(s.goal));
        let findings = steps.flat_map(|(journey, step)| {
            self.small(step).into_iter().map(move |control| {
                Finding::at(Place::step(journey, step).element(&control.selector))
                    .with("name", short(&control.name, 60))
                    .with("page", goal_word(step.goal))
                    .with("width", control.rect.w.round())
                    .with("height", control.rect.h.round())
            })
        });
        Judgement::by(once(findings.collect()))
    }
}

impl TapTarget24px {
    /// Targets that are too small and too near to others.
    fn small<'a>(&self, step: &'a Step) -> Vec<&'a Control> {
        let targets: Vec<&Control> = step
            .settled()
            .controls
            .iter()
            .filter(|c| is_target(c))
            .collect();
        let undersized = |c: &Control| {
            c.rect.w < self.min_px - self.tolerance_px || c.rect.h < self.min_px - self.tolerance_px
        };
        targets
            .iter()
            .copied()
            .filter(|c| undersized(c) && !in_sentence(c))
            .filter(|c| {
                let other_control = targets.iter().any(|other| {
                    (other.handle != c.handle || other.selector != c.selector)
                        && self.too_near(c, other, undersized(other))
                });
                let a_field = step.settled().fields.iter().any(|f| {
                    f.visible
                        && f.frame == c.frame
                        && f.handle != c.handle
                        && self.touches(c.rect, f.rect)
                });
                other_control || a_field
            })
            .collect()
    }

    /// Whether a circle on the small target touches another target, or the circle of another small one.
    fn too_near(&self, small: &Control, other: &Control, other_small: bool) -> bool {
        if small.frame != other.frame || same_target(small, other) {
            return false;
        }
        let radius = self.min_px / 2.0;
        let (x, y) = middle(small.rect);
        let (ox, oy) = middle(other.rect);
        let circles = (x - ox).hypot(y - oy) < 2.0 * radius - self.tolerance_px;
        self.touches(small.rect, other.rect) || other_small && circles
    }

    /// Whether the circle on a small target reaches into another target's box.
    fn touches(&self, small: Rect, other: Rect) -> bool {
        let (x, y) = middle(small);
        let dx = (other.x - x).max(x - (other.x + other.w)).max(0.0);
        let dy = (other.y - y).max(y - (other.y + other.h)).max(0.0);
        dx.hypot(dy) < self.min_px / 2.0 - self.tolerance_px
    }
}

fn is_target(control: &Control) -> bool {
    let shown = control.visible && !control.covered && control.rect.w > 1.0 && control.rect.h > 1.0;
    // Boxes left of the page are parked menus, whatever their style says.
    shown && control.rect.x + control.rect.w > 0.0
}

/// Whether two boxes are one target to a shopper: same link, or one inside the other with the same words.
fn same_target(a: &Control, b: &Control) -> bool {
    let link = a.href.is_some() && a.href == b.href;
    let inside = |inner: Rect, outer: Rect| {
        inner.x >= outer.x - 1.0
            && inner.y >= outer.y - 1.0
            && inner.x + inner.w <= outer.x + outer.w + 1.0
            && inner.y + inner.h <= outer.y + outer.h + 1.0
    };
    let nested = inside(a.rect, b.rect) || inside(b.rect, a.rect);
    link || nested && (a.name == b.name || a.name.is_empty() || b.name.is_empty())
}

fn middle(rect: Rect) -> (f64, f64) {
    (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0)
}

/// A link with a sentence around it.
fn in_sentence(control: &Control) -> bool {
    if control.inline {
        return true;
    }
    if control.tag != "a" {
        return false;
    }
    let (around, name) = (fold(&control.around), fold(&control.name));
    let rest = around.replacen(&name, "", 1);
    let stops = rest.contains(['。', '、'])
        || rest.contains(". ")
        || rest.ends_with('.')
        || rest.contains(", ");
    !name.is_empty() && around.contains(&name) && stops && rest.chars().count() >= 12
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, judge, rect, verdict};

    fn at(name: &str, x: f64, y: f64, w: f64, h: f64) -> Control {
        let mut one = anchor(name, &format!("/{name}"));
        one.rect = rect(x, y, w, h);
        one
    }

    fn with(controls: Vec<Control>) -> Made {
        Made::store().look(Goal::Cart, |l| l.controls = controls)
    }

    #[test]
    fn big_targets_and_small_ones_with_room_pass() {
        let made = with(vec![
            button("Checkout"),
            at("remove", 20.0, 100.0, 45.0, 14.0),
        ]);
        assert_eq!(verdict::<TapTarget24px>(made), Verdict::Pass);
    }

    #[test]
    fn small_targets_side_by_side_fail_and_are_named() {
        let judged = judge::<TapTarget24px>(with(vec![
            at("edit", 20.0, 100.0, 40.0, 14.0),
            at("remove", 20.0, 116.0, 45.0, 14.0),
        ]));
        assert_eq!(judged.findings.len(), 2);
    }

    #[test]
    fn hidden_mirrors_closed_menus_and_links_in_sentences_are_not_judged() {
        let mut hidden = at("menu", 20.0, 102.0, 40.0, 10.0);
        hidden.visible = false;
        let mut terms = at("terms", 20.0, 116.0, 45.0, 14.0);
        terms.around = "By ordering you agree to our terms.".into();
        let made = with(vec![
            hidden,
            terms,
            at("mirror", 21.0, 101.0, 1.0, 1.0),
            at("logo", -400.0, 100.0, 40.0, 14.0),
        ]);
        assert_eq!(verdict::<TapTarget24px>(made), Verdict::Pass);
    }

    #[test]
    fn picture_and_title_of_the_same_product_are_one_target() {
        let mut title = at("mug", 20.0, 120.0, 200.0, 18.0);
        title.href = Some("https://shop.example/mug".into());
        let mut picture = at("picture", 20.0, 0.0, 200.0, 120.0);
        picture.href.clone_from(&title.href);
        assert_eq!(
            verdict::<TapTarget24px>(with(vec![picture, title])),
            Verdict::Pass
        );
    }
}
