//! Comparisons of reports that differ in one thing.

use super::*;
use crate::compare::gates::gates;
use crate::config::budget;
use crate::model::comparison::{GateReport, GateVerdict};
use crate::model::device::Device;
use crate::model::evidence::{Conditions, Evidence, RunRecord, RunStep};
use crate::model::gates::{FailOn, Gates};
use crate::model::journey::Goal;
use crate::model::look::Field;
use crate::model::page::PriceText;
use crate::model::plan::Temperature;
use crate::report::assemble;
use crate::rulebook::Rulebook;
use crate::rules::judge;
use crate::rules::testing::{Made, field, request};
use crate::score;

fn text_field(purpose: &str, label: &str, required: bool) -> Field {
    Field {
        required,
        autocomplete: Some(purpose.to_owned()),
        ..field(purpose, label)
    }
}

fn price(context: &str, amount: f64) -> PriceText {
    PriceText {
        text: format!("£{amount:.2}"),
        amount,
        currency: Some("GBP".to_owned()),
        context: context.to_owned(),
    }
}

/// A store whose walk gets through: cart, address with two fields, review with a total.
fn store() -> Evidence {
    Made::store()
        .step(Goal::Home, |_| {})
        .step(Goal::Cart, |_| {})
        .step(Goal::Address, |step| {
            step.look.fields = vec![
                text_field("email", "E-mail", true),
                text_field("tel", "Telephone", false),
            ];
            step.effort.fields_shown = 2;
            step.effort.fields_required = 1;
        })
        .step(Goal::Review, |step| {
            step.look.prices = vec![price("Subtotal", 18.0), price("Total", 21.95)];
        })
        .with(|evidence| {
            evidence.conditions = Conditions {
                browser: "Chrome/156.0.1.2".into(),
                platform: "linux x86_64".into(),
                cores: 2,
                host_speed: 200.0,
                ..Conditions::default()
            };
        })
        .evidence()
}

/// The store with so many measured runs, each step's wait by run and step.
fn timed(count: u32, wait: impl Fn(u32, usize) -> f64) -> Evidence {
    let mut evidence = store();
    for number in 1..=count {
        let walk = &evidence.journeys[0];
        let mut steps: Vec<RunStep> = walk.steps.iter().map(RunStep::of).collect();
        for (index, step) in steps.iter_mut().enumerate() {
            step.clock.usable_ms = Some(wait(number, index));
        }
        let record = RunRecord {
            device: Device::Mobile,
            number,
            told: number == 1,
            ended: walk.ended.clone(),
            host_speed: 200.0,
            steps,
        };
        evidence.runs.push(record);
    }
    evidence
}

fn report(evidence: &Evidence) -> Report {
    let book = Rulebook::embedded();
    let outcomes = judge(evidence, book);
    let score = score::grade(&outcomes, book, Language::En);
    assemble(evidence, &outcomes, &score, book, Language::En)
}

fn compared(base: &Evidence, head: &Evidence) -> Comparison {
    compare(&report(base), &report(head), Language::En)
}

fn changed(change: impl FnOnce(&mut Evidence)) -> Comparison {
    let mut head = store();
    change(&mut head);
    compared(&store(), &head)
}

fn fact<'a>(comparison: &'a Comparison, name: &str) -> &'a FactChange {
    let found = comparison.facts.iter().find(|one| one.fact == name);
    found.unwrap_or_else(|| panic!("no {name} in {:?}", comparison.facts))
}

fn step(evidence: &mut Evidence, index: usize) -> &mut crate::model::journey::Step {
    &mut evidence.journeys[0].steps[index]
}

#[test]
fn two_reports_of_the_same_evidence_are_the_same() {
    let same = changed(|_| {});
    assert_eq!(same.result, ResultWord::Same);
    assert!(same.findings.is_empty() && same.facts.is_empty());
    assert_eq!(same.counts.regressions, 0);
    assert!(
        same.counts.findings_same > 0,
        "there are findings to be the same"
    );
}

#[test]
fn another_port_changes_nothing() {
    let text = serde_json::to_string(&store()).unwrap();
    let other = text.replace("https://shop.example", "http://127.0.0.1:4711");
    let mut other: Evidence = serde_json::from_str(&other).unwrap();
    // Plain http is a finding of its own, so the base moves to another port too.
    let base = text.replace("https://shop.example", "http://127.0.0.1:8101");
    let base: Evidence = serde_json::from_str(&base).unwrap();
    other.started_at = "2026-11-23T09:00:00Z".into();
    let same = compared(&base, &other);
    assert_eq!(
        same.result,
        ResultWord::Same,
        "{:?} {:?}",
        same.findings,
        same.facts
    );
}

