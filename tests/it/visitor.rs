//! A shared browser, and a small store that misbehaves in every way we know.

use crate::server::{Answer, Asked, Server, html};
use cartwalk::browser::{Browser, SettleOptions, Visit, VisitOptions};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::plan::BrowserPlan;
use serde_json::json;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

pub const LIMIT: Duration = Duration::from_secs(20);

/// As a user's: `CARTWALK_CHROME` names another browser than the usual ones.
pub fn plan() -> BrowserPlan {
    BrowserPlan {
        chrome: std::env::var_os("CARTWALK_CHROME").map(Into::into),
        connect: None,
        headed: false,
        user_agent: None,
        call_timeout: Duration::from_secs(10),
    }
}

pub fn launch() -> Browser {
    Browser::launch(&plan())
        .unwrap_or_else(|error| panic!("{error}\nthese tests need: apt-get install chromium"))
}

/// One browser for the tests that leave it in order. The last one to let go
/// ends it: a static would never be dropped and leave its profile behind.
pub fn browser() -> Arc<Browser> {
    static SHARED: Mutex<Weak<Browser>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let browser = Arc::new(launch());
        *shared = Arc::downgrade(&browser);
        browser
    })
}

/// A visit that keeps the shared browser alive.
pub struct Guest {
    visit: Visit,
    _browser: Arc<Browser>,
}

impl Deref for Guest {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl DerefMut for Guest {
    fn deref_mut(&mut self) -> &mut Visit {
        &mut self.visit
    }
}

pub fn guest(options: &VisitOptions) -> Guest {
    let browser = browser();
    Guest {
        visit: browser.visit(options).unwrap(),
        _browser: browser,
    }
}

pub fn options(device: Device) -> VisitOptions {
    VisitOptions {
        device,
        throttle: Throttle::None,
        user_agent: None,
        accept_language: Some("ja,en;q=0.5".to_owned()),
        call_timeout: Duration::from_secs(10),
        store_domain: "127.0.0.1".to_owned(),
        init_scripts: vec!["window.fromUs = location.pathname".to_owned()],
        session: cartwalk::session::Session::default(),
    }
}

pub fn visit(device: Device) -> Guest {
    guest(&options(device))
}

pub fn at(device: Device, path: &str) -> (Guest, &'static Server) {
    let mut visit = visit(device);
    visit.goto(&store().url(path), LIMIT).unwrap();
    parsed(&mut visit);
    (visit, store())
}

/// Waits until the document is read to its end: a visit arrives before that.
fn parsed(visit: &mut Visit) {
    let wait = "() => document.readyState === 'loading' && new Promise(done =>
        addEventListener('DOMContentLoaded', () => done(true), { once: true }))";
    // A page that never ends is what some tests are about.
    let _ = visit.call(0, wait, &[]);
}

pub fn middle(visit: &mut Visit, selector: &str) -> (f64, f64) {
    parsed(visit);
    let place = visit
        .call(
            0,
            "s => { const b = document.querySelector(s).getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }",
            &[json!(selector)],
        )
        .unwrap();
    (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
}

pub fn press(visit: &mut Visit, selector: &str) {
    let (x, y) = middle(visit, selector);
    visit.click(x, y).unwrap();
}

pub fn rest(visit: &mut Visit) {
    let mark = visit.mark();
    let settled = visit.settle(&mark, &SettleOptions::default()).unwrap();
    assert!(!settled.capped, "{settled:?}");
}

pub fn page_says(visit: &mut Visit, expression: &str) -> serde_json::Value {
    visit
        .call_main(0, &format!("() => ({expression})"), &[])
        .unwrap()
}

pub fn other() -> &'static Server {
    static OTHER: OnceLock<Server> = OnceLock::new();
    OTHER.get_or_init(|| {
        Server::start(|_| {
            html("<body style='margin:0'><button id=pay onclick='window.paid=1'>pay</button>")
        })
    })
}

pub fn store() -> &'static Server {
    static STORE: OnceLock<Server> = OnceLock::new();
    STORE.get_or_init(|| Server::start(answer))
}

