//! The account wall: every way in which a store lets a guest in, and those that do not.

use super::till::{Ask, Session, Till, goals, page, reached, refused, see, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;

const LOGIN: &str = "<form method=post action=/login><h2>Returning customers</h2><label>E-mail <input type=email name=login_email required></label><label>Password <input type=password name=login_password required></label><button>Log in</button></form>";

/// Address and review: what comes behind the wall in each of these stores.
fn behind(ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    Some(match (ask.method, ask.path) {
        ("GET", "/checkout/address") => page(
            "en",
            "Delivery address",
            "<h1>Delivery address</h1><form method=post action=/checkout/address>
             <label>E-mail <input type=email name=email required></label><label>First name <input name=first_name required></label><label>Last name <input name=last_name required></label>
             <label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label>
             <button>Continue to review</button></form>",
        ),
        ("POST", "/checkout/address") => see("/checkout/review"),
        ("GET", "/checkout/review") => page(
            "en",
            "Review your order",
            &format!(
                "<h1>Review your order</h1><p>{} {}<br>{}<br>{} {}</p><table><tr><td>Stoneware mug</td><td>£24.90</td></tr><tr><td>Total</td><td>£24.90</td></tr></table><form method=post action=/checkout/done><button>Place order</button></form>",
                session.get("first_name"), session.get("last_name"), session.get("address1"), session.get("city"), session.get("postcode")
            ),
        ),
        ("POST", "/checkout/done") => session.order(),
        ("POST", "/login") => page("en", "Log in", &format!("<h1>Log in</h1><p class=error role=alert>Wrong e-mail or password.</p>{LOGIN}")),
        _ => return None,
    })
}

fn store(wall: &'static str, pass: fn(&Ask<'_>, &mut Session) -> Option<Answer>) -> Till {
    Till::start("en", move |ask, session| {
        if ask.gets("/checkout") {
            return Some(page("en", "Checkout", wall));
        }
        pass(ask, session).or_else(|| behind(ask, session))
    })
}

fn guest_gets_through(till: &Till) {
    let journey = walk(till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        goals(&journey),
        [Goal::Checkout, Goal::Address, Goal::Review]
    );
    let address = journey
        .steps
        .iter()
        .flat_map(|s| &s.filled)
        .find(|f| f.selector.contains("address1"));
    assert!(address.is_some_and(|a| a.typed == till.said("address1")));
    assert_eq!(till.said("login_password"), "", "nobody logs in");
}

#[test]
fn a_guest_radio_is_chosen_when_login_was_preselected() {
    let till = store(
        "<h1>Who are you?</h1><form method=post action=/gateway><label>E-mail <input type=email name=username required></label>
         <p><label><input type=radio name=options value=anonymous> I am a new customer and want to checkout as a guest</label></p>
         <p><label><input type=radio name=options value=new> I am a new customer and want to create an account before checking out</label></p>
         <p><label><input type=radio name=options value=existing checked> I am a returning customer, and my password is</label> <input type=password name=password></p>
         <button>Continue</button></form>",
        |ask, _| ask.posts("/gateway").then(|| if ask.form.get("options").is_some_and(|o| o == "anonymous") { see("/checkout/address") } else { see("/checkout") }),
    );
    guest_gets_through(&till);
}

#[test]
fn a_preselected_guest_radio_stays() {
    let till = store(
        "<h1>Checkout options</h1><div style='display:flex'><div><h2>New customer</h2><form method=post action=/gateway><label><input type=radio name=account value=register> Register account</label><label><input type=radio name=account value=guest checked> Guest checkout</label><input type=submit value=Continue></form></div>
         <div><form method=post action=/login><h2>Returning customer</h2><input name=login_email placeholder=E-mail><input type=password name=login_password placeholder=Password><input type=submit value=Login></form></div></div>",
        |ask, _| ask.posts("/gateway").then(|| if ask.form.get("account").is_some_and(|o| o == "guest") { see("/checkout/address") } else { see("/register") }),
    );
    guest_gets_through(&till);
}

#[test]
fn a_guest_form_of_its_own_is_sent_and_the_login_form_beside_it_is_left() {
    const WALL: &str = "<h1>Checkout</h1><form method=post action=/login><h2>Returning customers</h2><label>E-mail <input type=email name=login_email required></label><label>Password <input type=password name=login_password required></label><button>Log in</button></form><form method=post action=/guest><h2>New here?</h2><label>E-mail address <input type=email name=guest_email required></label><button>Continue as guest</button></form>";
    let till = store(WALL, |ask, _| {
        ask.posts("/guest").then(|| {
            if ask.form.get("guest_email").is_some_and(|e| e.contains('@')) {
                see("/checkout/address")
            } else {
                see("/checkout")
            }
        })
    });
    guest_gets_through(&till);
}

