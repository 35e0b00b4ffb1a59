//! What a text on a page may speak of.

use serde::{Deserialize, Serialize};

/// A topic of the words that a page shows, apart from what its controls do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// A mark or word for "must be filled".
    RequiredMark,
    /// A mark or word for "may stay empty".
    OptionalMark,
    /// One may buy without an account.
    GuestOffered,
    /// The words of a list on which nothing is chosen yet.
    ListPrompt,
    /// A guest looks an order up with it later.
    OrderLookup,
    /// One must have an account to go on.
    AccountRequired,
    /// The product cannot be bought now.
    SoldOut,
    /// Few are left.
    LowStock,
    /// It can be bought now.
    InStock,
    /// It can be ordered and comes later.
    PreOrder,
    /// An option of the product must be chosen first.
    OptionMissing,
    /// The product is in the cart now.
    AddedToCart,
    /// There is nothing in the cart.
    CartEmpty,
    /// The cart, as heading or title.
    CartPage,
    /// The checkout, as heading or title.
    CheckoutPage,
    /// The part of the checkout that asks who one is.
    ContactStep,
    /// The part of the checkout that asks where to.
    AddressStep,
    /// The part of the checkout that asks how it is sent.
    ShippingStep,
    /// The part of the checkout that asks how one pays.
    PaymentStep,
    /// The last screen before the order.
    ReviewStep,
    /// A page or part for those who have an account.
    LoginPage,
    /// Something is wrong with what was typed or done.
    Error,
    /// Something that must be filled is empty.
    RequiredError,
    /// The order was placed: thanks, confirmed, complete.
    ThankYou,
    /// The number of a placed order.
    OrderNumber,
    /// The store is closed for work.
    Maintenance,
    /// The store is behind a password.
    PasswordPage,
    /// The store doubts that a person is here.
    BotWall,
    /// The store does not serve this country.
    GeoBlock,
    /// The session is over; one must start again.
    SessionExpired,
    /// The cart is under the least amount.
    MinimumOrder,
    /// How many can be had, or what a quantity may be.
    QuantityLimit,
    /// Cookies and consent.
    Cookies,
    /// Only for adults.
    AgeGate,
    /// Choose a country, language or shop first.
    RegionGate,
    /// News, offers by mail.
    Newsletter,
    /// Use our app.
    AppPrompt,
    /// Shipping, delivery, and what it costs.
    ShippingCost,
    /// Shipping costs nothing.
    FreeShipping,
    /// When it comes.
    DeliveryTime,
    /// Prices hold the tax.
    TaxIncluded,
    /// The tax comes on top.
    TaxExcluded,
    /// A line of tax.
    Tax,
    /// The sum of the goods.
    Subtotal,
    /// The sum to pay.
    Total,
    /// Something taken off.
    Discount,
    /// How many.
    Quantity,
    /// A code that lowers the price.
    Coupon,
    /// Sending back, refunds, withdrawal.
    Returns,
    /// Terms of sale.
    Terms,
    /// Privacy policy.
    Privacy,
    /// Payment by card.
    CardPayment,
    /// Payment without going elsewhere: transfer, invoice, on delivery, cheque.
    OfflinePayment,
    /// Payment at another company: PayPal, wallets, instalments.
    WalletPayment,
    /// The plain way of shipping.
    StandardShipping,
    /// Collecting in a shop.
    Pickup,
    /// The billing address is the shipping address.
    BillingSame,
    /// The two addresses are not the same.
    AddressDiffers,
    /// A test that tells people from machines.
    Captcha,
    /// Wait: something is being fetched.
    Loading,
    /// This page does not exist.
    NotFound,
    /// The search found nothing.
    NoResults,
    /// A button that opens a chat.
    Chat,
    /// A chat offers somebody who is no machine.
    PersonInChat,
    /// A stepper's button for one more.
    QuantityUp,
    /// A stepper's button for one less.
    QuantityDown,
    /// Takes back what was just done.
    Undo,
    /// From which amount shipping costs nothing.
    FreeShippingLimit,
    /// How much is missing until shipping costs nothing.
    FreeShippingMissing,
    /// A form by which one orders where there is no cart.
    OrderForm,
    /// How many others look on, or bought.
    Crowd,
}
