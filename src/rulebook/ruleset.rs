//! The rulebook: what each rule is worth, how strict it is, and every sentence about it.
//!
//! It is read from `rulesets/default.toml` and `rulesets/default/<group>.toml`, built
//! into the binary. A later file is laid over an earlier one key by key, and each
//! file is parsed on its own, so that a mistake is told with its file and line.

use crate::model::plan::Language;
use crate::model::verdict::{Finding, Severity};
use crate::rulebook::texts::{Both, RuleTexts, fill};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use toml::Spanned;

/// The files of the built-in rulebook: name and text.
const EMBEDDED: &[(&str, &str)] = &[
    (
        "rulesets/default.toml",
        include_str!("../../rulesets/default.toml"),
    ),
    (
        "rulesets/default/crawl.toml",
        include_str!("../../rulesets/default/crawl.toml"),
    ),
    (
        "rulesets/default/perf.toml",
        include_str!("../../rulesets/default/perf.toml"),
    ),
    (
        "rulesets/default/nav.toml",
        include_str!("../../rulesets/default/nav.toml"),
    ),
    (
        "rulesets/default/product.toml",
        include_str!("../../rulesets/default/product.toml"),
    ),
    (
        "rulesets/default/cart.toml",
        include_str!("../../rulesets/default/cart.toml"),
    ),
    (
        "rulesets/default/flow.toml",
        include_str!("../../rulesets/default/flow.toml"),
    ),
    (
        "rulesets/default/form.toml",
        include_str!("../../rulesets/default/form.toml"),
    ),
    (
        "rulesets/default/efojp.toml",
        include_str!("../../rulesets/default/efojp.toml"),
    ),
    (
        "rulesets/default/mobile.toml",
        include_str!("../../rulesets/default/mobile.toml"),
    ),
    (
        "rulesets/default/trust.toml",
        include_str!("../../rulesets/default/trust.toml"),
    ),
    (
        "rulesets/default/service.toml",
        include_str!("../../rulesets/default/service.toml"),
    ),
    (
        "rulesets/default/omni.toml",
        include_str!("../../rulesets/default/omni.toml"),
    ),
    (
        "rulesets/default/a11y.toml",
        include_str!("../../rulesets/default/a11y.toml"),
    ),
    (
        "rulesets/default/security.toml",
        include_str!("../../rulesets/default/security.toml"),
    ),
    (
        "rulesets/default/legaljp.toml",
        include_str!("../../rulesets/default/legaljp.toml"),
    ),
    (
        "rulesets/default/legaleu.toml",
        include_str!("../../rulesets/default/legaleu.toml"),
    ),
    (
        "rulesets/default/schema.toml",
        include_str!("../../rulesets/default/schema.toml"),
    ),
];

/// Groups in the order of the catalogue and of every report.
pub const GROUPS: [&str; 17] = [
    "crawl", "perf", "nav", "product", "cart", "flow", "form", "efojp", "mobile", "trust",
    "service", "omni", "a11y", "security", "legaljp", "legaleu", "schema",
];

/// Weights, thresholds and texts of all rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rulebook {
    /// Groups by id.
    pub groups: BTreeMap<String, GroupEntry>,
    /// Rules by id.
    pub rules: BTreeMap<String, RuleEntry>,
    /// Sources by code (`B1`, `J6`, …).
    pub evidence: BTreeMap<String, EvidenceEntry>,
    /// Sentences for codes: why something is unknown or does not apply, how a journey ended.
    pub reasons: BTreeMap<String, Both>,
    /// Words that findings name by key (`goal.cart`).
    pub words: BTreeMap<String, Both>,
    /// Catalogue rules that are not judged, with the reason.
    pub absent: BTreeMap<String, String>,
}

/// A group of rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupEntry {
    /// Its share of the total; all shares sum to 100.
    pub weight: f64,
    /// Its title.
    pub title: Both,
    /// Where the weight comes from.
    pub because: Both,
}

/// One rule as data.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleEntry {
    /// Group id.
    pub group: String,
    /// How much it hurts when unmet.
    pub severity: Severity,
    /// Share within its group, before the severity's factor.
    pub weight: f64,
    /// Whether it is judged at all.
    pub enabled: bool,
    /// Codes of its sources.
    pub evidence: Vec<String>,
    /// Version of cartwalk that first had it.
    pub since: String,
    /// Its thresholds, read into the rule's struct.
    pub thresholds: toml::Table,
    /// English texts.
    pub en: RuleTexts,
    /// Japanese texts.
    pub ja: RuleTexts,
}

/// A published source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceEntry {
    /// `V` read in the source, `V2` read in a source that quotes it, `vendor` published by a
    /// company that sells the remedy, `M` general knowledge, `S` the documents behind this tool.
    pub status: String,
    /// Who says it.
    pub source: String,
    /// Address; empty for documents that have none.
    pub url: String,
    /// Year of publication, or of the edition that was read.
    pub year: Option<u16>,
    /// What it says.
    pub says: String,
}

