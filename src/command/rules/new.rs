//! `rules new`: writes a rule to fill in.
//!
//! A name with a prefix (`acme/size-chart`) becomes a TOML file with examples, ready for
//! `rules test`. A plain name becomes a built-in rule in cartwalk's own sources: the Rust file
//! with its tests, its texts in both languages, its example and its flaw. Its tests fail until
//! they are filled in.

use crate::exit::Failure;
use crate::rulebook::Rulebook;
use crate::rulebook::own::Kind;
use crate::rulebook::ruleset::{GROUPS, nearest};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Every rule of the catalogue with its group.
const CATALOGUE: &str = include_str!("../../../rulesets/catalogue.txt");

/// Writes the rule, and says what was written and what comes next.
///
/// # Errors
/// A name that cannot be one, a file that is there already, or a folder that is not cartwalk's.
pub fn write(id: &str, kind: Kind, group: Option<&str>, dir: &Path) -> Result<String, Failure> {
    if Rulebook::embedded().rule(id).is_some() {
        return Err(Failure::usage(
            format!("there is a rule `{id}` already"),
            format!("`cartwalk rules show {id}` shows it"),
        ));
    }
    match id.split_once('/') {
        Some((prefix, name)) if is_word(prefix) && is_word(name) => {
            own(id, prefix, name, kind, dir)
        }
        None if is_word(id) => built_in(id, group, dir),
        Some(_) | None => Err(Failure::usage(
            format!("`{id}` is no name of a rule"),
            "write lower-case letters, digits and hyphens, with a prefix for your own: acme/size-chart",
        )),
    }
}

fn is_word(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(fits)
}

fn own(id: &str, prefix: &str, name: &str, kind: Kind, dir: &Path) -> Result<String, Failure> {
    let path = dir.join(format!("{prefix}-{name}.toml"));
    create(&path, &own_text(id, kind))?;
    let shown = path.display();
    Ok(format!(
        "{shown}\n\nNext:\n  cartwalk rules test {shown}\n  cartwalk audit URL --ruleset {shown}\n"
    ))
}

/// A rule of each kind that is complete, so that its examples behave as told from the start.
pub(super) fn own_text(id: &str, kind: Kind) -> String {
    let (question, good, bad, title, message) = match kind {
        Kind::Selector => (
            "where = { page = \"product\" }\nselector = \"a.size-chart, [data-size-chart]\"\nexpect = \"present\" # or \"absent\", or least = 1 and most = 3",
            "html = '<a class=\"size-chart\" href=\"/sizes\">Sizes</a>'",
            "html = '<p>No chart here</p>'",
            "Product pages link a size chart",
            "No size chart was found ({value} elements).",
        ),
        Kind::Text => (
            "where = { page = \"product\" }\npattern = '(?i)free returns'\nexpect = \"present\" # or \"absent\", or least = 1 and most = 3",
            "html = '<p>Free returns within 30 days</p>'",
            "html = '<p>All sales are final</p>'",
            "Product pages promise free returns",
            "The words were found {value} times.",
        ),
        Kind::Header => (
            "where = { page = [\"home\", \"product\"] }\nheader = \"x-frame-options\"\npattern = '(?i)^(deny|sameorigin)$'\nexpect = \"present\" # or \"absent\"",
            "headers = { x-frame-options = \"DENY\" }",
            "headers = {}",
            "Pages may not be framed by others",
            "The header is missing or says something else.",
        ),
        Kind::Metric => (
            "where = { step = \"payment\" }\nmetric = \"lcp_ms\"\nmost = 2000",
            "value = 1500",
            "value = 3000",
            "The payment step paints within two seconds",
            "It took {value} ms; at most {most} ms are allowed.",
        ),
        Kind::Script => (
            "where = { step = [\"product\", \"cart\"] }\n# The body of a function that returns true, false or a number. It sees the document, not the\n# page's variables, has two seconds, and runs only with --allow-scripts.\nscript = '''\nreturn document.querySelectorAll('img:not([alt])').length\n'''\nmost = 0",
            "html = '<img alt=\"A mug\" src=\"mug.png\">'",
            "html = '<img src=\"mug.png\">'",
            "Every picture has an alternative text",
            "{value} pictures have none.",
        ),
    };
    let kind = crate::rulebook::place::spelt(&kind);
    format!(
        "extends = \"default\"\n\n[rule.\"{id}\"]\nkind = \"{kind}\"\ngroup = \"product\"\nseverity = \"moderate\"\n{question}\n\n[rule.\"{id}\".en]\ntitle = \"{title}\"\nwhat = \"\"\nwhy = \"\"\nfix = \"\"\nmessages.message = \"{message}\"\n\n# [rule.\"{id}\".ja] may stand beside it; without it, the English texts serve both.\n\n[[rule.\"{id}\".good]]\n{good}\n\n[[rule.\"{id}\".bad]]\n{bad}\n"
    )
}

