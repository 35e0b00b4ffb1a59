//! Japanese stores: tables with the words only in `th`, split fields, image
//! buttons, kana, and messages that want it otherwise.

use super::till::{Till, bare, goals, page, reached, see, walk};
use cartwalk::model::device::Device;
use cartwalk::model::journey::Goal;

const DOT: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

fn table(message: &str) -> String {
    format!(
        "<div>入力 → 確認 → 完了</div><h2>お客様情報の入力</h2>{message}<form method=post action=/orderConfirm.php name=form1><table border=1>
<tr><th>お名前<font color=red>※必須</font></th><td>姓<input name=n1 size=10> 名<input name=n2 size=10></td></tr>
<tr><th>フリガナ<font color=red>※必須</font></th><td>セイ<input name=k1 size=10> メイ<input name=k2 size=10></td></tr>
<tr><th>郵便番号<font color=red>※必須</font></th><td>〒<input name=z1 size=4 maxlength=3>-<input name=z2 size=5 maxlength=4> <input type=button value='郵便番号から住所を検索' onclick=\"const x=new XMLHttpRequest();x.open('GET','/zip?z='+form1.z1.value+form1.z2.value);x.onload=()=>{{const p=x.responseText.split(',');form1.pf.value=p[0];form1.ad1.value=p[1]}};x.send()\"></td></tr>
<tr><th>都道府県<font color=red>※必須</font></th><td><select name=pf><option value=''>選択してください<option>北海道<option>東京都<option>大阪府</select></td></tr>
<tr><th>市区町村・番地<font color=red>※必須</font></th><td><input name=ad1 size=30></td></tr>
<tr><th>建物名</th><td><input name=ad2 size=30></td></tr>
<tr><th>電話番号<font color=red>※必須</font></th><td><input name=t1 size=5 maxlength=5>-<input name=t2 size=5 maxlength=4>-<input name=t3 size=5 maxlength=4></td></tr>
<tr><th>メールアドレス<font color=red>※必須</font></th><td><input name=m1 size=30><br><input name=m2 size=30>（確認用）</td></tr>
<tr><th>お届け希望日</th><td><select name=dd><option value=0>指定なし<option>12月1日<option>12月2日</select></td></tr>
<tr><th>お届け時間帯</th><td><select name=dt><option value=0>指定なし<option>午前中<option>14時〜16時</select></td></tr>
<tr><th>お支払い方法<font color=red>※必須</font></th><td><input type=radio name=pay value=1>クレジットカード<br><input type=radio name=pay value=2>代金引換<br><input type=radio name=pay value=3>銀行振込</td></tr>
<tr><th>メールマガジン</th><td><input type=checkbox name=mg value=1 checked>希望する</td></tr></table>
<center><a href=/cart><img src='{DOT}' alt='戻る' width=120 height=40></a> <input type=image src='{DOT}' alt='ご注文内容の確認へ' width=200 height=40></center></form>"
    )
}

#[test]
fn a_table_store_with_split_fields_and_image_buttons_is_walked_to_the_confirmation() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "ja",
                "ご購入手続き",
                &format!(
                    "<h2>ご購入手続き</h2><table><tr><td><form method=post action=/login.php><b>会員の方</b><br>メールアドレス<input name=login_mail><br>パスワード<input type=password name=login_pass><br><input type=image src='{DOT}' alt='ログイン' width=90 height=30></form></td><td><b>はじめての方</b><br><a href=/order/input.php><img src='{DOT}' alt='会員登録せずに購入する' width=200 height=40></a></td></tr></table>"
                ),
            ),
            ("GET", "/order/input.php") => page("ja", "お客様情報の入力", &table("")),
            ("GET", "/zip") => bare("東京都,千代田区千代田"),
            ("POST", "/orderConfirm.php") => {
                let bad = [
                    "n1", "n2", "k1", "k2", "z1", "z2", "pf", "ad1", "t1", "t2", "t3", "m1", "m2",
                    "pay",
                ]
                .into_iter()
                .find(|n| ask.form.get(*n).is_none_or(|v| v.is_empty()));
                match bad {
                    Some(name) => page(
                        "ja",
                        "お客様情報の入力",
                        &table(&format!("<p class=error>{name}を入力してください。</p>")),
                    ),
                    None => page(
                        "ja",
                        "ご注文内容の確認",
                        &format!(
                            "<h2>ご注文内容の確認</h2><table><tr><th>お名前</th><td>{} {}</td></tr><tr><th>ご住所</th><td>〒{}-{} {}{}</td></tr><tr><th>合計</th><td>3,300円</td></tr></table><form method=post action=/order/fix.php><input type=image src='{DOT}' alt='注文を確定する' width=200 height=40></form><a href=/order/input.php><img src='{DOT}' alt='修正する' width=90 height=30></a>",
                            session.get("n1"),
                            session.get("n2"),
                            session.get("z1"),
                            session.get("z2"),
                            session.get("pf"),
                            session.get("ad1")
                        ),
                    ),
                }
            }
            ("POST", "/order/fix.php") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(
        goals(&journey),
        [Goal::Checkout, Goal::Address, Goal::Review]
    );
    assert_eq!(
        (till.said("n1").as_str(), till.said("n2").as_str()),
        ("山田", "花子")
    );
    assert_eq!(
        (till.said("k1").as_str(), till.said("k2").as_str()),
        ("ヤマダ", "ハナコ")
    );
    assert_eq!(
        (till.said("z1").as_str(), till.said("z2").as_str()),
        ("100", "0001")
    );
    assert_eq!(
        (
            till.said("t1").as_str(),
            till.said("t2").as_str(),
            till.said("t3").as_str()
        ),
        ("03", "1234", "5678")
    );
    assert_eq!(till.said("m1"), till.said("m2"));
    assert_eq!(till.said("pay"), "2");
    assert_eq!(till.said("mg"), "1", "left as found");
    assert_eq!(till.said("login_mail"), "");
}

