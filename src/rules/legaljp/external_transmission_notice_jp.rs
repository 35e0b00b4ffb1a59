//! Where pages send data of visitors to analytics or advertising, a page tells to whom (外部送信).
//!
//! The duty usually does not cover a shop that sells its own goods, so that this is advice: a miss is
//! likely, and weighs little. A store that loads nothing of the kind is not concerned.

use crate::model::page::PageKind;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::facts::vendors::{TRACKERS, is_of};
use crate::rules::security::trackers_before_consent::is_tracker;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `external-transmission-notice-jp`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExternalTransmissionNoticeJp {}

impl Rule for ExternalTransmissionNoticeJp {
    const ID: &'static str = "external-transmission-notice-jp";
    const NEEDS: &'static [Need] = &[Need::Home];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let Some((view, tracker)) = seen.views().iter().find_map(sends) else {
            return match seen.steps().next() {
                // Scripts that a tag manager adds show only in a browser.
                None => Judgement::unknown("no-journey"),
                Some(_) => Judgement::not_applicable("no-external-transmission"),
            };
        };
        if seen.views().iter().any(tells) {
            return Judgement::pass();
        }
        let finding = Finding::at(view.place.clone())
            .with("host", tracker)
            .with("pages", seen.pages_read());
        Judgement::fail(vec![finding.likely()])
    }
}

/// A host of analytics or advertising that a page asks.
fn sends<'s, 'a>(view: &'s View<'a>) -> Option<(&'s View<'a>, &'a str)> {
    let scripts = view.facts.into_iter().flat_map(|facts| &facts.scripts);
    let asked = view.step.into_iter().flat_map(|step| &step.requests);
    let asked = asked.filter(|r| is_tracker(r)).map(|r| &r.url);
    let mut urls = scripts.filter(|url| is_of(url, TRACKERS)).chain(asked);
    let url = urls.next()?;
    Some((view, url.split('/').nth(2).unwrap_or(url)))
}

fn tells(view: &View<'_>) -> bool {
    let told = |text: &str| has("external-transmission", text);
    let policy = matches!(
        view.kind,
        PageKind::Privacy | PageKind::Legal | PageKind::Other
    );
    view.links.iter().any(|link| told(link.text)) || told(view.title) || policy && told(view.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, link, request, verdict};

    fn store(script: &str, text: &str) -> Verdict {
        let (script, text) = (request("script", script), text.to_owned());
        let made = Made::store()
            .market(Market::Jp)
            .page(PageKind::Home, "/", |f| f.links = vec![link(&text, "/p")])
            .step(Goal::Home, |step| step.requests = vec![script]);
        verdict::<ExternalTransmissionNoticeJp>(made)
    }

    const TRACKER: &str = "https://www.googletagmanager.com/gtag/js?id=G-1";

    #[test]
    fn a_tracker_needs_a_notice() {
        assert_eq!(store(TRACKER, "特定商取引法に基づく表記"), Verdict::Fail);
        for words in [
            "外部送信ポリシー",
            "利用者情報の外部送信について",
            "クッキーポリシー",
        ] {
            assert_eq!(store(TRACKER, words), Verdict::Pass, "{words}");
        }
    }

    #[test]
    fn a_store_without_trackers_is_not_concerned() {
        assert_eq!(
            store("/app.js", ""),
            Verdict::NotApplicable("no-external-transmission")
        );
    }
}