#[test]
fn a_link_without_registering_is_followed() {
    let till = store(
        "<h1>Log in or register</h1><form method=post action=/login><label>E-mail <input type=email name=login_email required></label><label>Password <input type=password name=login_password required></label><button>Log in</button></form><p><a href=/register>Create an account</a></p><p><a href=/checkout/address>Continue without registering</a></p>",
        |_, _| None,
    );
    guest_gets_through(&till);
}

#[test]
fn a_picture_of_continue_in_the_block_for_guests_is_pressed_and_no_account_is_made() {
    let picture = |alt: &str, src: &str| {
        format!("<input type=image alt='{alt}' src='/{src}.png' width=90 height=24>")
    };
    let wall: &'static str = format!(
        "<div><a href=/checkout>Checkout</a></div><h1>Welcome, please sign in</h1>
         <fieldset><legend>Checkout Without Account</legend>For a faster checkout you may buy without creating an account.<div><a href='/index?page=no_account'><img src=/c.png alt=Continue width=90 height=24></a></div></fieldset>
         <form method=post action=/login><fieldset><legend>Returning customers: please log in</legend><label for=le>Email address:</label><input name=login_email id=le><label for=lp>Password:</label><input type=password name=login_password id=lp></fieldset>{}</form>
         <form method=post action=/register><fieldset><legend>New? Please provide your billing information</legend><label for=f>First name:</label><input name=firstname id=f><label for=l>Last name:</label><input name=lastname id=l><label for=s>Street address:</label><input name=street id=s><label for=c>City:</label><input name=city id=c><label for=p>Password:</label><input type=password name=password id=p><label for=q>Confirm password:</label><input type=password name=confirmation id=q></fieldset>{}</form>",
        picture("Log In", "login"),
        picture("Submit the Information", "submit")
    )
    .leak();
    let till = store(wall, |ask, _| {
        ask.gets("/index").then(|| see("/checkout/address"))
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert!(till.said("address1").contains("10 Example Street"));
    assert_eq!(till.orders(), 0);
    assert_eq!(till.said("confirmation"), "", "no account is made");
    assert_eq!(till.said("login_password"), "", "nobody logs in");
}

#[test]
fn a_button_made_of_boxes_lets_a_guest_in() {
    let till = store(
        "<div class=t role=heading aria-level=1>How would you like to check out?</div><div class=col><div role=group aria-label='Sign in'><div role=textbox contenteditable=true aria-label='E-mail' style='border:1px solid;min-width:90px;height:22px'></div><input type=password aria-label=Password><div role=button tabindex=0>Sign in</div></div></div>
         <div class=col><div role=button tabindex=0 onclick=\"location='/checkout/address'\">Checkout as guest</div><div role=button tabindex=0 onclick=\"location='/register'\">Create account</div></div>",
        |_, _| None,
    );
    guest_gets_through(&till);
}

#[test]
fn an_email_first_form_shows_the_way_on_afterwards() {
    let till = store(
        "<h1>Checkout</h1><div id=a><label for=e>E-mail</label> <input id=e type=email required><button onclick=\"fetch('/known',{method:'POST',body:new URLSearchParams({email:e.value})}).then(r=>r.text()).then(t=>{b.innerHTML=t;a.hidden=true})\">Next</button></div><div id=b></div>",
        |ask, _| {
            ask.posts("/known").then(|| super::till::late(200, super::till::bare("<p>We do not know this address yet.</p><form method=post action=/login><input type=password name=login_password aria-label='Choose a password' placeholder='Password'><button>Create account</button></form><form action=/checkout/address><button>Continue as guest</button></form>")))
        },
    );
    guest_gets_through(&till);
}

#[test]
fn a_login_form_at_the_top_of_every_page_is_not_the_checkouts_form() {
    let till = store(
        "<div class=topline><form method=post action=/login><input name=login_email placeholder='E-mail' required><input type=password name=login_password placeholder=Password required><button>Sign in</button></form></div><h1>Delivery</h1><form method=post action=/checkout/address><label>E-mail <input type=email name=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>Town <input name=city required></label><label>Postcode <input name=postcode required></label><button>Next</button></form>",
        |_, _| None,
    );
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert_eq!(goals(&journey), [Goal::Address, Goal::Review]);
    assert_eq!(till.said("login_email"), "");
}

#[test]
fn a_store_that_requires_an_account_refuses() {
    let till = store(
        "<h1>Please log in to continue</h1><form method=post action=/login><label>E-mail <input type=email name=login_email required></label><label>Password <input type=password name=login_password required></label><button>Log in</button></form><h2>New customer?</h2><a href=/register>Create an account</a>",
        |_, _| None,
    );
    let journey = walk(&till, Device::Mobile);
    refused(&journey, "account-required");
    assert_eq!(
        journey.steps.last().unwrap().problem.as_deref(),
        Some("account-required")
    );
}

#[test]
fn a_checkout_that_registers_everybody_refuses() {
    let till = store(
        "<h1>Create your account</h1><form method=post action=/register><label>First name <input name=first_name required></label><label>Last name <input name=last_name required></label><label>E-mail <input type=email name=email required></label><label>Choose a password <input type=password name=new_password required autocomplete=new-password></label><label>Repeat password <input type=password name=new_password2 required autocomplete=new-password></label><button>Create account and continue</button></form><p>Already registered? <a href=/login>Log in</a></p>",
        |_, _| None,
    );
    let journey = walk(&till, Device::Mobile);
    refused(&journey, "account-required");
    assert!(
        !till
            .server
            .asked()
            .iter()
            .any(|a| a.path == "/register" && a.method == "POST"),
        "no account was made"
    );
}

#[test]
fn a_password_that_may_stay_empty_stays_empty() {
    let till = store(
        "<h1>Delivery address</h1><form method=post action=/checkout/address><label>E-mail* <input type=email name=email required></label><label>First name* <input name=first_name required></label><label>Last name* <input name=last_name required></label><label>Address* <input name=address1 required></label><label>City* <input name=city required></label><label>Postcode* <input name=postcode required></label>
         <fieldset><legend>Create an account (optional)</legend><label>Password <input type=password name=new_password autocomplete=new-password></label></fieldset><label><input type=checkbox name=create_account checked> Save my details for next time</label><button>Continue</button></form>",
        |_, _| None,
    );
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("new_password"), "");
}

