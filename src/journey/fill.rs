//! Plans what to type and choose on a screen, from the fields' purposes and a persona.
//!
//! A guest fills what must be filled: marked fields, and where nothing is marked
//! the ones without which nobody can deliver. Boxes that are ticked or empty for
//! a shopper's own wish (newsletter, account) stay as they were found.

mod forms;

use forms::{forms_for_members, marked_forms};
pub(in crate::journey) use forms::{forms_for_the_forgetful, login_forms, search_forms};

use crate::journey::cards;
use crate::journey::effort;
use crate::journey::orderpass;
use crate::model::look::{Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use crate::rulebook::persona::{Answer, Persona};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// How one field is filled.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// Typed.
    Type(String),
    /// An option of a native select, by value.
    Choose(String),
    /// Pressed: a radio or checkbox, or what stands for it.
    Check,
    /// A list that opens on a press: the option with this text, or the first.
    Pick(Vec<String>),
}

/// One field to fill.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// Handle of the field.
    pub handle: u32,
    /// Handle to press, where something else stands for the field.
    pub press: u32,
    /// Its selector.
    pub selector: String,
    /// Its purpose.
    pub purpose: String,
    /// How.
    pub how: How,
}

/// How eagerly fields without a mark are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeal {
    /// What must be filled.
    Required,
    /// Everything whose purpose is known: after a refusal that named nothing.
    Everything,
}

/// Purposes that no guest fills on the way to an order.
const NEVER: [&str; 19] = [
    "x-search",
    "x-coupon",
    "x-gift-card",
    "x-newsletter",
    "x-honeypot",
    "x-captcha",
    "x-quantity",
    "x-rating",
    "x-review",
    "x-remember-me",
    "x-create-account",
    "x-sort",
    "x-filter",
    "current-password",
    "username",
    "new-password",
    "x-password-confirm",
    "x-gift-message",
    "one-time-code",
];

/// Purposes without which nobody can deliver.
const ESSENTIAL: [&str; 26] = [
    "email",
    "x-email-domain",
    "x-email-confirm",
    "name",
    "given-name",
    "family-name",
    "x-kana-name",
    "x-kana-family-name",
    "x-kana-given-name",
    "street-address",
    "address-line1",
    "postal-code",
    "x-postal-code-2",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "x-house-number",
    "tel",
    "tel-area-code",
    "tel-local-prefix",
    "tel-local-suffix",
    "cc-number",
    "cc-csc",
    "cc-exp",
];

/// Lines of an address that follow each other in rows.
const ADDRESS_LINES: [&str; 4] = [
    "address-level1",
    "address-level2",
    "street-address",
    "address-line1",
];

/// What to fill next on a look, in the order of the form with countries first.
///
/// `done` holds the selectors that were filled on this screen already.
pub fn plan(
    look: &Look,
    persona: &Persona,
    zeal: Zeal,
    done: &BTreeSet<String>,
    lexicon: &Lexicon,
) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    let marked = marked_forms(look);
    let mut logins = login_forms(look);
    logins.extend(forms_for_members(look, lexicon));
    logins.extend(forms_for_the_forgetful(look, lexicon));
    let mut groups: BTreeSet<(u32, Option<u32>, String)> = BTreeSet::new();
    let again = repeated_below_same(look, lexicon);
    for field in &look.fields {
        if zeal == Zeal::Required && again.contains(&field.handle) {
            continue;
        }
        let may_decline = field.purpose == "x-create-account" && field.kind == "radio";
        if !usable(field) && !may_decline
            || done.contains(&field.selector)
            || logins.contains(&(field.frame, field.form))
        {
            continue;
        }
        match field.kind.as_str() {
            "radio" => {
                let key = (field.frame, field.form, group_of(field));
                if groups.insert(key.clone()) {
                    let group: Vec<&Field> = look
                        .fields
                        .iter()
                        .filter(|f| {
                            f.kind == "radio"
                                && (usable(f) || f.visible && !f.disabled)
                                && (f.frame, f.form, group_of(f)) == key
                        })
                        .collect();
                    moves.extend(
                        radio(&group, persona, lexicon).filter(|m| !done.contains(&m.selector)),
                    );
                }
            }
            "checkbox" | "switch" => moves.extend(checkbox(field, lexicon)),
            "select" if guest_option(field, look, lexicon).is_some() => {
                moves.extend(as_guest(field, look, lexicon));
            }
            _ => {
                let left = !field.filled || field.invalid;
                let wanted = zeal == Zeal::Everything && left && field.purpose != "unknown"
                    || wanted(field, persona, &marked, lexicon);
                if left && completes_a_chosen_address(field, look) {
                    moves.extend(rest_of_address(field, persona));
                } else if wanted {
                    moves.extend(text_or_list(field, persona));
                }
            }
        }
    }
    // A list of mail services fills in the box before it, and would undo what was typed there.
    let typed_domain = look
        .fields
        .iter()
        .any(|f| f.visible && f.purpose == "x-email-domain" && f.kind == "text");
    moves.retain(|m| {
        !(typed_domain && m.purpose == "x-email-domain" && matches!(m.how, How::Choose(_)))
    });
    align_kana(&mut moves, look, persona);
    align_halves(&mut moves, look, persona);
    moves.extend(cards::choices(look, done, lexicon));
    moves.extend(orderpass::moves(look, done, lexicon));
    // A country decides which fields there are at all.
    moves.sort_by_key(|m| u8::from(!matches!(m.purpose.as_str(), "country" | "country-name")));
    moves
}

