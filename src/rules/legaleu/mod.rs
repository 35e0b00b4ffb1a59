//! Items that EU, UK and US law asks to display.

pub mod accessibility_statement_eu;
pub mod confirmshaming;
pub mod easy_cancel_subscription;
pub mod fake_urgency_countdown;
pub mod fee_disclosure_us;
pub mod gpsr_product_safety_info;
pub mod newsletter_consent_separate;
pub mod order_button_wording_eu;
pub mod preticked_boxes;
pub mod price_reduction_30_day;
pub mod review_verification_statement;
pub mod total_price_upfront_uk;
pub mod withdrawal_button_eu;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<order_button_wording_eu::OrderButtonWordingEu>(),
        Registered::of::<withdrawal_button_eu::WithdrawalButtonEu>(),
        Registered::of::<preticked_boxes::PretickedBoxes>(),
        Registered::of::<total_price_upfront_uk::TotalPriceUpfrontUk>(),
        Registered::of::<fake_urgency_countdown::FakeUrgencyCountdown>(),
        Registered::of::<newsletter_consent_separate::NewsletterConsentSeparate>(),
        Registered::of::<price_reduction_30_day::PriceReduction30Day>(),
        Registered::of::<fee_disclosure_us::FeeDisclosureUs>(),
        Registered::of::<accessibility_statement_eu::AccessibilityStatementEu>(),
        Registered::of::<gpsr_product_safety_info::GpsrProductSafetyInfo>(),
        Registered::of::<confirmshaming::Confirmshaming>(),
        Registered::of::<easy_cancel_subscription::EasyCancelSubscription>(),
        Registered::of::<review_verification_statement::ReviewVerificationStatement>(),
    ]
}
