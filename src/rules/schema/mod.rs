//! Structured data.

use crate::rules::Registered;

pub mod breadcrumb_faq_markup;
pub mod markup;
pub mod organization_markup;
pub mod product_offer_valid;
pub mod rating_markup_honest;
pub mod return_policy_markup;
pub mod schema_matches_visible;
pub mod shipping_details_markup;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<product_offer_valid::ProductOfferValid>(),
        Registered::of::<schema_matches_visible::SchemaMatchesVisible>(),
        Registered::of::<shipping_details_markup::ShippingDetailsMarkup>(),
        Registered::of::<return_policy_markup::ReturnPolicyMarkup>(),
        Registered::of::<organization_markup::OrganizationMarkup>(),
        Registered::of::<rating_markup_honest::RatingMarkupHonest>(),
        Registered::of::<breadcrumb_faq_markup::BreadcrumbFaqMarkup>(),
    ]
}
