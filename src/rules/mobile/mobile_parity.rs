//! The phone shows what the desktop shows: price, stock, reviews, sections, contact and legal links.
//!
//! A collapsed section counts as present: its heading or button is there. Only
//! what is missing altogether is told, and as likely, for words may differ.

use crate::model::device::Device;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Look;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use url::Url;

/// Thresholds of `mobile-parity`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MobileParity {}

/// What matters for buying: the rulebook's word, and the words by which it shows.
const ESSENTIALS: &[(&str, Words)] = &[
    (
        "@parity.stock",
        &[
            "in stock",
            "out of stock",
            "available",
            "sold out",
            "在庫",
            "残り",
            "売り切れ",
            "auf lager",
            "en stock",
            "disponible",
            "disponibile",
            "op voorraad",
        ],
    ),
    (
        "@parity.reviews",
        &[
            "reviews",
            "review",
            "レビュー",
            "口コミ",
            "bewertungen",
            "avis",
            "opiniones",
            "recensioni",
            "beoordelingen",
        ],
    ),
    (
        "@parity.delivery",
        &[
            "delivery",
            "shipping",
            "送料",
            "配送",
            "お届け",
            "versand",
            "livraison",
            "envío",
            "spedizione",
            "verzending",
        ],
    ),
    (
        "@parity.returns",
        &[
            "returns",
            "return policy",
            "返品",
            "rückgabe",
            "retours",
            "devoluciones",
            "resi",
            "retourneren",
        ],
    ),
    (
        "@parity.contact",
        &[
            "contact",
            "contact us",
            "お問い合わせ",
            "お問合せ",
            "kontakt",
            "contacto",
            "contatti",
        ],
    ),
    (
        "@parity.legal",
        &[
            "terms",
            "imprint",
            "legal",
            "特定商取引法",
            "impressum",
            "agb",
            "mentions légales",
            "aviso legal",
            "note legali",
            "privacy",
            "プライバシー",
        ],
    ),
];

impl Rule for MobileParity {
    const ID: &'static str = "mobile-parity";
    const NEEDS: &'static [Need] = &[
        Need::Device(Device::Mobile),
        Need::Device(Device::Desktop),
        Need::Step(Goal::Product),
    ];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let on = |device| {
            seen.steps_for(Goal::Product)
                .find(|(j, _)| j.device == device)
        };
        let (Some(phone), Some((_, desk))) = (on(Device::Mobile), on(Device::Desktop)) else {
            return Judgement::unknown("no-product-step");
        };
        if path(&phone.1.url) != path(&desk.url) {
            return Judgement::unknown("different-products");
        }
        Judgement::by(missing(phone, desk))
    }
}

fn missing((journey, phone): (&Journey, &Step), desk: &Step) -> Vec<Finding> {
    let place = || Place::step(journey, phone);
    let (small, wide) = (phone.settled(), desk.settled());
    let mut findings = Vec::new();
    if !wide.prices.is_empty() && small.prices.is_empty() {
        findings.push(Finding::says("part", place()).with("part", "@parity.price"));
    }
    let (there, here) = (everything(wide, false), everything(small, true));
    for (part, words) in ESSENTIALS {
        if mentions(&there, words) && !mentions(&here, words) {
            findings.push(Finding::says("part", place()).with("part", part).likely());
        }
    }
    let squeezed: String = here.split_whitespace().collect();
    for (level, heading) in &wide.headings {
        let wanted: String = fold(heading).split_whitespace().collect();
        if *level <= 3 && !wanted.is_empty() && !squeezed.contains(&wanted) {
            let finding = Finding::says("heading", place()).with("heading", short(heading, 80));
            findings.push(finding.likely());
        }
    }
    findings
}

/// Visible text, headings and names of controls; on the phone also of controls in closed menus.
fn everything(look: &Look, closed_too: bool) -> String {
    let names = look
        .controls
        .iter()
        .filter(|c| closed_too || c.visible)
        .map(|c| c.name.as_str());
    let headings = look.headings.iter().map(|(_, text)| text.as_str());
    let parts: Vec<&str> = std::iter::once(look.text.as_str())
        .chain(headings)
        .chain(names)
        .collect();
    fold(&parts.join("\n"))
}

fn path(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| url.to_owned(),
        |url| url.path().trim_end_matches('/').to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, judge, price, verdict};

    fn both(phone: impl Fn(&mut Look)) -> Made {
        let desk = |look: &mut Look| {
            look.text = "Blue mug\nIn stock\nMaterial: clay".into();
            look.headings = vec![(1, "Blue mug".into()), (2, "Details".into())];
            look.prices = vec![price(12.0, "GBP", "")];
        };
        Made::store()
            .step(Goal::Product, |s| {
                desk(&mut s.look);
                phone(&mut s.look);
            })
            .step_on(Device::Desktop, Goal::Product, |s| desk(&mut s.look))
    }

    #[test]
    fn the_same_page_passes_and_so_does_a_collapsed_section() {
        assert_eq!(verdict::<MobileParity>(both(|_| ())), Verdict::Pass);
        let collapsed = both(|l| {
            l.headings.truncate(1);
            let mut toggle = button("Details");
            toggle.visible = false;
            l.controls = vec![toggle];
        });
        assert_eq!(verdict::<MobileParity>(collapsed), Verdict::Pass);
    }

    #[test]
    fn what_the_phone_lacks_is_named() {
        let judged = judge::<MobileParity>(both(|l| {
            l.text = "Blue mug".into();
            l.headings.truncate(1);
            l.prices.clear();
        }));
        let told: Vec<_> = judged
            .findings
            .iter()
            .map(|f| f.args[0].1.as_str())
            .collect();
        assert_eq!(told, ["@parity.price", "@parity.stock", "Details"]);
    }

    #[test]
    fn two_different_products_cannot_be_compared() {
        let made =
            both(|_| ()).with(|e| e.journeys[0].steps[0].url = "https://shop.example/other".into());
        assert_eq!(
            verdict::<MobileParity>(made),
            Verdict::Unknown("different-products")
        );
    }
}
