// Form fields with everything that a person, a browser or a screen reader knows of them.

const FIELD_SELECTOR = 'input,select,textarea,[contenteditable=""],[contenteditable=true],[role=textbox],[role=searchbox],[role=combobox],[role=listbox],[role=radio],[role=checkbox],[role=spinbutton]';
const MAX_FIELDS = 300;
const REQUIRED_MARK = /[*＊✱]|必須|※必|必填|必选|필수|\brequired\b|\bmandatory\b|obligatoire|\bpflicht(feld|angabe)?\b|erforderlich|obligatori[oa]|obbligatori[oa]|verplicht|obrigat[óo]ri[oa]/i;
const OPTIONAL_MARK = /\boptional\b|任意|選填|选填|可选|선택\s*(사항|입력)?|facultati[fv][eo]?|freiwillig|opcional|facoltativ[oa]|optioneel|niet verplicht|if applicable|\bnot required\b/i;
const SECRET = /passw|cc-|card.?n|cardnum|cvc|cvv|csc|ccv|security.?code/i;
const firstSeen = new WeakMap();

function fields(all) {
  const out = [];
  const forms = [...document.forms];
  for (const el of all) {
    if (out.length >= MAX_FIELDS) break;
    if (!el.matches(FIELD_SELECTOR)) continue;
    const type = (el.type || '').toLowerCase();
    if (el.tagName === 'INPUT' && /^(hidden|submit|button|image|reset)$/.test(type)) continue;
    const role = el.getAttribute('role');
    if (role === 'listbox' && el.tagName !== 'SELECT' && all.some((o) => o.getAttribute('role') === 'combobox' && (o.getAttribute('aria-controls') || o.getAttribute('aria-owns')) === el.id && el.id)) continue;
    if (/^(DIV|SPAN|LI|UL|BUTTON|A|LABEL)$/.test(el.tagName) && /^(radio|checkbox|combobox|textbox|searchbox|spinbutton)$/.test(role || '') && el.querySelector('input:not([type=hidden]),select,textarea') && isVisible(el.querySelector('input:not([type=hidden]),select,textarea'))) continue;
    // A mirror of a custom radio or box: kept for the form's sake, hidden from everybody.
    if ((type === 'radio' || type === 'checkbox') && el.getAttribute('aria-hidden') === 'true' && !isVisible(el) && !(el.labels && [...el.labels].some(isVisible))) continue;
    if ((type === 'radio' || type === 'checkbox') && el.getAttribute('aria-hidden') === 'true' && el.parentElement && el.parentElement.querySelector('[role=radio],[role=checkbox],[role=switch]')) continue;
    out.push(fieldOf(el, type, role, forms));
  }
  return out;
}

function kindOf(el, type, role) {
  if (el.tagName === 'SELECT') return el.multiple ? 'select-multiple' : 'select';
  if (el.tagName === 'TEXTAREA') return 'textarea';
  if (el.tagName === 'INPUT') return role === 'combobox' && type === 'text' ? 'text' : type || 'text';
  return role || 'textbox';
}

