// What the benches share: stores, processes, statistics, tables.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.join(HERE, '..', '..');
export const PEERS = process.env.PEERS_HOME;
export const CARTWALK = process.env.CARTWALK;
/** Packages come from PEERS_HOME, not from beside this file. */
export const require = createRequire(path.join(PEERS, 'package.json'));

const CHROME_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** The flags that a browser without a display on a closed network needs, the same for every peer. */
export const CHROME_FLAGS = [
  '--headless=new', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run', '--disable-quic', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export function chrome() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  for (const name of CHROME_NAMES) {
    const found = spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
    if (found) return found;
  }
  throw new Error('no Chromium is installed');
}

const cleanups = [];
/** Runs when the bench ends, however it ends. */
export function atEnd(cleanup) {
  cleanups.push(cleanup);
}
async function cleanUp() {
  while (cleanups.length) {
    try { await cleanups.pop()(); } catch (error) { console.error(String(error)); }
  }
}

/** Runs a bench and cleans up behind it. */
export async function bench(work) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => cleanUp().then(() => process.exit(130)));
  }
  try {
    await work(options(process.argv.slice(2)));
  } catch (error) {
    console.error(error.stack ?? String(error));
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}

/** `--runs 3 --device desktop` as an object. */
function options(words) {
  const found = {};
  for (let at = 0; at < words.length; at += 2) {
    if (!words[at].startsWith('--') || words[at + 1] === undefined) {
      throw new Error(`not an option with its value: ${words[at]}`);
    }
    found[words[at].slice(2)] = words[at + 1];
  }
  return found;
}

export function tempFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'cartwalk-peers-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program to its end: wall time in ms, exit code, what it printed. */
export function timed(program, args, { cwd, timeout = 600_000, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    let peakKb = 0;
    child.stdout.on('data', (part) => { out = (out + part).slice(-2_000_000); });
    child.stderr.on('data', (part) => { err = (err + part).slice(-200_000); });
    const memory = setInterval(() => { peakKb = Math.max(peakKb, peak(child.pid)); }, 200);
    const late = setTimeout(() => child.kill('SIGTERM'), timeout);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      clearInterval(memory);
      resolve({ ms: Number(process.hrtime.bigint() - began) / 1e6, code, out, err, peakKb });
    });
  });
}

/** The most memory that a process has held so far, in KiB (VmHWM); 0 where the system does not tell. */
export function peak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      if (text.includes('\n')) resolve(text.split('\n')[0].trim());
    });
    child.once('close', () => reject(new Error('a store ended before it said where it is')));
  });
}

