//! Bytes to text: content coding (gzip, br, deflate), then the character set.
//!
//! The crawl decodes by itself instead of leaving it to the HTTP client,
//! because the client hides `content-encoding`, which is evidence.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use std::io::Read;

/// What the crawl can decode, for `Accept-Encoding`.
pub const ACCEPTED: &str = "gzip, br, deflate";

/// Undoes a content coding up to `limit` bytes of result.
///
/// Returns the bytes, whether there were more, and what went wrong. Bytes
/// decoded before an error are kept, as browsers do.
pub fn inflate(body: Vec<u8>, coding: &str, limit: usize) -> (Vec<u8>, bool, Option<String>) {
    let mut data = body;
    let mut over = false;
    // Codings are listed in the order in which they were applied. More than
    // two in a row is no server but an attack on the reader.
    for one in coding.rsplit(',').take(2) {
        let raw = std::mem::take(&mut data);
        let input = raw.as_slice();
        let reader: Box<dyn Read + '_> = match one.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Box::new(input),
            "gzip" | "x-gzip" => Box::new(flate2::read::MultiGzDecoder::new(input)),
            // Servers send both the zlib format, which the word means, and raw deflate.
            "deflate" if is_zlib(input) => Box::new(flate2::read::ZlibDecoder::new(input)),
            "deflate" => Box::new(flate2::read::DeflateDecoder::new(input)),
            "br" => Box::new(brotli_decompressor::Decompressor::new(input, 16 * 1024)),
            other => {
                return (
                    raw,
                    over,
                    Some(format!("body: unknown content-encoding {other:?}")),
                );
            }
        };
        let (bytes, more, problem) = read_up_to(reader, limit);
        data = bytes;
        over |= more;
        if let Some(problem) = problem {
            return (data, over, Some(format!("body: {problem}")));
        }
    }
    (data, over, None)
}

/// Reads at most `limit` bytes; tells whether there were more, and what failed.
pub fn read_up_to(mut reader: impl Read, limit: usize) -> (Vec<u8>, bool, Option<String>) {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 16 * 1024];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return (bytes, false, None),
            Ok(n) => {
                let room = limit - bytes.len();
                bytes.extend_from_slice(&chunk[..n.min(room)]);
                if n > room {
                    return (bytes, true, None);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return (bytes, false, Some(error.to_string())),
        }
    }
}

fn is_zlib(input: &[u8]) -> bool {
    match input {
        [first, second, ..] => {
            first & 0x0f == 8 && (u16::from(*first) * 256 + u16::from(*second)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Text of a body: by byte order mark, then the `charset` of the header, then
/// of a `meta` or XML declaration, then by the look of the bytes.
pub fn text(body: &[u8], content_type: &str, top_level_domain: Option<&str>) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(body) {
        return encoding
            .decode_without_bom_handling(&body[skip..])
            .0
            .into_owned();
    }
    let declared = charset_parameter(content_type)
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .or_else(|| declared_inside(&body[..body.len().min(4096)]));
    let encoding = declared.unwrap_or_else(|| detect(body, top_level_domain));
    encoding.decode_without_bom_handling(body).0.into_owned()
}

fn charset_parameter(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']))
    })
}

/// `<meta charset=…>`, `<meta … content="…; charset=…">`, `<?xml encoding="…"?>`.
fn declared_inside(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = head.as_str();
    if rest.trim_start().starts_with("<?xml")
        && let Some(label) = label_after(rest.split("?>").next()?, "encoding")
    {
        return Encoding::for_label(label.as_bytes());
    }
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        if let Some(encoding) =
            label_after(tag, "charset").and_then(|l| Encoding::for_label(l.as_bytes()))
        {
            // The standard: a page that can be read as ASCII is not UTF-16.
            let utf16 = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
            return Some(if utf16 { UTF_8 } else { encoding });
        }
    }
    None
}

fn label_after<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let after = tag[tag.find(name)? + name.len()..].trim_start();
    let value = after
        .strip_prefix('=')?
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let end = value
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '?'))
        .unwrap_or(value.len());
    Some(&value[..end])
}

fn detect(body: &[u8], top_level_domain: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let sample = &body[..body.len().min(64 * 1024)];
    detector.feed(sample, sample.len() == body.len());
    let domain = top_level_domain
        .filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_lowercase()))
        .map(str::as_bytes);
    detector.guess(domain, Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const JAPANESE: &str =
        "<title>特定商取引法に基づく表記</title><p>送料は全国一律です。お問い合わせはこちら。</p>";

    #[test]
    fn japanese_pages_of_the_old_kind_are_read() {
        let sjis = encoding_rs::SHIFT_JIS.encode(JAPANESE).0.into_owned();
        let euc = encoding_rs::EUC_JP.encode(JAPANESE).0.into_owned();
        assert_eq!(text(&sjis, "text/html; charset=Shift_JIS", None), JAPANESE);
        assert_eq!(text(&euc, "text/html;charset=\"euc-jp\"", None), JAPANESE);
        let mut with_meta =
            b"<meta http-equiv=Content-Type content='text/html; charset=x-sjis'>".to_vec();
        with_meta.extend(&sjis);
        assert!(text(&with_meta, "text/html", None).ends_with(JAPANESE));
        let mut with_short_meta = b"<meta charset = \"EUC-JP\" />".to_vec();
        with_short_meta.extend(&euc);
        assert!(text(&with_short_meta, "", None).ends_with(JAPANESE));
        assert_eq!(text(&sjis, "text/html", Some("jp")), JAPANESE);
        assert_eq!(text(JAPANESE.as_bytes(), "text/html", Some("jp")), JAPANESE);
    }

    #[test]
    fn content_codings_are_undone_within_a_limit() {
        let page = "a mug ".repeat(1_000).into_bytes();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(&page).unwrap();
        let gzip = gzip.finish().unwrap();
        assert_eq!(
            inflate(gzip.clone(), "gzip", 10_000),
            (page.clone(), false, None)
        );
        assert_eq!(
            inflate(gzip.clone(), "gzip", 100),
            (page[..100].to_vec(), true, None)
        );
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(&page).unwrap();
        assert_eq!(inflate(zlib.finish().unwrap(), "deflate", 10_000).0, page);
        let mut raw =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        raw.write_all(&page).unwrap();
        assert_eq!(inflate(raw.finish().unwrap(), "Deflate", 10_000).0, page);
        let (_, _, problem) = inflate(gzip[..20].to_vec(), "gzip", 10_000);
        assert!(problem.unwrap().starts_with("body: "));
    }
}