/// A mistake in a ruleset file, told so that it can be found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {problem}{}", help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default())]
pub struct RulesetError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, naming the key and what was expected.
    pub problem: String,
    /// "Did you mean".
    pub help: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RulesetFile {
    group: BTreeMap<String, GroupEntry>,
    rule: BTreeMap<Spanned<String>, RulePatch>,
    evidence: BTreeMap<String, EvidenceEntry>,
    reason: BTreeMap<String, Both>,
    word: BTreeMap<String, Both>,
    absent: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RulePatch {
    group: Option<Spanned<String>>,
    severity: Option<Severity>,
    weight: Option<Spanned<f64>>,
    enabled: Option<bool>,
    evidence: Option<Vec<Spanned<String>>>,
    since: Option<String>,
    thresholds: Option<toml::Table>,
    en: RuleTexts,
    ja: RuleTexts,
}

impl Rulebook {
    /// The built-in rulebook.
    pub fn embedded() -> &'static Rulebook {
        static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
            Rulebook::layered(EMBEDDED).expect("a test loads the built-in rulesets")
        });
        &BOOK
    }

    /// Reads ruleset files, `(name, text)`, each laid over the ones before it.
    pub fn layered(files: &[(&str, &str)]) -> Result<Rulebook, RulesetError> {
        let mut book = Rulebook::default();
        for (file, text) in files {
            book.lay_over(file, text)?;
        }
        Ok(book)
    }

    /// This rulebook with one more file laid over it.
    pub fn with(&self, file: &str, text: &str) -> Result<Rulebook, RulesetError> {
        let mut book = self.clone();
        book.lay_over(file, text)?;
        Ok(book)
    }

    fn lay_over(&mut self, file: &str, text: &str) -> Result<(), RulesetError> {
        let source = Source { file, text };
        let read: RulesetFile = toml::from_str(text).map_err(|e| source.parse_error(&e))?;
        self.groups.extend(read.group);
        self.evidence.extend(read.evidence);
        self.reasons.extend(read.reason);
        self.words.extend(read.word);
        self.absent.extend(read.absent);
        for (id, patch) in read.rule {
            self.lay_rule(&source, &id, patch)?;
        }
        Ok(())
    }

    fn lay_rule(
        &mut self,
        source: &Source<'_>,
        id: &Spanned<String>,
        patch: RulePatch,
    ) -> Result<(), RulesetError> {
        let at = id.span().start;
        let key = id.get_ref();
        if let Some(group) = &patch.group
            && !self.groups.contains_key(group.get_ref())
        {
            let known = self.groups.keys().map(String::as_str);
            let problem = format!("rule `{key}`: unknown group `{}`", group.get_ref());
            return Err(source.error(group.span().start, problem, nearest(group.get_ref(), known)));
        }
        for code in patch.evidence.iter().flatten() {
            if !self.evidence.contains_key(code.get_ref()) {
                let known = self.evidence.keys().map(String::as_str);
                let problem = format!("rule `{key}`: unknown evidence code `{}`", code.get_ref());
                let help = nearest(code.get_ref(), known);
                return Err(source.error(code.span().start, problem, help));
            }
        }
        if let Some(weight) = &patch.weight
            && !(weight.get_ref().is_finite() && (0.0..=100.0).contains(weight.get_ref()))
        {
            let problem = format!(
                "rule `{key}`: weight {} is not between 0 and 100",
                weight.get_ref()
            );
            return Err(source.error(weight.span().start, problem, None));
        }
        let Some(entry) = self.rules.get_mut(key) else {
            let (Some(group), Some(severity)) = (patch.group, patch.severity) else {
                let known = self.rules.keys().map(String::as_str);
                let problem = format!(
                    "rule `{key}` is not known, and a new one needs `group` and `severity`"
                );
                return Err(source.error(at, problem, nearest(key, known)));
            };
            let entry = RuleEntry {
                group: group.into_inner(),
                severity,
                weight: patch.weight.map_or(1.0, Spanned::into_inner),
                enabled: patch.enabled.unwrap_or(true),
                evidence: codes(patch.evidence.unwrap_or_default()),
                since: patch.since.unwrap_or_default(),
                thresholds: patch.thresholds.unwrap_or_default(),
                en: patch.en,
                ja: patch.ja,
            };
            self.rules.insert(key.clone(), entry);
            return Ok(());
        };
        if let Some(group) = patch.group {
            entry.group = group.into_inner();
        }
        if let Some(severity) = patch.severity {
            entry.severity = severity;
        }
        if let Some(weight) = patch.weight {
            entry.weight = weight.into_inner();
        }
        if let Some(enabled) = patch.enabled {
            entry.enabled = enabled;
        }
        if let Some(evidence) = patch.evidence {
            entry.evidence = codes(evidence);
        }
        for (name, value) in patch.thresholds.unwrap_or_default() {
            if !entry.thresholds.contains_key(&name) {
                let known = entry.thresholds.keys().map(String::as_str);
                let problem = format!("rule `{key}`: unknown threshold `{name}`");
                return Err(source.error(at, problem, nearest(&name, known)));
            }
            entry.thresholds.insert(name, value);
        }
        entry.en.patch(&patch.en);
        entry.ja.patch(&patch.ja);
        Ok(())
    }

    /// One rule's data.
    pub fn rule(&self, id: &str) -> Option<&RuleEntry> {
        self.rules.get(id)
    }

    /// One rule's texts in one language.
    pub fn text(&self, id: &str, language: Language) -> Option<&RuleTexts> {
        let entry = self.rules.get(id)?;
        Some(match language {
            Language::En => &entry.en,
            Language::Ja => &entry.ja,
        })
    }

    /// The sentence for a code (`no-journey`, `account-required`); the code itself where there is none.
    pub fn reason(&self, code: &str, language: Language) -> String {
        self.reasons
            .get(code)
            .map_or(code, |both| both.get(language))
            .to_owned()
    }

    /// A finding's sentence, or the placeholders and keys that are missing.
    pub fn message(
        &self,
        rule: &str,
        finding: &Finding,
        language: Language,
    ) -> Result<String, Vec<String>> {
        let absent = || vec![format!("message `{}` of `{rule}`", finding.message)];
        let texts = self.text(rule, language).ok_or_else(absent)?;
        let template = texts.messages.get(finding.message).ok_or_else(absent)?;
        fill(template, |name| self.value(finding, name, language))
    }

    /// What to do about a finding, with the finding's values where the text asks for them.
    ///
    /// Placeholders without a value stay as written: a fix may show code with braces.
    pub fn fix(&self, rule: &str, finding: &Finding, language: Language) -> String {
        let Some(texts) = self.text(rule, language) else {
            return String::new();
        };
        let value = |name: &str| {
            self.value(finding, name, language)
                .or_else(|| Some(format!("{{{name}}}")))
        };
        let template = texts.fixes.get(finding.message).unwrap_or(&texts.fix);
        fill(template, value).unwrap_or_default()
    }

    fn value(&self, finding: &Finding, name: &str, language: Language) -> Option<String> {
        let (_, value) = finding.args.iter().find(|(key, _)| *key == name)?;
        let word = value.strip_prefix('@').and_then(|key| self.words.get(key));
        Some(word.map_or_else(|| value.clone(), |word| word.get(language).to_owned()))
    }
}

