/**
 * What `npm start` runs, as a process, without a terminal: from its start to everything being Ready, and to its end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describeMs } from './support/quantiles.ts';

const program = fileURLToPath(new URL('../../packages/cli/bin/sluice.js', import.meta.url));
const rounds = 5;

const readyMs: number[] = [];
const endMs: number[] = [];
for (let round = 0; round < rounds; round++) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, 'tour'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    // The second step begins when the first has everything Ready.
    if (line.startsWith('2  ')) readyMs.push(performance.now() - startedAt);
  }
  const [code] = (await exited) as [number];
  if (code !== 0) throw new Error(`the tour ended with ${String(code)}`);
  endMs.push(performance.now() - startedAt);
}
process.stdout.write(`start to all Ready, ${String(rounds)} times: ${describeMs(readyMs)}\n`);
process.stdout.write(`start to the end of the tour: ${describeMs(endMs)}\n`);
