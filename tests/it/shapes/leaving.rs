//! From the cart to the checkout's entrance, whatever leads there, and the
//! traps that real stores set on the way.

use super::front::{body, card, gets_through, gets_through_on, product, shop, walk_with, way};
use super::till::{Session, Till, json, page, see};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};
use cartwalk::model::plan::Consent;

/// A store whose cart is the test's.
fn cart(
    lang: &'static str,
    add: &'static str,
    cart: fn(&super::till::Ask<'_>, &mut Session) -> Option<Answer>,
) -> Till {
    shop(lang, move |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            lang,
            "Shop",
            &format!(
                "<h1>Shop</h1><ul>{}</ul>",
                card("/product/1", "Cup", "19,00 €")
            ),
        )),
        ("GET", "/product/1") => Some(product(
            lang,
            "Cup",
            "19,00 €",
            &format!("<button>{add}</button>"),
        )),
        ("GET", "/paypal" | "/applepay" | "/amazon") => {
            session.nth("wallets");
            Some(page(lang, "Wallet", "<h1>Pay with your wallet</h1>"))
        }
        _ => cart(ask, session),
    })
}

fn no_wallet(till: &Till) {
    assert!(
        !till.session.lock().unwrap().tries.contains_key("wallets"),
        "a wallet was opened"
    );
}

#[test]
fn wallets_beside_the_way_on_are_left_alone() {
    let till = cart("en", "Add to basket", |ask, session| {
        (ask.gets("/cart") && session.in_cart).then(|| {
            page(
                "en",
                "Basket",
                "<h1>Basket</h1><p>Cup 19,00 € <button>Remove</button></p><div><a href=/paypal style='display:block;padding:20px;background:#ffc439'>Checkout with PayPal</a><button onclick=\"location='/applepay'\" aria-label='Apple Pay' style='width:100%;height:60px'></button><a href=/amazon><img alt='Amazon Pay' width=200 height=60 src=/a.png></a></div><p>or</p><form action=/checkout><button>Checkout</button></form>",
            )
        })
    });
    gets_through(&till);
    no_wallet(&till);
}

#[test]
fn terms_are_accepted_before_the_button_wakes_up() {
    let till = cart("de", "In den Warenkorb", |ask, session| {
        (ask.gets("/cart") && session.in_cart).then(|| {
            page("de", "Warenkorb", "<h1>Warenkorb</h1><p>Cup 19,00 € <a href=/cart/remove>Entfernen</a></p><p><input type=checkbox id=agb onchange='b.disabled=!this.checked'> <label for=agb>Ich habe die AGB gelesen und akzeptiere sie</label></p><button id=b disabled onclick=\"location='/checkout'\">Zur Kasse</button>")
        })
    });
    gets_through(&till);
}

#[test]
fn a_closed_drawer_that_repeats_the_button_is_not_pressed() {
    let till = cart("fr", "Ajouter au panier", |ask, session| {
        (ask.gets("/cart") && session.in_cart).then(|| {
            page(
                "fr",
                "Panier",
                "<div style='position:fixed;top:0;right:0;width:300px;height:100%;background:#fff;transform:translateX(100%)'><a href=/wrong>Passer la commande</a></div><div style='position:fixed;top:0;left:0;width:300px;height:100%;visibility:hidden'><a href=/wrong>Passer la commande</a></div><div style='height:0;overflow:hidden'><a href=/wrong>Passer la commande</a></div>
                 <h1>Panier</h1><p>Cup 19,00 € <button>Supprimer</button></p><a href=/checkout style='display:inline-block;width:0;height:0;overflow:visible;white-space:nowrap'><span style='display:inline-block;padding:12px;background:#000;color:#fff'>Passer la commande</span></a>",
            )
        })
    });
    gets_through(&till);
    assert!(!till.server.asked().iter().any(|a| a.path == "/wrong"));
}

/// A store that wants to sell for at least 50 €.
fn minimum(max: u32, raise: &'static str) -> Till {
    shop("en", move |ask, session| {
        let quantity = session.get("quantity").parse::<u32>().unwrap_or(1).min(max);
        match (ask.method, ask.path) {
            ("GET", "/") => Some(page(
                "en",
                "Shop",
                &format!(
                    "<h1>Shop</h1><ul>{}</ul>",
                    card("/product/1", "Cup", "£19.00")
                ),
            )),
            ("GET", "/product/1") => Some(product(
                "en",
                "Cup",
                "£19.00",
                "<button>Add to basket</button>",
            )),
            ("POST", "/cart/add") => {
                session.in_cart = true;
                let n = session.nth("adds").min(max);
                session.said.insert("quantity".into(), n.to_string());
                Some(see("/cart"))
            }
            ("POST", "/cart/update") => Some(see("/cart")),
            ("GET", "/cart") if session.in_cart => Some(page(
                "en",
                "Basket",
                &format!(
                    "<h1>Basket</h1><form method=post action=/cart/update>Cup £19.00 {} <button type=button>Remove</button></form><p>Total £{}.00</p>{}",
                    raise.replace("QTY", &quantity.to_string()),
                    quantity * 19,
                    if quantity * 19 >= 50 {
                        "<a href=/checkout>Proceed to checkout</a>"
                    } else {
                        "<p>The minimum order value is £50.00. You must order at least £50.00.</p><button disabled>Proceed to checkout</button>"
                    }
                ),
            )),
            ("GET", "/checkout") if quantity * 19 < 50 => Some(see("/cart")),
            ("GET", "/checkout") => {
                // The cart is emptied afterwards.
                session
                    .said
                    .insert("asked for".into(), quantity.to_string());
                None
            }
            _ => None,
        }
    })
}

