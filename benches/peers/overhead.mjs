// What cartwalk's journey costs beside a bare Playwright script that clicks the same path and measures
// nothing. The script is made from the path.json and the evidence of a walk.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bench, CARTWALK, limit, median, note, playwright, SCREENS, spread, stores, table, tempFolder, timed } from './lib.mjs';

/** Cards are masked in the evidence; these are the networks' published test numbers. */
const MASKED = { 'cc-number': '4111111111111111', 'cc-exp': '12/30', 'cc-exp-month': '12', 'cc-exp-year': '2030', 'cc-csc': '123', 'cc-name': 'Jo Bloggs' };
const GOAL = 1.3;

bench(async ({ runs = '3', device = 'mobile', stores: wanted, throttle = 'mobile-slow-4g,none' }) => {
  const folder = tempFolder();
  const rows = [['store', 'throttling', 'cartwalk s', 'bare, network idle s', 'times', 'bare, load s', 'times', `at most ${GOAL}`]];
  for (const shop of await stores(wanted, 'demo,oscar')) {
    for (const preset of throttle.split(',')) {
      const collect = ['collect', shop.url, '--quiet', '--device', device, '--throttle', preset, '--probes', 'none', '--max-pages', '1', '--output', folder];
      const found = await timed(CARTWALK, collect, { cwd: folder });
      if (found.code !== 0) throw new Error(`the walk ended with ${found.code}: ${found.err}`);
      const { walk, steps } = read(folder, device);
      const seen = { ours: [], networkidle: [], load: [] };
      for (let run = 0; run < Number(runs); run++) {
        const again = await timed(CARTWALK, [...collect, '--path', path.join(folder, 'path.json')], { cwd: folder });
        if (again.code !== 0) throw new Error(`the walk ended with ${again.code}: ${again.err}`);
        seen.ours.push(read(folder, device).walk.way_ms / 1000);
        for (const state of ['networkidle', 'load']) {
          seen[state].push(await bare(shop.url, steps, SCREENS[device], walk.throttle_values, state));
        }
        note(`${shop.name} ${preset} ${run + 1}: ${Object.values(seen).map((side) => side.at(-1).toFixed(1)).join(', ')} s`);
      }
      const times = (state) => median(seen.ours) / median(seen[state]);
      rows.push([shop.name, preset, spread(seen.ours, 1), spread(seen.networkidle, 1), times('networkidle').toFixed(2),
        spread(seen.load, 1), times('load').toFixed(2), times('networkidle') <= GOAL ? 'yes' : 'NO']);
    }
  }
  console.log(`the journey from the home page to the last screen, ${device}, ${runs} replays each, without the start of the browser`);
  table(rows);
  console.log('judged beside the script that waits for a quiet network on each screen, as a script must that');
  console.log('does not know what it waits for; the other goes on as soon as `load` has fired');
});

/** The walk and the clicks that make it. */
function read(folder, device) {
  const json = (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const walk = json('evidence.json').journeys[0];
  const way = json('path.json').paths.find((one) => one.device === device).steps;
  // What is posted on more than two steps (the one that asked and the next) tells a counter of visits.
  const posts = (step) => new Set(step.requests.filter((one) => one.method === 'POST').map((one) => new URL(one.url).pathname));
  const own = (step) => [...posts(step)].filter((where) => walk.steps.filter((other) => posts(other).has(where)).length <= 2);
  const steps = walk.steps.map((step, at) => ({
    posts: own(step),
    press: at === 0 ? [] : [...new Set([step.action.selector, ...(way[at]?.selectors ?? [])])].filter(Boolean),
    name: step.action.target,
    url: new URL(step.url),
    acts: step.acts.filter((act) => act.selector && act.changed !== 'nothing').map((act) => act.selector),
    fill: step.filled,
  }));
  return { walk, steps };
}

/** Seconds from the first navigation to the last screen. */
async function bare(url, steps, screen, limits, state) {
  const browser = await playwright();
  try {
    const page = await (await browser.newContext(screen)).newPage();
    page.setDefaultTimeout(30_000);
    await limit(page, limits);
    const began = process.hrtime.bigint();
    for (const [at, step] of steps.entries()) {
      if (at === 0) {
        await page.goto(url, { waitUntil: state });
      } else {
        const leads = steps[at - 1].url.pathname !== step.url.pathname;
        // What stays on the page has done its work when the store has answered.
        const ours = (one) => one.request().method() === 'POST' && (!step.posts.length || step.posts.includes(new URL(one.url()).pathname));
        const answered = leads ? null : page.waitForResponse(ours, { timeout: 15_000 }).catch(() => note(`no answer: ${step.name}`));
        await (await first(page, step.press)).click();
        await answered;
        if (leads) await page.waitForURL((now) => now.pathname === step.url.pathname, { waitUntil: 'commit' });
        await page.waitForLoadState(state);
      }
      for (const selector of step.acts) {
        await page.locator(selector).first().click({ timeout: 2_000 }).catch(() => note(`not clicked: ${selector}`));
      }
      for (const field of step.fill) await fill(page, field);
    }
    return Number(process.hrtime.bigint() - began) / 1e9;
  } finally {
    await browser.close();
  }
}

/** The first of a control's selectors that is shown; a slow page may take its time for any of them. */
async function first(page, selectors) {
  for (let wait = 0; wait < 300; wait++) {
    for (const selector of selectors) {
      const found = page.locator(selector).locator('visible=true').first();
      if (await found.count()) return found;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`${page.url()} shows none of ${selectors.join(' | ')}, but: ${(await page.innerText('body')).slice(0, 400)}`);
}

async function fill(page, { selector, purpose, typed, held }) {
  const field = await inAnyFrame(page, selector);
  const [tag, type] = await field.evaluate((element) => [element.tagName, element.type]);
  if (tag === 'SELECT') {
    await field.selectOption(held).catch(() => field.selectOption({ label: typed }));
  } else if (type === 'checkbox' || type === 'radio') {
    await field.check();
  } else {
    await field.fill(MASKED[purpose] ?? typed);
  }
}

/** Card fields live in a frame of the payment provider's. */
async function inAnyFrame(page, selector) {
  for (let wait = 0; wait < 50; wait++) {
    for (const frame of page.frames()) {
      const field = frame.locator(selector).first();
      if (await field.count().catch(() => 0)) return field;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no frame has ${selector}`);
}
