//! What gives shop software away: addresses, cookies, headers, generators.

use serde::Deserialize;
use std::sync::LazyLock;

/// The signs of one shop software, all in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformSigns {
    /// Its name.
    pub name: String,
    /// Parts of the addresses of scripts, pictures, frames, forms and requests.
    pub addresses: Vec<String>,
    /// Beginnings of cookies' names.
    pub cookies: Vec<String>,
    /// Names of response headers.
    pub headers: Vec<String>,
    /// Parts of `<meta name="generator">`.
    pub generators: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    platform: Vec<PlatformSigns>,
}

/// All shop software that is known.
pub fn platforms() -> &'static [PlatformSigns] {
    static PLATFORMS: LazyLock<File> = LazyLock::new(|| {
        toml::from_str(include_str!("../../rulesets/platform.toml"))
            .expect("the embedded file is read by a test")
    });
    &PLATFORMS.platform
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_is_lower_case_and_long_enough_to_mean_something() {
        assert!(platforms().len() > 10);
        for platform in platforms() {
            let signs = [
                &platform.addresses,
                &platform.cookies,
                &platform.headers,
                &platform.generators,
            ];
            for sign in signs.into_iter().flatten() {
                assert_eq!(*sign, sign.to_lowercase(), "{}", platform.name);
                assert!(sign.len() > 2, "{}: {sign}", platform.name);
            }
        }
    }
}
