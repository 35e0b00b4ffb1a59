//! Checkouts on one page and one address: sections that come by XHR, accordions,
//! lists made of boxes, card fields in a frame of another origin.

use super::till::{Till, bare, late, page, reached, see, walk};
use crate::server::{Server, html};
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};
use std::sync::OnceLock;

const APP: &str = r##"<div id=app></div><script>
const st={};const app=document.getElementById('app');
const api=(p,b)=>fetch(p,{method:'POST',headers:{'Content-Type':'application/json'},body:JSON.stringify(b)}).then(r=>r.json());
function el(tag,props,...kids){const e=document.createElement(tag);for(const[k,v]of Object.entries(props||{})){if(k.startsWith('on'))e[k]=v;else e.setAttribute(k,v)}e.append(...kids);return e}
const row=(label,name,extra)=>{const i=el('input',Object.assign({class:'i',oninput:()=>st[name]=i.value},extra||{}));return el('div',{class:'r'},el('span',{},label),i)};
function address(){const s=el('section',{},el('h2',{},'Contact and delivery'),row('Email','email'),row('Full name','name'),row('Street','address1'),row('Town','city'),row('Postcode','postcode'));
 const box=el('div',{role:'combobox','aria-expanded':'false','aria-haspopup':'listbox',tabindex:0,'aria-label':'Country',style:'border:1px solid;width:220px;padding:8px;cursor:pointer'},'Select country');
 box.onclick=()=>{if(box.getAttribute('aria-expanded')==='true')return;box.setAttribute('aria-expanded','true');const list=el('div',{role:'listbox',style:'border:1px solid;width:220px'});['Germany','United Kingdom','United States'].forEach(c=>{const o=el('div',{role:'option',style:'padding:6px'},c);o.onclick=()=>{st.country=c;box.textContent=c;box.setAttribute('aria-expanded','false');list.remove()};list.append(o)});box.after(list)};
 s.append(box,el('div',{role:'button',tabindex:0,style:'cursor:pointer;padding:8px;background:#ddd;width:160px',onclick:async()=>{const a=await api('/api/address',st);if(a.error){let p=document.getElementById('err');if(!p){p=el('p',{id:'err',class:'toast error',role:'alert'});s.append(p)}p.textContent=a.error;setTimeout(()=>p.remove(),2500);return}s.replaceChildren(el('h2',{},'Delivery to'),el('p',{},st.name+', '+st.address1+', '+st.city));app.append(shipping())}},'Continue'));return s}
function shipping(){const s=el('section',{},el('h2',{},'Shipping method'));setTimeout(()=>{[['Standard','£3.95'],['Express','£9.95']].forEach(([n,p])=>{s.append(el('div',{},el('span',{},n+' '+p+' '),el('button',{type:'button',onclick:async e=>{st.ship=n;await api('/api/ship',st);s.replaceChildren(el('h2',{},'Shipping method'),el('p',{},n));app.append(payment())}},'Choose')))})},600);return s}
function payment(){const s=el('section',{},el('h2',{},'Payment'));const tabs=el('div',{role:'tablist'});const pane=el('div',{});const order=el('button',{type:'button',disabled:'',style:'padding:12px',onclick:()=>api('/api/step9',st)},'Updating…');
 [['Card',()=>{pane.innerHTML='<iframe title="Secure card fields" src="FRAME" width=320 height=160></iframe>'}],['Invoice',()=>{pane.innerHTML='<p>Pay within 14 days.</p>'}]].forEach(([n,f],k)=>{const t=el('button',{type:'button',role:'tab','aria-selected':String(k===0),onclick:()=>{[...tabs.children].forEach(x=>x.setAttribute('aria-selected',String(x===t)));f()}},n);tabs.append(t);if(k===0)f()});
 const terms=el('label',{},el('input',{type:'checkbox',id:'t',onchange:e=>{order.disabled=!e.target.checked}}),' I agree to the terms and conditions');
 s.append(tabs,pane,terms,el('p',{id:'tot'},'Total: …'),order);setTimeout(()=>{tot('Total: £28.85');order.textContent='Place order · £28.85'},900);function tot(x){document.getElementById('tot').textContent=x}return s}
app.append(address());
</script>"##;

/// Card fields on another origin, as payment services have them.
fn card_frame() -> &'static Server {
    static FRAME: OnceLock<Server> = OnceLock::new();
    FRAME.get_or_init(|| Server::start(|_| html("<body style='margin:0'><input autocomplete=cc-number placeholder='Card number' inputmode=numeric><br><input autocomplete=cc-exp placeholder='MM / YY'><input autocomplete=cc-csc placeholder=CVC>")))
}