function fieldOf(el, type, role, forms) {
  const kind = kindOf(el, type, role);
  const choice = kind === 'radio' || kind === 'checkbox' || kind === 'switch';
  const own = isVisible(el);
  const labels = labelsOf(el);
  const proxy = !own && choice ? proxyOf(el, labels) : null;
  const label = labelOf(el, labels, kind);
  const r = boxOf(proxy || el);
  const shownLabel = label.element && isVisible(label.element) && shownText(label.element, 200) ? label.element : null;
  const table = tableHeader(el);
  const around = neighbours(el, table);
  if (kind === 'checkbox' && !labels.length) around.after = sentenceOf(el) || around.after;
  around.before = choice ? around.before : wordsOver(el) || around.before;
  const group = groupLabel(el);
  const marks = markText(el, labels, around.before, table, choice);
  const secret = type === 'password' || SECRET.test(el.name + ' ' + el.id + ' ' + (el.autocomplete || ''));
  const typedInto = el.tagName === 'INPUT' || el.tagName === 'TEXTAREA';
  const value = choice ? el.value || el.getAttribute('data-value') || '' : el.tagName === 'SELECT' ? (el.selectedIndex >= 0 ? el.value : '') : typedInto ? String(el.value) : squeeze(el.innerText, 200);
  const checked = choice ? Boolean(el.checked || el.getAttribute('aria-checked') === 'true') : false;
  // A list made of boxes shows a prompt while nothing is chosen, and often says so.
  const prompts = !typedInto && (el.hasAttribute('data-placeholder') || el.querySelector('[data-placeholder]') !== null);
  const filled = choice ? checked : value !== '' && !prompts;
  if (!firstSeen.has(el)) firstSeen.set(el, filled);
  const form = el.form || el.closest('form');
  const index = form ? forms.indexOf(form) : -1;
  const style = getComputedStyle(el);
  const attribute = (n) => { const v = el.getAttribute(n); return v === null ? null : v.slice(0, 300); };
  // A form's "off" holds for each of its fields that says nothing else.
  const inherited = form && /^\s*off\s*$/i.test(form.getAttribute('autocomplete') || '') ? 'off' : null;
  const number = (n) => (n === null || n === undefined || n < 0 || n > 100000 ? null : n);
  return {
    handle: handleOf(el), frame: 0, selector: selectorOf(el), tag: el.tagName.toLowerCase(), kind,
    name: (el.getAttribute('name') || '').slice(0, 200), id: (el.id || '').slice(0, 200), class: squeeze(el.getAttribute('class') || '', 200),
    label: label.text, label_source: label.source, label_visible: shownLabel !== null,
    label_rect: shownLabel ? rectOf(boxOf(shownLabel)) : null,
    text_before: around.before, text_after: around.after, box_text: choice ? '' : boxText(el), table_header: table ? table.text : '', pictured: table || choice ? '' : picturedBy(el), group_label: group, group: choice ? groupKey(el) : '', section: sectionOf(el),
    placeholder: squeeze(el.getAttribute('placeholder') || '', 200), title: squeeze(el.getAttribute('title') || '', 200),
    description: textOfIds(el, 'aria-describedby'),
    autocomplete: attribute('autocomplete') ?? inherited, inputmode: attribute('inputmode'), enterkeyhint: attribute('enterkeyhint'),
    autocapitalize: attribute('autocapitalize'), autocorrect: attribute('autocorrect'), spellcheck: attribute('spellcheck'), pattern: attribute('pattern'),
    maxlength: number(el.maxLength), minlength: number(el.minLength), range: [attribute('min'), attribute('max')],
    required: Boolean(el.required), aria_required: el.getAttribute('aria-required') === 'true',
    required_mark: (marks.match(REQUIRED_MARK) || [null])[0], optional_mark: (marks.match(OPTIONAL_MARK) || [null])[0],
    readonly: Boolean(el.readOnly) || el.getAttribute('aria-readonly') === 'true', disabled: !isEnabled(el),
    value: secret ? '' : value.slice(0, 300), filled, checked, preset: Boolean(firstSeen.get(el)),
    options: optionsOf(el), form: index >= 0 ? index : null,
    form_action: form ? String(form.getAttribute('action') ? form.action : location.href).slice(0, 2000) : null,
    region: regionOf(el), rect: rectOf(r), visible: own || proxy !== null, proxy: proxy ? handleOf(proxy) : null,
    invalid: el.getAttribute('aria-invalid') === 'true', valid: el.validity ? el.validity.valid : true,
    validation_message: squeeze(el.validationMessage || '', 200), font_px: parseFloat(style.fontSize) || 0, border_ratio: own ? borderRatio(el, style) : null,
    purpose: '', purpose_certainty: 0,
  };
}

// All the words of the block that holds a box to tick and no other field: links in the middle of a sentence
// ("I have read the terms and agree") are part of it.
function sentenceOf(el) {
  const row = el.parentElement;
  if (!row || !/^(P|DIV|LI|SPAN|TD|DD)$/.test(row.tagName) || row.querySelectorAll(FIELDS_ONLY).length !== 1) return '';
  return isVisible(row) ? shownText(row, 160) : '';
}

// The visible thing that stands for a radio or checkbox that styling hides.
function proxyOf(el, labels) {
  for (const label of labels) if (isVisible(label)) return label;
  const next = el.nextElementSibling;
  if (next && isVisible(next) && !next.matches('input,select,textarea,button,a[href],[role=button],[role=link]')) return next;
  const wrap = el.closest('[role=radio],[role=checkbox],[role=option],[role=button],li,td');
  if (wrap && isVisible(wrap) && wrap.querySelectorAll('input').length === 1) return wrap;
  return null;
}

