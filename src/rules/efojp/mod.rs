//! Japanese forms.

pub mod jp_kana_field_needed;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![Registered::of::<jp_kana_field_needed::JpKanaFieldNeeded>()]
}
