//! Puts the votes of one field beside each other: what one source says may be only a part, an example or
//! the surroundings of what another says.

use crate::fields::Vote;
use crate::fields::evidence::{LEAST, is_labelled};
use crate::fields::names;
use crate::fields::options::{self, List};
use crate::fields::words;
use crate::model::look::Field;
use regex::Regex;
use std::sync::LazyLock;

/// Changes votes, or takes them away, by what the others say; the order matters.
///
/// `choice` is a box to tick or a radio; `in_a_row` tells of other fields in the same cell of a table.
pub fn reconcile(field: &Field, choice: bool, in_a_row: bool, votes: &mut Vec<Vote>) {
    if choice {
        about_mail(votes);
    }
    kinds_of_account(field, votes);
    line_by_token(votes);
    format_of_a_date(votes);
    list_of_a_birth(field, votes);
    part_of_a_number(votes);
    anyone_to_contact(field, votes);
    part_by_name(field, votes);
    whole_address(field, votes);
    from_part_to_part(field, votes);
    example_of_a_part(votes);
    part_of_a_date(votes);
    other_lists(votes);
    of_a_door(votes);
    mail_or_telephone(field, votes);
    type_of_mail(field, votes);
    status_not_state(field, votes);
    part_of_the_row(votes, in_a_row);
    pieces_not_money(field, votes);
    shown_passwords(field, votes);
    named_as_user(votes);
}

/// Beside the label "Username" a bare `name`, or "Your name" in the field, is short for the same.
fn named_as_user(votes: &mut [Vote]) {
    let user = votes
        .iter()
        .any(|v| v.purpose == "username" && v.because.starts_with("label") && v.score >= 0.85);
    for vote in votes.iter_mut().filter(|v| user && v.purpose == "name") {
        vote.score *= 0.5;
    }
}

/// A password that is shown while it is typed is asked for in so many words, and in nothing else:
/// "Password", "Confirm password"; a PIN or a passcode in a plain field may be anything.
fn shown_passwords(field: &Field, votes: &mut Vec<Vote>) {
    if field.kind != "text" {
        return;
    }
    let secret = |v: &Vote| {
        matches!(
            v.purpose.as_str(),
            "current-password" | "new-password" | "x-password-confirm"
        )
    };
    let own = [
        "label",
        "placeholder",
        "text before",
        "table header",
        "value",
    ];
    let asked = votes.iter().any(|v| {
        secret(v)
            && (v.score >= 0.8 || v.score >= 0.5 && v.because.starts_with("value"))
            && own.iter().any(|source| v.because.starts_with(source))
            && !["pin", "passcode", "clave", "暗証番号"]
                .iter()
                .any(|word| v.because.ends_with(&format!(": {word}")))
    });
    if !asked {
        votes.retain(|v| !secret(v) || v.because == "autocomplete");
    }
}

/// Under the heading "Create an account" each of several choices names a kind of account, not the wish
/// for one.
fn kinds_of_account(field: &Field, votes: &mut Vec<Vote>) {
    if field.kind != "radio" || !is_labelled(field) {
        return;
    }
    votes.retain(|v| {
        v.purpose != "x-create-account"
            || !["section", "group", "text before"]
                .iter()
                .any(|s| v.because.starts_with(s))
    });
}

/// A street that the page itself marks as the first line, or as the whole, is that one:
/// words seldom tell the two apart.
fn line_by_token(votes: &mut [Vote]) {
    const SAME: [&str; 2] = ["street-address", "address-line1"];
    let marked = votes
        .iter()
        .find(|v| v.because == "autocomplete" && SAME.contains(&v.purpose.as_str()))
        .map(|v| v.purpose.clone());
    let Some(marked) = marked else { return };
    for vote in votes
        .iter_mut()
        .filter(|v| SAME.contains(&v.purpose.as_str()))
    {
        vote.purpose.clone_from(&marked);
    }
}

