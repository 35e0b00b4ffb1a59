// A whole audit: 20 pages and the journey. Unlighthouse took 290 s for 20 routes of Oscar on the
// machine of this project (issue 6); installing it here would add a browser of its own.

import { bench, CARTWALK, spread, stores, table, median, tempFolder, timed } from './lib.mjs';

const UNLIGHTHOUSE_S = 290;

bench(async ({ runs = '2', stores: wanted, device = 'mobile' }) => {
  const folder = tempFolder();
  const rows = [['store', 'what', 's', 'goal', 'holds']];
  for (const shop of await stores(wanted, 'oscar')) {
    for (const probes of ['none', 'quick']) {
      const took = [];
      for (let run = 0; run < Number(runs); run++) {
        const done = await timed(CARTWALK, ['audit', shop.url, '--quiet', '--device', device, '--probes', probes,
          '--max-pages', '20', '--output', folder], { cwd: folder });
        if (done.code !== 0) throw new Error(`the audit ended with ${done.code}: ${done.err}`);
        took.push(done.ms / 1000);
      }
      rows.push([shop.name, `20 pages, ${device} journey, probes ${probes}`, spread(took, 1),
        `at most ${UNLIGHTHOUSE_S / 5}`, median(took) <= UNLIGHTHOUSE_S / 5 ? 'yes' : 'NO']);
    }
  }
  table(rows);
  console.log(`the goal is a fifth of the ${UNLIGHTHOUSE_S} s that Unlighthouse took for 20 routes of Oscar`);
});
