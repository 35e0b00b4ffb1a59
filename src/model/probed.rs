//! What the probes typed and pressed in the store's forms, and what the store did with it.
//!
//! A probe run is a walk of its own, in a fresh profile: whatever it upsets, the
//! measured walk is not touched. Rules read only this; the protocol is section C
//! of the rule catalogue.

mod shop;

pub use shop::{
    Arrival, CartAct, CartKept, CartSeen, CartTurn, CouponTried, DeepLink, LayerSeen, OptionsTried,
    PerkTried, SearchKind, Searched, Shopped, TimerSeen, UrgencyRead, ValueTried,
};

use crate::model::device::Device;
use crate::model::journey::{Ended, Goal, GuardLog};
use crate::model::look::Rect;
use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much is tried.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeLevel {
    /// Nothing.
    None,
    /// What tells most, in about half a minute.
    #[default]
    Quick,
    /// Everything, in about three minutes.
    Full,
}

/// One probe run on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probed {
    /// The screen.
    pub device: Device,
    /// How much was tried.
    pub level: ProbeLevel,
    /// Whether the store is the user's own (`--own-store`, loopback or a private address), so that
    /// probes may change the cart and leave records.
    pub own_store: bool,
    /// How the probe run's walk ended.
    pub ended: Ended,
    /// Texts that were put into fields, in order.
    pub entries: Vec<Entry>,
    /// Presses on the button that sends a step, none of them the order's.
    pub submits: Vec<Submit>,
    /// Ways back to a step that was filled.
    pub returns: Vec<Return>,
    /// Tries to leave a form that takes a while to fill.
    #[serde(default)]
    pub leavings: Vec<Leaving>,
    /// What was tried outside the forms.
    #[serde(default)]
    pub shop: Shopped,
    /// What was not tried, and why.
    pub not_run: Vec<NotRun>,
    /// What the guard did.
    pub guard: GuardLog,
    /// Duration of the run, in milliseconds.
    pub duration_ms: u64,
    /// Part of it that was spent waiting for the store, in milliseconds.
    pub store_ms: u64,
}

/// Something that was not tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotRun {
    /// The probe: a [`Variant`] or [`SubmitKind`] by its name in JSON, or a turn of the shop's.
    pub what: String,
    /// `budget`, `not-own-store`, `level`, `no-field`, `step-not-reached`, `control-failed`, `lost-the-step`, `too-fast`, `order-next`, `document` (the browser itself sends), `nothing-refused`, `orders` (the only button), `no-cart`.
    pub why: String,
    /// Purpose of the field, or the step, where it is about one; otherwise empty.
    pub about: String,
}

/// A field as it was when something was put into it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldAt {
    /// Index of the screen within the run's checkout, 0 for the first one with fields.
    pub screen: u32,
    /// Address of the page.
    pub url: String,
    /// A CSS selector.
    pub selector: String,
    /// Its classified purpose: a WHATWG token, or `x-…`.
    pub purpose: String,
    /// How sure that is, 0 to 1.
    pub certainty: f32,
    /// Its visible label, or the accessible name.
    pub label: String,
    /// `type` as the browser understands it.
    pub kind: String,
    /// Whether it is marked as required, by attribute or by sight.
    pub required: bool,
    /// `maxlength`.
    pub maxlength: Option<u32>,
}

