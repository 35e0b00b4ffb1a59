//! Stores that leave unsaid what others say in words or attributes: buttons that only a script knows,
//! messages in red alone, halves of a postcode without a length, an address behind a button.

use super::front::{body, did, gets_through, gets_through_on, shop, way};
use super::till::{Till, json, page, reached, see, typed, walk};
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};

/// The box of a link around a picture and a heading is as wide as the page, and its middle is not the
/// link. The product's button has no known word, and neither it nor the pots show that they are pressed.
#[test]
fn a_wide_link_and_a_button_that_only_a_script_knows() {
    let till = shop("en", |ask, session| {
        match (ask.method, ask.path) {
        ("GET", "/") => Some(body(
            "en",
            "Ferns",
            "<article><a href=/p/7><img src=/i.png alt=Fern width=60 height=300><h3>Boston fern</h3></a><p>£18.50</p></article><article><a href=/p/8><img src=/i.png alt=Palm width=60 height=300><h3>Palm</h3></a><p>£28.50</p></article>",
        )),
        ("GET", "/p/7") => Some(body(
            "en",
            "Boston fern",
            "<style>.o{border:1px solid;padding:8px;display:inline-block}.b{background:#273;color:#fff;padding:12px;width:200px}</style><span id=n>Basket</span><h1>Boston fern</h1><p>£18.50</p><div><span class=o>Clay</span> <span class=o>Glazed</span></div><p id=m style='color:#b00'></p><div class=b>Pop it in, please</div>
             <script>let pot;document.querySelectorAll('.o').forEach(o=>o.addEventListener('click',()=>{pot=o.textContent;o.style.background='#dfd'}));
             document.querySelector('.b').addEventListener('click',()=>{if(!pot){m.textContent='Please choose a pot first';return}fetch('/cart/add',{method:'POST',headers:{'Content-Type':'application/json'},body:JSON.stringify({pot})}).then(()=>{m.textContent='';n.innerHTML='<a href=/cart>Basket (1)</a>'})})</script>",
        )),
        ("POST", "/cart/add") => {
            session.in_cart = true;
            Some(json(&serde_json::json!({})))
        }
        _ => None,
    }
    });
    gets_through_on(&till, Device::Desktop);
    assert_eq!(till.said("pot"), "Clay");
}

/// The middle of a link of two lines lies between them, where a finger hits what stands behind.
#[test]
fn a_link_of_two_lines_is_pressed_in_one_of_them() {
    let till = shop("de", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(body(
            "de",
            "Frisch geröstet",
            "<div><a href=/artikel/1><svg width=180 height=44><rect width=180 height=44 /></svg><br>Hauskaffee mild</a> <span>9,90 €</span></div>",
        )),
        ("GET", "/artikel/1") => Some(body(
            "de",
            "Hauskaffee mild",
            "<p>9,90 €</p><form method=post action=/korb><button>In den Warenkorb</button></form>",
        )),
        ("POST", "/korb") => {
            session.in_cart = true;
            Some(see("/cart"))
        }
        _ => None,
    });
    gets_through_on(&till, Device::Mobile);
}

/// One script for all pages, told by a key of its own what to show, and cards that open a sheet.
#[test]
fn pages_are_told_apart_by_any_key_of_their_address() {
    let till = shop("en", |ask, session| {
        let route = ask.query.get("dispatch").map_or("", String::as_str);
        match (ask.method, ask.path, route) {
            ("GET", "/", "") => Some(body(
                "en",
                "Gear",
                "<p><a href='/?dispatch=products.view&id=1'>Band</a> £79.00</p><p><a href='/?dispatch=products.view&id=2'>Socks</a> £9.00</p><a href='/?dispatch=checkout.cart'>My cart</a>",
            )),
            ("GET", "/", "products.view") => Some(body(
                "en",
                "Band",
                "<h1>Band</h1><p>£79.00</p><form method=post action=/cart/add><button>Add to cart</button></form>",
            )),
            ("POST", "/cart/add", _) => {
                session.in_cart = true;
                Some(see("/?dispatch=checkout.cart"))
            }
            ("GET", "/", "checkout.cart") => Some(body(
                "en",
                "Cart",
                "<h1>Cart contents</h1><p>Band £79.00</p><a href=/checkout>Proceed to checkout</a>",
            )),
            _ => None,
        }
    });
    let journey = gets_through(&till);
    assert!(way(&journey).contains(&Goal::Cart), "the cart was known");
}

const FORM: &str = "<h1>お客様情報</h1><form method=post action=/form><table><tr><td>お名前<font color=red>※</font></td><td><input name=n></td></tr><tr><td>郵便番号<font color=red>※</font></td><td>〒<input name=z1 size=3>-<input name=z2 size=4></td></tr>
    <tr><td rowspan=2>ご住所<font color=red>※</font></td><td><input name=p><br><font size=1>都道府県・市区町村</font></td></tr><tr><td><input name=s><br><font size=1>番地・建物名</font></td></tr>
    <tr><td>お支払方法<font color=red>※</font></td><td><input type=radio name=pay value=1>代金引換 <input type=radio name=pay value=2>銀行振込</td></tr></table><input type=image src=/kakunin.gif alt='確認画面へ' width=120 height=30></form>";

