//! Where a persona lives, cut into the boxes of a form.

use super::super::fit::{example, says};
use super::super::written::Address;
use super::super::{Persona, SHARED};
use super::{digits, digits_or_letters};
use crate::model::look::Field;

/// The value of a part of the address in its plainest form.
pub(super) fn value(persona: &Persona, purpose: &str) -> Option<String> {
    let written = &persona.written;
    let address = &written.address;
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    match purpose {
        "country" => some(&written.country),
        "country-name" | "x-nationality" => some(&written.country_name),
        "postal-code" => some(&plain_postcode(address)),
        "x-postal-code-2" => postcode_parts(address).map(|(_, second)| second.to_owned()),
        "address-level1" => some(&address.region),
        "address-level2" | "x-birth-place" => some(&address.city),
        "address-level3" => some(if address.largest_first {
            &address.street
        } else {
            &address.district
        }),
        "address-line1" | "street-address" => some(&line1(address)),
        "address-line2" => some(&address.line2),
        "x-street" | "x-street-name" => some(&address.street),
        "x-house-number" => some(&address.house_number),
        _ => None,
    }
}

/// Whether a purpose is a part of the address.
pub(super) fn is_place(purpose: &str) -> bool {
    matches!(
        purpose,
        "country"
            | "country-name"
            | "postal-code"
            | "x-postal-code-2"
            | "street-address"
            | "x-street"
            | "x-street-name"
            | "x-house-number"
    ) || purpose.starts_with("address-")
}

/// Whether a purpose is a line of the address that words may stand in.
pub(super) fn is_line(purpose: &str) -> bool {
    purpose == "street-address" || purpose.starts_with("address-l")
}

/// Ways to write a part of the address, the one that the field's words ask for first.
pub(super) fn candidates(persona: &Persona, field: &Field, plain: String) -> Vec<String> {
    let written = &persona.written;
    let address = &written.address;
    match field.purpose.as_str() {
        "country" => vec![
            written.country_name.clone(),
            plain,
            written.country_code3.clone(),
        ],
        "country-name" => vec![plain, written.country.clone()],
        "address-level1" => vec![plain, address.region_code.clone()],
        "postal-code" => postcode(address, field, plain),
        "address-level2" if address.largest_first && shows_town(field) => {
            vec![format!("{}{}", address.city, address.street), plain]
        }
        "address-line1" | "street-address" if address.largest_first => {
            vec![
                from_the_largest(address, field),
                plain,
                address.house_number.clone(),
            ]
        }
        "address-line1" if says(field, &SHARED.hints.street_only) => vec![address.street.clone()],
        "street-address" if field.tag == "textarea" || field.kind == "textarea" => {
            vec![format!("{plain}\n{}", address.line2), plain]
        }
        "street-address" if says(field, &SHARED.hints.street_only) => vec![address.street.clone()],
        _ => vec![plain],
    }
}

/// Street and house number in the order of the country.
fn line1(address: &Address) -> String {
    let Address {
        street,
        house_number,
        number_joiner,
        ..
    } = address;
    if address.number_first {
        format!("{house_number}{number_joiner}{street}")
    } else {
        format!("{street}{number_joiner}{house_number}")
    }
}

/// A line that begins with as much of the address as its label asks for: 都道府県から, 市区町村, or 番地 alone.
fn from_the_largest(address: &Address, field: &Field) -> String {
    let shown = example(field).unwrap_or_else(|| field.placeholder.clone());
    let line1 = line1(address);
    let gap = &address.number_joiner;
    let Address { region, city, .. } = address;
    let names_region =
        says(field, &SHARED.hints.prefecture) || shown.contains(['都', '道', '府', '県']);
    let names_city =
        says(field, &SHARED.hints.municipality) || shown.contains(['市', '区', '구', '시']);
    let whole_lines = |text: String| {
        let with_line2 = field.tag == "textarea" && field.purpose == "street-address";
        if with_line2 {
            format!("{text}\n{}", address.line2)
        } else {
            text
        }
    };
    if names_region {
        whole_lines(format!("{region}{gap}{city}{gap}{line1}"))
    } else if names_city
        || field.purpose == "street-address"
            && shown.is_empty()
            && ["住所", "주소"]
                .iter()
                .any(|word| field.label.contains(word))
    {
        whole_lines(format!("{city}{gap}{line1}"))
    } else if shown.starts_with(|c: char| c.is_ascii_digit()) {
        address.house_number.clone()
    } else {
        whole_lines(line1)
    }
}

/// Whether the example of a city goes on into the town: 千代田区神田神保町.
fn shows_town(field: &Field) -> bool {
    let shown = example(field).unwrap_or_else(|| field.placeholder.clone());
    shown.rsplit_once(['区', '市']).is_some_and(|(_, town)| {
        town.chars().filter(|c| matches!(c, '一'..='鿿')).count() >= 2 && !town.contains('村')
    })
}

/// Digits alone where the postcode is digits with a hyphen, else as written.
fn plain_postcode(address: &Address) -> String {
    if address.postal_code.contains('-') && !address.postal_code_keeps_hyphen {
        digits(&address.postal_code)
    } else {
        address.postal_code.clone()
    }
}

fn postcode_parts(address: &Address) -> Option<(&str, &str)> {
    address.postal_code.split_once(['-', ' '])
}

fn postcode(address: &Address, field: &Field, plain: String) -> Vec<String> {
    if let Some((first, _)) = postcode_parts(address)
        && field
            .maxlength
            .is_some_and(|max| max as usize <= first.len())
    {
        return vec![first.to_owned()];
    }
    vec![
        plain,
        address.postal_code.clone(),
        digits_or_letters(&address.postal_code),
    ]
}
