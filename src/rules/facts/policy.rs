//! What the texts on delivery, returns and help tell, item by item.

use crate::rules::facts::words::{Words, mentions, mentions_together};
use regex::Regex;
use std::sync::LazyLock;

/// Something that a policy text should tell: a code, by which the rulebook names it, and how it shows.
pub struct Item {
    /// Code of the item; the rulebook has its name.
    pub code: &'static str,
    /// Whether folded text tells it.
    pub told: fn(&str) -> bool,
}

const FEE: Words = &[
    "送料",
    "配送料",
    "shipping cost",
    "shipping costs",
    "shipping fee",
    "shipping fees",
    "shipping rate",
    "shipping rates",
    "delivery cost",
    "delivery costs",
    "delivery fee",
    "delivery charge",
    "delivery charges",
    "shipping charges",
    "postage",
    "shipping",
    "delivery",
    "versandkosten",
    "frais de livraison",
    "frais de port",
    "gastos de envío",
    "costi di spedizione",
    "spese di spedizione",
    "verzendkosten",
];
const FREE: Words = &[
    "送料無料",
    "送料は無料",
    "送料0円",
    "free shipping",
    "free delivery",
    "free standard",
    "ships free",
    "free postage",
    "free uk delivery",
    "versandkostenfrei",
    "kostenloser versand",
    "livraison gratuite",
    "livraison offerte",
    "franco de port",
    "envío gratis",
    "envío gratuito",
    "spedizione gratuita",
    "gratis verzending",
    "gratis verzonden",
    "送料当社負担",
    "送料サービス",
    "全国一律",
    "一律",
    "flat rate",
    "flat fee",
];
const CARRIERS: Words = &[
    "ヤマト",
    "クロネコ",
    "佐川",
    "日本郵便",
    "ゆうパック",
    "ゆうパケット",
    "レターパック",
    "西濃",
    "福山通運",
    "ネコポス",
    "クリックポスト",
    "royal mail",
    "parcelforce",
    "evri",
    "hermes",
    "dpd",
    "dhl",
    "ups",
    "fedex",
    "usps",
    "tnt",
    "gls",
    "yodel",
    "australia post",
    "canada post",
    "deutsche post",
    "colissimo",
    "chronopost",
    "la poste",
    "mondial relay",
    "correos",
    "seur",
    "mrw",
    "poste italiane",
    "bartolini",
    "brt",
    "postnl",
    "bpost",
    "an post",
    "postnord",
    "our own van",
    "courier",
    "自社便",
];
const SLOT: Words = &[
    "時間帯指定",
    "配達時間",
    "お届け時間",
    "時間指定",
    "日時指定",
    "配達日時",
    "お届け日",
    "日付指定",
    "配達指定日",
    "delivery date",
    "delivery slot",
    "time slot",
    "named day",
    "nominated day",
    "choose a day",
    "choose your delivery",
    "pick a date",
    "preferred delivery",
    "morning delivery",
    "between 8am",
    "wunschtermin",
    "liefertermin",
    "wunschtag",
    "date de livraison",
    "créneau",
    "franja horaria",
    "fecha de entrega",
    "data di consegna",
    "fascia oraria",
    "bezorgmoment",
    "tijdvak",
];
const HOLIDAY: Words = &[
    "定休日",
    "休業日",
    "土日祝",
    "土日",
    "日曜",
    "祝日",
    "年末年始",
    "お盆",
    "休業期間",
    "営業日カレンダー",
    "年中無休",
    "holiday",
    "holidays",
    "bank holiday",
    "bank holidays",
    "weekend",
    "weekends",
    "sunday",
    "sundays",
    "working days",
    "business days",
    "mon-fri",
    "monday to friday",
    "feiertag",
    "feiertage",
    "feiertagen",
    "wochenende",
    "werktage",
    "werktagen",
    "jours fériés",
    "jours ouvrés",
    "week-end",
    "festivos",
    "días laborables",
    "días hábiles",
    "festivi",
    "giorni lavorativi",
    "feestdagen",
    "werkdagen",
];

