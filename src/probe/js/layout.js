// Facts about the layout: what sticks out, what is too small to read, what is always there.

function layout(all, seenControls) {
  const root = document.documentElement;
  const meta = document.querySelector('meta[name=viewport i]');
  const over = Math.max(0, Math.max(root.scrollWidth, document.body ? document.body.scrollWidth : 0) - root.clientWidth);
  const out = {
    meta_viewport: meta ? (meta.getAttribute('content') || '').slice(0, 300) : null,
    overflow_px: over, overflowing: [], sticky_share: stickyShare(all), small_text: [], first_screen_controls: 0, visible_links: 0, nav_top_links: 0,
    dom_nodes: all.length, low_contrast: [],
  };
  if (over > 1) {
    for (const el of all) {
      const r = el.getBoundingClientRect();
      if (r.width > 0 && r.right + scrollX > root.clientWidth + 1 && r.height > 0 && isVisible(el) && !scrollsSideways(el)) { out.overflowing.push(selectorOf(el)); if (out.overflowing.length >= 10) break; }
    }
  }
  for (const c of seenControls) {
    if (!c.visible) continue;
    if (c.role === 'link' || c.href) out.visible_links++;
    if (c.rect.y < innerHeight && c.rect.y + c.rect.h > 0) out.first_screen_controls++;
  }
  out.nav_top_links = topNavigation(seenControls);
  readability(all, out);
  return out;
}

function scrollsSideways(el) {
  for (let e = parentOf(el), i = 0; e && e !== document.body && i < 60; e = parentOf(e), i++) if (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX)) return true;
  return false;
}

function stickyShare(all) {
  const bars = [];
  for (const el of all) {
    const style = getComputedStyle(el);
    if (style.position !== 'fixed' && style.position !== 'sticky') continue;
    if (!isVisible(el) || bars.some((b) => b.el.contains(el))) continue;
    const r = boxOf(el);
    if (r.width < innerWidth * 0.5 || r.height > innerHeight * 0.9) continue;
    const top = style.position === 'fixed' ? r.top <= 1 : style.top !== 'auto';
    const bottom = style.position === 'fixed' ? r.bottom >= innerHeight - 1 : style.bottom !== 'auto';
    if (top || bottom) bars.push({ el, h: r.height });
  }
  return Math.min(1, bars.reduce((sum, b) => sum + b.h, 0) / innerHeight);
}

// The widest row or list of links in the header's navigation: its top level as shown.
function topNavigation(seenControls) {
  const groups = new Map();
  for (const c of seenControls) {
    if (!c.visible || (c.region !== 'header' && c.region !== 'nav')) continue;
    const el = elementOf(c.handle);
    const nav = el && (el.closest('nav,[role=navigation],[role=menubar],ul') || el.closest('header'));
    if (!nav) continue;
    groups.set(nav, (groups.get(nav) || 0) + 1);
  }
  return Math.max(0, ...groups.values());
}

function luminance([r, g, b]) {
  const lin = (v) => { const s = v / 255; return s <= 0.04045 ? s / 12.92 : Math.pow((s + 0.055) / 1.055, 2.4); };
  return 0.2126 * lin(r) + 0.7152 * lin(g) + 0.0722 * lin(b);
}

// WCAG 1.4.3 on plain grounds; over pictures and transparency nothing is claimed.
function readability(all, out) {
  let checked = 0;
  const moving = new Set(document.getAnimations().filter(endsSometime).map((a) => a.effect.target));
  for (const el of all) {
    if (checked > 1500) break;
    let own = '';
    for (const n of el.childNodes) if (n.nodeType === 3) own += n.data;
    own = squeeze(own, 60);
    if (own.length < 2 || /^(OPTION|SELECT|TITLE)$/.test(el.tagName) || !isVisible(el)) continue;
    checked++;
    const style = getComputedStyle(el);
    const size = parseFloat(style.fontSize);
    if (size < 12 && out.small_text.length < 20) out.small_text.push([selectorOf(el), Math.round(size * 10) / 10, own]);
    if (out.low_contrast.length >= 30 || !isEnabled(el)) continue;
    const fg = style.color.match(/^rgb\((\d+), (\d+), (\d+)\)$/);
    const bg = colourBehind(el).match(/^rgb\((\d+), (\d+), (\d+)\)$/);
    if (!fg || !bg || transparentSomewhere(el) || isPassing(el, moving)) continue;
    const a = luminance(fg.slice(1).map(Number)), b = luminance(bg.slice(1).map(Number));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const need = large ? 3 : 4.5;
    if (ratio < need - 0.005) out.low_contrast.push([selectorOf(el), Math.round(ratio * 100) / 100, need, own]);
  }
}

