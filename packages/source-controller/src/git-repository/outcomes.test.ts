import { generateKeyPairSync } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openMemoryRepository, serveRepository } from '@sluice/git';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasCondition, isReady, TestBench } from '../test-support/test-bench.ts';
import { diskWith } from '../test-support/faulty-disk.ts';
import { type OutcomeName, outcomes } from './outcomes.ts';

let bench: TestBench;
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
  for (const close of closers.splice(0)) await close();
});

async function serve(files: Record<string, string> | undefined, authorization?: string): Promise<string> {
  const repository = openMemoryRepository();
  if (files !== undefined) await repository.commit({ files: new Map(Object.entries(files)), message: 'Add files' });
  const server = await serveRepository(repository, authorization === undefined ? {} : { authorization });
  closers.push(() => server.close());
  return server.url;
}

const main = { ref: { branch: 'main' } };

/** Makes an object named `one` fail in the way of a row; gives the message that the row should have. */
const scenarios: Readonly<Record<OutcomeName, () => Promise<string>>> = {
  urlInvalid: async () => {
    bench.startController();
    await bench.create('one', { url: 'http://' });
    return "failed to parse url 'http://': it is not a URL";
  },
  secretUnavailable: async () => {
    bench.startController();
    await bench.create('one', { url: await serve({}), ...main, secretRef: { name: 'none' } });
    return `failed to get secret 'default/none': failed to get secret 'default/none': secrets "none" not found`;
  },
  secretInvalid: async () => {
    bench.startController();
    await bench.createSecret('half', { username: 'u' });
    await bench.create('one', { url: await serve({}), ...main, secretRef: { name: 'half' } });
    return "failed to configure authentication options: secret 'default/half': 'username' is set, but 'password' is not";
  },
  githubAppWithoutProvider: async () => {
    bench.startController();
    await bench.createSecret('app', { githubAppID: '1' });
    await bench.create('one', { url: await serve({}), ...main, secretRef: { name: 'app' } });
    return "secretRef 'default/app' has github app data but provider is not set to github";
  },
  identityEncrypted: async () => {
    bench.startController();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const encryption = { cipher: 'aes-256-cbc', passphrase: 'CANARY' };
    const identity = privateKey.export({ type: 'pkcs1', format: 'pem', ...encryption }).toString();
    const { publicKey } = generateKeyPairSync('ed25519');
    const blob = Buffer.concat([
      Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1'),
      publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
    ]);
    const hosts = `h ssh-ed25519 ${blob.toString('base64')}`;
    await bench.createSecret('locked', { identity, known_hosts: hosts });
    await bench.create('one', { url: 'ssh://git@127.0.0.1:1/r', ...main, secretRef: { name: 'locked' } });
    return "SSH identity key is encrypted but no 'password' field was provided in the secret 'default/locked'";
  },
  emptyRepository: async () => {
    bench.startController();
    await bench.create('one', { url: await serve(undefined), ...main });
    return 'git repository is empty';
  },
  credentialsRefused: async () => {
    bench.startController();
    const url = await serve({ a: '1' }, 'Bearer right');
    await bench.createSecret('wrong', { bearerToken: 'CANARY' });
    await bench.create('one', { url, ...main, secretRef: { name: 'wrong' } });
    const cause = `authentication required: the credentials are missing, wrong or expired (401 from ${url}/info/refs)`;
    return `failed to checkout and determine revision: unable to clone '${url}': ${cause}`;
  },
  fetchFailed: async () => {
    bench.startController();
    const url = await serve({ a: '1' });
    await bench.create('one', { url, ref: { branch: 'nope' } });
    const cause = 'couldn\'t find remote ref "refs/heads/nope": the branches are main';
    return `failed to checkout and determine revision: unable to clone '${url}': ${cause}`;
  },
  sparseCheckoutFailed: async () => {
    bench.startController();
    await bench.create('one', { url: await serve({ 'a/b': '1' }), ...main, sparseCheckout: ['../a'] });
    return "failed to sparse checkout directories : sparse checkout dir '../a' does not exist in repository";
  },
  ignoreRulesInvalid: async () => {
    bench.startController();
    await bench.create('one', { url: await serve({ a: '1' }), ...main, ignore: 'x\n'.repeat(5001) });
    return 'failed to load source ignore patterns from repository: 5001 patterns exceed the limit of 5000';
  },
  storageUnreadable: async () => {
    const stop = bench.startController();
    await bench.create('one', { url: await serve({ a: '1' }), ...main });
    await bench.until('one', isReady);
    await stop();
    bench.startController({ files: diskWith({ facts: 'EIO' }) });
    return 'failed to verify the artifact in storage: EIO: the disk fails';
  },
  archiveFailed: async () => {
    bench.startController({ files: diskWith({ createFile: 'ENOSPC' }) });
    await bench.create('one', { url: await serve({ a: '1' }), ...main });
    return 'unable to archive artifact to storage: ENOSPC: the disk fails';
  },
  collectionFailed: async () => {
    bench.startController({ files: diskWith({ removeDirectory: 'EROFS' }) });
    await bench.create('one', { url: await serve({ a: '1' }), ...main });
    await bench.until('one', isReady);
    await bench.client.delete({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      namespace: 'default',
      name: 'one',
    });
    return 'garbage collection for deleted resource failed: EROFS: the disk fails';
  },
};

