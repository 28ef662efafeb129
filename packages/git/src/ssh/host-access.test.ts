import { afterEach, describe, expect, it } from 'vitest';

import { startSshServer, testKey, type TestKeyType, type TestSshServer } from '../testing/ssh-server.ts';
import { generateSshKey, type SshKeyOptions, sshPublicKeyOf } from './generate-ssh-key.ts';
import { readPrivateKey } from './private-key.ts';
import { scanHostKeys } from './scan-host-keys.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function hostWith(...types: TestKeyType[]): Promise<TestSshServer> {
  const server = await startSshServer({ allowed: [], hostKeys: types.map(testKey), command: () => undefined });
  closers.push(() => server.close());
  return server;
}

describe('scanning', () => {
  it.each<TestKeyType[][]>([[['ed25519']], [['rsa']], [['ed25519', 'p384', 'rsa']]])(
    'a host with %j gives its lines of known_hosts, and nobody logs in',
    async (types) => {
      const server = await hostWith(...types);
      expect(await scanHostKeys(`ssh://git@127.0.0.1:${String(server.port)}/x`)).toBe(server.knownHosts);
      expect([server.users, server.requests, server.commands]).toEqual([[], [], []]);
    },
  );

  it('asks only for what was wanted, and says when that is not there', async () => {
    const server = await hostWith('ed25519', 'rsa');
    const url = `ssh://git@127.0.0.1:${String(server.port)}/x`;
    expect(await scanHostKeys(url, { algorithms: ['rsa-sha2-256'] })).toBe(server.knownHosts.split('\n')[1] + '\n');
    await expect(scanHostKeys(url, { algorithms: ['ecdsa-sha2-nistp256'] })).rejects.toMatchObject({
      code: 'NoCommonAlgorithm',
    });
  });

  it('a host that is not there, or not wanted any more, fails', async () => {
    await expect(scanHostKeys('ssh://git@127.0.0.1:1/x')).rejects.toThrow('connection refused');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(scanHostKeys('ssh://git@127.0.0.1:1/x', { signal })).rejects.toThrow('enough');
  });
});

describe('a generated key', () => {
  it.each<[SshKeyOptions, string]>([
    [{ algorithm: 'ed25519' }, 'ssh-ed25519'],
    [{ algorithm: 'ecdsa', curve: 'p256' }, 'ecdsa-sha2-nistp256'],
    [{ algorithm: 'ecdsa', curve: 'p384' }, 'ecdsa-sha2-nistp384'],
    [{ algorithm: 'ecdsa', curve: 'p521' }, 'ecdsa-sha2-nistp521'],
    [{ algorithm: 'rsa', bits: 2048 }, 'ssh-rsa'],
  ])('by %j is in PEM, with its public half', async (options, type) => {
    const { identity, publicKey } = await generateSshKey(options);
    expect(identity).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    const key = await readPrivateKey(identity);
    expect(publicKey).toBe(`${type} ${key.publicKey.toString('base64')}`);
    expect(await sshPublicKeyOf(identity)).toBe(publicKey);
  });
});
