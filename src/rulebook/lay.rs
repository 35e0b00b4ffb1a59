//! Lays one ruleset file over a rulebook, key by key, and remembers where each value came from.

use crate::model::verdict::Severity;
use crate::rulebook::ruleset::{GroupEntry, RuleEntry, Rulebook, Scope};
use crate::rulebook::source::{Layer, RulesetError, Said, Source, nearest};
use crate::rulebook::texts::RuleTexts;
use crate::rulebook::waiver::Waiver;
use crate::rulebook::written::{
    ConfigFile, GroupPatch, RuleChange, RulePatch, RulesetFile, ScopePatch, WaiverWritten,
};
use std::collections::BTreeMap;
use toml::Spanned;

impl Rulebook {
    /// Lays a ruleset file over this rulebook. What it `extends` must lie under it already.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn lay_over(&mut self, source: &Source<'_>) -> Result<(), RulesetError> {
        let read: RulesetFile =
            toml::from_str(source.text).map_err(|error| source.parse_error(&error))?;
        for (id, patch) in read.group {
            self.lay_group(source, &id, patch)?;
        }
        self.evidence.extend(read.evidence);
        self.reasons.extend(read.reason);
        self.words.extend(read.word);
        self.absent.extend(read.absent);
        if let Some(markets) = read.markets {
            self.markets = markets;
        }
        for (id, change) in read.rule {
            self.lay_rule(source, &id, change)?;
        }
        let named = |names: Vec<Spanned<String>>, book: &Rulebook| {
            let checked = names.into_iter().map(|name| {
                let at = name.span().start;
                book.is_name(name.get_ref()).map_err(|help| {
                    let problem = format!("`{}` is neither a group nor a rule", name.get_ref());
                    source.error(at, problem, help)
                })?;
                Ok((name.into_inner(), source.said(at)))
            });
            checked.collect::<Result<Vec<_>, RulesetError>>()
        };
        let (only, skip) = (named(read.only, self)?, named(read.skip, self)?);
        self.narrow(&only, &skip);
        self.lay_waivers(source, read.waive)
    }

    /// Lays `[rules]` and `[[waive]]` of a configuration file over this rulebook.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn lay_config(&mut self, source: &Source<'_>) -> Result<(), RulesetError> {
        let read: ConfigFile =
            toml::from_str(source.text).map_err(|error| source.parse_error(&error))?;
        for (id, change) in read.rules {
            self.lay_rule(source, &id, change)?;
        }
        self.lay_waivers(source, read.waive)
    }

    /// Switches off what is not named by `only`, then what is named by `skip`; each name is a
    /// group or a rule. A rule that `only` names itself is switched on.
    pub fn narrow(&mut self, only: &[(String, Said)], skip: &[(String, Said)]) {
        let named = |list: &[(String, Said)], id: &str, group: &str| {
            let found = list.iter().find(|(name, _)| name == id || name == group);
            found.map(|(name, said)| (name == id, said.clone()))
        };
        for (id, entry) in &mut self.rules {
            let mut enable = |on: bool, said: Said| {
                entry.enabled = on;
                let of_rule = self.said.entry(id.clone()).or_default();
                of_rule.insert("enabled".to_owned(), said);
            };
            match (only.first(), named(only, id, &entry.group)) {
                (Some((_, said)), None) => enable(false, said.clone()),
                (_, Some((true, said))) => enable(true, said),
                (_, Some((false, _)) | None) => {}
            }
            if let Some((_, said)) = named(skip, id, &entry.group) {
                enable(false, said);
            }
        }
    }

    /// Whether a name is a group's or a rule's.
    ///
    /// # Errors
    /// It is neither; what may have been meant.
    pub fn is_name(&self, name: &str) -> Result<(), Option<String>> {
        if self.rules.contains_key(name) || self.groups.contains_key(name) {
            return Ok(());
        }
        let known = self.rules.keys().chain(self.groups.keys());
        Err(nearest(name, known.map(String::as_str)))
    }

    fn lay_group(
        &mut self,
        source: &Source<'_>,
        id: &Spanned<String>,
        patch: GroupPatch,
    ) -> Result<(), RulesetError> {
        let key = id.get_ref();
        let weight = match &patch.weight {
            Some(weight) => Some(share(source, &format!("group `{key}`"), weight)?),
            None => None,
        };
        if let Some(entry) = self.groups.get_mut(key) {
            entry.weight = weight.unwrap_or(entry.weight);
            entry.title = patch.title.unwrap_or_else(|| entry.title.clone());
            entry.because = patch.because.unwrap_or_else(|| entry.because.clone());
            return Ok(());
        }
        let (Layer::Default, Some(weight), Some(title), Some(because)) =
            (source.layer, weight, patch.title, patch.because)
        else {
            let problem = format!("unknown group `{key}`");
            let help = nearest(key, self.groups.keys().map(String::as_str));
            return Err(source.error(id.span().start, problem, help));
        };
        let entry = GroupEntry {
            weight,
            title,
            because,
        };
        self.groups.insert(key.clone(), entry);
        Ok(())
    }

    fn lay_rule(
        &mut self,
        source: &Source<'_>,
        id: &Spanned<String>,
        change: RuleChange,
    ) -> Result<(), RulesetError> {
        let (at, key) = (id.span().start, id.get_ref());
        match change {
            RuleChange::Switch(_) | RuleChange::Severity(_) if !self.rules.contains_key(key) => {
                // A word may also switch a whole group.
                if let (Some(_), RuleChange::Switch(on)) = (self.groups.get(key), &change) {
                    let members = self.rules.iter_mut().filter(|(_, one)| one.group == *key);
                    for (rule, entry) in members {
                        entry.enabled = *on;
                        let of_rule = self.said.entry(rule.clone()).or_default();
                        of_rule.insert("enabled".to_owned(), source.said(at));
                    }
                    return Ok(());
                }
                let known = self.rules.keys().chain(self.groups.keys());
                let help = nearest(key, known.map(String::as_str));
                Err(source.error(at, format!("rule `{key}` is not known"), help))
            }
            RuleChange::Switch(on) => {
                let patch = RulePatch {
                    enabled: Some(Spanned::new(id.span(), on)),
                    ..RulePatch::default()
                };
                self.lay_patch(source, id, patch)
            }
            RuleChange::Severity(severity) => {
                let patch = RulePatch {
                    severity: Some(Spanned::new(id.span(), severity)),
                    ..RulePatch::default()
                };
                self.lay_patch(source, id, patch)
            }
            RuleChange::Table(patch) => self.lay_patch(source, id, *patch),
        }
    }

    fn lay_patch(
        &mut self,
        source: &Source<'_>,
        id: &Spanned<String>,
        mut patch: RulePatch,
    ) -> Result<(), RulesetError> {
        let (at, key) = (id.span().start, id.get_ref());
        self.check_codes(source, key, &patch)?;
        if !self.rules.contains_key(key) {
            self.found_rule(source, id, &mut patch)?;
        } else if self.rules.get(key).is_some_and(|entry| entry.own.is_none()) {
            source.refuse_own_keys(key, &patch)?;
        } else {
            source.refuse_changed_question(key, &patch)?;
        }
        let entry = self
            .rules
            .get_mut(key)
            .expect("it was there, or was just founded");
        let said = self.said.entry(key.clone()).or_default();
        let mut says = |name: &str, at: usize| said.insert(name.to_owned(), source.said(at));
        if let Some(group) = patch.group {
            says("group", group.span().start);
            entry.group = group.into_inner();
        }
        if let Some(severity) = patch.severity {
            says("severity", severity.span().start);
            entry.severity = severity.into_inner();
        }
        if let Some(weight) = patch.weight {
            says("weight", weight.span().start);
            entry.weight = share(source, &format!("rule `{key}`"), &weight)?;
        }
        if let Some(enabled) = patch.enabled {
            says("enabled", enabled.span().start);
            entry.enabled = enabled.into_inner();
        }
        if let Some(evidence) = patch.evidence {
            says("evidence", at);
            entry.evidence = evidence.into_iter().map(Spanned::into_inner).collect();
        }
        let is_new = entry.since.is_empty();
        if let Some(since) = patch.since {
            entry.since = since;
        }
        let set = match is_new && *source.layer == Layer::Default {
            true => plain(patch.thresholds, |name, at| {
                says(name, at);
            }),
            false => thresholds(
                source,
                key,
                &entry.thresholds,
                patch.thresholds,
                |name, at| {
                    says(name, at);
                },
            )?,
        };
        entry.thresholds.extend(set);
        for scope in patch.at {
            let scope = scoped(source, key, at, &entry.thresholds, scope)?;
            entry.scopes.push(scope);
        }
        if let Some(example) = patch.example {
            entry.example = example.trim_end().to_owned();
        }
        for (mine, theirs) in [(&mut entry.en, &patch.en), (&mut entry.ja, &patch.ja)] {
            if let Some(texts) = theirs {
                mine.patch(texts);
            }
        }
        Ok(())
    }

    /// Adds a rule that was not known: a built-in one from a built-in file, or an own one.
    fn found_rule(
        &mut self,
        source: &Source<'_>,
        id: &Spanned<String>,
        patch: &mut RulePatch,
    ) -> Result<(), RulesetError> {
        let (at, key) = (id.span().start, id.get_ref());
        let own = match (source.layer, &patch.kind) {
            (Layer::Default, None) => None,
            (_, Some(_)) => Some(source.own_rule(id, patch)?),
            (_, None) if key.contains('/') => {
                let problem = format!("own rule `{key}` has no `kind`");
                let help =
                    "write kind = \"selector\", \"text\", \"header\", \"metric\" or \"script\"";
                return Err(source.error(at, problem, Some(help.to_owned())));
            }
            (_, None) => {
                let help = nearest(key, self.rules.keys().map(String::as_str));
                let otherwise = "`cartwalk rules list` names them all; an own rule has a prefix, as in `acme/size-chart`";
                let help = help.unwrap_or_else(|| otherwise.to_owned());
                return Err(source.error(at, format!("rule `{key}` is not known"), Some(help)));
            }
        };
        let Some(group) = &patch.group else {
            let problem = format!("new rule `{key}` has no `group`");
            let groups: Vec<&str> = self.groups.keys().map(String::as_str).collect();
            let help = format!("write group = one of {}", groups.join(", "));
            return Err(source.error(at, problem, Some(help)));
        };
        let entry = RuleEntry {
            group: group.get_ref().clone(),
            severity: patch
                .severity
                .as_ref()
                .map_or(Severity::Moderate, |one| *one.get_ref()),
            weight: 1.0,
            enabled: true,
            evidence: Vec::new(),
            since: String::new(),
            thresholds: toml::Table::new(),
            scopes: Vec::new(),
            own,
            example: String::new(),
            en: RuleTexts::default(),
            ja: RuleTexts::default(),
        };
        let said = self.said.entry(key.clone()).or_default();
        for name in ["severity", "weight", "enabled"] {
            said.insert(name.to_owned(), source.said(at));
        }
        self.rules.insert(key.clone(), entry);
        Ok(())
    }

    fn check_codes(
        &self,
        source: &Source<'_>,
        key: &str,
        patch: &RulePatch,
    ) -> Result<(), RulesetError> {
        if let Some(group) = &patch.group
            && !self.groups.contains_key(group.get_ref())
        {
            let known = self.groups.keys().map(String::as_str);
            let problem = format!("rule `{key}`: unknown group `{}`", group.get_ref());
            return Err(source.error(group.span().start, problem, nearest(group.get_ref(), known)));
        }
        for code in patch.evidence.iter().flatten() {
            if !self.evidence.contains_key(code.get_ref()) {
                let known = self.evidence.keys().map(String::as_str);
                let problem = format!("rule `{key}`: unknown evidence code `{}`", code.get_ref());
                let help = nearest(code.get_ref(), known);
                return Err(source.error(code.span().start, problem, help));
            }
        }
        Ok(())
    }

    fn lay_waivers(
        &mut self,
        source: &Source<'_>,
        waivers: Vec<WaiverWritten>,
    ) -> Result<(), RulesetError> {
        for waiver in waivers {
            let at = waiver.rule.span().start;
            let rule = waiver.rule.into_inner();
            if !self.rules.contains_key(&rule) {
                let help = nearest(&rule, self.rules.keys().map(String::as_str));
                return Err(source.error(at, format!("waive: rule `{rule}` is not known"), help));
            }
            if waiver.reason.get_ref().trim().is_empty() {
                let problem = format!("waive: `{rule}` has an empty `reason`");
                let help = "say why, for whoever reads the report".to_owned();
                return Err(source.error(waiver.reason.span().start, problem, Some(help)));
            }
            self.waivers.push(Waiver {
                rule,
                place: waiver.place,
                reason: waiver.reason.into_inner(),
                until: waiver.until,
                said: source.said(at),
            });
        }
        Ok(())
    }
}

