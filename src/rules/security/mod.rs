//! Security and privacy.

pub mod card_fields_in_psp_iframe;
pub mod consent_reject_as_easy;
pub mod cookie_flags;
pub mod https_everywhere;
pub mod no_mixed_content;
pub mod payment_page_scripts_controlled;
pub mod pii_not_in_urls_or_third_parties;
pub mod privacy_policy_linked_at_collection;
pub mod secrets_and_test_mode_off;
pub mod security_headers;
pub mod trackers_before_consent;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<https_everywhere::HttpsEverywhere>(),
        Registered::of::<no_mixed_content::NoMixedContent>(),
        Registered::of::<card_fields_in_psp_iframe::CardFieldsInPspIframe>(),
        Registered::of::<payment_page_scripts_controlled::PaymentPageScriptsControlled>(),
        Registered::of::<pii_not_in_urls_or_third_parties::PiiNotInUrlsOrThirdParties>(),
        Registered::of::<security_headers::SecurityHeaders>(),
        Registered::of::<cookie_flags::CookieFlags>(),
        Registered::of::<trackers_before_consent::TrackersBeforeConsent>(),
        Registered::of::<consent_reject_as_easy::ConsentRejectAsEasy>(),
        Registered::of::<privacy_policy_linked_at_collection::PrivacyPolicyLinkedAtCollection>(),
        Registered::of::<secrets_and_test_mode_off::SecretsAndTestModeOff>(),
    ]
}
