// Shared by all probes: walking the page, seeing what a shopper sees, naming
// elements, finding them again. Runs in an isolated world; judges nothing.

const MAX_ELEMENTS = 40000;
const elements = [];
const handles = new WeakMap();
// Handles of one document name nothing in the next one: what was judged on one
// page is never pressed on another.
const firstHandle = (Math.floor(performance.timeOrigin) % 2000) * 65536;

function handleOf(el) {
  let handle = handles.get(el);
  if (handle === undefined) {
    handle = firstHandle + elements.length;
    elements.push(new WeakRef(el));
    handles.set(el, handle);
  }
  return handle;
}

function elementOf(handle) {
  const ref = elements[handle - firstHandle];
  return ref ? ref.deref() || null : null;
}

// All elements in document order, open shadow roots included, without recursion:
// a hostile page may nest a hundred thousand deep.
function allElements(root) {
  const out = [];
  const stack = [root];
  while (stack.length && out.length < MAX_ELEMENTS) {
    const node = stack.pop();
    if (node.nodeType === 1) {
      if (/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|HEAD)$/.test(node.tagName)) continue;
      out.push(node);
    }
    for (let child = node.lastElementChild; child; child = child.previousElementSibling) stack.push(child);
    if (node.shadowRoot) stack.push(node.shadowRoot);
  }
  return out;
}

