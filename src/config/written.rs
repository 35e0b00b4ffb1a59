//! Settings as written, with the place where each was written.

use crate::config::settings::{SETTINGS, Setting};
use crate::exit::Failure;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A line of a file.
    File(PathBuf, usize),
    /// An environment variable.
    Environment(String),
    /// The command line.
    Flag(String),
    /// The command itself (`demo` walks its own store).
    Command(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => write!(f, "default"),
            Origin::File(path, line) => write!(f, "{}, line {line}", path.display()),
            Origin::Environment(name) => write!(f, "environment {name}"),
            Origin::Flag(flag) => write!(f, "command line {flag}"),
            Origin::Command(name) => write!(f, "set by the command {name}"),
        }
    }
}

/// The words of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As written, one a value.
    pub words: Vec<String>,
    /// Where.
    pub origin: Origin,
}

/// One layer of settings, or several merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written(pub BTreeMap<&'static str, Entry>);

impl Written {
    /// The built-in layer.
    pub fn defaults() -> Written {
        let mut written = Written::default();
        for setting in SETTINGS {
            let words = setting
                .default
                .iter()
                .map(|word| (*word).to_owned())
                .collect();
            written.0.insert(
                setting.key,
                Entry {
                    words,
                    origin: Origin::Default,
                },
            );
        }
        written
    }

    /// Adds one setting after a check of its words.
    ///
    /// # Errors
    /// A word that the setting does not take.
    pub fn set(
        &mut self,
        setting: &'static Setting,
        words: Vec<String>,
        origin: Origin,
    ) -> Result<(), Failure> {
        if let Some(wrong) = words.iter().find(|word| !setting.kind.accepts(word)) {
            return Err(Failure::usage(
                format!("`{wrong}` is no value for `{}` ({origin})", setting.key),
                setting.kind.advice(wrong),
            ));
        }
        self.0.insert(setting.key, Entry { words, origin });
        Ok(())
    }

    /// Whether nobody said anything of a setting.
    pub fn is_default(&self, key: &str) -> bool {
        let said = |entry: &Entry| entry.origin != Origin::Default;
        !self.0.get(key).is_some_and(said)
    }

    /// Lets another layer win wherever it says something.
    pub fn overlay(mut self, stronger: Written) -> Written {
        self.0.extend(stronger.0);
        self
    }
}
