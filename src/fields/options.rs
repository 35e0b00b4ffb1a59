//! What the options of a list give away: countries, regions, months, years, titles.

use crate::model::look::Field;
use crate::rulebook::lexicon::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

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
    /// Area or network codes of telephones: 010, 02.
    AreaCodes,
    /// Languages.
    Languages,
    /// Currencies.
    Currencies,
    /// Female, male, other.
    Genders,
    /// Yes or no.
    YesNo,
    /// Home, work, mobile.
    Telephones,
    /// In how many payments.
    Installments,
    /// Domains of mail providers.
    MailDomains,
    /// Eras of the Japanese calendar, without years.
    Eras,
}

#[rustfmt::skip]
const COUNTRIES: [&str; 103] = [
    "us", "gb", "jp", "de", "fr", "usa", "united states", "united states of america",
    "united kingdom", "japan", "germany", "france", "canada", "australia", "italy", "spain",
    "deutschland", "osterreich", "schweiz", "frankreich", "belgique", "allemagne", "royaume-uni",
    "espagne", "espana", "italia", "brasil", "portugal", "nederland", "belgie", "duitsland", "日本",
    "アメリカ", "中国", "中國", "台灣", "香港", "대한민국", "미국", "美国", "美國", "afghanistan", "albania", "algeria",
    "andorra", "argentina", "mexico", "colombia", "chile", "india", "polska", "niemcy", "sverige",
    "danmark", "norge", "suomi", "россия", "казахстан", "беларусь", "turkiye", "osterreich (at)",
    "austria", "belgium", "netherlands", "switzerland", "ireland", "new zealand", "san marino",
    "singapore", "hong kong", "taiwan", "south korea", "china", "sweden", "norway", "denmark",
    "finland", "poland", "greece", "luxembourg", "suisse", "italie", "pays-bas", "svizzera", "francia",
    "germania", "alemania", "reino unido", "estados unidos", "frankrijk", "belgien", "niederlande",
    "luxemburg", "liechtenstein", "일본", "중국", "uk", "aus", "uae", "日本国", "韓国", "台湾", "韩国",
];
#[rustfmt::skip]
const REGIONS: [&str; 133] = [
    "al", "ak", "az", "ca", "ny", "tx", "nsw", "vic", "qld", "sp", "rj", "mg", "alabama",
    "alaska", "arizona", "california", "new york", "texas", "florida", "colorado", "ohio",
    "georgia", "ontario", "quebec", "british columbia", "alberta", "manitoba", "nova scotia",
    "new south wales", "victoria", "queensland", "tasmania", "western australia", "北海道", "青森県",
    "東京都", "大阪府", "京都府", "沖縄県", "神奈川県", "愛知県", "bayern", "berlin", "hessen", "sachsen",
    "baden-wurttemberg", "nordrhein-westfalen", "hamburg", "wien", "tirol", "steiermark",
    "karnten", "zurich", "bern", "geneve", "vaud", "madrid", "barcelona", "valencia", "sevilla",
    "alava", "zaragoza", "malaga", "sao paulo", "rio de janeiro", "minas gerais", "milano",
    "roma", "torino", "napoli", "mi", "rm", "agrigento", "서울", "서울특별시", "경기", "경기도", "부산",
    "부산광역시", "北京", "上海", "广东", "廣東", "浙江", "江苏", "四川", "臺北市", "台北市", "新北市", "臺中市", "台中市", "高雄市",
    "delhi", "maharashtra", "karnataka", "kerala", "gujarat", "goa", "tamil nadu", "jalisco",
    "nuevo leon", "ciudad de mexico", "aguascalientes", "buenos aires", "cordoba", "mendoza",
    "lisboa", "porto", "braga", "faro", "aveiro", "noord-holland", "zuid-holland", "utrecht",
    "gelderland", "ankara", "istanbul", "izmir", "adana", "antalya", "mazowieckie", "malopolskie",
    "slaskie", "kent", "essex", "cornwall", "devon", "surrey", "norfolk", "antrim", "dublin",
    "cork", "co. dublin",
];
#[rustfmt::skip]
const TITLES: [&str; 27] = [
    "mr", "mrs", "ms", "miss", "dr", "herr", "frau", "divers", "m", "mme", "mlle", "monsieur",
    "madame", "sr", "sra", "srta", "sig", "sig.ra", "dhr", "mevr", "先生", "小姐", "女士", "太太", "mx",
    "prof", "rev",
];
#[rustfmt::skip]
const CARDS: [&str; 10] = [
    "visa", "mastercard", "master card", "american express", "amex", "discover", "jcb", "maestro",
    "diners club", "diners",
];
#[rustfmt::skip]
const LANGUAGES: [&str; 18] = [
    "english", "deutsch", "francais", "espanol", "italiano", "nederlands", "portugues", "日本語",
    "中文", "简体中文", "繁體中文", "한국어", "german", "french", "spanish", "italian", "polski", "русский",
];
#[rustfmt::skip]
const CURRENCIES: [&str; 16] = [
    "usd", "eur", "gbp", "jpy", "cny", "cad", "aud", "chf", "brl", "krw", "inr", "mxn",
    "us dollar", "euro", "pound sterling", "yen",
];
#[rustfmt::skip]
const GENDERS: [&str; 42] = [
    "male", "female", "man", "woman", "men", "women", "mannlich", "weiblich", "homme", "femme",
    "hombre", "mujer", "masculino", "femenino", "feminino", "maschio", "femmina", "uomo", "donna",
    "vrouw", "男性", "女性", "男", "女", "남성", "여성", "남자", "여자", "non-binary", "other", "m", "f", "w",
    "v", "unspecified", "prefer not to say", "kobieta", "mezczyzna", "erkek", "kadın", "мужской",
    "женский",
];
#[rustfmt::skip]
const TELEPHONES: [&str; 34] = [
    "home", "mobile", "work", "cell", "office", "landline", "other", "mobile phone", "home phone",
    "work phone", "cell phone", "自宅", "携帯", "携帯電話", "勤務先", "会社", "privat", "mobil", "geschäftlich",
    "festnetz", "domicile", "travail", "casa", "trabajo", "movil", "celular", "cellulare", "lavoro",
    "ufficio", "thuis", "werk", "mobiel", "집", "휴대폰",
];
#[rustfmt::skip]
const HANDHELD: [&str; 12] = [
    "mobile", "cell", "mobile phone", "cell phone", "携帯", "携帯電話", "mobil", "movil", "celular",
    "cellulare", "mobiel", "휴대폰",
];
#[rustfmt::skip]
const YES_NO: [&str; 22] = [
    "yes", "no", "ja", "nein", "oui", "non", "si", "sim", "nao", "nee", "はい", "いいえ", "是", "否",
    "예", "아니오", "tak", "nie", "да", "нет", "evet", "hayır",
];

