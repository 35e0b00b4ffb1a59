// One look at the page: every fact in one pass.

function look() {
  visibility.clear();
  const all = allElements(document.documentElement);
  const seenControls = controls(all);
  const seenFields = fields(all);
  return {
    url: location.href, title: squeeze(document.title, 300), lang: document.documentElement.getAttribute('lang'),
    viewport: [innerWidth, innerHeight], scroll: [Math.round(scrollX), Math.round(scrollY)],
    document: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
    controls: seenControls, fields: seenFields, headings: headings(all), text: tidyText(visibleText() + shadowText(all)), prices: [],
    messages: messages(all), coloured: colouredTexts(all), steps: stepRows(all), layers: layers(all, seenControls), cart_count: cartCount(all), json_ld: jsonLd(), layout: layout(all, seenControls),
    frames: frames(), images: images(), csp_meta: cspMeta(),
  };
}

function cspMeta() {
  const meta = document.querySelector('meta[http-equiv="Content-Security-Policy" i]');
  return meta ? (meta.getAttribute('content') || '').slice(0, 4000) : null;
}

// How much wider than the window the page is, in CSS pixels.
function overflow() {
  const root = document.documentElement;
  return Math.max(0, Math.max(root.scrollWidth, document.body ? document.body.scrollWidth : 0) - root.clientWidth);
}