/// A weight that is one.
fn share(source: &Source<'_>, what: &str, weight: &Spanned<f64>) -> Result<f64, RulesetError> {
    let value = *weight.get_ref();
    if value.is_finite() && (0.0..=100.0).contains(&value) {
        return Ok(value);
    }
    let problem = format!("{what}: weight {value} is not between 0 and 100");
    Err(source.error(weight.span().start, problem, None))
}

type Written = BTreeMap<Spanned<String>, Spanned<toml::Value>>;

fn plain(written: Written, mut says: impl FnMut(&str, usize)) -> toml::Table {
    let one = |(name, value): (Spanned<String>, Spanned<toml::Value>)| {
        says(
            &format!("thresholds.{}", name.get_ref()),
            value.span().start,
        );
        (name.into_inner(), value.into_inner())
    };
    written.into_iter().map(one).collect()
}

/// Thresholds that the rule has, with values of the type that it has them in.
fn thresholds(
    source: &Source<'_>,
    key: &str,
    known: &toml::Table,
    written: Written,
    mut says: impl FnMut(&str, usize),
) -> Result<toml::Table, RulesetError> {
    let mut set = toml::Table::new();
    for (name, value) in written {
        let Some(before) = known.get(name.get_ref()) else {
            let problem = format!("rule `{key}`: unknown threshold `{}`", name.get_ref());
            let help = nearest(name.get_ref(), known.keys().map(String::as_str));
            return Err(source.error(name.span().start, problem, help));
        };
        let at = value.span().start;
        let value = match (before, value.into_inner()) {
            (toml::Value::Float(_), toml::Value::Integer(whole)) => {
                toml::Value::Float(whole as f64)
            }
            (_, value) => value,
        };
        if !before.same_type(&value) {
            let problem = format!(
                "rule `{key}`: threshold `{}` is {}, expected {}",
                name.get_ref(),
                article(value.type_str()),
                article(before.type_str())
            );
            let help = format!("write it as {} = {before}", name.get_ref());
            return Err(source.error(at, problem, Some(help)));
        }
        says(&format!("thresholds.{}", name.get_ref()), at);
        set.insert(name.into_inner(), value);
    }
    Ok(set)
}

fn article(name: &str) -> String {
    match name {
        "integer" => "a whole number".to_owned(),
        "float" => "a number".to_owned(),
        "array" => "a list".to_owned(),
        other => format!("a {other}"),
    }
}

fn scoped(
    source: &Source<'_>,
    key: &str,
    at: usize,
    known: &toml::Table,
    scope: ScopePatch,
) -> Result<Scope, RulesetError> {
    let place = match scope.place {
        Some(place) if !place.get_ref().is_everywhere() => place,
        other => {
            let at = other.map_or(at, |place| place.span().start);
            let problem = format!("rule `{key}`: `at` has no `where`");
            let help = "write where = \"/blog/*\" or where = { step = \"payment\" }".to_owned();
            return Err(source.error(at, problem, Some(help)));
        }
    };
    let weight = match &scope.weight {
        Some(weight) => Some(share(source, &format!("rule `{key}`"), weight)?),
        None => None,
    };
    Ok(Scope {
        said: source.said(place.span().start),
        place: place.into_inner(),
        enabled: scope.enabled,
        severity: scope.severity,
        weight,
        thresholds: thresholds(source, key, known, scope.thresholds, |_, _| {})?,
    })
}
