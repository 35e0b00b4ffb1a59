//! Habits that stores inherit from the templates of their software: a login at the side of every page,
//! a guest's way that speaks of buying, a picture that adds by its script alone, a cart that asks where
//! the parcel goes, one script for all pages, and a last step that only a hidden field tells.

use super::till::{Ask, Session, Till, bare, page, reached, see, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;

const DOT: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/// A page that shows a login at its side, whatever it is about.
fn beside_a_login(title: &str, main: &str) -> Answer {
    bare(&format!(
        "<!doctype html><html lang=ja><meta charset=utf-8><meta name=viewport content='width=device-width'><title>{title}</title><div id=main><h1>{title}</h1>{main}</div><div id=leftbar><h2>ログイン</h2><form method=post action=/member><p><label>メールアドレス<br><input name=loginmail id=loginmailw></label></p><p><label>パスワード<br><input type=password name=loginpass id=loginpassw></label></p><input type=submit name=member_login value=ログイン></form></div></html>"
    ))
}

fn with_a_login_everywhere(ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    Some(match (ask.method, ask.path) {
        ("GET", "/") => beside_a_login(
            "湯呑み",
            "<p>販売価格 ¥1,600</p><form method=post action=/cart/add>数量<input name=quant value=1 size=3> <input type=submit value=カートへ入れる></form>",
        ),
        ("GET", "/cart") if session.in_cart => beside_a_login(
            "カートの中",
            "<form method=post action=/next><table><tr><th>商品名</th><th>数量</th><th>金額</th></tr><tr><td>湯呑み</td><td><input name=quant value=1 size=3></td><td>¥1,600</td><td><input type=submit name=del value=削除></td></tr></table><input type=submit name=customerinfo value='　次へ　'></form>",
        ),
        ("POST", "/next") if ask.form.contains_key("del") => {
            session.in_cart = false;
            see("/cart")
        }
        ("POST", "/next") => see("/customer"),
        ("GET", "/customer") => beside_a_login(
            "お客様情報",
            "<h5>会員の方はこちら</h5><form method=post action=/member><table><tr><th>メールアドレス</th><td><input name=mail></td></tr><tr><th>パスワード</th><td><input type=password name=pass></td></tr></table><input type=submit value='　次へ　'></form>
<h5>会員ではない方はこちら</h5><form method=post action=/customer><table><tr><th><em>＊</em>メールアドレス</th><td colspan=2><input name=mail1></td></tr><tr><th><em>＊</em>メールアドレス(確認用)</th><td colspan=2><input name=mail2></td></tr><tr><th>パスワード</th><td colspan=2><input type=password name=password1>新規入会の方は入力してください。</td></tr><tr><th>パスワード（確認用）</th><td colspan=2><input type=password name=password2>新規入会の方は入力してください。</td></tr><tr><th><em>＊</em>お名前</th><td>姓<input name=name1></td><td>名<input name=name2></td></tr><tr><th>フリガナ</th><td>姓<input name=name3></td><td>名<input name=name4></td></tr><tr><th><em>＊</em>郵便番号</th><td colspan=2><input name=zipcode>例）100-1000</td></tr><tr><th><em>＊</em>市区郡町村</th><td colspan=2><input name=address1></td></tr><tr><th><em>＊</em>番地</th><td colspan=2><input name=address2></td></tr><tr><th><em>＊</em>電話番号</th><td colspan=2><input name=tel></td></tr></table><input type=submit name=back value=戻る> <input type=submit name=go value='　次へ　'> <input type=submit name=register value=会員登録しながら次へ></form>",
        ),
        ("POST", "/customer") if ask.form.contains_key("register") || !session.has("name2") => {
            see("/customer")
        }
        ("POST", "/customer") => beside_a_login(
            "内容確認",
            "<table><tr><td>湯呑み</td><td>¥1,600</td></tr><tr><td>総合計金額</td><td>¥2,100</td></tr></table><form method=post action=/fin><input type=submit name=back value=戻る> <input type=submit name=purchase value=上記内容で注文する></form>",
        ),
        ("POST", "/fin") => session.order(),
        _ => return None,
    })
}

#[test]
fn a_login_at_the_side_of_every_page_keeps_nobody_out() {
    let till = Till::start("ja", with_a_login_everywhere);
    reached(&walk(&till, Device::Mobile), Goal::Review);
    assert_eq!(till.said("password1"), "");
    assert_eq!(
        (till.said("name1"), till.said("name2")),
        ("山田".into(), "花子".into())
    );
    assert_eq!(till.orders(), 0);
}

fn buying_without_an_account(ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    let ko = |title: &str, main: &str| {
        Some(bare(&format!(
            "<!doctype html><html lang=ko><meta charset=utf-8><title>{title}</title><div id=hd><form action=/search><input name=q id=sch_str><input type=submit value=''></form></div><div id=wrapper><h1>{title}</h1>{main}</div></html>"
        )))
    };
    match (ask.method, ask.path) {
        ("GET", "/") => ko(
            "린넨 셔츠",
            "<p>판매가격 39,000원</p><form method=post action=/cart/add><button>장바구니 담기</button></form>",
        ),
        ("GET", "/cart") if session.in_cart => ko(
            "장바구니",
            "<table><tr><td>린넨 셔츠<td>39,000원<td><form method=post action=/cart/remove><button>삭제</button></form></table><a href=/checkout>주문하기</a>",
        ),
        ("GET", "/checkout") => ko(
            "로그인",
            "<form name=flogin method=post action=/login><label for=i>회원아이디</label><input name=mb_id id=i placeholder=아이디><label for=p>비밀번호</label><input type=password name=mb_password id=p><button>로그인</button></form><section><h2>비회원 구매</h2><p><input type=checkbox id=agree><label for=agree>개인정보수집에 대한 내용을 읽었으며 이에 동의합니다.</label></p><a href='javascript:guest(document.flogin)'>비회원으로 구매하기</a></section><script>function guest(f){if(!document.getElementById('agree').checked){alert('동의하셔야 합니다.');return}location.href='/orderform'}</script>",
        ),
        ("GET", "/orderform") => ko(
            "주문서 작성",
            "<form method=post action=/review><label>이름 <input name=od_name required></label><label>전화번호 <input name=od_tel required></label><label>주소 <input name=od_addr required></label><label>E-mail <input name=od_email required></label><p><label><input type=checkbox id=all onclick='ag1.checked=ag2.checked=checked'> 전체 동의</label></p><p><label><input type=checkbox name=ag1 id=ag1 value=1 required> [필수] 구매조건 확인 동의</label></p><p><label><input type=checkbox name=ag2 id=ag2 value=1 required> [필수] 개인정보 수집 이용 동의</label></p><button>이 주소로 보내기</button></form>",
        ),
        ("POST", "/review") if !(ask.form.contains_key("ag1") && ask.form.contains_key("ag2")) => {
            Some(see("/orderform"))
        }
        ("POST", "/review") => ko(
            "주문 확인",
            "<p>총 주문금액 42,000원</p><form method=post action=/fin><button>주문하기</button></form>",
        ),
        ("POST", "/fin") => Some(session.order()),
        _ => None,
    }
}

#[test]
fn to_buy_without_an_account_is_no_order_where_a_search_stands_on_the_page() {
    let till = Till::start("ko", buying_without_an_account);
    reached(&walk(&till, Device::Mobile), Goal::Review);
    assert!(!till.said("od_name").is_empty());
    assert_eq!(till.orders(), 0);
}

#[test]
fn one_script_for_all_pages_is_walked_through_although_it_is_called_a_cart() {
    let till = Till::start("ja", |ask, session| {
        let cart = ask.form.get("cart").or(ask.query.get("cart"));
        let script = "/cgi-bin/cart.cgi";
        if ask.gets("/") {
            return Some(bare(&format!(
                "<html lang=ja><meta charset=utf-8><title>三河屋</title><center><table><tr><td><a href='{script}?page=1&cart=disp'><img src='{DOT}' alt=お茶 width=120 height=30></a></td><td><a href='{script}?page=2&cart=disp'><img src='{DOT}' alt=お菓子 width=120 height=30></a></td></tr></table></center></html>"
            )));
        }
        if ask.path != script {
            return None;
        }
        let shown = |title: &str, main: &str| {
            Some(bare(&format!(
                "<html lang=ja><meta charset=utf-8><title>{title}</title><h3>{title}</h3>{main}</html>"
            )))
        };
        match cart.map(String::as_str) {
            Some("disp") => shown(
                "商品案内",
                &format!(
                    "<form method=post action={script}><h4>煎茶</h4><p>税込価格 1,080 円</p><select name=new_item><option value=1>1<option value=2>2</select> <input type=submit name=cart value=カートに入れる></form><form method=post action={script}><h4>ほうじ茶</h4><p>税込価格 864 円</p><select name=new_item><option value=1>1</select> <input type=submit name=cart value=カートに入れる></form>"
                ),
            ),
            Some("カートに入れる") => shown(
                "あなたのカートの中身",
                &format!(
                    "<form method=post action={script}><table border=1><tr><td>煎茶<td>1,080円<td>1</table><p>お届け先の都道府県をお選び下さい <select name=area><option value=br>選択して下さい<option value=北海道>北海道<option value=東京都>東京都<option value=大阪府>大阪府</select></p><input type=submit name=cart value=ご注文手続きへ></form>"
                ),
            ),
            Some("ご注文手続きへ") if session.get("area") != "br" => shown(
                "ご注文者",
                &format!(
                    "<form method=post action={script}><input type=hidden name=cart value=reg><table><tr><td>氏 名<span> *</span><td><input name=regname></tr><tr><td>E-mail *<td><input name=email></tr><tr><td>住所 *<td><input name=add></tr><tr><td>TEL *<td><input name=tel></tr></table><input type=submit value=確認画面へ></form>"
                ),
            ),
            Some("reg") => shown(
                "最終確認画面",
                &format!(
                    "<p>{}</p><p>合計 1,680円</p><form method=post action={script}><input type=hidden name=cart value=reg_send><input type=submit value=注文を確定する></form>",
                    session.get("regname")
                ),
            ),
            Some("reg_send") => Some(session.order()),
            _ => shown("ERROR", "<p>お届け先の都道府県をご選択下さい</p>"),
        }
    });
    reached(&walk(&till, Device::Mobile), Goal::Review);
    assert_eq!(till.said("area"), "東京都");
    assert_eq!(till.said("regname").replace([' ', '　'], ""), "山田花子");
    assert_eq!(till.orders(), 0);
}

#[test]
fn a_picture_without_words_adds_when_its_script_says_so() {
    let till = Till::start("ja", |ask, _| {
        ask.gets("/").then(|| {
            page(
                "ja",
                "P806",
                &format!(
                    "<h1>P806</h1><p>￥2000</p><form action='javascript:addToCart(24)' method=post>数量 <input name=number value=1 size=4></form><a href='javascript:addToCart(24)'><img src='{DOT}' width=120 height=36></a> <a href='javascript:collect(24)'><img src='{DOT}' width=120 height=36></a><script>function addToCart(){{fetch('/cart/add',{{method:'POST'}}).then(()=>{{location.href='/cart'}})}}function collect(){{}}</script>"
                ),
            )
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert!(journey.steps.iter().any(|s| s.goal == Goal::Cart));
    assert_eq!(till.orders(), 0);
}

#[test]
fn a_button_to_the_payment_whose_form_says_done_does_not_get_through() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "ja",
                "お届け先情報",
                "<h2>お届け先情報</h2><form method=post action=/flow.php><dl><dt>お名前<dd><input name=n required><dt>郵便番号<dd><input name=z required><dt>都道府県<dd><input name=p required><dt>ご住所<dd><input name=a required><dt>電話番号<dd><input name=t required></dl><input type=hidden name=step value=done><button>お支払い手続きへ</button></form>",
            ),
            ("POST", "/flow.php") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    assert_eq!(till.orders(), 0);
    // Nothing else leads on: what would have ordered is the last button there is.
    reached(&journey, Goal::Review);
    let last = journey.steps.last().unwrap();
    assert_eq!(last.goal, Goal::Review);
    assert_eq!(last.problem.as_deref(), Some("order-stopped"));
}

/// A product that is chosen over three pages: this one, its colour, how many.
fn in_stages(ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    let stage = |title: &str, asked: &str, mode: &str, words: &str| {
        Some(page(
            "ja",
            title,
            &format!(
                "<h2>{title}</h2>湯呑み 1,650円<form method=post action=/item>{asked}<input type=hidden name=mode value={mode}><input type=submit value='{words}'></form>"
            ),
        ))
    };
    match (ask.method, ask.path) {
        ("GET", "/") => stage("湯呑み", "", "select", "この商品を選ぶ"),
        ("POST", "/item") => match ask.form.get("mode").map(String::as_str) {
            Some("colour") if session.has("colour") => stage(
                "数量指定",
                "数量<input name=quantity size=3 value=1>",
                "cart",
                "かごに入れる",
            ),
            Some("cart") => {
                session.in_cart = true;
                Some(see("/cart"))
            }
            _ => stage(
                "規格",
                "色<select name=colour><option value=''>選択してください</option><option value=1>藍</option></select>",
                "colour",
                "次へ",
            ),
        },
        _ => None,
    }
}

#[test]
fn a_product_is_chosen_over_several_pages() {
    let till = Till::start("ja", in_stages);
    let journey = walk(&till, Device::Mobile);
    let steps: Vec<Goal> = journey.steps.iter().map(|step| step.goal).collect();
    assert!(steps.contains(&Goal::Cart), "{steps:?} {:?}", journey.ended);
    assert_eq!(till.said("colour"), "1");
    assert_eq!(till.orders(), 0);
}
