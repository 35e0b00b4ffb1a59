//! Prices in plain text, in the ways that shops of many countries write them.

use crate::crawl::extract::currencies::{PREFIXES, SUFFIXES, meaning};
use crate::model::page::PriceText;
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Prices read from one text.
const LIMIT: usize = 200;
/// Characters of context before a price.
const BEFORE: usize = 80;
/// Characters of context after a price.
const AFTER: usize = 40;

/// Prices in a text, in order, at most 200. `$` is read as US dollars and `¥`
/// as yen where nothing says otherwise.
pub fn find(text: &str) -> Vec<PriceText> {
    find_with(text, None)
}

/// The same, with the store's own currency where it is known: it decides what
/// `$`, `¥` and `kr` mean.
pub fn find_with(text: &str, home: Option<&str>) -> Vec<PriceText> {
    let mut found = Vec::new();
    let mut previous_line = "";
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if line.len() < 100_000 && could_have_price(line) {
            read_line(line, previous_line, home, &mut found);
            if found.len() >= LIMIT {
                found.truncate(LIMIT);
                break;
            }
        }
        previous_line = line;
    }
    found
}

fn could_have_price(line: &str) -> bool {
    line.chars()
        .any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

struct Match {
    start: usize,
    end: usize,
    amount: f64,
    currency: Option<String>,
}

fn read_line(line: &str, previous: &str, home: Option<&str>, found: &mut Vec<PriceText>) {
    let (plain, offsets) = narrow(line);
    let matches = matches(&plain, home);
    // Nothing of a line of ASCII moves.
    let place = |at: usize| offsets.get(at).copied().unwrap_or(at);
    for (index, m) in matches.iter().enumerate() {
        let (start, end) = (place(m.start), place(m.end));
        let from = index.checked_sub(1).map_or(0, |i| place(matches[i].end));
        let to = matches
            .get(index + 1)
            .map_or(line.len(), |next| place(next.start));
        found.push(PriceText {
            text: line[start..end].trim().to_string(),
            amount: m.amount,
            currency: m.currency.clone(),
            context: context(
                &line[from..start],
                &line[end..to],
                index + 1 == matches.len(),
                previous,
            ),
        });
    }
}

/// Words before the price, a remark in brackets after it, and the line before
/// where the price stands alone.
fn context(before: &str, after: &str, is_last: bool, previous: &str) -> String {
    let before = tail(before.trim(), BEFORE);
    let after = after.trim_start();
    let remark = after.starts_with(['(', '（', '/', '[', '［', '【', '<', '＜', '~', '〜'])
        || [
            "税", "incl", "excl", "inc", "ex ", "VAT", "tax", "per ", "inkl", "zzgl", "TTC", "HT",
            "off", "OFF",
        ]
        .iter()
        .any(|word| after.starts_with(word));
    let after = if remark || is_last {
        head(after, AFTER)
    } else {
        ""
    };
    let mut words = format!("{before} {after}").trim().to_string();
    if !words.chars().any(char::is_alphabetic) {
        words = format!("{} {words}", tail(previous, BEFORE))
            .trim()
            .to_string();
    }
    words
}

fn tail(text: &str, chars: usize) -> &str {
    let skip = text.chars().count().saturating_sub(chars);
    text.char_indices()
        .nth(skip)
        .map_or("", |(at, _)| &text[at..])
}

fn head(text: &str, chars: usize) -> &str {
    text.char_indices()
        .nth(chars)
        .map_or(text, |(at, _)| &text[..at])
}

/// The text with full-width digits and signs made narrow, and for each of its
/// bytes where it comes from; no places where all bytes stay where they are.
fn narrow(line: &str) -> (Cow<'_, str>, Vec<usize>) {
    if line.is_ascii() {
        return (Cow::Borrowed(line), Vec::new());
    }
    let mut plain = String::with_capacity(line.len());
    let mut offsets = Vec::with_capacity(line.len() + 1);
    for (at, c) in line.char_indices() {
        let c = match c {
            '０'..='９' | '，' | '．' | '＄' | '－' | '＋' | '（' | '）' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '￥' => '¥',
            '￡' => '£',
            '￦' => '₩',
            '−' | '–' | '—' | '‐' | '‑' => '-',
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => ' ',
            '’' => '\'',
            other => other,
        };
        plain.push(c);
        offsets.resize(plain.len(), at);
    }
    offsets.push(line.len());
    (Cow::Owned(plain), offsets)
}

fn matches(plain: &str, home: Option<&str>) -> Vec<Match> {
    static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?:
            [0-9]{1,4}(?:\.[0-9]+)?万(?:[0-9],[0-9]{3}|[0-9]{1,4})?
          | [0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?(?:(?-u:\b)|[^0-9]|$)
          | [0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?(?:(?-u:\b)|[^0-9]|$)
          | [0-9]{1,3}(?:'[0-9]{3})+(?:[.,][0-9]{1,2})?(?:(?-u:\b)|[^0-9]|$)
          | [0-9]{1,3}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]{1,2})?(?:(?-u:\b)|[^0-9]|$)
          | [0-9]{1,12}(?:[.,][0-9]{1,2})?)",
        )
        .expect("a constant pattern")
    });
    let mut found: Vec<Match> = Vec::new();
    let mut looked_at = 0;
    // Every amount begins with a digit, and every digit begins one: the pattern is tried there alone.
    while let Some(digit) = plain[looked_at..].bytes().position(|b| b.is_ascii_digit()) {
        let mut start = looked_at + digit;
        let run = start + run_of_amount(&plain[start..]);
        if prefix_before(plain, start).is_none() && !begins_with_suffix(&plain[run..]) {
            looked_at = run;
            continue;
        }
        let Some(whole) = AMOUNT.find(&plain[start..]) else {
            break;
        };
        looked_at = start + whole.end();
        let digits = whole
            .as_str()
            .trim_end_matches(|c: char| !c.is_ascii_digit() && c != '万');
        let mut end = start + digits.len();
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let amount = match digits.split_once('万') {
            Some((man, "")) => number(man).map(|man| man * 10_000.0),
            Some((man, rest)) => number(man)
                .zip(number(&rest.replace(',', "")))
                .map(|(man, rest)| man * 10_000.0 + rest),
            None => number(digits),
        };
        let Some(mut amount) = amount else { continue };
        // A part of a longer number or of a word is no amount.
        let before = plain[..start].chars().next_back();
        let after = plain[end..].chars().next();
        if before.is_some_and(|c| c.is_ascii_digit()) || after.is_some_and(|c| c.is_ascii_digit()) {
            continue;
        }
        // The sign behind the amount before is that one's: "15,99 € 15,99 €".
        let prefix = prefix_before(plain, start)
            .filter(|(sign, ..)| found.last().is_none_or(|last| *sign >= last.end));
        let suffix = suffix_after(plain, end);
        let (currency, negative_at) = match (prefix, suffix) {
            // "CHF 12.50 EUR 11": the sign before belongs to the amount.
            (Some((sign_start, code, symbol)), after) => {
                start = sign_start;
                if let Some((suffix_end, after_code, after_symbol)) = after
                    && (after_code == code || code.is_none() || symbol == after_symbol)
                {
                    end = suffix_end;
                    (
                        after_code
                            .or(code)
                            .map(str::to_string)
                            .or_else(|| meaning(symbol, home)),
                        start,
                    )
                } else {
                    (
                        code.map(str::to_string).or_else(|| meaning(symbol, home)),
                        start,
                    )
                }
            }
            (None, Some((suffix_end, code, symbol))) => {
                // Groups with spaces are read only before a currency: "1 299 kr".
                let grouped = grouped_before(plain, start, digits);
                if let Some((group_start, value)) = grouped
                    && found.last().is_none_or(|last| group_start >= last.end)
                {
                    start = group_start;
                    amount = value;
                }
                end = suffix_end;
                (
                    code.map(str::to_string).or_else(|| meaning(symbol, home)),
                    start,
                )
            }
            (None, None) => continue,
        };
        // "−£5.00" is a discount; "£10-£20" is a range.
        let mut signs = plain[..negative_at].char_indices().rev();
        if let Some((at, '-')) = signs.next()
            && signs
                .next()
                .is_none_or(|(_, c)| c.is_whitespace() || c == '(')
        {
            amount = -amount;
            start = at;
        }
        if amount.abs() > 1e10 {
            continue;
        }
        found.push(Match {
            start,
            end,
            amount,
            currency,
        });
    }
    found
}

