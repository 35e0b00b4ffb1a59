//! Fields are written in 16 px, so that iPhones do not zoom into them, and texts can be read without zooming.
//!
//! Android does not zoom; the rule is judged all the same, because half of the shoppers hold an iPhone.

use crate::model::device::Device;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{Asked, in_flow, is_tick, is_typed, once};
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `text-readable-16px-inputs`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextReadable16pxInputs {
    /// Smallest font of a field.
    pub min_input_px: f64,
    /// Smallest font of text.
    pub min_text_px: f64,
    /// Smallest font of small print.
    pub min_legal_px: f64,
}

const SMALL_PRINT: Words = &[
    "©",
    "(c)",
    "copyright",
    "all rights reserved",
    "terms",
    "privacy",
    "vat",
    "tax",
    "excl",
    "incl",
    "※",
    "注",
    "税込",
    "税抜",
    "規約",
    "プライバシー",
    "特定商取引",
    "mwst",
    "agb",
    "tva",
    "iva",
    "btw",
    "*",
];

impl Rule for TextReadable16pxInputs {
    const ID: &'static str = "text-readable-16px-inputs";
    const NEEDS: &'static [Need] = &[Need::Device(Device::Mobile), Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let fields: Vec<Asked<'_>> = in_flow(seen)
            .filter(|a| a.journey.device == Device::Mobile && !is_tick(a.field))
            .filter(|a| (is_typed(a.field) || a.field.tag == "select") && a.field.font_px > 0.0)
            .collect();
        if fields.is_empty() {
            return Judgement::unknown("not-measured");
        }
        let mut findings: Vec<Finding> = fields
            .iter()
            .filter(|a| a.field.font_px < self.min_input_px - 0.1)
            .map(|a| a.says("input").with("size", tenth(a.field.font_px)))
            .collect();
        for (journey, step) in seen.steps().filter(|(j, _)| j.device == Device::Mobile) {
            for (selector, size, text) in &step.settled().layout.small_text {
                let legal = mentions(&fold(text), SMALL_PRINT) || selector.contains("footer");
                let least = if legal {
                    self.min_legal_px
                } else {
                    self.min_text_px
                };
                if *size < least - 0.1 {
                    let finding =
                        Finding::says("text", Place::step(journey, step).element(selector));
                    // A badge or a tag is not read like a text; the probe cannot tell.
                    let finding = finding
                        .with("size", tenth(*size))
                        .with("text", short(text, 60));
                    findings.push(finding.likely_if(text.chars().count() < 20));
                }
            }
        }
        Judgement::by(once(findings))
    }
}

fn tenth(px: f64) -> f64 {
    (px * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(font: f64, small: &[(f64, &str)]) -> Made {
        let mut one = field("email", "E-mail");
        one.font_px = font;
        Made::store().look(Goal::Address, |l| {
            l.fields = vec![one];
            l.layout.small_text = small
                .iter()
                .map(|(px, t)| ("p".into(), *px, (*t).into()))
                .collect();
        })
    }

    #[test]
    fn sixteen_pixels_pass_and_less_makes_the_phone_zoom() {
        assert_eq!(
            verdict::<TextReadable16pxInputs>(with(16.0, &[])),
            Verdict::Pass
        );
        assert_eq!(
            judge::<TextReadable16pxInputs>(with(14.0, &[])).findings[0].message,
            "input"
        );
    }

    #[test]
    fn small_print_may_be_smaller_than_text() {
        assert_eq!(
            verdict::<TextReadable16pxInputs>(with(16.0, &[(10.0, "© 2026 Kissa")])),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<TextReadable16pxInputs>(with(
                16.0,
                &[(11.0, "Delivered in two days to your door")]
            )),
            Verdict::Fail
        );
        assert_eq!(
            verdict::<TextReadable16pxInputs>(with(16.0, &[(8.0, "All prices incl. VAT")])),
            Verdict::Fail
        );
    }

    #[test]
    fn fields_without_a_measured_size_are_unknown() {
        assert_eq!(
            verdict::<TextReadable16pxInputs>(with(0.0, &[])),
            Verdict::Unknown("not-measured")
        );
    }
}
