//! The texts that are put into a field, by its purpose and the persona: section C of the rule
//! catalogue. Pure.

use crate::journey::correct::wide;
use crate::model::look::{Field, Look};
use crate::model::probed::{ProbeLevel, Variant};
use crate::rulebook::persona::{Answer, Persona};

/// How a text gets into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Key by key.
    Keys,
    /// From the clipboard.
    Paste,
    /// By an input method: the reading is in [`Try::reading`].
    Composition,
}

/// One text to put into a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// What kind of text.
    pub variant: Variant,
    /// The text.
    pub text: String,
    /// How it gets in.
    pub by: By,
    /// The reading, for a composition.
    pub reading: String,
}

impl Try {
    fn keys(variant: Variant, text: impl Into<String>) -> Try {
        Try {
            variant,
            text: text.into(),
            by: By::Keys,
            reading: String::new(),
        }
    }
}

/// All that is tried in one field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tries {
    /// What nobody could refuse.
    pub canonical: String,
    /// Wrong values, at most two.
    pub wrong: Vec<Try>,
    /// Spellings that a tolerant store takes, the most telling first.
    pub variants: Vec<Try>,
}

/// Dashes that people's keyboards and clipboards hold, beside U+002D, U+30FC and U+2212.
const OTHER_DASHES: [char; 9] = [
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2500}', '\u{FF0D}',
    '\u{FF70}',
];
/// Test number of American Express, as the payment providers publish it.
const AMEX: &str = "378282246310005";
/// Variants of one field in a quick run; the most telling come first.
const QUICK_VARIANTS: usize = 2;

/// What is tried in a field; `None` for one that is not typed into, or whose purpose says nothing.
///
/// `split` is set where the rest of the value has boxes of its own: only the whole value, put into the
/// first box, is tried then.
pub fn tries(
    field: &Field,
    persona: &Persona,
    japanese: bool,
    level: ProbeLevel,
    split: bool,
) -> Option<Tries> {
    let typed = matches!(
        field.kind.as_str(),
        "text"
            | "email"
            | "tel"
            | "number"
            | "search"
            | "textarea"
            | "password"
            | "url"
            | "textbox"
    );
    if !typed || field.disabled || field.readonly || !field.visible {
        return None;
    }
    let canonical = match persona.value_for(field) {
        Some(Answer::Type(text)) if !text.is_empty() => text,
        _ => match field.purpose.as_str() {
            "new-password" => "Cartwalk-7-visits".to_owned(),
            _ => return None,
        },
    };
    let asked = Asked {
        field,
        persona,
        japanese,
        canonical: &canonical,
    };
    let (wrong, mut variants) = match field.purpose.as_str() {
        "email" => asked.mail(),
        "x-email-confirm" => (asked.wrong(&["taro@"]), vec![asked.pasted()]),
        "postal-code" | "tel" | "tel-area-code" if split => (Vec::new(), asked.whole_into_first()),
        "postal-code" => asked.postcode(),
        "tel" | "tel-national" => asked.telephone(),
        "name" | "family-name" | "given-name" => asked.name(),
        purpose if purpose.starts_with("x-kana-") && purpose.contains("name") => asked.kana(),
        "street-address" | "address-line1" | "address-line2" | "x-house-number" => asked.street(),
        "address-level2" | "organization" => (Vec::new(), asked.blanks()),
        "cc-number" => asked.card(),
        "cc-exp" => asked.expiry(),
        "new-password" => asked.password(),
        _ => return None,
    };
    variants.retain(|t| t.text != canonical || t.by != By::Keys);
    let mut seen: Vec<(String, By)> = Vec::new();
    variants.retain(|t| {
        let key = (t.text.clone(), t.by);
        let fresh = !seen.contains(&key);
        seen.push(key);
        fresh
    });
    let mut wrong = wrong;
    if level != ProbeLevel::Full {
        let more = match field.purpose.as_str() {
            "postal-code" => 1,
            "email" => 3,
            _ => 0,
        };
        variants.truncate(QUICK_VARIANTS + more);
        // Whether messages differ is asked of one field.
        wrong.truncate(1 + usize::from(field.purpose == "email"));
    }
    Some(Tries {
        canonical,
        wrong,
        variants,
    })
}

