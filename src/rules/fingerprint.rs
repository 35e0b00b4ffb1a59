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

/// A selector without positions and generated names.
fn selector_shape(selector: &str) -> String {
    static POSITION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r":nth-(?:of-type|child|last-child)\([^)]*\)").expect("is a regular expression")
    });
    generalise(&POSITION.replace_all(selector, ""))
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
}
