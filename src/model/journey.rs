//! What happened on the way: the steps, what each cost, and how it ended.

use crate::model::asked::Answer;
use crate::model::device::{Device, ThrottleValues};
use crate::model::look::{Field, Look};
use crate::model::page::{PriceText, Region};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the shopper wants to reach next.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// The front page.
    Home,
    /// A list of products.
    Listing,
    /// One product that can be bought.
    Product,
    /// The product is in the cart.
    Added,
    /// The cart.
    Cart,
    /// The entrance of the checkout: guest or account.
    Checkout,
    /// E-mail and address.
    Address,
    /// Choice of delivery.
    Shipping,
    /// Choice and data of payment.
    Payment,
    /// The last screen before the order.
    Review,
}

/// Reason of a walk that stopped before a step, as it was asked to.
pub const PAUSED: &str = "paused";
/// Reason of a walk that only told what it would do.
pub const PLANNED: &str = "planned";

impl Goal {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Goal::Home => "home",
            Goal::Listing => "listing",
            Goal::Product => "product",
            Goal::Added => "added",
            Goal::Cart => "cart",
            Goal::Checkout => "checkout",
            Goal::Address => "address",
            Goal::Shipping => "shipping",
            Goal::Payment => "payment",
            Goal::Review => "review",
        }
    }

    /// Every goal, in the order of a purchase.
    pub const ALL: [Goal; 10] = [
        Goal::Home,
        Goal::Listing,
        Goal::Product,
        Goal::Added,
        Goal::Cart,
        Goal::Checkout,
        Goal::Address,
        Goal::Shipping,
        Goal::Payment,
        Goal::Review,
    ];

    /// Whether this is a screen of the checkout, from its entrance on.
    pub fn in_checkout(self) -> bool {
        self >= Goal::Checkout
    }
}

/// How a step came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A navigation.
    Load,
    /// An interaction that ended in a new state on the same page.
    Act,
    /// A state that was only looked at.
    Look,
}

/// One walk through the store on one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// The screen.
    pub device: Device,
    /// The preset's name, as in [`crate::model::device::Throttle::name`].
    pub throttle: String,
    /// The limits that were applied.
    pub throttle_values: ThrottleValues,
    /// Where the path comes from.
    pub path_source: PathSource,
    /// Where the walk turned off the path that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_change: Option<PathChange>,
    /// The `User-Agent` that the store saw.
    pub user_agent: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// How it ended.
    pub ended: Ended,
    /// What the guard did.
    pub guard: GuardLog,
    /// Duration of the whole journey, in milliseconds.
    pub duration_ms: u64,
    /// The part of it until the last screen was reached or the walk was given up, in milliseconds: without
    /// emptying the cart and what else is done afterwards. `None` in evidence from before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_ms: Option<u64>,
    /// Time that the pilot itself spent (looking, deciding, typing), without waiting for the store, in milliseconds.
    pub pilot_ms: u64,
    /// Language that the store speaks (BCP 47 primary tag), where known.
    pub store_language: Option<String>,
    /// Which persona filled the forms.
    pub persona: String,
    /// Whether the cart was emptied at the end; `None` where nothing was put in.
    pub cart_emptied: Option<bool>,
    /// What came of pressing the store's chat button, after the walk; `None` where none was seen.
    #[serde(default)]
    pub chat: Option<ChatTried>,
}

/// A chat that was opened, to see whether it opens. Nothing was ever written into it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatTried {
    /// The page on which its button was pressed.
    pub url: String,
    /// The button's name.
    pub name: String,
    /// A CSS selector of the button.
    pub selector: String,
    /// From the press until it was open, in milliseconds; `None` when it stayed closed.
    pub opened_ms: Option<f64>,
    /// Whether one can write in it.
    pub has_input: bool,
    /// What it says once it is open, at most 600 characters.
    pub text: String,
    /// Whether its button lies over the one that puts the product into the cart.
    pub covers_buy: bool,
}

/// Where a journey's path comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PathSource {
    /// Found by the pilot.
    Discovered,
    /// Replayed from an earlier run.
    Replayed,
    /// Given by the user.
    Recipe,
}

/// Where a walk turned off the path that it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathChange {
    /// Index of the first step that differs.
    pub step: u32,
    /// What the path expected there: what the screen is, and the path of its address.
    pub expected: String,
    /// What was found; empty where the walk ended before.
    pub found: String,
}

