//! A required telephone number comes with the reason: "for questions about the delivery".
//!
//! That Japanese carriers need a number does not make the reason superfluous. Where a form marks nothing, the
//! store's answer to an empty field tells whether it must be filled; without one, the shopper has to
//! take it as required.

use crate::model::verdict::Judgement;
use crate::rules::facts::demanded::{Demanded, demanded};
use crate::rules::facts::fields::{Asked, in_checkout, is_for, once, words_around};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `phone-why-explained`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneWhyExplained {}

const REASONS: Words = &[
    "delivery",
    "deliver",
    "courier",
    "carrier",
    "driver",
    "shipping",
    "shipment",
    "in case",
    "contact you",
    "reach you",
    "call you",
    "text you",
    "about your order",
    "questions about",
    "updates",
    "only used",
    "will only",
    "why we",
    "why do we",
    "配送",
    "配達",
    "お届け",
    "ご連絡",
    "連絡の",
    "連絡が",
    "連絡用",
    "連絡する",
    "確認のため",
    "日中",
    "つながる",
    "宅配",
    "不備",
    "問い合わせ番号",
    "lieferung",
    "zusteller",
    "zustellung",
    "rückfragen",
    "livraison",
    "livreur",
    "transporteur",
    "joindre",
    "entrega",
    "envío",
    "repartidor",
    "contactarte",
    "consegna",
    "corriere",
    "contattarti",
    "bezorging",
    "bezorger",
    "vragen over",
];

impl Rule for PhoneWhyExplained {
    const ID: &'static str = "phone-why-explained";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let phones: Vec<Asked<'_>> = in_checkout(seen)
            .filter(|a| is_for(a.field, &["tel"]))
            .collect();
        if phones.is_empty() {
            return Judgement::not_applicable("no-phone-field");
        }
        let findings = phones
            .iter()
            // Of a number in three boxes the first one speaks for all.
            .filter(|a| {
                !["tel-local", "tel-local-prefix", "tel-local-suffix"]
                    .contains(&a.field.purpose.as_str())
            })
            .filter(|asked| !explained(asked))
            .filter_map(|asked| match demanded(seen, asked) {
                Demanded::Yes => Some(asked.says("message")),
                Demanded::Untold => Some(asked.says("unmarked").likely()),
                Demanded::No => None,
            });
        Judgement::by(once(findings.collect()))
    }
}

fn explained(asked: &Asked<'_>) -> bool {
    // The field's own label says "telephone", and a group's may say "delivery address": neither is a reason.
    let field = asked.field;
    let group = fold(&field.group_label);
    let around = fold(&words_around(field));
    around
        .lines()
        .filter(|line| *line != group && !is_heading_like(line))
        .any(|line| mentions(line, REASONS))
}

/// "Delivery phone", "配送先電話番号": a name, not a reason.
fn is_heading_like(line: &str) -> bool {
    let names = [
        "phone",
        "telephone",
        "電話番号",
        "tel",
        "telefon",
        "téléphone",
        "teléfono",
        "telefono",
        "telefoon",
    ];
    line.chars().count() < 24 && names.iter().any(|name| line.contains(name)) && !line.contains("(")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::look::Field;
    use crate::model::probed::{Sent, Submit, SubmitKind, Variant};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::{put, submit};
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(change: impl Fn(&mut Field)) -> Verdict {
        let mut one = field("tel", "Telephone");
        change(&mut one);
        verdict::<PhoneWhyExplained>(Made::store().look(Goal::Address, |l| l.fields = vec![one]))
    }

    #[test]
    fn an_optional_number_needs_no_reason() {
        assert_eq!(
            with(|f| f.optional_mark = Some("optional".into())),
            Verdict::Pass
        );
        let others_marked = Made::store().look(Goal::Address, |l| {
            let mut mail = field("email", "E-mail");
            mail.required_mark = Some("*".into());
            l.fields = vec![mail, field("tel", "Telephone")];
        });
        assert_eq!(verdict::<PhoneWhyExplained>(others_marked), Verdict::Pass);
    }

    #[test]
    fn where_nothing_is_marked_the_stores_answer_tells() {
        let sent = |sent: Option<Sent>| {
            let made = Made::store().look(Goal::Address, |l| {
                l.fields = vec![field("tel", "Telephone")]
            });
            judge::<PhoneWhyExplained>(made.probed(|run| {
                run.submits.extend(sent.map(|sent| Submit {
                    put: vec![put("tel", Variant::Emptied, "")],
                    ..submit(SubmitKind::OneEmpty, sent)
                }));
            }))
        };
        assert_eq!(sent(Some(Sent::MovedOn)).verdict, Verdict::Pass);
        let refused = sent(Some(Sent::RefusedByServer));
        assert_eq!(refused.findings[0].certainty, Certainty::Sure);
        let unknown = sent(None);
        assert_eq!(unknown.findings[0].message, "unmarked");
        assert_eq!(unknown.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn a_required_number_needs_one() {
        assert_eq!(with(|f| f.required = true), Verdict::Fail);
        assert_eq!(
            with(|f| {
                f.required = true;
                f.label = "配送先電話番号".into();
            }),
            Verdict::Fail
        );
        assert_eq!(
            with(|f| {
                f.required = true;
                f.description = "配送についてご連絡する場合があります".into();
            }),
            Verdict::Pass
        );
        assert_eq!(
            with(|f| {
                f.required_mark = Some("*".into());
                f.text_after = "In case we need to call you about your order".into();
            }),
            Verdict::Pass
        );
    }

    #[test]
    fn a_store_that_asks_for_none_gives_no_occasion() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("email", "E-mail")]);
        assert_eq!(
            verdict::<PhoneWhyExplained>(made),
            Verdict::NotApplicable("no-phone-field")
        );
    }
}
