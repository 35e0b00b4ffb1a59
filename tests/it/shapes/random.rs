//! Seeded random walks through stores of many shapes: with one fence taken away
//! the other alone must hold. `CARTWALK_RANDOM_WALKS=1000` runs that many.

use super::till::{Session, Till, bare, late, page, see};
use crate::server::Answer;
use crate::visitor::{self, LIMIT};
use cartwalk::browser::SettleOptions;
use cartwalk::journey::fill::{self, Zeal};
use cartwalk::journey::guard::{Fence, may_press};
use cartwalk::journey::near::Trail;
use cartwalk::journey::screen::{self, Context};
use cartwalk::journey::{look, touch};
use cartwalk::model::device::Device;
use cartwalk::rulebook::lexicon::Lexicon;
use cartwalk::rulebook::persona::Persona;
use std::collections::BTreeSet;
use std::time::Duration;

/// SplitMix64: small, seeded, good enough to press buttons with.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Without {
    Words,
    Network,
}

const ADDRESS: &str = "<label>E-mail <input name=email type=email></label><label>Name <input name=name></label><label>Address <input name=address1></label><label>City <input name=city></label><label>Postcode <input name=postcode></label>";
const PAYMENT: &str = "<h2>Payment method</h2><label><input type=radio name=payment value=inv> Invoice</label><label><input type=radio name=payment value=cod> Cash on delivery</label>";

fn summary(session: &Session) -> String {
    format!(
        "<p>{}<br>{}<br>{} {}</p><p>Stoneware mug £24.90</p><p>Total £24.90</p>",
        session.get("name"),
        session.get("address1"),
        session.get("city"),
        session.get("postcode")
    )
}

/// One store of each shape; what orders is behind `/z`.
fn shape(number: usize) -> Till {
    Till::start(
        if number == 6 { "ja" } else { "en" },
        move |ask, session| {
            if ask.path == "/z" {
                return Some(session.order());
            }
            variant(number, ask.method, ask.path, session)
        },
    )
}

pub const SHAPES: usize = 10;

fn variant(number: usize, method: &str, path: &str, session: &mut Session) -> Option<Answer> {
    let en = |body: &str| page("en", "Checkout", &format!("<h1>Checkout</h1>{body}"));
    let steps = |last: &str, session: &Session| match (method, path) {
        ("GET", "/checkout") => Some(en(&format!(
            "<form method=post action=/b>{ADDRESS}<button>Continue</button></form>"
        ))),
        ("POST", "/b") => Some(see(if session.has("address1") {
            "/c"
        } else {
            "/checkout"
        })),
        ("GET", "/c") => Some(en(&format!(
            "<form method=post action=/c>{PAYMENT}<button>Continue</button></form>"
        ))),
        ("POST", "/c") => Some(see("/d")),
        ("GET", "/d") if !session.has("address1") => Some(see("/checkout")),
        ("GET", "/d") => Some(en(&format!(
            "{}{last}<a href=/checkout>Change address</a>",
            summary(session)
        ))),
        _ => None,
    };
    match number {
        0 => steps("<form method=post action=/z><button>Place order</button></form>", session),
        1 => steps("<form method=post action=/z><button>Continue</button></form>", session),
        2 => steps("<a href=/z>Continue</a>", session),
        3 => steps("<button type=button onclick=\"fetch('/z',{method:'POST'})\">OK</button>", session),
        4 => steps("<form action=/z><input type=image src='data:,' style='width:120px;height:40px'></form>", session),
        // Everything on one page.
        5 => (path == "/checkout").then(|| en(&format!("<form method=post action=/z>{ADDRESS}{PAYMENT}<p>Total £24.90</p><button>Place order</button></form>"))),
        6 => match (method, path) {
            ("GET", "/checkout") => Some(page("ja", "ご注文", "<h2>お客様情報</h2><form method=post action=/k><table><tr><th>お名前</th><td><input name=name></td></tr><tr><th>郵便番号</th><td><input name=postcode></td></tr><tr><th>ご住所</th><td><input name=address1></td></tr><tr><th>電話番号</th><td><input name=tel></td></tr><tr><th>メールアドレス</th><td><input name=email></td></tr><tr><th>お支払い方法</th><td><label><input type=radio name=payment value=1>代金引換</label><label><input type=radio name=payment value=2>銀行振込</label></td></tr></table><input type=image src='data:,' alt='確認画面へ' style='width:120px;height:40px'></form>")),
            ("POST", "/k") => Some(page("ja", "ご注文内容の確認", &format!("<h2>ご注文内容の確認</h2><p>{}様 {}</p><p>合計 3,300円</p><form method=post action=/z><input type=image src='data:,' alt='注文する' style='width:120px;height:40px'></form><a href=/checkout>戻る</a>", session.get("name"), session.get("address1")))),
            _ => None,
        },
        // One page whose only button says that it goes on.
        7 => (path == "/checkout").then(|| en(&format!("<form method=post action=/z>{ADDRESS}{PAYMENT}<p>Total £24.90</p><button>Continue</button></form>"))),
        // Sections by script, and an order by a request with a harmless name.
        8 => match (method, path) {
            ("GET", "/checkout") => Some(en(&format!("<div id=a>{ADDRESS}<button type=button onclick=\"fetch('/save',{{method:'POST',body:new URLSearchParams([...document.querySelectorAll('input')].map(i=>[i.name,i.value]))}}).then(r=>r.text()).then(t=>{{a.innerHTML=t}})\">Continue</button></div>"))),
            ("POST", "/save") => Some(late(80, bare(&format!("{}<h2>Payment</h2><p>Invoice</p><button type=button onclick=\"fetch('/z',{{method:'POST',body:'{{}}'}})\">Pay £24.90</button>", summary(session))))),
            _ => None,
        },
        // Several harmless-looking ways to order on the payment page itself.
        _ => match (method, path) {
            ("GET", "/checkout") => Some(en(&format!("<form method=post action=/b>{ADDRESS}<button>Next</button></form>"))),
            ("POST", "/b") => Some(see(if session.has("address1") { "/c" } else { "/checkout" })),
            ("GET", "/c") if !session.has("address1") => Some(see("/checkout")),
            ("GET", "/c") => Some(en(&format!("{}<form method=post action=/z>{PAYMENT}<button>Finish</button><button formaction=/z name=x value=y>Continue</button></form><div role=button tabindex=0 style='cursor:pointer' onclick=\"fetch('/z',{{method:'POST'}})\">Go</div>", summary(session)))),
            _ => None,
        },
    }
}

