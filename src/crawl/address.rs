//! Which addresses belong to the store, and when two of them are the same page.

use crate::crawl::words::words;
use percent_encoding::percent_decode_str;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use url::{Host, Url};

/// What counts as the same store as the address that answered first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    host: String,
    port: Option<u16>,
    registrable: Option<String>,
}

impl Site {
    /// The store that answers at this address.
    pub fn of(url: &Url) -> Site {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        Site {
            registrable: registrable(url),
            port: explicit_port(url),
            host,
        }
    }

    /// Whether an address stays in the store: the same registrable domain, or,
    /// for an IP address and a name without one, the same host; and the same
    /// port where it is not the scheme's own.
    pub fn holds(&self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") || explicit_port(url) != self.port {
            return false;
        }
        match &self.registrable {
            Some(domain) => registrable(url).as_ref() == Some(domain),
            None => self.is_host(url),
        }
    }

    /// Whether the address has the store's very host.
    pub fn is_host(&self, url: &Url) -> bool {
        url.host_str()
            .is_some_and(|host| host.eq_ignore_ascii_case(&self.host))
    }
}

fn explicit_port(url: &Url) -> Option<u16> {
    // `Url::port` is already `None` for a scheme's default.
    url.port()
}

fn registrable(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            psl::domain_str(&name).map(str::to_string)
        }
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// The address as it is asked for: without fragment, tracking and session parameters.
pub fn visitable(url: &Url) -> Url {
    let mut clean = url.clone();
    clean.set_fragment(None);
    let path = strip_path_session(clean.path());
    if path != clean.path() {
        clean.set_path(&path);
    }
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query
            .split('&')
            .filter(|pair| {
                !pair.is_empty() && !is_noise(pair.split('=').next().unwrap_or_default())
            })
            .collect();
        let kept = kept.join("&");
        clean.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    clean
}

/// The same for every way to write one page's address: scheme, order of
/// parameters, a last slash and an index file do not matter.
pub fn key(url: &Url) -> String {
    let clean = visitable(url);
    let mut pairs: Vec<&str> = clean
        .query()
        .map(|q| q.split('&').collect())
        .unwrap_or_default();
    pairs.sort_unstable();
    let mut path = clean.path();
    for index in ["/index.html", "/index.htm", "/index.php"] {
        path = path.strip_suffix(index).unwrap_or(path);
    }
    let path = path.trim_end_matches('/');
    let host = clean.host_str().unwrap_or_default();
    let port = clean.port().map(|p| format!(":{p}")).unwrap_or_default();
    if pairs.is_empty() {
        format!("{host}{port}{path}")
    } else {
        format!("{host}{port}{path}?{}", pairs.join("&"))
    }
}

/// A set of keys, by their hash: it holds those of a hundred thousand addresses in little memory.
/// That two of so many share a hash of 64 bits happens once in three billion crawls.
#[derive(Debug, Default)]
pub struct Keys(HashSet<u64>);

impl Keys {
    /// Adds a key; whether it was new.
    pub fn insert(&mut self, key: &str) -> bool {
        self.0.insert(hash(key))
    }

    /// Whether it was added.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains(&hash(key))
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn strip_path_session(path: &str) -> String {
    let lower = path.to_ascii_lowercase();
    match lower.find(";jsessionid=") {
        Some(at) => path[..at].to_string(),
        None => path.to_string(),
    }
}

fn is_noise(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    const PREFIXES: [&str; 5] = ["utm_", "mtm_", "pk_", "_hs", "aspsessionid"];
    const NAMES: [&str; 30] = [
        "gclid",
        "gbraid",
        "wbraid",
        "dclid",
        "fbclid",
        "msclkid",
        "yclid",
        "ttclid",
        "twclid",
        "li_fat_id",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "_kx",
        "srsltid",
        "scid",
        "jsessionid",
        "phpsessid",
        "sessionid",
        "session_id",
        "sid",
        "oscsid",
        "zenid",
        "xtcsid",
        "cfid",
        "cftoken",
        "_pos",
        "_sid",
    ];
    PREFIXES.iter().any(|p| name.starts_with(p)) || NAMES.contains(&name.as_str()) || name == "_ss"
}

/// The decoded, lower-case parts of a path.
pub fn segments(url: &Url) -> Vec<String> {
    url.path()
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| percent_decode_str(part).decode_utf8_lossy().to_lowercase())
        .collect()
}

