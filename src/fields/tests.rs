//! Measures the classifier on forms as HTML: each field says in `data-is` what it asks.
//!
//! `held-out/` was written before the classifier and is never tuned on.

use super::*;
use crate::model::look::LabelSource;
use crate::model::page::Region;
use scraper::{ElementRef, Html, Selector};
use std::path::Path;

/// One form as the probe would see it, without a browser: `(form, lang, fields, expected purposes)`.
struct Case {
    form: String,
    lang: String,
    fields: Vec<Field>,
    expected: Vec<String>,
}

fn select(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(el: ElementRef<'_>) -> String {
    let mut out = String::new();
    for node in el.descendants() {
        if let Some(text) = node.value().as_text() {
            let inside_list = node.ancestors().any(|a| {
                a.value()
                    .as_element()
                    .is_some_and(|e| matches!(e.name(), "select" | "textarea" | "script" | "style"))
            });
            if !inside_list {
                out.push_str(text);
                out.push(' ');
            }
        }
    }
    squeeze(&out)
}

/// Visible text between the field before and this one.
fn text_before(form: ElementRef<'_>, field: ElementRef<'_>) -> String {
    let mut out = String::new();
    for node in form.descendants() {
        if node.id() == field.id() {
            break;
        }
        if let Some(el) = ElementRef::wrap(node) {
            if matches!(el.value().name(), "input" | "select" | "textarea")
                && el.attr("type") != Some("hidden")
            {
                out.clear();
            }
        } else if let Some(text) = node.value().as_text() {
            let skip = node.ancestors().any(|a| {
                a.value().as_element().is_some_and(|e| {
                    matches!(
                        e.name(),
                        "select"
                            | "option"
                            | "button"
                            | "textarea"
                            | "h1"
                            | "h2"
                            | "h3"
                            | "h4"
                            | "legend"
                    )
                })
            });
            if !skip && !text.trim().is_empty() {
                out = squeeze(text);
            }
        }
    }
    out
}

fn text_after(form: ElementRef<'_>, field: ElementRef<'_>) -> String {
    let mut seen = false;
    for node in form.descendants() {
        if node.id() == field.id() {
            seen = true;
            continue;
        }
        if !seen || node.ancestors().any(|a| a.id() == field.id()) {
            continue;
        }
        if let Some(el) = ElementRef::wrap(node) {
            if matches!(el.value().name(), "input" | "select" | "textarea") {
                break;
            }
        } else if let Some(text) = node.value().as_text()
            && !text.trim().is_empty()
        {
            return squeeze(text);
        }
    }
    String::new()
}

fn read(html: &str) -> Vec<Case> {
    let document = Html::parse_document(html);
    let fields = select(
        "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]),select,textarea",
    );
    let mut cases = Vec::new();
    for (index, form) in document.select(&select("form")).enumerate() {
        let mut case = Case {
            form: form.attr("data-form").unwrap_or("?").to_owned(),
            lang: form.attr("lang").unwrap_or("en").to_owned(),
            fields: Vec::new(),
            expected: Vec::new(),
        };
        for el in form.select(&fields) {
            let Some(expected) = el.attr("data-is") else {
                continue;
            };
            case.fields
                .push(field(&document, form, el, u32::try_from(index).unwrap()));
            case.expected.push(expected.to_owned());
        }
        cases.push(case);
    }
    cases
}

fn field(document: &Html, form: ElementRef<'_>, el: ElementRef<'_>, index: u32) -> Field {
    let attr = |n: &str| el.attr(n).unwrap_or_default().to_owned();
    let kind = match el.value().name() {
        "select" => "select".to_owned(),
        "textarea" => "textarea".to_owned(),
        _ => el.attr("type").unwrap_or("text").to_lowercase(),
    };
    let mut label = String::new();
    let mut label_source = LabelSource::None;
    let by_id = |id: &str| {
        document
            .select(&select("[id]"))
            .find(|e| e.attr("id") == Some(id))
            .map(text_of)
            .unwrap_or_default()
    };
    if let Some(ids) = el.attr("aria-labelledby") {
        label = squeeze(
            &ids.split_whitespace()
                .map(by_id)
                .collect::<Vec<_>>()
                .join(" "),
        );
        label_source = LabelSource::AriaLabelledby;
    } else if let Some(aria) = el.attr("aria-label") {
        label = aria.to_owned();
        label_source = LabelSource::AriaLabel;
    } else if let Some(text) = el
        .attr("id")
        .and_then(|id| {
            document
                .select(&select("label"))
                .find(|l| l.attr("for") == Some(id))
                .map(text_of)
        })
        .filter(|t| !t.is_empty())
    {
        label = text;
        label_source = LabelSource::For;
    } else if let Some(wrap) = el
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|a| a.value().name() == "label")
        .map(text_of)
        .filter(|t| !t.is_empty())
    {
        label = wrap;
        label_source = LabelSource::Wrap;
    } else if let Some(title) = el.attr("title") {
        label = title.to_owned();
        label_source = LabelSource::Title;
    } else if let Some(placeholder) = el.attr("placeholder") {
        label = placeholder.to_owned();
        label_source = LabelSource::Placeholder;
    }
    let row = el
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|a| a.value().name() == "tr");
    let mut table_header = row
        .and_then(|row| {
            row.children()
                .filter_map(ElementRef::wrap)
                .find(|c| matches!(c.value().name(), "th" | "td"))
        })
        .filter(|cell| {
            cell.select(&select("input,select,textarea"))
                .next()
                .is_none()
        })
        .map(text_of)
        .unwrap_or_default();
    if let Some(dd) = el
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|a| a.value().name() == "dd")
    {
        table_header = dd
            .prev_siblings()
            .filter_map(ElementRef::wrap)
            .find(|s| s.value().name() == "dt")
            .map(text_of)
            .unwrap_or_default();
    }
    let group_label = el
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|a| a.value().name() == "fieldset")
        .and_then(|f| f.select(&select("legend")).next())
        .map(text_of)
        .unwrap_or_default();
    let section = form
        .select(&select("h1,h2,h3,h4"))
        .last()
        .map(text_of)
        .unwrap_or_default();
    let hidden = std::iter::once(el)
        .chain(el.ancestors().filter_map(ElementRef::wrap))
        .any(|a| {
            a.attr("style").is_some_and(|s| {
                s.contains("display:none")
                    || s.contains("-9999px")
                    || s.contains("-10000px")
                    || s.contains("visibility:hidden")
                    || s.contains("display: none")
                    || s.contains("opacity:0")
            }) || a.attr("hidden").is_some()
        });
    Field {
        kind,
        tag: el.value().name().to_owned(),
        name: attr("name"),
        id: attr("id"),
        class: attr("class"),
        group: attr("name"),
        label,
        label_source,
        placeholder: attr("placeholder"),
        title: attr("title"),
        table_header,
        group_label,
        section,
        text_before: text_before(form, el),
        text_after: text_after(form, el),
        autocomplete: el.attr("autocomplete").map(str::to_owned),
        inputmode: el.attr("inputmode").map(str::to_owned),
        maxlength: el.attr("maxlength").and_then(|m| m.parse().ok()),
        form: Some(index),
        form_action: form.attr("action").map(str::to_owned),
        options: el
            .select(&select("option"))
            .map(|o| {
                let text = squeeze(&o.text().collect::<String>());
                (
                    o.attr("value").map_or_else(|| text.clone(), str::to_owned),
                    text,
                )
            })
            .collect(),
        visible: !hidden,
        region: Some(Region::Main),
        ..Field::default()
    }
}