// A row copied with its `for` names the first row's field a second time: of several labels those
// count that no other field stands before.
function labelsOf(el) {
  const labels = el.labels ? [...el.labels] : [];
  if (labels.length < 2) return labels;
  const fields = [...document.querySelectorAll(FIELDS_ONLY)];
  const at = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
  const parted = (l) => fields.some((f) => f !== el && !l.contains(f) && (at(el, f) && at(f, l) || at(l, f) && at(f, el)));
  // Words right behind this field, and before one that no label names, are that one's.
  const first = labels.some((l) => at(l, el));
  const next = (l) => { const f = fields.find((f) => at(l, f)); return first && at(el, l) && f && f.labels && f.labels.length === 0; };
  const own = labels.filter((l) => l.contains(el) || !parted(l) && !next(l));
  return own.length ? own : labels;
}

function labelOf(el, labels, kind) {
  const ids = el.getAttribute('aria-labelledby');
  if (ids) {
    const text = textOfIds(el, 'aria-labelledby');
    if (text) { const root = el.getRootNode(); const first = (root.getElementById ? root : document).getElementById(ids.trim().split(/\s+/)[0]); return { text: squeeze(text, 200), source: 'aria-labelledby', element: first }; }
  }
  const aria = el.getAttribute('aria-label');
  if (aria && aria.trim()) return { text: squeeze(aria, 200), source: 'aria-label', element: labels.find((l) => shownText(l, 200)) || null };
  // A field may have two labels, the row's and its own: its name is both.
  const named = labels.map((l) => ({ l, text: labelText(l, el) || squeeze(l.textContent, 200) })).filter((n) => n.text);
  if (named.length) {
    const text = squeeze(named.slice(0, 3).map((n) => n.text).join(' '), 200);
    return { text, source: named[0].l.contains(el) ? 'wrap' : 'for', element: named[0].l };
  }
  if (!/^(INPUT|SELECT|TEXTAREA)$/.test(el.tagName) && kind !== 'listbox') {
    const text = shownText(el, 200);
    if (text) return { text, source: 'content', element: el };
  }
  const title = el.getAttribute('title');
  if (title && title.trim()) return { text: squeeze(title, 200), source: 'title', element: null };
  const placeholder = el.getAttribute('placeholder');
  if (placeholder && placeholder.trim()) return { text: squeeze(placeholder, 200), source: 'placeholder', element: null };
  return { text: '', source: 'none', element: null };
}

function labelText(label, el) {
  return shownText(label, 200) || (label.contains(el) ? '' : squeeze(label.innerText, 200));
}

const FIELDS_ONLY = 'input:not([type=hidden]),select,textarea';

// The visible text just before and just behind a field, up to the next field.
// What counts as seen beside a field: where it is hidden itself, in a step that
// has not opened yet, so are the words that belong to it.
function sightOf(el) {
  return isVisible(el) ? isVisible : () => true;
}

// In a table the words of other cells are headers, and not necessarily this field's.
function neighbours(el, table) {
  const scope = el.closest('form,table,fieldset,section,dialog,main') || document.body;
  const cell = table && table.element && el.closest('td,th');
  const shown = sightOf(el);
  // What stands in the next row speaks of that row; a box to tick may have its words anywhere.
  const behind = (!/^(radio|checkbox)$/.test(el.type || '') && el.closest('tr')) || scope;
  let last = null;
  const text = (from, step, backwards) => {
    let out = '';
    last = null;
    let node = from;
    for (let i = 0; i < 60 && node; i++) {
      node = step(node);
      if (!node) break;
      if (node.nodeType === 1) {
        if (node.matches(FIELDS_ONLY)) { if (shown(node)) break; continue; }
        // A picture of words speaks by its alternative text, where no words stand nearer.
        if (backwards && !out && node.tagName === 'IMG' && node.alt.trim() && shown(node) && !node.closest('a,button,[role=button]')) { out = node.alt; break; }
        continue;
      }
      if (node.nodeType !== 3 || !node.data.trim()) continue;
      const holder = node.parentElement;
      if (!holder || /^(SCRIPT|STYLE|OPTION|TEMPLATE|NOSCRIPT)$/.test(holder.tagName) || !shown(holder)) continue;
      if (holder.closest('button,a,[role=button]') && !out) continue;
      out = backwards ? node.data + ' ' + out : out + ' ' + node.data;
      last = holder;
      // One sign and a colon is a whole label where words have one sign.
      if (backwards && /^\p{Script=Han}[:：]$/u.test(out.trim())) break;
      if (out.trim().length > 2 && /\S{2,}/.test(out.replace(REQUIRED_MARK, '').replace(OPTIONAL_MARK, ''))) break;
    }
    return squeeze(out, 120);
  };
  const ahead = (from, within) => text(from, (node) => before(node, within), true);
  const inOrder = () => { const words = ahead(el, scope); return (!words || isInOtherColumn(last, el)) && wordsAbove(el) || words; };
  return { before: cell ? ahead(el, cell) || shownText(table.element, 120) : inOrder(), after: text(el, (node) => after(node, behind), false) };
}

