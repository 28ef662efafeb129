import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const start = fileURLToPath(new URL('../../../tools/start.mjs', import.meta.url));

/** A controller as a process of its own, started by its own program; it can be killed and started again. */
export class ControllerProcess {
  readonly name: 'source-controller' | 'kustomize-controller';
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #log = '';
  #started: Promise<void> = Promise.resolve();

  constructor(name: ControllerProcess['name'], args: readonly string[]) {
    this.name = name;
    this.#args = args;
  }

  start(): void {
    const program = fileURLToPath(new URL(`../../../packages/${this.name}/src/main.ts`, import.meta.url));
    const child = spawn(process.execPath, [start, program, ...this.#args], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    child.stderr.setEncoding('utf8');
    this.#started = new Promise((resolve) => {
      child.stderr.on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-20_000);
        if (text.includes('controllers started')) resolve();
      });
    });
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
    });
    process.once('exit', this.#kill);
  }

  /** SIGKILL; resolves once the process is gone. */
  async kill(): Promise<void> {
    this.#kill();
    await this.#exited;
    process.removeListener('exit', this.#kill);
  }

  /** Resolves once what was started last says that it works. */
  get started(): Promise<void> {
    return this.#started;
  }

  /** The end of what it wrote, for a failed test. */
  get log(): string {
    return this.#log;
  }

  readonly #kill = (): void => {
    this.#child?.kill('SIGKILL');
  };
}
