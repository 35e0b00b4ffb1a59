//! Sitemaps: index files, gzip and plain text, read within bounds.

use crate::crawl::address::Site;
use crate::crawl::decode;
use crate::crawl::fetch::{Fetcher, Want};
use crate::model::page::SitemapFile;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{HashMap, HashSet};
use url::Url;

/// Files read in one crawl.
const FILES: usize = 50;
/// Index files within index files.
const DEPTH: usize = 3;
/// Addresses kept.
const URLS: usize = 50_000;
/// Largest file, compressed or not.
const BYTES: usize = 20_000_000;

/// What a sitemap file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Addresses of pages.
    pub pages: Vec<String>,
    /// Addresses of further sitemaps.
    pub sitemaps: Vec<String>,
    /// The newest `lastmod`.
    pub newest: Option<String>,
}

/// Reads a store's sitemaps, and returns them with the store's addresses in
/// the order of the files.
///
/// `most_files` keeps a small crawl from reading fifty files for its twenty
/// pages: of files that differ only by a number, the first are read first.
pub fn explore(
    named: &[String],
    home: &Url,
    site: &Site,
    most_files: usize,
    fetcher: &Fetcher,
) -> (Vec<SitemapFile>, Vec<Url>) {
    let mut level: Vec<Url> = named
        .iter()
        .filter_map(|one| home.join(one.trim()).ok())
        .collect();
    if level.is_empty() {
        level.extend(home.join("/sitemap.xml").ok());
    }
    let mut files = Vec::new();
    let mut urls: Vec<Url> = Vec::new();
    let mut asked = HashSet::new();
    let mut known = HashSet::new();
    for _ in 0..=DEPTH {
        let mut next = Vec::new();
        for address in by_family(level) {
            if files.len() >= most_files.min(FILES)
                || urls.len() >= URLS
                || fetcher.over().is_some()
            {
                return (files, urls);
            }
            if !matches!(address.scheme(), "http" | "https") || !asked.insert(address.to_string()) {
                continue;
            }
            let answer = fetcher.get(&address, Want::File(BYTES), &|_| true);
            let contents = match answer.status {
                Some(200) => parse(&answer.body),
                Some(_) | None => Contents::default(),
            };
            let own = |page: &str| Url::parse(page).is_ok_and(|url| site.holds(&url));
            files.push(SitemapFile {
                url: address.to_string(),
                status: answer.status,
                urls: contents.pages.len() + contents.sitemaps.len(),
                elsewhere: contents.pages.iter().filter(|page| !own(page)).count(),
                newest: contents.newest,
            });
            for page in contents.pages {
                if urls.len() < URLS
                    && let Ok(url) = Url::parse(&page)
                    && site.holds(&url)
                    && known.insert(page)
                {
                    urls.push(url);
                }
            }
            next.extend(
                contents
                    .sitemaps
                    .iter()
                    .filter_map(|one| Url::parse(one).ok()),
            );
        }
        if next.is_empty() {
            break;
        }
        level = next;
    }
    (files, urls)
}

/// `products-1.xml, products-2.xml, pages-1.xml` as `products-1, pages-1, products-2`.
fn by_family(level: Vec<Url>) -> Vec<Url> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut ranked: Vec<(usize, usize, Url)> = level
        .into_iter()
        .take(50_000)
        .enumerate()
        .map(|(order, url)| {
            let family: String = url.path().chars().filter(|c| !c.is_ascii_digit()).collect();
            let count = seen.entry(family).or_default();
            *count += 1;
            (*count, order, url)
        })
        .collect();
    ranked.sort_by_key(|(count, order, _)| (*count, *order));
    ranked.into_iter().map(|(_, _, url)| url).collect()
}

/// Reads one file: XML, plain text with an address a line, each also gzipped.
/// What follows an error in the XML is left out.
pub fn parse(body: &[u8]) -> Contents {
    let inflated;
    let body = if body.starts_with(&[0x1f, 0x8b]) {
        inflated = decode::read_up_to(flate2::read::MultiGzDecoder::new(body), BYTES).0;
        &inflated
    } else {
        body
    };
    let text = decode::text(body, "application/xml; charset=utf-8", None);
    if text.trim_start().starts_with('<') {
        xml(&text)
    } else {
        let pages = text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("http://") || line.starts_with("https://"))
            .filter(|line| line.len() < 4_000)
            .take(URLS)
            .map(str::to_string)
            .collect();
        Contents {
            pages,
            ..Contents::default()
        }
    }
}