#[test]
fn a_new_required_field_is_told_by_its_label_and_counts_as_a_regression() {
    let worse = changed(|evidence| {
        let step = step(evidence, 2);
        step.look
            .fields
            .push(text_field("organization", "Company", true));
        step.effort.fields_shown += 1;
        step.effort.fields_required += 1;
    });
    let new = fact(&worse, "field-required-new");
    assert_eq!(
        new.message,
        "mobile, address: a required field was added: “Company”"
    );
    assert_eq!(fact(&worse, "fields-required").head, Some(2.0));
    assert!(worse.counts.regressions >= 3);
    assert_eq!(worse.result, ResultWord::Worse);
}

#[test]
fn a_field_that_becomes_required_loses_its_label_or_its_token_is_worse_and_back_is_better() {
    let harm = |evidence: &mut Evidence| {
        let field = &mut step(evidence, 2).look.fields[1];
        field.required = true;
        field.label_visible = !field.label_visible;
        field.autocomplete = None;
    };
    let worse = changed(harm);
    for name in ["field-required", "token-lost"] {
        assert_eq!(fact(&worse, name).change, Change::Worse);
    }
    let mut base = store();
    harm(&mut base);
    let better = compared(&base, &store());
    assert_eq!(fact(&better, "field-optional").change, Change::Better);
    assert_eq!(fact(&better, "token-won").change, Change::Better);
    assert!(
        worse
            .facts
            .iter()
            .chain(&better.facts)
            .any(|one| one.fact == "label-lost" || one.fact == "label-won")
    );
}

#[test]
fn a_field_with_another_generated_id_in_another_place_is_the_same_field() {
    let same = changed(|evidence| {
        let fields = &mut step(evidence, 2).look.fields;
        for (index, field) in fields.iter_mut().enumerate() {
            field.selector = format!("#r-{index}77 > input");
            field.purpose = "unknown".into();
        }
        fields.reverse();
    });
    assert!(
        same.facts.iter().all(|one| !one.fact.starts_with("field"))
            || same.facts.iter().any(|one| one.fact == "field-new")
    );
    let same = changed(|evidence| step(evidence, 2).look.fields.reverse());
    assert!(same.facts.is_empty(), "{:?}", same.facts);
}

#[test]
fn a_longer_path_and_a_dearer_total_are_told_with_both_figures() {
    let worse = changed(|evidence| {
        let mut more = evidence.journeys[0].steps[2].clone();
        more.goal = Goal::Shipping;
        more.url = "https://shop.example/delivery".into();
        more.look.fields.clear();
        evidence.journeys[0].steps.insert(3, more);
        step(evidence, 4).look.prices[1] = price("Total", 25.95);
    });
    let steps = fact(&worse, "steps");
    assert_eq!(steps.head.unwrap() - steps.base.unwrap(), 1.0);
    let total = fact(&worse, "total");
    assert_eq!(
        (total.base, total.head, total.change),
        (Some(21.95), Some(25.95), Change::Worse)
    );
    assert!(
        total.message.contains("£21.95 → £25.95"),
        "{}",
        total.message
    );
}

#[test]
fn a_new_third_party_is_named() {
    let worse = changed(|evidence| {
        let mut stranger = request("script", "https://a.tracker.example/x.js");
        stranger.third_party = true;
        step(evidence, 1).requests.push(stranger);
    });
    assert_eq!(fact(&worse, "third-party-new").subject, "tracker.example");
    assert_eq!(fact(&worse, "third-parties").head, Some(1.0));
}

#[test]
fn a_few_bytes_more_are_noise_and_a_tenth_more_is_not() {
    let by = |more: u64| {
        let mut base = store();
        step(&mut base, 0).bytes = 500_000;
        let mut head = store();
        step(&mut head, 0).bytes = 500_000 + more;
        compared(&base, &head)
    };
    assert!(by(300).facts.is_empty());
    assert_eq!(fact(&by(50_000), "bytes").change, Change::Worse);
}

#[test]
fn a_walk_that_no_longer_gets_through_is_worse_and_its_half_sums_are_not_better() {
    let worse = changed(|evidence| {
        evidence.journeys[0].steps.truncate(2);
        evidence.journeys[0].ended = crate::model::journey::Ended::Stuck {
            goal: Goal::Address,
            reason: "no-checkout".into(),
            detail: String::new(),
        };
    });
    assert_eq!(fact(&worse, "journey").change, Change::Worse);
    assert_eq!(worse.counts.facts_better, 0);
}

