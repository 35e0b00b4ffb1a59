//! What the texts on delivery, returns and help tell, item by item.
//!
//! Their words are data: `rulesets/words/policy.toml` and `rulesets/patterns/policy.toml`.

use crate::rules::facts::pattern::has;
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::{Words, mentions, mentions_together};

/// Something that a policy text should tell: a code, by which the rulebook names it, and how it shows.
pub struct Item {
    /// Code of the item; the rulebook has its name.
    pub code: &'static str,
    /// Whether folded text tells it.
    pub told: fn(&str) -> bool,
}

const fn item(code: &'static str, told: fn(&str) -> bool) -> Item {
    Item { code, told }
}

/// What a page on delivery should tell, six items.
pub const SHIPPING: &[Item] = &[
    item("fees", |t| {
        let fee = words("delivery-fee");
        mentions_together(t, fee, words("one-rate"), 1) || money_near(t, fee, 3)
    }),
    item("free-limit", |t| mentions(t, words("free-limit"))),
    item("time-to-ship", |t| has("handling-time", t)),
    item("carriers", |t| mentions(t, words("carriers"))),
    item("date-slot", |t| mentions(t, words("delivery-slot"))),
    item("holidays", |t| mentions(t, words("holidays"))),
];

/// What a page on returns should tell, five items.
pub const RETURNS: &[Item] = &[
    item("window", |t| has("return-window", t)),
    item("condition", |t| mentions(t, words("return-condition"))),
    item("who-pays", |t| mentions(t, words("who-pays"))),
    item("how", |t| mentions(t, words("how-to-return"))),
    item("refund-time", refund_time),
];

