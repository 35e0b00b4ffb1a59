//! Opens the store's chat once, when the walk is over, and sees what it offers.
//!
//! Nothing is written into it. It is tried on the product's page, where it could
//! lie over the button that matters, else on the first page that had one.

use crate::browser::{BrowserError, SettleOptions};
use crate::journey::look;
use crate::journey::screen;
use crate::journey::touch;
use crate::journey::traveller::Traveller;
use crate::model::journey::{ChatTried, Goal};
use crate::model::look::{Control, Field, Look, Rect};
use crate::model::page::Region;
use crate::model::plan::Until;
use crate::rulebook::lexicon::{Lexicon, Topic};
use std::time::{Duration, Instant};

/// How long it may take to open before it counts as closed.
const OPENING: Duration = Duration::from_secs(6);
/// Longest wait for the page to load, and for the press to settle.
const SETTLING: Duration = Duration::from_secs(8);
/// Longest name of a button; more is a sentence that speaks of a chat.
const LONGEST_NAME: usize = 40;

impl Traveller<'_> {
    /// What came of pressing the chat's button; `None` where no page of the walk had one, or the
    /// browser no longer answers.
    pub(super) fn try_chat(&mut self) -> Option<ChatTried> {
        // A walk that was to end early, or used up what it may do, does nothing more in the store.
        let ends_early = self.around.plan.journey.until != Until::End;
        if self.visit.crashed() || ends_early || self.check_limits().is_err() {
            return None;
        }
        let url = self.page_with_chat()?;
        self.around.progress.note(&url);
        self.fence.afterwards();
        self.open_chat(&url).ok().flatten()
    }

    fn page_with_chat(&self) -> Option<String> {
        let steps = self.past_steps();
        let lexicon = self.lexicon;
        let mut shops = steps.iter().filter(|step| step.goal < Goal::Cart);
        let with = |goal: Option<Goal>| {
            shops
                .clone()
                .find(|step| {
                    goal.is_none_or(|g| g == step.goal) && launcher(&step.look, lexicon).is_some()
                })
                .map(|step| step.url.clone())
        };
        let found = with(Some(Goal::Product)).or_else(|| with(None));
        shops.next().and(found)
    }

    fn open_chat(&mut self, url: &str) -> Result<Option<ChatTried>, BrowserError> {
        let options = SettleOptions {
            cap: SETTLING,
            ..SettleOptions::default()
        };
        let mark = self.visit.mark();
        self.visit.goto(url, SETTLING)?;
        self.visit.settle(&mark, &options)?;
        let mut before = look::look(&mut self.visit)?;
        if launcher(&before, self.lexicon).is_none() {
            // A widget from elsewhere comes after the page.
            touch::pause(&mut self.visit, 1_500)?;
            before = look::look(&mut self.visit)?;
        }
        let Some(button) = launcher(&before, self.lexicon) else {
            return Ok(None);
        };
        let buy = screen::add_control(&before, self.lexicon);
        let mut tried = ChatTried {
            url: url.to_owned(),
            name: button.name.clone(),
            selector: button.selector.clone(),
            covers_buy: buy.is_some_and(|buy| overlaps(&button.rect, &buy.rect)),
            ..ChatTried::default()
        };
        let pressed = Instant::now();
        let name = Some(button.name.as_str());
        if touch::press(&mut self.visit, button.handle, name, SETTLING)?.is_err() {
            // Our press did not get through: that says nothing about the store.
            return Ok(None);
        }
        let settled = pressed.elapsed();
        loop {
            let after = look::look(&mut self.visit)?;
            tried.has_input = after.fields.iter().any(|f| asks(f) && is_new(&before, f));
            if tried.has_input || opened(&before, &after) {
                tried.opened_ms = Some(pressed.elapsed().as_secs_f64() * 1_000.0);
                tried.text = fresh_text(&before, &after);
                break;
            }
            if pressed.elapsed() > OPENING + settled {
                break;
            }
            touch::pause(&mut self.visit, 250)?;
        }
        Ok(Some(tried))
    }
}

/// The button that opens a chat. One in the page's own frame comes before one of a widget.
fn launcher<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    let shown = look.controls.iter().filter(|c| c.visible && c.enabled);
    let named = shown.filter(|c| {
        let button = c.tag == "button" || c.role == "button";
        let leads_away = c.href.as_deref().is_some_and(|href| !href.contains('#'));
        let short = c.name.chars().count() <= LONGEST_NAME;
        short && (button || !leads_away) && lexicon.says(&c.name, Topic::Chat)
    });
    named.min_by_key(|c| (c.frame, c.region == Some(Region::Main)))
}

/// Whether a field takes a message.
fn asks(field: &Field) -> bool {
    let text = matches!(field.tag.as_str(), "textarea")
        || matches!(field.kind.as_str(), "text" | "textbox" | "search" | "email");
    field.visible && text
}

fn is_new(before: &Look, field: &Field) -> bool {
    !before
        .fields
        .iter()
        .any(|f| f.visible && f.selector == field.selector && f.frame == field.frame)
}

/// Whether a dialog, a layer or a frame came.
fn opened(before: &Look, after: &Look) -> bool {
    let layer = after
        .layers
        .iter()
        .any(|l| (l.dialog || l.fixed) && !before.layers.iter().any(|b| b.selector == l.selector));
    let shown = |look: &Look| {
        look.frames
            .iter()
            .filter(|f| f.visible && f.rect.h > 150.0)
            .count()
    };
    layer || shown(after) > shown(before)
}

fn fresh_text(before: &Look, after: &Look) -> String {
    let fresh = after
        .text
        .lines()
        .filter(|line| !before.text.contains(line.trim()));
    let text = fresh.collect::<Vec<_>>().join("\n");
    text.chars().take(600).collect()
}

fn overlaps(a: &Rect, b: &Rect) -> bool {
    let w = (a.x + a.w).min(b.x + b.w) - a.x.max(b.x);
    let h = (a.y + a.h).min(b.y + b.h) - a.y.max(b.y);
    w > 4.0 && h > 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(name: &str, tag: &str, href: Option<&str>) -> Control {
        Control {
            name: name.to_owned(),
            tag: tag.to_owned(),
            href: href.map(str::to_owned),
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    #[test]
    fn a_chat_is_opened_by_a_button_that_is_called_so_and_not_by_a_link_to_a_page() {
        let finds = |control: Control| {
            let look = Look {
                controls: vec![control],
                ..Look::default()
            };
            launcher(&look, Lexicon::embedded()).is_some()
        };
        assert!(finds(control("Chat", "button", None)));
        assert!(finds(control(
            "チャットで相談",
            "a",
            Some("https://s.example/#chat")
        )));
        assert!(!finds(control(
            "Live chat",
            "a",
            Some("https://s.example/help")
        )));
        assert!(!finds(control("Add to basket", "button", None)));
    }

    #[test]
    fn two_buttons_that_only_touch_do_not_cover_each_other() {
        let rect = |x: f64, w: f64| Rect {
            x,
            y: 0.0,
            w,
            h: 40.0,
        };
        assert!(overlaps(&rect(0.0, 100.0), &rect(60.0, 100.0)));
        assert!(!overlaps(&rect(0.0, 100.0), &rect(100.0, 50.0)));
    }
}