#[test]
fn a_rule_that_could_not_be_judged_has_neither_mended_nor_new_findings() {
    let base = report(&store());
    let mut head = base.clone();
    let at = base
        .outcomes
        .iter()
        .position(|one| !one.findings.is_empty() && !clocked::is_clocked(&one.rule))
        .unwrap();
    head.outcomes[at].verdict = "unknown".into();
    head.outcomes[at].findings.clear();
    let compared = compare(&base, &head, Language::En);
    assert_eq!(compared.counts.findings_fixed, 0);
    assert!(compared.counts.findings_not_measured > 0);
    let asked = Gates {
        fail_on: Some(vec![FailOn::Regressions]),
        ..Gates::default()
    };
    head.comparison = Some(compared);
    assert_eq!(gates(&head, &asked)[0].verdict, GateVerdict::NotMeasured);
}

#[test]
fn more_places_are_worse_a_lower_grade_is_worse_and_a_clocked_rule_never_counts() {
    let base = report(&store());
    let plain = |one: &crate::model::report::OutcomeReport| {
        !one.findings.is_empty() && !clocked::is_clocked(&one.rule)
    };
    let at = base.outcomes.iter().position(plain).unwrap();
    let mut head = base.clone();
    let again = head.outcomes[at].findings[0].clone();
    head.outcomes[at].findings.push(again);
    let worse = compare(&base, &head, Language::En);
    assert_eq!(
        (worse.counts.findings_worse, worse.findings[0].head_places),
        (1, worse.findings[0].base_places + 1)
    );
    let mut before = base.clone();
    before.outcomes[at].grade = Some(0.9);
    assert!(compare(&before, &base, Language::En).counts.findings_worse > 0);
    let clock = base
        .outcomes
        .iter()
        .position(|one| one.rule == "lcp-per-step")
        .unwrap();
    let mut head = base.clone();
    head.outcomes[clock].findings = base.outcomes[at].findings.clone();
    let mut before = base.clone();
    before.outcomes[clock].verdict = "pass".into();
    head.outcomes[clock].verdict = "fail".into();
    let noise = compare(&before, &head, Language::En);
    assert_eq!(noise.counts.regressions, 0);
    assert_eq!(noise.result, ResultWord::Same);
}

#[test]
fn a_lost_trust_item_is_told_by_its_title() {
    let mut base = report(&store());
    let at = base
        .outcomes
        .iter()
        .position(|one| one.group == "trust")
        .unwrap();
    let mut head = base.clone();
    (base.outcomes[at].grade, base.outcomes[at].verdict) = (Some(1.0), "pass".into());
    (head.outcomes[at].grade, head.outcomes[at].verdict) = (Some(0.0), "fail".into());
    let compared = compare(&base, &head, Language::En);
    assert_eq!(
        fact(&compared, "trust-lost").subject,
        head.outcomes[at].rule
    );
}

#[test]
fn a_step_that_got_300_ms_slower_is_found_from_five_runs_and_the_others_are_not() {
    let base = timed(5, |run, step| 400.0 + 20.0 * f64::from(run) + step as f64);
    let head = timed(5, |run, step| {
        405.0 + 20.0 * f64::from(run) + if step == 2 { 300.0 } else { 0.0 }
    });
    let compared = compared(&base, &head);
    let slower: Vec<_> = compared
        .timings
        .iter()
        .filter(|one| one.change == Change::Worse)
        .collect();
    assert_eq!(slower.len(), 1);
    assert_eq!(
        (slower[0].step.goal, slower[0].metric.as_str()),
        (Goal::Address, "usable_ms")
    );
    assert!(slower[0].p_holm.unwrap() < 0.05);
    assert_eq!(compared.counts.regressions, 0, "a timing is no fact");
}

#[test]
fn three_runs_a_side_prove_nothing_however_much_slower() {
    let base = timed(3, |_, _| 100.0);
    let head = timed(3, |_, _| 9000.0);
    let compared = compared(&base, &head);
    assert_eq!(compared.counts.timings_worse, 0);
    let caveat = compared
        .not_comparable
        .iter()
        .find(|one| one.code == "runs")
        .unwrap();
    assert!(caveat.message.contains("at least 4") && caveat.help.contains("--runs 5"));
}

#[test]
fn a_difference_below_the_floor_is_no_change_however_sure() {
    let base = timed(8, |run, _| 400.0 + f64::from(run) / 10.0);
    let head = timed(8, |run, _| 500.0 + f64::from(run) / 10.0);
    let timing = &compared(&base, &head).timings[0];
    assert!(timing.p.unwrap() < 0.001);
    assert_eq!(timing.change, Change::Same);
}