static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:[¥$£€]\s*\d)|(?:\d[\d,.]*\s*(?:円|yen|eur|euro|usd|gbp|chf|€|£|\$))")
        .expect("the pattern is fixed")
});
static SHIP_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d+\s*(?:(?:-|~|〜|to|or|bis|à|a)\s*\d+\s*)?(?:営業日|日以内|日程度|日前後|日で|日後|business days?|working days?|days?|hours?|werktagen?|werktage|tagen?|tage|jours?|días|giorni|werkdagen|dagen|weeks?|週間)|翌営業日|翌日(?:に)?(?:発送|出荷|お届け)|即日(?:発送|出荷)|当日(?:発送|出荷)|same[- ]day|next[- ](?:business |working )?day")
        .expect("the pattern is fixed")
});
static WINDOW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?:到着|お届け|受取|受け取り|お受け取り|商品到着)後?.{0,12}?\d+\s*(?:営業日|日|週間|か月|ヶ月)|\d+\s*(?:営業日|日|週間)(?:以内|間)|\d+[- ]?\s*(?:calendar |business |working )?(?:days?|weeks?|months?|tagen?|tage|wochen|jours?|días|giorni|dagen)|(?:fourteen|thirty|seven|ten|sixty|ninety|vierzehn|quatorze|catorce|quattordici|veertien)\s+(?:\(\d+\)\s+)?(?:days?|tagen?|tage|jours?|días|giorni|dagen))")
        .expect("the pattern is fixed")
});

const CONDITION: Words = &[
    "未使用",
    "未開封",
    "未着用",
    "タグ",
    "使用済",
    "開封済",
    "お受けできません",
    "お受け致しかね",
    "承れません",
    "返品不可",
    "返品をお断り",
    "対象外",
    "不良品",
    "初期不良",
    "破損",
    "unused",
    "unworn",
    "unopened",
    "unwashed",
    "original packaging",
    "original condition",
    "original box",
    "same condition",
    "resaleable",
    "resalable",
    "with tags",
    "tags attached",
    "not been used",
    "faulty",
    "damaged",
    "cannot be returned",
    "non-returnable",
    "not returnable",
    "final sale",
    "perishable",
    "ungetragen",
    "unbenutzt",
    "originalverpackung",
    "originalzustand",
    "état d'origine",
    "emballage d'origine",
    "non utilisé",
    "sin usar",
    "embalaje original",
    "non utilizzato",
    "confezione originale",
    "ongebruikt",
    "originele verpakking",
    "ausgeschlossen",
];
const WHO_PAYS: Words = &[
    "送料はお客様負担",
    "返送料",
    "返品送料",
    "お客様負担",
    "お客様のご負担",
    "お客様ご負担",
    "当社負担",
    "弊社負担",
    "当店負担",
    "当店が負担",
    "当社が負担",
    "着払い",
    "元払い",
    "return shipping",
    "return postage",
    "cost of return",
    "cost of returning",
    "costs of returning",
    "free returns",
    "free return",
    "prepaid",
    "pre-paid",
    "return label",
    "at your own expense",
    "at your expense",
    "at our expense",
    "responsible for paying",
    "we pay",
    "we cover",
    "you pay",
    "pay for return",
    "return costs",
    "rücksendekosten",
    "kosten der rücksendung",
    "kostenlose retoure",
    "kostenlose rücksendung",
    "frais de retour",
    "retour gratuit",
    "retours gratuits",
    "gastos de devolución",
    "devolución gratuita",
    "devoluciones gratuitas",
    "spese di restituzione",
    "spese di reso",
    "reso gratuito",
    "resi gratuiti",
    "retourkosten",
    "kosten van retour",
    "gratis retour",
    "gratis retourneren",
];
const HOW: Words = &[
    "ご連絡",
    "お問い合わせ",
    "お電話",
    "メールにて",
    "返送先",
    "返送",
    "マイページから",
    "返品フォーム",
    "返品方法",
    "返品手続",
    "contact us",
    "email us",
    "e-mail us",
    "send it back",
    "send the item",
    "send them back",
    "send your return",
    "start a return",
    "returns portal",
    "return form",
    "returns form",
    "return request",
    "how to return",
    "return address",
    "post it",
    "drop off",
    "drop it",
    "log in to your account",
    "rücksendung an",
    "retourenportal",
    "widerrufsformular",
    "kontaktieren",
    "comment retourner",
    "contactez",
    "formulaire",
    "cómo devolver",
    "contacta",
    "póngase en contacto",
    "come restituire",
    "contattaci",
    "contattare",
    "hoe retourneren",
    "retourformulier",
    "neem contact",
    "send us",
];
const REFUND: Words = &[
    "返金",
    "ご返金",
    "refund",
    "refunds",
    "refunded",
    "money back",
    "erstattung",
    "erstatten",
    "rückerstattung",
    "rückzahlung",
    "remboursement",
    "rembours",
    "remboursons",
    "remboursé",
    "reembolso",
    "reembolsaremos",
    "rimborso",
    "rimborseremo",
    "terugbetaling",
    "terugbetalen",
    "terugbetaald",
];
const REFUND_TIME: Words = &[
    "返金まで",
    "返金は",
    "refund within",
    "refunded within",
    "processed within",
];

