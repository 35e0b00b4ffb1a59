//! Speed of each step of the way.

use crate::rules::Registered;

pub mod cls_per_step;
pub mod fcp_per_step;
pub mod image_optimised;
pub mod inp_flow_interactions;
pub mod lcp_per_step;
pub mod page_weight_and_requests;
pub mod step_transition_time;
pub mod third_party_cost_in_checkout;
pub mod timing;
pub mod total_flow_time;
pub mod ttfb_document;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![
        Registered::of::<lcp_per_step::LcpPerStep>(),
        Registered::of::<cls_per_step::ClsPerStep>(),
        Registered::of::<inp_flow_interactions::InpFlowInteractions>(),
        Registered::of::<ttfb_document::TtfbDocument>(),
        Registered::of::<step_transition_time::StepTransitionTime>(),
        Registered::of::<total_flow_time::TotalFlowTime>(),
        Registered::of::<page_weight_and_requests::PageWeightAndRequests>(),
        Registered::of::<third_party_cost_in_checkout::ThirdPartyCostInCheckout>(),
        Registered::of::<image_optimised::ImageOptimised>(),
        Registered::of::<fcp_per_step::FcpPerStep>(),
    ]
}
