//! The proof of the rules: the perfect demo store passes every rule, and each
//! flaw makes its own rule fail and no other, its named companions aside.
//!
//! Flaws that do not touch each other share a store ([`batches`]); each is
//! looked at in one company in English and in another in Japanese, by crawl and by a walk in Chromium.
//! What does not come out as it should is looked at once more, alone. With
//! `FLAWS_TRACE` set each store is told of, with what surprised there; `FLAWS_NAMED` looks at
//! these flaws only, in as few stores as do.

mod batches;
pub mod store;
mod tried;

use crate::visitor::browser;
use batches::Batch;
use cartwalk::browser::Browser;
use cartwalk::demo::{Flaw, flaws};
use cartwalk::model::device::Device;
use cartwalk::model::evidence::Evidence;
use cartwalk::model::journey::Ended;
use cartwalk::model::plan::Language;
use cartwalk::model::verdict::Verdict;
use cartwalk::rules;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Instant;
use store::{Verdicts, look, verdicts};

/// Stores that are looked at side by side, for each language: a walk waits half of its time.
const SIDE_BY_SIDE: usize = 2;

/// Rules that read a clock tell as much about the machine as about the store, which runs beside three
/// walks here. They are asked for of the flaws that are theirs only.
const CLOCKED: &[&str] = &[
    "add-to-cart-feedback",
    // A shift within half a second of an input is no fault; a busy machine moves it beyond.
    "cls-per-step",
    "fcp-per-step",
    "inp-flow-interactions",
    "lcp-per-step",
    "step-transition-time",
    "third-party-cost-in-checkout",
    "total-flow-time",
    "ttfb-document",
];

/// Rules that rest on probes, which these walks do not make: `probing_shop` proves them.
const PROBED: &[&str] = &[
    "search-returns-results",
    "search-tolerates-typo-and-kana",
    "search-no-results-help",
    "interstitial-on-arrival",
    "variant-selection-usable",
    "cart-total-recalculates",
    "perk-threshold-shown",
    "cart-edit-inline",
    "cart-quantity-limits-explained",
    "cart-persists",
    "coupon-field-collapsed",
    "product-deep-link-survives",
    "fake-urgency-countdown",
    // Nothing is written into a chat: what it does not show at first stays unknown.
    "chat-answers-and-hands-off",
];

/// Rules that the perfect store gives no occasion for, or that cannot be measured here, each with its reason.
const NOT_PASSED: &[(&str, &str)] = &[
    ("https-everywhere", "the store runs on this machine"),
    ("no-mixed-content", "the store runs on this machine"),
    ("app-link-or-smart-banner", "the store has no app"),
    (
        "secrets-and-test-mode-off",
        "the store runs on this machine",
    ),
    ("show-password-toggle", "guests need no password"),
    ("jp-name-order-and-honorific", "en: another market"),
    ("jp-birthdate-entry", "en: another market"),
    ("jp-birthdate-entry", "ja: the store asks for no birth date"),
    ("jp-carrier-mail-warning", "en: another market"),
    ("external-transmission-notice-jp", "en: another market"),
    (
        "external-transmission-notice-jp",
        "ja: the store sends nothing to others",
    ),
    ("pr-disclosure-jp", "en: another market"),
    ("pr-disclosure-jp", "ja: nobody pays for a post"),
    ("review-verification-statement", "ja: another market"),
    ("accessibility-statement-eu", "ja: another market"),
    (
        "easy-cancel-subscription",
        "the store sells no subscription",
    ),
    ("jp-kana-field-needed", "en: another market"),
    ("jp-remaining-items-nav", "en: another market"),
    ("line-official-account", "en: another market"),
    ("tokushoho-page-linked", "en: another market"),
    ("tokushoho-items-complete", "en: another market"),
    ("final-screen-six-items", "en: another market"),
    ("final-screen-edit-before-order", "en: another market"),
    ("final-button-wording-jp", "en: another market"),
    ("tax-included-price-jp", "en: another market"),
    ("first-time-only-price-claims", "en: another market"),
    ("subscription-terms-on-final-screen", "en: another market"),
    (
        "subscription-terms-on-final-screen",
        "ja: the store sells no subscription",
    ),
    ("fee-disclosure-us", "ja: another market"),
    (
        "consent-reject-as-easy",
        "en: the store sets no cookie that needs a consent, and asks for none",
    ),
    ("consent-reject-as-easy", "ja: another market"),
    ("total-price-upfront-uk", "ja: another market"),
    ("trackers-before-consent", "ja: another market"),
    ("order-button-wording-eu", "ja: another market"),
    ("withdrawal-button-eu", "ja: another market"),
    ("price-reduction-30-day", "ja: another market"),
    ("gpsr-product-safety-info", "ja: another market"),
    (
        "first-time-only-price-claims",
        "ja: the store makes no such claim",
    ),
];