fn built_in(id: &str, group: Option<&str>, dir: &Path) -> Result<String, Failure> {
    let listed = CATALOGUE.lines().filter_map(|line| line.split_once(' '));
    let listed = listed
        .filter(|(_, known)| *known == id)
        .map(|(group, _)| group)
        .next();
    let Some(group) = group.or(listed) else {
        return Err(Failure::usage(
            format!("`{id}` is not in the catalogue, so its group is not known"),
            format!("name it with --group, one of {}", GROUPS.join(", ")),
        ));
    };
    if !GROUPS.contains(&group) {
        let help = nearest(group, GROUPS.into_iter());
        return Err(Failure::usage(
            format!("there is no group `{group}`"),
            help.unwrap_or_else(|| format!("the groups are {}", GROUPS.join(", "))),
        ));
    }
    let list = dir.join(format!("src/rules/{group}/mod.rs"));
    let Ok(before) = fs::read_to_string(&list) else {
        return Err(Failure::usage(
            format!(
                "`{}` holds no sources of cartwalk: {} is missing",
                dir.display(),
                list.display()
            ),
            "run it in cartwalk's own folder or name it with --dir; a rule of your own has a prefix, as in acme/size-chart",
        ));
    };
    let file = id.replace('-', "_");
    let rule = dir.join(format!("src/rules/{group}/{file}.rs"));
    create(&rule, &rust(id, &file))?;
    replace(&list, &registered(&before, id, &file))?;
    let texts = dir.join(format!("rulesets/default/{group}.toml"));
    append(&texts, &texts_of(id, group))?;
    let examples = dir.join("rulesets/examples.toml");
    append(
        &examples,
        &format!("{id}.example = '''\n<!-- code that shows the fix -->\n'''\n"),
    )?;
    let flaws = dir.join("src/demo/assets/flaws.toml");
    append(
        &flaws,
        &format!(
            "\n[[flaw]]\nid = \"{id}\"\nwhat = \"what is wrong with the demo store while it is switched on\"\n"
        ),
    )?;
    let catalogue = dir.join("rulesets/catalogue.txt");
    if listed.is_none() {
        append(&catalogue, &format!("{group} {id}\n"))?;
    }
    let mut told: Vec<String> = [&rule, &list, &texts, &examples, &flaws]
        .map(|path| path.display().to_string())
        .to_vec();
    told.extend(listed.is_none().then(|| catalogue.display().to_string()));
    let absent = match Rulebook::embedded().absent.contains_key(id) {
        true => format!("  take `{id}` out of [absent] in rulesets/default\n"),
        false => String::new(),
    };
    Ok(format!(
        "{}\n\nNext:\n{absent}  fill in the rule, its tests and its texts: cargo test {file}\n  build the flaw into the demo store: src/demo/templates\n  UPDATE=1 cargo test catalogue\n",
        told.join("\n")
    ))
}

/// `soft_404` → `Soft404`.
fn type_name(file: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    file.split('_').map(capital).collect()
}

fn rust(id: &str, file: &str) -> String {
    let name = type_name(file);
    format!(
        r#"//! What the shop must do, in one sentence that its owner could follow.
//!
//! What is deliberate about the test, and which false alarms it avoids.

use crate::model::verdict::{{Finding, Judgement, Place}};
use crate::rules::{{Need, Rule, Seen}};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct {name} {{}}

impl Rule for {name} {{
    const ID: &'static str = "{id}";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {{
        let unmet = seen.pages().filter(|(_, facts)| facts.title.is_empty());
        Judgement::by(unmet.map(|(page, _)| Finding::at(Place::page(page))).collect())
    }}
}}

#[cfg(test)]
mod tests {{
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{{Made, verdict}};

    #[test]
    fn a_store_that_does_it_passes() {{
        let made = Made::store().page(PageKind::Product, "/mug", |_facts| {{}});
        assert_eq!(verdict::<{name}>(made), Verdict::Pass, "fill in what such a store shows");
    }}

    #[test]
    fn a_store_that_does_not_fails() {{
        let made = Made::store().page(PageKind::Product, "/mug", |_facts| {{}});
        assert_eq!(verdict::<{name}>(made), Verdict::Fail, "fill in what such a store shows");
    }}
}}
"#
    )
}

