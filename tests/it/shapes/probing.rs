//! What the probes see in forms that are built in other ways than the demo store's.

use super::till::{Till, json, page, plan_for, see, walk};
use crate::visitor;
use cartwalk::journey::{Surroundings, probing};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::journey::{Goal, Journey};
use cartwalk::model::probed::{
    Entry, Outcome, ProbeLevel, Probed, Sent, Submit, SubmitKind, Variant, Way,
};
use cartwalk::model::seams::{Blobs, Silent, Stop};
use std::time::Duration;

struct NoBlobs;

impl Blobs for NoBlobs {
    fn put(&self, _bytes: &[u8], _ending: &str) -> Option<String> {
        None
    }
}

/// Tries the forms of a store after a walk; generous with time, as other tests run beside.
fn probe(till: &Till, walked: &Journey, level: ProbeLevel) -> Probed {
    let mut plan = plan_for(&till.server.url("/"));
    plan.journey.probes.level = level;
    plan.journey.probes.own_store = true;
    plan.journey.probes.budget = Some(Duration::from_secs(240));
    let browser = visitor::browser();
    let around = Surroundings {
        browser: &browser,
        site: None,
        plan: &plan,
        blobs: &NoBlobs,
        progress: &Silent,
        stop: &Stop::default(),
    };
    let probed = probing::probe(&around, Device::Mobile, Throttle::None, walked, false);
    tell(&probed);
    assert_eq!(till.orders(), 0, "an order arrived");
    assert_eq!(probed.guard.order_signs, Vec::<String>::new());
    probed
}

fn tell(probed: &Probed) {
    for e in &probed.entries {
        eprintln!(
            "{} {:?} {:?} -> {:?} {:?} mends {} {:?} {:?}",
            e.field.purpose, e.variant, e.typed, e.held, e.outcome, e.mends, e.mended_ms, e.changed
        );
    }
    for s in &probed.submits {
        eprintln!(
            "{:?} {:?} {:?} lost {:?} errors {:?} requests {} focus {:?} first {:?}",
            s.kind, s.sent, s.put, s.lost, s.errors, s.requests, s.focus, s.first_wrong
        );
    }
    eprintln!("{:?}", probed.ended);
    eprintln!(
        "{:?}\n{:?}\n{:?}",
        probed.returns, probed.leavings, probed.not_run
    );
}

fn outcome(probed: &Probed, purpose: &str, variant: Variant) -> Option<Outcome> {
    entry(probed, purpose, variant).map(|e| e.outcome)
}

fn entry<'a>(probed: &'a Probed, purpose: &str, variant: Variant) -> Option<&'a Entry> {
    let own = |e: &&Entry| e.field.purpose == purpose && e.variant == variant;
    probed.entries.iter().find(own)
}

fn submits(probed: &Probed, kind: SubmitKind) -> Vec<&Submit> {
    probed.submits.iter().filter(|s| s.kind == kind).collect()
}

/// A form drawn by a script that holds every value itself and writes it back on each key: the
/// telephone in groups, the mail in small letters, the postcode cut at seven signs. It sends JSON,
/// lets two taps through, and forgets nothing.
const CONTROLLED: &str = r#"<div id=app></div><script>
const state={email:'',name:'',address:'',city:'',postcode:'',tel:''},errors={};
const shape={email:v=>v.toLowerCase(),tel:v=>v.replace(/\D/g,'').replace(/^(\d{5})(\d+)/,'$1 $2'),postcode:v=>v.toUpperCase().slice(0,7)};
const check={email:v=>/^\S+@\S+\.\S+$/.test(v)?'':v?'That is not an e-mail address: '+v:'Enter your e-mail address',name:v=>v?'':'Enter your name',address:v=>v?'':'Enter your street',city:v=>v?'':'Enter your town',postcode:v=>/^[A-Z0-9 ]{5,8}$/.test(v)?'':'Enter a postcode such as SW1A 1AA',tel:()=>''};
const labels={email:'E-mail',name:'Full name',address:'Street and number',city:'Town',postcode:'Postcode',tel:'Telephone (optional)'};
function render(){if(!app.firstChild){app.innerHTML='<h1>Delivery address</h1><div class=f>'+Object.keys(state).map(k=>`<div class=row><label for=${k}>${labels[k]}</label><input id=${k} name=${k} autocomplete=off><p class=bad id=${k}-bad style="color:#c00;margin:0"></p></div>`).join('')+'</div><button id=go type=button>Continue to delivery</button>';
for(const k in state){const i=document.getElementById(k);i.oninput=()=>{state[k]=(shape[k]||(v=>v))(i.value);i.value=state[k];if(errors[k]){errors[k]=check[k](state[k]);render()}};i.onblur=()=>{if(state[k]){errors[k]=check[k](state[k]);render()}}}
go.onclick=async()=>{for(const k in state)errors[k]=check[k](state[k]);render();const bad=Object.keys(state).find(k=>errors[k]);if(bad){document.getElementById(bad).focus();return}
const r=await fetch('/api/address',{method:'POST',headers:{'Content-Type':'application/json'},body:JSON.stringify(state)});const j=await r.json();if(j.next)location.href=j.next}}
for(const k in state)document.getElementById(k+'-bad').textContent=errors[k]||''}
fetch('/api/address').then(r=>r.json()).then(s=>{Object.assign(state,s);render();for(const k in state)document.getElementById(k).value=state[k]});render();
</script>"#;

