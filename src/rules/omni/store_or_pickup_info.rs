//! A store with shops in the street tells where they are, or that one can pick up there.
//!
//! Without any sign of such a shop the rule does not apply: most stores are online only.

use crate::model::page::{PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::contact::tells_hours;
use crate::rules::facts::pattern::find_all;
use crate::rules::facts::reach::shut_out;
use crate::rules::facts::schema;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `store-or-pickup-info`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreOrPickupInfo {}

const INFO: Words = &[
    "store locator",
    "find a store",
    "our stores",
    "our shops",
    "stores",
    "visit us",
    "visit our shop",
    "click & collect",
    "click and collect",
    "pick up in store",
    "in-store pickup",
    "store pickup",
    "local pickup",
    "collect in store",
    "店舗一覧",
    "店舗情報",
    "店舗案内",
    "店舗のご案内",
    "店舗のご紹介",
    "店舗紹介",
    "店舗検索",
    "実店舗",
    "ショップリスト",
    "直営店",
    "取扱店",
    "取扱店舗",
    "店舗受取",
    "店頭受取",
    "店舗受け取り",
    "店頭受け取り",
    "filialen",
    "filialfinder",
    "unsere läden",
    "click & reserve",
    "abholung",
    "nos boutiques",
    "nos magasins",
    "retrait en magasin",
    "nuestras tiendas",
    "tiendas físicas",
    "recogida en tienda",
    "i nostri negozi",
    "punti vendita",
    "ritiro in negozio",
    "onze winkels",
    "onze winkel",
    "winkels",
    "afhalen",
    "ladengeschäft",
    "unser laden",
    "unsere filialen",
    "nos points de vente",
    "notre magasin",
    "nossas lojas",
    "lojas físicas",
    "loja física",
    "retirada na loja",
    "门店",
    "門市",
    "门店查询",
    "門市據點",
    "매장안내",
    "매장 안내",
    "오프라인 매장",
];
const SIGNS: Words = &[
    "our showroom",
    "showroom",
    "our physical store",
    "brick-and-mortar",
    "brick and mortar",
    "visit our store",
    "visit our shop in",
    "in our shop",
    "実店舗",
    "直営店",
    "店頭でも",
    "店舗でも販売",
    "ショールーム",
    "ladengeschäft",
    "notre boutique",
    "nuestra tienda física",
    "il nostro negozio",
    "onze winkel",
];

impl Rule for StoreOrPickupInfo {
    const ID: &'static str = "store-or-pickup-info";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let short = |text: &str| text.chars().count() < 50 && mentions(&fold(text), INFO);
        let named = seen.pages().take(200).any(|(_, facts)| {
            facts.links.iter().any(|link| short(&link.text))
                || facts.headings.iter().any(|(_, text)| short(text))
        });
        // "Stores" in a menu with an address or hours behind it, or a way to collect at the checkout.
        let collect = seen.checkout_steps().any(|(_, step)| {
            mentions(
                &fold(&step.settled().text),
                &[
                    "click & collect",
                    "pick up in store",
                    "store pickup",
                    "collect in store",
                    "店舗受取",
                    "店頭受取",
                    "retrait en magasin",
                    "retrait en boutique",
                    "retrait à l'atelier",
                    "retrait sur place",
                    "abholung im",
                    "recogida en tienda",
                    "ritiro in negozio",
                    "afhalen in",
                    "ophalen in",
                    "abholung in",
                    "selbstabholung",
                    "retiro en tienda",
                    "levantar na loja",
                    "retirar na loja",
                    "retirada na loja",
                    "门店自提",
                    "門市自取",
                    "到店自取",
                    "매장 수령",
                    "매장수령",
                    "매장 픽업",
                ],
            )
        });
        let told = || seen.pages().take(200).any(|(_, facts)| tells_where(facts));
        if named || collect || told() {
            return Judgement::pass();
        }
        let kinds = [
            PageKind::Home,
            PageKind::About,
            PageKind::Contact,
            PageKind::Faq,
        ];
        let sign = seen
            .pages()
            .filter(|(page, _)| kinds.contains(&page.kind))
            .take(40)
            .find(|(_, facts)| {
                let items = schema::of_type(&facts.structured, &["Store", "LocalBusiness"]);
                let open = items.iter().any(|item| {
                    item.get("openingHours").is_some()
                        || item.get("openingHoursSpecification").is_some()
                });
                open || mentions(&fold(&facts.text), SIGNS)
            });
        match sign {
            Some((page, _)) => Judgement::fail(vec![
                Finding::at(Place::page(page))
                    .with("pages", seen.pages_read())
                    .likely(),
            ]),
            None if shut_out(seen) => Judgement::unknown("shut-out"),
            None => Judgement::not_applicable("no-shop-in-the-street"),
        }
    }
}