/// What says how the family name is to be read says it for the given name beside it, too.
fn align_kana(moves: &mut [Move], look: &Look, persona: &Persona) {
    for at in 1..moves.len() {
        let (family, given) = (&moves[at - 1], &moves[at]);
        let How::Type(written) = &family.how else {
            continue;
        };
        let pair = (family.purpose.as_str(), given.purpose.as_str())
            == ("x-kana-family-name", "x-kana-given-name");
        let script = if written.chars().any(|c| matches!(c, 'ｦ'..='ﾟ')) {
            "半角カナ"
        } else if written.chars().any(|c| matches!(c, 'ぁ'..='ゖ')) {
            "ひらがな"
        } else {
            continue;
        };
        let Some(field) = look.fields.iter().find(|f| f.handle == given.handle) else {
            continue;
        };
        let told = Field {
            description: script.to_owned(),
            ..field.clone()
        };
        if let (true, Some(Answer::Type(text))) = (pair, persona.value_for(&told)) {
            moves[at].how = How::Type(text);
        }
    }
}

/// What stands in a box of its own is left out of the box before it: the second half of a postcode,
/// also where no box says how long it is, and the house number.
pub(super) fn align_halves(moves: &mut [Move], look: &Look, persona: &Persona) {
    let asked = |handle: u32| look.fields.iter().position(|f| f.handle == handle);
    let beside = |at: usize, purpose: &str| {
        let own = &look.fields[at];
        look.fields[at + 1..].iter().take(2).any(|f| {
            f.visible && (f.frame, f.form) == (own.frame, own.form) && f.purpose == purpose
        })
    };
    // A look-up by postcode asks for the number before the street.
    let apart = |at: usize, purpose: &str| {
        let own = &look.fields[at];
        look.fields[at.saturating_sub(4)..at].iter().any(|f| {
            f.visible && (f.frame, f.form) == (own.frame, own.form) && f.purpose == purpose
        })
    };
    let digits = |text: &str| -> String {
        let digits = text.nfkc().filter(char::is_ascii_digit);
        digits.collect()
    };
    // What the boxes for the town hold: what will be typed there, or what a look-up put in.
    let towns: Vec<(usize, String)> = (look.fields.iter().enumerate())
        .filter(|(_, f)| f.visible && f.purpose == "address-level2")
        .map(|(at, f)| {
            let planned = moves.iter().find(|m| m.handle == f.handle);
            match planned.map(|m| &m.how) {
                Some(How::Type(text)) => (at, text.clone()),
                _ => (at, f.value.clone()),
            }
        })
        .collect();
    for step in moves {
        let (Some(at), How::Type(typed)) = (asked(step.handle), &step.how) else {
            continue;
        };
        let town = towns.iter().rev().find(|(town, _)| {
            let (own, other) = (&look.fields[at], &look.fields[*town]);
            *town < at && at - *town <= 3 && (own.frame, own.form) == (other.frame, other.form)
        });
        let whole = persona.value(&step.purpose).unwrap_or_default();
        let part = match step.purpose.as_str() {
            "postal-code" if beside(at, "x-postal-code-2") && digits(typed) == digits(&whole) => {
                let second = persona.value("x-postal-code-2").unwrap_or_default();
                whole
                    .strip_suffix(&second)
                    .map(|first| first.trim().to_owned())
            }
            "email" if beside(at, "x-email-domain") && *typed == whole => {
                whole.split_once('@').map(|(own, _)| own.to_owned())
            }
            "address-line1" | "street-address"
                if (beside(at, "x-house-number") || apart(at, "x-house-number"))
                    && *typed == whole =>
            {
                persona.value("x-street-name")
            }
            "address-line1" | "street-address" => {
                town.and_then(|(_, town)| behind_town(town, typed))
            }
            _ => None,
        };
        if let Some(text) = part.filter(|text| !text.is_empty()) {
            step.how = How::Type(text);
        }
    }
}