// Whether words and field are parts of one running text, whose lines break anywhere: the words before a
// box may end the line above it, and those right above it may belong to another one.
function inOneText(holder, el) {
  let words = holder;
  while (words && words.parentElement !== el.parentElement) words = words.parentElement;
  return Boolean(words) && [words, el].every((e) => getComputedStyle(e).display.startsWith('inline'));
}

// Whether words stand above the field, but over another one beside it.
function isInOtherColumn(holder, el) {
  if (!holder || !isVisible(el)) return false;
  if (inOneText(holder, el)) return false;
  const r = el.getBoundingClientRect();
  const b = holder.getBoundingClientRect();
  return b.bottom <= r.top + 2 && (b.left >= r.right - 2 || b.right <= r.left + 2);
}

// Words right above the field that begin where it begins: a row of labels over a row of fields.
function wordsAbove(el) {
  if (!isVisible(el)) return '';
  const r = el.getBoundingClientRect();
  for (let e = parentOf(el), i = 0; e && i < 4; e = parentOf(e), i++) {
    if (/^(BODY|HTML|TABLE)$/.test(e.tagName)) break;
    const over = [...e.querySelectorAll('*')].slice(0, 80).find((c) => {
      if (c.matches(FIELDS_ONLY + ',option,button,a,script,style') || c.querySelector(FIELDS_ONLY) || c.childElementCount > 2 || !isVisible(c) || inOneText(c, el)) return false;
      const b = c.getBoundingClientRect();
      return b.height < 60 && b.bottom <= r.top + 4 && r.top - b.bottom < 24 && Math.abs(b.left - r.left) < 8 && /\S{2,}/.test(c.textContent);
    });
    if (over) return shownText(over, 80);
  }
  return '';
}

// Words that lie in the field itself although they stand behind it in the page: a floating label.
function wordsOver(el) {
  if (!isVisible(el)) return '';
  const r = el.getBoundingClientRect();
  for (let e = el.nextElementSibling, i = 0; e && i < 3; e = e.nextElementSibling, i++) {
    if (e.matches(FIELDS_ONLY) || e.matches('button,a,svg,img') || e.querySelector(FIELDS_ONLY) || !isVisible(e)) continue;
    const b = e.getBoundingClientRect();
    const y = b.top + b.height / 2;
    if (b.left >= r.left - 4 && b.left <= r.left + r.width / 2 && y >= r.top - 4 && y <= r.bottom + 2) return shownText(e, 80);
  }
  return '';
}

// The words of the largest box that holds this field and no other: whatever its
// markup, and wherever in it they stand, they speak of this field.
function boxText(el) {
  const shown = sightOf(el);
  let text = '';
  for (let e = parentOf(el), i = 0; e && i < 8; e = parentOf(e), i++) {
    if (/^(FORM|BODY|HTML|MAIN|TABLE|TBODY|DIALOG)$/.test(e.tagName)) break;
    if ([...e.querySelectorAll(FIELDS_ONLY)].slice(0, 40).some((o) => o !== el && shown(o))) break;
    const words = wordsIn(e, shown);
    if (words.length > 160) break;
    text = words || text;
  }
  return text;
}

// Shown text without that of buttons and links.
function wordsIn(root, shown) {
  let out = '';
  let seen = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && out.length < 400 && seen < 400; node = walker.nextNode(), seen++) {
    if (!node.data.trim()) continue;
    const holder = node.parentElement;
    if (!holder || holder.closest('script,style,option,select,textarea,template,noscript,button,a,[role=button],[role=option]') || !shown(holder)) continue;
    out += ' ' + node.data;
  }
  return squeeze(out, 400);
}

