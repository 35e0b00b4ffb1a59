//! The page's side: plain scripts that gather facts in an isolated world and never judge.
//!
//! The scripts under `js/` are joined into one function that is installed once
//! a document; afterwards `globalThis.cartwalk` answers. They use no page
//! script, and a page cannot see them.

/// A function that installs the probes in the current world and says whether it had to.
pub const INSTALL: &str = concat!(
    "function () {\nif (globalThis.cartwalk) return false;\n",
    include_str!("js/core.js"),
    include_str!("js/controls.js"),
    include_str!("js/fields.js"),
    include_str!("js/texts.js"),
    include_str!("js/layers.js"),
    include_str!("js/layout.js"),
    include_str!("js/act.js"),
    include_str!("js/look.js"),
    include_str!("js/watch.js"),
    "globalThis.cartwalk = { look: ours(look), locate, findAll, holds, selectAll, choose, print: ours(print), overflow: ours(overflow), pictures, resting: ours(resting), watch, observe, afterSubmit, textsOnly, heldBack, defaultButton, busy, guardTaps, autofill, element: elementOf, handleOf, listens };\nreturn true;\n}"
);

/// Takes one look: returns [`crate::model::look::Look`] as JSON, without prices and purposes.
pub const LOOK: &str = "function () { return globalThis.cartwalk.look(); }";

/// `(selectors)`: a list of handles for each selector.
pub const FIND_ALL: &str =
    "function (selectors) { return globalThis.cartwalk.findAll(selectors); }";

/// `(handle)`: scrolls into view and tells where to press.
pub const LOCATE: &str = "function (handle) { return globalThis.cartwalk.locate(handle); }";

/// `(handle)`: what a field holds now.
pub const HOLDS: &str = "function (handle) { return globalThis.cartwalk.holds(handle); }";

/// `()`: addresses of the frames of a frameset, the largest first; none on any other page.
pub const FRAMES: &str = "function () {
  if (!document.body || document.body.tagName !== 'FRAMESET') return [];
  const area = (f) => f.offsetWidth * f.offsetHeight;
  return [...document.querySelectorAll('frame[src]')].sort((a, b) => area(b) - area(a)).map((f) => f.src).slice(0, 6);
}";

/// `()`: takes the focus off whatever has it.
pub const LEAVE_FIELD: &str =
    "function () { const at = document.activeElement; if (at && at !== document.body) at.blur(); }";

/// `(handle)`: selects what a field holds, so that typing replaces it.
pub const SELECT_ALL: &str = "function (handle) { return globalThis.cartwalk.selectAll(handle); }";

/// `(handle, value)`: chooses an option of a native select.
pub const CHOOSE: &str =
    "function (handle, value) { return globalThis.cartwalk.choose(handle, value); }";

/// A short print of the state, to tell whether an action changed anything.
pub const PRINT: &str = "function () { return globalThis.cartwalk.print(); }";

/// `(ms)`: waits until the pictures of the first screen are there, or so long; says whether they are.
pub const PICTURES: &str = "function (ms) { return globalThis.cartwalk.pictures(ms); }";

/// `()`: a print of the page and where it stands, as a text; null while it moves or a picture is on its way.
pub const RESTING: &str = "function () { return globalThis.cartwalk.resting(); }";

/// `()`: what keeps the page busy from now on, for two seconds at most, is our own work.
pub const BEGIN_WORK: &str = "function () {
  const state = globalThis.__cartwalk;
  if (!state) return;
  const began = performance.now();
  state.work = [began, began + 2000];
  state.ours.push(state.work);
}";

/// `()`: our own work ends.
pub const END_WORK: &str = "function () {
  const work = globalThis.__cartwalk?.work;
  if (work) work[1] = performance.now();
}";

/// CSS pixels by which the page is wider than the window.
pub const OVERFLOW: &str = "function () { return globalThis.cartwalk.overflow(); }";

/// Elements of the document.
pub const ELEMENTS: &str = "function () { return document.getElementsByTagName('*').length; }";

/// `(handle or null)`: starts watching; what stands on the page from now on is old.
pub const WATCH: &str = "function (handle) { return globalThis.cartwalk.watch(handle); }";

/// `(ms, mended, rest)`: what is new since [`WATCH`], looked at for so long.
pub const OBSERVE: &str =
    "function (ms, mended, rest) { return globalThis.cartwalk.observe(ms, mended, rest); }";

/// The texts on the page.
pub const TEXTS: &str = "function () { return globalThis.cartwalk.textsOnly(); }";

/// `(texts)`: what stands on the page and was not among these texts, with fields, focus and view.
pub const AFTER_SUBMIT: &str =
    "function (texts) { return globalThis.cartwalk.afterSubmit(texts); }";

/// `(handle)`: the field because of which the browser would hold back the form of a control.
pub const HELD_BACK: &str = "function (handle) { return globalThis.cartwalk.heldBack(handle); }";

/// `(handle)`: the button that Enter in a field presses.
pub const DEFAULT_BUTTON: &str =
    "function (handle) { return globalThis.cartwalk.defaultButton(handle); }";

/// `(handle)`: whether a control says that it is at work, and the words beside it.
pub const BUSY: &str = "function (handle) { return globalThis.cartwalk.busy(handle); }";

/// `(handle, rest ms, longest ms)`: lets a second tap through only where it meets the same control, and
/// tells what the control said so long after the first.
pub const GUARD_TAPS: &str = "function (handle, rest, longest) { return globalThis.cartwalk.guardTaps(handle, rest, longest); }";

/// `(handle, value)`: sets a field as a browser's autofill does.
pub const AUTOFILL: &str =
    "function (handle, value) { return globalThis.cartwalk.autofill(handle, value); }";
