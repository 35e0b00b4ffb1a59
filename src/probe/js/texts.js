// Visible text, headings, messages and the number on the cart's badge.

function visibleText() {
  let out = (document.body ? document.body.innerText : '') || '';
  return out;
}

// innerText does not enter shadow roots; what stands there is added behind.
function shadowText(all) {
  let out = '';
  for (const el of all) {
    if (!el.shadowRoot || out.length > 20000) continue;
    if (!isVisible(el) && !el.shadowRoot.querySelector('*')) continue;
    for (const child of el.shadowRoot.children) if (child.innerText && !/^(STYLE|SCRIPT)$/.test(child.tagName)) out += '\n' + child.innerText;
  }
  return out;
}

function tidyText(text) {
  return text.replace(/\r/g, '').replace(/[ \t\u00a0\u200b]+/g, ' ').replace(/ ?\n ?/g, '\n').replace(/\n{2,}/g, '\n').trim().slice(0, 40000);
}

function headings(all) {
  const out = [];
  for (const el of all) {
    const level = /^H[1-6]$/.test(el.tagName) ? Number(el.tagName[1]) : el.getAttribute('role') === 'heading' ? Number(el.getAttribute('aria-level')) || 2 : 0;
    if (!level || !isVisible(el)) continue;
    const text = shownText(el, 200);
    if (text) out.push([Math.min(6, Math.max(1, level)), text]);
    if (out.length >= 80) break;
  }
  return out;
}

const MESSAGE_WORDS = /(^|[-_ ])(errors?|err|invalid|alerts?|warning|danger|notice|messages?|msg|toast|flash|notification|snackbar|success|feedback|help-block|errorlist|growl|fout(?:en|melding(?:en)?)?|melding(?:en)?|fehler(?:meldung(?:en)?)?|meldung(?:en)?|hinweis|erreurs?|errore|errori|erros?|mensaje|mensagem|messaggio|aviso)([-_ ]|$)/i;
const ERROR_WORDS = /(^|[-_ ])(errors?|err|invalid|danger|errorlist|fout(?:en|melding(?:en)?)?|fehler(?:meldung(?:en)?)?|erreurs?|errore|errori|erros?)([-_ ]|$)|alert-(error|danger|warning)|field-error|has-error/i;

function messages(all) {
  const out = [];
  const taken = [];
  for (const el of all) {
    if (out.length >= 40) break;
    if (/^(BODY|HTML|MAIN|FORM|INPUT|SELECT|TEXTAREA|BUTTON|A|LABEL|IMG|SVG|TR|TABLE|TBODY)$/i.test(el.tagName)) continue;
    const role = el.getAttribute('role') || '';
    const live = el.getAttribute('aria-live') || '';
    const words = (el.id || '') + ' ' + (typeof el.className === 'string' ? el.className : '');
    const byRole = role === 'alert' || role === 'status' || live === 'polite' || live === 'assertive';
    if (!byRole && !(words.length < 300 && words.split(/\s+/).some((w) => MESSAGE_WORDS.test(w)))) continue;
    if (!isVisible(el)) continue;
    if (taken.some((t) => t.contains(el))) continue;
    const text = shownText(el, 320);
    if (text.length < 2 || text.length > 310) continue;
    if (el.querySelectorAll(FIELDS_ONLY).length) continue;
    taken.push(el);
    const style = getComputedStyle(el);
    const red = isReddish(style.color);
    out.push({ text: text.slice(0, 300), selector: selectorOf(el), role: role || (live ? 'live-' + live : ''), error: words.split(/\s+/).some((w) => ERROR_WORDS.test(w)) || red, field: fieldNear(el), rect: rectOf(boxOf(el)) });
  }
  // Text that an invalid field names as its description is a message whatever its class says.
  for (const el of all) {
    if (out.length >= 60) break;
    if (!el.matches('[aria-invalid=true]')) continue;
    const ids = ((el.getAttribute('aria-errormessage') || '') + ' ' + (el.getAttribute('aria-describedby') || '')).split(/\s+/).filter(Boolean);
    for (const id of ids) {
      const e = document.getElementById(id);
      if (!e || !isVisible(e) || taken.some((t) => t.contains(e) || e.contains(t))) continue;
      taken.push(e);
      out.push({ text: shownText(e, 300), selector: selectorOf(e), role: e.getAttribute('role') || '', error: true, field: handleOf(el), rect: rectOf(boxOf(e)) });
    }
  }
  return out;
}

// Words in red that no class calls a message: `<font color=red>`, `style="color:red"`. What they are
// only tells whether they came with the answer to a press.
function colouredTexts(all) {
  const out = [];
  for (const el of all) {
    if (out.length >= 20) break;
    if (!/^(FONT|SPAN|P|DIV|B|STRONG|SMALL|EM|I|LI|TD|DD|CENTER)$/.test(el.tagName) || !el.firstChild) continue;
    let own = '';
    for (const n of el.childNodes) if (n.nodeType === 3) own += n.data;
    own = squeeze(own, 310);
    if (own.length < 5 || own.length > 300 || !isReddish(getComputedStyle(el).color) || !isVisible(el)) continue;
    out.push({ text: own, selector: selectorOf(el), role: '', error: true, field: fieldNear(el), rect: rectOf(boxOf(el)) });
  }
  return out;
}

