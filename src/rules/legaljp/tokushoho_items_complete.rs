//! The page by the 特定商取引法 names its eleven core items with concrete values.
//!
//! "Disclosed on request" is accepted for address, telephone and person where a mail
//! contact stands there. A page of pictures cannot be read.

use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::tokushoho::{is_link, is_page, missing};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `tokushoho-items-complete`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokushohoItemsComplete {
    /// A page with fewer characters than this is a picture of a page.
    pub min_chars: usize,
}

impl Rule for TokushohoItemsComplete {
    const ID: &'static str = "tokushoho-items-complete";
    const NEEDS: &'static [Need] = &[Need::Site];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let pages = seen.pages().filter(|(_, facts)| is_page(facts));
        // The page with the fewest gaps is the page itself; others only mention it.
        let best = pages
            .map(|(page, facts)| (missing(facts), page, facts))
            .min_by_key(|(gaps, _, _)| gaps.len());
        let Some((gaps, page, facts)) = best else {
            let linked = seen.pages().any(|(_, facts)| {
                facts
                    .links
                    .iter()
                    .any(|link| is_link(&link.text, &link.url))
            });
            if linked {
                return Judgement::unknown("tokushoho-not-read");
            }
            let finding = Finding::says("none", Place::url(&seen.evidence.target));
            return Judgement::fail(vec![finding.with("pages", seen.pages_read())]);
        };
        let letters = facts.text.chars().filter(|c| c.is_alphanumeric()).count();
        if letters < self.min_chars && !facts.images.is_empty() {
            return Judgement::unknown("page-is-a-picture");
        }
        let findings = gaps.iter().map(|code| {
            Finding::says("missing", Place::page(page)).with("item", format!("@tokushoho.{code}"))
        });
        Judgement::by(findings.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PageKind, StaticImage};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    const COMPLETE: &str = "販売業者\n株式会社喫茶\n所在地：東京都渋谷区渋谷2-21-1\n電話番号：03-5555-1200\n代表者：山田太郎\n販売価格：商品ページに表示\n送料：全国一律600円\n手数料：代引手数料330円\n支払方法：クレジットカード\n支払時期：注文時\n引渡時期：3営業日以内に発送\n返品：商品到着後7日以内";

    fn with(text: &str) -> Made {
        Made::store()
            .market(Market::Jp)
            .page(PageKind::Legal, "/law", |f| {
                f.headings = vec![(1, "特定商取引法に基づく表記".into())];
                f.text = text.into();
            })
    }

    #[test]
    fn a_complete_page_passes_and_a_gap_is_named() {
        assert_eq!(
            verdict::<TokushohoItemsComplete>(with(COMPLETE)),
            Verdict::Pass
        );
        let judged =
            judge::<TokushohoItemsComplete>(with(&COMPLETE.replace("返品：商品到着後7日以内", "")));
        assert_eq!(judged.findings[0].args[0].1, "@tokushoho.returns");
    }

    #[test]
    fn a_picture_of_the_page_or_an_unread_link_is_unknown() {
        let picture = Made::store()
            .market(Market::Jp)
            .page(PageKind::Legal, "/law", |f| {
                f.title = "特定商取引法に基づく表記".into();
                f.images = vec![StaticImage {
                    src: "/law.png".into(),
                    alt: None,
                    sized: false,
                    loading: None,
                    responsive: false,
                }];
            });
        assert_eq!(
            verdict::<TokushohoItemsComplete>(picture),
            Verdict::Unknown("page-is-a-picture")
        );
        let linked = Made::store()
            .market(Market::Jp)
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("特商法", "/law")]
            });
        assert_eq!(
            verdict::<TokushohoItemsComplete>(linked),
            Verdict::Unknown("tokushoho-not-read")
        );
    }
}
