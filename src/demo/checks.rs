//! How forgiving the store is about what people type.
//!
//! The page checks a field while the shopper is on it (`assets/app.js`), this
//! module checks it again when the form arrives. Both fold widths, dashes and
//! spaces first and only then look for mistakes.

use crate::model::plan::Language;
use unicode_normalization::UnicodeNormalization;

/// Checks one value: what to keep, and the key of what is wrong with it.
pub fn check(
    language: Language,
    kind: &str,
    required: bool,
    raw: &str,
) -> (String, Option<&'static str>) {
    let value = fold(language, kind, raw);
    if value.is_empty() {
        return (value, required.then_some("empty"));
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let wrong = match kind {
        "name"
            if value.contains('@') || value.chars().all(|c| c.is_numeric() || " -".contains(c)) =>
        {
            Some("digits")
        }
        "kana"
            if !value
                .chars()
                .all(|c| matches!(c, 'ァ'..='ヶ' | 'ー' | '・' | ' ')) =>
        {
            Some(if value.chars().any(char::is_numeric) {
                "digits"
            } else {
                "letters"
            })
        }
        "email" | "confirm" => mail_problem(&value),
        "phone"
            if value
                .chars()
                .any(|c| !c.is_ascii_digit() && !" +-().".contains(c)) =>
        {
            Some("letters")
        }
        "phone" if digits < 9 => Some("short"),
        "phone" if digits > 15 => Some("long"),
        "postcode" if language == Language::Ja => match (digits, value.len()) {
            (7, 8) => None,
            (0..=6, _) if digits > 0 => Some("short"),
            _ => Some("shape"),
        },
        "postcode" if value.chars().count() < 6 => Some("short"),
        "postcode" if !british_postcode(&value) => Some("shape"),
        "city" if value.chars().all(char::is_numeric) => Some("digits"),
        "street" if !value.chars().any(char::is_alphanumeric) => Some("short"),
        "street" if language == Language::En && value.chars().count() < 4 => Some("short"),
        _ => None,
    };
    (value, wrong)
}

fn mail_problem(value: &str) -> Option<&'static str> {
    if value.contains(char::is_whitespace) {
        return Some("spaces");
    }
    let Some((user, host)) = value.split_once('@') else {
        return Some("at");
    };
    let whole = !user.is_empty()
        && host.contains('.')
        && !host.contains('@')
        && host.split('.').all(|part| !part.is_empty());
    (!whole).then_some("domain")
}

fn british_postcode(value: &str) -> bool {
    let compact: Vec<char> = value.chars().filter(|c| *c != ' ').collect();
    let n = compact.len();
    (5..=7).contains(&n)
        && compact[0].is_ascii_uppercase()
        && compact[n - 3].is_ascii_digit()
        && compact[n - 2..].iter().all(char::is_ascii_uppercase)
        && compact[..n - 3].iter().any(char::is_ascii_digit)
        && compact.iter().all(char::is_ascii_alphanumeric)
}

/// The spelling that the store keeps.
fn fold(language: Language, kind: &str, raw: &str) -> String {
    let trimmed = raw.trim_matches(char::is_whitespace);
    let short: String = trimmed.chars().take(200).collect();
    match kind {
        "email" | "confirm" => short.nfkc().collect::<String>().trim().to_string(),
        "phone" => dashes(&short.nfkc().collect::<String>()),
        "kana" => short
            .nfkc()
            .map(|letter| match letter {
                'ぁ'..='ゖ' => char::from_u32(letter as u32 + 0x60).unwrap_or(letter),
                other => other,
            })
            .collect(),
        "postcode" if language == Language::Ja => {
            let wide: String = short.nfkc().collect();
            let bare: String = dashes(&wide)
                .chars()
                .filter(|c| !c.is_whitespace() && *c != '-' && *c != '〒')
                .collect();
            if bare.len() == 7 && bare.chars().all(|c| c.is_ascii_digit()) {
                format!("{}-{}", &bare[..3], &bare[3..])
            } else {
                bare
            }
        }
        "postcode" => {
            let bare: String = short
                .nfkc()
                .filter(|c| !c.is_whitespace() && *c != '-')
                .flat_map(char::to_uppercase)
                .collect();
            match bare.char_indices().rev().nth(2) {
                Some((at, _)) if bare.len() >= 5 => format!("{} {}", &bare[..at], &bare[at..]),
                _ => bare,
            }
        }
        "street" | "plain" if language == Language::Ja => {
            let wide: Vec<char> = short.nfkc().collect();
            // A long-vowel mark is a dash only between digits.
            wide.iter()
                .enumerate()
                .map(|(at, letter)| {
                    let beside = |i: Option<usize>| {
                        i.and_then(|i| wide.get(i))
                            .is_some_and(char::is_ascii_digit)
                    };
                    if is_dash(*letter) && beside(at.checked_sub(1)) && beside(Some(at + 1)) {
                        '-'
                    } else {
                        *letter
                    }
                })
                .collect()
        }
        _ => short,
    }
}

