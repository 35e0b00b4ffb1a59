//! Brings words as shops write them into one form, so that `ＰＬＡＣＥ　ORDER »`,
//! `Place order` and `place   order` are the same words.
//!
//! Compatibility forms are folded (full width, half-width kana, ligatures),
//! Latin accents are dropped because capitals are often written without them,
//! amounts of money become `¤`, and the Japanese honorifics お and ご before
//! kanji go, because shops use them at will.

use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Stands for an amount of money in a normalised text.
pub const MONEY: char = '¤';

/// Longest text that is looked at, in bytes; a store may send anything.
const LONGEST: usize = 200_000;

/// Folds width, case, accents, spaces, punctuation at the ends, money, and honorifics.
pub fn normalise(text: &str) -> String {
    let text = &text[..floor_boundary(text, LONGEST)];
    let folded = fold(text);
    let money = MONEY_TEXT.replace_all(&folded, " ¤ ");
    tidy(&money)
}

/// The largest index up to `at` that does not cut a character.
fn floor_boundary(text: &str, at: usize) -> usize {
    if text.len() <= at {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|&index| text.is_char_boundary(index))
        .unwrap_or(0)
}

/// Compatibility form, lower case, Latin accents dropped, typographic signs made plain.
fn fold(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    lower
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c) && !is_invisible(*c))
        .nfc()
        .flat_map(Plain::of)
        .collect()
}

/// One or two plain characters for a character.
struct Plain {
    chars: [char; 2],
    next: usize,
}

impl Plain {
    fn of(c: char) -> Self {
        let (chars, next) = match c {
            'ß' => (['s', 's'], 0),
            'æ' => (['a', 'e'], 0),
            'œ' => (['o', 'e'], 0),
            'ø' => ([' ', 'o'], 1),
            'ł' => ([' ', 'l'], 1),
            '’' | '‘' | '`' | '´' | 'ʼ' => ([' ', '\''], 1),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => ([' ', '-'], 1),
            other => ([' ', other], 1),
        };
        Self { chars, next }
    }
}

impl Iterator for Plain {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.next).copied();
        self.next += 1;
        c
    }
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0e}' | '\u{fe0f}'
    )
}

/// Amounts with a currency sign, code or word on either side.
static MONEY_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: \b(?:usd|eur|gbp|jpy|cny|krw|cad|aud|chf|brl|nzd|sek|nok|dkk|pln) | (?:us|ca|au|a|c|r|nz|hk|nt|mx|s)?\$ | [£€¥₩₹₽₺฿] | rmb )
        \s* [0-9][0-9.,'\u{a0}]* \s* (?:-(?:\s|$))?
        | [0-9][0-9.,'\u{a0}]* \s* (?: [£€¥₩₹₽₺฿\$円元원] | (?:usd|eur|gbp|jpy|cny|krw|cad|aud|chf|brl|nzd|sek|nok|dkk|pln|zl|kr)\b )",
    )
    .expect("the pattern is a constant and compiles")
});

/// One space between words, no punctuation at the ends, no honorific before kanji.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        let honorific = matches!(c, 'お' | 'ご' | '御');
        if honorific && chars.peek().copied().is_some_and(is_kanji) {
            continue;
        }
        out.push(c);
    }
    out.trim_matches(|c: char| !c.is_alphanumeric() && c != MONEY && !is_mark(c))
        .to_owned()
}

/// Signs that mean something at the end of a label, and so are not trimmed.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '*' | '※' | '〒' | '#' | '№' | '+' | '＋' | '×' | '✕' | '✖' | '✗'
    )
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether words of this character's script are written without spaces, or
/// with endings that stick to them (Korean), so that a phrase may stand inside a run.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{30ff}' | '\u{3130}'..='\u{318f}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{0e00}'..='\u{0e7f}' | '\u{20000}'..='\u{2ffff}')
}

/// Whether a phrase may begin or end between these two characters.
pub fn is_boundary(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return true;
    };
    let joins = |c: char| c.is_alphanumeric() && !is_unspaced(c);
    !(joins(left) && joins(right))
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn the_same_words_in_other_dress_become_equal() {
        for text in [
            "Place order",
            "  PLACE\u{a0} ORDER » ",
            "ｐｌａｃｅ　ｏｒｄｅｒ",
            "place\u{200b} order!",
        ] {
            assert_eq!(normalise(text), "place order", "{text}");
        }
        assert_eq!(normalise("Straße"), "strasse");
        assert_eq!(normalise("Numéro"), "numero");
        assert_eq!(normalise("ご注文を確定する"), "注文を確定する");
        assert_eq!(normalise("ﾌﾘｶﾞﾅ"), "フリガナ");
        assert_eq!(normalise("이메일"), "이메일");
    }

    #[test]
    fn amounts_become_one_sign() {
        for text in [
            "Pay £12.34",
            "Pay 12,34 €",
            "pay US$ 1,200.00",
            "Pay EUR 12",
            "pay 1,200円",
            "Pay NT$1,200",
        ] {
            assert_eq!(normalise(text), "pay ¤", "{text}");
        }
        assert_eq!(normalise("2 items"), "2 items");
    }
}
