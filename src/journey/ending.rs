//! Where a walk through the checkout ends: at the last screen before the order, at a payment behind which
//! only the order lies, or where nothing leads on.

use crate::journey::checkout::Tries;
use crate::journey::effort;
use crate::journey::guard;
use crate::journey::pilot;
use crate::journey::screen::{self, Screen};
use crate::journey::shop::product_links;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::Topic;

impl Traveller<'_> {
    /// Whether this is as far as one gets: the order button is there, and nothing is left to do.
    pub(super) fn last_screen(
        &mut self,
        look: &Look,
        screen: &Screen,
        tries: &Tries,
    ) -> Result<Option<Goal>, Halt> {
        if let Some(control) = self.closes_the_payment(look, screen) {
            self.decided(
                Goal::Payment,
                Vec::new(),
                &format!("may order, not pressed: {control}"),
            );
            self.note_problem("payment-only-by-order");
            return Ok(Some(Goal::Payment));
        }
        let Some(handle) = screen.final_control else {
            return Ok(None);
        };
        if !self.may_be_last(look, screen) {
            return Ok(None);
        }
        let forward =
            pilot::decide(look, screen, Goal::Review, &self.known, self.lexicon).considered;
        let own_words = forward.first().is_some_and(|c| c.score >= 0.9);
        // A form of its own for the address is sent before anything is ordered.
        let own_form = look
            .controls
            .iter()
            .find(|c| forward.first().is_some_and(|f| f.selector == c.selector))
            .filter(|c| !tries.pressed.contains(&pilot::key_of(c)))
            .is_some_and(|c| sends_an_address(c, look, handle));
        if own_words && own_form && forward[0].because.contains("sends the form") {
            return Ok(None);
        }
        // Blocks that open one after the other above an order button that is there from the beginning.
        let unsent = || {
            look.controls
                .iter()
                .filter(|c| forward[0].selector == c.selector)
                .any(|c| !tries.pressed.contains(&pilot::key_of(c)))
        };
        if own_words
            && !self.trail.addressed
            && forward[0].because.contains("sends the form")
            && unsent()
        {
            return Ok(None);
        }
        // Nobody can order where the address is still to be given.
        if self.trail.typed.is_empty()
            && forward
                .iter()
                .any(|c| c.because.contains(pilot::OPENS_AN_ADDRESS))
        {
            return Ok(None);
        }
        if own_words && !screen.final_enabled {
            return Ok(None);
        }
        // An accordion has its own "continue" while the order button already waits below.
        if own_words
            && look.fields.iter().any(|f| {
                f.visible
                    && effort::is_required(f)
                    && !f.filled
                    && effort::counts(f)
                    && effort::is_text_like(f)
            })
        {
            return Ok(None);
        }
        if own_words
            && screen.takes_payment
            && !only_payment(screen)
            && forward.iter().any(|c| c.because.contains("sends the form"))
        {
            return Ok(None);
        }
        if !screen.final_enabled {
            return Ok(None);
        }
        let name = look
            .controls
            .iter()
            .find(|c| c.handle == handle)
            .map(|c| c.name.clone())
            .unwrap_or_default();
        self.decided(
            Goal::Review,
            forward,
            &format!("ready to order, not pressed: {name}"),
        );
        self.rename_step(Goal::Review);
        self.also_serves(&screen.goals);
        Ok(Some(Goal::Review))
    }

    /// Whether the walk is far enough for a last screen: something was given on the way or is asked for
    /// here, or the screen says that it is the review. A "buy" on a list of goods is none.
    fn may_be_last(&self, look: &Look, screen: &Screen) -> bool {
        let asked = [Goal::Address, Goal::Shipping, Goal::Payment]
            .iter()
            .any(|goal| screen.goals.contains(goal));
        let review = look
            .headings
            .iter()
            .map(|(_, text)| text)
            .chain([&look.title])
            .any(|text| self.lexicon.says(text, Topic::ReviewStep));
        let sums_up =
            || self.lexicon.says(&look.text, Topic::Total) && product_links(look, self).is_empty();
        asked || review || !self.trail.typed.is_empty() || self.trail.payment_seen || sums_up()
    }

    /// Name of a control that closes a form with the payment in it, where nothing
    /// else leads on: the order may be behind it.
    fn closes_the_payment(&self, look: &Look, screen: &Screen) -> Option<String> {
        if screen.closing.is_empty() || screen.final_control.is_some() {
            return None;
        }
        let on = pilot::decide(look, screen, Goal::Review, &self.known, self.lexicon);
        if !on.considered.is_empty() {
            return None;
        }
        look.controls
            .iter()
            .filter(|c| c.visible && c.enabled && screen.closing.contains(&c.handle))
            .find(|c| guard::leads_forward(&guard::words_of(c), self.lexicon))
            .map(|c| c.name.clone())
    }

    /// Whether the checkout's address led back to the page that the walk began on.
    fn is_sent_home(&self, look: &Look) -> bool {
        let home = self.around.plan.target.as_str();
        pilot::plain(&look.url) == pilot::plain(home)
            && self
                .cart_url
                .as_deref()
                .is_none_or(|cart| pilot::plain(cart) != pilot::plain(home))
            && !look
                .fields
                .iter()
                .any(|f| f.visible && f.purpose.starts_with("address-"))
    }

    /// Whether the content has a button that would lead on and cannot be pressed: something is still to be
    /// chosen, so the payment is not as far as one gets.
    fn way_on_sleeps(&self, look: &Look) -> bool {
        look.controls.iter().any(|c| {
            c.visible
                && !c.enabled
                && matches!(c.region, Some(Region::Main) | None)
                && (c.tag == "button" || c.tag == "input" || c.role == "button")
                && guard::leads_forward(&guard::words_of(c), self.lexicon)
        })
    }

    /// Where nothing leads on: payment is as far as one gets, or the walk is stuck.
    pub(super) fn no_way_on(
        &mut self,
        look: &Look,
        screen: &Screen,
        tries: &Tries,
    ) -> Result<Goal, Halt> {
        self.behind_a_closed_login()?;
        // A form that the store sent back was not got through, whatever it asks for; only what is
        // typed in a frame may be all that it lacks.
        if tries.refused
            && look.frames.is_empty()
            && let Some(said) = look.messages.iter().find(|m| m.error)
        {
            self.note_problem("no-way-on");
            return Err(self.stuck("form-refused", said.text.clone()));
        }
        if screen.last && screen.final_control.is_none() {
            self.rename_step(Goal::Review);
            return Ok(Goal::Review);
        }
        if screen.takes_payment && screen.final_control.is_none() && !self.way_on_sleeps(look) {
            self.note_problem("payment-only-by-order");
            return Ok(Goal::Payment);
        }
        if screen.final_control.is_some() && self.may_be_last(look, screen) {
            self.note_problem("order-button-disabled");
            let missing = look
                .messages
                .iter()
                .find(|m| m.error)
                .map(|m| m.text.clone())
                .unwrap_or_default();
            return Err(self.stuck("order-button-disabled", missing));
        }
        let said = look
            .messages
            .iter()
            .find(|m| m.error)
            .map(|m| m.text.clone())
            .unwrap_or_default();
        if screen::is_blank(look) {
            self.note_problem("empty-page");
            return Err(self.refused("empty-page", ""));
        }
        if self.is_sent_home(look) {
            self.note_problem("sent-home");
            return Err(self.refused("sent-home", pilot::plain(&look.url)));
        }
        self.note_problem("no-way-on");
        Err(self.stuck(
            if said.is_empty() {
                "no-way-on"
            } else {
                "form-refused"
            },
            said,
        ))
    }
}

/// Whether a control belongs to a form that asks for an address, and the one that orders to none or another.
fn sends_an_address(control: &Control, look: &Look, final_control: u32) -> bool {
    let own = |f: &Field| f.form.is_some() && (f.frame, f.form) == (control.frame, control.form);
    let elsewhere = look
        .controls
        .iter()
        .find(|c| c.handle == final_control)
        .is_none_or(|c| (c.frame, c.form) != (control.frame, control.form));
    elsewhere
        && look.fields.iter().any(|f| {
            f.visible
                && own(f)
                && matches!(
                    f.purpose.as_str(),
                    "street-address" | "address-line1" | "postal-code"
                )
        })
}

fn only_payment(screen: &Screen) -> bool {
    screen
        .goals
        .iter()
        .all(|g| matches!(g, Goal::Payment | Goal::Review))
}