/// Compounds that end like a shop's name and are none of the street: "online shop", "to download".
const NO_SHOP: &[&str] = &[
    "online",
    "web",
    "internet",
    "thuis",
    "herunterladen",
    "runterladen",
    "hochladen",
    "einladen",
    "aufladen",
    "beladen",
    "entladen",
    "verladen",
    "nachladen",
    "überladen",
    "neuladen",
    "vorladen",
];
/// Lines behind the shop's name that may tell where or when: an address further on is the company's.
const BEHIND: usize = 1;

/// Whether a text names a shop in the street ("our mill shop", "Mühlenladen", "盛岡本店") and, close by, its
/// hours or one of the page's addresses.
fn tells_where(facts: &PageFacts) -> bool {
    let text = fold(&facts.text);
    let lines: Vec<&str> = text.lines().collect();
    let addresses: Vec<String> = facts.addresses.iter().map(|a| fold(a)).collect();
    (0..lines.len()).any(|at| {
        let mut names = find_all("street-shop", lines[at]).map(|m| &lines[at][m]);
        if !names.any(|name| !NO_SHOP.iter().any(|other| name.contains(other))) {
            return false;
        }
        let near = lines[at..lines.len().min(at + 1 + BEHIND)].join("\n");
        tells_hours(&near)
            || addresses
                .iter()
                .any(|a| !a.is_empty() && near.contains(a.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, link, verdict};

    #[test]
    fn a_list_of_shops_passes() {
        let made = Made::store().page(PageKind::Home, "/", |f| {
            f.links = vec![link("店舗一覧", "/shops")]
        });
        assert_eq!(verdict::<StoreOrPickupInfo>(made), Verdict::Pass);
    }

    #[test]
    fn a_shop_that_is_mentioned_but_nowhere_shown_is_likely_a_fault() {
        let made = Made::store().page(PageKind::About, "/about", |f| {
            f.text = "Or come to our showroom!".into()
        });
        assert_eq!(verdict::<StoreOrPickupInfo>(made), Verdict::Fail);
    }

    #[test]
    fn a_shop_in_a_compound_with_its_hours_is_shown() {
        let with = |text: &str| {
            verdict::<StoreOrPickupInfo>(
                Made::store().page(PageKind::About, "/about", |f| f.text = text.into()),
            )
        };
        for text in [
            "Mühlenladen\nMühlweg 7, 72525 Münsingen. Öffnungszeiten: Mo–Fr 8–18 Uhr",
            "Ladengeschäft im Mühlweg 7, geöffnet Mo–Fr 8–18 Uhr",
            "盛岡本店（JR盛岡駅から徒歩10分、営業時間10:00～18:00、水曜定休）でもご覧いただけます。",
            "Our shop in York is open Mon–Sat 9am–5pm.",
            "Onze fietsenwinkel in Deventer\nOpen: di–vr 9:00–18:00",
        ] {
            assert_eq!(with(text), Verdict::Pass, "{text}");
        }
        for text in [
            "Katalog herunterladen\nTelefon Mo–Fr 8–18 Uhr",
            "Onze webwinkel\nTelefonisch open: ma–vr 9:00–18:00",
            "Beliebt im Onlineladen, Öffnungszeiten: Mo–Fr 8–18 Uhr",
        ] {
            let none = Verdict::NotApplicable("no-shop-in-the-street");
            assert_eq!(with(text), none, "{text}");
        }
    }

    #[test]
    fn an_online_store_is_not_concerned() {
        let made = Made::store().page(PageKind::Home, "/", |_| ());
        assert_eq!(
            verdict::<StoreOrPickupInfo>(made),
            Verdict::NotApplicable("no-shop-in-the-street")
        );
    }
}
