// Layers that lie over the page: dialogs, banners, drawers, sticky bars.

function layers(all, seenControls) {
  const found = [];
  const vw = innerWidth, vh = innerHeight;
  for (const el of all) {
    if (el === document.body || el === document.documentElement) continue;
    const style = getComputedStyle(el);
    const role = el.getAttribute('role');
    const dialog = el.tagName === 'DIALOG' ? el.open : role === 'dialog' || role === 'alertdialog' || el.getAttribute('aria-modal') === 'true';
    const fixed = style.position === 'fixed' || style.position === 'sticky';
    const raised = style.position === 'absolute' && Number(style.zIndex) >= 100;
    let popover = false;
    try { popover = el.matches(':popover-open'); } catch (e) { popover = false; }
    if (!dialog && !fixed && !raised && !popover) continue;
    if (found.some((f) => f.el.contains(el) && !dialog) || !isVisible(el)) continue;
    const r = boxOf(el);
    const w = Math.max(0, Math.min(r.right, vw) - Math.max(r.left, 0));
    const h = Math.max(0, Math.min(r.bottom, vh) - Math.max(r.top, 0));
    const cover = (w * h) / (vw * vh);
    if (!dialog && !popover && style.position === 'sticky' && el.tagName !== 'DIALOG' && Math.abs(r.top - (parseFloat(style.top) || 0)) > 2 && Math.abs(vh - r.bottom - (parseFloat(style.bottom) || 0)) > 2) continue;
    if (cover < 0.004 && !dialog) continue;
    let modal = el.getAttribute('aria-modal') === 'true';
    try { modal = modal || el.matches(':modal'); } catch (e) { modal = modal || false; }
    modal = modal || (cover > 0.9 && style.pointerEvents !== 'none' && fixed);
    found.push({ el, dialog: Boolean(dialog) || popover, modal, fixed: style.position === 'fixed' || popover || modal, rect: rectOf(r), cover: Math.round(cover * 1000) / 1000, style });
    if (found.length >= 40) break;
  }
  return found.map((f) => ({
    selector: selectorOf(f.el), text: shownText(f.el, 600), dialog: f.dialog, modal: f.modal, fixed: f.fixed, rect: f.rect, cover: f.cover,
    controls: seenControls.filter((c) => { const e = elementOf(c.handle); return e && isWithin(e, f.el) && c.visible; }).map((c) => c.handle).slice(0, 60),
    framed: f.el.tagName === 'IFRAME' || f.el.querySelector('iframe') !== null,
  })).filter((l) => l.text || l.controls.length || l.framed || l.cover > 0.3).map(({ framed, ...layer }) => layer);
}