#[test]
fn messages_about_hyphens_kana_and_width_are_read_and_obeyed() {
    let form = |message: &str| {
        page(
            "ja",
            "お届け先",
            &format!(
                "<h1>お届け先の入力</h1>{message}<form method=post action=/checkout><dl><dt>お名前</dt><dd><input name=name></dd><dt>ふりがな</dt><dd><input name=kana></dd><dt>郵便番号</dt><dd><input name=zip></dd><dt>住所</dt><dd><input name=address></dd><dt>電話番号</dt><dd><input name=tel></dd><dt>メールアドレス</dt><dd><input name=email></dd></dl><button>確認画面へ進む</button></form>"
            ),
        )
    };
    let till = Till::start("ja", move |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => form(""),
            ("POST", "/checkout") => {
                let get = |n: &str| ask.form.get(n).cloned().unwrap_or_default();
                let mut said = Vec::new();
                if get("kana")
                    .chars()
                    .any(|c| !('ぁ'..='ん').contains(&c) && !c.is_whitespace())
                    || get("kana").is_empty()
                {
                    said.push("ふりがなはひらがなで入力してください");
                }
                if get("zip").contains('-') || get("zip").len() != 7 {
                    said.push("郵便番号はハイフンなしの7桁で入力してください");
                }
                if get("address").chars().any(|c| c.is_ascii()) || get("address").is_empty() {
                    said.push("住所は全角で入力してください");
                }
                if get("tel").matches('-').count() != 2 {
                    said.push("電話番号はハイフンを入れて入力してください");
                }
                if said.is_empty() {
                    see("/kakunin")
                } else {
                    form(&format!(
                        "<ul class=errorlist>{}</ul>",
                        said.iter()
                            .map(|s| format!("<li>{s}。</li>"))
                            .collect::<String>()
                    ))
                }
            }
            ("GET", "/kakunin") => page(
                "ja",
                "ご注文内容確認",
                &format!(
                    "<h1>ご注文内容確認</h1><p>{}様</p><p>{}</p><p>合計 3,300円</p><form method=post action=/fin><button>この内容で注文する</button></form>",
                    session.get("name"),
                    session.get("address")
                ),
            ),
            ("POST", "/fin") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.said("tel"), "03-1234-5678");
    assert_eq!(till.said("zip"), "1000001");
    let corrected: Vec<_> = journey
        .steps
        .iter()
        .flat_map(|s| &s.filled)
        .filter(|f| f.corrected_after.is_some())
        .collect();
    assert!(corrected.len() >= 2, "{corrected:?}");
    let address = corrected
        .iter()
        .find(|f| f.selector.contains("address"))
        .unwrap();
    assert!(address.corrected_after.as_ref().unwrap().contains("全角"));
    let before = journey
        .steps
        .iter()
        .flat_map(|s| &s.filled)
        .find(|f| f.selector == address.selector)
        .unwrap();
    assert!(
        before.corrected_after.is_none() && before.typed != address.typed,
        "both are kept"
    );
}

#[test]
fn a_form_with_almost_no_labels_is_told_by_order_and_neighbours() {
    let till = Till::start("ja", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "ja",
                "ご注文",
                "<b>ご注文フォーム</b><form method=post action=/checkout>お名前<br><input name=a1><br>ご住所<br>〒<input name=a2><br><input name=a3 size=50><br>お電話<br><input name=a4><br>E-Mail<br><input name=a5><br><input type=radio name=a6 value=d checked>代引き<input type=radio name=a6 value=b>銀行振込<br><input type=submit value='確　認'></form>",
            ),
            ("POST", "/checkout") => {
                if ["a1", "a2", "a3", "a4", "a5"]
                    .into_iter()
                    .all(|n| ask.form.get(n).is_some_and(|v| !v.is_empty()))
                {
                    see("/conf")
                } else {
                    page(
                        "ja",
                        "ご注文",
                        "<p class=error>未入力の項目があります。</p><a href=/checkout>戻る</a>",
                    )
                }
            }
            ("GET", "/conf") => page(
                "ja",
                "確認",
                &format!(
                    "<b>ご注文内容をご確認ください</b><p>{}<br>{}<br>{}</p><p>合計金額 3,300円</p><form method=post action=/go><input type=submit value='送　信'></form>",
                    session.get("a1"),
                    session.get("a3"),
                    session.get("a4")
                ),
            ),
            ("POST", "/go") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Desktop);
    reached(&journey, Goal::Review);
    assert!(till.said("a5").contains('@'));
}

