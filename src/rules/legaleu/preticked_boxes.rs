//! Nothing that costs or advertises is ticked beforehand: no newsletter, insurance, donation, subscription or account.
//!
//! "Billing same as delivery" and "remember me" are no such boxes. The boxes are
//! read as they were found, before anything was filled in.

use crate::model::journey::Goal;
use crate::model::look::Field;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{called, is_for, once};
use crate::rules::facts::reach::cut_short;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `preticked-boxes`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PretickedBoxes {}

/// What a box is about: the rulebook's word, and the words of its label.
const ABOUT: &[(&str, Words)] = &[
    (
        "@ticked.marketing",
        &[
            "newsletter",
            "newsletters",
            "offers",
            "special offers",
            "promotions",
            "promotional",
            "marketing",
            "news and",
            "keep me updated",
            "keep me informed",
            "sign me up",
            "sms",
            "text messages",
            "mailing list",
            "メルマガ",
            "メールマガジン",
            "お得な情報",
            "お知らせメール",
            "お知らせを受け取る",
            "キャンペーン情報",
            "案内を希望",
            "配信を希望",
            "ニュースレター",
            "angebote",
            "werbung",
            "offres",
            "promotionnelles",
            "boletín",
            "ofertas",
            "promociones",
            "offerte",
            "promozioni",
            "nieuwsbrief",
            "aanbiedingen",
        ],
    ),
    (
        "@ticked.paid",
        &[
            "insurance",
            "protection plan",
            "shipping protection",
            "package protection",
            "warranty",
            "extended warranty",
            "donate",
            "donation",
            "tip",
            "gift wrap",
            "gift wrapping",
            "priority handling",
            "保険",
            "延長保証",
            "保証サービス",
            "寄付",
            "募金",
            "有料ラッピング",
            "versicherung",
            "garantieverlängerung",
            "spende",
            "assurance",
            "garantie étendue",
            "don ",
            "seguro",
            "donación",
            "assicurazione",
            "donazione",
            "verzekering",
            "donatie",
        ],
    ),
    (
        "@ticked.subscription",
        &[
            "subscribe & save",
            "subscribe and save",
            "auto-renew",
            "autoship",
            "recurring",
            "monthly delivery",
            "定期購入",
            "定期便",
            "定期コース",
            "お届け頻度",
            "abonnieren",
            "abo ",
            "s'abonner",
            "suscribirse",
            "abbonati",
            "abonneren",
        ],
    ),
    (
        "@ticked.account",
        &[
            "create an account",
            "create account",
            "save my details for an account",
            "register an account",
            "会員登録する",
            "会員登録も",
            "同時に会員登録",
            "konto erstellen",
            "kundenkonto anlegen",
            "créer un compte",
            "crear una cuenta",
            "crea un account",
            "account aanmaken",
        ],
    ),
    (
        "@ticked.sharing",
        &[
            "third parties",
            "third-party",
            "partners",
            "selected partners",
            "提携先",
            "第三者",
            "partnern",
            "partenaires",
            "socios",
            "partner selezionati",
            "derden",
        ],
    ),
];
const REFUSING: Words = &[
    "do not",
    "don't",
    "no thanks",
    "opt out",
    "not ",
    "希望しない",
    "受け取らない",
    "不要",
    "しない",
    "nicht",
    "kein",
    "ne pas",
    "no deseo",
    "non desidero",
    "niet",
    "none",
    "one-time",
    "one time",
    "通常購入",
    "1回のみ",
];

impl Rule for PretickedBoxes {
    const ID: &'static str = "preticked-boxes";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let steps = seen.steps().filter(|(_, step)| step.goal >= Goal::Product);
        let findings = steps.flat_map(|(journey, step)| {
            let boxes = step
                .look
                .fields
                .iter()
                .filter(|f| f.visible && f.preset && f.checked);
            boxes.filter_map(move |field| {
                let about = about(field)?;
                let place = Place::step(journey, step).element(&field.selector);
                let finding = Finding::at(place)
                    .with("label", short(called(field), 100))
                    .with("about", about);
                // A chosen radio is a default among several; its group may say more than its words.
                Some(finding.likely_if(field.kind == "radio"))
            })
        });
        let findings = once(findings.collect());
        match findings.is_empty() && cut_short(seen) {
            true => Judgement::unknown("no-review-step"),
            false => Judgement::by(findings),
        }
    }
}

fn about(field: &Field) -> Option<&'static str> {
    if !matches!(field.kind.as_str(), "checkbox" | "radio" | "switch")
        || is_for(
            field,
            &[
                "x-billing-same",
                "x-terms",
                "x-shipping-method",
                "x-payment-method",
                "x-login",
            ],
        )
    {
        return None;
    }
    let label = fold(&field.label);
    let words = match label.is_empty() {
        true => fold(&format!("{} {}", field.text_after, field.text_before)),
        false => label,
    };
    // A ticked "I do not want offers" protects the shopper.
    if mentions(&words, REFUSING) || words.starts_with("no") || words.starts_with("いいえ") {
        return None;
    }
    let around = match field.kind.as_str() {
        "radio" => format!("{words}\n{}", fold(&field.group_label)),
        _ => words,
    };
    let by_words = ABOUT
        .iter()
        .find(|(_, list)| mentions(&around, list))
        .map(|(word, _)| *word);
    let by_purpose = match field.purpose.as_str() {
        "x-newsletter" => Some("@ticked.marketing"),
        "x-create-account" => Some("@ticked.account"),
        _ => None,
    };
    by_purpose.or(by_words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(purpose: &str, label: &str, ticked: bool) -> Made {
        let mut one = field(purpose, label);
        one.kind = "checkbox".into();
        (one.checked, one.preset) = (ticked, ticked);
        Made::store().look(Goal::Address, |l| l.fields = vec![one])
    }

    #[test]
    fn ticked_newsletters_extras_and_accounts_fail() {
        for (purpose, label) in [
            ("x-newsletter", "Yes please"),
            ("unknown", "メールマガジンを受け取る"),
            ("unknown", "Add package protection for £2.00"),
            ("x-create-account", "Save my details"),
        ] {
            assert_eq!(
                verdict::<PretickedBoxes>(with(purpose, label, true)),
                Verdict::Fail,
                "{label}"
            );
        }
    }

    #[test]
    fn unticked_boxes_same_address_remember_me_and_refusals_pass() {
        for (purpose, label, ticked) in [
            ("x-newsletter", "Newsletter", false),
            ("x-billing-same", "Billing same as delivery", true),
            ("unknown", "Remember me", true),
            ("unknown", "I do not want to receive offers", true),
        ] {
            assert_eq!(
                verdict::<PretickedBoxes>(with(purpose, label, ticked)),
                Verdict::Pass,
                "{label}"
            );
        }
    }

    #[test]
    fn what_it_is_about_is_told() {
        let judged = judge::<PretickedBoxes>(with(
            "unknown",
            "Share my data with selected partners",
            true,
        ));
        assert_eq!(judged.findings[0].args[1].1, "@ticked.sharing");
    }
}
