//! The checkout should not lead away: few links beside those that must stay.

use crate::model::device::Device;
use crate::model::journey::Step;
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitPointsReduced {
    /// Exits that pass, beside legal and help pages, log-in, cart and logo.
    pub max_exits: usize,
}

impl Rule for ExitPointsReduced {
    const ID: &'static str = "exit-points-reduced";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut by_device: BTreeMap<Device, Vec<Finding>> = BTreeMap::new();
        for (journey, step) in seen.checkout_steps() {
            let findings = by_device.entry(journey.device).or_default();
            let exits = exits(step);
            if exits.len() > self.max_exits {
                let some = exits
                    .iter()
                    .take(6)
                    .map(|(_, name)| *name)
                    .collect::<Vec<_>>()
                    .join(", ");
                let finding = Finding::at(Place::step(journey, step)).with("count", exits.len());
                findings.push(
                    finding
                        .with("step", goal_word(step.goal))
                        .with("names", some),
                );
            }
        }
        let good = by_device
            .values()
            .filter(|findings| findings.is_empty())
            .count();
        let grade = good as f64 / by_device.len().max(1) as f64;
        Judgement::graded(grade, by_device.into_values().flatten().collect())
    }
}

/// Distinct addresses outside the content to which a visible link leads away. A closed menu
/// is one control without an address and so no exit of its own.
fn exits(step: &Step) -> BTreeSet<(String, &str)> {
    let controls = step
        .look
        .controls
        .iter()
        .filter(|control| control.visible && control.frame == 0);
    let links = controls.filter_map(|control| {
        let around = matches!(
            control.region,
            Some(Region::Header | Region::Nav | Region::Aside | Region::Footer)
        );
        let url = Url::parse(control.href.as_deref()?).ok()?;
        let leads = matches!(url.scheme(), "http" | "https");
        let path = url.path();
        let own = Url::parse(&step.url).ok();
        let at_home = own.as_ref().is_none_or(|own| own.host() == url.host());
        let front = path.trim_matches('/');
        // The front page, also under a language: `/en/`. Another host's is no logo.
        let language = front.len() == 2 && front.chars().all(|c| c.is_ascii_alphabetic());
        let logo = at_home && (front.is_empty() || language);
        let here = own.is_some_and(|own| own.path() == path && own.host() == url.host());
        let kept = has("keep-in-checkout", &control.name)
            || has("step-name", &control.name)
            || path.contains("checkout");
        let whole = format!("{}{path}", url.host_str().unwrap_or_default());
        (around && leads && !logo && !here && !kept).then_some((whole, control.name.as_str()))
    });
    let mut seen = BTreeSet::new();
    links.filter(|(url, _)| seen.insert(url.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, anchor, verdict};

    fn checkout(made: Made, device: Device, names: &[&str]) -> Made {
        made.step_on(device, Goal::Address, |step| {
            for (n, name) in names.iter().enumerate() {
                let mut link = anchor(name, &format!("/category/{n}"));
                link.region = Some(Region::Header);
                step.look.controls.push(link);
            }
        })
    }

    const SHELF: [&str; 6] = ["Mugs", "Plates", "Lamps", "Blog", "Stores", "Offers"];

    #[test]
    fn legal_and_help_links_do_not_count() {
        let kept = [
            "Privacy policy",
            "Terms",
            "Help",
            "特定商取引法に基づく表記",
            "カートに戻る",
            "Contact",
            "Mugs",
        ];
        let made = checkout(Made::store(), Device::Mobile, &kept);
        assert_eq!(verdict::<ExitPointsReduced>(made), Verdict::Pass);
    }

    #[test]
    fn another_hosts_front_page_and_a_short_shelf_are_exits_and_a_language_is_home() {
        let with = |address: &str| {
            let made = Made::store().step_on(Device::Mobile, Goal::Address, |step| {
                let mut links: Vec<_> =
                    (0..5).map(|n| anchor("Shelf", &format!("/{n}/"))).collect();
                links.push(anchor("Elsewhere", ""));
                links[5].href = Some(address.to_owned());
                for link in &mut links {
                    link.region = Some(Region::Footer);
                }
                step.look.controls = links;
            });
            verdict::<ExitPointsReduced>(made)
        };
        for home in ["/", "/en/"] {
            assert_eq!(with(&format!("{STORE}{home}")), Verdict::Pass, "{home}");
        }
        assert_eq!(with(&format!("{STORE}/c/")), Verdict::Fail);
        assert_eq!(with("https://vendor.example/"), Verdict::Fail);
    }

    #[test]
    fn a_full_menu_fails_and_on_one_device_counts_half() {
        let mobile = checkout(Made::store(), Device::Mobile, &SHELF);
        assert_eq!(verdict::<ExitPointsReduced>(mobile.clone()), Verdict::Fail);
        let both = checkout(mobile, Device::Desktop, &[]);
        assert_eq!(verdict::<ExitPointsReduced>(both), Verdict::Graded(0.5));
    }
}
