//! One state of a page as a shopper has it before them: controls, fields,
//! prices, messages, layers, layout. The probes gather it; they never judge.

use crate::model::page::{PriceText, Region};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rectangle in CSS pixels, relative to the viewport's top left corner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// One DOM state, over all frames.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Address of the top document.
    pub url: String,
    /// Title of the top document.
    pub title: String,
    /// `lang` of the top document.
    pub lang: Option<String>,
    /// Viewport width and height, in CSS pixels.
    pub viewport: (f64, f64),
    /// Scroll position, in CSS pixels.
    pub scroll: (f64, f64),
    /// Width and height of the whole document, in CSS pixels.
    pub document: (f64, f64),
    /// Links, buttons and everything else that one presses, in document order, at most 600.
    pub controls: Vec<Control>,
    /// Form fields, in document order, at most 300.
    pub fields: Vec<Field>,
    /// Visible headings `(level, text)`.
    pub headings: Vec<(u8, String)>,
    /// Visible text with line breaks between blocks, at most 40,000 characters.
    pub text: String,
    /// Prices in the visible text, in document order, at most 120.
    pub prices: Vec<PriceText>,
    /// Messages: alerts, status regions, errors.
    pub messages: Vec<Message>,
    /// Words in red that nothing else calls a message, of the top document, at most 20.
    #[serde(default, skip_serializing)]
    pub coloured: Vec<Message>,
    /// Rows of short names of which one is marked as the one that is shown, of the top document, at most 5:
    /// each name, whether it is the marked one, and whether it leads to another page.
    #[serde(default, skip_serializing)]
    pub steps: Vec<Vec<(String, bool, bool)>>,
    /// Layers that lie over the page: dialogs, banners, drawers.
    pub layers: Vec<Layer>,
    /// The number on the cart's badge, where one is shown.
    pub cart_count: Option<u32>,
    /// JSON-LD blocks as written, at most 20 of at most 50 kB.
    pub json_ld: Vec<String>,
    /// Facts about the layout.
    pub layout: Layout,
    /// Frames that hold something, with whether they come from another origin.
    pub frames: Vec<FrameSeen>,
    /// Shown pictures, at most 200.
    pub images: Vec<ImageSeen>,
    /// `<meta http-equiv="Content-Security-Policy">` of the top document.
    #[serde(default)]
    pub csp_meta: Option<String>,
}

/// Something that one presses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Index by which the probe finds the element again, unique within one look.
    pub handle: u32,
    /// Frame that it lives in, 0 is the top document (index into the browser's list of frames).
    pub frame: u32,
    /// A CSS selector that finds exactly this element (` >>> ` enters an open shadow root).
    pub selector: String,
    /// Tag name, lower case.
    pub tag: String,
    /// ARIA role, given or implied.
    pub role: String,
    /// `type` of a button or input, lower case.
    pub kind: String,
    /// Accessible name: `aria-label`, text, `alt`, `value`, `title`.
    pub name: String,
    /// Absolute address of a link.
    pub href: Option<String>,
    /// `name` attribute.
    pub attr_name: String,
    /// `id`, `class` and `data-*` names: words that developers left.
    pub hints: String,
    /// Index of the form that it belongs to, within its frame.
    pub form: Option<u32>,
    /// Absolute address that the form sends to.
    pub form_action: Option<String>,
    /// Where on the page it stands.
    pub region: Option<Region>,
    /// Its box.
    pub rect: Rect,
    /// Whether a shopper can see it (shown, not transparent, inside the document, not in a closed layer).
    pub visible: bool,
    /// Whether it can be pressed (`disabled`, `aria-disabled`, `inert` are off).
    pub enabled: bool,
    /// Whether another element lies over its middle.
    pub covered: bool,
    /// `aria-expanded`, `aria-pressed`, `aria-checked` or `aria-selected`, where set.
    pub state: Option<bool>,
    /// Whether it says that what it opens is folded up: `aria-expanded="false"`, the summary of closed details, or an attribute that opens a drawer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub folded: bool,
    /// Text of the nearest block that holds it: a product card, a table row, a shipping option; at most 240 characters.
    pub around: String,
    /// Computed text colour and the colour behind it, as `rgb(…)`, and font size in pixels.
    pub look: (String, String, f64),
    /// Whether it is a link within a line of running text.
    #[serde(default)]
    pub inline: bool,
}