/// Bytes of the signs that an amount can be made of, or stand between it and a currency behind it.
/// The currency of any amount in such a run stands before or behind the whole run.
fn run_of_amount(text: &str) -> usize {
    let signs = ['.', ',', '\'', ' ', '-', '万'];
    text.find(|c: char| !(c.is_ascii_digit() || signs.contains(&c)))
        .unwrap_or(text.len())
}

fn begins_with_suffix(text: &str) -> bool {
    BEGINNINGS.holds(text.bytes().next()) && SUFFIXES.iter().any(|(sign, _)| text.starts_with(sign))
}

/// A set of bytes: most amounts stand beside a byte that belongs to no currency.
struct Bytes([bool; 256]);

impl Bytes {
    fn of(bytes: impl Iterator<Item = Option<u8>>) -> Bytes {
        let mut set = [false; 256];
        bytes
            .flatten()
            .for_each(|byte| set[usize::from(byte)] = true);
        Bytes(set)
    }

    fn holds(&self, byte: Option<u8>) -> bool {
        byte.is_some_and(|byte| self.0[usize::from(byte)])
    }
}

/// What a currency before an amount ends with.
static ENDS: LazyLock<Bytes> =
    LazyLock::new(|| Bytes::of(PREFIXES.iter().map(|(sign, _)| sign.bytes().next_back())));
