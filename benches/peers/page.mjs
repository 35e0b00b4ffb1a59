// The wall time of one page fully measured, beside Lighthouse 12 on the same page.

import { bench, lighthouse, median, onePage, spread, stores, table, tempFolder } from './lib.mjs';

bench(async ({ runs = '5', device = 'mobile', stores: wanted, throttle = 'mobile-slow-4g' }) => {
  const folder = tempFolder();
  const rows = [['page', 'cartwalk ms', 'Lighthouse 12 ms', 'share', 'goal', 'holds']];
  for (const shop of await stores(wanted, 'demo,oscar')) {
    const [ours, theirs] = [[], []];
    for (let run = 0; run < Number(runs); run++) {
      const page = await onePage(shop.url, device, throttle, folder);
      ours.push(page.ms);
      theirs.push((await lighthouse(shop.url, device, page.limits, folder)).ms);
    }
    const share = median(ours) / median(theirs);
    rows.push([shop.name, spread(ours), spread(theirs), share.toFixed(2), 'at most 0.20', share <= 0.2 ? 'yes' : 'NO']);
  }
  console.log(`one page fully measured, start to exit, ${device} at ${throttle}, ${runs} runs each`);
  table(rows);
  console.log('cartwalk: browser, crawl of the page, load, quiet wait, vitals, fields, axe-core, screenshot, evidence written');
});