/// Right and all, and the list of what went wrong.
fn measure(folder: &str) -> (usize, usize, Vec<String>) {
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/fields")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        for mut case in read(&std::fs::read_to_string(&file).unwrap()) {
            let lang = case.lang.clone();
            classify(&mut case.fields, Some(&lang));
            for (field, expected) in case.fields.iter().zip(&case.expected) {
                all += 1;
                if field.purpose == *expected {
                    right += 1;
                } else {
                    wrong.push(format!(
                        "{}: {} [{}|{}|{}|{}] is {expected}, taken for {}",
                        case.form,
                        field.name,
                        field.label,
                        field.table_header,
                        field.text_before,
                        field.placeholder,
                        field.purpose
                    ));
                    let said: Vec<String> = explain(field, Some(&lang))
                        .iter()
                        .take(4)
                        .map(|vote| {
                            format!("{} {:.2} ({})", vote.purpose, vote.score, vote.because)
                        })
                        .collect();
                    wrong.push(format!("    votes: {}", said.join("; ")));
                }
            }
        }
    }
    (right, all, wrong)
}

#[test]
fn nineteen_in_twenty_held_out_fields_are_told_right() {
    let (right, all, wrong) = measure("held-out");
    let share = right as f64 / all as f64;
    println!("held-out: {right} of {all} = {:.1} %", share * 100.0);
    for line in &wrong {
        println!("  {line}");
    }
    assert!(share >= 0.90, "{right} of {all}:\n{}", wrong.join("\n"));
}

