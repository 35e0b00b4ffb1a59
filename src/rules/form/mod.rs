//! Forms everywhere.

pub mod autocomplete_not_off;
pub mod autocomplete_tokens_correct;
pub mod autocorrect_autocap_off;
pub mod billing_same_as_shipping_default;
pub mod email_confirm_field;
pub mod enterkeyhint_next_done;
pub mod field_has_visible_label;
pub mod input_type_correct;
pub mod inputmode_numeric;
pub mod phone_why_explained;
pub mod placeholder_not_only_label;
pub mod required_and_optional_marked;
pub mod sensitive_fields_avoided;
pub mod single_name_or_correct_split;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<field_has_visible_label::FieldHasVisibleLabel>(),
        Registered::of::<placeholder_not_only_label::PlaceholderNotOnlyLabel>(),
        Registered::of::<required_and_optional_marked::RequiredAndOptionalMarked>(),
        Registered::of::<autocomplete_tokens_correct::AutocompleteTokensCorrect>(),
        Registered::of::<autocomplete_not_off::AutocompleteNotOff>(),
        Registered::of::<input_type_correct::InputTypeCorrect>(),
        Registered::of::<inputmode_numeric::InputmodeNumeric>(),
        Registered::of::<enterkeyhint_next_done::EnterkeyhintNextDone>(),
        Registered::of::<autocorrect_autocap_off::AutocorrectAutocapOff>(),
        Registered::of::<single_name_or_correct_split::SingleNameOrCorrectSplit>(),
        Registered::of::<email_confirm_field::EmailConfirmField>(),
        Registered::of::<phone_why_explained::PhoneWhyExplained>(),
        Registered::of::<sensitive_fields_avoided::SensitiveFieldsAvoided>(),
        Registered::of::<billing_same_as_shipping_default::BillingSameAsShippingDefault>(),
    ]
}
