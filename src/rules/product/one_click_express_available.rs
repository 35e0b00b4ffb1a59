//! A short way to buy: a wallet or "buy now" on product page or cart.
//!
//! A headless browser without a payment instrument is shown no wallet button, so a
//! wallet's script counts as well, and its absence is only likely.

use crate::model::journey::{Goal, Step};
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneClickExpressAvailable {}

impl Rule for OneClickExpressAvailable {
    const ID: &'static str = "one-click-express-available";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let shopping = [Goal::Product, Goal::Added, Goal::Cart];
        let mut screens = seen
            .steps()
            .filter(|(_, step)| shopping.contains(&step.goal));
        // Behind a wall "buy now" leads to the log-in, and only a wallet brings its own account.
        let walled = seen.journeys().any(|j| j.account_required().is_some());
        if screens.any(|(_, step)| offers_express(step, walled)) {
            return Judgement::pass();
        }
        let products = seen.steps_for(Goal::Product);
        let findings = products.map(|(j, step)| Finding::at(Place::step(j, step)).likely());
        Judgement::fail(findings.take(2).collect())
    }
}

fn offers_express(step: &Step, walled: bool) -> bool {
    let look = step.settled();
    let button = look.controls.iter().any(|control| {
        let icons = control.region == Some(Region::Footer);
        let own = !walled || has("pay-wallet", &control.name);
        control.visible && !icons && own && has("express-control", &control.name)
    });
    let frame = look
        .frames
        .iter()
        .any(|frame| has("express-script", &frame.url) || has("express-control", &frame.title));
    let script = step
        .requests
        .iter()
        .any(|request| request.kind == "script" && has("express-script", &request.url));
    button || frame || script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Ended;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, button, judge, request, verdict};

    #[test]
    fn buy_now_or_a_wallets_script_passes() {
        let now = Made::store().look(Goal::Product, |look| {
            look.controls.push(button("今すぐ購入"))
        });
        assert_eq!(verdict::<OneClickExpressAvailable>(now), Verdict::Pass);
        let script = Made::store().step(Goal::Product, |step| {
            step.requests
                .push(request("script", "https://www.paypal.com/sdk/js"));
        });
        assert_eq!(verdict::<OneClickExpressAvailable>(script), Verdict::Pass);
    }

    #[test]
    fn behind_an_account_wall_buy_now_leads_to_the_log_in() {
        let walled = |name: &str| {
            let made = Made::store().look(Goal::Product, |look| look.controls.push(button(name)));
            verdict::<OneClickExpressAvailable>(made.with(|evidence| {
                evidence.journeys[0].ended = Ended::Refused {
                    goal: Goal::Address,
                    reason: "account-required".into(),
                    detail: String::new(),
                };
            }))
        };
        assert_eq!(walled("바로구매"), Verdict::Fail);
        assert_eq!(walled("PayPal"), Verdict::Pass);
    }

    #[test]
    fn none_is_likely_and_icons_in_the_footer_do_not_count() {
        let made = Made::store().look(Goal::Product, |look| {
            look.controls.push(button("PayPal"));
            look.controls[0].region = Some(Region::Footer);
        });
        let judged = judge::<OneClickExpressAvailable>(made);
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }
}
