//! Reads Playwright's storage state: cookies and local storage, as JSON.

use super::Cookie;
use serde::Deserialize;

/// A storage state is small; more is a wrong file.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Why a storage state cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// No JSON of this shape.
    #[error("it is no storage state: {0}")]
    Shape(#[from] serde_json::Error),
    /// Larger than any real one.
    #[error("it is larger than {} MB", MOST_BYTES / 1024 / 1024)]
    Size,
}

#[derive(Deserialize)]
struct State {
    #[serde(default)]
    cookies: Vec<StateCookie>,
    #[serde(default)]
    origins: Vec<Origin>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StateCookie {
    name: String,
    value: String,
    domain: String,
    #[serde(default = "root")]
    path: String,
    #[serde(default)]
    secure: bool,
    #[serde(default)]
    http_only: bool,
    same_site: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Origin {
    origin: String,
    #[serde(default)]
    local_storage: Vec<Kept>,
}

#[derive(Deserialize)]
struct Kept {
    name: String,
    value: String,
}

fn root() -> String {
    "/".to_owned()
}

/// Local storage by origin: names and values.
pub type LocalStorage = Vec<(String, Vec<(String, String)>)>;

/// Cookies, and local storage by origin.
///
/// # Errors
/// Text that is no storage state.
pub fn parse(text: &str) -> Result<(Vec<Cookie>, LocalStorage), StateError> {
    if text.len() > MOST_BYTES {
        return Err(StateError::Size);
    }
    let state: State = serde_json::from_str(text)?;
    let cookies = state.cookies.into_iter().map(|c| Cookie {
        name: c.name,
        value: c.value,
        domain: Some(c.domain),
        path: c.path,
        secure: c.secure,
        http_only: c.http_only,
        same_site: c.same_site,
    });
    let origins = state.origins.into_iter().map(|o| {
        let kept = o.local_storage.into_iter().map(|k| (k.name, k.value));
        (o.origin, kept.collect())
    });
    Ok((cookies.collect(), origins.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_and_local_storage_are_read() {
        let text = r#"{"cookies":[{"name":"sid","value":"abc123","domain":"store.example","path":"/","expires":-1,"httpOnly":true,"secure":true,"sameSite":"Lax"}],"origins":[{"origin":"https://store.example","localStorage":[{"name":"token","value":"t0k3n"}]}]}"#;
        let (cookies, origins) = parse(text).unwrap();
        assert!(cookies[0].http_only && cookies[0].secure);
        assert_eq!(cookies[0].same_site.as_deref(), Some("Lax"));
        assert_eq!(origins[0].1[0].1, "t0k3n");
    }

    #[test]
    fn another_file_is_refused_with_the_reason() {
        assert!(parse("[1, 2]").is_err() && parse("not json").is_err());
    }
}
