//! Uncommon ways to sell: framesets with an order form in place of a cart, a "+" in a list in place of a
//! page and a button, a postcode before anything is sold, an address that is only found by a search, and
//! choices that are only drawn.

use super::front::{body, did, gets_through, gets_through_on, shop};
use super::till::{Till, bare, json, page, reached, see, typed, walk};
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Goal, Step};

/// The address of such a store never changes, and its order form asks how many of each thing.
#[test]
fn a_frameset_is_left_and_an_order_form_is_filled_in_place_of_a_cart() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => bare(
                "<html><meta charset=utf-8><title>山里屋</title><frameset cols='120,*'><frame src=/menu.html><frame src=/top.html></frameset></html>",
            ),
            ("GET", "/menu.html") => body("ja", "目次", "<a href=/top.html target=main>トップ</a>"),
            ("GET", "/top.html") => body(
                "ja",
                "山里屋",
                "<p>手造りみそ 1kg 1,200円</p><p>讃岐うどん 2,400円</p><p><a href=/form.html>ご注文フォーム</a></p>",
            ),
            ("GET", "/form.html") => body(
                "ja",
                "ご注文フォーム",
                "<h1>ご注文フォーム</h1><form method=post action=/kakunin><table><tr><td>手造りみそ 1kg<td>1,200円<td>数量 <input name=kosu1 value=0 size=3><tr><td>讃岐うどん<td>2,400円<td>数量 <input name=kosu2 value=0 size=3></table><table><tr><td>お名前<td><input name=namae><tr><td>郵便番号<td><input name=yubin><tr><td>ご住所<td><input name=jusho><tr><td>電話番号<td><input name=denwa><tr><td>メール<td><input name=mail></table><input type=submit value=確認画面へ></form>",
            ),
            ("POST", "/kakunin") if session.get("kosu1") == "1" && session.has("jusho") => body(
                "ja",
                "ご注文内容の確認",
                "<h1>ご注文内容の確認</h1><p>手造りみそ 1 合計 1,200円</p><form method=post action=/soshin><input type=submit value=注文する></form>",
            ),
            ("POST", "/kakunin") => body("ja", "エラー", "<p>数量とご住所を入力してください。</p>"),
            ("POST", "/soshin") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.orders(), 0);
    assert_eq!(till.said("kosu2"), "0");
    // Inside the frameset every step would have its address.
    let form = |step: &Step| step.url.ends_with("/form.html");
    assert!(journey.steps.iter().any(form), "the frameset was left");
}

/// Nothing has a page of its own; the number beside the "+" tells whether it was taken.
#[test]
fn one_is_taken_by_the_plus_of_a_list() {
    let till = shop("fr", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => {
                let row = |name: &str, price: &str| {
                    format!(
                        "<div class=ligne style='padding:12px'>{name} <small>{price}</small> <span class=moins style='cursor:pointer;padding:8px'>−</span><b class=n>0</b><span class=plus style='cursor:pointer;padding:8px'>+</span></div>"
                    )
                };
                body(
                    "fr",
                    "Épicerie",
                    &format!(
                        "<h1>Composez votre panier</h1><a href=/cart>Voir le panier</a>{}{}<script>document.querySelectorAll('.ligne').forEach(l=>l.querySelector('.plus').onclick=()=>fetch('/q',{{method:'POST'}}).then(()=>{{const n=l.querySelector('.n');n.textContent=+n.textContent+1}}))</script>",
                        row("Miel de lavande", "9,50 €"),
                        row("Confiture de figues", "6,20 €")
                    ),
                )
            }
            ("POST", "/q") => {
                session.in_cart = true;
                json(&serde_json::json!({}))
            }
            _ => return None,
        })
    });
    gets_through(&till);
}

/// The button to buy comes up only once the store knows where to.
#[test]
fn a_postcode_is_given_where_nothing_is_sold_before() {
    let till = shop("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => body(
                "en",
                "Flowers",
                "<h1>Flowers</h1><a href=/p/tulips>Tulips</a> <span>£24.00</span>",
            ),
            ("GET", "/p/tulips") => {
                let sells = if session.has("where") {
                    "<form method=post action=/cart/add><button>Add to basket</button></form>"
                } else {
                    "<p>Where are we delivering?</p><form method=post action=/where><input name=where placeholder=Postcode><button>Check</button></form>"
                };
                page(
                    "en",
                    "Tulips",
                    &format!("<h1>Tulips</h1><p class=price>£24.00</p>{sells}"),
                )
            }
            ("POST", "/where") => see("/p/tulips"),
            _ => return None,
        })
    });
    let journey = gets_through_on(&till, Device::Desktop);
    assert!(did(&journey, "confirm-region"), "the postcode was given");
}