/// How a journey ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum Ended {
    /// As far as one gets without ordering.
    Reached {
        /// The last screen.
        goal: Goal,
    },
    /// The pilot found no way on.
    Stuck {
        /// What it was looking for.
        goal: Goal,
        /// Why, as a stable code: the key of a sentence in the rulebook.
        reason: String,
        /// What the page said or showed about it.
        detail: String,
    },
    /// The store does not let this shopper on.
    Refused {
        /// What it was looking for.
        goal: Goal,
        /// Why, as a stable code: `account-required`, `bot-wall`, `password-page`, `maintenance`, …
        reason: String,
        /// What the page said or showed about it.
        detail: String,
    },
    /// The browser or the time ended it.
    Died {
        /// What it was looking for.
        goal: Goal,
        /// Why, as a stable code: `browser-crashed`, `deadline`, `page-crashed`, `unreachable`, …
        reason: String,
        /// What is known about it.
        detail: String,
    },
}

/// What the guard against orders saw and did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardLog {
    /// Requests that were stopped: `(method, address without query, why)`.
    pub blocked_requests: Vec<(String, String, String)>,
    /// Controls that were recognised as placing the order, and not pressed.
    pub order_controls: Vec<String>,
    /// Signs that an order may have been placed all the same.
    pub order_signs: Vec<String>,
}

/// One step of the journey: a screen, how it was reached, and what it asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 0 for the first.
    pub index: u32,
    /// What this screen is.
    pub goal: Goal,
    /// Further goals that the same screen serves (a checkout on one page).
    pub also: Vec<Goal>,
    /// How it was reached.
    pub mode: Mode,
    /// What was done to reach it.
    pub action: ActionTaken,
    /// Address of the screen.
    pub url: String,
    /// HTTP status of its document, when it was loaded.
    pub status: Option<u16>,
    /// The clocks.
    pub clock: Clock,
    /// Web vitals of the document that shows this screen, as far as they were new in this step.
    pub vitals: Vitals,
    /// What this screen asks of a shopper.
    pub effort: Effort,
    /// The screen as it was found, before anything was filled in.
    pub look: Look,
    /// The screen after it was filled in; `None` where nothing was.
    pub look_after: Option<Look>,
    /// What was typed and chosen on this screen.
    pub filled: Vec<Filled>,
    /// Other things done on this screen: layers closed, options chosen, sections opened.
    pub acts: Vec<Act>,
    /// Requests of this step, at most 400.
    pub requests: Vec<Request>,
    /// All requests of this step, counted.
    pub request_count: u32,
    /// Bytes received over the network in this step.
    pub bytes: u64,
    /// Errors on the console and uncaught exceptions, at most 50.
    pub console: Vec<ConsoleEntry>,
    /// Cookies set so far: name, domain, flags; never the value.
    pub cookies: Vec<CookieSeen>,
    /// What was considered on the way here.
    pub decisions: Vec<Decision>,
    /// Blob name of the screenshot (`<sha256>.webp`), taken when the screen was reached.
    pub screenshot: Option<String>,
    /// What went wrong on this step, as a stable code.
    pub problem: Option<String>,
    /// What rules of the user's own asked of this screen.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// What axe-core found when the screen was reached; `None` where it was not scanned.
    #[serde(default)]
    pub scan: Option<Scan>,
    /// What the screen's document and its scripts asked of the browser.
    #[serde(default)]
    pub work: Work,
}

/// What a screen's document and its scripts asked of the browser.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Elements of the top document when the screen was reached.
    pub dom_elements: Option<u32>,
    /// Soft navigations that the browser reported (`soft-navigation` entries, Chrome 151 and later).
    pub soft_navigations: u32,
    /// Scripts that ran in frames of more than 50 ms, the longest first, at most 20.
    pub scripts: Vec<ScriptWork>,
    /// Presses and keys that took 16 ms or more, from the one that led to the screen on, the slowest
    /// first, at most 20.
    #[serde(default)]
    pub interactions: Vec<Interaction>,
}

/// A press or a key, and how long the page took to show that it was heard: the slowest of its events
/// by the Event Timing API, which tells of those of 16 ms and more, in steps of 8 ms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interaction {
    /// `press` or `key`.
    pub kind: String,
    /// What was pressed or typed into: element with its id or name.
    pub target: String,
    /// When, in milliseconds after the input that led to the step.
    pub at_ms: f64,
    /// From the input to the next picture, in milliseconds; the slowest of a page is its INP.
    pub ms: f64,
    /// Of these, until the page's handlers began.
    pub delay_ms: f64,
    /// Of these, in the handlers.
    pub work_ms: f64,
}

/// What one script did in frames of more than 50 ms (`long-animation-frame` entries, which name
/// scripts from 5 ms on).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptWork {
    /// Its address.
    pub url: String,
    /// Whether it came from another registrable domain than the store's.
    pub third_party: bool,
    /// How often it ran in such a frame.
    pub count: u32,
    /// How long it ran in them, in milliseconds.
    pub ms: f64,
}