/// The questions that shoppers ask most, eight topics.
pub const QUESTIONS: &[Item] = &[
    item("shipping-fee", |t| {
        mentions(t, words("question-shipping-fee"))
    }),
    item("arrival", |t| mentions(t, words("question-arrival"))),
    item("returns", |t| mentions(t, words("question-returns"))),
    item("payment", |t| mentions(t, words("question-payment"))),
    item("cancel", |t| mentions(t, words("question-cancel"))),
    item("account", |t| mentions(t, words("question-account"))),
    item("receipt", |t| mentions(t, words("question-receipt"))),
    item("contact", |t| mentions(t, words("question-contact"))),
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
fn money_near(folded: &str, words: Words, span: usize) -> bool {
    let lines: Vec<&str> = folded.lines().collect();
    (0..lines.len()).any(|at| {
        mentions(lines[at], words)
            && lines[at..(at + span + 1).min(lines.len())]
                .iter()
                .any(|line| has("amount", line))
    })
}

/// Whether a time until the money is back stands by a word for refunds.
fn refund_time(folded: &str) -> bool {
    let lines: Vec<&str> = folded.lines().collect();
    (0..lines.len()).any(|at| {
        let line = lines[at];
        if mentions(line, words("refund-time")) && has("handling-time", line) {
            return true;
        }
        let next = lines.get(at + 1);
        line.split_inclusive(['。', '.', '!', ';']).any(|sentence| {
            mentions(sentence, words("refund"))
                && has("handling-time", sentence)
                && !mentions(sentence, words("since-arrival"))
        }) || (mentions(line, words("refund"))
            && line.chars().count() < 40
            && next.is_some_and(|next| {
                has("handling-time", next) && !mentions(next, words("return-condition"))
            }))
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

    #[test]
    fn delivery_is_told_in_other_languages_too() {
        let told = [
            "Versandkosten 4,90 €, versandkostenfrei ab 50 €.\nVersandfertig in 2 Werktagen mit DHL.\nWunschtermin möglich, nicht an Feiertagen.",
            "Frais de livraison 4,90 €, livraison offerte dès 50 €.\nExpédié sous 2 jours ouvrés par Colissimo.\nChoisissez un créneau de livraison.",
            "Gastos de envío: 4,90 €; envío gratis desde 50 €.\nEntrega en 2 a 3 días laborables con Correos.\nPuede elegir la fecha de entrega.",
            "Spese di spedizione 4,90 €, spedizione gratuita da 50 €.\nConsegna in 2 giorni lavorativi con BRT.\nScegli la fascia oraria.",
            "Verzendkosten € 4,95, gratis verzending vanaf € 50.\nBinnen 2 werkdagen verzonden met PostNL.\nKies je bezorgmoment.",
            "Frete: R$ 19,90; frete grátis acima de R$ 199.\nPrazo de 3 a 5 dias úteis, pelos Correios.\nÉ possível agendar a entrega.",
            "运费：全国统一10元，满99元包邮。\n付款后48小时内由顺丰发货。\n可指定时间送货，节假日除外。",
            "運費：NT$80，滿999元免運費。\n付款後2個工作天內出貨，由黑貓宅急便配送。\n可指定時間，例假日除外。",
            "배송비는 3,000원이며 5만원 이상 무료배송입니다.\n결제 후 2일 이내 출고되며 CJ대한통운으로 배송됩니다.\n배송 희망일 지정이 가능합니다. 주말과 공휴일은 제외됩니다.",
        ];
        for text in told {
            assert_eq!(lacks(SHIPPING, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn returns_are_told_in_other_languages_too() {
        let told = [
            "Sie können ungetragene Ware innerhalb von 30 Tagen zurücksenden (Originalverpackung). Nutzen Sie unser Retourenportal. Kostenlose Retoure. Die Erstattung erfolgt binnen 5 Werktagen.",
            "Vous disposez de 14 jours pour renvoyer un article dans son emballage d'origine. Contactez-nous. Retour gratuit. Le remboursement est effectué sous 5 jours.",
            "Tienes 30 días para devolver artículos sin usar. Contacta con nosotros. Los gastos de devolución corren de tu cuenta. El reembolso se hará en 5 días.",
            "Hai 14 giorni per restituire articoli nella confezione originale. Contattaci. Spese di reso a carico del cliente. Il rimborso avviene entro 5 giorni.",
            "Je kunt ongebruikte artikelen binnen 30 dagen retourneren. Neem contact op. De retourkosten zijn voor ons. Terugbetaling volgt binnen 5 werkdagen.",
            "Você pode trocar produtos sem uso em até 30 dias. Entre em contato. A devolução gratuita vale para a primeira troca. O reembolso ocorre em até 5 dias úteis.",
            "签收后7天内，未使用的商品可退货。请联系客服。退货运费由买家承担。退款将在3个工作日内完成。",
            "수령일로부터 7일 이내 미사용 상품은 반품 가능합니다. 고객센터로 연락 주세요. 반품 배송비는 고객 부담입니다. 환불은 3영업일 이내 처리됩니다.",
        ];
        for text in told {
            assert_eq!(lacks(RETURNS, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn questions_are_asked_in_other_languages_too() {
        let told = [
            "Wie hoch sind die Versandkosten? Wie lange ist die Lieferzeit? Rückgabe und Umtausch. Welche Zahlungsarten gibt es? Kann ich stornieren? Passwort vergessen? Wo ist meine Rechnung? Kontakt",
            "Qual é o valor do frete? Qual o prazo de entrega? Trocas e devoluções. Formas de pagamento. Como cancelar? Esqueci a senha. Nota fiscal. Fale conosco",
            "运费是多少？什么时候发货？可以退货吗？支付方式有哪些？如何取消订单？忘记密码怎么办？可以开发票吗？联系客服",
            "배송비는 얼마인가요? 언제 도착하나요? 교환은 어떻게 하나요? 결제수단은 무엇인가요? 주문 취소. 비밀번호를 잊었어요. 영수증. 고객센터",
        ];
        for text in told {
            assert_eq!(lacks(QUESTIONS, text), [""; 0], "{text}");
        }
    }
}
