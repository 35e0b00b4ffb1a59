//! Beside the e-mail field the store tells users of carrier mail to let its mails through.
//!
//! Filters of Japanese carriers drop mails of unknown senders, confirmations among them.

use crate::model::plan::Market;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_checkout, is_typed, once, words_around};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-carrier-mail-warning`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpCarrierMailWarning {}

impl Rule for JpCarrierMailWarning {
    const ID: &'static str = "jp-carrier-mail-warning";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mails: Vec<Asked<'_>> = in_checkout(seen)
            .filter(|asked| asked.field.purpose == "email" && is_typed(asked.field))
            .filter(|asked| !asks_for_a_password(asked))
            .collect();
        let Some(first) = mails.first() else {
            return Judgement::not_applicable("no-mail-field");
        };
        let warned = mails.iter().any(|asked| {
            let look = asked.step.settled();
            has("carrier-mail", &words_around(asked.field)) || has("carrier-mail", &look.text)
        });
        if warned {
            return Judgement::pass();
        }
        // Told on another page only: there it is read after the mail was lost.
        let elsewhere = seen
            .views()
            .iter()
            .any(|view| has("carrier-mail", view.text));
        let (message, grade) = match elsewhere {
            true => ("elsewhere", 0.5),
            false => ("message", 0.0),
        };
        Judgement::graded(grade, once(vec![first.says(message).likely()]))
    }
}

/// Whether who types there has an account, and has had mail of the store before.
fn asks_for_a_password(asked: &Asked<'_>) -> bool {
    let mates = asked.step.settled().fields.iter();
    let mut mates = mates.filter(|f| (f.frame, f.form) == (asked.field.frame, asked.field.form));
    mates.any(|f| f.visible && f.purpose == "current-password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn form(hint: &str) -> Made {
        let mut mail = field("email", "メールアドレス");
        mail.description = hint.to_owned();
        let made = Made::store().market(Market::Jp);
        made.look(Goal::Address, |look| look.fields = vec![mail])
    }

    #[test]
    fn a_login_is_for_people_who_have_had_mail_before() {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |look| {
            look.fields = vec![
                field("email", "メールアドレス"),
                field("current-password", "パスワード"),
            ];
        });
        assert_eq!(
            verdict::<JpCarrierMailWarning>(made),
            Verdict::NotApplicable("no-mail-field")
        );
    }

    #[test]
    fn a_note_beside_the_field_passes() {
        for hint in [
            "携帯メールの方は受信できるよう設定をお願いします",
            "ドメイン指定受信をご利用の方は shop.example を許可してください",
            "迷惑メール設定をご確認ください",
        ] {
            let judged = verdict::<JpCarrierMailWarning>(form(hint));
            assert_eq!(judged, Verdict::Pass, "{hint}");
        }
    }

    #[test]
    fn nothing_fails_and_a_note_elsewhere_is_half() {
        assert_eq!(
            verdict::<JpCarrierMailWarning>(form("ご注文の確認をお送りします")),
            Verdict::Fail
        );
        let faq = form("").page(PageKind::Faq, "/faq", |f| {
            f.text = "メールが届かない場合は、ドメイン指定受信の設定をご確認ください".into();
        });
        assert_eq!(verdict::<JpCarrierMailWarning>(faq), Verdict::Graded(0.5));
    }
}
