//! Logging in with an account that one has already, and a word on what is shared.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::flow::account_pages::{account_views, none_seen};
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialLoginAvailableAndExplained {
    /// Grade for a provider without an explanation.
    pub unexplained_grade: f64,
}

impl Rule for SocialLoginAvailableAndExplained {
    const ID: &'static str = "social-login-available-and-explained";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let views = account_views(seen);
        let Some(first) = views.first() else {
            return none_seen(seen, "no-login");
        };
        let Some(offered) = views.iter().find(|view| offers(view)) else {
            // A button that only a script draws is not in a page as it was sent.
            let sent = views.iter().all(|view| view.step.is_none());
            let finding = Finding::says("none", first.place.clone()).with("pages", views.len());
            return Judgement::fail(vec![finding.likely_if(sent)]);
        };
        if views.iter().any(|view| has("social-explained", view.text)) {
            return Judgement::pass();
        }
        let finding = Finding::says("unexplained", offered.place.clone()).likely();
        Judgement::graded(self.unexplained_grade, vec![finding])
    }
}

fn offers(view: &View<'_>) -> bool {
    let link = view
        .links
        .iter()
        .any(|link| has("social-login", link.text) || has("social-login-address", link.url));
    let button = view.facts.is_some_and(|facts| {
        let mut forms = facts.forms.iter();
        forms.any(|form| {
            has("social-login-address", &form.action)
                || form.buttons.iter().any(|name| has("social-login", name))
        })
    });
    link || button
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PageKind, StaticForm};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn login(button: &str, text: &str) -> Verdict {
        let text = text.to_owned();
        let form = StaticForm {
            action: String::new(),
            method: "post".to_owned(),
            inputs: vec![("password".to_owned(), "p".to_owned(), String::new())],
            buttons: vec![button.to_owned()],
        };
        verdict::<SocialLoginAvailableAndExplained>(Made::store().page(
            PageKind::Account,
            "/login",
            |facts| {
                facts.text = text;
                facts.forms.push(form);
            },
        ))
    }

    #[test]
    fn a_provider_with_an_explanation_passes() {
        assert_eq!(
            login("LINEでログイン", "LINEに登録のメールアドレスを取得します"),
            Verdict::Pass
        );
    }

    #[test]
    fn without_an_explanation_it_counts_half_and_none_fails() {
        assert_eq!(
            login("Sign in with Google", "Welcome"),
            Verdict::Graded(0.5)
        );
        assert_eq!(login("Log in", "Welcome"), Verdict::Fail);
    }
}
