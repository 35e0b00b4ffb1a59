//! Stores that let nobody in without what the user hands over: a staging store
//! behind basic authentication, a cookie, a header, an account.

use super::till::{
    Ask, Session as Visitor, Till, page, plan_for, reached, refused, see, walk, walk_with,
};
use crate::server::{Answer, Server, html};
use crate::visitor;
use cartwalk::browser::VisitOptions;
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Goal, Journey};
use cartwalk::session::{Credentials, Session, cookie, parse_state};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn checkout(ask: &Ask<'_>, visitor: &mut Visitor) -> Option<Answer> {
    Some(match (ask.method, ask.path) {
        ("GET", "/checkout") => page(
            "en",
            "Delivery address",
            "<h1>Delivery address</h1><form method=post action=/checkout><label>E-mail <input type=email name=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Continue to review</button></form>",
        ),
        ("POST", "/checkout") => see("/review"),
        ("GET", "/review") => page(
            "en",
            "Review your order",
            &format!(
                "<h1>Review your order</h1><p>{}<br>{} {}</p><p>Total £24.90</p><form method=post action=/done><button>Place order</button></form>",
                visitor.get("name"),
                visitor.get("city"),
                visitor.get("postcode")
            ),
        ),
        ("POST", "/done") => visitor.order(),
        _ => return None,
    })
}

/// What ann and her password make (RFC 7617).
const BASIC: &str = "Authorization: Basic YW5uQHNob3AuZXhhbXBsZTpjb3JyZWN0IGhvcnNl";

fn closed(status: &'static str, headers: &str) -> Answer {
    Answer {
        status,
        headers: headers.to_owned(),
        ..html("<h1>Members only</h1>")
    }
}

fn walk_as(till: &Till, session: impl FnOnce(Session) -> Session) -> Journey {
    let mut plan = plan_for(&till.server.url("/"));
    plan.session = session(Session::of(&plan.target));
    let journey = walk_with(till, Device::Mobile, plan);
    assert_eq!(till.orders(), 0, "an order arrived");
    journey
}

fn ann() -> Credentials {
    Credentials {
        user: "ann@shop.example".into(),
        password: "correct horse".into(),
    }
}

#[test]
fn a_staging_store_behind_basic_authentication_a_header_and_a_cookie_is_walked() {
    let till = Till::start("en", |ask, visitor| {
        let let_in = ask.headers.contains(&BASIC.to_ascii_lowercase())
            && ask.headers.contains("x-staging: letmein-please")
            && ask.headers.contains("gate=open-sesame");
        if !let_in {
            return Some(closed(
                "401 Unauthorized",
                "WWW-Authenticate: Basic realm=\"staging\"\r\n",
            ));
        }
        checkout(ask, visitor)
    });
    let journey = walk_as(&till, |session| {
        session
            .with_basic_auth(&ann())
            .with_header("x-staging", "letmein-please")
            .with_cookies(vec![cookie("gate=open-sesame").unwrap()])
    });
    reached(&journey, Goal::Review);
}

#[test]
fn headers_of_the_store_do_not_reach_a_third_party() {
    let heard = Arc::new(Mutex::new(String::new()));
    let keep = Arc::clone(&heard);
    let other = Server::start(move |asked| {
        keep.lock()
            .unwrap()
            .push_str(&asked.headers.to_ascii_lowercase());
        html("")
    });
    let script = other.url("/tracker.js");
    let own = Arc::new(Mutex::new(String::new()));
    let keep = Arc::clone(&own);
    let store = Server::start(move |asked| {
        keep.lock()
            .unwrap()
            .push_str(&asked.headers.to_ascii_lowercase());
        html(&format!("<h1>Store</h1><script src=\"{script}\"></script>"))
    });
    let url = store.url("/");
    let session = Session::of(&url.parse().unwrap())
        .with_basic_auth(&ann())
        .with_header("x-staging", "letmein-please");
    let mut visit = visitor::guest(&VisitOptions {
        session,
        ..visitor::options(Device::Desktop)
    });
    visit.goto(&url, Duration::from_secs(10)).unwrap();
    let mark = visit.mark();
    visit
        .settle(&mark, &cartwalk::browser::SettleOptions::default())
        .unwrap();
    assert!(own.lock().unwrap().contains("x-staging: letmein-please"));
    let heard = heard.lock().unwrap();
    assert!(heard.contains("host:"), "the script was asked for");
    assert!(
        !heard.contains("letmein") && !heard.contains("authorization"),
        "{heard}"
    );
}

