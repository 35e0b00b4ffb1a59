//! Putting a product into the cart: what must be chosen first, what the button
//! is made of, and what shows that it worked.

use super::front::{body, card, did, gets_through, gets_through_on, product, shop, way};
use super::till::{Till, bare, goals, json, page, see, walk};
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};

/// A store of one product, on its own page; `add` says what a request to add must carry.
fn one(
    lang: &'static str,
    name: &'static str,
    price: &'static str,
    form: &'static str,
    accepts: fn(&super::till::Session) -> bool,
) -> Till {
    shop(lang, move |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            lang,
            "Shop",
            &format!("<h1>Shop</h1><ul>{}</ul>", card("/product/1", name, price)),
        )),
        ("GET", "/product/1") => Some(product(lang, name, price, form)),
        ("POST", "/cart/add") if !accepts(session) => Some(page(
            lang,
            name,
            &format!(
                "<h1>{name}</h1><p class=price>{price}</p><p class=error role=alert>Please choose first.</p><form method=post action=/cart/add>{form}</form>"
            ),
        )),
        _ => None,
    })
}

#[test]
fn lists_and_radios_without_a_choice_are_chosen() {
    let till = one(
        "en",
        "Shirt",
        "£20.00",
        "<p><label>Size <select name=size required><option value=''>Choose an option</option><option value=s disabled>S</option><option value=m>M - sold out</option><option value=l>L</option></select></label></p>
         <fieldset><legend>Colour</legend><label><input type=radio name=colour value=red> Red</label><label><input type=radio name=colour value=blue> Blue</label></fieldset>
         <button>Add to basket</button>",
        |s| s.get("size") == "l" && s.has("colour"),
    );
    let journey = gets_through(&till);
    assert!(did(&journey, "choose-option"));
}

/// A fair sells from one page: each ticket with a picture, a quantity of none and a stepper.
#[test]
fn tickets_are_taken_from_a_page_that_asks_how_many_of_each() {
    let till = shop("en", |ask, session| {
        let row = |n: u32, name: &str, price: &str| {
            format!(
                "<article><a href=/media/{n}.png aria-label='Show full-size image of {name}'><img src=/media/{n}.png alt=''></a><h4 id=t{n}>{name}</h4><p>{price}</p>
                 <fieldset><legend>Quantity</legend><button type=button aria-label='- {name}: Decrease quantity'>-</button><input type=number name=item_{n} aria-labelledby=t{n} min=0 max=9 placeholder=0><button type=button aria-label='+ {name}: Increase quantity'>+</button></fieldset></article>"
            )
        };
        let front = |cart: &str| {
            page(
                "en",
                "Summer fair",
                &format!(
                    "<header><a href='/locale/set?locale=de'>Website auf Deutsch</a> <a href='/locale/set?locale=ja'>日本語のウェブサイト</a></header><main><h1>Summer fair</h1>{cart}<form method=post action=/cart/add>{}{}<button>Add to cart</button></form></main>",
                    row(1, "Adult", "€39.00"),
                    row(2, "Child", "€19.00")
                ),
            )
        };
        match (ask.method, ask.path) {
            ("GET", "/") if session.in_cart => Some(front(
                "<h2>Your cart</h2><p>Adult 1 × €39.00, total €39.00</p><a href=/checkout>Proceed with checkout</a>",
            )),
            ("GET", "/") => Some(front("")),
            ("GET", "/locale/set") => {
                session.nth("languages");
                Some(see("/"))
            }
            ("POST", "/cart/add") => {
                session.in_cart = session.get("item_1") == "1";
                Some(see("/"))
            }
            _ => None,
        }
    });
    let journey = gets_through(&till);
    assert!(did(&journey, "choose-option"));
    let languages = till.session.lock().unwrap().nth("languages");
    assert_eq!(languages, 1, "a language was chosen on the way");
}