/// A scan of a screen's top document by axe-core, with the rules that
/// [`crate::journey::scan::ASKED`] lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// Version of axe-core.
    pub version: String,
    /// What it is sure of; what it cannot decide is left out.
    pub violations: Vec<Violation>,
}

/// Elements that break one of axe-core's rules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// Its id in axe-core.
    pub rule: String,
    /// Elements that break it.
    pub count: u32,
    /// Selectors of the first of them, at most 10.
    pub selectors: Vec<String>,
}

/// What was done to reach a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionTaken {
    /// `open`, `press`, `submit`, `choose`, `wait`.
    pub verb: String,
    /// Accessible name of the control, or the address.
    pub target: String,
    /// Selector of the control.
    pub selector: Option<String>,
}

/// The step clock. All times run from the dispatched input, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Until the first byte of the document or of the main request; `None` when nothing was asked of the server.
    pub response_ms: Option<f64>,
    /// Until the first visual change.
    pub feedback_ms: Option<f64>,
    /// Until the start of the quiet window after the next screen was there; `None` when it never became quiet.
    pub usable_ms: Option<f64>,
    /// What came last: `marker`, `network`, `long-task`, or `cap`.
    pub last: String,
}

/// Web vitals by the `web-vitals` library, and what goes with them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vitals {
    /// Largest contentful paint.
    pub lcp_ms: Option<f64>,
    /// First contentful paint.
    pub fcp_ms: Option<f64>,
    /// Cumulative layout shift, worst session window.
    pub cls: Option<f64>,
    /// Slowest interaction on this screen.
    pub inp_ms: Option<f64>,
    /// Time to first byte, from the network events (throttling included).
    pub ttfb_ms: Option<f64>,
    /// Sum of main-thread tasks beyond 50 ms each (Long Tasks API).
    pub tbt_ms: Option<f64>,
    /// Selector of the largest contentful paint's element.
    pub lcp_element: Option<String>,
}

/// Predicted time of one keystroke, in milliseconds: the average non-secretary typist of the
/// Keystroke-Level Model (Card, Moran and Newell, 1980).
pub const KEY_MS: f64 = 280.0;

/// What a screen asks of a first-time guest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Text-like fields shown by default.
    pub fields_shown: u32,
    /// Of these, the required ones.
    pub fields_required: u32,
    /// Checkboxes, radios (one a group) and selects.
    pub other_elements: u32,
    /// Keys that the persona's data takes.
    pub keystrokes: u32,
    /// Taps or clicks.
    pub taps: u32,
    /// Choices among options.
    pub choices: u32,
    /// Predicted human time by the Keystroke-Level Model, in milliseconds.
    pub effort_ms: f64,
    /// The same when the browser fills what its tokens allow.
    pub effort_autofill_ms: f64,
    /// Keys that are left when the browser fills what its tokens allow.
    #[serde(default)]
    pub keystrokes_autofill: u32,
    /// Fields that the browser fills by their tokens.
    #[serde(default)]
    pub fields_autofill: u32,
}

/// A field that was filled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// Selector of the field.
    pub selector: String,
    /// Its purpose.
    pub purpose: String,
    /// What was typed or chosen (persona data; secrets are `•••`).
    pub typed: String,
    /// What the field held afterwards.
    pub held: String,
    /// Keys pressed.
    pub keystrokes: u32,
    /// Why it was filled again: the message that the store showed.
    pub corrected_after: Option<String>,
}

/// Something done on a screen that did not lead away from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// `close-layer`, `reject-consent`, `accept-consent`, `choose-option`, `open-section`, `accept-terms`, `retry`, ….
    pub kind: String,
    /// Accessible name of the control.
    pub target: String,
    /// Its selector.
    pub selector: String,
    /// What changed, in a few words: `layer-gone`, `fields-appeared`, `nothing`, ….
    pub changed: String,
    /// Until that change, in milliseconds.
    pub took_ms: f64,
}

/// One decision of the pilot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was wanted.
    pub goal: Goal,
    /// What was considered, best first, at most 8.
    pub considered: Vec<Considered>,
    /// What came of it: `progress`, `nothing-changed`, `wrong-turn`, `blocked`, ….
    pub outcome: String,
}

/// A candidate with its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Considered {
    /// Accessible name.
    pub name: String,
    /// Selector.
    pub selector: String,
    /// Its score; higher is better.
    pub score: f64,
    /// Why, in short: the words and signs that counted.
    pub because: String,
}

