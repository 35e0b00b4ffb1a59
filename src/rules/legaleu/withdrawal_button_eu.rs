//! Consumers in the EU find a function "withdraw from contract" within two taps, without a login (since 2026-06-19).
//!
//! Goods that are exempt need none, so a miss is likely. The second step, the
//! confirmation, is not tried.

use crate::model::page::PageKind;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::days_from_civil;
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `withdrawal-button-eu`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalButtonEu {
    /// Taps within which the function must be found.
    pub max_taps: u32,
}

const FUNCTION: Words = &[
    "withdraw from contract",
    "withdraw from the contract",
    "withdraw from contract here",
    "withdraw from your contract",
    "withdraw contract",
    "cancel your contract here",
    "vertrag widerrufen",
    "verträge widerrufen",
    "hier widerrufen",
    "widerruf erklären",
    "widerruf einlegen",
    "bestellung widerrufen",
    "se rétracter",
    "rétractation en ligne",
    "exercer mon droit de rétractation",
    "renoncer au contrat",
    "me rétracter",
    "desistir del contrato",
    "desistir aquí",
    "ejercer el derecho de desistimiento",
    "recedere dal contratto",
    "recedi dal contratto",
    "esercita il recesso",
    "overeenkomst herroepen",
    "contract herroepen",
    "herroep de overeenkomst",
    "koop herroepen",
    "odstąp od umowy",
    "odstąpienie od umowy tutaj",
    "frånträd avtalet",
    "ångra köp",
    "fortryd aftalen",
    "peruuta sopimus",
];

impl Rule for WithdrawalButtonEu {
    const ID: &'static str = "withdrawal-button-eu";
    const NEEDS: &'static [Need] = &[Need::Site];
    const MARKETS: &'static [Market] = &[Market::Eu];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if seen
            .today()
            .zip(days_from_civil(2026, 6, 19))
            .is_some_and(|(today, begin)| today < begin)
        {
            return Judgement::not_applicable("not-yet-in-force");
        }
        let mut behind_login = None;
        // A link on a page that is one tap away takes two taps.
        for (page, facts) in seen.pages().filter(|(page, _)| page.depth < self.max_taps) {
            let named = |text: &str| text.chars().count() < 60 && mentions(&fold(text), FUNCTION);
            let button = facts
                .forms
                .iter()
                .flat_map(|form| &form.buttons)
                .any(|text| named(text));
            if button && page.kind != PageKind::Account {
                return Judgement::pass();
            }
            for link in facts.links.iter().filter(|link| named(&link.text)) {
                let target = seen
                    .pages()
                    .find(|(other, _)| bare(&other.url) == bare(&link.url));
                let login = target.is_some_and(|(other, facts)| {
                    other.kind == PageKind::Account
                        && facts
                            .forms
                            .iter()
                            .any(|form| form.inputs.iter().any(|(kind, _, _)| kind == "password"))
                });
                if !login {
                    return Judgement::pass();
                }
                behind_login.get_or_insert_with(|| Place::page(page));
            }
        }
        let finding = match behind_login {
            Some(place) => Finding::says("login", place),
            None => Finding::says("none", Place::url(&seen.evidence.target)).likely(),
        };
        Judgement::fail(vec![finding.with("pages", seen.pages_read())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, link, verdict};

    fn with(text: &str) -> Made {
        let made = Made::store().market(Market::Eu);
        made.page(PageKind::Home, "/", |f| {
            f.links = vec![link(text, "/widerruf")]
        })
    }

    #[test]
    fn the_function_passes_and_an_instruction_is_not_it() {
        assert_eq!(
            verdict::<WithdrawalButtonEu>(with("Vertrag widerrufen")),
            Verdict::Pass
        );
        let judged = judge::<WithdrawalButtonEu>(with("Widerrufsbelehrung"));
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }

    #[test]
    fn behind_a_login_it_is_not_enough() {
        let made = with("Vertrag widerrufen").page(PageKind::Account, "/widerruf", |f| {
            f.forms = vec![crate::model::page::StaticForm {
                action: String::new(),
                method: "post".into(),
                inputs: vec![("password".into(), "p".into(), "Passwort".into())],
                buttons: vec![],
            }];
        });
        assert_eq!(
            judge::<WithdrawalButtonEu>(made).findings[0].message,
            "login"
        );
    }

    #[test]
    fn before_its_date_it_does_not_apply() {
        let early = with("AGB").with(|e| e.started_at = "2026-06-18T12:00:00Z".into());
        assert_eq!(
            verdict::<WithdrawalButtonEu>(early),
            Verdict::NotApplicable("not-yet-in-force")
        );
    }
}