function before(node, scope) {
  if (node === scope) return null;
  if (node.previousSibling) return deepest(node.previousSibling);
  return node.parentNode === scope || !node.parentNode || node.parentNode.nodeType !== 1 ? null : passUp(node, scope);
}

function passUp(node, scope) {
  let parent = node.parentNode;
  while (parent && parent !== scope && !parent.previousSibling) parent = parent.parentNode;
  if (!parent || parent === scope || parent.nodeType !== 1) return null;
  return deepest(parent.previousSibling);
}

// The last node in a subtree; a field counts as one, its options are not text of the page.
function deepest(node) {
  while (node.lastChild && !(node.nodeType === 1 && node.matches(FIELDS_ONLY))) node = node.lastChild;
  return node;
}

function after(node, scope) {
  if (node.nodeType === 1 && node.firstChild && !node.matches(FIELDS_ONLY)) return node.firstChild;
  while (node && node !== scope && !node.nextSibling) node = node.parentNode;
  return node && node !== scope ? node.nextSibling : null;
}

// Words by which a cell only says whether its row must be filled in.
const MARK_ONLY = /^[\s*＊※()（）［］\[\]]*(必須|任意|必填|選填|选填|필수|선택|required|optional|pflichtfeld|obligatoire|facultatif|obligatorio|opcional|verplicht)?[\s*＊※()（）［］\[\]]*$/iu;