/// Whether the rest of a field's value has boxes of its own.
pub fn is_split(field: &Field, look: &Look) -> bool {
    let mate = |purposes: &[&str]| {
        look.fields.iter().any(|f| {
            f.visible
                && f.frame == field.frame
                && f.form == field.form
                && f.handle != field.handle
                && purposes.contains(&f.purpose.as_str())
        })
    };
    match field.purpose.as_str() {
        "postal-code" => mate(&["x-postal-code-2"]),
        "tel" | "tel-area-code" => mate(&["tel-local-prefix", "tel-local-suffix"]),
        _ => false,
    }
}

/// A second valid postcode of a country, far from the persona's; `None` where the page cannot know it.
pub fn other_postcode(country: &str) -> Option<&'static str> {
    Some(match country {
        "JP" => "5300001",
        "GB" => "EH1 1YZ",
        "US" => "10001",
        "DE" => "20095",
        "FR" => "69001",
        "NL" => "3011 AA",
        _ => return None,
    })
}

/// Rank of a purpose: fields that check what is typed come first, so that it is known how fast
/// the page answers when the others are tried.
pub fn rank(purpose: &str) -> usize {
    const FIRST: [&str; 9] = [
        "email",
        "postal-code",
        "tel",
        "x-kana-name",
        "x-kana-family-name",
        "name",
        "family-name",
        "street-address",
        "address-line1",
    ];
    let at = FIRST.iter().position(|p| *p == purpose);
    at.unwrap_or(FIRST.len())
}

/// What fields have in common that are checked alike; a quick run tries one of each.
pub fn family(purpose: &str) -> &str {
    match purpose {
        "name" | "family-name" | "given-name" => "name",
        "street-address" | "address-line1" | "address-line2" | "x-house-number"
        | "address-level2" | "organization" => "street",
        "tel" | "tel-national" => "tel",
        kana if kana.starts_with("x-kana-") => "kana",
        other => other,
    }
}

/// A field with what suits it.
struct Asked<'a> {
    field: &'a Field,
    persona: &'a Persona,
    japanese: bool,
    canonical: &'a str,
}

type Sets = (Vec<Try>, Vec<Try>);