/// A request that the browser made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Address; values of its query are kept only where they are not personal.
    pub url: String,
    /// Method.
    pub method: String,
    /// DevTools resource type in lower case: `document`, `script`, `xhr`, `fetch`, `image`, ….
    pub kind: String,
    /// HTTP status; `None` when it failed.
    pub status: Option<u16>,
    /// Bytes over the network, headers included.
    pub bytes: u64,
    /// Start after the step's input, in milliseconds.
    pub start_ms: f64,
    /// From start to end, in milliseconds.
    pub duration_ms: Option<f64>,
    /// MIME type of the answer.
    pub mime: String,
    /// Whether it went to another registrable domain than the store's.
    pub third_party: bool,
    /// Whether it came from a cache.
    pub cached: bool,
    /// Persona data found in the address, by purpose (`email`, `tel` …); found in the body that was
    /// sent, as `body:email`.
    pub personal: Vec<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// Response headers that rules ask for (security, caching), names in lower case.
    pub headers: Vec<(String, String)>,
}

/// A line on the console.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleEntry {
    /// `exception`, `error` or `warning`.
    pub level: String,
    /// The text, at most 500 characters.
    pub text: String,
    /// Address of the script.
    pub url: String,
    /// Whether that script is the store's own.
    pub first_party: bool,
}

/// A cookie, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CookieSeen {
    /// Name.
    pub name: String,
    /// Domain.
    pub domain: String,
    /// `Secure`.
    pub secure: bool,
    /// `HttpOnly`.
    pub http_only: bool,
    /// `SameSite`, where set.
    pub same_site: Option<String>,
    /// Whether it outlives the session.
    pub persistent: bool,
    /// Whether its value looks drawn by lot, as one that stands for a visitor does.
    #[serde(default)]
    pub random: bool,
}

impl Journey {
    /// Where the store let nobody on without an account, and what it said: the walk ended
    /// there, or an account of the user's was used.
    pub fn account_required(&self) -> Option<(&Step, &str)> {
        if let Ended::Refused { reason, detail, .. } = &self.ended
            && matches!(reason.as_str(), "account-required" | "account-not-entered")
        {
            return self.steps.last().map(|step| (step, detail.as_str()));
        }
        let entered = |step: &&Step| {
            let mut kinds = step.acts.iter().map(|act| act.kind.as_str());
            kinds.any(|kind| matches!(kind, "sign-in" | "sign-up"))
        };
        self.steps.iter().find(entered).map(|step| (step, ""))
    }

    /// Screens from the cart to the last one, both counted, as Baymard counts
    /// steps. A page that came back with an error is the same screen, and so is a
    /// page on which more appeared; a section or a dialog that took the place of
    /// what was asked before is a screen of its own.
    pub fn screens(&self) -> usize {
        let path = |url: &str| url.split(['?', '#']).next().unwrap_or(url).to_owned();
        let mut known = BTreeSet::new();
        let mut before: Option<&Step> = None;
        for step in self.steps.iter().filter(|step| step.goal >= Goal::Cart) {
            let grew = before.is_some_and(|before| {
                step.mode != Mode::Load
                    && path(&step.url) == path(&before.url)
                    && step.still_asks(before)
            });
            if !grew {
                known.insert((step.goal, path(&step.url)));
            }
            before = Some(step);
        }
        known.len()
    }
}

impl Step {
    /// Whether a field that an earlier screen asked for still stands on this one.
    fn still_asks(&self, earlier: &Step) -> bool {
        let asked = |look: &Look| -> BTreeSet<(u32, String)> {
            let outside = |field: &&Field| {
                field.visible && !matches!(field.region, Some(Region::Header | Region::Footer))
            };
            let fields = look.fields.iter().filter(outside);
            fields
                .map(|field| (field.frame, field.selector.clone()))
                .collect()
        };
        !asked(&self.look).is_disjoint(&asked(earlier.settled()))
    }

    /// The screen in its most complete state: after filling, where something was filled.
    pub fn settled(&self) -> &Look {
        self.look_after.as_ref().unwrap_or(&self.look)
    }

    /// Prices of the screen as a shopper leaves it.
    pub fn prices(&self) -> &[PriceText] {
        &self.settled().prices
    }

    /// Whether this screen serves a goal, alone or among others.
    pub fn serves(&self, goal: Goal) -> bool {
        self.goal == goal || self.also.contains(&goal)
    }
}

impl Ended {
    /// The kind as written in reports.
    pub fn kind(&self) -> &'static str {
        match self {
            Ended::Reached { .. } => "reached",
            Ended::Stuck { .. } => "stuck",
            Ended::Refused { .. } => "refused",
            Ended::Died { .. } => "died",
        }
    }
}
