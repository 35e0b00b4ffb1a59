//! What can be wrong with the demo store: one switch a rule, and which other rules it may drag along.
//!
//! A flaw has the id of the rule that it trips. A companion is a rule that the
//! same defect may trip too, with the reason. Rules that cannot fail on
//! loopback (`https-everywhere`, `no-mixed-content`) have no flaw.

use crate::model::plan::Language;

/// One thing that can be wrong with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw {
    /// The rule that it trips, and the switch's name.
    pub id: &'static str,
    /// Rules that may fail with it: `(rule id, reason)`.
    pub companions: &'static [(&'static str, &'static str)],
    /// The languages of the store in which the rule applies.
    pub languages: &'static [Language],
    /// What is different in the store, in one sentence.
    pub what: &'static str,
}

/// All flaws, in the order of the catalogue's groups.
pub fn flaws() -> &'static [Flaw] {
    FLAWS
}

/// The known flaw that is spelled most like this one.
pub fn closest(id: &str) -> Option<&'static str> {
    FLAWS
        .iter()
        .map(|flaw| (strsim::normalized_damerau_levenshtein(flaw.id, id), flaw.id))
        .filter(|(likeness, _)| *likeness > 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}

const BOTH: &[Language] = &[Language::En, Language::Ja];
const EN: &[Language] = &[Language::En];
const JA: &[Language] = &[Language::Ja];

const fn flaw(
    id: &'static str,
    languages: &'static [Language],
    what: &'static str,
    companions: &'static [(&'static str, &'static str)],
) -> Flaw {
    Flaw {
        id,
        companions,
        languages,
        what,
    }
}

