//! Japanese stores can be reached on LINE: an official account, a friend link or LINE login.

use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::vendors::{is_of, messenger};
use crate::rules::facts::words::{fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `line-official-account`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineOfficialAccount {}

impl Rule for LineOfficialAccount {
    const ID: &'static str = "line-official-account";
    const NEEDS: &'static [Need] = &[Need::Site];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let is_line = |url: &str, text: &str| {
            messenger(url) == Some("LINE")
                || is_of(
                    url,
                    &["access.line.me", "liff.line.me", "scdn.line-apps.com"],
                )
                || is_named(text)
        };
        let linked = seen
            .views()
            .iter()
            .any(|view| view.links.iter().any(|link| is_line(link.url, link.text)));
        let button = seen.pages().any(|(_, facts)| {
            facts
                .images
                .iter()
                .any(|image| is_of(&image.src, &["scdn.line-apps.com"]))
        });
        let finding =
            Finding::at(Place::url(&seen.evidence.target)).with("pages", seen.pages_read());
        Judgement::by(if linked || button {
            vec![]
        } else {
            vec![finding]
        })
    }
}

/// "LINEで友だち追加", but not "LINEで送る", which shares the page, nor "online".
fn is_named(text: &str) -> bool {
    if !text.contains("LINE") && !text.contains("ライン") {
        return false;
    }
    let text = fold(text);
    mentions(
        &text,
        &[
            "line公式",
            "line 公式",
            "lineで友だち",
            "line友だち",
            "lineお友達",
            "lineで問い合わせ",
            "lineで相談",
            "lineログイン",
            "lineでログイン",
            "line login",
            "lineアカウント",
            "line@",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, link, verdict};

    fn with(market: Market, text: &str, url: &str) -> Verdict {
        let made = Made::store().market(market);
        verdict::<LineOfficialAccount>(
            made.page(PageKind::Home, "/", |f| f.links = vec![link(text, url)]),
        )
    }

    #[test]
    fn a_friend_link_or_login_passes() {
        assert_eq!(
            with(Market::Jp, "友だち追加", "https://lin.ee/abc"),
            Verdict::Pass
        );
        assert_eq!(
            with(Market::Jp, "LINEでログイン", "/login/line"),
            Verdict::Pass
        );
    }

    #[test]
    fn a_share_button_is_no_account_and_other_markets_are_not_concerned() {
        assert_eq!(
            with(
                Market::Jp,
                "LINEで送る",
                "https://social-plugins.line.me/lineit/share"
            ),
            Verdict::Fail
        );
        assert_eq!(
            with(Market::Us, "Mugs", "/mugs"),
            Verdict::NotApplicable("market")
        );
    }
}
