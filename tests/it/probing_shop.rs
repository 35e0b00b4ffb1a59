//! The probes around the forms in Chromium: the perfect demo store passes, a store with many
//! flaws fails each of their rules.

use crate::flaws::store;
use crate::visitor::browser;
use cartwalk::browser::Browser;
use cartwalk::journey::{Surroundings, probing, travel};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::evidence::Evidence;
use cartwalk::model::plan::{Language, ProbePlan};
use cartwalk::model::probed::ProbeLevel;
use cartwalk::model::seams::{Silent, Stop};
use cartwalk::model::verdict::Verdict;
use std::collections::BTreeMap;
use std::time::Duration;

/// The rules that rest on these probes.
const RULES: [&str; 17] = [
    "search-returns-results",
    "search-tolerates-typo-and-kana",
    "search-no-results-help",
    "interstitial-on-arrival",
    "variant-selection-usable",
    "cart-total-recalculates",
    "perk-threshold-shown",
    "cart-edit-inline",
    "cart-persists",
    "coupon-field-collapsed",
    "upsell-timing",
    "product-deep-link-survives",
    "fake-urgency-countdown",
    "total-price-upfront-uk",
    "fee-disclosure-us",
    "subscription-terms-on-final-screen",
    "chat-answers-and-hands-off",
];

/// Crawls, walks and probes a demo store on a phone.
fn probe(
    browser: &Browser,
    language: Language,
    flaws: &[&'static str],
    level: ProbeLevel,
) -> Evidence {
    store::look_with(language, flaws.iter().copied(), |plan, evidence| {
        plan.journey.probes = ProbePlan {
            level,
            own_store: true,
            // Nothing is left out for want of time on a busy machine.
            budget: Some(Duration::from_secs(600)),
        };
        let around = Surroundings {
            browser,
            site: evidence.site.as_ref(),
            plan,
            blobs: &store::Forgets,
            progress: &Silent,
            stop: &Stop::default(),
        };
        let walked = travel(&around, Device::Mobile, Throttle::None);
        let probed = probing::shop(&around, Device::Mobile, Throttle::None, &walked);
        evidence.journeys.push(walked);
        evidence.probed.push(probed);
    })
}

fn verdicts(evidence: &Evidence) -> BTreeMap<String, Verdict> {
    if let Ok(path) = std::env::var("PROBED_TRACE") {
        let text = serde_json::to_string_pretty(&evidence.probed).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut all = store::verdicts(evidence);
    all.retain(|rule, _| RULES.contains(&rule.as_str()));
    all
}

/// What does not pass, apart from what does not apply.
fn unmet(verdicts: &BTreeMap<String, Verdict>) -> Vec<String> {
    let open = verdicts
        .iter()
        .filter(|(_, v)| !matches!(v, Verdict::Pass | Verdict::NotApplicable(_)));
    open.map(|(rule, verdict)| format!("{rule}: {verdict:?}"))
        .collect()
}

#[test]
fn the_perfect_english_store_passes() {
    perfect_store_passes(Language::En);
}

#[test]
fn the_perfect_japanese_store_passes() {
    perfect_store_passes(Language::Ja);
}

fn perfect_store_passes(language: Language) {
    let evidence = probe(&browser(), language, &[], ProbeLevel::Full);
    assert_explains(&evidence, &Verdict::Pass);
    let verdicts = verdicts(&evidence);
    let probed = &evidence.probed[0];
    eprintln!(
        "{}: {} ms, {} of them the store's; not run {:?}",
        language.tag(),
        probed.duration_ms,
        probed.store_ms,
        probed.not_run
    );
    assert_eq!(unmet(&verdicts), Vec::<String>::new(), "{}", language.tag());
}

const QUANTITIES: &str = "cart-quantity-limits-explained";

/// Whether a full run found that a quantity that cannot be had is explained; changing it works either way.
fn assert_explains(evidence: &Evidence, expected: &Verdict) {
    let verdicts = store::verdicts(evidence);
    assert_eq!(verdicts.get("cart-edit-inline"), Some(&Verdict::Pass));
    let turns = &evidence.probed[0].shop.cart;
    assert_eq!(verdicts.get(QUANTITIES), Some(expected), "{turns:?}");
}

fn silence_about_quantities_fails(language: Language) {
    let evidence = probe(&browser(), language, &[QUANTITIES], ProbeLevel::Full);
    assert_explains(&evidence, &Verdict::Fail);
}

/// In English; with `FLAWS_BOTH` set, as for other flaws that need a full run, in Japanese too.
#[test]
fn a_store_that_is_silent_about_quantities_fails_its_rule() {
    silence_about_quantities_fails(Language::En);
    if std::env::var_os("FLAWS_BOTH").is_some() {
        silence_about_quantities_fails(Language::Ja);
    }
}

/// Flaws that show side by side in one store.
const FLAWS: [&str; 10] = [
    "search-tolerates-typo-and-kana",
    "search-no-results-help",
    "cart-total-recalculates",
    "cart-persists",
    "perk-threshold-shown",
    "coupon-field-collapsed",
    "upsell-timing",
    "fake-urgency-countdown",
    "product-deep-link-survives",
    "total-price-upfront-uk",
];

#[test]
fn a_store_with_many_flaws_fails_the_rule_of_each() {
    let browser = browser();
    for language in [Language::En, Language::Ja] {
        // The Japanese store has no such flaw: the law is another market's.
        let british = |rule: &&str| language == Language::En || *rule != "total-price-upfront-uk";
        let flaws: Vec<&'static str> = FLAWS.into_iter().filter(british).collect();
        let evidence = probe(&browser, language, &flaws, ProbeLevel::Quick);
        let verdicts = verdicts(&evidence);
        let passed: Vec<String> = flaws
            .iter()
            .filter(|rule| verdicts.get(**rule) != Some(&Verdict::Fail))
            .map(|rule| format!("{rule}: {:?}", verdicts.get(*rule)))
            .collect();
        assert_eq!(passed, Vec::<String>::new(), "{}", language.tag());
    }
}

#[test]
fn a_search_that_knows_no_title_a_layer_on_arrival_a_removal_for_good_and_a_silent_choice_fail_theirs()
 {
    let browser = browser();
    let flaws = [
        "search-returns-results",
        "interstitial-on-arrival",
        "cart-edit-inline",
        "variant-selection-usable",
    ];
    let evidence = probe(&browser, Language::En, &flaws, ProbeLevel::Quick);
    let verdicts = verdicts(&evidence);
    for rule in flaws {
        assert_eq!(verdicts.get(rule), Some(&Verdict::Fail), "{rule}");
    }
}
