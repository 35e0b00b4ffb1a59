//! Habits of older Japanese stores: a guest's way in that hardly says so, picture
//! buttons without words, checks that alert, choices that reload the page, and
//! walls in places where nobody looks for one.

use super::till::{Ask, Session, Till, bare, page, reached, refused, see, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;

const DOT: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const LOGIN: &str = "<form method=post action=/login><h3>会員の方</h3>メールアドレス <input name=login_email><br>パスワード <input type=password name=login_pass><br><input type=submit value=ログイン></form>";

fn ja(title: &str, main: &str) -> Answer {
    page("ja", title, main)
}

/// What comes behind the wall: a short form, and the confirmation.
fn behind(ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    Some(match (ask.method, ask.path) {
        ("GET", "/address") => ja(
            "お客様情報",
            "<h2>お客様情報の入力</h2><form method=post action=/address><table><tr><th>お名前</th><td><input name=name></td></tr><tr><th>ご住所</th><td><input name=addr size=40></td></tr><tr><th>電話番号</th><td><input name=tel></td></tr><tr><th>メールアドレス</th><td><input name=mail></td></tr></table><input type=submit value=確認画面へ></form>",
        ),
        ("POST", "/address") => ja(
            "ご注文内容の確認",
            &format!(
                "<h2>ご注文内容の確認</h2><p>{} {}</p><p>合計 3,300円</p><form method=post action=/fin><input type=submit value=注文を確定する></form>",
                session.get("name"),
                session.get("addr")
            ),
        ),
        ("POST", "/fin") => session.order(),
        _ => return None,
    })
}

fn guest_passes(way_in: &'static str) {
    let till = Till::start("ja", move |ask, session| {
        if ask.gets("/checkout") {
            return Some(ja("ログイン", &format!("<h2>ログイン</h2>{LOGIN}{way_in}")));
        }
        if ask.posts("/guest") {
            return Some(see("/address"));
        }
        behind(ask, session)
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert!(till.said("addr").contains("千代田"), "{way_in}");
    assert_eq!(till.said("login_pass"), "", "{way_in}");
}

#[test]
fn a_form_of_one_picture_beside_the_login_lets_a_guest_in() {
    guest_passes(
        "<h3>まだ会員登録されていないお客様</h3><a href=/entry>会員登録をする</a><form method=post action=/guest><input type=hidden name=mode value=nonmember><input type=image src=/x.gif alt=購入手続きへ width=140 height=36></form>",
    );
    guest_passes(
        "<table><tr><td>会員登録せずに購入される方はこちら<br><form method=post action=/guest><input type=image src=/btn_01.gif width=160 height=36></form></td></tr></table>",
    );
}

#[test]
fn a_guest_who_is_said_to_order_or_is_sent_here_gets_in() {
    guest_passes(
        "<nav><form method=post action=/guest><a href=/entry>新規会員登録</a> <input type=submit value=非会員で注文する></form></nav>",
    );
    guest_passes(
        "<p><a href=/entry>新規会員登録</a></p><p>会員登録せずに購入されたい方は<a href=/address>こちら</a></p>",
    );
}

#[test]
fn a_way_for_new_customers_that_ends_at_a_password_is_an_account_wall() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => ja(
                "ログイン",
                &format!(
                    "<h2>ログインしてください</h2><table><tr><td>はじめてのお客様<p>アカウントを作成すると、次回からのお買い物がスムーズになります。</p><a href=/create><img src={DOT} alt=次へ進む width=100 height=24></a></td><td>{LOGIN}</td></tr></table>"
                ),
            ),
            ("GET", "/create") => ja(
                "アカウント情報",
                &format!(
                    "<h2>アカウント情報</h2><form method=post action=/create><table><tr><td>姓</td><td><input name=lastname></td></tr><tr><td>名</td><td><input name=firstname></td></tr><tr><td>メールアドレス</td><td><input name=email></td></tr><tr><td>パスワード</td><td><input type=password name=password></td></tr><tr><td>パスワードの再入力</td><td><input type=password name=confirmation></td></tr></table><input type=image src={DOT} alt=次へ進む width=100 height=24></form>"
                ),
            ),
            ("POST", "/create") => {
                session.nth("accounts");
                see("/checkout")
            }
            _ => return None,
        })
    });
    refused(&walk(&till, Device::Desktop), "account-required");
    let made = till.session.lock().unwrap().tries.get("accounts").copied();
    assert_eq!(made, None, "no account is made");
}

