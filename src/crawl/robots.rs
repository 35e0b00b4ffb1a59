//! robots.txt of each host that the crawl visits, read by RFC 9309.

use crate::crawl::fetch::{Answer, Fetcher, Want};
use crate::model::page::RobotsTxt;
use std::collections::HashMap;
use std::time::Duration;
use texting_robots::Robot;
use url::Url;

/// RFC 9309 asks for at least this many bytes.
const LIMIT: usize = 512_000;
/// Hosts whose robots.txt is asked for; pages of further hosts are left alone.
const HOSTS: usize = 6;

/// The rules of the hosts that were asked.
pub struct Robots {
    agent: String,
    respected: bool,
    hosts: HashMap<String, Rules>,
}

enum Rules {
    All,
    Nothing,
    Some(Box<Robot>),
}

impl Robots {
    /// Rules for a user agent, none known yet. With `respected` off everything is allowed.
    pub fn new(user_agent: &str, respected: bool) -> Robots {
        Robots {
            agent: product_token(user_agent),
            respected,
            hosts: HashMap::new(),
        }
    }

    /// Asks a host for its robots.txt, once. Returns what it answered the first time.
    pub fn learn(&mut self, url: &Url, fetcher: &Fetcher) -> Option<(RobotsTxt, Vec<String>)> {
        let origin = origin(url);
        if self.hosts.contains_key(&origin) {
            return None;
        }
        if self.hosts.len() >= HOSTS {
            self.hosts.insert(origin, Rules::Nothing);
            return None;
        }
        let Ok(address) = url.join("/robots.txt") else {
            return None;
        };
        let answer = fetcher.get(&address, Want::File(LIMIT), &|_| true);
        let text = match answer.status {
            // A page in place of the file says nothing.
            Some(200) if !looks_like_html(&answer) => {
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                text.trim_start_matches('\u{feff}').to_string()
            }
            Some(_) | None => String::new(),
        };
        let robot = Robot::new(&self.agent, text.as_bytes()).ok();
        let mut sitemaps = Vec::new();
        if let Some(robot) = &robot {
            sitemaps = robot.sitemaps.clone();
            if let Some(delay) = robot.delay.filter(|d| d.is_finite() && *d > 0.0)
                && self.respected
            {
                fetcher.slow_down(url, Duration::from_secs_f32(delay.min(60.0)));
            }
        }
        let rules = match (answer.status, robot) {
            (Some(200), Some(robot)) => Rules::Some(Box::new(robot)),
            // RFC 9309, 2.3.1.4: a server that fails forbids everything; 2.3.1.3: no file allows it.
            (Some(429 | 500..=599) | None, _) => Rules::Nothing,
            (Some(_), _) => Rules::All,
        };
        self.hosts.insert(origin, rules);
        let status = answer.status?;
        Some((RobotsTxt { status, text }, sitemaps))
    }

    /// Whether the address may be asked for. Hosts not yet learned are not.
    pub fn allows(&self, url: &Url) -> bool {
        if !self.respected {
            return true;
        }
        match self.hosts.get(&origin(url)) {
            Some(Rules::All) => true,
            Some(Rules::Some(robot)) => robot.allowed(url.as_str()),
            Some(Rules::Nothing) | None => false,
        }
    }

    /// Whether the host was asked.
    pub fn knows(&self, url: &Url) -> bool {
        self.hosts.contains_key(&origin(url))
    }

    /// Whether the host forbids everything because its robots.txt could not be read.
    pub fn is_closed(&self, url: &Url) -> bool {
        self.respected && matches!(self.hosts.get(&origin(url)), Some(Rules::Nothing))
    }
}

fn looks_like_html(answer: &Answer) -> bool {
    answer.media_type() == "text/html"
        && answer.body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The name that robots.txt knows a crawler by: `cartwalk` of `cartwalk/0.1 (+…)`
/// and of `Mozilla/5.0 (compatible; cartwalk/0.1)`.
fn product_token(user_agent: &str) -> String {
    let own = user_agent
        .split_once("compatible;")
        .map_or(user_agent, |(_, after)| after)
        .trim_start();
    own.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_token_is_found() {
        assert_eq!(
            product_token("cartwalk/0.1 (+https://x.example)"),
            "cartwalk"
        );
        assert_eq!(
            product_token("Mozilla/5.0 (compatible; cartwalk/0.1)"),
            "cartwalk"
        );
    }

    #[test]
    fn an_unknown_host_is_left_alone() {
        let robots = Robots::new("cartwalk/0.1", true);
        let url = Url::parse("https://s.example/").unwrap();
        assert!(!robots.allows(&url));
        assert!(Robots::new("cartwalk/0.1", false).allows(&url));
    }
}
