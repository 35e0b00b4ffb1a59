//! Makes text from a store harmless for a terminal.
//!
//! A store may put escape sequences, control characters or direction overrides
//! into a title to move the cursor, hide text or swap what is read. None of
//! them reaches a terminal.

/// The text on one line, without anything that a terminal would obey.
pub fn plain(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
        } else if !is_dangerous(c) {
            cleaned.push(c);
        }
    }
    cleaned.trim().to_owned()
}

/// Controls (C0, DEL, C1), marks that change the direction of text, and
/// characters that are not seen at all.
pub fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_what_makes_them_work() {
        assert_eq!(
            plain("a\x1b[31mb\x1b]0;title\x07c\u{9b}2Jd"),
            "a[31mb]0;titlec2Jd"
        );
    }

    #[test]
    fn direction_overrides_and_unseen_characters_go() {
        assert_eq!(
            plain("pay\u{202e}gpj.exe\u{2066}\u{200b}x\u{e0041}"),
            "paygpj.exex"
        );
    }

    #[test]
    fn what_xml_cannot_hold_goes() {
        assert_eq!(
            plain("a\u{0}\u{8}\u{fffe}b\u{ffff}c\u{fffd}"),
            "abc\u{fffd}"
        );
    }

    #[test]
    fn line_breaks_become_one_space() {
        assert_eq!(plain("  a\r\n\t b\u{2028}c\u{3000}d "), "a b c d");
    }
}
