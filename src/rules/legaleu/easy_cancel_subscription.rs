//! Whoever subscribes online can end it online, and the pages say how; not by telephone only.
//!
//! Stores without subscriptions are not concerned. The steps themselves lie behind a
//! login and are not counted.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::body;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `easy-cancel-subscription`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EasyCancelSubscription {}

const OFFERED: Words = &[
    "subscribe & save",
    "subscribe and save",
    "subscription box",
    "monthly subscription",
    "autoship",
    "auto-renews",
    "renews automatically",
    "manage subscription",
    "定期購入",
    "定期便",
    "定期コース",
    "サブスクリプション",
    "定期お届け",
    "abonnement",
    "spar-abo",
    "im abo",
    "suscripción",
    "abbonamento",
];
const SUBJECT: Words = &[
    "subscription",
    "subscriptions",
    "autoship",
    "定期",
    "サブスク",
    "abo",
    "abonnement",
    "suscripción",
    "abbonamento",
];
const CANCEL: Words = &[
    "cancel",
    "cancelling",
    "cancellation",
    "pause or cancel",
    "解約",
    "休止",
    "停止",
    "退会",
    "キャンセル",
    "kündigen",
    "kündigung",
    "kündbar",
    "résilier",
    "résiliation",
    "cancelar",
    "disdire",
    "disdetta",
    "opzeggen",
    "stopzetten",
];
const ONLINE: Words = &[
    "account",
    "online",
    "website",
    "any time",
    "anytime",
    "click",
    "link",
    "form",
    "email",
    "e-mail",
    "マイページ",
    "ログイン",
    "サイト",
    "ウェブ",
    "web",
    "フォーム",
    "いつでも",
    "メール",
    "line",
    "konto",
    "jederzeit",
    "compte",
    "en ligne",
    "à tout moment",
    "cuenta",
    "en línea",
    "in qualsiasi momento",
    "te allen tijde",
    "op elk moment",
];
const PHONE: Words = &[
    "call",
    "by phone",
    "by telephone",
    "telephone",
    "電話",
    "お電話",
    "コールセンター",
    "telefonisch",
    "anrufen",
    "par téléphone",
    "por teléfono",
    "per telefono",
    "telefonisch opzeggen",
];

/// "Online cancellation is not possible" offers no way.
const NEGATED: Words = &[
    "not",
    "cannot",
    "can't",
    "unable",
    "できません",
    "いただけません",
    "承っておりません",
    "受け付けておりません",
    "お受けできません",
    "nicht",
    "ne peut pas",
    "no se puede",
    "non è possibile",
    "niet",
];

impl Rule for EasyCancelSubscription {
    const ID: &'static str = "easy-cancel-subscription";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let sells = [PageKind::Product, PageKind::Home, PageKind::Cart];
        let offered = sells
            .iter()
            .flat_map(|kind| seen.views_of(*kind))
            .take(60)
            .any(|view| mentions(&fold(view.text), OFFERED));
        if !offered {
            return Judgement::not_applicable("no-subscription");
        }
        let guides = [
            PageKind::Faq,
            PageKind::Legal,
            PageKind::Account,
            PageKind::Shipping,
            PageKind::Returns,
            PageKind::Other,
            PageKind::Product,
        ];
        let mut phone_only = None;
        for (page, facts) in seen
            .pages()
            .filter(|(page, _)| guides.contains(&page.kind))
            .take(150)
        {
            let text = body(facts);
            let lines: Vec<&str> = text.lines().collect();
            for at in 0..lines.len() {
                let block = lines[at..(at + 3).min(lines.len())].join("\n");
                if !mentions(lines[at], CANCEL) || !mentions(&block, SUBJECT) {
                    continue;
                }
                let sentences = || block.split(['.', '。', '!', '\n']);
                if sentences().any(|said| mentions(said, ONLINE) && !mentions(said, NEGATED)) {
                    return Judgement::pass();
                }
                if mentions(&block, PHONE) {
                    phone_only.get_or_insert_with(|| Place::page(page));
                }
            }
        }
        let finding = match phone_only {
            Some(place) => Finding::says("phone", place),
            None => Finding::says("untold", Place::url(&seen.evidence.target)),
        };
        Judgement::fail(vec![finding.with("pages", seen.pages_read()).likely()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn with(faq: &str) -> Made {
        Made::store()
            .page(PageKind::Product, "/tea", |f| {
                f.text = "Subscribe & save 10%\n定期便".into()
            })
            .page(PageKind::Faq, "/faq", |f| f.text = faq.into())
    }

    #[test]
    fn an_online_way_passes() {
        assert_eq!(
            verdict::<EasyCancelSubscription>(with(
                "How do I cancel my subscription?\nIn your account, any time."
            )),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<EasyCancelSubscription>(with(
                "定期便の解約はマイページからお手続きいただけます"
            )),
            Verdict::Pass
        );
    }

    #[test]
    fn the_telephone_only_or_nothing_is_told() {
        assert_eq!(
            judge::<EasyCancelSubscription>(with("定期便の解約はお電話にて承ります")).findings[0]
                .message,
            "phone"
        );
        assert_eq!(
            judge::<EasyCancelSubscription>(with("")).findings[0].message,
            "untold"
        );
    }

    #[test]
    fn a_denied_way_is_none() {
        let denied = "Subscriptions can only be cancelled by telephone. Online cancellation is not possible.";
        assert_eq!(
            judge::<EasyCancelSubscription>(with(denied)).findings[0].message,
            "phone"
        );
    }

    #[test]
    fn a_store_without_subscriptions_is_not_concerned() {
        let made = Made::store().page(PageKind::Product, "/tea", |f| f.text = "Tea".into());
        assert_eq!(
            verdict::<EasyCancelSubscription>(made),
            Verdict::NotApplicable("no-subscription")
        );
    }
}
