//! `rules catalogue`: one page with a section a rule, committed as `rulesets/README.md` and
//! `rulesets/README.ja.md`; a test says when they are stale.

use super::score_example;
use super::show::how;
use crate::model::plan::Language;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;
use crate::rulebook::profile::{DEFAULT, PROFILES, title};
use crate::rulebook::ruleset::{GROUPS, RuleEntry};
use crate::rulebook::texts::RuleTexts;
use crate::rules::{Registered, all};
use std::fmt::Write;

/// The page as Markdown.
pub fn catalogue(language: Language) -> String {
    let book = Rulebook::embedded();
    let rules = all();
    let mut page = Page {
        out: String::new(),
        book,
        language,
    };
    page.head(&rules);
    for group in GROUPS {
        let Some(entry) = book.groups.get(group) else {
            continue;
        };
        page.line(&format!(
            "\n## {} (`{group}`)\n\n{}",
            entry.title.get(language),
            entry.because.get(language)
        ));
        for rule in &rules {
            if let Some(entry) = book.rule(rule.id).filter(|entry| entry.group == group) {
                page.rule(rule, entry);
            }
        }
    }
    page.heading(2, "catalogue.absent");
    page.line("");
    for (id, why) in &book.absent {
        page.line(&format!("- `{id}`: {why}"));
    }
    page.out
}

struct Page<'a> {
    out: String,
    book: &'a Rulebook,
    language: Language,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}");
    }

    fn say(&self, key: &str) -> String {
        say(self.language, key, &[])
    }

    fn heading(&mut self, level: usize, key: &str) {
        let line = format!("\n{} {}", "#".repeat(level), self.say(key));
        self.line(&line);
    }

    fn paragraph(&mut self, key: &str) {
        let line = format!("\n{}", self.say(key));
        self.line(&line);
    }

    fn head(&mut self, rules: &[Registered]) {
        let name = self.say("catalogue.title");
        self.line(&format!("# {name}"));
        self.paragraph("catalogue.generated");
        let (count, groups) = (rules.len().to_string(), GROUPS.len().to_string());
        let values = [("count", count.as_str()), ("groups", groups.as_str())];
        let intro = say(self.language, "catalogue.intro", &values);
        self.line(&format!("\n{intro}"));
        self.heading(2, "catalogue.score");
        self.paragraph("catalogue.score-text");
        let example = score_example::worked(self.language);
        self.line(&format!("\n{}", example.trim_end()));
        self.heading(2, "catalogue.groups");
        self.paragraph("catalogue.groups-text");
        self.paragraph("catalogue.groups-head");
        self.line("|---|---|---|---|");
        for group in GROUPS {
            if let Some(entry) = self.book.groups.get(group) {
                let members = self.book.rules.values().filter(|rule| rule.group == group);
                let row = format!(
                    "| [{}](#{}) | {} | {} | {} |",
                    entry.title.get(self.language),
                    anchor(&format!("{} (`{group}`)", entry.title.get(self.language))),
                    entry.weight,
                    members.count(),
                    entry.because.get(self.language)
                );
                self.line(&row);
            }
        }
        self.heading(2, "catalogue.profiles");
        self.paragraph("catalogue.profiles-head");
        self.line("|---|---|");
        let default = self.say("catalogue.profiles-default");
        self.line(&format!("| `{DEFAULT}` | {default} |"));
        for (name, file, _) in PROFILES {
            let text = title(name).unwrap_or_default();
            let file = file.trim_start_matches("rulesets/");
            self.line(&format!(
                "| [`{name}`]({file}) | {} |",
                text.get(self.language)
            ));
        }
    }

    fn rule(&mut self, rule: &Registered, entry: &RuleEntry) {
        let texts: &RuleTexts = match self.language {
            Language::En => &entry.en,
            Language::Ja => &entry.ja,
        };
        let severity = say(
            self.language,
            &format!("severity.{}", entry.severity.name()),
            &[],
        );
        self.line(&format!(
            "\n### `{}`\n\n**{}**",
            rule.id,
            prose(&texts.title)
        ));
        let (weight, since) = (self.say("catalogue.weight"), self.say("rules.since"));
        let mut facts = vec![
            severity,
            format!("{weight} {}", entry.weight),
            format!("{since} {}", entry.since),
        ];
        if !rule.markets.is_empty() {
            let markets: Vec<String> = rule
                .markets
                .iter()
                .map(|market| format!("{market:?}").to_uppercase())
                .collect();
            facts.push(format!(
                "{} {}",
                self.say("catalogue.market"),
                markets.join(", ")
            ));
        }
        self.line(&format!("\n{}", facts.join(" · ")));
        self.part("rules.what", &prose(&texts.what));
        self.part("rules.why", &prose(&texts.why));
        let how = how(rule.id, entry, self.language);
        self.part("rules.how", &how);
        self.part("rules.sources", "");
        for code in &entry.evidence {
            self.source(code);
        }
        if !entry.thresholds.is_empty() {
            self.part("rules.thresholds", "");
            for (name, value) in &entry.thresholds {
                self.line(&format!("- `{name} = {value}`"));
            }
        }
        self.part("rules.fix", &prose(&texts.fix));
        if !entry.example.is_empty() {
            self.line(&format!(
                "\n```{}\n{}\n```",
                fence(&entry.example),
                entry.example
            ));
        }
    }

    fn part(&mut self, key: &str, text: &str) {
        let name = self.say(key);
        match text {
            "" => self.line(&format!("\n**{name}**\n")),
            text => self.line(&format!("\n**{name}**: {text}")),
        }
    }

    fn source(&mut self, code: &str) {
        let Some(source) = self.book.evidence.get(code) else {
            return;
        };
        let year = source
            .year
            .map(|year| format!(", {year}"))
            .unwrap_or_default();
        let name = match source.url.as_str() {
            "" => prose(&source.source),
            url => format!("[{}]({url})", prose(&source.source)),
        };
        self.line(&format!(
            "- {code} ({}{year}) {name}: {}",
            source.status,
            prose(&source.says)
        ));
    }
}

