//! The site as a whole: dead ends, redirects, robots, errors.

use crate::rules::Registered;

pub mod soft_404;

/// The rules of this group, in the order of the catalogue.
pub fn all() -> Vec<Registered> {
    vec![Registered::of::<soft_404::Soft404>()]
}
