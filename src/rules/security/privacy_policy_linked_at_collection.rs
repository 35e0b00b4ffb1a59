//! Where personal data is asked, the privacy policy is linked: in the same form, or within 200 pixels of it.
//!
//! A footer on every page does not count. A provider's frame has its own policy.

use crate::model::journey::{Journey, Step};
use crate::model::look::{Control, Field};
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{is_aside, is_personal, is_typed, once};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `privacy-policy-linked-at-collection`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyPolicyLinkedAtCollection {
    /// Distance from the form within which the link must stand, in CSS pixels.
    pub max_distance_px: f64,
}

const POLICY: Words = &[
    "privacy",
    "privacy policy",
    "privacy notice",
    "data protection",
    "プライバシー",
    "プライバシーポリシー",
    "個人情報保護方針",
    "個人情報",
    "個人情報の取り扱い",
    "個人情報の取扱い",
    "datenschutz",
    "datenschutzerklärung",
    "datenschutzhinweise",
    "confidentialité",
    "données personnelles",
    "vie privée",
    "privacidad",
    "protección de datos",
    "informativa",
    "informativa privacy",
    "privacybeleid",
    "privacyverklaring",
];

impl Rule for PrivacyPolicyLinkedAtCollection {
    const ID: &'static str = "privacy-policy-linked-at-collection";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut asked = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.checkout_steps() {
            for (form, fields) in forms(step) {
                asked = true;
                findings.extend(self.fault(journey, step, form, &fields));
            }
        }
        if !asked {
            return Judgement::not_applicable("no-personal-data");
        }
        Judgement::by(once(findings))
    }
}

impl PrivacyPolicyLinkedAtCollection {
    fn fault(
        &self,
        journey: &Journey,
        step: &Step,
        form: Option<u32>,
        fields: &[&Field],
    ) -> Option<Finding> {
        let look = step.settled();
        let top = fields
            .iter()
            .map(|f| f.rect.y)
            .fold(f64::INFINITY, f64::min);
        let below = fields.iter().map(|f| f.rect.y + f.rect.h);
        // The form ends with its button, which may stand far below its last field.
        let buttons = look
            .controls
            .iter()
            .filter(|c| c.visible && c.form == form && c.form.is_some());
        let bottom = below
            .chain(buttons.map(|c| c.rect.y + c.rect.h))
            .fold(f64::NEG_INFINITY, f64::max);
        let near = |c: &Control| {
            let in_form = form.is_some()
                && c.form == form
                && c.frame == fields.first().map_or(0, |f| f.frame);
            let beside = c.rect.y + c.rect.h >= top - self.max_distance_px
                && c.rect.y <= bottom + self.max_distance_px;
            in_form || (beside && c.region != Some(Region::Footer))
        };
        let linked = look
            .controls
            .iter()
            .any(|c| c.visible && is_policy(c) && near(c));
        let field = fields.first()?;
        let place = Place::step(journey, step).element(&field.selector);
        let finding = Finding::at(place).with("page", goal_word(step.goal));
        // Words on privacy without a link may be the policy itself, or a link that was not recognised.
        let words = mentions(&fold(&body_without_footer(step)), POLICY);
        (!linked).then(|| finding.likely_if(words))
    }
}

/// Forms that ask for personal data, by index; a login is not one.
fn forms(step: &Step) -> BTreeMap<Option<u32>, Vec<&Field>> {
    let mut forms: BTreeMap<Option<u32>, Vec<&Field>> = BTreeMap::new();
    let fields = step
        .settled()
        .fields
        .iter()
        .filter(|f| f.visible && f.frame == 0 && !is_aside(f));
    for field in fields.filter(|f| is_typed(f)) {
        forms.entry(field.form).or_default().push(field);
    }
    forms.retain(|_, fields| {
        let login = fields.iter().any(|f| f.purpose == "current-password");
        !login && fields.iter().any(|f| is_personal(f))
    });
    forms
}

fn is_policy(control: &Control) -> bool {
    let address = control.href.as_deref().unwrap_or_default().to_lowercase();
    control.href.is_some()
        && (mentions(&fold(&control.name), POLICY)
            || address.contains("privacy")
            || address.contains("datenschutz"))
}

fn body_without_footer(step: &Step) -> String {
    let look = step.settled();
    let footer: Vec<&str> = look
        .controls
        .iter()
        .filter(|c| c.region == Some(Region::Footer))
        .map(|c| c.name.as_str())
        .collect();
    let lines = look
        .text
        .lines()
        .filter(|line| !footer.iter().any(|name| name.trim() == line.trim()));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, field, rect, verdict};

    fn with(link: Option<(Region, f64)>) -> Verdict {
        verdict::<PrivacyPolicyLinkedAtCollection>(Made::store().look(Goal::Address, |l| {
            l.fields = vec![field("email", "E-mail")];
            l.controls = link
                .map(|(region, y)| {
                    let mut one = anchor("プライバシーポリシー", "/privacy");
                    one.region = Some(region);
                    one.rect = rect(20.0, y, 120.0, 20.0);
                    one
                })
                .into_iter()
                .collect();
        }))
    }

    #[test]
    fn a_link_beside_the_form_passes() {
        assert_eq!(with(Some((Region::Main, 400.0))), Verdict::Pass);
    }

    #[test]
    fn a_footer_a_far_link_and_none_fail() {
        assert_eq!(with(Some((Region::Footer, 400.0))), Verdict::Fail);
        assert_eq!(with(Some((Region::Main, 900.0))), Verdict::Fail);
        assert_eq!(with(None), Verdict::Fail);
    }

    #[test]
    fn a_login_and_a_providers_frame_are_not_judged() {
        let made = Made::store().look(Goal::Checkout, |l| {
            let mut framed = field("email", "E-mail");
            framed.frame = 2;
            l.fields = vec![
                field("email", "E-mail"),
                field("current-password", "Password"),
                framed,
            ];
        });
        assert_eq!(
            verdict::<PrivacyPolicyLinkedAtCollection>(made),
            Verdict::NotApplicable("no-personal-data")
        );
    }
}
