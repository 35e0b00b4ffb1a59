//! Addresses that are looked up, lists with mirrors, dates to choose, a checkout in a frame.

use super::forms::review;
use super::till::{Till, bare, goals, json, late, page, reached, see, walk};
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;
use serde_json::json;

#[test]
fn an_address_that_only_a_look_up_gives_is_looked_up() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "en",
                "Delivery",
                "<h1>Delivery address</h1><form method=post action=/checkout><label>E-mail <input name=email type=email required></label><label>Full name <input name=name required></label><label>Postcode <input name=lookup required></label><button type=button onclick=\"fetch('/find?p='+this.form.lookup.value).then(r=>r.json()).then(a=>{found.innerHTML='<label>Select your address <select name=picked onchange=fill(this.value)><option value=>Please select</option>'+a.map(x=>'<option>'+x+'</option>').join('')+'</select></label>'})\">Find address</button><div id=found></div><div id=lines hidden><label>Address line 1 <input name=address1></label><label>Town <input name=city></label><label>Postcode <input name=postcode></label></div><button>Continue</button></form><script>function fill(v){const[a,c,p]=v.split(', ');const f=document.forms[1];f.address1.value=a;f.city.value=c;f.postcode.value=p;lines.hidden=false}</script>",
            ),
            ("GET", "/find") => late(
                200,
                json(&json!([
                    "1 Example Street, London, SW1A 1AA",
                    "2 Example Street, London, SW1A 1AA"
                ])),
            ),
            ("POST", "/checkout") => {
                if session.has("address1") {
                    see("/review")
                } else {
                    page(
                        "en",
                        "Delivery",
                        "<h1>Delivery address</h1><p class=error role=alert>Please look your address up.</p><a href=/checkout>Back</a>",
                    )
                }
            }
            ("GET", "/review") => review(
                "en",
                session,
                "Review your order",
                "Total £24.90",
                "<button>Place order</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert!(
        journey
            .steps
            .iter()
            .flat_map(|s| &s.acts)
            .any(|a| a.kind == "look-up-address"),
        "it is in the evidence"
    );
}

#[test]
fn an_address_that_comes_by_itself_after_the_postcode_is_kept() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "ja",
                "お届け先",
                "<h1>お届け先の入力</h1><form method=post action=/checkout><p><label>お名前（必須）<input name=name required></label></p><p><label>メールアドレス（必須）<input name=email type=email required></label></p><p><label>電話番号（必須）<input name=tel type=tel required></label></p><p><label>郵便番号（必須）<input name=postcode required inputmode=numeric oninput=\"const d=this.value.replace(/\\D/g,'');if(d.length===7)fetch('/zip?'+d).then(r=>r.text()).then(t=>{const[a,b,c]=t.split(',');const f=this.form;f.pref.value=a;f.city.value=b;f.address1.value=c})\"></label></p><p><label>都道府県（必須）<select name=pref required><option value=''>選択<option>北海道<option>東京都</select></label></p><p><label>市区町村（必須）<input name=city required></label></p><p><label>番地（必須）<input name=address1 required></label></p><button>確認画面へ進む</button></form>",
            ),
            ("GET", "/zip") => late(400, bare("東京都,千代田区,千代田")),
            ("POST", "/checkout") => see("/kakunin"),
            ("GET", "/kakunin") => review(
                "ja",
                session,
                "ご注文内容の確認",
                "合計 3,300円",
                "<button>注文を確定する</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        (till.said("pref").as_str(), till.said("city").as_str()),
        ("東京都", "千代田区")
    );
    assert!(till.said("address1").contains("千代田"));
}