/// What a currency after an amount begins with.
static BEGINNINGS: LazyLock<Bytes> =
    LazyLock::new(|| Bytes::of(SUFFIXES.iter().map(|(sign, _)| sign.bytes().next())));

type Sign = (usize, Option<&'static str>, &'static str);

fn prefix_before(plain: &str, start: usize) -> Option<Sign> {
    let before = plain[..start].trim_end_matches(' ');
    // "¥-" and "€ -" do not come before an amount, "$ -5" does not occur often enough.
    let gap = start - before.len();
    if gap > 2 || !ENDS.holds(before.bytes().next_back()) {
        return None;
    }
    let (symbol, code) = PREFIXES
        .iter()
        .filter(|(symbol, _)| ends_with_word(before, symbol))
        .max_by_key(|(symbol, _)| symbol.len())?;
    Some((before.len() - symbol.len(), *code, symbol))
}

fn ends_with_word(text: &str, symbol: &str) -> bool {
    let Some(rest) = text.strip_suffix(symbol) else {
        return false;
    };
    // Words must stand alone: "kr" ends "Mikr", "RM" ends "FORM".
    let starts_with_letter = symbol.starts_with(|c: char| c.is_alphabetic());
    !(starts_with_letter && rest.ends_with(|c: char| c.is_alphanumeric()))
}