/// "dd/mm/yyyy" says how to write a date, and little of which.
fn format_of_a_date(votes: &mut [Vote]) {
    for vote in votes.iter_mut().filter(|v| v.purpose == "bday") {
        if ["yy", "aaaa", "jj"]
            .iter()
            .any(|year| vote.because.contains(year))
        {
            vote.score *= 0.5;
        }
    }
}

/// A list of months under "Date of birth" takes the month alone.
fn list_of_a_birth(field: &Field, votes: &mut [Vote]) {
    let part = match options::read(field) {
        Some(List::Months) => "bday-month",
        Some(List::Days) => "bday-day",
        Some(List::YearsBehind) => "bday-year",
        Some(_) | None => return,
    };
    for vote in votes.iter_mut().filter(|v| v.purpose == "bday") {
        part.clone_into(&mut vote.purpose);
    }
}

/// The label "Telephone" with the title "Area code": the title says which part of it.
fn part_of_a_number(votes: &mut [Vote]) {
    let part = votes
        .iter()
        .find(|v| {
            v.because.starts_with("title")
                && v.score >= 0.15
                && matches!(
                    v.purpose.as_str(),
                    "tel-area-code" | "tel-extension" | "tel-country-code"
                )
        })
        .map(|v| v.purpose.clone());
    let Some(part) = part else { return };
    for vote in votes.iter_mut().filter(|v| v.purpose == "tel") {
        if vote.because.starts_with("label") || vote.because.starts_with("text before") {
            vote.purpose.clone_from(&part);
        }
    }
}

/// "Contact" is a person, unless the field itself shows that it wants to be called or written to.
fn anyone_to_contact(field: &Field, votes: &mut [Vote]) {
    let reached = field.kind == "tel"
        || votes.iter().any(|v| {
            v.because.starts_with("placeholder")
                && v.score >= 0.45
                && matches!(v.purpose.as_str(), "tel" | "email")
        });
    for vote in votes.iter_mut().filter(|v| reached && v.purpose == "name") {
        if vote.because.ends_with(": contact") {
            vote.score *= 0.2;
        }
    }
}

/// Under the words "Address" a box without a label whose name says `zip` asks for that part.
fn part_by_name(field: &Field, votes: &mut [Vote]) {
    if is_labelled(field) {
        return;
    }
    let mut named = votes
        .iter()
        .filter(|v| v.because.starts_with("name") && v.score >= 0.5)
        .map(|v| v.purpose.clone());
    let (Some(part), None) = (named.next(), named.next()) else {
        return;
    };
    if !words::is_part(&part, "street-address") || part.starts_with("address-line") {
        return;
    }
    for vote in votes.iter_mut().filter(|v| v.purpose == "street-address") {
        if ["text before", "box", "table header"]
            .iter()
            .any(|source| vote.because.starts_with(source))
        {
            vote.purpose.clone_from(&part);
            vote.score *= 0.5;
        }
    }
}

/// A field that asks for street, city and postcode at once asks for the whole address;
/// "city or postcode" is what one searches shops by.
fn whole_address(field: &Field, votes: &mut [Vote]) {
    const PARTS: [&str; 6] = [
        "street-address",
        "address-line1",
        "address-level2",
        "address-level1",
        "postal-code",
        "country",
    ];
    for (source, text) in [("label", &field.label), ("placeholder", &field.placeholder)] {
        let parts: Vec<usize> = (0..votes.len())
            .filter(|i| {
                votes[*i].because.starts_with(source) && PARTS.contains(&votes[*i].purpose.as_str())
            })
            .collect();
        let folded = format!(" {} ", text.to_lowercase());
        let either = [" or ", " oder ", " ou ", " o ", " of ", "または", "或"]
            .iter()
            .any(|or| folded.contains(or));
        let street = parts.iter().any(|i| {
            matches!(
                votes[*i].purpose.as_str(),
                "street-address" | "address-line1"
            )
        });
        if parts.len() >= 3 && either {
            for i in parts {
                votes[i].purpose = "x-search".into();
            }
        } else if parts.len() >= 2 && street && !either && field.kind == "textarea"
            || parts.len() >= 3 && street && !either
        {
            for i in parts {
                votes[i].purpose = "street-address".into();
            }
        }
    }
}

