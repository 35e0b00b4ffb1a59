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
    messages: messages(all), layers: layers(all, seenControls), cart_count: cartCount(all), json_ld: jsonLd(), layout: layout(all, seenControls),
    frames: frames(), images: images(),
  };
}