/// One random walk from the cart on; the number of presses.
fn stagger(till: &Till, seed: u64, without: Without) -> usize {
    let lexicon = Lexicon::embedded();
    let mut dice = Dice(seed);
    let mut visit = visitor::visit(if seed.is_multiple_of(2) {
        Device::Mobile
    } else {
        Device::Desktop
    });
    let fence = Fence::default();
    let mut trail = Trail::default();
    if without != Without::Network {
        visit.set_guard(Some(fence.policy())).unwrap();
    }
    till.session.lock().unwrap().in_cart = true;
    visit.goto(&till.server.url("/cart"), LIMIT).unwrap();
    visit.goto(&till.server.url("/checkout"), LIMIT).unwrap();
    let quick = SettleOptions {
        cap: Duration::from_secs(3),
        quiet: Duration::from_millis(150),
    };
    let mut presses = 0;
    for _ in 0..9 {
        let Ok(look) = look::look(&mut visit) else {
            break;
        };
        let context = Context {
            status: Some(200),
            checkout_entered: true,
            trail: Some(&trail),
        };
        let screen = screen::recognise(&look, context, lexicon);
        trail.payment_seen |= screen.takes_payment;
        fence.screen(&screen);
        let persona = Persona::for_store(look.lang.as_deref(), None, &[]);
        if dice.roll(4) > 0 {
            fence.fill();
            for step in fill::plan(&look, persona, Zeal::Required, &BTreeSet::new(), lexicon) {
                if let Ok(Some(filled)) = touch::fill(&mut visit, &step) {
                    trail.note_typed(&filled.purpose, &filled.typed);
                }
            }
            fence.close();
        }
        // The screen after filling is the one that is pressed on.
        let Ok(look) = look::look(&mut visit) else {
            break;
        };
        let context = Context {
            status: Some(200),
            checkout_entered: true,
            trail: Some(&trail),
        };
        let screen = screen::recognise(&look, context, lexicon);
        fence.screen(&screen);
        let any: Vec<_> = look
            .controls
            .iter()
            .filter(|c| {
                c.visible
                    && c.enabled
                    && !matches!(
                        c.region,
                        Some(
                            cartwalk::model::page::Region::Header
                                | cartwalk::model::page::Region::Footer
                        )
                    )
            })
            .filter(|c| without == Without::Words || may_press(c, &screen, lexicon).is_ok())
            .collect();
        if any.is_empty() {
            break;
        }
        let control = any[dice.roll(any.len())];
        fence.press(control, &screen, lexicon);
        let pressed = touch::press(
            &mut visit,
            control.handle,
            Some(&control.name),
            Duration::from_secs(3),
        );
        let mark = visit.mark();
        let _rested = visit.settle(&mark, &quick);
        fence.close();
        presses += usize::from(matches!(pressed, Ok(Ok(_))));
        if visit.crashed() {
            break;
        }
    }
    presses
}

#[test]
fn random_walks_with_one_fence_off_place_no_order() {
    let walks: u64 = std::env::var("CARTWALK_RANDOM_WALKS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(60);
    // Each hand walks through shapes of its own: an order is known by its store.
    let hands = 3;
    let presses: usize = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..hands)
            .map(|hand| scope.spawn(move || walk_shapes(hand, hands, walks)))
            .collect();
        handles.into_iter().map(|h| h.join().unwrap()).sum()
    });
    assert!(presses as u64 > walks, "the walks did press: {presses}");
}

/// Every walk through the shapes of one hand; the number of presses.
fn walk_shapes(hand: usize, hands: usize, walks: u64) -> usize {
    let tills: Vec<Till> = (0..SHAPES).map(shape).collect();
    let mut presses = 0;
    for seed in 0..walks {
        let number = usize::try_from(seed).unwrap() / 2 % SHAPES;
        if number % hands != hand {
            continue;
        }
        let without = if seed % 2 == 0 {
            Without::Words
        } else {
            Without::Network
        };
        let till = &tills[number];
        presses += stagger(till, seed / 2 * 2 + 1, without);
        assert_eq!(
            till.orders(),
            0,
            "seed {seed}: shape {number} without {without:?}"
        );
        till.session.lock().unwrap().said.clear();
    }
    presses
}