impl Asked<'_> {
    fn wrong(&self, texts: &[&str]) -> Vec<Try> {
        let kinds = [Variant::Wrong, Variant::WrongOtherwise];
        kinds
            .into_iter()
            .zip(texts)
            .map(|(variant, text)| Try::keys(variant, *text))
            .collect()
    }

    fn pasted(&self) -> Try {
        Try {
            by: By::Paste,
            ..Try::keys(Variant::Pasted, self.canonical)
        }
    }

    fn blanks(&self) -> Vec<Try> {
        let mut out = vec![Try::keys(Variant::Blanks, format!(" {} ", self.canonical))];
        if self.japanese {
            out.push(Try::keys(
                Variant::WideBlank,
                format!("\u{3000}{}\u{3000}", self.canonical),
            ));
        }
        out
    }

    fn mail(&self) -> Sets {
        let mut variants = vec![
            Try::keys(Variant::Blanks, format!("{} ", self.canonical)),
            Try::keys(Variant::PlusTag, "taro+shop@example.com"),
        ];
        if self.japanese {
            variants.push(Try::keys(Variant::FullWidth, wide(self.canonical)));
        }
        // What a check may stumble over comes last: its complaint would stand over the next text.
        variants.push(Try::keys(Variant::DomainSlip, "taro@gmial.com"));
        if self.japanese {
            variants.push(Try::keys(Variant::DomainStart, "taro@g"));
            variants.push(Try::keys(Variant::LegacyCarrier, "a..b.@docomo.ne.jp"));
        }
        variants.push(Try::keys(
            Variant::Long,
            format!(
                "{}@example.com",
                "a-rather-long-name-of-a-mailbox-"
                    .repeat(2)
                    .trim_end_matches('-')
            ),
        ));
        (self.wrong(&["taro@", "taro.example.com"]), variants)
    }

    fn postcode(&self) -> Sets {
        let bare: String = self
            .canonical
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect();
        if self.persona.country() != "JP" || bare.len() != 7 {
            let mut variants = vec![Try::keys(Variant::Blanks, format!(" {} ", self.canonical))];
            // As people write it, where the persona gave way to a short field.
            let written = self.persona.value("postal-code").unwrap_or_default();
            variants.insert(0, Try::keys(Variant::Spaces, written));
            if self.canonical.contains([' ', '-']) {
                variants.push(Try::keys(Variant::Spaces, bare.clone()));
            }
            if bare.chars().any(char::is_alphabetic) {
                variants.push(Try::keys(Variant::OneLetter, self.canonical.to_lowercase()));
            }
            // What is wrong in one country is right in another: letters only are wrong in all that have codes.
            return (self.wrong(&["1", "!!!"]), variants);
        }
        let with = |dash: char| format!("{}{dash}{}", &bare[..3], &bare[3..]);
        let mut variants = vec![
            Try::keys(Variant::Hyphens, with('-')),
            Try::keys(Variant::FullWidthHyphens, wide(&with('-'))),
            Try::keys(Variant::LongVowelDash, with('\u{30FC}')),
            Try::keys(Variant::FullWidth, wide(&bare)),
            Try::keys(Variant::PostMark, format!("〒{}", with('-'))),
            Try::keys(Variant::MinusSign, with('\u{2212}')),
            Try::keys(Variant::Blanks, format!(" {bare} ")),
        ];
        variants.extend(OTHER_DASHES.map(|dash| Try::keys(Variant::OtherDash, with(dash))));
        (self.wrong(&["12", "あいう"]), variants)
    }

    fn telephone(&self) -> Sets {
        let part = |name: &str| self.persona.value(name).unwrap_or_default();
        let parts = [
            part("tel-area-code"),
            part("tel-local-prefix"),
            part("tel-local-suffix"),
        ];
        let [area, prefix, suffix] = &parts;
        let code = part("tel-country-code");
        let abroad = area.strip_prefix('0').unwrap_or(area);
        let hyphens = parts.join("-");
        let mut variants = vec![Try::keys(Variant::Hyphens, hyphens.clone())];
        if self.japanese {
            variants.push(Try::keys(Variant::FullWidthHyphens, wide(&hyphens)));
        }
        variants.push(Try::keys(
            Variant::International,
            format!("{code} {abroad}-{prefix}-{suffix}"),
        ));
        variants.push(Try::keys(
            Variant::Brackets,
            format!("({area}) {prefix}-{suffix}"),
        ));
        variants.push(Try::keys(Variant::Spaces, parts.join(" ")));
        variants.push(Try::keys(Variant::Dots, parts.join(".")));
        if self.japanese {
            variants.push(Try::keys(Variant::FullWidth, wide(&parts.concat())));
            variants.extend(
                ['\u{30FC}', '\u{2212}']
                    .map(|dash| Try::keys(Variant::OtherDash, parts.join(&dash.to_string()))),
            );
        }
        (self.wrong(&["12", "abc"]), variants)
    }

    fn whole_into_first(&self) -> Vec<Try> {
        let part = |name: &str| self.persona.value(name).unwrap_or_default();
        let whole = match self.field.purpose.as_str() {
            "tel" | "tel-area-code" => {
                part("tel-area-code") + &part("tel-local-prefix") + &part("tel-local-suffix")
            }
            _ => part("postal-code")
                .chars()
                .filter(char::is_ascii_digit)
                .collect(),
        };
        let paste = Try {
            by: By::Paste,
            ..Try::keys(Variant::Pasted, whole.clone())
        };
        let mut variants = vec![Try::keys(Variant::WholeIntoFirst, whole), paste];
        if self.japanese {
            // One box of a split number takes wide digits as the whole would.
            variants.push(Try::keys(Variant::FullWidth, wide(self.canonical)));
        }
        variants
    }

    fn name(&self) -> Sets {
        let mut variants = Vec::new();
        if self.japanese {
            let whole = self.field.purpose == "name";
            let with = |family: &str| {
                if whole {
                    format!("{family} 花子")
                } else {
                    family.to_owned()
                }
            };
            let (family, reading) = ("山田", "やまだ");
            variants.push(Try {
                by: By::Composition,
                reading: reading.to_owned(),
                ..Try::keys(Variant::Composed, family)
            });
            variants.push(Try::keys(Variant::VariantKanji, with("髙橋")));
            variants.push(Try::keys(Variant::SurrogatePair, with("𠮷田")));
            variants.push(Try::keys(
                Variant::WideBlank,
                format!("\u{3000}{}\u{3000}", self.canonical),
            ));
        }
        variants.push(Try::keys(Variant::Apostrophe, "O'Brien"));
        variants.push(Try::keys(Variant::Accent, "José"));
        variants.push(Try::keys(Variant::Blanks, format!(" {} ", self.canonical)));
        variants.push(Try::keys(Variant::SeveralWords, "van der Berg"));
        variants.push(Try::keys(
            Variant::OneLetter,
            if self.japanese { "林" } else { "O" },
        ));
        if self.japanese {
            variants.push(Try::keys(Variant::VariantKanji, "﨑山"));
        } else {
            variants.push(Try::keys(Variant::VariantKanji, "Nguyễn"));
        }
        (Vec::new(), variants)
    }

    fn kana(&self) -> Sets {
        let whole = self.field.purpose == "x-kana-name";
        let wants_hiragana = self.canonical.chars().any(|c| ('ぁ'..='ゖ').contains(&c));
        let mut variants = Vec::new();
        let other = match (wants_hiragana, whole) {
            (false, false) => "やまだ",
            (false, true) => "やまだ はなこ",
            (true, false) => "ヤマダ",
            (true, true) => "ヤマダ ハナコ",
        };
        variants.push(Try::keys(Variant::Hiragana, other));
        variants.push(Try::keys(
            Variant::HalfKana,
            if whole {
                "ﾔﾏﾀﾞ ﾊﾅｺ"
            } else {
                "ﾔﾏﾀﾞ"
            },
        ));
        let spaced = if wants_hiragana {
            "やまだ　はなこ"
        } else {
            "ヤマダ　ハナコ"
        };
        variants.push(Try::keys(Variant::KanaSpace, spaced));
        variants.push(Try::keys(Variant::Blanks, format!(" {} ", self.canonical)));
        (self.wrong(&["漢字"]), variants)
    }

    fn street(&self) -> Sets {
        let mut variants = Vec::new();
        if self.japanese {
            variants.push(Try::keys(Variant::HalfWidthMix, "千代田1-2-3 ABCビル101"));
            variants.push(Try::keys(Variant::Long, long_address(true)));
            variants.push(Try::keys(
                Variant::WideMix,
                "千代田１－２－３　ＡＢＣビル１０１",
            ));
        }
        variants.push(Try::keys(Variant::Long, long_address(self.japanese)));
        variants.extend(self.blanks());
        (Vec::new(), variants)
    }

    fn card(&self) -> Sets {
        let digits: String = self
            .canonical
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let groups: Vec<&str> = (0..digits.len() / 4)
            .map(|n| &digits[n * 4..n * 4 + 4])
            .collect();
        let mut variants = vec![
            Try::keys(Variant::Spaces, groups.join(" ")),
            Try {
                by: By::Paste,
                ..Try::keys(Variant::Pasted, groups.join(" "))
            },
            Try::keys(Variant::Hyphens, groups.join("-")),
            Try::keys(Variant::Amex, AMEX),
        ];
        if self.japanese {
            variants.push(Try::keys(Variant::FullWidth, wide(&digits)));
        }
        (self.wrong(&["1234", "4242424242424241"]), variants)
    }

    fn expiry(&self) -> Sets {
        let (month, year) = ("12", "30");
        let variants = vec![
            Try::keys(Variant::ExpiryBare, format!("{month}{year}")),
            Try::keys(Variant::ExpiryLong, format!("{month} / 20{year}")),
            Try::keys(Variant::ExpiryHyphen, format!("{month}-{year}")),
        ];
        (self.wrong(&["13/20", "1"]), variants)
    }

    fn password(&self) -> Sets {
        let variants = vec![
            Try::keys(Variant::Passphrase, "kaze mori"),
            Try::keys(
                Variant::LongPassword,
                "korrekt-pferd-batterie-klammer-".repeat(3)[..64].to_owned(),
            ),
            self.pasted(),
        ];
        (self.wrong(&["a"]), variants)
    }
}