/// The fields of the address are locked; a layer finds streets and puts one in.
#[test]
fn an_address_that_nobody_can_type_is_searched_for() {
    let till = Till::start("ko", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => body("ko", "주문서", CHECKOUT_WITH_A_SEARCH),
            ("POST", "/order") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert!(did(&journey, "look-up-address"));
    let held = |look: &cartwalk::model::look::Look| {
        look.fields
            .iter()
            .any(|f| f.name == "addr1" && f.value.contains("세종대로"))
    };
    let last = journey.steps.last().unwrap();
    assert!(held(last.settled()), "the street that was found is in");
    assert_eq!(till.orders(), 0);
}

const CHECKOUT_WITH_A_SEARCH: &str = "<h1>주문서 작성</h1><form method=post action=/order>
<p><label>받으실 분 <input name=rcv required></label></p><p><label>휴대폰 <input name=hp required></label></p><p><label>이메일 <input name=mail required></label></p>
<p><label>우편번호 <input name=zip readonly size=6></label> <button type=button onclick=\"box.hidden=false\">주소찾기</button></p><p><label>주소 <input name=addr1 readonly></label></p><p><label>상세주소 <input name=addr2></label></p>
<p>총 결제금액 24,000원</p><button>결제하기</button></form>
<div id=box hidden style='position:fixed;top:60px;left:20px;right:20px;background:#fff;border:1px solid;padding:12px'><input id=q placeholder='도로명, 건물명 검색'> <button type=button onclick='find()'>검색</button><ul id=found></ul><a href='javascript:void(0)' onclick='box.hidden=true'>닫기</a></div>
<script>function find(){found.innerHTML=q.value?'<li><a href=\"javascript:void(0)\" onclick=\"take()\">04524 서울특별시 중구 세종대로 110</a></li>':''}
function take(){document.querySelector('[name=zip]').value='04524';document.querySelector('[name=addr1]').value='서울특별시 중구 세종대로 110';box.hidden=true}</script>";

/// Neither the times nor the box for the terms are fields; the last button sleeps until both are pressed.
#[test]
fn times_and_terms_that_are_only_drawn_are_chosen() {
    let till = Till::start("de", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => body("de", "Kasse", CHECKOUT_OF_DRAWN_CHOICES),
            ("POST", "/order") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        typed(&journey, "x-delivery-time")
            .as_deref()
            .map(str::trim)
            .map(str::is_empty),
        Some(false)
    );
    let last = journey.steps.last().unwrap().settled();
    let order = last.controls.iter().find(|c| c.name.contains("bestellen"));
    assert!(order.is_some_and(|c| c.enabled), "the last button woke up");
    assert_eq!(till.orders(), 0);
}

const CHECKOUT_OF_DRAWN_CHOICES: &str = "<style>.zeit{display:inline-block;border:1px solid;padding:10px;margin:4px;cursor:pointer}.zeit.an{background:#cfc}.agb{display:flex;gap:8px;cursor:pointer}.agb i{width:18px;height:18px;border:1px solid;display:block}.agb.an i{background:#080}</style>
<h1>Kasse</h1><p><label>E-Mail <input name=mail required></label></p><p><label>Vorname <input name=vor required></label></p><p><label>Nachname <input name=nach required></label></p><p><label>Straße und Hausnummer <input name=str required></label></p><p><label>PLZ <input name=plz required></label></p><p><label>Ort <input name=ort required></label></p>
<h2>Lieferzeit</h2><div id=zeiten><span class=zeit>08:00–10:00</span><span class=zeit>10:00–12:00</span><span class=zeit>12:00–14:00</span></div>
<div class=agb><i></i><span>Ich akzeptiere die <a href=/agb>AGB</a></span></div><p>Gesamtsumme 24,90 €</p><button id=los disabled onclick=\"fetch('/order',{method:'POST'})\">Zahlungspflichtig bestellen</button>
<script>const agb=document.querySelector('.agb');const wach=()=>{los.disabled=!(document.querySelector('.zeit.an')&&agb.classList.contains('an')&&[...document.querySelectorAll('input')].every(i=>i.value))};
document.querySelectorAll('.zeit').forEach(z=>z.onclick=()=>{document.querySelectorAll('.zeit').forEach(o=>o.classList.remove('an'));z.classList.add('an');wach()});
agb.onclick=e=>{if(e.target.tagName!=='A')agb.classList.toggle('an');wach()};document.addEventListener('input',wach)</script>";
