//! Flaws that show only when somebody types, sends and goes back: the perfect store passes every such
//! rule, and each flaw makes its own fail and no other of them, its named companions aside.
//!
//! What the store looks like on a walk is taken from the walk through the perfect store; only the forms
//! are tried again. A flaw is looked at in one language, its only one or English; with `FLAWS_BOTH`
//! set, in each that it has. `FLAWS_TRACE` tells of each store; `FLAWS_NAMED` looks at these flaws only,
//! each alone.

use super::batches::{Batch, once};
use super::store::{Verdicts, findings, try_out, verdicts};
use super::{excused, met, open, perfect, side_by_side, tripped};
use crate::visitor::browser;
use cartwalk::demo::flaws;
use cartwalk::model::journey::Ended;
use cartwalk::model::plan::Language;
use cartwalk::model::probed::ProbeLevel;
use cartwalk::model::verdict::Verdict;
use cartwalk::rules::{self, Need};
use std::time::Instant;

/// Stores that are tried side by side: a probe run waits for most of its time.
const SIDE_BY_SIDE: usize = 3;

/// Rules that the perfect store gives no occasion for, each with its reason.
const NO_OCCASION: &[(&str, &str)] = &[
    ("password-rules-light", "guests choose no password"),
    ("accessible-authentication", "guests need no password"),
    ("jp-split-fields-flow", "nothing is split"),
    ("connection-loss-told", "the browser itself sends the forms"),
];

/// Flaws that put a field into the form, which their rule looks for on the walk.
const WALKED_TOO: &[&str] = &["accessible-authentication", "password-rules-light"];

/// Whether a rule judges what was typed, sent and gone back to in forms.
pub fn shows_by_doing(id: &str) -> bool {
    let own = |rule: &rules::Registered| rule.id == id && rule.needs.contains(&Need::Probes);
    rules::all().iter().any(own)
}

#[test]
fn form_flaws_of_the_english_store_show_by_doing() {
    prove(Language::En);
}

#[test]
fn form_flaws_of_the_japanese_store_show_by_doing() {
    prove(Language::Ja);
}

