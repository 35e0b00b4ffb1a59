//! What a visit can do and see, in real Chromium.

use crate::visitor::*;
use cartwalk::browser::{BrowserError, GuardPolicy, SettleOptions};
use cartwalk::journey::{look::look, touch};
use cartwalk::model::device::Device;
use cartwalk::probe;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[test]
fn a_script_gives_values_and_awaits_promises_and_its_exception_is_an_error() {
    let (mut visit, _) = at(Device::Desktop, "/");
    let value = visit
        .call(
            0,
            "async (a, b) => ({ sum: a + b.n, list: [1, null] })",
            &[json!(2), json!({ "n": 3 })],
        )
        .unwrap();
    assert_eq!(value, json!({ "sum": 5, "list": [1, null] }));
    let error = visit
        .call(0, "() => { throw new Error('no such thing') }", &[])
        .unwrap_err();
    let BrowserError::Script { message } = error else {
        panic!("{error:?}")
    };
    assert!(message.contains("no such thing"), "{message}");
    // Ours is a world apart, and it lasts as long as the document.
    visit.call(0, "() => { globalThis.kept = 1 }", &[]).unwrap();
    assert_eq!(
        visit.call(0, "() => globalThis.kept", &[]).unwrap(),
        json!(1)
    );
    assert_eq!(
        page_says(&mut visit, "typeof window.kept"),
        json!("undefined")
    );
    assert_eq!(page_says(&mut visit, "window.fromUs"), json!("/"));
    visit.reload(LIMIT).unwrap();
    assert_eq!(
        visit.call(0, "() => typeof globalThis.kept", &[]).unwrap(),
        json!("undefined")
    );
}

#[test]
fn navigation_tells_status_address_and_failure() {
    let mut visit = visit(Device::Desktop);
    let gone = visit.goto(&store().url("/missing"), LIMIT).unwrap();
    assert_eq!((gone.status, gone.failure), (Some(404), None));
    let empty = visit.goto(&store().url("/empty"), LIMIT).unwrap();
    assert_eq!((empty.status, empty.bodyless), (Some(204), true));
    assert_eq!(visit.url().unwrap(), store().url("/missing"));
    let refused = visit.goto("http://127.0.0.1:1/", LIMIT).unwrap();
    assert_eq!(refused.status, None);
    assert!(refused.failure.unwrap().starts_with("net::ERR_"));
    rest(&mut visit);
    visit.goto(&store().url("/download"), LIMIT).unwrap();
    assert_eq!(visit.downloads(), vec![store().url("/download")]);
    visit.goto(&store().url("/"), LIMIT).unwrap();
    visit.goto(&store().url("/next"), LIMIT).unwrap();
    assert_eq!(visit.back(LIMIT).unwrap().url, store().url("/"));
    assert_eq!(visit.reload(LIMIT).unwrap().status, Some(200));
}

#[test]
fn each_device_shows_its_own_identity_and_screen() {
    for (device, width, mobile) in [(Device::Desktop, 1350, false), (Device::Mobile, 412, true)] {
        let (mut visit, server) = at(device, "/");
        let seen = page_says(
            &mut visit,
            "[innerWidth, navigator.userAgent, navigator.language, 'ontouchstart' in window, document.hasFocus()]",
        );
        assert_eq!(seen[0], json!(width));
        let agent = seen[1].as_str().unwrap();
        assert!(
            !agent.contains("Headless") && agent.contains("Mobile") == mobile,
            "{agent}"
        );
        assert_eq!(agent, visit.user_agent());
        assert_eq!(
            (&seen[2], &seen[3], &seen[4]),
            (&json!("ja"), &json!(mobile), &json!(true))
        );
        let asked = server.asked();
        assert!(asked.iter().any(|asked| asked.headers.contains(agent)));
    }
}