/** Starts a store by name (`demo`, `oscar`), or takes an address as it is. */
export async function store(name) {
  if (/^https?:/.test(name)) return { name, url: name };
  if (name === 'demo') {
    const child = spawn(CARTWALK, ['demo', '--serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    atEnd(() => child.kill('SIGTERM'));
    return { name, url: await firstLine(child) };
  }
  const scripts = path.join(ROOT, 'tests', 'real_stores', name);
  for (const script of ['install', 'start']) {
    const done = spawnSync(path.join(scripts, script), [], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    if (done.status !== 0) throw new Error(`${name}/${script} failed`);
    if (script === 'start') {
      atEnd(() => spawnSync(path.join(scripts, 'stop')));
      return { name, url: done.stdout.trim().split('\n').pop() };
    }
  }
}

export async function stores(wanted, otherwise) {
  const list = [];
  for (const name of (wanted ?? otherwise).split(',')) list.push(await store(name));
  return list;
}

/** Opens one page as an audit does, and nothing else: its step, with the time that it took. */
export async function onePage(url, device, throttle, folder) {
  const done = await timed(CARTWALK, [
    'collect', url, '--quiet', '--device', device, '--throttle', throttle, '--probes', 'none',
    '--max-pages', '1', '--max-actions', '1', '--output', folder,
  ], { cwd: folder });
  const evidence = JSON.parse(readFileSync(path.join(folder, 'evidence.json'), 'utf8'));
  const walk = evidence.journeys[0];
  if (!walk?.steps[0]) throw new Error(`cartwalk measured nothing: ${done.err}`);
  return { ms: done.ms, vitals: walk.steps[0].vitals, clock: walk.steps[0].clock, limits: walk.throttle_values };
}

/** Lighthouse 12 on one page with the same limits applied (its `devtools` throttling). */
export async function lighthouse(url, device, limits, folder) {
  // A trace that Lighthouse lost is asked for again, as its own message says; the lost run's time is dropped.
  for (let lost = 0; ; lost++) {
    try {
      return await oneLighthouse(url, device, limits, folder);
    } catch (error) {
      if (lost === 2 || !/NO_NAVSTART/.test(error.message)) throw error;
      console.error('  Lighthouse lost its trace (NO_NAVSTART) and runs again');
    }
  }
}

async function oneLighthouse(url, device, limits, folder) {
  const file = path.join(folder, 'lighthouse.json');
  const kbps = (bytes) => String((bytes * 8) / 1000);
  const done = await timed(process.execPath, [
    path.join(PEERS, 'node_modules', 'lighthouse', 'cli', 'index.js'), url, '--quiet',
    '--output', 'json', '--output-path', file, '--only-categories', 'performance',
    '--throttling-method', limits ? 'devtools' : 'provided',
    ...(limits ? [
      '--throttling.requestLatencyMs', String(limits.latency_ms),
      '--throttling.downloadThroughputKbps', kbps(limits.down_bytes_per_s),
      '--throttling.uploadThroughputKbps', kbps(limits.up_bytes_per_s),
      '--throttling.cpuSlowdownMultiplier', String(limits.cpu_slowdown),
    ] : []),
    ...(device === 'desktop'
      ? ['--form-factor', 'desktop', '--screenEmulation.mobile=false', '--screenEmulation.width=1350',
        '--screenEmulation.height=940', '--screenEmulation.deviceScaleFactor=1'] : []),
    `--chrome-flags=${CHROME_FLAGS.join(' ')}`,
  ], { env: { CHROME_PATH: chrome() } });
  if (done.code !== 0) throw new Error(`Lighthouse failed: ${done.err}`);
  const audits = JSON.parse(readFileSync(file, 'utf8')).audits;
  const all = audits.metrics.details.items[0];
  return {
    ms: done.ms,
    vitals: {
      lcp_ms: audits['largest-contentful-paint'].numericValue,
      fcp_ms: audits['first-contentful-paint'].numericValue,
      cls: audits['cumulative-layout-shift'].numericValue,
      tbt_ms: audits['total-blocking-time'].numericValue,
      ttfb_ms: all.timeToFirstByte,
    },
  };
}

export const SCREENS = {
  mobile: { viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1350, height: 940 }, deviceScaleFactor: 1 },
};

/** A browser of Playwright's over the same Chromium. */
export async function playwright() {
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch({ executablePath: chrome(), headless: true, args: CHROME_FLAGS });
  atEnd(() => browser.close());
  return browser;
}

/** Applies the limits to a page of Playwright's. */
export async function limit(page, limits) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false, latency: limits.latency_ms,
    downloadThroughput: limits.down_bytes_per_s, uploadThroughput: limits.up_bytes_per_s,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: limits.cpu_slowdown });
}

export function median(values) {
  const known = values.filter((value) => typeof value === 'number' && Number.isFinite(value)).sort((a, b) => a - b);
  if (!known.length) return undefined;
  const middle = known.length >> 1;
  return known.length % 2 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
}

/** `median (min to max)`. */
export function spread(values, digits = 0) {
  const known = values.filter((value) => typeof value === 'number' && Number.isFinite(value));
  if (!known.length) return '–';
  const shown = (value) => value.toFixed(digits);
  return `${shown(median(known))} (${shown(Math.min(...known))} to ${shown(Math.max(...known))})`;
}

/** Prints rows in columns; the first row is the head. */
export function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => String(row[at] ?? '').length)));
  for (const [at, row] of rows.entries()) {
    console.log(row.map((cell, column) => String(cell ?? '').padEnd(widths[column])).join('  ').trimEnd());
    if (at === 0) console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  }
}

export function note(text) {
  console.error(`  ${text}`);
}
