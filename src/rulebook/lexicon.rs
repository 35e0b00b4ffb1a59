//! The words that shops use, by language: what a control does, what a page is for, what a field asks.
//!
//! The data is in `rulesets/lexicon/*.toml`, one file a language, built into the binary.

use serde::{Deserialize, Serialize};

/// What pressing a control would do, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// Puts the product into the cart.
    AddToCart,
    /// Starts buying this product at once, on a product page.
    BuyNow,
    /// Shows the cart.
    ViewCart,
    /// Goes from the cart to the checkout.
    Checkout,
    /// Goes on to the next step: continue, next, save and continue, use this address.
    Continue,
    /// Goes on to the last screen before the order: review order, 確認画面へ.
    Review,
    /// Orders or pays: the control that is never pressed.
    PlaceOrder,
    /// Goes on without an account.
    Guest,
    /// Logs in.
    Login,
    /// Makes an account.
    Register,
    /// Pays or goes on through a wallet: PayPal, Apple Pay, Amazon Pay, 楽天ペイ.
    Wallet,
    /// Agrees to cookies.
    AcceptConsent,
    /// Refuses cookies.
    RejectConsent,
    /// Opens the settings of cookies.
    ConsentSettings,
    /// Saves the settings of cookies.
    SaveConsent,
    /// Closes a layer, says no thanks, later.
    Close,
    /// Confirms one's age.
    ConfirmAge,
    /// Confirms a country, language or shop.
    ConfirmRegion,
    /// Goes back to shopping or to the step before.
    Back,
    /// Takes something away, empties, cancels.
    Remove,
    /// Changes something: edit, change, update.
    Edit,
    /// Applies a code.
    ApplyCode,
    /// Searches.
    Search,
    /// Opens a menu.
    Menu,
    /// Chooses this one: select, choose, deliver to this address, ship here.
    Choose,
    /// Looks an address up by its postcode.
    AddressLookup,
    /// Subscribes to a newsletter or messages.
    Subscribe,
    /// Agrees to terms.
    AcceptTerms,
    /// Adds to a wish list, compares, shares.
    Aside,
    /// Ends the session.
    Logout,
    /// Loads more of a list.
    LoadMore,
}