/// What is asked in two boxes is typed in two, though neither says how long it is; lines without a
/// mark of their own go on with the row that has one.
#[test]
fn a_postcode_in_two_boxes_without_a_length() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("ja", "入力", FORM),
            ("POST", "/form") if session.get("z1").len() != 3 || !session.has("s") => {
                page("ja", "入力", FORM)
            }
            ("POST", "/form") => page(
                "ja",
                "ご注文内容の確認",
                "<h1>ご注文内容の確認</h1><p>合計 3,960円</p><form method=post action=/done><input type=image src=/order.gif alt='注文する' width=120 height=30></form>",
            ),
            ("POST", "/done") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!((till.said("z1").len(), till.said("z2").len()), (3, 4));
}

/// A form with the payment in it that the store sends back, saying why in red alone, is no end.
#[test]
fn a_payment_that_came_back_is_not_reached() {
    let till = Till::start("ja", |ask, _| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("ja", "入力", FORM),
            ("POST", "/form") => page(
                "ja",
                "入力",
                &format!("<font color=red>この地域にはお届けできません。</font>{FORM}"),
            ),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert!(
        matches!(&journey.ended, Ended::Stuck { reason, detail, .. } if reason == "form-refused" && detail.contains("お届けできません")),
        "{:?}",
        journey.ended
    );
}

/// A list of goods behind the cart, each with a button to buy it, is no last screen.
#[test]
fn buttons_to_buy_on_a_list_of_goods_end_nothing() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "en",
                "All teas",
                "<ul><li><a href=/t/1>Green tea</a> £8.00 <button type=button>Buy</button></li><li><a href=/t/2>Black tea</a> £9.00 <button type=button>Buy</button></li></ul>",
            ),
            ("POST", "/t/1") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert!(
        matches!(journey.ended, Ended::Stuck { .. }),
        "{:?}",
        journey.ended
    );
}

/// The address stands behind a button, and the button that orders beside it is awake already.
#[test]
fn an_address_is_added_before_anything_is_ordered() {
    let body = "<h1>Confirm</h1><h2>Delivery address</h2><p id=a>None yet</p><button type=button id=new>Add new address</button><p>Mug £24.90</p><p>Floor <input name=floor></p><p>Total £24.90</p><button type=button id=ok>Place order</button><div id=d></div>
        <script>document.getElementById('new').onclick=()=>{d.innerHTML='<form><p>Name <input name=n></p><p>Street <input name=street></p><p>City <input name=city></p><p>Postcode <input name=zip></p><button>Save</button></form>';d.firstChild.onsubmit=e=>{e.preventDefault();fetch('/address',{method:'POST',headers:{'Content-Type':'application/x-www-form-urlencoded'},body:new URLSearchParams(new FormData(e.target)).toString()}).then(()=>{d.innerHTML='';a.textContent='Saved'})}}</script>";
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Confirm", body),
            ("POST", "/address") => json(&serde_json::json!({})),
            ("POST", "/done") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert!(!till.said("street").is_empty(), "the address was sent");
    assert!(typed(&journey, "postal-code").is_some());
}

/// A visit is booked: a day that is open, a time, a number, and then who comes.
#[test]
fn a_day_a_time_and_a_number_are_chosen_before_booking() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => body("en", "Museum", "<h1>Museum</h1><p><a href=/tickets>Tickets</a> from £8.00</p>"),
            ("GET", "/tickets") => body(
                "en",
                "Tickets",
                "<style>.d,.t{display:inline-block;border:1px solid;padding:10px;cursor:pointer}.off{cursor:default}</style><h2>Choose a day</h2><div><span class=d>1</span> <span class=d>2</span> <span class=d>3</span></div><div id=s></div><div id=k hidden><p>Adult £15.00 <button type=button id=p>+</button> <b id=c>0</b></p><p id=e></p><button type=button id=g>Book now</button></div>
                 <script>let day,time,n=0;document.querySelectorAll('.d').forEach(x=>x.onclick=()=>{if(x.textContent==='1')return;day=x.textContent;s.innerHTML='<h2>Choose a time</h2><span class=t>10:00</span> <span class=t>12:00</span>';s.querySelectorAll('.t').forEach(y=>y.onclick=()=>{time=y.textContent;k.hidden=false})});
                 p.onclick=()=>{n++;c.textContent=n};g.onclick=()=>{if(!n){e.className='error';e.textContent='Choose at least one ticket';return}fetch('/hold',{method:'POST',headers:{'Content-Type':'application/json'},body:JSON.stringify({day,time,n})}).then(()=>location='/booking')}</script>",
            ),
            ("POST", "/hold") => json(&serde_json::json!({})),
            ("GET", "/booking") => body("en", "Booking", "<h2>Your details</h2><p>Total £15.00</p><form method=post action=/booking><p>First name <input name=f></p><p>Last name <input name=l></p><p>E-mail <input name=m></p><button>Continue to payment</button></form>"),
            ("POST", "/booking") => see("/payment"),
            ("GET", "/payment") => body("en", "Payment", "<h2>Payment</h2><form method=post action=/pay><label>Card number <input name=c1></label><label>Expiry <input name=c2 placeholder='MM/YY'></label><label>CVC <input name=c3></label><button>Pay now</button></form>"),
            ("POST", "/pay") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        (
            till.said("day").as_str(),
            till.said("time").as_str(),
            till.said("n").as_str()
        ),
        ("2", "10:00", "1")
    );
    assert!(did(&journey, "choose-option"));
}
