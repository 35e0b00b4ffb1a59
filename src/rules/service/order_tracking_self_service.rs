//! Where is my order? Buyers can look it up by themselves, or are told how, without an account.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::body;
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `order-tracking-self-service`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderTrackingSelfService {}

const LINK: Words = &[
    "track order",
    "track my order",
    "track your order",
    "track an order",
    "track parcel",
    "track your parcel",
    "track package",
    "order tracking",
    "order status",
    "track & trace",
    "tracking",
    "order lookup",
    "find my order",
    "where is my order",
    "where's my order",
    "配送状況",
    "配達状況",
    "発送状況",
    "お荷物",
    "荷物の追跡",
    "追跡",
    "注文照会",
    "ご注文照会",
    "注文状況",
    "ご注文状況",
    "注文の確認",
    "配送追跡",
    "sendungsverfolgung",
    "bestellung verfolgen",
    "paket verfolgen",
    "bestellstatus",
    "suivi de commande",
    "suivre ma commande",
    "suivre mon colis",
    "seguimiento",
    "seguir mi pedido",
    "rastrear pedido",
    "traccia ordine",
    "traccia il tuo ordine",
    "tracking ordine",
    "bestelling volgen",
    "volg je bestelling",
];
const TOLD: Words = &[
    "tracking number",
    "tracking link",
    "tracking code",
    "tracking id",
    "track your order",
    "track your parcel",
    "track your delivery",
    "track and trace",
    "追跡番号",
    "お問い合わせ番号",
    "お問合せ番号",
    "送り状番号",
    "伝票番号",
    "配送状況をご確認",
    "配送状況が確認",
    "追跡サービス",
    "sendungsnummer",
    "trackingnummer",
    "tracking-link",
    "numéro de suivi",
    "lien de suivi",
    "número de seguimiento",
    "numero di tracking",
    "codice di tracciamento",
    "track-and-tracecode",
    "volgnummer",
];

impl Rule for OrderTrackingSelfService {
    const ID: &'static str = "order-tracking-self-service";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut behind_login = None;
        for (page, facts) in seen.pages() {
            for link in facts.links.iter().filter(|link| is_tracking(&link.text)) {
                if leads_to_login(seen, &link.url) {
                    behind_login.get_or_insert_with(|| Place::page(page));
                } else {
                    return Judgement::pass();
                }
            }
        }
        let guides = [
            PageKind::Faq,
            PageKind::Shipping,
            PageKind::Legal,
            PageKind::Contact,
            PageKind::Other,
        ];
        let told = seen
            .pages()
            .filter(|(page, _)| guides.contains(&page.kind))
            .take(80)
            .any(|(_, facts)| mentions(&body(facts), TOLD));
        if told {
            return Judgement::pass();
        }
        let finding = match behind_login {
            Some(place) => Finding::says("login", place),
            None => Finding::says("none", Place::url(&seen.evidence.target)),
        };
        Judgement::fail(vec![finding.with("pages", seen.pages_read())])
    }
}

fn is_tracking(text: &str) -> bool {
    let text = fold(text);
    text.chars().count() < 50 && mentions(&text, LINK)
}

/// Whether the link's address, or the page behind it, is a login.
fn leads_to_login(seen: &Seen<'_>, url: &str) -> bool {
    let login = |url: &str| {
        let path = bare(url).to_lowercase();
        [
            "login", "signin", "sign-in", "log-in", "/account", "mypage", "/member",
        ]
        .iter()
        .any(|part| path.contains(part))
    };
    let behind = seen.pages().find(|(page, _)| bare(&page.url) == bare(url));
    match behind {
        Some((page, facts)) => {
            let asks_password = facts
                .forms
                .iter()
                .any(|form| form.inputs.iter().any(|(kind, _, _)| kind == "password"));
            asks_password && (login(&page.final_url) || page.kind == PageKind::Account)
        }
        None => login(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn home(text: &str, path: &str) -> Made {
        Made::store().page(PageKind::Home, "/", |f| f.links = vec![link(text, path)])
    }

    #[test]
    fn a_link_without_login_or_an_instruction_passes() {
        assert_eq!(
            verdict::<OrderTrackingSelfService>(home("Track your order", "/track")),
            Verdict::Pass
        );
        let told = Made::store().page(PageKind::Shipping, "/s", |f| {
            f.text = "発送時に送り状番号をメールでお知らせします".into()
        });
        assert_eq!(verdict::<OrderTrackingSelfService>(told), Verdict::Pass);
    }

    #[test]
    fn only_behind_a_login_or_nowhere_fails() {
        assert_eq!(
            judge::<OrderTrackingSelfService>(home("ご注文照会", "/mypage/orders")).findings[0]
                .message,
            "login"
        );
        assert_eq!(
            judge::<OrderTrackingSelfService>(home("Mugs", "/mugs")).findings[0].message,
            "none"
        );
    }
}
