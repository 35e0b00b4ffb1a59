// Pages per second of the crawl, beside wget2, on static pages that nginx serves from memory.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { atEnd, bench, CARTWALK, median, note, spread, table, tempFolder, timed } from './lib.mjs';
import { name, page } from './pages.mjs';

bench(async ({ runs = '3', pages = '5000', kb = '16', threads = '16' }) => {
  const folder = tempFolder();
  const root = path.join(folder, 'pages');
  for (let index = 0; index < Number(pages); index++) {
    const file = path.join(root, index === 0 ? 'index.html' : name(index));
    if (index < 101) mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, page(index, Number(pages), Number(kb) * 1024));
  }
  const url = await nginx(folder, root);
  const seen = { ours: [], theirs: [], whole: [], memory: [] };
  for (let run = 0; run < Number(runs); run++) {
    const copy = path.join(folder, `wget2-${run}`);
    const fetched = await timed('wget2', ['-q', '-r', '-l', 'inf', '--no-robots', '-A', '*.html', '--max-threads', threads, '-P', copy, url]);
    const count = files(copy);
    seen.theirs.push((count / fetched.ms) * 1000);
    const report = path.join(folder, 'report');
    const done = await timed(CARTWALK, ['collect', url, '--quiet', '--device', 'desktop', '--throttle', 'none', '--probes', 'none', '--no-scan',
      '--max-pages', pages, '--max-actions', '1', '--pace', '0ms', '--concurrency', threads, '--crawl-deadline', '5m', '--output', report]);
    const site = JSON.parse(readFileSync(path.join(report, 'evidence.json'), 'utf8')).site;
    const read = site.pages.length + (site.beyond?.only_in_file ?? 0);
    seen.ours.push((read / site.crawl_ms) * 1000);
    seen.whole.push(done.ms / 1000);
    seen.memory.push(done.peakKb / 1024);
    note(`run ${run + 1}: cartwalk ${read} pages in ${site.crawl_ms} ms; wget2 ${count} in ${fetched.ms.toFixed(0)} ms`);
  }
  const share = median(seen.ours) / median(seen.theirs);
  table([
    ['', `cartwalk, ${threads} threads`, `wget2, ${threads} threads`, 'share', 'goal', 'holds'],
    ['pages per second', spread(seen.ours), spread(seen.theirs), share.toFixed(2), 'at least 0.50', share >= 0.5 ? 'yes' : 'NO'],
    ['peak memory, MB', spread(seen.memory), '', '', '', ''],
    ['whole command, s', spread(seen.whole, 1), '', '', '', ''],
  ]);
  console.log(`${pages} pages of ${kb} kB; cartwalk parses, extracts and classifies each, wget2 looks for links and writes the files`);
});

function files(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.html')).length;
}

async function nginx(folder, root) {
  const port = await freePort();
  const config = path.join(folder, 'nginx.conf');
  writeFileSync(config, `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  types { text/html html; } access_log off; sendfile on; open_file_cache max=20000; keepalive_requests 1000000;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${root}; index index.html; }
}
`);
  // The worker gives up its rights and must still reach the pages.
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  const server = spawn('nginx', ['-c', config, '-p', folder], { stdio: 'ignore' });
  atEnd(() => server.kill('SIGTERM'));
  const url = `http://127.0.0.1:${port}/`;
  for (let wait = 0; wait < 100; wait++) {
    if (await answers(url)) return url;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`nginx does not answer: ${readFileSync(path.join(folder, 'error.log'), 'utf8')}`);
}

function answers(url) {
  return new Promise((resolve) => {
    http.get(url, (answer) => { answer.resume(); resolve(answer.statusCode === 200); }).once('error', () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
