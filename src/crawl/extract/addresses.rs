//! Texts that read like a postal address.

use crate::crawl::extract::dom::{Outline, clip, text_of};
use crate::crawl::extract::structured;
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// Addresses kept for one page.
const LIMIT: usize = 20;

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

/// The postal addresses of a page: from structured data, `<address>` and text.
pub fn read(outline: &Outline<'_>, items: &[Value]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for object in structured::objects(items) {
        if structured::is_a(object, "PostalAddress") {
            let parts = [
                "streetAddress",
                "addressLocality",
                "addressRegion",
                "postalCode",
                "addressCountry",
            ];
            let text: Vec<&str> = parts
                .iter()
                .filter_map(|name| object.get(*name)?.as_str())
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect();
            if text.len() >= 2 {
                add(&mut found, text.join(", "));
            }
        }
    }
    for placed in outline.address_elements.iter().filter(|a| !a.hidden) {
        let text = text_of(placed.element);
        // `<address>` often holds only an author's name or a mail link.
        if (10..300).contains(&text.chars().count())
            && text
                .chars()
                .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
            && !text.contains('@')
        {
            add(&mut found, text);
        }
    }
    for one in find(&outline.text) {
        add(&mut found, one);
    }
    found
}

fn add(found: &mut Vec<String>, one: String) {
    let known = found
        .iter()
        .any(|f| f.contains(&one) || one.contains(f.as_str()));
    if !known && found.len() < LIMIT {
        found.push(one);
    }
}

/// Postal addresses in a text, in order: Japanese ones by prefecture, British
/// and American ones by postcode, others of Europe by street and postcode.
pub fn find(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.len() > 2_000 {
            continue;
        }
        let before = &lines[index.saturating_sub(3)..index];
        let address = japanese(line)
            .or_else(|| western(line, before))
            .or_else(|| chinese_or_korean(line));
        if let Some(address) = address {
            add(&mut found, address);
            if found.len() >= LIMIT {
                break;
            }
        }
    }
    found
}

/// 〒123-4567 東京都港区芝公園4-2-8 …: a prefecture, a town, and a number.
fn japanese(line: &str) -> Option<String> {
    static TOWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[^\d０-９、。！？]{1,24}?[市区町村郡].{0,30}?[\d０-９一二三四五六七八九十]")
            .expect("a constant pattern")
    });
    static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"〒?\s?[\d０-９]{3}[-－‐−ー][\d０-９]{4}\s*$").expect("a constant pattern")
    });
    if line.is_ascii() || !line.contains(['都', '道', '府', '県']) {
        return None;
    }
    let (at, prefecture) = PREFECTURES
        .iter()
        .filter_map(|p| line.find(p).map(|at| (at, *p)))
        .min()?;
    let rest = &line[at + prefecture.len()..];
    if !TOWN.is_match(rest) {
        return None;
    }
    let start = POSTCODE.find(&line[..at]).map_or(at, |m| m.start());
    let end = line[at..]
        .find(['。', '、', '\t'])
        .map_or(line.len(), |end| at + end);
    let address = &line[start..end];
    // What follows the address on the same line is often the telephone number.
    let stop = ["TEL", "Tel", "tel", "電話", "FAX", "（地図", "営業"]
        .iter()
        .filter_map(|word| address.find(word))
        .min()
        .unwrap_or(address.len());
    Some(clip(
        address[..stop]
            .trim()
            .trim_end_matches(['(', '（', '/', '／', '|', ':'])
            .trim(),
        120,
    ))
}

/// Whether a line can have a western postcode at all: a capital before a digit, or four digits with a
/// capital behind them. Most lines have none, and the pattern is dear.
fn may_have_code(line: &str) -> bool {
    let capital = |c: char| c.is_uppercase();
    let mut digits = 0;
    let mut before = [' '; 2];
    for c in line.chars() {
        let after_capital = capital(before[1]) || before[1].is_whitespace() && capital(before[0]);
        if c.is_ascii_digit() && after_capital {
            return true;
        }
        if capital(c) && digits >= 4 {
            return true;
        }
        digits = match c {
            '0'..='9' => digits + 1,
            // What may stand between the digits, and between them and the town.
            _ if c.is_whitespace() || matches!(c, '-' | ',') => digits,
            _ => 0,
        };
        before = [before[1], c];
    }
    false
}