/// What is put into a field, by its kind. The exact text stands in [`Entry::typed`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// What nobody could refuse: the control of every other variant.
    Canonical,
    /// Wrong in a way that a check finds: a mail without `@`, a postcode of two digits.
    Wrong,
    /// Wrong in a second way.
    WrongOtherwise,
    /// Nothing, in a field that held something.
    Emptied,
    /// A blank before and after.
    Blanks,
    /// A full-width blank (U+3000) before and after.
    WideBlank,
    /// Grouped by hyphens: `100-0001`, `03-1234-5678`, card numbers in fours.
    Hyphens,
    /// With `〒` in front.
    PostMark,
    /// Wide digits or letters without separators.
    FullWidth,
    /// Wide digits with a wide hyphen.
    FullWidthHyphens,
    /// Grouped by U+30FC.
    LongVowelDash,
    /// Grouped by U+2212.
    MinusSign,
    /// Grouped by the code points of dashes that are left, one entry each.
    OtherDash,
    /// The area code in brackets.
    Brackets,
    /// Grouped by blanks.
    Spaces,
    /// Grouped by dots.
    Dots,
    /// With the country's code.
    International,
    /// Hiragana.
    Hiragana,
    /// Half-width katakana.
    HalfKana,
    /// Family and given name with a blank between, in kana.
    KanaSpace,
    /// A variant of a kanji: 髙, 﨑.
    VariantKanji,
    /// A letter outside the basic plane: 𠮷.
    SurrogatePair,
    /// An apostrophe.
    Apostrophe,
    /// An accented letter.
    Accent,
    /// A name of one letter.
    OneLetter,
    /// Several words.
    SeveralWords,
    /// Half-width figures and letters in an address.
    HalfWidthMix,
    /// Wide figures in an address.
    WideMix,
    /// `taro+shop@example.com`.
    PlusTag,
    /// `a..b.@docomo.ne.jp`, which old carriers gave out.
    LegacyCarrier,
    /// A slip in a well-known mail domain: `gmial.com`.
    DomainSlip,
    /// The beginning of a well-known mail domain: `taro@g`.
    DomainStart,
    /// An American Express test number, in 4-6-5.
    Amex,
    /// An expiry without a separator: `1230`.
    ExpiryBare,
    /// An expiry with blanks and four digits of the year: `12 / 2030`.
    ExpiryLong,
    /// An expiry with a hyphen: `12-30`.
    ExpiryHyphen,
    /// A text as long as real ones are at most.
    Long,
    /// A postcode that belongs to nobody.
    UnknownCode,
    /// Another valid postcode, after the address was typed.
    OtherCode,
    /// A password of eight small letters with a blank.
    Passphrase,
    /// A password of 64 letters.
    LongPassword,
    /// Kanji by composition, as an input method puts them in.
    Composed,
    /// Pasted from the clipboard.
    Pasted,
    /// The whole number, into the first of several boxes.
    WholeIntoFirst,
    /// Put in as the browser's autofill does.
    Autofilled,
}

impl Variant {
    /// The name in JSON.
    pub fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// What the page itself made of a text, without anything being sent; step 3 of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Kept as typed by a field that is known to check what is typed.
    Accepted,
    /// Kept and converted to another spelling of the same.
    Normalised,
    /// Cut.
    Truncated,
    /// Changed to something else.
    Altered,
    /// Called wrong.
    Rejected,
    /// Kept as typed by a field that was not seen to check anything.
    NoClientVerdict,
    /// It could not be tried, or the control failed.
    Unknown,
}

/// One text that was put into one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The field.
    pub field: FieldAt,
    /// What kind of text.
    pub variant: Variant,
    /// The text; what a persona would call secret stands as `•••`, test card numbers apart.
    pub typed: String,
    /// What the field holds after it was left.
    pub held: String,
    /// What the page made of it.
    pub outcome: Outcome,
    /// `validity.valid` after it was left.
    pub valid: bool,
    /// `aria-invalid="true"` after it was left.
    pub aria_invalid: bool,
    /// Complaints that appeared after the first one to three characters, before it was left.
    pub early: Vec<Said>,
    /// Messages that appeared within 1.5 s after it was left.
    pub said: Vec<Said>,
    /// Where the text put a complaint right: how long that still stood after the last key, or after
    /// the field was left where it only goes then, in milliseconds; `None` when it still stood 1.5 s
    /// later, or there was none.
    pub mended_ms: Option<f64>,
    /// Whether a complaint stood there when this text was typed.
    pub mends: bool,
    /// Other fields that changed meanwhile.
    pub changed: Vec<Changed>,
    /// What the store offered to put in while it was typed, at most 10: options of its `datalist`,
    /// items of a list that opened, a button with a corrected spelling.
    #[serde(default)]
    pub offered: Vec<String>,
    /// Selector of what had the focus after the last key, before the field was left.
    pub focus_after: Option<String>,
    /// Requests that it set off: method and address without query.
    pub sent: Vec<String>,
    /// Whether the page left or the form was sent because of a key (Enter while composing).
    pub submitted: bool,
    /// Autofill only: by the browser's own, where the field's token said what belongs there (`real`) or
    /// the browser guessed it (`inferred`); left out by it (`none`); or with events that were made up
    /// (`simulated`), where the browser's own could not be driven.
    pub by: Option<String>,
    /// Picture of the screen with what the store said, as a blob; taken where the text was refused,
    /// cut or changed.
    pub picture: Option<String>,
    /// Box of the field on it.
    #[serde(default)]
    pub rect: Option<Rect>,
}