#[test]
fn a_press_is_trusted_and_follows_links_on_both_devices() {
    for device in [Device::Desktop, Device::Mobile] {
        let (mut visit, _) = at(device, "/");
        press(&mut visit, "#b");
        rest(&mut visit);
        assert_eq!(
            page_says(&mut visit, "[window.clicks, window.trusted]"),
            json!([1, true])
        );
        let mark = visit.mark();
        press(&mut visit, "#next");
        let settled = visit.settle(&mark, &SettleOptions::default()).unwrap();
        assert!(
            settled.navigated && !settled.capped,
            "{device:?} {settled:?}"
        );
        assert_eq!(visit.url().unwrap(), store().url("/next"));
        let response = settled.clock.response_ms.unwrap();
        assert!((240.0..2_000.0).contains(&response), "{response}");
        assert!(settled.clock.usable_ms.unwrap() >= response);
        assert!(settled.clock.feedback_ms.unwrap() >= 200.0);
        assert_eq!(visit.traffic(&mark).document_status, Some(200));
    }
}

#[test]
fn a_phone_shows_a_wide_page_small_and_still_hits_its_buttons() {
    let (mut visit, _) = at(Device::Mobile, "/wide");
    assert_eq!(page_says(&mut visit, "innerWidth > 900"), json!(true));
    press(&mut visit, "#b");
    rest(&mut visit);
    assert_eq!(page_says(&mut visit, "window.clicks"), json!(1));
    let picture = image::load_from_memory(&visit.screenshot().unwrap()).unwrap();
    assert_eq!(picture.width(), 412);
    visit.scroll_by(0.0, 300.0).unwrap();
    rest(&mut visit);
    assert_eq!(page_says(&mut visit, "scrollY > 100"), json!(true));
}

#[test]
fn typing_makes_real_keys_and_japanese_arrives_whole() {
    let (mut visit, _) = at(Device::Desktop, "/");
    press(&mut visit, "#i");
    visit.type_text("Az-9 @東京タワー!").unwrap();
    assert_eq!(page_says(&mut visit, "i.value"), json!("Az-9 @東京タワー!"));
    assert_eq!(page_says(&mut visit, "window.keys"), json!("Az-9 @!"));
    visit.press("Control+a").unwrap();
    visit.press("Backspace").unwrap();
    assert_eq!(page_says(&mut visit, "i.value"), json!(""));
    visit.type_text("abc").unwrap();
    visit.press("Home").unwrap();
    visit.press("Delete").unwrap();
    assert_eq!(page_says(&mut visit, "i.value"), json!("bc"));
    assert!(visit.press("Nonsense").is_err());
}

#[test]
fn dialogs_are_answered_and_noted_and_nothing_stops() {
    let (mut visit, _) = at(Device::Desktop, "/dialogs");
    press(&mut visit, "#b");
    assert_eq!(
        page_says(&mut visit, "[window.sure, window.name2]"),
        json!([true, null])
    );
    let told: Vec<_> = visit
        .dialogs()
        .into_iter()
        .map(|d| (d.kind, d.text))
        .collect();
    assert_eq!(told[0], ("alert".to_owned(), "over 18?".to_owned()));
    assert_eq!(told.len(), 3);
    assert_eq!(
        visit.goto(&store().url("/"), LIMIT).unwrap().status,
        Some(200)
    );
    assert_eq!(visit.dialogs()[0].kind, "beforeunload");
}

#[test]
fn popups_are_noted_and_closed_before_they_load_and_the_page_still_takes_input() {
    for device in [Device::Desktop, Device::Mobile] {
        let (mut visit, server) = at(device, "/popup");
        press(&mut visit, "#b");
        rest(&mut visit);
        assert_eq!(visit.popups(), vec![server.url("/next?popup=1")]);
        press(&mut visit, "#blank");
        rest(&mut visit);
        assert_eq!(visit.popups(), vec![server.url("/missing?blank")]);
        press(&mut visit, "#self");
        rest(&mut visit);
        assert_eq!(visit.popups(), Vec::<String>::new());
        press(&mut visit, "#order");
        rest(&mut visit);
        assert_eq!(visit.popups(), vec![server.url("/order")]);
        press(&mut visit, "#b");
        assert_eq!(visit.popups().len(), 1);
        assert!(
            !server
                .asked()
                .iter()
                .any(|asked| asked.path.contains("popup=1")
                    || asked.path.contains("?blank")
                    || asked.path == "/order")
        );
    }
}

