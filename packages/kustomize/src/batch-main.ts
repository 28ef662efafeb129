import { runBatch } from './batch.ts';

await runBatch(process.stdin, process.stdout);
