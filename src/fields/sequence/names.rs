//! Names in several boxes, forms of address, and e-mail addresses that are asked twice or in two.

use super::{Form, related, said_of};
use crate::fields::evidence;
use crate::model::look::Field;
use crate::rulebook::lexicon::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

impl Form<'_> {
    /// Tells whole names from their parts.
    pub(super) fn names(&mut self, lang: Option<&str>) {
        let tag = lang.unwrap_or_default().to_lowercase();
        let family_first = ["ja", "zh", "ko", "hu", "vi"]
            .iter()
            .any(|t| tag.starts_with(t))
            || self.has(&["x-kana-name", "x-kana-family-name", "x-kana-given-name"]);
        self.split_names(family_first);
        self.pairs(family_first);
        self.kana_pairs();
        self.rest_of_name();
        self.names_of_things();
        self.whole_names();
        self.titles();
    }

    fn split_names(&mut self, family_first: bool) {
        let mut i = 0;
        while i < self.len() {
            let general = self.field(i).purpose.clone();
            let parts: [&str; 2] = match (general.as_str(), family_first) {
                ("name", true) => ["family-name", "given-name"],
                ("name", false) => ["given-name", "family-name"],
                ("x-kana-name", _) => ["x-kana-family-name", "x-kana-given-name"],
                _ => {
                    i += 1;
                    continue;
                }
            };
            // "Pronouns" in the group of a name is no part of it.
            let says_other = |a: &Field, b: &Field| {
                b.purpose == "unknown" && evidence::is_labelled(b) && b.label != a.label
            };
            let n = self.run(i, &general, |a, b| {
                related(a, b) && same_place(a, b) && !says_other(a, b)
            });
            let middle = self.is(i + 1, "additional-name") && self.is(i + 2, &general);
            if (n == 2 || n == 3) && !self.own_words(i) {
                self.set(i, parts[0]);
                self.set(i + n - 1, parts[1]);
                if n == 3 {
                    self.set(i + 1, "additional-name");
                }
            } else if n == 1 && middle && general == "name" {
                self.set(i, parts[0]);
                self.set(i + 2, parts[1]);
            }
            i += n;
        }
    }

    /// A lone family or given name beside a plain "name" completes the pair.
    fn pairs(&mut self, family_first: bool) {
        for i in 0..self.len().saturating_sub(1) {
            if self.has(&["given-name"]) {
                return;
            }
            let last = if self.is(i + 1, "additional-name") {
                i + 2
            } else {
                i + 1
            };
            if self.is(i, "name") && self.is(last, "family-name") {
                self.set(i, "given-name");
            } else if self.is(i, "family-name") && self.is(i + 1, "name") && family_first {
                self.set(i + 1, "given-name");
            }
        }
    }

    /// Of two kana boxes side by side of which one says its part, the other is the other part.
    fn kana_pairs(&mut self) {
        for i in 1..self.len() {
            if self.is(i - 1, "x-kana-name") && self.is(i, "x-kana-given-name") {
                self.set(i - 1, "x-kana-family-name");
            } else if self.is(i - 1, "x-kana-family-name") && self.is(i, "x-kana-name") {
                self.set(i, "x-kana-given-name");
            }
        }
    }

    /// "Voornaam" and "Naam": what is left of a name beside the given one is the family's.
    fn rest_of_name(&mut self) {
        if self.has(&["family-name"]) {
            return;
        }
        for i in 1..self.len() {
            for (given, rest) in [(i - 1, i), (i, i - 1)] {
                let both_seen = self.field(given).visible == self.field(rest).visible;
                if both_seen && self.is(given, "given-name") && self.is(rest, "name") {
                    self.set(rest, "family-name");
                    return;
                }
            }
        }
    }

    /// "Nom du stage", "Nombre del producto": what is named is no person.
    fn names_of_things(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            let named = ["name", "given-name", "family-name"].contains(&f.purpose.as_str());
            if !named || evidence::token_of(f).is_some() {
                continue;
            }
            let asked = match evidence::is_labelled(f) {
                true => normalise(&f.label),
                false => normalise(&format!("{} {}", f.text_before, f.placeholder)),
            };
            if THINGS.is_match(&asked) {
                self.set(i, "x-other-name");
            }
        }
    }

    /// "Nome", "Nombre", "Nom", "이름" are one part beside the other part, and the whole name alone.
    fn whole_names(&mut self) {
        for i in 0..self.len() {
            let other = match self.field(i).purpose.as_str() {
                "given-name" => ["family-name", "x-kana-family-name"],
                "family-name" => ["given-name", "x-kana-given-name"],
                _ => continue,
            };
            let f = self.field(i);
            let beside_it = [&f.text_before, &f.table_header]
                .into_iter()
                .find(|text| !text.is_empty())
                .map_or("", String::as_str);
            let said = normalise(if f.label.is_empty() {
                beside_it
            } else {
                &f.label
            });
            let heading = normalise(if evidence::is_labelled(f) {
                ""
            } else {
                beside_it
            });
            // "Nome do aluno": somebody's name, without the other part beside it.
            let beside = (i.saturating_sub(2)..(i + 3).min(self.len()))
                .any(|k| other.iter().any(|p| self.is(k, p)));
            let asked = if f.label.is_empty() || !evidence::is_labelled(f) {
                normalise(&format!("{} {}", f.text_before, f.placeholder))
            } else {
                said.clone()
            };
            if !beside
                && evidence::token_of(f).is_none()
                && SOMEBODYS.is_match(asked.trim())
                && !NO_WHOLE.is_match(&asked)
            {
                self.set(i, "name");
                continue;
            }
            let either = [&said, &heading].into_iter().any(|text| {
                // "이름 (필수)": what stands in brackets is a remark.
                let bare = text.split(['(', '[']).next().unwrap_or_default();
                EITHER.is_match(bare.trim_matches([' ', '*', ':']))
            });
            // `last_name` under a label that may be either tells which.
            let told = self.is(i, "family-name")
                && (LAST_NAME.is_match(&f.name) || LAST_NAME.is_match(&f.id));
            if !self.has(&other) && either && !told {
                self.set(i, "name");
            }
        }
    }

    /// "Title" to be typed is a form of address before a name, a position beside a company,
    /// and a heading everywhere else.
    fn titles(&mut self) {
        for i in 0..self.len() {
            let f = self.field(i);
            if !self.is(i, "honorific-prefix")
                || f.kind != "text"
                || evidence::token_of(f).is_some()
            {
                continue;
            }
            let before_name = (i + 1..i + 4).any(|k| {
                ["given-name", "name", "family-name"]
                    .iter()
                    .any(|p| self.is(k, p))
            });
            // "Herr/Frau" and a box "Titel" behind it take a doctor's title.
            let with_salutation = (i.saturating_sub(2)..i)
                .any(|k| self.is(k, "honorific-prefix") && self.field(k).kind != "text");
            if before_name || with_salutation {
                continue;
            }
            if !TITLE.is_match(&said_of(f)) {
                continue;
            }
            if self.has(&["organization", "given-name", "family-name"]) || YOURS.is_match(&f.label)
            {
                self.set(i, "organization-title");
            } else {
                self.set(i, "x-subject");
            }
        }
    }

    /// The second of two alike is there to confirm the first; what follows an "@" is a domain.
    pub(super) fn emails(&mut self) {
        for i in 1..self.len() {
            if self.field(i).text_before.trim() == "@"
                && ["unknown", "email"].iter().any(|p| self.is(i, p))
            {
                self.set(i, "x-email-domain");
            }
        }
        let emails: Vec<usize> = (0..self.len()).filter(|i| self.is(*i, "email")).collect();
        for pair in emails.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (first, second) = (self.field(a), self.field(b));
            let confirming = CONFIRM.is_match(&said_of(second));
            if b - a <= 2
                && (confirming || b == a + 1 && related(first, second) && first.kind == second.kind)
            {
                self.set(b, "x-email-confirm");
            }
        }
        for i in 1..self.len() {
            let f = self.field(i);
            if self.is(i, "unknown") && self.is(i - 1, "email") && AGAIN.is_match(&said_of(f)) {
                self.set(i, "x-email-confirm");
            }
        }
    }
}

