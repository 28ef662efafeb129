import { join } from 'node:path';
import { gitBelow, hasHttpBackend, openBareRepository, startSshServer, type TestSshServer } from '@sluice/git/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type BootstrapBench, openBootstrapBench } from './support/bootstrap-bench.ts';

const hasGit = await hasHttpBackend();
const needs = hasGit ? '' : ' (skipped: needs git with http-backend)';
const patienceMs = 600_000;

let bench: BootstrapBench;
let sshd: TestSshServer;
beforeEach(async () => {
  bench = await openBootstrapBench();
  sshd = await startSshServer({ allowed: bench.github.allowedKeys, command: gitBelow(bench.root) });
  vi.stubEnv('GIT_PASSWORD', bench.password);
  vi.stubEnv('GITHUB_TOKEN', bench.github.token);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sshd.close();
  await bench.close();
});

interface Host {
  readonly name: string;
  readonly line: () => string;
  /** The repository's path below the root. */
  readonly repository: string;
  /** As before the first run. */
  readonly reset: () => Promise<unknown>;
  /** Checks what differs from run to run. */
  readonly check: () => Promise<void>;
}

const common = '--path=clusters/prod --registry=registry.example --skip-image-check';

const hosts: readonly Host[] = [
  {
    name: 'git, with a token',
    line: () => `bootstrap git --url=${bench.server.url}/infra.git --allow-insecure-http --token-auth ${common}`,
    repository: 'infra.git',
    reset: () => bench.repository('infra.git'),
    check: () => Promise.resolve(),
  },
  {
    name: 'GitHub, with a deploy key',
    line: () =>
      `bootstrap github --hostname=${bench.github.url} --ssh-hostname=127.0.0.1:${String(sshd.port)} --personal
        --owner=acme --repository=infra ${common}`,
    repository: 'acme/infra.git',
    reset: async () => {
      if (bench.github.repositories.has('acme/infra')) await bench.github.delete('acme/infra');
    },
    check: async () => {
      const secret = await bench.get('v1', 'Secret', 'flux-system');
      const { 'identity.pub': publicKey = '' } = secret['data'] as Readonly<Record<string, string>>;
      expect(bench.github.allowedKeys).toEqual([Buffer.from(publicKey, 'base64').toString().trim()]);
    },
  },
];

/** Ends by Ctrl-C when the given line of progress is printed; gives the exit code. */
async function run(host: Host, interruptAt = Infinity): Promise<number> {
  const interruption = new AbortController();
  let lines = 0;
  const onErr = (text: string): void => {
    lines += text.split('\n').length - 1;
    if (lines >= interruptAt) interruption.abort(new Error('interrupted'));
  };
  const { code, err } = await bench.sluice(host.line().split(/\s+/), { interrupted: interruption.signal, onErr });
  if (code !== 0 && code !== 130) throw new Error(err);
  return code;
}

/** The files, and every object with what it asks for; of Secrets their keys, because keys are made anew. */
async function endState(host: Host): Promise<unknown> {
  await host.check();
  const intentions = Object.entries(await bench.intentions()).map(([id, intention]) => {
    const { data } = intention as { readonly data?: object };
    return [id, id.startsWith('Secret/') ? Object.keys(data ?? {}).sort() : intention];
  });
  const bare = openBareRepository(join(bench.root, host.repository));
  return [await bare.git('ls-tree', '-r', 'main'), Object.fromEntries(intentions)];
}

it.skipIf(!hasGit).each(hosts)(
  `an interruption at any line of progress leaves nothing that the next run does not complete: $name${needs}`,
  async (host) => {
    await host.reset();
    expect(await run(host)).toBe(0);
    const expected = await endState(host);
    let line = 1;
    for (; ; line++) {
      await bench.renewCluster();
      await host.reset();
      // Past the last line there is nothing to interrupt.
      if ((await run(host, line)) === 0) break;
      expect(await run(host)).toBe(0);
      expect(await endState(host), `after an interruption at line ${String(line)}`).toEqual(expected);
      const before = await bench.versions();
      expect(await run(host)).toBe(0);
      expect(await bench.versions(), `of a third run after line ${String(line)}`).toEqual(before);
    }
    expect(line).toBeGreaterThan(25);
  },
  patienceMs,
);
