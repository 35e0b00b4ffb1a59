//! Accessibility of the way to buy.

pub mod accessible_authentication;
pub mod axe_violations;
pub mod contrast_flow;
pub mod error_prevention_legal;
pub mod errors_announced;
pub mod images_alt_product;
pub mod name_role_value_custom_controls;
pub mod status_messages_announced;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<errors_announced::ErrorsAnnounced>(),
        Registered::of::<status_messages_announced::StatusMessagesAnnounced>(),
        Registered::of::<contrast_flow::ContrastFlow>(),
        Registered::of::<name_role_value_custom_controls::NameRoleValueCustomControls>(),
        Registered::of::<accessible_authentication::AccessibleAuthentication>(),
        Registered::of::<error_prevention_legal::ErrorPreventionLegal>(),
        Registered::of::<images_alt_product::ImagesAltProduct>(),
        Registered::of::<axe_violations::AxeViolations>(),
    ]
}