#[test]
fn what_is_folded_up_beside_the_login_form_is_opened_for_a_guests_way() {
    let till = store(
        "<h1>How would you like to check out?</h1><form method=post action=/login><h2>Returning customers</h2><label>E-mail <input type=email name=login_email></label><label>Password <input type=password name=login_password></label><button>Log in</button></form>
         <details><summary>Other ways</summary><a href=/checkout/address>Skip this step</a></details>",
        |_, _| None,
    );
    guest_gets_through(&till);
}

#[test]
fn a_password_that_says_it_may_stay_empty_is_no_wall() {
    let till = store(
        "<h1>Checkout</h1><form method=post action=/login><h2>Returning customers</h2><label>E-mail <input type=email name=login_email></label><label>Password <input type=password name=login_password></label><button>Log in</button></form>
         <form method=post action=/start><h2>New customers</h2><label>E-mail <input type=email name=email required></label><label>Password (leave empty to order without an account) <input type=password name=p></label><button>Continue</button></form>",
        |ask, _| ask.posts("/start").then(|| see("/checkout/address")),
    );
    guest_gets_through(&till);
}

#[test]
fn a_code_by_telephone_is_an_account_too() {
    let till = store(
        "<h1>手机号登录</h1><input placeholder='请输入手机号'><input placeholder='请输入短信验证码'><button>获取验证码</button><button>登录 / 注册</button>",
        |_, _| None,
    );
    refused(&walk(&till, Device::Mobile), "account-required");
}

#[test]
fn prices_for_members_and_a_cart_that_asks_who_is_there_are_accounts_required() {
    let prices = Till::start("en", |ask, _| match ask.path {
        "/" => Some(page(
            "en",
            "Trade shop",
            "<h1>Models</h1><p><a href=/p/1>Model 1</a> <a href=/login>Log in to see prices</a></p>",
        )),
        "/p/1" => Some(page(
            "en",
            "Model 1",
            "<h1>Model 1</h1><p>Prices are visible to registered trade customers only.</p><a href=/login>Log in to see prices</a>",
        )),
        "/login" => Some(page("en", "Log in", LOGIN)),
        _ => None,
    });
    refused(&walk(&prices, Device::Mobile), "account-required");
    let cart = Till::start("en", |ask, _| match (ask.method, ask.path) {
        ("GET", "/") => Some(page(
            "en",
            "Model 1",
            "<h1>Model 1</h1><p class=price>£12.00</p><button onclick=\"fetch('/api/add',{method:'POST'})\">Add to cart</button>",
        )),
        ("POST", "/api/add") => Some(Answer {
            status: "401 Unauthorized",
            ..page("en", "", "")
        }),
        _ => None,
    });
    refused(&walk(&cart, Device::Mobile), "account-required");
}
