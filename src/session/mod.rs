//! What the user hands over to be let in: cookies, headers, a password.
//!
//! It goes to the store's own host and nowhere else, and it is written nowhere:
//! [`Session::mask`] takes every secret out of what a run saves.

mod state;

pub use state::{StateError, parse as parse_state};

use base64::Engine;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// What stands in place of a secret.
pub const MASK: &str = "•••";
/// Shorter values (`JP`, `1`) are settings and no secrets; masking them would eat the text.
const SHORTEST_SECRET: usize = 6;

/// A cookie that is set before the first page.
#[derive(Clone, PartialEq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// `example.com` or `.example.com`; `None`: the store's host.
    pub domain: Option<String>,
    /// Path, `/` unless named.
    pub path: String,
    /// Only over https.
    pub secure: bool,
    /// Not for scripts.
    pub http_only: bool,
    /// `Strict`, `Lax` or `None`.
    pub same_site: Option<String>,
}

/// A user name with its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// User name or e-mail address.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Everything that a run takes along. Cheap to clone.
#[derive(Clone, Default)]
pub struct Session(Arc<Inner>);

#[derive(Default, Clone)]
struct Inner {
    store: Option<Url>,
    cookies: Vec<Cookie>,
    headers: Vec<(String, String)>,
    local_storage: Vec<(String, Vec<(String, String)>)>,
    login: Option<Credentials>,
    allow_signup: bool,
    secrets: Vec<String>,
}

/// Never prints what it holds: a session ends up in debug output sooner or later.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("cookies", &self.0.cookies.len())
            .field("headers", &self.0.headers.len())
            .field("login", &self.0.login.is_some())
            .finish_non_exhaustive()
    }
}

