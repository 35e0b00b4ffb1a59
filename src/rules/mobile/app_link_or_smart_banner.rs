//! Where the store has an app, its pages lead to it, and the links work.
//!
//! A store without an app loses nothing: then the rule does not apply.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::reach::external_status;
use crate::rules::facts::vendors::is_of;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `app-link-or-smart-banner`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppLinkOrSmartBanner {}

const APP_STORES: &[&str] = &[
    "apps.apple.com",
    "itunes.apple.com/app",
    "itunes.apple.com/jp/app",
    "play.google.com/store/apps",
];

impl Rule for AppLinkOrSmartBanner {
    const ID: &'static str = "app-link-or-smart-banner";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let links = app_links(seen);
        let mut banner = false;
        let mut broken = None;
        for (page, facts) in seen.pages() {
            let banners = facts.app_meta.iter();
            for (_, content) in banners.filter(|(name, _)| name == "apple-itunes-app") {
                banner = true;
                if !names_an_app(content) && broken.is_none() {
                    broken = Some(Finding::at(Place::page(page)).with("url", content));
                }
            }
        }
        if let Some(broken) = broken {
            return Judgement::fail(vec![broken]);
        }
        if links.is_empty() {
            // The banner of the system is shown only for an app that exists.
            return match banner {
                true => Judgement::pass(),
                false => Judgement::not_applicable("no-app"),
            };
        }
        let mut findings = Vec::new();
        let mut open = false;
        for (url, place) in links {
            match external_status(seen, url) {
                Some(404 | 410) => findings.push(Finding::at(place).with("url", url)),
                Some(200..=399) => {}
                Some(_) | None => open = true,
            }
        }
        if findings.is_empty() && open {
            return Judgement::unknown("links-not-checked");
        }
        Judgement::by(findings)
    }
}

/// Links to the app stores, and where each stands first.
pub fn app_links<'a>(seen: &Seen<'a>) -> BTreeMap<&'a str, Place> {
    let mut links = BTreeMap::new();
    for (page, facts) in seen.pages() {
        let stores = facts.links.iter().filter(|l| is_of(&l.url, APP_STORES));
        for link in stores {
            links
                .entry(link.url.as_str())
                .or_insert_with(|| Place::page(page));
        }
    }
    links
}

/// Whether a banner's `app-id` is a number of the App Store and no placeholder.
fn names_an_app(content: &str) -> bool {
    let id = content
        .split(',')
        .find_map(|part| part.trim().strip_prefix("app-id="))
        .unwrap_or_default()
        .trim();
    !id.is_empty() && id.chars().all(|c| c.is_ascii_digit()) && id.chars().any(|c| c != '0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, link, verdict};

    const APP: &str = "https://apps.apple.com/jp/app/kissa/id1";

    fn with(status: Option<Option<u16>>) -> Verdict {
        let made = Made::store()
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("App Store", APP)]
            })
            .site(|s| {
                s.checked_external = status.map(|s| (APP.to_owned(), s)).into_iter().collect()
            });
        verdict::<AppLinkOrSmartBanner>(made)
    }

    #[test]
    fn a_link_that_works_passes_a_dead_one_fails_and_an_unchecked_one_is_unknown() {
        assert_eq!(with(Some(Some(200))), Verdict::Pass);
        assert_eq!(with(Some(Some(404))), Verdict::Fail);
        assert_eq!(with(Some(None)), Verdict::Unknown("links-not-checked"));
        assert_eq!(with(None), Verdict::Unknown("links-not-checked"));
    }

    #[test]
    fn a_banner_passes_unless_its_app_is_a_placeholder() {
        let banner = |content: &str| {
            let made = Made::store().page(PageKind::Home, "/", |f| {
                f.app_meta = vec![("apple-itunes-app".to_owned(), content.to_owned())]
            });
            verdict::<AppLinkOrSmartBanner>(made)
        };
        assert_eq!(banner("app-id=284882215, app-argument=x"), Verdict::Pass);
        assert_eq!(banner("app-id=000000000"), Verdict::Fail);
        assert_eq!(banner("app-id="), Verdict::Fail);
    }

    #[test]
    fn no_app_is_no_fault() {
        let made = Made::store().page(PageKind::Home, "/", |_| ());
        assert_eq!(
            verdict::<AppLinkOrSmartBanner>(made),
            Verdict::NotApplicable("no-app")
        );
    }
}