/// Whether a text is nothing but the name of a language.
pub fn is_language_name(text: &str) -> bool {
    LANGUAGES.contains(&normalise(text).as_str())
}

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
    let eras = ["西暦", "明治", "大正", "昭和", "平成", "令和"];
    if texts.iter().filter(|t| eras.contains(&t.as_str())).count() >= 2
        && !texts.iter().any(|t| t.chars().any(char::is_numeric))
    {
        return Some(List::Eras);
    }
    let dial = field
        .options
        .iter()
        .filter(|(_, t)| t.contains('+') && t.chars().any(|c| c.is_ascii_digit()))
        .count();
    if dial * 2 > n {
        return Some(List::DialCodes);
    }
    let code = |t: &String| {
        (2..=4).contains(&t.len()) && t.starts_with('0') && t.chars().all(|c| c.is_ascii_digit())
    };
    if texts.iter().filter(|t| code(t)).count() * 10 >= n * 8
        && !texts
            .iter()
            .any(|t| t == "03" && texts.iter().any(|o| o == "04"))
    {
        return Some(List::AreaCodes);
    }
    let domains = texts.iter().filter(|t| {
        t.trim_start_matches('@')
            .split_once('.')
            .is_some_and(|(a, b)| {
                a.len() >= 2
                    && b.len() >= 2
                    && t.is_ascii()
                    && !t.contains(' ')
                    && b.chars().all(|c| c.is_ascii_alphabetic() || c == '.')
            })
    });
    if domains.count() * 2 > n {
        return Some(List::MailDomains);
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
    let exactly = |list: &[&str]| {
        texts
            .iter()
            .filter(|t| list.contains(&t.trim_end_matches('.')))
            .count()
    };
    if exactly(&YES_NO) >= 2 && n <= 4 {
        return Some(List::YesNo);
    }
    if n <= 7 && exactly(&TELEPHONES) >= 2 && exactly(&HANDHELD) >= 1 {
        return Some(List::Telephones);
    }
    let (titles, genders) = (exactly(&TITLES), exactly(&GENDERS));
    if titles >= 2 && n <= 14 && titles >= genders {
        return Some(List::Titles);
    }
    if genders >= 2 && n <= 6 {
        return Some(List::Genders);
    }
    if exactly(&LANGUAGES) >= 2 && exactly(&LANGUAGES) * 2 >= n {
        return Some(List::Languages);
    }
    let currencies = texts.iter().filter(|t| {
        CURRENCIES.contains(&t.as_str())
            || t.split([' ', '(', ')', '-'])
                .any(|w| CURRENCIES[..12].contains(&w))
    });
    if currencies.count() * 2 > n {
        return Some(List::Currencies);
    }
    let payments = field
        .options
        .iter()
        .filter(|(_, t)| INSTALLMENTS.is_match(t));
    if payments.count() * 2 >= n {
        return Some(List::Installments);
    }
    None
}

static INSTALLMENTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*\d+ ?x |一括|分割|リボ|^\d+回|\d+回払|일시불|\d+개월|分期|\d+ ?期|installment|parcela|cuotas|taksit|\d+ ?rate")
        .expect("a fixed pattern")
});

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
