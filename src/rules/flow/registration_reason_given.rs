//! Who is asked to register should be told what for.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::flow::account_pages::{none_seen, registration_views};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrationReasonGiven {
    /// Grade for praise without a concrete benefit.
    pub vague_grade: f64,
}

impl Rule for RegistrationReasonGiven {
    const ID: &'static str = "registration-reason-given";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let views = registration_views(seen);
        let Some(first) = views.first() else {
            return none_seen(seen, "no-registration");
        };
        let texts: Vec<String> = views
            .iter()
            .map(|view| seen.text_above_footer(view))
            .collect();
        // Menus and labels are short and speak of other things ("Points", "Wish list").
        let sentence = |pattern: &'static str| {
            texts
                .iter()
                .flat_map(|text| text.lines())
                .any(|line| line.chars().count() >= 12 && has(pattern, line))
        };
        let at = |message| Finding::says(message, first.place.clone()).with("pages", views.len());
        if sentence("account-benefit") {
            Judgement::pass()
        } else if sentence("account-praise") {
            Judgement::graded(self.vague_grade, vec![at("vague").likely()])
        } else {
            Judgement::fail(vec![at("none")])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PageKind, StaticForm};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn register(text: &str) -> Verdict {
        let text = format!("Create an account\n{text}");
        verdict::<RegistrationReasonGiven>(Made::store().page(
            PageKind::Account,
            "/register",
            |facts| {
                facts.text = text;
                facts.forms.push(StaticForm {
                    action: String::new(),
                    method: "post".to_owned(),
                    inputs: vec![("password".to_owned(), "p".to_owned(), String::new())],
                    buttons: Vec::new(),
                });
            },
        ))
    }

    #[test]
    fn a_benefit_may_be_told_in_plain_words() {
        for told in [
            "You can register in order to store your address data and to follow the state of your orders.",
            "登録すると、次回からご住所の入力を省けます。ポイントも貯まります。",
            "Crie uma conta para acompanhar seus pedidos e finalizar a compra mais rápido.",
            "注册会员即可享受会员专享优惠，还能累积积分。",
            "회원가입 후 적립금과 쿠폰 혜택을 받으세요.",
        ] {
            assert_eq!(register(told), Verdict::Pass, "{told}");
        }
    }

    #[test]
    fn a_concrete_benefit_passes_and_praise_is_graded() {
        assert_eq!(
            register("Join us for exclusive offers and order tracking"),
            Verdict::Pass
        );
        assert_eq!(
            register("次回から住所の入力が不要になります"),
            Verdict::Pass
        );
        assert_eq!(
            register("Enjoy all the benefits of our shop"),
            Verdict::Graded(0.4)
        );
        assert_eq!(register("Please fill in the form"), Verdict::Fail);
    }

    #[test]
    fn a_store_without_registration_is_not_judged() {
        let made = Made::store().page(PageKind::Home, "/", |_| {});
        assert_eq!(
            verdict::<RegistrationReasonGiven>(made),
            Verdict::NotApplicable("no-registration")
        );
    }
}
