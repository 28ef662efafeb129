/** `node tools/start.mjs tools/print-tally.ts FILE` prints the sum of the tallies in FILE. */
import { existsSync, readFileSync } from 'node:fs';
import { sumTallies } from './tally.ts';

const file = process.argv[2] ?? '';
process.stdout.write(`${sumTallies(existsSync(file) ? readFileSync(file, 'utf8') : '')}\n`);
