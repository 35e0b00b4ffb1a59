//! Manners: how often one host is asked, and when to try again.

use crate::crawl::fetch::is_loopback;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

/// Longest wait that a server can ask for with `Retry-After`.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(30);
/// Longest wait between two requests that robots.txt can ask for.
const LONGEST_CRAWL_DELAY: Duration = Duration::from_secs(2);

/// Hands out the moments at which requests to a host may start.
#[derive(Debug)]
pub struct Pace {
    least: Duration,
    /// The same for hosts on this machine.
    least_here: Duration,
    hosts: Mutex<HashMap<String, Host>>,
}

#[derive(Debug, Clone, Copy)]
struct Host {
    next: Instant,
    delay: Duration,
}

impl Pace {
    /// A pace with this least time between two starts, and that for hosts on this machine.
    pub fn new(least: Duration, least_here: Duration) -> Pace {
        Pace {
            least,
            least_here,
            hosts: Mutex::new(HashMap::new()),
        }
    }

    /// Takes the next free moment of a host.
    pub fn reserve(&self, host: &str, now: Instant) -> Instant {
        self.with(host, now, |entry| {
            let start = entry.next.max(now);
            entry.next = start + entry.delay;
            start
        })
    }

    /// Obeys a host's `Crawl-delay`, up to two seconds.
    pub fn slow_down(&self, host: &str, delay: Duration, now: Instant) {
        self.with(host, now, |entry| {
            entry.delay = entry.delay.max(delay.min(LONGEST_CRAWL_DELAY));
        });
    }

    /// Sends nothing to a host until then.
    pub fn hold(&self, host: &str, until: Instant, now: Instant) {
        self.with(host, now, |entry| entry.next = entry.next.max(until));
    }

    fn with<T>(&self, host: &str, now: Instant, change: impl FnOnce(&mut Host) -> T) -> T {
        // A thread that died while it held the lock left whole values behind.
        let mut hosts = self
            .hosts
            .lock()
            .unwrap_or_else(|broken| broken.into_inner());
        let entry = hosts.entry(host.to_string()).or_insert_with(|| Host {
            next: now,
            delay: match is_here(host) {
                true => self.least_here,
                false => self.least,
            },
        });
        change(entry)
    }
}

/// Whether a host, written with its port, is this machine.
fn is_here(host: &str) -> bool {
    url::Url::parse(&format!("http://{host}/")).is_ok_and(|url| is_loopback(&url))
}

/// How long to wait before try number `tries + 1`: what the server asks for,
/// up to 30 s, else half a second that doubles.
pub fn back_off(tries: u32, retry_after: Option<&str>, now: SystemTime) -> Duration {
    let asked = retry_after.and_then(|value| {
        let value = value.trim();
        match value.parse::<u64>() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => {
                let at = httpdate::parse_http_date(value).ok()?;
                Some(at.duration_since(now).unwrap_or(Duration::ZERO))
            }
        }
    });
    match asked {
        Some(wait) => wait.min(LONGEST_RETRY_AFTER),
        None => Duration::from_millis(500) * 2_u32.pow(tries.saturating_sub(1).min(5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_requests_to_a_host_keep_their_distance() {
        let pace = Pace::new(Duration::from_millis(100), Duration::ZERO);
        let now = Instant::now();
        assert_eq!(pace.reserve("a", now), now);
        assert_eq!(pace.reserve("a", now), now + Duration::from_millis(100));
        assert_eq!(pace.reserve("b", now), now);
        pace.slow_down("a", Duration::from_secs(60), now);
        pace.reserve("a", now);
        assert_eq!(pace.reserve("a", now), now + Duration::from_millis(2_200));
        pace.hold("b", now + Duration::from_secs(9), now);
        assert_eq!(pace.reserve("b", now), now + Duration::from_secs(9));
    }

    #[test]
    fn this_machine_has_a_pace_of_its_own_and_its_crawl_delay_is_kept() {
        let pace = Pace::new(Duration::from_secs(1), Duration::from_millis(3));
        let now = Instant::now();
        for host in [
            "127.0.0.1:8000",
            "localhost:80",
            "shop.localhost:443",
            "[::1]:80",
        ] {
            pace.reserve(host, now);
            assert_eq!(pace.reserve(host, now), now + Duration::from_millis(3));
        }
        for host in [
            "127.0.0.1.example:80",
            "192.168.0.1:80",
            "localhost.example:443",
        ] {
            pace.reserve(host, now);
            assert_eq!(pace.reserve(host, now), now + Duration::from_secs(1));
        }
        pace.slow_down("localhost:81", Duration::from_secs(1), now);
        pace.reserve("localhost:81", now);
        assert_eq!(
            pace.reserve("localhost:81", now),
            now + Duration::from_secs(1)
        );
    }

    #[test]
    fn retry_after_is_read_in_both_forms_and_capped() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(back_off(1, Some("3"), now), Duration::from_secs(3));
        assert_eq!(
            back_off(1, Some("Sun, 06 Nov 1994 08:49:47 GMT"), now),
            Duration::from_secs(10)
        );
        assert_eq!(
            back_off(1, Some("Sun, 06 Nov 1994 00:00:00 GMT"), now),
            Duration::ZERO
        );
        assert_eq!(back_off(1, Some("86400"), now), Duration::from_secs(30));
        assert_eq!(back_off(1, Some("soon"), now), Duration::from_millis(500));
        assert_eq!(back_off(3, None, now), Duration::from_secs(2));
        assert_eq!(back_off(4_000_000_000, None, now), Duration::from_secs(16));
    }
}
