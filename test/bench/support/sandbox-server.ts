// The sandbox as a process of its own: says where it is, and on request how much memory it holds.
import { startSandbox } from '@sluice/sandbox';

/** What the process says first. */
export interface SandboxServer {
  readonly url: string;
  readonly token: string;
  readonly startMs: number;
}

const startedAt = performance.now();
const sandbox = await startSandbox({ workloads: false });
const said: SandboxServer = { url: sandbox.url, token: sandbox.token, startMs: performance.now() - startedAt };
process.send?.(said);
process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.(heapUsed + external);
});
process.on('disconnect', () => process.exit());