#[test]
fn swatches_without_any_semantics_are_pressed() {
    let till = one(
        "en",
        "Scarf",
        "£20.00",
        "<input type=hidden name=colour id=c><input type=hidden name=size id=s><style>.sw span{display:inline-block;width:44px;height:44px;border:1px solid #888;margin:4px;cursor:pointer}.on{outline:3px solid}</style>
         <div class=sw><span title=Red data-c=red></span><span title=Blue data-c=blue></span></div><div class=sw><span data-s=S>S</span><span data-s=M>M</span></div>
         <button id=b disabled>Select options</button>
         <script>document.querySelectorAll('.sw span').forEach(e=>e.onclick=()=>{[...e.parentNode.children].forEach(x=>x.className='');e.className='on';if(e.dataset.c)c.value=e.dataset.c;if(e.dataset.s)s.value=e.dataset.s;if(c.value&&s.value){b.disabled=false;b.textContent='Add to bag'}})</script>",
        |s| s.has("colour") && s.has("size"),
    );
    gets_through(&till);
}

#[test]
fn a_swatch_group_with_aria_and_a_list_of_its_own_making() {
    let till = one(
        "nl",
        "Trui",
        "€ 20,00",
        "<input type=hidden name=colour id=c><input type=hidden name=size id=s>
         <div role=radiogroup aria-label=Kleur><div role=radio aria-checked=false tabindex=0 style='display:inline-block;padding:12px;border:1px solid' data-v=rood>Rood</div><div role=radio aria-checked=false tabindex=0 style='display:inline-block;padding:12px;border:1px solid' data-v=blauw>Blauw</div></div>
         <div role=combobox aria-expanded=false aria-controls=l aria-label=Maat tabindex=0 id=k style='width:200px;border:1px solid;padding:8px'>Kies een maat</div><ul role=listbox id=l hidden style='margin:0'><li role=option data-v=M style='padding:8px'>M</li><li role=option data-v=L style='padding:8px'>L</li></ul>
         <p><button>In winkelwagen</button></p>
         <script>document.querySelectorAll('[role=radio]').forEach(r=>r.onclick=()=>{document.querySelectorAll('[role=radio]').forEach(x=>x.setAttribute('aria-checked','false'));r.setAttribute('aria-checked','true');c.value=r.dataset.v});k.onclick=()=>{l.hidden=!l.hidden;k.setAttribute('aria-expanded',String(!l.hidden))};document.querySelectorAll('[role=option]').forEach(o=>o.onclick=()=>{s.value=o.dataset.v;k.textContent=o.textContent;l.hidden=true;k.setAttribute('aria-expanded','false')})</script>",
        |s| s.has("colour") && s.has("size"),
    );
    gets_through(&till);
}

#[test]
fn a_least_quantity_a_date_and_an_engraving_are_given() {
    let till = one(
        "de",
        "Torte",
        "39,00 €",
        "<p><label>Menge <input type=number name=quantity value=1 min=1 id=q></label></p><p><label>Wunschtermin <input type=date name=termin min=2031-05-01 required></label></p><p><label>Gravur (Pflichtfeld) <input type=text name=gravur maxlength=12 required></label></p><button>In den Warenkorb</button>",
        |s| {
            s.get("quantity").parse::<u32>().unwrap_or(0) >= 1
                && s.get("termin") >= "2031-05-01"
                && s.has("gravur")
        },
    );
    gets_through(&till);
}

#[test]
fn a_product_sold_only_by_the_dozen_is_added_by_the_dozen() {
    let till = shop("en", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            "en",
            "Shop",
            &format!(
                "<h1>Shop</h1><ul>{}</ul>",
                card("/product/1", "Eggs", "£0.40")
            ),
        )),
        ("GET", "/product/1") => Some(product(
            "en",
            "Eggs",
            "£0.40",
            "<label>Qty <input name=quantity value=1></label><button>Add to cart</button>",
        )),
        ("POST", "/cart/add") if session.get("quantity").parse::<u32>().unwrap_or(0) < 12 => {
            Some(product(
                "en",
                "Eggs",
                "£0.40",
                "<p class='alert alert-danger' role=alert>The minimum quantity for this product is 12.</p><label>Qty <input name=quantity value=1></label><button>Add to cart</button>",
            ))
        }
        _ => None,
    });
    gets_through(&till);
    assert_eq!(till.said("quantity"), "12");
}

