//! Who is asked to register should be told what for.
//!
//! The reason stands where one registers: on the page for it, or beside the tick in the
//! checkout. What the home page says as well is the store's frame ("10 % off your first
//! order") and no reason, unless it names the account.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::{Asked, in_checkout};
use crate::rules::facts::frame::own_text;
use crate::rules::facts::has;
use crate::rules::facts::words::fold;
use crate::rules::flow::account_pages::{none_seen, registration_views};
use crate::rules::view::View;
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
        let ticks: Vec<Asked<'_>> = in_checkout(seen)
            .filter(|asked| asked.field.purpose == "x-create-account")
            .collect();
        let places = views.iter().map(|view| view.place.clone());
        let mut places = places.chain(ticks.iter().map(Asked::place));
        let Some(first) = places.next() else {
            return none_seen(seen, "no-registration");
        };
        let mut lines: Vec<String> = views.iter().flat_map(|view| said(seen, view)).collect();
        lines.extend(ticks.iter().flat_map(around));
        // Menus and labels are short and speak of other things ("Points", "Wish list").
        let sentence = |pattern: &'static str| {
            let mut long = lines.iter().filter(|line| line.chars().count() >= 12);
            long.any(|line| has(pattern, line))
        };
        let pages = views.len() + ticks.len();
        let at = |message| Finding::says(message, first.clone()).with("pages", pages);
        if sentence("account-benefit") {
            Judgement::pass()
        } else if sentence("account-praise") {
            Judgement::graded(self.vague_grade, vec![at("vague").likely()])
        } else {
            Judgement::fail(vec![at("none")])
        }
    }
}

/// What a page says of its own accord, and what its frame says of accounts.
fn said(seen: &Seen<'_>, view: &View<'_>) -> Vec<String> {
    let text = seen.text_above_footer(view);
    let own = own_text(seen, &text);
    let named = text.lines().filter(|line| has("register-word", line));
    named.chain(own.lines()).map(str::to_owned).collect()
}

/// What stands at the tick that makes an account, with the line after it.
fn around(asked: &Asked<'_>) -> Vec<String> {
    let field = asked.field;
    let label = fold(&field.label);
    let look = asked.step.settled();
    let lines: Vec<&str> = look.text.lines().collect();
    let at = lines
        .iter()
        .position(|line| !label.is_empty() && fold(line).contains(&label));
    let after = at.and_then(|at| lines.get(at..(at + 2).min(lines.len())));
    let told = [&field.label, &field.description, &field.text_after];
    let near = after.unwrap_or_default().iter();
    near.map(|line| (*line).to_owned())
        .chain(told.into_iter().cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::page::{PageKind, StaticForm};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

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
    fn what_every_page_says_is_no_reason_to_register() {
        let text = "20 % de descuento en tu primera compra\nCrear cuenta";
        let made = Made::store()
            .page(PageKind::Home, "/", |f| f.text = text.into())
            .page(PageKind::Account, "/register", |facts| {
                facts.text = text.into();
                facts.forms.push(StaticForm {
                    action: String::new(),
                    method: "post".to_owned(),
                    inputs: vec![("password".to_owned(), "p".to_owned(), String::new())],
                    buttons: Vec::new(),
                });
            });
        assert_eq!(verdict::<RegistrationReasonGiven>(made), Verdict::Fail);
    }

    #[test]
    fn the_tick_in_the_checkout_is_an_invitation_too() {
        let ticked = |label: &str| {
            let label = label.to_owned();
            let made = Made::store().page(PageKind::Home, "/", |_| {});
            verdict::<RegistrationReasonGiven>(made.look(Goal::Address, |l| {
                l.text = format!("Collect points with our card\n{label}");
                let mut tick = field("x-create-account", &label);
                tick.kind = "checkbox".into();
                l.fields = vec![field("email", "E-mail"), tick];
            }))
        };
        assert_eq!(ticked("Create an account"), Verdict::Fail);
        assert_eq!(
            ticked("Create an account to track your orders"),
            Verdict::Pass
        );
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
