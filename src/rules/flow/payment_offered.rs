//! Which classes of payment a screen really offers: its options, fields, buttons and frames.
//!
//! Icons in a footer prove nothing and are read apart.

use crate::model::journey::Step;
use crate::model::look::Look;
use crate::model::page::Region;
use crate::rules::facts::has;
use std::collections::BTreeSet;

/// A class of payment methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Credit and debit cards.
    Card,
    /// Wallets and code payments: PayPal, Apple Pay, PayPay, 楽天ペイ.
    Wallet,
    /// Neither: konbini, cash on delivery, invoice, transfer, pay later.
    Local,
}

/// The rulebook's word for a class.
pub fn method_word(method: Method) -> &'static str {
    match method {
        Method::Card => "@method.card",
        Method::Wallet => "@method.wallet",
        Method::Local => "@method.local",
    }
}

/// What the payment step offers.
pub fn offered(step: &Step) -> BTreeSet<Method> {
    let mut found = BTreeSet::new();
    for look in [&step.look, step.settled()] {
        found.extend(texts(look).flat_map(classes));
        let card_field = look
            .fields
            .iter()
            .any(|field| field.purpose.starts_with("cc-"));
        found.extend(card_field.then_some(Method::Card));
    }
    found
}

/// Classes that pictures of payment marks in the footer stand for.
pub fn shown_as_icons(look: &Look) -> BTreeSet<Method> {
    let bottom = (look.document.1 - look.viewport.1).max(0.0);
    let low = look
        .images
        .iter()
        .filter(|image| image.rect.y + look.scroll.1 >= bottom && image.rect.h < 80.0);
    low.filter_map(|image| image.alt.as_deref())
        .flat_map(classes)
        .collect()
}

fn texts(look: &Look) -> impl Iterator<Item = &str> {
    let fields = look.fields.iter().filter(|field| {
        let choice = matches!(
            field.kind.as_str(),
            "radio" | "select" | "select-one" | "combobox" | "listbox"
        );
        (field.visible || field.proxy.is_some())
            && (choice || field.tag == "select" || field.purpose == "x-payment-method")
    });
    let of_fields = fields.flat_map(|field| {
        let options = field.options.iter().map(|(_, text)| text.as_str());
        [field.label.as_str(), &field.text_after, &field.description]
            .into_iter()
            .chain(options)
    });
    let controls = look.controls.iter().filter(|control| {
        let outside = matches!(
            control.region,
            Some(Region::Header | Region::Nav | Region::Footer)
        );
        control.visible && !outside
    });
    let of_controls = controls.map(|control| control.name.as_str());
    let frames = look
        .frames
        .iter()
        .filter(|frame| frame.visible)
        .map(|frame| frame.title.as_str());
    of_fields.chain(of_controls).chain(frames)
}

fn classes(text: &str) -> Vec<Method> {
    [
        (Method::Card, "pay-card"),
        (Method::Wallet, "pay-wallet"),
        (Method::Local, "pay-local"),
    ]
    .into_iter()
    .filter(|(_, pattern)| has(pattern, text))
    .map(|(method, _)| method)
    .collect()
}
