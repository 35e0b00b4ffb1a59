//! Reads the names of attributes as words: `shippingAddress.postal_code`, `ctl00$main$txtZip`.

/// Parts of names that say where a field stands, not what it asks.
const PLACES: [&str; 46] = [
    "shipping",
    "ship",
    "billing",
    "bill",
    "delivery",
    "deliver",
    "customer",
    "cust",
    "checkout",
    "order",
    "recipient",
    "receiver",
    "sender",
    "payer",
    "form",
    "field",
    "input",
    "txt",
    "text",
    "tb",
    "ddl",
    "sel",
    "select",
    "frm",
    "edit",
    "id",
    "data",
    "val",
    "value",
    "main",
    "ctl00",
    "js",
    "the",
    "your",
    "my",
    "personal",
    "new",
    "reg",
    "register",
    "signup",
    "create",
    "w",
    "wp",
    "dwfrm",
    "cmb",
    "str",
];

/// An attribute's name as words: `shippingAddress.postal_code` becomes `postal code`.
pub fn of_name(name: &str) -> String {
    let mut parts: Vec<&str> = name
        .split(['.', '[', ']', ':', '$', '/', '|'])
        .filter(|p| !p.is_empty())
        .collect();
    // A trailing index or array mark says nothing.
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|p| p.chars().all(|c| c.is_ascii_digit()))
        && parts.len() > 2
    {
        parts.pop();
    }
    let Some(last) = parts.last() else {
        return String::new();
    };
    let mut words = split(last);
    if words.len() == 1 && words[0].chars().all(|c| c.is_ascii_digit()) && parts.len() > 1 {
        words = split(parts[parts.len() - 2])
            .into_iter()
            .chain(words)
            .collect();
    }
    // A "delivery option" is no option of the product, a "shipping method" not just any method.
    let chosen = |words: &[String]| {
        matches!(
            words[1].as_str(),
            "option" | "options" | "method" | "methods"
        )
    };
    // An "id card" is a paper, an "id" before another word mostly the program's own mark.
    let paper = |words: &[String]| words[0] == "id" && words[1] == "card";
    while words.len() > 1
        && PLACES.contains(&words[0].as_str())
        && !chosen(&words)
        && !paper(&words)
    {
        words.remove(0);
    }
    if words.len() > 1
        && words[0] == "address"
        && words[1].chars().all(|c| c.is_alphabetic())
        && words[1] != "line"
        && words[1] != "one"
        && words[1] != "two"
    {
        words.remove(0);
    }
    words.join(" ")
}

/// The last two parts of a name as words where the last alone is too general:
/// `BIRTHDAY[month]`, `entry.card.number`; empty otherwise.
pub fn of_pair(name: &str) -> String {
    const GENERAL: [&str; 26] = [
        "month",
        "year",
        "day",
        "mm",
        "yy",
        "yyyy",
        "dd",
        "m",
        "y",
        "d",
        "first",
        "last",
        "second",
        "third",
        "area",
        "prefix",
        "suffix",
        "code",
        "number",
        "no",
        "confirm",
        "confirmation",
        "name",
        "type",
        "ext",
        "country",
    ];
    let parts: Vec<&str> = name
        .split(['.', '[', ']', ':', '$', '/', '|'])
        .filter(|p| !p.is_empty())
        .collect();
    let [.., before, last] = parts.as_slice() else {
        return String::new();
    };
    let words = split(last);
    if words.len() != 1 || !GENERAL.contains(&words[0].as_str()) {
        return String::new();
    }
    let mut pair = split(before);
    while pair.len() > 1 && PLACES.contains(&pair[0].as_str()) {
        pair.remove(0);
    }
    pair.extend(words);
    pair.join(" ")
}

/// Whether a name counts what stands in its brackets: `qty[SKU-1]`, `quantity[blue-mug]`.
pub fn counts_pieces(name: &str) -> bool {
    let Some((counted, _)) = name.split_once('[') else {
        return false;
    };
    let words = split(counted);
    words.last().is_some_and(|word| is_count(word)) && !name.ends_with("[]")
}

/// Words of code for a number of pieces.
pub fn is_count(word: &str) -> bool {
    matches!(
        word,
        "qty"
            | "qtd"
            | "qtde"
            | "quantity"
            | "quantities"
            | "qnty"
            | "quant"
            | "numitems"
            | "menge"
            | "anzahl"
            | "cantidad"
            | "quantite"
            | "quantita"
            | "aantal"
            | "quantidade"
            | "suryo"
    )
}

/// Splits at separators, at changes of case, and between letters and digits.
fn split(part: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut chars = part.chars().peekable();
    while let Some(c) = chars.next() {
        let boundary = if c.is_alphanumeric() {
            (c.is_uppercase() && before.is_lowercase())
                || (c.is_uppercase()
                    && before.is_uppercase()
                    && chars.peek().is_some_and(|n| n.is_lowercase()))
                || (c.is_ascii_digit() != before.is_ascii_digit() && before.is_alphanumeric())
        } else {
            true
        };
        if boundary && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_count_what_stands_in_its_brackets() {
        assert!(counts_pieces("qty[MUG-2]") && counts_pieces("order_quantity[12]"));
        assert!(!counts_pieces("item[qty]") && !counts_pieces("qty[]") && !counts_pieces("qty"));
    }

    #[test]
    fn names_become_words() {
        for (name, words) in [
            ("shippingAddress.postal_code", "postal code"),
            ("billing[zip]", "zip"),
            ("billing_first_name", "first name"),
            ("ctl00$main$txtPAN", "pan"),
            ("ShipFName", "f name"),
            ("shipTo_street1", "to street 1"),
            ("address[1]", "address 1"),
            ("checkout[email]", "email"),
            ("recipient_id_card_no", "id card no"),
        ] {
            assert_eq!(of_name(name), words, "{name}");
        }
    }
}
