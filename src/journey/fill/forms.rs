//! Which forms of a screen are not for this order: those that log in, search, make an account, or send a
//! password anew; and which mark what they need. A form is known by its frame and its number there.

use crate::journey::{effort, pilot};
use crate::model::look::{Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon};
use std::collections::{BTreeMap, BTreeSet};

/// Different links in a form from which on it is one round the whole page.
const PAGE_WIDE: usize = 3;
/// What a form asks that does not search, although a search stands in it.
const OF_OTHER_FORMS: [&str; 10] = [
    "postal-code",
    "street-address",
    "address-line1",
    "email",
    "name",
    "given-name",
    "tel",
    "x-shipping-method",
    "x-payment-method",
    "x-terms",
];

/// Forms in which at least two fields say that they are required, so that silence means optional. Boxes to
/// tick speak for themselves alone: "[required] I agree" says nothing of the name above it.
pub(super) fn marked_forms(look: &Look) -> BTreeSet<(u32, Option<u32>)> {
    let mut counts: BTreeMap<(u32, Option<u32>), u32> = BTreeMap::new();
    for field in look
        .fields
        .iter()
        .filter(|f| f.visible && effort::is_required(f))
        .filter(|f| !matches!(f.kind.as_str(), "checkbox" | "switch" | "radio"))
    {
        *counts.entry((field.frame, field.form)).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, n)| *n >= 2)
        .map(|(k, _)| k)
        .collect()
}

/// Forms that log a customer in: a password, at most one other text field, no choice of being a guest.
pub(in crate::journey) fn login_forms(look: &Look) -> BTreeSet<(u32, Option<u32>)> {
    let mut out = BTreeSet::new();
    for field in look
        .fields
        .iter()
        .filter(|f| f.visible && f.purpose == "current-password")
    {
        let key = (field.frame, field.form);
        let mates: Vec<&Field> = look
            .fields
            .iter()
            .filter(|f| f.visible && (f.frame, f.form) == key)
            .collect();
        let texts = mates.iter().filter(|f| effort::is_text_like(f)).count();
        if texts <= 2 && !mates.iter().any(|f| f.purpose == "x-guest") && field.form.is_some() {
            out.insert(key);
        }
    }
    out
}

/// Forms that search for goods: an address that is looked up or a newsletter beside the words makes it another.
pub(in crate::journey) fn search_forms(look: &Look) -> BTreeSet<(u32, Option<u32>)> {
    let of = |purposes: &[&str]| -> BTreeSet<(u32, Option<u32>)> {
        look.fields
            .iter()
            .filter(|f| f.form.is_some() && purposes.contains(&f.purpose.as_str()))
            .map(|f| (f.frame, f.form))
            .collect()
    };
    let mut others = of(&OF_OTHER_FORMS);
    others.extend(page_wide_forms(look));
    of(&["x-search"]).difference(&others).copied().collect()
}

/// Forms round whole pages, as ASP.NET builds them: the links of the head and the foot stand in them, too.
fn page_wide_forms(look: &Look) -> BTreeSet<(u32, Option<u32>)> {
    let mut links: BTreeMap<(u32, Option<u32>), BTreeSet<&str>> = BTreeMap::new();
    for control in look.controls.iter().filter(|c| c.form.is_some()) {
        let leads = control.href.as_deref().filter(|h| h.starts_with("http"));
        if let Some(href) = leads {
            let key = (control.frame, control.form);
            links.entry(key).or_default().insert(href);
        }
    }
    let wide = links.into_iter().filter(|(_, to)| to.len() >= PAGE_WIDE);
    wide.map(|(key, _)| key).collect()
}

/// Forms that make an account, on a screen from which another form leads on without one.
pub(super) fn forms_for_members(look: &Look, lexicon: &Lexicon) -> BTreeSet<(u32, Option<u32>)> {
    let asks = |key: (u32, Option<u32>), purposes: &[&str]| {
        look.fields.iter().any(|f| {
            f.visible && (f.frame, f.form) == key && purposes.contains(&f.purpose.as_str())
        })
    };
    let registers: BTreeSet<(u32, Option<u32>)> = look
        .fields
        .iter()
        .filter(|f| f.visible && f.form.is_some() && f.purpose == "new-password")
        .map(|f| (f.frame, f.form))
        .filter(|key| !asks(*key, &["address-line1", "street-address", "postal-code"]))
        .collect();
    let leads_on = look.controls.iter().any(|c| {
        let key = (c.frame, c.form);
        let on = [Intent::Guest, Intent::Checkout]
            .into_iter()
            .any(|i| lexicon.strength(&c.name, i) >= 0.5);
        on && c.visible
            && c.enabled
            && matches!(c.region, Some(Region::Main) | None)
            && c.href
                .as_deref()
                .is_none_or(|href| pilot::plain(href) != pilot::plain(&look.url))
            && !registers.contains(&key)
            && !asks(key, &["current-password"])
    });
    if leads_on { registers } else { BTreeSet::new() }
}

/// Forms that send somebody a password anew: an address and no password, and a button that names one.
pub(in crate::journey) fn forms_for_the_forgetful(
    look: &Look,
    lexicon: &Lexicon,
) -> BTreeSet<(u32, Option<u32>)> {
    let own = |key: (u32, Option<u32>)| {
        look.fields
            .iter()
            .filter(move |f| f.visible && (f.frame, f.form) == key)
    };
    let names_a_password = |name: &str| {
        let name = name.to_lowercase();
        lexicon
            .field_words()
            .iter()
            .filter(|w| w.purpose == "current-password")
            .map(|w| w.phrase.trim_matches(['=', '*']).to_lowercase())
            .any(|phrase| phrase.len() >= 6 && name.contains(&phrase))
    };
    look.controls
        .iter()
        .filter(|c| c.visible && c.form.is_some() && c.href.is_none())
        .filter(|c| names_a_password(&c.name))
        .map(|c| (c.frame, c.form))
        .filter(|key| own(*key).any(|f| matches!(f.purpose.as_str(), "email" | "username")))
        .filter(|key| own(*key).filter(|f| effort::counts(f)).count() <= 2)
        .filter(|key| own(*key).all(|f| f.kind != "password"))
        .collect()
}
