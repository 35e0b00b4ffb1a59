//! How the pieces of a page's text flow together: spaces, lines, and cents set above the line.

use scraper::ElementRef;

/// The space or line break that an element puts before its text.
pub fn break_before(element: ElementRef<'_>, text: &mut TextBuilder) {
    match element.value().name() {
        "td" | "th" | "option" | "dd" => text.space(),
        "br" => text.line(),
        "sup" => {
            // £12<sup>99</sup> is twelve pounds ninety-nine.
            let inner: String = element.text().take(4).collect();
            let inner = inner.trim();
            if inner.len() == 2 && inner.bytes().all(|b| b.is_ascii_digit()) {
                text.decimal_point();
            }
        }
        name if is_block(name) => text.line(),
        _ => {}
    }
}

/// The space or line break that an element puts after its text.
pub fn break_after(element: ElementRef<'_>, text: &mut TextBuilder) {
    match element.value().name() {
        "td" | "th" | "option" | "button" | "label" => text.space(),
        // A term and its definition read as one line, like a row of a table.
        "dt" => text.space(),
        name if is_block(name) => text.line(),
        _ => {}
    }
}

/// Whether an element stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "legend"
            | "caption"
            | "optgroup"
    )
}

/// Collects text with single spaces and single line breaks.
pub struct TextBuilder {
    text: String,
    chars: usize,
    limit: usize,
    pending_space: bool,
}

impl TextBuilder {
    /// Collects at most so many characters.
    pub fn new(limit: usize) -> TextBuilder {
        TextBuilder {
            text: String::new(),
            chars: 0,
            limit,
            pending_space: false,
        }
    }

    fn put(&mut self, c: char) {
        if self.chars < self.limit {
            self.text.push(c);
            self.chars += 1;
        }
    }

    /// Adds text as written, its white space folded.
    pub fn push(&mut self, piece: &str) {
        let mut rest = piece;
        while let Some(c) = rest.chars().next() {
            if c.is_whitespace() || is_invisible(c) {
                self.pending_space |= c.is_whitespace();
                rest = &rest[c.len_utf8()..];
                continue;
            }
            let ends = |c: char| c.is_whitespace() || is_invisible(c);
            let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
            if self.pending_space && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.put(' ');
            }
            self.pending_space = false;
            self.put_word(word);
            rest = after;
        }
    }

    fn put_word(&mut self, word: &str) {
        let room = self.limit.saturating_sub(self.chars);
        let count = word.chars().count();
        let end = match count <= room {
            true => word.len(),
            false => word
                .char_indices()
                .nth(room)
                .map_or(word.len(), |(at, _)| at),
        };
        self.text.push_str(&word[..end]);
        self.chars += count.min(room);
    }

    /// Adds a space before what follows.
    pub fn space(&mut self) {
        self.pending_space = true;
    }

    /// Begins a new line.
    pub fn line(&mut self) {
        self.pending_space = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.put('\n');
        }
    }

    fn decimal_point(&mut self) {
        if !self.pending_space && self.text.ends_with(|c: char| c.is_ascii_digit()) {
            self.put('.');
        }
    }

    /// Whether no more is kept.
    pub fn is_full(&self) -> bool {
        self.chars >= self.limit
    }

    /// The text.
    pub fn finish(mut self) -> String {
        while self.text.ends_with(['\n', ' ']) {
            self.text.pop();
        }
        self.text
    }
}

/// Signs without width that editors leave in texts.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_flow_with_single_spaces_up_to_the_limit() {
        let mut text = TextBuilder::new(12);
        text.push("  Mu\u{ad}g \n 12 ");
        text.push("€");
        text.line();
        text.line();
        text.push("税込み価格です");
        assert!(text.is_full());
        assert_eq!(text.finish(), "Mug 12 €\n税込み");
        let mut exact = TextBuilder::new(3);
        exact.push("äöü");
        exact.push("x");
        assert_eq!(exact.finish(), "äöü");
    }
}
