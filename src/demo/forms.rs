//! The fields of the checkout: what they ask, how they are marked, and what flaws do to them.

use super::shop::{Shop, chance, today};
use crate::model::plan::Language;
use serde::Serialize;
use std::collections::BTreeMap;

/// A field as the templates draw it.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// `name`.
    pub name: &'static str,
    /// `id`; the name, unless a flaw makes another one each time.
    pub id: String,
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
        id: name.to_string(),
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
                enterkeyhint: "next",
                ..base(name, "plain", label, token)
            });
        }
    }
    if shop.flaw("show-password-toggle") {
        fields.insert(
            fields.len() - 1,
            Field {
                control: "password",
                required: false,
                verbatim: true,
                hint: shop
                    .say("8 characters or more.", "8文字以上であれば自由です。")
                    .into(),
                ..base(
                    "passphrase",
                    "plain",
                    shop.say("New password", "新しいパスワード"),
                    "new-password",
                )
            },
        );
    }
    if shop.flaw("jp-name-order-and-honorific") {
        let titles = ["様", "先生", "殿", "御中"].map(str::to_string).to_vec();
        fields.insert(
            0,
            Field {
                control: "select",
                required: false,
                width: "half",
                options: titles,
                ..base("title", "plain", "敬称", "honorific-prefix")
            },
        );
    }
    if shop.flaw("jp-birthdate-entry") {
        let newest = today().year();
        let years = (newest - 99..=newest).rev();
        fields.insert(
            fields.len() - 1,
            Field {
                control: "select",
                required: false,
                width: "half",
                options: years.map(|year| format!("{year}年")).collect(),
                ..base("birth_year", "plain", "生まれた年", "bday-year")
            },
        );
    }
    if shop.flaw("password-rules-light") {
        // Before the last field, whose Enter key says that it is the last.
        fields.insert(
            fields.len() - 1,
            Field {
                control: "password",
                required: false,
                verbatim: true,
                ..base(
                    "secret",
                    "secret",
                    shop.say("New password", "新しいパスワード"),
                    "new-password",
                )
            },
        );
    }
    if shop.flaw("accessible-authentication") {
        fields.insert(
            fields.len() - 1,
            Field {
                required: false,
                verbatim: true,
                ..base(
                    "captcha",
                    "plain",
                    shop.say(
                        "Captcha: the letters in the picture",
                        "画像認証(画像の文字を入力)",
                    ),
                    "",
                )
            },
        );
    }
    if shop.flaw("jp-split-fields-flow") {
        let at = place(fields, "phone").expect("every form has a telephone field");
        let hint = std::mem::take(&mut fields[at].hint);
        let part = |name, label, token| Field {
            control: "tel",
            inputmode: "tel",
            verbatim: true,
            width: "short",
            hint: hint.clone(),
            ..base(name, "part", label, token)
        };
        fields.splice(
            at..=at,
            [
                part("phone_area", "電話番号(市外局番)", "tel-area-code"),
                part("phone_prefix", "電話番号(市内局番)", "tel-local-prefix"),
                part("phone_suffix", "電話番号(加入者番号)", "tel-local-suffix"),
            ],
        );
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
            field.inputmode = "";
        }
    });
    spoil_each("inputmode-numeric", &|field| {
        if matches!(field.name, "postcode" | "phone") {
            field.inputmode = "";
        }
    });
    spoil_each("enterkeyhint-next-done", &|field| field.enterkeyhint = "");
    spoil_each("autocorrect-autocap-off", &|field| field.verbatim = false);
    spoil_each("jp-kana-field-needed", &|field| {
        if field.kind == "kana" {
            field.required = true;
            field.hint = String::new();
        }
    });
    spoil_each("jp-carrier-mail-warning", &|field| {
        if field.name == "email" {
            field.hint = "ご注文の確認と発送のお知らせをお送りします。".into();
        }
    });
    spoil_each("stable-name-id", &|field| {
        // A field that no script looks for.
        if field.name == if english { "city" } else { "given" } {
            field.id = format!("{}-{:x}", field.name, chance() | 1 << 60);
        }
    });
    spoil_each("phone-why-explained", &|field| {
        if field.name == "phone" {
            field.required = true;
            field.hint = String::new();
        }
    });
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
