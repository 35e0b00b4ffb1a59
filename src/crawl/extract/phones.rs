//! Telephone numbers in text and links, told apart from prices, dates and order numbers.

use crate::crawl::extract::dom::{Outline, text_of};
use crate::crawl::extract::{dates, structured};
use crate::model::page::PhoneText;
use phonenumber::country::Id;
use regex::Regex;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use url::Url;

/// Numbers kept for one page.
const LIMIT: usize = 30;
/// Digits of the shortest telephone number.
const FEWEST_DIGITS: usize = 7;
/// Candidates looked at: reading one costs time.
const CANDIDATES: usize = 200;
/// Numbers remembered with what they were read as.
const KNOWN: usize = 2_000;

/// Countries that a page's numbers may belong to, the likeliest first.
pub fn regions(lang: Option<&str>, page: &Url, items: &[Value]) -> Vec<Id> {
    let mut found: Vec<Id> = Vec::new();
    let mut add = |id: Option<Id>| {
        if let Some(id) = id
            && !found.contains(&id)
        {
            found.push(id);
        }
    };
    let lang = lang
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace('_', "-");
    let mut parts = lang.split('-');
    let primary = parts.next().unwrap_or_default();
    if let Some(country) = parts.next_back().filter(|c| c.len() == 2) {
        add(country.to_ascii_uppercase().parse().ok());
    }
    let top = page
        .host_str()
        .and_then(|h| h.rsplit('.').next())
        .unwrap_or_default();
    add(match top {
        "uk" => Some(Id::GB),
        // Sold to anybody, so they name no country.
        "io" | "ai" | "co" | "me" | "tv" | "cc" | "to" => None,
        two if two.len() == 2 => two.to_ascii_uppercase().parse().ok(),
        _ => None,
    });
    add(match structured::currency(items).as_deref() {
        Some("GBP") => Some(Id::GB),
        Some("JPY") => Some(Id::JP),
        Some("USD") => Some(Id::US),
        Some("CAD") => Some(Id::CA),
        Some("AUD") => Some(Id::AU),
        Some("CHF") => Some(Id::CH),
        Some("SEK") => Some(Id::SE),
        Some("NOK") => Some(Id::NO),
        Some("DKK") => Some(Id::DK),
        Some("PLN") => Some(Id::PL),
        Some("KRW") => Some(Id::KR),
        Some("CNY") => Some(Id::CN),
        Some("TWD") => Some(Id::TW),
        Some("HKD") => Some(Id::HK),
        Some("BRL") => Some(Id::BR),
        _ => None,
    });
    add(match primary {
        "ja" => Some(Id::JP),
        "de" => Some(Id::DE),
        "fr" => Some(Id::FR),
        "it" => Some(Id::IT),
        "es" => Some(Id::ES),
        "nl" => Some(Id::NL),
        "pl" => Some(Id::PL),
        "sv" => Some(Id::SE),
        "da" => Some(Id::DK),
        "en" => Some(Id::US),
        "pt" => Some(Id::PT),
        "ko" => Some(Id::KR),
        "zh" => Some(Id::CN),
        _ => None,
    });
    // Languages of two large markets, where nothing above tells which.
    add(match primary {
        "pt" => Some(Id::BR),
        "zh" => Some(Id::TW),
        _ => None,
    });
    found
}

/// The numbers of a page: those in `tel:` links first.
pub fn read(outline: &Outline<'_>, regions: &[Id]) -> Vec<PhoneText> {
    let mut found: Vec<PhoneText> = Vec::new();
    for placed in &outline.links {
        let Some(href) = placed.element.attr("href").map(str::trim) else {
            continue;
        };
        let Some(number) = href
            .get(..4)
            .filter(|s| s.eq_ignore_ascii_case("tel:"))
            .map(|_| &href[4..])
        else {
            continue;
        };
        let number = percent_encoding::percent_decode_str(number).decode_utf8_lossy();
        let number = narrow(number.trim_start_matches('/'));
        let text = text_of(placed.element);
        let text = if text.bytes().filter(u8::is_ascii_digit).count() >= 3 {
            text
        } else {
            number.to_string()
        };
        let phone = PhoneText {
            e164: e164(&number, regions),
            text: super::dom::clip(&text, 60),
            linked: true,
        };
        if !found.contains(&phone) && found.len() < LIMIT {
            found.push(phone);
        }
    }
    for phone in find(&outline.text, regions) {
        let known = found
            .iter()
            .any(|f| f.text == phone.text || (f.e164.is_some() && f.e164 == phone.e164));
        if !known && found.len() < LIMIT {
            found.push(phone);
        }
    }
    found
}

