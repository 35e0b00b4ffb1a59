//! What widely used shop software does, each shape once: one script for all
//! pages, dialogs that choose, forms that only say "saved", accordions whose last
//! parts ask nothing, boxes instead of radios, lists of radios without a common name.

use super::till::{Ask, Session, Till, bare, json, late, page, reached, refused, see, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;

const CARD: &str = "<div class=card><a href='/index.php?route=product/product&id=1'>Blue mug</a><p>£12.00</p><form method=post action='/index.php?route=checkout/cart.add'><button title='Add to Cart'><i>+</i></button><button type=button title='Add to Wish List'><i>h</i></button></form></div><div class=card><a href='/index.php?route=product/product&id=2'>Red mug</a><p>£14.00</p><form method=post action='/index.php?route=checkout/cart.add'><button title='Add to Cart'><i>+</i></button><button type=button title='Add to Wish List'><i>h</i></button></form></div>";
const PRODUCT: &str = "<h1>Blue mug</h1><p>£12.00</p><form method=post action='/index.php?route=checkout/cart.add'><label>Colour <select name=colour required><option value=''>Please select</option><option value=b>Blue</option></select></label><button>Add to Cart</button></form>";
const BASKET: &str = "<h1>Shopping Cart</h1><table><tr><td>Blue mug<td><input name=quantity value=1><td>£12.00<td><button>Remove</button></table><div class=cart-footer><label><input type=checkbox id=t> I agree to the terms and conditions</label><a class=button href='/index.php?route=checkout/checkout&language=en' onclick=\"return document.getElementById('t').checked\">Checkout</a></div>";
/// An address that is only "saved", ways that are chosen in dialogs, an order button that sleeps until then.
const CHOOSERS: &str = r#"<ul><li><a href='/index.php?route=checkout/checkout'>Checkout</a></ul><h1>Checkout</h1>
<form id=a><label>E-mail <input name=email required></label><label>First name <input name=firstname required></label><label>Last name <input name=lastname required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Continue</button></form>
<div><input readonly id=ship placeholder='Choose shipping method'><button type=button onclick="choose('ship','Flat rate £5.00','Free shipping')">Choose</button></div>
<div><input readonly id=pay placeholder='Choose payment method'><button type=button onclick="choose('pay','Cash on delivery','Bank transfer')">Choose</button></div>
<p>Total £17.00</p><button type=button id=order disabled onclick="fetch('/last',{method:'POST'})">Confirm Order</button><div id=said></div>
<script>const $=i=>document.getElementById(i);let saved=0;
const say=t=>{$('said').innerHTML='<div class="alert alert-success">'+t+'</div>';setTimeout(()=>{$('said').innerHTML=''},1500)};
$('a').onsubmit=async e=>{e.preventDefault();await fetch('/save/address',{method:'POST',body:new URLSearchParams(new FormData(e.target))});saved=1;$('ship').value=$('pay').value='';$('order').disabled=true;say('Success: your details were saved!')};
function choose(k,a,b){if(!saved||k=='pay'&&!$('ship').value)return;const d=document.createElement('div');d.className='modal';d.setAttribute('role','dialog');d.setAttribute('aria-modal','true');d.style='position:fixed;inset:0;background:#fff';d.innerHTML='<form><p>Please select the preferred method.</p><label><input type=radio name='+k+'_method value=0 checked> '+a+'</label><label><input type=radio name='+k+'_method value=1> '+b+'</label><button>Continue</button></form>';document.body.append(d);d.querySelector('form').onsubmit=async e=>{e.preventDefault();await fetch('/save/'+k,{method:'POST',body:new URLSearchParams(new FormData(e.target))});$(k).value=a;if(k=='ship')$('pay').value='';d.remove();say('Success: method changed!');$('order').disabled=!($('ship').value&&$('pay').value)}}
</script>"#;

fn one_script(ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    let route = ask.query.get("route").map_or("common/home", String::as_str);
    let shown = |title: &str, body: &str| {
        let links = "<nav><a href='/index.php?route=common/home'>Mug Store</a><a href='/index.php?route=product/category&path=1'>Mugs</a></nav>";
        Some(page("en", title, &format!("{links}{body}")))
    };
    Some(match (ask.method, ask.path, route) {
        ("POST", "/last", _) => session.order(),
        ("POST", "/save/address", _) => {
            session.nth("saved");
            late(100, bare("ok"))
        }
        ("POST", "/save/ship" | "/save/pay", _) => late(100, bare("ok")),
        (_, "/cart", _) => {
            return Some(Answer {
                status: "404 Not Found",
                ..bare("<h1>404</h1>")
            });
        }
        ("POST", _, "checkout/cart.add") if !session.has("colour") => {
            see("/index.php?route=product/product&id=1")
        }
        ("POST", _, "checkout/cart.add") => {
            session.in_cart = true;
            see("/index.php?route=checkout/cart")
        }
        ("GET", _, "common/home") => {
            return shown("Mug Store", &format!("<h1>Mug Store</h1>{CARD}"));
        }
        ("GET", _, "product/category") => return shown("Mugs", &format!("<h2>Mugs</h2>{CARD}")),
        ("GET", _, "product/product") => {
            return shown("Blue mug", &format!("{PRODUCT}<h3>Related</h3>{CARD}"));
        }
        ("GET", _, "checkout/cart") if session.in_cart => return shown("Shopping Cart", BASKET),
        ("GET", _, "checkout/checkout") if session.in_cart => return shown("Checkout", CHOOSERS),
        _ => return None,
    })
}

#[test]
fn one_script_for_all_pages_with_dialogs_that_choose_is_walked_through() {
    let till = Till::start("en", one_script);
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    let goals: Vec<Goal> = journey.steps.iter().map(|s| s.goal).collect();
    assert!(
        goals.contains(&Goal::Listing) && goals.contains(&Goal::Cart),
        "{goals:?}"
    );
    let sent = |name: &str| till.said(name);
    assert_eq!(
        (sent("ship_method").as_str(), sent("pay_method").as_str()),
        ("0", "0")
    );
    let saved = till.session.lock().unwrap().tries["saved"];
    assert_eq!(saved, 1, "what the store took is not sent again");
}

#[test]
fn an_accordion_is_walked_to_its_last_part_through_one_that_asks_nothing() {
    let body = r#"<h1>Checkout</h1><style>li>div{display:none}li.on>div{display:block}ol{list-style:none}li b,li h2{display:inline-block}</style><ol>
<li class=on><b>1</b><h2>Billing address</h2><div><form><label>E-mail <input name=email required></label><label>First name <input name=first required></label><label>Last name <input name=last required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><p><label><input type=checkbox name=other> Ship to a different address?</label></p></form><button type=button>Continue</button></div></li>
<li><b>2</b><h2>Shipping method</h2><div><form><table><tr><td><input type=radio name=k_1 value=ground id=g><td>£5.00<td>Fixed<td>Flat Rate<tr><td><input type=radio name=k_2 value=best><td>£15.00<td>Table Rate<td>Best Way</table></form><button type=button>Continue</button></div></li>
<li><b>3</b><h2>Payment method</h2><div><form><label><input type=radio name=paymentmethod value=check checked> Check / Money Order</label><label><input type=radio name=paymentmethod value=card> Credit Card</label></form><button type=button>Continue</button></div></li>
<li><b>4</b><h2>Payment information</h2><div><p>Mail your check to: 1 Example Street.</p><button type=button>Continue</button></div></li>
<li><b>5</b><h2>Confirm order</h2><div><p>Stoneware mug. Total: £29.90</p><button type=button>Confirm</button></div></li></ol>
<script>const s=[...document.querySelectorAll('li')];s.forEach((x,i)=>x.querySelector('button').onclick=async()=>{const f=x.querySelector('form');await fetch('/part/'+i,{method:'POST',body:new URLSearchParams(f?new FormData(f):{})});if(i<4){x.classList.remove('on');s[i+1].classList.add('on')}})</script>"#;
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", body),
            ("POST", "/part/4") => session.order(),
            ("POST", _) if ask.path.starts_with("/part/") => late(100, bare("ok")),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert_eq!(
        journey.guard.order_controls,
        ["Confirm"],
        "not the part before"
    );
    assert_eq!(
        (till.said("k_1").as_str(), till.said("k_2").as_str()),
        ("ground", "")
    );
    assert_eq!(till.said("other"), "", "another address was not asked for");
}

#[test]
fn boxes_that_are_pressed_choose_delivery_and_payment() {
    let body = r##"<div id=app></div><script>const st={};const app=document.getElementById('app');
const el=(h,f)=>{const d=document.createElement('div');d.innerHTML=h;const c=d.firstElementChild;if(f)c.onclick=f;return c};
const B='<div style="cursor:pointer;background:#ddd;padding:9px;width:160px">';const O='<div style="cursor:pointer;border:1px solid;padding:12px;width:300px">';
const input=(k,l)=>{const e=el('<div style="position:relative;margin:8px 0"><input style="padding:16px 8px 2px;width:220px"><span style="position:absolute;left:8px;top:4px;font-size:11px">'+l+'</span></div>');e.firstChild.oninput=x=>st[k]=x.target.value;return e};
const send=(p)=>fetch(p,{method:'POST',body:JSON.stringify(st)}).then(r=>r.json());
const part=(kids,next,p)=>{const s=el('<section></section>');s.append(...kids,el(B+'Continue</div>',async()=>{const r=await send(p);if(r.ok){s.replaceChildren(el('<p>'+r.ok+'</p>'));app.append(next())}else s.prepend(el('<p class=error>'+r.no+'</p>'))}));return s};
const pick=(k,list)=>list.map(([v,t])=>el(O+t+'</div>',()=>st[k]=v));
const who=()=>part([input('email','Email'),input('first','First name'),input('last','Last name'),input('street','Address'),input('zip','Postcode'),input('city','City')],ship,'/p1');
const ship=()=>part([el('<div>Delivery</div>'),...pick('ship',[['e','Express £9.00'],['s','Standard delivery £4.00']])],pay,'/p2');
const pay=()=>{const s=el('<section><div>Payment</div></section>');s.append(...pick('pay',[['c','Credit card'],['t','Bank transfer']]),el('<p>Total £28.90</p>'),el(B+'Place order</div>',()=>send('/p9')));return s};
app.append(who())</script>"##;
    let till = Till::start("en", move |ask, session| {
        let ok = |words: &str| late(150, json(&serde_json::json!({ "ok": words })));
        let no = |words: &str| json(&serde_json::json!({ "no": words }));
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", body),
            ("POST", "/p1") if !session.get("email").contains('@') => no("Email is not valid"),
            ("POST", "/p1") => ok(&format!(
                "{}, {}",
                session.get("street"),
                session.get("city")
            )),
            ("POST", "/p2") if !session.has("ship") => no("Choose a delivery"),
            ("POST", "/p2") => ok("Standard delivery"),
            ("POST", "/p9") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("ship"), "s", "the cheaper way to the door");
    assert_eq!(journey.guard.order_controls, ["Place order"]);
}

#[test]
fn a_box_that_makes_no_account_is_ticked_where_it_frees_of_the_password() {
    let body = r#"<h1>Ich bin Neukunde</h1><form method=post action=/register><label>Vorname* <input name=first_name required></label><label>Nachname* <input name=last_name required></label><p><input type=checkbox id=g name=guest value=1 onchange="w.hidden=this.checked;pw.required=!this.checked"> <label for=g>Kein Kundenkonto anlegen</label></p><label>E-Mail-Adresse* <input name=email type=email required></label><p id=w><label>Passwort* <input id=pw name=pw type=password autocomplete=new-password required></label></p><label>Straße und Hausnummer* <input name=address1 required></label><label>PLZ* <input name=postcode required></label><label>Ort* <input name=city required></label><p><label><input type=checkbox name=other value=1> Die Lieferadresse weicht von der Rechnungsadresse ab.</label></p><button>Weiter</button></form>"#;
    let till = Till::start("de", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("de", "Registrierung", body),
            ("POST", "/register") => see("/pruefen"),
            ("GET", "/pruefen") => super::forms::review(
                "de",
                session,
                "Bestellung prüfen",
                "Gesamtsumme 24,90 €",
                "<button>Zahlungspflichtig bestellen</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    let sent = |name: &str| till.said(name);
    assert_eq!(
        (
            sent("guest").as_str(),
            sent("pw").as_str(),
            sent("other").as_str()
        ),
        ("1", "", "")
    );
}

#[test]
fn a_form_for_a_new_account_is_not_sent_although_nothing_in_it_is_marked() {
    let field = |label: &str, name: &str, kind: &str| {
        format!(
            "<label for={name}>{label}</label><input id={name} name={name} type={kind}><span class=alert>*</span><br>"
        )
    };
    let own = [
        "First Name:first:text",
        "Last Name:last:text",
        "Street Address:street:text",
        "City:city:text",
        "Post/Zip Code:zip:text",
        "Email Address:mail:text",
        "Password:pw1:password",
        "Confirm Password:pw2:password",
    ]
    .map(|f| f.split(':').collect::<Vec<_>>())
    .map(|f| field(f[0], f[1], f[2]))
    .concat();
    let body = format!(
        "<h1>Welcome, Please Sign In</h1><form method=post action=/login>{}{}<input type=image alt='Log In' width=80 height=25></form><form method=post action=/create><h2>New? Please Provide Your Billing Information</h2>{own}<input type=image alt='Submit the Information' width=150 height=25></form>",
        field("Email Address", "m", "text"),
        field("Password", "p", "password")
    );
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Login", &body),
            ("POST", "/create") => {
                session.nth("accounts");
                see("/checkout")
            }
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    refused(&journey, "account-required");
    assert!(till.session.lock().unwrap().tries.is_empty());
}
