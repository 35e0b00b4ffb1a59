//! The checkout, from its entrance to the last screen.

use crate::rules::Registered;

pub mod account_pages;
pub mod back_keeps_data;
pub mod checkout_field_count;
pub mod checkout_step_count;
pub mod delivery_options_with_date_and_price;
pub mod error_keeps_data;
pub mod exit_points_reduced;
pub mod failure_page_offers_contact;
pub mod guest_checkout_available;
pub mod guest_checkout_prominent;
pub mod order_review_complete;
pub mod payment_methods_shown_early;
pub mod payment_offered;
pub mod preferred_payment_methods;
pub mod price_stable_through_flow;
pub mod progress_indicator;
pub mod registration_reason_given;
pub mod reload_keeps_data;
pub mod social_login_available_and_explained;
pub mod submit_button_double_click_safe;
pub mod submit_not_disabled_while_invalid;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<guest_checkout_available::GuestCheckoutAvailable>(),
        Registered::of::<guest_checkout_prominent::GuestCheckoutProminent>(),
        Registered::of::<registration_reason_given::RegistrationReasonGiven>(),
        Registered::of::<social_login_available_and_explained::SocialLoginAvailableAndExplained>(),
        Registered::of::<checkout_step_count::CheckoutStepCount>(),
        Registered::of::<checkout_field_count::CheckoutFieldCount>(),
        Registered::of::<progress_indicator::ProgressIndicator>(),
        Registered::of::<back_keeps_data::BackKeepsData>(),
        Registered::of::<reload_keeps_data::ReloadKeepsData>(),
        Registered::of::<error_keeps_data::ErrorKeepsData>(),
        Registered::of::<exit_points_reduced::ExitPointsReduced>(),
        Registered::of::<preferred_payment_methods::PreferredPaymentMethods>(),
        Registered::of::<payment_methods_shown_early::PaymentMethodsShownEarly>(),
        Registered::of::<delivery_options_with_date_and_price::DeliveryOptionsWithDateAndPrice>(),
        Registered::of::<order_review_complete::OrderReviewComplete>(),
        Registered::of::<price_stable_through_flow::PriceStableThroughFlow>(),
        Registered::of::<submit_button_double_click_safe::SubmitButtonDoubleClickSafe>(),
        Registered::of::<submit_not_disabled_while_invalid::SubmitNotDisabledWhileInvalid>(),
        Registered::of::<failure_page_offers_contact::FailurePageOffersContact>(),
    ]
}