const NAMES: [&str; 6] = ["email", "name", "address", "city", "postcode", "tel"];

fn controlled() -> Till {
    Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => {
                // Another visitor: the walk before left nothing behind.
                session.said.clear();
                return None;
            }
            ("GET", "/checkout") => page("en", "Checkout", CONTROLLED),
            ("GET", "/api/address") => {
                let kept = NAMES.map(|n| (n.to_owned(), session.get(n).into()));
                json(&serde_json::Value::Object(kept.into_iter().collect()))
            }
            ("POST", "/api/address") => {
                session.nth("address");
                json(&serde_json::json!({ "next": "/checkout/delivery" }))
            }
            ("GET", "/checkout/delivery") => page(
                "en",
                "Delivery",
                "<h1>Delivery</h1><form method=post action=/checkout/delivery><label><input type=radio name=ship value=std checked> Standard delivery, £3.00</label><button>Continue to payment</button></form><a href=/checkout>Back to the address</a>",
            ),
            ("POST", "/checkout/delivery") => see("/checkout/pay"),
            ("GET", "/checkout/pay") => page(
                "en",
                "Payment",
                "<h1>Payment</h1><form method=post action=/checkout/done><label><input type=radio name=pay value=invoice checked> Invoice</label><p>Total £27.90</p><button>Place order</button></form>",
            ),
            ("POST", "/checkout/done") => session.order(),
            _ => return None,
        })
    })
}

#[test]
fn a_controlled_form_that_reformats_while_one_types_is_read_as_it_behaves() {
    let till = controlled();
    let walked = walk(&till, Device::Mobile);
    let probed = probe(&till, &walked, ProbeLevel::Quick);

    // The page checks the mail on leaving, says so, and takes it back as soon as it is right.
    assert_eq!(
        outcome(&probed, "email", Variant::Wrong),
        Some(Outcome::Rejected)
    );
    let mended = probed
        .entries
        .iter()
        .find(|e| e.field.purpose == "email" && e.mends)
        .unwrap();
    assert!(mended.mended_ms.is_some_and(|ms| ms <= 500.0), "{mended:?}");
    let wrong = entry(&probed, "email", Variant::Wrong).unwrap();
    assert!(
        wrong
            .said
            .iter()
            .any(|s| s.error && s.text.contains("not an e-mail address: taro@"))
    );
    // Groups that it writes itself are another spelling, not another number.
    assert_eq!(
        outcome(&probed, "tel", Variant::Hyphens),
        Some(Outcome::Normalised)
    );
    // A postcode with a blank around it loses its end, and nobody says so.
    assert_eq!(
        outcome(&probed, "postal-code", Variant::Blanks),
        Some(Outcome::Truncated)
    );

    let empty = submits(&probed, SubmitKind::Empty);
    assert_eq!(empty[0].sent, Sent::RefusedByPage);
    assert!(empty[0].errors.len() >= 5, "{:?}", empty[0].errors);
    assert_eq!(empty[0].focus.as_deref(), Some("#email"));

    let twice = submits(&probed, SubmitKind::DoubleTap);
    assert_eq!((twice[0].sent, twice[0].requests), (Sent::MovedOn, 2));
    let back = probed.returns.iter().find(|r| r.way == Way::Back).unwrap();
    assert!(back.same_screen && back.lost.is_empty(), "{back:?}");
    assert!(
        probed
            .returns
            .iter()
            .any(|r| r.way == Way::OwnLink && r.same_screen)
    );
}