// Whether an element's colours are not those that it has: they are on their way to others, or the control is
// pointed at, which on a phone is where the last tap happened to be.
function isPassing(el, moving) {
  for (let e = el, i = 0; e && i < 40; e = parentOf(e), i++) {
    if (moving.has(e) || (e.matches(':hover') && e.matches('a, button, input, label, [role=button]'))) return true;
  }
  return false;
}

function endsSometime(animation) {
  return animation.playState === 'running' && Number.isFinite(animation.effect?.getComputedTiming().endTime);
}

function transparentSomewhere(el) {
  for (let e = el, i = 0; e && i < 40; e = parentOf(e), i++) if (Number(getComputedStyle(e).opacity) < 1) return true;
  return false;
}

function images() {
  const out = [];
  for (const img of document.images) {
    if (out.length >= 200) break;
    if (!isVisible(img)) continue;
    const style = getComputedStyle(img);
    const r = boxOf(img);
    out.push({
      src: (img.currentSrc || img.src || '').startsWith('data:') ? 'data:' : String(img.currentSrc || img.src || '').slice(0, 1000), selector: selectorOf(img),
      alt: img.hasAttribute('alt') ? squeeze(img.alt, 200) : null, natural: [img.naturalWidth || 0, img.naturalHeight || 0], rect: rectOf(r),
      sized: (img.hasAttribute('width') && img.hasAttribute('height')) || (style.aspectRatio !== 'auto' && style.aspectRatio !== '') , lazy: img.loading === 'lazy',
    });
  }
  for (const svg of document.querySelectorAll('svg')) {
    if (out.length >= 200) break;
    const alt = drawnName(svg);
    if (!alt || !isVisible(svg)) continue;
    out.push({ src: 'data:', selector: selectorOf(svg), alt, natural: [0, 0], rect: rectOf(boxOf(svg)), sized: true, lazy: false });
  }
  return out;
}

// What a drawing in the page is called: one without a name is decoration.
function drawnName(svg) {
  if (svg.closest('[aria-hidden="true"]')) return '';
  const ids = (svg.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean).slice(0, 5);
  const named = ids.map((id) => { const e = svg.getRootNode().getElementById(id); return e ? e.textContent : ''; }).join(' ');
  const title = [...svg.children].find((child) => child.localName === 'title');
  return squeeze(named.trim() || svg.getAttribute('aria-label') || (title ? title.textContent : ''), 200);
}

// Whether a picture stands in the first screen and is still on its way.
function isComing(img) {
  if (img.complete || !(img.currentSrc || img.src) || !img.getClientRects().length) return false;
  const r = img.getBoundingClientRect();
  return r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth && r.width * r.height >= 400;
}

// Waits for pictures that stand in the first screen and are still on their way.
async function pictures(ms) {
  const end = performance.now() + ms;
  let waited = false;
  while ([...document.images].slice(0, 500).some(isComing)) {
    if (performance.now() >= end) return false;
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // A picture is painted, and reported, a frame or two after it has come.
  if (waited) await new Promise((resolve) => setTimeout(resolve, 150));
  return true;
}

// Where the page is at rest, a print of what it shows and where it stands: everything that a picture of it
// depends on. Null while a picture is on its way or something moves that will come to an end.
function resting() {
  if ([...document.images].slice(0, 500).some(isComing)) return null;
  if (document.getAnimations().some(endsSometime)) return null;
  return JSON.stringify([print(), scrollX, scrollY, innerWidth, innerHeight]);
}

function frames() {
  return [...document.querySelectorAll('iframe,frame')].slice(0, 30).map((f) => {
    let url = String(f.src || '').split(/[?#]/)[0].slice(0, 500);
    let cross = false;
    try { cross = Boolean(f.src) && new URL(f.src, location.href).origin !== location.origin && !/^(about|data|blob|javascript):/.test(f.src); } catch (e) { cross = false; }
    return { url, title: squeeze(f.title || f.name || '', 120), cross_origin: cross, rect: rectOf(boxOf(f)), visible: isVisible(f) };
  });
}
