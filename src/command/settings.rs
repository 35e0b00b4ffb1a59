//! Gathers the layers of settings for a command.

use crate::cli::Global;
use crate::config::flags::{Flags, Scope};
use crate::config::kind::Kind;
use crate::config::settings::{Group, SETTINGS, find};
use crate::config::written::Origin;
use crate::config::{Written, environment, file};
use crate::exit::Failure;
use crate::model::evidence::SettingUsed;
use std::path::Path;

/// Flags over environment over file over defaults.
///
/// # Errors
/// A mistake in any layer.
pub fn gather<S: Scope>(global: &Global, flags: &Flags<S>) -> Result<Written, Failure> {
    let file = file::read(global.config.as_deref(), Path::new("."))?;
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let environment = environment::read(variables)?;
    Ok(Written::defaults()
        .overlay(file)
        .overlay(environment)
        .overlay(flags.written()?))
}

/// Settings that say where something is on this machine, and are nobody else's business.
const PRIVATE: [&str; 8] = [
    "output",
    "chrome",
    "connect",
    "logo",
    "note",
    "url",
    "path",
    "storage-state",
];

/// The effective settings as a report's reader may see them: without places on this machine.
pub fn used(written: &Written) -> Vec<SettingUsed> {
    SETTINGS
        .iter()
        .filter(|setting| setting.group != Group::Brand && !PRIVATE.contains(&setting.key))
        .filter_map(|setting| {
            let entry = written.0.get(setting.key)?;
            if entry.words.is_empty() {
                return None;
            }
            let value = match setting.kind {
                Kind::Secret => crate::session::MASK.to_owned(),
                _ => entry.words.join(", "),
            };
            let origin = match &entry.origin {
                Origin::Default => "default",
                Origin::File(..) => "file",
                Origin::Environment(_) => "environment",
                Origin::Flag(_) => "flag",
                Origin::Command(_) => "command",
            };
            Some(SettingUsed {
                key: setting.key.to_owned(),
                value,
                origin: origin.to_owned(),
            })
        })
        .collect()
}

/// The settings of an audit of a store of our own on this machine: its address, and unless
/// someone asked for them no throttling, no pace and a crawl of all its pages.
///
/// # Errors
/// None in practice: the words are ours.
pub fn for_own_store(mut written: Written, url: &str) -> Result<Written, Failure> {
    for (key, word) in [
        ("url", url),
        ("throttle", "none"),
        ("pace", "0ms"),
        ("max-pages", "40"),
    ] {
        let asked = written
            .0
            .get(key)
            .is_some_and(|entry| entry.origin != Origin::Default);
        let setting = find(key).expect("the key stands in the table");
        if key == "url" || !asked {
            written.set(setting, vec![word.to_owned()], Origin::Command("demo"))?;
        }
    }
    Ok(written)
}