/// Telephone numbers in a text, in order. Without a plus sign a number is
/// believed only where it is valid in one of the countries and either has the
/// separators of a telephone number or a word like "Tel" before it.
pub fn find(text: &str, regions: &[Id]) -> Vec<PhoneText> {
    static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
        // A boundary of ASCII: in 電話03-1234-5678 there is none of Unicode's before the number.
        Regex::new(r"(?:\+\s?|\(\+?|(?-u:\b))[0-9][0-9 ()./\-]{5,22}[0-9]")
            .expect("a constant pattern")
    });
    let mut found: Vec<PhoneText> = Vec::new();
    let mut looked_at = 0;
    let mut previous = "";
    for line in text.lines() {
        let above = std::mem::replace(&mut previous, line);
        if line.len() < 50_000 && has_digits(line) {
            let plain = narrow(line);
            if !has_run(&plain) {
                continue;
            }
            for m in CANDIDATE.find_iter(&plain) {
                looked_at += 1;
                if looked_at > CANDIDATES || found.len() >= LIMIT {
                    return found;
                }
                let Some(phone) = judge(&plain, m.start(), m.end(), above, regions) else {
                    continue;
                };
                if !found.iter().any(|f| f.text == phone.text) {
                    found.push(phone);
                }
            }
        }
    }
    found
}

/// Whether a line has as many digits as the shortest telephone number.
fn has_digits(line: &str) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    line.chars()
        .filter(is_digit)
        .nth(FEWEST_DIGITS - 1)
        .is_some()
}

/// Whether so many signs of a telephone number stand side by side as the shortest has.
fn has_run(plain: &str) -> bool {
    let mut run = 0;
    plain.bytes().any(|byte| {
        let of_number =
            byte.is_ascii_digit() || matches!(byte, b' ' | b'(' | b')' | b'.' | b'/' | b'-');
        run = if of_number { run + 1 } else { 0 };
        run >= FEWEST_DIGITS
    })
}

fn judge(
    line: &str,
    start: usize,
    end: usize,
    previous: &str,
    regions: &[Id],
) -> Option<PhoneText> {
    let candidate = line[start..end].trim();
    let digits = candidate.bytes().filter(u8::is_ascii_digit).count();
    if !(FEWEST_DIGITS..=15).contains(&digits) {
        return None;
    }
    let before = line[..start].trim_end();
    let after = line[end..].chars().next();
    if before.ends_with(['£', '$', '€', '¥', '〒', '#', '='])
        || after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '円' | '%' | '€'))
        || !dates::find(candidate).is_empty()
    {
        return None;
    }
    let above;
    let near = if before.is_empty() {
        above = narrow(previous);
        &above
    } else {
        before
    };
    let near: String = near
        .chars()
        .rev()
        .take(24)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect::<String>()
        .to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| near.contains(word));
    let named = has(&[
        "tel",
        "phone",
        "call",
        "電話",
        "☎",
        "☏",
        "📞",
        "フリーダイヤル",
        "mobile",
        "hotline",
        "freephone",
        "tél",
        "fon",
        "llám",
        "llam",
        "appel",
        "chiama",
        "전화",
        "고객센터",
        "대표번호",
        "电话",
        "热线",
        "客服",
    ]);
    if !named
        && has(&[
            "fax",
            "ファックス",
            "ファクス",
            "isbn",
            "sku",
            "upc",
            "ean",
            "jan",
            "order",
            "vat",
            "品番",
            "商品番号",
            "注文番号",
            "型番",
            "登録番号",
            "法人番号",
            "許可",
            "第",
            "iban",
            "reg",
            "company no",
            "item",
        ])
    {
        return None;
    }
    let plus = candidate.starts_with('+') || candidate.starts_with("(+");
    let separated =
        candidate.contains(['-', '(', '/']) || candidate.contains(' ') || candidate.contains('.');
    let national = separated && candidate.starts_with(['0', '(']);
    if !(plus || named || national) {
        // "555-0100-200" or "123 456 7890" could be anything else, unless it
        // has the very shape of a North American number.
        let american = regions.iter().any(|r| matches!(r, Id::US | Id::CA))
            && digits == 10
            && candidate.contains('-');
        if !american && !spanish(candidate, regions) {
            return None;
        }
    }
    let e164 = e164(candidate, regions)?;
    Some(PhoneText {
        text: candidate.to_string(),
        e164: Some(e164),
        linked: false,
    })
}

