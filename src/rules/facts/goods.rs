//! Whether what is sold has to be sent to somebody.

use crate::model::journey::{Ended, Goal, Journey};
use crate::model::look::Field;
use crate::model::page::PageKind;
use crate::rules::Seen;
use crate::rules::facts::has;

/// Whether nothing is sent: tickets, downloads, courses. Walks came to the last screen and were asked
/// for a person, but for no address and no way of delivery, and neither they nor a product's page
/// speak of delivery. `false` where nobody came so far.
pub fn nothing_is_sent(seen: &Seen<'_>) -> bool {
    let arrived = |walk: &&Journey| {
        matches!(
            walk.ended,
            Ended::Reached {
                goal: Goal::Review | Goal::Payment
            }
        )
    };
    let mut walks = seen.journeys().filter(arrived).peekable();
    walks.peek().is_some()
        && seen
            .checkout_fields()
            .any(|(_, _, field)| is_a_persons(field))
        && walks.all(asks_nowhere)
        && !seen
            .views_of(PageKind::Product)
            .iter()
            .any(|view| has("shipping-word", view.text))
}

fn asks_nowhere(walk: &Journey) -> bool {
    let bought = walk.steps.iter().filter(|step| step.goal >= Goal::Product);
    let mut steps = bought.peekable();
    steps.all(|step| {
        let look = step.settled();
        !step.serves(Goal::Shipping)
            && !look.fields.iter().any(|f| f.visible && says_where(f))
            && !has("shipping-word", &look.text)
    })
}

fn is_a_persons(field: &Field) -> bool {
    field.purpose == "email" || field.purpose.ends_with("name")
}

fn says_where(field: &Field) -> bool {
    let purpose = field.purpose.as_str();
    matches!(
        purpose,
        "street-address" | "postal-code" | "x-shipping-method" | "x-delivery-date"
    ) || purpose.starts_with("address-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Made, field};

    fn sold(change: impl FnOnce(Made) -> Made) -> bool {
        let made = Made::store().look(Goal::Checkout, |look| {
            look.fields = vec![field("email", "#email"), field("name", "#name")];
        });
        nothing_is_sent(&Seen::new(&change(made).evidence()))
    }

    #[test]
    fn a_ticket_needs_no_address() {
        assert!(sold(|made| made.look(Goal::Review, |_| ())));
    }

    #[test]
    fn an_address_a_way_of_delivery_or_its_name_is_for_something_that_is_sent() {
        let asked = |purpose: &'static str| {
            sold(|made| {
                made.look(Goal::Review, |look| {
                    look.fields = vec![field(purpose, "#it")];
                })
            })
        };
        for purpose in ["postal-code", "address-line1", "x-shipping-method"] {
            assert!(!asked(purpose), "{purpose}");
        }
        assert!(!sold(|made| made
            .look(Goal::Shipping, |_| ())
            .look(Goal::Review, |_| ())));
        assert!(!sold(
            |made| made.look(Goal::Review, |look| look.text = "Shipping: $5".into())
        ));
    }

    #[test]
    fn a_walk_that_did_not_arrive_says_nothing() {
        assert!(!sold(|made| made));
    }
}
