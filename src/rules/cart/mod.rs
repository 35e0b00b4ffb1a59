//! The cart.

use crate::rules::Registered;

pub mod cart_shows_all_costs;
pub mod cart_shows_product_detail;
pub mod checkout_cta_prominent;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<cart_shows_all_costs::CartShowsAllCosts>(),
        Registered::of::<checkout_cta_prominent::CheckoutCtaProminent>(),
        Registered::of::<cart_shows_product_detail::CartShowsProductDetail>(),
    ]
}
