//! The rules: each looks at the evidence of a run and says whether one demand is met.
//!
//! One file a rule, one list ([`all`]) from which everything else is derived.
//! Judging is pure, runs in parallel and cannot fail: an input that is missing,
//! a threshold that cannot be read or a rule that crashes becomes `unknown`,
//! never a pass. No sentence stands here; findings name the rulebook's messages.

pub mod facts;
pub mod fingerprint;
pub mod judgement;
pub mod locate;
pub mod market;
pub mod need;
pub mod outside;
pub mod own;
pub mod place;
pub mod seen;
pub mod tuned;
pub mod view;

#[cfg(test)]
mod contract;
#[cfg(test)]
pub mod testing;

pub mod a11y;
pub mod cart;
pub mod crawl;
pub mod efojp;
pub mod flow;
pub mod form;
pub mod legaleu;
pub mod legaljp;
pub mod mobile;
pub mod nav;
pub mod omni;
pub mod perf;
pub mod product;
pub mod schema;
pub mod security;
pub mod service;
pub mod trust;

pub use fingerprint::fingerprint;
pub use need::Need;
pub use seen::Seen;

use crate::model::evidence::Evidence;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Severity, Verdict};
use crate::rulebook::Rulebook;
use crate::rulebook::ruleset::RuleEntry;
use crate::rules::locate::Locator;
use crate::rules::tuned::Excused;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One demand on a store. The struct's fields are its thresholds, read from the ruleset.
pub trait Rule: DeserializeOwned + Send + Sync + 'static {
    /// Its id: the file's name in kebab-case, and the key in the ruleset.
    const ID: &'static str;
    /// What must have been seen; where something is missing the engine answers unknown.
    const NEEDS: &'static [Need];
    /// The markets whose display rules it reads; where the store sells in none of them it does
    /// not apply. Empty: every market.
    const MARKETS: &'static [Market] = &[];
    /// Looks and says.
    fn judge(&self, seen: &Seen<'_>) -> Judgement;
}

/// A rule as the engine holds it.
#[derive(Clone, Copy)]
pub struct Registered {
    /// Its id.
    pub id: &'static str,
    /// What must have been seen.
    pub needs: &'static [Need],
    /// The markets it is for; empty: all.
    pub markets: &'static [Market],
    /// Path of the Rust type: `cartwalk::rules::<group>::<file>::<Name>`.
    pub path: &'static str,
    judge: fn(&toml::Table, &Seen<'_>) -> Judgement,
    thresholds: fn(&toml::Table) -> Result<(), String>,
}

impl Registered {
    /// The entry of one rule.
    pub fn of<R: Rule>() -> Registered {
        Registered {
            id: R::ID,
            needs: R::NEEDS,
            markets: R::MARKETS,
            path: std::any::type_name::<R>(),
            judge: |thresholds, seen| match thresholds.clone().try_into::<R>() {
                Ok(rule) => rule.judge(seen),
                Err(_) => Judgement::unknown("thresholds-unreadable"),
            },
            thresholds: |thresholds| match thresholds.clone().try_into::<R>() {
                Ok(_) => Ok(()),
                Err(e) => Err(e.message().to_owned()),
            },
        }
    }

    /// Whether these thresholds fit the rule's struct; the message names key and expectation.
    pub fn check_thresholds(&self, thresholds: &toml::Table) -> Result<(), String> {
        (self.thresholds)(thresholds)
    }
}

/// What one rule says of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Rule id.
    pub rule: String,
    /// Group id.
    pub group: String,
    /// Severity by the rulebook.
    pub severity: Severity,
    /// The verdict.
    pub verdict: Verdict,
    /// Weight within its group, before the severity's factor.
    pub weight: f64,
    /// Where and what.
    pub findings: Vec<Finding>,
    /// Findings that somebody decided to put up with; they do not count.
    pub excused: Vec<Excused>,
}

/// Every rule, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    [
        crawl::all(),
        perf::all(),
        nav::all(),
        product::all(),
        cart::all(),
        flow::all(),
        form::all(),
        efojp::all(),
        mobile::all(),
        trust::all(),
        service::all(),
        omni::all(),
        a11y::all(),
        security::all(),
        legaljp::all(),
        legaleu::all(),
        schema::all(),
    ]
    .concat()
}

/// Judges a run by every enabled rule, in the order of the catalogue, then by the user's own rules.
pub fn judge(evidence: &Evidence, rulebook: &Rulebook) -> Vec<Outcome> {
    let seen = Seen::new(evidence);
    let locator = Locator::new(evidence);
    let finish = |id: &str, entry: &RuleEntry, by: &(dyn Fn(&toml::Table) -> Judgement + Sync)| {
        let tuned = tuned::by_place(entry, &locator, by);
        let tuned = tuned::waive(id, tuned, rulebook, &locator, &evidence.started_at);
        Outcome {
            rule: id.to_owned(),
            group: entry.group.clone(),
            severity: tuned.severity,
            weight: tuned.weight,
            verdict: tuned.judgement.verdict,
            findings: tuned.judgement.findings,
            excused: tuned.excused,
        }
    };
    let built_in = all().into_par_iter().filter_map(|rule| {
        let entry = rulebook.rule(rule.id).filter(|entry| entry.enabled)?;
        let by = |thresholds: &toml::Table| judge_one(&rule, thresholds, &seen);
        Some(finish(rule.id, entry, &by))
    });
    let mut outcomes: Vec<Outcome> = built_in.collect();
    let own = rulebook.rules.par_iter().filter_map(|(id, entry)| {
        let own = entry.own.as_ref().filter(|_| entry.enabled)?;
        Some(finish(id, entry, &|_| own::judge(own, &seen)))
    });
    outcomes.par_extend(own);
    outcomes
}

