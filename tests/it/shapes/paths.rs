//! Walking a way again: a path that still holds, one that does not, a recipe and
//! a recording for a store that says nothing, a pack for known software.

use super::front::{card, product, shop};
use super::till::{Till, page, plan_for, reached, walk, walk_with};
use cartwalk::journey::path::PathFile;
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Goal, Journey, PathSource};
use cartwalk::model::plan::Plan;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A store of mugs and plates whose list of mugs can be closed down.
fn pottery(closed: &'static AtomicBool) -> Till {
    shop("en", move |ask, _| {
        let closed = closed.load(Ordering::SeqCst);
        Some(match ask.path {
            "/" if closed => page(
                "en",
                "Pottery",
                "<nav><a href=/c/plates>Plates</a></nav><h1>Pottery</h1>",
            ),
            "/" => page(
                "en",
                "Pottery",
                "<nav><a href=/c/plates>Plates</a> <a href=/c/mugs>Mugs</a></nav><h1>Pottery</h1>",
            ),
            "/c/mugs" => page(
                "en",
                "Mugs",
                &format!(
                    "<h1>Mugs</h1><ul>{}{}</ul>",
                    card("/item/mug", "Mug", "£24.90"),
                    card("/item/cup", "Cup", "£14.90")
                ),
            ),
            "/c/plates" => page(
                "en",
                "Plates",
                &format!(
                    "<h1>Plates</h1><ul>{}{}</ul>",
                    card("/item/plate", "Plate", "£9.90"),
                    card("/item/dish", "Dish", "£19.90")
                ),
            ),
            "/item/mug" => product("en", "Mug", "£24.90", "<button>Add to basket</button>"),
            "/item/cup" => product("en", "Cup", "£14.90", "<button>Add to basket</button>"),
            "/item/plate" => product("en", "Plate", "£9.90", "<button>Add to basket</button>"),
            "/item/dish" => product("en", "Dish", "£19.90", "<button>Add to basket</button>"),
            _ => return None,
        })
    })
}

fn plan_with(till: &Till, file: PathFile) -> Plan {
    let mut plan = plan_for(&till.server.url("/"));
    plan.journey.path = Some(Arc::new(file));
    plan
}

fn again(till: &Till, plan: Plan) -> Journey {
    till.session.lock().unwrap().in_cart = false;
    let journey = walk_with(till, Device::Desktop, plan);
    assert_eq!(till.orders(), 0, "an order arrived");
    journey
}

fn urls(journey: &Journey) -> Vec<String> {
    journey.steps.iter().map(|s| s.url.clone()).collect()
}

/// A path over the dish, which the pilot would not have chosen by itself.
fn over_the_dish(till: &Till) -> PathFile {
    let first = walk(till, Device::Desktop);
    let mut file = PathFile::of(&till.server.url("/"), &[first]);
    for step in &mut file.paths[0].steps {
        let (goal, place) = match step.goal {
            Some(Goal::Listing) => (Goal::Listing, "/c/plates"),
            Some(Goal::Product) => (Goal::Product, "/item/dish"),
            _ => continue,
        };
        step.goal = Some(goal);
        step.expect = Some(place.into());
        step.leads_to = Some(place.into());
        step.selectors = vec![format!("a[href*=\"{place}\"]")];
        step.name = None;
    }
    file
}

#[test]
fn a_path_is_walked_again_even_where_the_pilot_would_choose_otherwise() {
    static OPEN: AtomicBool = AtomicBool::new(false);
    let till = pottery(&OPEN);
    let file = over_the_dish(&till);
    let text = serde_json::to_string(&file).unwrap();
    let journey = again(&till, plan_with(&till, PathFile::parse(&text).unwrap()));
    assert!(
        urls(&journey).iter().any(|u| u.ends_with("/item/dish")),
        "{:?}",
        urls(&journey)
    );
    assert_eq!(journey.path_change, None);
    assert_eq!(journey.path_source, PathSource::Replayed);
}

#[test]
fn a_path_that_no_longer_holds_is_told_and_the_way_found_anew() {
    static CLOSED: AtomicBool = AtomicBool::new(false);
    let till = pottery(&CLOSED);
    let first = walk(&till, Device::Desktop);
    let mut file = PathFile::of(&till.server.url("/"), &[first]);
    for step in &mut file.paths[0].steps {
        match step.goal {
            Some(Goal::Listing) => step.expect = Some("/c/mugs".into()),
            Some(Goal::Product) => step.expect = Some("/item/mug".into()),
            _ => {}
        }
    }
    CLOSED.store(true, Ordering::SeqCst);
    let journey = again(&till, plan_with(&till, file));
    let change = journey.path_change.clone().expect("the list is gone");
    assert_eq!(
        (change.step, change.expected.as_str(), change.found.as_str()),
        (1, "listing /c/mugs", "listing /c/plates")
    );
    assert_eq!(journey.path_source, PathSource::Discovered);
    reached(&journey, Goal::Review);
}

