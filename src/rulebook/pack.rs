//! What is known of shop software: which controls of its stock pages serve which
//! step of the walk. Hints and no more: the walk reaches the same end without.

use crate::model::journey::Goal;
use crate::rulebook::platform::platforms;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The pack of one shop software.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its name, as in `platform.toml`.
    pub name: String,
    /// Paths of its stock cart page, the usual one first.
    #[serde(default)]
    pub carts: Vec<String>,
    /// Controls of its stock pages.
    #[serde(default)]
    pub hint: Vec<PackHint>,
}

/// A control of a stock page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackHint {
    /// What it serves.
    pub goal: Goal,
    /// CSS selectors, most specific first.
    pub selectors: Vec<String>,
    /// Where its markup can be read.
    pub source: String,
}

macro_rules! packs {
    ($($file:literal),+ $(,)?) => {
        const FILES: &[(&str, &str)] =
            &[$(($file, include_str!(concat!("../../rulesets/packs/", $file, ".toml")))),+];
    };
}

packs!("woocommerce", "magento", "prestashop", "opencart");

/// All packs.
pub fn packs() -> &'static [Pack] {
    static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
        FILES
            .iter()
            .map(|(_, text)| toml::from_str(text).expect("the embedded packs are read by a test"))
            .collect()
    });
    &PACKS
}

/// The packs of the software that a page's addresses, cookies and generator give away,
/// the likeliest first. All words in lower case.
pub fn packs_for(
    addresses: &BTreeSet<String>,
    cookies: &BTreeSet<String>,
    generator: &str,
) -> Vec<&'static Pack> {
    let mut found: Vec<(usize, &Pack)> = platforms()
        .iter()
        .filter_map(|signs| {
            let pack = packs().iter().find(|p| p.name == signs.name)?;
            let hits = |parts: &[String], in_all: &BTreeSet<String>, begins: bool| {
                parts
                    .iter()
                    .filter(|part| {
                        in_all.iter().any(|text| match begins {
                            true => text.starts_with(part.as_str()),
                            false => text.contains(part.as_str()),
                        })
                    })
                    .count()
            };
            let named = signs
                .generators
                .iter()
                .filter(|part| generator.contains(part.as_str()))
                .count();
            let count = hits(&signs.addresses, addresses, false)
                + hits(&signs.cookies, cookies, true)
                + named;
            (count > 0).then_some((count, pack))
        })
        .collect();
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().map(|(_, pack)| pack).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_belongs_to_a_platform_and_says_where_it_is_from() {
        for ((file, text), pack) in FILES.iter().zip(packs()) {
            assert!(
                platforms().iter().any(|p| p.name == pack.name),
                "{file}: no platform is called {}",
                pack.name
            );
            assert!(toml::from_str::<Pack>(text).is_ok(), "{file}");
            assert!(!pack.hint.is_empty(), "{file} hints at nothing");
            for hint in &pack.hint {
                assert!(hint.source.starts_with("https://"), "{file}: {hint:?}");
                for selector in &hint.selectors {
                    assert!(
                        scraper::Selector::parse(selector).is_ok(),
                        "{file}: {selector}"
                    );
                }
            }
            assert!(pack.carts.iter().all(|c| c.starts_with('/')), "{file}");
        }
    }

    #[test]
    fn software_is_told_by_what_its_pages_load() {
        let addresses =
            BTreeSet::from(["https://s.example/wp-content/plugins/woocommerce/a.js".to_owned()]);
        let found = packs_for(&addresses, &BTreeSet::new(), "");
        assert_eq!(found.first().map(|p| p.name.as_str()), Some("WooCommerce"));
        assert!(packs_for(&BTreeSet::new(), &BTreeSet::new(), "").is_empty());
    }
}
