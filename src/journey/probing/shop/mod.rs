//! Tries what is around the forms: arrival, search, product page, cart.
//!
//! Every part has fresh profiles of its own. The page of the arrival is opened first
//! and left to itself while the rest is tried, so that the wait for a late layer
//! costs nothing. What changes a cart runs on the user's own store only, and on any
//! store a product is put into the cart of a fresh profile at most, as the walk does.

mod arrival;
mod bench;
mod cart;
mod coupon;
mod kept;
mod options;
mod perk;
mod product;
pub(super) mod quantity;
mod queries;
mod search;
mod urgency;

use crate::journey::Surroundings;
use crate::model::device::{Device, Throttle};
use crate::model::journey::Journey;
use crate::model::probed::Probed;
use bench::Bench;

/// Tries the shop on one device; what came of it is added to the run.
pub fn try_out(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    walked: &Journey,
    probed: &mut Probed,
) {
    let mut bench = Bench::new(around, device, throttle, walked);
    let watched = arrival::open(&mut bench);
    // What hurts most comes first: a budget that runs out leaves the last parts unknown.
    let filled = product::open_by_campaign(&mut bench);
    cart::try_out(&mut bench, filled);
    search::try_out(&mut bench);
    product::open_plainly(&mut bench);
    arrival::close(watched, &mut bench);
    bench.hand_over(probed);
}
