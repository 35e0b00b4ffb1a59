//! 特定商取引法に基づく表記: the links to it, and the items on it with their values.

use crate::model::page::PageFacts;
use crate::rules::facts::words::fold;

/// An item that the page must name with a concrete value.
pub struct LegalItem {
    /// Code; the rulebook has its name.
    pub code: &'static str,
    /// Its labels, folded.
    pub labels: &'static [&'static str],
    /// Whether a folded value is concrete.
    pub concrete: fn(&str) -> bool,
}

/// The eleven core items of article 11.
pub const ITEMS: &[LegalItem] = &[
    LegalItem {
        code: "seller",
        labels: &[
            "販売業者",
            "販売者",
            "事業者名",
            "事業者の名称",
            "会社名",
            "運営会社",
            "法人名",
            "屋号",
            "販売事業者",
            "サービス提供者",
            "店舗名",
            "ショップ名",
        ],
        concrete: something,
    },
    LegalItem {
        code: "address",
        labels: &["所在地", "住所", "本社所在地", "事業者の所在地"],
        concrete: |v| {
            v.contains('〒')
                || ["都", "道", "府", "県", "市", "区"]
                    .iter()
                    .any(|w| v.contains(w))
                || on_request(v)
        },
    },
    LegalItem {
        code: "phone",
        labels: &[
            "電話番号",
            "電話",
            "tel",
            "連絡先",
            "お問い合わせ先",
            "お問い合わせ電話番号",
        ],
        concrete: |v| v.chars().filter(char::is_ascii_digit).count() >= 9 || on_request(v),
    },
    LegalItem {
        code: "responsible",
        labels: &[
            "運営統括責任者",
            "運営責任者",
            "責任者",
            "代表者",
            "代表取締役",
            "販売責任者",
            "通信販売業務責任者",
            "店舗運営責任者",
        ],
        concrete: |v| something(v) || on_request(v),
    },
    LegalItem {
        code: "price",
        labels: &[
            "販売価格",
            "商品価格",
            "販売価額",
            "商品の価格",
            "価格",
            "商品代金",
            "役務の対価",
        ],
        concrete: something,
    },
    LegalItem {
        code: "shipping",
        labels: &["送料", "配送料", "商品の送料", "送料について"],
        concrete: something,
    },
    LegalItem {
        code: "other-fees",
        labels: &[
            "商品代金以外の必要料金",
            "商品代金以外",
            "必要料金",
            "その他の費用",
            "追加手数料",
            "手数料",
            "その他費用",
            "商品以外の必要料金",
            "お客様にご負担いただく費用",
            "消費税",
        ],
        concrete: something,
    },
    LegalItem {
        code: "payment-method",
        labels: &[
            "支払方法",
            "支払い方法",
            "お支払方法",
            "お支払い方法",
            "決済方法",
            "代金の支払方法",
            "受け付け可能な決済手段",
        ],
        concrete: something,
    },
    LegalItem {
        code: "payment-time",
        labels: &[
            "支払時期",
            "支払い時期",
            "お支払時期",
            "お支払い時期",
            "支払期限",
            "支払い期限",
            "お支払期限",
            "お支払い期限",
            "決済期間",
            "決済時期",
            "代金の支払時期",
            "支払いの時期",
            "支払の時期",
        ],
        concrete: something,
    },
    LegalItem {
        code: "delivery-time",
        labels: &[
            "引渡時期",
            "引渡し時期",
            "引き渡し時期",
            "商品の引渡時期",
            "商品引渡し時期",
            "商品の引渡し時期",
            "お届け時期",
            "お引渡し時期",
            "引渡の時期",
            "引渡しの時期",
            "納期",
            "発送時期",
            "配送時期",
            "お届け日",
            "商品のお届け",
            "サービス提供時期",
            "商品引渡時期",
            "配送について",
        ],
        concrete: something,
    },
    LegalItem {
        code: "returns",
        labels: &[
            "返品",
            "返品特約",
            "返品・交換",
            "返品について",
            "返品・交換について",
            "返品・キャンセル",
            "交換・返品",
            "返品、交換",
            "返品期限",
            "返品送料",
            "キャンセル・返品",
            "返金ポリシー",
            "交換および返品",
        ],
        concrete: something,
    },
];

/// Codes of the items that have no concrete value on a page.
pub fn missing(facts: &PageFacts) -> Vec<&'static str> {
    let text = fold(&facts.text);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let mails = !facts.emails.is_empty() || text.contains("メール");
    ITEMS
        .iter()
        .filter(|item| {
            let own = values(&lines, item).any(|value| {
                // "Disclosed on request" stands only with a way to request it.
                (item.concrete)(&value) && (mails || !on_request(&value))
            });
            !(own || item.code == "shipping" && shipping_among_fees(&lines))
        })
        .map(|item| item.code)
        .collect()
}

/// What stands behind or under the labels of an item.
fn values<'t>(lines: &'t [&'t str], item: &'t LegalItem) -> impl Iterator<Item = String> + 't {
    lines.iter().enumerate().filter_map(move |(at, line)| {
        let bare = line.trim_start_matches([
            '■', '●', '◆', '・', '【', '▼', '□', '○', '◎', '[', '(', '*', '#', ' ',
        ]);
        let label = item
            .labels
            .iter()
            .filter(|label| bare.starts_with(**label))
            .max_by_key(|label| label.len())?;
        let rest =
            bare[label.len()..].trim_start_matches([']', '】', ')', ':', ' ', '|', '/', '-', '―']);
        // "送料について" and "返品・交換" name the item; what is left of the line is still its heading.
        let heading = rest.chars().count() < 2
            || [
                "について",
                "・",
                "の",
                "および",
                "及び",
                "名",
                "(税込",
                "、",
            ]
            .iter()
            .any(|h| rest.starts_with(h))
                && rest.chars().count() < 16;
        if !heading {
            return Some(rest.to_owned());
        }
        let below = lines.get(at + 1)?;
        let next_label = ITEMS
            .iter()
            .flat_map(|i| i.labels)
            .any(|l| below.starts_with(l) && below.chars().count() < l.chars().count() + 8);
        (!next_label).then(|| (*below).to_owned())
    })
}

