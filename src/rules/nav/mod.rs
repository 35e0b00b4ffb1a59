//! Finding the way: search, navigation, clutter.

use crate::rules::Registered;

pub mod breadcrumb_and_back;
pub mod interstitial_on_arrival;
pub mod nav_option_count;
pub mod page_clutter_index;
pub mod search_box_present;
pub mod search_no_results_help;
pub mod search_returns_results;
pub mod search_tolerates_typo_and_kana;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<search_box_present::SearchBoxPresent>(),
        Registered::of::<search_returns_results::SearchReturnsResults>(),
        Registered::of::<search_tolerates_typo_and_kana::SearchToleratesTypoAndKana>(),
        Registered::of::<search_no_results_help::SearchNoResultsHelp>(),
        Registered::of::<nav_option_count::NavOptionCount>(),
        Registered::of::<page_clutter_index::PageClutterIndex>(),
        Registered::of::<interstitial_on_arrival::InterstitialOnArrival>(),
        Registered::of::<breadcrumb_and_back::BreadcrumbAndBack>(),
    ]
}
