//! Checkouts of several pages: long forms, lists that depend on others, hidden
//! copies, bait for robots, boxes that are ticked already.

use super::till::{Session, Till, bare, goals, json, late, page, reached, see, typed, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;
use serde_json::json;

/// The last screen, with what was typed and a button that orders.
pub fn review(lang: &str, session: &Session, title: &str, total: &str, button: &str) -> Answer {
    page(
        lang,
        title,
        &format!(
            "<h1>{title}</h1><p>{} {} {}<br>{}<br>{} {}<br>{}</p><p>{total}</p><form method=post action=/checkout/finish-it>{button}</form>",
            session.get("first_name"),
            session.get("last_name"),
            session.get("name"),
            session.get("address1"),
            session.get("city"),
            session.get("postcode"),
            session.get("email")
        ),
    )
}

const LONG: &str = "<h1>Your details</h1><p>Fields marked * are required.</p><style>.req label::after{content:' *';color:red}.trap{position:absolute;left:-5000px}</style>
<form method=post action=/checkout/details id=main>
<div class=trap><label>Leave this field empty <input name=website tabindex=-1 autocomplete=off></label></div>
<div class=req><label for=e1>E-mail</label><input id=e1 name=email type=email></div><div class=req><label for=e2>Confirm e-mail</label><input id=e2 name=email_confirm type=email></div>
<div class=req><label for=fn>First name</label><input id=fn name=first_name></div><div class=req><label for=ln>Last name</label><input id=ln name=last_name></div>
<div><label for=co>Company</label><input id=co name=company></div>
<fieldset class=req><legend>Gender *</legend><label><input type=radio name=gender value=f> Female</label><label><input type=radio name=gender value=m> Male</label><label><input type=radio name=gender value=x> Prefer not to say</label></fieldset>
<fieldset><legend>Date of birth *</legend><select name=birth_day aria-label='Day of birth'><option value=''>Day<option>1<option>2<option>3<option>4<option>5<option>6<option>7<option>8<option>9<option>10<option>11<option>12<option>13<option>14<option>15<option>16<option>17<option>18<option>19<option>20<option>21<option>22<option>23<option>24<option>25<option>26<option>27<option>28</select><select name=birth_month aria-label='Month of birth'><option value=''>Month<option value=1>January<option value=2>February<option value=3>March<option value=4>April<option value=5>May<option value=6>June<option value=7>July<option value=8>August<option value=9>September<option value=10>October<option value=11>November<option value=12>December</select><select name=birth_year aria-label='Year of birth'><option value=''>Year<option>1970<option>1980<option>1984<option>1985<option>1986<option>1990<option>1991<option>1992</select></fieldset>
<div class=req><label for=c>Country</label><select id=c name=country onchange=\"fetch('/regions?c='+this.value).then(r=>r.json()).then(a=>{r.innerHTML='<option value=>Please select</option>'+a.map(x=>'<option>'+x+'</option>').join('');r.disabled=false})\"><option value=''>Please select<option value=FR>France<option value=DE>Germany<option value=GB>United Kingdom<option value=US>United States</select></div>
<div class=req><label for=r>County / State</label><select id=r name=region disabled><option value=''>Choose a country first</select></div>
<div class=req><label for=a1>Address</label><input id=a1 name=address1></div><div><label for=a2>Address line 2 (optional)</label><input id=a2 name=address2></div>
<div class=req><label for=ci>City</label><input id=ci name=city></div><div class=req><label for=p>Postcode</label><input id=p name=postcode></div><div class=req><label for=t>Phone</label><input id=t name=phone type=tel></div>
<p><label><input type=checkbox name=newsletter checked> Send me the newsletter</label></p><p><label><input type=checkbox name=create_account checked> Create an account for next time</label></p>
<p><label><input type=checkbox name=billing_same id=bs checked onchange='bill.hidden=this.checked'> Billing address same as delivery address</label></p>
<div id=bill hidden><input name=bill_name required placeholder='Name'><input name=bill_address required placeholder='Address'></div>
<button formnovalidate>Continue to delivery</button></form>
<div style='display:none'><form method=post action=/checkout/details><label>First name <input name=first_name></label><label>E-mail <input name=email></label><button>Continue to delivery</button></form></div>
<form method=post action=/newsletter style='position:absolute;left:-3000px'><input type=email name=x required><button>Continue</button></form>";

#[test]
fn a_long_form_with_every_classic_trap_is_filled_as_a_guest_would() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Your details", LONG),
            ("GET", "/regions") => {
                let list = if ask.query.get("c").is_some_and(|c| c == "GB") {
                    json!(["Kent", "London", "Surrey"])
                } else {
                    json!(["Elsewhere"])
                };
                late(300, json(&list))
            }
            ("POST", "/checkout/details") => {
                let missing = [
                    "email",
                    "email_confirm",
                    "first_name",
                    "last_name",
                    "gender",
                    "birth_day",
                    "birth_month",
                    "birth_year",
                    "country",
                    "region",
                    "address1",
                    "city",
                    "postcode",
                    "phone",
                ]
                .into_iter()
                .find(|n| ask.form.get(*n).is_none_or(|v| v.is_empty()));
                match missing {
                    Some(name) => page(
                        "en",
                        "Your details",
                        &format!("<p class=error role=alert>{name} is required</p>{LONG}"),
                    ),
                    None if ask.form.contains_key("website") && session.has("website") => {
                        page("en", "Error", "<h1>Robots go away</h1>")
                    }
                    None => see("/checkout/delivery"),
                }
            }
            ("GET", "/checkout/delivery") => page(
                "en",
                "Delivery method",
                "<h1>Delivery method</h1><form method=post action=/checkout/delivery><fieldset><legend>How should we send it?</legend><label><input type=radio name=shipping_method value=std> Royal Mail, £3.95</label><label><input type=radio name=shipping_method value=exp> Next day, £9.95</label></fieldset><button>Continue to payment</button></form>",
            ),
            ("POST", "/checkout/delivery") => {
                if session.has("shipping_method") {
                    see("/checkout/payment")
                } else {
                    see("/checkout/delivery")
                }
            }
            ("GET", "/checkout/payment") => page(
                "en",
                "Payment",
                "<h1>Payment method</h1><style>.v{position:absolute;opacity:0;width:0;height:0}.v+label{display:block;padding:10px;border:1px solid}</style><form method=post action=/checkout/payment><input class=v type=radio name=payment_method id=pm1 value=card><label for=pm1>Credit card</label><div><input class=v type=radio name=payment_method id=pm2 value=bank><label for=pm2>Bank transfer</label></div><input class=v type=radio name=payment_method id=pm3 value=pp><label for=pm3>PayPal</label><button>Review order</button></form>",
            ),
            ("POST", "/checkout/payment") => {
                if session.has("payment_method") {
                    see("/checkout/review")
                } else {
                    see("/checkout/payment")
                }
            }
            ("GET", "/checkout/review") => review(
                "en",
                session,
                "Review your order",
                "Total £28.85",
                "<button>Place order</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        goals(&journey),
        [Goal::Address, Goal::Shipping, Goal::Payment, Goal::Review]
    );
    assert_eq!(till.said("email"), till.said("email_confirm"));
    assert_eq!(
        (till.said("country").as_str(), till.said("website").as_str()),
        ("GB", "")
    );
    assert_eq!(
        (
            till.said("newsletter").as_str(),
            till.said("create_account").as_str()
        ),
        ("on", "on"),
        "left as found"
    );
    assert_eq!(till.said("company"), "", "nobody asked for it");
    assert_eq!(till.said("payment_method"), "bank");
    let address = journey
        .steps
        .iter()
        .find(|s| s.goal == Goal::Address)
        .unwrap();
    assert!(
        address
            .look
            .fields
            .iter()
            .any(|f| f.purpose == "x-newsletter" && f.checked && f.preset),
        "recorded as ticked"
    );
}

