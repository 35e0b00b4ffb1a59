//! Items that Japanese law asks to display.

pub mod external_transmission_notice_jp;
pub mod final_button_wording_jp;
pub mod final_screen_edit_before_order;
pub mod final_screen_six_items;
pub mod first_time_only_price_claims;
pub mod pr_disclosure_jp;
pub mod subscription_terms_on_final_screen;
pub mod tax_included_price_jp;
pub mod tokushoho_items_complete;
pub mod tokushoho_page_linked;

use crate::rules::Registered;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<tokushoho_page_linked::TokushohoPageLinked>(),
        Registered::of::<tokushoho_items_complete::TokushohoItemsComplete>(),
        Registered::of::<final_screen_six_items::FinalScreenSixItems>(),
        Registered::of::<final_screen_edit_before_order::FinalScreenEditBeforeOrder>(),
        Registered::of::<subscription_terms_on_final_screen::SubscriptionTermsOnFinalScreen>(),
        Registered::of::<final_button_wording_jp::FinalButtonWordingJp>(),
        Registered::of::<tax_included_price_jp::TaxIncludedPriceJp>(),
        Registered::of::<first_time_only_price_claims::FirstTimeOnlyPriceClaims>(),
        Registered::of::<pr_disclosure_jp::PrDisclosureJp>(),
        Registered::of::<external_transmission_notice_jp::ExternalTransmissionNoticeJp>(),
    ]
}
