//! Reads the rulebook that a run is judged by: profile or file, then `[rules]` and `[[waive]]` of
//! the configuration, then `--only` and `--skip`.

use crate::cli::Global;
use crate::config::{Origin, Settled, Written, file, resolve};
use crate::exit::{Exit, Failure};
use crate::model::asked::Asked;
use crate::model::evidence::Evidence;
use crate::rulebook::own::{Question, script_key};
use crate::rulebook::profile::{DEFAULT, NoRulebook, load};
use crate::rulebook::source::{Layer, Said, Source, plainly};
use crate::rulebook::{Rulebook, RulesetError};
use crate::rules::all;
use std::fs;
use std::path::{Path, PathBuf};

/// Largest ruleset file that is read, in bytes.
const FILE_LIMIT: u64 = 2_000_000;

/// The effective rulebook.
///
/// # Errors
/// A mistake in any file or flag, with file, line and key.
pub fn rulebook(global: &Global, written: &Written) -> Result<Rulebook, Failure> {
    let mut book = named(written)?;
    if let Some((path, text)) = file::find_file(global.config.as_deref(), Path::new("."))? {
        let name = path.display().to_string();
        book.lay_config(&Source {
            file: &name,
            text: &text,
            layer: &Layer::Config,
        })
        .map_err(|mistake| told(&mistake))?;
    }
    let (only, skip) = (
        names(&book, written, "only")?,
        names(&book, written, "skip")?,
    );
    book.narrow(&only, &skip);
    check(&book)?;
    Ok(book)
}

/// Reads the rulebook into the settings, with what it asks of pages.
///
/// # Errors
/// As [`rulebook`].
pub fn apply(settled: &mut Settled, global: &Global) -> Result<(), Failure> {
    settled.rulebook = rulebook(global, &settled.written)?;
    let asked = asked(&settled.rulebook, resolve::allow_scripts(&settled.written));
    settled.plan.crawl.selectors.clone_from(&asked.selectors);
    settled.plan.journey.asked = asked;
    Ok(())
}

/// A rulebook for a market says so to a run whose user named none.
pub fn name_markets(evidence: &mut Evidence, book: &Rulebook) {
    if evidence.markets.is_empty() {
        evidence.markets.clone_from(&book.markets);
    }
}

/// One file as `rules test` reads it, laid over the built-in rulebook.
///
/// # Errors
/// A mistake in it.
pub fn own_file(path: &Path) -> Result<Rulebook, Failure> {
    // A path with a folder, so that a file named like a profile is still the file.
    let path = Path::new(".").join(path);
    let book =
        load(&path.display().to_string(), Path::new(""), &read).map_err(|e| no_rulebook(&e))?;
    check(&book)?;
    Ok(book)
}

fn named(written: &Written) -> Result<Rulebook, Failure> {
    let name = resolve::text(written, "ruleset").unwrap_or_else(|| DEFAULT.to_owned());
    let origin = written.0.get("ruleset").map(|entry| &entry.origin);
    let beside = match origin {
        Some(Origin::File(file, _)) => file.parent().map(Path::to_owned).unwrap_or_default(),
        Some(Origin::Default | Origin::Environment(_) | Origin::Flag(_) | Origin::Command(_))
        | None => PathBuf::new(),
    };
    load(&name, &beside, &read).map_err(|error| no_rulebook(&error))
}

fn read(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > FILE_LIMIT {
        return Err(format!("it has more than {FILE_LIMIT} bytes"));
    }
    fs::read_to_string(path).map_err(|error| error.to_string())
}

fn names(book: &Rulebook, written: &Written, key: &str) -> Result<Vec<(String, Said)>, Failure> {
    let Some(entry) = written.0.get(key) else {
        return Ok(Vec::new());
    };
    let mut checked = Vec::new();
    for name in &entry.words {
        book.is_name(name).map_err(|help| {
            Failure::usage(
                format!("`{name}` is neither a group nor a rule ({})", entry.origin),
                help.unwrap_or_else(|| "`cartwalk rules list` names them all".to_owned()),
            )
        })?;
        let said = match &entry.origin {
            Origin::Flag(flag) => format!("command line {flag} {name}"),
            origin => format!("{origin}: {key} {name}"),
        };
        checked.push((name.clone(), Said::Setting(said)));
    }
    Ok(checked)
}

/// Thresholds of the right type may still be none that the rule can read (a negative count).
fn check(book: &Rulebook) -> Result<(), Failure> {
    for rule in all() {
        let Some(entry) = book.rule(rule.id) else {
            continue;
        };
        let scoped = entry.scopes.iter().map(|scope| {
            let mut thresholds = entry.thresholds.clone();
            thresholds.extend(scope.thresholds.clone());
            (thresholds, Some(&scope.said))
        });
        for (thresholds, said) in [(entry.thresholds.clone(), None)].into_iter().chain(scoped) {
            let Err(problem) = rule.check_thresholds(&thresholds) else {
                continue;
            };
            let changed = book.said.get(rule.id).into_iter().flatten();
            let changed = changed.filter(|(key, said)| {
                let default = matches!(said, Said::Line(Layer::Default, _, _));
                key.starts_with("thresholds.") && !default
            });
            let lines = changed
                .map(|(_, said)| said)
                .chain(said)
                .map(ToString::to_string);
            let lines: Vec<String> = lines.collect();
            return Err(Failure::usage(
                format!(
                    "{}: the thresholds of `{}` do not fit: {}",
                    lines.join(", "),
                    rule.id,
                    plainly(&problem)
                ),
                format!(
                    "`cartwalk rules show {}` names each with its default",
                    rule.id
                ),
            ));
        }
    }
    Ok(())
}

fn asked(book: &Rulebook, allow_scripts: bool) -> Asked {
    let mut asked = Asked::default();
    for entry in book.rules.values().filter(|entry| entry.enabled) {
        match entry.own.as_ref().map(|own| &own.question) {
            Some(Question::Selector { selector }) if !asked.selectors.contains(selector) => {
                asked.selectors.push(selector.clone());
            }
            Some(Question::Script { script }) if allow_scripts => {
                asked.scripts.push((script_key(script), script.clone()));
            }
            Some(
                Question::Selector { .. }
                | Question::Script { .. }
                | Question::Text { .. }
                | Question::Header { .. }
                | Question::Metric { .. },
            )
            | None => {}
        }
    }
    asked
}

fn no_rulebook(error: &NoRulebook) -> Failure {
    match error {
        NoRulebook::NotFound { help, .. } => Failure::usage(error.to_string(), help),
        NoRulebook::Mistake(mistake) => told(mistake),
    }
}

fn told(mistake: &RulesetError) -> Failure {
    Failure::told(
        Exit::Usage,
        &mistake.to_string(),
        "`cartwalk schema ruleset` describes every key",
    )
}