#[test]
fn an_endless_loop_ends_in_a_timeout_and_the_visit_can_be_left() {
    let mut patient = options(Device::Desktop);
    patient.call_timeout = Duration::from_secs(2);
    let mut visit = guest(&patient);
    visit.goto(&store().url("/loop"), LIMIT).unwrap();
    let (x, y) = middle(&mut visit, "#b");
    let mark = visit.mark();
    assert!(matches!(
        visit.click(x, y),
        Err(BrowserError::Timeout { .. })
    ));
    assert!(matches!(
        visit.call(0, "() => 1", &[]),
        Err(BrowserError::Timeout { .. })
    ));
    let cap = SettleOptions {
        cap: Duration::from_secs(6),
        ..SettleOptions::default()
    };
    let settled = visit.settle(&mark, &cap).unwrap();
    assert!(settled.capped && settled.clock.usable_ms.is_none() && settled.clock.last == "cap");
    let leaving = Instant::now();
    drop(visit);
    assert!(leaving.elapsed() < Duration::from_secs(4));
    at(Device::Desktop, "/");
}

#[test]
fn frames_of_this_and_of_another_process_are_reached_and_placed() {
    let (mut visit, _) = at(Device::Desktop, "/frames");
    rest(&mut visit);
    let frames = visit.frames();
    assert_eq!(frames.len(), 4, "{frames:?}");
    assert_eq!(
        (frames[1].offset, frames[1].cross_origin),
        ((30.0, 40.0), false)
    );
    assert_eq!(frames[1].size, (200.0, 100.0));
    let pay = &frames[2];
    assert!(
        pay.cross_origin && pay.url.ends_with("/pay") && pay.offset.1 > 140.0,
        "{pay:?}"
    );
    assert!(frames[3].cross_origin && frames[3].size == (0.0, 0.0));
    let (index, offset) = (pay.index, pay.offset);
    assert_eq!(
        visit
            .call(index, "() => document.querySelector('button').id", &[])
            .unwrap(),
        json!("pay")
    );
    visit.click(offset.0 + 10.0, offset.1 + 10.0).unwrap();
    assert_eq!(
        visit
            .call_main(index, "() => [window.paid, window.fromUs]", &[])
            .unwrap(),
        json!([1, "/pay"])
    );
    assert!(visit.call(19, "() => 1", &[]).unwrap_err().page_moved_on());
}

#[test]
fn the_guard_stops_every_way_to_post_and_lets_through_what_it_allows() {
    let (mut visit, server) = at(Device::Desktop, "/");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&asked);
    visit
        .set_guard(Some(GuardPolicy(Arc::new(move |request| {
            if request.method == "GET" {
                return true;
            }
            told.lock().unwrap().push(request.clone());
            request.url.ends_with("/cart")
        }))))
        .unwrap();
    visit.goto(&server.url("/guarded"), LIMIT).unwrap();
    for id in ["#fetch", "#beacon", "#alive", "#worker", "#allowed"] {
        press(&mut visit, id);
    }
    rest(&mut visit);
    assert_eq!(
        page_says(&mut visit, "[window.refused, window.added]"),
        json!(["yes", 200])
    );
    press(&mut visit, "#form");
    rest(&mut visit);
    let blocked = visit.blocked();
    assert!(
        blocked
            .iter()
            .all(|(method, url, _)| method == "POST" && *url == server.url("/order"))
    );
    let asked = asked.lock().unwrap().clone();
    for by in ["fetch", "beacon", "keepalive", "worker", "frame", "form"] {
        assert!(
            asked
                .iter()
                .any(|one| one.url.contains(&format!("by={by}"))),
            "{by} was not asked about"
        );
    }
    assert_eq!(blocked.len(), 6, "{blocked:?}");
    let fetch = asked
        .iter()
        .find(|one| one.url.contains("by=fetch"))
        .unwrap();
    assert_eq!(
        (fetch.body.as_deref(), fetch.kind.as_str()),
        (Some("card=4111"), "xhr")
    );
    assert!(
        !server
            .asked()
            .iter()
            .any(|one| one.method == "POST" && one.path.starts_with("/order"))
    );
    visit.set_guard(None).unwrap();
    visit.goto(&server.url("/"), LIMIT).unwrap();
    page_says(
        &mut visit,
        "fetch('/cart', { method: 'POST', body: 'down' }).then(r => r.status)",
    );
    assert!(visit.blocked().is_empty());
    let carts: Vec<_> = server
        .asked()
        .into_iter()
        .filter(|one| one.path == "/cart")
        .collect();
    assert_eq!(
        (carts[0].body.as_str(), carts[1].body.as_str()),
        ("quantity=1", "down")
    );
}

