//! How a shopper could reach the store: which phone numbers, addresses, hours
//! and reply times in a text are real ones.
//!
//! A template's leftovers ("123 Main Street", "+1 555 …") are worse than
//! nothing and are told apart; a fax number is not a telephone.

use crate::model::page::{PageFacts, PhoneText};
use crate::rules::facts::pattern::{find_all, has};
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::{find_word, fold, mentions};

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
    let last = |of: &[&str]| of.iter().filter_map(|w| tail.rfind(w)).max();
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
    has("clock-range", folded) && mentions_hours_near_clock(folded)
        || mentions(
            folded,
            &["24/7", "24時間365日", "年中無休", "24 hours a day"],
        )
}

/// Whether hours stand within some characters of a phone number, or on the same page with words for hours.
fn mentions_hours_near_clock(folded: &str) -> bool {
    find_all("clock-range", folded).any(|m| {
        let start = folded[..m.start]
            .char_indices()
            .rev()
            .nth(80)
            .map_or(0, |(i, _)| i);
        let end = folded[m.end..]
            .char_indices()
            .nth(60)
            .map_or(folded.len(), |(i, _)| m.end + i);
        let around = &folded[start..end];
        mentions(around, words("hours"))
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
        find_all("reply-bound", line).find_map(|m| {
            let before = folded.lines().nth(at.wrapping_sub(1)).unwrap_or_default();
            let sentence = sentence_of(line, m.start);
            let reply = words("reply");
            let close =
                mentions(sentence, reply) || (line.chars().count() < 60 && mentions(before, reply));
            (close && !mentions(sentence, words("handling"))).then(|| line[m].trim().to_owned())
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
        for told in [
            "Horaires : du lundi au vendredi, 9h à 18h",
            "Horario: lunes a viernes de 9:00 a 18:00",
            "Orari: dal lunedì al venerdì 9:00 - 18:00",
            "Openingstijden: ma-vr 9:00 - 17:00",
            "Horário de atendimento: segunda a sexta, das 9h às 18h",
            "客服时间：周一至周五 9:00-18:00",
            "운영시간 평일 10:00 ~ 17:00",
        ] {
            assert!(tells_hours(&fold(told)), "{told}");
        }
    }

    #[test]
    fn a_reply_time_needs_an_upper_bound_and_a_word_for_replies() {
        assert!(reply_time(&fold("お問い合わせには2営業日以内にご返信いたします。")).is_some());
        assert!(reply_time(&fold("We reply within 24 hours.")).is_some());
        assert!(reply_time(&fold("Wir antworten innerhalb von 2 Werktagen")).is_some());
        for told in [
            "Nous vous répondons sous 24 heures.",
            "Te respondemos en menos de 24 horas.",
            "Rispondiamo entro 24 ore.",
            "Je krijgt binnen 1 werkdag antwoord.",
            "Respondemos em até 24 horas.",
            "我们会在24小时内回复您。",
            "문의하신 내용은 24시간 이내에 답변드립니다.",
        ] {
            assert!(reply_time(&fold(told)).is_some(), "{told}");
        }
        assert!(reply_time(&fold("배송은 3일 이내 출고됩니다.")).is_none());
        assert!(reply_time(&fold("ご入金確認後3営業日以内に発送します。")).is_none());
        assert!(reply_time(&fold("We reply as soon as possible.")).is_none());
        assert!(reply_time(&fold("Orders ship within 2 business days.")).is_none());
    }
}
