//! What the options of a list give away: countries, regions, months, years, titles.

use crate::model::look::Field;
use crate::rulebook::lexicon::normal::normalise;

/// A kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Countries.
    Countries,
    /// States, provinces, prefectures.
    Regions,
    /// Twelve months.
    Months,
    /// Days of a month.
    Days,
    /// Years from now on.
    YearsAhead,
    /// Years of birth.
    YearsBehind,
    /// Telephone codes of countries.
    DialCodes,
    /// Mr, Ms, Herr, Frau.
    Titles,
    /// Card brands.
    Cards,
    /// Small numbers from one on.
    Quantities,
}

const COUNTRIES: [&str; 40] = [
    "us",
    "gb",
    "jp",
    "de",
    "fr",
    "usa",
    "united states",
    "united states of america",
    "united kingdom",
    "japan",
    "germany",
    "france",
    "canada",
    "australia",
    "italy",
    "spain",
    "deutschland",
    "österreich",
    "schweiz",
    "frankreich",
    "belgique",
    "allemagne",
    "royaume-uni",
    "espagne",
    "españa",
    "italia",
    "brasil",
    "portugal",
    "nederland",
    "belgië",
    "日本",
    "アメリカ",
    "中国",
    "대한민국",
    "美国",
    "afghanistan",
    "albania",
    "algeria",
    "andorra",
    "argentina",
];
const REGIONS: [&str; 44] = [
    "al",
    "ak",
    "az",
    "ca",
    "ny",
    "tx",
    "alabama",
    "alaska",
    "arizona",
    "california",
    "new york",
    "texas",
    "florida",
    "ontario",
    "quebec",
    "british columbia",
    "alberta",
    "new south wales",
    "victoria",
    "queensland",
    "北海道",
    "青森県",
    "東京都",
    "大阪府",
    "京都府",
    "沖縄県",
    "bayern",
    "berlin",
    "hessen",
    "sachsen",
    "madrid",
    "barcelona",
    "valencia",
    "sevilla",
    "são paulo",
    "rio de janeiro",
    "sp",
    "rj",
    "milano",
    "roma",
    "서울",
    "경기",
    "北京",
    "上海",
];
const TITLES: [&str; 20] = [
    "mr", "mrs", "ms", "miss", "dr", "mr.", "mrs.", "ms.", "dr.", "herr", "frau", "m.", "mme",
    "monsieur", "madame", "sr", "sra", "sr.", "sra.", "sig.",
];
const CARDS: [&str; 9] = [
    "visa",
    "mastercard",
    "master card",
    "american express",
    "amex",
    "discover",
    "jcb",
    "maestro",
    "diners club",
];

/// What the options are a list of.
pub fn read(field: &Field) -> Option<List> {
    let texts: Vec<String> = field
        .options
        .iter()
        .map(|(_, t)| normalise(t))
        .filter(|t| !t.is_empty())
        .collect();
    let n = texts.len();
    if n < 2 {
        return None;
    }
    let values: Vec<String> = field
        .options
        .iter()
        .map(|(v, _)| v.trim().to_lowercase())
        .collect();
    let among = |list: &[&str]| {
        texts
            .iter()
            .zip(values.iter().chain(std::iter::repeat(&String::new())))
            .filter(|(t, v)| list.contains(&t.as_str()) || list.contains(&v.as_str()))
            .count()
    };
    let dial = field
        .options
        .iter()
        .filter(|(_, t)| t.contains('+') && t.chars().any(|c| c.is_ascii_digit()))
        .count();
    if dial * 2 > n {
        return Some(List::DialCodes);
    }
    let numbers: Vec<i64> = texts
        .iter()
        .zip(values.iter().map(Some).chain(std::iter::repeat(None)))
        .filter_map(|(t, v)| number(t).or_else(|| v.and_then(|v| year_of_era(t, v))))
        .collect();
    let most = numbers.len() * 10 >= n * 7;
    let (low, high) = (
        numbers.iter().min().copied().unwrap_or_default(),
        numbers.iter().max().copied().unwrap_or_default(),
    );
    if most && low >= 1900 && high <= 2100 {
        return Some(if low >= 2015 && high >= 2025 {
            List::YearsAhead
        } else {
            List::YearsBehind
        });
    }
    if most && numbers.len() == 12 && low == 1 && high == 12 || months(&texts) {
        return Some(List::Months);
    }
    if most && (28..=31).contains(&numbers.len()) && low == 1 {
        return Some(List::Days);
    }
    if most && low >= 15 && high <= 60 && numbers.len() >= 5 && high - low <= 25 {
        return Some(List::YearsAhead);
    }
    if most && (0..=1).contains(&low) && high <= 100 {
        return Some(List::Quantities);
    }
    let countries = among(&COUNTRIES);
    let regions = among(&REGIONS);
    if n >= 4 && countries >= 3 && countries >= regions || countries >= 2 && countries * 2 >= n {
        return Some(List::Countries);
    }
    if n >= 4 && regions >= 3 {
        return Some(List::Regions);
    }
    if among(&CARDS) >= 2 {
        return Some(List::Cards);
    }
    if among(&TITLES) >= 2 && n <= 12 {
        return Some(List::Titles);
    }
    None
}

/// A number with or without its unit: `1985`, `10月`, `1985年(昭和60年)`.
fn number(text: &str) -> Option<i64> {
    let plain = text.split(['(', '/']).next().unwrap_or(text);
    plain
        .trim()
        .trim_end_matches(['年', '月', '日', '년', '월', '일'])
        .trim()
        .parse()
        .ok()
}

/// A year of a Japanese era, whose value is often the common year: `昭和60年` with `1985`.
fn year_of_era(text: &str, value: &str) -> Option<i64> {
    const ERAS: [(&str, i64); 5] = [
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("大正", 1911),
        ("明治", 1867),
    ];
    let (era, before) = ERAS.into_iter().find(|(era, _)| text.starts_with(era))?;
    let year = text[era.len()..]
        .split(['(', '/'])
        .next()
        .unwrap_or_default()
        .trim()
        .trim_end_matches('年')
        .trim();
    let year: i64 = if year == "元" { 1 } else { year.parse().ok()? };
    value
        .parse()
        .ok()
        .filter(|common| (1868..=2100).contains(common))
        .or_else(|| year.checked_add(before))
}

fn months(texts: &[String]) -> bool {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "ma", "jul", "ago", "aug", "sep", "oct", "okt", "nov", "de",
    ];
    let named = texts
        .iter()
        .filter(|t| {
            NAMES.iter().any(|m| {
                t.trim_start_matches(|c: char| {
                    c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | '/')
                })
                .starts_with(m)
            })
        })
        .count();
    (12..=13).contains(&texts.len()) && named >= 7
}
