// The web vitals of a page, beside Lighthouse 12 and beside web-vitals in Playwright, under the same
// applied limits; medians of RUNS, the three taking turns.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bench, lighthouse, limit, median, note, onePage, PEERS, playwright, SCREENS, spread, stores, table, tempFolder } from './lib.mjs';

const METRICS = { lcp_ms: 50, fcp_ms: 50, cls: 0.01, tbt_ms: 50, ttfb_ms: 50 };
const THROTTLES = { mobile: 'mobile-slow-4g', desktop: 'desktop-10mbps' };

bench(async ({ runs = '5', device = 'mobile', stores: wanted, throttle = THROTTLES[device] }) => {
  const folder = tempFolder();
  const shops = await stores(wanted, 'demo,oscar');
  const rows = [['page', 'metric', 'cartwalk', 'Lighthouse 12', 'apart', 'holds', 'web-vitals', 'apart', 'holds']];
  for (const shop of shops) {
    await onePage(shop.url, device, 'none', folder); // The store's own caches fill.
    const seen = { ours: [], lighthouse: [], library: [] };
    for (let run = 0; run < Number(runs); run++) {
      const ours = await onePage(shop.url, device, throttle, folder);
      seen.ours.push(ours.vitals);
      seen.lighthouse.push((await lighthouse(shop.url, device, ours.limits, folder)).vitals);
      seen.library.push(await library(shop.url, device, ours.limits));
      // Lighthouse and web-vitals take TTFB from Navigation Timing, which knows nothing of the latency that
      // is applied to the last request, and an applied latency hides the server's own time: so this one
      // metric is compared without limits.
      const bare = await onePage(shop.url, device, 'none', folder);
      ours.vitals.ttfb_ms = bare.vitals.ttfb_ms;
      seen.lighthouse[run].ttfb_ms = (await lighthouse(shop.url, device, bare.limits, folder)).vitals.ttfb_ms;
      seen.library[run].ttfb_ms = (await library(shop.url, device, bare.limits)).ttfb_ms;
      note(`${shop.name} ${run + 1}: ${JSON.stringify({ ours: ours.vitals, lighthouse: seen.lighthouse[run], library: seen.library[run] })}`);
    }
    for (const [metric, floor] of Object.entries(METRICS)) {
      const of = (side) => seen[side].map((vitals) => vitals[metric]);
      const digits = metric === 'cls' ? 3 : 0;
      const [ours, theirs, library] = ['ours', 'lighthouse', 'library'].map((side) => median(of(side)));
      const judged = (other) => {
        if (ours === undefined || other === undefined) return ['–', 'not measured'];
        const apart = Math.abs(ours - other);
        return [apart.toFixed(digits), apart <= Math.max(floor, metric === 'cls' ? 0 : other * 0.05) ? 'yes' : 'NO'];
      };
      rows.push([shop.name, metric, spread(of('ours'), digits), spread(of('lighthouse'), digits), ...judged(theirs),
        spread(of('library'), digits), ...judged(library)]);
    }
  }
  console.log(`web vitals, ${device} at ${throttle}, ${runs} runs each; goal: within 5 %, or 50 ms, or 0.01`);
  table(rows);
  console.log('ttfb_ms is measured without limits on all sides: the others do not see the latency that is applied');
});

/** The same page with the web-vitals package, driven by Playwright. */
async function library(url, device, limits) {
  const browser = await playwright();
  try {
    const page = await (await browser.newContext(SCREENS[device])).newPage();
    // An init script has a scope of its own: what the library declares is handed on by name.
    const script = readFileSync(path.join(PEERS, 'node_modules', 'web-vitals', 'dist', 'web-vitals.iife.js'), 'utf8');
    await page.addInitScript(`${script}\n;globalThis.webVitals = webVitals;`);
    await page.addInitScript(() => {
      const seen = (globalThis.__seen = { tasks: [] });
      const keep = (name) => (metric) => { seen[name] = metric.value; };
      const all = { reportAllChanges: true };
      webVitals.onLCP(keep('lcp_ms'), all);
      webVitals.onFCP(keep('fcp_ms'), all);
      webVitals.onCLS(keep('cls'), all);
      webVitals.onTTFB(keep('ttfb_ms'), all);
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) seen.tasks.push([task.startTime, task.duration]);
      }).observe({ type: 'longtask', buffered: true });
    });
    await limit(page, limits);
    await page.goto(url, { waitUntil: 'networkidle', timeout: 60_000 });
    await page.waitForTimeout(1_000);
    const { tasks, ...seen } = await page.evaluate(() => globalThis.__seen);
    if (seen.fcp_ms === undefined) throw new Error('web-vitals told nothing');
    // The blocking part of what ran after FCP, as Lighthouse defines it.
    const blocking = tasks.map(([start, length]) => Math.min(length, start + length - (seen.fcp_ms ?? 0)) - 50);
    return { ...seen, tbt_ms: blocking.filter((part) => part > 0).reduce((sum, part) => sum + part, 0) };
  } finally {
    await browser.close();
  }
}
