//! E-mail addresses in text, in `mailto:` links, and behind the usual disguises.

use crate::crawl::extract::dom::Outline;
use regex::Regex;
use scraper::{Html, Selector};
use std::sync::LazyLock;

/// Addresses kept for one page.
const LIMIT: usize = 50;

/// The addresses of a page, lower case: links first, then text.
pub fn read(document: &Html, outline: &Outline<'_>) -> Vec<String> {
    static GUARDED: LazyLock<Selector> =
        LazyLock::new(|| Selector::parse("[data-cfemail]").expect("a constant selector"));
    let mut found: Vec<String> = Vec::new();
    for placed in &outline.links {
        let href = placed.element.attr("href").unwrap_or_default().trim();
        if href
            .get(..7)
            .is_some_and(|s| s.eq_ignore_ascii_case("mailto:"))
        {
            let target = percent_encoding::percent_decode_str(&href[7..]).decode_utf8_lossy();
            for one in find(target.split('?').next().unwrap_or_default()) {
                add(&mut found, one);
            }
        }
    }
    for element in document.select(&GUARDED).take(LIMIT) {
        if let Some(clear) = element.attr("data-cfemail").and_then(uncover) {
            for one in find(&clear) {
                add(&mut found, one);
            }
        }
    }
    for one in find(&outline.text) {
        add(&mut found, one);
    }
    found
}

fn add(found: &mut Vec<String>, one: String) {
    if found.len() < LIMIT && !found.contains(&one) {
        found.push(one);
    }
}

/// E-mail addresses in a text, lower case, in order. `[at]`, `(at)`, `＠` and
/// the like are read as `@`.
pub fn find(text: &str) -> Vec<String> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[a-z0-9][a-z0-9._%+\-]{0,63}@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\b")
            .expect("a constant pattern")
    });
    static DISGUISE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?P<user>[a-z0-9._%+\-]{1,64})\s?(?:[\[({<]\s?(?:at|アット|アットマーク)\s?[\])}>]|[★☆■●◎])\s?(?P<host>[a-z0-9\-]+(?:(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)[a-z0-9\-]+)+)")
            .expect("a constant pattern")
    });
    static DOT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s?[\[({]\s?dot\s?[\])}]\s?").expect("a constant pattern")
    });
    let text = text.replace('＠', "@");
    let mut found = Vec::new();
    if text.contains('@') {
        for m in ADDRESS.find_iter(&text) {
            keep(&mut found, m.as_str());
        }
    }
    if !text.contains(['[', '(', '{', '<', '★', '☆', '■', '●', '◎']) {
        return found;
    }
    for captures in DISGUISE.captures_iter(&text) {
        let (Some(user), Some(host)) = (captures.name("user"), captures.name("host")) else {
            continue;
        };
        let clear = format!("{}@{}", user.as_str(), DOT.replace_all(host.as_str(), "."));
        if ADDRESS.find(&clear).is_some_and(|m| m.len() == clear.len()) {
            keep(&mut found, &clear);
        }
    }
    found
}

fn keep(found: &mut Vec<String>, address: &str) {
    let address = address.to_ascii_lowercase();
    // `logo@2x.png` is a file.
    let is_file = [
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif", ".js", ".css",
    ]
    .iter()
    .any(|ending| address.ends_with(ending));
    if !is_file && found.len() < LIMIT && !found.contains(&address) {
        found.push(address);
    }
}

/// Cloudflare writes an address as hex digits, each byte crossed with the first.
fn uncover(hex: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = (0..hex.len() / 2)
        .map(|i| u8::from_str_radix(hex.get(i * 2..i * 2 + 2)?, 16).ok())
        .collect();
    let bytes = bytes?;
    let (key, rest) = bytes.split_first()?;
    String::from_utf8(rest.iter().map(|b| b ^ key).collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_all_disguises() {
        assert_eq!(
            find("Mail Info@Shop.Example.co.jp."),
            ["info@shop.example.co.jp"]
        );
        assert_eq!(find("info [at] shop.example"), ["info@shop.example"]);
        assert_eq!(find("info(at)shop(dot)example"), ["info@shop.example"]);
        assert_eq!(find("info＠shop.example まで"), ["info@shop.example"]);
        assert_eq!(find("info★shop.example（★を@に）"), ["info@shop.example"]);
    }

    #[test]
    fn files_and_handles_are_no_addresses() {
        assert_eq!(
            find("logo@2x.png, @shop, a@b, sale @ shop.example"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_covered_address_is_uncovered() {
        let covered: String = std::iter::once(0x42)
            .chain("a@b.example".bytes().map(|b| b ^ 0x42))
            .map(|b: u8| format!("{b:02x}"))
            .collect();
        assert_eq!(uncover(&covered).as_deref(), Some("a@b.example"));
        assert_eq!(uncover("zz"), None);
        assert_eq!(uncover("日本語"), None);
    }
}
