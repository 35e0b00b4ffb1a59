//! The contact form asks for little, says what it asks for, and opens the right keyboard.
//!
//! It is read as the server sends it and never sent, so how it deals with mistakes stays open.

use crate::model::page::{PageKind, StaticForm};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::reach::shut_out;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `contact-form-usable`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactFormUsable {
    /// Fields that are shown, at most.
    pub max_fields: usize,
}

impl Rule for ContactFormUsable {
    const ID: &'static str = "contact-form-usable";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let pages = seen.pages_of(PageKind::Contact);
        let forms = pages.filter_map(|(page, facts)| {
            let form = facts.forms.iter().find(|form| takes_a_message(form))?;
            Some((page, form))
        });
        let forms: Vec<_> = forms.take(10).collect();
        if forms.is_empty() {
            return match shut_out(seen) {
                true => Judgement::unknown("shut-out"),
                false => Judgement::not_applicable("no-contact-form"),
            };
        }
        let mut findings = Vec::new();
        for (page, form) in forms {
            let place = || Place::page(page);
            let fields: Vec<_> = form.inputs.iter().filter(|field| is_shown(field)).collect();
            if fields.len() > self.max_fields {
                let finding = Finding::says("many", place()).with("count", fields.len());
                findings.push(finding.with("most", self.max_fields));
            }
            // A name may come from a script or an attribute that the form's record leaves out.
            let nameless = fields
                .iter()
                .filter(|(_, _, label)| label.trim().is_empty());
            findings.extend(nameless.map(|(_, name, _)| {
                Finding::says("nameless", place())
                    .with("field", name)
                    .likely()
            }));
            let plain = fields.iter().filter(|(kind, name, label)| {
                kind == "text" && (has("mail-field", name) || has("mail-field", label))
            });
            findings.extend(plain.map(|(_, name, label)| {
                let field = if label.is_empty() { name } else { label };
                Finding::says("mail", place()).with("field", field)
            }));
        }
        Judgement::by(findings)
    }
}

type Input = (String, String, String);

/// A form with room for a message, and not the search or the newsletter.
fn takes_a_message(form: &StaticForm) -> bool {
    let kinds = || form.inputs.iter().map(|(kind, _, _)| kind.as_str());
    kinds().any(|kind| kind == "textarea") && !kinds().any(|kind| kind == "password")
}

/// Fields that somebody types into or chooses from; traps for robots have no words.
fn is_shown((kind, name, label): &Input) -> bool {
    let unseen = [
        "hidden", "submit", "button", "image", "reset", "checkbox", "radio", "file",
    ];
    let trap = label.trim().is_empty() && has("trap-field", name);
    !unseen.contains(&kind.as_str()) && !trap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::SkipReason;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, judge};

    fn form(fields: &[(&str, &str, &str)]) -> Judgement {
        let input = |(kind, name, label): &(&str, &str, &str)| {
            ((*kind).to_owned(), (*name).to_owned(), (*label).to_owned())
        };
        let form = StaticForm {
            action: "https://shop.example/contact".to_owned(),
            method: "post".to_owned(),
            inputs: fields.iter().map(input).collect(),
            buttons: vec!["Send".to_owned()],
        };
        judge::<ContactFormUsable>(Made::store().page(PageKind::Contact, "/contact", |facts| {
            facts.forms.push(form);
        }))
    }

    const NAME: (&str, &str, &str) = ("text", "name", "Name");
    const MAIL: (&str, &str, &str) = ("email", "email", "E-mail");
    const TEXT: (&str, &str, &str) = ("textarea", "body", "Message");

    #[test]
    fn a_short_form_with_names_passes() {
        let token = ("hidden", "csrf", "");
        let trap = ("text", "honeypot", "");
        assert_eq!(
            form(&[token, trap, NAME, MAIL, TEXT]).verdict,
            Verdict::Pass
        );
    }

    #[test]
    fn a_form_behind_robots_txt_is_unknown() {
        let closed = |pages: usize| {
            let made = Made::store().page(PageKind::Home, "/", |_| {});
            let skipped = (0..pages).map(|n| (format!("{STORE}/{n}"), SkipReason::Robots));
            judge::<ContactFormUsable>(made.site(|site| site.skipped = skipped.collect())).verdict
        };
        assert_eq!(closed(9), Verdict::Unknown("shut-out"));
        assert_eq!(closed(0), Verdict::NotApplicable("no-contact-form"));
    }

    #[test]
    fn many_fields_a_nameless_one_and_plain_text_for_mail_fail() {
        let phone = ("tel", "phone", "Phone");
        let more = ("text", "company", "Company");
        let many = form(&[
            NAME,
            MAIL,
            TEXT,
            phone,
            more,
            ("text", "a", "A"),
            ("select", "b", "B"),
        ]);
        assert_eq!(
            (many.verdict, many.findings[0].message),
            (Verdict::Fail, "many")
        );
        let nameless = form(&[MAIL, TEXT, ("text", "f1", "")]);
        assert_eq!(nameless.findings[0].message, "nameless");
        for plain in [
            ("text", "email", "E-mail"),
            ("text", "m", "メールアドレス"),
            ("text", "m", "邮箱"),
            ("text", "m", "이메일"),
        ] {
            assert_eq!(
                form(&[plain, TEXT]).findings[0].message,
                "mail",
                "{plain:?}"
            );
        }
    }

    #[test]
    fn a_search_box_is_no_contact_form() {
        let judged = form(&[("search", "q", "Search")]);
        assert_eq!(judged.verdict, Verdict::NotApplicable("no-contact-form"));
    }
}
