//! `cartwalk walk`: the journey as a story of decisions, for whoever wants to
//! know why the pilot went where it went.

use crate::model::journey::{Decision, Journey, PAUSED, PLANNED, Step};
use crate::model::plan::Language;
use crate::render::clean::plain;
use crate::render::figures::{bytes, time};
use crate::render::table::cut;
use crate::report::journeys::ended;
use crate::rulebook::Rulebook;
use std::fmt::Write;

/// Tells one journey.
pub fn story(journey: &Journey, language: Language) -> String {
    let mut out = format!("{} ({})\n", journey.device.name(), journey.throttle);
    for step in &journey.steps {
        chapter(&mut out, step);
    }
    for name in &journey.guard.order_controls {
        let _ = writeln!(out, "  left alone, because it orders: {}", cut(name, 60));
    }
    for (method, url, why) in &journey.guard.blocked_requests {
        let _ = writeln!(
            out,
            "  stopped: {} {} ({})",
            plain(method),
            cut(url, 50),
            plain(why)
        );
    }
    if let Some(change) = &journey.path_change {
        let _ = writeln!(
            out,
            "path changed at step {}: expected {}, found {}",
            change.step + 1,
            cut(&change.expected, 60),
            cut(&change.found, 60)
        );
    }
    let end = ended(&journey.ended, Rulebook::embedded(), language);
    let kind = match end.reason.as_deref() {
        Some(asked @ (PAUSED | PLANNED)) => asked,
        Some(_) | None => &end.kind,
    };
    let _ = writeln!(out, "{kind}: {}", plain(&end.message));
    let emptied = match journey.cart_emptied {
        Some(true) => "the cart was emptied",
        Some(false) => "the cart could not be emptied",
        None => "nothing was left in the cart",
    };
    let _ = writeln!(
        out,
        "{emptied}; {} on the way, {} in all, {} of it the pilot's own",
        time(journey.way_ms.unwrap_or(journey.duration_ms) as f64),
        time(journey.duration_ms as f64),
        time(journey.pilot_ms as f64)
    );
    out
}

fn chapter(out: &mut String, step: &Step) {
    for decision in &step.decisions {
        choice(out, decision);
    }
    let action = &step.action;
    let _ = writeln!(
        out,
        "{:>2}  {}: {} {}",
        step.index + 1,
        step.goal.name(),
        plain(&action.verb),
        cut(&action.target, 60)
    );
    let status = step
        .status
        .map(|status| format!(", status {status}"))
        .unwrap_or_default();
    let waited = step
        .clock
        .usable_ms
        .map_or_else(|| "never quiet".to_owned(), time);
    let _ = writeln!(
        out,
        "    {}{status}, {waited}, {} requests, {}",
        cut(&step.url, 60),
        step.request_count,
        bytes(step.bytes)
    );
    for act in &step.acts {
        let _ = writeln!(
            out,
            "    {} {}: {}, {}",
            plain(&act.kind),
            cut(&act.target, 40),
            plain(&act.changed),
            time(act.took_ms)
        );
    }
    for filled in &step.filled {
        let again = filled
            .corrected_after
            .as_deref()
            .map(|why| format!(" (again, after “{}”)", cut(why, 60)))
            .unwrap_or_default();
        let held = if filled.held == filled.typed {
            String::new()
        } else {
            format!(" → {}", cut(&filled.held, 30))
        };
        let _ = writeln!(
            out,
            "    fill {}: {}{held}{again}",
            plain(&filled.purpose),
            cut(&filled.typed, 30)
        );
    }
    if let Some(problem) = &step.problem {
        let _ = writeln!(out, "    problem: {}", plain(problem));
    }
}

fn choice(out: &mut String, decision: &Decision) {
    let _ = writeln!(
        out,
        "      looking for {}: {}",
        decision.goal.name(),
        plain(&decision.outcome)
    );
    for considered in &decision.considered {
        let _ = writeln!(
            out,
            "        {:>6.1}  {}  {}",
            considered.score,
            cut(&considered.name, 30),
            cut(&considered.because, 60)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Considered;
    use crate::model::journey::Goal;
    use crate::report::made::{self, HOSTILE};

    #[test]
    fn the_story_names_what_was_considered_and_how_it_ended() {
        let mut evidence = made::evidence();
        evidence.journeys[0].steps[1].decisions.push(Decision {
            goal: Goal::Cart,
            considered: vec![Considered {
                name: HOSTILE.into(),
                selector: "#go".into(),
                score: 7.25,
                because: "its words".into(),
            }],
            outcome: "progress".into(),
        });
        let told = story(&evidence.journeys[0], Language::En);
        assert!(
            told.contains("looking for cart: progress") && told.contains("its words"),
            "{told}"
        );
        assert!(told.contains("stuck: It got stuck"), "{told}");
        assert!(!told.contains(['\x1b', '\u{202e}']));
    }
}
