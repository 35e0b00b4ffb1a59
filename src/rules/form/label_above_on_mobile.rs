//! On a phone labels stand above their fields: beside them, both are too narrow.
//!
//! Short fields in a row (a date, a quantity, parts of a number) may have theirs beside them, and
//! so may ticks.

use crate::model::device::Device;
use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_checkout, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `label-above-on-mobile`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelAboveOnMobile {
    /// Width up to which a screen is a phone's, in CSS pixels.
    pub max_viewport_px: f64,
    /// Width under which a field is short, in CSS pixels.
    pub min_field_px: f64,
}

const SHORT: &[&str] = &[
    "x-quantity",
    "cc-exp",
    "cc-csc",
    "bday",
    "x-postal-code-2",
    "tel-area-code",
    "tel-local",
    "tel-country-code",
];

impl Rule for LabelAboveOnMobile {
    const ID: &'static str = "label-above-on-mobile";
    const NEEDS: &'static [Need] = &[Need::Device(Device::Mobile), Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let on_phone = || in_checkout(seen).filter(|a| a.journey.device == Device::Mobile);
        let is_narrow = |asked: &Asked<'_>| {
            let width = asked.step.settled().viewport.0;
            width <= self.max_viewport_px
        };
        if on_phone().next().is_some() && !on_phone().any(|asked| is_narrow(&asked)) {
            return Judgement::not_applicable("wide-on-phone");
        }
        let on_phone = on_phone().filter(is_narrow);
        let labelled: Vec<_> = on_phone
            .filter(|asked| self.is_judged(asked.field))
            .collect();
        if labelled.is_empty() {
            return Judgement::unknown("no-label-measured");
        }
        let beside = labelled.iter().filter(|asked| is_beside(asked.field));
        let findings: Vec<_> = beside.map(|asked| asked.says("message")).collect();
        let grade = 1.0 - findings.len() as f64 / labelled.len() as f64;
        Judgement::graded(grade, once(findings))
    }
}

impl LabelAboveOnMobile {
    fn is_judged(&self, field: &Field) -> bool {
        let box_like = is_typed(field) || field.tag == "select" || field.kind == "combobox";
        let framed = field.frame == 0;
        let wide = field.rect.w >= self.min_field_px;
        box_like && framed && wide && field.label_rect.is_some() && !is_for(field, SHORT)
    }
}

/// Whether the label ends left of the field, on the same height.
fn is_beside(field: &Field) -> bool {
    field.label_rect.is_some_and(|label| {
        let middle = label.y + label.h / 2.0;
        let level = middle > field.rect.y && middle < field.rect.y + field.rect.h;
        level && label.w > 0.0 && label.x + label.w <= field.rect.x + 4.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::look::Rect;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, rect, verdict};

    fn labelled(purpose: &str, label: Rect, width: f64) -> Verdict {
        let mut one = field(purpose, "Town");
        one.rect = rect(120.0, 300.0, width, 44.0);
        one.label_rect = Some(label);
        verdict::<LabelAboveOnMobile>(Made::store().look(Goal::Address, |l| l.fields = vec![one]))
    }

    #[test]
    fn above_passes_and_beside_fails() {
        let above = rect(120.0, 276.0, 80.0, 20.0);
        assert_eq!(labelled("address-level2", above, 270.0), Verdict::Pass);
        let beside = rect(16.0, 310.0, 96.0, 20.0);
        assert_eq!(labelled("address-level2", beside, 270.0), Verdict::Fail);
    }

    #[test]
    fn short_fields_in_a_row_are_not_judged() {
        let beside = rect(16.0, 310.0, 96.0, 20.0);
        let none = Verdict::Unknown("no-label-measured");
        assert_eq!(labelled("cc-exp-month", beside, 270.0), none);
        assert_eq!(labelled("address-level2", beside, 60.0), none);
    }

    #[test]
    fn a_page_that_is_laid_out_for_a_computer_is_left_to_another_rule() {
        let mut one = field("address-level2", "Town");
        one.rect = rect(120.0, 300.0, 270.0, 44.0);
        one.label_rect = Some(rect(16.0, 310.0, 96.0, 20.0));
        let wide = Made::store().look(Goal::Address, |look| {
            look.viewport.0 = 980.0;
            look.fields = vec![one];
        });
        let judged = verdict::<LabelAboveOnMobile>(wide);
        assert_eq!(judged, Verdict::NotApplicable("wide-on-phone"));
    }

    #[test]
    fn a_label_that_floats_in_the_field_is_not_beside_it() {
        let inside = rect(128.0, 305.0, 60.0, 14.0);
        assert_eq!(labelled("address-level2", inside, 270.0), Verdict::Pass);
    }
}