#[test]
fn settling_tells_the_start_of_the_quiet_and_not_its_end() {
    let (mut visit, _) = at(Device::Desktop, "/slow-click");
    rest(&mut visit);
    let mut after = |id: &str| {
        let (x, y) = middle(&mut visit, id);
        let mark = visit.mark();
        let begun = Instant::now();
        visit.click(x, y).unwrap();
        let settled = visit.settle(&mark, &SettleOptions::default()).unwrap();
        (settled, begun.elapsed().as_millis())
    };
    // Polling goes on all the while, and does not count.
    let (nothing, took) = after("#nothing");
    assert_eq!(nothing.clock.usable_ms, Some(0.0), "{nothing:?}");
    assert!((500..900).contains(&took), "{took}");
    let (answer, took) = after("#b");
    let usable = answer.clock.usable_ms.unwrap();
    assert!(
        (700.0..1_000.0).contains(&usable) && answer.clock.last == "network",
        "{answer:?}"
    );
    assert!((answer.clock.response_ms.unwrap() - usable).abs() < 100.0);
    assert!(answer.clock.feedback_ms.unwrap() >= 700.0, "{answer:?}");
    assert!(took as f64 >= usable + 500.0, "{took}");
    let (work, _) = after("#work");
    let usable = work.clock.usable_ms.unwrap();
    assert!(
        (390.0..600.0).contains(&usable) && work.clock.last == "long-task",
        "{work:?}"
    );
    assert!((340.0..450.0).contains(&work.blocking_ms), "{work:?}");
    assert!(
        (390.0..700.0).contains(&work.clock.feedback_ms.unwrap()),
        "{work:?}"
    );
}

#[test]
fn work_of_our_own_fits_into_the_quiet_and_is_not_the_stores() {
    let (mut visit, _) = at(Device::Desktop, "/slow-click");
    rest(&mut visit);
    let times = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&times);
    visit.when_at_rest(Some(Box::new(move |visit| {
        count.fetch_add(1, Ordering::Relaxed);
        visit.call(0, probe::BEGIN_WORK, &[]).unwrap();
        visit
            .call(
                0,
                "() => { const end = performance.now() + 120; while (performance.now() < end); }",
                &[],
            )
            .unwrap();
        visit.call(0, probe::END_WORK, &[]).unwrap();
    })));
    let (x, y) = middle(&mut visit, "#nothing");
    let mark = visit.mark();
    let begun = Instant::now();
    visit.click(x, y).unwrap();
    let settled = visit.settle(&mark, &SettleOptions::default()).unwrap();
    let took = begun.elapsed().as_millis();
    assert_eq!(times.load(Ordering::Relaxed), 1);
    assert_eq!(settled.clock.usable_ms, Some(0.0), "{settled:?}");
    assert!(
        settled.blocking_ms < 1.0 && (500..900).contains(&took),
        "{took}: {settled:?}"
    );
    assert_eq!(visit.vitals().tbt_ms, Some(0.0));
    // A short window leaves no room for it.
    let mark = visit.mark();
    let quiet = Duration::from_millis(200);
    visit
        .settle(
            &mark,
            &SettleOptions {
                quiet,
                ..SettleOptions::default()
            },
        )
        .unwrap();
    assert_eq!(times.load(Ordering::Relaxed), 1);
}

