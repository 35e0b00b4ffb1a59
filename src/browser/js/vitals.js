// Keeps the latest word of the web-vitals library, in our own isolated world.
(() => {
  if (window !== window.top || globalThis.__cartwalkVitals) return;
  const latest = (globalThis.__cartwalkVitals = {});
  const keep = (name, extra) => (metric) => {
    latest[name] = metric.value;
    if (extra) extra(metric);
  };
  const all = { reportAllChanges: true };
  webVitals.onFCP(keep('fcp'), all);
  webVitals.onLCP(keep('lcp', (metric) => { latest.lcpElement = metric.attribution?.target ?? null; }), all);
  webVitals.onCLS(keep('cls'), all);
  webVitals.onINP(keep('inp'), { reportAllChanges: true, durationThreshold: 16 });
})();
