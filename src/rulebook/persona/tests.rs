//! What personas type and choose, as a store's validator would see it.

mod lists;
mod notation;

use super::*;
use crate::model::look::Field;
use regex::Regex;

fn of(id: &str) -> &'static Persona {
    PERSONAS.iter().find(|p| p.id == id).unwrap()
}

fn field(purpose: &str) -> Field {
    Field {
        tag: "input".into(),
        kind: "text".into(),
        purpose: purpose.into(),
        ..Field::default()
    }
}

fn typed(id: &str, field: &Field) -> String {
    match of(id).value_for(field) {
        Some(Answer::Type(text)) => text,
        other => panic!("{id} answers {:?} with {other:?}", field.purpose),
    }
}

fn labelled(purpose: &str, label: &str) -> Field {
    Field {
        label: label.into(),
        ..field(purpose)
    }
}

fn shown(purpose: &str, placeholder: &str) -> Field {
    Field {
        placeholder: placeholder.into(),
        ..field(purpose)
    }
}

fn at_most(purpose: &str, maxlength: u32) -> Field {
    Field {
        maxlength: Some(maxlength),
        ..field(purpose)
    }
}

const TEXTS: [&str; 46] = [
    "name",
    "given-name",
    "family-name",
    "honorific-prefix",
    "x-kana-name",
    "x-kana-given-name",
    "x-kana-family-name",
    "sex",
    "x-gender",
    "email",
    "x-email-confirm",
    "username",
    "new-password",
    "x-password-confirm",
    "organization",
    "tel",
    "tel-national",
    "tel-country-code",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
    "cc-name",
    "cc-given-name",
    "cc-family-name",
    "cc-number",
    "cc-csc",
    "cc-type",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "bday",
    "bday-year",
    "bday-month",
    "bday-day",
    "x-delivery-date",
    "x-tax-id",
    "country",
    "country-name",
    "postal-code",
    "address-level1",
    "address-level2",
    "address-line1",
    "address-line2",
    "street-address",
    "x-house-number",
];

#[test]
fn every_persona_has_the_formats_of_its_country() {
    for (id, postcode, region) in [
        ("us", r"\d{5}", "California"),
        ("gb", r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", "London"),
        ("de", r"\d{5}", "Berlin"),
        ("fr", r"75\d{3}", "Île-de-France"),
        ("nl", r"[1-9]\d{3} ?[A-Z]{2}", "Noord-Holland"),
        ("es", r"28\d{3}", "Madrid"),
        ("it", r"00\d{3}", "Roma"),
        ("ca", r"K[0-9][ABCEGHJ-NPRSTV-Z] \d[A-Z]\d", "Ontario"),
        ("au", r"2\d{3}", "New South Wales"),
        ("jp", r"1\d{6}", "東京都"),
        ("kr", r"04\d{3}", "서울특별시"),
        ("br", r"01\d{6}", "São Paulo"),
        ("pt", r"1100-148", "Lisboa"),
        ("cn", r"10\d{4}", "北京市"),
        ("tw", r"110\d{3}", "臺北市"),
    ] {
        let persona = of(id);
        let value = |purpose: &str| {
            persona
                .value(purpose)
                .unwrap_or_else(|| panic!("{id} has no {purpose}"))
        };
        let matches = |pattern: &str, purpose: &str| {
            assert!(
                Regex::new(&format!("^(?:{pattern})$"))
                    .unwrap()
                    .is_match(&value(purpose)),
                "{id} {purpose} {}",
                value(purpose)
            );
        };
        assert_eq!(persona.country().to_lowercase(), id);
        matches(postcode, "postal-code");
        assert_eq!(value("address-level1"), region);
        matches(r"[a-z.]+@example\.com", "email");
        matches(r"(?:19|20)\d\d-\d\d-\d\d", "bday");
        matches(r"\d{9,11}", "tel");
        matches(r"\+\d{1,3}", "tel-country-code");
        matches(r"[A-Z]+ [A-Z]+", "cc-name");
        assert_eq!(value("cc-number"), "4111111111111111");
        assert!(
            value("address-line1").contains(&value("x-house-number")),
            "{id}"
        );
        assert!(value("name").contains(&value("given-name")), "{id}");
        assert_eq!(
            [
                value("tel-area-code"),
                value("tel-local-prefix"),
                value("tel-local-suffix")
            ]
            .concat(),
            value("tel"),
            "{id}"
        );
    }
}

#[test]
fn telephone_numbers_are_ones_that_validators_accept() {
    for persona in PERSONAS.iter() {
        let country = persona.country().parse().unwrap();
        let mut asked = vec![
            field("tel"),
            shown("tel", "+44 7123 456789"),
            at_most("tel", 11),
        ];
        // Ofcom's mobile numbers for drama are the one range that libphonenumber refuses.
        if persona.id != "gb" {
            asked.push(labelled("tel", "携帯電話番号"));
        }
        for field in asked {
            let number = typed(persona.id, &field);
            let parsed = phonenumber::parse(Some(country), &number).unwrap();
            assert!(phonenumber::is_valid(&parsed), "{} {number}", persona.id);
        }
    }
}

#[test]
fn the_tax_ids_have_valid_check_digits() {
    let cpf: Vec<u32> = of("br")
        .value("x-tax-id")
        .unwrap()
        .chars()
        .filter_map(|c| c.to_digit(10))
        .collect();
    assert_eq!(cpf.len(), 11);
    for n in [9, 10] {
        let sum: u32 = cpf[..n]
            .iter()
            .zip((2..=n as u32 + 1).rev())
            .map(|(d, w)| d * w)
            .sum();
        assert_eq!(sum * 10 % 11 % 10, cpf[n]);
    }
    let nif = of("es").value("x-tax-id").unwrap();
    let number: usize = nif[..8].parse().unwrap();
    assert_eq!(nif.as_bytes()[8], b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]);
    assert_eq!(
        typed("br", &shown("x-tax-id", "000.000.000-00")),
        "529.982.247-25"
    );
}

