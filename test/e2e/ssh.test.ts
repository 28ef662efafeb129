import { PassThrough } from 'node:stream';
import { type Command, startSshServer, type TestSshServer, uploadPackOf } from '@sluice/git/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSluice } from './support/run-sluice.ts';
import { gitRepository, isReadyAt, openStory, readyOf, type Story } from './support/story.ts';

const infra = { ...gitRepository, name: 'over-ssh' };
const canary = 'CANARY';

async function serve(command: Command, allowed: readonly string[]): Promise<TestSshServer> {
  const server = await startSshServer({ allowed, command });
  onTestFinished(() => server.close());
  return server;
}

function create(
  story: Story,
  url: string,
  person: { answer: string; allowed: string[] } | undefined,
  ...more: string[]
) {
  const input = person === undefined ? {} : { input: new PassThrough() };
  const args = ['create', 'source', 'git', 'over-ssh', '--url', url, '--branch', 'main', '--interval', '1h', ...more];
  let said = '';
  const onErr = (text: string): void => {
    said += text;
    const key = /deploy key: (\S+ \S+)\n/.exec(said)?.[1];
    if (person === undefined || key === undefined || !text.includes('Have you added')) return;
    person.allowed.push(key);
    input.input?.write(`${person.answer}\n`);
  };
  return runSluice([...args, '--kubeconfig', story.environment.kubeconfig], { ...input, onErr });
}

describe('create source git with an ssh URL', () => {
  it('makes a key, shows it, asks, and the repository is reconciled with it', async () => {
    const story = await openStory({ 'a.yaml': 'kind: A\n' });
    const allowed: string[] = [];
    const server = await serve(uploadPackOf(story.repository), allowed);
    const url = `ssh://git@127.0.0.1:${String(server.port)}/infra.git`;
    const { code, err } = await create(story, url, { answer: 'y', allowed });
    const [key = ''] = allowed;
    expect(err.replace(/\? Have you added the deploy key to your repository \[y\/N\] /, '').split('\n')).toEqual([
      '✚ generating GitRepository source',
      '✔ collected public key from SSH server:',
      server.knownHosts.trim(),
      `✚ deploy key: ${key}`,
      '► applying secret with repository credentials',
      '✔ authentication configured',
      '► applying GitRepository source',
      '✔ GitRepository source created',
      '◎ waiting for GitRepository source reconciliation',
      '✔ GitRepository source reconciliation completed',
      expect.stringMatching(/^✔ fetched revision: main@sha1:[0-9a-f]{40}$/),
      '',
    ]);
    expect(code).toBe(0);
    expect(key).toMatch(/^ecdsa-sha2-nistp384 /);
    expect((await story.get(infra))?.['spec']).toMatchObject({ url, secretRef: { name: 'over-ssh' } });
    expect(server.commands).toContain("git-upload-pack '/infra.git'");
  });

  it('stops when the key was not added, and where nobody can be asked', async () => {
    const story = await openStory({});
    const allowed: string[] = [];
    const server = await serve(uploadPackOf(story.repository), allowed);
    const url = `ssh://git@127.0.0.1:${String(server.port)}/infra.git`;
    expect(await create(story, url, { answer: 'n', allowed })).toMatchObject({
      code: 1,
      err: expect.stringContaining('✗ aborting') as string,
    });
    const alone = await create(story, url, undefined);
    expect(alone.err).toContain('nobody is there to say whether the deploy key was added');
    expect(await story.get(infra)).toBeUndefined();
    expect(
      await story.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'flux-system', name: 'over-ssh' }),
    ).toBeUndefined();
  });
});

describe('a GitRepository over ssh', () => {
  it('says what is wrong with its Secret, its server and its key, and heals when that is mended', async () => {
    const story = await openStory({ 'a.yaml': 'kind: A\n' });
    const { client } = story.environment;
    const allowed: string[] = [];
    const server = await serve(uploadPackOf(story.repository), allowed);
    const url = `ssh://git@127.0.0.1:${String(server.port)}/infra.git`;
    const made = await story.sluice('create', 'secret', 'git', 'key', '--url', url);
    expect(made.err).toMatch(/^✚ deploy key: \S+ \S+\n► git secret 'key' created in 'flux-system' namespace\n$/);
    const secretRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'flux-system', name: 'key' };
    const secret = (await story.get(secretRef)) as unknown as { data: Record<string, string> };
    const spec = { interval: '1h', url, ref: { branch: 'main' }, secretRef: { name: 'key' } };
    const text = (key: string): string => Buffer.from(secret.data[key] ?? '', 'base64').toString();

    const write = async (data: Record<string, string>): Promise<void> => {
      await client.patch(secretRef, { data: null, stringData: data }, { type: 'merge' });
      const annotations = { 'reconcile.fluxcd.io/requestedAt': crypto.randomUUID() };
      await client.patch(infra, { metadata: { annotations } }, { type: 'merge' });
    };
    const until = async (reason: string, message: string): Promise<void> => {
      await story.until(infra, (object) => {
        const ready = readyOf(object);
        return ready?.status === 'False' && ready.reason === reason && ready.message.includes(message);
      });
    };

    const { apiVersion, kind, namespace, name } = infra;
    await client.create({ apiVersion, kind, metadata: { name: name ?? '', namespace: namespace ?? '' }, spec });
    await until('GitOperationFailed', `does not accept the key ecdsa-sha2-nistp384 SHA256:`);
    const identity = text('identity');
    await write({ identity, known_hosts: `127.0.0.1 ${server.hostKey.line}` });
    await until('GitOperationFailed', `write [127.0.0.1]:${String(server.port)}`);
    await write({ identity });
    await until('AuthenticationFailed', "invalid 'ssh' auth option: 'known_hosts' is required");
    await write({ identity: `${canary} not a key`, known_hosts: text('known_hosts') });
    await until(
      'AuthenticationFailed',
      "secret 'flux-system/key': the private key cannot be used: it is not a private key",
    );
    expect(JSON.stringify(await story.get(infra))).not.toContain(canary);

    allowed.push(text('identity.pub').trim());
    await write({ identity, known_hosts: text('known_hosts') });
    await story.until(infra, isReadyAt());
  });
});
