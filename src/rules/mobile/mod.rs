//! Layout on a phone.

pub mod app_link_or_smart_banner;
pub mod mobile_parity;
pub mod no_horizontal_scroll;
pub mod select_vs_radio_count;
pub mod sticky_elements_budget;
pub mod tap_target_24px;
pub mod tap_target_44px_primary;
pub mod text_readable_16px_inputs;
pub mod viewport_meta;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<viewport_meta::ViewportMeta>(),
        Registered::of::<no_horizontal_scroll::NoHorizontalScroll>(),
        Registered::of::<tap_target_24px::TapTarget24px>(),
        Registered::of::<tap_target_44px_primary::TapTarget44pxPrimary>(),
        Registered::of::<text_readable_16px_inputs::TextReadable16pxInputs>(),
        Registered::of::<sticky_elements_budget::StickyElementsBudget>(),
        Registered::of::<mobile_parity::MobileParity>(),
        Registered::of::<select_vs_radio_count::SelectVsRadioCount>(),
        Registered::of::<app_link_or_smart_banner::AppLinkOrSmartBanner>(),
    ]
}
