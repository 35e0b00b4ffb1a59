//! A shopper's hands: trusted clicks, taps and keys.
//!
//! Never through JavaScript: a click made there is not trusted, gives no event
//! timing, and gets where no finger could.

use super::error::BrowserError;
use super::keys::{self, Key};
use super::visit::Visit;
use super::wire::{Call, Command, ask};
use crate::model::device::Device;
use headless_chrome::protocol::cdp::Input;
use serde_json::{Value, json};

impl Visit {
    /// Presses at a place of the viewport: a click with the mouse on a desktop,
    /// a tap on a phone. CSS pixels.
    ///
    /// # Errors
    /// `Timeout` when the page is too busy to take it.
    pub fn click(&mut self, x: f64, y: f64) -> Result<(), BrowserError> {
        match self.watch.equipment.device {
            Device::Desktop => self.hands(vec![
                mouse("mouseMoved", x, y, "none"),
                mouse("mousePressed", x, y, "left"),
                mouse("mouseReleased", x, y, "left"),
            ]),
            Device::Mobile => self.hands(vec![
                ask::<Input::DispatchTouchEvent>(
                    json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] }),
                ),
                ask::<Input::DispatchTouchEvent>(json!({ "type": "touchEnd", "touchPoints": [] })),
            ]),
        }
    }

    /// Moves the mouse to a place. A phone has none: nothing happens there.
    ///
    /// # Errors
    /// As for [`Visit::click`].
    pub fn hover(&mut self, x: f64, y: f64) -> Result<(), BrowserError> {
        if self.watch.equipment.device == Device::Mobile {
            return Ok(());
        }
        self.hands(vec![mouse("mouseMoved", x, y, "none")])
    }

    /// Types into what has the focus: ASCII as real keys, everything else as
    /// an input method puts it in.
    ///
    /// # Errors
    /// As for [`Visit::click`].
    pub fn type_text(&mut self, text: &str) -> Result<(), BrowserError> {
        let mut composed = String::new();
        for character in text.chars() {
            let key = match character {
                '\n' => keys::named("Enter").map(|(key, _)| key),
                '\t' => keys::named("Tab").map(|(key, _)| key),
                other => keys::for_char(other),
            };
            match key {
                None => composed.push(character),
                Some(key) => {
                    self.compose(&mut composed)?;
                    self.strike(&key, 0)?;
                }
            }
        }
        self.compose(&mut composed)
    }

    fn compose(&mut self, text: &mut String) -> Result<(), BrowserError> {
        if text.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(text);
        self.hands(vec![ask::<Input::InsertText>(json!({ "text": text }))])
    }

    /// Puts a word in as an input method does: the reading grows letter by letter, is
    /// converted, and is then taken. `enter` presses Enter once while the reading still stands, as
    /// people do to take it.
    ///
    /// # Errors
    /// As for [`Visit::click`].
    pub fn compose_as(
        &mut self,
        reading: &str,
        word: &str,
        enter: bool,
    ) -> Result<(), BrowserError> {
        let composition = |text: &str| {
            let end = text.encode_utf16().count();
            ask::<Input::ImeSetComposition>(
                json!({ "text": text, "selectionStart": end, "selectionEnd": end }),
            )
        };
        let ends = reading.char_indices().skip(1).map(|(at, _)| at);
        for end in ends.chain([reading.len()]) {
            self.hands(vec![composition(&reading[..end])])?;
        }
        self.hands(vec![composition(word)])?;
        if enter {
            // The key of an input method at work has this number, and types nothing.
            let key = |kind: &str| {
                ask::<Input::DispatchKeyEvent>(json!({
                    "type": kind, "key": "Enter", "code": "Enter",
                    "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229,
                }))
            };
            self.hands(vec![key("rawKeyDown"), key("keyUp")])?;
        }
        self.hands(vec![ask::<Input::InsertText>(json!({ "text": word }))])
    }

    /// Copies what is selected, or pastes what was copied, by the keys for it.
    ///
    /// # Errors
    /// As for [`Visit::click`].
    pub fn clipboard(&mut self, paste: bool) -> Result<(), BrowserError> {
        let (letter, command, code) = if paste {
            ("v", "paste", 86)
        } else {
            ("c", "copy", 67)
        };
        let mut event = json!({
            "type": "rawKeyDown",
            "key": letter,
            "code": format!("Key{}", letter.to_uppercase()),
            "windowsVirtualKeyCode": code,
            "nativeVirtualKeyCode": code,
            "modifiers": 2,
            "commands": [command],
        });
        let down = ask::<Input::DispatchKeyEvent>(event.clone());
        event["type"] = "keyUp".into();
        event["commands"] = json!([]);
        self.hands(vec![down, ask::<Input::DispatchKeyEvent>(event)])
    }

    /// Presses a key by its name, with modifiers: `Enter`, `Tab`, `Control+a`.
    ///
    /// # Errors
    /// `Protocol` for a name that is no key, otherwise as for [`Visit::click`].
    pub fn press(&mut self, key: &str) -> Result<(), BrowserError> {
        let Some((key, modifiers)) = keys::named(key) else {
            return Err(BrowserError::Protocol {
                method: "press".to_owned(),
                message: format!("there is no key {key:?}"),
            });
        };
        self.strike(&key, modifiers)
    }

    fn strike(&mut self, key: &Key, modifiers: u32) -> Result<(), BrowserError> {
        let modifiers = if key.shift { modifiers | 8 } else { modifiers };
        let mut event = json!({
            "key": key.key,
            "code": key.code,
            "windowsVirtualKeyCode": key.windows_code,
            "nativeVirtualKeyCode": key.windows_code,
            "modifiers": modifiers,
        });
        let mut up = event.clone();
        up["type"] = "keyUp".into();
        if key.text.is_empty() {
            event["type"] = "rawKeyDown".into();
        } else {
            event["type"] = "keyDown".into();
            event["text"] = key.text.as_str().into();
            event["unmodifiedText"] = key.text.as_str().into();
        }
        // Editing shortcuts belong to the system, not to the page.
        if modifiers & 0b0110 != 0 && key.key.eq_ignore_ascii_case("a") {
            event["commands"] = json!(["selectAll"]);
        }
        self.hands(vec![
            ask::<Input::DispatchKeyEvent>(event),
            ask::<Input::DispatchKeyEvent>(up),
        ])
    }

    /// Scrolls what lies in the middle of the viewport, in CSS pixels.
    ///
    /// # Errors
    /// As for [`Visit::click`].
    pub fn scroll_by(&mut self, dx: f64, dy: f64) -> Result<(), BrowserError> {
        let (width, height) = self.watch.equipment.device.viewport_px();
        self.hands(vec![ask::<Input::DispatchMouseEvent>(json!({
            "type": "mouseWheel",
            "x": f64::from(width) / 2.0,
            "y": f64::from(height) / 2.0,
            "deltaX": dx,
            "deltaY": dy,
        }))])
    }

    /// Sends input in one go and waits until the page took it. A page that
    /// leaves because of it never says so: that is success too.
    fn hands(&self, commands: Vec<Command>) -> Result<(), BrowserError> {
        self.watch.check()?;
        let before = self.watch.seen().commits.len();
        let mut calls: Vec<Call<'_>> = Vec::new();
        for command in commands {
            calls.push(self.watch.wire.start(Some(&self.watch.page), command)?);
        }
        for call in calls {
            let answer: Result<Value, BrowserError> = call.wait(self.limit);
            match answer {
                Ok(_) => {}
                Err(error) if error.page_moved_on() => {}
                Err(BrowserError::Timeout { .. }) if self.watch.seen().commits.len() > before => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn mouse(kind: &str, x: f64, y: f64, button: &str) -> Command {
    let pressed = u32::from(kind == "mousePressed");
    ask::<Input::DispatchMouseEvent>(json!({
        "type": kind,
        "x": x,
        "y": y,
        "button": button,
        "buttons": pressed,
        "clickCount": u32::from(kind != "mouseMoved"),
        "pointerType": "mouse",
    }))
}