#[test]
fn a_store_gets_the_persona_of_its_currency_then_language_then_countries() {
    for (language, currency, countries, expected) in [
        (Some("ja"), None, &[][..], "jp"),
        (Some("ja-JP"), Some("JPY"), &[], "jp"),
        (Some("en"), Some("GBP"), &[], "gb"),
        (Some("en"), Some("EUR"), &[], "de"),
        (Some("en"), Some("EUR"), &["IE", "GB", "DE"], "gb"),
        (Some("en"), Some("EUR"), &["IE", "FR", "NL"], "fr"),
        (Some("nl"), Some("EUR"), &[], "nl"),
        (Some("it"), None, &[], "it"),
        (Some("en"), Some("AUD"), &[], "au"),
        (Some("fr"), Some("CAD"), &[], "ca"),
        (Some("en"), Some("JPY"), &[], "jp"),
        (Some("en"), Some("USD"), &["", "日本"], "jp"),
        (Some("en"), Some("GBP"), &["Vereinigte Staaten"], "us"),
        (Some("en-GB"), None, &[], "gb"),
        (Some("en"), None, &[], "us"),
        (None, None, &["Brasil", "Portugal"], "br"),
        (Some("pt-PT"), Some("EUR"), &[], "pt"),
        (Some("pt"), None, &[], "br"),
        (Some("en"), Some("USD"), &["IN"], "us"),
        (Some("ko"), Some("KRW"), &["21", "8"], "kr"),
        (Some("zh"), Some("CNY"), &[], "cn"),
        (Some("zh"), None, &["请选择国家", "中国"], "cn"),
        (Some("zh-TW"), Some("TWD"), &[], "tw"),
        (None, None, &[], "us"),
    ] {
        let countries: Vec<String> = countries.iter().map(|c| (*c).to_owned()).collect();
        assert_eq!(
            Persona::for_store(language, currency, &countries).id(),
            expected,
            "{language:?} {currency:?} {countries:?}"
        );
    }
}

#[test]
fn no_text_is_longer_than_its_field_and_number_boxes_get_digits() {
    for persona in PERSONAS.iter() {
        for purpose in TEXTS {
            for maxlength in [0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 31] {
                for kind in ["text", "number", "textarea"] {
                    for hint in ["", "ふりがな（全角）", "半角カナ", "例: 12-34"] {
                        let field = Field {
                            kind: kind.into(),
                            label: hint.into(),
                            ..at_most(purpose, maxlength)
                        };
                        let Some(answer) = persona.value_for(&field) else {
                            continue;
                        };
                        let Answer::Type(text) = answer else {
                            panic!("{purpose} is typed")
                        };
                        assert!(
                            text.encode_utf16().count() <= maxlength as usize,
                            "{} {purpose} {maxlength} {text}",
                            persona.id
                        );
                        assert!(
                            kind != "number" || text.chars().all(|c| c.is_ascii_digit()),
                            "{} {purpose} {text}",
                            persona.id
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn hostile_fields_are_answered_without_a_panic() {
    let long = "例：１".repeat(5_000);
    for purpose in TEXTS {
        for pattern in ["(", "(?=x)", "(a{1000}){1000}", "\u{0}", &"x".repeat(9_000)] {
            let field = Field {
                pattern: Some(pattern.into()),
                placeholder: "年/月/日".into(),
                label: long.clone(),
                description: "eg: ÿ/ß/İ e.g. 東".into(),
                ..field(purpose)
            };
            for persona in PERSONAS.iter() {
                persona.value_for(&field);
                persona.value_for(&Field {
                    placeholder: "İİİİ例: ééééé".into(),
                    ..field.clone()
                });
            }
        }
    }
}
