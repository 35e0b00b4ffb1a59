//! Links that look like ways through the store and are none: to the same page in
//! another language, to a picture, to a file.

use crate::fields::is_language_name;
use crate::journey::screen::path_of;
use crate::model::look::{Control, Look};

/// Ends of addresses at which a browser shows or saves a file, not a page.
const FILES: [&str; 14] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".pdf", ".zip", ".ics", ".mp4",
    ".webm", ".csv", ".xml",
];

/// Query keys and path words by which stores are told a language.
const LANGUAGE_KEYS: [&str; 15] = [
    "lang",
    "language",
    "locale",
    "hl",
    "lng",
    "setlang",
    "set_lang",
    "set-lang",
    "setlanguage",
    "set_language",
    "set-language",
    "switch-language",
    "change-language",
    "langcode",
    "sprache",
];

/// Whether a link leads to no page: a picture at full size, a document, a calendar entry.
pub(super) fn leads_to_a_file(href: &str) -> bool {
    let path = path_of(href).to_lowercase();
    FILES.iter().any(|end| path.ends_with(end))
}

/// Whether a link shows the store in another language. A walk that follows one comes back to
/// the same page with other words, and would report a store that nobody asked about.
pub(super) fn changes_language(control: &Control, look: &Look) -> bool {
    let Some(there) = control
        .href
        .as_deref()
        .and_then(|href| url::Url::parse(href).ok())
    else {
        return false;
    };
    let told = there
        .query_pairs()
        .any(|(key, value)| is_key(&key) && is_code(&value));
    let words: Vec<String> = there
        .path_segments()
        .map(|s| s.map(str::to_lowercase).collect())
        .unwrap_or_default();
    let sets = words.iter().any(|w| is_key(w));
    let coded = words.iter().any(|w| is_code(w));
    is_language_name(&control.name)
        || sets && (told || coded)
        || told && same_but_for_language(&there, look)
        || is_code(control.name.trim())
            && words
                .first()
                .is_some_and(|first| first.eq_ignore_ascii_case(control.name.trim()))
}

/// Whether an address differs from the page's own only in the language that it asks for.
fn same_but_for_language(there: &url::Url, look: &Look) -> bool {
    let rest = |url: &url::Url| {
        let mut pairs: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| !is_key(key))
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        pairs.sort();
        (url.path().trim_end_matches('/').to_owned(), pairs)
    };
    url::Url::parse(&look.url).is_ok_and(|here| rest(&here) == rest(there))
}

fn is_key(word: &str) -> bool {
    LANGUAGE_KEYS.contains(&word.to_lowercase().as_str())
}

/// Whether a word is shaped like a language's code: `de`, `pt-BR`, `zh_hans`.
fn is_code(word: &str) -> bool {
    let mut parts = word.split(['-', '_']);
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
    parts.next().is_some_and(|p| p.len() == 2 && letters(p))
        && parts
            .next()
            .is_none_or(|p| (2..=4).contains(&p.len()) && letters(p))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(name: &str, href: &str, here: &str) -> bool {
        let control = Control {
            name: name.into(),
            href: Some(href.into()),
            ..Control::default()
        };
        let look = Look {
            url: here.into(),
            ..Look::default()
        };
        changes_language(&control, &look)
    }

    #[test]
    fn links_to_other_languages_are_told_by_address_or_name() {
        let here = "https://shop.example/fair/";
        for (name, href) in [
            (
                "Website auf Deutsch",
                "https://shop.example/fair/locale/set?locale=de&next=/fair/",
            ),
            ("Deutsch", "https://shop.example/de/fair/"),
            ("日本語", "https://shop.example/jp/"),
            ("FR", "https://shop.example/fr/"),
            ("Portuguese", "https://shop.example/fair/?lang=pt-BR"),
        ] {
            assert!(changes(name, href, here), "{href}");
        }
    }

    #[test]
    fn a_product_in_the_language_that_is_open_is_a_product() {
        let here = "https://shop.example/en/list?lang=en";
        for (name, href) in [
            ("Blue cup", "https://shop.example/en/cup?lang=en"),
            ("English tea", "https://shop.example/en/english-tea"),
            ("Language courses", "https://shop.example/c/language/"),
            ("XL", "https://shop.example/en/shirt?size=xl"),
        ] {
            assert!(!changes(name, href, here), "{href}");
        }
    }

    #[test]
    fn a_picture_at_full_size_is_no_page() {
        assert!(leads_to_a_file("https://shop.example/media/cup.PNG?v=2"));
        assert!(!leads_to_a_file("https://shop.example/p/cup-png/"));
    }
}
