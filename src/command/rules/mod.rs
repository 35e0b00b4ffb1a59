//! `cartwalk rules`: what is judged, why, by which values, and who asked for it.

mod catalogue;
mod explain;
mod list;
mod new;
mod own_test;
mod score_example;
mod show;
mod sources;

pub use catalogue::catalogue;

use crate::cli::{Global, Rules};
use crate::command::console::Console;
use crate::command::{ruling, settings};
use crate::exit::{Exit, Failure};
use crate::rulebook::Rulebook;
use crate::rulebook::ruleset::{RuleEntry, nearest};
use crate::rules::{Registered, all};

/// Runs the subcommand.
///
/// # Errors
/// An unknown rule, a mistake in a ruleset, an example that does not behave as told.
pub fn run(rules: &Rules, global: &Global, console: Console) -> Result<Exit, Failure> {
    let book = |flags| ruling::rulebook(global, &settings::gather(global, flags)?);
    let text = match rules {
        Rules::List {
            format,
            source: true,
            ..
        } => sources::print(*format),
        Rules::List {
            format,
            lang,
            flags,
            ..
        } => list::print(&book(flags)?, *format, lang.lang),
        Rules::Show { id, lang, flags } => {
            let book = book(flags)?;
            show::print(id, find(&book, id)?, &book, lang.lang)
        }
        Rules::Explain { id, flags } => {
            let book = book(flags)?;
            explain::print(id, find(&book, id)?, &book)
        }
        Rules::Test {
            file,
            allow_scripts,
            chrome,
        } => return own_test::run(file, *allow_scripts, chrome.as_deref(), console),
        Rules::New {
            id,
            kind,
            group,
            dir,
        } => new::write(id, *kind, group.as_deref(), dir)?,
        Rules::Catalogue { lang } => catalogue(lang.lang),
    };
    console.print(&text)?;
    Ok(Exit::Fine)
}

fn find<'a>(book: &'a Rulebook, id: &str) -> Result<&'a RuleEntry, Failure> {
    book.rule(id).ok_or_else(|| {
        let known = book.rules.keys().map(String::as_str);
        let why = book
            .absent
            .get(id)
            .map(|why| format!("it is not judged: {why}"));
        Failure::usage(
            format!("there is no rule `{id}`"),
            why.or_else(|| nearest(id, known))
                .unwrap_or_else(|| "`cartwalk rules list` names them all".to_owned()),
        )
    })
}

/// What a rule must have seen, in the words of `rules list`.
fn needs(id: &str, entry: &RuleEntry) -> Vec<String> {
    if let Some(own) = &entry.own {
        return vec![crate::rulebook::place::spelt(&own.question.kind())];
    }
    let rule: Option<Registered> = all().into_iter().find(|rule| rule.id == id);
    let needs = rule.map(|rule| rule.needs).unwrap_or_default();
    needs
        .iter()
        .map(|need| format!("{need:?}").to_lowercase())
        .collect()
}

/// Ids in the order of the catalogue, then own rules by name.
fn ordered(book: &Rulebook) -> Vec<&str> {
    let built_in = all().into_iter().map(|rule| rule.id);
    let own = book.rules.iter().filter(|(_, entry)| entry.own.is_some());
    built_in
        .filter(|id| book.rules.contains_key(*id))
        .chain(own.map(|(id, _)| id.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;

    #[test]
    fn a_rule_can_be_shown_and_explained_in_both_languages() {
        let book = Rulebook::embedded();
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        for (id, entry) in &book.rules {
            for language in [Language::En, Language::Ja] {
                let shown = show::print(id, entry, book, language);
                let title = &book.text(id, language).expect("is known").title;
                assert!(
                    bare(&shown).contains(&bare(title)) && !shown.contains('⟦'),
                    "{shown}"
                );
            }
            let explained = explain::print(id, entry, book);
            assert!(
                explained.contains("# default (rulesets/default"),
                "{explained}"
            );
        }
    }

    #[test]
    fn a_misspelt_rule_is_named_with_what_was_meant_and_an_absent_one_with_the_reason() {
        let book = Rulebook::embedded();
        let failure = find(book, "soft-405").unwrap_err();
        assert_eq!(failure.help, "did you mean `soft-404`?");
        let (absent, why) = book.absent.iter().next().expect("some are argued");
        assert!(find(book, absent).unwrap_err().help.contains(why.as_str()));
    }
}
