//! What lies in a shopper's way: questions before the shop, banners, popups,
//! sheets, spinners, toasts, dialogs and pages that do not want to be left.

use super::front::{body, card, did, gets_through, gets_through_on, product, shop, walk_with};
use super::till::{Till, page, see};
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};
use cartwalk::model::plan::Consent;

/// A store with one product whose every page of the front carries this.
fn with(lang: &'static str, extra: &'static str) -> Till {
    shop(lang, move |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            lang,
            "Shop",
            &format!(
                "<h1>Shop</h1><ul>{}</ul>{extra}",
                card("/product/1", "Cup", "19,00 €")
            ),
        )),
        ("GET", "/product/1") => {
            let add = if lang == "de" {
                "In den Warenkorb"
            } else {
                "Add to basket"
            };
            Some(product(
                lang,
                "Cup",
                "19,00 €",
                &format!("<button>{add}</button></form>{extra}<form>"),
            ))
        }
        ("POST", "/consent") => {
            session.nth("consents");
            Some(page(lang, "ok", "ok"))
        }
        _ => None,
    })
}

const BANNER: &str = "<script>if(!document.cookie.includes('c='))document.write(`<div id=ck style='position:fixed;left:0;right:0;bottom:0;background:#fff;padding:20px;border-top:2px solid;z-index:9999'><p>Wir verwenden Cookies und ähnliche Technologien, um Ihnen ein optimales Erlebnis zu bieten.</p><button data-c=all>Alle akzeptieren</button> <button data-c=none>Nur notwendige Cookies</button> <a href=/datenschutz>Datenschutz</a></div>`);document.querySelectorAll('[data-c]').forEach(b=>b.onclick=()=>{document.cookie='c='+b.dataset.c+';path=/';fetch('/consent',{method:'POST',body:'choice='+b.dataset.c});ck.remove()})</script>";

#[test]
fn a_banner_is_refused_accepted_or_left_as_the_user_wishes() {
    for (wish, choice) in [
        (Consent::Reject, "none"),
        (Consent::Accept, "all"),
        (Consent::None, ""),
    ] {
        let till = with("de", BANNER);
        let journey = walk_with(&till, Device::Mobile, wish);
        assert_eq!(
            journey.ended,
            Ended::Reached { goal: Goal::Review },
            "{wish:?}"
        );
        assert_eq!(till.said("choice"), choice, "{wish:?}");
    }
}

#[test]
fn a_wall_that_hides_its_refusal_behind_settings() {
    let till = with(
        "en",
        "<div id=w style='position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:99'><div role=dialog aria-label=Privacy style='background:#fff;margin:60px 20px;padding:20px'><div id=one><h2>We value your privacy</h2><p>We and our partners use cookies.</p><button onclick=\"fetch('/consent',{method:'POST',body:'choice=all'});w.remove()\">Accept all</button> <button onclick=\"one.hidden=true;two.hidden=false\">Manage options</button></div><div id=two hidden><h2>Your choices</h2><label><input type=checkbox> Marketing cookies</label><p><button onclick=\"fetch('/consent',{method:'POST',body:'choice=saved'});w.remove()\">Save preferences</button></p></div></div></div>",
    );
    gets_through(&till);
    assert_eq!(till.said("choice"), "saved");
}

#[test]
fn an_age_gate_over_the_page_and_one_that_is_a_page() {
    let over = with(
        "en",
        "<dialog id=a><h2>Are you over 18?</h2><p>You must be of legal drinking age to enter.</p><a href='https://www.example.com/'>No, leave</a> <button onclick=\"a.close();sessionStorage.a=1\">Yes, I am over 18</button></dialog><script>sessionStorage.a||a.showModal()</script>",
    );
    assert!(did(&gets_through(&over), "confirm-age"));
    let own = shop("en", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") if !session.has("year") => Some(body(
            "en",
            "Age check",
            "<h1>Please verify your age</h1><form method=post action=/age>Your date of birth: <select name=day><option value=''>Day<option>1<option>2</select><select name=month><option value=''>Month<option>1<option>2</select><input name=year placeholder=YYYY maxlength=4><button>Enter</button></form>",
        )),
        ("POST", "/age") => Some(see("/")),
        ("GET", "/") => Some(page(
            "en",
            "Gin",
            &format!(
                "<h1>Gin</h1><ul>{}</ul>",
                card("/product/1", "London gin", "£29.00")
            ),
        )),
        ("GET", "/product/1") => Some(product(
            "en",
            "London gin",
            "£29.00",
            "<button>Add to basket</button>",
        )),
        _ => None,
    });
    gets_through(&own);
    assert!(own.said("year").parse::<u32>().is_ok_and(|y| y < 2000));
}

