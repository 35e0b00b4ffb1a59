//! A name for a finding that stays the same from run to run.
//!
//! It is made of the rule, the message, the place without what changes by chance
//! (scheme, host, port, device, ids in the path, generated class names, positions)
//! and the words that name a thing. Measured numbers are left out, so that a page
//! that became slower is the same finding, worse, and not a new one.

use crate::model::verdict::{Finding, Place};
use regex::Regex;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;
use url::Url;

/// The fingerprint of a rule's finding: 16 hexadecimal digits.
pub fn fingerprint(rule: &str, finding: &Finding) -> String {
    let mut sum = Sha256::new();
    let mut add = |part: &str| {
        sum.update(part.as_bytes());
        sum.update([0]);
    };
    add(rule);
    add(finding.message);
    add(&path_shape(&finding.place));
    add(&selector_shape(
        finding.place.selector.as_deref().unwrap_or_default(),
    ));
    for (name, value) in &finding.args {
        if !value.chars().any(char::is_numeric) {
            add(name);
            add(value);
        }
    }
    let mut text = String::new();
    for byte in sum.finalize().iter().take(8) {
        write!(text, "{byte:02x}").expect("a String takes everything");
    }
    text
}

/// The path with what looks like an id or a number replaced; query values are dropped.
fn path_shape(place: &Place) -> String {
    let Ok(url) = Url::parse(&place.url) else {
        return generalise(&place.url);
    };
    let mut shape = generalise(url.path());
    let mut names: Vec<String> = url
        .query_pairs()
        .map(|(name, _)| generalise(&name))
        .collect();
    names.sort();
    names.dedup();
    for name in names {
        shape.push('?');
        shape.push_str(&name);
    }
    shape
}

fn generalise(text: &str) -> String {
    static LONG_ID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{8,}|[0-9a-f]*\d[0-9a-f]{7,}|\d+")
            .expect("is a regular expression")
    });
    LONG_ID.replace_all(text, "#").into_owned()
}

/// A selector without what changes by chance: positions, generated ids and class
/// names, and the elements between the nearest named one and the one that is meant,
/// so that a wrapper or another order of the markup does not change it.
pub fn selector_shape(selector: &str) -> String {
    static POSITION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r":nth-(?:of-type|child|last-child|last-of-type)\([^)]*\)")
            .expect("is a regular expression")
    });
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        // Quoted attribute values are matched first, so that a dot in one is no class.
        Regex::new(r#""(?:[^"\\]|\\.)*"|\.[A-Za-z_-][\w-]*"#).expect("is a regular expression")
    });
    let bare = POSITION.replace_all(selector, "");
    let bare = CLASS.replace_all(&bare, |found: &regex::Captures<'_>| {
        let text = &found[0];
        let kept = text.starts_with('"') || !is_generated(&text[1..]);
        if kept { text.to_owned() } else { String::new() }
    });
    // Shadow roots are crossed by `>>>`; each side is a path of its own.
    let hosts: Vec<String> = bare.split(" >>> ").map(path_ends).collect();
    generalise(&hosts.join(" >>> "))
}

/// The nearest named element and the last one.
fn path_ends(path: &str) -> String {
    let parts: Vec<&str> = path.split(" > ").map(str::trim).collect();
    let Some((last, above)) = parts.split_last() else {
        return String::new();
    };
    let is_name = |part: &&&str| {
        let id = part.split_once('#').map(|(_, id)| id);
        part.contains('[') || id.is_some_and(|id| !is_generated(id))
    };
    match above.iter().rev().find(is_name) {
        Some(named) => format!("{named} {last}"),
        None => (*last).to_owned(),
    }
}

/// Whether a class or an id was made by a machine: `css-1x2y3z`, `sc-bdVaJa`,
/// `Button_root__3kF2a`, `:r1:`, `ember412`.
fn is_generated(name: &str) -> bool {
    static MADE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?:css|sc|jss|jsx|emotion|svelte|ember|mui|radix|react-aria|headlessui|ng|_ngcontent|data-v)[-_]?[A-Za-z0-9_-]*\d",
            r"|^(?:css|sc|svelte|emotion)-[A-Za-z0-9]{5,}$",
            r"|__[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*$|_{2,3}[A-Za-z0-9]{5}$|^:|^_[rR]_|«",
            r"|(?:^|[-_])(?:[a-z]*\d[a-z0-9]*){2,}$|[0-9a-f]{8,}$",
        ))
        .expect("is a regular expression")
    });
    MADE.is_match(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;

    fn of(url: &str, selector: &str, value: &str) -> String {
        let place = Place {
            device: Some(Device::Mobile),
            step: Some(3),
            url: url.to_owned(),
            selector: Some(selector.to_owned()),
        };
        fingerprint("a-rule", &Finding::at(place).with("what", value))
    }

    #[test]
    fn port_ids_positions_and_numbers_do_not_change_it() {
        let one = of(
            "http://127.0.0.1:8101/catalogue/mug_2/?q=a",
            "li:nth-of-type(2) > #id-4",
            "3.2 s",
        );
        let two = of(
            "https://shop.example/catalogue/mug_17/?q=b",
            "li:nth-of-type(9) > #id-88",
            "4.1 s",
        );
        assert_eq!(one, two);
        assert_eq!(one.len(), 16);
    }

    #[test]
    fn another_page_element_or_word_does() {
        let one = of("http://a/x", "#a", "blue");
        assert_ne!(one, of("http://a/y", "#a", "blue"));
        assert_ne!(one, of("http://a/x", "#b", "blue"));
        assert_ne!(one, of("http://a/x", "#a", "red"));
        let elsewhere = fingerprint("b-rule", &Finding::at(Place::url("http://a/x")));
        assert_ne!(one, elsewhere);
    }

    #[test]
    fn generated_classes_wrappers_and_another_order_do_not_change_it() {
        let same = |one: &str, other: &str| {
            assert_eq!(
                of("http://a/x", one, "w"),
                of("http://a/x", other, "w"),
                "{one} | {other}"
            );
        };
        same("a.css-1x2y3z", "a.css-9k8j7h");
        same("a.sc-bdVaJa.btn", "a.sc-kQwErT.btn");
        same("button.Button_root__3kF2a", "button.Button_root__9pQ1z");
        same("div.svelte-x1y2z3", "div.svelte-aaa111");
        same(
            "#main > div:nth-of-type(2) > p > a",
            "#main > section > div > p:nth-of-type(3) > a",
        );
        same("#main > div > a", "#main > a");
        same("ul > li:nth-of-type(1) > a", "ol > li:nth-of-type(7) > a");
        same("#r-412 > input", "#r-97 > input");
        same(
            "x-card:nth-of-type(2) >>> div > #pay",
            "x-card >>> section > #pay",
        );
    }

    #[test]
    fn names_that_people_gave_still_tell_elements_apart() {
        let differ = |one: &str, other: &str| {
            assert_ne!(
                of("http://a/x", one, "w"),
                of("http://a/x", other, "w"),
                "{one} | {other}"
            );
        };
        differ("a.primary", "a.secondary");
        differ("#billing > input", "#delivery > input");
        differ("[name=\"a.b\"]", "[name=\"a.c\"]");
        differ("#form > a", "#form > button");
        differ("div.price__amount", "div.price__label");
    }
}