impl Entry {
    /// A text that was put into a field, before anything is known of what came of it.
    pub fn of(field: FieldAt, variant: Variant, typed: impl Into<String>) -> Entry {
        Entry {
            field,
            variant,
            typed: typed.into(),
            held: String::new(),
            outcome: Outcome::Unknown,
            valid: true,
            aria_invalid: false,
            early: Vec::new(),
            said: Vec::new(),
            mended_ms: None,
            mends: false,
            changed: Vec::new(),
            offered: Vec::new(),
            focus_after: None,
            sent: Vec::new(),
            submitted: false,
            by: None,
            picture: None,
            rect: None,
        }
    }
}

/// Something that the page said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The words, at most 300 characters.
    pub text: String,
    /// A CSS selector; empty for the browser's own bubble and for dialogs.
    pub selector: String,
    /// How it is known to be about a field.
    pub tie: Tie,
    /// Selector of the field that it is about, where known.
    pub field: Option<String>,
    /// Distance between its box and the field's, in CSS pixels.
    pub distance_px: Option<f64>,
    /// Time from leaving the field, or from the press, in milliseconds.
    pub after_ms: f64,
    /// Whether it stands in a live region or has the role `alert` or `status`.
    pub live: bool,
    /// Whether it was gone again within the time of observation.
    pub gone: bool,
    /// Whether it looks like an error.
    pub error: bool,
}

/// How a message is tied to a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// By `aria-describedby` or `aria-errormessage`.
    Linked,
    /// It stands within 100 px of the field.
    Near,
    /// It names the field by its label.
    Named,
    /// The browser's own validation bubble.
    Native,
    /// A dialog of the browser (`alert`).
    Dialog,
    /// Not at all.
    #[default]
    Loose,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// A CSS selector.
    pub selector: String,
    /// Its purpose.
    pub purpose: String,
    /// What it held.
    pub before: String,
    /// What it holds now.
    pub after: String,
}

/// Why a step was sent.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SubmitKind {
    /// As it was found: nothing typed.
    Empty,
    /// Everything filled, one field left empty.
    OneEmpty,
    /// Everything filled, one field wrong.
    OneWrong,
    /// Everything filled, with a card number that payment providers decline.
    Declined,
    /// Everything filled, some fields with variants that nothing on the page judged.
    Tolerance,
    /// Two taps 400 ms apart, with 1.5 s of added latency.
    DoubleTap,
    /// By the Enter key in a field with something wrong in it, where that did not do what the button does.
    Enter,
    /// Everything filled, while there was no line.
    Offline,
}

/// What came of sending a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sent {
    /// It went on.
    MovedOn,
    /// The browser itself held it back (a bubble at a field).
    RefusedByBrowser,
    /// A script of the page held it back.
    RefusedByPage,
    /// The server sent it back.
    RefusedByServer,
    /// Nothing was seen to happen.
    Nothing,
    /// The button was disabled: it could not be pressed.
    Disabled,
}

