//! Every text of the page in both languages at once, escaped, so that the switch
//! on the page needs neither a second copy of the page nor a request.

use crate::model::plan::Language;
use crate::render::clean::plain;
use crate::render::figures;
use crate::report::phrases;
use crate::rulebook::texts::Both;
use maud::{Markup, Render, html};

impl Render for Both {
    fn render(&self) -> Markup {
        html! {
            @if self.en == self.ja { (self.en) }
            @else {
                span.en lang="en" { (self.en) }
                span.ja lang="ja" { (self.ja) }
            }
        }
    }
}

/// A text that is the same in both languages: a name, an address, what a store wrote.
pub fn same(text: impl AsRef<str>) -> Both {
    let text = plain(text.as_ref());
    Both {
        en: text.clone(),
        ja: text,
    }
}

/// A text that comes in both languages from the report.
pub fn both(en: &str, ja: &str) -> Both {
    Both {
        en: plain(en),
        ja: plain(ja),
    }
}

/// The phrase of a key, filled in both languages.
pub fn say(key: &str, values: &[(&str, Both)]) -> Both {
    each(|language| {
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.get(language)))
            .collect();
        phrases::say(language, key, &values)
    })
}

/// The phrase of a key without values.
pub fn word(key: &str) -> Both {
    say(key, &[])
}

/// The phrase of a key that may not exist, or else the key's own last part.
pub fn word_or(prefix: &str, name: &str) -> Both {
    each(|language| {
        phrases::find(language, &format!("{prefix}.{name}"), &[]).unwrap_or_else(|| plain(name))
    })
}

/// A text made in each language.
pub fn each(make: impl Fn(Language) -> String) -> Both {
    Both {
        en: make(Language::En),
        ja: make(Language::Ja),
    }
}

/// Several texts with the separator of their language.
pub fn join(parts: &[Both]) -> Both {
    each(|language| {
        let separator = phrases::say(language, "list-separator", &[]);
        let parts: Vec<&str> = parts.iter().map(|part| part.get(language)).collect();
        parts.join(&separator)
    })
}

/// A time in milliseconds. A figure and its unit stay on one line.
pub fn time(ms: f64) -> Both {
    each(|language| figures::time_in(language, ms).replace(' ', "\u{a0}"))
}

/// A time that may not have been measured.
pub fn time_or_dash(ms: Option<f64>) -> Both {
    ms.map_or_else(|| same("–"), time)
}

/// A size in bytes.
pub fn bytes(count: u64) -> Both {
    each(|_| figures::bytes(count).replace(' ', "\u{a0}"))
}

/// Text in which `` `code` `` stands between backticks.
pub fn with_code(text: &Both) -> Markup {
    html! {
        @if text.en == text.ja { (coded(&text.en)) }
        @else {
            span.en lang="en" { (coded(&text.en)) }
            span.ja lang="ja" { (coded(&text.ja)) }
        }
    }
}

fn coded(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// An address as a link, where it is one that a browser may follow; else as text.
pub fn link(address: &str, shown: &str) -> Markup {
    let address = plain(address);
    let shown = plain(shown);
    let followed = url::Url::parse(&address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    html! {
        @match followed {
            Some(url) => a href=(url.as_str()) rel="noopener noreferrer nofollow" { (shown) },
            None => (shown),
        }
    }
}

/// The path and query of an address, or the whole of what is none.
pub fn path_of(address: &str) -> String {
    match url::Url::parse(address) {
        Ok(url) if url.has_host() => plain(&url[url::Position::BeforePath..]),
        _ => plain(address),
    }
}

/// The host of an address, with its port.
pub fn host_of(address: &str) -> String {
    match url::Url::parse(address) {
        Ok(url) if url.has_host() => {
            plain(&url[url::Position::BeforeHost..url::Position::AfterPort])
        }
        _ => plain(address),
    }
}

/// The text cut to a number of characters, with an ellipsis where something is missing.
pub fn cut(text: &str, most: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most {
        return text;
    }
    let mut kept: String = text.chars().take(most).collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_browser_may_follow_become_links() {
        for hostile in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//x",
            "\u{1}javascript:x",
        ] {
            assert!(
                !link(hostile, "x").into_string().contains("href"),
                "{hostile}"
            );
        }
        let kept = link("https://shop.example/?a=\"><script>", "<b>").into_string();
        assert!(
            kept.contains("href=\"https://shop.example/?a=%22%3E%3Cscript%3E\""),
            "{kept}"
        );
        assert!(kept.contains("&lt;b&gt;"));
    }

    #[test]
    fn code_between_backticks_is_set_as_code_and_escaped() {
        let text = with_code(&same("Use `<b>` and `<i>`.")).into_string();
        assert_eq!(
            text,
            "Use <code>&lt;b&gt;</code> and <code>&lt;i&gt;</code>."
        );
    }
}
