//! A page nested without end is cut before it is parsed.
//!
//! The HTML standard's algorithm looks up all open elements at each tag, so
//! its time grows with the square of the depth: a megabyte of `<div>` would
//! take minutes. Browsers stop at a depth of 512.

/// Open elements at which a page is cut.
const DEEPEST: usize = 1_000;

/// Elements that hold nothing, or that the next of their kind closes.
const NOT_COUNTED: [&str; 34] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option",
    "optgroup", "rt", "rp", "html", "head", "body", "image", "path", "use",
];

/// The page up to where its elements are nested too deep.
pub fn shallow(html: &str) -> &str {
    let bytes = html.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let tag = at + found;
        at = tag + 1;
        let (closes, start) = match bytes.get(at) {
            Some(b'/') => (true, at + 1),
            Some(_) | None => (false, at),
        };
        let length = bytes[start..]
            .iter()
            .take(20)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
            .count();
        if length == 0 {
            continue;
        }
        let name = html[start..start + length].to_ascii_lowercase();
        if NOT_COUNTED.contains(&name.as_str()) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            if depth > DEEPEST {
                return &html[..tag];
            }
        }
        // What looks like tags inside a script is none.
        if !closes && matches!(name.as_str(), "script" | "style" | "textarea") {
            let end = format!("</{name}");
            match find_ignoring_case(&bytes[at..], end.as_bytes()) {
                Some(found) => at += found,
                None => return html,
            }
        }
    }
    html
}

fn find_ignoring_case(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_without_end_is_cut() {
        let real = "<!doctype html><html><body><p>a<br><li>b</li><script>'<div><div>'</script><DIV></DIV>&lt;"
            .repeat(5_000);
        assert_eq!(shallow(&real).len(), real.len());
        let deep = "<div>".repeat(50_000);
        assert_eq!(shallow(&deep).len(), 5_000);
        let unclosed = "<script>日本語".to_string();
        assert_eq!(shallow(&unclosed), unclosed);
        assert_eq!(shallow("a < b <é> </>"), "a < b <é> </>");
    }
}