fn codes(spanned: Vec<Spanned<String>>) -> Vec<String> {
    spanned.into_iter().map(Spanned::into_inner).collect()
}

/// "did you mean" among known names, when one is near enough.
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, at: usize, problem: String, help: Option<String>) -> RulesetError {
        let before = self.text.as_bytes().iter().take(at);
        RulesetError {
            file: self.file.to_owned(),
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            problem,
            help,
        }
    }

    fn parse_error(&self, error: &toml::de::Error) -> RulesetError {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().to_owned();
        // serde words it "unknown field `x`, expected one of `a`, `b`".
        let mut quoted = message.split('`').skip(1).step_by(2);
        let help = message
            .starts_with("unknown")
            .then(|| quoted.next())
            .flatten()
            .and_then(|written| nearest(written, quoted));
        self.error(at, message.clone(), help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        Rulebook::embedded()
            .with("mine.toml", text)
            .expect_err("the text holds a mistake")
            .to_string()
    }

    #[test]
    fn a_misspelt_key_is_told_with_line_and_suggestion() {
        let told = problem("[rule.soft-404]\nseverety = \"minor\"\n");
        assert!(
            told.starts_with("mine.toml:2: unknown field `severety`"),
            "{told}"
        );
        assert!(told.ends_with("help: did you mean `severity`?"), "{told}");
    }

    #[test]
    fn a_misspelt_rule_code_or_value_is_told() {
        let told = problem("\n[rule.soft-405]\nweight = 2\n");
        assert!(told.starts_with("mine.toml:2:"), "{told}");
        assert!(told.contains("did you mean `soft-404`?"), "{told}");
        let told = problem("[rule.soft-404]\nevidence = [\"S03\"]\n");
        assert!(told.contains("mine.toml:2: rule `soft-404`: unknown evidence code `S03`"));
        let told = problem("[rule.soft-404]\nseverity = \"bad\"\n");
        assert!(
            told.contains("mine.toml:2:") && told.contains("expected one of"),
            "{told}"
        );
        let told = problem("[rule.soft-404]\nthresholds = { nothing = 1 }\n");
        assert!(told.contains("unknown threshold `nothing`"), "{told}");
    }

    #[test]
    fn a_later_file_changes_only_what_it_names() {
        let before = Rulebook::embedded();
        let after = before
            .with(
                "mine.toml",
                "[rule.soft-404]\nweight = 9\nenabled = false\n",
            )
            .expect("well written");
        let (old, new) = (&before.rules["soft-404"], &after.rules["soft-404"]);
        assert_eq!((new.weight, new.enabled), (9.0, false));
        assert_eq!((&new.en, new.severity), (&old.en, old.severity));
    }
}
