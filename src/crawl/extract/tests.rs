//! Facts of small pages.

use super::*;
use crate::model::page::Region;

fn facts(html: &str) -> PageFacts {
    let page = Url::parse("https://shop.example/a/b?x=1").unwrap();
    extract(html, &page, &Site::of(&page)).facts
}

#[test]
fn visible_text_has_lines_and_leaves_out_what_is_hidden() {
    let facts = facts(
        "<title>T</title><body><h1>Mugs &amp; more</h1><p>One  <b>two</b><br>three</p><script>x()</script><style>p{}</style>\
         <p hidden>no</p><p style='display: none'>no</p><template>no</template><noscript>no</noscript>\
         <svg aria-hidden=true><text>no</text></svg><i aria-hidden=true>yes</i>\
         <table><tr><th>Total</th><td>£5</td></tr></table>",
    );
    assert_eq!(facts.text, "Mugs & more\nOne two\nthree\nyes\nTotal £5");
    assert_eq!(facts.headings, vec![(1, "Mugs & more".to_string())]);
}

#[test]
fn a_price_in_parts_is_read_as_one() {
    let facts = facts("<p><span>£</span><span>12</span><sup>99</sup></p>");
    assert_eq!(facts.prices[0].amount, 12.99);
}

#[test]
fn links_know_their_text_their_region_and_their_store() {
    let facts = facts(
        "<header><nav><a href='/cart' aria-label='Cart, 2 items'><svg></svg></a></nav></header>\
         <div class='site-footer'><a href='https://help.shop.example/faq'>FAQ</a><a href='https://other.example/'>Pay</a></div>\
         <main><article><footer><a href='c'><img alt='A mug' src=x></a></footer></article></main>\
         <div role=dialog><a href='#x' title='Close'></a></div><nav><a href='mailto:a@shop.example'>Mail</a></nav>",
    );
    let seen: Vec<(&str, &str, Region, bool)> = facts
        .links
        .iter()
        .map(|l| (l.url.as_str(), l.text.as_str(), l.region, l.internal))
        .collect();
    assert_eq!(
        seen,
        vec![
            (
                "https://shop.example/cart",
                "Cart, 2 items",
                Region::Header,
                true
            ),
            ("https://help.shop.example/faq", "FAQ", Region::Footer, true),
            ("https://other.example/", "Pay", Region::Footer, false),
            ("https://shop.example/a/c", "A mug", Region::Main, true),
            (
                "https://shop.example/a/b?x=1#x",
                "Close",
                Region::Dialog,
                true
            ),
            ("mailto:a@shop.example", "Mail", Region::Nav, false),
        ]
    );
    assert_eq!(facts.footer_text, "FAQPay");
    assert_eq!(facts.emails, vec!["a@shop.example"]);
}

#[test]
fn head_facts_are_read() {
    let facts = facts(
        "<html lang=ja><head><base href='/z/'><title> お店 \n 一覧 </title><meta name=Description content='d'>\
         <meta name=robots content='NOINDEX'><meta name=viewport content='width=device-width'><meta name=generator content='X 1'>\
         <link rel=canonical href='c'><meta property='og:type' content='product'><script src='s.js'></script></head>\
         <body><iframe src='https://maps.example/x'></iframe>",
    );
    assert_eq!(facts.title, "お店 一覧");
    assert_eq!(facts.lang.as_deref(), Some("ja"));
    assert_eq!(facts.description.as_deref(), Some("d"));
    assert_eq!(facts.meta_robots.as_deref(), Some("noindex"));
    assert_eq!(facts.canonical.as_deref(), Some("https://shop.example/z/c"));
    assert_eq!(
        facts.social_meta,
        vec![("og:type".to_string(), "product".to_string())]
    );
    assert_eq!(facts.scripts, vec!["https://shop.example/z/s.js"]);
    assert_eq!(facts.frames, vec!["https://maps.example/x"]);
}

#[test]
fn a_drawing_in_the_page_is_a_picture_when_it_has_a_name() {
    let facts = facts(
        "<main><svg viewBox='0 0 9 9'><title> Visa </title><path d='M0 0'/></svg><svg aria-label='PayPay'></svg>\
         <svg><path d='M0 0'/></svg><svg aria-hidden=true aria-label=Menu></svg><img src=a.png alt=Mug></main>",
    );
    let names: Vec<&str> = facts.images.iter().flat_map(|i| i.alt.as_deref()).collect();
    assert_eq!(names, ["Visa", "PayPay", "Mug"]);
}

