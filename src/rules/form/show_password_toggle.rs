//! A password can be looked at while it is typed.
//!
//! The browser's own eye, which only Edge has, does not count. A button is known by its name, and
//! one without words by the names that developers gave it.

use crate::model::journey::Step;
use crate::model::look::{Control, Field};
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, once};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `show-password-toggle`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowPasswordToggle {
    /// Distance from the field within which the button stands, in CSS pixels.
    pub near_px: f64,
}

impl Rule for ShowPasswordToggle {
    const ID: &'static str = "show-password-toggle";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut asked = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps() {
            let outside = |f: &Field| matches!(f.region, Some(Region::Header | Region::Footer));
            let fields = step.look.fields.iter();
            for field in fields.filter(|f| f.visible && f.kind == "password" && !outside(f)) {
                asked = true;
                if !self.can_be_shown(step, field) {
                    let place = Place::step(journey, step).element(&field.selector);
                    findings.push(Finding::at(place).with("field", called(field)));
                }
            }
        }
        match asked {
            true => Judgement::by(once(findings)),
            false => Judgement::not_applicable("no-password-seen"),
        }
    }
}

impl ShowPasswordToggle {
    fn can_be_shown(&self, step: &Step, field: &Field) -> bool {
        let near = |c: &&Control| {
            let dx = (field.rect.x - (c.rect.x + c.rect.w))
                .max(c.rect.x - (field.rect.x + field.rect.w));
            let dy = (field.rect.y - (c.rect.y + c.rect.h))
                .max(c.rect.y - (field.rect.y + field.rect.h));
            c.visible && c.frame == field.frame && dx.max(dy) <= self.near_px
        };
        let shows = |c: &Control| {
            let unnamed = c.name.trim().is_empty();
            has("password-toggle", &c.name) || unnamed && has("password-toggle-hint", &c.hints)
        };
        let ticked = |f: &Field| f.kind == "checkbox" && has("password-toggle", &f.label);
        step.look.controls.iter().filter(near).any(shows) || step.look.fields.iter().any(ticked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, field, rect, verdict};

    fn with(name: &str, hints: &str, y: f64) -> Verdict {
        let mut secret = field("new-password", "Password");
        secret.kind = "password".into();
        let mut eye = button(name);
        (eye.rect, eye.hints) = (rect(270.0, y, 48.0, 44.0), hints.into());
        verdict::<ShowPasswordToggle>(Made::store().look(Goal::Address, |look| {
            look.fields = vec![secret];
            look.controls = vec![eye];
        }))
    }

    #[test]
    fn a_button_with_words_or_a_telling_class_passes() {
        for name in [
            "Show",
            "パスワードを表示",
            "Passwort anzeigen",
            "비밀번호 표시",
        ] {
            assert_eq!(with(name, "", 300.0), Verdict::Pass, "{name}");
        }
        assert_eq!(with("", "btn toggle-password", 300.0), Verdict::Pass);
    }

    #[test]
    fn other_buttons_and_far_ones_do_not() {
        assert_eq!(with("Forgot your password?", "", 340.0), Verdict::Fail);
        assert_eq!(with("Show", "", 900.0), Verdict::Fail);
    }

    #[test]
    fn without_a_password_it_does_not_apply() {
        let made = Made::store().look(Goal::Address, |_| {});
        assert_eq!(
            verdict::<ShowPasswordToggle>(made),
            Verdict::NotApplicable("no-password-seen")
        );
    }
}
