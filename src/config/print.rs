//! `--print-config`: every setting with its effective value and where it comes from.
//!
//! The text is itself a valid `cartwalk.toml`.

use crate::config::file::BRAND;
use crate::config::kind::Kind;
use crate::config::settings::{Group, SETTINGS, Setting};
use crate::config::written::{Entry, Written};

/// Writes the settings out, one a line.
pub fn print(written: &Written) -> String {
    let lines: Vec<(String, String)> = SETTINGS
        .iter()
        .filter_map(|setting| Some((setting, written.0.get(setting.key)?)))
        .map(|(setting, entry)| (assignment(setting, entry), entry.origin.to_string()))
        .collect();
    let width = lines
        .iter()
        .map(|(left, _)| left.chars().count())
        .filter(|w| *w < 60)
        .max();
    let width = width.unwrap_or_default();
    let brand = SETTINGS.iter().filter(|s| s.group == Group::Brand);
    let brand = brand.filter(|s| written.0.contains_key(s.key)).count();
    let table = lines.len() - brand;
    lines
        .iter()
        .enumerate()
        .map(|(index, (left, origin))| {
            let head = match brand > 0 && index == table {
                true => format!("\n[{BRAND}]\n"),
                false => String::new(),
            };
            format!("{head}{left:width$}  # {origin}\n")
        })
        .collect()
}

fn assignment(setting: &Setting, entry: &Entry) -> String {
    let quoted = |word: &String| match setting.kind.is_bare() {
        true => word.clone(),
        false => toml::Value::String(word.clone()).to_string(),
    };
    if setting.kind == Kind::Secret && !entry.words.is_empty() {
        return format!("# {} is set and not shown", setting.key);
    }
    let values: Vec<String> = entry.words.iter().map(quoted).collect();
    match (setting.many, values.as_slice()) {
        (true, values) => format!("{} = [{}]", setting.key, values.join(", ")),
        (false, [value]) => format!("{} = {value}", setting.key),
        (false, _) => format!("# {} is not set", setting.key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::file;
    use std::path::Path;

    #[test]
    fn secrets_are_not_printed() {
        let toml = "login = \"ann:correct horse\"\ncookie = [\"sid=abcdef123\"]";
        let written = Written::defaults().overlay(file::parse(toml, Path::new("x.toml")).unwrap());
        let text = print(&written);
        assert!(text.contains("# login is set and not shown"), "{text}");
        assert!(!text.contains("horse") && !text.contains("abcdef"));
    }

    #[test]
    fn what_is_printed_can_be_read_back() {
        let toml = "url = \"http://localhost/\"\nuser-agent = \"a \\\"quoted\\\" # name\"\nheaded = true\ninclude = [\"/a*\"]";
        let written = Written::defaults().overlay(file::parse(toml, Path::new("x.toml")).unwrap());
        let again = file::parse(&print(&written), Path::new("y.toml")).unwrap();
        for (key, entry) in &written.0 {
            let read = again
                .0
                .get(key)
                .map(|entry| entry.words.clone())
                .unwrap_or_default();
            assert_eq!(read, entry.words, "{key}");
        }
    }

    #[test]
    fn every_value_shows_its_origin() {
        let text = print(&Written::defaults());
        assert!(
            text.lines()
                .filter(|line| !line.is_empty() && *line != "[report]")
                .all(|line| line.ends_with("# default")),
            "{text}"
        );
    }
}
