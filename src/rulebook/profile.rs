//! Profiles and rulesets of the user's: finds a file and all that it extends, and lays them over
//! each other in order.

use crate::rulebook::place::Several;
use crate::rulebook::ruleset::Rulebook;
use crate::rulebook::source::{Layer, RulesetError, Source, nearest};
use crate::rulebook::texts::Both;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The built-in profiles besides `default`: name, file, text.
pub const PROFILES: [(&str, &str, &str); 6] = [
    (
        "japan",
        "rulesets/profiles/japan.toml",
        include_str!("../../rulesets/profiles/japan.toml"),
    ),
    (
        "eu",
        "rulesets/profiles/eu.toml",
        include_str!("../../rulesets/profiles/eu.toml"),
    ),
    (
        "us",
        "rulesets/profiles/us.toml",
        include_str!("../../rulesets/profiles/us.toml"),
    ),
    (
        "strict",
        "rulesets/profiles/strict.toml",
        include_str!("../../rulesets/profiles/strict.toml"),
    ),
    (
        "quick",
        "rulesets/profiles/quick.toml",
        include_str!("../../rulesets/profiles/quick.toml"),
    ),
    (
        "performance-only",
        "rulesets/profiles/performance-only.toml",
        include_str!("../../rulesets/profiles/performance-only.toml"),
    ),
];

/// The profile that everything is laid over.
pub const DEFAULT: &str = "default";

/// Reads a file; an error is one sentence.
pub type Reader<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// Why no rulebook could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRulebook {
    /// There is no such file, and no such profile.
    #[error("`{name}` is no profile, and no file that can be read: {why}")]
    NotFound {
        /// As written.
        name: String,
        /// What the system said.
        why: String,
        /// What may have been meant.
        help: String,
    },
    /// A file holds a mistake.
    #[error(transparent)]
    Mistake(#[from] RulesetError),
}

/// The rulebook of a profile's name or a file's path, relative to `folder`.
///
/// # Errors
/// No such file, a mistake in one, or files that extend each other in a circle.
pub fn load(name: &str, folder: &Path, read: Reader<'_>) -> Result<Rulebook, NoRulebook> {
    let mut chain = Chain {
        read,
        laid: Vec::new(),
        open: Vec::new(),
    };
    chain.follow(name, folder)?;
    let mut book = Rulebook::embedded().clone();
    for file in &chain.laid {
        let layer = match &file.profile {
            Some(profile) => Layer::Profile(profile.clone()),
            None => Layer::Ruleset,
        };
        book.lay_over(&Source {
            file: &file.name,
            text: &file.text,
            layer: &layer,
        })?;
    }
    if let Some(last) = chain.laid.last() {
        book.name = last.profile.clone().unwrap_or_else(|| last.name.clone());
    }
    Ok(book)
}

/// What a profile is for.
pub fn title(profile: &str) -> Option<Both> {
    let (_, _, text) = PROFILES.iter().find(|(name, _, _)| *name == profile)?;
    toml::from_str::<Head>(text).ok()?.title
}

/// The keys that are needed before a file can be laid.
#[derive(Debug, Deserialize)]
struct Head {
    extends: Option<Spanned<Several<String>>>,
    title: Option<Both>,
}

struct File {
    profile: Option<String>,
    name: String,
    text: String,
}

struct Chain<'a> {
    read: Reader<'a>,
    laid: Vec<File>,
    /// Names of the files that are being followed, the first one first.
    open: Vec<String>,
}