/// A form field with everything that a person, a browser or a screen reader knows of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Index by which the probe finds the element again, unique within one look.
    pub handle: u32,
    /// Frame that it lives in, 0 is the top document.
    pub frame: u32,
    /// A CSS selector that finds exactly this element.
    pub selector: String,
    /// `input`, `select`, `textarea`, or the tag of a custom control.
    pub tag: String,
    /// `type` of an input as the browser understands it; `combobox`, `listbox`, `radio`, `checkbox`, `textbox` for custom ones.
    pub kind: String,
    /// `name` attribute.
    pub name: String,
    /// `id` attribute.
    pub id: String,
    /// `class` attribute.
    pub class: String,
    /// Accessible name.
    pub label: String,
    /// Where the label comes from.
    pub label_source: LabelSource,
    /// Whether a label stays visible once something is typed.
    pub label_visible: bool,
    /// Where the visible label stands.
    pub label_rect: Option<Rect>,
    /// Nearest visible text before the field, when no label is tied to it.
    pub text_before: String,
    /// Nearest visible text behind the field.
    pub text_after: String,
    /// Text of the largest box that holds this field and no other; empty for radios and checkboxes.
    #[serde(default)]
    pub box_text: String,
    /// Header cells of its table row and column.
    pub table_header: String,
    /// What the file of a picture without words is called that stands where its row's words would.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pictured: String,
    /// `legend` or group label.
    pub group_label: String,
    /// What holds the radios of one choice together: their name, or the selector of what groups them.
    pub group: String,
    /// Nearest heading above.
    pub section: String,
    /// `placeholder`.
    pub placeholder: String,
    /// `title`.
    pub title: String,
    /// Text that `aria-describedby` names.
    pub description: String,
    /// `autocomplete`, as written.
    pub autocomplete: Option<String>,
    /// `inputmode`.
    pub inputmode: Option<String>,
    /// `enterkeyhint`.
    pub enterkeyhint: Option<String>,
    /// `autocapitalize`.
    pub autocapitalize: Option<String>,
    /// `autocorrect`.
    pub autocorrect: Option<String>,
    /// `spellcheck`.
    pub spellcheck: Option<String>,
    /// `pattern`.
    pub pattern: Option<String>,
    /// `maxlength`.
    pub maxlength: Option<u32>,
    /// `minlength`.
    pub minlength: Option<u32>,
    /// `min` and `max`.
    pub range: (Option<String>, Option<String>),
    /// `required` attribute.
    pub required: bool,
    /// `aria-required="true"`.
    pub aria_required: bool,
    /// A mark or word for "required" in or beside the label, as shown (CSS-drawn ones included).
    pub required_mark: Option<String>,
    /// A word for "optional" in or beside the label, as shown.
    pub optional_mark: Option<String>,
    /// `readonly`.
    pub readonly: bool,
    /// `disabled` or inert.
    pub disabled: bool,
    /// The value held; empty for passwords and card data.
    pub value: String,
    /// Whether something is held.
    pub filled: bool,
    /// `checked` of radios and checkboxes.
    pub checked: bool,
    /// Whether it was checked or filled when the page was first seen.
    pub preset: bool,
    /// `(value, text)` of a select or opened listbox, at most 300.
    pub options: Vec<(String, String)>,
    /// Index of the form, within its frame.
    pub form: Option<u32>,
    /// Absolute address that the form sends to.
    pub form_action: Option<String>,
    /// Where on the page it stands.
    pub region: Option<Region>,
    /// Its box, or the box of what stands for it on the screen.
    pub rect: Rect,
    /// Whether a shopper can see and use it, if only through its label.
    pub visible: bool,
    /// Handle of a visible element that stands for a hidden radio or checkbox.
    pub proxy: Option<u32>,
    /// `aria-invalid="true"`.
    pub invalid: bool,
    /// `validity.valid`.
    pub valid: bool,
    /// The browser's own message for an invalid value.
    pub validation_message: String,
    /// Font size in CSS pixels.
    pub font_px: f64,
    /// Contrast of its border, or of its background where that differs, against the page behind it;
    /// `None` where it could not be computed.
    #[serde(default)]
    pub border_ratio: Option<f64>,
    /// Classified purpose: a WHATWG token, `x-…`, or `unknown`; empty until classified.
    pub purpose: String,
    /// How sure the purpose is, 0 to 1.
    pub purpose_certainty: f32,
}

