//! A store that nobody here wrote, with its whole checkout on one page: EverShop, installed and started
//! by `scripts/evershop`.

use crate::cli::{cartwalk, folder};
use crate::hand_checked;
use std::process::Command;
use std::time::Duration;

fn given(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run scripts/evershop, which starts the store")
    })
}

#[test]
#[ignore = "scripts/evershop starts the store"]
fn evershop_is_judged_as_by_hand_and_receives_no_order() {
    let url = given("EVERSHOP_URL");
    let orders = || {
        let script = std::path::Path::new(&given("EVERSHOP_SCRIPTS")).join("orders");
        let told = Command::new(script).output().unwrap();
        String::from_utf8_lossy(&told.stdout).trim().to_owned()
    };
    let before = orders();
    let dir = folder();
    cartwalk(dir.path())
        .args(["audit", &url, "--throttle", "none", "--quiet"])
        .args(["--own-store", "--probes", "full", "--probe-budget", "10m"])
        .timeout(Duration::from_secs(900))
        .assert()
        .code(0);
    assert_eq!(orders(), before, "an order arrived");
    hand_checked::compare("evershop", &dir.path().join("cartwalk-report"));
}
