//! Addresses of pages for programs that expect the path of a file.
//!
//! Code scanning shows a finding at a file of the repository. A page is no file,
//! but `shop.example/cart` reads like one; with a scheme GitHub refuses it.

use crate::render::clean::plain;
use percent_encoding::percent_encode_byte;
use url::{Position, Url};

/// Longest address that is taken, in characters.
const LONGEST: usize = 2_000;

/// The address as a relative reference (RFC 3986, section 4.2): `shop.example/cart?item=1`.
/// A port's colon is encoded, since what stands before a colon in the first segment would
/// be a scheme. What is no address of a page becomes one encoded segment; nothing stays empty.
pub fn as_path(address: &str) -> String {
    let address: String = plain(address).chars().take(LONGEST).collect();
    let page = Url::parse(&address).ok();
    match page.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
        Some(url) => {
            let host = url[Position::BeforeHost..Position::AfterPort].replace(':', "%3A");
            encoded(&(host + &url[Position::BeforePath..Position::AfterQuery]))
        }
        None if address.is_empty() => "unknown".to_owned(),
        None => address
            .bytes()
            .map(|byte| match byte.is_ascii_alphanumeric() {
                true => (byte as char).to_string(),
                false => percent_encode_byte(byte).to_owned(),
            })
            .collect(),
    }
}

/// Encodes what may not stand in a reference and leaves what is encoded already.
fn encoded(reference: &str) -> String {
    let bytes = reference.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().copied().enumerate() {
        let is_code = byte == b'%'
            && bytes
                .get(at + 1..at + 3)
                .is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        if is_code || byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(percent_encode_byte(byte));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_reads_like_a_file_and_has_no_scheme() {
        for (address, path) in [
            (
                "https://shop.example/cart?item=1#top",
                "shop.example/cart?item=1",
            ),
            ("http://127.0.0.1:8101/a b/../c", "127.0.0.1%3A8101/c"),
            (
                "https://shop.example/|[100%]%20%zz",
                "shop.example/%7C%5B100%25%5D%20%25zz",
            ),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("../../etc/passwd", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd"),
            ("\u{202e}\u{1b}", "unknown"),
        ] {
            assert_eq!(as_path(address), path);
        }
    }
}
