//! Finding the way: search, navigation, clutter.

use crate::rules::Registered;

pub mod nav_option_count;
pub mod page_clutter_index;
pub mod search_box_present;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<search_box_present::SearchBoxPresent>(),
        Registered::of::<nav_option_count::NavOptionCount>(),
        Registered::of::<page_clutter_index::PageClutterIndex>(),
    ]
}
