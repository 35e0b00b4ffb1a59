//! Turns the keys of an own rule into a question that can be asked, or says what is wrong.

use crate::rulebook::own::{Expect, Kind, OwnRule, PLACEHOLDERS, Question, Range};
use crate::rulebook::source::{RulesetError, Source, nearest};
use crate::rulebook::texts::{RuleTexts, placeholders};
use crate::rulebook::written::{Example, RulePatch};
use scraper::Selector;
use toml::Spanned;

/// Longest script and pattern, in bytes.
const SOURCE_LIMIT: usize = 20_000;

impl Source<'_> {
    /// The own rule that a table describes; its missing language is filled from the other.
    ///
    /// # Errors
    /// No prefix, a missing or superfluous key, or something that cannot be read.
    pub(super) fn own_rule(
        &self,
        id: &Spanned<String>,
        patch: &mut RulePatch,
    ) -> Result<OwnRule, RulesetError> {
        let (at, key) = (id.span().start, id.get_ref());
        check_prefix(self, at, key)?;
        let Some(kind) = patch.kind.as_ref().map(|kind| *kind.get_ref()) else {
            return Err(self.error(at, format!("own rule `{key}` has no `kind`"), None));
        };
        self.refuse_other_kinds(key, kind, patch)?;
        let question = self.question(at, key, kind, patch)?;
        let place = patch.place.take();
        let Some(place) = place.filter(|place| !place.get_ref().is_everywhere()) else {
            let problem = format!("own rule `{key}` has no `where`");
            let help = "write where = { page = \"product\" } or where = { step = \"payment\" }";
            return Err(self.error(at, problem, Some(help.to_owned())));
        };
        let on_screens = !place.get_ref().step.0.is_empty() || !place.get_ref().device.0.is_empty();
        let of_pages = match &question {
            Question::Header { .. } => true,
            Question::Metric { metric } => metric.of_page(),
            Question::Selector { .. } | Question::Text { .. } | Question::Script { .. } => false,
        };
        if on_screens && of_pages {
            let problem = format!(
                "own rule `{key}`: this is known of crawled pages only, and `where` names screens"
            );
            let help = "name pages: where = { page = \"checkout\" } or where = \"/checkout/*\"";
            return Err(self.error(place.span().start, problem, Some(help.to_owned())));
        }
        let range = self.range(at, key, &question, patch)?;
        self.check_texts(at, key, patch)?;
        Ok(OwnRule {
            place: place.into_inner(),
            range,
            good: self.examples(key, kind, std::mem::take(&mut patch.good))?,
            bad: self.examples(key, kind, std::mem::take(&mut patch.bad))?,
            question,
        })
    }

    fn question(
        &self,
        at: usize,
        key: &str,
        kind: Kind,
        patch: &RulePatch,
    ) -> Result<Question, RulesetError> {
        let missing = |name: &str, help: &str| {
            let problem = format!("own rule `{key}` has no `{name}`");
            self.error(at, problem, Some(format!("write {name} = {help}")))
        };
        match kind {
            Kind::Selector => {
                let selector = patch.selector.as_ref();
                let selector = selector.ok_or_else(|| missing("selector", "\"a.size-chart\""))?;
                Selector::parse(selector.get_ref()).map_err(|error| {
                    let problem = format!("own rule `{key}`: the selector cannot be read: {error}");
                    self.error(selector.span().start, problem, None)
                })?;
                Ok(Question::Selector {
                    selector: selector.get_ref().clone(),
                })
            }
            Kind::Text => {
                let pattern = patch.pattern.as_ref();
                let pattern =
                    pattern.ok_or_else(|| missing("pattern", "'free (delivery|shipping)'"))?;
                self.check_pattern(key, pattern)?;
                Ok(Question::Text {
                    pattern: pattern.get_ref().clone(),
                })
            }
            Kind::Header => {
                let header = patch.header.as_ref();
                let header = header.ok_or_else(|| missing("header", "\"x-frame-options\""))?;
                if let Some(pattern) = &patch.pattern {
                    self.check_pattern(key, pattern)?;
                }
                Ok(Question::Header {
                    header: header.get_ref().to_lowercase(),
                    pattern: patch.pattern.as_ref().map(|one| one.get_ref().clone()),
                })
            }
            Kind::Metric => {
                let metric = patch.metric.as_ref();
                let metric = metric.ok_or_else(|| missing("metric", "\"lcp_ms\""))?;
                Ok(Question::Metric {
                    metric: *metric.get_ref(),
                })
            }
            Kind::Script => {
                let script = patch.script.as_ref();
                let script = script
                    .filter(|script| !script.get_ref().trim().is_empty())
                    .ok_or_else(|| missing("script", "'return document.images.length < 80'"))?;
                if script.get_ref().len() > SOURCE_LIMIT {
                    let problem =
                        format!("own rule `{key}`: a script of more than {SOURCE_LIMIT} bytes");
                    return Err(self.error(script.span().start, problem, None));
                }
                Ok(Question::Script {
                    script: script.get_ref().clone(),
                })
            }
        }
    }

    fn check_pattern(&self, key: &str, pattern: &Spanned<String>) -> Result<(), RulesetError> {
        let told = match pattern.get_ref().len() > SOURCE_LIMIT {
            true => Some("it is too long".to_owned()),
            false => regex::Regex::new(pattern.get_ref()).err().map(|error| {
                let told = error.to_string();
                told.lines().last().unwrap_or_default().trim().to_owned()
            }),
        };
        let Some(told) = told else { return Ok(()) };
        let problem = format!("own rule `{key}`: the pattern cannot be read: {told}");
        Err(self.error(pattern.span().start, problem, None))
    }

    fn range(
        &self,
        at: usize,
        key: &str,
        question: &Question,
        patch: &RulePatch,
    ) -> Result<Range, RulesetError> {
        let limit = |one: &Option<Spanned<f64>>| one.as_ref().map(|one| *one.get_ref());
        let range = Range {
            least: limit(&patch.least),
            most: limit(&patch.most),
        };
        let limited = range != Range::default();
        let empty = range
            .least
            .zip(range.most)
            .is_some_and(|(least, most)| least > most);
        if empty {
            let problem = format!("own rule `{key}`: `least` is more than `most`");
            return Err(self.error(at, problem, None));
        }
        let expect = patch.expect.as_ref().map(|one| *one.get_ref());
        match (question, limited, expect) {
            (Question::Metric { .. }, false, _) => {
                let problem = format!("own rule `{key}` has neither `least` nor `most`");
                Err(self.error(at, problem, Some("write most = 2500".to_owned())))
            }
            (_, true, Some(_)) => {
                let problem = format!("own rule `{key}` has both `expect` and a limit");
                Err(self.error(at, problem, Some("leave one of them out".to_owned())))
            }
            (_, true, None) => Ok(range),
            (_, false, Some(Expect::Absent)) => Ok(Range {
                least: None,
                most: Some(0.0),
            }),
            (_, false, Some(Expect::Present) | None) => Ok(Range {
                least: Some(1.0),
                most: None,
            }),
        }
    }

    fn check_texts(&self, at: usize, key: &str, patch: &mut RulePatch) -> Result<(), RulesetError> {
        let (en, ja) = match (patch.en.take(), patch.ja.take()) {
            (Some(en), Some(ja)) => (en, ja),
            (Some(one), None) | (None, Some(one)) => (one.clone(), one),
            (None, None) => (RuleTexts::default(), RuleTexts::default()),
        };
        for texts in [&en, &ja] {
            let Some(message) = texts
                .messages
                .get("message")
                .filter(|_| !texts.title.is_empty())
            else {
                let problem = format!("own rule `{key}` lacks a title or a message");
                let help = "write en.title = \"…\" and en.messages.message = \"…\" (or ja)";
                return Err(self.error(at, problem, Some(help.to_owned())));
            };
            let names = placeholders(message);
            if let Some(odd) = names
                .iter()
                .find(|name| !PLACEHOLDERS.contains(&name.as_str()))
            {
                let problem = format!("own rule `{key}`: its message asks for `{{{odd}}}`");
                let help = nearest(odd, PLACEHOLDERS.into_iter());
                let help =
                    help.unwrap_or_else(|| "there are {value}, {least} and {most}".to_owned());
                return Err(self.error(at, problem, Some(help)));
            }
        }
        (patch.en, patch.ja) = (Some(en), Some(ja));
        Ok(())
    }

    fn examples(
        &self,
        key: &str,
        kind: Kind,
        written: Vec<Spanned<Example>>,
    ) -> Result<Vec<Example>, RulesetError> {
        let mut examples = Vec::new();
        for example in written {
            let one = example.get_ref();
            let (fits, write) = match kind {
                Kind::Selector | Kind::Text => (one.html.is_some(), "html"),
                Kind::Header => (one.html.is_none() && one.value.is_none(), "headers"),
                Kind::Metric => (number(one.value.as_ref()).is_some(), "value, a number"),
                Kind::Script => {
                    let answer = one
                        .value
                        .as_ref()
                        .is_none_or(|value| value.is_bool() || number(Some(value)).is_some());
                    let either = one.value.is_some() || one.html.is_some();
                    (either && answer, "html, or value: true, false or a number")
                }
            };
            if !fits {
                let problem = format!("own rule `{key}`: an example of this kind has {write}");
                return Err(self.error(example.span().start, problem, None));
            }
            examples.push(example.into_inner());
        }
        Ok(examples)
    }

    /// A built-in rule has no question of its own.
    pub(super) fn refuse_own_keys(&self, key: &str, patch: &RulePatch) -> Result<(), RulesetError> {
        let Some((name, at)) = own_keys(patch).into_iter().next() else {
            return Ok(());
        };
        let problem = format!("rule `{key}` is built in and takes no `{name}`");
        let help = "an own rule has a prefix, as in `acme/size-chart`".to_owned();
        Err(self.error(at, problem, Some(help)))
    }

    /// An own rule of a file below may be tuned, but what it asks is written once.
    pub(super) fn refuse_changed_question(
        &self,
        key: &str,
        patch: &RulePatch,
    ) -> Result<(), RulesetError> {
        let Some((name, at)) = own_keys(patch).into_iter().next() else {
            return Ok(());
        };
        let problem = format!("own rule `{key}` stands already, and `{name}` cannot be changed");
        let help = "change its severity, weight or texts, or write a rule of another id".to_owned();
        Err(self.error(at, problem, Some(help)))
    }

    fn refuse_other_kinds(
        &self,
        key: &str,
        kind: Kind,
        patch: &RulePatch,
    ) -> Result<(), RulesetError> {
        let mine: &[&str] = match kind {
            Kind::Selector => &["selector", "expect", "least", "most"],
            Kind::Text => &["pattern", "expect", "least", "most"],
            Kind::Header => &["header", "pattern", "expect"],
            Kind::Metric => &["metric", "least", "most"],
            Kind::Script => &["script", "least", "most"],
        };
        let always = ["kind", "where", "good", "bad"];
        let odd = own_keys(patch)
            .into_iter()
            .find(|(name, _)| !mine.contains(name) && !always.contains(name));
        let Some((name, at)) = odd else { return Ok(()) };
        let problem = format!(
            "own rule `{key}` is of kind {} and takes no `{name}`",
            crate::rulebook::place::spelt(&kind)
        );
        Err(self.error(at, problem, Some(format!("it takes {}", mine.join(", ")))))
    }
}

