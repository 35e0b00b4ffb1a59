//! The rulebook: what each rule is worth, how strict it is, and every sentence about it.
//!
//! It is read from `rulesets/default.toml` and `rulesets/default/<group>.toml`, built
//! into the binary. A later file is laid over an earlier one key by key, and each
//! file is parsed on its own, so that a mistake is told with its file and line.

use crate::model::plan::{Language, Market};
use crate::model::verdict::{Finding, Severity};
use crate::rulebook::own::OwnRule;
use crate::rulebook::place::Where;
use crate::rulebook::source::{Layer, Said, Source};
pub use crate::rulebook::source::{RulesetError, nearest};
use crate::rulebook::texts::{Both, RuleTexts, fill};
use crate::rulebook::waiver::Waiver;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

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
    (
        "rulesets/examples.toml",
        include_str!("../../rulesets/examples.toml"),
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
    /// Name of the profile or file that it was read from; `default` for the built-in one.
    pub name: String,
    /// Markets whose display rules apply where the user names none.
    pub markets: Vec<Market>,
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
    /// Findings that are put up with.
    pub waivers: Vec<Waiver>,
    /// Where each value of each rule comes from: by rule id, then by key.
    pub said: BTreeMap<String, BTreeMap<String, Said>>,
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
    /// Other values for some pages or steps; the last that fits counts.
    pub scopes: Vec<Scope>,
    /// What it asks, for a rule of the user's own.
    pub own: Option<OwnRule>,
    /// Code that shows how to fix it; empty where there is none.
    pub example: String,
    /// English texts.
    pub en: RuleTexts,
    /// Japanese texts.
    pub ja: RuleTexts,
}

/// Other values of a rule for some pages or steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// Which pages or steps.
    pub place: Where,
    /// Whether the rule is judged there; `None`: as elsewhere.
    pub enabled: Option<bool>,
    /// Severity there; `None`: as elsewhere.
    pub severity: Option<Severity>,
    /// Weight there; `None`: as elsewhere.
    pub weight: Option<f64>,
    /// Thresholds that are other there.
    pub thresholds: toml::Table,
    /// Where it was written.
    pub said: Said,
}

/// A published source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// The same in Japanese; without it, the English stands in both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says_ja: Option<String>,
}

impl Rulebook {
    /// The built-in rulebook.
    pub fn embedded() -> &'static Rulebook {
        static BOOK: LazyLock<Rulebook> = LazyLock::new(|| {
            Rulebook::layered(EMBEDDED).expect("a test loads the built-in rulesets")
        });
        &BOOK
    }

    /// Reads the files of a default rulebook, `(name, text)`, each laid over the ones before it.
    ///
    /// # Errors
    /// The first mistake.
    pub fn layered(files: &[(&str, &str)]) -> Result<Rulebook, RulesetError> {
        let mut book = Rulebook {
            name: "default".to_owned(),
            ..Rulebook::default()
        };
        for (file, text) in files {
            book.lay_over(&Source {
                file,
                text,
                layer: &Layer::Default,
            })?;
        }
        Ok(book)
    }

    /// This rulebook with one more file laid over it.
    ///
    /// # Errors
    /// The first mistake.
    pub fn with(&self, file: &str, text: &str) -> Result<Rulebook, RulesetError> {
        let mut book = self.clone();
        book.lay_over(&Source {
            file,
            text,
            layer: &Layer::Ruleset,
        })?;
        Ok(book)
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