/// A line of an address without what the box for the town before it ends with, in letters that join
/// without a blank: 千代田区千代田 and 千代田1-1 make 1-1.
fn behind_town(town: &str, line: &str) -> Option<String> {
    let is_han = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}' | '々' | 'ヶ');
    let starts = line.char_indices().map(|(at, _)| at).skip(2);
    let cuts = starts.filter(|at| line[..*at].chars().all(is_han));
    let rest = cuts
        .filter(|at| town.trim_end().ends_with(&line[..*at]))
        .last()?;
    Some(line[rest..].to_owned())
}

fn usable(field: &Field) -> bool {
    field.visible
        && !field.disabled
        && !field.readonly
        && !NEVER.contains(&field.purpose.as_str())
        && !matches!(field.region, Some(Region::Header | Region::Footer))
        && field.kind != "file"
}

pub(super) fn group_of(field: &Field) -> String {
    if field.group.is_empty() {
        field.name.clone()
    } else {
        field.group.clone()
    }
}

/// Whether a line goes on with an address that was chosen in a box and stands in locked fields before it:
/// the floor and the flat are all that is left to type.
fn completes_a_chosen_address(field: &Field, look: &Look) -> bool {
    let line = |f: &Field| f.purpose.starts_with("address-line");
    line(field)
        && field.optional_mark.is_none()
        && look
            .fields
            .iter()
            .take_while(|f| f.handle != field.handle)
            .any(|f| {
                f.visible
                    && f.readonly
                    && f.filled
                    && line(f)
                    && (f.frame, f.form) == (field.frame, field.form)
            })
}

/// Fields of another address that stand open below "the same as above" where that is chosen: they ask once
/// more for what was asked before it, and no mark says that they must be filled.
fn repeated_below_same(look: &Look, lexicon: &Lexicon) -> BTreeSet<u32> {
    // Where nothing is chosen yet, "the same" is what will be.
    let open = |own: &Field| {
        let mates = |f: &&Field| f.kind == "radio" && group_of(f) == group_of(own);
        own.kind == "radio" && !look.fields.iter().filter(mates).any(|f| f.checked)
    };
    let same = |f: &&Field| {
        f.visible
            && f.purpose == "x-billing-same"
            && matches!(f.kind.as_str(), "radio" | "checkbox")
            && (f.checked || open(f))
            && [&f.label, &f.text_after]
                .into_iter()
                .any(|text| lexicon.says(text, Topic::BillingSame))
    };
    let Some(at) = look.fields.iter().position(|f| same(&f)) else {
        return BTreeSet::new();
    };
    let (above, below) = look.fields.split_at(at);
    let own = (look.fields[at].frame, look.fields[at].form);
    let asked = |purpose: &str| {
        above
            .iter()
            .any(|f| f.visible && (f.frame, f.form) == own && f.purpose == purpose)
    };
    let repeats = |f: &&Field| {
        f.visible
            && (f.frame, f.form) == own
            && f.kind != "radio"
            && ESSENTIAL.contains(&f.purpose.as_str())
            && asked(&f.purpose)
            && !effort::is_required(f)
    };
    below.iter().filter(repeats).map(|f| f.handle).collect()
}