/// Text that Markdown must not take for markup: tags stand in the texts as examples.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for character in text.chars() {
        in_code ^= character == '`';
        match character {
            '<' if !in_code => out.push_str("&lt;"),
            '*' | '_' if !in_code => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// The language of an example, for colours.
fn fence(example: &str) -> &'static str {
    let first = example.trim_start();
    match first.chars().next() {
        Some('<') => "html",
        Some('{') => "json",
        _ if first.contains("{\n") || first.contains("{ ") => "css",
        _ => "text",
    }
}

/// The anchor that renderers make of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_catalogue_is_fresh_in_both_languages() {
        for (language, path) in [
            (Language::En, "rulesets/README.md"),
            (Language::Ja, "rulesets/README.ja.md"),
        ] {
            let fresh = catalogue(language);
            assert!(!fresh.contains('⟦'), "a phrase is missing");
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(path, &fresh).unwrap();
            }
            let committed = std::fs::read_to_string(path).unwrap();
            assert!(
                committed == fresh,
                "run `UPDATE=1 cargo test catalogue` and commit {path}"
            );
        }
    }

    #[test]
    fn every_rule_has_a_section_with_all_its_parts() {
        let text = catalogue(Language::En);
        for rule in all() {
            let start = text
                .find(&format!("### `{}`", rule.id))
                .expect("has a section");
            let section = &text[start..];
            let end = section[1..].find("\n### ").unwrap_or(section.len() - 1);
            let section = &section[..=end];
            for part in [
                "**What**",
                "**Why**",
                "**How it is tested**",
                "**Sources**",
                "**How to fix it**",
                "```",
                "Since",
            ] {
                assert!(section.contains(part), "{} lacks {part}", rule.id);
            }
        }
    }

    #[test]
    fn tags_and_stars_in_a_text_are_no_markup() {
        assert_eq!(prose("a <b> *c* `<d>` e_f"), "a &lt;b> \\*c\\* `<d>` e\\_f");
    }
}