/// Whether two boxes stand in one row or under one heading.
fn same_place(a: &Field, b: &Field) -> bool {
    !a.table_header.is_empty() && a.table_header == b.table_header
        || !a.group_label.is_empty() && a.group_label == b.group_label
        || super::bare(b)
        || a.label == b.label && !a.label.is_empty()
}

static LAST_NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(last|sur|family)[-_ ]?name").expect("a fixed pattern"));
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)tit(le|el|re|olo|ulo)|título").expect("a fixed pattern"));
static YOURS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\byour\b").expect("a fixed pattern"));
static EITHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(il tuo |tu |su |seu |votre |o seu )?(nome|nombre|nom|이름|naam|imie|jmeno|имя|ad)$",
    )
    .expect("a fixed pattern")
});
static SOMEBODYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(nome|nombre|nom|naam) (do|da|de la|de l'|d'|de|del|dell[oa]?|du|des|van de|van het|van) ?\p{L}{3}")
        .expect("a fixed pattern")
});
/// Names of what is no person: "nom du stage", "nombre del producto".
static THINGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(nome|nombre|nom|naam) (do|da|de la|de l'|d'|de|del|dell[oa']?|du|des|van de|van het|van) ?(stage|cours|projet|produit|site|ev[eè]nement|groupe|equipe|techno|fichier|article|animal|chien|chat\b|magasin|liste|formation|activite|recette|jeu|domaine|producto|proyecto|evento|curso|grupo|equipo|archivo|articulo|mascota|perro|gato|tienda|dominio|servicio|receta|juego|prodotto|progetto|corso|gruppo|squadra|articolo|negozio|cane|gatto|servizio|ricetta|gioco|dominio|produto|projeto|projecto|time|equipe|arquivo|artigo|animal|pet\b|cachorro|loja|servico|receita|jogo|product|project|groep|team|bestand|artikel|huisdier|hond|winkel|domein|spel|recept)")
        .expect("a fixed pattern")
});
/// Names that are one part in spite of such words: "nombre de pila", "nom de famille".
static NO_WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"pila|famil|naissance|jeune|usage|bati|batt|bapt|nacimiento|nascita|solter|geboorte|pr[ei]nom|cognom|sobrenom").expect("a fixed pattern")
});
static CONFIRM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)confirm|again|once more|re-?(enter|type)|repeat|verify|確認|再入力|もう一度|bestätig|wiederhol|confirmez|répét|repet|repit|conferma|ripeti|bevestig|herhaal|2$").expect("a fixed pattern")
});
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)confirm|again|once more|re-?(enter|type)|repeat|verify|確認|再入力|もう一度|wiederhol|ripeti|herhaal|повторите").expect("a fixed pattern")
});
