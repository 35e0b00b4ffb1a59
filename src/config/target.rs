//! The store's address as people type it.

use crate::exit::Failure;
use url::{Host, Url};

/// Reads an address; without a scheme, https is assumed, or http on this machine.
///
/// # Errors
/// What is no web address, and addresses that hold a password.
pub fn parse(typed: &str) -> Result<Url, Failure> {
    let typed = typed.trim();
    let wrong = || {
        Failure::usage(
            format!("`{typed}` is no web address"),
            "write the store's address in full, for example https://store.example",
        )
    };
    let url = match typed.contains("://") {
        true => Url::parse(typed).map_err(|_| wrong())?,
        false => {
            let url = Url::parse(&format!("https://{typed}")).map_err(|_| wrong())?;
            if !is_plausible(&url, typed) {
                return Err(wrong());
            }
            match is_this_machine(&url) {
                true => Url::parse(&format!("http://{typed}")).map_err(|_| wrong())?,
                false => url,
            }
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Failure::usage(
            format!(
                "`{typed}` begins with {}://, and a store is visited over http or https",
                url.scheme()
            ),
            "write the store's address in full, for example https://store.example",
        ));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    if url.password().is_some() || !url.username().is_empty() {
        return Err(Failure::usage(
            "the store's address holds a user name or a password, which would end up in the report",
            "leave it out of the address",
        ));
    }
    let mut url = url;
    url.set_fragment(None);
    Ok(url)
}

/// Whether the address is on the loopback interface.
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A host written without a scheme needs a dot or a port, or it is just a word.
/// The host must stand there as typed: `Url` would read `12` as 0.0.0.12.
fn is_plausible(url: &Url, typed: &str) -> bool {
    let host = typed.split(['/', '?', '#']).next().unwrap_or_default();
    let spaced = typed.contains(char::is_whitespace);
    !spaced && (is_this_machine(url) || host.contains('.') || url.port().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<String> {
        parse(typed).ok().map(String::from)
    }

    #[test]
    fn a_missing_scheme_is_https_except_on_this_machine() {
        assert_eq!(
            read("store.example").as_deref(),
            Some("https://store.example/")
        );
        assert_eq!(
            read("store.example/shop#top").as_deref(),
            Some("https://store.example/shop")
        );
        assert_eq!(
            read("localhost:8080").as_deref(),
            Some("http://localhost:8080/")
        );
        assert_eq!(
            read("127.0.0.1:8101").as_deref(),
            Some("http://127.0.0.1:8101/")
        );
        assert_eq!(read("[::1]:80").as_deref(), Some("http://[::1]/"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "not a url",
            "http://",
            "://x",
            "shop",
            "12",
            "ftp://store.example",
            "javascript:alert(1)",
            "file:///etc/passwd",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_password_in_the_address_is_refused_and_not_repeated() {
        let failure = parse("https://me:secret@store.example").unwrap_err();
        assert!(!failure.message.contains("secret"));
    }
}
