// Watches what a page says and changes while somebody types: texts that come and
// go, with their distance from a field and how they are tied to it; what the
// fields hold; where the focus is.

const NEAR_PX = 100;
let watched = null;

function secretField(el) {
  return el.type === 'password' || /cvc|cvv|csc|security.?code/i.test(el.name + ' ' + el.id + ' ' + (el.autocomplete || ''));
}

function focusNow() {
  let el = document.activeElement;
  for (let i = 0; el && el.shadowRoot && el.shadowRoot.activeElement && i < 20; i++) el = el.shadowRoot.activeElement;
  return !el || el === document.body || el === document.documentElement ? null : el;
}

function isRed(el) {
  const colour = (getComputedStyle(el).color.match(/\d+/g) || []).map(Number);
  // Dark red too, but no brown.
  return colour.length >= 3 && (colour[0] > 140 && colour[1] < 100 && colour[2] < 110 || colour[0] > 127 && colour[1] < 60 && colour[2] < 60);
}

// Texts as they stand, one for each element that has words of its own.
function textsNow() {
  visibility.clear();
  const out = [];
  for (const el of allElements(document.body || document.documentElement)) {
    if (out.length >= 600) break;
    if (/^(OPTION|SELECT|TEXTAREA|INPUT)$/.test(el.tagName)) continue;
    let own = '';
    for (const child of el.childNodes) if (child.nodeType === 3) own += child.data;
    if (el.shadowRoot) for (const child of el.shadowRoot.childNodes) if (child.nodeType === 3) own += child.data;
    own = squeeze(own, 300);
    if (own.length < 2 || !isVisible(el)) continue;
    const text = shownText(el, 300);
    if (text) out.push({ el, text });
  }
  return out;
}

function liveOf(el) {
  const region = el.closest('[role=alert],[role=status],[role=alertdialog],[role=log],[aria-live]');
  return Boolean(region) && region.getAttribute('aria-live') !== 'off';
}

// The field that names this element, or an ancestor of it, as its description or error.
function linkedField(el) {
  for (let e = el, i = 0; e && i < 4; e = e.parentElement, i++) {
    if (!e.id) continue;
    const id = CSS.escape(e.id);
    const root = e.getRootNode();
    const field = root.querySelector(`[aria-describedby~="${id}"],[aria-errormessage~="${id}"]`);
    if (field && field.matches(FIELD_SELECTOR)) return field;
  }
  return null;
}

function gap(a, b) {
  const dx = Math.max(0, a.left - b.right, b.left - a.right);
  const dy = Math.max(0, a.top - b.bottom, b.top - a.bottom);
  return Math.hypot(dx, dy);
}

function typedFields() {
  return [...allElements(document.documentElement)].filter((el) => el.matches('input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]):not([type=file]),select,textarea') && (isVisible(el) || el.type === 'radio' || el.type === 'checkbox')).slice(0, 120);
}

// What a text is: where it stands, what it belongs to, whether it looks like a complaint.
function describe(el, text, about, list) {
  const box = boxOf(el);
  const linked = linkedField(el);
  let field = linked, distance = null;
  const typed = list.filter((f) => !/^(radio|checkbox)$/.test(f.type) && isVisible(f));
  if (field) distance = gap(boxOf(field), box);
  else {
    let best = null;
    for (const f of typed) {
      const d = gap(boxOf(f), box) + (boxOf(f).top > box.bottom ? 6 : 0);
      if (best === null || d < best) { best = d; field = f; }
    }
    distance = field ? gap(boxOf(field), box) : null;
    // The field that is being tried wins a draw.
    if (about && field !== about && about.isConnected && Math.abs(gap(boxOf(about), box) - distance) < 8) { field = about; distance = gap(boxOf(about), box); }
  }
  let words = false;
  for (let e = el, i = 0; e && i < 3 && e !== document.body; e = parentOf(e), i++) {
    const own = (e.id || '') + ' ' + (typeof e.className === 'string' ? e.className : '');
    if (own.length < 300 && own.split(/\s+/).some((w) => ERROR_WORDS.test(w))) words = true;
  }
  const alert = Boolean(el.closest('[role=alert],[role=alertdialog],[aria-live=assertive]'));
  const invalid = Boolean(linked && linked.getAttribute('aria-invalid') === 'true');
  return {
    text: text.slice(0, 300), selector: selectorOf(el), linked: Boolean(linked), field: field ? selectorOf(field) : null, field_handle: field ? handleOf(field) : null,
    distance: distance === null ? null : Math.round(distance), live: liveOf(el), error: words || alert || invalid || isRed(el), styled: words || alert || isRed(el),
  };
}

function valuesNow() {
  return typedFields().map((el) => ({ handle: handleOf(el), value: secretField(el) ? '' : String(el.type === 'radio' || el.type === 'checkbox' ? (el.checked ? 'on' : '') : el.value).slice(0, 300), invalid: el.getAttribute('aria-invalid') === 'true' }));
}