/// A page that adds by a request of its own, and shows it in its own way.
fn by_request(
    lang: &'static str,
    header: &'static str,
    button: &'static str,
    then: &'static str,
) -> Till {
    shop(lang, move |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(see("/p/one")),
        ("GET", "/p/one") => Some(body(
            lang,
            "One",
            &format!(
                "<header style='padding:8px'><a href=/>Home</a> {header}</header><main style='padding:16px'><h1>One</h1><p>25,00 €</p>{button}</main><script>async function add(){{const r=await fetch('/api/cart/add',{{method:'POST',body:JSON.stringify({{sku:'one'}})}});const j=await r.json();{then}}}</script>"
            ),
        )),
        ("POST", "/api/cart/add") => {
            session.in_cart = true;
            let count = session.nth("adds");
            Some(super::till::late(
                150,
                json(&serde_json::json!({ "count": count })),
            ))
        }
        _ => None,
    })
}

#[test]
fn only_the_number_on_the_basket_changes() {
    let till = by_request(
        "en",
        "<a href=/cart aria-label=Basket>🛒 <span class=badge id=n>0</span></a>",
        "<button onclick=add() aria-label='Add to basket' style='width:60px;height:44px'><svg width=20 height=20><circle r=8 cx=10 cy=10 /></svg></button>",
        "n.textContent=j.count",
    );
    let journey = gets_through(&till);
    assert_eq!(way(&journey), [Goal::Home, Goal::Added, Goal::Cart]);
    assert_eq!(
        till.server
            .asked()
            .iter()
            .filter(|a| a.path == "/api/cart/add")
            .count(),
        1,
        "added once"
    );
}

#[test]
fn a_toast_that_passes_says_so() {
    let till = by_request(
        "fr",
        "<a href=/cart>Panier</a>",
        "<a href='javascript:add()' style='display:inline-block;padding:12px;background:#222;color:#fff'>Ajouter au panier</a><div id=t style='position:fixed;bottom:8px;left:8px;right:8px'></div>",
        "t.innerHTML='<div class=toast role=status style=\"background:#dfd;padding:12px\">Produit ajouté au panier</div>';setTimeout(()=>t.innerHTML='',2500)",
    );
    gets_through(&till);
    assert_eq!(
        till.server
            .asked()
            .iter()
            .filter(|a| a.path == "/api/cart/add")
            .count(),
        1,
        "added once"
    );
}

#[test]
fn a_drawer_slides_in_with_the_way_on() {
    let till = by_request(
        "en",
        "<button aria-label='Open cart' onclick=\"d.classList.add('open')\">Cart</button>",
        "<button onclick=add() style='padding:12px'>Add to cart</button>
         <style>#d{position:fixed;top:0;right:0;width:300px;height:100%;background:#fff;transform:translateX(100%);transition:transform .25s;visibility:hidden;box-shadow:0 0 9px}#d.open{transform:none;visibility:visible}</style>
         <aside id=d class=cart-drawer aria-label=Cart><h2>Your cart</h2><button aria-label=Close onclick=\"d.classList.remove('open')\">×</button><p id=l>Your cart is empty</p><a href=/checkout style='display:block;padding:12px;background:#000;color:#fff'>Checkout</a></aside>",
        "l.textContent='One × '+j.count;d.classList.add('open')",
    );
    let journey = gets_through(&till);
    assert_eq!(way(&journey), [Goal::Home, Goal::Added]);
}

#[test]
fn a_modal_asks_where_to_go() {
    let till = by_request(
        "es",
        "<a href=/cart>Carrito</a>",
        "<button onclick=add() style='padding:12px'>Añadir al carrito</button><dialog id=m><p>Producto añadido a tu carrito</p><button onclick=m.close()>Seguir comprando</button> <a href=/cart>Ver carrito</a></dialog>",
        "m.showModal()",
    );
    let journey = gets_through(&till);
    assert_eq!(way(&journey), [Goal::Home, Goal::Added, Goal::Cart]);
}

