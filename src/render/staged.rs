//! Reports for tests of everything that is rendered: clean ones, ones with findings, and
//! the report of a store that tries to break out wherever it can write.

use super::html::{Brand, Estimate, Handover, Medium, Pictures, html};
use crate::model::device::Device;
use crate::model::evidence::Evidence;
use crate::model::journey::{ConsoleEntry, Filled};
use crate::model::look::Message;
use crate::model::page::PriceText;
use crate::model::plan::Language;
use crate::model::probed::{self, Changed, NotRun, Probed, Sent, SubmitKind, Variant, Way};
use crate::model::report::Report;
use crate::model::verdict::{Certainty, Finding, Place, Verdict};
use crate::report::{assemble, made};
use crate::rulebook::Rulebook;
use crate::rules::testing::probed::{back, entry, put, refusal, run, said_at};
use crate::rules::testing::{field, request};
use crate::rules::{Outcome, judge};
use crate::score::grade;

/// Ways out of every place that a store's text may stand in.
pub const CORPUS: [&str; 17] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title></svg></script><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "`<b>`${alert(1)}{{alert(1)}}<!-- -->]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;&#x3c;b&#x3e;",
    "\u{202e}\u{0}\u{1b}[2J\u{200b}<svg onload=alert(1)>",
    "=cmd|' /C calc'!A0",
    "\t+HYPERLINK(\"http://evil.example\")\r\n@SUM(1)",
    "</failure></testsuites><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;]]>\u{b}\u{fffe}\u{ffff}",
    "\n::error::owned%0A::set-output name=x::y",
    "| a | b |\n|---|---|\n</details>\n\n# owned @team #1 ![x](https://evil.example/p.png) $x$ ~~~\n```",
    "../../../../etc/passwd%00\\..\\x",
    "\u{9b}31m\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}\u{2066}\u{e0041}",
];

/// A run that is made up.
pub struct Stage {
    pub evidence: Evidence,
    pub outcomes: Vec<Outcome>,
    pub brand: Brand,
    pub language: Language,
    pub medium: Medium,
    pub estimate: Option<Estimate>,
}

impl Stage {
    pub fn new() -> Stage {
        let evidence = made::evidence();
        let outcomes = judge(&evidence, Rulebook::embedded());
        Stage {
            evidence,
            outcomes,
            brand: Brand::default(),
            language: Language::En,
            medium: Medium::Screen,
            estimate: None,
        }
    }

    /// Nothing is amiss.
    pub fn clean() -> Stage {
        let mut stage = Stage::new();
        for outcome in &mut stage.outcomes {
            outcome.verdict = Verdict::Pass;
            outcome.findings.clear();
        }
        stage
    }

