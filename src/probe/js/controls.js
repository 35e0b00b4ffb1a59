// Everything that one presses: links, buttons, and boxes that only behave like them.

const CONTROL_SELECTOR = 'a[href],a[onclick],button,input[type=submit],input[type=button],input[type=image],input[type=reset],summary,[role=button],[role=link],[role=tab],[role=menuitem],[role=option],[role=switch],[onclick]';
const MAX_CONTROLS = 600;

function controls(all) {
  const out = [];
  const forms = [...document.forms];
  for (const el of all) {
    if (out.length >= MAX_CONTROLS) break;
    const isControl = el.matches(CONTROL_SELECTOR);
    if (!isControl && !isClickableBox(el)) continue;
    if (/^(BODY|HTML|FORM|MAIN)$/.test(el.tagName)) continue;
    const r = boxOf(el);
    const visible = isVisible(el);
    const name = nameOf(el);
    if (!visible && !name) continue;
    const style = getComputedStyle(el);
    const form = el.form || el.closest('form');
    const state = ['aria-expanded', 'aria-pressed', 'aria-checked', 'aria-selected'].map((a) => el.getAttribute(a)).find((v) => v === 'true' || v === 'false');
    out.push({
      handle: handleOf(el), frame: 0, selector: selectorOf(el), tag: el.tagName.toLowerCase(),
      role: el.getAttribute('role') || impliedRole(el), kind: (el.getAttribute('type') || (el.tagName === 'BUTTON' && form ? 'submit' : '')).toLowerCase(),
      name, href: el.tagName === 'A' && el.href ? String(el.href).slice(0, 2000) : null, attr_name: (el.getAttribute('name') || '').slice(0, 100),
      hints: hintsOf(el), form: form ? forms.indexOf(form) >= 0 ? forms.indexOf(form) : null : null,
      form_action: form ? String(el.formAction && el.hasAttribute('formaction') ? el.formAction : form.getAttribute('action') ? form.action : location.href).slice(0, 2000) : null,
      region: regionOf(el), rect: rectOf(r), visible, enabled: isEnabled(el) && !looksAsleep(el, style), covered: visible && coverOf(el, r) !== null,
      inline: isInline(el, style, name), state: state === undefined ? null : state === 'true',
      folded: isFolded(el), around: visible ? aroundOf(el, name) : '',
      look: [style.color, visible ? colourBehind(el) : '', parseFloat(style.fontSize) || 0],
    });
  }
  return out;
}

// Whether a control says that what it opens is folded up: by ARIA, as a summary, or by the attribute
// with which Bootstrap's scripts open a drawer, a menu or a section.
function isFolded(el) {
  if (el.localName === 'summary') return !el.parentElement?.open;
  const expanded = el.getAttribute('aria-expanded');
  const toggles = el.getAttribute('data-bs-toggle') || el.getAttribute('data-toggle') || '';
  return expanded === 'false' || expanded !== 'true' && /^(offcanvas|collapse|dropdown)$/.test(toggles);
}

function impliedRole(el) {
  if (el.tagName === 'A') return el.hasAttribute('href') ? 'link' : 'generic';
  if (/^(BUTTON|INPUT|SUMMARY)$/.test(el.tagName)) return 'button';
  return 'generic';
}

// Boxes of which the browser says that a script listens for a press.
const listening = new WeakSet();

function listens(el) {
  const news = !listening.has(el);
  listening.add(el);
  return news;
}

// A box without role or handler attribute that shows a pointing hand of its own
// and holds a few words: how client-rendered pages often make buttons.
function isClickableBox(el) {
  const bareLink = el.tagName === 'A' && !el.hasAttribute('href');
  if (!/^(DIV|SPAN|LI|P|IMG|I|TD|DT|DD|B|STRONG|LABEL|svg)$/.test(el.tagName) && !bareLink && !el.tagName.includes('-') && !listening.has(el)) return false;
  if (el.tagName === 'LABEL' && (el.control || el.htmlFor)) return false;
  if (!listening.has(el)) {
    const style = getComputedStyle(el);
    if (style.cursor !== 'pointer' && style.cursor !== 'not-allowed') return false;
    const parent = parentOf(el);
    if (parent && getComputedStyle(parent).cursor === 'pointer' && !isDrawnTick(el, parent) && !isDrawnOption(el, parent)) return false;
  }
  if ((bareLink ? parentOf(el) : el)?.closest?.('a,button,label,select,[role=button]')) return false;
  if (el.querySelector && el.querySelector('a[href],button,input,select,textarea')) return false;
  const text = shownText(el, 120);
  return text.length < 100 && isVisible(el);
}

// Whether a control is drawn as one that cannot be pressed: by the pointer, or, where it is a box without a
// state of its own, by being half faded.
function looksAsleep(el, style) {
  if (style.cursor === 'not-allowed' || style.pointerEvents === 'none') return true;
  return /^(DIV|SPAN|LI|P)$/.test(el.tagName) && parseFloat(style.opacity) <= 0.5;
}

// An empty square in a row that is pressed as a whole and holds a link, so that the row itself counts as
// no control: a box to tick, with the words of the terms beside it.
function isDrawnTick(el, row) {
  if (!row.querySelector('a[href]') || row.querySelector('input,select,textarea,img')) return false;
  const r = boxOf(el);
  return r.width >= 8 && r.width <= 44 && Math.abs(r.width - r.height) <= 8 && !/[\p{L}\p{N}]/u.test(shownText(el, 8));
}

// An entry of a list that stands open within the box that opens it: the hand over it is the box's own.
function isDrawnOption(el, list) {
  if (!/^(LI|DIV|SPAN|P)$/.test(el.tagName) || el.tagName !== 'LI' && !/(^|[-_ ])(option|item|choice|opt)s?([-_ ]|$)/i.test(String(el.className))) return false;
  const mates = [...list.children].filter((e) => e.tagName === el.tagName);
  const opener = list.parentElement;
  return mates.length >= 2 && mates.length === list.childElementCount && Boolean(opener) && getComputedStyle(opener).cursor === 'pointer' && opener.tagName !== 'BODY';
}

// A link within a line of running text: its line has words of its own around it.
function isInline(el, style, name) {
  if (el.tagName !== 'A' || style.display !== 'inline') return false;
  const parent = el.parentElement;
  if (!parent || /^(LI|NAV|UL|TD|DT)$/.test(parent.tagName) && parent.childElementCount === 1 && shownText(parent, 200).length <= name.length + 3) return false;
  let own = '';
  for (const n of parent.childNodes) if (n.nodeType === 3) own += n.data;
  return squeeze(own, 200).replace(/[|/·•,>»\-]/g, '').trim().length >= 8;
}
