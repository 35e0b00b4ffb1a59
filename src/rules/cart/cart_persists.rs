//! The cart is there again after a reload, and for a browser that was closed and comes back within a day.
//!
//! For the latter, only what lasts that long (cookies with a date, local storage) is
//! handed to a fresh profile, and the cart's address is opened there.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, runs};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `cart-persists`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartPersists {}

impl Rule for CartPersists {
    const ID: &'static str = "cart-persists";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut reopened = false;
        let mut findings = Vec::new();
        for (run, shop) in runs(seen) {
            for kept in &shop.kept {
                reopened |= kept.way == "reopened";
                if kept.kept {
                    continue;
                }
                let message = match kept.way.as_str() {
                    "reopened" => "reopened",
                    "return" => "return",
                    _ => "reload",
                };
                let finding = Finding::says(message, place(run, &kept.before.url, ""));
                // A cart that came back with another sum may be a matter of reading it.
                findings
                    .push(finding.likely_if(!kept.after.empty && !kept.after.prices.is_empty()));
            }
        }
        if findings.is_empty() && !reopened {
            return not_tried(seen, "cart-kept");
        }
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::{CartKept, CartSeen};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn made(ways: &[(&str, bool)]) -> Made {
        let kept = ways.iter().map(|(way, kept)| CartKept {
            way: (*way).to_owned(),
            kept: *kept,
            after: CartSeen {
                empty: !kept,
                ..CartSeen::default()
            },
            ..CartKept::default()
        });
        let kept: Vec<CartKept> = kept.collect();
        Made::store().with(|evidence| evidence.probed.push(shop_run(|p| p.shop.kept = kept)))
    }

    #[test]
    fn a_cart_that_is_met_again_on_every_way_passes() {
        let all = made(&[("reload", true), ("reopened", true)]);
        assert_eq!(verdict::<CartPersists>(all), Verdict::Pass);
    }

    #[test]
    fn a_cart_that_a_closed_browser_forgets_fails() {
        let judged = judge::<CartPersists>(made(&[("reload", true), ("reopened", false)]));
        assert_eq!(judged.verdict, Verdict::Fail);
        let finding = &judged.findings[0];
        assert_eq!(
            (finding.message, finding.certainty),
            ("reopened", Certainty::Sure)
        );
    }

    #[test]
    fn a_reload_alone_does_not_pass() {
        assert_eq!(
            verdict::<CartPersists>(made(&[("reload", true)])),
            Verdict::Unknown("probe-failed")
        );
    }
}
