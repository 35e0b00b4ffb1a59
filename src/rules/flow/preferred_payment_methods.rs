//! The ways to pay that shoppers of the market expect.

use crate::model::journey::Goal;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::flow::payment_offered::{Method, method_word, offered, shown_as_icons};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreferredPaymentMethods {
    /// Grade where everything is offered, but icons promise more.
    pub mismatch_grade: f64,
}

impl Rule for PreferredPaymentMethods {
    const ID: &'static str = "preferred-payment-methods";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let steps: Vec<_> = seen.steps_for(Goal::Payment).collect();
        let found: BTreeSet<Method> = steps.iter().flat_map(|(_, step)| offered(step)).collect();
        let Some((journey, step)) = steps.first().filter(|_| !found.is_empty()) else {
            return Judgement::unknown("no-payment-methods");
        };
        let place = Place::step(journey, step);
        let mut findings: Vec<Finding> = missing(seen, &found)
            .into_iter()
            .map(|word| Finding::says("missing", place.clone()).with("method", word))
            .collect();
        let fails = !findings.is_empty();
        let icons: BTreeSet<Method> = seen
            .steps()
            .flat_map(|(_, step)| shown_as_icons(&step.look))
            .collect();
        findings.extend(icons.difference(&found).map(|method| {
            Finding::says("icons", place.clone())
                .with("method", method_word(*method))
                .likely()
        }));
        match (fails, findings.is_empty()) {
            (true, _) => Judgement::fail(findings),
            (false, true) => Judgement::pass(),
            (false, false) => Judgement::graded(self.mismatch_grade, findings),
        }
    }
}

/// What the market expects and the store does not offer.
fn missing(seen: &Seen<'_>, found: &BTreeSet<Method>) -> Vec<&'static str> {
    let without = |method: Method| (!found.contains(&method)).then(|| method_word(method));
    let mut missing: Vec<&str> = without(Method::Card).into_iter().collect();
    if seen.sells_in(Market::Jp) {
        missing.extend(without(Method::Wallet));
        missing.extend(without(Method::Local));
    } else if seen.sells_in(Market::Eu) {
        // A wallet such as PayPal is the local method of several countries.
        let either = found.contains(&Method::Wallet) || found.contains(&Method::Local);
        missing.extend((!either).then_some("@method.local-or-wallet"));
    } else {
        missing.extend(without(Method::Wallet));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{Field, ImageSeen};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, rect, verdict};

    fn paying(market: Market, options: &[&str]) -> Made {
        Made::store().market(market).look(Goal::Payment, |look| {
            for option in options {
                look.fields.push(Field {
                    kind: "radio".to_owned(),
                    ..field("x-payment-method", option)
                });
            }
        })
    }

    #[test]
    fn each_market_expects_its_own() {
        let japan = ["クレジットカード", "PayPay", "コンビニ払い"];
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Jp, &japan)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Jp, &japan[..2])),
            Verdict::Fail
        );
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Eu, &["Kreditkarte", "Rechnung"])),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Us, &["Credit card", "PayPal"])),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Uk, &["Bankcard"])),
            Verdict::Fail
        );
    }

    #[test]
    fn ordinary_words_do_not_read_as_a_wallet() {
        let frame = [
            "Card",
            "Secured by our payment provider",
            "Pay online payment",
        ];
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Uk, &frame)),
            Verdict::Fail
        );
        let wallet = ["クレジットカード", "楽天R Payで支払う", "代引き"];
        assert_eq!(
            verdict::<PreferredPaymentMethods>(paying(Market::Jp, &wallet)),
            Verdict::Pass
        );
    }

    #[test]
    fn icons_that_promise_more_are_told() {
        let made = paying(Market::Us, &["Cash on delivery"]).look(Goal::Home, |look| {
            look.images.push(ImageSeen {
                alt: Some("PayPal".to_owned()),
                rect: rect(0.0, 1900.0, 40.0, 24.0),
                ..ImageSeen::default()
            });
        });
        let judged = judge::<PreferredPaymentMethods>(made);
        assert!(
            judged
                .findings
                .iter()
                .any(|finding| finding.message == "icons")
        );
    }

    #[test]
    fn a_payment_step_without_anything_to_read_is_unknown() {
        let made = paying(Market::Us, &[]);
        assert_eq!(
            verdict::<PreferredPaymentMethods>(made),
            Verdict::Unknown("no-payment-methods")
        );
    }
}
