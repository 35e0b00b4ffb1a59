//! Judges by the rules that a user wrote, from the answers that the evidence holds.
//!
//! A place that is meant but has no answer makes the rule `unknown`, unless another place fails:
//! evidence that was collected without the rule must never read as a pass.

use crate::model::asked::Answer;
use crate::model::journey::Step;
use crate::model::page::{Page, PageFacts};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rulebook::own::{Metric, OwnRule, Question, Range, script_key};
use crate::rulebook::place::Spot;
use crate::rules::Seen;
use crate::rules::locate::of_step;
use regex::Regex;

/// Findings that one rule lists; more of the same helps nobody.
const LISTED: usize = 50;

/// What was found at one place: a figure, or nothing where nobody asked.
type Observed = (Place, Option<f64>);

/// Judges by one own rule.
pub fn judge(own: &OwnRule, seen: &Seen<'_>) -> Judgement {
    let Some(observed) = observe(own, seen) else {
        return Judgement::unknown("thresholds-unreadable");
    };
    if observed.is_empty() {
        return Judgement::unknown("own-no-place");
    }
    let wrong = observed.iter().filter_map(|(place, value)| {
        let value = (*value)?;
        (!own.range.holds(value)).then(|| finding(own, place.clone(), value))
    });
    let findings: Vec<Finding> = wrong.take(LISTED).collect();
    if findings.is_empty() && observed.iter().any(|(_, value)| value.is_none()) {
        return Judgement::unknown(match own.question {
            Question::Script { .. } => "own-script-not-run",
            Question::Metric { .. } => "not-measured",
            Question::Selector { .. } | Question::Text { .. } | Question::Header { .. } => {
                "own-not-asked"
            }
        });
    }
    Judgement::by(findings)
}

/// Whether a figure is what the rule expects.
pub fn accepts(own: &OwnRule, value: f64) -> bool {
    own.range.holds(value)
}