/// Floor and flat, whichever line they are asked in.
fn rest_of_address(field: &Field, persona: &Persona) -> Option<Move> {
    let text = persona
        .value("address-line2")
        .or_else(|| persona.value("x-house-number"))?;
    Some(Move {
        how: How::Type(text),
        ..check(field)
    })
}

fn wanted(
    field: &Field,
    persona: &Persona,
    marked: &BTreeSet<(u32, Option<u32>)>,
    lexicon: &Lexicon,
) -> bool {
    if is_elsewhere(field, persona) {
        return true;
    }
    let prompts = is_made_of_boxes(field)
        && (lexicon.strength(&field.value, Intent::Choose) >= 0.4
            || lexicon.says(&field.value, Topic::OptionMissing));
    if prompts && (effort::is_required(field) || ESSENTIAL.contains(&field.purpose.as_str())) {
        return true;
    }
    // What a list of months or years shows at first is when the list begins, and no card's end.
    if field.kind.starts_with("select")
        && matches!(field.purpose.as_str(), "cc-exp-month" | "cc-exp-year")
    {
        return true;
    }
    if field.filled || field.optional_mark.is_some() && !field.required {
        return false;
    }
    if effort::is_required(field) {
        return true;
    }
    // A card cannot be charged without these, whatever the form marks.
    if matches!(
        field.purpose.as_str(),
        "cc-number" | "cc-csc" | "cc-exp" | "cc-exp-month" | "cc-exp-year"
    ) {
        return true;
    }
    // Nobody sends an order without an address for its confirmation, and some forms set that box apart.
    if field.purpose == "email" {
        return true;
    }
    // In a form that marks what it needs, a line of an address without a name of its own goes on with
    // the row above, and so does that row's mark.
    let goes_on = ADDRESS_LINES.contains(&field.purpose.as_str())
        && field.label.is_empty()
        && field.placeholder.is_empty();
    if marked.contains(&(field.frame, field.form)) && !goes_on {
        return field.kind.starts_with("select")
            && field.options.first().is_some_and(|(v, _)| v.is_empty())
            && ESSENTIAL.contains(&field.purpose.as_str());
    }
    ESSENTIAL.contains(&field.purpose.as_str())
        || field.purpose.starts_with("cc-")
        || field.purpose.starts_with("bday")
        || matches!(
            field.purpose.as_str(),
            "x-delivery-date" | "x-delivery-time" | "x-shipping-method" | "x-payment-method"
        )
}

fn is_made_of_boxes(field: &Field) -> bool {
    matches!(field.kind.as_str(), "combobox" | "listbox")
        && !matches!(field.tag.as_str(), "input" | "textarea" | "select")
}

/// A list of countries on which another one than the shopper's is chosen.
fn is_elsewhere(field: &Field, persona: &Persona) -> bool {
    let own = persona.aliases(&field.purpose);
    let is_own = |word: &str| own.iter().any(|o| o.eq_ignore_ascii_case(word.trim()));
    // A list made of boxes shows a prompt ("Select country") where nothing is chosen.
    if is_made_of_boxes(field) {
        return !own.is_empty() && !is_own(&field.value);
    }
    matches!(field.purpose.as_str(), "country" | "country-name")
        && field.kind == "select"
        && field.options.iter().any(|(v, t)| is_own(v) || is_own(t))
        && field
            .options
            .iter()
            .find(|(v, _)| *v == field.value)
            .is_some_and(|(v, t)| !is_own(v) && !is_own(t))
}

/// Puts moves for fields that a store complained about in front of, or instead of, the planned ones.
pub fn force(moves: &mut Vec<Move>, look: &Look, forced: BTreeMap<String, How>) {
    for (selector, how) in forced {
        let Some(field) = look
            .fields
            .iter()
            .find(|f| f.selector == selector && usable(f))
        else {
            continue;
        };
        match moves.iter_mut().find(|m| m.selector == selector) {
            Some(step) => step.how = how,
            None => moves.push(Move {
                how,
                ..check(field)
            }),
        }
    }
}