#[test]
fn fields_that_may_be_tuned_on_are_told_right() {
    let (right, all, wrong) = measure("tuned");
    let share = right as f64 / all as f64;
    println!("tuned: {right} of {all} = {:.1} %", share * 100.0);
    assert!(share >= 0.97, "{right} of {all}:\n{}", wrong.join("\n"));
}

/// One field alone for each line of `words.tsv`: language, type, what of it is given (a label or an
/// attribute's name), its words, and the purposes that are right.
///
/// The words of a label are read once as one and once from inside the field.
#[test]
fn what_fields_are_called_in_twenty_languages_is_told_right() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fields/words.tsv");
    let (mut all, mut wrong) = (0, Vec::new());
    for line in std::fs::read_to_string(list).unwrap().lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        let [lang, kind, given, words, expected] = parts.as_slice() else {
            panic!("{line}");
        };
        let plain = Field {
            kind: (*kind).into(),
            visible: true,
            form: Some(0),
            ..Field::default()
        };
        let labelled = Field {
            label: (*words).into(),
            label_source: LabelSource::For,
            ..plain.clone()
        };
        let inside = Field {
            placeholder: (*words).into(),
            label_source: LabelSource::Placeholder,
            ..plain.clone()
        };
        let named = Field {
            name: (*words).into(),
            ..plain
        };
        let shown: &[Field] = match (*given, *kind) {
            ("name", _) => &[named],
            (_, "checkbox") => &[labelled],
            _ => &[labelled, inside],
        };
        for field in shown {
            let mut fields = vec![field.clone()];
            classify(&mut fields, Some(lang));
            all += 1;
            if !expected.split(' ').any(|e| e == fields[0].purpose) {
                wrong.push(format!("{line}: taken for {}", fields[0].purpose));
            }
        }
    }
    let share = 1.0 - wrong.len() as f64 / f64::from(all);
    assert!(
        all > 1500 && share >= 0.985,
        "{} of {all}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_password_that_is_shown_a_month_of_a_card_and_a_holder_are_told_by_their_company() {
    let field = |label: &str| Field {
        kind: "text".into(),
        label: label.into(),
        label_source: LabelSource::For,
        visible: true,
        form: Some(0),
        ..Field::default()
    };
    let told = |lang: &str, labels: &[&str]| {
        let mut fields: Vec<Field> = labels.iter().map(|l| field(l)).collect();
        classify(&mut fields, Some(lang));
        fields.into_iter().map(|f| f.purpose).collect::<Vec<_>>()
    };
    assert_eq!(
        told("en", &["Username", "Password", "Confirm password"]),
        ["username", "new-password", "x-password-confirm"]
    );
    assert_eq!(
        told("en", &["Card number", "Month", "Year", "CVV"]),
        ["cc-number", "cc-exp-month", "cc-exp-year", "cc-csc"]
    );
    assert_eq!(
        told("es", &["Número de tarjeta", "Nombre del titular"]),
        ["cc-number", "cc-name"]
    );
    assert_eq!(
        told("es", &["Banco", "Nombre del titular", "Número de cuenta"])[1],
        "x-account-holder"
    );
}