// A cell that holds a price or a number and nothing else.
const AMOUNT_ONLY = /^(?=.*\d)[\p{Sc}\d\s.,'’円元원-]+$/u;

// Header cells of the field's row and column, or the term of its definition list.
function tableHeader(el) {
  const cell = el.closest('td,th');
  const hidden = !isVisible(el);
  const words = (e, limit) => shownText(e, limit) || (hidden ? squeeze(e.textContent, limit) : '');
  const parts = [];
  let element = null;
  if (cell) {
    const row = cell.parentElement;
    const cells = row ? [...row.children] : [];
    const says = (c) => c !== cell && !c.querySelector(FIELDS_ONLY) && (/[\p{L}\p{N}*＊※]/u.test(c.textContent) || c.querySelector('img[alt]:not([alt=""])') !== null);
    const ahead = cells.slice(0, cells.indexOf(cell)).filter(says);
    // The cell just before names the field; the row's own header says what they are part of.
    const nearest = ahead[ahead.length - 1] || cells.find((c) => c.tagName === 'TH' && says(c));
    // A cell that only says "required" speaks with the cell before it.
    const mark = nearest && MARK_ONLY.test(squeeze(nearest.textContent, 30));
    const header = ahead[0] && ahead[0] !== nearest && (ahead[0].tagName === 'TH' || mark) ? ahead[0] : null;
    const table = cell.closest('table');
    const head = table && row && headRow(table, row);
    const top = head && head.cells[cell.cellIndex];
    // Behind a price the cell is one of a list of goods: its column names it.
    if (top && top !== cell && nearest && AMOUNT_ONLY.test(squeeze(nearest.textContent, 30)) && words(top, 120)) {
      return { text: words(top, 120), element: top };
    }
    for (const c of [header, nearest]) if (c) { parts.push(words(c, 120)); element = c; }
    if (!element) { const around = headerAround(el); if (around) { parts.push(words(around, 120)); element = around; } }
    const above = row && row.previousElementSibling;
    const labels = above && !above.querySelector(FIELDS_ONLY) && above.children.length === cells.length ? above.children[cells.indexOf(cell)] : null;
    if (labels && !parts.some(Boolean)) { parts.push(words(labels, 120)); element = labels; }
    else {
      if (top && top !== cell) parts.push(words(top, 120));
    }
  } else {
    const dd = el.closest('dd');
    let dt = dd && dd.previousElementSibling;
    while (dt && dt.tagName !== 'DT') dt = dt.previousElementSibling;
    if (dt) { parts.push(words(dt, 120)); element = dt; }
  }
  const text = squeeze(parts.filter(Boolean).join(' / '), 200);
  return text ? { text, element } : null;
}

// What the file of a picture without words is called that stands where the words of a row would: its
// shapes cannot be read, but `t_zip.gif` was named by somebody.
function picturedBy(el) {
  const cell = el.closest('td,dd');
  let before = cell && cell.previousElementSibling;
  if (!before || !before.matches('td,th,dt') || before.querySelector(FIELDS_ONLY) || /[\p{L}\p{N}]/u.test(before.textContent)) return '';
  const picture = before.querySelector('img');
  if (!picture || picture.alt || !isVisible(picture)) return '';
  const file = (picture.getAttribute('src') || '').split(/[?#]/)[0].split('/').pop().replace(/\.\w+$/, '');
  const words = file.split(/[^a-z]+/i).filter((w) => w.length > 2 && !/^(img|pic|txt|ttl|title|label|lbl|item|form|order|text|head)$/i.test(w));
  return words.join('_').slice(0, 60);
}

// The cell before the one that holds this field's whole small table: a row of a form whose boxes
// are laid out in a table of their own, not a column of the page.
function headerAround(el) {
  const table = el.closest('table');
  const holder = table && table.parentElement && table.parentElement.closest('td,th');
  const before = holder && holder.previousElementSibling;
  if (!before || !before.matches('td,th') || holder.querySelectorAll(FIELDS_ONLY).length > 6) return null;
  if (before.querySelector('table,a,' + FIELDS_ONLY)) return null;
  const words = shownText(before, 60);
  return words && words.length <= 40 ? before : null;
}

// The row that names a table's columns: its head, or a first row of several words and no field.
function headRow(table, row) {
  if (table.tHead && table.tHead.rows[0]) return table.tHead.rows[0];
  const first = table.rows[0];
  if (!first || first === row || first.cells.length < 2 || first.cells.length !== row.children.length) return null;
  const named = [...first.cells].filter((c) => c.textContent.trim()).length;
  return named > 1 && !first.querySelector(FIELDS_ONLY) ? first : null;
}

function groupLabel(el) {
  const fieldset = el.closest('fieldset');
  const legend = fieldset && fieldset.querySelector('legend');
  if (legend) return shownText(legend, 160) || squeeze(legend.textContent, 160);
  const group = el.parentElement && el.parentElement.closest('[role=group],[role=radiogroup]');
  if (group) return squeeze(group.getAttribute('aria-label') || textOfIds(group, 'aria-labelledby'), 160);
  return '';
}

// Radios of one choice share a name; custom ones share a radiogroup, or the
// nearest box that holds more than one of them.
// Some stores give each radio of a list a name of its own, and keep them apart by script.
function isNamedAlone(el, name, radios) {
  const same = (e) => e.getAttribute('name') === name;
  for (let e = parentOf(el), i = 0; e && i < 5; e = parentOf(e), i++) {
    const all = [...e.querySelectorAll(radios)].slice(0, 60);
    if (all.length < 2) continue;
    return all.filter(same).length === 1 && new Set(all.map((o) => o.getAttribute('name'))).size === all.length;
  }
  return false;
}

function groupKey(el) {
  const name = el.getAttribute('name');
  const radios = 'input[type=radio]:not([aria-hidden=true]),[role=radio]';
  if (name && (el.type !== 'radio' || !isNamedAlone(el, name, radios))) return name;
  for (let e = parentOf(el), i = 0; e && i < 12; e = parentOf(e), i++) {
    if (e.matches('[role=radiogroup],fieldset') || e.querySelectorAll(radios).length > 1) return selectorOf(e) + headingBetween(e, el, radios);
  }
  return '';
}

// Radios without a name in one box are of several choices where a heading stands between them: which one.
function headingBetween(box, el, radios) {
  let seen = false, nth = 0;
  for (const child of box.children) {
    if (child.contains(el)) break;
    if (child.matches(radios) || child.querySelector(radios)) seen = true;
    else if (seen && child.matches('h1,h2,h3,h4,h5,h6,legend,[role=heading]')) nth++;
  }
  return nth ? ` @${nth}` : '';
}

function sectionOf(el) {
  const hidden = !isVisible(el);
  for (let e = el, i = 0; e && i < 12; e = parentOf(e), i++) {
    for (let s = e.previousElementSibling, n = 0; s && n < 12; s = s.previousElementSibling, n++) {
      const heading = s.matches('h1,h2,h3,h4,h5,h6,legend,[role=heading]') ? s : s.querySelector('h1,h2,h3,h4,h5,h6,[role=heading]');
      if (heading && isVisible(heading)) return shownText(heading, 120);
      // What is not shown yet stands under a heading that is not shown either.
      if (heading && hidden) return squeeze(heading.textContent, 120);
    }
  }
  return '';
}

// All text in which "required" or "optional" may be said, drawn by CSS included.
function markText(el, labels, textBefore, table, choice) {
  const parts = [];
  const pseudo = (e) => {
    for (const which of ['::before', '::after']) {
      const content = getComputedStyle(e, which).content;
      if (content && content !== 'none' && content !== 'normal') parts.push(content.replace(/^["']|["']$/g, ''));
    }
  };
  const of = (e) => {
    parts.push(shownText(e, 200));
    pseudo(e);
    let n = 0;
    for (const child of e.querySelectorAll('*')) { if (++n > 12) break; if (isVisible(child) || child.childElementCount === 0) pseudo(child); }
  };
  for (const label of labels) of(label);
  if (table && table.element) of(table.element);
  const outer = headerAround(el);
  if (outer) of(outer);
  if (!choice || !labels.length) parts.push(textBefore);
  parts.push(el.getAttribute('placeholder') || '', el.getAttribute('aria-label') || '');
  // A mark of its own just behind the field.
  const next = el.nextElementSibling;
  if (next && !choice && isVisible(next) && /^[*＊✱]{1,2}$/.test(shownText(next, 8))) parts.push('*');
  for (const id of (el.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean)) { const e = document.getElementById(id); if (e) of(e); }
  const wrap = el.parentElement;
  if (wrap && wrap.tagName !== 'FORM' && wrap.querySelectorAll(FIELDS_ONLY).length === 1) { pseudo(wrap); const text = shownText(wrap, 160); if (text.length < 120) parts.push(text); }
  // The legend of a few boxes for one thing (day, month, year) speaks for each of them.
  const around = el.closest('fieldset');
  const fieldset = around && (choice || around.querySelectorAll(FIELDS_ONLY).length <= 4) ? around : null;
  const legend = fieldset && fieldset.querySelector('legend');
  if (legend) of(legend);
  // A reference mark at the end of a name is a mark; before a note it is none.
  const marked = parts.filter(Boolean).map((part) => part.replace(/※\s*$/, '※必'));
  return squeeze(marked.join(' '), 900);
}

// A first entry that cannot be chosen is the list's prompt: it is kept, without a value.
function optionsOf(el) {
  const prompts = (o) => o.disabled && o.index === 0 && o.text.trim() !== '';
  if (el.tagName === 'SELECT') return [...el.options].filter((o) => !o.disabled || prompts(o)).slice(0, 300).map((o) => [prompts(o) ? '' : o.value.slice(0, 120), squeeze(o.label || o.text, 120)]);
  const list = el.getAttribute('role') === 'listbox' ? el : document.getElementById(el.getAttribute('aria-controls') || el.getAttribute('aria-owns') || '');
  if (!list) return [];
  return [...list.querySelectorAll('[role=option]')].slice(0, 300).map((o) => {
    const text = squeeze(o.innerText || o.textContent, 120);
    return [(o.getAttribute('data-value') || o.id || text).slice(0, 120), text];
  });
}

// WCAG 1.4.11: how much a field's border, or its ground where that differs,
// stands out from the page behind it; null where it cannot be told.
function borderRatio(el, style) {
  const parent = parentOf(el);
  if (!parent || transparentSomewhere(el)) return null;
  const behind = colourBehind(parent).match(/^rgb\((\d+), (\d+), (\d+)\)$/);
  if (!behind) return null;
  const page = luminance(behind.slice(1).map(Number));
  const against = (colour) => {
    const m = colour.match(/^rgb\((\d+), (\d+), (\d+)\)$/);
    if (!m) return null;
    const l = luminance(m.slice(1).map(Number));
    return (Math.max(l, page) + 0.05) / (Math.min(l, page) + 0.05);
  };
  const ratios = [];
  for (const side of ['Top', 'Bottom', 'Left', 'Right']) {
    if (parseFloat(style['border' + side + 'Width']) > 0 && style['border' + side + 'Style'] !== 'none') ratios.push(against(style['border' + side + 'Color']));
  }
  ratios.push(against(style.backgroundColor));
  const known = ratios.filter((r) => r !== null);
  return known.length ? Math.round(Math.max(...known) * 100) / 100 : null;
}
