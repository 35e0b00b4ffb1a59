//! Finding a shop's words in text: one way to fold letters, one way to match.
//!
//! Full-width and half-width forms, capitals and curly quotes must not hide a
//! word, and "free" must not be found in "freeze". Japanese and Chinese have
//! no spaces, so their words match anywhere.

use unicode_normalization::UnicodeNormalization;

/// A list of words in several languages, written folded (lower case, NFKC).
pub type Words = &'static [&'static str];

/// Text in one form: NFKC, lower case, straight quotes, plain hyphens, single spaces; line breaks stay.
pub fn fold(text: &str) -> String {
    // Most of a store's words are ASCII, which has one form only.
    if text.is_ascii() {
        folded(text.chars().map(|c| c.to_ascii_lowercase()), text.len())
    } else {
        folded(text.nfkc().flat_map(char::to_lowercase), text.len())
    }
}

fn folded(lower_case: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let mut space = true;
    for c in lower_case {
        match c {
            '\n' | '\r' => {
                while out.ends_with(' ') {
                    out.pop();
                }
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                space = true;
            }
            c if c.is_whitespace() => {
                if !space {
                    out.push(' ');
                    space = true;
                }
            }
            c => {
                out.push(match c {
                    '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
                    '\u{201c}' | '\u{201d}' => '"',
                    '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                    other => other,
                });
                space = false;
            }
        }
    }
    while out.ends_with([' ', '\n']) {
        out.pop();
    }
    out
}

/// Byte offset of the first place where a word stands in folded text.
pub fn find_word(folded: &str, word: &str) -> Option<usize> {
    if word.is_empty() {
        return None;
    }
    let bound_start = word.chars().next().is_some_and(is_spaced_letter);
    let bound_end = word.chars().next_back().is_some_and(is_spaced_letter);
    folded.match_indices(word).map(|(at, _)| at).find(|&at| {
        let before = folded[..at].chars().next_back();
        let after = folded[at + word.len()..].chars().next();
        let joined_before = bound_start && before.is_some_and(is_spaced_letter);
        let joined_after = bound_end && after.is_some_and(is_spaced_letter);
        !joined_before && !joined_after
    })
}

/// The first of the words that stands in folded text.
pub fn mentioned(folded: &str, words: &[&'static str]) -> Option<&'static str> {
    words
        .iter()
        .copied()
        .find(|word| find_word(folded, word).is_some())
}

/// Whether one of the words stands in folded text.
pub fn mentions(folded: &str, words: &[&'static str]) -> bool {
    mentioned(folded, words).is_some()
}

/// Whether a word of each list stands within `span` lines of one another.
pub fn mentions_together(
    folded: &str,
    a: &[&'static str],
    b: &[&'static str],
    span: usize,
) -> bool {
    let lines: Vec<&str> = folded.lines().collect();
    (0..lines.len()).any(|at| {
        if !mentions(lines[at], a) {
            return false;
        }
        let from = at.saturating_sub(span);
        let to = (at + span + 1).min(lines.len());
        lines[from..to].iter().any(|line| mentions(line, b))
    })
}

/// Part of a text around a byte offset, cut at character borders, on one line.
pub fn excerpt(text: &str, at: usize, before: usize, after: usize) -> String {
    let start = text[..at]
        .char_indices()
        .rev()
        .nth(before.saturating_sub(1))
        .map_or(0, |(i, _)| i);
    let end = text[at..]
        .char_indices()
        .nth(after)
        .map_or(text.len(), |(i, _)| at + i);
    text[start..end].replace('\n', " ").trim().to_owned()
}

/// At most `max` characters of a text, with an ellipsis where it was cut.
pub fn short(text: &str, max: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= max {
        return flat;
    }
    let cut: String = flat.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Letters of scripts that put spaces between words.
fn is_spaced_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{00c0}'..='\u{024f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_capitals_and_quotes_do_not_hide_a_word() {
        assert_eq!(fold("ＦＲＥＥ　Shipping"), "free shipping");
        assert_eq!(fold("Don’t\r\n\n  worry "), "don't\nworry");
        assert_eq!(fold("ﾌﾘｶﾞﾅ"), "フリガナ");
    }

    #[test]
    fn latin_words_need_borders_and_japanese_words_do_not() {
        assert_eq!(find_word("freeze free", "free"), Some(7));
        assert_eq!(find_word("preorder", "order"), None);
        assert!(find_word("今すぐ注文する", "注文").is_some());
        assert!(find_word("注文する(order)", "order").is_some());
    }

    #[test]
    fn together_means_close_lines() {
        let text = "reply\nx\nx\nwithin 2 days";
        assert!(!mentions_together(text, &["reply"], &["within"], 2));
        assert!(mentions_together(text, &["reply"], &["within"], 3));
    }

    #[test]
    fn an_excerpt_respects_character_borders() {
        let text = "あいうえお特定商取引";
        let at = text.find("特定").unwrap_or(0);
        assert_eq!(excerpt(text, at, 2, 2), "えお特定");
        assert_eq!(short("a  b c d", 4), "a b…");
    }
}