fn xml(text: &str) -> Contents {
    let mut contents = Contents::default();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut index = false;
    let mut field: Option<Field> = None;
    let mut value = String::new();
    // The reader knows no entities but the five of XML and numbers, so a bomb
    // of nested entities expands to nothing.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => {
                let name = tag.name();
                let name: &str = name.as_ref();
                match name.rsplit(':').next().unwrap_or(name) {
                    "sitemapindex" => index = true,
                    "urlset" => index = false,
                    "loc" if is_own(name) => field = Some(Field::Address),
                    "lastmod" if is_own(name) => field = Some(Field::Modified),
                    _ => {}
                }
                value.clear();
            }
            Event::Text(text) if field.is_some() && value.len() < 4_000 => {
                value.push_str(&text.xml10_content());
            }
            Event::CData(text) if field.is_some() && value.len() < 4_000 => {
                value.push_str(&text.xml10_content());
            }
            Event::GeneralRef(reference) if field.is_some() => {
                let name: &str = &reference;
                let c = match name {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                value.extend(c);
            }
            Event::End(_) => {
                let found = value.trim();
                match field.take() {
                    Some(Field::Address) if !found.is_empty() => {
                        let list = if index {
                            &mut contents.sitemaps
                        } else {
                            &mut contents.pages
                        };
                        if list.len() < URLS {
                            list.push(found.to_string());
                        }
                    }
                    // W3C dates sort by their text as far as the day.
                    Some(Field::Modified)
                        if contents.newest.as_deref().is_none_or(|known| known < found) =>
                    {
                        contents.newest = Some(found.to_string());
                    }
                    Some(Field::Address | Field::Modified) | None => {}
                }
                value.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    contents
}

#[derive(Clone, Copy)]
enum Field {
    Address,
    Modified,
}

/// Pictures and videos have a `loc` of their own.
fn is_own(name: &str) -> bool {
    !name.split_once(':').is_some_and(|(prefix, _)| {
        matches!(prefix, "image" | "video" | "news" | "xhtml" | "mobile")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_lists_pages_without_their_pictures() {
        let contents = parse(
            br#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x">
            <url><loc> https://s.example/a?x=1&amp;y=&#50; </loc><lastmod>2026-01-02</lastmod><image:image><image:loc>https://s.example/a.jpg</image:loc></image:image></url>
            <url><loc><![CDATA[https://s.example/b]]></loc><lastmod>2026-03-01T10:00:00Z</lastmod></url></urlset>"#,
        );
        assert_eq!(
            contents.pages,
            ["https://s.example/a?x=1&y=2", "https://s.example/b"]
        );
        assert_eq!(contents.newest.as_deref(), Some("2026-03-01T10:00:00Z"));
    }

    #[test]
    fn an_entity_bomb_expands_to_nothing() {
        let contents = parse(
            br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
            <urlset><url><loc>https://s.example/&b;</loc></url></urlset>"#,
        );
        assert_eq!(contents.pages, ["https://s.example/"]);
    }

    #[test]
    fn text_and_broken_files_are_read_as_far_as_they_go() {
        assert_eq!(
            parse("\u{feff}https://s.example/a\r\n\nnothing\n".as_bytes()).pages,
            ["https://s.example/a"]
        );
        assert_eq!(
            parse(b"<urlset><url><loc>https://s.example/a</loc></url><url><loc>https://s.ex")
                .pages
                .len(),
            1
        );
        assert_eq!(
            parse(b"<!doctype html><html><body>Not found</body></html>"),
            Contents::default()
        );
        assert_eq!(parse(b""), Contents::default());
    }

    #[test]
    fn one_file_of_each_family_comes_first() {
        let urls = ["/p-1.xml", "/p-2.xml", "/c-1.xml"]
            .map(|p| Url::parse("https://s.example").unwrap().join(p).unwrap());
        let paths: Vec<String> = by_family(urls.to_vec())
            .iter()
            .map(|u| u.path().to_string())
            .collect();
        assert_eq!(paths, ["/p-1.xml", "/c-1.xml", "/p-2.xml"]);
    }
}