#[test]
fn a_field_that_says_nothing_stays_unknown() {
    let mut fields = vec![Field {
        kind: "text".into(),
        name: "a7f".into(),
        visible: true,
        ..Field::default()
    }];
    classify(&mut fields, Some("en"));
    assert_eq!(fields[0].purpose, "unknown");
}

#[test]
fn valid_from_lists_are_the_cards_start() {
    let list = |name: &str, options: &[&str], before: &str| Field {
        kind: "select".into(),
        name: name.into(),
        text_before: before.into(),
        visible: true,
        form: Some(0),
        options: options
            .iter()
            .map(|o| ((*o).to_owned(), (*o).to_owned()))
            .collect(),
        ..Field::default()
    };
    let months = [
        "MM", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12",
    ];
    let mut fields = vec![
        list("startM", &months, "Valid from"),
        list("startY", &["YY", "2016", "2017", "2018", "2019"], ""),
    ];
    classify(&mut fields, Some("en"));
    assert_eq!(
        (fields[0].purpose.as_str(), fields[1].purpose.as_str()),
        ("x-card-start-month", "x-card-start-year")
    );
}

#[test]
fn how_many_of_a_line_is_no_amount_of_money() {
    let field = |name: &str, header: &str, box_text: &str| Field {
        kind: "number".into(),
        name: name.into(),
        text_before: header.into(),
        table_header: header.into(),
        box_text: box_text.into(),
        value: "1".into(),
        visible: true,
        ..Field::default()
    };
    let mut fields = vec![
        field("items-0-quantity", "$149.00 / Price", ""),
        field("amount-cart-item_4", "Cotton poplin", ""),
        Field {
            class: "line_quantity form-control".into(),
            ..field("dq_1cd3d8fe97", "", "Total: €12.50")
        },
        Field {
            class: "line_quantity form-control".into(),
            id: "qty_ef47df3b130848e1ba574eaa2e3c2e00".into(),
            text_after: "def".into(),
            section: "Filter roast 500 g".into(),
            ..field(
                "dq_ef47df3b130848e1ba574eaa2e3c2e00",
                "",
                "def Total: €12.50",
            )
        },
        field("donation", "Donation amount", ""),
    ];
    classify(&mut fields, Some("en"));
    let purposes: Vec<&str> = fields.iter().map(|f| f.purpose.as_str()).collect();
    assert_eq!(
        purposes,
        [
            "x-quantity",
            "x-quantity",
            "x-quantity",
            "x-quantity",
            "transaction-amount"
        ]
    );
}

#[test]
fn one_way_of_delivery_is_a_choice_of_delivery() {
    let mut fields = vec![Field {
        kind: "radio".into(),
        label: "Parcel service €0.00".into(),
        label_source: LabelSource::For,
        section: "CustomCarrier".into(),
        name: "shipping_method".into(),
        id: "id_shipping_method_1".into(),
        value: "1".into(),
        visible: true,
        ..Field::default()
    }];
    classify(&mut fields, Some("en"));
    assert_eq!(fields[0].purpose, "x-shipping-method");
}

#[test]
fn the_legend_of_a_number_says_what_is_counted() {
    let mut fields = vec![Field {
        kind: "number".into(),
        label: "Regular ticket".into(),
        label_source: LabelSource::AriaLabelledby,
        group_label: "Quantity".into(),
        visible: true,
        ..Field::default()
    }];
    classify(&mut fields, Some("en"));
    assert_eq!(fields[0].purpose, "x-quantity");
}

#[test]
fn names_of_banks_and_their_extensions_are_no_persons() {
    let field = |label: &str, name: &str, kind: &str| Field {
        kind: kind.into(),
        label: label.into(),
        label_source: LabelSource::For,
        name: name.into(),
        visible: true,
        ..Field::default()
    };
    let mut fields = vec![
        field("Bank name:", "bank_name", "text"),
        field(
            "Bank identification code:",
            "bank_identification_code",
            "text",
        ),
        field("Name extension", "billing-name_ext", "text"),
        field("Same as invoice:", "no_shipping", "checkbox"),
    ];
    classify(&mut fields, Some("en"));
    let purposes: Vec<&str> = fields.iter().map(|f| f.purpose.as_str()).collect();
    assert_eq!(
        purposes,
        ["x-bic", "x-bic", "honorific-suffix", "x-billing-same"]
    );
}