fn western(line: &str, before: &[&str]) -> Option<String> {
    // Unicode's word boundaries keep the engine from its fast ways; every pattern has an ASCII digit
    // or letter at them.
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
              (?-u:\b)(?:GIR\s?0AA|[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][ABD-HJLNP-UW-Z]{2})(?-u:\b)      # British
            | (?-u:\b)[A-Z][A-Za-z.\ ]{2,30},?\s(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\s[0-9]{5}(?:-[0-9]{4})?(?-u:\b) # American
            | (?-u:\b)[0-9]{4}\s?[A-Z]{2}\s{1,2}\p{Lu}[\p{L}'’\-]{1,30}                       # Dutch
            | (?-u:\b)(?:[0-9]{4}|[0-9]{5})-[0-9]{3},?\s\p{Lu}[\p{L}\-]{2,30}               # Portuguese, Brazilian
            | (?-u:\b)(?:[A-Z]{1,2}-)?[0-9]{4,5}\s\p{Lu}[\p{L}\-]{2,30}                     # continental",
        )
        .expect("a constant pattern")
    });
    static STREET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)
              (?-u:\b)[0-9]{1,5}[a-z]?(?:[-/][0-9]{1,4})?,?\s(?:\p{L}[\p{L}.'’\-]*\s){0,4}(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|dr\.?|boulevard|blvd\.?|way|court|ct\.?|square|sq\.?|place|pl\.?|terrace|parade|row|quay|wharf|hill|gardens|close|mews|park|broadway|highway|hwy\.?|yard|house)(?-u:\b)
            | (?-u:\b)[0-9]{1,5}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|quai|allée|chemin|impasse|route)\s\p{L}
            | \p{L}(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm|ufer|straat|gracht|laan|plein)\s?[0-9]{1,4}
            | (?:straße|strasse|weg|platz|allee)\s[0-9]{1,4}
            | (?-u:\b)(?:via|viale|piazza|corso|calle|avenida|plaza|paseo|rua|av\.|travessa|praça|largo|estrada|ulica|ul\.)\s\p{L}[\p{L}\s.'’]{2,40},?\s(?:n[º°.]\s?)?[0-9]{1,4}
            | (?-u:\b)(?:unit|suite|floor|p\.?\s?o\.?\sbox)\s\w{1,6}",
        )
        .expect("a constant pattern")
    });
    if !line.bytes().any(|b| b.is_ascii_digit()) || !may_have_code(line) {
        return None;
    }
    let code = CODE.find(line)?;
    // The street stands on the same line or on one of the three before it.
    let joined = |from: usize| {
        let mut parts: Vec<&str> = before[from..].to_vec();
        parts.push(&line[..code.end()]);
        parts.join(", ")
    };
    for from in (0..=before.len()).rev() {
        let text = joined(from);
        if text.chars().count() > 200 {
            break;
        }
        if let Some(street) = STREET.find(&text) {
            let tail = text[street.start()..].trim();
            return Some(clip(tail, 200));
        }
    }
    // Many a street is called by a name alone ("Brink 41"): right before a postcode of five figures, or one
    // with letters, it is one.
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)\p{Lu}[\p{L}.'’\-]+(?:\s[\p{L}.'’\-]+){0,4}\s[0-9]{1,4}\s?[a-zA-Z]?\s*[,·|–\-]\s*
              (?:(?:[A-Z]{1,2}-)?[0-9]{5}\s\p{Lu}|[0-9]{4}\s?[A-Z]{2}\s{1,2}\p{Lu})[\p{L}'’\-]{1,30}",
        )
        .expect("a constant pattern")
    });
    let text = joined(before.len().saturating_sub(1));
    let named = NAMED.find(&text)?;
    (named.as_str().chars().count() <= 120).then(|| named.as_str().to_owned())
}

