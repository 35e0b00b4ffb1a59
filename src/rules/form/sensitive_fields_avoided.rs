//! Gender, birth date and company are not required from a guest.
//!
//! An age check for alcohol or medicine is a reason, when it is told.

use crate::model::verdict::Judgement;
use crate::rules::facts::demanded::{Demanded, demanded};
use crate::rules::facts::fields::{in_checkout, is_for, once, words_around};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `sensitive-fields-avoided`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitiveFieldsAvoided {}

const LEGAL_REASON: Words = &[
    "20歳",
    "二十歳",
    "18歳",
    "年齢確認",
    "未成年",
    "酒類",
    "法律",
    "age verification",
    "over 18",
    "18 or over",
    "at least 18",
    "at least 21",
    "over 21",
    "legal age",
    "required by law",
    "alcohol",
    "altersprüfung",
    "mindestalter",
    "majorité",
    "mayor de edad",
    "maggiorenne",
    "leeftijd",
];

impl Rule for SensitiveFieldsAvoided {
    const ID: &'static str = "sensitive-fields-avoided";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let findings = in_checkout(seen)
            .filter(|asked| is_for(asked.field, &["sex", "x-gender", "bday", "organization"]))
            .filter(|asked| !asked.field.preset && demanded(seen, asked) == Demanded::Yes)
            .filter(|asked| !mentions(&fold(&words_around(asked.field)), LEGAL_REASON))
            .map(|asked| {
                // Somewhere on the page an age limit is told: that may be the reason.
                let page = fold(&asked.step.settled().text);
                let birth = is_for(asked.field, &["bday"]);
                asked
                    .says("message")
                    .likely_if(birth && mentions(&page, LEGAL_REASON))
            });
        Judgement::by(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(purpose: &str, required: bool, description: &str, page: &str) -> Made {
        let mut one = field(purpose, "x");
        one.required = required;
        one.description = description.into();
        Made::store().look(Goal::Address, |l| {
            l.fields = vec![one];
            l.text = page.into();
        })
    }

    #[test]
    fn optional_and_other_fields_pass() {
        assert_eq!(
            verdict::<SensitiveFieldsAvoided>(with("bday", false, "", "")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<SensitiveFieldsAvoided>(with("email", true, "", "")),
            Verdict::Pass
        );
    }

    #[test]
    fn a_required_gender_fails() {
        assert_eq!(
            verdict::<SensitiveFieldsAvoided>(with("sex", true, "", "")),
            Verdict::Fail
        );
    }

    #[test]
    fn an_age_check_is_a_reason() {
        let told = with("bday", true, "酒類の販売には年齢確認が必要です", "");
        assert_eq!(verdict::<SensitiveFieldsAvoided>(told), Verdict::Pass);
        let nearby =
            judge::<SensitiveFieldsAvoided>(with("bday", true, "", "20歳未満の方には販売しません"));
        assert_eq!(nearby.findings[0].certainty, Certainty::Likely);
    }
}