#[test]
fn a_bar_that_sticks_and_a_recommended_product_do_not_confuse() {
    let till = shop("it", |ask, session| {
        let added = ask.form.get("sku").cloned();
        match (ask.method, ask.path) {
            ("GET", "/") => Some(page("it", "Negozio", &format!("<h1>Negozio</h1><ul>{}</ul>", card("/prodotto/tazza", "Tazza", "24,90 €")))),
            ("GET", "/prodotto/tazza") => Some(page(
                "it",
                "Tazza",
                "<h1>Tazza</h1><p>24,90 €</p><section><h2>Spesso comprati insieme</h2><div><a href=/prodotto/piattino>Piattino</a> 9,90 € <form method=post action=/cart/add><input type=hidden name=sku value=piattino><button>Aggiungi al carrello</button></form></div><div><a href=/prodotto/cucchiaio>Cucchiaio</a> 4,90 € <form method=post action=/cart/add><input type=hidden name=sku value=cucchiaio><button>Aggiungi al carrello</button></form></div></section>
                 <form method=post action=/cart/add style='margin-top:500px'><input type=hidden name=sku value=tazza><button style='width:100%;padding:12px'>Aggiungi al carrello</button></form>
                 <div style='position:fixed;left:0;right:0;bottom:0;background:#fff;padding:8px;border-top:1px solid'>Tazza 24,90 € <form method=post action=/cart/add style='display:inline'><input type=hidden name=sku value=tazza><button>Aggiungi al carrello</button></form></div>",
            )),
            _ => {
                if let Some(sku) = added {
                    session.said.insert("first".into(), sku);
                }
                None
            }
        }
    });
    gets_through(&till);
    assert_eq!(till.said("first"), "tazza");
}

#[test]
fn a_page_with_offers_stands_between_product_and_cart() {
    let till = shop("de", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            "de",
            "Laden",
            &format!(
                "<h1>Laden</h1><ul>{}</ul>",
                card("/artikel/1", "Tasse", "24,90 €")
            ),
        )),
        ("GET", "/artikel/1") => Some(product(
            "de",
            "Tasse",
            "24,90 €",
            "<input type=submit value='In den Einkaufswagen'>",
        )),
        ("POST", "/cart/add") => {
            session.in_cart = true;
            Some(see("/passend-dazu"))
        }
        ("GET", "/passend-dazu") => Some(page(
            "de",
            "Passend dazu",
            "<h1>Der Artikel wurde in den Warenkorb gelegt</h1><h2>Kunden kauften auch</h2><div><a href=/artikel/2>Untertasse</a> 9,90 € <form method=post action=/cart/add><button>In den Warenkorb</button></form></div><p><a href=/>Weiter einkaufen</a> <a href=/cart>Zum Warenkorb</a></p>",
        )),
        _ => None,
    });
    gets_through(&till);
}

#[test]
fn buying_at_once_leads_straight_into_the_checkout() {
    let till = shop("en", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            "en",
            "Shop",
            &format!(
                "<h1>Shop</h1><ul>{}</ul>",
                card("/product/1", "Book", "£9.00")
            ),
        )),
        ("GET", "/product/1") => Some(page(
            "en",
            "Book",
            "<h1>Book</h1><p>£9.00</p><form method=post action=/buy><button>Buy now</button></form>",
        )),
        ("POST", "/buy") => {
            session.in_cart = true;
            Some(see("/checkout"))
        }
        _ => None,
    });
    let journey = gets_through(&till);
    assert!(!way(&journey).contains(&Goal::Cart));
}

#[test]
fn a_store_built_of_components_is_walked_like_any_other() {
    const APP: &str = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Shop</title><body><shop-app></shop-app><script>
      class P extends HTMLElement{connectedCallback(){const r=this.attachShadow({mode:'open'});r.innerHTML='<h2>'+this.getAttribute('name')+'</h2><p>£12.00</p><button part=add>Add to bag</button><p role=status></p>';r.querySelector('button').onclick=()=>fetch('/api/cart/add',{method:'POST'}).then(()=>{r.querySelector('[role=status]').innerHTML='Added to your bag. <a href=/cart>View bag</a>'})}}
      customElements.define('shop-product',P);
      customElements.define('shop-app',class extends HTMLElement{connectedCallback(){setTimeout(()=>{this.attachShadow({mode:'open'}).innerHTML='<shop-product name=\"Tea towel\"></shop-product>'},200)}})</script></html>";
    let till = shop("en", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(bare(APP)),
        ("POST", "/api/cart/add") => {
            session.in_cart = true;
            Some(json(&serde_json::json!({})))
        }
        _ => None,
    });
    gets_through_on(&till, Device::Desktop);
}