/// A shop of the nineties: tables in tables, pictures for buttons, marks in the outer cell only, a
/// way in for guests beside the one for members, a date of delivery to choose, and mistakes on a
/// page of their own that only leads back.
#[test]
fn tables_in_tables_with_pictures_for_buttons_and_mistakes_on_a_page_of_their_own() {
    const ROW: &str = "<tr><td bgcolor=#eee>お名前<font color=red>※</font></td><td><table><tr><td>姓</td><td><input name=f1 size=10></td><td>名</td><td><input name=f2 size=10></td></tr></table></td></tr>
        <tr><td bgcolor=#eee>フリガナ<font color=red>※</font></td><td><input name=f3 size=10> <input name=f4 size=10></td></tr>
        <tr><td bgcolor=#eee>郵便番号<font color=red>※</font></td><td><input name=f5 size=3 maxlength=3> － <input name=f6 size=4 maxlength=4></td></tr>
        <tr><td bgcolor=#eee>ご住所<font color=red>※</font></td><td><input name=f7 size=40><br>都道府県から番地まで<br><input name=f8 size=40><br>ビル・マンション名</td></tr>
        <tr><td bgcolor=#eee>電話番号<font color=red>※</font></td><td><input name=f9 size=5 maxlength=5>-<input name=g1 size=4 maxlength=4>-<input name=g2 size=4 maxlength=4></td></tr>
        <tr><td bgcolor=#eee>E-mail<font color=red>※</font></td><td><input name=g3 size=30><br><input name=g4 size=30>（確認用）</td></tr>";
    let picture =
        |alt: &str| format!("<input type=image src=b.gif width=120 height=30 alt='{alt}'>");
    let till = Till::start("ja", move |ask, session| match (ask.method, ask.path) {
        ("GET", "/checkout") => Some(page(
            "ja",
            "ご注文手続き",
            &format!(
                "<table><tr valign=top><td><table border=1><tr><td colspan=2>会員の方</td></tr><tr><td>会員ID</td><td><form method=post action=/login><input name=uid></td></tr><tr><td>パスワード</td><td><input type=password name=upw>{}</form></td></tr></table></td><td><table border=1><tr><td>会員でない方</td></tr><tr><td><a href=/touroku><img src=t.gif width=120 height=30 alt='会員登録する'></a></td></tr><tr><td><a href=/form><img src=g.gif width=120 height=30 alt='会員登録せずに購入する'></a></td></tr></table></td></tr></table>",
                picture("ログイン")
            ),
        )),
        ("GET", "/form") => Some(page(
            "ja",
            "ご注文者情報",
            &format!(
                "<b>ご注文者情報の入力</b><form method=post action=/form><table border=1>{ROW}</table><a href=/cart><img src=m.gif width=90 height=30 alt='戻る'></a> {}</form>",
                picture("次へ進む")
            ),
        )),
        ("POST", "/form") => {
            let kana = |name| {
                session
                    .get(name)
                    .chars()
                    .all(|c| matches!(c, 'ぁ'..='ん' | 'ー'))
            };
            let asked = [
                "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f9", "g1", "g2", "g3",
            ];
            let wrong = if !asked.iter().all(|name| session.has(name)) {
                "未入力の項目があります"
            } else if !(kana("f3") && kana("f4")) {
                "フリガナは、ひらがなで入力してください"
            } else {
                return Some(page(
                    "ja",
                    "お届け日",
                    &format!(
                        "<b>お届け日の指定</b><form method=post action=/day><table border=1><tr><td>お届け希望日※</td><td><select name=day><option value=''>選択してください<option value=1>12月1日(火)<option value=2>12月2日(水)</select></td></tr></table>{}</form>",
                        picture("ご注文内容の確認へ")
                    ),
                ));
            };
            session.nth("returned");
            Some(page(
                "ja",
                "入力エラー",
                &format!(
                    "<font color=red><b>入力内容に誤りがあります</b></font><ul><li>{wrong}</ul><a href='javascript:history.back()'><img src=m.gif width=90 height=30 alt='前のページに戻る'></a>"
                ),
            ))
        }
        ("POST", "/day") if session.has("day") => Some(page(
            "ja",
            "ご注文内容の確認",
            &format!(
                "<b>ご注文内容の確認</b><p>{} {} 様<br>{}</p><p>合計 3,300円</p><form method=post action=/order>{}</form>",
                session.get("f1"),
                session.get("f2"),
                session.get("f7"),
                picture("この内容で注文する")
            ),
        )),
        ("POST", "/order") => Some(session.order()),
        _ => None,
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(till.orders(), 0);
    assert_eq!(till.session.lock().unwrap().tries.get("returned"), Some(&1));
}