impl Session {
    /// An empty session for a store.
    pub fn of(store: &Url) -> Session {
        Session(Arc::new(Inner {
            store: Some(store.clone()),
            ..Inner::default()
        }))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Session {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Adds cookies.
    #[must_use]
    pub fn with_cookies(self, cookies: Vec<Cookie>) -> Session {
        self.change(|inner| {
            let values = cookies.iter().map(|c| c.value.clone());
            inner.secrets.extend(values);
            inner.cookies.extend(cookies);
        })
    }

    /// Adds a header for the store's own host.
    #[must_use]
    pub fn with_header(self, name: &str, value: &str) -> Session {
        self.change(|inner| {
            inner.secrets.push(value.to_owned());
            inner.headers.push((name.to_owned(), value.to_owned()));
        })
    }

    /// Answers the store's basic authentication (RFC 7617).
    #[must_use]
    pub fn with_basic_auth(self, who: &Credentials) -> Session {
        let pair = format!("{}:{}", who.user, who.password);
        let coded = base64::engine::general_purpose::STANDARD.encode(pair);
        self.with_header("Authorization", &format!("Basic {coded}"))
            .change(|inner| inner.secrets.extend([coded, who.password.clone()]))
    }

    /// Adds what pages find in their local storage, by origin.
    #[must_use]
    pub fn with_local_storage(self, origins: Vec<(String, Vec<(String, String)>)>) -> Session {
        self.change(|inner| {
            let values = origins.iter().flat_map(|(_, kept)| kept);
            inner.secrets.extend(values.map(|(_, value)| value.clone()));
            inner.local_storage.extend(origins);
        })
    }

    /// Whether the store may know who comes: by a login, by cookies or by what its pages kept.
    pub fn may_be_known(&self) -> bool {
        self.0.login.is_some() || !self.0.cookies.is_empty() || !self.0.local_storage.is_empty()
    }

    /// Signs in where a store asks for an account.
    #[must_use]
    pub fn with_login(self, who: Credentials) -> Session {
        self.change(|inner| {
            inner.secrets.push(who.password.clone());
            if who.user.chars().count() >= SHORTEST_SECRET {
                inner.secrets.push(who.user.clone());
            }
            inner.login = Some(who);
        })
    }

    /// Allows an account to be made where a store requires one.
    #[must_use]
    pub fn with_signup(self, allowed: bool) -> Session {
        self.change(|inner| inner.allow_signup = allowed)
    }

    /// Who signs in.
    pub fn login(&self) -> Option<&Credentials> {
        self.0.login.as_ref()
    }

    /// Whether an account may be made.
    pub fn may_sign_up(&self) -> bool {
        self.0.allow_signup
    }

    /// The store's address.
    pub fn store(&self) -> Option<&Url> {
        self.0.store.as_ref()
    }

    /// The cookies.
    pub fn cookies(&self) -> &[Cookie] {
        &self.0.cookies
    }

    /// The headers that a request to this address carries: none, unless it is the store's.
    pub fn headers_for(&self, url: &Url) -> &[(String, String)] {
        if self.is_store(url) {
            &self.0.headers
        } else {
            &[]
        }
    }

    /// Whether requests have to be stopped to give them their headers.
    pub fn has_headers(&self) -> bool {
        !self.0.headers.is_empty()
    }

    /// The cookies as `Set-Cookie` lines, each with an address that may set it.
    pub fn set_cookie_lines(&self, store: &Url) -> Vec<(String, Url)> {
        let line = |c: &Cookie| {
            let mut line = format!("{}={}; Path={}", c.name, c.value, c.path);
            if c.secure {
                line.push_str("; Secure");
            }
            let Some(domain) = &c.domain else {
                return Some((line, store.clone()));
            };
            let host = domain.trim_start_matches('.');
            if domain.starts_with('.') {
                line.push_str("; Domain=");
                line.push_str(host);
            }
            let scheme = if c.secure { "https" } else { store.scheme() };
            let at = Url::parse(&format!("{scheme}://{host}/")).ok()?;
            Some((line, at))
        };
        self.0.cookies.iter().filter_map(line).collect()
    }

    /// A script that fills local storage on the origins named, once each.
    pub fn storage_script(&self) -> Option<String> {
        if self.0.local_storage.is_empty() {
            return None;
        }
        let data = serde_json::to_string(&self.0.local_storage).ok()?;
        Some(format!(
            "(() => {{ try {{ for (const [origin, kept] of {data}) if (location.origin === origin) for (const [name, value] of kept) if (localStorage.getItem(name) === null) localStorage.setItem(name, value); }} catch {{}} }})()"
        ))
    }

    /// Whether there is anything to mask.
    pub fn has_secrets(&self) -> bool {
        !self.secrets().is_empty()
    }

    /// Takes every secret out of a text, as it stands and as JSON and addresses write it.
    pub fn mask(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for secret in self.secrets() {
            if masked.contains(&secret) {
                masked = masked.replace(&secret, MASK);
            }
        }
        masked
    }

    /// The spellings of all secrets, longest first.
    fn secrets(&self) -> Vec<String> {
        let long = |s: &&String| s.chars().count() >= SHORTEST_SECRET;
        let mut all: Vec<String> = Vec::new();
        for secret in self.0.secrets.iter().filter(long) {
            let json = serde_json::to_string(secret).unwrap_or_default();
            all.push(json.trim_matches('"').to_owned());
            all.push(url::form_urlencoded::byte_serialize(secret.as_bytes()).collect());
            all.push(secret.clone());
        }
        all.sort_by_key(|s| std::cmp::Reverse(s.len()));
        all.dedup();
        all
    }

    /// The store's own host and port, or over https a host below its name.
    fn is_store(&self, url: &Url) -> bool {
        let Some(store) = &self.0.store else {
            return false;
        };
        let (Some(own), Some(host)) = (store.host_str(), url.host_str()) else {
            return false;
        };
        if host == own {
            let safe = store.scheme() != "https" || url.scheme() == "https";
            return safe && url.port_or_known_default() == store.port_or_known_default()
                || own.parse::<std::net::IpAddr>().is_err()
                    && url.scheme() == "https"
                    && url.port().is_none()
                    && store.port().is_none();
        }
        let bare = own.strip_prefix("www.").unwrap_or(own);
        own.contains('.')
            && own.parse::<std::net::IpAddr>().is_err()
            && url.scheme() == "https"
            && (host == bare || host.ends_with(&format!(".{bare}")))
    }
}

/// Splits `NAME=VALUE`.
pub fn cookie(text: &str) -> Option<Cookie> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim();
    let odd = |c: char| c.is_control() || matches!(c, ';' | ',' | ' ');
    if name.is_empty() || name.contains(odd) || value.contains(|c: char| c.is_control() || c == ';')
    {
        return None;
    }
    Some(Cookie {
        name: name.to_owned(),
        value: value.trim().to_owned(),
        domain: None,
        path: "/".to_owned(),
        secure: false,
        http_only: false,
        same_site: None,
    })
}

/// Splits `NAME: VALUE`.
pub fn header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    let name = reqwest::header::HeaderName::from_bytes(name.trim().as_bytes()).ok()?;
    reqwest::header::HeaderValue::from_str(value.trim()).ok()?;
    let value = value.trim();
    (!value.is_empty()).then(|| (name.as_str().to_owned(), value.to_owned()))
}

