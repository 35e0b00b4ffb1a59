//! How budgets and least scores of groups are written: `fields=12`,
//! `address.fields=8`, `mobile.lcp=2500ms`, `bytes=2MB`; `form=80`.

use crate::config::kind;
use crate::model::device::Device;
use crate::model::gates::{Budget, Metric, Unit};
use crate::model::journey::Goal;
use crate::rulebook::ruleset::{GROUPS, nearest};
use clap::ValueEnum;

/// Every screen that may be named.
const SCREENS: [Goal; 10] = [
    Goal::Home,
    Goal::Listing,
    Goal::Product,
    Goal::Added,
    Goal::Cart,
    Goal::Checkout,
    Goal::Address,
    Goal::Shipping,
    Goal::Payment,
    Goal::Review,
];

/// Reads a budget.
///
/// # Errors
/// What to write instead.
pub fn budget(text: &str) -> Result<Budget, String> {
    let (path, most) = text
        .split_once('=')
        .ok_or("a budget is written as NAME=MOST, for example fields=12")?;
    let mut parts: Vec<&str> = path.trim().split('.').map(str::trim).collect();
    let name = parts.pop().unwrap_or_default();
    let metric = Metric::from_str(name, false).map_err(|_| {
        let names = metric_names();
        nearest(name, names.iter().map(String::as_str))
            .unwrap_or_else(|| format!("a budget limits one of {}", names.join(", ")))
    })?;
    let mut budget = Budget {
        text: text.trim().to_owned(),
        device: None,
        step: None,
        metric,
        most: amount(metric, most.trim())?,
    };
    for part in parts {
        let device = Device::from_str(part, false).ok();
        let step = SCREENS.into_iter().find(|goal| goal.name() == part);
        match (device, step) {
            (Some(device), _) if budget.device.is_none() && budget.step.is_none() => {
                budget.device = Some(device);
            }
            (_, Some(step)) if budget.step.is_none() => budget.step = Some(step),
            (Some(_), _) | (_, Some(_)) => {
                let order =
                    "before the metric stand one device, then one screen: mobile.address.fields=8";
                return Err(order.to_owned());
            }
            (None, None) => {
                let known = SCREENS.iter().map(|goal| goal.name());
                let known: Vec<&str> = known.chain(["mobile", "desktop"]).collect();
                return Err(nearest(part, known.iter().copied()).unwrap_or_else(|| {
                    format!(
                        "before the metric stand a device and a screen: one of {}",
                        known.join(", ")
                    )
                }));
            }
        }
    }
    let only_walk = matches!(metric, Metric::Steps);
    if only_walk && budget.step.is_some() {
        return Err("`steps` counts the screens of a walk; leave the screen out".to_owned());
    }
    Ok(budget)
}

/// Reads the least score of a group.
///
/// # Errors
/// What to write instead.
pub fn group_score(text: &str) -> Result<(String, u8), String> {
    let (group, least) = text
        .split_once('=')
        .ok_or("a group's least score is written as GROUP=SCORE, for example form=80")?;
    let (group, least) = (group.trim(), least.trim());
    if !GROUPS.contains(&group) {
        return Err(nearest(group, GROUPS.into_iter())
            .unwrap_or_else(|| format!("the groups are {}", GROUPS.join(", "))));
    }
    match least.parse() {
        Ok(score @ 1..=100) => Ok((group.to_owned(), score)),
        Ok(_) | Err(_) => Err("a score is a whole number from 1 to 100".to_owned()),
    }
}

fn amount(metric: Metric, text: &str) -> Result<f64, String> {
    match metric.unit() {
        Unit::Count => kind::count(text)
            .map(|count| count as f64)
            .ok_or_else(|| "it is counted: write a whole number".to_owned()),
        Unit::Time => kind::duration(text)
            .map(|time| time.as_secs_f64() * 1000.0)
            .ok_or_else(|| "it is a time: write it with its unit, such as 2500ms or 3m".to_owned()),
        Unit::Bytes => kind::bytes(text)
            .map(|bytes| bytes as f64)
            .ok_or_else(|| "it is a size: write it with its unit, such as 500kB or 2MB".to_owned()),
        Unit::Ratio => text
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| "it is a plain number, such as 0.1".to_owned()),
    }
}

fn metric_names() -> Vec<String> {
    let values = Metric::value_variants()
        .iter()
        .filter_map(Metric::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_names_device_screen_and_metric() {
        let read = budget("mobile.address.fields=8").unwrap();
        assert_eq!(
            (read.device, read.step, read.most),
            (Some(Device::Mobile), Some(Goal::Address), 8.0)
        );
        assert_eq!(budget("time-to-buy=2m").unwrap().most, 120_000.0);
        assert_eq!(budget("bytes=1500kB").unwrap().most, 1_500_000.0);
        assert_eq!(budget("cart.cls=0.1").unwrap().metric, Metric::Cls);
    }

    #[test]
    fn a_budget_that_nobody_can_mean_is_told_with_what_was_meant() {
        for (text, said) in [
            ("feilds=3", "did you mean `fields`?"),
            ("adress.fields=3", "did you mean `address`?"),
            ("fields", "NAME=MOST"),
            ("fields=2.5", "whole number"),
            ("lcp=2500", "with its unit"),
            ("cls=NaN", "plain number"),
            ("cls=-1", "plain number"),
            ("address.steps=3", "leave the screen out"),
            ("address.mobile.fields=3", "before the metric"),
        ] {
            let help = budget(text).unwrap_err();
            assert!(help.contains(said), "{text}: {help}");
        }
    }

    #[test]
    fn a_groups_least_score_is_read_and_checked() {
        assert_eq!(group_score("form=80"), Ok(("form".to_owned(), 80)));
        assert!(group_score("from=80").unwrap_err().contains("`form`"));
        assert!(group_score("form=0").is_err() && group_score("form").is_err());
    }
}