/// 上海市徐汇区漕溪北路88号, 서울특별시 강남구 테헤란로 123: a city, a district, a street and a number.
fn chinese_or_korean(line: &str) -> Option<String> {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)\p{Han}{2,8}[省市縣县]\p{Han}{1,12}[区區县縣市鎮镇]?\p{Han}{0,16}[路街道巷段弄]\s?[0-9０-９]{1,5}\s?[号號]
              |(?:(?:\p{Hangul}{2,8}[시도]|서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)
               \s(?:(?:\p{Hangul}{1,8}시\s)?\p{Hangul}{1,8}[구군]|\p{Hangul}{1,8}시)|세종특별자치시)
               \s(?:\p{Hangul}{1,8}[읍면동]\s)?
               \p{Hangul}[\p{Hangul}0-9]{0,14}[로길동]\s?[0-9]{1,5}(?:-[0-9]{1,4})?",
        )
        .expect("a constant pattern")
    });
    if line.is_ascii() || !line.contains(['号', '號', '로', '길', '동']) {
        return None;
    }
    WHOLE.find(line).map(|found| found.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_several_countries_are_found() {
        assert_eq!(
            find("所在地 〒105-0011 東京都港区芝公園4丁目2-8 TEL 03-3433-5111"),
            ["〒105-0011 東京都港区芝公園4丁目2-8"]
        );
        assert_eq!(
            find("京都府京都市中京区河原町1番地"),
            ["京都府京都市中京区河原町1番地"]
        );
        assert_eq!(
            find("Harbour & Hearth Ltd\n12 Quayside Road\nBristol\nBS1 4RN"),
            ["12 Quayside Road, Bristol, BS1 4RN"]
        );
        assert_eq!(
            find("350 Fifth Avenue, New York, NY 10118"),
            ["350 Fifth Avenue, New York, NY 10118"]
        );
        assert_eq!(find("Musterstraße 12\n10115 Berlin").len(), 1);
        assert_eq!(
            find("12 rue de Rivoli, 75001 Paris"),
            ["12 rue de Rivoli, 75001 Paris"]
        );
    }

    #[test]
    fn streets_with_a_name_of_their_own_are_known_by_the_postcode_behind_them() {
        for (text, address) in [
            (
                "Fietskelder B.V. · Brink 41, 7411 BR Deventer · 0570 555 014",
                "Brink 41, 7411 BR Deventer",
            ),
            ("Brink 41\n7411BR Deventer", "Brink 41, 7411BR Deventer"),
            ("Am Markt 5, 20095 Hamburg", "Am Markt 5, 20095 Hamburg"),
            (
                "Rua Augusta 12, 1100-053 Lisboa",
                "Rua Augusta 12, 1100-053 Lisboa",
            ),
            (
                "地址：上海市徐汇区漕溪北路88号 电话",
                "上海市徐汇区漕溪北路88号",
            ),
            ("台北市信義區忠孝東路五段2號", "台北市信義區忠孝東路五段2號"),
            (
                "주소: 서울특별시 강남구 테헤란로 123, 4층",
                "서울특별시 강남구 테헤란로 123",
            ),
            (
                "주소: 제주특별자치도 제주시 중앙로 217, 2층",
                "제주특별자치도 제주시 중앙로 217",
            ),
            ("경기 파주시 회동길 145", "경기 파주시 회동길 145"),
            (
                "세종특별자치시 한누리대로 2130",
                "세종특별자치시 한누리대로 2130",
            ),
        ] {
            let found = find(text);
            assert!(
                found.iter().any(|one| one.contains(address)),
                "{text}: {found:?}"
            );
        }
        for text in [
            "Stand Oktober 26, 2026 Berlin",
            "Reeds 1200 BR klanten",
            "서울에서 만든 도자기 3개 123",
            "제주 올레길 7코스를 걷다",
        ] {
            assert!(find(text).is_empty(), "{text}: {:?}", find(text));
        }
    }

    #[test]
    fn other_texts_are_no_addresses() {
        for text in [
            "東京都にお住まいの方は送料無料",
            "全国一律 北海道・沖縄県は別途1,000円",
            "Order 12345 Items shipped",
            "In stock: 2024 Collection",
            "Call 020 7946 0000",
        ] {
            assert_eq!(find(text), Vec::<String>::new(), "{text}");
        }
    }
}