#[test]
fn local_storage_of_a_saved_state_is_there_before_the_pages_scripts() {
    let store = Server::start(|_| {
        html(
            "<h1></h1><script>document.querySelector('h1').textContent=localStorage.getItem('token')</script>",
        )
    });
    let url = store.url("/");
    let origin = url.trim_end_matches('/');
    let state = format!(
        r#"{{"cookies":[],"origins":[{{"origin":"{origin}","localStorage":[{{"name":"token","value":"t0k3n-of-ann"}}]}}]}}"#
    );
    let (cookies, kept) = parse_state(&state).unwrap();
    let session = Session::of(&url.parse().unwrap())
        .with_cookies(cookies)
        .with_local_storage(kept);
    let mut visit = visitor::guest(&VisitOptions {
        session,
        ..visitor::options(Device::Desktop)
    });
    visit.goto(&url, Duration::from_secs(10)).unwrap();
    let shown = visit
        .call(
            0,
            "function () { return document.querySelector('h1').textContent; }",
            &[],
        )
        .unwrap();
    assert_eq!(shown, "t0k3n-of-ann");
}

const WALL: &str = "<h1>Please log in to continue</h1><form method=post action=/login><label>E-mail <input type=email name=login_email required></label><label>Password <input type=password name=login_password required></label><button>Log in</button></form><h2>New customer?</h2><a href=/register>Create an account</a>";
const REGISTER: &str = "<h1>Create your account</h1><form method=post action=/register><label>E-mail <input type=email name=new_email required></label><label>Password <input type=password name=new_password autocomplete=new-password required></label><label>Repeat the password <input type=password name=new_password2 autocomplete=new-password required></label><label><input type=checkbox name=terms required> I agree to the terms</label><label><input type=checkbox name=news> Send me the newsletter</label><button>Create account</button></form>";

/// A store that sells to members only.
fn members_only() -> Till {
    Till::start("en", |ask, visitor| {
        let member = visitor.has("member");
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") if !member => page("en", "Log in", WALL),
            ("GET", "/register") => page("en", "Register", REGISTER),
            ("POST", "/login") => {
                let known = visitor.get("login_email") == ann().user
                    && visitor.get("login_password") == ann().password;
                if known {
                    visitor.said.insert("member".into(), "ann".into());
                    see("/checkout")
                } else {
                    page(
                        "en",
                        "Log in",
                        &format!("<p role=alert class=error>Wrong e-mail or password.</p>{WALL}"),
                    )
                }
            }
            ("POST", "/register") => {
                let whole = visitor.get("new_email").contains('@')
                    && visitor.has("new_password")
                    && visitor.get("new_password") == visitor.get("new_password2")
                    && visitor.has("terms");
                if whole {
                    visitor.said.insert("member".into(), "new".into());
                    see("/checkout")
                } else {
                    page(
                        "en",
                        "Register",
                        &format!("<p role=alert class=error>Something is missing.</p>{REGISTER}"),
                    )
                }
            }
            _ => return checkout(ask, visitor),
        })
    })
}

#[test]
fn without_the_users_word_an_account_wall_ends_the_walk() {
    let till = members_only();
    refused(&walk(&till, Device::Mobile), "account-required");
    assert!(!till.session.lock().unwrap().has("login_email"));
}

#[test]
fn with_credentials_the_walk_goes_on_and_they_stand_in_no_step() {
    let till = members_only();
    let journey = walk_as(&till, |session| session.with_login(ann()));
    reached(&journey, Goal::Review);
    assert!(
        journey.account_required().is_some(),
        "the wall is not forgotten"
    );
    let told = serde_json::to_string(&journey).unwrap();
    assert!(!told.contains("correct horse") && !told.contains("ann@shop"));
}

#[test]
fn wrong_credentials_are_tried_once_and_told() {
    let till = members_only();
    let journey = walk_as(&till, |session| {
        session.with_login(Credentials {
            user: "bob@shop.example".into(),
            password: "wrong horse".into(),
        })
    });
    refused(&journey, "account-not-entered");
}

#[test]
fn with_sign_up_allowed_an_account_is_made_and_the_newsletter_left_alone() {
    let till = members_only();
    let journey = walk_as(&till, |session| session.with_signup(true));
    reached(&journey, Goal::Review);
    assert_eq!(till.said("news"), "");
}
