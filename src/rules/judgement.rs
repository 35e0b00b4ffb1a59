//! Short ways to say a verdict and a finding, so that a rule reads like its criterion.

use crate::model::journey::Goal;
use crate::model::page::PageKind;
use crate::model::verdict::{Certainty, Finding, Judgement, Place, Verdict};

impl Judgement {
    /// The criterion is met.
    pub fn pass() -> Judgement {
        Judgement::of(Verdict::Pass, Vec::new())
    }

    /// The criterion is not met; each finding is one reason.
    pub fn fail(findings: Vec<Finding>) -> Judgement {
        Judgement::of(Verdict::Fail, findings)
    }

    /// A pass without findings, else a fail.
    pub fn by(findings: Vec<Finding>) -> Judgement {
        match findings.is_empty() {
            true => Judgement::pass(),
            false => Judgement::fail(findings),
        }
    }

    /// Met in part. The ends 0 and 1 become a fail and a pass; a pass keeps its
    /// findings as notes of what is minor.
    pub fn graded(grade: f64, findings: Vec<Finding>) -> Judgement {
        let verdict = match grade {
            g if g >= 0.995 => Verdict::Pass,
            g if g > 0.005 => Verdict::Graded(g),
            // Not-a-number lands here too: it must never count as good.
            _ => Verdict::Fail,
        };
        Judgement::of(verdict, findings)
    }

    /// The store gives no occasion for it.
    pub fn not_applicable(why: &'static str) -> Judgement {
        Judgement::of(Verdict::NotApplicable(why), Vec::new())
    }

    /// It could not be measured.
    pub fn unknown(why: &'static str) -> Judgement {
        Judgement::of(Verdict::Unknown(why), Vec::new())
    }

    fn of(verdict: Verdict, findings: Vec<Finding>) -> Judgement {
        Judgement { verdict, findings }
    }
}

impl Finding {
    /// A sure finding under the rule's only message, `message`.
    pub fn at(place: Place) -> Finding {
        Finding::says("message", place)
    }

    /// A sure finding under one of the rule's messages.
    pub fn says(message: &'static str, place: Place) -> Finding {
        Finding {
            message,
            place,
            args: Vec::new(),
            certainty: Certainty::Sure,
        }
    }

    /// With a value for a `{placeholder}`; texts of the store are cut at 200 characters.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Finding {
        let value = value.to_string();
        let value = match value.char_indices().nth(200) {
            Some((end, _)) => format!("{}…", &value[..end]),
            None => value,
        };
        self.args.push((name, value));
        self
    }

    /// As something that a heuristic says.
    pub fn likely(mut self) -> Finding {
        self.certainty = Certainty::Likely;
        self
    }

    /// As something that a heuristic says, if so.
    pub fn likely_if(self, so: bool) -> Finding {
        if so { self.likely() } else { self }
    }
}

/// The rulebook's word for a screen, as a placeholder's value.
pub fn goal_word(goal: Goal) -> String {
    format!("@goal.{}", goal.name())
}

/// The rulebook's word for a kind of page, as a placeholder's value.
pub fn kind_word(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "@page.home",
        PageKind::Listing => "@page.listing",
        PageKind::Product => "@page.product",
        PageKind::Cart => "@page.cart",
        PageKind::Checkout => "@page.checkout",
        PageKind::Search => "@page.search",
        PageKind::Account => "@page.account",
        PageKind::Contact => "@page.contact",
        PageKind::Shipping => "@page.shipping",
        PageKind::Returns => "@page.returns",
        PageKind::Privacy => "@page.privacy",
        PageKind::Legal => "@page.legal",
        PageKind::Faq => "@page.faq",
        PageKind::About => "@page.about",
        PageKind::Other => "@page.other",
    }
}
