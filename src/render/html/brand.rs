//! What a consultant puts on the report: logo, client, author, a colour, a note,
//! and which sections stay out.

use crate::render::clean::is_dangerous;
use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// The sections that may be left out, in their order on the page.
pub const SECTIONS: [&str; 10] = [
    "changes", "journey", "findings", "trust", "forms", "speed", "site", "legal", "estimate",
    "method",
];

/// Ink on paper and on a dark ground: what the accent must stand out from.
const PAPER: Rgb = Rgb(1.0, 1.0, 1.0);
const NIGHT: Rgb = Rgb(0.075, 0.086, 0.098);
/// The accent when none is given.
const ACCENT: &str = "#0f5d73";
/// Contrast that text needs (WCAG 2.2, 1.4.3), with a little to spare.
const READABLE: f64 = 4.8;

/// What stands on the report beside what was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brand {
    /// The logo as a `data:` address.
    pub logo: Option<String>,
    /// For whom the report is.
    pub client: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// A colour as `#rrggbb`.
    pub accent: Option<String>,
    /// A note for the cover, in Markdown.
    pub note: Option<String>,
    /// Names out of [`SECTIONS`].
    pub leave_out: Vec<String>,
}

impl Brand {
    /// Whether a section is on the page.
    pub fn shows(&self, section: &str) -> bool {
        !self.leave_out.iter().any(|name| name == section)
    }

    /// The accent on paper and on a dark ground, each as far from its ground as text must be.
    pub fn accents(&self) -> (String, String) {
        let given = self.accent.as_deref().and_then(Rgb::read);
        let accent = given
            .or_else(|| Rgb::read(ACCENT))
            .unwrap_or(Rgb(0.0, 0.3, 0.4));
        let light = accent.until_readable_on(PAPER, Rgb(0.0, 0.0, 0.0));
        let dark = accent.until_readable_on(NIGHT, Rgb(1.0, 1.0, 1.0));
        (light.written(), dark.written())
    }

    /// The note; raw HTML in it is shown, not obeyed.
    pub fn note(&self) -> Option<Markup> {
        let note = self
            .note
            .as_deref()
            .filter(|note| !note.trim().is_empty())?;
        let note: String = note
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !is_dangerous(*c))
            .collect();
        let events = Parser::new_ext(&note, Options::ENABLE_TABLES).filter_map(harmless);
        let mut written = String::new();
        pulldown_cmark::html::push_html(&mut written, events);
        Some(PreEscaped(written))
    }
}

/// Raw HTML becomes text, pictures their description, and links stay only where
/// they lead to a page. Headings begin below those of the report.
fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title: _,
            id,
        }) => {
            let safe = ["https://", "http://", "mailto:"]
                .iter()
                .any(|scheme| dest_url.starts_with(scheme));
            Event::Start(Tag::Link {
                link_type,
                dest_url: if safe {
                    dest_url
                } else {
                    CowStr::Borrowed("#")
                },
                title: CowStr::Borrowed(""),
                id,
            })
        }
        Event::Start(Tag::Heading { .. }) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Paragraph),
        other => other,
    })
}

/// A colour, each part 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rgb(f64, f64, f64);

impl Rgb {
    fn read(text: &str) -> Option<Rgb> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let part = |shift: u32| f64::from((value >> shift) & 0xff) / 255.0;
        Some(Rgb(part(16), part(8), part(0)))
    }

    fn written(self) -> String {
        let part = |value: f64| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        format!(
            "#{:02x}{:02x}{:02x}",
            part(self.0),
            part(self.1),
            part(self.2)
        )
    }

    /// Relative luminance, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn luminance(self) -> f64 {
        let linear = |value: f64| match value <= 0.04045 {
            true => value / 12.92,
            false => ((value + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    fn mixed(self, other: Rgb, share: f64) -> Rgb {
        let mix = |a: f64, b: f64| a + (b - a) * share;
        Rgb(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    fn until_readable_on(self, ground: Rgb, towards: Rgb) -> Rgb {
        (0..=20)
            .map(|step| self.mixed(towards, f64::from(step) / 20.0))
            .find(|colour| colour.contrast(ground) >= READABLE)
            .unwrap_or(towards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_accent_becomes_readable_on_both_grounds() {
        for accent in ["#ffff00", "#000000", "#ffffff", "#0f5d73", "not a colour"] {
            let brand = Brand {
                accent: Some(accent.to_owned()),
                ..Brand::default()
            };
            let (light, dark) = brand.accents();
            assert!(
                Rgb::read(&light).unwrap().contrast(PAPER) >= 4.5,
                "{accent}"
            );
            assert!(Rgb::read(&dark).unwrap().contrast(NIGHT) >= 4.5, "{accent}");
        }
    }

    #[test]
    fn the_note_is_markdown_in_which_html_is_only_shown() {
        let brand = Brand {
            note: Some(
                "# Dear *client*\n\n<script>alert(1)</script>\n\n[a](javascript:x) ![b](http://x/y.png) [c](https://x.example)"
                    .to_owned(),
            ),
            ..Brand::default()
        };
        let note = brand.note().unwrap().into_string();
        assert!(note.contains("<em>client</em>"), "{note}");
        assert!(note.contains("&lt;script&gt;"), "{note}");
        assert!(
            !note.contains("<script") && !note.contains("<img") && !note.contains("javascript:")
        );
        assert!(note.contains("href=\"https://x.example\""));
    }
}