#[test]
fn the_perfect_english_store_passes_and_each_flaw_trips_its_own_rule_only() {
    prove(Language::En);
}

#[test]
fn the_perfect_japanese_store_passes_and_each_flaw_trips_its_own_rule_only() {
    prove(Language::Ja);
}

/// What was seen of the store without flaws, on both devices.
fn perfect(browser: &Browser, language: Language) -> &'static Evidence {
    static SEEN: [OnceLock<Evidence>; 2] = [const { OnceLock::new() }; 2];
    let both = [Device::Mobile, Device::Desktop];
    SEEN[usize::from(language == Language::Ja)].get_or_init(|| look(browser, language, [], &both))
}

/// Looks at the perfect store and at all flaws of a language that show on a walk.
fn prove(language: Language) {
    let began = Instant::now();
    let browser = browser();
    let bar = Bar::new(perfect(&browser, language));
    let mut wrong = bar.unmet(language);

    let known: BTreeSet<&str> = rules::all().iter().map(|rule| rule.id).collect();
    let spoken = flaws()
        .iter()
        .filter(|flaw| flaw.languages.contains(&language));
    let named = std::env::var("FLAWS_NAMED").unwrap_or_default();
    let wanted = |id: &str| named.is_empty() || named.split(',').any(|name| name == id);
    let spoken = spoken.filter(|flaw| !tried::shows_by_doing(flaw.id) && wanted(flaw.id));
    let (judged, unready): (Batch, Batch) =
        spoken.partition(|flaw| known.contains(flaw.id) && !PROBED.contains(&flaw.id));
    let open = open(language);
    let (open, ready): (Batch, Batch) = judged.iter().partition(|flaw| open.contains(flaw.id));
    // The neighbours differ between the languages.
    let batches = match language {
        Language::En => batches::round(&ready, 0),
        Language::Ja => batches::round(&ready, 1),
    };
    let look_at = |batch: &Batch| bar.compare(&browser, language, batch);
    let seen = side_by_side(SIDE_BY_SIDE, &batches, look_at);
    wrong.extend(culprits(&batches, &seen, look_at));
    wrong.sort();
    wrong.dedup();

    let passed = bar.both.values().filter(|verdict| met(verdict)).count();
    eprintln!(
        "{}: {passed} of {} rules pass on the perfect store; {} flaws in {} stores, {} left open, {} whose rule is still to come; {} s",
        language.tag(),
        bar.both.len(),
        ready.len(),
        batches.len(),
        open.len(),
        unready.len(),
        began.elapsed().as_secs()
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Flaws that are not proven yet, each with its reason, by `tests/data/flaws/open.toml`.
fn open(language: Language) -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/flaws/open.toml");
    let written = std::fs::read_to_string(path).unwrap();
    let mut tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&written).unwrap();
    let open = tables.remove(language.tag()).unwrap_or_default();
    let known = |id: &str| flaws().iter().any(|flaw| flaw.id == id);
    for (id, reason) in &open {
        assert!(known(id) && !reason.is_empty(), "{id} is no flaw");
    }
    open.into_keys().collect()
}

/// What the perfect store was told, to compare with.
struct Bar {
    both: Verdicts,
    mobile: Verdicts,
}