/// The list of a group's rules with one more.
fn registered(before: &str, id: &str, file: &str) -> String {
    let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
    let module = format!("pub mod {file};");
    if !lines.contains(&module) {
        let first = lines.iter().position(|line| line.starts_with("pub mod "));
        let at = first.map_or(lines.len(), |first| {
            let after = lines[first..].iter();
            let smaller = after.take_while(|line| line.starts_with("pub mod ") && **line < module);
            first + smaller.count()
        });
        lines.insert(at, module);
    }
    let entry = format!("        Registered::of::<{file}::{}>(),", type_name(file));
    match lines.iter().rposition(|line| line.trim() == "]") {
        Some(end) => lines.insert(end, entry),
        None => lines.push(format!("// add to all(): {entry} ({id})")),
    }
    lines.join("\n") + "\n"
}

fn texts_of(id: &str, group: &str) -> String {
    format!(
        r#"
[rule.{id}]
group = "{group}"
severity = "moderate"
evidence = ["S003"]
since = "{version}"

[rule.{id}.en]
title = "A demand that is met or not"
what = "What is looked at, and when it is met."
why = "Why it matters, with figure, source and year."
fix = "What to do."
messages.message = "What was found here."

[rule.{id}.ja]
title = "満たすか満たさないかを言える見出し"
what = "何を確認し、どうなれば合格かを書きます。"
why = "なぜ大切かを、数値・出典・年とともに書きます。"
fix = "直し方を書きます。"
messages.message = "ここで見つかったことを書きます。"
"#,
        version = env!("CARGO_PKG_VERSION")
    )
}

fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let mut open = OpenOptions::new();
    let written = open
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| cannot(path, &error))
}

fn replace(path: &PathBuf, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| cannot(path, &error))
}

fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let opened = OpenOptions::new().append(true).open(path);
    opened
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| cannot(path, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(
        format!("cannot write `{}`: {error}", path.display()),
        "nothing is overwritten: move the file away, or choose another name or --dir",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn a_new_own_rule_of_every_kind_can_be_read_as_it_is() {
        for kind in Kind::value_variants() {
            let text = own_text("acme/new-rule", *kind);
            let book = Rulebook::embedded().with("acme.toml", &text);
            let book = book.unwrap_or_else(|told| panic!("{told}\n{text}"));
            let own = book.rules["acme/new-rule"]
                .own
                .as_ref()
                .expect("is an own rule");
            assert_eq!((own.good.len(), own.bad.len()), (1, 1));
        }
    }

    #[test]
    fn a_built_in_rule_is_written_registered_and_given_texts_and_a_flaw() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        for folder in ["src/rules/flow", "rulesets/default", "src/demo/assets"] {
            fs::create_dir_all(at(folder)).unwrap();
        }
        for path in ["src/rules/flow/mod.rs", "rulesets/default/flow.toml"] {
            fs::copy(path, at(path)).unwrap();
        }
        for path in [
            "rulesets/examples.toml",
            "src/demo/assets/flaws.toml",
            "rulesets/catalogue.txt",
        ] {
            fs::write(at(path), "").unwrap();
        }
        let told = write(
            "gift-wrap-offered",
            Kind::Selector,
            Some("flow"),
            dir.path(),
        )
        .unwrap();
        assert!(told.contains("gift_wrap_offered.rs"), "{told}");
        let list = fs::read_to_string(at("src/rules/flow/mod.rs")).unwrap();
        assert!(
            list.contains("pub mod failure_page_offers_contact;\npub mod gift_wrap_offered;\n"),
            "{list}"
        );
        assert!(
            list.contains("        Registered::of::<gift_wrap_offered::GiftWrapOffered>(),\n    ]")
        );
        let texts = fs::read_to_string(at("rulesets/default/flow.toml")).unwrap();
        assert!(texts.ends_with("messages.message = \"ここで見つかったことを書きます。\"\n"));
        toml::from_str::<toml::Table>(&texts).unwrap();
        assert!(
            write(
                "gift-wrap-offered",
                Kind::Selector,
                Some("flow"),
                dir.path()
            )
            .is_err()
        );
    }

    #[test]
    fn a_name_that_is_taken_or_no_name_is_refused() {
        let refused = |id: &str| {
            write(id, Kind::Text, None, Path::new("."))
                .unwrap_err()
                .message
        };
        assert!(refused("soft-404").contains("already"));
        assert!(refused("Acme/x").contains("no name"));
        assert!(refused("acme/../x").contains("no name"));
        assert!(refused("quite-new").contains("not in the catalogue"));
    }
}
