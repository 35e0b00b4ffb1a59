//! In which notation values are typed.

use super::*;

#[test]
fn kana_come_in_the_script_that_the_label_asks_for() {
    for (field, expected) in [
        (labelled("x-kana-family-name", "フリガナ"), "ヤマダ"),
        (labelled("x-kana-family-name", "ふりがな"), "やまだ"),
        (labelled("x-kana-family-name", "ひらがなで入力"), "やまだ"),
        (labelled("x-kana-family-name", "せい"), "やまだ"),
        (labelled("x-kana-family-name", "セイ（半角ｶﾅ）"), "ﾔﾏﾀﾞ"),
        (labelled("x-kana-family-name", "セイ（全角カナ）"), "ヤマダ"),
        (shown("x-kana-given-name", "はなこ"), "はなこ"),
        (shown("x-kana-given-name", "タロウ"), "ハナコ"),
        (
            labelled("x-kana-name", "お名前（フリガナ）"),
            "ヤマダ ハナコ",
        ),
        (
            Field {
                pattern: Some("[ぁ-ん]+".into()),
                ..field("x-kana-family-name")
            },
            "やまだ",
        ),
        (
            Field {
                pattern: Some(r"[\u30A1-\u30FC]+".into()),
                ..field("x-kana-name")
            },
            "ヤマダハナコ",
        ),
    ] {
        assert_eq!(
            typed("jp", &field),
            expected,
            "{} {}",
            field.label,
            field.placeholder
        );
    }
    assert_eq!(of("us").value_for(&field("x-kana-name")), None);
}

#[test]
fn an_expiry_is_written_as_the_field_shows_or_measures_it() {
    for (field, expected) in [
        (field("cc-exp"), "12/30"),
        (shown("cc-exp", "MM/YY"), "12/30"),
        (shown("cc-exp", "MM / YY"), "12 / 30"),
        (shown("cc-exp", "MM/YYYY"), "12/2030"),
        (shown("cc-exp", "MMYY"), "1230"),
        (shown("cc-exp", "MM/AA"), "12/30"),
        (shown("cc-exp", "01/28"), "12/30"),
        (shown("cc-exp", "01/2028"), "12/2030"),
        (at_most("cc-exp", 4), "1230"),
        (at_most("cc-exp", 5), "12/30"),
        (at_most("cc-exp", 7), "12/2030"),
        (
            Field {
                pattern: Some(r"\d{2}/\d{4}".into()),
                ..field("cc-exp")
            },
            "12/2030",
        ),
        (
            Field {
                kind: "month".into(),
                ..field("cc-exp")
            },
            "2030-12",
        ),
        (at_most("cc-exp-year", 2), "30"),
        (shown("cc-exp-year", "YY"), "30"),
        (at_most("cc-exp-year", 4), "2030"),
        (field("cc-exp-month"), "12"),
    ] {
        assert_eq!(
            typed("us", &field),
            expected,
            "{:?} {} {:?}",
            field.purpose,
            field.placeholder,
            field.maxlength
        );
    }
}

#[test]
fn numbers_have_hyphens_only_where_the_field_asks_for_them() {
    for (id, field, expected) in [
        ("jp", field("tel"), "0312345678"),
        ("jp", shown("tel", "03-1234-5678"), "03-1234-5678"),
        ("jp", shown("tel", "0312345678"), "0312345678"),
        (
            "jp",
            labelled("tel", "電話番号（ハイフンなし）"),
            "0312345678",
        ),
        (
            "jp",
            labelled("tel", "電話番号（ハイフンあり）"),
            "03-1234-5678",
        ),
        ("jp", labelled("tel", "携帯電話"), "09012345678"),
        (
            "jp",
            Field {
                pattern: Some(r"\d{2,4}-\d{2,4}-\d{4}".into()),
                ..field("tel")
            },
            "03-1234-5678",
        ),
        ("jp", at_most("tel", 4), "1234"),
        ("jp", field("tel-area-code"), "03"),
        ("us", shown("tel", "(201) 555-0123"), "(650) 555-0123"),
        (
            "us",
            Field {
                inputmode: Some("numeric".into()),
                ..shown("tel", "201-555-0123")
            },
            "6505550123",
        ),
        ("gb", shown("tel", "+44 7911 123456"), "+44 20 7946 0123"),
        ("gb", labelled("tel", "Mobile number"), "07700900123"),
        ("gb", at_most("tel", 10), "2079460123"),
        ("gb", field("tel-country-code"), "+44"),
        ("gb", at_most("tel-country-code", 2), "44"),
        ("jp", field("postal-code"), "1000001"),
        ("jp", shown("postal-code", "123-4567"), "100-0001"),
        (
            "jp",
            labelled("postal-code", "郵便番号（例：123-4567）"),
            "100-0001",
        ),
        ("jp", at_most("postal-code", 7), "1000001"),
        ("jp", at_most("postal-code", 3), "100"),
        ("jp", at_most("x-postal-code-2", 4), "0001"),
        ("gb", field("postal-code"), "SW1A 1AA"),
        ("gb", at_most("postal-code", 7), "SW1A1AA"),
        (
            "gb",
            Field {
                inputmode: Some("numeric".into()),
                ..field("postal-code")
            },
            "SW1A 1AA",
        ),
        (
            "nl",
            Field {
                pattern: Some("[0-9]{4}[A-Z]{2}".into()),
                ..field("postal-code")
            },
            "1012JS",
        ),
        ("br", shown("postal-code", "00000-000"), "01310-100"),
        (
            "us",
            shown("cc-number", "1234 1234 1234 1234"),
            "4111111111111111",
        ),
    ] {
        assert_eq!(
            typed(id, &field),
            expected,
            "{id} {} {} {}",
            field.purpose,
            field.label,
            field.placeholder
        );
    }
}

