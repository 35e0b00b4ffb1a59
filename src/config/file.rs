//! The layer of `cartwalk.toml`. Every complaint names file, line and key. Its tables `[rules]` and
//! `[[waive]]` are the rulebook's to read.

use crate::config::kind::Kind;
use crate::config::settings::{Group, SETTINGS, Setting, find};
use crate::config::written::{Origin, Written};
use crate::exit::Failure;
use crate::rulebook::ruleset::nearest;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file that is read from the current folder when none is named.
pub const FILE_NAME: &str = "cartwalk.toml";

/// Tables of the file that belong to the rulebook and are read by it.
pub const RULEBOOK_KEYS: [&str; 2] = ["rules", "waive"];

/// The table that holds what stands on the hand-over report.
pub const BRAND: &str = "report";

/// The file that was named, or `cartwalk.toml` of `folder` if there is one: its path as the user
/// knows it, and its text.
///
/// # Errors
/// A named file that cannot be read.
pub fn find_file(
    named: Option<&Path>,
    folder: &Path,
) -> Result<Option<(PathBuf, String)>, Failure> {
    let usual = folder.join(FILE_NAME);
    let path = match named {
        Some(path) => path,
        None if usual.is_file() => Path::new(FILE_NAME),
        None => return Ok(None),
    };
    let text = std::fs::read_to_string(folder.join(path)).map_err(|error| {
        Failure::usage(
            format!(
                "cannot read the configuration `{}`: {error}",
                path.display()
            ),
            "check the path after --config",
        )
    })?;
    Ok(Some((path.to_owned(), text)))
}

/// Reads the settings of the file that was named, or of `cartwalk.toml` of `folder` if there is one.
///
/// # Errors
/// A named file that cannot be read, and everything that [`parse`] complains of.
pub fn read(named: Option<&Path>, folder: &Path) -> Result<Written, Failure> {
    match find_file(named, folder)? {
        Some((path, text)) => parse(&text, &path),
        None => Ok(Written::default()),
    }
}

/// Reads settings from the text of a file.
///
/// # Errors
/// Broken TOML, an unknown key, or a value of the wrong type or unit.
pub fn parse(text: &str, path: &Path) -> Result<Written, Failure> {
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(span.start));
        Failure::usage(
            format!("{}, line {line}: {}", path.display(), error.message()),
            "mend the TOML; a value is written as `key = \"text\"`, `key = 20` or `key = [\"a\", \"b\"]`",
        )
    })?;
    let mut written = Written::default();
    let mut entries = Vec::new();
    for (key, value) in table.into_inner() {
        if *key.get_ref() == BRAND
            && let DeValue::Table(_) = value.get_ref()
        {
            let DeValue::Table(inner) = value.into_inner() else {
                continue;
            };
            entries.extend(inner.into_iter().map(|(key, value)| (true, key, value)));
        } else {
            entries.push((false, key, value));
        }
    }
    for (within, key, value) in entries {
        let line = line_of(key.span().start);
        let place = format!("{}, line {line}", path.display());
        let name: &str = key.get_ref();
        if !within && RULEBOOK_KEYS.contains(&name) {
            continue;
        }
        let belongs = |setting: &Setting| (setting.group == Group::Brand) == within;
        let Some(setting) = find(name).filter(|setting| belongs(setting)) else {
            let known = SETTINGS.iter().filter(|setting| belongs(setting));
            let known = known.map(|setting| setting.key).chain(RULEBOOK_KEYS);
            let help = match find(name) {
                Some(_) if within => format!("write it above `[{BRAND}]`"),
                Some(_) => format!("write it under `[{BRAND}]`"),
                None => nearest(name, known).unwrap_or_else(|| {
                    "`cartwalk audit --print-config` lists every key".to_owned()
                }),
            };
            return Err(Failure::usage(
                format!("{place}: unknown key `{name}`"),
                help,
            ));
        };
        let words = words(setting, &value).map_err(|found| {
            Failure::usage(
                format!("{place}: `{name}` is {found}"),
                format!("write {}", expects(setting)),
            )
        })?;
        if let Some(wrong) = words.iter().find(|word| !setting.kind.accepts(word)) {
            return Err(Failure::usage(
                format!("{place}: `{wrong}` is no value for `{name}`"),
                format!("write {}", expects(setting)),
            ));
        }
        written.set(setting, words, Origin::File(path.to_owned(), line))?;
    }
    Ok(written)
}

