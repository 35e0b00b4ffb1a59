//! Which links to other sites the rules want to be tried: without a status they can only say "unknown".
//!
//! A shop links to hundreds of places; the rules ask for few of them: app stores,
//! profiles, press, issuers of seals. Those that a rule needs all of come first.

use crate::model::evidence::Evidence;
use crate::rules::Seen;
use crate::rules::mobile::app_link_or_smart_banner::app_links;
use crate::rules::omni::social_profiles_linked_and_alive::profiles;
use crate::rules::trust::press_coverage_external::articles;
use crate::rules::trust::trust_award_badges::seal_links;
use std::collections::BTreeSet;

/// Articles that are tried: one that answers is enough.
const ARTICLES: usize = 5;

/// Addresses on other sites whose status the rules ask for, as written, each once.
pub fn links(evidence: &Evidence) -> Vec<String> {
    let seen = Seen::new(evidence);
    let apps = app_links(&seen).into_keys();
    let profiles = profiles(&seen).into_values().map(|(url, _)| url);
    let articles = articles(&seen);
    let seals = seal_links(&seen);
    let articles = articles.iter().map(|link| link.url.as_str()).take(ARTICLES);
    let seals = seals.iter().map(|link| link.url.as_str());
    let mut known = BTreeSet::new();
    apps.chain(profiles)
        .chain(articles)
        .chain(seals)
        .filter(|url| known.insert(url.to_string()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::rules::testing::{Made, link};

    #[test]
    fn each_address_that_a_rule_asks_for_is_wanted_once_and_no_other() {
        let wanted = [
            "https://apps.apple.com/jp/app/kissa/id1",
            "https://www.instagram.com/kissa",
            "https://news.example.org/2026/mugs",
            "https://www.trustedshops.de/bewertung/info_X.html",
        ];
        let evidence = Made::store()
            .page(PageKind::Home, "/", |f| {
                f.headings = vec![(2, "As seen in".into())];
                f.links = wanted.map(|url| link("Link", url)).into();
                f.links.push(link("Again", wanted[1]));
                f.links.push(link("Maker", "https://maker.example.org/"));
                f.links
                    .push(link("Share", "https://x.com/intent/tweet?url=a"));
            })
            .evidence();
        assert_eq!(links(&evidence), wanted);
    }
}
