//! What a store says of a mistake: which layer held the form back, and which words are its own.
//!
//! The browser's own bubble stands at its field and is read out, but it is one at a
//! time, in the browser's words; an `alert()` is only read out. A red border
//! without words is no message.

use crate::model::probed::{Probed, Said, Sent, Submit, SubmitKind, Tie};
use crate::model::verdict::{Finding, Place};
use crate::rules::Seen;
use crate::rules::facts::pattern::has;
use crate::rules::facts::probes::{place, submits};
use crate::rules::facts::words::{Words, fold};

/// Who held a form back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The browser, by the field's attributes.
    Browser,
    /// A script of the page.
    Page,
    /// The server.
    Server,
}

impl Layer {
    /// Who refused; nobody where the form went on or nothing was seen.
    pub fn of(sent: Sent) -> Option<Layer> {
        match sent {
            Sent::RefusedByBrowser => Some(Layer::Browser),
            Sent::RefusedByPage => Some(Layer::Page),
            Sent::RefusedByServer => Some(Layer::Server),
            Sent::MovedOn | Sent::Nothing | Sent::Disabled => None,
        }
    }

    /// The rulebook's word for it, as a placeholder's value.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Browser => "@layer.browser",
            Layer::Page => "@layer.page",
            Layer::Server => "@layer.server",
        }
    }
}

/// A press that was held back.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// The run that pressed.
    pub run: &'a Probed,
    /// The press.
    pub submit: &'a Submit,
    /// Who held it back.
    pub layer: Layer,
}

impl<'a> Refused<'a> {
    /// The screen, or an element on it.
    pub fn place(&self, seen: &Seen<'_>, selector: Option<&str>) -> Place {
        place(seen, self.run, &self.submit.url, selector)
    }

    /// A finding with `{layer}` and `{control}`.
    pub fn says(&self, seen: &Seen<'_>, message: &'static str, selector: Option<&str>) -> Finding {
        Finding::says(message, self.place(seen, selector))
            .with("layer", self.layer.word())
            .with("control", &self.submit.control)
    }

    /// Messages about a field.
    pub fn about(&self, selector: &str) -> Vec<&'a Said> {
        let submit: &'a Submit = self.submit;
        let said = submit.errors.iter();
        said.filter(|said| said.field.as_deref() == Some(selector))
            .collect()
    }
}

/// Presses of these kinds that were held back, without those that cannot be judged: a message whose
/// words stood on the screen before is nothing new to the probe, so silence counts only where the
/// screen never said anything.
pub fn heard<'a>(seen: &Seen<'a>, kinds: &[SubmitKind]) -> Vec<Refused<'a>> {
    let mut all = refused(seen, kinds);
    let spoke: Vec<_> = all
        .iter()
        .filter(|one| !one.submit.errors.is_empty())
        .map(|one| (one.run.device, one.submit.screen))
        .collect();
    all.retain(|one| {
        !one.submit.errors.is_empty() || !spoke.contains(&(one.run.device, one.submit.screen))
    });
    all
}

/// Presses of these kinds that were held back.
pub fn refused<'a>(seen: &Seen<'a>, kinds: &[SubmitKind]) -> Vec<Refused<'a>> {
    let sent = submits(seen, kinds).into_iter();
    sent.filter_map(|(run, submit)| {
        let layer = Layer::of(submit.sent)?;
        Some(Refused { run, submit, layer })
    })
    .collect()
}

/// Whether it is an error in words of the store's own, on the page.
pub fn is_own(said: &Said) -> bool {
    said.error && !said.text.trim().is_empty() && !matches!(said.tie, Tie::Native | Tie::Dialog)
}

/// Whether it is the browser's own bubble.
pub fn is_native(said: &Said) -> bool {
    said.tie == Tie::Native
}