    /// A store that writes one hostile text wherever it can.
    pub fn hostile(text: &str) -> Stage {
        let mut stage = Stage::new();
        let evidence = &mut stage.evidence;
        evidence.target = format!("https://shop.example/{text}");
        evidence.missing.push((text.to_owned(), text.to_owned()));
        for walk in &mut evidence.journeys {
            walk.persona = text.to_owned();
            walk.user_agent = text.to_owned();
            for step in &mut walk.steps {
                step.url = text.to_owned();
                step.action.target = text.to_owned();
                step.action.verb = text.to_owned();
                step.problem = Some(text.to_owned());
                step.vitals.lcp_ms = Some(1.0);
                step.vitals.lcp_element = Some(text.to_owned());
                let mut asked = request("image", "/");
                asked.url = format!("https://{text}.example/{text}");
                asked.kind = text.to_owned();
                asked.mime = text.to_owned();
                asked.bytes = 50_000;
                asked.third_party = true;
                step.requests.push(asked);
                let mut hostile = field("email", text);
                hostile.autocomplete = Some(text.to_owned());
                hostile.inputmode = Some(text.to_owned());
                hostile.purpose = text.to_owned();
                step.look.fields.push(hostile);
                step.look.prices.push(PriceText {
                    text: text.to_owned(),
                    amount: 1.0,
                    currency: None,
                    context: text.to_owned(),
                });
                step.look.messages.push(Message {
                    text: text.to_owned(),
                    ..Message::default()
                });
                step.filled.push(Filled {
                    selector: step.look.fields[0].selector.clone(),
                    purpose: text.to_owned(),
                    typed: text.to_owned(),
                    held: String::new(),
                    keystrokes: 1,
                    corrected_after: Some(text.to_owned()),
                });
                step.console.push(ConsoleEntry {
                    level: text.to_owned(),
                    text: text.to_owned(),
                    url: text.to_owned(),
                    first_party: true,
                });
            }
        }
        for page in evidence.site.iter_mut().flat_map(|site| &mut site.pages) {
            page.url = text.to_owned();
            page.final_url = text.to_owned();
            if let Some(facts) = &mut page.facts {
                facts.title = text.to_owned();
                facts.emails.push(text.to_owned());
                facts.addresses.push(text.to_owned());
            }
        }
        if let Some(site) = &mut evidence.site {
            site.checked_links.push((text.to_owned(), Some(404)));
            site.problem = Some(text.to_owned());
        }
        evidence.probed.push(tried(text));
        stage.brand = Brand {
            client: Some(text.to_owned()),
            author: Some(text.to_owned()),
            note: Some(text.to_owned()),
            ..Brand::default()
        };
        stage.fail(0, 3, text);
        stage
    }

    /// Lets a rule fail with this many findings.
    pub fn fail(&mut self, rule: usize, count: usize, text: &str) {
        let outcome = &mut self.outcomes[rule];
        outcome.verdict = Verdict::Fail;
        let finding = |index: usize| {
            let place = Place {
                device: Some(Device::Mobile),
                step: Some((index % 3) as u32),
                url: text.to_owned(),
                selector: Some(text.to_owned()),
            };
            let mut finding = Finding::says("no-such-message", place);
            finding.args.push(("title", format!("{text} {index}")));
            finding.certainty = Certainty::Likely;
            finding
        };
        outcome.findings = (0..count).map(finding).collect();
    }

    pub fn report(&self, language: Language) -> Report {
        let book = Rulebook::embedded();
        let score = grade(&self.outcomes, book, language);
        assemble(&self.evidence, &self.outcomes, &score, book, language)
    }

    pub fn page(&self) -> String {
        self.page_with(&Pictures::default())
    }

    pub fn page_with(&self, pictures: &Pictures) -> String {
        let (en, ja) = (self.report(Language::En), self.report(Language::Ja));
        html(&Handover {
            en: &en,
            ja: &ja,
            evidence: &self.evidence,
            base: None,
            book: Rulebook::embedded(),
            pictures,
            brand: &self.brand,
            language: self.language,
            medium: self.medium,
            pages: None,
            estimate: self.estimate,
        })
    }
}

/// A probe run in which everything that a store can write is this text.
fn tried(text: &str) -> Probed {
    let mut entry = entry("email", Variant::Blanks, text, probed::Outcome::Rejected);
    entry.held = text.to_owned();
    entry.field.label = text.to_owned();
    entry.field.url = text.to_owned();
    entry.said = vec![said_at("email", text)];
    entry.changed.push(Changed {
        selector: text.to_owned(),
        purpose: String::new(),
        before: String::new(),
        after: text.to_owned(),
    });
    let mut sent = refusal(SubmitKind::OneWrong, Sent::RefusedByServer, &["email"]);
    sent.control = text.to_owned();
    sent.errors = vec![said_at("email", text)];
    sent.put = vec![put("email", Variant::Wrong, text)];
    let mut back = back(Way::OwnLink);
    back.control = text.to_owned();
    back.lost = entry.changed.clone();
    let left = NotRun {
        what: text.to_owned(),
        why: text.to_owned(),
        about: text.to_owned(),
    };
    Probed {
        entries: vec![entry],
        submits: vec![sent],
        returns: vec![back],
        not_run: vec![left],
        ..run()
    }
}
