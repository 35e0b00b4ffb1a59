//! Help and contact.

pub mod chat_answers_and_hands_off;
pub mod contact_channels_3plus;
pub mod contact_form_usable;
pub mod faq_covers_top_questions;
pub mod faq_exists_and_organised;
pub mod faq_page_has_contact;
pub mod feedback_or_nps_survey;
pub mod live_chat_present_and_opens;
pub mod order_tracking_self_service;
pub mod response_time_promise;
pub mod returns_policy_complete;
pub mod shipping_policy_complete;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<contact_channels_3plus::ContactChannels3plus>(),
        Registered::of::<live_chat_present_and_opens::LiveChatPresentAndOpens>(),
        Registered::of::<chat_answers_and_hands_off::ChatAnswersAndHandsOff>(),
        Registered::of::<faq_exists_and_organised::FaqExistsAndOrganised>(),
        Registered::of::<faq_covers_top_questions::FaqCoversTopQuestions>(),
        Registered::of::<faq_page_has_contact::FaqPageHasContact>(),
        Registered::of::<response_time_promise::ResponseTimePromise>(),
        Registered::of::<contact_form_usable::ContactFormUsable>(),
        Registered::of::<order_tracking_self_service::OrderTrackingSelfService>(),
        Registered::of::<feedback_or_nps_survey::FeedbackOrNpsSurvey>(),
        Registered::of::<shipping_policy_complete::ShippingPolicyComplete>(),
        Registered::of::<returns_policy_complete::ReturnsPolicyComplete>(),
    ]
}