/// "956 555 019", "91 555 01 23": in Spain no number begins with a nought, and nothing else is written in
/// such groups.
fn spanish(candidate: &str, regions: &[Id]) -> bool {
    let groups: Vec<usize> = candidate.split([' ', '.', '-']).map(str::len).collect();
    regions.contains(&Id::ES)
        && candidate.starts_with(['6', '7', '8', '9'])
        && matches!(groups[..], [3, 3, 3] | [3, 2, 2, 2] | [2, 3, 2, 2])
}

/// The number as E.164, where it is valid in one of the countries.
pub fn e164(number: &str, regions: &[Id]) -> Option<String> {
    // "(0)" marks the digit that falls away after a country code.
    let number = if number.trim_start().starts_with('+') {
        number.replace("(0)", "")
    } else {
        number.to_string()
    };
    if number.len() > 60 {
        return None;
    }
    let of: String = regions.iter().map(AsRef::as_ref).collect();
    let asked = (number, of);
    if let Some(known) = known().get(&asked) {
        return known.clone();
    }
    let read = parse(&asked.0, regions);
    let mut known = known();
    if known.len() >= KNOWN {
        known.clear();
    }
    known.insert(asked, read.clone());
    read
}

/// What numbers were read as: those of a store stand on each of its pages, and to read one is dear.
type Known = HashMap<(String, String), Option<String>>;

fn known() -> MutexGuard<'static, Known> {
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn parse(number: &str, regions: &[Id]) -> Option<String> {
    let attempt = |region: Option<Id>| -> Option<String> {
        let parsed = phonenumber::parse(region, number).ok()?;
        parsed
            .is_valid()
            .then(|| parsed.format().mode(phonenumber::Mode::E164).to_string())
    };
    if number.trim_start().starts_with('+') {
        return attempt(None);
    }
    regions.iter().find_map(|region| attempt(Some(*region)))
}

fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '０'..='９' | '（' | '）' | '＋' | '．' | '／' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '－' | '‐' | '‑' | '–' | '—' | '−' | 'ー' => '-',
            '\u{a0}' | '\u{3000}' | '\u{202f}' => ' ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_needs_its_signs_side_by_side() {
        for (line, there) in [
            ("Tel 020 7946 0000", true),
            ("+1(234)567", true),
            ("Mug 4999: £3.99 within 30 days, 14 days back", false),
            ("1234567", true),
            ("123456", false),
        ] {
            assert_eq!(has_run(line), there, "{line}");
        }
    }

    fn seen(text: &str, regions: &[Id]) -> Vec<String> {
        find(text, regions)
            .into_iter()
            .filter_map(|p| p.e164)
            .collect()
    }

    #[test]
    fn numbers_of_several_countries_are_read() {
        assert_eq!(
            seen("Call us on 020 7946 0958.", &[Id::GB]),
            ["+442079460958"]
        );
        assert_eq!(seen("+49 (0)30 901820", &[]), ["+4930901820"]);
        assert_eq!(seen("TEL：03-3580-3311", &[Id::JP]), ["+81335803311"]);
        assert_eq!(
            seen("電話\n０１２０－４４４－４４４", &[Id::JP]),
            ["+81120444444"]
        );
        assert_eq!(seen("Phone: (212) 736-5000", &[Id::US]), ["+12127365000"]);
        assert_eq!(seen("Service: 212-736-5000", &[Id::US]), ["+12127365000"]);
    }

    #[test]
    fn other_numbers_are_no_telephone_numbers() {
        for text in [
            "2026-11-22 10:00",
            "£1,234,567.00",
            "〒100-8914",
            "Order no. 0123 456 789",
            "注文番号 0333-1234-56",
            "ISBN 0-306-40615-2",
            "FAX 03-3580-3312",
            "12345678901",
            "01.02.2026",
            "JAN 4901234567894",
            "100 200 300",
        ] {
            assert_eq!(
                seen(text, &[Id::JP, Id::GB]),
                Vec::<String>::new(),
                "{text}"
            );
        }
    }

    #[test]
    fn the_country_comes_from_language_domain_and_currency() {
        let page = Url::parse("https://shop.example.co.uk/").unwrap();
        assert_eq!(regions(Some("ja"), &page, &[]), [Id::GB, Id::JP]);
        assert_eq!(regions(Some("en-gb"), &page, &[]), [Id::GB, Id::US]);
    }
}
