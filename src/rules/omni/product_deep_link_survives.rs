//! A product's link with a campaign's parameters shows the same product at the same price, and it can be bought.
//!
//! Opened in a fresh profile, on a phone, as the browser inside a network's app. A bot
//! wall or an age gate is no verdict on the link.

use crate::model::probed::{DeepLink, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::money::same;
use crate::rules::facts::shop::{not_tried, place, runs};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `product-deep-link-survives`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductDeepLinkSurvives {}

impl Rule for ProductDeepLinkSurvives {
    const ID: &'static str = "product-deep-link-survives";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let runs = runs(seen);
        let links = runs
            .iter()
            .flat_map(|(run, shop)| shop.links.iter().map(|link| (*run, link)));
        let links: Vec<(&Probed, &DeepLink)> = links.collect();
        if links.is_empty() {
            return not_tried(seen, "deep-link");
        }
        if links.iter().all(|(_, link)| link.page == "wall") {
            return Judgement::unknown("probe-wall");
        }
        Judgement::by(
            links
                .iter()
                .flat_map(|(run, link)| faults(run, link))
                .collect(),
        )
    }
}

fn faults(run: &Probed, link: &DeepLink) -> Vec<Finding> {
    let says =
        |message| Finding::says(message, place(run, &link.opened, "")).with("landed", &link.landed);
    if let Some(status) = link.status.filter(|status| *status >= 400) {
        return vec![says("status").with("status", status)];
    }
    match link.page.as_str() {
        "wall" => return Vec::new(),
        "home" => return vec![says("home")],
        "login" => return vec![says("login")],
        "product" => {}
        _ => return vec![says("elsewhere")],
    }
    let mut faults = Vec::new();
    if let (Some(before), Some(now)) = (&link.price_before, &link.price)
        && before.currency == now.currency
        && !same(before.amount, now.amount)
    {
        let dearer = says("price")
            .with("before", &before.text)
            .with("now", &now.text);
        faults.push(dearer.likely_if(!link.title_kept));
    }
    if link.added == Some(false) {
        faults.push(says("cart").likely());
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, price, shop_run, verdict};

    fn made(change: impl FnOnce(&mut DeepLink)) -> Made {
        let mut link = DeepLink {
            opened: "https://shop.example/p/mug?utm_source=instagram".to_owned(),
            status: Some(200),
            page: "product".to_owned(),
            price_before: Some(price(20.0, "GBP", "")),
            price: Some(price(20.0, "GBP", "")),
            title_kept: true,
            added: Some(true),
            ..DeepLink::default()
        };
        change(&mut link);
        Made::store().with(|evidence| {
            evidence
                .probed
                .push(shop_run(|p| p.shop.links = vec![link]))
        })
    }

    #[test]
    fn the_same_product_at_the_same_price_that_can_be_bought_passes() {
        assert_eq!(
            verdict::<ProductDeepLinkSurvives>(made(|_| ())),
            Verdict::Pass
        );
    }

    #[test]
    fn what_becomes_of_the_link_is_named() {
        let said = |change: fn(&mut DeepLink)| {
            judge::<ProductDeepLinkSurvives>(made(change)).findings[0].message
        };
        assert_eq!(said(|l| l.page = "home".into()), "home");
        assert_eq!(said(|l| l.status = Some(404)), "status");
        assert_eq!(said(|l| l.price = Some(price(25.0, "GBP", ""))), "price");
        assert_eq!(said(|l| l.added = Some(false)), "cart");
        assert_eq!(said(|l| l.page = "login".into()), "login");
    }

    #[test]
    fn another_currency_or_a_wall_is_no_fault_of_the_link() {
        let abroad = made(|l| l.price = Some(price(23.0, "EUR", "")));
        assert_eq!(verdict::<ProductDeepLinkSurvives>(abroad), Verdict::Pass);
        let wall = made(|l| l.page = "wall".into());
        assert_eq!(
            verdict::<ProductDeepLinkSurvives>(wall),
            Verdict::Unknown("probe-wall")
        );
    }
}