/// "都道府県～町域" asks for everything from the one part of an address to the other.
fn from_part_to_part(field: &Field, votes: &mut [Vote]) {
    const PARTS: [&str; 5] = [
        "address-level1",
        "address-level2",
        "address-level3",
        "address-line1",
        "postal-code",
    ];
    for (source, text) in [
        ("label", &field.label),
        ("placeholder", &field.placeholder),
        ("table header", &field.table_header),
        ("text before", &field.text_before),
    ] {
        let ranges = text
            .split_once(['～', '〜', '~'])
            .is_some_and(|(from, to)| !from.trim().is_empty() && !to.trim().is_empty());
        if !ranges || text.chars().any(|c| c.is_numeric()) {
            continue;
        }
        for vote in votes.iter_mut() {
            if vote.because.starts_with(source) && PARTS.contains(&vote.purpose.as_str()) {
                vote.purpose = "street-address".into();
            }
        }
    }
}

/// "MM" is the month of whatever date the field's other words speak of.
fn part_of_a_date(votes: &mut [Vote]) {
    let sum = |purpose: &str| -> f64 {
        votes
            .iter()
            .filter(|v| v.purpose == purpose && !v.because.starts_with("placeholder"))
            .map(|v| v.score)
            .sum()
    };
    let card = sum("cc-exp") + sum("cc-exp-month") + sum("cc-exp-year");
    let birth = sum("bday") + sum("bday-month") + sum("bday-year") + sum("bday-day");
    let parts = [("bday-month", "cc-exp-month"), ("bday-year", "cc-exp-year")];
    let Some((of_birth, of_card)) = parts.into_iter().find(|(of_birth, _)| {
        votes
            .iter()
            .any(|v| v.purpose == *of_birth && v.because.starts_with("placeholder"))
    }) else {
        return;
    };
    let (whole, part) = if card > birth {
        ("cc-exp", of_card)
    } else {
        ("bday", of_birth)
    };
    if card.max(birth) < 0.3 {
        return;
    }
    for vote in votes.iter_mut() {
        if vote.purpose == whole || vote.purpose == of_birth {
            vote.purpose = part.to_owned();
        }
    }
}

/// "Amount" beside a price is how many, where the field's own name speaks of a line of the cart; and
/// a small number that a page has put into a field without any words is how many, too.
fn pieces_not_money(field: &Field, votes: &mut Vec<Vote>) {
    const LINES: [&str; 6] = ["item", "items", "line", "product", "article", "cart"];
    let own = format!(
        "{} {}",
        names::of_name(&field.name),
        names::of_name(&field.id)
    );
    let of_a_line = own.split([' ', '_', '-']).any(|word| LINES.contains(&word));
    let counted = votes.iter().any(|v| v.purpose == "x-quantity");
    if of_a_line || counted {
        for vote in votes
            .iter_mut()
            .filter(|v| v.purpose == "transaction-amount")
        {
            vote.purpose = "x-quantity".into();
        }
    }
    // No amount of money is chosen from one, two, three and so on.
    if field.kind == "select" && matches!(options::read(field), Some(List::Quantities | List::Days))
    {
        for vote in votes
            .iter_mut()
            .filter(|v| v.purpose == "transaction-amount")
        {
            vote.purpose = "x-quantity".into();
        }
    }
    let few = field
        .value
        .parse::<u32>()
        .is_ok_and(|n| (1..100).contains(&n));
    let hints = format!("{} {} {}", field.name, field.id, field.class).to_lowercase();
    let named = hints
        .split(|c: char| !c.is_alphabetic())
        .any(names::is_count);
    if few
        && named
        && !is_labelled(field)
        && matches!(field.kind.as_str(), "number" | "text" | "tel")
    {
        // A line's number or hash may stand in its name: `qty_1cd3d8fe97`.
        votes.push(Vote {
            purpose: "x-quantity".into(),
            score: 0.9,
            because: "a small number that is called a quantity".into(),
        });
    }
    if names::counts_pieces(&field.name)
        && matches!(field.kind.as_str(), "number" | "text" | "tel" | "select")
    {
        // Beside it stands what is counted, and that may be anything.
        votes.retain(|v| v.because == "autocomplete" || v.purpose == "x-quantity");
        votes.push(Vote {
            purpose: "x-quantity".into(),
            score: 0.9,
            because: "a name that counts".into(),
        });
    }
    let said: f64 = votes.iter().map(|v| v.score).sum();
    if said < LEAST
        && field.kind == "number"
        && few
        && !is_labelled(field)
        && !crate::crawl::extract::prices::find(&field.box_text).is_empty()
    {
        votes.push(Vote {
            purpose: "x-quantity".into(),
            score: 0.4,
            because: "a small number beside a price".into(),
        });
    }
}