/// A figure as readers expect it: whole numbers without a point.
pub fn shown(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn finding(own: &OwnRule, place: Place, value: f64) -> Finding {
    let Range { least, most } = own.range;
    let place = match &own.question {
        Question::Selector { selector } if value > 0.0 => place.element(selector),
        Question::Selector { .. }
        | Question::Text { .. }
        | Question::Header { .. }
        | Question::Metric { .. }
        | Question::Script { .. } => place,
    };
    let limit = |limit: Option<f64>| limit.map_or_else(|| "–".to_owned(), shown);
    Finding::at(place)
        .with("value", shown(value))
        .with("least", limit(least))
        .with("most", limit(most))
}

/// `None` where the question itself cannot be read: the ruleset was not checked.
fn observe(own: &OwnRule, seen: &Seen<'_>) -> Option<Vec<Observed>> {
    let pages = || {
        seen.pages().filter(|(page, facts)| {
            // What JavaScript has yet to fill says nothing about what is missing.
            let read = page.rendered || !facts.needs_javascript;
            let spot = Spot {
                url: &page.final_url,
                page: Some(page.kind),
                ..Spot::default()
            };
            read && own.place.holds(&spot)
        })
    };
    let steps = || {
        seen.steps()
            .filter(|(journey, step)| own.place.holds(&of_step(journey, step)))
    };
    let on_page = |value: &dyn Fn(&Page, &PageFacts) -> Option<f64>| -> Vec<Observed> {
        pages()
            .map(|(page, facts)| (Place::page(page), value(page, facts)))
            .collect()
    };
    let on_step = |value: &dyn Fn(&Step) -> Option<f64>| -> Vec<Observed> {
        steps()
            .map(|(journey, step)| (Place::step(journey, step), value(step)))
            .collect()
    };
    let both = |mut pages: Vec<Observed>, steps: Vec<Observed>| {
        pages.extend(steps);
        pages
    };
    Some(match &own.question {
        Question::Selector { selector } => both(
            on_page(&|_, facts| answer(&facts.answers, selector)),
            on_step(&|step| answer(&step.answers, selector)),
        ),
        Question::Text { pattern } => {
            let pattern = Regex::new(pattern).ok()?;
            let count = |text: &str| Some(pattern.find_iter(text).count() as f64);
            both(
                on_page(&|_, facts| count(&facts.text)),
                on_step(&|step| count(&step.settled().text)),
            )
        }
        Question::Header { header, pattern } => {
            let pattern = match pattern {
                Some(pattern) => Some(Regex::new(pattern).ok()?),
                None => None,
            };
            on_page(&|page, _| Some(header_fits(&page.headers, header, pattern.as_ref())))
        }
        Question::Metric { metric } if metric.of_page() => {
            on_page(&|page, facts| page_figure(*metric, page, facts))
        }
        Question::Metric { metric } => on_step(&|step| step_figure(*metric, step)),
        Question::Script { script } => {
            let key = script_key(script);
            on_step(&|step| answer(&step.answers, &key))
        }
    })
}

fn answer(answers: &[Answer], key: &str) -> Option<f64> {
    answers.iter().find(|one| one.key == key)?.value
}

/// 1 where a header of that name is there and fits, else 0.
pub fn header_fits(headers: &[(String, String)], name: &str, pattern: Option<&Regex>) -> f64 {
    let fits = |(header, value): &(String, String)| {
        header.eq_ignore_ascii_case(name) && pattern.is_none_or(|pattern| pattern.is_match(value))
    };
    f64::from(u8::from(headers.iter().any(fits)))
}

fn page_figure(metric: Metric, page: &Page, facts: &PageFacts) -> Option<f64> {
    let count = |n: usize| Some(n as f64);
    match metric {
        Metric::FetchMs => Some(page.fetch_ms as f64),
        Metric::BodyBytes => count(page.body_bytes),
        Metric::Redirects => count(page.hops.len()),
        Metric::Links => count(facts.links.len()),
        Metric::Images => count(facts.images.len()),
        Metric::Scripts => count(facts.scripts.len()),
        Metric::LcpMs
        | Metric::FcpMs
        | Metric::Cls
        | Metric::InpMs
        | Metric::TtfbMs
        | Metric::TbtMs
        | Metric::ResponseMs
        | Metric::FeedbackMs
        | Metric::UsableMs
        | Metric::Bytes
        | Metric::Requests
        | Metric::ThirdPartyRequests
        | Metric::FieldsShown
        | Metric::FieldsRequired
        | Metric::OtherElements
        | Metric::Keystrokes
        | Metric::Taps
        | Metric::DomNodes => None,
    }
}

fn step_figure(metric: Metric, step: &Step) -> Option<f64> {
    let (vitals, clock, effort) = (&step.vitals, &step.clock, &step.effort);
    let count = |n: u32| Some(f64::from(n));
    match metric {
        Metric::LcpMs => vitals.lcp_ms,
        Metric::FcpMs => vitals.fcp_ms,
        Metric::Cls => vitals.cls,
        Metric::InpMs => vitals.inp_ms,
        Metric::TtfbMs => vitals.ttfb_ms,
        Metric::TbtMs => vitals.tbt_ms,
        Metric::ResponseMs => clock.response_ms,
        Metric::FeedbackMs => clock.feedback_ms,
        Metric::UsableMs => clock.usable_ms,
        Metric::Bytes => Some(step.bytes as f64),
        Metric::Requests => count(step.request_count),
        Metric::ThirdPartyRequests => {
            let foreign = step.requests.iter().filter(|request| request.third_party);
            Some(foreign.count() as f64)
        }
        Metric::FieldsShown => count(effort.fields_shown),
        Metric::FieldsRequired => count(effort.fields_required),
        Metric::OtherElements => count(effort.other_elements),
        Metric::Keystrokes => count(effort.keystrokes),
        Metric::Taps => count(effort.taps),
        Metric::DomNodes => count(step.look.layout.dom_nodes),
        Metric::FetchMs
        | Metric::BodyBytes
        | Metric::Redirects
        | Metric::Links
        | Metric::Images
        | Metric::Scripts => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::page::PageKind;
    use crate::model::plan::Language;
    use crate::model::verdict::Verdict;
    use crate::rulebook::Rulebook;
    use crate::rules::testing::Made;

    fn judged(question: &str, made: Made) -> Judgement {
        let text = format!(
            "[rule.\"acme/x\"]\ngroup = \"product\"\n{question}\nen.title = \"X\"\nen.messages.message = \"{{value}}, at least {{least}}, at most {{most}}\"\n"
        );
        let book = Rulebook::embedded().with("acme.toml", &text);
        let book = book.unwrap_or_else(|told| panic!("{told}"));
        let own = book.rules["acme/x"].own.clone().expect("is an own rule");
        let evidence = made.evidence();
        let judged = judge(&own, &Seen::new(&evidence));
        for finding in &judged.findings {
            for language in [Language::En, Language::Ja] {
                assert!(book.message("acme/x", finding, language).is_ok());
            }
        }
        if let Verdict::Unknown(code) = judged.verdict {
            assert!(book.reasons.contains_key(code), "no sentence for {code}");
        }
        judged
    }

    fn product(change: impl FnOnce(&mut PageFacts)) -> Made {
        Made::store().page(PageKind::Product, "/mug", change)
    }

    fn answered(key: &str, value: Option<f64>) -> Answer {
        Answer {
            key: key.to_owned(),
            value,
            problem: value.is_none().then(|| "it threw".to_owned()),
        }
    }

    const SELECTOR: &str =
        "kind = \"selector\"\nwhere = { page = \"product\" }\nselector = \"a.x\"";
    const TEXT: &str = "kind = \"text\"\nwhere = { page = \"product\" }\npattern = \"(?i)sold out\"\nexpect = \"absent\"";
    const HEADER: &str = "kind = \"header\"\nwhere = { page = \"product\" }\nheader = \"X-A\"";
    const METRIC: &str =
        "kind = \"metric\"\nwhere = { step = \"cart\" }\nmetric = \"lcp_ms\"\nmost = 2000";
    const SCRIPT: &str = "kind = \"script\"\nwhere = { step = \"cart\" }\nscript = \"return 1\"";

    #[test]
    fn every_kind_passes_and_fails_by_what_was_seen() {
        let found = |n: f64| product(|facts| facts.answers = vec![answered("a.x", Some(n))]);
        assert_eq!(judged(SELECTOR, found(1.0)).verdict, Verdict::Pass);
        assert_eq!(judged(SELECTOR, found(0.0)).verdict, Verdict::Fail);
        let says = |text: &str| product(|facts| facts.text = text.to_owned());
        assert_eq!(judged(TEXT, says("In stock")).verdict, Verdict::Pass);
        assert_eq!(judged(TEXT, says("SOLD OUT")).verdict, Verdict::Fail);
        let sends = |name: &str| {
            product(|_| ())
                .site(|site| site.pages[0].headers = vec![(name.to_owned(), "1".to_owned())])
        };
        assert_eq!(judged(HEADER, sends("x-a")).verdict, Verdict::Pass);
        assert_eq!(judged(HEADER, sends("x-b")).verdict, Verdict::Fail);
        let paints = |ms: f64| Made::store().step(Goal::Cart, |step| step.vitals.lcp_ms = Some(ms));
        assert_eq!(judged(METRIC, paints(2000.0)).verdict, Verdict::Pass);
        let slow = judged(METRIC, paints(2400.0));
        assert_eq!(slow.findings[0].args[0], ("value", "2400".to_owned()));
        let said = |value: f64| {
            Made::store().step(Goal::Cart, |step| {
                step.answers = vec![answered(&script_key("return 1"), Some(value))];
            })
        };
        assert_eq!(judged(SCRIPT, said(1.0)).verdict, Verdict::Pass);
        assert_eq!(judged(SCRIPT, said(0.0)).verdict, Verdict::Fail);
    }

    #[test]
    fn without_an_answer_every_kind_is_unknown() {
        for question in [SELECTOR, TEXT, HEADER, METRIC, SCRIPT] {
            let nothing = judged(question, Made::store());
            assert_eq!(
                nothing.verdict,
                Verdict::Unknown("own-no-place"),
                "{question}"
            );
        }
        let unasked = judged(SELECTOR, product(|_| ()));
        assert_eq!(unasked.verdict, Verdict::Unknown("own-not-asked"));
        let cart = || Made::store().step(Goal::Cart, |_| ());
        assert_eq!(
            judged(METRIC, cart()).verdict,
            Verdict::Unknown("not-measured")
        );
        assert_eq!(
            judged(SCRIPT, cart()).verdict,
            Verdict::Unknown("own-script-not-run")
        );
        let threw = Made::store().step(Goal::Cart, |step| {
            step.answers = vec![answered(&script_key("return 1"), None)];
        });
        assert_eq!(
            judged(SCRIPT, threw).verdict,
            Verdict::Unknown("own-script-not-run")
        );
    }

    #[test]
    fn one_place_without_an_answer_hides_no_failure_and_makes_no_pass() {
        let two = |first: f64| {
            product(|facts| facts.answers = vec![answered("a.x", Some(first))]).page(
                PageKind::Product,
                "/cup",
                |_| (),
            )
        };
        assert_eq!(judged(SELECTOR, two(0.0)).verdict, Verdict::Fail);
        assert_eq!(
            judged(SELECTOR, two(1.0)).verdict,
            Verdict::Unknown("own-not-asked")
        );
    }

    #[test]
    fn what_javascript_has_yet_to_fill_says_nothing() {
        let empty = product(|facts| facts.needs_javascript = true);
        assert_eq!(
            judged(TEXT, empty).verdict,
            Verdict::Unknown("own-no-place")
        );
    }
}
