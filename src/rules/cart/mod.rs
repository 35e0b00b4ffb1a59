//! The cart.

use crate::rules::Registered;

pub mod cart_edit_inline;
pub mod cart_persists;
pub mod cart_quantity_limits_explained;
pub mod cart_shows_all_costs;
pub mod cart_shows_product_detail;
pub mod cart_total_recalculates;
pub mod checkout_cta_prominent;
pub mod coupon_field_collapsed;
pub mod perk_threshold_shown;
pub mod upsell_timing;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<cart_total_recalculates::CartTotalRecalculates>(),
        Registered::of::<cart_shows_all_costs::CartShowsAllCosts>(),
        Registered::of::<perk_threshold_shown::PerkThresholdShown>(),
        Registered::of::<cart_edit_inline::CartEditInline>(),
        Registered::of::<cart_persists::CartPersists>(),
        Registered::of::<cart_quantity_limits_explained::CartQuantityLimitsExplained>(),
        Registered::of::<coupon_field_collapsed::CouponFieldCollapsed>(),
        Registered::of::<upsell_timing::UpsellTiming>(),
        Registered::of::<checkout_cta_prominent::CheckoutCtaProminent>(),
        Registered::of::<cart_shows_product_detail::CartShowsProductDetail>(),
    ]
}