/// What fields ask for, each given as kind, table header, words before, placeholder, name.
fn asked(lang: &str, given: &[[&str; 5]]) -> Vec<String> {
    let mut fields: Vec<Field> = given
        .iter()
        .map(|[kind, header, before, placeholder, name]| Field {
            kind: (*kind).into(),
            table_header: (*header).into(),
            text_before: (*before).into(),
            placeholder: (*placeholder).into(),
            name: (*name).into(),
            visible: true,
            form: Some(0),
            ..Field::default()
        })
        .collect();
    classify(&mut fields, Some(lang));
    fields.into_iter().map(|field| field.purpose).collect()
}

#[test]
fn boxes_with_dashes_between_them_are_one_number() {
    let boxes = [
        ["number", "연락처", "*", "", ""],
        ["number", "연락처", "-", "", ""],
        ["number", "연락처", "-", "", ""],
    ];
    assert_eq!(
        asked("ko", &boxes),
        ["tel-area-code", "tel-local-prefix", "tel-local-suffix"]
    );
}

#[test]
fn an_extension_without_a_telephone_is_the_number_of_a_house() {
    let boxes = [
        ["text", "", "Calle", "Calle", "calle"],
        ["number", "", "Número exterior", "Ext.", "no.ex"],
    ];
    assert_eq!(asked("es", &boxes)[1], "x-house-number");
}

#[test]
fn names_of_things_are_no_names_of_persons() {
    for (lang, before, is) in [
        ("fr", "Nom du stage :", "x-other-name"),
        ("fr", "Nom de la technologie", "x-other-name"),
        ("es", "Nombre del producto", "x-other-name"),
        ("pl", "Nazwa", "x-other-name"),
        ("es", "Nombre del alumno", "name"),
    ] {
        assert_eq!(
            asked(lang, &[["text", "", before, "", "name"]]),
            [is],
            "{before}"
        );
    }
}

#[test]
fn an_old_and_a_new_password_are_told_in_either_order() {
    for (lang, first, second, are) in [
        (
            "tr",
            "Eski Şifre",
            "Yeni Şifre",
            ["current-password", "new-password"],
        ),
        (
            "zh",
            "旧密码",
            "新密码",
            ["current-password", "new-password"],
        ),
        (
            "no",
            "Nytt passord",
            "Gammelt passord",
            ["new-password", "current-password"],
        ),
        (
            "en",
            "Password",
            "Confirm password",
            ["new-password", "x-password-confirm"],
        ),
    ] {
        let boxes = [
            ["password", "", first, "", "a"],
            ["password", "", second, "", "b"],
        ];
        assert_eq!(asked(lang, &boxes), are, "{first}");
    }
}

#[test]
fn what_stands_in_two_boxes_of_a_row_is_what_they_ask() {
    let mut fields = ["cp", "ville"].map(|name| Field {
        kind: "text".into(),
        placeholder: if name == "cp" { "Code postal" } else { "Ville" }.into(),
        name: name.into(),
        visible: true,
        form: Some(0),
        ..Field::default()
    });
    fields[0].label = "Ville".into();
    fields[0].label_source = LabelSource::For;
    classify(&mut fields, Some("fr"));
    assert_eq!(fields.map(|f| f.purpose), ["postal-code", "address-level2"]);
}

#[test]
fn a_value_that_is_the_word_for_what_is_asked_prompts() {
    let told = |value: &str| {
        let mut fields = vec![Field {
            kind: "text".into(),
            value: value.into(),
            filled: true,
            preset: true,
            visible: true,
            ..Field::default()
        }];
        classify(&mut fields, Some("en"));
        fields.remove(0).purpose
    };
    assert_eq!(told("Your phone number..."), "tel");
    assert_eq!(told("Jelenia Góra"), "unknown");
}

#[test]
fn a_line_of_an_order_counts_what_stands_in_the_brackets_of_its_name() {
    let boxes = [["text", "", "Blue mug, 300 ml", "", "qty[MUG-300]"]];
    assert_eq!(asked("en", &boxes), ["x-quantity"]);
}

