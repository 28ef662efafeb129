import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { post, type TestBench } from './test-bench.ts';

const program = fileURLToPath(new URL('../main.ts', import.meta.url));
/** Ends the process when whoever runs the test is gone. */
const leash = new URL('../../../../tools/leash.mjs', import.meta.url).href;

/** A notification-controller as a process of its own, that is killed and started again, and whoever posts to it. */
export class KilledController {
  readonly #arguments: readonly string[];
  readonly #cache: string;
  readonly events: string;
  kills = 0;
  #child: ChildProcess;

  private constructor(bench: TestBench, port: number) {
    this.events = `http://127.0.0.1:${String(port)}`;
    this.#cache = join(bench.spoolPath, 'compiled');
    this.#arguments = [
      `--import=${leash}`,
      '--conditions=@sluice/source',
      program,
      '--metrics-addr=0',
      '--health-addr=0',
      '--receiverAddr=127.0.0.1:0',
      `--spool-path=${bench.spoolPath}`,
      `--kubeconfig=${join(bench.spoolPath, 'kubeconfig')}`,
      `--events-addr=127.0.0.1:${String(port)}`,
    ];
    this.#child = this.#launch();
  }

  static async start(bench: TestBench): Promise<KilledController> {
    await writeFile(join(bench.spoolPath, 'kubeconfig'), bench.sandbox.kubeconfig(), { mode: 0o600 });
    return new KilledController(bench, await freePort());
  }

  /** `kill -9`, then a new process. */
  async killAndRestart(): Promise<void> {
    await this.end();
    this.kills++;
    this.#child = this.#launch();
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** Posts until it is taken, as senders do: 429 says that it was taken before. */
  async deliver(body: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const status = await post(this.events, body, { timeoutMs: 5_000, signal }).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 202 || status === 429) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw signal.reason;
  }

  #launch(): ChildProcess {
    // Most of a start is compiling otherwise.
    const env = { ...process.env, NODE_COMPILE_CACHE: this.#cache };
    return spawn(process.execPath, this.#arguments, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
