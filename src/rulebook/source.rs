//! Where a mistake in a ruleset file stands, and where a value comes from.

use std::fmt;

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
    /// "Did you mean", or what to write instead.
    pub help: Option<String>,
}

/// What kind of file, or flag, said something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// The built-in rulebook.
    Default,
    /// A built-in profile.
    Profile(String),
    /// A ruleset of the user's.
    Ruleset,
    /// `[rules]` of the configuration file.
    Config,
}

/// Where a value of a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A line of a file.
    Line(Layer, String, usize),
    /// A flag, an environment variable, or a setting in the configuration file.
    Setting(String),
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Said::Line(Layer::Default, file, line) => write!(f, "default ({file}:{line})"),
            Said::Line(Layer::Profile(name), file, line) => {
                write!(f, "profile {name} ({file}:{line})")
            }
            Said::Line(Layer::Ruleset | Layer::Config, file, line) => write!(f, "{file}:{line}"),
            Said::Setting(what) => f.write_str(what),
        }
    }
}

/// A file as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, as the user knows it.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What kind of file it is.
    pub layer: &'a Layer,
}

impl Source<'_> {
    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().iter().take(at);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// The origin of what stands at a byte.
    pub fn said(&self, at: usize) -> Said {
        Said::Line(self.layer.clone(), self.file.to_owned(), self.line(at))
    }

    /// A mistake at a byte.
    pub fn error(&self, at: usize, problem: String, help: Option<String>) -> RulesetError {
        RulesetError {
            file: self.file.to_owned(),
            line: self.line(at),
            problem,
            help,
        }
    }

    /// A mistake that the TOML parser found, with the key that it is about.
    pub fn parse_error(&self, error: &toml::de::Error) -> RulesetError {
        let at = error.span().map_or(0, |span| span.start);
        let message = plainly(error.message());
        // serde words it "unknown field `x`, expected one of `a`, `b`".
        let mut quoted = message.split('`').skip(1).step_by(2);
        let help = message
            .starts_with("unknown")
            .then(|| quoted.next())
            .flatten()
            .and_then(|written| nearest(written, quoted));
        let key = self.key(at).filter(|key| !message.contains(key));
        let problem = match key {
            Some(key) => format!("`{key}`: {message}"),
            None => message.clone(),
        };
        self.error(at, problem, help)
    }

    /// The key of the line that holds a byte.
    fn key(&self, at: usize) -> Option<&str> {
        let at = at.min(self.text.len());
        let start = self.text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let line = self.text.get(start..)?.lines().next()?;
        let key = line.split_once('=')?.0.trim();
        (!key.is_empty() && !key.starts_with(['[', '#'])).then_some(key)
    }
}

/// The parser's words without the names of Rust's types.
pub fn plainly(message: &str) -> String {
    let Some((before, expected)) = message.rsplit_once("expected ") else {
        return message.to_owned();
    };
    let expected = match expected {
        "f64" | "f32" => "a number",
        "usize" | "u8" | "u16" | "u32" | "u64" => "a whole number of 0 or more",
        "i32" | "i64" => "a whole number",
        "a boolean" | "bool" => "true or false",
        other => other,
    };
    format!("{before}expected {expected}")
}

/// "did you mean" among known names, when one is near enough.
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|name| (strsim::jaro_winkler(written, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}
