import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../../node_modules/.cache/sluice/', import.meta.url));

/** Runs kubectl and gives what it printed; rejects with what it complained about. */
export type Kubectl = (args: readonly string[], options?: KubectlOptions) => Promise<string>;

export interface KubectlOptions {
  readonly input?: string;
  /** Exit codes that are an answer. Default only 0. */
  readonly codes?: readonly number[];
}

/** The kubectl that `KUBECTL` names, that was fetched for the tests, or of the machine. */
export function findKubectl(): string | undefined {
  return [
    process.env['KUBECTL'] ?? '',
    ...globSync('**/kubectl', { cwd: cache }).map((path) => join(cache, path)),
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'kubectl')),
  ].find((path) => path !== '' && existsSync(path));
}

const timeoutMs = 60_000;

/** kubectl as a user has it: nothing but a kubeconfig. `folder` takes its caches. */
export function openKubectl(program: string, kubeconfig: string, folder: string): Kubectl {
  return (args, { input = '', codes = [0] } = {}) =>
    new Promise((resolve, reject) => {
      const argv = ['--kubeconfig', kubeconfig, '--cache-dir', folder, ...args];
      const child = execFile(program, argv, { timeout: timeoutMs }, (error, stdout, stderr) => {
        if (error === null || codes.includes(Number(error.code))) resolve(stdout);
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr || error.message}`));
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
}