#[test]
fn from_one_part_of_an_address_to_another_is_an_address() {
    let boxes = [["text", "住所", "住所", "都道府県～町域", "addr"]];
    assert_eq!(asked("ja", &boxes), ["street-address"]);
}

#[test]
fn a_type_of_mail_that_was_copied_is_not_believed() {
    let boxes = [
        ["email", "", "", "Seu email", "userEmail"],
        ["email", "", "", "Seu cep", "userCEP"],
        ["email", "", "", "you@startup.com", "contact"],
    ];
    assert_eq!(asked("pt", &boxes), ["email", "postal-code", "email"]);
}

#[test]
fn an_aria_label_that_was_copied_is_not_read() {
    let mut fields = ["Rue :", "Code postal :", "Ville :"].map(|before| Field {
        kind: "text".into(),
        label: "Username".into(),
        label_source: LabelSource::AriaLabel,
        text_before: before.into(),
        box_text: before.into(),
        visible: true,
        form: Some(0),
        ..Field::default()
    });
    classify(&mut fields, Some("fr"));
    assert_eq!(
        fields.each_ref().map(|f| f.purpose.as_str()),
        ["street-address", "postal-code", "address-level2"]
    );
    assert!(fields.iter().all(|f| f.label == "Username"));
}

#[test]
fn three_boxes_of_a_number_s_sizes_are_a_telephone_and_what_follows_its_extension() {
    let mut fields = [Some(3), Some(3), Some(4), None].map(|maxlength| Field {
        kind: "text".into(),
        text_before: match maxlength {
            Some(4) => "-",
            Some(_) => ")",
            None => "ext.",
        }
        .into(),
        maxlength,
        visible: true,
        form: Some(0),
        ..Field::default()
    });
    fields[0].text_before = "Day Ph. (".into();
    classify(&mut fields, Some("en"));
    assert_eq!(
        fields.map(|f| f.purpose),
        [
            "tel-area-code",
            "tel-local-prefix",
            "tel-local-suffix",
            "tel-extension"
        ]
    );
}

#[test]
fn the_words_in_a_field_s_own_box_outweigh_an_example_in_it() {
    let told = |before: &str, placeholder: &str| {
        let mut fields = vec![Field {
            kind: "text".into(),
            text_before: before.into(),
            box_text: before.into(),
            placeholder: placeholder.into(),
            visible: true,
            form: Some(0),
            ..Field::default()
        }];
        classify(&mut fields, Some("en"));
        fields.remove(0).purpose
    };
    assert_eq!(
        told("Address Line 2 (optional)", "Landmark, area"),
        "address-line2"
    );
    assert_eq!(told("Address", "City"), "address-level2");
}

#[test]
fn the_first_word_of_a_name_only_says_whose_it_is() {
    assert_eq!(
        asked("en", &[["text", "", "", "Business info", "businessInfo"]]),
        ["unknown"]
    );
    assert_eq!(asked("en", &[["text", "", "", "", "custphoneno"]]), ["tel"]);
}

#[test]
fn what_a_looked_up_korean_address_begins_with_is_its_postcode() {
    let mut fields = ["주소", "", ""].map(|before| Field {
        kind: "text".into(),
        text_before: before.into(),
        name: "addr".into(),
        visible: true,
        form: Some(0),
        ..Field::default()
    });
    for (at, field) in fields.iter_mut().enumerate() {
        field.name = format!("addr{}", at + 1);
    }
    fields[0].text_after = "주소 찾기".into();
    classify(&mut fields, Some("ko"));
    assert_eq!(
        fields.map(|f| f.purpose),
        ["postal-code", "address-line1", "address-line2"]
    );
}

#[test]
fn a_list_headed_status_asks_for_no_state() {
    let mut fields = vec![Field {
        kind: "select".into(),
        table_header: "状态".into(),
        name: "nState".into(),
        options: ["待审核", "正常", "禁用"]
            .map(|text| (text.into(), text.into()))
            .into(),
        visible: true,
        form: Some(0),
        ..Field::default()
    }];
    classify(&mut fields, Some("zh"));
    assert_eq!(fields[0].purpose, "unknown");
}
