import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { hasHttpBackend, hasSshd, keygen, type Sshd, startSshd } from '@sluice/git/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type BootstrapBench, openBootstrapBench } from './support/bootstrap-bench.ts';

const missing = [...((await hasHttpBackend()) ? [] : ['git']), ...((await hasSshd()) ? [] : ['/usr/sbin/sshd'])];
const needs = missing.length === 0 ? '' : ` (skipped: needs ${missing.join(' and ')})`;
const passphrase = 'CANARY-passphrase';

let bench: BootstrapBench;
let sshd: Sshd;
let key: string;
beforeEach(async () => {
  bench = await openBootstrapBench();
  key = join(bench.root, 'id');
  vi.stubEnv('GIT_PASSWORD', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sshd.close();
  await bench.close();
});

const urlOfInfra = (): string => sshd.url(`${bench.root}/infra.git`);

const run = () => {
  const line = `bootstrap git --url=${urlOfInfra()} --private-key-file=${key} --branch=main
    --path=clusters/prod --registry=registry.example --skip-image-check`;
  return bench.sluice(line.split(/\s+/), { interrupted: AbortSignal.timeout(60_000) });
};

it.skipIf(missing.length > 0)(`bootstrap git pushes, and the cluster reads, over OpenSSH's sshd${needs}`, async () => {
  sshd = await startSshd();
  await sshd.allow(await keygen(key, 'ed25519'));
  const bare = await bench.repository('infra.git');
  const first = await run();
  expect(first.err).toContain(`► cloning branch "main" from Git repository "${urlOfInfra()}"\n`);
  expect(first.code, first.err).toBe(0);
  expect(await bare.git('log', '--format=%s', 'main')).toBe(
    'Add Sluice sync manifests\nAdd Sluice v0.1.0 component manifests',
  );
  const source = await bench.get('source.toolkit.fluxcd.io/v1', 'GitRepository', 'flux-system');
  expect(source['spec']).toMatchObject({ url: urlOfInfra() });
  const before = [await bare.git('rev-parse', 'main'), await bench.versions()];
  const second = await run();
  expect(second.code, second.err).toBe(0);
  expect([await bare.git('rev-parse', 'main'), await bench.versions()]).toEqual(before);
});

it.skipIf(missing.length > 0)(
  `an encrypted rsa key is used with its passphrase, which is shown nowhere${needs}`,
  async () => {
    sshd = await startSshd();
    await sshd.allow(await keygen(key, 'rsa', '-N', passphrase));
    const bare = await bench.repository('infra.git');
    const without = await run();
    expect(without.code).toBe(1);
    expect(await bare.git('for-each-ref')).toBe('');
    vi.stubEnv('GIT_PASSWORD', passphrase);
    const { code, err, out } = await run();
    expect(code, err).toBe(0);
    expect(err + out).not.toContain(passphrase);
    expect(err + out).not.toContain((await readFile(key, 'utf8')).split('\n')[1]);
    const { data } = (await bench.get('v1', 'Secret', 'flux-system')) as unknown as { data: Record<string, string> };
    expect(Buffer.from(data['password'] ?? '', 'base64').toString()).toBe(passphrase);
  },
);