/// Where a field's accessible name comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LabelSource {
    /// `<label for>`.
    For,
    /// A `<label>` around the field.
    Wrap,
    /// `aria-label`.
    AriaLabel,
    /// `aria-labelledby`.
    AriaLabelledby,
    /// `title`.
    Title,
    /// `placeholder`.
    Placeholder,
    /// Text of a button-like field.
    Content,
    /// There is none.
    #[default]
    None,
}

/// A message that the page shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Its text, at most 300 characters.
    pub text: String,
    /// A CSS selector.
    pub selector: String,
    /// ARIA role or live region, where it has one.
    pub role: String,
    /// Whether it looks like an error.
    pub error: bool,
    /// Handle of the field that it belongs to, linked or nearest.
    pub field: Option<u32>,
    /// Its box.
    pub rect: Rect,
}

/// A layer over the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// A CSS selector.
    pub selector: String,
    /// Its text, at most 600 characters.
    pub text: String,
    /// Whether it is a dialog by role or element.
    pub dialog: bool,
    /// Whether the page behind it cannot be used (modal or full backdrop).
    pub modal: bool,
    /// Whether it sticks to the screen while scrolling.
    pub fixed: bool,
    /// Its box.
    pub rect: Rect,
    /// Share of the viewport that it covers, 0 to 1.
    pub cover: f64,
    /// Handles of the controls in it.
    pub controls: Vec<u32>,
}

/// Facts about the layout of one state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// `<meta name="viewport">` content.
    pub meta_viewport: Option<String>,
    /// CSS pixels by which the document is wider than the viewport.
    pub overflow_px: f64,
    /// Selectors of elements that stick out to the right, at most 10.
    pub overflowing: Vec<String>,
    /// Share of the viewport's height that fixed and sticky elements take, 0 to 1.
    pub sticky_share: f64,
    /// Visible text blocks under 12 px: `(selector, size, text)`, at most 20.
    pub small_text: Vec<(String, f64, String)>,
    /// Interactive elements in the first viewport.
    pub first_screen_controls: u32,
    /// All visible links.
    pub visible_links: u32,
    /// Visible links of the primary navigation, top level.
    pub nav_top_links: u32,
    /// Elements in the document.
    pub dom_nodes: u32,
    /// Text and background colours of visible text under the required contrast: `(selector, ratio, needed, text)`, at most 30.
    pub low_contrast: Vec<(String, f64, f64, String)>,
    /// Overflow in CSS pixels with the window narrowed, `(width, overflow)`: 360 and 320 where measured.
    #[serde(default)]
    pub narrow_overflow: Vec<(u32, f64)>,
}

/// A frame inside the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameSeen {
    /// Its address without query.
    pub url: String,
    /// `title` or `name`.
    pub title: String,
    /// Whether it comes from another origin.
    pub cross_origin: bool,
    /// Its box.
    pub rect: Rect,
    /// Whether it is shown.
    pub visible: bool,
}

/// A shown picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageSeen {
    /// Absolute address; `data:` is cut.
    pub src: String,
    /// A CSS selector.
    pub selector: String,
    /// `alt`; `None` where the attribute is missing.
    pub alt: Option<String>,
    /// Natural width and height in pixels.
    pub natural: (u32, u32),
    /// Shown box.
    pub rect: Rect,
    /// Whether `width` and `height` (or CSS aspect ratio) reserve its place.
    pub sized: bool,
    /// Whether it is lazy.
    pub lazy: bool,
}
