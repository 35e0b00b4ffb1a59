//! How a browser begins and ends, in order and not: nothing stays behind.

use crate::visitor::*;
use cartwalk::browser::{Browser, BrowserError, SettleOptions, Visit};
use cartwalk::model::device::Device;
use cartwalk::model::plan::BrowserPlan;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[test]
fn a_crash_of_the_page_is_seen_and_ends_calls_at_once() {
    let browser = launch();
    let mut visit = browser.visit(&options(Device::Desktop)).unwrap();
    visit.goto(&store().url("/"), LIMIT).unwrap();
    let renderers = Command::new("pgrep")
        .args([
            "-g",
            &browser.pid().unwrap().to_string(),
            "-f",
            "type=renderer",
        ])
        .output()
        .unwrap();
    let begun = Instant::now();
    for pid in String::from_utf8_lossy(&renderers.stdout).lines() {
        Command::new("kill").args(["-9", pid]).status().unwrap();
    }
    assert_eq!(
        visit.call(0, "() => new Promise(() => 0)", &[]),
        Err(BrowserError::PageCrashed)
    );
    assert!(visit.crashed() && begun.elapsed() < Duration::from_secs(5));
    let mark = visit.mark();
    assert_eq!(
        visit.settle(&mark, &SettleOptions::default()),
        Err(BrowserError::PageCrashed)
    );
}

#[test]
fn a_killed_browser_is_noticed_and_leaves_nothing_behind() {
    let browser = launch();
    let profile = browser.profile().unwrap().to_path_buf();
    let pid = browser.pid().unwrap();
    let mut visit = browser.visit(&options(Device::Desktop)).unwrap();
    assert!(profile.is_dir());
    Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status()
        .unwrap();
    let begun = Instant::now();
    let error = visit
        .call(0, "() => new Promise(() => 0)", &[])
        .unwrap_err();
    assert!(matches!(error, BrowserError::Closed { .. }), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(2));
    drop(visit);
    drop(browser);
    assert!(!profile.exists());
}

#[test]
fn a_browser_that_is_let_go_leaves_no_process_and_no_folder() {
    let browser = launch();
    let profile = browser.profile().unwrap().to_path_buf();
    let _visit = browser.visit(&options(Device::Mobile)).unwrap();
    drop(browser);
    assert!(!profile.exists());
    let processes = Command::new("ps").args(["-eo", "args"]).output().unwrap();
    let shown = String::from_utf8_lossy(&processes.stdout).into_owned();
    assert!(!shown.contains(profile.to_str().unwrap()));
}

#[test]
fn a_running_browser_can_be_used_and_is_left_running() {
    let own = launch();
    let port = std::fs::read_to_string(own.profile().unwrap().join("DevToolsActivePort")).unwrap();
    let port = port.lines().next().unwrap();
    let connect = Some(format!("http://127.0.0.1:{port}"));
    let guest = Browser::launch(&BrowserPlan { connect, ..plan() }).unwrap();
    assert_eq!((guest.pid(), guest.product()), (None, own.product()));
    drop(guest.visit(&options(Device::Desktop)).unwrap());
    drop(guest);
    own.visit(&options(Device::Desktop)).unwrap();
}

#[test]
fn what_cannot_start_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("broken-chrome");
    std::fs::write(
        &script,
        "#!/bin/sh\necho 'libnss3.so: cannot open' >&2\nexit 127\n",
    )
    .unwrap();
    Command::new("chmod")
        .args(["+x", script.to_str().unwrap()])
        .status()
        .unwrap();
    let error = Browser::launch(&BrowserPlan {
        chrome: Some(script),
        ..plan()
    })
    .err()
    .unwrap();
    assert!(
        matches!(error, BrowserError::Launch { .. }) && error.to_string().contains("libnss3.so"),
        "{error}"
    );
    let error = Browser::find_chrome(Some("/no/such/chrome".as_ref()))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("/no/such/chrome") && error.contains("apt-get install chromium"),
        "{error}"
    );
    let connect = Some("http://127.0.0.1:1".to_owned());
    assert!(matches!(
        Browser::launch(&BrowserPlan { connect, ..plan() }),
        Err(BrowserError::Launch { .. })
    ));
}

#[test]
fn a_killed_cartwalk_takes_its_browser_along() {
    use std::io::{BufRead, BufReader};
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            "browser_life::holds_a_browser",
        ])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let pid = BufReader::new(owner.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .find_map(|line| Some(line.split_once("browser=")?.1.to_owned()))
        .unwrap();
    let lives = || {
        let state = Command::new("ps")
            .args(["-o", "stat=", "-p", &pid])
            .output()
            .unwrap();
        let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
        !state.is_empty() && !state.starts_with('Z')
    };
    assert!(lives());
    owner.kill().unwrap();
    owner.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(3);
    while lives() {
        assert!(Instant::now() < deadline, "the browser outlived its owner");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The next start clears away what the killed one could not.
    drop(launch());
    let left = std::fs::read_dir(std::env::temp_dir())
        .unwrap()
        .flatten()
        .any(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(&format!("cartwalk-profile-{}-", owner.id()))
        });
    assert!(!left);
}

#[test]
#[ignore = "started by a_killed_cartwalk_takes_its_browser_along"]
fn holds_a_browser() {
    let browser = launch();
    println!("\nbrowser={}", browser.pid().unwrap());
    std::thread::sleep(Duration::from_secs(30));
}

#[test]
#[ignore = "prints figures, for people"]
fn figures() {
    let median = |mut run: Box<dyn FnMut() -> Duration>| {
        let mut all: Vec<f64> = (0..15).map(|_| run().as_secs_f64() * 1e3).collect();
        all.sort_by(f64::total_cmp);
        all[7]
    };
    let begun = Instant::now();
    let browser = launch();
    println!("launch {:?}", begun.elapsed());
    let begun = Instant::now();
    let mut visit = browser.visit(&options(Device::Desktop)).unwrap();
    println!("visit {:?}", begun.elapsed());
    let begun = Instant::now();
    visit.goto(&store().url("/"), LIMIT).unwrap();
    println!("goto {:?}", begun.elapsed());
    let visit = Arc::new(Mutex::new(visit));
    let timed = |act: fn(&mut Visit)| {
        let visit = Arc::clone(&visit);
        median(Box::new(move || {
            let mut visit = visit.lock().unwrap();
            let begun = Instant::now();
            act(&mut visit);
            begun.elapsed()
        }))
    };
    println!(
        "call(1) {:.2} ms",
        timed(|visit| drop(visit.call(0, "() => 1", &[]).unwrap()))
    );
    println!(
        "click {:.2} ms",
        timed(|visit| visit.click(20.0, 300.0).unwrap())
    );
    println!("locate + click {:.2} ms", timed(|visit| press(visit, "#b")));
    println!(
        "20 keys {:.2} ms",
        timed(|visit| visit.type_text("abcdefghijklmnopqrst").unwrap())
    );
    println!(
        "screenshot {:.2} ms",
        timed(|visit| drop(visit.screenshot().unwrap()))
    );
    println!("frames {:.2} ms", timed(|visit| drop(visit.frames())));
    println!("vitals {:.2} ms", timed(|visit| drop(visit.vitals())));
}
