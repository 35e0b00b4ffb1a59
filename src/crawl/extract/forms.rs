//! Forms as written in the HTML, and whether one of them searches the store.

use crate::crawl::extract::dom::{Outline, Placed, ancestors, clip, text_of};
use crate::crawl::words::words;
use crate::model::page::StaticForm;
use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

/// The forms of a page, at most 100, in document order.
pub fn read(outline: &Outline<'_>, base: &Url) -> Vec<StaticForm> {
    let with_owner = |placed: &[Placed<'_>]| -> Vec<Option<NodeId>> {
        placed.iter().map(|p| owner(p.element, outline)).collect()
    };
    let field_owners = with_owner(&outline.fields);
    let button_owners = with_owner(&outline.buttons);
    outline
        .forms
        .iter()
        .take(100)
        .map(|form| {
            let element = form.element;
            let action = element.attr("action").unwrap_or_default().trim();
            let own = Some(element.id());
            StaticForm {
                action: base
                    .join(action)
                    .map(|url| url.to_string())
                    .unwrap_or_default(),
                method: match element
                    .attr("method")
                    .map(str::to_ascii_lowercase)
                    .as_deref()
                {
                    Some("post") => "post".to_string(),
                    _ => "get".to_string(),
                },
                inputs: outline
                    .fields
                    .iter()
                    .zip(&field_owners)
                    .filter(|(_, owner)| **owner == own)
                    .take(200)
                    .map(|(f, _)| {
                        (
                            kind_of(f.element),
                            attr(f.element, "name"),
                            label_of(f.element, outline),
                        )
                    })
                    .collect(),
                buttons: outline
                    .buttons
                    .iter()
                    .zip(&button_owners)
                    .filter(|(_, owner)| **owner == own)
                    .take(50)
                    .map(|(b, _)| button_text(b.element))
                    .filter(|text| !text.is_empty())
                    .collect(),
            }
        })
        .collect()
}

/// The form that a field or button belongs to: by its `form` attribute, else around it.
fn owner(element: ElementRef<'_>, outline: &Outline<'_>) -> Option<NodeId> {
    if let Some(id) = element.attr("form") {
        return outline
            .forms
            .iter()
            .find(|f| f.element.value().id() == Some(id))
            .map(|f| f.element.id());
    }
    ancestors(element)
        .find(|a| a.value().name() == "form")
        .map(|a| a.id())
}

/// `text`, `email`, `select`, `textarea` …
pub fn kind_of(element: ElementRef<'_>) -> String {
    match element.value().name() {
        "input" => element
            .attr("type")
            .map(str::to_ascii_lowercase)
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| "text".to_string()),
        other => other.to_string(),
    }
}

fn attr(element: ElementRef<'_>, name: &str) -> String {
    clip(element.attr(name).unwrap_or_default().trim(), 200)
}

/// Label, else `aria-label`, else placeholder, else `title`.
pub fn label_of(element: ElementRef<'_>, outline: &Outline<'_>) -> String {
    let by_id = element
        .value()
        .id()
        .and_then(|id| outline.labels.get(id))
        .filter(|text| !text.is_empty())
        .cloned();
    by_id
        .or_else(|| {
            ancestors(element)
                .take(6)
                .find(|a| a.value().name() == "label")
                .map(|a| clip(&text_of(a), 200))
                .filter(|text| !text.is_empty())
        })
        .unwrap_or_else(|| {
            ["aria-label", "placeholder", "title"]
                .iter()
                .map(|name| attr(element, name))
                .find(|text| !text.is_empty())
                .unwrap_or_default()
        })
}

/// What a button says.
pub fn button_text(element: ElementRef<'_>) -> String {
    let label = attr(element, "aria-label");
    if !label.is_empty() {
        return label;
    }
    let text = match element.value().name() {
        "input" => ["value", "alt"]
            .iter()
            .map(|name| attr(element, name))
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        _ => clip(&text_of(element), 200),
    };
    if text.is_empty() {
        attr(element, "title")
    } else {
        text
    }
}

/// Whether an input or form lets one search the store.
pub fn has_search(outline: &Outline<'_>) -> bool {
    let shape = &words().shape;
    let is_search_form = |placed: &Placed<'_>| {
        placed
            .element
            .attr("role")
            .is_some_and(|r| r.eq_ignore_ascii_case("search"))
            || ancestors(placed.element)
                .take(8)
                .any(|a| a.value().name() == "search" || a.attr("role") == Some("search"))
    };
    if outline.forms.iter().any(is_search_form) {
        return true;
    }
    outline.fields.iter().any(|field| {
        let kind = kind_of(field.element);
        if kind == "search" {
            return true;
        }
        if kind != "text" {
            return false;
        }
        let name = attr(field.element, "name").to_lowercase();
        if shape.search_parameters.contains(&name) {
            return true;
        }
        let says = |text: String| {
            let text = text.to_lowercase();
            shape.search.iter().any(|word| text.contains(word.as_str()))
        };
        says(label_of(field.element, outline)) || searched_by_button(field.element, &says)
    })
}

/// Whether the form of a field is sent by a button that says "search", be it by the words of a picture,
/// and asks for nothing else in writing: the field itself may have no label at all.
fn searched_by_button(field: ElementRef<'_>, says: &dyn Fn(String) -> bool) -> bool {
    let Some(form) = ancestors(field).find(|a| a.value().name() == "form") else {
        return false;
    };
    let inside = || form.descendants().filter_map(ElementRef::wrap);
    let typed = inside().filter(|e| match e.value().name() {
        "textarea" => true,
        "input" => matches!(kind_of(*e).as_str(), "text" | "email" | "tel" | "password"),
        _ => false,
    });
    let sends = |e: &ElementRef<'_>| match e.value().name() {
        "button" => true,
        "input" => matches!(kind_of(*e).as_str(), "submit" | "image" | "button"),
        _ => false,
    };
    typed.count() == 1 && inside().filter(sends).any(|e| says(button_text(e)))
}
