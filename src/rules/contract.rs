//! What holds for every rule: its names agree, its texts are complete, its sources
//! resolve, its thresholds are all used, and without its inputs it says unknown.

use crate::model::device::Device;
use crate::model::evidence::Evidence;
use crate::model::journey::Goal;
use crate::model::page::{PageKind, PageSource};
use crate::model::plan::Language;
use crate::model::verdict::Verdict;
use crate::rulebook::Rulebook;
use crate::rulebook::ruleset::{GROUPS, RuleEntry};
use crate::rulebook::texts::placeholders;
use crate::rules::testing::{Made, button, field, page};
use crate::rules::{Need, Registered, Seen, all, judge_one};
use std::collections::BTreeSet;

fn entry(rule: &Registered) -> &'static RuleEntry {
    let entry = Rulebook::embedded().rule(rule.id);
    entry.unwrap_or_else(|| panic!("{} has no entry in rulesets/default", rule.id))
}

#[test]
fn id_file_and_ruleset_key_are_one_name() {
    for rule in all() {
        let parts: Vec<&str> = rule.path.split("::").collect();
        let [.., group, file, _] = parts.as_slice() else {
            panic!("{} is no path of a rule", rule.path);
        };
        assert_eq!(file.replace('_', "-"), rule.id);
        assert_eq!(*group, entry(&rule).group, "{}", rule.id);
    }
    let mut ids: Vec<&str> = all().iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    let keys: Vec<&String> = Rulebook::embedded().rules.keys().collect();
    assert_eq!(
        ids, keys,
        "the rulesets and rules::all() name different rules"
    );
}

#[test]
fn texts_are_complete_in_both_languages_with_the_same_placeholders() {
    for rule in all() {
        let (en, ja) = (&entry(&rule).en, &entry(&rule).ja);
        for (language, texts) in [(Language::En, en), (Language::Ja, ja)] {
            for text in [&texts.title, &texts.what, &texts.why, &texts.fix] {
                assert!(
                    !text.trim().is_empty(),
                    "{} lacks a text in {}",
                    rule.id,
                    language.tag()
                );
            }
        }
        let names = |texts: &crate::rulebook::texts::RuleTexts| -> Vec<(String, Vec<String>)> {
            let messages = texts.messages.iter();
            messages
                .map(|(key, text)| (key.clone(), placeholders(text)))
                .collect()
        };
        assert_eq!(names(en), names(ja), "{}", rule.id);
        assert!(!en.messages.is_empty(), "{} has no message", rule.id);
        let japanese = |text: &str| text.chars().any(|c| ('ぁ'..='ヿ').contains(&c));
        assert!(
            !japanese(&en.title) && japanese(&format!("{}{}", ja.what, ja.fix)),
            "{}",
            rule.id
        );
    }
}

#[test]
fn what_to_do_asks_for_no_value_that_its_finding_lacks() {
    for rule in all() {
        for texts in [&entry(&rule).en, &entry(&rule).ja] {
            for (key, message) in &texts.messages {
                let given = placeholders(message);
                let fix = texts.fixes.get(key).unwrap_or(&texts.fix);
                let lacking: Vec<String> = placeholders(fix)
                    .into_iter()
                    .filter(|name| !given.contains(name))
                    .collect();
                assert!(
                    lacking.is_empty(),
                    "{}: {key} gives no {lacking:?}",
                    rule.id
                );
            }
        }
        let (en, ja) = (&entry(&rule).en, &entry(&rule).ja);
        assert!(en.fixes.keys().eq(ja.fixes.keys()), "{}", rule.id);
        for key in en.fixes.keys() {
            assert!(en.messages.contains_key(key), "{}: {key}", rule.id);
        }
    }
}

#[test]
fn every_threshold_is_a_field_and_every_field_has_a_threshold() {
    for rule in all() {
        let thresholds = &entry(&rule).thresholds;
        assert_eq!(rule.check_thresholds(thresholds), Ok(()), "{}", rule.id);
        for name in thresholds.keys() {
            let mut fewer = thresholds.clone();
            fewer.remove(name);
            assert!(
                rule.check_thresholds(&fewer).is_err(),
                "{} does without {name}",
                rule.id
            );
        }
        let mut more = thresholds.clone();
        more.insert("surprise".to_owned(), toml::Value::Integer(1));
        assert!(
            rule.check_thresholds(&more).is_err(),
            "{} takes anything",
            rule.id
        );
    }
}

#[test]
fn groups_sum_to_a_hundred_and_sources_resolve() {
    let book = Rulebook::embedded();
    let known: BTreeSet<&str> = book.groups.keys().map(String::as_str).collect();
    assert_eq!(known, GROUPS.into_iter().collect());
    let sum: f64 = book.groups.values().map(|group| group.weight).sum();
    assert!((sum - 100.0).abs() < 1e-9, "{sum}");
    for (id, rule) in &book.rules {
        assert!(!rule.evidence.is_empty(), "{id} names no source");
        assert!(
            rule.evidence
                .iter()
                .all(|code| book.evidence.contains_key(code)),
            "{id}"
        );
        assert!(rule.weight > 0.0 && !rule.since.is_empty(), "{id}");
    }
}

