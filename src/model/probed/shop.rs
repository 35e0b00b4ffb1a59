//! What was tried outside the forms: search, arrival, deep link, product options, cart, coupon.
//!
//! Plain data, bounded: texts of the store are cut, lists are short. Whatever was not
//! tried stands in [`super::Probed::not_run`] under the name of its turn.

use crate::model::page::PriceText;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that was tried outside the forms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shopped {
    /// Searches, in order.
    pub searches: Vec<Searched>,
    /// First visits that were watched for layers.
    pub arrivals: Vec<Arrival>,
    /// Pages that were read for countdowns and crowds, each in a clean profile.
    pub urgency: Vec<UrgencyRead>,
    /// Product addresses with a campaign's parameters.
    pub links: Vec<DeepLink>,
    /// Products whose options were tried.
    pub options: Vec<OptionsTried>,
    /// Changes of the cart, in order.
    pub cart: Vec<CartTurn>,
    /// Ways on which the cart was met again.
    pub kept: Vec<CartKept>,
    /// The wrong coupon code.
    pub coupon: Option<CouponTried>,
    /// The cart below, at and above the limit of a perk.
    pub perk: Option<PerkTried>,
}

/// What was searched for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SearchKind {
    /// The exact title of a product.
    #[default]
    Exact,
    /// One word of it, rightly spelled: the control of variants that found nothing.
    Word,
    /// The same word with two letters swapped, or one missing.
    Typo,
    /// In the other kana.
    OtherKana,
    /// In half-width kana.
    HalfKana,
    /// Letters and digits in full width.
    FullWidth,
    /// Letters that mean nothing.
    Nonsense,
}

/// One search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Searched {
    /// What for.
    pub kind: SearchKind,
    /// What was typed.
    pub query: String,
    /// Title of the product that is meant; empty for nonsense.
    pub title: String,
    /// Its address.
    pub product: String,
    /// Address of what came.
    pub url: String,
    /// HTTP status of the document, where one came.
    pub status: Option<u16>,
    /// A CSS selector of the field.
    pub selector: String,
    /// Whether the store led straight to the product.
    pub redirected: bool,
    /// Place of the product among the results, 1 for the first; `None` where it is not among them.
    pub rank: Option<u32>,
    /// Names of the results, at most 12.
    pub hits: Vec<String>,
    /// How many different products the results link to.
    pub hit_count: u32,
    /// Whether one of the results is called by the word that was meant.
    pub relevant: bool,
    /// Whether the page says that nothing was found.
    pub says_none: bool,
    /// Whether what was typed stands on the page, or in the field.
    pub query_shown: bool,
    /// Links of the content that lead to products, lists or a better spelling, at most 12 names.
    pub suggestions: Vec<String>,
    /// Whether a link of the content leads to a contact page, a mail or a telephone.
    pub contact: bool,
    /// Characters of text that the page has and the home page does not.
    pub own_text: u32,
    /// From the key to the quiet page, in milliseconds.
    pub took_ms: Option<f64>,
    /// Interaction to Next Paint of the page that was searched on, in milliseconds.
    pub inp_ms: Option<f64>,
}

/// A first visit that was watched.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// Address of the page.
    pub url: String,
    /// For how long it was watched, in milliseconds from the start of the navigation.
    pub watched_ms: f64,
    /// Layers that covered a good part of the screen, at most 6.
    pub layers: Vec<LayerSeen>,
}

/// A layer over the page that the shopper did not ask for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerSeen {
    /// A CSS selector.
    pub selector: String,
    /// Its text, at most 300 characters.
    pub text: String,
    /// When it was first seen, in milliseconds from the start of the navigation.
    pub at_ms: f64,
    /// Share of the screen that it covers, 0 to 1.
    pub cover: f64,
    /// `consent`, `age`, `region`, or `promotion` for everything else.
    pub kind: String,
    /// Name of the control that closes it; empty where none was found.
    pub close: String,
    /// Width and height of that control in CSS pixels.
    pub close_px: Option<(f64, f64)>,
    /// Whether it was gone after one tap on that control; `None` where it was not tried.
    pub closed: Option<bool>,
}

/// A page that was read for what presses shoppers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgencyRead {
    /// Address of the page.
    pub url: String,
    /// When it was read, in milliseconds from the start of the run.
    pub at_ms: f64,
    /// Timers that ran while they were watched, at most 5.
    pub timers: Vec<TimerSeen>,
    /// Sentences on how many people look on, or how few pieces are left, at most 5.
    pub claims: Vec<String>,
}

/// A timer that counts down.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerSeen {
    /// Its line as shown.
    pub text: String,
    /// Seconds left at [`UrgencyRead::at_ms`].
    pub left_s: f64,
}

/// A product that was opened by a campaign's link.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeepLink {
    /// Address of the product without parameters.
    pub product: String,
    /// The address that was opened.
    pub opened: String,
    /// The address that was shown.
    pub landed: String,
    /// HTTP status.
    pub status: Option<u16>,
    /// `product`, `home`, `login`, `wall`, or `other`.
    pub page: String,
    /// What the wall is, where one was met.
    pub wall: String,
    /// First price of the product as the plain address shows it.
    pub price_before: Option<PriceText>,
    /// First price as the link shows it.
    pub price: Option<PriceText>,
    /// Whether the title of the product is there.
    pub title_kept: bool,
    /// Whether it could be put into the cart; `None` where it was not tried.
    pub added: Option<bool>,
}