#[test]
fn other_conditions_bar_what_they_touch_and_say_what_to_do() {
    type Break = fn(&mut Report);
    let cases: [(&str, Part, Break); 9] = [
        ("visit", Part::Timings, |r| {
            r.run.conditions.visit = Temperature::Warm
        }),
        ("rulebook", Part::Findings, |r| {
            r.run.rulebook = "other".into()
        }),
        ("tool-version", Part::Facts, |r| {
            r.tool.version = "9.9.9".into()
        }),
        ("consent", Part::Facts, |r| {
            r.run.conditions.consent = "accept".into()
        }),
        ("host", Part::Timings, |r| r.run.conditions.cores = 64),
        ("browser", Part::Timings, |r| {
            r.run.conditions.browser = "Chrome/157.0.0.0".into()
        }),
        ("host-speed", Part::Timings, |r| {
            r.run.conditions.host_speed = 100.0
        }),
        ("not-walked-now", Part::Facts, |r| r.journeys.clear()),
        ("shop-software", Part::Findings, |r| {
            r.target.platform = Some(crate::model::report::Platform {
                name: "Other".into(),
                certainty: 1.0,
            });
        }),
    ];
    let mut base = report(&timed(5, |_, _| 100.0));
    base.target.platform = Some(crate::model::report::Platform {
        name: "Shop".into(),
        certainty: 1.0,
    });
    for (code, part, change) in cases {
        let mut head = report(&timed(5, |_, _| 5000.0));
        head.target.platform = base.target.platform.clone();
        change(&mut head);
        let compared = compare(&base, &head, Language::En);
        let caveat = compared
            .not_comparable
            .iter()
            .find(|one| one.code == code && one.part == part);
        let caveat = caveat.unwrap_or_else(|| panic!("{code}: {:?}", compared.not_comparable));
        assert!(
            !caveat.help.is_empty() && !caveat.message.contains('⟦'),
            "{caveat:?}"
        );
        if compared
            .not_comparable
            .iter()
            .any(|one| one.part == Part::Timings)
        {
            assert_eq!(compared.counts.timings_worse, 0, "{code}");
        }
    }
}

#[test]
fn every_sentence_of_a_comparison_is_there_in_both_languages() {
    let source = [
        "align",
        "conditions",
        "facts",
        "fields",
        "tell",
        "gates",
        "budgets",
        "mod",
    ];
    let mut keys = Vec::new();
    for name in source {
        let text = std::fs::read_to_string(format!("src/compare/{name}.rs")).unwrap();
        for quoted in text.split('"').skip(1).step_by(2) {
            if ["gate.", "compare.", "not-comparable."]
                .iter()
                .any(|start| quoted.starts_with(start))
                && !quoted.contains('{')
            {
                keys.push(quoted.to_owned());
            }
        }
    }
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys {
        for language in [Language::En, Language::Ja] {
            assert!(
                crate::report::phrases::find(language, &key, &[]).is_some(),
                "{key}"
            );
        }
    }
}

fn judged(asked: &Gates, change: impl FnOnce(&mut Report)) -> Vec<GateReport> {
    let mut report = report(&store());
    change(&mut report);
    gates(&report, asked)
}

fn budgeted(text: &str) -> GateReport {
    let asked = Gates {
        budgets: vec![budget::budget(text).unwrap()],
        ..Gates::default()
    };
    judged(&asked, |_| {}).remove(0)
}

#[test]
fn a_budget_says_how_much_is_too_much_and_what_would_make_it_pass() {
    let over = budgeted("address.fields=1");
    assert_eq!(over.verdict, GateVerdict::Failed);
    assert_eq!(over.because, "mobile, address: 2, at most 1 allowed");
    assert_eq!(over.remedy, "take away 1, or raise the budget to 2");
    assert_eq!(
        budgeted("mobile.address.fields=2").verdict,
        GateVerdict::Passed
    );
    assert_eq!(budgeted("steps=3").verdict, GateVerdict::Passed);
    assert_eq!(budgeted("fields-required=0").verdict, GateVerdict::Failed);
}

#[test]
fn a_budget_for_what_was_not_seen_is_not_measured() {
    for text in [
        "desktop.fields=9",
        "payment.fields=9",
        "lcp=9s",
        "address.inp=9s",
    ] {
        let unknown = budgeted(text);
        assert_eq!(unknown.verdict, GateVerdict::NotMeasured, "{text}");
        assert!(
            !unknown.remedy.is_empty() && !unknown.because.contains('⟦'),
            "{unknown:?}"
        );
    }
    let asked = Gates {
        budgets: vec![budget::budget("fields=99").unwrap()],
        ..Gates::default()
    };
    let stopped = judged(&asked, |report| {
        report.journeys[0].ended.kind = "stuck".into()
    });
    assert_eq!(stopped[0].verdict, GateVerdict::NotMeasured);
}

