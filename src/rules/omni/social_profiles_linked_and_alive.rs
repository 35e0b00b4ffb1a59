//! At least two profiles on social networks are linked, and they are there.
//!
//! Networks keep programs out: a profile that refuses to answer is unknown, never a
//! fault. `#` links, share buttons and the shop software's own profiles do not count.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::reach::external_status;
use crate::rules::facts::vendors::linked_profile;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `social-profiles-linked-and-alive`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialProfilesLinkedAndAlive {
    /// Networks that must be linked.
    pub min_profiles: usize,
}

impl Rule for SocialProfilesLinkedAndAlive {
    const ID: &'static str = "social-profiles-linked-and-alive";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let profiles = profiles(seen);
        if profiles.len() < self.min_profiles {
            let finding = Finding::says("few", Place::url(&seen.evidence.target));
            let finding = finding
                .with("count", profiles.len())
                .with("pages", seen.pages_read());
            return Judgement::fail(vec![finding]);
        }
        let mut dead = Vec::new();
        let mut silent = false;
        for (network, (url, place)) in profiles {
            match external_status(seen, url) {
                Some(404 | 410) => dead.push(
                    Finding::says("dead", place)
                        .with("network", network)
                        .with("url", url),
                ),
                Some(200..=399) => {}
                Some(_) | None => silent = true,
            }
        }
        if dead.is_empty() && silent {
            return Judgement::unknown("links-not-checked");
        }
        Judgement::by(dead)
    }
}

/// The first profile that is linked on each network: its address and where the link stands.
pub fn profiles<'a>(seen: &Seen<'a>) -> BTreeMap<&'static str, (&'a str, Place)> {
    let mut profiles = BTreeMap::new();
    for (page, facts) in seen.pages() {
        for link in &facts.links {
            if let Some(network) = linked_profile(link) {
                let first = || (link.url.as_str(), Place::page(page));
                profiles.entry(network).or_insert_with(first);
            }
        }
    }
    profiles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    const ONE: &str = "https://www.instagram.com/kissa";
    const TWO: &str = "https://x.com/kissa";

    fn with(urls: &[&str], status: &[(&str, Option<u16>)]) -> Made {
        Made::store()
            .page(PageKind::Home, "/", |f| {
                f.links = urls.iter().map(|url| link("SNS", url)).collect()
            })
            .site(|s| {
                s.checked_external = status.iter().map(|(u, s)| ((*u).to_owned(), *s)).collect()
            })
    }

    #[test]
    fn two_profiles_that_answer_pass() {
        let made = with(&[ONE, TWO], &[(ONE, Some(200)), (TWO, Some(302))]);
        assert_eq!(verdict::<SocialProfilesLinkedAndAlive>(made), Verdict::Pass);
    }

    #[test]
    fn a_network_that_keeps_programs_out_is_unknown_and_a_dead_profile_fails() {
        let blocked = with(&[ONE, TWO], &[(ONE, Some(200)), (TWO, Some(403))]);
        assert_eq!(
            verdict::<SocialProfilesLinkedAndAlive>(blocked),
            Verdict::Unknown("links-not-checked")
        );
        let dead = with(&[ONE, TWO], &[(ONE, Some(404)), (TWO, Some(403))]);
        assert_eq!(
            judge::<SocialProfilesLinkedAndAlive>(dead).findings[0].message,
            "dead"
        );
    }

    #[test]
    fn a_network_that_anybody_may_host_is_known_by_the_link_that_says_so() {
        let hosts = ["https://toots.example/@kissa", "https://pix.example/kissa"];
        let made = |rel: &str| {
            let rel = rel.to_owned();
            Made::store()
                .page(PageKind::Home, "/", move |f| {
                    let named = ["Mastodon", "Follow us on Pixelfed"];
                    let links = named.iter().zip(hosts).map(|(text, url)| link(text, url));
                    f.links = links.collect();
                    f.links
                        .iter_mut()
                        .for_each(|link| link.rel.clone_from(&rel));
                })
                .site(|s| s.checked_external = hosts.map(|url| (url.to_owned(), Some(200))).into())
        };
        assert_eq!(
            verdict::<SocialProfilesLinkedAndAlive>(made("me noopener")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<SocialProfilesLinkedAndAlive>(made("noopener")),
            Verdict::Fail
        );
    }

    #[test]
    fn share_buttons_and_the_vendors_profile_do_not_count() {
        let made = with(
            &[
                ONE,
                "https://x.com/intent/tweet",
                "https://www.facebook.com/shopify",
            ],
            &[],
        );
        assert_eq!(
            judge::<SocialProfilesLinkedAndAlive>(made).findings[0].message,
            "few"
        );
    }
}