/// Messages that name neither the cause nor the way out, folded and without punctuation.
const GENERIC: Words = &[
    "正しく入力してください",
    "正しい値を入力してください",
    "正しい形式で入力してください",
    "正しくありません",
    "形式が正しくありません",
    "不正です",
    "不正な値です",
    "無効です",
    "無効な値です",
    "入力内容に誤りがあります",
    "入力に誤りがあります",
    "入力内容を確認してください",
    "入力内容をご確認ください",
    "入力エラーです",
    "入力エラー",
    "エラー",
    "エラーです",
    "invalid",
    "is invalid",
    "invalid input",
    "invalid value",
    "invalid format",
    "invalid entry",
    "not valid",
    "is not valid",
    "this is not valid",
    "this field is invalid",
    "this value is not valid",
    "this value is invalid",
    "please enter a valid value",
    "enter a valid value",
    "please enter a valid",
    "enter a valid",
    "please check this field",
    "please correct this field",
    "please check your input",
    "incorrect",
    "error",
];

/// Whether a message says no more than that something is wrong, with or without the field's name.
pub fn is_generic(text: &str, label: &str) -> bool {
    let plain = |text: &str| -> String {
        let kept = fold(text).replace(|c: char| !c.is_alphanumeric() && c != ' ', " ");
        kept.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let original = text;
    let (mut text, label) = (plain(text), plain(label));
    if !label.is_empty() {
        text = text.replacen(&label, "", 1);
    }
    let bare = text
        .trim()
        .trim_start_matches(['を', 'が', 'は', 'の', 'に'])
        .trim();
    GENERIC.contains(&bare) || says_only_wrong(original)
}

/// Whether a whole message says that something is wrong and nothing more, whatever it calls the field.
fn says_only_wrong(text: &str) -> bool {
    let folded = fold(text);
    let edge = |c: char| !c.is_alphanumeric();
    has("generic-error", folded.trim_matches(edge))
}

/// Whether two messages are the same but for the field's name, case and spacing.
pub fn same_words(one: &str, other: &str) -> bool {
    fold(one).trim() == fold(other).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_names_no_cause_is_generic() {
        for (text, label) in [
            ("正しく入力してください", "電話番号"),
            ("電話番号を正しく入力してください。", "電話番号"),
            ("「郵便番号」の形式が正しくありません", "郵便番号"),
            ("Invalid input", "E-mail"),
            ("Please enter a valid e-mail.", "E-mail"),
            ("※ メールアドレスの形式が不正です。", "メールアドレス"),
            ("Invalid phone number", "Phone"),
            ("Bitte geben Sie eine gültige Telefonnummer an.", "Telefon"),
            ("Die E-Mail-Adresse ist ungültig.", "E-Mail"),
            ("Veuillez saisir une adresse e-mail valide.", "E-mail"),
            ("Introduzca un teléfono válido", "Móvil"),
            ("Il numero di telefono non è valido", "Telefono"),
            ("Vul een geldige postcode in", "Postcode"),
            ("CEP inválido", "CEP"),
            ("请输入正确的手机号码", "手机"),
            ("올바른 이메일을 입력해 주세요.", "이메일"),
        ] {
            assert!(is_generic(text, label), "{text}");
        }
        for (text, label) in [
            ("電話番号の桁が足りません(例:03-1234-5678)。", "電話番号"),
            ("The @ is missing.", "E-mail"),
            ("Enter a valid phone number with its area code", "Phone"),
            ("Die Postleitzahl muss aus 5 Ziffern bestehen.", "PLZ"),
            ("In der E-Mail-Adresse fehlt das @-Zeichen.", "E-Mail"),
            ("郵便番号は半角数字7桁で入力してください。", "郵便番号"),
            (
                "Bitte geben Sie das Geburtsdatum als TT.MM.JJJJ an.",
                "Geburtsdatum",
            ),
            ("Enter the postcode, for example YO1 9ZZ.", "Postcode"),
        ] {
            assert!(!is_generic(text, label), "{text}");
        }
    }
}
