// What the pilot asks of the page before it touches it: bring this into view,
// tell where to press, whether something lies over it, what changed.

function nextFrame() {
  return new Promise((resolve) => { const t = setTimeout(resolve, 120); requestAnimationFrame(() => { clearTimeout(t); resolve(); }); });
}

// What the screen shows of the window, in its coordinates: on a phone a page that is too wide shows a part.
function shownPart() {
  const part = window === window.top && window.visualViewport;
  if (!part) return { x: 0, y: 0, w: innerWidth, h: innerHeight };
  return { x: part.offsetLeft, y: part.offsetTop, w: part.width, h: part.height };
}

// Scrolls an element into view, waits until it rests, and gives the point to press.
async function locate(handle) {
  const el = elementOf(handle);
  if (!el || !el.isConnected) return { found: false };
  visibility.clear();
  const inView = (r) => {
    const part = shownPart();
    return r.top >= part.y && r.left >= part.x && r.bottom <= part.y + part.h && r.right <= part.x + part.w;
  };
  let r = boxOf(el);
  const scrolls = !inView(r) || foreignAt(el, r.left + r.width / 2, r.top + r.height / 2);
  if (scrolls) el.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  // What follows a scroll, as a bar that sticks, moves in the frame after it.
  let last = scrolls ? null : r;
  for (let i = 0; i < 10; i++) {
    await nextFrame();
    r = boxOf(el);
    if (last && Math.abs(last.left - r.left) < 0.5 && Math.abs(last.top - r.top) < 0.5) break;
    last = r;
  }
  let cover = null, beside = null;
  const part = shownPart();
  for (const [x, y] of pointsIn(el, r)) {
    if (x < part.x || y < part.y || x >= part.x + part.w || y >= part.y + part.h) continue;
    const foreign = foreignAt(el, x, y) || linkInside(el, x, y);
    if (foreign) { cover = cover || foreign; continue; }
    const place = { found: true, name: nameOf(el), x: x - part.x, y: y - part.y, visible: isVisible(el), enabled: isEnabled(el), covered_by: null, rect: rectOf(r) };
    if (takes(el, x, y)) return place;
    beside = beside || place;
  }
  if (beside) return beside;
  return { found: true, name: nameOf(el), x: r.left + r.width / 2 - part.x, y: r.top + r.height / 2 - part.y, visible: isVisible(el), enabled: isEnabled(el), covered_by: cover ? { selector: selectorOf(cover), text: shownText(cover, 80) } : null, rect: rectOf(r) };
}

// Where to press, best first: in the box of an element, then in its pieces. The box of a link around a
// picture and a heading is wider than what it is made of, and its middle may belong to the page.
function* pointsIn(el, r) {
  for (const [fx, fy] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.2], [0.5, 0.8], [0.1, 0.5], [0.03, 0.5], [0.97, 0.5]]) yield [r.left + r.width * fx, r.top + r.height * fy];
  const pieces = [...[...el.getClientRects()].slice(0, 8), ...[...el.querySelectorAll('*')].slice(0, 12).map((e) => e.getBoundingClientRect())];
  for (const piece of pieces) if (piece.width >= 4 && piece.height >= 4) yield [piece.left + piece.width / 2, piece.top + piece.height / 2];
}

// Whether what is pressed at a point is the element itself or stands in it, and not what it stands in.
function takes(el, x, y) {
  const top = deepestAt(x, y);
  return Boolean(top) && (top === el || isWithin(top, el) || Boolean(top.closest('label'))) && !betweenLines(top, x, y);
}

// Between two lines of a link a finger hits what stands behind it, whatever `elementFromPoint` says, which rounds.
function betweenLines(el, x, y) {
  const lines = [...el.getClientRects()];
  return lines.length > 1 && !lines.some((r) => x > r.left + 0.5 && x < r.right - 0.5 && y > r.top + 0.5 && y < r.bottom - 0.5);
}

// Handles of what each selector finds, open shadow roots included, a few each.
function findAll(selectors) {
  const roots = [document, ...allElements(document.documentElement).map((e) => e.shadowRoot).filter(Boolean)];
  return selectors.map((selector) => {
    const out = [];
    for (const root of roots) {
      try {
        for (const el of root.querySelectorAll(selector)) if (out.length < 8) out.push(handleOf(el));
      } catch { return []; }
    }
    return out;
  });
}

// A label may hold a link to the terms: pressing there would lead away.
function linkInside(el, x, y) {
  if (el.tagName !== 'LABEL') return null;
  const top = document.elementFromPoint(x, y);
  const link = top && top.closest('a[href],button');
  return link && link !== el && el.contains(link) ? link : null;
}

// A plain box that is pressed to choose keeps no state that one could read: it counts as chosen.
function holds(handle) {
  const el = elementOf(handle);
  if (!el) return null;
  const role = el.getAttribute('role');
  const value = el.value !== undefined && el.tagName !== 'BUTTON' ? String(el.value) : squeeze(el.innerText, 200);
  return { value: value.slice(0, 400), checked: el.checked === undefined && !role && !el.hasAttribute('aria-checked') ? true : Boolean(el.checked) || el.getAttribute('aria-checked') === 'true', focused: el.getRootNode().activeElement === el || document.activeElement === el, connected: el.isConnected, ticked: /^(checkbox|radio)$/.test(el.type || '') && el.checked, valid: el.validity ? el.validity.valid : true, message: el.validationMessage || '', role, list: /^(list|both)$/.test(el.getAttribute('aria-autocomplete') || '') || el.getAttribute('aria-haspopup') === 'listbox' };
}

// Puts the caret into a field and selects what stands there, so that typing replaces it.
function selectAll(handle) {
  const el = elementOf(handle);
  if (!el) return false;
  el.focus({ preventScroll: true });
  if (el.select) { try { el.select(); return true; } catch (e) { return false; } }
  const range = document.createRange();
  range.selectNodeContents(el);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return true;
}

// A native select opens a window of the system that no test can reach, and so
// does a date; a date's parts stand in the order of the system's language. Their
// value is set the way browsers do it for a keyboard user, with both events.
function choose(handle, value) {
  const el = elementOf(handle);
  if (!el || !(el.tagName === 'SELECT' || el.tagName === 'INPUT' && /^(date|datetime-local|time|month|week|range|color)$/.test(el.type))) return false;
  if (el.tagName === 'SELECT' && ![...el.options].some((o) => o.value === value && !o.disabled)) return false;
  el.focus();
  if (el.value !== value) {
    const setter = Object.getOwnPropertyDescriptor(el.tagName === 'SELECT' ? HTMLSelectElement.prototype : HTMLInputElement.prototype, 'value').set;
    setter.call(el, value);
    if (el.value !== value) return false;
    el.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    el.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
  }
  return true;
}

// A short print of the page's state, to tell whether an action changed anything.
function print() {
  visibility.clear();
  const all = allElements(document.documentElement);
  let shown = 0, fieldsShown = 0;
  const words = [];
  for (const el of all) {
    if (el.matches(FIELDS_ONLY)) { if (isVisible(el)) fieldsShown++; }
    if (el.matches('button,a[href],[role=button],[role=dialog],[role=alert],[role=status],h1,h2,h3,input[type=submit]') && isVisible(el)) { shown++; if (words.length < 400) words.push(shownText(el, 40)); }
  }
  return { url: location.href, nodes: all.length, shown, fields: fieldsShown, count: cartCount(all), words: words.join('|').slice(0, 12000) };
}