#[test]
fn a_choice_of_country_is_a_page_and_a_choice_of_postcode_is_a_layer() {
    let countries = shop("en", |ask, _| match (ask.method, ask.path) {
        ("GET", "/") => Some(body(
            "en",
            "Choose your country",
            "<h1>Choose your country</h1><ul><li><a href=/de/>Deutschland</a><li><a href=/gb/>United Kingdom</a><li><a href=/fr/>France</a></ul>",
        )),
        ("GET", "/gb/" | "/de/" | "/fr/") => Some(page(
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
        _ => None,
    });
    gets_through(&countries);
    let postcode = with(
        "en",
        "<div id=g style='position:fixed;inset:0;background:#fff;z-index:50;padding:40px'><h2>Where are you shopping?</h2><p>Enter your postcode to see what we deliver to you.</p><input id=pc name=pc placeholder=Postcode><button onclick=\"if(pc.value.length>3){sessionStorage.g=1;g.remove()}\">Continue</button></div><script>if(sessionStorage.g)g.remove()</script>",
    );
    assert!(did(&gets_through(&postcode), "confirm-region"));
}

#[test]
fn a_newsletter_comes_late_and_a_chat_a_push_prompt_and_an_app_sheet_stay() {
    let till = with(
        "en",
        "<div style='position:fixed;right:12px;bottom:12px;width:64px;height:64px;border-radius:50%;background:#06c;z-index:1000'><button aria-label='Open chat' style='width:64px;height:64px;opacity:.9'>💬</button></div>
         <div id=app style='position:fixed;top:0;left:0;right:0;background:#eee;padding:12px;z-index:30'>Download our app <a href=https://apps.example.com/>Get the app</a> <button aria-label=Dismiss onclick=app.remove()>×</button></div>
         <div id=nl style='display:none;position:fixed;inset:0;background:rgba(0,0,0,.5);z-index:2000'><div style='position:relative;background:#fff;margin:80px 20px;padding:20px'><span onclick=\"nl.style.display='none'\" style='position:absolute;right:8px;top:8px;width:24px;height:24px;cursor:pointer'>✕</span><h2>10% off your first order</h2><p>Subscribe to our newsletter</p><input type=email placeholder='Your e-mail'><button>Sign up</button></div></div>
         <script>setTimeout(()=>{if(!sessionStorage.n){sessionStorage.n=1;nl.style.display='block'}},900)</script>",
    );
    gets_through(&till);
    assert_eq!(till.said("nl"), "", "nobody subscribed");
}

#[test]
fn a_spinner_and_a_toast_over_the_button_are_waited_for() {
    let till = shop("en", |ask, _| {
        match (ask.method, ask.path) {
        ("GET", "/") => Some(page("en", "Shop", &format!("<h1>Shop</h1><ul>{}</ul>", card("/product/1", "Cup", "£19.00")))),
        ("GET", "/product/1") => Some(page(
            "en",
            "Cup",
            "<h1>Cup</h1><p>£19.00</p><form method=post action=/cart/add style='position:fixed;bottom:0;left:0;right:0;padding:10px;background:#fff'><button style='width:100%;padding:12px'>Add to basket</button></form>
             <div id=s style='position:fixed;inset:0;background:rgba(255,255,255,.8);z-index:99'><div class=spinner>Loading…</div></div><div id=t role=status style='position:fixed;bottom:0;left:0;right:0;height:90px;background:#333;color:#fff;z-index:100'>Someone in Leeds just bought a cup</div>
             <script>setTimeout(()=>s.remove(),1500);setTimeout(()=>t.remove(),2600)</script>",
        )),
        _ => None,
    }
    });
    gets_through(&till);
}

#[test]
fn a_page_that_does_not_want_to_be_left_and_alerts() {
    let till = with(
        "en",
        "<script>addEventListener('beforeunload',e=>{e.preventDefault();e.returnValue='stay'});if(!sessionStorage.x){sessionStorage.x=1;setTimeout(()=>alert('Welcome!'),300)}</script>",
    );
    gets_through_on(&till, Device::Desktop);
}

#[test]
fn a_product_that_opens_in_a_window_of_its_own() {
    let till = shop("en", |ask, _| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            "en",
            "Shop",
            "<h1>Shop</h1><ul><li><a target=_blank href=/product/1>Cup</a> £19.00</li></ul>",
        )),
        ("GET", "/product/1") => Some(product(
            "en",
            "Cup",
            "£19.00",
            "<button>Add to basket</button>",
        )),
        _ => None,
    });
    gets_through(&till);
}

#[test]
fn a_banner_in_a_frame_is_refused_there() {
    let till = shop("en", |ask, session| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            "en",
            "Shop",
            &format!(
                "<h1>Shop</h1><ul>{}</ul><iframe id=cmp title=Consent src=/cmp style='position:fixed;left:0;bottom:0;width:100%;height:220px;border:0;background:#fff;z-index:999'></iframe><script>addEventListener('message',()=>cmp.remove())</script>",
                card("/product/1", "Cup", "£19.00")
            ),
        )),
        ("GET", "/cmp") => Some(body(
            "en",
            "Consent",
            "<p>We and our 912 partners use cookies to store your personal data.</p><button onclick=go('all')>Accept</button> <button onclick=go('none')>Continue without accepting</button><script>function go(c){fetch('/consent',{method:'POST',body:'choice='+c}).then(()=>parent.postMessage('done','*'))}</script>",
        )),
        ("GET", "/product/1") => Some(product(
            "en",
            "Cup",
            "£19.00",
            "<button>Add to basket</button>",
        )),
        ("POST", "/consent") => {
            session.nth("consents");
            Some(page("en", "ok", "ok"))
        }
        _ => None,
    });
    assert!(did(&gets_through(&till), "reject-consent"));
    assert_eq!(till.said("choice"), "none");
}

#[test]
fn a_popup_over_the_button_at_the_moment_of_the_press_is_closed_first() {
    let till = shop("en", |ask, _| match (ask.method, ask.path) {
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
            "<div style='height:1200px'>A long story about this cup.</div><button>Add to basket</button></form><div id=p style='display:none;position:fixed;inset:0;background:rgba(0,0,0,.5);z-index:50'><div role=dialog aria-modal=true style='background:#fff;margin:90px 20px;padding:20px'><p>Join our mailing list!</p><button type=button onclick=p.remove()>No thanks</button></div></div><script>addEventListener('scroll',()=>p.style.display='block')</script><form>",
        )),
        _ => None,
    });
    gets_through(&till);
}
