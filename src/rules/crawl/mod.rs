//! The site as a whole: dead ends, redirects, robots, errors.

use crate::rules::Registered;

pub mod broken_internal_links;
pub mod canonical_duplicates;
pub mod console_errors_in_flow;
pub mod content_freshness;
pub mod discontinued_product_redirects;
pub mod page_has_title_description;
pub mod redirect_chain_length;
pub mod robots_blocks_commerce;
pub mod sitemap_products_fresh;
pub mod soft_404;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<discontinued_product_redirects::DiscontinuedProductRedirects>(),
        Registered::of::<broken_internal_links::BrokenInternalLinks>(),
        Registered::of::<redirect_chain_length::RedirectChainLength>(),
        Registered::of::<soft_404::Soft404>(),
        Registered::of::<robots_blocks_commerce::RobotsBlocksCommerce>(),
        Registered::of::<content_freshness::ContentFreshness>(),
        Registered::of::<console_errors_in_flow::ConsoleErrorsInFlow>(),
        Registered::of::<sitemap_products_fresh::SitemapProductsFresh>(),
        Registered::of::<canonical_duplicates::CanonicalDuplicates>(),
        Registered::of::<page_has_title_description::PageHasTitleDescription>(),
    ]
}
