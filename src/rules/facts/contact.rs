//! How a shopper could reach the store: which phone numbers, addresses, hours
//! and reply times in a text are real ones.
//!
//! A template's leftovers ("123 Main Street", "+1 555 …") are worse than
//! nothing and are told apart; a fax number is not a telephone.

use crate::model::page::{PageFacts, PhoneText};
use crate::rules::facts::words::{find_word, fold, mentions};
use regex::Regex;
use std::sync::LazyLock;

/// Words that stand by a fax number.
const FAX: &[&str] = &["fax", "telefax", "ファックス", "ファクス", "ファクシミリ"];

/// Texts that shop templates bring along in place of an address.
const ADDRESS_PLACEHOLDERS: &[&str] = &[
    "123 main st",
    "123 main street",
    "123 fake street",
    "123 street",
    "123 demo",
    "123 example",
    "123 your street",
    "your street",
    "your address",
    "your city",
    "your company address",
    "1234 street",
    "1234 main",
    "street address here",
    "lorem ipsum",
    "anytown",
    "sample street",
    "example street",
    "test street",
    "musterstrasse",
    "musterstraße",
    "musterstadt",
    "rue exemple",
    "rue de l'exemple",
    "calle ejemplo",
    "via esempio",
    "voorbeeldstraat",
    "〇〇",
    "○○",
    "◯◯",
    "××",
    "xxx",
    "住所を入力",
    "住所が入ります",
    "ここに住所",
    "サンプル住所",
    "ダミー",
    "1 infinite loop example",
];

/// Opening hours, in words.
const HOURS_WORDS: &[&str] = &[
    "営業時間",
    "受付時間",
    "電話受付",
    "対応時間",
    "営業日",
    "定休日",
    "年中無休",
    "平日",
    "24時間365日",
    "opening hours",
    "business hours",
    "office hours",
    "hours of operation",
    "customer service hours",
    "opening times",
    "lines are open",
    "open daily",
    "24/7",
    "24 hours a day",
    "mon-fri",
    "mon - fri",
    "monday to friday",
    "monday-friday",
    "monday - friday",
    "monday through friday",
    "öffnungszeiten",
    "servicezeiten",
    "geschäftszeiten",
    "montag bis freitag",
    "mo-fr",
    "mo - fr",
    "mo. - fr.",
    "horaires",
    "du lundi au vendredi",
    "horario",
    "lunes a viernes",
    "orari",
    "lunedì al venerdì",
    "openingstijden",
    "maandag t/m vrijdag",
    "ma-vr",
];

static CLOCK_RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:[01]?\d|2[0-4])\s*(?:[:.h時]\s*(?:[0-5]\d)?分?)?\s*(?:am|pm|a\.m\.|p\.m\.|uhr)?\s*(?:-|~|〜|～|から|to|until|till|bis|à|a las|alle|tot)\s*(?:[01]?\d|2[0-4])\s*(?:(?:[:.h]\s*[0-5]\d)|時|am|pm|a\.m\.|p\.m\.|uhr)",
    )
    .expect("the pattern is fixed")
});

/// A reply time with an upper bound.
static REPLY_BOUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:within|in under|in less than|less than|usually in|up to|innerhalb(?: von)?|binnen|sous|dans les|en menos de|en un plazo de|entro(?: le)?|binnen)\s*(?:\d+|one|two|three|a|an|einem|un|une|uno|una|een|24|48)\s*(?:-\s*\d+\s*)?(?:(?:business|working|office)\s*)?(?:hours?|hrs?|h|days?|minutes?|stunden?|tagen?|tage|werktagen?|werktage|heures?|jours?(?: ouvrés)?|horas?|días?(?: hábiles)?|ore|giorni(?: lavorativi)?|uur|werkdagen|dagen)\b|\d+\s*(?:~|-|〜)?\s*\d*\s*(?:営業日|日|時間|分)\s*(?:以内|程度|ほど|前後)|(?:当日中|翌営業日(?:まで|以内|中)|翌日中|即日)|same (?:business )?day|by the next (?:business|working) day|next (?:business|working) day",
    )
    .expect("the pattern is fixed")
});

