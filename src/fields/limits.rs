//! What a field of a kind can ask at all: no list takes a password, no box takes a street.

use crate::model::look::Field;

/// Purposes that only a box or a radio can have.
const BOXES: [&str; 7] = [
    "x-newsletter",
    "x-terms",
    "x-remember-me",
    "x-create-account",
    "x-billing-same",
    "x-guest",
    "x-address-type",
];
/// Purposes that a radio or box can have besides.
const CHOICES: [&str; 26] = [
    "sex",
    "honorific-prefix",
    "x-shipping-method",
    "x-payment-method",
    "x-variant",
    "x-rating",
    "cc-type",
    "x-delivery-date",
    "x-delivery-time",
    "x-filter",
    "x-gift-message",
    "x-captcha",
    "bday-year",
    "country",
    "x-points",
    "x-installments",
    "x-quantity",
    "x-gift-card",
    "x-subject",
    "x-age",
    "x-honeypot",
    "x-referral",
    "x-contact-preference",
    "x-marital-status",
    "x-phone-type",
    "transaction-amount",
];
/// Purposes that a list cannot have.
const NO_LIST: [&str; 21] = [
    "given-name",
    "family-name",
    "name",
    "street-address",
    "address-line1",
    "address-line2",
    "email",
    "x-email-confirm",
    "tel",
    "username",
    "current-password",
    "new-password",
    "x-password-confirm",
    "cc-number",
    "cc-csc",
    "cc-name",
    "x-search",
    "x-message",
    "x-coupon",
    "x-captcha",
    "one-time-code",
];

/// Whether a field of this kind can have a purpose at all.
pub fn fits(field: &Field, purpose: &str, choice: bool) -> bool {
    if choice {
        return BOXES.contains(&purpose) || CHOICES.contains(&purpose);
    }
    if BOXES.contains(&purpose) {
        return matches!(field.kind.as_str(), "select")
            && matches!(purpose, "x-address-type" | "x-guest");
    }
    match field.kind.as_str() {
        "select" | "select-multiple" | "listbox" => !NO_LIST.contains(&purpose),
        "combobox" => !matches!(purpose, "current-password" | "new-password" | "cc-csc"),
        // What the type alone leaves to an address for mail is told in `reconcile`.
        "email" => !matches!(
            purpose,
            "current-password" | "new-password" | "x-password-confirm"
        ),
        "password" => matches!(
            purpose,
            "current-password"
                | "new-password"
                | "x-password-confirm"
                | "cc-csc"
                | "one-time-code"
                | "cc-number"
                | "x-gift-card"
                | "x-security-answer"
                | "x-tax-id"
        ),
        "textarea" => {
            !purpose.starts_with("cc-")
                && !purpose.starts_with("bday")
                && !purpose.starts_with("address-level")
                && !matches!(
                    purpose,
                    "email"
                        | "tel"
                        | "postal-code"
                        | "current-password"
                        | "new-password"
                        | "given-name"
                        | "family-name"
                        | "additional-name"
                        | "username"
                        | "country"
                        | "country-name"
                        | "sex"
                )
        }
        "date" | "datetime-local" | "time" | "week" | "month" => {
            purpose.starts_with("bday")
                || purpose.starts_with("cc-exp")
                || purpose.contains("date")
                || purpose.contains("time")
                || matches!(purpose, "x-honeypot" | "x-expiry")
        }
        "file" => matches!(purpose, "photo" | "x-file"),
        "number" | "spinbutton" => !matches!(purpose, "email" | "name" | "current-password"),
        // A password may be shown while it is typed; `reconcile` keeps it for what is called nothing else.
        "text" => !matches!(purpose, "x-payment-method" | "x-shipping-method"),
        _ => !matches!(
            purpose,
            "current-password"
                | "new-password"
                | "x-password-confirm"
                | "x-payment-method"
                | "x-shipping-method"
        ),
    }
}
