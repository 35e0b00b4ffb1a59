//! Fields are as wide as what belongs into them: an address can be checked as it stands, and a
//! postcode's box tells that a postcode is meant.
//!
//! Phones show fields over the full width, so that only the desktop is asked whether a postcode's
//! box is far too wide; a mail's local part before an `@` of the page's own is no whole address.

use crate::model::device::Device;
use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_checkout, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `field-width-fits-content`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWidthFitsContent {
    /// Characters that an e-mail field and a street must show at least.
    pub min_ch: f64,
    /// Characters that a postcode's box shows at most on a desktop.
    pub max_postcode_ch: f64,
    /// Width of a character as a share of the font size.
    pub ch_em: f64,
}

impl Rule for FieldWidthFitsContent {
    const ID: &'static str = "field-width-fits-content";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut grade: f64 = 1.0;
        let mut findings = Vec::new();
        for asked in in_checkout(seen) {
            let Some(ch) = self.ch(asked.field) else {
                continue;
            };
            let message = if self.is_narrow(asked.field, ch) {
                grade = 0.0;
                "narrow"
            } else if self.is_wide(&asked, ch) {
                grade = grade.min(0.6);
                "wide"
            } else {
                continue;
            };
            let finding = asked.says(message).with("characters", ch.round());
            findings.push(finding.likely_if(message == "wide"));
        }
        Judgement::graded(grade, once(findings))
    }
}

impl FieldWidthFitsContent {
    /// How many characters a field shows.
    fn ch(&self, field: &Field) -> Option<f64> {
        let measured = is_typed(field) && field.rect.w > 0.0 && field.font_px > 0.0;
        measured.then(|| field.rect.w / (field.font_px * self.ch_em))
    }

    fn is_narrow(&self, field: &Field, ch: f64) -> bool {
        let long = is_for(field, &["email", "street-address", "address-line1"]);
        long && !field.text_after.trim_start().starts_with(['@', '＠']) && ch < self.min_ch
    }

    fn is_wide(&self, asked: &Asked<'_>, ch: f64) -> bool {
        let whole = asked.field.purpose == "postal-code";
        asked.journey.device == Device::Desktop && whole && ch > self.max_postcode_ch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, rect, verdict};

    fn wide(device: Device, purpose: &str, width: f64, after: &str) -> Verdict {
        let mut one = field(purpose, "Field");
        one.rect = rect(16.0, 100.0, width, 44.0);
        one.text_after = after.to_owned();
        let made = Made::store().step_on(device, Goal::Address, |s| s.look.fields = vec![one]);
        verdict::<FieldWidthFitsContent>(made)
    }

    #[test]
    fn an_address_must_be_seen_as_a_whole() {
        assert_eq!(wide(Device::Mobile, "email", 300.0, ""), Verdict::Pass);
        assert_eq!(wide(Device::Mobile, "email", 150.0, ""), Verdict::Fail);
        assert_eq!(
            wide(Device::Mobile, "address-line1", 150.0, ""),
            Verdict::Fail
        );
    }

    #[test]
    fn half_a_mail_address_may_be_short() {
        let split = wide(Device::Mobile, "email", 150.0, "＠");
        assert_eq!(split, Verdict::Pass);
    }

    #[test]
    fn a_postcode_over_the_full_width_is_a_fault_on_desktops_only() {
        let wide = |device| wide(device, "postal-code", 700.0, "");
        assert_eq!(wide(Device::Mobile), Verdict::Pass);
        assert_eq!(wide(Device::Desktop), Verdict::Graded(0.6));
    }
}