/// A small form that a script sends, and that says something when it cannot, or nothing and is emptied.
fn without_line(careful: bool) -> Till {
    let trouble = if careful {
        "bad.textContent='We could not reach the shop. Nothing was lost: please try again.'"
    } else {
        "f.reset()"
    };
    let form = format!(
        "<h1>Your details</h1><form id=f><label>E-mail <input name=email type=email></label>\
         <label>Full name <input name=name></label><button>Continue</button>\
         <p id=bad role=alert style='color:#c00'></p></form><script>f.onsubmit=async(e)=>{{\
         e.preventDefault();bad.textContent='';try{{const r=await fetch('/api/details',{{\
         method:'POST',headers:{{'Content-Type':'application/x-www-form-urlencoded'}},\
         body:new URLSearchParams(new FormData(f))}});location.href=(await r.json()).next}}\
         catch{{{trouble}}}}}</script>"
    );
    Till::start("en", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", &form),
            ("POST", "/api/details") => json(&serde_json::json!({ "next": "/checkout/pay" })),
            ("GET", "/checkout/pay") => page(
                "en",
                "Payment",
                "<h1>Payment</h1><form method=post action=/checkout/done><label><input type=radio name=pay value=invoice checked> Invoice</label><p>Total £27.90</p><button>Place order</button></form><a href=/checkout>Back to your details</a>",
            ),
            ("POST", "/checkout/done") => session.order(),
            _ => return None,
        })
    })
}

#[test]
fn a_lost_connection_is_seen_to_be_told_or_not_and_enter_to_do_what_the_button_does() {
    for careful in [true, false] {
        let till = without_line(careful);
        let walked = walk(&till, Device::Mobile);
        let probed = probe(&till, &walked, ProbeLevel::Full);
        let cut_off = submits(&probed, SubmitKind::Offline);
        let [cut_off] = cut_off[..] else {
            panic!("{} sendings without a line", cut_off.len())
        };
        if careful {
            assert_eq!(cut_off.sent, Sent::RefusedByPage);
            let said = |text: &str| cut_off.errors.iter().any(|e| e.text.contains(text));
            assert!(said("Nothing was lost"), "{:?}", cut_off.errors);
            assert!(cut_off.lost.is_empty(), "{:?}", cut_off.lost);
        } else {
            assert_eq!(cut_off.lost.len(), 2, "{:?}", cut_off.lost);
        }
        let entered: Vec<_> = probed.submits.iter().filter(|s| s.by_enter).collect();
        assert!(!entered.is_empty());
        let refused = |s: &&Submit| s.kind == SubmitKind::OneWrong;
        assert!(entered.iter().all(refused), "{entered:?}");
    }
}

/// A form of the old kind: a table, words only in `th`, split boxes, no script. The server wants
/// katakana and half-width digits, tells one mistake at a time above the form, and gives an empty
/// form back.
fn table(message: &str) -> String {
    format!(
        "<h2>お客様情報の入力</h2>{message}<form method=post action=/checkout><table>
<tr><th>お名前※</th><td><input name=n size=20></td></tr>
<tr><th>フリガナ※</th><td><input name=k size=20></td></tr>
<tr><th>郵便番号※</th><td><input name=z1 size=4 maxlength=3>-<input name=z2 size=5 maxlength=4></td></tr>
<tr><th>ご住所※</th><td><input name=a size=40></td></tr>
<tr><th>電話番号※</th><td><input name=t size=20></td></tr>
<tr><th>メールアドレス※</th><td><input name=m size=30></td></tr></table>
<input type=submit value='次へ進む'></form>"
    )
}