fn dashes(text: &str) -> String {
    text.chars()
        .map(|letter| if is_dash(letter) { '-' } else { letter })
        .collect()
}

/// All the code points that people type for a hyphen in a number.
fn is_dash(letter: char) -> bool {
    matches!(
        letter,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{FF0D}' | '\u{30FC}' | '\u{FF70}'
    )
}

/// Prefecture, city and town of a postcode, for the few that the demo knows.
pub fn address_of(postcode: &str) -> Option<(&'static str, &'static str)> {
    let (value, wrong) = check(Language::Ja, "postcode", true, postcode);
    if wrong.is_some() {
        return None;
    }
    Some(match value.as_str() {
        "060-0001" => ("北海道", "札幌市中央区北一条西"),
        "060-0000" => ("北海道", "札幌市中央区"),
        "100-0001" => ("東京都", "千代田区千代田"),
        "100-0005" => ("東京都", "千代田区丸の内"),
        "104-0061" => ("東京都", "中央区銀座"),
        "105-0011" => ("東京都", "港区芝公園"),
        "106-0032" => ("東京都", "港区六本木"),
        "150-0001" => ("東京都", "渋谷区神宮前"),
        "150-0002" => ("東京都", "渋谷区渋谷"),
        "160-0022" => ("東京都", "新宿区新宿"),
        "220-0012" => ("神奈川県", "横浜市西区みなとみらい"),
        "460-0008" => ("愛知県", "名古屋市中区栄"),
        "530-0001" => ("大阪府", "大阪市北区梅田"),
        "604-0000" => ("京都府", "京都市中京区"),
        "810-0001" => ("福岡県", "福岡市中央区天神"),
        "900-0006" => ("沖縄県", "那覇市おもろまち"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(language: Language, kind: &str, raw: &str) -> String {
        let (value, wrong) = check(language, kind, true, raw);
        assert_eq!(wrong, None, "{kind} {raw:?}");
        value
    }

    #[test]
    fn a_japanese_postcode_may_be_typed_in_any_way() {
        for raw in [
            "1000001",
            "100-0001",
            "〒100-0001",
            "１０００００１",
            "１００－０００１",
            " 1000001 ",
            "100ー0001",
            "100−0001",
            "100\u{2500}0001",
            "100ｰ0001",
            "　100‐0001",
        ] {
            assert_eq!(kept(Language::Ja, "postcode", raw), "100-0001");
        }
    }

    #[test]
    fn telephone_numbers_mails_and_kana_are_folded_and_not_refused() {
        for raw in [
            "0312345678",
            "(03)1234-5678",
            "+81 3-1234-5678",
            "０３－１２３４－５６７８",
            "020 7946 0000",
            "03.1234.5678",
        ] {
            kept(Language::Ja, "phone", raw);
        }
        assert_eq!(kept(Language::Ja, "kana", "ﾔﾏﾀﾞ"), "ヤマダ");
        assert_eq!(
            kept(Language::Ja, "kana", "やまだ　たろう"),
            "ヤマダ タロウ"
        );
        assert_eq!(
            kept(Language::Ja, "email", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
            "taro@example.com"
        );
        assert_eq!(
            kept(Language::Ja, "email", "a..b.@docomo.ne.jp"),
            "a..b.@docomo.ne.jp"
        );
        assert_eq!(kept(Language::Ja, "street", "１－２－３"), "1-2-3");
        assert_eq!(kept(Language::Ja, "plain", "ｱﾊﾟｰﾄ101"), "アパート101");
        assert_eq!(kept(Language::En, "postcode", "yo19zz"), "YO1 9ZZ");
        for name in [
            "髙橋",
            "𠮷田",
            "﨑山",
            "O'Brien",
            "José",
            "van der Berg",
            "　山田　",
        ] {
            kept(Language::En, "name", name);
        }
    }

    #[test]
    fn different_mistakes_have_different_messages() {
        let wrong = |kind: &str, raw: &str| check(Language::En, kind, true, raw).1;
        assert_eq!(wrong("email", ""), Some("empty"));
        assert_eq!(wrong("email", "name"), Some("at"));
        assert_eq!(wrong("email", "name@host"), Some("domain"));
        assert_eq!(wrong("postcode", "YO1"), Some("short"));
        assert_eq!(wrong("postcode", "123 456"), Some("shape"));
        assert_eq!(wrong("phone", "12"), Some("short"));
        assert_eq!(wrong("phone", "call me maybe"), Some("letters"));
    }
}
