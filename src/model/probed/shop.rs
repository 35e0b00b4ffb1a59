//! What was tried outside the forms: search, cart, product page, arrival.

use serde::{Deserialize, Serialize};

/// Everything that was tried outside the forms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shopped {
    /// The turns, in order.
    pub turns: Vec<ShopTurn>,
}

/// One thing that was tried.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopTurn {
    /// Address of the page.
    pub url: String,
}
