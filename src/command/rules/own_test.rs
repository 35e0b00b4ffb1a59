//! `rules test`: runs the examples of a file of own rules; the bad ones must fail, the good ones pass.
//!
//! An example goes through the parser and the judgement of a real run. Scripts need a browser:
//! their HTML examples run only with `--allow-scripts`, and say so where they were left out.

use crate::browser::{Browser, Visit, VisitOptions};
use crate::command::console::Console;
use crate::command::{ruling, stages};
use crate::crawl::address::Site;
use crate::crawl::extract::{Wanted, extract_wanted};
use crate::exit::{Exit, Failure};
use crate::journey::ask::{SCRIPT_LIMIT, answer};
use crate::model::device::{Device, Throttle};
use crate::model::plan::BrowserPlan;
use crate::rulebook::own::{OwnRule, Question};
use crate::rulebook::own_check::number;
use crate::rulebook::written::Example;
use crate::rules::own::{accepts, header_fits, shown};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use url::Url;

/// Longest time for one call to the browser.
const CALL_LIMIT: Duration = Duration::from_secs(20);

/// What an example shows.
enum Shown {
    /// A figure.
    Value(f64),
    /// It could not be told, and why.
    Nothing(String),
    /// It was left out: it needs a browser that nobody allowed.
    LeftOut,
}

/// Runs the examples of every own rule of the file.
///
/// # Errors
/// A mistake in the file, no own rule in it, or an example that does not behave as told.
pub fn run(
    file: &Path,
    allow_scripts: bool,
    chrome: Option<&Path>,
    console: Console,
) -> Result<Exit, Failure> {
    let book = ruling::own_file(file)?;
    let rules = book.rules.iter();
    let rules: Vec<(&String, &OwnRule)> = rules
        .filter_map(|(id, entry)| Some((id, entry.own.as_ref()?)))
        .collect();
    if rules.is_empty() {
        return Err(Failure::usage(
            format!("`{}` holds no rule of your own", file.display()),
            "`cartwalk rules new acme/size-chart` writes one to begin with",
        ));
    }
    let mut page = Page {
        wanted: allow_scripts,
        chrome,
        browser: None,
    };
    let (mut out, mut wrong, mut shown) = (String::new(), 0_usize, 0_usize);
    for (id, own) in rules {
        let _ = writeln!(out, "{id}");
        let examples = [("bad", &own.bad, false), ("good", &own.good, true)];
        for (name, examples, should_pass) in examples {
            if examples.is_empty() {
                wrong += 1;
                let _ = writeln!(out, "  wrong: there is no {name} example");
            }
            for (index, example) in examples.iter().enumerate() {
                let seen = page.show(own, example)?;
                let left_out = matches!(seen, Shown::LeftOut);
                let (fine, told) = verdict(own, should_pass, seen);
                wrong += usize::from(!fine);
                shown += usize::from(!left_out);
                let mark = match (fine, left_out) {
                    (_, true) => "not run",
                    (true, false) => "ok",
                    (false, false) => "wrong",
                };
                let _ = writeln!(out, "  {mark}: {name} example {} {told}", index + 1);
            }
        }
    }
    console.print(&out)?;
    match wrong {
        // Nothing that ran is no proof.
        0 if shown == 0 => Ok(Exit::NotMeasured),
        0 => Ok(Exit::Fine),
        _ => Err(Failure {
            exit: Exit::Gate,
            message: format!(
                "{wrong} of the examples in `{}` do not behave as told",
                file.display()
            ),
            help: "change the rule, or the example; a rule needs at least one of each".to_owned(),
        }),
    }
}

fn verdict(own: &OwnRule, should_pass: bool, seen: Shown) -> (bool, String) {
    match seen {
        Shown::LeftOut => (
            true,
            "left out: scripts run with --allow-scripts".to_owned(),
        ),
        Shown::Nothing(why) => (false, format!("gives no answer: {why}")),
        Shown::Value(value) => {
            let passes = accepts(own, value);
            let says = if passes { "passes" } else { "fails" };
            (
                passes == should_pass,
                format!("{says} (value {})", shown(value)),
            )
        }
    }
}

/// A browser that is started when the first script asks for it.
struct Page<'a> {
    wanted: bool,
    chrome: Option<&'a Path>,
    browser: Option<Browser>,
}

