//! What a page itself says, without the frame that repeats on every page.
//!
//! "Returns" in the footer's menu tells nothing about returns.

use crate::model::page::{Page, PageFacts, PageKind, Region};
use crate::model::verdict::Place;
use crate::rules::Seen;
use crate::rules::facts::vendors::{CHAT, is_of};
use crate::rules::facts::words::{fold, mentions};
use std::collections::BTreeSet;

/// Folded text of a page without its footer and the lines of its menus; a heading that a menu has, too,
/// stays.
pub fn body(facts: &PageFacts) -> String {
    let footer = fold(&facts.footer_text);
    let frame: BTreeSet<String> = facts
        .links
        .iter()
        .filter(|link| link.region != Region::Main)
        .map(|link| fold(&link.text))
        .chain(footer.lines().map(str::to_owned))
        .collect();
    let text = fold(&facts.text);
    let headings: BTreeSet<String> = facts.headings.iter().map(|(_, text)| fold(text)).collect();
    let own = |line: &&str| !frame.contains(*line) || headings.contains(*line);
    let lines: Vec<&str> = text.lines().filter(own).collect();
    lines.join("\n")
}

/// Pages on a subject: those of the kind, else guide pages whose title or headings name it.
pub fn on<'a>(
    seen: &Seen<'a>,
    kind: PageKind,
    words: &[&'static str],
) -> Vec<(&'a Page, &'a PageFacts)> {
    let own: Vec<_> = seen.pages_of(kind).take(20).collect();
    if !own.is_empty() {
        return own;
    }
    let guides = [
        PageKind::Other,
        PageKind::Faq,
        PageKind::Legal,
        PageKind::About,
        PageKind::Returns,
        PageKind::Shipping,
    ];
    let named = |facts: &PageFacts| {
        let headings = facts.headings.iter().map(|(_, text)| text.as_str());
        std::iter::once(facts.title.as_str())
            .chain(headings)
            .any(|text| mentions(&fold(text), words))
    };
    seen.pages()
        .filter(|(page, facts)| guides.contains(&page.kind) && named(facts))
        .take(20)
        .collect()
}

/// Where a chat was seen: by its script, its frame, or a button that is called so.
pub fn chat(seen: &Seen<'_>) -> Option<Place> {
    let crawled = seen.pages().find_map(|(page, facts)| {
        let mut addresses = facts.scripts.iter().chain(&facts.frames);
        addresses
            .any(|url| is_of(url, CHAT))
            .then(|| Place::page(page))
    });
    crawled.or_else(|| {
        seen.steps().find_map(|(journey, step)| {
            let look = step.settled();
            let asked = step
                .requests
                .iter()
                .any(|request| is_of(&request.url, CHAT));
            let framed = look.frames.iter().any(|frame| is_of(&frame.url, CHAT));
            let button = look.controls.iter().find(|control| {
                let name = fold(&control.name);
                control.visible && name.chars().count() < 40 && mentions(&name, CHAT_BUTTON)
            });
            let place = Place::step(journey, step);
            match button {
                Some(control) => Some(place.element(&control.selector)),
                None => (asked || framed).then_some(place),
            }
        })
    })
}

const CHAT_BUTTON: &[&str] = &[
    "chat",
    "live chat",
    "chat with us",
    "open chat",
    "start chat",
    "チャット",
    "チャットで相談",
    "チャットで質問",
    "チャットサポート",
    "チャットを開く",
    "ライブチャット",
    "live-chat",
    "chat starten",
    "chat öffnen",
    "chattez",
    "chatear",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::link;

    #[test]
    fn menus_and_footers_say_nothing_of_the_page() {
        let mut menu = link("Returns", "/returns");
        menu.region = Region::Header;
        let facts = PageFacts {
            text: "Returns\nDelivery takes 2 days\nContact us\n© Kissa".into(),
            footer_text: "Contact us\n© Kissa".into(),
            links: vec![menu],
            ..PageFacts::default()
        };
        assert_eq!(body(&facts), "delivery takes 2 days");
    }
}