#[test]
fn a_page_that_is_never_quiet_is_capped() {
    let mut visit = visit(Device::Desktop);
    let mark = visit.mark();
    let begun = Instant::now();
    visit.goto(&store().url("/busy"), LIMIT).unwrap();
    let cap = SettleOptions {
        cap: Duration::from_secs(3),
        ..SettleOptions::default()
    };
    let settled = visit.settle(&mark, &cap).unwrap();
    assert!(settled.capped && settled.clock.last == "cap", "{settled:?}");
    assert!((2_900..4_500).contains(&begun.elapsed().as_millis()));
}

#[test]
fn vitals_name_the_largest_paint_and_the_slowest_interaction() {
    for device in [Device::Desktop, Device::Mobile] {
        let (mut visit, _) = at(device, "/slow-click");
        rest(&mut visit);
        let before = visit.vitals();
        assert!(
            before.lcp_ms.unwrap() > 0.0 && before.fcp_ms.is_some() && before.cls.is_some(),
            "{before:?}"
        );
        assert!(before.lcp_element.unwrap().contains("h1"));
        assert_eq!(before.inp_ms, None);
        press(&mut visit, "#work");
        press(&mut visit, "#short");
        rest(&mut visit);
        // On a busy machine the browser hands an interaction over some time after it was answered.
        let mut after = visit.vitals();
        for _ in 0..20 {
            if after.inp_ms.is_some() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(250));
            after = visit.vitals();
        }
        assert!(after.inp_ms.unwrap() >= 390.0, "{device:?} {after:?}");
        assert!(after.tbt_ms.unwrap() >= 340.0, "{after:?}");
    }
}

#[test]
fn errors_of_the_page_are_noted_with_their_kind() {
    let mut visit = visit(Device::Desktop);
    let mark = visit.mark();
    visit.goto(&store().url("/errors"), LIMIT).unwrap();
    visit.settle(&mark, &SettleOptions::default()).unwrap();
    let console = visit.traffic(&mark).console;
    assert!(
        console
            .iter()
            .any(|line| line.level == "error" && line.text == "bad thing 7" && line.first_party)
    );
    assert!(
        console
            .iter()
            .any(|line| line.level == "exception" && line.text.contains("TypeError"))
    );
}

#[test]
fn a_screenshot_has_one_pixel_for_each_css_pixel() {
    for device in [Device::Desktop, Device::Mobile] {
        let (mut visit, _) = at(device, "/");
        let picture = image::load_from_memory(&visit.screenshot().unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), device.viewport_px());
    }
}

#[test]
fn without_a_line_nothing_arrives_until_it_is_back() {
    let (mut visit, server) = at(Device::Desktop, "/");
    visit.offline(true);
    assert!(
        visit
            .goto(&server.url("/next"), LIMIT)
            .unwrap()
            .failure
            .is_some()
    );
    visit.offline(false);
    assert_eq!(
        visit.goto(&server.url("/next"), LIMIT).unwrap().status,
        Some(200)
    );
}

