//! Signs that a store can be trusted.

pub mod about_company_page;
pub mod brand_consistency_names;
pub mod payment_area_visually_secured;
pub mod phone_visible;
pub mod physical_address_visible;
pub mod press_coverage_external;
pub mod review_authenticity_statement;
pub mod review_rating_plausible;
pub mod review_replies;
pub mod review_volume_and_recency;
pub mod reviews_on_product_page;
pub mod testimonials_present;
pub mod trust_award_badges;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<reviews_on_product_page::ReviewsOnProductPage>(),
        Registered::of::<review_volume_and_recency::ReviewVolumeAndRecency>(),
        Registered::of::<review_rating_plausible::ReviewRatingPlausible>(),
        Registered::of::<review_authenticity_statement::ReviewAuthenticityStatement>(),
        Registered::of::<review_replies::ReviewReplies>(),
        Registered::of::<testimonials_present::TestimonialsPresent>(),
        Registered::of::<press_coverage_external::PressCoverageExternal>(),
        Registered::of::<trust_award_badges::TrustAwardBadges>(),
        Registered::of::<physical_address_visible::PhysicalAddressVisible>(),
        Registered::of::<phone_visible::PhoneVisible>(),
        Registered::of::<payment_area_visually_secured::PaymentAreaVisuallySecured>(),
        Registered::of::<about_company_page::AboutCompanyPage>(),
        Registered::of::<brand_consistency_names::BrandConsistencyNames>(),
    ]
}
