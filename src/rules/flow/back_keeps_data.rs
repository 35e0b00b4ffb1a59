//! Whoever goes back to a step, by the browser or by the store's own link, finds what was typed.
//!
//! Passwords and security codes may be cleared. Reloading the step is another demand.

use crate::model::probed::{Probed, Return, Way};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, place, returns, untried};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `back-keeps-data`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackKeepsData {}

impl Rule for BackKeepsData {
    const ID: &'static str = "back-keeps-data";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut ways = returns(seen);
        ways.retain(|(_, back)| back.way != Way::Reload && back.held > 0);
        let findings = ways
            .iter()
            .flat_map(|(run, back)| faults(seen, run, back))
            .collect();
        let findings = once(findings);
        // A checkout on one page can only be left for the cart.
        let one_page = ways.iter().all(|(_, back)| back.way == Way::ByCart);
        let wanted = if one_page { Way::ByCart } else { Way::Back };
        let compared = |way| {
            ways.iter()
                .any(|(_, back)| back.way == way && back.same_screen)
        };
        // A store that counts its steps by itself may hold a shopper where the browser goes back:
        // then its own way and the one by the cart are what there is.
        let kept = compared(wanted) || compared(Way::OwnLink) && compared(Way::ByCart);
        let elsewhere = ways.iter().any(|(_, back)| back.way == Way::Back);
        match (findings.is_empty(), kept) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::pass(),
            (true, false) if elsewhere => Judgement::unknown("back-elsewhere"),
            (true, false) => Judgement::unknown(untried(seen, &["back".to_owned()])),
        }
    }
}

fn faults(seen: &Seen<'_>, run: &Probed, back: &Return) -> Vec<Finding> {
    let way = match back.way {
        Way::Back => "@way.back",
        Way::OwnLink => "@way.own-link",
        Way::Reload => "@way.reload",
        Way::ByCart => "@way.by-cart",
    };
    let says = |message, selector: Option<&str>| {
        Finding::says(message, place(seen, run, &back.url, selector))
            .with("way", way)
            .with("control", &back.control)
    };
    let mut faults = Vec::new();
    if back.resubmit {
        faults.push(says("resubmit", None));
    }
    if back.cart_kept == Some(false) {
        faults.push(says("cart", None));
    }
    // Another screen cannot be compared: what it lacks is not lost.
    let lost = back.lost.iter().filter(|_| back.same_screen);
    faults.extend(lost.map(|field| {
        let message = match field.after.is_empty() {
            true => "emptied",
            false => "changed",
        };
        says(message, Some(&field.selector))
            .with("field", name_at(seen, &field.selector))
            .with("before", &field.before)
            .with("after", &field.after)
    }));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Changed;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::back;
    use crate::rules::testing::{Made, field, judge};

    fn with(ways: Vec<Return>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<BackKeepsData>(made.probed(|run| run.returns = ways))
    }

    fn lost(way: Way) -> Return {
        Return {
            lost: vec![Changed {
                selector: "#tel".into(),
                purpose: "tel".into(),
                before: "0312345678".into(),
                after: String::new(),
            }],
            ..back(way)
        }
    }

    #[test]
    fn what_is_kept_passes_and_what_is_lost_is_named() {
        assert_eq!(with(vec![back(Way::Back)]).verdict, Verdict::Pass);
        let judged = with(vec![back(Way::Back), lost(Way::OwnLink)]);
        assert_eq!(judged.verdict, Verdict::Fail);
        let args = &judged.findings[0].args;
        assert!(args.contains(&("field", "Phone".to_owned())), "{args:?}");
        assert!(args.contains(&("way", "@way.own-link".to_owned())));
    }

    #[test]
    fn a_page_that_asks_to_be_sent_again_and_a_lost_cart_fail() {
        let resubmit = Return {
            resubmit: true,
            ..back(Way::Back)
        };
        assert_eq!(with(vec![resubmit]).findings[0].message, "resubmit");
        let cart = Return {
            cart_kept: Some(false),
            ..back(Way::ByCart)
        };
        assert_eq!(with(vec![cart]).findings[0].message, "cart");
    }

    #[test]
    fn a_checkout_on_one_page_is_left_for_the_cart() {
        assert_eq!(with(vec![back(Way::ByCart)]).verdict, Verdict::Pass);
        assert_eq!(with(vec![lost(Way::ByCart)]).verdict, Verdict::Fail);
        let elsewhere = Return {
            same_screen: false,
            ..back(Way::Back)
        };
        let both = with(vec![elsewhere.clone(), back(Way::ByCart)]).verdict;
        assert_eq!(both, Verdict::Unknown("back-elsewhere"));
        let own = vec![elsewhere, back(Way::OwnLink), back(Way::ByCart)];
        assert_eq!(with(own).verdict, Verdict::Pass);
    }

    #[test]
    fn a_reload_is_not_judged_here_and_another_screen_is_not_compared() {
        assert_eq!(
            with(vec![back(Way::Back), lost(Way::Reload)]).verdict,
            Verdict::Pass
        );
        let elsewhere = Return {
            same_screen: false,
            ..lost(Way::Back)
        };
        assert_eq!(
            with(vec![elsewhere]).verdict,
            Verdict::Unknown("back-elsewhere")
        );
    }
}