/// How a field is filled although nothing marks it as required.
pub fn answer(field: &Field, persona: &Persona) -> Option<How> {
    match field.kind.as_str() {
        "radio" | "checkbox" | "switch" => (!field.checked).then_some(How::Check),
        _ => {
            let required = Field {
                required: true,
                ..field.clone()
            };
            text_or_list(&required, persona).map(|m| m.how)
        }
    }
}

fn text_or_list(field: &Field, persona: &Persona) -> Option<Move> {
    let answer = persona.value_for(field);
    let how = match field.kind.as_str() {
        "select" | "select-multiple" => match answer {
            Some(Answer::Choose { value }) => How::Choose(value),
            Some(Answer::Type(_) | Answer::Check | Answer::LeaveAsFound) | None => How::Choose(
                field
                    .options
                    .iter()
                    .find(|(v, t)| !v.is_empty() && !t.is_empty())
                    .map(|(v, _)| v.clone())?,
            ),
        },
        "combobox" | "listbox" if !matches!(field.tag.as_str(), "input" | "textarea") => {
            let mut texts = Vec::new();
            match answer {
                Some(Answer::Choose { value }) => {
                    texts.extend(
                        field
                            .options
                            .iter()
                            .find(|(v, _)| *v == value)
                            .map(|(_, t)| t.clone()),
                    );
                    texts.push(value);
                }
                Some(Answer::Type(text)) => texts.push(text),
                Some(Answer::Check | Answer::LeaveAsFound) | None => {}
            }
            texts.extend(persona.aliases(&field.purpose));
            How::Pick(texts)
        }
        // These open a picker of the system and order their parts by its language.
        "date" | "month" | "week" | "time" | "datetime-local" | "range" | "color" => match answer {
            Some(Answer::Type(text)) if !text.is_empty() => How::Choose(text),
            _ if effort::is_required(field) => How::Choose(stand_in(field)),
            _ => return None,
        },
        _ => match answer {
            Some(Answer::Type(text)) if !text.is_empty() => How::Type(text),
            Some(Answer::LeaveAsFound) => return None,
            Some(Answer::Type(_) | Answer::Choose { .. } | Answer::Check) | None => {
                if !effort::is_required(field) {
                    return None;
                }
                How::Type(stand_in(field))
            }
        },
    };
    Some(Move {
        handle: field.handle,
        press: field.handle,
        selector: field.selector.clone(),
        purpose: field.purpose.clone(),
        how,
    })
}

/// Something harmless for a required field whose purpose nobody knows.
pub(super) fn stand_in(field: &Field) -> String {
    match field.kind.as_str() {
        "number" | "spinbutton" => field
            .range
            .0
            .clone()
            .filter(|m| !m.is_empty())
            .unwrap_or_else(|| "1".into()),
        "email" => "shopper@example.com".into(),
        "tel" => "0312345678".into(),
        "url" => "https://example.com/".into(),
        "date" => field
            .range
            .0
            .clone()
            .filter(|m| !m.is_empty())
            .unwrap_or_else(|| "2030-01-15".into()),
        "month" => "2030-01".into(),
        "week" => "2030-W03".into(),
        "time" => "12:00".into(),
        "datetime-local" => "2030-01-15T12:00".into(),
        "range" | "color" => field.value.clone(),
        _ => "Test".into(),
    }
}

fn checkbox(field: &Field, lexicon: &Lexicon) -> Option<Move> {
    // "Ship to a different address?" is about the same, and asks for another one when ticked.
    let differs = field.purpose == "x-billing-same"
        && [&field.label, &field.text_after]
            .into_iter()
            .any(|text| lexicon.says(text, Topic::AddressDiffers));
    if field.checked || differs {
        return None;
    }
    let must = matches!(field.purpose.as_str(), "x-terms" | "x-billing-same")
        || field.purpose == "x-guest" && lexicon.says(&field.label, Topic::GuestOffered)
        || effort::is_required(field) && field.purpose != "x-newsletter";
    must.then(|| check(field))
}

