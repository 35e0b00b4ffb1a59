//! How a run tells its caller how it went: one number, and on failure one
//! sentence with what to do about it.
//!
//! The numbers are a contract with CI systems and stand only here.

use std::process::ExitCode;

/// The exit codes of every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Measured, and nothing that was asked for is amiss.
    Fine = 0,
    /// A gate failed, or the store got worse than its baseline.
    Gate = 1,
    /// The command line, the configuration or a given file is wrong.
    Usage = 2,
    /// It could not be measured: unreachable store, no browser, deadline, full disk.
    NotMeasured = 3,
    /// The journey was blocked or found no way on.
    Blocked = 4,
    /// An order may have been placed.
    OrderSeen = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do its work: a lowercase fragment that names the
/// thing and the value, and one line of help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The code to leave with.
    pub exit: Exit,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Failure {
    /// The user asked for something that makes no sense.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure {
            exit: Exit::Usage,
            message: message.into(),
            help: help.into(),
        }
    }

    /// An error of a stage whose text may end with a line `help: …`.
    pub fn told(exit: Exit, text: &str, otherwise: &str) -> Failure {
        let (message, help) = text.split_once("\nhelp: ").unwrap_or((text, otherwise));
        Failure {
            exit,
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }

    /// The world did not let us measure.
    pub fn not_measured(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure {
            exit: Exit::NotMeasured,
            message: message.into(),
            help: help.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_of_a_stage_is_kept_apart_from_its_message() {
        let told = Failure::told(
            Exit::Usage,
            "unknown flaw `x`\nhelp: did you mean `y`?",
            "else",
        );
        assert_eq!(
            (told.message.as_str(), told.help.as_str()),
            ("unknown flaw `x`", "did you mean `y`?")
        );
        assert_eq!(Failure::told(Exit::Usage, "broken", "else").help, "else");
    }
}
