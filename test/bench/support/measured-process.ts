import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export type Controller = 'source-controller' | 'kustomize-controller' | 'notification-controller';

/** A controller in a process of its own, from its bundle where that is fresh, and what it costs. Linux only. */
export class MeasuredProcess {
  readonly #child: ChildProcess;

  constructor(name: Controller, args: readonly string[]) {
    const program = join(root, 'packages', name, 'bin', `${name}.js`);
    this.#child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** User and system time so far. */
  cpuMs(): number {
    const fields = this.#read('stat').split(') ')[1]?.split(' ') ?? [];
    // In the clock ticks of Linux, 10 ms.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  residentMiB(): number {
    return this.#memoryMiB('VmRSS');
  }

  highestMiB(): number {
    return this.#memoryMiB('VmHWM');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }

  #memoryMiB(field: string): number {
    const kib = new RegExp(`${field}:\\s+(\\d+)`).exec(this.#read('status'))?.[1];
    return Math.round(Number(kib) / 1024);
  }

  #read(file: string): string {
    return readFileSync(`/proc/${String(this.#child.pid)}/${file}`, 'utf8');
  }
}