/// A list of countries is one of nationalities where the label says so; one of small numbers holds
/// no years.
fn other_lists(votes: &mut Vec<Vote>) {
    let few = |v: &Vote| v.because == "its options" && v.purpose == "x-quantity";
    if votes.iter().any(few) {
        votes.retain(|v| !v.purpose.ends_with("-year") || v.because == "autocomplete");
    }
    let otherwise = votes
        .iter()
        .any(|v| v.because.starts_with("label") && v.purpose.starts_with("x-") && v.score >= 0.75);
    for vote in votes.iter_mut().filter(|v| v.because == "its options") {
        if otherwise {
            vote.score *= 0.3;
        }
    }
}

/// "Find your address" with "Enter postcode" in the field: the field says more narrowly what to type.
fn example_of_a_part(votes: &mut [Vote]) {
    let mut inside = votes
        .iter()
        .filter(|v| v.because.starts_with("placeholder") && v.score >= 0.45)
        .map(|v| v.purpose.clone());
    let (Some(part), None) = (inside.next(), inside.next()) else {
        return;
    };
    let labelled = votes.iter().any(|v| v.because.starts_with("label"));
    let above = if labelled { "label" } else { "text before" };
    for vote in votes.iter_mut() {
        if vote.because.starts_with(above) && words::is_part(&part, &vote.purpose) {
            vote.purpose.clone_from(&part);
        }
    }
}

/// A box to tick that speaks of e-mail offers mail; none can be typed into it.
fn about_mail(votes: &mut [Vote]) {
    for vote in votes.iter_mut().filter(|v| v.purpose == "email") {
        vote.purpose = "x-newsletter".into();
        vote.score *= 0.7;
    }
}

/// Under a heading "お名前" a field that says "姓" of itself asks that part: the heading speaks for it.
///
/// Of several fields under one heading the name of each may say which part it is, too.
fn part_of_the_row(votes: &mut [Vote], in_a_row: bool) {
    const OWN: f64 = 0.4;
    let own = |vote: &Vote| {
        if in_a_row && vote.because.starts_with("name") {
            return true;
        }
        [
            "label",
            "placeholder",
            "title",
            "its options",
            "text before",
            "text behind",
            "box",
        ]
        .iter()
        .any(|s| vote.because.starts_with(s))
    };
    let heading = |vote: &Vote| {
        ["table header", "group", "section"]
            .iter()
            .any(|s| vote.because.starts_with(s))
    };
    // "姓" and "名" in the row "フリガナ" ask how these are read.
    let read_aloud = votes
        .iter()
        .any(|v| v.purpose == "x-kana-name" && heading(v));
    for vote in votes.iter_mut().filter(|v| read_aloud && own(v)) {
        vote.purpose = match vote.purpose.as_str() {
            "family-name" => "x-kana-family-name".into(),
            "given-name" => "x-kana-given-name".into(),
            _ => continue,
        };
    }
    let mut parts: Vec<(String, f64, bool)> = votes
        .iter()
        .filter(|v| own(v))
        .map(|v| {
            (
                v.purpose.clone(),
                v.score,
                v.because.starts_with("its options"),
            )
        })
        .collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let Some((part, _, listed)) = parts.into_iter().find(|(_, score, _)| *score >= OWN) else {
        return;
    };
    for vote in votes.iter_mut() {
        if words::is_part(&part, &vote.purpose) && (heading(vote) || listed && own(vote)) {
            vote.purpose.clone_from(&part);
            vote.score *= 0.5;
        }
    }
}

