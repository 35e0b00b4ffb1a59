//! Few outsiders on the page that takes payment, beside those that payment needs.

use crate::model::journey::{Goal, Journey, Mode, Request, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThirdPartyCostInCheckout {
    /// Third parties that pass. Ours.
    pub max_parties: usize,
    /// Registrable domains of payment, 3-D Secure and anti-fraud services, which are needed.
    pub needed: Vec<String>,
}

impl Rule for ThirdPartyCostInCheckout {
    const ID: &'static str = "third-party-cost-in-checkout";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut measured = false;
        for (journey, step) in seen.steps_for(Goal::Payment) {
            let requests = of_this_document(journey, step);
            measured |= !requests.is_empty();
            let parties: BTreeSet<String> = requests
                .iter()
                .filter(|request| request.third_party && request.status.is_some())
                .filter_map(|request| domain(&request.url))
                .filter(|domain| !self.needed.contains(domain))
                .collect();
            if parties.len() > self.max_parties {
                let names = parties.iter().cloned().collect::<Vec<_>>().join(", ");
                let finding = Finding::at(Place::step(journey, step));
                findings.push(finding.with("count", parties.len()).with("names", names));
            }
        }
        if !measured {
            return Judgement::unknown("not-measured");
        }
        Judgement::by(findings)
    }
}

/// Requests since the last navigation: on one page, an earlier step loaded what payment shows.
fn of_this_document<'a>(journey: &'a Journey, step: &Step) -> Vec<&'a Request> {
    let before = journey
        .steps
        .iter()
        .filter(|other| other.index <= step.index);
    let before: Vec<&Step> = before.collect();
    let load = before
        .iter()
        .rposition(|other| other.mode == Mode::Load)
        .unwrap_or(0);
    before[load..]
        .iter()
        .flat_map(|step| &step.requests)
        .collect()
}

fn domain(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(psl::domain_str(host).unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, request, verdict};

    fn payment(hosts: &[&str]) -> Made {
        let requests = hosts
            .iter()
            .map(|host| request("script", &format!("https://{host}/x.js")));
        let requests: Vec<Request> = requests.collect();
        Made::store()
            .step(Goal::Address, |step| step.requests = requests)
            .step(Goal::Payment, |step| step.mode = Mode::Act)
    }

    #[test]
    fn payment_services_and_several_hosts_of_one_party_do_not_add_up() {
        let hosts = [
            "js.stripe.com",
            "m.stripe.com",
            "a.one.com",
            "b.one.com",
            "two.com",
            "three.com",
        ];
        assert_eq!(
            verdict::<ThirdPartyCostInCheckout>(payment(&hosts)),
            Verdict::Pass
        );
    }

    #[test]
    fn six_others_fail_even_when_an_earlier_step_loaded_them() {
        let hosts = [
            "one.com",
            "two.com",
            "three.com",
            "four.com",
            "five.com",
            "six.com",
        ];
        assert_eq!(
            verdict::<ThirdPartyCostInCheckout>(payment(&hosts)),
            Verdict::Fail
        );
    }
}
