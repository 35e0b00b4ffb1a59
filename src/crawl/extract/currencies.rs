//! Signs, words and codes of currencies, and what the ambiguous ones mean.

/// Symbols and codes that stand before an amount, longest first.
pub const PREFIXES: [(&str, Option<&str>); 43] = [
    ("US$", Some("USD")),
    ("CA$", Some("CAD")),
    ("AU$", Some("AUD")),
    ("NZ$", Some("NZD")),
    ("HK$", Some("HKD")),
    ("NT$", Some("TWD")),
    ("MX$", Some("MXN")),
    ("R$", Some("BRL")),
    ("S$", Some("SGD")),
    ("A$", Some("AUD")),
    ("C$", Some("CAD")),
    ("$", None),
    ("£", Some("GBP")),
    ("€", Some("EUR")),
    ("¥", None),
    ("₩", Some("KRW")),
    ("₹", Some("INR")),
    ("฿", Some("THB")),
    ("₫", Some("VND")),
    ("₽", Some("RUB")),
    ("₺", Some("TRY")),
    ("₴", Some("UAH")),
    ("₪", Some("ILS")),
    ("RM", Some("MYR")),
    ("RMB", Some("CNY")),
    ("EUR", Some("EUR")),
    ("USD", Some("USD")),
    ("GBP", Some("GBP")),
    ("JPY", Some("JPY")),
    ("CHF", Some("CHF")),
    ("SEK", Some("SEK")),
    ("NOK", Some("NOK")),
    ("DKK", Some("DKK")),
    ("PLN", Some("PLN")),
    ("CZK", Some("CZK")),
    ("HUF", Some("HUF")),
    ("CAD", Some("CAD")),
    ("AUD", Some("AUD")),
    ("CNY", Some("CNY")),
    ("KRW", Some("KRW")),
    ("INR", Some("INR")),
    ("kr.", None),
    ("kr", None),
];

/// Symbols, words and codes that stand after an amount, longest first.
pub const SUFFIXES: [(&str, Option<&str>); 40] = [
    ("円", Some("JPY")),
    ("yen", Some("JPY")),
    ("元", Some("CNY")),
    ("원", Some("KRW")),
    ("€", Some("EUR")),
    ("£", Some("GBP")),
    ("₽", Some("RUB")),
    ("₫", Some("VND")),
    ("₺", Some("TRY")),
    ("₴", Some("UAH")),
    ("₪", Some("ILS")),
    ("₩", Some("KRW")),
    ("zł", Some("PLN")),
    ("Kč", Some("CZK")),
    ("Ft", Some("HUF")),
    ("лв", Some("BGN")),
    ("lei", Some("RON")),
    ("kr.", None),
    ("kr", None),
    ("$", None),
    ("Euro", Some("EUR")),
    ("euros", Some("EUR")),
    ("EUR", Some("EUR")),
    ("USD", Some("USD")),
    ("GBP", Some("GBP")),
    ("JPY", Some("JPY")),
    ("CHF", Some("CHF")),
    ("SEK", Some("SEK")),
    ("NOK", Some("NOK")),
    ("DKK", Some("DKK")),
    ("PLN", Some("PLN")),
    ("CZK", Some("CZK")),
    ("HUF", Some("HUF")),
    ("RON", Some("RON")),
    ("CAD", Some("CAD")),
    ("AUD", Some("AUD")),
    ("CNY", Some("CNY")),
    ("KRW", Some("KRW")),
    ("INR", Some("INR")),
    ("TRY", Some("TRY")),
];

/// The currency of the country that a language tag names: `en-GB`, `ja`.
pub fn currency_of_language(lang: Option<&str>) -> Option<String> {
    let lang = lang?.to_ascii_lowercase().replace('_', "-");
    let mut parts = lang.split('-');
    let primary = parts.next()?;
    let code = match (primary, parts.next_back()) {
        (_, Some("gb")) => "GBP",
        (_, Some("us")) => "USD",
        (_, Some("ca")) => "CAD",
        (_, Some("au")) => "AUD",
        (_, Some("nz")) => "NZD",
        (_, Some("ch")) => "CHF",
        (_, Some("mx")) => "MXN",
        (_, Some("tw")) => "TWD",
        (_, Some("hk")) => "HKD",
        (_, Some("br")) => "BRL",
        ("ja", _) => "JPY",
        ("zh", _) => "CNY",
        ("ko", _) => "KRW",
        ("sv", _) => "SEK",
        ("no" | "nb" | "nn", _) => "NOK",
        ("da", _) => "DKK",
        ("is", _) => "ISK",
        _ => return None,
    };
    Some(code.to_string())
}

/// What an ambiguous sign means in a store with this currency.
pub fn meaning(symbol: &str, home: Option<&str>) -> Option<String> {
    let among = |codes: &[&str]| home.filter(|h| codes.contains(h)).map(str::to_string);
    match symbol {
        "$" => among(&[
            "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS",
        ])
        .or_else(|| Some("USD".to_string())),
        "¥" => among(&["CNY"]).or_else(|| Some("JPY".to_string())),
        _ => among(&["SEK", "NOK", "DKK", "ISK"]),
    }
}