// What the page offers to put into a field: its datalist, an opened list, a corrected spelling.
function offersFor(el) {
  const out = [];
  const add = (text) => { const t = squeeze(text, 120); if (t && out.length < 10 && !out.includes(t)) out.push(t); };
  if (el.list) for (const o of [...el.list.options].slice(0, 10)) add(o.value || o.label);
  const box = boxOf(el);
  for (const o of document.querySelectorAll('[role=option],[role=listbox] li,ul[class*=suggest] li,ul[class*=autocomplete] li')) if (isVisible(o) && gap(box, boxOf(o)) < 400) add(shownText(o, 120));
  for (const b of document.querySelectorAll('button,a,[role=button]')) if (/@/.test(b.textContent || '') && isVisible(b) && gap(box, boxOf(b)) < NEAR_PX) add(shownText(b, 120));
  return out;
}

function fieldState(handle) {
  const el = handle === null ? null : elementOf(handle);
  const focus = focusNow();
  const state = { focus: focus ? selectorOf(focus) : null, focus_handle: focus && focus.matches(FIELD_SELECTOR) ? handleOf(focus) : null, scroll: Math.round(scrollY), found: Boolean(el && el.isConnected) };
  if (!state.found) return state;
  const form = el.form;
  const checks = el.validity && !(form && form.noValidate);
  return {
    ...state, offers: el.type === 'password' ? [] : offersFor(el), value: el.value !== undefined && el.tagName !== 'BUTTON' ? String(el.value).slice(0, 400) : squeeze(el.innerText, 300), focused: focus === el,
    valid: checks ? el.validity.valid : true, native: checks && !el.validity.valid ? squeeze(el.validationMessage, 200) : '', invalid: el.getAttribute('aria-invalid') === 'true',
  };
}

// Starts watching: what stands there from now on is old.
function watch(handle) {
  const texts = textsNow();
  watched = { handle, at: performance.now(), old: new Set(texts.map((t) => t.text)), said: new Map(), standing: [] };
  const el = handle === null ? null : elementOf(handle);
  const list = typedFields();
  // Complaints about this field that stand already.
  if (el) {
    const box = boxOf(el);
    for (const t of texts) {
      if (gap(box, boxOf(t.el)) > NEAR_PX && linkedField(t.el) !== el) continue;
      const d = describe(t.el, t.text, el, list);
      // A hint stays beside an invalid field; a complaint looks like one.
      if (d.styled && d.field_handle === handle) watched.standing.push(t.text);
    }
  }
  return { values: valuesNow(), standing: watched.standing.length > 0 || Boolean(el && el.getAttribute('aria-invalid') === 'true'), state: fieldState(handle) };
}