#[test]
fn goods_for_members_and_a_login_behind_the_add_are_account_walls() {
    let members = Till::start("ja", |ask, _| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => ja(
                "卸サイト",
                "<h1>業務用資材の卸サイト</h1><ul><li><a href=/item/1>ダンボール箱</a> 価格は会員のみ公開</li><li><a href=/item/2>緩衝材</a> 会員価格</li></ul>",
            ),
            ("GET", "/item/1" | "/item/2") => ja(
                "ダンボール箱",
                &format!(
                    "<h1>ダンボール箱</h1><p>この商品を購入するにはログインが必要です。</p><a href=/login><img src={DOT} alt=ログインして価格を見る width=200 height=40></a>"
                ),
            ),
            _ => return None,
        })
    });
    refused(&walk(&members, Device::Desktop), "account-required");
    let behind_add = Till::start("ja", |ask, _| {
        Some(match (ask.method, ask.path) {
            ("POST", "/cart/add") => see("/login"),
            ("GET", "/login") => ja(
                "ログイン",
                &format!("<h1>ログイン</h1><p>カートのご利用には会員登録が必要です。</p>{LOGIN}"),
            ),
            _ => return None,
        })
    });
    refused(&walk(&behind_add, Device::Mobile), "account-required");
}

#[test]
fn a_cart_that_turns_a_visitor_away_is_a_bot_wall() {
    let by_form = Till::start("ja", |ask, _| {
        ask.posts("/cart/add").then(|| Answer {
            status: "403 Forbidden",
            ..bare("<h1>403 Forbidden</h1>")
        })
    });
    refused(&walk(&by_form, Device::Mobile), "bot-wall");
    let by_script = Till::start("ja", |ask, _| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => ja(
                "湯呑み",
                "<h1>湯呑み</h1><p>3,300円（税込）</p><button onclick=\"fetch('/api/cart',{method:'POST'}).then(r=>m.textContent=r.ok?'カートに追加しました':'エラーが発生しました')\">カートに入れる</button><p id=m class=error></p>",
            ),
            ("POST", "/api/cart") => Answer {
                status: "403 Forbidden",
                ..bare("{}")
            },
            _ => return None,
        })
    });
    refused(&walk(&by_script, Device::Mobile), "bot-wall");
}

#[test]
fn buttons_are_read_by_the_names_of_their_pictures() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/") => ja(
                "栗どら焼き",
                "<b>栗どら焼き</b><p>1,800円（税込）</p><form method=post action=/cart/add>箱 <select name=op><option value=__unselected>選択してください<option value=1>化粧箱<option value=2>簡易包装</select> <input name=su size=3 value=1>個 <input type=image src=/images/btn_kago.gif width=150 height=32></form>",
            ),
            ("POST", "/cart/add") if ask.form.get("op").is_none_or(|o| o == "__unselected") => {
                ja("エラー", "<p class=error>箱をお選びください</p>")
            }
            ("GET", "/cart") if session.in_cart => ja(
                "カゴの中",
                "<b>現在のカゴの中</b><table><tr><td>栗どら焼き</td><td><input name=su1 size=3 value=1>個</td><td>1,800円</td></tr></table><form method=get action=/address><input type=image src=/images/reji.gif width=150 height=32></form>",
            ),
            ("GET", "/address") => ja(
                "ご注文フォーム",
                "<b>ご注文フォーム</b><form method=post action=/address>お名前<br><input name=name><br>ご住所<br><input name=addr size=50><br>お電話<br><input name=tel><br>Ｅメール<br><input name=mail><br><input type=image src=/images/kakunin.gif width=150 height=32></form>",
            ),
            _ => return behind(ask, session),
        })
    });
    reached(&walk(&till, Device::Desktop), Goal::Review);
    assert_eq!(till.said("op"), "1", "the prompt is no choice");
}