/// The options of a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionsTried {
    /// Address of the product.
    pub url: String,
    /// What has to be chosen, as it is labelled, at most 6.
    pub groups: Vec<String>,
    /// Whether something was chosen beforehand by the store.
    pub preset: bool,
    /// What the button was called that was pressed with nothing chosen; empty where it was not.
    pub pressed: String,
    /// Whether the button could not be pressed before a choice.
    pub asleep: bool,
    /// Whether the product went into the cart all the same.
    pub went_in: bool,
    /// What the page said, at most 6.
    pub said: Vec<String>,
    /// The browser's own bubble, where it held the form back.
    pub native: bool,
    /// Values that were chosen, at most 12.
    pub values: Vec<ValueTried>,
}

/// One value of an option.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueTried {
    /// Its name.
    pub name: String,
    /// A CSS selector.
    pub selector: String,
    /// Whether the page shows it as chosen afterwards; `None` where no state is told.
    pub marked: Option<bool>,
    /// First price of the product afterwards.
    pub price: Option<PriceText>,
    /// Whether its name or surroundings say that it is sold out, or it cannot be chosen.
    pub sold_out_marked: bool,
}

/// What the cart shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartSeen {
    /// Address.
    pub url: String,
    /// The quantity of the first line as its field or stepper shows it.
    pub quantity: Option<String>,
    /// The number on the cart's badge.
    pub badge: Option<u32>,
    /// Whether it says that it is empty.
    pub empty: bool,
    /// Prices of the content, in document order, at most 40.
    pub prices: Vec<PriceText>,
    /// Lines that speak of free delivery, at most 6.
    pub perks: Vec<String>,
}

/// What was done to the cart.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CartAct {
    /// One more.
    #[default]
    More,
    /// One less.
    Less,
    /// A text into the quantity's field.
    Text,
    /// The line taken out.
    Remove,
    /// Put back by the store's own means.
    Undo,
}

/// One change of the cart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartTurn {
    /// What was done.
    pub act: CartAct,
    /// What was typed; empty where a control was pressed.
    pub typed: String,
    /// What the field held before it was left; `None` where a control was pressed.
    #[serde(default)]
    pub held: Option<String>,
    /// `field`, `select` or `stepper`; `control` for remove and undo.
    pub by: String,
    /// Name of the control, or label of the field.
    pub control: String,
    /// A CSS selector of it.
    pub selector: String,
    /// The cart before.
    pub before: CartSeen,
    /// The cart as it stood when nothing more changed by itself.
    pub after: CartSeen,
    /// From the input to the first new amount, in milliseconds; `None` where none came by itself.
    pub updated_ms: Option<f64>,
    /// Name of the button that had to be pressed; empty where none had to.
    pub button: String,
    /// The cart after that button.
    pub recalculated: Option<CartSeen>,
    /// Whether the change sent no request for a document: what was seen needed no reload.
    pub in_place: bool,
    /// HTTP status of the document that came, where one came.
    pub status: Option<u16>,
    /// New messages, and what a dialog said, at most 6 of at most 200 characters.
    pub said: Vec<String>,
    /// Whether the browser itself held the value back, or the store asked first (a dialog).
    pub asked: bool,
    /// Name of a control that undoes the change, where one came.
    pub undo: String,
    /// Interaction to Next Paint up to then, in milliseconds.
    pub inp_ms: Option<f64>,
}

/// A way on which the cart was met again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartKept {
    /// `reload`, `return` (from another page), or `reopened` (a closed browser: only what is kept
    /// for a day or longer is handed over).
    pub way: String,
    /// The cart before.
    pub before: CartSeen,
    /// The cart after.
    pub after: CartSeen,
    /// Whether it holds the same.
    pub kept: bool,
    /// Cookies that were handed over; only for `reopened`.
    pub cookies: u32,
}

/// A wrong coupon code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouponTried {
    /// Address of the page.
    pub url: String,
    /// A CSS selector of the field.
    pub selector: String,
    /// Whether the field stood open when the page was first seen.
    pub open: bool,
    /// What was typed.
    pub code: String,
    /// What the page said, at most 6 of at most 200 characters.
    pub said: Vec<String>,
    /// Whether the code was applied: an amount fell.
    pub applied: bool,
    /// Whether the cart holds the same as before.
    pub kept: bool,
    /// HTTP status of the document that came, where one came.
    pub status: Option<u16>,
}

/// A perk that begins at an amount.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerkTried {
    /// The limit in the store's currency.
    pub limit: f64,
    /// The line that names it.
    pub said: String,
    /// Address of the page with that line.
    pub url: String,
    /// Price of one piece.
    pub unit: f64,
    /// The cart at each quantity that was set, in order of the quantity: `(quantity, cart)`.
    pub carts: Vec<(u32, CartSeen)>,
}