/// Words for an answer or an inquiry.
const REPLY: &[&str] = &[
    "reply",
    "replies",
    "respond",
    "responds",
    "response",
    "answer",
    "get back to you",
    "inquiry",
    "inquiries",
    "enquiry",
    "enquiries",
    "your message",
    "your request",
    "your email",
    "your e-mail",
    "返信",
    "回答",
    "返答",
    "ご返事",
    "ご連絡",
    "お問い合わせ",
    "お問合せ",
    "問合わせ",
    "対応いたし",
    "antwort",
    "antworten",
    "anfrage",
    "réponse",
    "répondons",
    "répondrons",
    "demande",
    "respuesta",
    "responder",
    "respondemos",
    "consulta",
    "risposta",
    "rispondiamo",
    "risponderemo",
    "richiesta",
    "antwoord",
    "reactie",
    "reageren",
    "vraag",
];

/// Words of handling an order, whose days are no reply time.
const HANDLING: &[&str] = &[
    "ship",
    "ships",
    "shipped",
    "shipping",
    "dispatch",
    "dispatched",
    "deliver",
    "delivery",
    "delivered",
    "refund",
    "return",
    "returns",
    "発送",
    "出荷",
    "お届け",
    "配送",
    "返品",
    "返金",
    "交換",
    "入金",
    "versand",
    "lieferung",
    "livraison",
    "expédition",
    "envío",
    "entrega",
    "spedizione",
    "consegna",
    "verzending",
    "levering",
];

/// Types that describe the company behind the store.
pub const COMPANY: &[&str] = &[
    "Organization",
    "OnlineStore",
    "OnlineBusiness",
    "Store",
    "LocalBusiness",
    "Corporation",
    "ClothingStore",
    "HomeGoodsStore",
    "JewelryStore",
    "FoodEstablishment",
    "BookStore",
    "ShoeStore",
    "FurnitureStore",
    "ElectronicsStore",
    "SportingGoodsStore",
    "ToyStore",
];

/// Telephone numbers that reach a person at the store: no fax, no template's example.
pub fn phones(facts: &PageFacts) -> Vec<&PhoneText> {
    facts
        .phones
        .iter()
        .filter(|phone| !is_placeholder_phone(&phone.text))
        .filter(|phone| phone.linked || !is_fax(&facts.text, &phone.text))
        .collect()
}

/// Whether a text before the number, on its line or the one above, says that it is a fax.
fn is_fax(text: &str, number: &str) -> bool {
    let Some(at) = text.find(number) else {
        return false;
    };
    let line_start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let same_line = fold(&text[line_start..at]);
    let label = match same_line.trim() {
        "" => {
            let above = text[..line_start].trim_end();
            fold(above.rsplit('\n').next().unwrap_or_default())
        }
        own => own.to_owned(),
    };
    let tail: String = label
        .chars()
        .rev()
        .take(24)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    // "TEL/FAX 03-…" is one line for both.
    if ["tel/fax", "tel・fax", "電話・fax", "電話/fax", "tel & fax"]
        .iter()
        .any(|w| tail.contains(w))
    {
        return false;
    }
    // "TEL 03-… FAX 03-…": the word nearest to the number counts.
    let last = |words: &[&str]| words.iter().filter_map(|w| tail.rfind(w)).max();
    let fax = last(FAX);
    fax.is_some() && fax > last(&["phone", "電話", "call", "tel:", "tel.", "tel "])
}

/// Whether a number is a template's example.
pub fn is_placeholder_phone(text: &str) -> bool {
    let digits: String = fold(text).chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 7 {
        return true;
    }
    let same = digits.chars().all(|c| digits.starts_with(c));
    let tail: String = digits.chars().skip(1).collect();
    let tail_same = tail.chars().all(|c| c == '0');
    let counting = [
        "1234567890",
        "0123456789",
        "123456789",
        "12345678",
        "987654321",
    ]
    .iter()
    .any(|run| digits.contains(run));
    same || tail_same || counting
}

/// Whether an address is a template's example.
pub fn is_placeholder_address(text: &str) -> bool {
    let folded = fold(text);
    ADDRESS_PLACEHOLDERS.iter().any(|p| {
        if p.is_ascii() {
            find_word(&folded, p).is_some()
        } else {
            folded.contains(p)
        }
    })
}

/// Whether folded text tells when somebody is there.
pub fn tells_hours(folded: &str) -> bool {
    CLOCK_RANGE.is_match(folded) && mentions_hours_near_clock(folded)
        || mentions(
            folded,
            &["24/7", "24時間365日", "年中無休", "24 hours a day"],
        )
}

