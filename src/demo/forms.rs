//! The fields of the checkout, and how forgiving the store is about them.
//!
//! The page checks a field while the shopper is on it (`assets/app.js`), this
//! module checks it again when the form arrives. Both fold widths, dashes and
//! spaces first and only then look for mistakes.

use super::shop::Shop;
use crate::model::plan::Language;
use serde::Serialize;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// A field as the templates draw it.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// `name` and `id`.
    pub name: &'static str,
    /// How its value is checked.
    pub kind: &'static str,
    /// The visible label.
    pub label: String,
    /// A line of help; empty where none is needed.
    pub hint: String,
    /// `type`, or `select`.
    pub control: &'static str,
    /// `autocomplete`; empty where no token exists.
    pub token: &'static str,
    /// `inputmode`; empty for the default keyboard.
    pub inputmode: &'static str,
    /// `enterkeyhint`; empty for none.
    pub enterkeyhint: &'static str,
    /// Whether capitals and corrections are off.
    pub verbatim: bool,
    /// Whether it must be filled.
    pub required: bool,
    /// Width: `full`, `half` or `short`.
    pub width: &'static str,
    /// Choices of a select.
    pub options: Vec<String>,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it; empty if nothing is.
    pub error: String,
    /// Name of the field that receives the reading as it is typed.
    pub reading: &'static str,
    /// Whether it waits behind a link until it is wanted.
    pub folded: bool,
}

/// The fields of the details step, with what the shopper has entered so far.
pub fn details(
    shop: &Shop,
    values: &BTreeMap<String, String>,
    errors: &BTreeMap<String, String>,
) -> Vec<Field> {
    let mut fields = match shop.language {
        Language::En => british(),
        Language::Ja => japanese(),
    };
    spoil(shop, &mut fields);
    for field in &mut fields {
        field.value = values.get(field.name).cloned().unwrap_or_default();
        field.error = errors.get(field.name).cloned().unwrap_or_default();
        field.folded = field.folded && field.value.is_empty();
    }
    fields
}

fn base(name: &'static str, kind: &'static str, label: &str, token: &'static str) -> Field {
    Field {
        name,
        kind,
        label: label.to_string(),
        hint: String::new(),
        control: "text",
        token,
        inputmode: "",
        enterkeyhint: "next",
        verbatim: false,
        required: true,
        width: "full",
        options: Vec::new(),
        value: String::new(),
        error: String::new(),
        reading: "",
        folded: false,
    }
}

fn british() -> Vec<Field> {
    vec![
        Field {
            control: "email",
            inputmode: "email",
            verbatim: true,
            hint: "For the confirmation and the tracking link.".into(),
            ..base("email", "email", "E-mail", "email")
        },
        Field {
            verbatim: true,
            ..base("name", "name", "Full name", "shipping name")
        },
        Field {
            verbatim: true,
            ..base(
                "street",
                "street",
                "House number and street",
                "shipping address-line1",
            )
        },
        Field {
            required: false,
            verbatim: true,
            folded: true,
            ..base(
                "building",
                "plain",
                "Flat, company or building",
                "shipping address-line2",
            )
        },
        Field {
            width: "half",
            ..base("city", "city", "Town or city", "shipping address-level2")
        },
        Field {
            width: "short",
            verbatim: true,
            ..base("postcode", "postcode", "Postcode", "shipping postal-code")
        },
        Field {
            control: "tel",
            inputmode: "tel",
            required: false,
            enterkeyhint: "done",
            verbatim: true,
            hint: "Only for the driver, if your door cannot be found.".into(),
            ..base("phone", "phone", "Telephone", "tel")
        },
    ]
}

