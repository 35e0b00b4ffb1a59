//! The store beyond its own pages.

pub mod cross_channel_info_consistent;
pub mod ecommerce_analytics_events;
pub mod line_official_account;
pub mod og_card_complete;
pub mod product_deep_link_survives;
pub mod shopping_feed_ready;
pub mod social_profiles_linked_and_alive;
pub mod store_or_pickup_info;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<social_profiles_linked_and_alive::SocialProfilesLinkedAndAlive>(),
        Registered::of::<line_official_account::LineOfficialAccount>(),
        Registered::of::<product_deep_link_survives::ProductDeepLinkSurvives>(),
        Registered::of::<og_card_complete::OgCardComplete>(),
        Registered::of::<shopping_feed_ready::ShoppingFeedReady>(),
        Registered::of::<store_or_pickup_info::StoreOrPickupInfo>(),
        Registered::of::<cross_channel_info_consistent::CrossChannelInfoConsistent>(),
        Registered::of::<ecommerce_analytics_events::EcommerceAnalyticsEvents>(),
    ]
}
