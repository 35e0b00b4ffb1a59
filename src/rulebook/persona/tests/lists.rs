//! What is chosen from lists and radios.

use super::*;

fn list(purpose: &str, options: &[(&str, &str)]) -> Field {
    Field {
        tag: "select".into(),
        kind: "select".into(),
        options: options
            .iter()
            .map(|(v, t)| ((*v).to_owned(), (*t).to_owned()))
            .collect(),
        ..field(purpose)
    }
}

fn chosen(id: &str, field: &Field) -> String {
    match of(id).value_for(field) {
        Some(Answer::Choose { value }) => value,
        other => panic!("{id} answers {:?} with {other:?}", field.purpose),
    }
}

#[test]
fn a_list_is_answered_in_whatever_notation_it_has() {
    for (id, purpose, options, expected) in [
        (
            "gb",
            "country",
            &[("", "Select"), ("FR", "France"), ("GB", "United Kingdom")][..],
            "GB",
        ),
        (
            "us",
            "address-level1",
            &[("0", "请选择省"), ("2", "北京"), ("6", "广东")],
            "2",
        ),
        (
            "cn",
            "address-level1",
            &[("0", "请选择省"), ("6", "广东"), ("2", "北京")],
            "2",
        ),
        (
            "us",
            "address-level2",
            &[("0", "Todas las ciudades"), ("5", "Lima")],
            "5",
        ),
        (
            "gb",
            "country",
            &[("3", "フランス"), ("7", "イギリス")],
            "7",
        ),
        (
            "gb",
            "country",
            &[("1", "Ukraine"), ("2", "🇬🇧 United Kingdom (UK)")],
            "2",
        ),
        (
            "us",
            "country",
            &[
                ("UM", "United States Minor Outlying Islands"),
                ("US", "United States (US)"),
            ],
            "US",
        ),
        (
            "us",
            "country-name",
            &[
                ("UM", "United States Minor Outlying Islands"),
                ("840", "🇺🇸 United States"),
            ],
            "840",
        ),
        (
            "kr",
            "country",
            &[("KP", "North Korea"), ("KR", "South Korea")],
            "KR",
        ),
        (
            "nl",
            "country",
            &[("BQ", "Caribbean Netherlands"), ("NL", "Netherlands")],
            "NL",
        ),
        ("de", "country", &[("DEU", "X"), ("AUT", "Y")], "DEU"),
        (
            "jp",
            "address-level1",
            &[
                ("", "選択してください"),
                ("1", "北海道"),
                ("13", "東京都"),
                ("26", "京都府"),
            ],
            "13",
        ),
        (
            "jp",
            "address-level1",
            &[("JP01", "Hokkaido"), ("JP13", "Tokyo")],
            "JP13",
        ),
        ("jp", "address-level1", &[("01", "01"), ("13", "13")], "13"),
        (
            "us",
            "address-level1",
            &[("AL", "Alabama"), ("CA", "California")],
            "CA",
        ),
        ("us", "address-level1", &[("4", "AZ"), ("5", "CA")], "5"),
        (
            "us",
            "cc-exp-month",
            &[("11", "December"), ("12", "13")],
            "11",
        ),
        (
            "us",
            "cc-exp-month",
            &[("1", "01 - January"), ("12", "12 - December")],
            "12",
        ),
        ("jp", "cc-exp-month", &[("1", "1月"), ("12", "12月")], "12"),
        ("de", "cc-exp-month", &[("a", "Nov"), ("b", "Dez")], "b"),
        ("us", "cc-exp-year", &[("28", "2028"), ("30", "2030")], "30"),
        ("us", "cc-exp-year", &[("28", "28"), ("30", "30")], "30"),
        (
            "jp",
            "bday-year",
            &[("1984", "1984年"), ("1985", "1985年")],
            "1985",
        ),
        ("jp", "bday-day", &[("14", "14日"), ("15", "15日")], "15"),
        (
            "gb",
            "tel-country-code",
            &[("+1", "+1"), ("+44", "+44")],
            "+44",
        ),
        (
            "ca",
            "tel-country-code",
            &[("1", "United States (+1)"), ("1-ca", "Canada (+1)")],
            "1-ca",
        ),
        (
            "jp",
            "tel-country-code",
            &[("US", "US (+1)"), ("JP", "(+81)")],
            "JP",
        ),
        (
            "de",
            "honorific-prefix",
            &[("1", "Herr"), ("2", "Frau")],
            "2",
        ),
        ("jp", "sex", &[("1", "男性"), ("2", "女性")], "2"),
        (
            "gb",
            "address-level1",
            &[("", "Please select…"), ("X", "Aberdeenshire")],
            "X",
        ),
        (
            "jp",
            "x-delivery-time",
            &[("", "指定なし"), ("am", "午前中")],
            "am",
        ),
    ] {
        assert_eq!(
            chosen(id, &list(purpose, options)),
            expected,
            "{id} {purpose} {options:?}"
        );
    }
}

#[test]
fn an_optional_list_without_a_fitting_option_stays_as_it_was() {
    let mut regions = list("address-level1", &[("", "-"), ("X", "Aberdeenshire")]);
    regions.optional_mark = Some("optional".into());
    assert_eq!(of("gb").value_for(&regions), Some(Answer::LeaveAsFound));
    assert_eq!(of("gb").value_for(&list("unknown", &[("a", "b")])), None);
}

#[test]
fn of_radios_only_the_own_one_is_ticked() {
    let radio = |purpose: &str, label: &str, value: &str| Field {
        kind: "radio".into(),
        label: label.into(),
        value: value.into(),
        ..field(purpose)
    };
    for (id, field, expected) in [
        ("jp", radio("sex", "女性", "2"), Answer::Check),
        ("jp", radio("sex", "男性", "1"), Answer::LeaveAsFound),
        (
            "de",
            radio("honorific-prefix", "Frau", "mrs"),
            Answer::Check,
        ),
        ("nl", radio("honorific-prefix", "Dhr.", "m"), Answer::Check),
        (
            "nl",
            radio("honorific-prefix", "Mevr.", "f"),
            Answer::LeaveAsFound,
        ),
        ("us", radio("sex", "", "female"), Answer::Check),
    ] {
        assert_eq!(
            of(id).value_for(&field),
            Some(expected),
            "{id} {}",
            field.label
        );
    }
    let terms = Field {
        kind: "checkbox".into(),
        ..field("x-terms")
    };
    assert_eq!(of("us").value_for(&terms), Some(Answer::LeaveAsFound));
}
