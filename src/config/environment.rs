//! The layer of environment variables, `CARTWALK_*`.
//!
//! A variable that only looks like one of ours is an error when it is close to
//! a setting's name, and left alone otherwise: other programs may use the prefix.

use crate::config::settings::SETTINGS;
use crate::config::written::{Origin, Written};
use crate::exit::Failure;
use crate::rulebook::ruleset::nearest;

/// Reads the settings from `(name, value)` pairs. Lists are separated by commas.
///
/// # Errors
/// A misspelt name, or a word that the setting does not take.
pub fn read(variables: impl IntoIterator<Item = (String, String)>) -> Result<Written, Failure> {
    let mut written = Written::default();
    let known: Vec<String> = SETTINGS.iter().map(|setting| setting.variable()).collect();
    for (name, value) in variables {
        let Some(rest) = name.strip_prefix("CARTWALK_") else {
            continue;
        };
        let Some(index) = known.iter().position(|variable| *variable == name) else {
            let bare = known
                .iter()
                .filter_map(|variable| variable.strip_prefix("CARTWALK_"));
            match nearest(rest, bare) {
                Some(near) => {
                    return Err(Failure::usage(
                        format!("the environment sets `{name}`, which is no setting"),
                        format!("{near} (after `CARTWALK_`)"),
                    ));
                }
                None => continue,
            }
        };
        let setting = &SETTINGS[index];
        let words = match setting.many {
            true => value
                .split(',')
                .map(|word| word.trim().to_owned())
                .collect(),
            false => vec![value],
        };
        written.set(setting, words, Origin::Environment(name))?;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, value: &str) -> Result<Written, Failure> {
        read([(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn a_variable_of_our_prefix_sets_its_setting() {
        let written = of("CARTWALK_DEVICE", "mobile, desktop").unwrap();
        assert_eq!(written.0["device"].words, ["mobile", "desktop"]);
    }

    #[test]
    fn a_misspelt_variable_is_named_with_what_was_meant() {
        let failure = of("CARTWALK_MAX_PAGE", "5").unwrap_err();
        assert_eq!(
            failure.help,
            "did you mean `MAX_PAGES`? (after `CARTWALK_`)"
        );
    }

    #[test]
    fn somebody_elses_variable_is_left_alone() {
        assert_eq!(
            of("CARTWALK_X_BUILD_ROOT_9", "/").unwrap(),
            Written::default()
        );
    }
}
