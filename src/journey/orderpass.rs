//! Passwords that make no account: with them a guest looks the order up later, as shops in Korea and China
//! ask for. Any will do.

use crate::journey::fill::{How, Move};
use crate::model::look::{Field, Look};
use crate::rulebook::lexicon::{Lexicon, Topic};
use std::collections::BTreeSet;

/// Letters and figures, short enough for the shops that allow twelve.
const PASSWORD: &str = "look4order";

/// Other fields that a form for an order has at least.
const OF_AN_ORDER: usize = 3;

/// Handles of the passwords that are for looking an order up, and of those that repeat them.
pub(super) fn lookups(look: &Look, lexicon: &Lexicon) -> BTreeSet<u32> {
    let mut out = BTreeSet::new();
    let mut last = None;
    let asked = |own: &Field| {
        let mates = |f: &&Field| f.visible && (f.frame, f.form) == (own.frame, own.form);
        look.fields
            .iter()
            .filter(mates)
            .filter(|f| f.kind != "password")
            .count()
    };
    // Two boxes and a password are where one looks an order up that was placed before.
    let passwords =
        |f: &&Field| f.visible && f.kind == "password" && !f.disabled && asked(f) >= OF_AN_ORDER;
    for field in look.fields.iter().filter(passwords) {
        let said = [
            &field.label,
            &field.table_header,
            &field.text_before,
            &field.placeholder,
            &field.description,
        ]
        .into_iter()
        .any(|text| lexicon.says(text, Topic::OrderLookup));
        let repeats = last == Some((field.frame, field.form)) && field.purpose.contains("confirm");
        if said || repeats {
            out.insert(field.handle);
            last = Some((field.frame, field.form));
        } else {
            last = None;
        }
    }
    out
}

/// How they are filled, those that are empty.
pub(super) fn moves(look: &Look, done: &BTreeSet<String>, lexicon: &Lexicon) -> Vec<Move> {
    let wanted = lookups(look, lexicon);
    look.fields
        .iter()
        .filter(|f| wanted.contains(&f.handle) && !f.filled && !done.contains(&f.selector))
        .map(|f| Move {
            handle: f.handle,
            press: f.handle,
            selector: f.selector.clone(),
            purpose: f.purpose.clone(),
            how: How::Type(PASSWORD.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_an_order_is_typed_twice_and_that_of_an_account_never() {
        let field = |handle: u32, words: &str, purpose: &str| Field {
            handle,
            kind: "password".into(),
            purpose: purpose.into(),
            table_header: words.into(),
            selector: format!("#p{handle}"),
            visible: true,
            ..Field::default()
        };
        let filled = |words: &str| {
            let text = |handle| Field {
                kind: "text".into(),
                ..field(handle, "", "name")
            };
            let mut fields = vec![text(3), text(4), text(5)];
            fields.push(field(1, words, "new-password"));
            fields.push(field(2, "", "x-password-confirm"));
            let look = Look {
                fields,
                ..Look::default()
            };
            moves(&look, &BTreeSet::new(), Lexicon::embedded()).len()
        };
        assert_eq!(filled("주문조회 비밀번호 *"), 2);
        assert_eq!(filled("订单查询密码"), 2);
        assert_eq!(filled("비밀번호"), 0);
        assert_eq!(filled("Choose a password"), 0);
    }
}