#[test]
fn mirrors_behind_lists_of_boxes_are_no_fields() {
    let list = |name: &str, label: &str, options: &[&str]| {
        let rows: String = options
            .iter()
            .map(|o| format!("<div role=option style='padding:5px' data-v='{o}'>{o}</div>"))
            .collect();
        format!(
            "<div class=f><span id=l-{name}>{label} *</span><button type=button role=combobox aria-labelledby='l-{name}' aria-expanded=false aria-controls=x-{name} data-placeholder onclick=\"const b=this,l=document.getElementById('x-{name}');l.hidden=!l.hidden;b.setAttribute('aria-expanded',String(!l.hidden))\">Seleccione</button><select name={name} aria-hidden=true tabindex=-1 required style='position:absolute;width:1px;height:1px;opacity:0;overflow:hidden'><option value=''></option>{}</select><div role=listbox id=x-{name} hidden onclick=\"const o=event.target.closest('[role=option]');if(!o)return;const f=this.parentElement;f.querySelector('select').value=o.dataset.v;f.querySelector('button').textContent=o.dataset.v;this.hidden=true;f.querySelector('button').setAttribute('aria-expanded','false')\">{rows}</div></div>",
            options
                .iter()
                .map(|o| format!("<option>{o}</option>"))
                .collect::<String>()
        )
    };
    let form = format!(
        "<h1>Dirección de envío</h1><form method=post action=/checkout novalidate><label>Correo electrónico * <input name=email type=email required></label><label>Nombre * <input name=first_name required></label><label>Apellidos * <input name=last_name required></label>{}{}<label>Dirección * <input name=address1 required></label><label>Código postal * <input name=postcode required></label><label>Ciudad * <input name=city required></label><label>Teléfono * <input name=phone type=tel required></label><button>Continuar</button></form>",
        list("country", "País", &["Alemania", "España", "Francia"]),
        list("province", "Provincia", &["Barcelona", "Madrid", "Sevilla"])
    );
    let till = Till::start("es", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("es", "Envío", &form),
            ("POST", "/checkout") => {
                if session.has("country") && session.has("province") {
                    see("/entrega")
                } else {
                    page("es", "Envío", &form)
                }
            }
            ("GET", "/entrega") => page(
                "es",
                "Fecha de entrega",
                "<h1>Entrega</h1><form method=post action=/entrega><label>Fecha de entrega * <input type=date name=date min=2030-01-10 required></label><label>Franja horaria * <select name=slot required><option value=''>Elija una franja<option>09:00 - 12:00<option>12:00 - 15:00</select></label><button>Continuar</button></form>",
            ),
            ("POST", "/entrega") => {
                if session.has("date") && session.has("slot") {
                    see("/resumen")
                } else {
                    see("/entrega")
                }
            }
            ("GET", "/resumen") => review(
                "es",
                session,
                "Revisa tu pedido",
                "Total 24,90 €",
                "<button>Confirmar pedido</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("country"), "España");
    assert!(till.said("date").as_str() >= "2030-01-10");
    let address = journey
        .steps
        .iter()
        .find(|s| s.goal == Goal::Address)
        .unwrap();
    assert!(
        !address
            .look
            .fields
            .iter()
            .any(|f| f.visible && f.tag == "select"),
        "a mirror is not shown"
    );
}

#[test]
fn a_checkout_that_lives_in_a_frame_is_walked_there() {
    let till = Till::start("it", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "it",
                "Cassa",
                "<h1>Cassa</h1><iframe src=/inner title='Dati di spedizione' width=380 height=620 style='border:0'></iframe>",
            ),
            ("GET", "/inner") => bare(
                "<!doctype html><html lang=it><meta charset=utf-8><h2>Indirizzo di spedizione</h2><form method=post action=/inner><p><label>E-mail* <input name=email type=email required></label></p><p><label>Nome* <input name=first_name required></label></p><p><label>Cognome* <input name=last_name required></label></p><p><label>Indirizzo* <input name=address1 required></label></p><p><label>CAP* <input name=postcode required></label></p><p><label>Città* <input name=city required></label></p><button>Continua</button></form>",
            ),
            ("POST", "/inner") => bare(&format!(
                "<!doctype html><html lang=it><meta charset=utf-8><h2>Riepilogo ordine</h2><p>{} {}<br>{}<br>{}</p><p>Totale 24,90 €</p><form method=post action=/fine><button>Ordina e paga</button></form>",
                session.get("first_name"),
                session.get("last_name"),
                session.get("address1"),
                session.get("city")
            )),
            ("POST", "/fine") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(goals(&journey).last(), Some(&Goal::Review));
    assert!(till.said("email").contains('@'));
}

/// One page as guests meet it: the address is searched in a window of the browser and stands in locked
/// fields, the state is chosen from a list that is only drawn, a password is for looking the order up,
/// and the order button sleeps until the store knows all of it.
const WINDOW_FORM: &str = "<h1>Order as a guest</h1><form id=of onsubmit='return false'><table>
 <tr><th>Name *</th><td><input name=name></td></tr><tr><th>E-mail *</th><td><input name=email></td></tr><tr><th>Phone *</th><td><input name=tel></td></tr>
 <tr><th>Order password *</th><td><input type=password name=look><br><small>To look up your order</small></td></tr>
 <tr><th>Postcode *</th><td><input name=zip readonly size=6> <a href='#none' onclick=\"window.open('/find','find','width=400')\">Find postcode</a></td></tr>
 <tr><th>Address *</th><td><input name=address readonly></td></tr></table>
 <div id=box style='cursor:pointer;border:1px solid;width:200px'><b>Select county</b><ul hidden><li>Kent</li><li>Surrey</li></ul></div>
 <button type=button id=pay disabled style='margin:20px'>Place order</button></form>
 <script>const f=document.getElementById('of');let county='';
 box.onclick=e=>{const ul=box.querySelector('ul');if(e.target.tagName==='LI'){county=e.target.textContent;box.querySelector('b').textContent=county;ul.hidden=true}else ul.hidden=!ul.hidden;wake()};
 const wake=()=>{pay.disabled=!(county&&f.look.value&&f.zip.value&&f.name.value)};
 f.addEventListener('change',wake);window.wake=wake;
 pay.onclick=()=>fetch('/checkout/finish-it',{method:'POST'})</script>";

#[test]
fn an_address_is_searched_in_a_window_and_a_drawn_list_is_chosen_from() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", WINDOW_FORM),
            ("GET", "/find") => bare(
                &("<form><input name=q placeholder='Street or building'> <input type=submit value=Search></form>".to_owned()
                    + if ask.query.contains_key("q") {
                        "<ul><li><a href='#none' onclick=\"const d=opener.document.getElementById('of');d.zip.value='SW1A 1AA';d.address.value='1 Example Street, London';opener.wake();window.close()\">SW1A 1AA, 1 Example Street, London</a></li></ul>"
                    } else {
                        ""
                    }),
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.orders(), 0);
    let acts = || journey.steps.iter().flat_map(|s| &s.acts);
    assert!(acts().any(|a| a.kind == "look-up-address" && a.changed == "fields-filled"));
    let filled = || journey.steps.iter().flat_map(|s| &s.filled);
    assert!(filled().any(|f| f.selector.contains("look")));
    assert!(!filled().any(|f| f.typed.contains("look4order")));
}