/// As long as long addresses really are: 40 characters.
fn long_address(japanese: bool) -> &'static str {
    if japanese {
        "千代田一丁目二番三号千代田サンプルビルディング東館一二三階四五六号室気付様方"
    } else {
        "123 Llanfairpwllgwyngyll Terrace, Block C"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(purpose: &str) -> Field {
        Field {
            purpose: purpose.into(),
            kind: "text".into(),
            tag: "input".into(),
            visible: true,
            ..Field::default()
        }
    }

    fn all(purpose: &str, country: &str, level: ProbeLevel) -> Tries {
        let (language, currency) = match country {
            "jp" => (Some("ja"), Some("JPY")),
            _ => (Some("en"), Some("GBP")),
        };
        let persona = Persona::for_store(language, currency, &[]);
        tries(&field(purpose), persona, country == "jp", level, false).unwrap()
    }

    #[test]
    fn a_japanese_postcode_is_tried_in_every_spelling_of_the_protocol() {
        let tries = all("postal-code", "jp", ProbeLevel::Full);
        let texts: Vec<&str> = tries.variants.iter().map(|t| t.text.as_str()).collect();
        for text in [
            "〒100-0001",
            "１０００００１",
            "１００－０００１",
            "100ー0001",
            "100−0001",
            "100‐0001",
            " 1000001 ",
        ] {
            assert!(texts.contains(&text), "{text} is missing in {texts:?}");
        }
        // The canonical spelling is the control, and no variant of itself.
        assert!(!texts.contains(&tries.canonical.as_str()));
    }

    #[test]
    fn a_quick_run_begins_with_what_tells_most() {
        let quick = all("tel", "jp", ProbeLevel::Quick);
        assert_eq!(quick.variants.len(), 2);
        assert!(
            quick
                .variants
                .iter()
                .any(|t| t.variant == Variant::FullWidthHyphens)
        );
        assert!(quick.variants.iter().all(|t| t.text != quick.canonical));
    }

    #[test]
    fn kana_turn_into_the_other_kind_and_names_are_composed() {
        let kana = all("x-kana-family-name", "jp", ProbeLevel::Full);
        assert_eq!(kana.canonical, "ヤマダ");
        assert!(kana.variants.iter().any(|t| t.text == "ﾔﾏﾀﾞ"));
        let name = all("family-name", "jp", ProbeLevel::Quick);
        assert_eq!(name.variants[0].by, By::Composition);
        assert_eq!(name.variants[0].reading, "やまだ");
    }

    #[test]
    fn an_english_name_is_not_typed_with_an_input_method() {
        let name = all("family-name", "gb", ProbeLevel::Full);
        assert!(name.variants.iter().all(|t| t.by == By::Keys));
        assert!(name.variants.iter().any(|t| t.text == "O'Brien"));
    }

    #[test]
    fn a_choice_and_a_closed_field_are_left_alone() {
        let persona = Persona::for_store(Some("en"), Some("GBP"), &[]);
        let select = Field {
            kind: "select".into(),
            ..field("postal-code")
        };
        let closed = Field {
            readonly: true,
            ..field("postal-code")
        };
        for field in [select, closed] {
            assert_eq!(tries(&field, persona, false, ProbeLevel::Full, false), None);
        }
    }
}
