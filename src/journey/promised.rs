//! Tells whether a page that asks for the address promises a screen to check the order on.
//!
//! In Japan a form leads to 確認 (check) and only that to 完了 (done), and the address of the check is
//! often called `orderConfirm`, as an order's own may be. Where a row of steps says that the check and
//! then the end are still to come, a button that says "check" may go there.

use crate::journey::near::{Kind, kind_of, names_review};
use crate::journey::screen::Screen;
use crate::model::journey::Goal;
use crate::model::look::Look;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};

/// Signs between the steps of a row.
const ARROWS: [char; 9] = ['>', '›', '»', '→', '▶', '▷', '⇒', '➡', '＞'];
/// Lines of a page that are read.
const LINES: usize = 600;

/// Whether the page asks for the address, is no review itself, and a row of steps ends in a check and the end.
pub(super) fn review(look: &Look, screen: &Screen, lexicon: &Lexicon) -> bool {
    screen.goals.contains(&Goal::Address)
        && !screen.last
        && screen.final_control.is_none()
        && !look
            .headings
            .iter()
            .any(|(_, heading)| lexicon.says(heading, Topic::ReviewStep))
        && (written(look, lexicon) || marked(look, lexicon))
}

/// Whether the words of a control say that it leads to that screen, and nothing of an order.
pub(super) fn leads_there(words: &str, lexicon: &Lexicon) -> bool {
    names_review(words, lexicon)
        && [Intent::PlaceOrder, Intent::BuyNow, Intent::Wallet]
            .into_iter()
            .all(|intent| lexicon.strength(words, intent) == 0.0)
}

/// A row in one line: "input → check → done".
fn written(look: &Look, lexicon: &Lexicon) -> bool {
    look.text.lines().take(LINES).any(|line| {
        let names: Vec<&str> = line.split(ARROWS).map(str::trim).collect();
        ends_in_check_and_done(&names, lexicon)
    })
}

/// A row of its own elements, of which one before the check is marked, or none.
fn marked(look: &Look, lexicon: &Lexicon) -> bool {
    look.steps.iter().any(|row| {
        let names: Vec<&str> = row.iter().map(|(name, ..)| name.as_str()).collect();
        let shown = row.iter().position(|(_, shown, _)| *shown);
        shown.is_none_or(|at| at + 2 < names.len()) && ends_in_check_and_done(&names, lexicon)
    })
}

fn ends_in_check_and_done(names: &[&str], lexicon: &Lexicon) -> bool {
    let kind = |name: &&str| {
        let bare = name.trim_start_matches(|c: char| !c.is_alphabetic());
        kind_of(bare, lexicon)
    };
    let [before @ .., check, done] = names else {
        return false;
    };
    !before.is_empty()
        && before.iter().all(|name| kind(name) != Some(Kind::Done))
        && kind(check) == Some(Kind::Review)
        && kind(done) == Some(Kind::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised(text: &str, heading: &str) -> bool {
        let look = Look {
            text: text.into(),
            headings: vec![(1, heading.into())],
            ..Look::default()
        };
        let screen = Screen {
            goals: vec![Goal::Address],
            in_checkout: true,
            ..Screen::default()
        };
        review(&look, &screen, Lexicon::embedded())
    }

    #[test]
    fn a_row_that_ends_in_a_check_and_the_end_promises_a_check() {
        assert!(promised("入力 → 確認 → 完了\nお名前", "ご注文者情報の入力"));
        assert!(promised(
            "1.お客様情報 ＞ 2.お支払い ＞ 3.内容確認 ＞ 4.完了",
            "ご注文"
        ));
        assert!(promised(
            "Your details > Review order > Done",
            "Your details"
        ));
    }

    #[test]
    fn nothing_else_promises_one() {
        assert!(!promised("入力 → 完了\nお名前", "ご注文"), "no check");
        assert!(
            !promised("入力 → 確認\nお名前", "ご注文"),
            "no end after it"
        );
        assert!(
            !promised("確認 → 完了\nお名前", "ご注文"),
            "nothing before it"
        );
        assert!(
            !promised("入力 → 確認 → 完了\nお名前", "ご注文内容の確認"),
            "the check itself"
        );
        let text = "Your details > Payment > Confirmation";
        assert!(!promised(text, "Your details"), "a thank-you page");
    }

    #[test]
    fn only_words_that_say_check_and_nothing_of_an_order_lead_there() {
        let lexicon = Lexicon::embedded();
        for words in ["確認画面へ", "内容を確認する", "Review order"] {
            assert!(leads_there(words, lexicon), "{words}");
        }
        for words in [
            "注文する",
            "確認して注文する",
            "Confirm order",
            "次へ",
            "Confirmation",
        ] {
            assert!(!leads_there(words, lexicon), "{words}");
        }
    }
}