/// What a page on delivery should tell, six items.
pub const SHIPPING: &[Item] = &[
    Item {
        code: "fees",
        told: |t| {
            mentions_together(
                t,
                FEE,
                &[
                    "一律",
                    "無料",
                    "free",
                    "flat rate",
                    "kostenlos",
                    "gratuite",
                    "gratis",
                ],
                1,
            ) || money_near(t, FEE, 3)
        },
    },
    Item {
        code: "free-limit",
        told: |t| mentions(t, FREE),
    },
    Item {
        code: "time-to-ship",
        told: |t| SHIP_TIME.is_match(t),
    },
    Item {
        code: "carriers",
        told: |t| mentions(t, CARRIERS),
    },
    Item {
        code: "date-slot",
        told: |t| mentions(t, SLOT),
    },
    Item {
        code: "holidays",
        told: |t| mentions(t, HOLIDAY),
    },
];

/// What a page on returns should tell, five items.
pub const RETURNS: &[Item] = &[
    Item {
        code: "window",
        told: |t| WINDOW.is_match(t),
    },
    Item {
        code: "condition",
        told: |t| mentions(t, CONDITION),
    },
    Item {
        code: "who-pays",
        told: |t| mentions(t, WHO_PAYS),
    },
    Item {
        code: "how",
        told: |t| mentions(t, HOW),
    },
    Item {
        code: "refund-time",
        told: refund_time,
    },
];

/// The questions that shoppers ask most, eight topics.
pub const QUESTIONS: &[Item] = &[
    Item {
        code: "shipping-fee",
        told: |t| {
            mentions(
                t,
                &[
                    "送料",
                    "配送料",
                    "shipping cost",
                    "shipping costs",
                    "delivery cost",
                    "delivery costs",
                    "shipping fee",
                    "shipping fees",
                    "delivery charge",
                    "delivery charges",
                    "cost of shipping",
                    "cost of delivery",
                    "how much is shipping",
                    "how much is delivery",
                    "how much does shipping",
                    "how much does delivery",
                    "free shipping",
                    "free delivery",
                    "postage",
                    "shipping rates",
                    "versandkosten",
                    "frais de livraison",
                    "frais de port",
                    "gastos de envío",
                    "costi di spedizione",
                    "spese di spedizione",
                    "verzendkosten",
                ],
            )
        },
    },
    Item {
        code: "arrival",
        told: |t| {
            mentions(
                t,
                &[
                    "届きますか",
                    "届くまで",
                    "いつ届",
                    "お届け日",
                    "お届けまで",
                    "発送まで",
                    "納期",
                    "配送日数",
                    "when will my order",
                    "when will i receive",
                    "how long does",
                    "how long will",
                    "delivery time",
                    "delivery times",
                    "shipping time",
                    "shipping times",
                    "arrive",
                    "dispatch",
                    "lieferzeit",
                    "délai de livraison",
                    "délais de livraison",
                    "plazo de entrega",
                    "tempi di consegna",
                    "levertijd",
                ],
            )
        },
    },
    Item {
        code: "returns",
        told: |t| {
            mentions(
                t,
                &[
                    "返品",
                    "交換",
                    "return",
                    "returns",
                    "exchange",
                    "exchanges",
                    "refund",
                    "refunds",
                    "rückgabe",
                    "retoure",
                    "umtausch",
                    "widerruf",
                    "retour",
                    "retours",
                    "remboursement",
                    "devolución",
                    "devoluciones",
                    "cambio",
                    "reso",
                    "resi",
                    "retourneren",
                ],
            )
        },
    },
    Item {
        code: "payment",
        told: |t| {
            mentions(
                t,
                &[
                    "支払方法",
                    "支払い方法",
                    "お支払いについて",
                    "お支払いは",
                    "支払えますか",
                    "決済方法",
                    "クレジットカード",
                    "payment method",
                    "payment methods",
                    "how can i pay",
                    "ways to pay",
                    "credit card",
                    "credit cards",
                    "pay with",
                    "pay by",
                    "zahlungsarten",
                    "zahlungsmethoden",
                    "bezahlen",
                    "moyens de paiement",
                    "modes de paiement",
                    "formas de pago",
                    "métodos de pago",
                    "metodi di pagamento",
                    "betaalmethoden",
                    "betaalmethodes",
                ],
            )
        },
    },
    Item {
        code: "cancel",
        told: |t| {
            mentions(
                t,
                &[
                    "キャンセル",
                    "注文の変更",
                    "注文内容の変更",
                    "注文の取消",
                    "cancel",
                    "cancellation",
                    "change my order",
                    "stornieren",
                    "stornierung",
                    "annuler",
                    "annulation",
                    "cancelar",
                    "cancelación",
                    "annullare",
                    "cancellare",
                    "annuleren",
                ],
            )
        },
    },
    Item {
        code: "account",
        told: |t| {
            mentions(
                t,
                &[
                    "会員登録",
                    "パスワード",
                    "ログイン",
                    "マイページ",
                    "退会",
                    "password",
                    "my account",
                    "an account",
                    "sign in",
                    "log in",
                    "passwort",
                    "kundenkonto",
                    "mot de passe",
                    "mon compte",
                    "contraseña",
                    "mi cuenta",
                    "il mio account",
                    "wachtwoord",
                    "mijn account",
                ],
            )
        },
    },
    Item {
        code: "receipt",
        told: |t| {
            mentions(
                t,
                &[
                    "領収書",
                    "領収証",
                    "納品書",
                    "請求書",
                    "インボイス",
                    "receipt",
                    "invoice",
                    "vat invoice",
                    "rechnung",
                    "facture",
                    "factura",
                    "fattura",
                    "ricevuta",
                    "factuur",
                ],
            )
        },
    },
    Item {
        code: "contact",
        told: |t| {
            mentions(
                t,
                &[
                    "お問い合わせ",
                    "お問合せ",
                    "問い合わせ",
                    "問合せ",
                    "contact us",
                    "contact",
                    "get in touch",
                    "customer service",
                    "customer support",
                    "kontakt",
                    "contactez",
                    "contacto",
                    "contacta",
                    "contatti",
                    "contattaci",
                    "klantenservice",
                ],
            )
        },
    },
];

