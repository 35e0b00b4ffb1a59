//! Forms that come back: a screen that still complains is not ready to order, and a page that only
//! lists mistakes sends the shopper back to the form.

use crate::crawl::extract::prices;
use crate::journey::checkout::Tries;
use crate::journey::guard;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Field, Look, Message};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;

/// Pages of mistakes that are gone back from before the walk gives up.
const RETURNS: u32 = 3;

impl Traveller<'_> {
    /// What a screen complains about that would pass for the last one only because nothing is left
    /// to fill in: a form that came back, or a payment with nothing to pay with, is not ready to
    /// order. Words that order are believed in spite of it.
    pub(super) fn sent_back(&self, look: &Look, screen: &Screen, tries: &Tries) -> Option<String> {
        let orders = |handle: u32| {
            let control = look.controls.iter().find(|c| c.handle == handle);
            control.is_some_and(|c| guard::orders_on(screen, &guard::words_of(c), self.lexicon))
        };
        let ends =
            screen.final_control.is_some() || screen.takes_payment && !screen.closing.is_empty();
        if !ends || screen.final_control.is_some_and(orders) {
            return None;
        }
        // What names no field cannot be put right.
        let put_right = screen.final_control.is_none() && !tries.complaints.is_empty();
        if put_right && self.may_be_sent_again(look, screen, tries) {
            return None;
        }
        let nothing_to_pay_with = screen.takes_payment
            && look.frames.is_empty()
            && !look.fields.iter().any(|f| {
                f.visible && (f.purpose == "x-payment-method" || f.purpose.starts_with("cc-"))
            });
        let complaint = look.messages.iter().find(|m| m.error)?;
        (tries.refused || nothing_to_pay_with).then(|| complaint.text.clone())
    }

    /// Whether a form that came back was filled anew and has a way on that was not pressed since.
    fn may_be_sent_again(&self, look: &Look, screen: &Screen, tries: &Tries) -> bool {
        let mut known = self.known.clone();
        let pressed = tries.pressed.iter().map(|key| (Goal::Review, key.clone()));
        known.failed.extend(pressed);
        let decided = pilot::decide(look, screen, Goal::Review, &known, self.lexicon);
        matches!(decided.action, Action::Press { .. })
    }

    /// Goes back from a page of mistakes to the form `look`, as the page asks; the form as it is
    /// then, with what the page said of its fields. `None`: this is no such page.
    pub(super) fn back_to_form(
        &mut self,
        look: &Look,
        after: &Look,
        tries: &mut Tries,
    ) -> Result<Option<(Look, Screen)>, Halt> {
        if !lists_mistakes(after, self.lexicon) {
            return Ok(None);
        }
        tries.returns += 1;
        if tries.returns > RETURNS {
            return Err(self.stuck("form-refused", said(after)));
        }
        self.visit.back(crate::journey::SETTLE_CAP)?;
        self.breathe(300)?;
        self.status = None;
        let (mut form, screen) = self.see()?;
        form.messages.extend(by_name(after, &form));
        self.correct(look, &form, tries);
        Ok(Some((form, screen)))
    }
}

/// Marks what a form that came back says in red alone, and was not said before, as its messages; those
/// texts. Prices and stars in red are none.
pub(super) fn say_in_red(before: &Look, after: &mut Look) -> Vec<String> {
    if !same_fields(before, after) {
        return Vec::new();
    }
    let fresh: Vec<Message> = newly_red(before, after)
        .filter(|m| !after.messages.iter().any(|a| a.text.contains(&m.text)))
        .cloned()
        .collect();
    let texts = fresh.iter().map(|m| m.text.clone()).collect();
    after.messages.extend(fresh);
    texts
}

/// Red words that were not there before; prices and stars are none.
pub(super) fn newly_red<'l>(
    before: &'l Look,
    after: &'l Look,
) -> impl Iterator<Item = &'l Message> {
    after.coloured.iter().filter(|m| {
        m.text.chars().filter(|c| c.is_alphabetic()).count() >= 4
            && prices::find(&m.text).is_empty()
            && !before.coloured.iter().any(|b| b.text == m.text)
    })
}

