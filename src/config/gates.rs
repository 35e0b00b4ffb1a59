//! `[gates]` in `cartwalk.toml`: another way to write the settings of the gates,
//! one key a line instead of a list.
//!
//! ```toml
//! [gates]
//! fail-under = 70
//! fail-on = ["regressions", "new-critical"]
//! score.form = 80
//! budget.steps = 6
//! budget.address.fields = 8
//! budget.mobile.lcp = "2500ms"
//! ```

use crate::exit::Failure;
use crate::rulebook::ruleset::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The keys of the table.
const KEYS: [&str; 4] = ["fail-under", "fail-on", "score", "budget"];

/// One setting read from the table: its key, its words, the place in the text.
pub type Read = (&'static str, Vec<String>, usize);

/// Reads the table into settings.
///
/// # Errors
/// An unknown key, or a value of the wrong type; `place` tells where an offset is.
pub fn read(table: &DeTable<'_>, place: &dyn Fn(usize) -> String) -> Result<Vec<Read>, Failure> {
    let mut read = Vec::new();
    for (key, value) in table {
        let (name, at): (&str, usize) = (key.get_ref(), key.span().start);
        let setting = match name {
            "fail-under" => "fail-under",
            "fail-on" => "fail-on",
            "score" => "fail-under-group",
            "budget" => "budget",
            _ => {
                let help = nearest(name, KEYS.into_iter())
                    .unwrap_or_else(|| format!("[gates] takes {}", KEYS.join(", ")));
                let place = place(at);
                return Err(Failure::usage(
                    format!("{place}: unknown key `{name}` in [gates]"),
                    help,
                ));
            }
        };
        let words = match (name, value.get_ref()) {
            ("score" | "budget", DeValue::Table(inner)) => {
                let mut words = Vec::new();
                flatten("", inner, place, &mut words)?;
                words
            }
            ("fail-on", DeValue::Array(items)) => {
                let words = items.iter().map(|item| plain(item, name, place));
                words.collect::<Result<_, _>>()?
            }
            ("fail-on" | "fail-under", _) => vec![plain(value, name, place)?],
            (_, _) => return Err(odd(value, name, place)),
        };
        read.push((setting, words, at));
    }
    Ok(read)
}

/// `address.fields = 8` is the word `address.fields=8`.
fn flatten(
    above: &str,
    table: &DeTable<'_>,
    place: &dyn Fn(usize) -> String,
    words: &mut Vec<String>,
) -> Result<(), Failure> {
    for (key, value) in table {
        let name = match above {
            "" => key.get_ref().to_string(),
            above => format!("{above}.{}", key.get_ref()),
        };
        match value.get_ref() {
            DeValue::Table(inner) => flatten(&name, inner, place, words)?,
            _ => words.push(format!("{name}={}", plain(value, &name, place)?)),
        }
    }
    Ok(())
}

fn plain(
    value: &Spanned<DeValue<'_>>,
    name: &str,
    place: &dyn Fn(usize) -> String,
) -> Result<String, Failure> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Float(number) => Ok(number.to_string()),
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            Err(odd(value, name, place))
        }
    }
}

fn odd(value: &Spanned<DeValue<'_>>, name: &str, place: &dyn Fn(usize) -> String) -> Failure {
    let (place, found) = (place(value.span().start), value.get_ref().type_str());
    Failure::usage(
        format!("{place}: `{name}` in [gates] is of the type {found}"),
        "write a number or a text, for example `budget.fields = 12` or `budget.lcp = \"2500ms\"`",
    )
}
