//! Tries links to other sites, as one shopper who follows them would: each once, one after the other on a host.
//!
//! Whoever keeps programs out, or does not answer in time, has no status: that is
//! unknown, never a fault. A store on the internet cannot send the crawl into the
//! network that this machine stands in.

use crate::crawl::CrawlError;
use crate::crawl::fetch::Fetcher;
use crate::crawl::reader::Hands;
use crate::model::plan::CrawlPlan;
use crate::model::seams::{Progress, Stop};
use crate::session::Session;
use std::collections::BTreeMap;
use std::time::Duration;
use url::{Host, Url};

/// Links that are tried in one run.
const LINKS: usize = 20;
/// Hosts that are asked at the same time.
const SIDE_BY_SIDE: usize = 6;
/// Longest wait for one answer.
const ANSWER_TIME: Duration = Duration::from_secs(8);
/// Longest time for all of them.
const WHOLE_TIME: Duration = Duration::from_secs(20);

/// The statuses of addresses on other sites, in the order asked; `None` where nothing answered.
/// Addresses beyond the limit, and those that are not asked for safety, are left out.
///
/// # Errors
///
/// Only when no request can be made at all.
pub fn check_outside(
    addresses: &[String],
    target: &Url,
    plan: &CrawlPlan,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<Vec<(String, Option<u16>)>, CrawlError> {
    let mut hosts: BTreeMap<String, Vec<(usize, Url)>> = BTreeMap::new();
    let parsed = addresses.iter().enumerate().filter_map(|(at, address)| {
        let url = Url::parse(address).ok()?;
        may_ask(&url, target).then_some((at, url))
    });
    for (at, url) in parsed.take(LINKS) {
        let host = url.host_str().unwrap_or_default().to_owned();
        hosts.entry(host).or_default().push((at, url));
    }
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    let plan = CrawlPlan {
        page_timeout: plan.page_timeout.min(ANSWER_TIME),
        deadline: plan.deadline.min(WHOLE_TIME),
        ..plan.clone()
    };
    // The user's cookies and headers are for the store alone.
    let fetcher = Fetcher::new(&plan, &Session::default(), target, stop)?;
    let hosts: Vec<Vec<(usize, Url)>> = hosts.into_values().collect();
    let hands = Hands::new(SIDE_BY_SIDE.min(hosts.len()))
        .map_err(|error| CrawlError::Client(error.to_string()))?;
    let answers = hands.each(&hosts, |host| {
        let one = |(at, url): &(usize, Url)| {
            progress.note(url.as_str());
            (*at, fetcher.status(url, &|next| may_ask(next, target)))
        };
        host.iter().map(one).collect::<Vec<_>>()
    });
    let mut answers: Vec<(usize, Option<u16>)> = answers.into_iter().flatten().collect();
    answers.sort_unstable_by_key(|(at, _)| *at);
    Ok(answers
        .into_iter()
        .map(|(at, status)| (addresses[at].clone(), status))
        .collect())
}

/// Whether an address may be asked for: on the web, and in this network only where the store is.
fn may_ask(url: &Url, target: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && (!is_near(url) || is_near(target))
}

/// Whether a host is named as one of this machine, or of a network without public addresses.
fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let last = name.rsplit('.').next().unwrap_or_default();
            !name.contains('.') || matches!(last, "localhost" | "local" | "internal")
        }
        Some(Host::Ipv4(ip)) => {
            ip.is_loopback()
                || ip.is_private()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
        }
        Some(Host::Ipv6(ip)) => {
            let mapped = ip.to_ipv4_mapped();
            let near = |ip: std::net::Ipv4Addr| ip.is_loopback() || ip.is_private();
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
                || mapped.is_some_and(near)
        }
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(address: &str, target: &str) -> bool {
        let url = |text: &str| Url::parse(text).expect("is an address");
        may_ask(&url(address), &url(target))
    }

    #[test]
    fn an_address_that_does_not_answer_has_no_status_and_no_fault() {
        use crate::model::seams::Silent;
        use std::time::Duration;
        let plan = CrawlPlan {
            selectors: Vec::new(),
            max_pages: 1,
            full_pages: 2_000,
            include: Vec::new(),
            exclude: Vec::new(),
            concurrency: 1,
            pace: Duration::ZERO,
            pace_here: Duration::ZERO,
            page_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(5),
            max_body_bytes: 1_000,
            respect_robots: true,
            user_agent: "cartwalk".to_owned(),
        };
        // A port that was free a moment ago: nobody listens there.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("is bound").port();
        drop(listener);
        let asked = [
            format!("http://127.0.0.1:{port}/"),
            "mailto:a@b.example".to_owned(),
        ];
        let target = Url::parse("http://127.0.0.1:8000/").expect("is an address");
        let tried = check_outside(&asked, &target, &plan, &Silent, &Stop::default());
        assert_eq!(tried.ok(), Some(vec![(asked[0].clone(), None)]));
    }

    #[test]
    fn a_store_on_the_internet_cannot_send_the_crawl_into_this_network() {
        let store = "https://shop.example/";
        for near in [
            "http://127.0.0.1:631/",
            "http://localhost/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://router.local/",
            "http://intranet/",
        ] {
            assert!(!may(near, store), "{near}");
            assert!(may(near, "http://127.0.0.1:8000/"), "{near}");
        }
        assert!(may("https://www.instagram.com/kissa", store));
        assert!(!may("mailto:a@b.example", store));
    }
}