function parentOf(el) {
  if (el.assignedSlot) return el.assignedSlot;
  if (el.parentElement) return el.parentElement;
  const root = el.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function isWithin(el, ancestor) {
  for (let e = el, i = 0; e && i < 400; e = parentOf(e), i++) if (e === ancestor) return true;
  return false;
}

function squeeze(text, limit) {
  const s = (text || '').replace(/[\s\u00a0\u200b\u3000]+/g, ' ').trim();
  return s.length > limit ? s.slice(0, limit) : s;
}

// The box of an element; for a box without size, that of what it holds (links
// with a zero-width box round a visible span are common).
function boxOf(el) {
  let r = el.getBoundingClientRect();
  if (r.width < 1 || r.height < 1) {
    let box = null;
    for (const child of el.querySelectorAll('*')) {
      const c = child.getBoundingClientRect();
      if (c.width < 1 || c.height < 1) continue;
      box = box
        ? { left: Math.min(box.left, c.left), top: Math.min(box.top, c.top), right: Math.max(box.right, c.right), bottom: Math.max(box.bottom, c.bottom) }
        : { left: c.left, top: c.top, right: c.right, bottom: c.bottom };
    }
    if (!box) {
      const range = document.createRange();
      range.selectNodeContents(el);
      const t = range.getBoundingClientRect();
      if (t.width >= 1 && t.height >= 1) box = t;
    }
    if (box) r = { left: box.left, top: box.top, right: box.right, bottom: box.bottom, width: box.right - box.left, height: box.bottom - box.top };
  }
  return r;
}

function rectOf(r) {
  const round = (n) => Math.round(n * 10) / 10;
  return { x: round(r.left), y: round(r.top), w: round(r.width), h: round(r.height) };
}

// Whether an ancestor with hidden overflow, or the edge of the screen under a
// fixed layer, keeps the box out of sight for good. Scrollable ancestors do not:
// one can scroll there.
function isClipped(el, r) {
  const width = document.documentElement.clientWidth;
  let fixed = false;
  for (let e = el, i = 0; e && i < 200; e = parentOf(e), i++) {
    const style = getComputedStyle(e);
    if (e !== el && e !== document.body && e !== document.documentElement) {
      const x = style.overflowX, y = style.overflowY;
      if (x !== 'visible' || y !== 'visible') {
        const box = e.getBoundingClientRect();
        const scrolls = (v) => v === 'auto' || v === 'scroll';
        const outX = r.right <= box.left + 1 || r.left >= box.right - 1;
        const outY = r.bottom <= box.top + 1 || r.top >= box.bottom - 1;
        if (outX && !scrolls(x)) return true;
        if (outY && !scrolls(y)) return true;
      }
    }
    if (style.position === 'fixed') { fixed = true; break; }
  }
  if (fixed) return r.right <= 1 || r.left >= innerWidth - 1 || r.bottom <= 1 || r.top >= innerHeight - 1;
  const right = Math.max(width, document.documentElement.scrollWidth) - scrollX;
  return r.right + scrollX <= 1 || r.left >= right - 1 || r.bottom + scrollY <= 1;
}

const visibility = new Map();

function isVisible(el) {
  let known = visibility.get(el);
  if (known === undefined) {
    known = computeVisible(el);
    visibility.set(el, known);
  }
  return known;
}

function computeVisible(el) {
  if (!el.isConnected) return false;
  if (el.checkVisibility && !el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const r = boxOf(el);
  if (r.width < 2.5 || r.height < 2.5) return false;
  const style = getComputedStyle(el);
  if (/inset\((50|100)%/.test(style.clipPath)) return false;
  if (/rect\(0(px)?,? 0(px)?,? 0(px)?,? 0(px)?\)|rect\(1px,? 1px,? 1px,? 1px\)/.test(style.clip) && style.position === 'absolute') return false;
  if (parseFloat(style.textIndent) < -500 && !/^(INPUT|BUTTON|A)$/.test(el.tagName)) return false;
  return !isClipped(el, r);
}

function isEnabled(el) {
  if (el.disabled || el.matches(':disabled')) return false;
  for (let e = el, i = 0; e && i < 60; e = parentOf(e), i++) {
    if (e.inert) return false;
    if (i < 2 && e.getAttribute('aria-disabled') === 'true') return false;
  }
  return true;
}

// What keeps the page busy for our sake is not the store's: told to the observer, where there is one.
function ours(work) {
  return (...args) => {
    const began = performance.now();
    try {
      return work(...args);
    } finally {
      const ended = performance.now();
      if (ended - began > 20) globalThis.__cartwalk?.ours?.push([began, ended]);
    }
  };
}

// Whether an element has no box of its own and shows what it holds all the same, as a slot does.
function isBoxless(el) {
  const style = getComputedStyle(el);
  return style.display === 'contents' && style.visibility === 'visible';
}

// Text as shown, with the words of pictures; what is not shown does not count.
function shownText(el, limit) {
  let out = '';
  const stack = [el];
  let seen = 0;
  while (stack.length && out.length < limit && seen < 3000) {
    const node = stack.pop();
    seen++;
    if (node.nodeType === 3) { out += node.data; continue; }
    if (node.nodeType !== 1 && node.nodeType !== 11) continue;
    if (node.nodeType === 1) {
      if (/^(SCRIPT|STYLE|TEMPLATE|NOSCRIPT|SELECT|TEXTAREA|OPTION)$/.test(node.tagName)) continue;
      if (node !== el && node.checkVisibility && !node.checkVisibility({ visibilityProperty: true }) && !isBoxless(node)) continue;
      if (node.tagName === 'IMG' || (node.tagName === 'INPUT' && node.type === 'image')) { out += ' ' + (node.alt || '') + ' '; continue; }
      if (node.tagName === 'svg') { const t = node.querySelector('title'); out += ' ' + (node.getAttribute('aria-label') || (t ? t.textContent : '')) + ' '; continue; }
      if (node.tagName === 'BR' || /^(block|flex|grid|table|list-item|table-row|table-cell)$/.test(getComputedStyle(node).display)) { out += ' '; }
    }
    if (node.shadowRoot) stack.push(node.shadowRoot);
    // The words of a button that is a component stand outside of it, in the slot.
    const slotted = node.localName === 'slot' && node.getRootNode() === el.getRootNode() ? node.assignedNodes({ flatten: true }) : [];
    for (let i = slotted.length - 1; i >= 0; i--) stack.push(slotted[i]);
    if (slotted.length) continue;
    for (let c = node.lastChild; c; c = c.previousSibling) stack.push(c);
  }
  return squeeze(out, limit);
}

function textOfIds(el, attribute) {
  const root = el.getRootNode();
  return squeeze((el.getAttribute(attribute) || '').split(/\s+/).filter(Boolean)
    .map((id) => { const e = root.getElementById ? root.getElementById(id) : document.getElementById(id); return e ? e.innerText || e.textContent : ''; }).join(' '), 300);
}

function nameOf(el) {
  const labelled = textOfIds(el, 'aria-labelledby');
  if (labelled) return squeeze(labelled, 160);
  const aria = el.getAttribute('aria-label');
  if (aria && aria.trim()) return squeeze(aria, 160);
  if (el.tagName === 'INPUT') {
    const own = el.type === 'image' ? el.alt || el.value || el.title : el.value || el.title;
    if (own) return squeeze(own, 160);
    if (el.type === 'submit') return 'Submit';
  }
  const text = shownText(el, 200);
  if (text) return squeeze(text, 160);
  for (const child of el.querySelectorAll('[aria-label],[title],img[alt],svg title')) {
    const t = child.getAttribute('aria-label') || child.getAttribute('title') || child.getAttribute('alt') || (child.localName === 'title' ? child.textContent : '');
    if (t && t.trim()) return squeeze(t, 160);
  }
  return squeeze(el.title || el.textContent, 160);
}

// The head and foot of a part of the page are not those of the page.
const OF_A_PART = /(^|[-_ ])(cart|basket|order|form|step|card|panel|box|product|item|table|summary|accordion|collaps\w*|block|tab|list|totals?|payment|shipping|address|widget|content|section)[-_]+(footer|header)([-_ ]|$)/i;
// Shops laid out in tables call the two ends of their pages shorter. A class of that name is any part's.
const ENDS = [
  ['footer', /^(site|page|global|main|l|g)?[-_]?foot(er)?[-_]?(wrap(per)?|area|inner|block|box|menu|nav|navi|links?|contents?|container)?$/i],
  ['header', /^(site|page|global|main|l|g)?[-_]?head(er)?[-_]?(wrap(per)?|area|inner|block|box|menu|nav|navi|links?|contents?|container)?$/i],
];
const regions = new WeakMap();
const REGION_WORDS = [
  ['dialog', /(^|[-_ ])(modal|dialog|drawer|popup|offcanvas|overlay|lightbox|minicart|mini-cart|side-?cart|cart-?drawer)([-_ ]|$)/i],
  ['footer', /(^|[-_ ])(site-?|page-?|global-?)?footer([-_ ]|$)/i],
  ['header', /(^|[-_ ])(site-?|page-?|global-?|top-?)?header([-_ ]|$)|^masthead/i],
  ['nav', /(^|[-_ ])(gnav|global-?nav|main-?nav|navbar|mega-?menu|main-?menu)([-_ ]|$)/i],
  ['aside', /(^|[-_ ])side-?bar([-_ ]|$)/i],
];

function regionOf(el) {
  const path = [];
  let region = null;
  for (let e = el, i = 0; e && i < 200; e = parentOf(e), i++) {
    if (regions.has(e)) { region = regions.get(e); break; }
    path.push(e);
    const role = e.getAttribute('role');
    const tag = e.tagName;
    if (role === 'dialog' || role === 'alertdialog' || tag === 'DIALOG' || e.getAttribute('aria-modal') === 'true') { region = 'dialog'; break; }
    if (tag === 'FOOTER' && !isInside(e, /^(MAIN|ARTICLE|SECTION)$/) || role === 'contentinfo') { region = 'footer'; break; }
    if (tag === 'HEADER' && !isInside(e, /^(MAIN|ARTICLE|SECTION)$/) || role === 'banner') { region = 'header'; break; }
    if (tag === 'NAV' || role === 'navigation') { region = insideRegion(e, 'header') ? 'header' : insideRegion(e, 'footer') ? 'footer' : 'nav'; break; }
    if (tag === 'ASIDE' || role === 'complementary') { region = 'aside'; break; }
    if (tag === 'MAIN' || role === 'main') { region = 'main'; break; }
    if (tag === 'BODY' || tag === 'HTML' || tag === 'FORM') continue;
    const end = ENDS.find(([, re]) => re.test(e.id));
    if (end && !isInside(e, /^(MAIN|ARTICLE|SECTION)$/)) { region = end[0]; break; }
    const words = e.id + ' ' + (typeof e.className === 'string' ? e.className : '');
    const hit = words.length < 300 && REGION_WORDS.find(([, re]) => words.split(/\s+/).some((w) => re.test(w) && !OF_A_PART.test(w)));
    if (hit) { region = hit[0]; break; }
  }
  region = region || 'main';
  for (const e of path) regions.set(e, region);
  return region;
}

function isInside(el, tags) {
  for (let e = parentOf(el), i = 0; e && i < 100; e = parentOf(e), i++) if (tags.test(e.tagName)) return true;
  return false;
}

function insideRegion(el, name) {
  for (let e = parentOf(el), i = 0; e && i < 60; e = parentOf(e), i++) {
    if (e.tagName.toLowerCase() === name || (name === 'header' && e.getAttribute('role') === 'banner') || (name === 'footer' && e.getAttribute('role') === 'contentinfo')) return true;
  }
  return false;
}

// Ids that a framework or a server makes anew for each visit are no way to find an element again.
function isGenerated(word) {
  return /^(radix|react-aria|headlessui|base-ui|downshift|mantine|chakra|reach|floating-ui|cdk|mat-)|_[rR]_|^:|«|»/.test(word) || /\d{5,}|^(ember|mui|ext-gen|yui|j_idt)\d*|[0-9a-f]{8}|[-_](?=[a-z]*\d)[0-9a-z]{6,}$/i.test(word) && /\d/.test(word);
}

function selectorOf(el) {
  const root = el.getRootNode();
  const inner = selectorIn(el, root);
  return root instanceof ShadowRoot ? selectorOf(root.host) + ' >>> ' + inner : inner;
}

function selectorIn(el, root) {
  const only = (s) => { try { const hits = root.querySelectorAll(s); return hits.length === 1 && hits[0] === el; } catch (e) { return false; } };
  const quote = (v) => '"' + v.replace(/["\\\n]/g, '\\$&') + '"';
  const tag = el.tagName.toLowerCase();
  const id = el.id;
  if (id && typeof id === 'string' && !isGenerated(id) && only('#' + CSS.escape(id))) return '#' + CSS.escape(id);
  for (const attribute of ['name', 'data-testid', 'data-test', 'data-test-id', 'data-qa', 'aria-label']) {
    const v = el.getAttribute(attribute);
    if (!v || v.length > 120) continue;
    const s = `[${attribute}=${quote(v)}]`;
    if (attribute === 'name' && only(s)) return s;
    if (only(tag + s)) return tag + s;
    const value = el.getAttribute('value');
    if (attribute === 'name' && value !== null && value.length < 80 && only(`${tag}${s}[value=${quote(value)}]`)) return `${tag}${s}[value=${quote(value)}]`;
  }
  const parts = [];
  for (let e = el, i = 0; e && e.nodeType === 1 && i < 60; e = e.parentElement, i++) {
    const t = e.tagName.toLowerCase();
    if (e !== el && e.id && typeof e.id === 'string' && !isGenerated(e.id)) {
      parts.unshift('#' + CSS.escape(e.id));
      if (only(parts.join(' > '))) return parts.join(' > ');
      parts.shift();
    }
    let nth = 1, same = 1;
    for (let s = e.previousElementSibling; s; s = s.previousElementSibling) if (s.tagName === e.tagName) nth++;
    for (let s = e.nextElementSibling; s; s = s.nextElementSibling) if (s.tagName === e.tagName) same++;
    parts.unshift(t + (nth + same > 2 ? `:nth-of-type(${nth})` : ''));
    if (parts.length > 2 && only(parts.join(' > '))) return parts.join(' > ');
  }
  return parts.join(' > ');
}

function hintsOf(el) {
  let out = [el.id, typeof el.className === 'string' ? el.className : el.getAttribute('class') || ''];
  for (const a of el.attributes) if (a.name.startsWith('data-') || a.name === 'onclick' || a.name === 'formaction') out.push(a.name + ' ' + (a.value.length < 80 ? a.value : ''));
  out.push(pictureName(el), iconName(el));
  if (el.localName === 'a') out.push(trailOf(el));
  return squeeze(out.filter(Boolean).join(' '), 300);
}

// What developers call the trail of links that a link stands in: a shopper sees the trail, the link has no name of its own.
function trailOf(el) {
  let box = el.parentElement;
  for (let i = 0; box && i < 4; i++, box = box.parentElement) {
    const called = [box.id, box.getAttribute('class'), box.getAttribute('aria-label'), box.getAttribute('itemtype')].join(' ').match(/[\w-]*(?:bread-?crumb|topic-?path|pankuzu)[\w-]*/i);
    if (called) return called[0];
  }
  return '';
}

// What developers call the icon of a button that has neither words nor a file with a name: `fa fa-trash`, `#icon-remove`.
function iconName(el) {
  if (el.textContent.trim() || !/^(a|button|span)$/.test(el.localName)) return '';
  const icon = el.querySelector('i[class],svg,span[class]');
  if (!icon) return '';
  const drawn = icon.querySelector('use');
  return [icon.getAttribute('class'), drawn && (drawn.getAttribute('href') || drawn.getAttribute('xlink:href'))].filter(Boolean).join(' ').slice(0, 80);
}

// What the file of a picture button is called, without the words that only say that it is one.
function pictureName(el) {
  const picture = el.matches('img,input[type=image]') ? el : el.querySelector('img[src]');
  const file = picture && String(picture.getAttribute('src') || '').split(/[?#]/)[0].match(/([^/]{1,60})\.(?:gif|png|jpe?g|webp|svg)$/i);
  return file ? file[1].replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^A-Za-z]+/).filter((word) => !/^(|btn|bt|b|button|img|image|pic|icon|ico|on|off|over|s|m|l|sp|pc|w|h)$/i.test(word)).join(' ') : '';
}

// What lies over the middle of an element that is on the screen; null when nothing foreign does.
function coverOf(el, r) {
  const x = r.left + r.width / 2, y = r.top + r.height / 2;
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return null;
  return foreignAt(el, x, y);
}

// What lies on top at a point, open shadow roots included.
function deepestAt(x, y) {
  let top = document.elementFromPoint(x, y);
  for (let i = 0; top && top.shadowRoot && i < 20; i++) {
    const inner = top.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === top) break;
    top = inner;
  }
  return top;
}

function foreignAt(el, x, y) {
  const top = deepestAt(x, y);
  if (!top || top === el || isWithin(top, el) || isWithin(el, top) && !/^(DIALOG)$/.test(top.tagName)) return null;
  const label = top.closest('label');
  if (label && (label.control === el || label.contains(el))) return null;
  if (el.tagName === 'LABEL' && (el.control === top || el.contains(top))) return null;
  return top;
}

// The words of the card, row or option that a control belongs to: its largest
// ancestor that is small enough and holds no other control of the same words.
function aroundOf(el, name) {
  // Buttons of icons only are told apart by the names they carry.
  const words = (e) => (e.textContent || e.value || '').trim() || e.getAttribute('aria-label') || e.title || '';
  const own = words(el);
  const twin = (c) => c !== el && c.tagName === el.tagName && words(c) === own && !el.contains(c) && !c.contains(el);
  let best = '';
  for (let e = parentOf(el), i = 0; e && i < 8 && e !== document.body; e = parentOf(e), i++) {
    if (best.length > name.length && [...e.querySelectorAll(el.tagName)].slice(0, 200).some(twin)) break;
    const text = shownText(e, 420);
    if (text.length >= 400) break;
    best = text;
    if (/^(LI|TR|ARTICLE|FIELDSET|LABEL|DT|DD)$/.test(e.tagName) && text.length > name.length) break;
    if (text.length > name.length + 60) break;
  }
  return squeeze(best, 240);
}

function colourBehind(el) {
  for (let e = el, i = 0; e && i < 60; e = parentOf(e), i++) {
    const style = getComputedStyle(e);
    if (style.backgroundImage && style.backgroundImage !== 'none') return '';
    const m = style.backgroundColor.match(/rgba?\(([^)]+)\)/);
    if (m) {
      const parts = m[1].split(/[ ,/]+/).map(Number);
      if (parts.length < 4 || parts[3] >= 0.99) return `rgb(${parts[0]}, ${parts[1]}, ${parts[2]})`;
      if (parts[3] > 0.01) return '';
    } else if (style.backgroundColor && style.backgroundColor !== 'transparent') return '';
  }
  return 'rgb(255, 255, 255)';
}
