//! The page on delivery tells what one must know: fees, free limit, time to ship, carriers, choice of date, holidays.
//!
//! A flat fee is a fee. Guide and FAQ pages that name the subject stand in for a page of its own.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::{body, on};
use crate::rules::facts::goods::nothing_is_sent;
use crate::rules::facts::policy::{SHIPPING, missing};
use crate::rules::facts::reach::{unread, why_unread};
use crate::rules::facts::word_list::words;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `shipping-policy-complete`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingPolicyComplete {
    /// Items that must be told, of 6.
    pub min_items: usize,
}

impl Rule for ShippingPolicyComplete {
    const ID: &'static str = "shipping-policy-complete";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if nothing_is_sent(seen) {
            return Judgement::not_applicable("nothing-is-sent");
        }
        let pages = on(seen, PageKind::Shipping, words("to-delivery"));
        let Some((first, _)) = pages.first() else {
            if unread(seen, words("to-delivery")) {
                return Judgement::unknown(why_unread(seen, "policy-not-read"));
            }
            let finding = Finding::says("none", Place::url(&seen.evidence.target))
                .with("item", "@shipping.all");
            return Judgement::fail(vec![finding.with("pages", seen.pages_read())]);
        };
        let texts: Vec<String> = pages.iter().map(|(_, facts)| body(facts)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let lacking = missing(SHIPPING, &texts);
        if SHIPPING.len() - lacking.len() >= self.min_items {
            return Judgement::pass();
        }
        let findings = lacking.iter().map(|code| {
            let finding = Finding::says("missing", Place::page(first));
            // Words may differ from those that are known.
            finding
                .with("item", format!("@shipping.{code}"))
                .with("pages", pages.len())
                .likely()
        });
        Judgement::fail(findings.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn with(kind: PageKind, title: &str, text: &str) -> Made {
        Made::store().page(kind, "/page", |f| {
            f.title = title.into();
            f.text = text.into();
        })
    }

    const FULL: &str = "送料：全国一律600円（5,000円以上で送料無料）\nご注文から2営業日以内に発送します。\nヤマト運輸\n時間帯指定ができます。\n土日祝は休業";

    #[test]
    fn five_of_six_items_pass_on_their_own_page_or_in_a_guide() {
        assert_eq!(
            verdict::<ShippingPolicyComplete>(with(PageKind::Shipping, "", FULL)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<ShippingPolicyComplete>(with(PageKind::Other, "ご利用ガイド", FULL)),
            Verdict::Pass
        );
    }

    #[test]
    fn a_heading_that_the_footer_links_to_is_part_of_the_page() {
        let made = Made::store().page(PageKind::Shipping, "/versand", |f| {
            f.headings = vec![(2, "Versandkosten".into())];
            f.text = "Versandkosten\nDHL Paket: 5,90 €, ab 49 € versandkostenfrei.\nVersandfertig in 2 Werktagen.\nNicht an Feiertagen.".into();
            f.links = vec![crate::model::page::Link {
                region: crate::model::page::Region::Footer,
                ..crate::rules::testing::link("Versandkosten", "/versand")
            }];
        });
        assert_eq!(verdict::<ShippingPolicyComplete>(made), Verdict::Pass);
    }

    #[test]
    fn what_is_missing_is_named() {
        let judged = judge::<ShippingPolicyComplete>(with(
            PageKind::Shipping,
            "",
            "Delivery costs £3.95 flat rate",
        ));
        let told: Vec<_> = judged
            .findings
            .iter()
            .map(|f| f.args[0].1.as_str())
            .collect();
        assert_eq!(
            told,
            [
                "@shipping.time-to-ship",
                "@shipping.carriers",
                "@shipping.date-slot",
                "@shipping.holidays"
            ]
        );
    }

    #[test]
    fn no_page_at_all_fails_with_the_pages_named() {
        assert_eq!(
            judge::<ShippingPolicyComplete>(with(PageKind::Home, "Kissa", "")).findings[0].message,
            "none"
        );
    }
}