/// Whether hours stand within some characters of a phone number, or on the same page with words for hours.
fn mentions_hours_near_clock(folded: &str) -> bool {
    CLOCK_RANGE.find_iter(folded).any(|m| {
        let start = folded[..m.start()]
            .char_indices()
            .rev()
            .nth(80)
            .map_or(0, |(i, _)| i);
        let end = folded[m.end()..]
            .char_indices()
            .nth(60)
            .map_or(folded.len(), |(i, _)| m.end() + i);
        let around = &folded[start..end];
        mentions(around, HOURS_WORDS)
            || mentions(
                around,
                &[
                    "open",
                    "hours",
                    "tel",
                    "phone",
                    "call",
                    "電話",
                    "受付",
                    "営業",
                    "geöffnet",
                    "ouvert",
                    "abierto",
                    "aperto",
                    "geopend",
                    "mon",
                    "fri",
                    "sat",
                    "月",
                    "土",
                ],
            )
    })
}

/// A reply time with an upper bound, by a word for replies and not by one for parcels.
pub fn reply_time(folded: &str) -> Option<String> {
    folded.lines().enumerate().find_map(|(at, line)| {
        REPLY_BOUND.find_iter(line).find_map(|m| {
            let before = folded.lines().nth(at.wrapping_sub(1)).unwrap_or_default();
            let sentence = sentence_of(line, m.start());
            let close =
                mentions(sentence, REPLY) || (line.chars().count() < 60 && mentions(before, REPLY));
            (close && !mentions(sentence, HANDLING)).then(|| m.as_str().trim().to_owned())
        })
    })
}

/// The sentence of a line in which an offset lies.
fn sentence_of(line: &str, at: usize) -> &str {
    let stops = ['。', '!', '?', '！', '？'];
    let is_stop =
        |i: usize, c: char| stops.contains(&c) || (c == '.' && line[i + 1..].starts_with(' '));
    let start = line[..at]
        .char_indices()
        .filter(|&(i, c)| is_stop(i, c))
        .map(|(i, c)| i + c.len_utf8())
        .next_back()
        .unwrap_or(0);
    let end = line[at..]
        .char_indices()
        .map(|(i, c)| (at + i, c))
        .find(|&(i, c)| is_stop(i, c))
        .map_or(line.len(), |(i, _)| i);
    &line[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, numbers: &[&str]) -> PageFacts {
        PageFacts {
            text: text.into(),
            phones: numbers
                .iter()
                .map(|n| PhoneText {
                    text: (*n).into(),
                    e164: None,
                    linked: false,
                })
                .collect(),
            ..PageFacts::default()
        }
    }

    #[test]
    fn a_fax_number_is_no_telephone() {
        let facts = with(
            "TEL 03-5555-1200 FAX 03-5555-1201",
            &["03-5555-1200", "03-5555-1201"],
        );
        let found: Vec<&str> = phones(&facts).iter().map(|p| p.text.as_str()).collect();
        assert_eq!(found, ["03-5555-1200"]);
        let facts = with("FAX\n03-5555-1201", &["03-5555-1201"]);
        assert!(phones(&facts).is_empty());
        let facts = with("TEL/FAX 03-5555-1201", &["03-5555-1201"]);
        assert_eq!(phones(&facts).len(), 1);
    }

    #[test]
    fn leftovers_of_a_template_are_no_contact() {
        assert!(is_placeholder_phone("123-456-7890"));
        assert!(is_placeholder_phone("000-0000-0000"));
        assert!(!is_placeholder_phone("+44 1632 960001"));
        assert!(is_placeholder_address("123 Main Street, Anytown"));
        assert!(is_placeholder_address("〒000-0000 ○○県○○市"));
        assert!(!is_placeholder_address("12 Queen Square, Bristol BS1 4NT"));
    }

    #[test]
    fn hours_need_a_range_and_a_word() {
        assert!(tells_hours(&fold("受付時間 平日10:00〜18:00")));
        assert!(tells_hours(&fold("Mon–Fri 9am–5pm")));
        assert!(tells_hours(&fold("Öffnungszeiten: Mo-Fr 9-17 Uhr")));
        assert!(!tells_hours(&fold("Sizes 10 to 18")));
    }

    #[test]
    fn a_reply_time_needs_an_upper_bound_and_a_word_for_replies() {
        assert!(reply_time(&fold("お問い合わせには2営業日以内にご返信いたします。")).is_some());
        assert!(reply_time(&fold("We reply within 24 hours.")).is_some());
        assert!(reply_time(&fold("Wir antworten innerhalb von 2 Werktagen")).is_some());
        assert!(reply_time(&fold("ご入金確認後3営業日以内に発送します。")).is_none());
        assert!(reply_time(&fold("We reply as soon as possible.")).is_none());
        assert!(reply_time(&fold("Orders ship within 2 business days.")).is_none());
    }
}
