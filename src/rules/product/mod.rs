//! The product page.

use crate::rules::Registered;

pub mod add_to_cart_feedback;
pub mod add_to_cart_found;
pub mod cross_sell_not_before_cta;
pub mod delivery_estimate_on_product_page;
pub mod one_click_express_available;
pub mod price_and_tax_visible;
pub mod recommendations_present;
pub mod returns_info_on_product_page;
pub mod said;
pub mod shipping_cost_on_product_page;
pub mod stock_status_visible;
pub mod variant_selection_usable;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<add_to_cart_found::AddToCartFound>(),
        Registered::of::<add_to_cart_feedback::AddToCartFeedback>(),
        Registered::of::<price_and_tax_visible::PriceAndTaxVisible>(),
        Registered::of::<shipping_cost_on_product_page::ShippingCostOnProductPage>(),
        Registered::of::<delivery_estimate_on_product_page::DeliveryEstimateOnProductPage>(),
        Registered::of::<variant_selection_usable::VariantSelectionUsable>(),
        Registered::of::<returns_info_on_product_page::ReturnsInfoOnProductPage>(),
        Registered::of::<one_click_express_available::OneClickExpressAvailable>(),
        Registered::of::<cross_sell_not_before_cta::CrossSellNotBeforeCta>(),
        Registered::of::<recommendations_present::RecommendationsPresent>(),
        Registered::of::<stock_status_visible::StockStatusVisible>(),
    ]
}