#[test]
fn a_minimum_order_is_met_by_a_larger_quantity() {
    let till = minimum(
        99,
        "<input name=quantity type=number value=QTY aria-label=Quantity><button>Update</button>",
    );
    gets_through(&till);
    assert!(till.said("asked for").parse::<u32>().unwrap() >= 3);
}

#[test]
fn a_minimum_order_that_cannot_be_met_is_named() {
    let till = minimum(1, "1 piece");
    let journey = walk_with(&till, Device::Mobile, Consent::Reject);
    assert!(
        matches!(&journey.ended, Ended::Stuck { reason, goal: Goal::Checkout, .. } if reason == "minimum-order"),
        "{:?}",
        journey.ended
    );
}

#[test]
fn the_way_on_is_a_picture_in_a_table_page() {
    let till = cart("ja", "カートに入れる", |ask, session| {
        (ask.gets("/cart") && session.in_cart).then(|| {
            body("ja", "お買い物かご", "<table><tr><th>商品名</th><th>数量</th><th>小計</th></tr><tr><td>湯呑み</td><td><input name=num value=1 size=2 onchange=\"this.value=Number(this.value)+1\"></td><td>3,300円</td></tr></table><form action=/checkout><input type=image src=/next.gif alt='購入手続きへ進む' width=200 height=40></form><a href=/><img src=/back.gif alt='買い物を続ける' width=200 height=40></a>")
        })
    });
    let journey = gets_through(&till);
    assert!(way(&journey).contains(&Goal::Cart));
}

#[test]
fn session_ids_in_links_and_banners_that_differ_from_load_to_load() {
    let till = shop("en", |ask, session| {
        let n = session.nth("loads");
        let banner = format!(
            "<div class=banner-{n}><a href=https://ads-{n}.example.com/offer?{n}>Offer {n}: only today £{n}.99</a></div>"
        );
        match (ask.method, ask.path.split(';').next().unwrap_or_default()) {
            ("GET", "/") => Some(page(
                "en",
                "Shop",
                &format!(
                    "{banner}<nav><a href='/c/cups;jsessionid=A{n}B'>Cups</a></nav><h1>Shop</h1>"
                ),
            )),
            ("GET", "/c/cups") => Some(page(
                "en",
                "Cups",
                &format!(
                    "{banner}<h1>Cups</h1><ul>{}{}</ul>",
                    card(&format!("/p/cup;jsessionid=A{n}B?sid={n}"), "Cup", "£19.00"),
                    card(&format!("/p/mug;jsessionid=A{n}B?sid={n}"), "Mug", "£9.00")
                ),
            )),
            ("GET", "/p/cup") => Some(page(
                "en",
                "Cup",
                &format!("{banner}<h1>Cup</h1><p>£19.00</p><p>Sold out</p>"),
            )),
            ("GET", "/p/mug") => Some(product(
                "en",
                "Mug",
                "£9.00",
                "<button>Add to basket</button>",
            )),
            _ => None,
        }
    });
    gets_through_on(&till, Device::Desktop);
}

#[test]
fn the_number_in_the_cart_is_not_touched_where_nothing_asks_for_it() {
    let till = cart("en", "Add to basket", |ask, session| {
        match (ask.method, ask.path) {
            ("GET", "/cart") if session.in_cart => Some(page(
                "en",
                "Basket",
                "<h1>Basket</h1><p>Cup £19.00 <input type=number name=quantity value=1 aria-label=Quantity id=q><button aria-label='Remove Cup'>×</button></p><script>q.addEventListener('keydown',e=>{if(e.key==='Tab'){q.value=Number(q.value)+1;fetch('/api/quantity',{method:'POST',body:JSON.stringify({tabbed:q.value})})}})</script><a href=/checkout role=button>Check out</a>",
            )),
            ("POST", "/api/quantity") => Some(json(&serde_json::json!({}))),
            _ => None,
        }
    });
    gets_through(&till);
    assert_eq!(till.said("tabbed"), "");
}