fn answer(asked: &Asked) -> Answer {
    let late = |ms, mut answer: Answer| {
        answer.delay = Duration::from_millis(ms);
        answer
    };
    match asked.path.split('?').next().unwrap_or_default() {
        "/" => html(
            "<h1>A store with a heading that is its largest paint</h1><a id=next href='/next'>next</a>
             <button id=b onclick='window.clicks=(window.clicks||0)+1;window.trusted=event.isTrusted'>b</button>
             <input id=i oninput='window.inputs=(window.inputs||0)+1' onkeydown='window.keys=(window.keys||\"\")+event.key'>",
        ),
        "/next" => late(250, html("<h1>Next</h1>")),
        "/missing" => Answer { status: "404 Not Found", ..html("<h1>gone</h1>") },
        "/empty" => Answer { status: "204 No Content", ..html("") },
        "/download" => Answer {
            headers: "Content-Type: application/zip\r\nContent-Disposition: attachment; filename=a.zip\r\n".to_owned(),
            ..html("zip")
        },
        "/dialogs" => html(
            "<button id=b onclick=\"alert('over 18?'); window.sure = confirm('sure?'); window.name2 = prompt('name?')\">b</button>
             <script>addEventListener('beforeunload', e => { e.preventDefault(); e.returnValue = 'stay'; })</script>",
        ),
        "/popup" => html(
            "<button id=b onclick=\"window.open('/next?popup=1', '_blank', 'width=300,height=300')\">b</button>
             <a id=blank target=_blank rel=noopener href='/missing?blank'>blank</a>
             <button id=self style='margin-top:99px' onclick=\"const w = window.open('', 'w'); w.document.write('<script>close()</'+'script>')\">self</button>
             <form id=f method=post action=/order target=_blank><button id=order style='margin-top:99px'>order</button></form>",
        ),
        "/address" => html(
            "<form method=post action=/next>\
             <label>Name <input name=n autocomplete=name></label>\
             <label>Street <input name=s autocomplete=address-line1></label>\
             <label>Town <input name=t autocomplete=address-level2></label>\
             <label>Postcode <input name=p autocomplete=postal-code></label>\
             <label>E-mail <input name=e type=email autocomplete=email></label>\
             <label>Your code word <input name=w></label>\
             <button>On</button></form>\
             <script>addEventListener('input', (e) => {\
               (window.heard ??= []).push([e.target.name, e.isTrusted]);\
               if (e.target.name === 't') e.target.value = '';\
             }, true)</script>",
        ),
        "/loop" => html("<button id=b onclick='for(;;);'>b</button>"),
        "/frames" => html(&format!(
            "<body style='margin:0'><div style='height:40px'></div><iframe id=same src='/next' style='border:0;margin-left:30px' width=200 height=100></iframe>
             <br><iframe id=cross src='http://localhost:{}/pay' style='border:0' width=200 height=100></iframe>
             <iframe src='http://127.0.0.1:{}/port' style='display:none'></iframe>",
            other().port, other().port
        )),
        "/guarded" => html(
            "<button id=fetch onclick=\"fetch('/order?by=fetch&secret=1',{method:'POST',body:'card=4111'}).catch(e=>window.refused='yes')\">fetch</button>
             <button id=beacon onclick=\"navigator.sendBeacon('/order?by=beacon','x')\">beacon</button>
             <button id=alive onclick=\"fetch('/order?by=keepalive',{method:'POST',keepalive:true,body:'x'}).catch(e=>0)\">alive</button>
             <button id=worker onclick=\"new Worker('/worker.js')\">worker</button>
             <button id=allowed onclick=\"fetch('/cart',{method:'POST',body:'quantity=1'}).then(r=>window.added=r.status)\">cart</button>
             <iframe id=inner src='/inner' width=200 height=60></iframe>
             <form method=post action='/order?by=form'><button id=form>form</button></form>",
        ),
        "/inner" => html("<body onload=\"fetch('/order?by=frame',{method:'POST'}).catch(()=>0)\">"),
        "/slow-click" => html(
            "<button id=b onclick=\"fetch('/slow.json').then(r=>r.text()).then(t=>{document.querySelector('h1').textContent=t})\">b</button><h1>waiting</h1>
             <button id=work onclick='const t=performance.now();while(performance.now()-t<400);this.textContent=\"done\"'>work</button>
             <button id=short onclick='const t=performance.now();while(performance.now()-t<60);this.textContent=\"done\"'>short</button>
             <button id=nothing>nothing</button>
             <script>setInterval(()=>fetch('/poll'),200)</script>",
        ),
        "/slow.json" => late(700, html("answer")),
        "/poll" => late(100, html("")),
        // Shows more when it has been quiet for most of the window.
        "/late" => html("<h1>Late</h1><script>addEventListener('load', () => setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==\">'), 400))</script>"),
        "/busy" => html("<script>const f=()=>fetch('/slow.json?'+Math.random()).then(f);f();f();f();f()</script>"),
        "/errors" => html("<script>console.error('bad thing', 7)</script><script>null.x</script><script src='/missing.js'></script>"),
        "/worker.js" => Answer {
            headers: "Content-Type: text/javascript\r\n".to_owned(),
            body: "fetch('/order?by=worker', { method: 'POST', body: 'x' }).catch(() => 0)".to_owned(),
            ..html("")
        },
        "/wide" => {
            let mut page = html("");
            page.body = "<!doctype html><title>old</title><body style='width:980px;height:6000px'><button id=b style='position:absolute;left:800px;top:600px' onclick='window.clicks=1'>b</button>".to_owned();
            page
        }
        "/soft" => html(
            "<main><h1>First view</h1><button id=work>work</button><button id=go>go</button></main><script src='/soft.js'></script>",
        ),
        "/soft.js" => Answer {
            headers: "Content-Type: text/javascript\r\n".to_owned(),
            body: "document.getElementById('work').onclick = () => { const t = performance.now(); while (performance.now() - t < 250); document.querySelector('h1').textContent = 'done'; };
                   document.getElementById('go').onclick = () => { history.pushState({}, '', '/soft/2'); document.querySelector('main').innerHTML = '<h1>Second view</h1><p style=\"font-size:40px\">' + 'Another screen of the same document. '.repeat(20); };".to_owned(),
            ..html("")
        },
        "/big" => Answer { body: "x".repeat(300_000), ..html("") },
        _ => html(""),
    }
}
