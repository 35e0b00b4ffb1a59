//! The last screen before the order: its button, and what stands above it.

use crate::model::journey::{Journey, Step};
use crate::model::look::Control;
use crate::model::page::Region;
use crate::rules::facts::words::{Words, fold, mentions};

/// Words of a button that orders or pays, for finding it; whether they are good ones is a rule's matter.
const ORDERING: Words = &[
    "place order",
    "place your order",
    "place my order",
    "order now",
    "buy now",
    "pay now",
    "submit order",
    "complete order",
    "complete purchase",
    "confirm order",
    "confirm purchase",
    "confirm and pay",
    "order and pay",
    "complete booking",
    "finish order",
    "send order",
    "pay",
    "purchase",
    "注文する",
    "注文を確定",
    "注文確定",
    "注文を送信",
    "注文内容を送信",
    "購入する",
    "購入を確定",
    "購入確定",
    "確定する",
    "注文を完了",
    "購入を完了",
    "申し込む",
    "申込む",
    "支払う",
    "支払いを確定",
    "zahlungspflichtig",
    "kostenpflichtig",
    "jetzt kaufen",
    "bestellung abschicken",
    "bestellung abschließen",
    "bestellung aufgeben",
    "commander",
    "payer",
    "valider la commande",
    "valider ma commande",
    "confirmer la commande",
    "realizar pedido",
    "finalizar compra",
    "confirmar pedido",
    "pagar",
    "comprar",
    "effettua ordine",
    "conferma ordine",
    "acquista",
    "paga",
    "invia ordine",
    "concludi ordine",
    "bestelling plaatsen",
    "bestellen",
    "betalen",
    "bestelling afronden",
];

/// The button that would place the order: the one that the guard knew, else the one whose words say so,
/// else the last submit button of the content.
pub fn order_button<'a>(journey: &'a Journey, step: &'a Step) -> Option<&'a Control> {
    let look = step.settled();
    let usable = |c: &&Control| {
        let pressed = matches!(c.role.as_str(), "button" | "link")
            || matches!(c.tag.as_str(), "button" | "input");
        c.visible
            && pressed
            && !matches!(
                c.region,
                Some(Region::Header | Region::Nav | Region::Footer)
            )
    };
    let known: Vec<String> = journey
        .guard
        .order_controls
        .iter()
        .map(|name| fold(name))
        .collect();
    let named = |c: &&Control| !c.name.trim().is_empty() && known.contains(&fold(&c.name));
    let worded = |c: &&Control| c.name.chars().count() < 60 && mentions(&fold(&c.name), ORDERING);
    let submits = |c: &&Control| c.kind == "submit" && c.tag != "a";
    let controls = || look.controls.iter().filter(usable);
    controls()
        .rfind(named)
        .or_else(|| controls().filter(|c| c.tag != "a").rfind(worded))
        .or_else(|| controls().rfind(worded))
        .or_else(|| controls().rfind(submits))
}

/// A button's words without amounts: "Pay £12.00" is "pay".
pub fn wording(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !word.chars().any(|c| c.is_ascii_digit()))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty() && !matches!(*word, "gbp" | "eur" | "usd" | "jpy"))
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::rules::testing::{anchor, button, journey, step};

    #[test]
    fn the_guards_knowledge_comes_first_then_words_then_submit() {
        let mut walk = journey(crate::model::device::Device::Mobile);
        let mut last = step(Goal::Review, 0);
        let mut submit = button("Weiter");
        submit.kind = "submit".into();
        last.look.controls = vec![
            button("Go for it"),
            anchor("Place order terms", "/t"),
            submit,
        ];
        let name = |walk: &Journey, step: &Step| order_button(walk, step).map(|c| c.name.clone());
        assert_eq!(name(&walk, &last).as_deref(), Some("Place order terms"));
        last.look.controls.remove(1);
        assert_eq!(name(&walk, &last).as_deref(), Some("Weiter"));
        walk.guard.order_controls = vec!["Go for it".into()];
        assert_eq!(name(&walk, &last).as_deref(), Some("Go for it"));
    }

    #[test]
    fn amounts_are_no_part_of_the_wording() {
        assert_eq!(wording("Pay £12.00 now"), "pay now");
        assert_eq!(
            wording("→ Zahlungspflichtig bestellen"),
            "zahlungspflichtig bestellen"
        );
    }
}