#[test]
fn sections_that_come_one_by_one_end_as_ready_to_order() {
    let frame = format!("http://localhost:{}/card", card_frame().port);
    let till = Till::start("en", move |ask, session| {
        let answer = |text: &str| late(250, bare(text));
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", &APP.replace("FRAME", &frame)),
            ("POST", "/api/address") => {
                if session.nth("address") == 1
                    && ask.form.get("postcode").is_some_and(|p| p.contains(' '))
                {
                    answer(r#"{"error":"Postcode must be entered without spaces"}"#)
                } else {
                    answer("{}")
                }
            }
            ("POST", "/api/ship") => answer("{}"),
            ("POST", "/api/step9") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        (till.said("country").as_str(), till.said("ship").as_str()),
        ("United Kingdom", "Standard")
    );
    assert!(!till.said("postcode").contains(' '), "the toast was read");
    let purposes: Vec<&str> = journey
        .steps
        .iter()
        .flat_map(|s| &s.filled)
        .map(|f| f.purpose.as_str())
        .collect();
    assert!(
        purposes.contains(&"cc-number") && purposes.contains(&"cc-csc"),
        "the frame was filled: {purposes:?}"
    );
    assert_eq!(journey.guard.order_controls.len(), 1);
}

#[test]
fn a_page_without_labels_or_attributes_is_filled_by_its_words_alone() {
    let body = "<h1>Checkout</h1><div>Your email</div><div><input></div><div>First name</div><div><input></div><div>Last name</div><div><input></div><div>Street and number</div><div><input></div><div>Postal code</div><div><input></div><div>City</div><div><input></div><div>Phone number</div><div><input></div>
        <h3>Payment</h3><div><input type=radio name=p>Cash on delivery <input type=radio name=p>Invoice</div><div>Total £24.90</div><div style='cursor:pointer;background:#060;color:#fff;padding:9px;width:150px' onclick=\"fetch('/x',{method:'POST',body:'[]'})\">Buy now</div>";
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", body),
            ("POST", "/x") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    let purposes: Vec<&str> = journey
        .steps
        .iter()
        .flat_map(|s| &s.filled)
        .map(|f| f.purpose.as_str())
        .collect();
    for purpose in [
        "email",
        "given-name",
        "family-name",
        "postal-code",
        "address-level2",
        "tel",
    ] {
        assert!(purposes.contains(&purpose), "{purpose} in {purposes:?}");
    }
}

#[test]
fn an_accordion_is_opened_section_by_section() {
    let body = r#"<h1>Checkout</h1><style>section>div{display:none}section.on>div{display:block}</style>
<section class=on><h2>1. Your details</h2><div><form><label>E-mail <input name=email type=email required></label><label>First name <input name=first_name required></label><label>Last name <input name=last_name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Continue</button></form></div></section>
<section><h2>2. Delivery method</h2><div><form><label><input type=radio name=ship value=a checked> Standard £3.95</label><label><input type=radio name=ship value=b> Express £9.95</label><button>Continue</button></form></div></section>
<section><h2>3. Payment method</h2><div><form><label><input type=radio name=payment value=bank> Bank transfer</label><label><input type=radio name=payment value=card> Card</label><button>Continue</button></form></div></section>
<section><h2>4. Confirm order</h2><div><p>Stoneware mug, total £28.85</p><form id=last><button>Confirm order</button></form></div></section>
<script>const s=[...document.querySelectorAll('section')];s.forEach((x,i)=>x.querySelector('form').onsubmit=async e=>{e.preventDefault();const b=new URLSearchParams(new FormData(e.target));await fetch(i<3?'/save/'+i:'/save/3',{method:'POST',body:b});if(i<3){x.classList.remove('on');s[i+1].classList.add('on')}})</script>"#;
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", body),
            ("POST", "/save/3") => session.order(),
            ("POST", _) if ask.path.starts_with("/save/") => late(150, bare("ok")),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        (till.said("ship").as_str(), till.said("payment").as_str()),
        ("a", "bank")
    );
}

#[test]
fn shadow_roots_and_a_modal_with_choices_are_walked_through() {
    // The words of the button stand in its slot.
    let body = r#"<h1>Afrekenen</h1><co-form></co-form><script>
customElements.define('co-knop',class extends HTMLElement{connectedCallback(){this.attachShadow({mode:'open'}).innerHTML='<button type=button><slot></slot></button>'}});
customElements.define('co-form',class extends HTMLElement{connectedCallback(){const r=this.attachShadow({mode:'open'});r.innerHTML=`<form><label>E-mailadres <input name=email type=email required></label><label>Voornaam <input name=first_name required></label><label>Achternaam <input name=last_name required></label><label>Straat <input name=address1 required></label><label>Huisnummer <input name=house required></label><label>Postcode <input name=postcode required></label><label>Plaats <input name=city required></label><co-knop>Volgende</co-knop></form>`;
const form=r.querySelector('form');r.querySelector('co-knop').onclick=async()=>{if(!form.reportValidity())return;await fetch('/stap1',{method:'POST',body:new URLSearchParams(new FormData(form))});const d=document.createElement('dialog');d.innerHTML='<h2>Kies je bezorgmoment</h2><p>Dinsdag 09:00 - 12:00 <button>Kies</button></p><p>Woensdag 12:00 - 15:00 <button>Kies</button></p>';document.body.append(d);d.showModal();d.querySelectorAll('button').forEach(b=>b.onclick=async()=>{await fetch('/stap2',{method:'POST',body:'moment='+b.parentElement.firstChild.data});location='/controle'})}}})</script>"#;
    let till = Till::start("nl", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("nl", "Afrekenen", body),
            ("POST", "/stap1" | "/stap2") => late(100, bare("ok")),
            ("GET", "/controle") => super::forms::review(
                "nl",
                session,
                "Controleer je bestelling",
                "Totaal € 24,90",
                "<button>Bestellen en betalen</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert!(till.said("moment").contains("Dinsdag"));
}

#[test]
fn one_page_whose_only_button_says_continue_is_not_sent() {
    let body = "<h1>Checkout</h1><form method=post action=/next><label>E-mail <input name=email type=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><h2>Payment</h2><label><input type=radio name=payment value=cod> Cash on delivery</label><label><input type=radio name=payment value=inv> Invoice</label><p>Total £24.90</p><button>Continue</button></form>";
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", body),
            ("POST", "/next") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert_eq!(
        journey.ended,
        Ended::Reached {
            goal: Goal::Payment
        }
    );
    assert_eq!(
        journey.steps.last().unwrap().problem.as_deref(),
        Some("payment-only-by-order")
    );
}

#[test]
fn a_drawer_called_order_and_its_price_is_no_order_button() {
    let field =
        |label: &str, name: &str| format!("<label>{label} <input name={name} required></label>");
    let summary = "<div><button data-bs-toggle=offcanvas>Order <span>£24.90</span></button>";
    let body: &'static str = format!(
        "<h1>Address</h1><form method=post action=/checkout/address id=a>{}{}{}{}{}</form>{summary}<a role=button href='' onclick='a.reportValidity() && a.submit(); return false'>Continue checkout</a></div>",
        field("Full name", "name"),
        field("E-mail", "email"),
        field("Street and number", "street"),
        field("City", "city"),
        field("Zip code", "zip"),
    )
    .leak();
    let till = Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Address", body),
            ("POST", "/checkout/address") => see("/checkout/payment"),
            ("GET", "/checkout/payment") => page(
                "en",
                "Payment",
                &format!(
                    "<h1>Choose a payment method</h1><form method=post action=/checkout/done><label><input type=radio name=pay value=wire checked> Wire transfer</label>{summary}<button>Pay now</button></div></form>"
                ),
            ),
            ("POST", "/checkout/done") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert!(till.said("street").contains("10 Example Street"));
    assert_eq!(
        journey.steps.last().map(|s| s.serves(Goal::Payment)),
        Some(true)
    );
}

#[test]
fn a_form_that_comes_back_with_ways_of_delivery_is_sent_once_more() {
    let till = Till::start("nl", move |ask, session| {
        let form = |more: &str| {
            page(
                "nl",
                "Bestelgegevens",
                &format!(
                    "<h1>Bestelgegevens</h1>{more}<form method=post action=/checkout/info novalidate><label>E-mail <input name=email type=email required value='{}'></label><label>Voornaam <input name=given required value='{}'></label><label>Achternaam <input name=family required value='{}'></label><label>Straat en huisnummer <input name=address1 required value='{}'></label><label>Postcode <input name=postcode required value='{}'></label><label>Plaats <input name=city required value='{}'></label><h2>Betaalmethode</h2><label><input type=radio name=payment value=a checked> Vooruitbetaling</label><label><input type=radio name=payment value=b> Op rekening</label>{}<button>Ga verder naar controleren</button></form>",
                    session.get("email"),
                    session.get("given"),
                    session.get("family"),
                    session.get("address1"),
                    session.get("postcode"),
                    session.get("city"),
                    if more.is_empty() {
                        ""
                    } else {
                        "<fieldset><legend>Verzendmethode</legend><label><input type=radio name=shipment id=s1 value=1 checked> PostNL: € 6,00</label><label><input type=radio name=shipment id=s2 value=2> Afhalen: € 0,00</label></fieldset>"
                    }
                ),
            )
        };
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => form(""),
            ("POST", "/checkout/info") if ask.form.contains_key("shipment") => {
                see("/checkout/review")
            }
            ("POST", "/checkout/info") => {
                form("<div class=error role=alert>Verzendmethode is verplicht.</div>")
            }
            ("GET", "/checkout/review") => page(
                "nl",
                "Controleren",
                "<h1>Controleren</h1><p>Totaal € 24,90</p><form method=post action=/checkout/done><button>Betalen en aankoop voltooien</button></form>",
            ),
            ("POST", "/checkout/done") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("shipment"), "1");
}