/// One press on the button that sends a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// Why.
    pub kind: SubmitKind,
    /// Whether Enter was pressed in the first field of `put`, instead of a tap on the button.
    #[serde(default)]
    pub by_enter: bool,
    /// Address of the screen that came, where it went on.
    #[serde(default)]
    pub led_to: Option<String>,
    /// Index of the screen, as in [`FieldAt::screen`].
    pub screen: u32,
    /// What the screen is.
    pub goal: Goal,
    /// Address of the page.
    pub url: String,
    /// The button's name.
    pub control: String,
    /// The button's selector.
    pub selector: String,
    /// What was different from a form filled as it should be.
    pub put: Vec<Put>,
    /// What came of it.
    pub sent: Sent,
    /// What was complained about.
    pub errors: Vec<Said>,
    /// Visible required fields without a value at the press, by selector.
    pub unfilled: Vec<String>,
    /// Text beside a disabled button or on it.
    pub beside: String,
    /// Selector of what has the focus 1.5 s later.
    pub focus: Option<String>,
    /// Selector of the first field in document order that is complained about.
    pub first_wrong: Option<String>,
    /// Whether that field, or the complaint, lies in the viewport.
    pub first_wrong_in_view: Option<bool>,
    /// Fields with `aria-invalid="true"` afterwards, by selector.
    pub invalid: Vec<String>,
    /// Fields that no longer hold what they held; passwords and security codes are left out.
    pub lost: Vec<Changed>,
    /// Requests of the store's own that could change something there.
    pub requests: u32,
    /// Whether a script of the page sent the first of them, rather than the browser; `None` without any.
    #[serde(default)]
    pub by_script: Option<bool>,
    /// HTTP status of the document that came, where one came.
    pub status: Option<u16>,
    /// Whether the button was disabled or `aria-busy` soon after the press.
    pub busy: bool,
    /// Names of visible ways to reach a person, outside a closed menu, afterwards: telephone
    /// numbers, `tel:` and `mailto:` links, chat buttons, links to the contact page. `None` where
    /// nobody looked; looked for where a card was declined.
    #[serde(default)]
    pub help: Option<Vec<String>>,
    /// Picture of the screen afterwards, as a blob.
    pub picture: Option<String>,
    /// Box of the first field that is complained about on it.
    #[serde(default)]
    pub rect: Option<Rect>,
}

/// What differed in one field when a step was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Put {
    /// The field.
    pub field: FieldAt,
    /// What kind of text.
    pub variant: Variant,
    /// The text.
    pub typed: String,
    /// What the field held at the press.
    pub held: String,
    /// What the server gave back in the same field, or on the next screen, where it could be seen.
    pub stored: Option<String>,
}

/// A way back.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The browser's Back.
    Back,
    /// The store's own back or edit link.
    OwnLink,
    /// A reload of the filled step.
    Reload,
    /// To the cart, and back to the checkout.
    ByCart,
}

/// What a way back led to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// Which.
    pub way: Way,
    /// Index of the screen that was filled, as in [`FieldAt::screen`].
    pub screen: u32,
    /// What that screen is.
    pub goal: Goal,
    /// Its address.
    pub url: String,
    /// The control that was pressed; empty for the browser's own.
    pub control: String,
    /// Whether the same fields were there again.
    pub same_screen: bool,
    /// Whether the browser asked for the form to be sent again, or failed with a cache miss.
    pub resubmit: bool,
    /// How many fields held a value before.
    pub held: u32,
    /// Fields that no longer hold it; passwords and security codes are left out.
    pub lost: Vec<Changed>,
    /// Dialogs of the browser that came on leaving (`beforeunload`), by their words.
    #[serde(default)]
    pub dialogs: Vec<String>,
    /// Whether the cart still held the same number of items, where it could be seen.
    pub cart_kept: Option<bool>,
    /// Picture of what came, as a blob.
    pub picture: Option<String>,
}

/// How much of a form was filled when it was left.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Filling {
    /// Nothing was typed.
    Untouched,
    /// About half of the required fields were filled.
    Half,
    /// It was filled and sent.
    Sent,
}

/// A try to leave a form by a link of the store's own, its logo first, and what asked to stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// Index of the screen, as in [`FieldAt::screen`].
    pub screen: u32,
    /// Its address.
    pub url: String,
    /// How much was filled.
    pub filling: Filling,
    /// How many questions came before it let go: `beforeunload` and dialogs of the page.
    pub questions: u32,
    /// What they said; the browser's own words are left out.
    pub words: Vec<String>,
}