impl Page<'_> {
    fn show(&mut self, own: &OwnRule, example: &Example) -> Result<Shown, Failure> {
        let html = example.html.as_deref().unwrap_or_default();
        let value = match &own.question {
            Question::Selector { selector } => {
                let counted = read(html, std::slice::from_ref(selector)).answers;
                counted.first().and_then(|one| one.value)
            }
            Question::Text { pattern } => {
                let text = read(html, &[]).text;
                let pattern = Regex::new(pattern).ok();
                pattern.map(|pattern| pattern.find_iter(&text).count() as f64)
            }
            Question::Header { header, pattern } => {
                let headers: Vec<(String, String)> = example.headers.clone().into_iter().collect();
                let pattern = pattern.as_deref().map(Regex::new).transpose().ok();
                pattern.map(|pattern| header_fits(&headers, header, pattern.as_ref()))
            }
            Question::Metric { .. } => number(example.value.as_ref()),
            Question::Script { script } => match (&example.value, self.wanted) {
                (Some(toml::Value::Boolean(met)), _) => Some(f64::from(u8::from(*met))),
                (Some(value), _) => number(Some(value)),
                (None, false) => return Ok(Shown::LeftOut),
                (None, true) => return self.run(script, html),
            },
        };
        Ok(value.map_or_else(
            || Shown::Nothing("it cannot be read".to_owned()),
            Shown::Value,
        ))
    }

    fn run(&mut self, script: &str, html: &str) -> Result<Shown, Failure> {
        let browser = match self.browser.take() {
            Some(browser) => browser,
            None => start(self.chrome)?,
        };
        let mut visit = open(&browser, html)?;
        let said = answer("", visit.run_foreign(script, SCRIPT_LIMIT));
        drop(visit);
        self.browser = Some(browser);
        Ok(match (said.value, said.problem) {
            (Some(value), _) => Shown::Value(value),
            (None, why) => Shown::Nothing(why.unwrap_or_default()),
        })
    }
}

fn read(html: &str, selectors: &[String]) -> crate::model::page::PageFacts {
    let url = Url::parse("https://shop.example/").expect("is an address");
    extract_wanted(html, &url, &Site::of(&url), Wanted::Facts(selectors)).facts
}

fn start(chrome: Option<&Path>) -> Result<Browser, Failure> {
    let plan = BrowserPlan {
        chrome: chrome.map(Path::to_owned),
        connect: None,
        headed: false,
        user_agent: None,
        call_timeout: CALL_LIMIT,
    };
    stages::start_browser(&plan).map_err(|why| {
        Failure::not_measured(
            format!("no browser could be started: {why}"),
            "install Chromium, name one with --chrome PATH, or leave --allow-scripts out",
        )
    })
}

fn open(browser: &Browser, html: &str) -> Result<Visit, Failure> {
    let broken = |error: crate::browser::BrowserError| {
        let help = "run it again; `cartwalk doctor` checks the browser";
        Failure::not_measured(format!("the example could not be opened: {error}"), help)
    };
    let options = VisitOptions {
        device: Device::Desktop,
        throttle: Throttle::None,
        user_agent: None,
        accept_language: None,
        call_timeout: CALL_LIMIT,
        store_domain: String::new(),
        init_scripts: Vec::new(),
        session: Default::default(),
    };
    let mut visit = browser.visit(&options).map_err(broken)?;
    let address = format!(
        "data:text/html;charset=utf-8;base64,{}",
        STANDARD.encode(html)
    );
    visit.goto(&address, CALL_LIMIT).map_err(broken)?;
    Ok(visit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Rulebook;
    use crate::rulebook::own::Kind;
    use clap::ValueEnum;

    #[test]
    fn the_examples_of_a_new_rule_of_every_kind_behave_as_told() {
        for kind in Kind::value_variants() {
            let text = super::super::new::own_text("acme/new-rule", *kind);
            let book = Rulebook::embedded().with("acme.toml", &text).unwrap();
            let own = book.rules["acme/new-rule"].own.as_ref().unwrap();
            let mut page = Page {
                wanted: false,
                chrome: None,
                browser: None,
            };
            for (should_pass, examples) in [(true, &own.good), (false, &own.bad)] {
                let shown = page.show(own, &examples[0]).unwrap();
                let (fine, told) = verdict(own, should_pass, shown);
                assert!(fine, "{kind:?}: {told}");
                assert_eq!(told.contains("left out"), *kind == Kind::Script);
            }
        }
    }

    #[test]
    fn a_script_may_be_told_what_it_would_answer() {
        let text = super::super::new::own_text("acme/x", Kind::Script);
        let text = text.replace("html = '<img src=\"mug.png\">'", "value = 0");
        let book = Rulebook::embedded().with("acme.toml", &text).unwrap();
        let own = book.rules["acme/x"].own.as_ref().unwrap();
        let (fine, told) = verdict(own, false, Shown::Value(0.0));
        assert!(!fine && told == "passes (value 0)", "{told}");
    }
}