#[test]
fn a_store_where_everything_is_sold_out_says_so() {
    let till = shop("en", |ask, _| match ask.path {
        "/" => Some(page(
            "en",
            "Shop",
            &format!(
                "<h1>Shop</h1><ul>{}{}</ul>",
                card("/product/1", "Cup", "£9.00"),
                card("/product/2", "Bowl", "£19.00")
            ),
        )),
        "/product/1" | "/product/2" => Some(page(
            "en",
            "Thing",
            "<h1>Thing</h1><p>£9.00</p><p>Sold out</p><button disabled>Add to basket</button>",
        )),
        _ => None,
    });
    let journey = super::front::walk_with(
        &till,
        Device::Mobile,
        cartwalk::model::plan::Consent::Reject,
    );
    let Ended::Stuck { reason, .. } = &journey.ended else {
        panic!("{:?}", journey.ended)
    };
    assert_eq!(reason, "sold-out");
}

#[test]
fn a_button_far_down_a_page_wider_than_the_phone_is_hit() {
    let till = one(
        "en",
        "Shirt",
        "£20.00",
        "<meta name=viewport content='width=device-width, initial-scale=1'><style>.strip{width:736px;height:40px;background:#eee}.menu{height:1200px}.notice{position:sticky;top:0;height:36vh;background:#cde}</style>
         <div class=notice>Autumn</div><div class=menu>Menu</div><div class=strip>Size guide</div><button style='display:block;width:720px;height:48px'>Add to basket</button><div class=menu>More</div>",
        |_| true,
    );
    gets_through(&till);
}

const SHEET: &str = "<style>.sheet{position:fixed;left:0;right:0;bottom:0;background:#fff;padding:14px;z-index:4}.bar{position:fixed;left:0;right:0;bottom:0}.k{cursor:pointer;display:inline-block;border:1px solid;padding:10px}[hidden]{display:none}</style>";

#[test]
fn a_sheet_of_choices_that_came_up_is_ended_by_its_own_button() {
    let till = Till::start("zh", |ask, _| {
        ask.gets("/").then(|| {
            bare(&format!("<!doctype html><html lang=zh><title>明前龙井</title>{SHEET}<h1>明前龙井</h1><p>￥118.00</p><div class=bar><span class=k onclick=\"s.hidden=false\">加入购物车</span></div>
                 <div class=sheet id=s hidden><div>规格</div><span class='k v' onclick='p(this)'>50g</span><span class='k v' onclick='p(this)'>100g</span><br><span class=k onclick='go()'>确定</span></div>
                 <script>var v;function p(e){{v=e;e.style.color='red'}}function go(){{if(v)fetch('/cart/add',{{method:'POST'}}).then(()=>location='/cart')}}</script>"))
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert!(
        goals(&journey).contains(&Goal::Checkout)
            || journey.steps.iter().any(|s| s.goal == Goal::Cart),
        "{:?}",
        goals(&journey)
    );
    assert!(till.session.lock().unwrap().orders == 0);
}

#[test]
fn a_layer_of_extras_is_gone_through_before_the_cart_is_looked_for() {
    let till = Till::start("en", |ask, _| {
        ask.gets("/").then(|| {
            bare(&format!("<!doctype html><html lang=en><title>Desk</title>{SHEET}<style>.modal{{position:fixed;inset:0;background:#0008;z-index:9}}.modal>div{{background:#fff;margin:40px;padding:12px}}</style><header><a href=/cart>Cart</a></header><h1>Desk</h1><p>£750.00</p><button onclick='m.hidden=false'>Add to cart</button>
                 <div class=modal id=m hidden><div><h4>Configure your product</h4><p>Monitor stand £39.00 <button>Add</button></p><button onclick='go()'>Proceed to Checkout</button></div></div>
                 <script>function go(){{fetch('/cart/add',{{method:'POST'}}).then(()=>location='/cart')}}</script>"))
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert!(
        journey
            .steps
            .iter()
            .any(|s| s.goal == Goal::Cart && s.problem.is_none()),
        "{:?}",
        goals(&journey)
    );
}