describe('the table of outcomes', () => {
  it.each(Object.keys(outcomes) as OutcomeName[])(
    '%s: reason, condition, message, retry and event are as it says',
    async (name) => {
      const { kind, reason, condition } = outcomes[name];
      const message = await scenarios[name]();
      const object = await bench.until('one', hasCondition('Ready', 'False', reason));
      const found = new Map(object.status?.conditions?.map((each) => [each.type, each]));
      expect(found.get('Ready')?.message).toBe(message);
      if (condition !== undefined) expect(found.get(condition)).toMatchObject({ status: 'True', reason, message });
      if (kind === 'stalled') {
        expect(found.get('Stalled')).toMatchObject({ status: 'True', reason, message });
        expect(found.has('Reconciling')).toBe(false);
        expect(object.status?.observedGeneration).toBe(object.metadata.generation);
      } else if (name !== 'collectionFailed') {
        expect(found.has('Stalled')).toBe(false);
        expect(found.get('Reconciling')).toMatchObject({ status: 'True', reason: 'ProgressingWithRetry' });
        await bench.events('one', (text) => text === `${reason}: ${message}`);
      }
      expect(JSON.stringify(object)).not.toContain('CANARY');
    },
  );
});

describe('conditions', () => {
  it('of an earlier failure go when its step succeeds, though a later one fails', async () => {
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a', '1']]), message: 'x' });
    const server = await serveRepository(repository);
    closers.push(() => server.close());
    bench.startController({ files: diskWith({ createFile: 'ENOSPC' }) });
    await bench.create('one', { url: server.url, ref: { branch: 'later' } });
    await bench.until('one', hasCondition('FetchFailed', 'True', 'GitOperationFailed'));
    repository.setRef('later', (await repository.refs()).refs[0]?.oid);
    const object = await bench.reconcile('one');
    expect(hasCondition('Ready', 'False', 'ArchiveOperationFailed')(object)).toBe(true);
    expect(object.status?.conditions?.map(({ type }) => type)).not.toContain('FetchFailed');
  });
});

describe('storage', () => {
  it('that lost an artifact gets it back without a change of the object', async () => {
    const stop = bench.startController();
    await bench.create('one', { url: await serve({ a: '1' }), ...main });
    const before = (await bench.until('one', isReady)).status?.artifact;
    const path = join(bench.storagePath, before?.path ?? '');
    await rm(path);
    const again = (await bench.reconcile('one')).status?.artifact;
    expect(again?.digest).toBe(before?.digest);
    await writeFile(path, 'damaged');
    expect((await bench.reconcile('one')).status?.artifact?.digest).toBe(before?.digest);
    await bench.events('one', (text) =>
      text.startsWith('ArtifactVerificationFailed: failed to verify integrity of artifact: '),
    );
    await stop();
    await rm(bench.storagePath, { recursive: true });
    await mkdir(bench.storagePath);
    bench.startController();
    await bench.until(
      'one',
      ({ status }) => status?.artifact !== undefined && status.artifact.url !== before?.url && isReadyAgain(status),
    );
  });
});

function isReadyAgain(status: { conditions?: { type: string; status: string }[] | undefined }): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
