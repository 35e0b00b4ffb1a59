//! The cookie that stands for the shopper's session can neither be read by scripts nor be sent
//! in the open or by other sites.
//!
//! Only cookies of the store's own that are named like a session are judged: those of analytics
//! and of forms (CSRF) are made to be read by scripts. Where none is named so, the one whose value is
//! drawn by lot stands for the session ("basket_key"): surely so where scripts cannot read it, else
//! likely. Values are never recorded.

use crate::model::journey::CookieSeen;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `cookie-flags`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CookieFlags {}

impl Rule for CookieFlags {
    const ID: &'static str = "cookie-flags";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let own = |cookie: &CookieSeen| {
            let host = cookie.domain.trim_start_matches('.');
            seen.is_own(&format!("https://{host}/")) && !has("form-cookie", &cookie.name)
        };
        let all = || seen.steps().flat_map(|(_, step)| &step.cookies);
        // The surest sign that some cookie of the visit bears.
        let Some(sign) = SIGNS
            .iter()
            .find(|sign| all().any(|cookie| own(cookie) && sign(cookie)))
        else {
            return Judgement::not_applicable("no-session-cookie");
        };
        let secured = seen.evidence.target.starts_with("https:");
        let mut grade: f64 = 1.0;
        let mut findings: BTreeMap<(&str, &'static str), Finding> = BTreeMap::new();
        for (journey, step) in seen.steps() {
            let judged = step.cookies.iter().filter(|c| own(c) && sign(c));
            for cookie in judged {
                let guessed = !is_named(cookie) && !cookie.http_only;
                for (message, worth) in faults(cookie, secured) {
                    grade = grade.min(worth);
                    let place = Place::step(journey, step);
                    let finding = Finding::says(message, place).with("name", &cookie.name);
                    let finding = finding.likely_if(guessed);
                    findings.entry((&cookie.name, message)).or_insert(finding);
                }
            }
        }
        Judgement::graded(grade, findings.into_values().collect())
    }
}

/// What tells that a cookie stands for a session, the surest first: its name, or a value drawn by
/// lot, above all where the store hides it from scripts.
const SIGNS: [fn(&CookieSeen) -> bool; 3] = [
    is_named,
    |cookie| cookie.random && cookie.http_only,
    |cookie| cookie.random,
];

fn is_named(cookie: &CookieSeen) -> bool {
    has("session-cookie", &cookie.name)
}

/// What is missing, and what the rule is still worth without it.
fn faults(cookie: &CookieSeen, secured: bool) -> Vec<(&'static str, f64)> {
    let mut faults = Vec::new();
    if !cookie.http_only {
        faults.push(("script", 0.0));
    }
    if !cookie.secure && secured {
        faults.push(("open", 0.0));
    }
    match cookie.same_site.as_deref() {
        Some(rule) if rule.eq_ignore_ascii_case("none") => faults.push(("sites", 0.5)),
        Some(_) => {}
        // Chromium takes it for Lax, other browsers send it from everywhere.
        None => faults.push(("unset", 0.7)),
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn cookie(name: &str) -> CookieSeen {
        CookieSeen {
            name: name.to_owned(),
            domain: "shop.example".to_owned(),
            secure: true,
            http_only: true,
            same_site: Some("Lax".to_owned()),
            persistent: false,
            random: false,
        }
    }

    fn with(one: CookieSeen) -> Made {
        Made::store().step(Goal::Cart, |step| step.cookies = vec![one])
    }

    #[test]
    fn all_three_flags_pass() {
        for name in [
            "PHPSESSID",
            "sessionid",
            "connect.sid",
            "_shop_session",
            "ecsessid",
        ] {
            assert_eq!(
                verdict::<CookieFlags>(with(cookie(name))),
                Verdict::Pass,
                "{name}"
            );
        }
    }

    #[test]
    fn a_session_under_an_odd_name_is_known_by_its_value() {
        let drawn = |http_only| CookieSeen {
            http_only,
            random: true,
            ..cookie("korb")
        };
        assert_eq!(verdict::<CookieFlags>(with(drawn(true))), Verdict::Pass);
        let judged = judge::<CookieFlags>(with(drawn(false)));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
        let both = Made::store().step(Goal::Cart, |step| {
            step.cookies = vec![cookie("PHPSESSID"), drawn(false)];
        });
        assert_eq!(verdict::<CookieFlags>(both), Verdict::Pass);
        assert_eq!(
            verdict::<CookieFlags>(with(cookie("korb"))),
            Verdict::NotApplicable("no-session-cookie")
        );
    }

    #[test]
    fn each_missing_flag_is_named() {
        let mut bare = cookie("sid");
        (bare.secure, bare.http_only, bare.same_site) = (false, false, None);
        let judged = judge::<CookieFlags>(with(bare));
        let messages: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(messages, ["open", "script", "unset"]);
        assert_eq!(judged.verdict, Verdict::Fail);
        let mut unset = cookie("sid");
        unset.same_site = None;
        assert_eq!(verdict::<CookieFlags>(with(unset)), Verdict::Graded(0.7));
    }

    #[test]
    fn secure_is_not_asked_where_the_store_itself_is_not_encrypted() {
        let mut open = cookie("sid");
        open.secure = false;
        let made = with(open).with(|evidence| evidence.target = "http://shop.example/".into());
        assert_eq!(verdict::<CookieFlags>(made), Verdict::Pass);
    }

    #[test]
    fn cookies_of_analytics_forms_and_strangers_are_left_alone() {
        let loose = |name: &str, domain: &str| CookieSeen {
            http_only: false,
            domain: domain.to_owned(),
            ..cookie(name)
        };
        for one in [
            loose("_ga", "shop.example"),
            loose("csrf_session_token", "shop.example"),
            loose("sid", "chat.example.net"),
            loose("_hjSession_1", "shop.example"),
            loose("last_session", "shop.example"),
        ] {
            assert_eq!(
                verdict::<CookieFlags>(with(one)),
                Verdict::NotApplicable("no-session-cookie")
            );
        }
    }
}