#[test]
fn a_section_that_appears_a_second_after_the_postcode_is_waited_for() {
    let till = Till::start("de", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "de",
                "Kasse",
                "<h1>Lieferadresse</h1><form method=post action=/checkout><label>E-Mail* <input name=email type=email required></label><label>Vorname* <input name=first_name required></label><label>Nachname* <input name=last_name required></label><label>Straße* <input name=address1 required></label><label>Hausnummer* <input name=house required></label><label>PLZ* <input name=postcode required onchange=\"setTimeout(()=>fetch('/versand').then(r=>r.text()).then(t=>v.innerHTML=t),1000)\"></label><label>Ort* <input name=city required></label><div id=v></div><button id=w disabled>Weiter</button></form><script>setInterval(()=>{const s=document.querySelector('[name=versandart]:checked');w.disabled=!s},300)</script>",
            ),
            ("GET", "/versand") => bare(
                "<h2>Versandart</h2><label><input type=radio name=versandart value=dhl> DHL Paket 4,90 €</label><label><input type=radio name=versandart value=ex> Express 12,90 €</label>",
            ),
            ("POST", "/checkout") => see("/checkout/pruefen"),
            ("GET", "/checkout/pruefen") => review(
                "de",
                session,
                "Bestellung prüfen",
                "Gesamtsumme 29,80 €",
                "<button>Zahlungspflichtig bestellen</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("versandart"), "dhl");
    assert_eq!(journey.persona, "de");
}

#[test]
fn floating_labels_placeholders_and_masks_hold_what_was_typed() {
    let till = Till::start("fr", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "fr",
                "Adresse de livraison",
                "<h1>Adresse de livraison</h1><style>.f{position:relative;margin:18px 0}.f label{position:absolute;left:6px;top:6px;pointer-events:none}.f input{padding:14px 6px 4px}.f input:focus+label,.f input:not(:placeholder-shown)+label{font-size:10px;top:0}</style>
                 <form method=post action=/checkout><div class=f><input id=e name=email type=email placeholder=' ' required><label for=e>Adresse e-mail</label></div><div class=f><input id=n name=first_name placeholder=' ' required><label for=n>Prénom</label></div><div class=f><input id=m name=last_name placeholder=' ' required><label for=m>Nom</label></div>
                 <input name=address1 placeholder='Adresse' required><input name=postcode placeholder='Code postal' required maxlength=5 inputmode=numeric><input name=city placeholder='Ville' required>
                 <input name=phone type=tel placeholder='__ __ __ __ __' aria-label='Téléphone' required oninput=\"const d=this.value.replace(/\\D/g,'').slice(0,10);this.value=d.replace(/(..)(?=.)/g,'$1 ')\"><button>Continuer</button></form>",
            ),
            ("POST", "/checkout") => see("/verif"),
            ("GET", "/verif") => review("fr", session, "Vérifiez votre commande", "Total 24,90 €", "<button>Commander avec obligation de paiement</button>"),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    let phone = till.said("phone");
    assert_eq!(phone.len(), 14, "{phone}");
    assert_eq!(journey.persona, "fr");
}

#[test]
fn a_form_refilled_from_the_session_and_nothing_to_choose_for_delivery_go_on() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "en",
                "Address",
                "<h1>Delivery address</h1><form method=post action=/checkout><label>E-mail <input name=email type=email value='earlier@example.com' required></label><label>Name <input name=name value='Earlier Visitor' required></label><label>Address <input name=address1 value='2 Other Street' required></label><label>City <input name=city value='Leeds' required></label><label>Postcode <input name=postcode value='LS1 1AA' required></label><button>Next</button></form>",
            ),
            ("POST", "/checkout") => see("/delivery"),
            ("GET", "/delivery") => page(
                "en",
                "Delivery",
                "<h1>Delivery</h1><p>Your parcel is sent by Royal Mail at no charge.</p><p>Total £24.90</p><form method=post action=/delivery><button>Next</button></form>",
            ),
            ("POST", "/delivery") => see("/payment"),
            ("GET", "/payment") => page(
                "en",
                "Payment",
                &format!(
                    "<h1>Payment</h1>{}<form method=post action=/payment><label>Card number <input name=card_number inputmode=numeric autocomplete=cc-number required></label><label>Expiry date (MM/YY) <input name=expiry autocomplete=cc-exp required></label><label>Security code <input name=cvc autocomplete=cc-csc required></label><button>Review order</button></form>",
                    if session.tries.contains_key("declined") {
                        "<p class='alert alert-danger'>The bank answered late, please check your card.</p>"
                    } else {
                        ""
                    }
                ),
            ),
            ("POST", "/payment") => {
                if session.nth("declined") == 1 {
                    see("/review?error=1")
                } else {
                    see("/review")
                }
            }
            // The first time the payment fails, and the review's own address says so.
            ("GET", "/review") if ask.query.contains_key("error") => page(
                "en",
                "Review",
                "<h1>Payment</h1><p class='alert alert-danger' role=alert>Your payment could not be prepared. Please enter your card again.</p><form method=post action=/payment><label>Card number <input name=card_number autocomplete=cc-number required></label><label>Expiry date (MM/YY) <input name=expiry autocomplete=cc-exp required></label><label>Security code <input name=cvc autocomplete=cc-csc required></label><button>Review order</button></form>",
            ),
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
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("name"), "Earlier Visitor", "what is filled stays");
    assert!(
        journey
            .steps
            .iter()
            .flat_map(|s| &s.filled)
            .all(|f| !f.typed.contains("4111")),
        "card data stay out of the evidence"
    );
    assert!(typed(&journey, "cc-number").is_some());
}

#[test]
fn delivery_methods_with_a_form_each_are_chosen_by_their_button() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "en",
                "Address",
                "<h1>Delivery address</h1><form method=post action=/checkout><label>E-mail <input name=email type=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Next</button></form>",
            ),
            ("POST", "/checkout") => see("/delivery"),
            ("GET", "/delivery") => page(
                "en",
                "Delivery",
                "<h1>Shipping method</h1><div class=row><form method=post action=/delivery><b>Standard</b> £3.95 <input type=hidden name=method value=std><button>Select this method</button></form></div><div class=row><form method=post action=/delivery><b>Express</b> £9.95 <input type=hidden name=method value=exp><button>Select this method</button></form></div>",
            ),
            ("POST", "/delivery") => see("/review"),
            ("GET", "/review") => review(
                "en",
                session,
                "Review your order",
                "Total £28.85",
                "<input type=submit value='Complete order'>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        goals(&journey),
        [Goal::Address, Goal::Shipping, Goal::Review]
    );
    assert_eq!(till.said("method"), "std");
}