/// A rule that did not come out as it should.
#[derive(Debug)]
enum Surprise {
    /// The flaw's own rule did not fail.
    Unnoticed(&'static Flaw, Option<Verdict>),
    /// A rule fails, or is lost, that no flaw of the store names.
    Collateral(String, Verdict),
}

impl Surprise {
    fn rule(&self) -> &str {
        match self {
            Surprise::Unnoticed(flaw, _) => flaw.id,
            Surprise::Collateral(rule, _) => rule,
        }
    }

    fn verdict(&self) -> Option<&Verdict> {
        match self {
            Surprise::Unnoticed(_, verdict) => verdict.as_ref(),
            Surprise::Collateral(_, verdict) => Some(verdict),
        }
    }
}

impl Bar {
    fn new(perfect: &Evidence) -> Bar {
        let mut on_phone = perfect.clone();
        on_phone
            .journeys
            .retain(|journey| journey.device == Device::Mobile);
        Bar {
            both: verdicts(perfect),
            mobile: verdicts(&on_phone),
        }
    }

    /// Rules that the perfect store does not pass, and no reason is known.
    fn unmet(&self, language: Language) -> Vec<String> {
        let reasoned = |rule: &str| {
            NOT_PASSED.iter().any(|(id, reason)| {
                let only = reason.split_once(": ").map(|(tag, _)| tag);
                *id == rule && only.is_none_or(|tag| tag == language.tag())
            })
        };
        let walked = self
            .both
            .iter()
            .filter(|(rule, _)| !tried::shows_by_doing(rule));
        let unmet = walked.filter(|(rule, verdict)| {
            let absent = matches!(verdict, Verdict::NotApplicable(_) | Verdict::Unknown(_));
            let clocked = CLOCKED.contains(&rule.as_str());
            let probed = PROBED.contains(&rule.as_str());
            !(met(verdict) || clocked || absent && (reasoned(rule) || probed))
        });
        unmet
            .map(|(rule, verdict)| format!("perfect store: {rule} is {verdict:?}"))
            .collect()
    }

