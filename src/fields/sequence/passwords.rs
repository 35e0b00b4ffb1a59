//! Logging in, signing up, changing a password: told by how many passwords there are.

use super::{Form, is_text, said_of};
use crate::fields::evidence;
use crate::model::look::Field;
use regex::Regex;
use std::sync::LazyLock;

impl Form<'_> {
    /// Logging in, signing up, changing: told by how many passwords there are and what else is asked.
    pub(super) fn passwords(&mut self) {
        let at: Vec<usize> = (0..self.len())
            .filter(|i| {
                matches!(self.field(*i).kind.as_str(), "password" | "text")
                    && matches!(
                        self.field(*i).purpose.as_str(),
                        "current-password" | "new-password" | "x-password-confirm"
                    )
            })
            .collect();
        let told =
            |f: &Field| evidence::token_of(f).is_some_and(|token| token.contains("password"));
        match at.as_slice() {
            [] => {}
            [one] => {
                if told(self.field(*one)) && !self.is(*one, "x-password-confirm") {
                    let token = self.field(*one).autocomplete.clone().unwrap_or_default();
                    for told in ["new-password", "current-password"] {
                        if token.split_whitespace().any(|word| word == told) {
                            self.set(*one, told);
                        }
                    }
                    return;
                }
                let asks_more = self.has(&[
                    "given-name",
                    "family-name",
                    "name",
                    "x-email-confirm",
                    "postal-code",
                    "street-address",
                    "address-line1",
                    "bday",
                    "bday-year",
                    "x-terms",
                    "x-kana-name",
                    "x-kana-family-name",
                    "organization",
                    "sex",
                    "tel",
                ]) && (!self.has(&["x-remember-me"])
                    || self.has(&["given-name", "family-name"]));
                let text: String = (0..self.len())
                    .map(|i| {
                        format!(
                            "{} {} ",
                            self.field(i).section,
                            self.field(i).form_action.as_deref().unwrap_or_default()
                        )
                    })
                    .collect();
                let own = said_of(self.field(*one));
                let up =
                    SIGN_UP.is_match(&text) && !LOG_IN.is_match(&text) || SIGN_UP.is_match(&own);
                let by_word = self.is(*one, "new-password");
                if (asks_more || up || by_word) && !LOG_IN.is_match(&own) {
                    self.set(*one, "new-password");
                } else {
                    self.set(*one, "current-password");
                    self.login_name(*one);
                }
            }
            [first, second] => {
                let old = |at: usize| OLD.is_match(&said_of(self.field(at)));
                // "旧密码", "新密码": the word for a new one behind a plain one tells both.
                let changed =
                    self.is(*first, "current-password") && self.is(*second, "new-password");
                if old(*second) && !old(*first) {
                    self.set(*first, "new-password");
                    self.set(*second, "current-password");
                } else if old(*first) || changed {
                    self.set(*first, "current-password");
                    self.set(*second, "new-password");
                } else if *second - *first <= 2 || self.is(*second, "x-password-confirm") {
                    self.set(*first, "new-password");
                    self.set(*second, "x-password-confirm");
                } else {
                    self.set(*first, "current-password");
                    self.set(*second, "new-password");
                }
            }
            [first, second, third, ..] => {
                if OLD.is_match(&said_of(self.field(*first)))
                    || !self.is(*second, "x-password-confirm")
                {
                    self.set(*first, "current-password");
                    self.set(*second, "new-password");
                    self.set(*third, "x-password-confirm");
                } else {
                    self.set(*first, "new-password");
                    self.set(*second, "x-password-confirm");
                }
            }
        }
    }

    /// The field before a login's password is a user name unless it says e-mail.
    fn login_name(&mut self, password: usize) {
        for i in (0..password).rev() {
            if is_text(self.field(i)) {
                let p = self.field(i).purpose.as_str();
                let either = p == "email"
                    && self.field(i).kind == "text"
                    && USER_NAME.is_match(&said_of(self.field(i)));
                if p == "unknown" || p == "name" || p == "nickname" || either {
                    self.set(i, "username");
                }
                return;
            }
        }
    }

    /// A number that a shop gave its customer is what one logs in with, if at all.
    pub(super) fn customer_numbers(&mut self) {
        for i in 0..self.len().saturating_sub(1) {
            if self.is(i, "x-customer-number") && self.is(i + 1, "current-password") {
                self.set(i, "username");
            }
        }
    }

    /// A form of one text field that sends to a search; widespread blog software calls its field `s`.
    pub(super) fn lone_search(&mut self) {
        let texts: Vec<usize> = (0..self.len())
            .filter(|i| is_text(self.field(*i)))
            .collect();
        if let [one] = texts.as_slice() {
            let f = self.field(*one);
            let action = f.form_action.as_deref().unwrap_or_default().to_lowercase();
            if f.purpose == "unknown"
                && f.form.is_some()
                && [
                    "search",
                    "suche",
                    "recherche",
                    "buscar",
                    "find",
                    "catalogsearch",
                ]
                .iter()
                .any(|w| action.contains(w) || f.name == "s")
            {
                self.set(*one, "x-search");
            }
        }
    }
}

static SIGN_UP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)regist|sign-?_? ?up|\bjoin|create|enrol|new[-_ ]?(account|customer|user|member)|登録|neukunde|konto anlegen|inscri|crear|registr|aanmaken|cadastr|注册|註冊|가입").expect("a fixed pattern")
});
static LOG_IN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)log-?_? ?in|sign-?_? ?in|log-?on|returning|ログイン|anmelden|connexion|se connecter|iniciar sesi|accedi|inloggen|entrar|登录|登入|로그인").expect("a fixed pattern")
});
static USER_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)user ?-?(name|id)|(mobile|phone)( number)?,? or |or (mobile|phone)|benutzer|utilisateur|usuario|utente|gebruiker|usuário|会員id|ログインid|用户名|아이디").expect("a fixed pattern")
});
static OLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bold|current|existing|previous|現在の|以前の|旧|bisherig|alt(es)? (pass|kenn)|altes|aktuell|actuel|ancien|actual|anterior|antigua|attuale|vecchia|huidig|\boud|atual|antiga|当前|當前|目前|原密|原始|舊|기존|현재|이전 ?비|\beski|mevcut|gammel|gammal|nuvarande|nåværende|nuværende|nykyinen|vanha|stare|obecne|aktualne|stávající|současn|staré|стар|текущ|действующ|lama\b").expect("a fixed pattern")
});
