//! The layer of flags: clap's arguments are made from the table of settings.

use crate::config::kind::Kind;
use crate::config::settings::{Group, SETTINGS, Setting};
use crate::config::written::{Origin, Written};
use crate::exit::Failure;
use clap::builder::{PossibleValuesParser, ValueParser};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, ValueHint};
use std::marker::PhantomData;

/// Which groups of settings a command takes.
pub trait Scope {
    /// Their groups.
    const GROUPS: &'static [Group];
}

/// The settings given on the command line of a command with scope `S`.
#[derive(Debug)]
pub struct Flags<S: Scope> {
    given: Vec<(&'static Setting, Vec<String>)>,
    scope: PhantomData<S>,
}

impl<S: Scope> Flags<S> {
    /// The layer.
    ///
    /// # Errors
    /// A word that a setting does not take.
    pub fn written(&self) -> Result<Written, Failure> {
        let mut written = Written::default();
        for (setting, words) in &self.given {
            let flag = match setting.key {
                "url" => "URL".to_owned(),
                key => format!("--{key}"),
            };
            written.set(setting, words.clone(), Origin::Flag(flag))?;
        }
        Ok(written)
    }
}

impl<S: Scope> Args for Flags<S> {
    fn augment_args(command: Command) -> Command {
        SETTINGS
            .iter()
            .filter(|s| S::GROUPS.contains(&s.group))
            .fold(command, |c, s| c.arg(arg(s)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Scope> FromArgMatches for Flags<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = SETTINGS
            .iter()
            .filter(|s| S::GROUPS.contains(&s.group))
            .filter(|s| matches.value_source(s.key) == Some(ValueSource::CommandLine))
            .map(|s| {
                let words = matches.get_many::<String>(s.key).into_iter().flatten();
                (s, words.cloned().collect())
            })
            .collect();
        Ok(Flags {
            given,
            scope: PhantomData,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn arg(setting: &'static Setting) -> Arg {
    let default = match setting.default {
        [] | ["false"] => String::new(),
        words => format!(" [default: {}]", words.join(", ")),
    };
    let arg = Arg::new(setting.key)
        .help(format!("{}{default}", setting.help))
        .value_name(setting.value_name)
        .help_heading(setting.group.heading());
    let arg = match setting.key {
        "url" => arg,
        key => arg.long(key),
    };
    let arg = match setting.short {
        Some(letter) => arg.short(letter),
        None => arg,
    };
    let arg = match setting.many {
        true => arg.action(ArgAction::Append),
        false => arg.action(ArgAction::Set),
    };
    match setting.kind {
        Kind::Choice(words) => {
            let arg = arg.value_parser(PossibleValuesParser::new(words));
            if setting.many {
                arg.value_delimiter(',')
            } else {
                arg
            }
        }
        Kind::Switch => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .hide_possible_values(true)
            .value_parser(PossibleValuesParser::new(["true", "false"])),
        Kind::Path => arg
            .value_hint(ValueHint::AnyPath)
            .value_parser(ValueParser::string()),
        Kind::Text
        | Kind::Secret
        | Kind::Count(..)
        | Kind::Duration
        | Kind::Bytes
        | Kind::Number
        | Kind::Colour => arg.value_parser(ValueParser::string()),
    }
}