#[test]
fn every_rule_of_the_catalogue_is_there_or_argued() {
    let book = Rulebook::embedded();
    let catalogue = include_str!("../../rulesets/catalogue.txt");
    let listed = catalogue.lines().filter_map(|line| line.split_once(' '));
    let listed: Vec<(&str, &str)> = listed.filter(|(group, _)| *group != "#").collect();
    assert!(listed.len() > 200);
    for (group, id) in &listed {
        let (there, absent) = (book.rules.contains_key(*id), book.absent.contains_key(*id));
        assert!(!(there && absent), "{id} is judged and said to be absent");
        assert!(there || absent, "{id} is neither judged nor argued");
        let own = book.rule(id).map(|entry| entry.group.as_str());
        assert!(
            own.is_none_or(|own| own == *group),
            "{id} is in another group"
        );
    }
    for id in book.rules.keys().chain(book.absent.keys()) {
        assert!(
            listed.iter().any(|(_, known)| known == id),
            "{id} is not in the catalogue"
        );
    }
}

/// Evidence that has everything which a need can ask for.
fn full() -> Evidence {
    let kinds = [
        (PageKind::Home, "/"),
        (PageKind::Listing, "/mugs"),
        (PageKind::Product, "/mugs/blue"),
        (PageKind::Cart, "/cart"),
        (PageKind::Checkout, "/checkout"),
        (PageKind::Search, "/search"),
        (PageKind::Account, "/login"),
        (PageKind::Contact, "/contact"),
        (PageKind::Shipping, "/shipping"),
        (PageKind::Returns, "/returns"),
        (PageKind::Privacy, "/privacy"),
        (PageKind::Legal, "/legal"),
        (PageKind::Faq, "/faq"),
        (PageKind::About, "/about"),
        (PageKind::Other, "/other"),
    ];
    let mut made = Made::store();
    for (kind, path) in kinds {
        made = made.page(kind, path, |_| {});
    }
    made = made.raw_page(page(PageKind::Other, "/none-such"), |page| {
        page.source = PageSource::MadeUp;
    });
    let goals = [
        Goal::Home,
        Goal::Listing,
        Goal::Product,
        Goal::Added,
        Goal::Cart,
        Goal::Checkout,
        Goal::Address,
        Goal::Shipping,
        Goal::Payment,
        Goal::Review,
    ];
    for device in [Device::Mobile, Device::Desktop] {
        for goal in goals {
            made = made.step_on(device, goal, |step| {
                step.look.controls.push(button("Continue"));
                step.look.fields.push(field("email", "E-mail"));
            });
        }
    }
    made.probed(|_| ()).evidence()
}

fn without(need: Need, mut evidence: Evidence) -> Evidence {
    let drop_steps = |evidence: &mut Evidence, gone: &dyn Fn(Goal) -> bool| {
        for journey in &mut evidence.journeys {
            journey.steps.retain(|step| !gone(step.goal));
        }
    };
    let drop_pages = |evidence: &mut Evidence, gone: PageKind| {
        if let Some(site) = &mut evidence.site {
            site.pages.retain(|page| page.kind != gone);
        }
    };
    match need {
        Need::Site => evidence.site = None,
        Need::Home => drop_pages(&mut evidence, PageKind::Home),
        Need::Product => {
            drop_pages(&mut evidence, PageKind::Product);
            drop_steps(&mut evidence, &|goal| goal == Goal::Product);
        }
        Need::MadeUp => {
            if let Some(site) = &mut evidence.site {
                site.pages.retain(|page| page.source != PageSource::MadeUp);
            }
        }
        Need::Page(kind) => drop_pages(&mut evidence, kind),
        Need::Journey => evidence.journeys.clear(),
        Need::Device(device) => evidence.journeys.retain(|journey| journey.device != device),
        Need::Step(wanted) => drop_steps(&mut evidence, &|goal| goal == wanted),
        Need::Checkout => drop_steps(&mut evidence, &Goal::in_checkout),
        Need::CheckoutField => {
            for step in evidence
                .journeys
                .iter_mut()
                .flat_map(|journey| &mut journey.steps)
            {
                step.look.fields.clear();
            }
        }
        Need::Probes => evidence.probed.clear(),
    }
    evidence
}

#[test]
fn a_missing_input_is_unknown_with_a_reason_that_has_a_sentence() {
    let book = Rulebook::embedded();
    for rule in all() {
        for need in rule.needs {
            let mut evidence = without(*need, full());
            evidence.markets = rule.markets.to_vec();
            let judged = judge_one(&rule, &entry(&rule).thresholds, &Seen::new(&evidence));
            let Verdict::Unknown(code) = judged.verdict else {
                panic!("{} says {:?} without {need:?}", rule.id, judged.verdict);
            };
            assert!(book.reasons.contains_key(code), "{code}");
        }
    }
}

#[test]
fn nothing_seen_at_all_is_never_a_verdict() {
    let nothing = Made::store().evidence();
    for outcome in crate::rules::judge(&nothing, Rulebook::embedded()) {
        let verdict = &outcome.verdict;
        let fair = matches!(verdict, Verdict::Unknown(_) | Verdict::NotApplicable(_));
        assert!(fair, "{} says {verdict:?} of nothing", outcome.rule);
    }
}

#[test]
fn no_rule_crashes_on_bare_evidence() {
    for outcome in crate::rules::judge(&full(), Rulebook::embedded()) {
        assert_ne!(
            outcome.verdict,
            Verdict::Unknown("rule-crashed"),
            "{}",
            outcome.rule
        );
    }
}