impl Chain<'_> {
    fn follow(&mut self, name: &str, folder: &Path) -> Result<(), NoRulebook> {
        if name == DEFAULT {
            return Ok(());
        }
        let (file, beside) = self.find(name, folder)?;
        if self.laid.iter().any(|one| one.name == file.name) {
            return Ok(());
        }
        let layer = Layer::Ruleset;
        let source = Source {
            file: &file.name,
            text: &file.text,
            layer: &layer,
        };
        let head: Head = toml::from_str(&file.text).map_err(|error| source.parse_error(&error))?;
        self.open.push(file.name.clone());
        if let Some(extends) = head.extends {
            let at = extends.span().start;
            for other in &extends.get_ref().0 {
                self.refuse_circle(other, &beside, &source, at)?;
                self.follow(other, &beside).map_err(|error| match error {
                    NoRulebook::NotFound { name, why, help } => {
                        let problem = format!("extends `{name}`, which is no profile, and no file that can be read: {why}");
                        source.error(at, problem, Some(help)).into()
                    }
                    mistake @ NoRulebook::Mistake(_) => mistake,
                })?;
            }
        }
        self.open.pop();
        self.laid.push(file);
        Ok(())
    }

    fn refuse_circle(
        &self,
        other: &str,
        beside: &Path,
        source: &Source<'_>,
        at: usize,
    ) -> Result<(), RulesetError> {
        let name = match profile(other) {
            Some((_, file, _)) => (*file).to_owned(),
            None => shown(&beside.join(other)),
        };
        let Some(from) = self.open.iter().position(|one| *one == name) else {
            return Ok(());
        };
        let mut circle: Vec<&str> = self.open[from..].iter().map(String::as_str).collect();
        circle.push(&name);
        let problem = format!(
            "files extend each other in a circle: {}",
            circle.join(" → ")
        );
        Err(source.error(at, problem, Some("leave one `extends` out".to_owned())))
    }

    fn find(&self, name: &str, folder: &Path) -> Result<(File, PathBuf), NoRulebook> {
        if let Some((profile, file, text)) = profile(name) {
            let file = File {
                profile: Some((*profile).to_owned()),
                name: (*file).to_owned(),
                text: (*text).to_owned(),
            };
            return Ok((file, folder.to_owned()));
        }
        let path = folder.join(name);
        let text = (self.read)(&path).map_err(|why| {
            let names = PROFILES.iter().map(|(name, _, _)| *name).chain([DEFAULT]);
            let listed: Vec<&str> = names.clone().collect();
            NoRulebook::NotFound {
                name: name.to_owned(),
                why,
                help: nearest(name, names)
                    .unwrap_or_else(|| format!("the profiles are {}", listed.join(", "))),
            }
        })?;
        let file = File {
            profile: None,
            name: shown(&path),
            text,
        };
        let beside = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok((file, beside))
    }
}

fn profile(name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    PROFILES.iter().find(|(profile, _, _)| *profile == name)
}

/// A path without `.` and `a/..`, so that one file has one name.
fn shown(path: &Path) -> String {
    use std::path::Component;
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(clean.components().next_back(), Some(Component::Normal(_))) =>
            {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn with(name: &str, files: &[(&str, &str)]) -> Result<Rulebook, String> {
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        let read = |path: &Path| {
            let name = shown(path);
            let text = files.get(name.as_str()).map(|text| (*text).to_owned());
            text.ok_or_else(|| "there is none".to_owned())
        };
        load(name, Path::new(""), &read).map_err(|error| match error {
            NoRulebook::NotFound { ref help, .. } => format!("{error}\nhelp: {help}"),
            NoRulebook::Mistake(mistake) => mistake.to_string(),
        })
    }

    #[test]
    fn every_profile_can_be_read_and_differs_from_the_default() {
        for (name, _, _) in PROFILES {
            let book = with(name, &[]).unwrap_or_else(|told| panic!("{told}"));
            assert_eq!(book.name, name);
            assert_ne!(book.rules, Rulebook::embedded().rules, "{name}");
            assert!(
                title(name).is_some_and(|title| !title.ja.is_empty()),
                "{name}"
            );
        }
    }

    #[test]
    fn a_file_extends_profiles_and_files_beside_it_in_order() {
        let files = [
            (
                "my/shop.toml",
                "extends = [\"quick\", \"../base.toml\"]\n[rule]\nsoft-404 = \"minor\"\n",
            ),
            (
                "base.toml",
                "[rule.soft-404]\nseverity = \"critical\"\nweight = 3\n",
            ),
        ];
        let book = with("my/shop.toml", &files).unwrap();
        let rule = &book.rules["soft-404"];
        assert_eq!((rule.severity.name(), rule.weight), ("minor", 3.0));
        assert_eq!(
            book.said["soft-404"]["severity"].to_string(),
            "my/shop.toml:3"
        );
        assert_eq!(book.said["soft-404"]["weight"].to_string(), "base.toml:3");
        assert!(
            book.rules.values().any(|rule| !rule.enabled),
            "quick leaves rules out"
        );
    }

    #[test]
    fn a_circle_is_told_with_all_its_files_and_the_line() {
        let files = [
            ("a.toml", "# first\nextends = \"b.toml\"\n"),
            ("b.toml", "extends = \"./a.toml\"\n"),
        ];
        let told = with("a.toml", &files).unwrap_err();
        assert!(
            told.starts_with(
                "b.toml:1: files extend each other in a circle: a.toml → b.toml → a.toml"
            ),
            "{told}"
        );
        let own = with("a.toml", &[("a.toml", "extends = \"a.toml\"")]).unwrap_err();
        assert!(own.contains("circle: a.toml → a.toml"), "{own}");
    }

    #[test]
    fn a_misspelt_profile_is_told_with_what_was_meant() {
        assert!(
            with("jappan", &[])
                .unwrap_err()
                .ends_with("help: did you mean `japan`?")
        );
        let told = with("a.toml", &[("a.toml", "\nextends = \"stric\"")]).unwrap_err();
        assert!(told.starts_with("a.toml:2: extends `stric`"), "{told}");
        assert!(told.ends_with("did you mean `strict`?"), "{told}");
    }
}
