// Resident memory of a large crawl: the most, and how it grows while the crawl goes on. The pages are
// made as they are asked for, so the speed is not judged here.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { atEnd, bench, CARTWALK, peak, table, tempFolder } from './lib.mjs';
import { page } from './pages.mjs';

const GOAL_MB = 300;

bench(async ({ pages = '100000', kb = '4', threads = '16', deadline = '5m' }) => {
  const count = Number(pages);
  let served = 0;
  const marks = [];
  let crawler;
  const server = http.createServer((request, answer) => {
    const index = request.url === '/' ? 0 : Number(/mug-(\d+)\.html$/.exec(request.url)?.[1] ?? NaN);
    if (!(index < count)) return answer.writeHead(404).end();
    served += 1;
    if (served % Math.ceil(count / 10) === 0) marks.push([served, resident(crawler?.pid)]);
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(index, count, Number(kb) * 1024));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  atEnd(() => { server.closeAllConnections(); server.close(); });
  const folder = tempFolder();
  crawler = spawn(CARTWALK, ['collect', `http://127.0.0.1:${server.address().port}/`, '--quiet', '--device', 'desktop', '--throttle', 'none',
    '--probes', 'none', '--no-scan', '--max-pages', pages, '--max-actions', '1', '--pace', '0ms', '--concurrency', threads,
    '--crawl-deadline', deadline, '--output', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  let most = 0;
  const watch = setInterval(() => { most = Math.max(most, peak(crawler.pid)); }, 100);
  await new Promise((done) => crawler.once('close', done));
  clearInterval(watch);
  const crawled = served;
  table([['pages asked for', 'resident MB'], ...marks.map(([at, kib]) => [at, (kib / 1024).toFixed(0)])]);
  const half = marks[Math.floor(marks.length / 2)]?.[1] ?? 0;
  const last = marks.at(-1)?.[1] ?? 0;
  console.log(`peak ${(most / 1024).toFixed(0)} MB over the whole command, goal at most ${GOAL_MB}: ${most / 1024 <= GOAL_MB ? 'yes' : 'NO'}; `
    + `${crawled} of ${pages} pages asked for: ${crawled >= count ? 'yes' : 'NO'}`);
  console.log(`growth in the second half of the crawl: ${((last - half) / 1024).toFixed(0)} MB`);
});

function resident(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