fn japanese() -> Vec<Field> {
    vec![
        Field { width: "half", reading: "family_kana", verbatim: true, ..base("family", "name", "姓", "shipping family-name") },
        Field { width: "half", reading: "given_kana", verbatim: true, ..base("given", "name", "名", "shipping given-name") },
        Field {
            width: "half",
            required: false,
            verbatim: true,
            hint: "送り状の読み間違いを防ぐために使います。".into(),
            ..base("family_kana", "kana", "セイ(フリガナ)", "")
        },
        Field {
            width: "half",
            required: false,
            verbatim: true,
            hint: "ひらがなでもかまいません。".into(),
            ..base("given_kana", "kana", "メイ(フリガナ)", "")
        },
        Field {
            control: "email",
            inputmode: "email",
            verbatim: true,
            hint: "ご注文の確認と発送のお知らせをお送りします。携帯メールの方は当店からのメールを受信できるよう設定をお願いします。".into(),
            ..base("email", "email", "メールアドレス", "email")
        },
        Field {
            control: "tel",
            inputmode: "tel",
            verbatim: true,
            hint: "お届けの際、配送業者からのご連絡にだけ使います。ハイフンは不要です。".into(),
            ..base("phone", "phone", "電話番号", "tel")
        },
        Field {
            width: "short",
            inputmode: "numeric",
            verbatim: true,
            hint: "入力すると住所が自動で入ります。".into(),
            ..base("postcode", "postcode", "郵便番号", "shipping postal-code")
        },
        Field {
            control: "select",
            width: "half",
            options: PREFECTURES.iter().map(|name| (*name).to_string()).collect(),
            ..base("prefecture", "prefecture", "都道府県", "shipping address-level1")
        },
        Field { ..base("city", "city", "市区町村・町名", "shipping address-level2") },
        Field { verbatim: true, ..base("street", "street", "番地", "shipping address-line1") },
        Field {
            required: false,
            enterkeyhint: "done",
            verbatim: true,
            ..base("building", "plain", "建物名・部屋番号", "shipping address-line2")
        },
    ]
}

/// What the flaws do to the fields.
fn spoil(shop: &Shop, fields: &mut Vec<Field>) {
    let english = shop.language == Language::En;
    let place = |fields: &[Field], name: &str| fields.iter().position(|field| field.name == name);
    if shop.flaw("single-name-or-correct-split") {
        if english {
            let at = place(fields, "name").expect("the British form has a name");
            fields[at] = Field {
                width: "half",
                ..base("given", "name", "Given name", "shipping given-name")
            };
            fields.insert(
                at,
                Field {
                    width: "half",
                    ..base("family", "name", "Family name", "shipping family-name")
                },
            );
        } else {
            fields.swap(0, 1);
        }
    }
    if shop.flaw("email-confirm-field") {
        let at = place(fields, "email").expect("every form has an e-mail field");
        let label = if english {
            "E-mail again"
        } else {
            "メールアドレス(確認)"
        };
        fields.insert(
            at + 1,
            Field {
                control: "email",
                inputmode: "email",
                verbatim: true,
                ..base("email_again", "confirm", label, "email")
            },
        );
    }
    if shop.flaw("sensitive-fields-avoided") {
        let (label, options): (&str, &[&str]) = if english {
            ("Gender", &["Female", "Male", "Other"])
        } else {
            ("性別", &["女性", "男性", "その他"])
        };
        fields.push(Field {
            control: "select",
            width: "half",
            options: options.iter().map(|name| (*name).to_string()).collect(),
            ..base("gender", "gender", label, "sex")
        });
    }
    if shop.flaw("checkout-field-count") {
        for (name, label_en, label_ja, token) in [
            ("company", "Company", "会社名", "shipping organization"),
            ("nickname", "Nickname", "ニックネーム", "nickname"),
            ("job", "Job title", "役職", "organization-title"),
            ("website", "Website", "ウェブサイト", "url"),
            (
                "heard",
                "How did you hear of us?",
                "当店を知ったきっかけ",
                "",
            ),
            ("gift_note", "Gift message", "ギフトメッセージ", ""),
            (
                "courier_note",
                "Note for the courier",
                "配送業者への連絡事項",
                "",
            ),
        ] {
            let label = if english { label_en } else { label_ja };
            fields.push(Field {
                required: false,
                ..base(name, "plain", label, token)
            });
        }
    }
    let mut spoil_each = |id: &str, change: &dyn Fn(&mut Field)| {
        if shop.flaw(id) {
            fields.iter_mut().for_each(change);
        }
    };
    spoil_each("autocomplete-tokens-correct", &|field| match field.name {
        "street" => field.token = "shipping address-level1",
        "city" => field.token = "shipping address-line2",
        "email" => field.token = "username",
        "name" | "family" => field.token = "nickname",
        _ => {}
    });
    spoil_each("autocomplete-not-off", &|field| field.token = "off");
    spoil_each("input-type-correct", &|field| {
        if matches!(field.control, "email" | "tel") {
            field.control = "text";
        }
    });
    spoil_each("inputmode-numeric", &|field| {
        if matches!(field.name, "postcode" | "phone") {
            field.inputmode = "";
        }
    });
    spoil_each("enterkeyhint-next-done", &|field| field.enterkeyhint = "");
    spoil_each("autocorrect-autocap-off", &|field| field.verbatim = false);
    spoil_each("phone-why-explained", &|field| {
        if field.name == "phone" {
            field.required = true;
            field.hint = String::new();
        }
    });
}

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
            Some("letters")
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

const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

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