/// A "security code" beside words for a gate or a door opens that, and is no card's.
fn of_a_door(votes: &mut Vec<Vote>) {
    if votes.iter().any(|v| v.purpose == "x-access-code") {
        votes.retain(|v| v.purpose != "cc-csc" && v.purpose != "one-time-code");
    }
}

/// "E-mail or mobile number" takes both; an address for mail is what every shopper can type there.
fn mail_or_telephone(field: &Field, votes: &mut Vec<Vote>) {
    for source in ["label", "placeholder", "text before"] {
        let says = |purpose: &str| {
            votes
                .iter()
                .any(|v| v.purpose == purpose && v.because.starts_with(source))
        };
        if field.kind != "tel" && says("email") && says("tel") {
            votes.retain(|v| v.purpose != "tel" || !v.because.starts_with(source));
        }
    }
}

/// `type=email` that was copied to a field for something else: where its own words and its name agree on
/// that and no word is of mail, they are believed; everywhere else the type leaves an address for mail only.
fn type_of_mail(field: &Field, votes: &mut Vec<Vote>) {
    const MAIL: [&str; 4] = ["email", "x-email-confirm", "username", "x-honeypot"];
    if field.kind != "email" {
        return;
    }
    let sum = |purpose: &str, sources: &[&str]| -> f64 {
        votes
            .iter()
            .filter(|v| v.purpose == purpose)
            .filter(|v| sources.iter().any(|s| v.because.starts_with(s)))
            .map(|v| v.score)
            .sum()
    };
    const SEEN: [&str; 3] = ["label", "placeholder", "text before"];
    const CODE: [&str; 2] = ["name", "id"];
    let mail = |sources: &[&str]| sum("email", sources) + sum("x-email-confirm", sources) > 0.0;
    let other = !mail(&SEEN)
        && votes.iter().any(|v| {
            let seen = sum(&v.purpose, &SEEN);
            !MAIL.contains(&v.purpose.as_str())
                && (seen >= 0.5 && sum(&v.purpose, &CODE) >= 0.5 && !mail(&CODE) || seen >= 1.3)
        });
    if other {
        votes.retain(|v| !v.because.starts_with("type"));
    } else {
        votes.retain(|v| MAIL.contains(&v.purpose.as_str()));
    }
}

/// A list that is headed "Status" asks for no state of a country, although programmers call it `state`.
fn status_not_state(field: &Field, votes: &mut Vec<Vote>) {
    let heading = [&field.label, &field.table_header, &field.text_before]
        .into_iter()
        .find(|text| text.chars().any(char::is_alphabetic));
    if field.kind == "select" && heading.is_some_and(|text| STATUS.is_match(text)) {
        votes.retain(|v| {
            v.purpose != "address-level1"
                || !["name", "id", "class"]
                    .iter()
                    .any(|source| v.because.starts_with(source))
        });
    }
}

static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(e?statut?s|zustand)\b|状态|狀態|ステータス|状態|상태")
        .expect("a fixed pattern")
});