pub(super) fn check(field: &Field) -> Move {
    Move {
        handle: field.handle,
        press: field.proxy.unwrap_or(field.handle),
        selector: field.selector.clone(),
        purpose: field.purpose.clone(),
        how: How::Check,
    }
}

/// Answers that decline an offer.
static DECLINES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(no\b|nein\b|non\b|nee\b|não\b|いいえ|不要|[^。]{0,12}(しない|希望しません|しません|不要)|아니|否)")
        .expect("a fixed pattern")
});

/// Whether a box to choose says no to the offer of an account.
pub(super) fn declines_an_account(field: &Field) -> bool {
    let said = if field.label.is_empty() {
        &field.text_after
    } else {
        &field.label
    };
    field.purpose == "x-create-account" && DECLINES.is_match(said.trim())
}

/// The value of a list's option that goes on without an account: "guest" or "no account" of two or three,
/// beside a password.
pub(super) fn guest_option<'f>(
    field: &'f Field,
    look: &Look,
    lexicon: &Lexicon,
) -> Option<&'f str> {
    let about_an_account = field.purpose == "x-create-account";
    let beside_a_password = look.fields.iter().any(|f| {
        f.visible && f.kind == "password" && (f.frame, f.form) == (field.frame, field.form)
    });
    let declines = |text: &str| {
        lexicon.strength(text, Intent::Guest) >= 0.4
            || lexicon.says(text, Topic::GuestOffered)
            || about_an_account && DECLINES.is_match(text.trim())
    };
    let named = || field.options.iter().filter(|(_, text)| !text.is_empty());
    let (value, _) = named().find(|(_, text)| declines(text))?;
    let few = field.kind == "select" && (2..=4).contains(&named().count());
    (few && (about_an_account || beside_a_password)).then_some(value)
}

/// Chooses a guest's option where another one is shown.
fn as_guest(field: &Field, look: &Look, lexicon: &Lexicon) -> Option<Move> {
    let value = guest_option(field, look, lexicon)?;
    (field.value != value).then(|| Move {
        how: How::Choose(value.to_owned()),
        ..check(field)
    })
}

/// One of a group of radios, when none is chosen or the chosen one is not for guests.
fn radio(group: &[&Field], persona: &Persona, lexicon: &Lexicon) -> std::option::IntoIter<Move> {
    let words = |f: &Field| format!("{} {} {}", f.label, f.text_after, f.value);
    let guest = |f: &Field| {
        lexicon
            .strength(&f.label, Intent::Guest)
            .max(lexicon.strength(&f.text_after, Intent::Guest))
            >= 0.4
            || lexicon.says(&words(f), Topic::GuestOffered)
    };
    let chosen = group.iter().find(|f| f.checked);
    if let Some(option) = group.iter().find(|f| guest(f)) {
        return if option.checked {
            None
        } else {
            Some(check(option))
        }
        .into_iter();
    }
    // "Make an account at the same time?": nobody's wish unless the store says so.
    if group.iter().any(|f| f.purpose == "x-create-account") {
        return group
            .iter()
            .find(|f| declines_an_account(f))
            .filter(|f| !f.checked)
            .map(|f| check(f))
            .into_iter();
    }
    if chosen.is_some() || group.is_empty() {
        return None.into_iter();
    }
    if group[0].purpose == "x-billing-same" {
        let same = group
            .iter()
            .find(|f| lexicon.says(&words(f), Topic::BillingSame));
        return same.map(|f| check(f)).into_iter();
    }
    if group[0].purpose == "x-payment-method" {
        let rank = |f: &&&Field| -> u32 {
            let said = words(f);
            if lexicon.strength(&said, Intent::Wallet) >= 0.2
                || lexicon.says(&said, Topic::WalletPayment)
            {
                3
            } else if lexicon.says(&said, Topic::OfflinePayment) {
                0
            } else if lexicon.says(&said, Topic::CardPayment) {
                1
            } else {
                2
            }
        };
        return group.iter().min_by_key(rank).map(|f| check(f)).into_iter();
    }
    let by_persona = group
        .iter()
        .find(|f| matches!(persona.value_for(f), Some(Answer::Check)));
    Some(check(by_persona.unwrap_or(&group[0]))).into_iter()
}

#[cfg(test)]
mod tests;