#[test]
fn a_choice_that_reloads_the_page_and_a_link_that_submits_lead_on() {
    let till = Till::start("ja", |ask, session| {
        let pay = |session: &Session| {
            let radio = |value: &str, name: &str| {
                let on = if session.get("pay") == value {
                    "checked"
                } else {
                    ""
                };
                format!(
                    "<label><input type=radio name=pay value={value} {on} onchange=\"f.action='/reload';f.submit()\">{name}</label>"
                )
            };
            ja(
                "ご注文手続き",
                &format!(
                    "<h1>ご注文手続き</h1><form id=f name=f method=post action=/kakunin><h2>お支払方法</h2>{}{}<a href='javascript:void(document.f.submit())'>確認ページへ</a></form>",
                    radio("1", "銀行振込"),
                    radio("2", "代金引換")
                ),
            )
        };
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => ja(
                "お客様情報",
                "<h1>お客様情報</h1><form name=g method=post action=/checkout><input name=kana01 placeholder=セイ><input name=kana02 placeholder=メイ><p>ご住所<input name=addr></p><p>電話番号<input name=tel></p><p>メールアドレス<input name=mail></p><a href='javascript:void(document.g.submit())'>上記のお届け先のみに送る</a> <a href='javascript:void(document.g.submit())'>複数のお届け先に送る</a></form>",
            ),
            ("POST", "/checkout" | "/reload") => see("/pay"),
            ("GET", "/pay") => pay(session),
            ("POST", "/kakunin") => ja(
                "ご注文内容の確認",
                "<h1>ご注文内容の確認</h1><p>合計 3,300円</p><form method=post action=/fin><button>注文する</button></form>",
            ),
            ("POST", "/fin") => session.order(),
            _ => return None,
        })
    });
    reached(&walk(&till, Device::Desktop), Goal::Review);
    assert_eq!(
        (till.said("kana01").as_str(), till.said("kana02").as_str()),
        ("ヤマダ", "ハナコ")
    );
    assert!(!till.said("pay").is_empty());
}

#[test]
fn alerts_are_read_and_an_account_that_is_preselected_is_declined() {
    const FORM: &str = "<h2>ご注文手続き</h2><form name=of method=post action=/address onsubmit=\"if(!/^[\\uff61-\\uff9f]+$/.test(of.k1.value+of.k2.value)){alert('フリガナは半角カナで入力して下さい。');return false}if(of.mem[0].checked&&!of.pw.value){alert('パスワードを入力して下さい。');return false}return true\">
        <div>フリガナ<br><input name=k1> <input name=k2></div><div>会員登録<br><input type=radio name=mem value=1 checked>会員登録する<input type=radio name=mem value=0>会員登録しない<div>パスワード<br><input type=password name=pw></div></div>
        <div>お名前<br><input name=name></div><div>ご住所<br><input name=addr size=40></div><div>電話番号<br><input name=tel></div><div>メールアドレス<br><input name=mail></div><input type=submit value=入力内容を確認する></form>";
    let till = Till::start("ja", |ask, session| {
        if ask.gets("/checkout") {
            return Some(ja("ご注文手続き", FORM));
        }
        behind(ask, session)
    });
    reached(&walk(&till, Device::Desktop), Goal::Review);
    assert_eq!(
        (till.said("k1").as_str(), till.said("k2").as_str()),
        ("ﾔﾏﾀﾞ", "ﾊﾅｺ")
    );
    assert_eq!(
        (till.said("mem").as_str(), till.said("pw").as_str()),
        ("0", "")
    );
}