fn suffix_after(plain: &str, end: usize) -> Option<Sign> {
    let mut rest = &plain[end..];
    let mut at = end;
    // "12,- €" and "12.– CHF".
    for dash in [",-", ".-", ",--"] {
        if let Some(after) = rest.strip_prefix(dash) {
            at += dash.len();
            rest = after;
        }
    }
    let trimmed = rest.trim_start_matches(' ');
    if rest.len() - trimmed.len() > 2 || !BEGINNINGS.holds(trimmed.bytes().next()) {
        return None;
    }
    at += rest.len() - trimmed.len();
    let (symbol, code) = SUFFIXES
        .iter()
        .filter(|(symbol, _)| trimmed.starts_with(symbol))
        .max_by_key(|(symbol, _)| symbol.len())?;
    let next = trimmed[symbol.len()..].chars().next();
    let is_price = match *symbol {
        // 円 and 元 are also parts of words: 円形, 元年.
        "円" => !next.is_some_and(|c| "形盤周滑筒卓陣熟環弧錐高安".contains(c)),
        "元" => !next.is_some_and(|c| "年々気旦禄禁号素祖来本払".contains(c)),
        // "12 $5": the sign belongs to the next amount.
        "$" | "£" | "€" | "₩" | "₽" | "₺" | "₴" | "₪" | "₫" => {
            !next.is_some_and(|c| c.is_ascii_digit())
        }
        "kr" | "Ft" | "lei" | "yen" | "Euro" | "zł" | "Kč" | "лв" => {
            !next.is_some_and(char::is_alphabetic)
        }
        _ => !next.is_some_and(char::is_alphanumeric),
    };
    is_price.then_some((at + symbol.len(), *code, *symbol))
}

/// Groups of three digits with spaces to the left of an amount: for `299,00` in
/// `1 299,00` the start of the `1` and the value of both.
fn grouped_before(plain: &str, start: usize, digits: &str) -> Option<(usize, f64)> {
    let whole = digits.split(['.', ',']).next()?;
    if whole.len() != 3 {
        return None;
    }
    let mut from = start;
    loop {
        let before = plain[..from].strip_suffix(' ')?;
        let head = before.trim_end_matches(|c: char| c.is_ascii_digit());
        let group = &before[head.len()..];
        let joins = head
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '-'));
        match group.len() {
            1..=2 if joins => {
                from = head.len();
                break;
            }
            3 if head.ends_with(' ') => from = head.len(),
            3 if joins => {
                from = head.len();
                break;
            }
            _ if from < start => break,
            _ => return None,
        }
    }
    let joined: String = plain[from..start]
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    number(&format!("{joined}{digits}")).map(|value| (from, value))
}

