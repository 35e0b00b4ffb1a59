//! Agreeing to advertising is a box of its own, not part of agreeing to the terms.

use crate::model::look::Field;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, is_tick, once};
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `newsletter-consent-separate`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewsletterConsentSeparate {}

const MARKETING: Words = &[
    "newsletter",
    "newsletters",
    "marketing",
    "promotional",
    "promotions",
    "special offers",
    "メルマガ",
    "メールマガジン",
    "広告メール",
    "キャンペーン情報",
    "お得な情報",
    "ニュースレター",
    "werbung",
    "werbe-e-mails",
    "offres promotionnelles",
    "lettre d'information",
    "boletín",
    "publicidad",
    "pubblicità",
    "promozionali",
    "nieuwsbrief",
    "reclame",
];
const TERMS: Words = &[
    "terms",
    "terms and conditions",
    "terms of service",
    "conditions of sale",
    "privacy policy",
    "利用規約",
    "規約",
    "プライバシーポリシー",
    "agb",
    "datenschutzerklärung",
    "conditions générales",
    "cgv",
    "condiciones",
    "política de privacidad",
    "condizioni",
    "informativa",
    "voorwaarden",
    "privacybeleid",
];
const AGREE: Words = &[
    "agree",
    "accept",
    "consent",
    "by placing",
    "by ordering",
    "by clicking",
    "by continuing",
    "同意",
    "承諾",
    "stimme",
    "akzeptiere",
    "einverstanden",
    "j'accepte",
    "acepto",
    "accetto",
    "akkoord",
    "ga akkoord",
];

impl Rule for NewsletterConsentSeparate {
    const ID: &'static str = "newsletter-consent-separate";
    const NEEDS: &'static [Need] = &[Need::Checkout];
    const MARKETS: &'static [Market] = &[Market::Eu, Market::Uk, Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut asked = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.checkout_steps() {
            let look = step.settled();
            for field in look.fields.iter().filter(|f| f.visible && is_tick(f)) {
                let label = fold(&format!("{} {}", field.label, field.text_after));
                let marketing = mentions(&label, MARKETING) || field.purpose == "x-newsletter";
                asked |= marketing;
                if marketing && mentions(&fold(&field.label), TERMS) && binds(field) {
                    let place = Place::step(journey, step).element(&field.selector);
                    findings
                        .push(Finding::says("box", place).with("text", short(called(field), 120)));
                }
            }
            for line in fold(&look.text).lines() {
                // "By ordering you agree to our terms and to our newsletter", without a box.
                let bundled = mentions(line, MARKETING)
                    && mentions(line, TERMS)
                    && mentions(line, AGREE)
                    && line.chars().count() < 400;
                asked |= bundled;
                if bundled
                    && !look.fields.iter().any(|f| {
                        is_tick(f) && !f.label.is_empty() && line.contains(&fold(&f.label))
                    })
                {
                    findings.push(
                        Finding::says("sentence", Place::step(journey, step))
                            .with("text", short(line, 120))
                            .likely(),
                    );
                }
            }
        }
        if !asked {
            return Judgement::not_applicable("no-marketing-asked");
        }
        Judgement::by(once(findings))
    }
}

/// Whether a box must be ticked to order, or its words agree to something.
fn binds(field: &Field) -> bool {
    field.required
        || field.aria_required
        || field.purpose == "x-terms"
        || mentions(&fold(&field.label), AGREE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(labels: &[(&str, &str)], text: &str) -> Made {
        let boxes = labels.iter().map(|(purpose, label)| {
            let mut one = field(purpose, label);
            one.kind = "checkbox".into();
            one.selector = format!("#b{}", label.len());
            one
        });
        let boxes = boxes.collect::<Vec<_>>();
        Made::store().market(Market::Eu).look(Goal::Address, |l| {
            l.fields = boxes;
            l.text = text.into();
        })
    }

    #[test]
    fn two_boxes_pass_and_one_for_both_fails() {
        let two = with(
            &[
                ("x-terms", "I agree to the terms"),
                ("x-newsletter", "Send me the newsletter"),
            ],
            "",
        );
        assert_eq!(verdict::<NewsletterConsentSeparate>(two), Verdict::Pass);
        let one = with(
            &[("x-terms", "I agree to the terms and to receive marketing")],
            "",
        );
        assert_eq!(
            judge::<NewsletterConsentSeparate>(one).findings[0].message,
            "box"
        );
    }

    #[test]
    fn a_sentence_without_a_box_is_likely_and_a_link_to_the_policy_beside_a_newsletter_is_fine() {
        let sentence = with(
            &[],
            "By placing your order you agree to our terms and to our newsletter.",
        );
        assert_eq!(
            judge::<NewsletterConsentSeparate>(sentence).findings[0].message,
            "sentence"
        );
        let policy = with(
            &[(
                "x-newsletter",
                "Send me the newsletter (see our privacy policy)",
            )],
            "",
        );
        assert_eq!(verdict::<NewsletterConsentSeparate>(policy), Verdict::Pass);
    }

    #[test]
    fn a_checkout_without_advertising_gives_no_occasion() {
        assert_eq!(
            verdict::<NewsletterConsentSeparate>(with(&[], "")),
            Verdict::NotApplicable("no-marketing-asked")
        );
    }
}
