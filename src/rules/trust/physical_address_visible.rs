//! A full street address stands on every page or one tap away, outside the checkout.
//!
//! A template's example fails. Conflicting addresses are `brand-consistency-names`'
//! matter, and an address of an office service is an address.

use crate::model::page::{Page, PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::contact::is_placeholder_address;
use crate::rules::facts::reach::{one_tap, unread};
use crate::rules::facts::schema;
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `physical-address-visible`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhysicalAddressVisible {
    /// Share of the pages that must have it within one tap, in percent.
    pub min_near_pct: f64,
}

const LABELS: Words = &[
    "address",
    "our address",
    "〒",
    "住所",
    "所在地",
    "anschrift",
    "adresse",
    "dirección",
    "indirizzo",
    "adres",
];

impl Rule for PhysicalAddressVisible {
    const ID: &'static str = "physical-address-visible";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let reach = one_tap(seen, |page, facts| {
            own_addresses(page, facts).any(|a| !is_placeholder_address(a))
        });
        if reach.near_pct() >= self.min_near_pct {
            return Judgement::pass();
        }
        if reach.near > 0 {
            let place = Place::url(reach.far.as_deref().unwrap_or(&seen.evidence.target));
            let finding = Finding::says("far", place).with("near", reach.near);
            return Judgement::fail(vec![finding.with("pages", reach.pages)]);
        }
        let example = seen.pages().find_map(|(page, facts)| {
            let mut found = own_addresses(page, facts).filter(|a| is_placeholder_address(a));
            found.next().map(|a| (page, a))
        });
        if let Some((page, text)) = example {
            let finding = Finding::says("placeholder", Place::page(page));
            return Judgement::fail(vec![finding.with("text", short(text, 80))]);
        }
        // An address that is drawn, or written in a way that was not understood, is not excluded.
        let unsure = unread(seen, words("to-identity"))
            || seen.pages().any(|(page, facts)| labelled(page, facts));
        let finding =
            Finding::says("none", Place::url(&seen.evidence.target)).with("pages", reach.pages);
        Judgement::fail(vec![finding.likely_if(unsure)])
    }
}

/// Addresses on pages that speak of the store; those on product pages may be a maker's.
fn own_addresses<'p>(page: &Page, facts: &'p PageFacts) -> impl Iterator<Item = &'p str> {
    let speaks_of_store = !matches!(
        page.kind,
        PageKind::Product
            | PageKind::Listing
            | PageKind::Search
            | PageKind::Cart
            | PageKind::Checkout
            | PageKind::Account
    );
    let footer = &facts.footer_text;
    let addresses = facts.addresses.iter().map(String::as_str);
    addresses
        .filter(move |a| speaks_of_store || footer.contains(a.lines().next().unwrap_or(a)))
        .filter(|a| !only_in_markup(facts, a))
}

/// Whether an address was read from structured data and shoppers do not see its street.
fn only_in_markup(facts: &PageFacts, address: &str) -> bool {
    let squeeze = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let marked = schema::of_type(&facts.structured, &["PostalAddress"]);
    let mut streets = marked
        .iter()
        .filter_map(|item| schema::text(item, "streetAddress"));
    streets.any(|street| {
        address.contains(street.trim()) && !squeeze(&facts.text).contains(&squeeze(&street))
    })
}

fn labelled(page: &Page, facts: &PageFacts) -> bool {
    let kind = matches!(
        page.kind,
        PageKind::Contact | PageKind::Legal | PageKind::About
    );
    let words = |text: &str| mentions(&fold(text), LABELS);
    kind && words(&facts.text) || page.kind == PageKind::Home && words(&facts.footer_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, link, verdict};

    const REAL: &str = "〒150-0002 東京都渋谷区渋谷2-21-1";

    #[test]
    fn an_address_for_machines_only_is_not_visible() {
        let marked = |text: &str| {
            let made = Made::store().page(PageKind::About, "/about", |f| {
                f.text = text.into();
                f.addresses = vec!["1 Mill Lane, York, YO1 9ZZ".into()];
                f.structured = vec![serde_json::json!({"@type": "Organization", "address":
                    {"@type": "PostalAddress", "streetAddress": "1 Mill Lane"}})];
            });
            verdict::<PhysicalAddressVisible>(made)
        };
        assert_eq!(marked("Our shop: 1 Mill\u{a0}Lane, York"), Verdict::Pass);
        assert_eq!(marked("Who we are"), Verdict::Fail);
    }

    #[test]
    fn an_address_one_tap_from_every_page_passes() {
        let made = Made::store()
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("会社概要", "/about")]
            })
            .page(PageKind::About, "/about", |f| {
                f.addresses = vec![REAL.into()]
            });
        assert_eq!(verdict::<PhysicalAddressVisible>(made), Verdict::Pass);
    }

    #[test]
    fn an_address_that_most_pages_do_not_lead_to_fails() {
        let made = Made::store()
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("会社概要", "/about")]
            })
            .page(PageKind::Listing, "/mugs", |_| ())
            .page(PageKind::About, "/about", |f| {
                f.addresses = vec![REAL.into()]
            });
        let judged = judge::<PhysicalAddressVisible>(made);
        assert_eq!(
            (
                judged.findings[0].message,
                judged.findings[0].place.url.as_str()
            ),
            ("far", "https://shop.example/mugs")
        );
    }

    #[test]
    fn an_example_of_a_template_and_an_address_in_the_checkout_do_not_count() {
        let example = Made::store().page(PageKind::Home, "/", |f| {
            f.addresses = vec!["123 Main Street, Anytown".into()]
        });
        assert_eq!(
            judge::<PhysicalAddressVisible>(example).findings[0].message,
            "placeholder"
        );
        let checkout = Made::store().page(PageKind::Home, "/", |_| ()).page(
            PageKind::Checkout,
            "/checkout",
            |f| f.addresses = vec![REAL.into()],
        );
        assert_eq!(
            judge::<PhysicalAddressVisible>(checkout).findings[0].message,
            "none"
        );
    }

    #[test]
    fn a_label_without_an_address_that_was_understood_is_only_likely() {
        let made = Made::store().page(PageKind::Contact, "/contact", |f| {
            f.text = "住所\n(画像)".into()
        });
        assert_eq!(
            judge::<PhysicalAddressVisible>(made).findings[0].certainty,
            Certainty::Likely
        );
    }
}