/// Reads `1,234.56`, `1.234,56`, `1'234.50`, `1234`, `12,5`. A single separator before
/// three digits groups; before one or two it is the decimal sign.
pub fn number(digits: &str) -> Option<f64> {
    let last = digits.rfind(['.', ',']);
    let mut plain = String::with_capacity(digits.len());
    for (at, c) in digits.char_indices() {
        match c {
            '0'..='9' => plain.push(c),
            '.' | ',' if Some(at) == last => {
                let decimals = digits.len() - at - 1;
                let same = digits.matches(c).count();
                if same == 1 && (decimals < 3 || digits.starts_with('0')) {
                    plain.push('.');
                }
            }
            '.' | ',' | '\'' | ' ' => {}
            _ => return None,
        }
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, f64, Option<&str>)]) {
        let found = find(text);
        let seen: Vec<_> = found
            .iter()
            .map(|p| (p.text.as_str(), p.amount, p.currency.as_deref()))
            .collect();
        assert_eq!(seen, expected, "in {text:?}");
    }

    #[test]
    fn the_sign_between_two_amounts_belongs_to_the_first() {
        check(
            "Bolso 1 15,99 € 15,99 €",
            &[
                ("15,99 €", 15.99, Some("EUR")),
                ("15,99 €", 15.99, Some("EUR")),
            ],
        );
    }

    #[test]
    fn prices_of_many_countries_are_read() {
        check("£99.00", &[("£99.00", 99.0, Some("GBP"))]);
        check("$1,234.56", &[("$1,234.56", 1234.56, Some("USD"))]);
        check("CA$ 12", &[("CA$ 12", 12.0, Some("CAD"))]);
        check("1.234,56 €", &[("1.234,56 €", 1234.56, Some("EUR"))]);
        check("€ 12,-", &[("€ 12", 12.0, Some("EUR"))]);
        check("12,5 zł", &[("12,5 zł", 12.5, Some("PLN"))]);
        check("CHF 1'299.50", &[("CHF 1'299.50", 1299.5, Some("CHF"))]);
        check("R$ 1.299,90", &[("R$ 1.299,90", 1299.9, Some("BRL"))]);
        check("1 299 kr", &[("1 299 kr", 1299.0, None)]);
        check(
            "12 345 678,90 Kč",
            &[("12 345 678,90 Kč", 12_345_678.9, Some("CZK"))],
        );
        check("₩12,000", &[("₩12,000", 12000.0, Some("KRW"))]);
        check("₹1,23,456", &[("₹1,23,456", 123456.0, Some("INR"))]);
        check("EUR 5", &[("EUR 5", 5.0, Some("EUR"))]);
        check("$99 USD", &[("$99 USD", 99.0, Some("USD"))]);
    }

    #[test]
    fn japanese_prices_are_read_in_all_widths() {
        check("¥1,280（税込）", &[("¥1,280", 1280.0, Some("JPY"))]);
        check("￥１，２８０", &[("￥１，２８０", 1280.0, Some("JPY"))]);
        check(
            "１２，８００円",
            &[("１２，８００円", 12800.0, Some("JPY"))],
        );
        check(
            "価格 3,980円(税込4,378円)",
            &[
                ("3,980円", 3980.0, Some("JPY")),
                ("4,378円", 4378.0, Some("JPY")),
            ],
        );
        check("1万2,800円", &[("1万2,800円", 12800.0, Some("JPY"))]);
        check("3万円以上", &[("3万円", 30000.0, Some("JPY"))]);
    }

    #[test]
    fn other_numbers_are_no_prices() {
        for text in [
            "Order 12345",
            "2026-11-22",
            "Tel. 020 7946 0000",
            "4.5 out of 5",
            "12 months",
            "50% off",
            "円形テーブル 60",
            "直径30円形",
            "令和元年 2024",
            "100 krill",
            "FORM 12",
            "150cm x 60cm",
            "12 results",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_sign_between_two_amounts_belongs_to_one() {
        check(
            "£10 - £20",
            &[("£10", 10.0, Some("GBP")), ("£20", 20.0, Some("GBP"))],
        );
        check(
            "£10-£20",
            &[("£10", 10.0, Some("GBP")), ("£20", 20.0, Some("GBP"))],
        );
        check("2 £5", &[("£5", 5.0, Some("GBP"))]);
        check("Discount -£5.00", &[("-£5.00", -5.0, Some("GBP"))]);
    }

    #[test]
    fn the_context_says_what_a_price_is() {
        let found = find("Subtotal £10.00 Shipping £5.00 (incl. VAT) Total £15.00");
        let context: Vec<&str> = found.iter().map(|p| p.context.as_str()).collect();
        assert_eq!(context[0], "Subtotal");
        assert!(context[1].starts_with("Shipping (incl. VAT)"));
        assert!(context[2].ends_with("Total"));
        assert_eq!(find("送料\n550円")[0].context, "送料");
        assert_eq!(find("1,980円（税込）")[0].context, "（税込）");
    }

    #[test]
    fn the_stores_currency_decides_what_a_sign_means() {
        assert_eq!(
            find_with("$5", Some("CAD"))[0].currency.as_deref(),
            Some("CAD")
        );
        assert_eq!(
            find_with("¥5", Some("CNY"))[0].currency.as_deref(),
            Some("CNY")
        );
        assert_eq!(
            find_with("£5", Some("CAD"))[0].currency.as_deref(),
            Some("GBP")
        );
        assert_eq!(
            find_with("199 kr", Some("SEK"))[0].currency.as_deref(),
            Some("SEK")
        );
    }

    #[test]
    fn any_text_is_survived() {
        for text in [
            "¥",
            "円",
            "万円",
            "１万",
            "1 2 3 4 5 kr",
            "...,,,€",
            "-£",
            "€€€1€€€",
            "1 234 567 890 123 456 kr",
            "🛒£9🛒",
        ] {
            find(text);
        }
        assert_eq!(find(&"£1 ".repeat(1_000)).len(), 200);
    }
}
