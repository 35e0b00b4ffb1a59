//! The last button says that pressing it obliges to pay: only its own words count (C-249/21).
//!
//! Words of neither list are likely, not sure. A wallet's sheet has its own button.

use crate::model::journey::Goal;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::final_screen::{order_button, wording};
use crate::rules::facts::words::{Words, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `order-button-wording-eu`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderButtonWordingEu {}

/// Words that name buying or paying.
const OBLIGES: Words = &[
    "buy now",
    "buy",
    "pay now",
    "pay",
    "order and pay",
    "confirm and pay",
    "purchase",
    "complete purchase",
    "confirm purchase",
    "order with obligation to pay",
    "place order and pay",
    "obligation to pay",
    "zahlungspflichtig",
    "kostenpflichtig",
    "kaufen",
    "jetzt kaufen",
    "jetzt bezahlen",
    "bezahlen",
    "obligation de paiement",
    "payer",
    "acheter",
    "commander et payer",
    "obligación de pago",
    "pagar",
    "comprar",
    "obbligo di pagare",
    "obbligo di pagamento",
    "acquista",
    "acquista ora",
    "paga",
    "paga ora",
    "betalingsverplichting",
    "betalen",
    "kopen",
    "koop nu",
    "nu kopen",
    "kupuję i płacę",
    "zapłać",
    "zamawiam z obowiązkiem zapłaty",
    "köp",
    "betala",
    "køb",
    "betal",
    "osta",
    "maksa",
    "購入する",
];
/// Words that courts or authorities did not accept, as the whole wording.
const REFUSED: &[&str] = &[
    "confirm",
    "register",
    "order now",
    "order",
    "complete booking",
    "book",
    "book now",
    "submit",
    "submit order",
    "send",
    "send order",
    "continue",
    "next",
    "finish",
    "ok",
    "complete order",
    "confirm order",
    "bestellen",
    "bestellung abschicken",
    "bestellung absenden",
    "bestellung abschließen",
    "bestellung bestätigen",
    "anmelden",
    "weiter",
    "absenden",
    "buchung abschließen",
    "jetzt bestellen",
    "confirmer",
    "valider",
    "valider la commande",
    "valider ma commande",
    "confirmer la commande",
    "commander",
    "continuer",
    "confirmar",
    "confirmar pedido",
    "realizar pedido",
    "continuar",
    "conferma",
    "conferma ordine",
    "invia ordine",
    "ordina",
    "continua",
    "bevestigen",
    "bestelling plaatsen",
    "bestelling afronden",
    "verder",
];

impl Rule for OrderButtonWordingEu {
    const ID: &'static str = "order-button-wording-eu";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];
    const MARKETS: &'static [Market] = &[Market::Eu, Market::Uk];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut judged = false;
        for (journey, step) in seen.steps_for(Goal::Review) {
            let Some(button) = order_button(journey, step) else {
                continue;
            };
            judged = true;
            let words = wording(&button.name);
            if mentions(&words, OBLIGES) {
                continue;
            }
            let refused = REFUSED.contains(&words.as_str());
            let finding = Finding::at(Place::step(journey, step).element(&button.selector));
            findings.push(
                finding
                    .with("name", short(&button.name, 60))
                    .likely_if(!refused),
            );
        }
        if !judged {
            return Judgement::unknown("no-order-button");
        }
        Judgement::by(once(findings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, button, judge, verdict};

    fn with(market: Market, name: &str) -> Made {
        Made::store().market(market).step(Goal::Review, |s| {
            let mut one = button(name);
            one.kind = "submit".into();
            s.look.controls = vec![one];
        })
    }

    #[test]
    fn words_of_buying_and_paying_pass() {
        for name in [
            "Buy now",
            "Pay £12.00",
            "Zahlungspflichtig bestellen",
            "Commande avec obligation de paiement",
            "Jetzt kaufen",
        ] {
            assert_eq!(
                verdict::<OrderButtonWordingEu>(with(Market::Eu, name)),
                Verdict::Pass,
                "{name}"
            );
        }
    }

    #[test]
    fn refused_words_are_sure_and_others_likely() {
        for name in ["Confirm", "Order now", "Complete booking", "Bestellen"] {
            assert_eq!(
                judge::<OrderButtonWordingEu>(with(Market::Eu, name)).findings[0].certainty,
                Certainty::Sure,
                "{name}"
            );
        }
        let other = judge::<OrderButtonWordingEu>(with(Market::Uk, "Place order"));
        assert_eq!(
            (other.verdict, other.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }

    #[test]
    fn other_markets_are_not_concerned() {
        assert_eq!(
            verdict::<OrderButtonWordingEu>(with(Market::Us, "Confirm")),
            Verdict::NotApplicable("market")
        );
    }
}
