//! The network's failures by name: a stable code, a colon, details.

use std::error::Error;
use std::io::ErrorKind;

/// The network's failure as a code and its details.
pub fn problem(error: &(dyn Error + 'static), timed_out: bool) -> String {
    let details = chain(error);
    let mut code = if timed_out { "timeout" } else { "network" };
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = source {
        if one.is::<rustls::Error>() {
            code = "tls";
        }
        if let Some(io) = one.downcast_ref::<std::io::Error>() {
            match io.kind() {
                ErrorKind::ConnectionRefused => code = "refused",
                ErrorKind::TimedOut => code = "timeout",
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof
                    if code == "network" =>
                {
                    code = "reset";
                }
                _ => {}
            }
            // An I/O error hides what it wraps from `source`, and TLS errors
            // come wrapped twice.
            let mut wrapped = io.get_ref();
            while let Some(inner) = wrapped {
                if inner.is::<rustls::Error>() {
                    code = "tls";
                }
                wrapped = inner
                    .downcast_ref::<std::io::Error>()
                    .and_then(std::io::Error::get_ref);
            }
        }
        source = one.source();
    }
    let lower = details.to_ascii_lowercase();
    if code == "network" {
        if lower.contains("dns error") || lower.contains("failed to lookup address") {
            code = "dns";
        } else if lower.contains("certificate") || lower.contains("tls") {
            code = "tls";
        } else if lower.contains("connection closed before message completed")
            || lower.contains("incompletemessage")
        {
            code = "reset";
        }
    }
    format!("{code}: {details}")
}

/// An error with its causes, without the address, which stands beside it anyway.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut source = Some(error);
    while let Some(one) = source {
        let text = one.to_string();
        if !parts.iter().any(|known| known.contains(&text)) {
            parts.push(text);
        }
        source = one.source();
    }
    parts.join(": ").chars().take(400).collect()
}
