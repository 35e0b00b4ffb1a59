// The time of `cartwalk --version`, from the start of the process to its end.

import { spawnSync } from 'node:child_process';
import { bench, CARTWALK, median, spread, table } from './lib.mjs';

bench(({ runs = '50' }) => {
  const time = (program, args) => {
    const began = process.hrtime.bigint();
    spawnSync(program, args, { stdio: 'ignore' });
    return Number(process.hrtime.bigint() - began) / 1e6;
  };
  time(CARTWALK, ['--version']); // From the disk.
  const [ours, nothing] = [[], []];
  for (let run = 0; run < Number(runs); run++) {
    ours.push(time(CARTWALK, ['--version']));
    nothing.push(time('true', []));
  }
  table([
    ['command', `ms, ${runs} runs`, 'goal', 'holds'],
    ['cartwalk --version', spread(ours, 1), 'under 10', median(ours) < 10 ? 'yes' : 'NO'],
    ['true (starting a process)', spread(nothing, 1), '', ''],
  ]);
});