/// A store in a language of its own: no word in it is known.
fn mute() -> Till {
    shop("x-none", |ask, _| {
        Some(match ask.path {
            "/" => page(
                "x",
                "Zog",
                "<a href=/a>Blarf</a> <a href=/b>Gnorp</a><h1>Zog</h1>",
            ),
            "/a" => page("x", "Blarf", "<h1>Blarf</h1><p>Wubble.</p>"),
            "/b" => product(
                "x",
                "Gnorp",
                "£24.90",
                "<button id=zing>Zing!</button><button type=button id=zang>Zang!</button>",
            ),
            _ => return None,
        })
    })
}

#[test]
fn a_recipe_names_what_no_word_tells() {
    let till = mute();
    let recipe = "[[step]]\ngoal = \"product\"\nleads_to = \"/b\"\n\n[[step]]\ngoal = \"added\"\npress = [\"#zing\"]\n";
    let journey = again(&till, plan_with(&till, PathFile::parse(recipe).unwrap()));
    assert_eq!(till.said("sku"), "Gnorp");
    assert_eq!(journey.path_source, PathSource::Recipe);
}

#[test]
fn a_recording_of_the_devtools_recorder_leads_the_same_way() {
    let till = mute();
    let recording = r##"{"title":"To the cart","steps":[
        {"type":"setViewport","width":1200,"height":800},
        {"type":"navigate","url":"http://127.0.0.1/"},
        {"type":"click","selectors":[["aria/Gnorp"],["a:nth-of-type(2)"],["xpath///a[2]"]]},
        {"type":"click","selectors":[["aria/Zing!"],["#zing"]]}]}"##;
    again(&till, plan_with(&till, PathFile::parse(recording).unwrap()));
    assert_eq!(till.said("sku"), "Gnorp");
}

#[test]
fn a_hint_never_lowers_the_guard() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "en",
                "Review your order",
                "<h1>Review your order</h1><form method=post action=/z><p>Total £24.90</p><button id=pay>Place order</button></form>",
            ),
            ("POST", "/z") => session.order(),
            _ => return None,
        })
    });
    let recipe = "[[step]]\ngoal = \"review\"\npress = [\"#pay\", \"text=Place order\"]\n";
    let journey = again(&till, plan_with(&till, PathFile::parse(recipe).unwrap()));
    reached(&journey, Goal::Review);
}

#[test]
fn a_pack_is_taken_along_for_known_software_only() {
    let store = |script: &'static str| {
        shop("en", move |ask, _| {
            Some(match ask.path {
                "/" => page(
                    "en",
                    "Shop",
                    &format!(
                        "<script src={script}></script><nav><a href=/c/mugs>Mugs</a></nav><h1>Shop</h1>"
                    ),
                ),
                "/c/mugs" => page(
                    "en",
                    "Mugs",
                    &format!(
                        "<h1>Mugs</h1><ul>{}{}</ul>",
                        card("/item/mug", "Mug", "£24.90"),
                        card("/item/cup", "Cup", "£14.90")
                    ),
                ),
                "/item/mug" => page(
                    "en",
                    "Mug",
                    "<h1>Mug</h1><p class=price>£24.90</p><form class=cart method=post action=/cart/add><input type=hidden name=sku value=Mug><button class=single_add_to_cart_button name=add-to-cart value=1>Add to basket</button></form>",
                ),
                "/wp-content/plugins/woocommerce/a.js" | "/app.js" => crate::server::html(""),
                _ => return None,
            })
        })
    };
    for (script, packs, hinted) in [
        ("/wp-content/plugins/woocommerce/a.js", true, true),
        ("/wp-content/plugins/woocommerce/a.js", false, false),
        ("/app.js", true, false),
    ] {
        let till = store(script);
        let mut plan = plan_for(&till.server.url("/"));
        plan.journey.packs = packs;
        let journey = again(&till, plan);
        let considered = journey
            .steps
            .iter()
            .flat_map(|s| &s.decisions)
            .flat_map(|d| &d.considered);
        let told = considered
            .filter(|c| c.because == "known of WooCommerce")
            .count()
            > 0;
        assert_eq!(told, hinted, "{script} {packs}");
        assert_eq!(till.said("sku"), "Mug");
    }
}
