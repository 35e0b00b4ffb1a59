//! Text that Markdown shows as it is, and nothing else: a store may open neither HTML
//! nor a link, an image, a formula, a mention or a reference to an issue.

use crate::render::clean::plain;

/// Longest text in a table or list, in characters.
const SHORT: usize = 300;

/// Text between marks of our own.
pub(crate) fn escape(text: &str) -> String {
    let text = plain(text);
    let mut safe = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // Mentions and references are looked for after entities were read: a space
            // without width comes between.
            '@' => safe.push_str("&#64;&#8203;"),
            '#' if next.is_some_and(|next| next.is_ascii_digit()) => {
                safe.push_str("&#35;&#8203;");
            }
            // At its beginning the text would be a list or a heading.
            '-' | '+' | '=' if at == 0 => {
                safe.push('\\');
                safe.push(c);
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            other => safe.push(other),
        }
    }
    // An address would become a link by itself.
    safe.replace("://", ":&#47;&#47;")
        .replace("www.", "www&#46;")
}

/// The same, cut to what a line of a table or list takes.
pub(crate) fn short(text: &str) -> String {
    escape(&crate::render::html::text::cut(text, SHORT))
}

/// A sentence of a rule, cut likewise: what stands between back-ticks is code.
pub(crate) fn told(text: &str) -> String {
    let text = crate::render::html::text::cut(text, SHORT);
    let parts: Vec<&str> = text.split('`').collect();
    // Back-ticks that do not pair, or hold nothing, are a store's.
    if parts.len().is_multiple_of(2)
        || parts
            .iter()
            .skip(1)
            .step_by(2)
            .any(|it| it.trim().is_empty())
    {
        return escape(&text);
    }
    let part = |(index, part): (usize, &&str)| match index % 2 {
        0 => between(part),
        _ => format!("`{}`", code(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Escaped, with the spaces that part it from code.
fn between(text: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let (before, behind) = (text.starts_with(' '), text.len() > 1 && text.ends_with(' '));
    format!("{}{}{}", space(before), escape(text), space(behind))
}

/// Text between back-ticks; a bar would end a table's cell even there.
pub(crate) fn code(text: &str) -> String {
    plain(text).replace('`', "'").replace('|', "¦")
}

/// Lines of code, fenced so that none of them ends the fence.
pub(crate) fn code_block(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.replace("```", "'''"))
        .collect();
    format!("```html\n{}\n```", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_can_write_neither_html_nor_links_nor_mentions() {
        let hostile = "<img src=x> [a](javascript:1) ![b](https://e.example/x) @team `c` | www.e.example $x$ #12\n# h";
        let safe = escape(hostile);
        for wrong in [
            "<img", "[a](", "![", "https://", "@team", "64;team", "`c`", " | ", "www.e", "\n",
            " $x", "#12", "35;12",
        ] {
            assert!(!safe.contains(wrong), "{wrong}: {safe}");
        }
        assert_eq!(
            told("Use `<b>` or `|`, *not* <i>."),
            "Use `<b>` or `¦`, \\*not\\* &lt;i&gt;."
        );
        assert_eq!(told("a ` b"), "a \\` b");
        assert!(escape("- a").starts_with("\\-"));
        assert_eq!(code("a`|b"), "a'¦b");
    }
}