/// Keeps those texts as messages for as long as the screen shows them.
pub(super) fn keep_said(look: &mut Look, said: &BTreeSet<String>) {
    let still =
        |m: &&Message| said.contains(&m.text) && !look.messages.iter().any(|o| o.text == m.text);
    let kept: Vec<Message> = look.coloured.iter().filter(still).cloned().collect();
    look.messages.extend(kept);
}

/// Whether a page only says what was wrong with the form before it: no field, a way back, no way on.
fn lists_mistakes(look: &Look, lexicon: &Lexicon) -> bool {
    let content = Region::is_content;
    let asks = |f: &Field| {
        f.visible
            && content(f.region)
            && !matches!(f.purpose.as_str(), "x-search" | "x-newsletter" | "email")
    };
    let says = |intent| {
        look.controls.iter().any(|c| {
            c.visible && content(c.region) && lexicon.strength(&guard::words_of(c), intent) >= 0.5
        })
    };
    let wrong = look.messages.iter().any(|m| m.error)
        || lexicon.says(&look.title, Topic::Error)
        || lexicon.says(&look.text, Topic::RequiredError);
    // A store that forgot its visitor has no form to go back to.
    let forgotten = [Topic::SessionExpired, Topic::CartEmpty]
        .into_iter()
        .any(|topic| lexicon.says(&look.text, topic));
    wrong
        && !forgotten
        && !look.fields.iter().any(asks)
        && says(Intent::Back)
        && ![
            Intent::Continue,
            Intent::Checkout,
            Intent::Review,
            Intent::PlaceOrder,
            Intent::Login,
        ]
        .into_iter()
        .any(says)
}

/// What the page of mistakes says, cut to a sentence or two.
fn said(look: &Look) -> String {
    let message = look.messages.iter().find(|m| m.error);
    let text = message.map_or(look.text.as_str(), |m| m.text.as_str());
    text.chars().take(200).collect()
}

/// The sentences of a page that name fields of the form, each as a message at its field.
fn by_name(page: &Look, form: &Look) -> Vec<Message> {
    let mut out = Vec::new();
    for sentence in page.text.split(['\n', '。', '!', '！']) {
        let sentence = sentence.trim();
        if sentence.chars().count() < 4 {
            continue;
        }
        for field in form.fields.iter().filter(|f| f.visible) {
            let names = [&field.label, &field.table_header, &field.text_before];
            let named = names.into_iter().any(|name| {
                let name = name.trim_matches(|c: char| !c.is_alphanumeric());
                name.chars().count() >= 2 && sentence.contains(name)
            });
            if named {
                out.push(Message {
                    text: sentence.chars().take(300).collect(),
                    error: true,
                    field: Some(field.handle),
                    ..Message::default()
                });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Control;

    fn page(text: &str, button: &str) -> Look {
        Look {
            text: text.into(),
            controls: vec![Control {
                name: button.into(),
                visible: true,
                enabled: true,
                ..Control::default()
            }],
            ..Look::default()
        }
    }

    #[test]
    fn a_page_of_mistakes_has_a_way_back_and_none_on() {
        let lexicon = Lexicon::embedded();
        let mistakes = "お名前を入力してください";
        assert!(lists_mistakes(&page(mistakes, "前のページに戻る"), lexicon));
        assert!(!lists_mistakes(&page(mistakes, "次へ進む"), lexicon));
        assert!(!lists_mistakes(&page("ご注文者情報", "戻る"), lexicon));
    }

    #[test]
    fn a_sentence_speaks_of_the_field_that_it_names() {
        let field = Field {
            handle: 7,
            visible: true,
            table_header: "フリガナ※".into(),
            ..Field::default()
        };
        let form = Look {
            fields: vec![field],
            ..Look::default()
        };
        let found = by_name(
            &page(
                "誤りがあります\nフリガナは全角カタカナで入力してください",
                "戻る",
            ),
            &form,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, Some(7));
    }
}