    /// What is surprising about a store with these flaws.
    fn compare(
        &self,
        browser: &Browser,
        language: Language,
        batch: &[&'static Flaw],
    ) -> Vec<Surprise> {
        // A rule that the phone alone cannot decide needs the desktop as well.
        let undecided = |flaw: &&'static Flaw| {
            let on_phone = self.mobile.get(flaw.id);
            matches!(on_phone, Some(Verdict::Unknown(_))) && self.both.get(flaw.id) != on_phone
        };
        let (devices, before): (&[Device], _) = if batch.iter().any(undecided) {
            (&[Device::Mobile, Device::Desktop], &self.both)
        } else {
            (&[Device::Mobile], &self.mobile)
        };
        let began = Instant::now();
        let evidence = look(browser, language, batch.iter().map(|flaw| flaw.id), devices);
        let now = verdicts(&evidence);
        let ended_early = evidence
            .journeys
            .iter()
            .any(|journey| !matches!(journey.ended, Ended::Reached { .. }));

        let mut surprises: Vec<Surprise> = Vec::new();
        for flaw in batch {
            let verdict = now.get(flaw.id);
            if !verdict.is_some_and(tripped) {
                surprises.push(Surprise::Unnoticed(flaw, verdict.cloned()));
            }
        }
        for (rule, verdict) in &now {
            let lost = before.get(rule).is_some_and(met) && !met(verdict);
            // A flaw that ends the walk leaves the rest unseen.
            let unseen = ended_early && batch[0].apart && !tripped(verdict);
            let clocked = CLOCKED.contains(&rule.as_str());
            let probed = PROBED.contains(&rule.as_str());
            let ours = !clocked && !probed;
            if (lost || tripped(verdict)) && !unseen && ours && !excused(batch, rule) {
                surprises.push(Surprise::Collateral(rule.clone(), verdict.clone()));
            }
        }
        if std::env::var_os("FLAWS_TRACE").is_some() {
            let names: Vec<&str> = batch.iter().map(|flaw| flaw.id).collect();
            let ended: Vec<&Ended> = evidence.journeys.iter().map(|j| &j.ended).collect();
            let seconds = began.elapsed().as_secs();
            let tag = language.tag();
            eprintln!("{tag} {seconds} s {names:?} {ended:?} {surprises:?}");
        }
        surprises
    }
}

/// Looks at the suspects alone, and names those that surprise again.
fn culprits(
    batches: &[Batch],
    seen: &[Vec<Surprise>],
    look_at: impl Fn(&Batch) -> Vec<Surprise> + Sync,
) -> Vec<String> {
    let strange = |rule: &str, flaw: &Flaw| {
        let homes = batches.iter().zip(seen);
        let mut homes = homes.filter(|(batch, _)| batch.iter().any(|other| other.id == flaw.id));
        homes.all(|(batch, surprises)| {
            // Where the rule's own flaw was at home, or a companion's, it could not surprise.
            excused(batch, rule) || surprises.iter().any(|one| one.rule() == rule)
        })
    };
    let mut suspects: BTreeMap<&'static str, &'static Flaw> = BTreeMap::new();
    for (batch, surprises) in batches.iter().zip(seen) {
        for surprise in surprises {
            let Surprise::Collateral(rule, _) = surprise else {
                continue;
            };
            let flaws = batch.iter().filter(|flaw| strange(rule, flaw));
            suspects.extend(flaws.map(|flaw| (flaw.id, *flaw)));
        }
        suspects.extend(surprises.iter().filter_map(|surprise| match surprise {
            Surprise::Unnoticed(flaw, _) => Some((flaw.id, *flaw)),
            Surprise::Collateral(..) => None,
        }));
    }
    let suspects: Vec<Batch> = suspects.into_values().map(|flaw| vec![flaw]).collect();
    let confirmed = side_by_side(SIDE_BY_SIDE, &suspects, &look_at);
    let mut told = Vec::new();
    for (suspect, surprises) in suspects.iter().zip(&confirmed) {
        let name = suspect[0].id;
        told.extend(surprises.iter().map(|surprise| match surprise {
            Surprise::Unnoticed(_, verdict) => format!("{name}: its own rule says {verdict:?}"),
            Surprise::Collateral(rule, verdict) => format!("{name}: {rule} is {verdict:?} too"),
        }));
    }
    // What nobody does alone comes of the company: two flaws hide each other, which `not_with` tells, or
    // together they show a mistake of ours.
    for (batch, surprises) in batches.iter().zip(seen) {
        for surprise in surprises {
            let again = suspects.iter().zip(&confirmed).any(|(suspect, surprises)| {
                batch.iter().any(|flaw| flaw.id == suspect[0].id)
                    && surprises.iter().any(|one| one.rule() == surprise.rule())
            });
            if !again && batch.len() > 1 && !CLOCKED.contains(&surprise.rule()) {
                let names: Vec<&str> = batch.iter().map(|flaw| flaw.id).collect();
                told.push(format!(
                    "{} is {:?} in this company only: {}",
                    surprise.rule(),
                    surprise.verdict(),
                    names.join(" ")
                ));
            }
        }
    }
    told
}

/// Whether a rule may fail in a store with these flaws.
fn excused(batch: &[&'static Flaw], rule: &str) -> bool {
    let companion = |flaw: &Flaw| flaw.companions.iter().any(|(id, _)| *id == rule);
    batch.iter().any(|flaw| flaw.id == rule || companion(flaw))
}

/// As good as a pass.
fn met(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Pass) || matches!(verdict, Verdict::Graded(grade) if *grade >= 1.0)
}

/// Something was found.
fn tripped(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Fail) || matches!(verdict, Verdict::Graded(grade) if *grade < 1.0)
}

/// Does the work for all batches, a few at once, and gives the results in their order.
fn side_by_side<B: Sync, T: Send>(
    at_once: usize,
    batches: &[B],
    work: impl Fn(&B) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::SeqCst);
                    let Some(batch) = batches.get(index) else {
                        break;
                    };
                    let result = work(batch);
                    done.lock().unwrap().push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
