//! Forms everywhere.

pub mod all_errors_at_once;
pub mod autocomplete_not_off;
pub mod autocomplete_tokens_correct;
pub mod autocorrect_autocap_off;
pub mod autofill_really_works;
pub mod billing_same_as_shipping_default;
pub mod card_number_spaces_and_grouping;
pub mod card_type_detected;
pub mod connection_loss_told;
pub mod email_confirm_field;
pub mod enter_key_sends_step;
pub mod enterkeyhint_next_done;
pub mod error_clears_when_fixed;
pub mod error_located_and_focused;
pub mod error_message_specific;
pub mod expiry_format_tolerance;
pub mod field_has_visible_label;
pub mod field_width_fits_content;
pub mod format_tolerance_spaces_trim;
pub mod inline_validation_on_blur;
pub mod input_type_correct;
pub mod inputmode_numeric;
pub mod label_above_on_mobile;
pub mod maxlength_does_not_truncate;
pub mod no_premature_validation;
pub mod password_rules_light;
pub mod paste_allowed;
pub mod phone_format_tolerance;
pub mod phone_why_explained;
pub mod placeholder_not_only_label;
pub mod redundant_entry_none;
pub mod required_and_optional_marked;
pub mod required_mark_matches_behaviour;
pub mod sensitive_fields_avoided;
pub mod show_password_toggle;
pub mod single_name_or_correct_split;
pub mod stable_name_id;
pub mod unicode_names_accepted;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<field_has_visible_label::FieldHasVisibleLabel>(),
        Registered::of::<placeholder_not_only_label::PlaceholderNotOnlyLabel>(),
        Registered::of::<label_above_on_mobile::LabelAboveOnMobile>(),
        Registered::of::<required_and_optional_marked::RequiredAndOptionalMarked>(),
        Registered::of::<required_mark_matches_behaviour::RequiredMarkMatchesBehaviour>(),
        Registered::of::<autocomplete_tokens_correct::AutocompleteTokensCorrect>(),
        Registered::of::<autocomplete_not_off::AutocompleteNotOff>(),
        Registered::of::<autofill_really_works::AutofillReallyWorks>(),
        Registered::of::<stable_name_id::StableNameId>(),
        Registered::of::<enter_key_sends_step::EnterKeySendsStep>(),
        Registered::of::<connection_loss_told::ConnectionLossTold>(),
        Registered::of::<input_type_correct::InputTypeCorrect>(),
        Registered::of::<inputmode_numeric::InputmodeNumeric>(),
        Registered::of::<enterkeyhint_next_done::EnterkeyhintNextDone>(),
        Registered::of::<autocorrect_autocap_off::AutocorrectAutocapOff>(),
        Registered::of::<inline_validation_on_blur::InlineValidationOnBlur>(),
        Registered::of::<no_premature_validation::NoPrematureValidation>(),
        Registered::of::<error_clears_when_fixed::ErrorClearsWhenFixed>(),
        Registered::of::<error_message_specific::ErrorMessageSpecific>(),
        Registered::of::<error_located_and_focused::ErrorLocatedAndFocused>(),
        Registered::of::<all_errors_at_once::AllErrorsAtOnce>(),
        Registered::of::<format_tolerance_spaces_trim::FormatToleranceSpacesTrim>(),
        Registered::of::<phone_format_tolerance::PhoneFormatTolerance>(),
        Registered::of::<card_number_spaces_and_grouping::CardNumberSpacesAndGrouping>(),
        Registered::of::<card_type_detected::CardTypeDetected>(),
        Registered::of::<expiry_format_tolerance::ExpiryFormatTolerance>(),
        Registered::of::<single_name_or_correct_split::SingleNameOrCorrectSplit>(),
        Registered::of::<unicode_names_accepted::UnicodeNamesAccepted>(),
        Registered::of::<maxlength_does_not_truncate::MaxlengthDoesNotTruncate>(),
        Registered::of::<paste_allowed::PasteAllowed>(),
        Registered::of::<email_confirm_field::EmailConfirmField>(),
        Registered::of::<phone_why_explained::PhoneWhyExplained>(),
        Registered::of::<sensitive_fields_avoided::SensitiveFieldsAvoided>(),
        Registered::of::<redundant_entry_none::RedundantEntryNone>(),
        Registered::of::<billing_same_as_shipping_default::BillingSameAsShippingDefault>(),
        Registered::of::<password_rules_light::PasswordRulesLight>(),
        Registered::of::<show_password_toggle::ShowPasswordToggle>(),
        Registered::of::<field_width_fits_content::FieldWidthFitsContent>(),
    ]
}