fn expects(setting: &Setting) -> String {
    match setting.many {
        true => format!("a list, each {}", setting.kind.expects()),
        false => setting.kind.expects(),
    }
}

fn words(setting: &Setting, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, String> {
    match value.get_ref() {
        DeValue::Array(items) if setting.many => items
            .iter()
            .map(|item| word(setting.kind, item.get_ref()))
            .collect(),
        single => Ok(vec![word(setting.kind, single)?]),
    }
}

fn word(kind: Kind, value: &DeValue<'_>) -> Result<String, String> {
    match (kind, value) {
        (Kind::Switch, DeValue::Boolean(on)) => Ok(on.to_string()),
        (Kind::Count(..) | Kind::Number, DeValue::Integer(number)) => Ok(number.to_string()),
        (Kind::Number, DeValue::Float(number)) => Ok(number.to_string()),
        (Kind::Duration | Kind::Bytes, DeValue::Integer(number)) => {
            Err(format!("{number} without a unit"))
        }
        (
            Kind::Text | Kind::Path | Kind::Duration | Kind::Bytes | Kind::Colour | Kind::Choice(_),
            DeValue::String(text),
        ) => Ok(text.to_string()),
        (_, other) => Err(match other.type_str() {
            name @ ("integer" | "array") => format!("an {name}"),
            name => format!("a {name}"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> (String, String) {
        let failure = parse(text, Path::new("cartwalk.toml")).unwrap_err();
        (failure.message, failure.help)
    }

    #[test]
    fn values_remember_their_line() {
        let written = parse(
            "lang = \"ja\"\n\nmax-pages = 5\n",
            Path::new("cartwalk.toml"),
        )
        .unwrap();
        assert_eq!(written.0["max-pages"].words, ["5"]);
        assert_eq!(
            written.0["max-pages"].origin,
            Origin::File("cartwalk.toml".into(), 3)
        );
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_what_was_meant() {
        assert_eq!(
            complaint("lang = \"en\"\nmax-page = 5\n"),
            (
                "cartwalk.toml, line 2: unknown key `max-page`".into(),
                "did you mean `max-pages`?".into()
            )
        );
    }

    #[test]
    fn a_time_without_a_unit_is_refused() {
        let (message, help) = complaint("deadline = 30");
        assert_eq!(
            message,
            "cartwalk.toml, line 1: `deadline` is 30 without a unit"
        );
        assert!(help.contains("500ms"));
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused() {
        assert_eq!(
            complaint("max-pages = \"5\"").0,
            "cartwalk.toml, line 1: `max-pages` is a string"
        );
        assert_eq!(
            complaint("lang = [\"en\"]").0,
            "cartwalk.toml, line 1: `lang` is an array"
        );
        assert!(
            complaint("device = [\"phone\"]")
                .0
                .contains("`phone` is no value")
        );
    }

    #[test]
    fn what_stands_on_the_report_is_read_from_its_own_table() {
        let text = "lang = \"ja\"\n[report]\nclient = \"ACME\"\nconversion = 2.4\nleave-out = [\"site\"]\n";
        let written = parse(text, Path::new("cartwalk.toml")).unwrap();
        assert_eq!(written.0["client"].words, ["ACME"]);
        assert_eq!(written.0["conversion"].words, ["2.4"]);
        assert_eq!(
            written.0["client"].origin,
            Origin::File("cartwalk.toml".into(), 3)
        );
        assert_eq!(
            complaint("client = \"ACME\"").1,
            "write it under `[report]`"
        );
        assert_eq!(
            complaint("[report]\nlang = \"ja\"").1,
            "write it above `[report]`"
        );
        assert_eq!(
            complaint("[report]\nacent = \"x\"").1,
            "did you mean `accent`?"
        );
    }

    #[test]
    fn broken_toml_names_its_line() {
        assert!(
            complaint("lang = \"en\"\nmax-pages =\n")
                .0
                .starts_with("cartwalk.toml, line 2: ")
        );
    }
}
