//! Finding something to buy: every way in which a store hides its products.

use super::front::{body, card, gets_through, gets_through_on, product, shop, way};
use super::till::{Ask, Till, bare, json, page, see, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;

const WAY: [Goal; 4] = [Goal::Home, Goal::Listing, Goal::Product, Goal::Cart];

fn mug(ask: &Ask<'_>) -> Option<Answer> {
    (ask.path == "/item/mug")
        .then(|| product("en", "Mug", "£24.90", "<button>Add to basket</button>"))
}

#[test]
fn a_home_that_redirects_and_a_list_that_a_script_builds() {
    let till = shop("de", |ask, _| match ask.path {
        "/" => Some(see("/de/")),
        "/de/" => Some(page(
            "de",
            "Willkommen",
            "<nav><a href=/de/kategorie/tassen>Tassen</a> <a href=/de/kontakt>Kontakt</a> <a href=/de/agb>AGB</a></nav><h1>Willkommen</h1><p>Handgemachtes Geschirr.</p>",
        )),
        "/de/kategorie/tassen" => Some(body(
            "de",
            "Tassen",
            "<div id=app></div><script>setTimeout(()=>fetch('/api/tassen').then(r=>r.json()).then(l=>{app.innerHTML='<h1>Tassen</h1>'+l.map(p=>`<div style='padding:8px'><a href='${p.u}'>${p.n}</a><div>${p.p}</div></div>`).join('')}),400)</script>",
        )),
        "/api/tassen" => Some(super::till::late(
            500,
            json(
                &serde_json::json!([{"u": "/de/artikel/tasse-1", "n": "Tasse rot", "p": "24,90 €"}, {"u": "/de/artikel/tasse-2", "n": "Tasse blau", "p": "19,90 €"}]),
            ),
        )),
        "/de/artikel/tasse-1" => Some(product(
            "de",
            "Tasse rot",
            "24,90 €",
            "<button>In den Warenkorb</button>",
        )),
        _ => None,
    });
    let journey = gets_through(&till);
    assert_eq!(way(&journey), WAY);
    assert_eq!(till.said("sku"), "Tasse rot");
}

#[test]
fn a_list_that_fills_only_when_it_is_scrolled() {
    let till = shop("en", |ask, _| {
        match ask.path {
        "/" => Some(page("en", "Shop", "<nav><a href=/collections/all>Shop all</a></nav><h1>Welcome</h1>")),
        "/collections/all" => Some(page(
            "en",
            "All",
            &format!(
                "<h1>All</h1><div style='height:1500px;background:#fafafa'>A story about our pottery.</div><ul id=list></ul><div id=end style='height:20px'></div>
                 <script>new IntersectionObserver((e,o)=>{{if(e[0].isIntersecting){{o.disconnect();setTimeout(()=>{{list.innerHTML=`{}`}},300)}}}}).observe(end)</script>",
                card("/item/mug", "Mug", "£24.90") + &card("/item/bowl", "Bowl", "£14.90")
            ),
        )),
        _ => mug(ask),
    }
    });
    gets_through(&till);
    assert_eq!(till.said("sku"), "Mug");
}

/// A menu whose links are shown only over it, and need a press on a phone.
fn menu_shop(menu: &'static str) -> super::till::Till {
    shop("fr", move |ask, _| match ask.path {
        "/" => Some(page(
            "fr",
            "Accueil",
            &format!(
                "{menu}<h1>Bienvenue</h1><p>Notre vaisselle est faite à la main.</p><a href=/a-propos>À propos</a>"
            ),
        )),
        "/tasses" => Some(page(
            "fr",
            "Tasses",
            &format!(
                "<h1>Tasses</h1><ul>{}{}</ul>",
                card("/tasses/tasse-bleue.html", "Tasse bleue", "24,90 €"),
                card("/tasses/tasse-rouge.html", "Tasse rouge", "19,90 €")
            ),
        )),
        "/tasses/tasse-bleue.html" => Some(product(
            "fr",
            "Tasse bleue",
            "24,90 €",
            "<button>Ajouter au panier</button>",
        )),
        _ => None,
    })
}

#[test]
fn a_menu_that_opens_under_the_pointer() {
    let till = menu_shop(
        "<style>.sub{display:none}.top:hover .sub{display:block}</style><nav><ul><li class=top><span>Vaisselle</span><ul class=sub><li><a href=/tasses>Tasses</a></li></ul></li></ul></nav>",
    );
    assert_eq!(way(&gets_through_on(&till, Device::Desktop)), WAY);
}

#[test]
fn a_menu_whose_links_only_exist_once_it_was_pressed() {
    let till = menu_shop(
        "<header><button aria-expanded=false aria-controls=m aria-label=Menu onclick=\"m.innerHTML='<a href=/tasses>Tasses</a><br><a href=/contact>Contact</a>';this.setAttribute('aria-expanded','true')\">☰</button></header><nav id=m></nav>",
    );
    assert_eq!(way(&gets_through(&till)), WAY);
}

#[test]
fn products_that_only_a_search_finds() {
    let till = shop("en", |ask, _| match ask.path {
        "/" => Some(page(
            "en",
            "Parts",
            "<h1>Spare parts for mugs</h1><p>Type what you need into the search above.</p>",
        )),
        "/search"
            if ask.query.get("q").is_some_and(|q| {
                "spare parts for mugs"
                    .split(' ')
                    .any(|w| q.to_lowercase().contains(w))
            }) =>
        {
            Some(page(
                "en",
                "Search",
                &format!(
                    "<h1>Results</h1><ul>{}{}</ul>",
                    card("/item/mug", "Mug", "£24.90"),
                    card("/item/cup", "Cup", "£4.90")
                ),
            ))
        }
        "/search" => Some(page(
            "en",
            "Search",
            "<h1>Results</h1><p>No products found.</p>",
        )),
        _ => mug(ask),
    });
    gets_through(&till);
    assert_eq!(till.said("sku"), "Mug");
}

#[test]
fn a_search_that_goes_straight_to_its_only_hit() {
    let till = shop("en", |ask, _| match ask.path {
        "/" => Some(body(
            "en",
            "Mugs",
            "<h1>The mug archive</h1><form action=/find><input type=search name=q placeholder='What are you looking for?'><button aria-label=Search>🔍</button></form>",
        )),
        "/find" => Some(see("/item/mug")),
        _ => mug(ask),
    });
    gets_through(&till);
    assert_eq!(till.said("sku"), "Mug");
}

#[test]
fn a_product_that_is_only_sold_as_its_variants() {
    let till = shop("en", |ask, _| match ask.path {
        "/" => Some(page(
            "en",
            "Shop",
            &format!(
                "<h1>Welcome</h1><ul>{}</ul>",
                card("/catalogue/shirt_1/", "Shirt", "From £10.00")
            ),
        )),
        "/catalogue/shirt_1/" => Some(page(
            "en",
            "Shirt",
            "<h1>Shirt</h1><p>Cotton.</p><table><tr><th>Size</th><th>Price</th><th></th></tr><tr><td>S</td><td>£10.00</td><td><a href=/catalogue/shirt-s_2/>View</a></td></tr><tr><td>L</td><td>£12.00</td><td><a href=/catalogue/shirt-l_3/>View</a></td></tr></table>",
        )),
        "/catalogue/shirt-s_2/" => Some(product(
            "en",
            "Shirt S",
            "£10.00",
            "<p>Out of stock</p><button disabled>Add to basket</button>",
        )),
        "/catalogue/shirt-l_3/" => Some(product(
            "en",
            "Shirt L",
            "£12.00",
            "<button>Add to basket</button>",
        )),
        _ => None,
    });
    gets_through(&till);
    assert_eq!(till.said("sku"), "Shirt L");
}

#[test]
fn sold_out_products_are_passed_by() {
    let till = shop("ja", |ask, _| match ask.path {
        "/" => Some(page(
            "ja",
            "器の店",
            "<nav><a href=/products/list?category_id=1>湯呑み</a> <a href=/guide>ご利用ガイド</a> <a href=/law>特定商取引法に基づく表記</a></nav><h1>器の店</h1>",
        )),
        "/products/list" => Some(page(
            "ja",
            "湯呑み",
            &format!(
                "<h1>湯呑み</h1><ul>{}{}</ul>",
                card("/products/detail/1", "白い湯呑み", "3,300円（税込）"),
                card("/products/detail/2", "青い湯呑み", "2,200円（税込）")
            ),
        )),
        "/products/detail/1" => Some(page(
            "ja",
            "白い湯呑み",
            "<h1>白い湯呑み</h1><p>3,300円（税込）</p><form><button type=button disabled>ただいま品切れ中です。</button></form>",
        )),
        "/products/detail/2" => Some(product(
            "ja",
            "青い湯呑み",
            "2,200円（税込）",
            "<input type=image alt='カートに入れる' src=/cart.gif width=180 height=40>",
        )),
        _ => None,
    });
    let journey = gets_through(&till);
    assert_eq!(way(&journey), WAY);
    assert_eq!(till.said("sku"), "青い湯呑み");
}

#[test]
fn cards_that_a_script_opens_lead_to_products() {
    let till = Till::start("en", |ask, _| match ask.path {
        "/" => Some(bare(
            "<!doctype html><html lang=en><title>Lumen</title><style>.c{display:inline-block;width:150px;height:130px;cursor:pointer}</style><div class=c onclick=\"location='/x1'\"><div>Lamp 1</div><div>£14.00</div></div><div class=c onclick=\"location='/x2'\"><div>Lamp 2</div><div>£15.00</div></div>",
        )),
        "/x1" | "/x2" => Some(page(
            "en",
            "Lamp",
            "<h1>Lamp</h1><p class=price>£14.00</p><form method=post action=/cart/add><button>Add to cart</button></form>",
        )),
        _ => None,
    });
    assert_gets_to_the_cart(&till);
}

#[test]
fn a_picture_of_details_beside_a_price_and_one_of_a_basket_lead_into_the_cart() {
    let till = Till::start("ja", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(bare(
            "<html lang=ja><title>雑貨</title><table><tr><td>エプロン</td><td>2,180円</td><td><a href=/item.cgi?id=1><img width=160 height=36 alt='商品の詳細を見る'></a></td></tr><tr><td>手ぬぐい</td><td>980円</td><td><a href=/item.cgi?id=2><img width=160 height=36 alt='商品の詳細を見る'></a></td></tr></table>",
        )),
        ("GET", "/item.cgi") => Some(bare(
            "<html lang=ja><title>エプロン</title><b>エプロン</b><br>2,180円<form method=post action=/in.cgi>数量<input name=kazu value=1 size=3>個<br><input type=image width=160 height=36 alt='買い物かごへ'></form>",
        )),
        ("POST", "/in.cgi") => {
            session.in_cart = true;
            Some(see("/cart"))
        }
        _ => None,
    });
    assert_gets_to_the_cart(&till);
}

fn assert_gets_to_the_cart(till: &Till) {
    let journey = walk(till, Device::Mobile);
    assert!(
        journey.steps.iter().any(|s| s.goal == Goal::Cart),
        "{:?}",
        journey.ended
    );
}