/// Reasons why a rule gives no occasion that say what the checkout does not ask: nobody knows that of a
/// checkout of which only the entrance was seen.
const OF_THE_CHECKOUT: &[&str] = &[
    "only-short-forms",
    "no-name-field",
    "no-mail-field",
    "no-digit-field",
    "single-screen",
    "one-name",
    "no-single-postcode",
    "no-phone-field",
    "no-personal-data",
    "no-paste-field",
    "no-password-seen",
    "no-password-field",
    "no-marketing-asked",
    "no-lookup",
    "no-known-field",
    "no-kana-field",
    "no-code-field",
    "no-card-field-seen",
    "no-birthdate",
    "no-billing-address",
    "no-address-to-fill",
    "no-delivery-choice",
    "no-card",
];

fn judge_one(rule: &Registered, thresholds: &toml::Table, seen: &Seen<'_>) -> Judgement {
    // The facts that rules share are computed once, behind locks that stay
    // consistent when one rule panics, so the other rules may go on.
    let judged = catch_unwind(AssertUnwindSafe(|| {
        // Another market's rule does not apply, whether or not its inputs were seen.
        let elsewhere = !rule.markets.iter().any(|market| seen.sells_in(*market));
        if !rule.markets.is_empty() && elsewhere && !seen.views().is_empty() {
            return Judgement::not_applicable("market");
        }
        if let Some(missing) = rule.needs.iter().find(|need| !need.met(seen)) {
            let crawled = matches!(missing, Need::Page(_) | Need::Product | Need::MadeUp);
            return Judgement::unknown(match crawled {
                true => facts::reach::why_unread(seen, missing.reason()),
                false => missing.reason(),
            });
        }
        let judged = (rule.judge)(thresholds, seen);
        match judged.verdict {
            Verdict::NotApplicable(why)
                if OF_THE_CHECKOUT.contains(&why) && facts::reach::cut_short(seen) =>
            {
                Judgement::unknown("no-review-step")
            }
            Verdict::NotApplicable(_)
            | Verdict::Pass
            | Verdict::Fail
            | Verdict::Graded(_)
            | Verdict::Unknown(_) => judged,
        }
    }));
    judged.unwrap_or_else(|_| Judgement::unknown("rule-crashed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Crashes {}

    impl Rule for Crashes {
        const ID: &'static str = "crashes";
        const NEEDS: &'static [Need] = &[];
        fn judge(&self, _: &Seen<'_>) -> Judgement {
            let empty: Vec<u8> = Vec::new();
            let _ = empty[self as *const _ as usize & 1];
            Judgement::pass()
        }
    }

    #[test]
    fn a_rule_that_crashes_is_unknown_and_harms_no_other() {
        let evidence = testing::Made::store().evidence();
        let crashed = judge_one(
            &Registered::of::<Crashes>(),
            &toml::Table::new(),
            &Seen::new(&evidence),
        );
        assert_eq!(crashed.verdict, Verdict::Unknown("rule-crashed"));
    }

    #[test]
    fn what_a_walk_that_was_turned_away_did_not_meet_is_unknown() {
        use crate::model::journey::{Ended, Goal};
        use crate::rules::form::phone_why_explained::PhoneWhyExplained;
        let walk = |refused: bool| {
            let made = testing::Made::store().look(Goal::Address, |look| {
                look.fields = vec![testing::field("email", "E-mail")];
            });
            testing::verdict::<PhoneWhyExplained>(made.with(|evidence| {
                if refused {
                    evidence.journeys[0].ended = Ended::Refused {
                        goal: Goal::Address,
                        reason: "account-required".into(),
                        detail: String::new(),
                    };
                }
            }))
        };
        assert_eq!(walk(false), Verdict::NotApplicable("no-phone-field"));
        assert_eq!(walk(true), Verdict::Unknown("no-review-step"));
    }

    #[test]
    fn thresholds_that_do_not_fit_are_unknown_and_named_beforehand() {
        let odd: toml::Table = toml::from_str("surprise = 1").expect("is TOML");
        let evidence = testing::Made::store().evidence();
        let judged = judge_one(&Registered::of::<Crashes>(), &odd, &Seen::new(&evidence));
        assert_eq!(judged.verdict, Verdict::Unknown("thresholds-unreadable"));
        let told = Registered::of::<Crashes>().check_thresholds(&odd);
        assert!(told.is_err_and(|m| m.contains("surprise")));
    }
}