// Rows of short names of which one is marked as the one that is shown, as the steps of a checkout are: each
// name, whether it is the marked one, and whether it leads to another page.
function stepRows(all) {
  const MARK = /(^|[-_ ])(active|current|selected|now)([-_ ]|$)/i;
  const marked = (el) => {
    const own = [el, ...[...el.children].slice(0, 3)];
    return own.some((e) => /^(step|true|page|location)$/.test(e.getAttribute('aria-current') || '') || MARK.test(String(e.getAttribute('class') || '')));
  };
  const out = [];
  for (const el of all) {
    if (out.length >= 5) break;
    if (!/^(OL|UL|TR|NAV|DIV)$/.test(el.tagName) || el.children.length < 3 || el.children.length > 9) continue;
    const items = [...el.children].filter((e) => /^(LI|TD|DIV|SPAN|A|P)$/.test(e.tagName) && isVisible(e));
    const names = items.map((e) => shownText(e, 60));
    const told = items.map((e, i) => [names[i], marked(e), [...(e.matches('a[href]') ? [e] : []), ...e.querySelectorAll('a[href]')].some((a) => !/^(#|javascript:)/i.test(a.getAttribute('href')))]).filter(([name]) => name);
    if (told.length < 3 || told.some(([name]) => name.length > 40) || told.filter(([, is]) => is).length !== 1) continue;
    out.push(told);
  }
  return out;
}

function isReddish(color) {
  const [red, green, blue] = (color.match(/\d+/g) || []).map(Number);
  // Dark red too, but no brown.
  return red > 140 && green < 90 && blue < 110 || red > 127 && green < 60 && blue < 60;
}

function fieldNear(el) {
  if (el.id) {
    const linked = document.querySelector(`[aria-describedby~="${CSS.escape(el.id)}"],[aria-errormessage~="${CSS.escape(el.id)}"]`);
    if (linked) return handleOf(linked);
  }
  for (let e = parentOf(el), i = 0; e && i < 4; e = parentOf(e), i++) {
    const inside = e.querySelectorAll(FIELDS_ONLY);
    if (inside.length === 1) return handleOf(inside[0]);
    if (inside.length > 1) return null;
  }
  return null;
}

const CART_WORDS = /cart|basket|\bbag\b|warenkorb|panier|carrito|cesta|carrello|winkelwagen|carrinho|sacola|カート|買い物かご|お買い物|购物车|購物車|장바구니/i;

// The count stands in a link or button to the cart: as a badge, in brackets, or in its label.
function cartCount(all) {
  let best = null;
  for (const el of all) {
    if (!el.matches('a,button,[role=button],[role=link],[class*=cart],[class*=basket],[id*=cart],[class*=count],[class*=badge],[class*=qty]')) continue;
    const words = hintsOf(el) + ' ' + (el.getAttribute('href') || '') + ' ' + (el.getAttribute('aria-label') || '') + ' ' + (el.title || '');
    const owner = el.closest('a,button') || el;
    const context = words + ' ' + (owner.getAttribute('href') || '') + ' ' + hintsOf(owner) + ' ' + shownText(owner, 60);
    if (!CART_WORDS.test(context)) continue;
    const region = regionOf(el);
    if (region === 'footer') continue;
    const shown = isVisible(el) ? shownText(el, 60) : '';
    const text = (shown + ' ' + (el.getAttribute('aria-label') || '')).normalize('NFKC');
    if (/[$£€¥₩]|\d[.,]\d{2}|円/.test(text) && !/\(\d+\)/.test(text)) continue;
    const m = text.match(/^\s*(\d{1,3})\s*$|[(（[]\s*(\d{1,3})\s*[)）\]]|(\d{1,3})\s*(items?|products?|点|個|件|artikel|articles?|art[íi]culos?|articoli|producten|itens|商品|개)|(?:cart|basket|bag|カート)\D{0,12}?(\d{1,3})(?!\d|[.,]\d)|^\s*(\d{1,3})\s*(?:cart|basket|bag)/i);
    if (!m) continue;
    const n = Number(m.slice(1).find((v) => v !== undefined && /^\d+$/.test(v)));
    if (Number.isNaN(n)) continue;
    const weight = (region === 'header' ? 2 : 1) + (isVisible(el) ? 2 : 0);
    if (best === null || weight > best.weight) best = { n, weight };
  }
  return best ? best.n : null;
}

function jsonLd() {
  return [...document.querySelectorAll('script[type="application/ld+json" i]')].slice(0, 20).map((s) => s.textContent.slice(0, 50000));
}