/// The words of one part of a path: `shipping-and-returns.html` has `shipping`, `and`, `returns`.
pub fn tokens(segment: &str) -> Vec<&str> {
    stem(segment)
        .split(['-', '_', '.', ' ', '+'])
        .filter(|token| !token.is_empty())
        .collect()
}

/// A part of a path without the ending of a page file.
pub fn stem(segment: &str) -> &str {
    for ending in [
        ".html", ".htm", ".php", ".aspx", ".asp", ".jsp", ".do", ".shtml", ".cgi",
    ] {
        if let Some(stem) = segment.strip_suffix(ending) {
            return stem;
        }
    }
    segment
}

/// Whether asking for the address could change something, or leads to a file.
///
/// `text` is the text of the link, empty where there is none. A crawl only
/// ever sends GET and HEAD, but shops do put "remove" and "add" behind links.
pub fn is_unsafe(url: &Url, text: &str) -> bool {
    let rules = &words().unsafe_links;
    let segments = segments(url);
    let in_cart = segments.iter().any(|s| {
        tokens(s)
            .iter()
            .any(|t| rules.changeable.iter().any(|c| c == t))
    });
    for segment in &segments {
        let whole = stem(segment);
        if rules.segments.iter().any(|s| s == whole) {
            return true;
        }
        // A product may be called "delete-key keyboard": single words count
        // only where the part of the path is short or belongs to a cart.
        let parts = tokens(segment);
        let compact = parts.concat();
        if rules.segments.contains(&compact) {
            return true;
        }
        if in_cart && parts.iter().any(|t| rules.changes.iter().any(|c| c == t)) {
            return true;
        }
    }
    for (name, value) in url.query_pairs() {
        let name = name.to_lowercase();
        let value = value.to_lowercase();
        if rules.parameters.contains(&name) {
            return true;
        }
        if rules.action_parameters.contains(&name)
            && tokens(&value).iter().any(|t| {
                rules.changes.iter().any(|c| c == t) || rules.segments.iter().any(|c| c == t)
            })
        {
            return true;
        }
    }
    let text = text.trim().to_lowercase();
    rules.texts.contains(&text)
}

/// Whether the address names a file that is no page.
pub fn is_file(url: &Url) -> bool {
    let Some(last) = url.path().rsplit('/').next() else {
        return false;
    };
    let Some((_, ending)) = last.rsplit_once('.') else {
        return false;
    };
    words()
        .unsafe_links
        .file_endings
        .contains(&ending.to_ascii_lowercase())
}

/// Whether the address looks made by a machine without end: very long, very
/// deep, or the same part of the path over and over.
pub fn is_trap(url: &Url) -> bool {
    if url.as_str().len() > 1_000 {
        return true;
    }
    let segments = segments(url);
    if segments.len() > 12 {
        return true;
    }
    segments
        .iter()
        .any(|one| segments.iter().filter(|other| *other == one).count() >= 3)
}

/// Whether a pattern of the user matches; `*` stands for anything. A pattern
/// with `?` is held against path and query, any other against the path alone.
pub fn matches(pattern: &str, url: &Url) -> bool {
    match (pattern.contains('?'), url.query()) {
        (true, Some(query)) => wildcard(pattern, &format!("{}?{query}", url.path())),
        _ => wildcard(pattern, url.path()),
    }
}

fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The language that an address says it is in by its first part: `/en/`, `/ja-JP/`.
pub fn path_language(url: &Url) -> Option<String> {
    let first = segments(url).into_iter().next()?;
    let primary = first.split(['-', '_']).next()?.to_string();
    let rest = first.len() - primary.len();
    let known = words().languages.contains(&primary);
    (known && (rest == 0 || rest == 3)).then_some(primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn tracking_session_and_fragment_do_not_make_another_page() {
        let plain = key(&url("https://shop.example/a?b=1&c=2"));
        for other in [
            "https://shop.example/a/?c=2&b=1#reviews",
            "http://shop.example:80/a?utm_source=x&b=1&c=2&gclid=1",
            "https://shop.example/a;jsessionid=0A1B?b=1&c=2&PHPSESSID=77",
        ] {
            assert_eq!(key(&url(other)), plain, "{other}");
        }
        assert_ne!(key(&url("https://shop.example/a?b=2&c=2")), plain);
        assert_eq!(
            visitable(&url("https://shop.example/a?fbclid=1#x")).as_str(),
            "https://shop.example/a"
        );
    }

    #[test]
    fn a_store_ends_at_its_registrable_domain() {
        let site = Site::of(&url("https://www.shop.co.jp/"));
        assert!(site.holds(&url("http://help.shop.co.jp/faq")));
        assert!(!site.holds(&url("https://other.co.jp/")));
        assert!(!site.holds(&url("https://www.shop.co.jp:8443/")));
        assert!(!site.holds(&url("mailto:a@shop.co.jp")));
    }

    #[test]
    fn an_ip_address_is_a_store_only_with_its_port() {
        let site = Site::of(&url("http://127.0.0.1:8101/"));
        assert!(site.holds(&url("http://127.0.0.1:8101/a")));
        assert!(!site.holds(&url("http://127.0.0.1:8102/a")));
        assert!(!site.holds(&url("http://127.0.0.2:8101/a")));
        let local = Site::of(&url("http://localhost:3000/"));
        assert!(local.holds(&url("http://localhost:3000/x")));
        assert!(!local.holds(&url("http://localhost/x")));
    }

    #[test]
    fn links_that_change_something_are_unsafe() {
        for bad in [
            "https://s.example/accounts/logout/",
            "https://s.example/cart/add/12",
            "https://s.example/cart/add?id=12",
            "https://s.example/?add-to-cart=12",
            "https://s.example/basket/remove/3",
            "https://s.example/wishlist/delete/3",
            "https://s.example/index.php?route=cart&action=remove&id=1",
            "https://s.example/?currency=EUR",
            "https://s.example/i18n/setlang/?next=/",
            "https://s.example/my-account/customer-logout/",
            "https://s.example/newsletter/unsubscribe?x=1",
        ] {
            assert!(is_unsafe(&url(bad), ""), "{bad}");
        }
        assert!(is_unsafe(&url("https://s.example/x1"), "カートに入れる"));
        assert!(is_unsafe(&url("https://s.example/x2"), " Log out "));
        for good in [
            "https://s.example/cart/",
            "https://s.example/products/delete-key-keyboard",
            "https://s.example/catalogue/add-on-lens_4/",
            "https://s.example/search?q=remove",
            "https://s.example/about",
        ] {
            assert!(!is_unsafe(&url(good), "About us"), "{good}");
        }
    }

    #[test]
    fn endless_paths_are_traps() {
        assert!(is_trap(&url("https://s.example/a/b/a/b/a/b")));
        assert!(is_trap(&url(&format!(
            "https://s.example/?{}",
            "x=1&".repeat(400)
        ))));
        assert!(!is_trap(&url("https://s.example/shop/kitchen/mug")));
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("/shop/*", &url("https://s.example/shop/a/b?x=1")));
        assert!(!matches("/shop/*", &url("https://s.example/blog/shop/")));
        assert!(matches("*page=*", &url("https://s.example/page=1")));
        assert!(matches("/a?page=*", &url("https://s.example/a?page=2")));
        assert!(matches("*/x*z", &url("https://s.example/q/xyz")));
        assert!(!matches("/a", &url("https://s.example/ab")));
    }

    #[test]
    fn the_first_part_of_a_path_can_name_a_language() {
        assert_eq!(
            path_language(&url("https://s.example/ja/a")).as_deref(),
            Some("ja")
        );
        assert_eq!(
            path_language(&url("https://s.example/en-GB/a")).as_deref(),
            Some("en")
        );
        assert_eq!(path_language(&url("https://s.example/kitchen/a")), None);
    }
}