#[test]
fn a_field_without_a_label_searches_where_its_button_says_so() {
    let picture = "<form action='/list'><p>Words<br><input type=text name=name><input type=image src=b.gif alt='検索'></p></form>";
    assert!(facts(picture).has_search);
    let button = "<form action='/list'><input name=name><button>Pesquisar</button></form>";
    assert!(facts(button).has_search);
    let address = "<form><input name=zip><input name=city><button>Search address</button></form>";
    assert!(!facts(address).has_search);
    let letter = "<form><input name=mail><button>Subscribe</button></form>";
    assert!(!facts(letter).has_search);
}

#[test]
fn forms_have_fields_labels_and_buttons() {
    let facts = facts(
        "<form action='/s' role=search><input name=q placeholder=Search><button>Go</button></form>\
         <form id=f method=POST><label for=e>E-mail</label><input id=e type=email name=mail>\
         <label>Note <textarea name=n></textarea></label><input type=submit value=Send></form><input form=f name=late title=Late>",
    );
    assert!(facts.has_search);
    assert_eq!(facts.forms.len(), 2);
    assert_eq!(facts.forms[0].method, "get");
    assert_eq!(facts.forms[0].action, "https://shop.example/s");
    let second = &facts.forms[1];
    assert_eq!(second.method, "post");
    assert_eq!(second.action, "https://shop.example/a/b?x=1");
    assert_eq!(
        second.inputs,
        vec![
            (
                "email".to_string(),
                "mail".to_string(),
                "E-mail".to_string()
            ),
            ("textarea".to_string(), "n".to_string(), "Note".to_string()),
            ("text".to_string(), "late".to_string(), "Late".to_string()),
        ]
    );
    assert_eq!(second.buttons, vec!["Send"]);
}

#[test]
fn pictures_are_read_as_written() {
    let facts = facts(
        "<img src='a.jpg' width=1 height=1 loading=lazy alt=''><picture><source srcset=x><img data-src='b.jpg' src='data:image/gif;base64,R0'></picture>",
    );
    assert_eq!(facts.images[0].alt.as_deref(), Some(""));
    assert!(facts.images[0].sized && !facts.images[0].responsive);
    assert_eq!(facts.images[1].src, "https://shop.example/a/b.jpg");
    assert!(facts.images[1].responsive && facts.images[1].alt.is_none());
}

#[test]
fn contacts_come_from_links_text_and_structured_data() {
    let facts = facts(
        "<html lang=en-GB><footer><a href='tel:+442079460958'>Call</a><p>Tel: 020 7946 0111</p><p>info [at] shop.example</p></footer>\
         <script type='application/ld+json'>{\"@type\":\"Store\",\"address\":{\"@type\":\"PostalAddress\",\"streetAddress\":\"1 Quay\",\"postalCode\":\"BS1 4RN\"}}</script>",
    );
    let phones: Vec<_> = facts
        .phones
        .iter()
        .map(|p| (p.e164.as_deref(), p.linked))
        .collect();
    assert_eq!(
        phones,
        vec![
            (Some("+442079460958"), true),
            (Some("+442079460111"), false)
        ]
    );
    assert_eq!(facts.emails, vec!["info@shop.example"]);
    assert_eq!(facts.addresses, vec!["1 Quay, BS1 4RN"]);
}

#[test]
fn a_page_that_only_scripts_fill_is_noticed() {
    assert!(facts("<body><div id=app></div><script src='app.js'></script>").needs_javascript);
    assert!(facts("<body><noscript>You need to enable JavaScript to run this app.</noscript><div id=root>Loading…</div><script src=a.js></script>").needs_javascript);
    assert!(!facts("<body><p>Closed today.</p>").needs_javascript);
    let full = format!(
        "<body><main>{}</main><script src=a.js></script>",
        "<p>A mug for every day.</p>".repeat(30)
    );
    assert!(!facts(&full).needs_javascript);
}

#[test]
fn hostile_html_is_survived_in_time() {
    let began = std::time::Instant::now();
    for html in [
        "<div>".repeat(50_000),
        format!("{}<h1>x</h1>", "<b><a href=x>".repeat(5_000)),
        "<a href=/x></a>".repeat(20_000),
        format!("<form>{}</form>", "<input name=q>".repeat(20_000)),
        "<ul><li class=c><a href=/1>x</a>£1".repeat(3_000),
        format!("<p>{}</p>", "1 234 567 ".repeat(20_000)),
        "<table>".repeat(5_000),
        "\0\u{fffe}<<<>>>&&#x0;&#55555555;<a href='http://[::'>x</a>".to_string(),
        String::new(),
    ] {
        let page = extract(
            &html,
            &Url::parse("https://s.example/").unwrap(),
            &Site::of(&Url::parse("https://s.example/").unwrap()),
        );
        assert!(page.facts.text.chars().count() <= 60_000);
    }
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
