//! What to ask a search for: titles, one slip of the finger, the other kana. Pure.

use crate::model::probed::SearchKind;
use unicode_normalization::UnicodeNormalization;

/// Letters that mean nothing, long enough that a search that forgives finds nothing either.
pub const NONSENSE: &str = "zxqjwvkpqxzzyqw918273";
/// Shorter words are not asked with a slip: one letter of four is a quarter of the word.
const SHORTEST: usize = 5;

/// The word of a title that is asked in several spellings: the longest one, or in Japanese
/// the longest run of one kind of kana; `None` where nothing is long enough.
pub fn word(title: &str) -> Option<String> {
    let kana = longest(title, is_katakana)
        .filter(|run| run.chars().count() >= 3)
        .or_else(|| longest(title, is_hiragana).filter(|run| run.chars().count() >= 4));
    kana.or_else(|| {
        longest(title, |c| {
            c.is_ascii_alphabetic() || c.is_alphabetic() && !is_cjk(c)
        })
        .filter(|run| run.chars().count() >= SHORTEST)
    })
}

/// The word in the spellings that a forgiving search takes for the same, the most telling first.
pub fn variants(word: &str) -> Vec<(SearchKind, String)> {
    let mut list = Vec::new();
    if word.chars().all(is_katakana) {
        list.push((SearchKind::OtherKana, shifted(word, 'ァ'..='ヶ', -0x60)));
        list.push((SearchKind::HalfKana, half_width(word)));
    } else if word.chars().all(is_hiragana) {
        list.push((SearchKind::OtherKana, shifted(word, 'ぁ'..='ゖ', 0x60)));
    } else {
        list.push((SearchKind::Typo, swapped(word)));
        if word.is_ascii() {
            list.push((SearchKind::FullWidth, full_width(word)));
        }
    }
    list.retain(|(_, text)| text != word && !text.is_empty());
    list
}

/// Text in one form, for comparing titles: width, case, spaces.
pub fn folded(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Two neighbouring letters in the middle swapped; where all are alike, one left out.
fn swapped(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let at = (middle..letters.len().saturating_sub(1))
        .chain(1..middle)
        .find(|&at| letters[at] != letters[at + 1]);
    match at {
        Some(at) => letters.swap(at, at + 1),
        None => {
            letters.pop();
        }
    }
    letters.into_iter().collect()
}

fn longest(text: &str, fits: impl Fn(char) -> bool) -> Option<String> {
    let runs = text.split(|c| !fits(c)).filter(|run| !run.is_empty());
    // The first of the longest, so that the same title gives the same word.
    let best = runs.fold("", |best, run| {
        if run.chars().count() > best.chars().count() {
            run
        } else {
            best
        }
    });
    (!best.is_empty()).then(|| best.to_owned())
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヶ' | 'ー')
}

fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}')
}

fn shifted(word: &str, range: std::ops::RangeInclusive<char>, by: i32) -> String {
    let shift = |c: char| {
        let moved = u32::try_from(c as i32 + by).ok().and_then(char::from_u32);
        moved.filter(|_| range.contains(&c)).unwrap_or(c)
    };
    word.chars().map(shift).collect()
}

fn full_width(word: &str) -> String {
    let widen = |c: char| match c {
        '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
        other => other,
    };
    word.chars().map(widen).collect()
}

/// Half-width kana: the character whose compatibility form is the wide one, marks apart.
fn half_width(word: &str) -> String {
    let narrow =
        |c: char| ('\u{ff66}'..='\u{ff9f}').find(|half| half.nfkc().eq(std::iter::once(c)));
    let mut out = String::new();
    for c in word.chars() {
        if let Some(half) = narrow(c) {
            out.push(half);
            continue;
        }
        // ガ is カ with a mark behind it.
        for part in c.nfd() {
            match part {
                '\u{3099}' => out.push('\u{ff9e}'),
                '\u{309a}' => out.push('\u{ff9f}'),
                other => out.push(narrow(other).unwrap_or(other)),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(title: &str) -> Vec<String> {
        let word = word(title).unwrap_or_default();
        variants(&word).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_latin_word_gets_one_slip_and_full_width() {
        assert_eq!(word("Cast-Iron Skillet 26 cm").as_deref(), Some("Skillet"));
        assert_eq!(asked("Stoneware mug"), ["Stonweare", "Ｓｔｏｎｅｗａｒｅ"]);
        assert_eq!(asked("Aaaaa"), ["Aaaa", "Ａａａａａ"]);
        assert_eq!(word("Mug A3"), None);
    }

    #[test]
    fn katakana_is_asked_in_hiragana_and_half_width() {
        assert_eq!(word("粉引のマグカップ").as_deref(), Some("マグカップ"));
        assert_eq!(asked("粉引のマグカップ"), ["まぐかっぷ", "ﾏｸﾞｶｯﾌﾟ"]);
        assert_eq!(asked("ぬいぐるみ大"), ["ヌイグルミ"]);
        assert_eq!(word("急須"), None);
    }

    #[test]
    fn the_same_title_gives_the_same_question_every_time() {
        assert_eq!(asked("Linen duvet cover"), asked("Linen duvet cover"));
        assert_eq!(folded("Ｍｕｇ　 No. 1"), "mug no. 1");
    }
}