#[test]
fn a_score_that_is_too_low_names_the_rules_that_would_win_it_back() {
    let asked = Gates {
        least_scores: vec![(None, 99), (Some("form".into()), 100)],
        ..Gates::default()
    };
    let said = judged(&asked, |report| {
        report.score.total = Some(90.0);
        report.outcomes[0].points_lost = 7.0;
        report.outcomes[1].points_lost = 4.0;
        for outcome in &mut report.outcomes[2..] {
            outcome.points_lost = 0.0;
        }
        for group in &mut report.score.groups {
            group.score = None;
        }
    });
    assert_eq!(said[0].because, "the score 90 is below 99");
    assert!(
        said[0]
            .remedy
            .contains("together they win back 11.0 points"),
        "{}",
        said[0].remedy
    );
    assert_eq!(said[1].verdict, GateVerdict::NotMeasured);
}

#[test]
fn a_severity_gate_fails_on_sure_findings_and_on_what_was_not_judged() {
    let asked = Gates {
        fail_on: Some(vec![FailOn::Critical]),
        ..Gates::default()
    };
    let with = |verdict: &str, certainty: Certainty| {
        judged(&asked, |report| {
            let finding = report
                .outcomes
                .iter()
                .find_map(|one| one.findings.first())
                .unwrap()
                .clone();
            for outcome in &mut report.outcomes {
                outcome.verdict = "pass".into();
            }
            let critical = |one: &&mut crate::model::report::OutcomeReport| {
                one.severity == crate::model::verdict::Severity::Critical
            };
            let outcome = report.outcomes.iter_mut().find(critical).unwrap();
            outcome.verdict = verdict.into();
            outcome.findings = vec![crate::model::report::FindingReport {
                certainty,
                ..finding
            }];
        })
        .remove(0)
        .verdict
    };
    assert_eq!(with("pass", Certainty::Sure), GateVerdict::Passed);
    assert_eq!(with("fail", Certainty::Sure), GateVerdict::Failed);
    assert_eq!(with("fail", Certainty::Likely), GateVerdict::Passed);
    assert_eq!(with("unknown", Certainty::Sure), GateVerdict::NotMeasured);
}

#[test]
fn gates_against_a_baseline_that_is_not_there_are_not_measured() {
    let all = [
        FailOn::NewCritical,
        FailOn::NewSerious,
        FailOn::Regressions,
        FailOn::Timings,
    ];
    let asked = Gates {
        fail_on: Some(all.to_vec()),
        ..Gates::default()
    };
    for gate in judged(&asked, |_| {}) {
        assert_eq!(gate.verdict, GateVerdict::NotMeasured, "{gate:?}");
        assert!(gate.remedy.contains("--baseline"));
    }
    assert!(judged(&Gates::default(), |_| {}).is_empty());
}

#[test]
fn a_baseline_alone_asks_that_nothing_got_worse() {
    let base = report(&store());
    let mut evidence = store();
    step(&mut evidence, 2)
        .look
        .fields
        .push(text_field("organization", "Company", true));
    let mut head = report(&evidence);
    head.comparison = Some(compare(&base, &head, Language::En));
    let said = gates(&head, &Gates::default());
    assert_eq!((said.len(), said[0].verdict), (1, GateVerdict::Failed));
    assert!(said[0].because.contains("Company"), "{}", said[0].because);
    assert!(said[0].remedy.contains("cartwalk baseline update"));
    let mut same = base.clone();
    same.comparison = Some(compare(&base, &base, Language::En));
    assert_eq!(
        gates(&same, &Gates::default())[0].verdict,
        GateVerdict::Passed
    );
    // A run that judged nothing is no proof that nothing got worse.
    same.score.total = None;
    let said = &gates(&same, &Gates::default())[0];
    assert_eq!(said.verdict, GateVerdict::NotMeasured, "{said:?}");
}

/// The evidence that the command-line tests judge; it follows the model by itself.
#[test]
fn the_evidence_of_the_command_line_tests_is_fresh() {
    let path = "tests/data/compare/evidence.json";
    let mut text = serde_json::to_string_pretty(&store()).unwrap();
    text.push('\n');
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == text,
        "run `UPDATE=1 cargo test fresh` and commit {path}"
    );
}
