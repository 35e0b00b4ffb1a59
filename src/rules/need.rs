//! What a rule must have seen before it may judge.

use crate::model::device::Device;
use crate::model::journey::Goal;
use crate::model::page::PageKind;
use crate::rules::seen::Seen;

/// An input of a rule. A missing one is told as `unknown` with the need's reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// At least one crawled page that was read.
    Site,
    /// The crawled home page.
    Home,
    /// A product's page, crawled or walked.
    Product,
    /// The answer to an address that the crawl made up.
    MadeUp,
    /// A crawled page of a kind.
    Page(PageKind),
    /// A journey with at least one screen.
    Journey,
    /// A journey on a device.
    Device(Device),
    /// A screen that serves a goal, on any device.
    Step(Goal),
    /// A screen of the checkout, from its entrance on.
    Checkout,
    /// A field that a shopper fills during the checkout.
    CheckoutField,
    /// A probe run through the checkout's forms.
    Probes,
}

impl Need {
    /// Whether it was seen.
    pub fn met(self, seen: &Seen<'_>) -> bool {
        match self {
            Need::Site => seen.pages().next().is_some(),
            Need::Home => seen.pages_of(PageKind::Home).next().is_some(),
            Need::Product => !seen.views_of(PageKind::Product).is_empty(),
            Need::MadeUp => seen.made_up().next().is_some(),
            Need::Page(kind) => seen.pages_of(kind).next().is_some(),
            Need::Journey => seen.steps().next().is_some(),
            Need::Device(device) => seen.steps().any(|(journey, _)| journey.device == device),
            Need::Step(goal) => seen.steps_for(goal).next().is_some(),
            Need::Checkout => seen.checkout_steps().next().is_some(),
            Need::CheckoutField => seen.checkout_fields().next().is_some(),
            Need::Probes => !seen.evidence.probed.is_empty(),
        }
    }

    /// The code of the sentence that says what is missing.
    pub fn reason(self) -> &'static str {
        match self {
            Need::Site => "no-crawl",
            Need::Home => "no-home-page",
            Need::Product => "no-product-page",
            Need::MadeUp => "no-made-up-page",
            Need::Page(PageKind::Product) => "no-product-page",
            Need::Page(PageKind::Home) => "no-home-page",
            Need::Page(_) => "no-such-page",
            Need::Journey => "no-journey",
            Need::Device(Device::Mobile) => "no-mobile-journey",
            Need::Device(Device::Desktop) => "no-desktop-journey",
            Need::Step(Goal::Home | Goal::Listing) => "no-journey",
            Need::Step(Goal::Product) => "no-product-step",
            Need::Step(Goal::Added) => "no-added-step",
            Need::Step(Goal::Cart) => "no-cart-step",
            Need::Step(Goal::Checkout | Goal::Address) => "no-address-step",
            Need::Step(Goal::Shipping) => "no-shipping-step",
            Need::Step(Goal::Payment) => "no-payment-step",
            Need::Step(Goal::Review) => "no-review-step",
            Need::Checkout => "no-checkout-step",
            Need::CheckoutField => "no-checkout-field",
            Need::Probes => "no-probes",
        }
    }
}
