//! The language that a page's text is written in.

/// Characters that the detection looks at.
const SAMPLE: usize = 2_000;
/// Letters below which no language is told.
const LEAST: usize = 40;

/// The BCP 47 primary tag of a text's language; `None` where the text is too
/// short or the detection is not sure.
pub fn detect(text: &str) -> Option<String> {
    let sample: String = text.chars().take(SAMPLE).collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let kana = sample
        .chars()
        .filter(|c| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'))
        .count();
    // Kana is written in no other language, while statistics on short texts
    // of names and kanji tend towards Chinese.
    if kana >= 5 && kana * 20 >= letters {
        return Some("ja".to_string());
    }
    if letters < LEAST {
        return None;
    }
    let info = whatlang::detect(&sample)?;
    info.is_reliable()
        .then(|| tag(info.lang().code()).to_string())
}

/// BCP 47 prefers the two-letter code where there is one.
fn tag(code: &'static str) -> &'static str {
    const SHORT: [(&str, &str); 69] = [
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
    ];
    SHORT
        .iter()
        .find(|(long, _)| *long == code)
        .map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_text_is_told_only_when_sure() {
        let english = "Washed linen, in three sizes. Delivered within three working days anywhere in the country, and free of charge for every order above fifty pounds.";
        assert_eq!(detect(english).as_deref(), Some("en"));
        assert_eq!(
            detect("送料無料のお知らせ。五千円以上お買い上げのお客様は送料が無料になります。")
                .as_deref(),
            Some("ja")
        );
        assert_eq!(detect("Mug 12"), None);
    }
}