/// Splits `USER:PASSWORD`.
pub fn credentials(text: &str) -> Option<Credentials> {
    let (user, password) = text.split_once(':')?;
    (!user.is_empty() && !password.is_empty()).then(|| Credentials {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn with_header(store: &str) -> Session {
        Session::of(&url(store)).with_header("x-staging-key", "letmein-please")
    }

    #[test]
    fn headers_go_to_the_store_and_nowhere_else() {
        let session = with_header("https://www.store.example");
        let sent = |to: &str| !session.headers_for(&url(to)).is_empty();
        assert!(sent("https://www.store.example/cart") && sent("https://checkout.store.example/"));
        assert!(sent("https://store.example/"));
        for other in [
            "https://store.example.evil.example/",
            "https://notstore.example/",
            "http://www.store.example/",
            "http://checkout.store.example/",
            "https://cdn.example/",
        ] {
            assert!(!sent(other), "{other}");
        }
    }

    #[test]
    fn another_port_of_a_loopback_host_is_another_party() {
        let session = with_header("http://127.0.0.1:8000");
        assert!(
            !session
                .headers_for(&url("http://127.0.0.1:8000/a"))
                .is_empty()
        );
        assert!(
            session
                .headers_for(&url("http://127.0.0.1:8001/a"))
                .is_empty()
        );
        assert!(session.headers_for(&url("https://127.0.0.1/a")).is_empty());
    }

    #[test]
    fn secrets_are_masked_as_they_stand_as_json_and_in_addresses() {
        let who = credentials("ann:s3\"cr et&").unwrap();
        let session = Session::of(&url("https://s.example")).with_login(who);
        let text = "plain s3\"cr et& json s3\\\"cr et& form s3%22cr+et%26";
        let masked = session.mask(text);
        assert_eq!(masked, "plain ••• json ••• form •••");
    }

    #[test]
    fn basic_authentication_is_masked_in_its_coded_form_too() {
        let who = credentials("Aladdin:open sesame").unwrap();
        let session = Session::of(&url("https://s.example")).with_basic_auth(&who);
        let headers = session.headers_for(&url("https://s.example/"));
        assert_eq!(headers[0].1, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(session.mask("QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), MASK);
    }

    #[test]
    fn short_values_are_no_secrets() {
        let session = Session::of(&url("https://s.example"))
            .with_cookies(vec![cookie("country=JP").unwrap()]);
        assert_eq!(session.mask("JPY 1,200"), "JPY 1,200");
    }

    #[test]
    fn debug_output_holds_no_secret() {
        assert!(!format!("{:?}", with_header("https://s.example")).contains("letmein"));
    }

    #[test]
    fn a_cookie_keeps_to_its_domain() {
        let mut wide = cookie("a=123456").unwrap();
        wide.domain = Some(".store.example".into());
        wide.secure = true;
        let store = url("http://127.0.0.1:8000/");
        let session = Session::of(&store).with_cookies(vec![wide, cookie("b=654321").unwrap()]);
        let lines = session.set_cookie_lines(&store);
        assert_eq!(lines[0].0, "a=123456; Path=/; Secure; Domain=store.example");
        assert_eq!(lines[0].1.as_str(), "https://store.example/");
        assert_eq!(lines[1], ("b=654321; Path=/".to_owned(), store));
    }

    #[test]
    fn what_is_written_wrongly_is_told_apart() {
        assert!(cookie("novalue").is_none() && cookie("a b=c").is_none());
        assert!(cookie("a=b=c").is_some_and(|c| c.value == "b=c"));
        assert!(header("no colon").is_none() && header("bad name: x").is_none());
        assert!(header("X-Key: v\nEvil: 1").is_none());
        assert!(credentials("user").is_none() && credentials("u:p:w").is_some());
    }
}