/// The codes of the items that none of the folded texts tells.
pub fn missing(items: &[Item], texts: &[&str]) -> Vec<&'static str> {
    items
        .iter()
        .filter(|item| !texts.iter().any(|text| (item.told)(text)))
        .map(|item| item.code)
        .collect()
}

/// Whether an amount of money stands within some lines of a word.
fn money_near(folded: &str, words: &[&'static str], span: usize) -> bool {
    let lines: Vec<&str> = folded.lines().collect();
    (0..lines.len()).any(|at| {
        mentions(lines[at], words)
            && lines[at..(at + span + 1).min(lines.len())]
                .iter()
                .any(|line| MONEY.is_match(line))
    })
}

/// Whether a time until the money is back stands by a word for refunds.
fn refund_time(folded: &str) -> bool {
    let lines: Vec<&str> = folded.lines().collect();
    (0..lines.len()).any(|at| {
        let line = lines[at];
        if mentions(line, REFUND_TIME) && SHIP_TIME.is_match(line) {
            return true;
        }
        let sentences = line.split_inclusive(['。', '.', '!', ';']);
        sentences.into_iter().any(|sentence| {
            mentions(sentence, REFUND)
                && SHIP_TIME.is_match(sentence)
                && !mentions(
                    sentence,
                    &[
                        "到着後",
                        "お届け後",
                        "of receiving",
                        "of delivery",
                        "after delivery",
                        "after receiving",
                    ],
                )
        }) || (mentions(line, REFUND)
            && line.chars().count() < 40
            && lines
                .get(at + 1)
                .is_some_and(|next| SHIP_TIME.is_match(next) && !mentions(next, CONDITION)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::facts::words::fold;

    fn lacks(items: &[Item], text: &str) -> Vec<&'static str> {
        missing(items, &[&fold(text)])
    }

    #[test]
    fn a_complete_shipping_page_lacks_nothing() {
        let ja = "送料：全国一律600円（5,000円以上で送料無料）\nご注文から2営業日以内に発送します。\nヤマト運輸でお届けします。\nお届け日・時間帯指定が可能です。\n土日祝はお休みです。";
        assert!(lacks(SHIPPING, ja).is_empty());
        let en = "Standard delivery £3.95, free delivery over £40.\nOrders leave us within 1 working day by Royal Mail.\nChoose your delivery date at checkout. We do not ship on bank holidays.";
        assert!(lacks(SHIPPING, en).is_empty());
    }

    #[test]
    fn what_is_not_told_is_named() {
        assert_eq!(
            lacks(SHIPPING, "We ship fast and with love."),
            [
                "fees",
                "free-limit",
                "time-to-ship",
                "carriers",
                "date-slot",
                "holidays"
            ]
        );
    }

    #[test]
    fn a_return_window_is_not_a_refund_time() {
        let text = "Return unused items within 30 days of delivery. Email us first. You pay return postage.";
        assert_eq!(lacks(RETURNS, text), ["refund-time"]);
        let ja = "商品到着後7日以内、未使用品に限り返品を承ります。返送料はお客様負担です。メールにてご連絡ください。返金は商品確認後5営業日以内に行います。";
        assert!(lacks(RETURNS, ja).is_empty());
    }
}
