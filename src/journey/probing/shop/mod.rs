//! Tries what is around the forms: search, cart, product page, arrival.

use crate::journey::Surroundings;
use crate::model::device::{Device, Throttle};
use crate::model::journey::Journey;
use crate::model::probed::Probed;

/// Tries the shop on one device; what came of it is added to the run.
pub fn try_out(
    _around: &Surroundings<'_>,
    _device: Device,
    _throttle: Throttle,
    _walked: &Journey,
    _probed: &mut Probed,
) {
}