#[test]
fn the_browsers_own_autofill_fills_an_address_with_trusted_events_and_tells_what_it_put_in() {
    for device in [Device::Mobile, Device::Desktop] {
        let (mut visit, _) = at(device, "/address");
        rest(&mut visit);
        visit.call(0, cartwalk::probe::INSTALL, &[]).unwrap();
        let find =
            "(name) => globalThis.cartwalk.handleOf(document.querySelector(`[name=${name}]`))";
        let mut handle = |name: &str| {
            let told = visit.call(0, find, &[json!(name)]).unwrap();
            u32::try_from(told.as_u64().unwrap()).unwrap()
        };
        let [name, town, mail] = ["n", "t", "e"].map(&mut handle);
        let address = [
            ("NAME_FULL", "Jo Bloggs"),
            ("ADDRESS_HOME_LINE1", "10 Example Street"),
            ("ADDRESS_HOME_CITY", "London"),
            ("ADDRESS_HOME_ZIP", "SW1A 1AA"),
            ("ADDRESS_HOME_COUNTRY", "GB"),
            ("EMAIL_ADDRESS", "jo@example.com"),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        let filled = visit.autofill(0, mail, &address).unwrap();
        let of = |handle: u32| filled.iter().find(|one| one.handle == handle);
        assert_eq!(of(name).unwrap().value, "Jo Bloggs", "{filled:?}");
        assert_eq!(of(town).unwrap().value, "London");
        assert_eq!(filled.len(), 5);
        let held = "[...document.querySelectorAll('input')].map((i) => i.value)";
        assert_eq!(
            page_says(&mut visit, held),
            json!([
                "Jo Bloggs",
                "10 Example Street",
                "",
                "SW1A 1AA",
                "jo@example.com",
                ""
            ])
        );
        assert_eq!(
            page_says(&mut visit, "window.heard.every((h) => h[1])"),
            json!(true)
        );
        // A page without a form has nothing to fill.
        visit.goto(&store().url("/next"), LIMIT).unwrap();
        visit.call(0, cartwalk::probe::INSTALL, &[]).unwrap();
        let heading = "() => globalThis.cartwalk.handleOf(document.querySelector('h1'))";
        let heading = visit.call(0, heading, &[]).unwrap().as_u64().unwrap();
        let none = visit.autofill(0, u32::try_from(heading).unwrap(), &address);
        assert!(none.is_err(), "{none:?}");
    }
}

#[test]
fn colours_on_their_way_and_under_the_pointer_are_not_the_pages() {
    let mut visit = visit(Device::Desktop);
    let page = "<!doctype html><style>p,button{color:%23999;background:%23fff;border:0}\
        .fades{animation:in 60s}@keyframes in{from{color:%23fff}to{color:%23000}}</style>\
        <button>Pointed at</button><p>Pale for good</p><p class=fades>Still fading in</p>";
    visit
        .goto(&format!("data:text/html,{page}"), LIMIT)
        .unwrap();
    let pale = |visit: &mut Guest| -> Vec<String> {
        let low = look(visit).unwrap().layout.low_contrast;
        low.into_iter().map(|(.., text)| text).collect()
    };
    assert_eq!(pale(&mut visit), ["Pointed at", "Pale for good"]);
    let controls = look(&mut visit).unwrap().controls;
    touch::press(&mut visit, controls[0].handle, None, LIMIT)
        .unwrap()
        .unwrap();
    assert_eq!(pale(&mut visit), ["Pale for good"]);
}

#[test]
fn a_complaint_that_stood_before_a_press_still_stands_for_it() {
    let mut visit = visit(Device::Desktop);
    let page = "<!doctype html><style>.error{color:red}</style>\
        <input id=mail aria-invalid=true aria-describedby='told hint'>\
        <p id=told class=error>Not whole</p><p id=hint>As on the card</p>\
        <input id=town aria-describedby=old><p id=old class=error>Put right since</p>";
    visit
        .goto(&format!("data:text/html,{page}"), LIMIT)
        .unwrap();
    visit.call(0, cartwalk::probe::INSTALL, &[]).unwrap();
    let old = json!(["Not whole", "As on the card", "Put right since"]);
    let seen = visit
        .call(0, cartwalk::probe::AFTER_SUBMIT, &[old])
        .unwrap();
    let said = seen["said"].as_array().unwrap();
    let texts: Vec<&str> = said.iter().filter_map(|s| s["text"].as_str()).collect();
    assert_eq!(texts, ["Not whole"]);
    assert_eq!(said[0]["field"], "#mail");
}
