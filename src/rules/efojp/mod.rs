//! Japanese forms.

pub mod jp_address_autofill_by_postcode;
pub mod jp_address_lookup_not_destructive;
pub mod jp_birthdate_entry;
pub mod jp_carrier_mail_warning;
pub mod jp_dash_code_points;
pub mod jp_email_domain_suggest;
pub mod jp_email_tolerance;
pub mod jp_fullwidth_restriction;
pub mod jp_furigana_auto;
pub mod jp_ime_enter_safe;
pub mod jp_kana_field_needed;
pub mod jp_kana_type_tolerance;
pub mod jp_leave_guard;
pub mod jp_name_order_and_honorific;
pub mod jp_postcode_fullwidth;
pub mod jp_postcode_hyphen_tolerance;
pub mod jp_realtime_error;
pub mod jp_remaining_items_nav;
pub mod jp_split_fields_flow;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<jp_postcode_hyphen_tolerance::JpPostcodeHyphenTolerance>(),
        Registered::of::<jp_postcode_fullwidth::JpPostcodeFullwidth>(),
        Registered::of::<jp_dash_code_points::JpDashCodePoints>(),
        Registered::of::<jp_address_autofill_by_postcode::JpAddressAutofillByPostcode>(),
        Registered::of::<jp_address_lookup_not_destructive::JpAddressLookupNotDestructive>(),
        Registered::of::<jp_furigana_auto::JpFuriganaAuto>(),
        Registered::of::<jp_kana_type_tolerance::JpKanaTypeTolerance>(),
        Registered::of::<jp_kana_field_needed::JpKanaFieldNeeded>(),
        Registered::of::<jp_fullwidth_restriction::JpFullwidthRestriction>(),
        Registered::of::<jp_realtime_error::JpRealtimeError>(),
        Registered::of::<jp_remaining_items_nav::JpRemainingItemsNav>(),
        Registered::of::<jp_leave_guard::JpLeaveGuard>(),
        Registered::of::<jp_email_domain_suggest::JpEmailDomainSuggest>(),
        Registered::of::<jp_email_tolerance::JpEmailTolerance>(),
        Registered::of::<jp_carrier_mail_warning::JpCarrierMailWarning>(),
        Registered::of::<jp_split_fields_flow::JpSplitFieldsFlow>(),
        Registered::of::<jp_name_order_and_honorific::JpNameOrderAndHonorific>(),
        Registered::of::<jp_birthdate_entry::JpBirthdateEntry>(),
        Registered::of::<jp_ime_enter_safe::JpImeEnterSafe>(),
    ]
}