// Looks for `ms` at what is new since `watch`; `mended`: only until what stood there is gone.
// Ends `rest` ms after the first complaint, once no more come.
async function observe(ms, mended, rest) {
  const w = watched;
  if (!w) return null;
  const el = w.handle === null ? null : elementOf(w.handle);
  const began = performance.now();
  let goneAt = null, lastNew = null;
  for (;;) {
    const now = performance.now();
    const texts = textsNow();
    const there = new Set(texts.map((t) => t.text));
    const list = typedFields();
    for (const t of texts) {
      if (w.old.has(t.text) || w.said.has(t.text) || w.said.size >= 40) continue;
      w.said.set(t.text, { ...describe(t.el, t.text, el, list), after: Math.round(now - began), gone: false });
      lastNew = now;
    }
    for (const [text, s] of w.said) s.gone = !there.has(text);
    if (mended && goneAt === null && !w.standing.some((text) => there.has(text)) && !(el && el.getAttribute('aria-invalid') === 'true')) goneAt = Math.round(now - began);
    if (mended && goneAt !== null) break;
    if (now - began >= ms) break;
    const complaint = [...w.said.values()].some((s) => s.error) || Boolean(el && el.getAttribute('aria-invalid') === 'true' && w.said.size > 0);
    if (rest > 0 && complaint && lastNew !== null && now - lastNew >= rest) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { said: [...w.said.values()], values: valuesNow(), gone: goneAt, state: fieldState(w.handle) };
}

// Everything that stands on the page now and did not before, or not on the page before it;
// what the browser itself would hold back; where things are.
function afterSubmit(old) {
  const before = new Set(old);
  const list = typedFields();
  // A complaint that stood already, and that a field marked as wrong names as its own, stands for this press too.
  const stands = (t) => { const f = linkedField(t.el); return Boolean(f) && f.getAttribute('aria-invalid') === 'true' && describe(t.el, t.text, null, list).styled; };
  const said = textsNow().filter((t) => !before.has(t.text) || stands(t)).slice(0, 60).map((t) => ({ ...describe(t.el, t.text, null, list), after: 0, gone: false }));
  const inView = (el) => { const r = boxOf(el); return r.top >= -2 && r.bottom <= innerHeight + 2 && r.height > 0; };
  const focus = focusNow();
  const native = focus && focus.validity && !focus.validity.valid && !(focus.form && focus.form.noValidate) ? { field: selectorOf(focus), text: squeeze(focus.validationMessage, 200) } : null;
  const wrong = list.filter((f) => f.getAttribute('aria-invalid') === 'true');
  const named = said.filter((s) => s.error && s.field_handle !== null && s.distance !== null && s.distance <= NEAR_PX).map((s) => elementOf(s.field_handle));
  // A heading above the first field is near it and is not about it: marks come before places.
  const blamed = wrong.length ? wrong : native ? [focus] : named;
  const first = list.find((f) => blamed.includes(f)) || null;
  const summary = said.find((s) => s.error);
  const shownError = summary && document.querySelector(summary.selector.includes(' >>> ') ? 'body' : summary.selector);
  return {
    said, native, focus: focus ? selectorOf(focus) : null, invalid: wrong.map(selectorOf), values: valuesNow(),
    first: first ? selectorOf(first) : null, in_view: first ? inView(first) : shownError ? inView(shownError) : null,
  };
}

function textsOnly() { return textsNow().map((t) => t.text); }

// Whether the browser itself would hold the form of this control back, and with which field.
function heldBack(handle) {
  const el = elementOf(handle);
  const form = el && (el.form || el.closest('form'));
  if (!form || form.noValidate || el.formNoValidate || !/^(BUTTON|INPUT)$/.test(el.tagName) || el.type === 'button') return null;
  const first = [...form.elements].find((f) => f.willValidate && !f.validity.valid);
  return first ? { field: selectorOf(first), text: squeeze(first.validationMessage, 200), count: [...form.elements].filter((f) => f.willValidate && !f.validity.valid).length } : null;
}

// The button that Enter in this field presses (the HTML standard's default button): its handle, null where
// there is none, and whether a shopper sees it.
function defaultButton(handle) {
  const el = elementOf(handle);
  const form = el && el.form;
  const button = form && [...document.querySelectorAll('button, input')].find((b) => b.form === form && /^(submit|image)$/.test(b.type) && !b.disabled);
  return button ? { handle: handleOf(button), seen: isVisible(button) } : null;
}

// Whether a control says that it is at work, and the words on and beside it.
function busy(handle) {
  const el = elementOf(handle);
  if (!el || !el.isConnected) return { busy: true, beside: '' };
  const block = parentOf(el);
  return { busy: !isEnabled(el) || el.getAttribute('aria-busy') === 'true' || Boolean(el.closest('[aria-busy=true]')), beside: squeeze(nameOf(el) + ' ' + (block ? shownText(block, 400) : ''), 400) };
}

// Lets the second of two taps through only where it meets the control that the first one met, reading the
// same; tells of both, since a page that is about to leave answers nothing any more.
function guardTaps(handle, restMs, longestMs) {
  const el = elementOf(handle);
  if (!el) return false;
  const letters = (text) => (text.match(/\p{L}/gu) || []).join('').toLowerCase();
  const reads = letters(nameOf(el));
  const same = () => el.isConnected && isVisible(el) && letters(nameOf(el)) === reads;
  const tell = (kind, values) => globalThis.cartwalkTell(JSON.stringify({ kind, ...values }));
  let taps = 0, first = 0, blocked = false;
  const types = ['pointerdown', 'pointerup', 'touchstart', 'touchend', 'mousedown', 'mouseup', 'click'];
  const stop = () => { for (const type of types) removeEventListener(type, judge, { capture: true }); };
  const judge = (event) => {
    if (!event.isTrusted) return;
    // What is pressed afterwards is no part of the two.
    if (event.type === 'pointerdown' && taps > 0 && (taps > 1 || event.timeStamp - first > 1000)) return stop();
    if (event.type === 'pointerdown' && ++taps === 1) {
      first = event.timeStamp;
      setTimeout(() => tell('tap-rest', { busy: busy(handle).busy, same: same() }), restMs);
    } else if (event.type === 'pointerdown') {
      blocked = !same() || !event.composedPath().includes(el);
      tell('tap-again', { blocked });
    }
    if (blocked) { event.preventDefault(); event.stopImmediatePropagation(); }
  };
  for (const type of types) addEventListener(type, judge, { capture: true, passive: false });
  setTimeout(stop, longestMs);
  return true;
}

// What autofill does to a field when the browser's own cannot be had: value, then both events.
function autofill(handle, value) {
  const el = elementOf(handle);
  if (!el || !/^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName)) return false;
  const proto = el.tagName === 'SELECT' ? HTMLSelectElement : el.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(proto.prototype, 'value').set.call(el, value);
  el.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  el.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  return true;
}
