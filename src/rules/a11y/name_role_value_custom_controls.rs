//! Steppers, selects, switches and accordions have a role, a name and a state that assistive software can read.
//!
//! A wrapper with a click handler round a labelled native control is decoration
//! and left out.

use crate::model::journey::Goal;
use crate::model::look::{Control, LabelSource, Look, Rect};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, is_aside, once};
use crate::rules::facts::words::short;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `name-role-value-custom-controls`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRoleValueCustomControls {}

impl Rule for NameRoleValueCustomControls {
    const ID: &'static str = "name-role-value-custom-controls";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        for (journey, step) in seen.steps().filter(|(_, step)| step.goal >= Goal::Product) {
            let look = step.settled();
            let place = |selector: &str| Place::step(journey, step).element(selector);
            for control in look.controls.iter().filter(|c| is_shown(c)) {
                if let Some(message) = fault(control, look) {
                    let what = if control.name.trim().is_empty() {
                        &control.selector
                    } else {
                        &control.name
                    };
                    findings.push(
                        Finding::says(message, place(&control.selector))
                            .with("control", short(what, 80)),
                    );
                }
            }
            for field in look.fields.iter().filter(|f| f.visible && !is_aside(f)) {
                let named =
                    !field.label.trim().is_empty() && field.label_source != LabelSource::None;
                if !named {
                    findings.push(
                        Finding::says("unlabelled", place(&field.selector))
                            .with("control", short(called(field), 80)),
                    );
                }
            }
        }
        Judgement::by(once(findings))
    }
}

fn is_shown(control: &Control) -> bool {
    control.visible && !control.covered && control.rect.w > 1.0 && control.rect.h > 1.0
}

fn fault(control: &Control, look: &Look) -> Option<&'static str> {
    let native = matches!(
        control.tag.as_str(),
        "a" | "button" | "input" | "select" | "textarea" | "summary" | "label" | "option"
    );
    let roleless = matches!(
        control.role.as_str(),
        "" | "generic" | "none" | "presentation"
    );
    if roleless && !native {
        return (!wraps_a_control(control, look)).then_some("roleless");
    }
    if control.name.trim().is_empty() {
        return (!wraps_a_control(control, look)).then_some("nameless");
    }
    let has_state = matches!(
        control.role.as_str(),
        "switch" | "checkbox" | "radio" | "menuitemcheckbox" | "menuitemradio"
    );
    (has_state && !native && control.state.is_none()).then_some("stateless")
}

/// Whether another control or field with a name lies within this one.
fn wraps_a_control(outer: &Control, look: &Look) -> bool {
    let inside = |inner: Rect| {
        inner.x >= outer.rect.x - 1.0
            && inner.y >= outer.rect.y - 1.0
            && inner.x + inner.w <= outer.rect.x + outer.rect.w + 1.0
            && inner.y + inner.h <= outer.rect.y + outer.rect.h + 1.0
    };
    let controls = look
        .controls
        .iter()
        .filter(|c| c.visible && c.selector != outer.selector);
    let mut named = controls.filter(|c| !c.name.trim().is_empty() && !c.role.is_empty());
    let mut fields = look.fields.iter().filter(|f| !f.label.trim().is_empty());
    named.any(|c| inside(c.rect)) || fields.any(|f| inside(f.rect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, judge, rect, verdict};

    fn with(controls: Vec<Control>) -> Made {
        Made::store().look(Goal::Address, |l| l.controls = controls)
    }

    #[test]
    fn named_native_controls_pass() {
        assert_eq!(
            verdict::<NameRoleValueCustomControls>(with(vec![button("Continue")])),
            Verdict::Pass
        );
    }

    #[test]
    fn a_nameless_stepper_a_clickable_div_and_a_stateless_switch_fail() {
        let mut plus = button("");
        plus.selector = "#plus".into();
        let mut div = button("Choose");
        (div.tag, div.role) = ("div".into(), String::new());
        let mut switch = button("Gift");
        (switch.tag, switch.role) = ("span".into(), "switch".into());
        switch.rect = rect(20.0, 900.0, 40.0, 20.0);
        div.rect = rect(20.0, 600.0, 200.0, 40.0);
        let told: Vec<_> = judge::<NameRoleValueCustomControls>(with(vec![plus, div, switch]))
            .findings
            .iter()
            .map(|f| f.message)
            .collect();
        assert_eq!(told, ["nameless", "roleless", "stateless"]);
    }

    #[test]
    fn a_wrapper_round_a_named_button_is_decoration() {
        let mut wrapper = button("");
        (wrapper.tag, wrapper.role) = ("div".into(), String::new());
        wrapper.selector = "#card".into();
        wrapper.rect = rect(0.0, 200.0, 400.0, 300.0);
        assert_eq!(
            verdict::<NameRoleValueCustomControls>(with(vec![wrapper, button("Choose")])),
            Verdict::Pass
        );
    }
}