const FLAWS: &[Flaw] = &[
    // Crawl
    flaw(
        "discontinued-product-redirects",
        BOTH,
        "a product that is no longer made redirects to the home page",
        &[],
    ),
    flaw(
        "broken-internal-links",
        BOTH,
        "the home page links to a page that does not exist",
        &[],
    ),
    flaw(
        "redirect-chain-length",
        BOTH,
        "category, basket and checkout links take three redirects",
        &[],
    ),
    flaw(
        "soft-404",
        BOTH,
        "a product that does not exist answers with status 200",
        &[],
    ),
    flaw(
        "robots-blocks-commerce",
        BOTH,
        "basket and checkout may be indexed",
        &[],
    ),
    flaw(
        "content-freshness",
        BOTH,
        "a campaign of 2021 is shown as live, and the footer's year is 2021",
        &[],
    ),
    flaw(
        "console-errors-in-flow",
        BOTH,
        "a script of every page throws",
        &[],
    ),
    // Performance
    flaw(
        "lcp-per-step",
        BOTH,
        "the home page's large picture takes 4.5 seconds",
        &[],
    ),
    flaw(
        "cls-per-step",
        BOTH,
        "a notice pushes the whole page down after it has loaded",
        &[],
    ),
    flaw(
        "inp-flow-interactions",
        BOTH,
        "every press keeps the main thread busy for 750 ms",
        &[
            ("step-transition-time", "the wait is part of each step"),
            ("add-to-cart-feedback", "the confirmation comes late"),
            ("cart-total-recalculates", "the sums come late"),
        ],
    ),
    flaw(
        "ttfb-document",
        BOTH,
        "the home page's document takes 2 seconds",
        &[("lcp-per-step", "a late document is painted late")],
    ),
    flaw(
        "step-transition-time",
        BOTH,
        "each step of the checkout waits 3.6 seconds before it sends",
        &[("total-flow-time", "the waits add up")],
    ),
    flaw(
        "page-weight-and-requests",
        BOTH,
        "every page makes 130 requests",
        &[
            (
                "step-transition-time",
                "the network takes long to become quiet",
            ),
            (
                "third-party-cost-in-checkout",
                "scripts keep the checkout busy",
            ),
        ],
    ),
    flaw(
        "third-party-cost-in-checkout",
        BOTH,
        "the payment page loads scripts from seven other origins",
        &[(
            "payment-page-scripts-controlled",
            "the inventory of scripts grows",
        )],
    ),
    flaw(
        "image-optimised",
        BOTH,
        "products are shown as PNG of 1,200 pixels, the large picture is lazy",
        &[("lcp-per-step", "the largest picture comes late")],
    ),
    // Navigation
    flaw(
        "search-box-present",
        BOTH,
        "there is no search box outside the 404 page",
        &[],
    ),
    flaw(
        "search-returns-results",
        BOTH,
        "a search for an exact title finds nothing",
        &[("search-tolerates-typo-and-kana", "no search finds anything")],
    ),
    flaw(
        "search-tolerates-typo-and-kana",
        BOTH,
        "the search knows exact spellings only",
        &[],
    ),
    flaw(
        "search-no-results-help",
        BOTH,
        "an empty search result is an empty page",
        &[],
    ),
    flaw(
        "nav-option-count",
        BOTH,
        "the main menu has 29 entries",
        &[
            ("page-clutter-index", "the menu fills the first screen"),
            (
                "checkout-cta-prominent",
                "the menu pushes the basket's button down",
            ),
            ("price-and-tax-visible", "the menu pushes the price down"),
        ],
    ),
    flaw(
        "page-clutter-index",
        BOTH,
        "72 links stand at the top of the home page",
        &[("nav-option-count", "they are links of the home page")],
    ),
    // Product page
    flaw(
        "add-to-cart-found",
        BOTH,
        "a product can only be asked about, not bought",
        &[(
            "one-click-express-available",
            "nothing can be bought at once either",
        )],
    ),
    flaw(
        "add-to-cart-feedback",
        BOTH,
        "nothing on the page tells that the product is in the basket",
        &[],
    ),
    flaw(
        "price-and-tax-visible",
        BOTH,
        "the product page shows two prices and does not say which is to pay",
        &[(
            "tax-included-price-jp",
            "one of the two is the price before tax",
        )],
    ),
    flaw(
        "shipping-cost-on-product-page",
        BOTH,
        "the product page is silent about the cost of delivery",
        &[],
    ),
    flaw(
        "delivery-estimate-on-product-page",
        BOTH,
        "the product page gives no day of arrival",
        &[],
    ),
    flaw(
        "returns-info-on-product-page",
        BOTH,
        "the product page is silent about returns",
        &[],
    ),
    flaw(
        "one-click-express-available",
        BOTH,
        "there is no express button",
        &[],
    ),
    flaw(
        "recommendations-present",
        BOTH,
        "nothing is recommended beside a product",
        &[],
    ),
    // Cart
    flaw(
        "cart-total-recalculates",
        BOTH,
        "the basket must be recalculated with a button",
        &[
            (
                "perk-threshold-shown",
                "the notice stays until the button is pressed",
            ),
            ("cart-edit-inline", "a new quantity needs the button"),
        ],
    ),
    flaw(
        "cart-shows-all-costs",
        BOTH,
        "the basket shows the subtotal only",
        &[
            ("price-stable-through-flow", "delivery appears later"),
            (
                "cart-total-recalculates",
                "there is no total that could change",
            ),
        ],
    ),
    flaw(
        "perk-threshold-shown",
        BOTH,
        "the basket does not say what is missing for free delivery",
        &[],
    ),
    flaw(
        "cart-persists",
        BOTH,
        "the basket is forgotten when the browser closes",
        &[],
    ),
    flaw(
        "coupon-field-collapsed",
        BOTH,
        "the coupon field is open",
        &[],
    ),
    flaw(
        "upsell-timing",
        BOTH,
        "products are offered on the payment and review pages",
        &[
            (
                "recommendations-present",
                "recommendations must not stand on the payment step",
            ),
            ("exit-points-reduced", "each is a link out of the checkout"),
        ],
    ),
    flaw(
        "checkout-cta-prominent",
        BOTH,
        "the way to the checkout is a text link under the recommendations",
        &[],
    ),
    // Checkout
    flaw(
        "guest-checkout-available",
        BOTH,
        "only customers with an account can order",
        &[],
    ),
    flaw(
        "guest-checkout-prominent",
        BOTH,
        "the guest checkout is a text link below the sign-in form",
        &[
            ("checkout-step-count", "the account page is one more step"),
            ("progress-indicator", "the account page is a step too"),
        ],
    ),
    flaw(
        "registration-reason-given",
        BOTH,
        "no benefit of an account is named",
        &[],
    ),
    flaw(
        "social-login-available-and-explained",
        BOTH,
        "there is no login through an account that one has",
        &[],
    ),
    flaw(
        "account-offered-after-purchase",
        BOTH,
        "no account is offered after the order",
        &[],
    ),
    flaw(
        "checkout-step-count",
        BOTH,
        "three pages without any question stand between the steps",
        &[],
    ),
    flaw(
        "checkout-field-count",
        BOTH,
        "the details step has seven more fields",
        &[("autocomplete-tokens-correct", "some of them have no token")],
    ),
    flaw(
        "progress-indicator",
        BOTH,
        "no step tells where one is",
        &[],
    ),
    flaw(
        "exit-points-reduced",
        BOTH,
        "the checkout has the whole menu and footer",
        &[],
    ),
    flaw(
        "preferred-payment-methods",
        BOTH,
        "cards are the only way to pay",
        &[],
    ),
    flaw(
        "delivery-options-with-date-and-price",
        BOTH,
        "delivery options have no date",
        &[],
    ),
    flaw(
        "order-review-complete",
        BOTH,
        "the review does not show the delivery address",
        &[],
    ),
    flaw(
        "price-stable-through-flow",
        BOTH,
        "a handling fee appears on the review page",
        &[("total-price-upfront-uk", "the fee is compulsory")],
    ),
    flaw(
        "failure-page-offers-contact",
        BOTH,
        "a declined card ends without a way to get help",
        &[],
    ),
    flaw(
        "submit-button-double-click-safe",
        BOTH,
        "a second press sends the form again",
        &[],
    ),
    // Forms
    flaw(
        "field-has-visible-label",
        BOTH,
        "the town has no visible label",
        &[
            (
                "placeholder-not-only-label",
                "no label stays when one types",
            ),
            (
                "required-and-optional-marked",
                "the mark has lost its label",
            ),
        ],
    ),
    flaw(
        "placeholder-not-only-label",
        BOTH,
        "the street's label is a placeholder",
        &[
            ("field-has-visible-label", "a placeholder is no label"),
            (
                "required-and-optional-marked",
                "the mark has lost its label",
            ),
        ],
    ),
    flaw(
        "required-and-optional-marked",
        BOTH,
        "neither required nor optional fields are marked",
        &[(
            "required-mark-matches-behaviour",
            "unmarked fields are required",
        )],
    ),
    flaw(
        "autocomplete-tokens-correct",
        BOTH,
        "name, mail, street and town have wrong tokens",
        &[
            ("autofill-really-works", "wrong tokens are filled wrongly"),
            ("single-name-or-correct-split", "the name has a wrong token"),
        ],
    ),
    flaw(
        "autocomplete-not-off",
        BOTH,
        "autofill is switched off",
        &[
            ("autocomplete-tokens-correct", "the tokens are gone"),
            ("autofill-really-works", "nothing can be filled"),
            ("single-name-or-correct-split", "the name has no token"),
            ("email-confirm-field", "nothing can be filled"),
        ],
    ),
    flaw(
        "input-type-correct",
        BOTH,
        "mail and telephone are plain text fields",
        &[],
    ),
    flaw(
        "inputmode-numeric",
        BOTH,
        "digits do not open a digit keypad",
        &[],
    ),
    flaw(
        "enterkeyhint-next-done",
        BOTH,
        "no field says what Enter does",
        &[],
    ),
    flaw(
        "autocorrect-autocap-off",
        BOTH,
        "keyboards correct mail addresses and codes",
        &[],
    ),
    flaw(
        "inline-validation-on-blur",
        BOTH,
        "mistakes are shown only on sending",
        &[
            ("jp-realtime-error", "it asks for the same"),
            (
                "error-clears-when-fixed",
                "no message is shown that could clear",
            ),
        ],
    ),
    flaw(
        "no-premature-validation",
        BOTH,
        "mistakes are shown while one types",
        &[],
    ),
    flaw(
        "error-clears-when-fixed",
        BOTH,
        "a message stays until the field is left",
        &[],
    ),
    flaw(
        "error-message-specific",
        BOTH,
        "every message is the same",
        &[("jp-realtime-error", "the message has no example")],
    ),
    flaw(
        "error-located-and-focused",
        BOTH,
        "the first wrong field is not brought into view",
        &[("errors-announced", "the focus stays")],
    ),
    flaw(
        "all-errors-at-once",
        BOTH,
        "mistakes are shown one after the other",
        &[],
    ),
    flaw(
        "phone-format-tolerance",
        BOTH,
        "a telephone number may have digits only",
        &[],
    ),
    flaw(
        "maxlength-does-not-truncate",
        BOTH,
        "the postcode is cut after seven characters",
        &[
            ("jp-postcode-hyphen-tolerance", "a hyphen makes it too long"),
            (
                "jp-postcode-fullwidth",
                "a full-width hyphen makes it too long",
            ),
            ("jp-dash-code-points", "any dash makes it too long"),
        ],
    ),
    flaw("paste-allowed", BOTH, "nothing can be pasted", &[]),
    flaw(
        "single-name-or-correct-split",
        BOTH,
        "the two name fields stand in the wrong order",
        &[],
    ),
    flaw(
        "email-confirm-field",
        BOTH,
        "the mail address is asked twice, and pasting is forbidden",
        &[
            ("paste-allowed", "the second field refuses a paste"),
            ("redundant-entry-none", "the same is asked twice"),
        ],
    ),
    flaw(
        "phone-why-explained",
        BOTH,
        "the telephone is required without a reason",
        &[],
    ),
    flaw(
        "sensitive-fields-avoided",
        BOTH,
        "the gender is required",
        &[],
    ),
    flaw(
        "billing-same-as-shipping-default",
        BOTH,
        "the billing address has to be typed",
        &[
            ("checkout-field-count", "its fields are shown"),
            ("redundant-entry-none", "the address is asked twice"),
            ("autofill-really-works", "there are more fields"),
        ],
    ),
    // Japanese forms
    flaw(
        "jp-postcode-hyphen-tolerance",
        JA,
        "a postcode with a hyphen is refused",
        &[
            ("jp-dash-code-points", "so are other dashes"),
            ("jp-postcode-fullwidth", "and full-width ones"),
            ("maxlength-does-not-truncate", "the probe types a hyphen"),
        ],
    ),
    flaw(
        "jp-postcode-fullwidth",
        JA,
        "a full-width postcode is refused",
        &[
            ("jp-dash-code-points", "dashes are not folded either"),
            (
                "jp-postcode-hyphen-tolerance",
                "marks are not folded either",
            ),
        ],
    ),
    flaw(
        "jp-dash-code-points",
        JA,
        "only one of the dashes is known",
        &[
            ("jp-postcode-fullwidth", "widths are not folded either"),
            (
                "jp-postcode-hyphen-tolerance",
                "marks are not folded either",
            ),
        ],
    ),
    flaw(
        "jp-address-autofill-by-postcode",
        JA,
        "a postcode fills nothing in",
        &[],
    ),
    flaw(
        "jp-address-lookup-not-destructive",
        JA,
        "a corrected postcode wipes the block and the building",
        &[("jp-address-autofill-by-postcode", "what was typed is lost")],
    ),
    flaw(
        "jp-furigana-auto",
        JA,
        "the reading is not filled in while one types",
        &[],
    ),
    flaw(
        "jp-kana-type-tolerance",
        JA,
        "the reading must be full-width katakana",
        &[],
    ),
    flaw(
        "jp-remaining-items-nav",
        JA,
        "nothing counts the required fields that are left",
        &[],
    ),
    flaw(
        "jp-leave-guard",
        JA,
        "a half-filled form is left without a question",
        &[],
    ),
    flaw(
        "jp-email-domain-suggest",
        JA,
        "no mail domain is suggested",
        &[],
    ),
    // Mobile
    flaw("viewport-meta", BOTH, "zooming is forbidden", &[]),
    flaw(
        "no-horizontal-scroll",
        BOTH,
        "the product page is wider than a phone",
        &[],
    ),
    flaw(
        "tap-target-24px",
        BOTH,
        "twelve links of 12 pixels stand side by side",
        &[],
    ),
    flaw(
        "text-readable-16px-inputs",
        BOTH,
        "fields have letters of 12.5 pixels",
        &[],
    ),
    flaw(
        "sticky-elements-budget",
        BOTH,
        "a notice of a third of the screen sticks to its top",
        &[(
            "keyboard-does-not-hide-field",
            "little room is left for a field",
        )],
    ),
    flaw(
        "mobile-parity",
        BOTH,
        "stock and measurements are missing on phones",
        &[],
    ),
    flaw(
        "app-link-or-smart-banner",
        BOTH,
        "an app is announced whose links lead nowhere",
        &[],
    ),
    // Trust
    flaw(
        "reviews-on-product-page",
        BOTH,
        "products have no reviews",
        &[
            ("review-volume-and-recency", "there are none"),
            ("review-authenticity-statement", "there are none"),
            ("review-replies", "there are none"),
            ("rating-markup-honest", "there are none"),
        ],
    ),
    flaw(
        "review-volume-and-recency",
        BOTH,
        "each product has two reviews, three years old",
        &[("review-replies", "so few reviews need no reply")],
    ),
    flaw(
        "review-authenticity-statement",
        BOTH,
        "nothing says how reviews are verified",
        &[],
    ),
    flaw("review-replies", BOTH, "no review has a reply", &[]),
    flaw(
        "testimonials-present",
        BOTH,
        "there are no testimonials",
        &[],
    ),
    flaw(
        "press-coverage-external",
        BOTH,
        "there is no press coverage",
        &[],
    ),
    flaw("trust-award-badges", BOTH, "there is no seal", &[]),
    flaw(
        "physical-address-visible",
        BOTH,
        "no page tells the address",
        &[
            (
                "gpsr-product-safety-info",
                "the makers' addresses are gone too",
            ),
            (
                "tokushoho-items-complete",
                "the address is one of its items",
            ),
            ("store-or-pickup-info", "the shop has no address"),
            ("organization-markup", "the markup tells what no page tells"),
            (
                "brand-consistency-names",
                "the markup tells what no page tells",
            ),
        ],
    ),
    flaw(
        "phone-visible",
        BOTH,
        "no page tells the telephone number and its hours",
        &[
            ("organization-markup", "the markup tells what no page tells"),
            ("failure-page-offers-contact", "there is no number to offer"),
        ],
    ),
    flaw(
        "brand-consistency-names",
        BOTH,
        "the footer names another company, address and telephone",
        &[
            ("cross-channel-info-consistent", "pages and markup differ"),
            ("organization-markup", "pages and markup differ"),
        ],
    ),
    // Service
    flaw(
        "contact-channels-3plus",
        BOTH,
        "telephone and e-mail are the only channels",
        &[
            ("live-chat-present-and-opens", "the chat is gone"),
            ("chat-answers-and-hands-off", "the chat is gone"),
            ("social-profiles-linked-and-alive", "the profiles are gone"),
            ("line-official-account", "LINE is gone"),
            ("response-time-promise", "the form that carried it is gone"),
        ],
    ),
    flaw(
        "live-chat-present-and-opens",
        BOTH,
        "there is no chat",
        &[("chat-answers-and-hands-off", "there is no chat")],
    ),
    flaw(
        "chat-answers-and-hands-off",
        BOTH,
        "the chat never offers a person",
        &[],
    ),
    flaw(
        "faq-exists-and-organised",
        BOTH,
        "questions and answers are one long run of text",
        &[],
    ),
    flaw(
        "faq-covers-top-questions",
        BOTH,
        "questions are about clay, cloth and wood only",
        &[],
    ),
    flaw(
        "faq-page-has-contact",
        BOTH,
        "the help page offers no way to reach anybody",
        &[],
    ),
    flaw(
        "response-time-promise",
        BOTH,
        "nothing says when an answer comes",
        &[],
    ),
    flaw(
        "order-tracking-self-service",
        BOTH,
        "an order cannot be tracked",
        &[],
    ),
    flaw(
        "feedback-or-nps-survey",
        BOTH,
        "nobody asks for feedback",
        &[],
    ),
    flaw(
        "shipping-policy-complete",
        BOTH,
        "the delivery page tells prices only",
        &[(
            "shipping-details-markup",
            "the markup promises more than the page",
        )],
    ),
    flaw(
        "returns-policy-complete",
        BOTH,
        "the returns page tells the number of days only",
        &[(
            "return-policy-markup",
            "the markup promises more than the page",
        )],
    ),
    // Other channels
    flaw(
        "social-profiles-linked-and-alive",
        BOTH,
        "no profile is linked",
        &[],
    ),
    flaw("line-official-account", JA, "there is no LINE account", &[]),
    flaw(
        "shopping-feed-ready",
        BOTH,
        "products have neither brand nor GTIN",
        &[],
    ),
    flaw(
        "store-or-pickup-info",
        BOTH,
        "the shop is mentioned, but not where it is",
        &[],
    ),
    flaw(
        "cross-channel-info-consistent",
        BOTH,
        "the product feed has other prices",
        &[],
    ),
    flaw(
        "ecommerce-analytics-events",
        BOTH,
        "no shopping event is reported",
        &[],
    ),
    // Accessibility
    flaw("contrast-flow", BOTH, "labels and hints are pale grey", &[]),
    flaw(
        "name-role-value-custom-controls",
        BOTH,
        "a switch on the product page has neither role nor name",
        &[(
            "keyboard-only-purchase",
            "it takes the focus and says nothing",
        )],
    ),
    // Security
    flaw(
        "card-fields-in-psp-iframe",
        BOTH,
        "card fields stand in the store's own page",
        &[],
    ),
    flaw(
        "payment-page-scripts-controlled",
        BOTH,
        "the payment page has no content security policy",
        &[],
    ),
    flaw(
        "trackers-before-consent",
        BOTH,
        "an analytics script of another origin runs and sets cookies at once",
        &[],
    ),
    flaw(
        "privacy-policy-linked-at-collection",
        BOTH,
        "forms do not link the privacy policy",
        &[],
    ),
    // Japan
    flaw(
        "tokushoho-page-linked",
        JA,
        "the 特定商取引法 page is not linked",
        &[],
    ),
    flaw(
        "tokushoho-items-complete",
        JA,
        "the 特定商取引法 page lacks three items",
        &[],
    ),
    flaw(
        "final-screen-six-items",
        JA,
        "the last screen lacks delivery time, payment time and withdrawal",
        &[(
            "order-review-complete",
            "delivery time is part of the review",
        )],
    ),
    flaw(
        "final-screen-edit-before-order",
        BOTH,
        "nothing can be changed on the last screen",
        &[("order-review-complete", "edit links are part of the review")],
    ),
    flaw(
        "final-button-wording-jp",
        JA,
        "the last button says 送信する",
        &[],
    ),
    flaw(
        "tax-included-price-jp",
        JA,
        "lists show prices before tax",
        &[
            ("price-stable-through-flow", "list and product page differ"),
            ("schema-matches-visible", "list and markup differ"),
        ],
    ),
    flaw(
        "first-time-only-price-claims",
        JA,
        "a first-order price has no conditions",
        &[],
    ),
    // EU and UK
    flaw(
        "order-button-wording-eu",
        EN,
        "the last button says Order now",
        &[],
    ),
    flaw(
        "withdrawal-button-eu",
        EN,
        "there is no way to withdraw online",
        &[],
    ),
    flaw(
        "total-price-upfront-uk",
        EN,
        "a compulsory handling fee appears in the basket",
        &[(
            "price-stable-through-flow",
            "the total is higher than the price",
        )],
    ),
    flaw("preticked-boxes", BOTH, "the newsletter is ticked", &[]),
    flaw(
        "newsletter-consent-separate",
        BOTH,
        "terms and newsletter share one required box",
        &[],
    ),
    flaw(
        "price-reduction-30-day",
        EN,
        "a reduction does not name the lowest price of 30 days",
        &[],
    ),
    flaw(
        "gpsr-product-safety-info",
        EN,
        "the product page lacks maker and warnings",
        &[],
    ),
    flaw(
        "fake-urgency-countdown",
        BOTH,
        "a countdown starts anew with every visit",
        &[],
    ),
    flaw(
        "confirmshaming",
        BOTH,
        "declining an offer is worded as foolish",
        &[],
    ),
    flaw(
        "easy-cancel-subscription",
        BOTH,
        "a subscription can only be cancelled by telephone",
        &[],
    ),
    // Structured data
    flaw(
        "product-offer-valid",
        BOTH,
        "the offer has no currency and an invalid availability",
        &[
            ("shopping-feed-ready", "a feed needs both"),
            ("schema-matches-visible", "there is nothing to compare"),
        ],
    ),
    flaw(
        "schema-matches-visible",
        BOTH,
        "the price in the markup is not the price on the page",
        &[("cross-channel-info-consistent", "markup and feed differ")],
    ),
    flaw(
        "shipping-details-markup",
        BOTH,
        "the offer has no delivery details",
        &[],
    ),
    flaw(
        "return-policy-markup",
        BOTH,
        "the offer has no return policy",
        &[],
    ),
    flaw(
        "organization-markup",
        BOTH,
        "the home page has no organisation",
        &[],
    ),
    flaw(
        "rating-markup-honest",
        BOTH,
        "two products have a rating in the markup but no reviews on the page",
        &[("reviews-on-product-page", "those two show no reviews")],
    ),
];