/// Whether the row on what is to be paid beside the goods tells the cost of delivery: many pages name it
/// there and in no row of its own.
fn shipping_among_fees(lines: &[&str]) -> bool {
    const MONEY: &[&str] = &["円", "¥", "無料", "ページ", "一覧", "表"];
    let fees = ITEMS.iter().filter(|item| item.code == "other-fees");
    fees.flat_map(|item| values(lines, item)).any(|value| {
        let Some((_, told)) = value.split_once("送料") else {
            return false;
        };
        something(told) && MONEY.iter().any(|sign| told.contains(sign))
    })
}

fn something(value: &str) -> bool {
    let holes = [
        "○○",
        "〇〇",
        "◯◯",
        "xxx",
        "××",
        "入力してください",
        "ここに",
        "準備中",
        "未定",
        "lorem",
    ];
    value.chars().filter(|c| c.is_alphanumeric()).count() >= 2
        && !holes.iter().any(|hole| value.contains(hole))
}

fn on_request(value: &str) -> bool {
    [
        "請求があれば",
        "請求があった",
        "請求により",
        "ご請求",
        "遅滞なく開示",
        "遅滞なく提供",
        "開示いたします",
        "開示致します",
    ]
    .iter()
    .any(|w| value.contains(w))
}

/// Whether a link leads to the page, by its text or its address.
pub fn is_link(text: &str, url: &str) -> bool {
    // These characters have one form only: no folding, for this runs over all links of a store.
    let named = [
        "特定商取引",
        "特商法",
        "通信販売に関する表示",
        "通信販売法",
        "通販法に基づく",
    ]
    .iter()
    .any(|w| text.contains(w));
    named || {
        let lower = url.to_ascii_lowercase();
        [
            "tokushoho",
            "tokusho",
            "tokutei",
            "specified-commercial",
            "commercial-transaction",
            "/help/tradelaw",
            "tradelaw",
            "legal-notice-jp",
        ]
        .iter()
        .any(|w| lower.contains(w))
            || text.to_ascii_lowercase().contains("specified commercial")
    }
}

/// Whether a page is it.
pub fn is_page(facts: &PageFacts) -> bool {
    let titled = facts.title.contains("特定商取引")
        || facts
            .headings
            .iter()
            .any(|(_, text)| text.contains("特定商取引") || text.contains("特商法"));
    titled
        || facts.text.contains("特定商取引")
            && (facts.text.contains("販売業者") || facts.text.contains("運営統括責任者"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with everything, for this and other tests.
    pub const COMPLETE: &str = "特定商取引法に基づく表記\n販売業者：株式会社喫茶\n所在地\n〒150-0002 東京都渋谷区渋谷2-21-1\n電話番号：03-5555-1200\n運営統括責任者：山田太郎\n販売価格：各商品ページに税込で表示\n送料：全国一律600円\n商品代金以外の必要料金：代引手数料330円\n支払方法：クレジットカード、代金引換\n支払時期：カードは注文時、代引は商品受取時\n引渡時期：ご注文から3営業日以内に発送\n返品について：商品到着後7日以内、未使用品に限る";

    fn lacks(text: &str) -> Vec<&'static str> {
        missing(&PageFacts {
            text: text.into(),
            ..PageFacts::default()
        })
    }

    #[test]
    fn values_are_read_behind_and_under_their_labels() {
        assert!(lacks(COMPLETE).is_empty(), "{:?}", lacks(COMPLETE));
    }

    #[test]
    fn labels_without_values_and_examples_are_missing() {
        assert_eq!(
            lacks(&COMPLETE.replace("株式会社喫茶", "○○株式会社")),
            ["seller"]
        );
        assert_eq!(
            lacks(&COMPLETE.replace("支払時期：カードは注文時、代引は商品受取時\n", "")),
            ["payment-time"]
        );
        assert_eq!(
            lacks(&COMPLETE.replace("〒150-0002 東京都渋谷区渋谷2-21-1\n", "")),
            ["address"]
        );
    }

    #[test]
    fn the_cost_of_delivery_may_stand_among_the_other_fees() {
        let apart = "送料：全国一律600円\n商品代金以外の必要料金：代引手数料330円";
        let among = COMPLETE.replace(
            apart,
            "商品代金以外の必要料金\n送料（全国一律660円、沖縄県1,320円）、代引手数料330円",
        );
        assert!(lacks(&among).is_empty(), "{:?}", lacks(&among));
        let named_only = COMPLETE.replace(apart, "商品代金以外の必要料金：送料、振込手数料");
        assert_eq!(lacks(&named_only), ["shipping"]);
        let none = COMPLETE.replace(apart, "商品代金以外の必要料金：代引手数料330円");
        assert_eq!(lacks(&none), ["shipping"]);
    }

    #[test]
    fn disclosure_on_request_needs_a_mail_contact() {
        let text = COMPLETE.replace("03-5555-1200", "請求があれば遅滞なく開示します");
        assert_eq!(lacks(&text), ["phone"]);
        assert!(lacks(&format!("{text}\nメールアドレス：hello@shop.example")).is_empty());
    }
}