fn old_table() -> Till {
    Till::start("ja", |ask, session| {
        let form = |message: &str| page("ja", "お客様情報の入力", &table(message));
        let wrong = || -> Option<&'static str> {
            let value = |n: &str| ask.form.get(n).map(String::as_str).unwrap_or_default();
            let digits = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit());
            if value("n").is_empty() {
                return Some("お名前を入力してください。");
            }
            if value("k").is_empty()
                || !value("k")
                    .chars()
                    .all(|c| matches!(c, 'ァ'..='ヶ' | 'ー' | ' ' | '　'))
            {
                return Some("フリガナは全角カタカナで入力してください。");
            }
            if !digits(value("z1")) || !digits(value("z2")) {
                return Some("郵便番号を正しく入力してください。");
            }
            if value("a").is_empty() {
                return Some("ご住所を入力してください。");
            }
            if !digits(value("t")) || value("t").len() < 10 {
                return Some("電話番号は半角数字で入力してください。");
            }
            if !value("m").contains('@') {
                return Some("メールアドレスを正しく入力してください。");
            }
            None
        };
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => form(""),
            ("POST", "/checkout") => match wrong() {
                Some(why) => form(&format!("<p><font color=red>{why}</font></p>")),
                None => see("/checkout/pay"),
            },
            ("GET", "/checkout/pay") => page(
                "ja",
                "お支払い方法",
                "<h2>お支払い方法</h2><form method=post action=/checkout/done><input type=radio name=p value=1 checked>代金引換<p>合計 3,300円</p><input type=submit value='注文を確定する'></form>",
            ),
            ("POST", "/checkout/done") => session.order(),
            _ => return None,
        })
    })
}

#[test]
fn an_old_table_form_that_only_the_server_checks_gets_the_servers_verdicts() {
    let till = old_table();
    let walked = walk(&till, Device::Mobile);
    let probed = probe(&till, &walked, ProbeLevel::Quick);

    // Nothing on the page judges anything.
    assert_eq!(
        outcome(&probed, "tel", Variant::Hyphens),
        Some(Outcome::NoClientVerdict)
    );
    assert_eq!(
        outcome(&probed, "email", Variant::Wrong),
        Some(Outcome::NoClientVerdict)
    );
    // A whole postcode does not fit into the first box, and is not handed on.
    let whole = entry(&probed, "postal-code", Variant::WholeIntoFirst).unwrap();
    assert_eq!((whole.held.as_str(), whole.changed.len()), ("100", 0));

    let empty = submits(&probed, SubmitKind::Empty);
    assert_eq!(empty[0].sent, Sent::RefusedByServer);
    assert!(
        empty[0]
            .errors
            .iter()
            .any(|e| e.text.contains("お名前を入力してください"))
    );
    // One field was wrong, and all the others came back empty.
    let wrong = submits(&probed, SubmitKind::OneWrong);
    // (It takes an address that ends at its "@".)
    assert_eq!(wrong[0].sent, Sent::MovedOn);
    assert_eq!(wrong[1].sent, Sent::RefusedByServer);
    assert!(wrong[1].lost.len() >= 4, "{:?}", wrong[1].lost);
    // The server, not the page, refuses a telephone number with hyphens.
    let tolerance = submits(&probed, SubmitKind::Tolerance);
    assert!(
        tolerance.iter().any(|s| s.sent == Sent::RefusedByServer
            && s.put
                .iter()
                .any(|p| p.field.purpose == "tel" && p.variant == Variant::Hyphens)),
        "{tolerance:?}"
    );
}

/// An address form whose one button sends the address and, in the same place, orders from then on; no
/// address that it sends to looks like an order.
const TURNS: &str = r#"<h1>Delivery address</h1><div id=f><label>E-mail <input id=email type=email required></label><label>Full name <input id=name required></label><label>Street and number <input id=street required></label><label>Town <input id=town required></label><label>Postcode <input id=postcode required></label></div><button id=go type=button>Continue</button>
<script>let n=0;const inputs=[...document.querySelectorAll('#f input')];
go.onclick=async()=>{if(n===0&&inputs.some(i=>!i.value)){inputs.find(i=>!i.value).focus();return}
await fetch('/api/step',{method:'POST',body:JSON.stringify({n:n++})});go.textContent='Place order';f.innerHTML='<p>Total £24.90</p>'}</script>"#;

#[test]
fn nothing_is_tapped_twice_where_the_second_tap_could_order() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Checkout", TURNS),
            ("POST", "/api/step") => {
                if ask.form.get("n").map(String::as_str) == Some("1") {
                    session.order();
                }
                json(&serde_json::json!({}))
            }
            _ => return None,
        })
    });
    let mut walked = walk(&till, Device::Mobile);
    // The page of the product has moved meanwhile: the run begins at the home page then.
    for step in walked.steps.iter_mut().filter(|s| s.goal == Goal::Product) {
        step.url = format!("{}/moved", step.url.trim_end_matches('/'));
    }
    let probed = probe(&till, &walked, ProbeLevel::Quick);
    // It was sent, again and again, and never tapped twice.
    assert!(submits(&probed, SubmitKind::Tolerance).len() > 1);
    assert_eq!(submits(&probed, SubmitKind::DoubleTap).len(), 0);
}