#[test]
fn addresses_are_cut_into_the_boxes_of_the_country() {
    let area = |purpose: &str| Field {
        tag: "textarea".into(),
        kind: "textarea".into(),
        ..field(purpose)
    };
    for (id, field, expected) in [
        ("jp", labelled("address-level2", "市区町村"), "千代田区"),
        (
            "jp",
            labelled("address-level2", "市区町村（例：千代田区神田神保町）"),
            "千代田区千代田",
        ),
        ("jp", labelled("address-line1", "番地"), "千代田1-1"),
        (
            "jp",
            labelled("address-line1", "市区町村・番地"),
            "千代田区千代田1-1",
        ),
        ("jp", labelled("address-line1", "番地（例：1-3-5）"), "1-1"),
        (
            "jp",
            labelled("address-line1", "番地（全角）"),
            "千代田１－１",
        ),
        (
            "jp",
            labelled("street-address", "都道府県からの住所"),
            "東京都千代田区千代田1-1",
        ),
        ("jp", labelled("address-line2", "建物名"), "サンプルビル101"),
        ("gb", field("address-line1"), "10 Example Street"),
        ("de", field("address-line1"), "Musterstraße 10"),
        (
            "de",
            labelled("address-line1", "Straßenname"),
            "Musterstraße",
        ),
        ("de", field("x-house-number"), "10"),
        ("de", field("street-address"), "Musterstraße 10"),
        ("de", area("street-address"), "Musterstraße 10\nHinterhaus"),
        ("us", at_most("address-level1", 2), "CA"),
        ("gb", at_most("country", 2), "GB"),
        ("gb", field("country"), "United Kingdom"),
    ] {
        assert_eq!(
            typed(id, &field),
            expected,
            "{id} {} {}",
            field.purpose,
            field.label
        );
    }
}

#[test]
fn names_stand_in_the_order_and_script_of_the_form() {
    for (id, field, expected) in [
        ("us", field("name"), "Jane Doe"),
        ("jp", field("name"), "山田 花子"),
        ("jp", labelled("name", "お名前（全角）"), "山田\u{3000}花子"),
        ("jp", shown("name", "山田太郎"), "山田花子"),
        ("jp", labelled("given-name", "名（ローマ字）"), "Hanako"),
        ("jp", field("cc-name"), "HANAKO YAMADA"),
        ("kr", field("name"), "홍 길동"),
        ("cn", field("name"), "张三"),
        ("tw", field("name"), "王小明"),
    ] {
        assert_eq!(typed(id, &field), expected, "{id} {}", field.label);
    }
    assert_eq!(
        typed("gb", &field("email")),
        typed("gb", &field("x-email-confirm"))
    );
    assert_eq!(
        typed("gb", &field("new-password")),
        typed("gb", &field("x-password-confirm"))
    );
    for purpose in [
        "unknown",
        "",
        "current-password",
        "one-time-code",
        "x-search",
    ] {
        assert_eq!(of("gb").value_for(&field(purpose)), None, "{purpose}");
    }
}

#[test]
fn dates_follow_the_field_then_the_country() {
    for (id, field, expected) in [
        (
            "us",
            Field {
                kind: "date".into(),
                ..field("bday")
            },
            "1985-10-15",
        ),
        ("us", field("bday"), "10/15/1985"),
        ("gb", field("bday"), "15/10/1985"),
        ("de", field("bday"), "15.10.1985"),
        ("de", shown("bday", "TT.MM.JJJJ"), "15.10.1985"),
        ("gb", shown("bday", "mm/dd/yyyy"), "10/15/1985"),
        ("jp", shown("bday", "1990/01/01"), "1985/10/15"),
        ("jp", shown("bday", "19900101"), "19851015"),
        ("fr", shown("bday", "jj/mm/aaaa"), "15/10/1985"),
        (
            "us",
            Field {
                kind: "date".into(),
                range: (Some("2027-03-04".into()), None),
                ..field("x-delivery-date")
            },
            "2027-03-04",
        ),
        (
            "us",
            Field {
                kind: "date".into(),
                ..field("x-delivery-date")
            },
            "2030-01-15",
        ),
        ("us", at_most("bday-year", 2), "85"),
        ("us", field("bday-month"), "10"),
    ] {
        assert_eq!(typed(id, &field), expected, "{id} {}", field.placeholder);
    }
}