fn prove(language: Language) {
    let began = Instant::now();
    let browser = browser();
    let known = perfect(&browser, language);
    let judge = |ids: &[&'static str], level| {
        let began = Instant::now();
        let walk = ids.iter().any(|id| WALKED_TOO.contains(id));
        // What a store looks up late is no loss: the Japanese store without flaws is a slow one.
        let slow = ids.is_empty() && language == Language::Ja && level == ProbeLevel::Quick;
        let latency_ms = if slow { 300 } else { 0 };
        let flaws = ids.iter().copied();
        let tried = try_out(&browser, language, flaws, level, known, walk, latency_ms);
        let run = &tried.probed[0];
        // Flaws that nobody could look at would pass for ones that only a full run decides.
        if ids.is_empty() {
            assert!(
                matches!(run.ended, Ended::Reached { .. }),
                "{:?}",
                run.ended
            );
            assert!(run.entries.len() > 20, "{} texts", run.entries.len());
        }
        let mut said = verdicts(&tried);
        said.retain(|rule, _| shows_by_doing(rule));
        let tripping = said.iter().filter(|(_, verdict)| tripped(verdict));
        for (rule, _) in tripping.filter(|_| ids.is_empty()) {
            eprintln!(
                "perfect store, {level:?}: {rule}: {}",
                findings(&tried, rule)
            );
        }
        if std::env::var_os("FLAWS_TRACE").is_some() {
            let seconds = began.elapsed().as_secs();
            let failed: Vec<_> = said.iter().filter(|(_, v)| tripped(v)).collect();
            let tag = language.tag();
            eprintln!(
                "{tag} {level:?} {seconds} s {ids:?} {failed:?} {:?}",
                tried.probed[0].not_run
            );
        }
        said
    };
    let quick = &judge(&[], ProbeLevel::Quick);
    let open = open(language);
    let both = std::env::var_os("FLAWS_BOTH").is_some();
    let mine: Batch = flaws()
        .iter()
        .filter(|flaw| flaw.languages.contains(&language) && shows_by_doing(flaw.id))
        .filter(|flaw| both || flaw.languages.len() == 1 || language == Language::En)
        .filter(|flaw| !open.contains(flaw.id))
        .collect();
    // What a quick run does not decide is looked at in a full one.
    let (fast, slow): (Batch, Batch) = mine.iter().partition(|flaw| {
        let undecided = matches!(quick.get(flaw.id), Some(Verdict::Unknown(_)));
        !undecided
    });
    let mut stores: Vec<(ProbeLevel, Batch)> = Vec::new();
    // The store that is as it should be is tried beside the others.
    if !slow.is_empty() {
        stores.push((ProbeLevel::Full, Batch::new()));
    }
    let named = std::env::var("FLAWS_NAMED").unwrap_or_default();
    for (level, flaws) in [(ProbeLevel::Full, slow), (ProbeLevel::Quick, fast)] {
        let batches = if named.is_empty() {
            once(&flaws)
        } else {
            let wanted = flaws
                .iter()
                .filter(|f| named.split(',').any(|name| name == f.id));
            wanted.map(|flaw| vec![*flaw]).collect()
        };
        stores.extend(batches.into_iter().map(|batch| (level, batch)));
    }
    let told = side_by_side(SIDE_BY_SIDE, &stores, |(level, batch)| {
        let ids: Vec<&'static str> = batch.iter().map(|flaw| flaw.id).collect();
        judge(&ids, *level)
    });
    let full = stores
        .iter()
        .zip(&told)
        .find(|((_, batch), _)| batch.is_empty());
    let full = &full.map_or_else(Verdicts::new, |(_, verdicts)| verdicts.clone());
    let mut wrong = unmet(quick, full);
    for ((level, batch), now) in stores.iter().zip(&told) {
        let bar = if *level == ProbeLevel::Quick {
            quick
        } else {
            full
        };
        wrong.extend(surprises(now, bar, batch));
    }
    eprintln!(
        "{}: {} form flaws in {} stores; {} s",
        language.tag(),
        mine.len(),
        stores.len(),
        began.elapsed().as_secs()
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What the perfect store is blamed for, and what a full run leaves undecided.
fn unmet(quick: &Verdicts, full: &Verdicts) -> Vec<String> {
    let blamed = quick.iter().filter(|(_, verdict)| tripped(verdict));
    let undecided = full.iter().filter(|(rule, verdict)| {
        let absent = matches!(verdict, Verdict::NotApplicable(_));
        let reasoned = NO_OCCASION.iter().any(|(id, _)| id == rule);
        // Rules of another market do not apply here.
        !(met(verdict) || absent && (reasoned || rule.starts_with("jp-")))
    });
    blamed
        .map(|(rule, verdict)| format!("perfect store, quick: {rule} is {verdict:?}"))
        .chain(
            undecided.map(|(rule, verdict)| format!("perfect store, full: {rule} is {verdict:?}")),
        )
        .collect()
}

/// Flaws that nothing noticed, and rules that fail without theirs.
fn surprises(now: &Verdicts, before: &Verdicts, batch: &Batch) -> Vec<String> {
    let names: Vec<&str> = batch.iter().map(|flaw| flaw.id).collect();
    let unnoticed = batch.iter().filter_map(|flaw| {
        let verdict = now.get(flaw.id);
        let noticed = verdict.is_some_and(tripped);
        (!noticed).then(|| format!("{}: its own rule says {verdict:?}, in {names:?}", flaw.id))
    });
    let collateral = now.iter().filter_map(|(rule, verdict)| {
        let new = tripped(verdict) && before.get(rule).is_some_and(|v| !tripped(v));
        (new && !excused(batch, rule)).then(|| format!("{rule} is {verdict:?} in {names:?}"))
    });
    unnoticed.chain(collateral).collect()
}
