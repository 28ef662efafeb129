import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Program } from './servers.ts';

/** A server that the tests started: its log is a file, and it ends when the test process does. */
export class ServerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  readonly #exited: Promise<void>;

  constructor(name: string, program: Program, flags: readonly string[], logFile: string) {
    this.name = name;
    this.#logFile = logFile;
    const log = openSync(logFile, 'w');
    // The open pipe on stdin is the leash: the multi-call binary stops when it closes, however this process ends.
    const env = { ...process.env, CONTROL_PLANE_STOP_WITH_STDIN: '1' };
    this.#child = spawn(program.file, [...program.args, ...flags], { stdio: ['pipe', log, log], env });
    closeSync(log);
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    // Ready binaries named by the user know nothing of the leash.
    process.once('exit', this.#kill);
    void this.#exited.then(() => process.removeListener('exit', this.#kill));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves once the process is gone, for whatever reason. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  get hasExited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  /** The end of the log, for a message that says why a server did not come up. */
  logTail(lines = 12): string {
    return readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Sends SIGTERM, and SIGKILL to what has not ended after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (this.hasExited) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(this.#kill, graceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL');
  };
}