fn check_prefix(source: &Source<'_>, at: usize, key: &str) -> Result<(), RulesetError> {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let fine = key
        .split_once('/')
        .is_some_and(|(prefix, name)| word(prefix) && word(name));
    if fine {
        return Ok(());
    }
    let problem = format!("own rule `{key}` has no prefix");
    let help = "write it as prefix/name in lower-case letters, digits and hyphens, as in `acme/size-chart`";
    Err(source.error(at, problem, Some(help.to_owned())))
}

/// A number, whole or not.
pub fn number(value: Option<&toml::Value>) -> Option<f64> {
    let value = value?;
    value
        .as_float()
        .or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// The own rule's keys that a table has, with where.
fn own_keys(patch: &RulePatch) -> Vec<(&'static str, usize)> {
    fn at<T>(one: &Option<Spanned<T>>) -> Option<usize> {
        one.as_ref().map(|one| one.span().start)
    }
    let keys = [
        ("kind", at(&patch.kind)),
        ("where", at(&patch.place)),
        ("selector", at(&patch.selector)),
        ("pattern", at(&patch.pattern)),
        ("header", at(&patch.header)),
        ("metric", at(&patch.metric)),
        ("script", at(&patch.script)),
        ("expect", at(&patch.expect)),
        ("least", at(&patch.least)),
        ("most", at(&patch.most)),
        ("good", patch.good.first().map(|one| one.span().start)),
        ("bad", patch.bad.first().map(|one| one.span().start)),
    ];
    keys.into_iter()
        .filter_map(|(name, at)| Some((name, at?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rulebook::Rulebook;

    fn told(question: &str) -> String {
        let text = format!("[rule.\"acme/x\"]\n{question}\n");
        let read = Rulebook::embedded().with("acme.toml", &text);
        read.expect_err("the text holds a mistake").to_string()
    }

    const FINE: &str =
        "group = \"product\"\nwhere = \"/x\"\nen.title = \"X\"\nen.messages.message = \"M\"";

    #[test]
    fn what_is_missing_or_too_much_is_told_with_what_to_write() {
        for (question, line, expected) in [
            ("weight = 1", 1, "has no `kind`"),
            ("kind = \"selector\"", 1, "has no `selector`"),
            (
                "kind = \"selector\"\nselector = \"a[\"",
                3,
                "cannot be read",
            ),
            ("kind = \"text\"\npattern = \"(\"", 3, "cannot be read"),
            ("kind = \"header\"", 1, "has no `header`"),
            (
                "kind = \"metric\"\nmetric = \"lcp_ms\"",
                1,
                "neither `least` nor `most`",
            ),
            (
                "kind = \"metric\"\nmetric = \"lcp\"\nmost = 1",
                3,
                "did you mean `lcp_ms`?",
            ),
            (
                "kind = \"text\"\npattern = \"x\"\nselector = \"a\"",
                4,
                "takes no `selector`",
            ),
            (
                "kind = \"text\"\npattern = \"x\"\nexpect = \"absent\"\nmost = 2",
                1,
                "both `expect` and a limit",
            ),
            (
                "kind = \"text\"\npattern = \"x\"\nleast = 3\nmost = 2",
                1,
                "`least` is more than `most`",
            ),
            ("kind = \"script\"\nscript = \" \"", 1, "has no `script`"),
            (
                "kind = \"text\"\npattern = \"x\"\ngood = [{ value = 1 }]",
                4,
                "an example of this kind has html",
            ),
        ] {
            let said = told(&format!("{question}\n{FINE}"));
            assert!(said.contains(expected), "{said}");
            assert!(said.starts_with(&format!("acme.toml:{line}:")), "{said}");
        }
    }

    #[test]
    fn a_rule_needs_a_place_a_title_a_message_and_a_prefix() {
        let text = "kind = \"text\"\npattern = \"x\"\ngroup = \"product\"";
        assert!(told(text).contains("has no `where`"));
        assert!(told(&format!("{text}\nwhere = \"/x\"")).contains("lacks a title or a message"));
        let odd = format!(
            "{text}\nwhere = \"/x\"\nen.title = \"X\"\nen.messages.message = \"{{valeu}}\""
        );
        assert!(told(&odd).ends_with("did you mean `value`?"));
        let screens =
            "kind = \"header\"\nheader = \"x\"\ngroup = \"product\"\nwhere = { step = \"cart\" }";
        assert!(told(screens).contains("crawled pages only"));
        let bare = format!("[rule.size-chart]\nkind = \"text\"\npattern = \"x\"\n{FINE}");
        let bare = Rulebook::embedded().with("acme.toml", &bare).unwrap_err();
        assert!(bare.to_string().contains("has no prefix"), "{bare}");
    }

    #[test]
    fn a_built_in_rule_takes_no_question_and_an_own_one_keeps_its() {
        let built_in = Rulebook::embedded().with("x.toml", "[rule.soft-404]\nselector = \"a\"");
        assert!(
            built_in
                .unwrap_err()
                .to_string()
                .contains("is built in and takes no `selector`")
        );
        let own = format!("[rule.\"acme/x\"]\nkind = \"text\"\npattern = \"x\"\n{FINE}");
        let book = Rulebook::embedded().with("a.toml", &own).unwrap();
        assert!(book.with("b.toml", "[rule.\"acme/x\"]\nweight = 2").is_ok());
        let changed = book
            .with("b.toml", "[rule.\"acme/x\"]\npattern = \"y\"")
            .unwrap_err();
        assert!(
            changed.to_string().contains("cannot be changed"),
            "{changed}"
        );
    }
}
