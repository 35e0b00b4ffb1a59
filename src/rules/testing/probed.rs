//! Small hand-made probe runs.

use crate::model::device::Device;
use crate::model::journey::{Ended, Goal, GuardLog};
use crate::model::probed::{
    Entry, FieldAt, Outcome, ProbeLevel, Probed, Put, Return, Said, Sent, Shopped, Submit,
    SubmitKind, Tie, Variant, Way,
};
use crate::rules::testing::{Made, STORE};

impl Made {
    /// A probe run on the phone, which `change` fills.
    pub fn probed(self, change: impl FnOnce(&mut Probed)) -> Made {
        self.with(|evidence| {
            let mut one = run();
            change(&mut one);
            evidence.probed.push(one);
        })
    }
}

/// A run that tried nothing.
pub fn run() -> Probed {
    Probed {
        device: Device::Mobile,
        level: ProbeLevel::Full,
        own_store: true,
        ended: Ended::Reached { goal: Goal::Review },
        entries: Vec::new(),
        submits: Vec::new(),
        returns: Vec::new(),
        leavings: Vec::new(),
        shop: Shopped::default(),
        not_run: Vec::new(),
        guard: GuardLog::default(),
        duration_ms: 1000,
        store_ms: 500,
    }
}

/// The field of a purpose on the address screen, as [`crate::rules::testing::field`] makes it.
pub fn field_at(purpose: &str) -> FieldAt {
    FieldAt {
        screen: 0,
        url: format!("{STORE}/address"),
        selector: format!("#{purpose}"),
        purpose: purpose.to_owned(),
        certainty: 1.0,
        label: purpose.to_owned(),
        kind: "text".to_owned(),
        required: true,
        maxlength: None,
    }
}

/// A text that the field still holds as it was typed.
pub fn entry(purpose: &str, variant: Variant, typed: &str, outcome: Outcome) -> Entry {
    Entry {
        held: typed.to_owned(),
        outcome,
        ..Entry::of(field_at(purpose), variant, typed)
    }
}

/// A field's control, taken, and one text in it with this outcome.
pub fn pair(purpose: &str, variant: Variant, typed: &str, outcome: Outcome) -> Vec<Entry> {
    vec![
        entry(purpose, Variant::Canonical, "plain", Outcome::Accepted),
        entry(purpose, variant, typed, outcome),
    ]
}

/// A wrong text that the page complains about in these words once the field is left.
pub fn wrong(purpose: &str, variant: Variant, typed: &str, says: &str) -> Entry {
    Entry {
        said: vec![said_at(purpose, says)],
        aria_invalid: true,
        ..entry(purpose, variant, typed, Outcome::Rejected)
    }
}

/// An error of the store's own beside a field, linked to it.
pub fn said_at(purpose: &str, text: &str) -> Said {
    Said {
        text: text.to_owned(),
        selector: format!("#{purpose}-error"),
        tie: Tie::Linked,
        field: Some(format!("#{purpose}")),
        distance_px: Some(8.0),
        after_ms: 50.0,
        live: true,
        gone: false,
        error: true,
    }
}

/// The browser's own bubble at a field.
pub fn bubble_at(purpose: &str) -> Said {
    Said {
        text: "Please fill out this field.".to_owned(),
        selector: String::new(),
        tie: Tie::Native,
        ..said_at(purpose, "")
    }
}

/// A press on the address screen, without complaints.
pub fn submit(kind: SubmitKind, sent: Sent) -> Submit {
    Submit {
        kind,
        by_enter: false,
        led_to: None,
        screen: 0,
        goal: Goal::Address,
        url: format!("{STORE}/address"),
        control: "Continue".to_owned(),
        selector: "button[name=\"Continue\"]".to_owned(),
        put: Vec::new(),
        sent,
        errors: Vec::new(),
        unfilled: Vec::new(),
        beside: String::new(),
        focus: None,
        first_wrong: None,
        first_wrong_in_view: None,
        invalid: Vec::new(),
        lost: Vec::new(),
        requests: 0,
        by_script: None,
        status: None,
        busy: false,
        help: None,
        picture: None,
        rect: None,
    }
}

/// A press that was held back with everything as it should be: each of these fields named, its
/// message linked and near, the first one in focus and in view.
pub fn refusal(kind: SubmitKind, sent: Sent, purposes: &[&str]) -> Submit {
    let first = purposes.first().map(|purpose| format!("#{purpose}"));
    let selectors: Vec<String> = purposes.iter().map(|p| format!("#{p}")).collect();
    Submit {
        errors: purposes
            .iter()
            .map(|purpose| said_at(purpose, &format!("Enter the {purpose}.")))
            .collect(),
        unfilled: selectors.clone(),
        focus: first.clone(),
        first_wrong: first,
        first_wrong_in_view: Some(true),
        invalid: selectors,
        ..submit(kind, sent)
    }
}

/// What was put into one field before a press.
pub fn put(purpose: &str, variant: Variant, typed: &str) -> Put {
    Put {
        field: field_at(purpose),
        variant,
        typed: typed.to_owned(),
        held: typed.to_owned(),
        stored: None,
    }
}

/// A way back that lost nothing.
pub fn back(way: Way) -> Return {
    Return {
        way,
        screen: 0,
        goal: Goal::Address,
        url: format!("{STORE}/address"),
        control: String::new(),
        same_screen: true,
        resubmit: false,
        held: 5,
        lost: Vec::new(),
        dialogs: Vec::new(),
        cart_kept: Some(true),
        picture: None,
    }
}
