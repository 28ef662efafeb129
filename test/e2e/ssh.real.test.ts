import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installCrds } from '@sluice/cli';
import { generateSshKey } from '@sluice/git';
import { type BareRepository, createBareRepository, hasSshd, type Sshd, startSshd } from '@sluice/git/testing';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitRepository, isReadyAt, readyOf, untilObject } from './support/story.ts';

const canRun = await hasSshd();
const root = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let sandbox: Sandbox;
let client: KubeClient;
let sshd: Sshd;
let repository: BareRepository;
let controller: ChildProcess;
let log = '';

const { apiVersion, kind, namespace = '', name } = gitRepository;

beforeAll(async () => {
  if (!canRun) return;
  folder = await mkdtemp(join(tmpdir(), 'sluice-ssh-'));
  sandbox = await startSandbox();
  const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
  client = openKubeClient({ connection, userAgent: 'test' });
  await installCrds(client);
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { fieldManager: 'test' });
  sshd = await startSshd({ hostKeys: ['ed25519', 'ecdsa-256', 'rsa-2048'] });
  repository = await createBareRepository(folder, 'r.git', { 'app/a.yaml': 'kind: A\n' });
  controller = await startBundle();
});

afterAll(async () => {
  if (!canRun) return;
  controller.kill('SIGKILL');
  client.close();
  await Promise.all([sandbox.close(), sshd.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** The bundle of source-controller by the command line of its image, which forbids child processes and add-ons. */
async function startBundle(): Promise<ChildProcess> {
  const args = ['tools/bundle.ts', `--into=${folder}`, 'source-controller'];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  const dockerfile = await readFile(join(root, 'deploy/images/Dockerfile'), 'utf8');
  const entrypoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '') as string[];
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
  const data = join(folder, 'data');
  await mkdir(data);
  const flags = entrypoint.slice(1, -1).map((flag) => flag.replace(/=\/(?:data|tmp)$/, `=${data}`));
  const own = ['--metrics-addr=0', '--health-addr=0', '--events-addr=', '--storage-addr=127.0.0.1:0'];
  const main = join(folder, 'source-controller', 'main.js');
  const options = [`--kubeconfig=${kubeconfig}`, `--storage-path=${data}`, ...own];
  const env = { NODE_ENV: 'production', TMPDIR: data };
  const child = spawn(process.execPath, [...flags, main, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  return child;
}

describe.skipIf(!canRun)('the image of source-controller with OpenSSH (needs openssh-server and git)', () => {
  it('reconciles a repository, follows it, refuses a rotated host key, heals, and tells no secret', async () => {
    const canary = 'CANARY-passphrase';
    const { identity, passphrase } = await lockedKey(canary);
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: 'deploy-key' } };
    const writeSecret = async (knownHosts: string): Promise<void> => {
      const stringData = { identity, known_hosts: knownHosts, password: passphrase };
      await client.apply({ ...secret, stringData }, manager);
    };
    const look = async (): Promise<void> => {
      const annotations = { 'reconcile.fluxcd.io/requestedAt': crypto.randomUUID() };
      await client.patch(gitRepository, { metadata: { annotations } }, { type: 'merge' });
    };
    const manager = { fieldManager: 'test', force: true };
    await writeSecret(sshd.knownHosts);
    const spec = {
      interval: '1h',
      url: sshd.url(repository.path),
      ref: { branch: 'main' },
      secretRef: { name: 'deploy-key' },
    };
    await client.create({ apiVersion, kind, metadata: { name, namespace }, spec });
    const first = await repository.git('rev-parse', 'main');
    await untilRevision(first);

    const tree = await repository.git('rev-parse', 'main^{tree}');
    const second = await repository.git('commit-tree', tree, '-p', first, '-m', 'Second');
    await repository.git('update-ref', 'refs/heads/main', second);
    await look();
    await untilRevision(second);

    const impostor = (await generateSshKey({ algorithm: 'ed25519' })).publicKey;
    await writeSecret(`[127.0.0.1]:${String(sshd.port)} ${impostor}\n`);
    await look();
    const refused = await untilObject(client, gitRepository, (object) => readyOf(object)?.status === 'False');
    expect(readyOf(refused)).toMatchObject({ reason: 'GitOperationFailed' });
    expect(readyOf(refused)?.message).toMatch(
      /the host key of \[127\.0\.0\.1\]:\d+ is not the one in known_hosts: the server shows ssh-ed25519 SHA256:\S+, known_hosts has ssh-ed25519 SHA256:/,
    );
    await writeSecret(sshd.knownHosts);
    await look();
    await untilRevision(second);

    const events = await client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace });
    const said = [log, JSON.stringify(events.items), JSON.stringify(await client.get(gitRepository))].join('\n');
    expect(said).not.toContain(canary);
    expect(said).not.toContain('PRIVATE KEY');
    expect(said).not.toContain(identity.split('\n')[2] ?? 'none');
    expect(new Set(await sshd.commands())).toEqual(new Set([`git-upload-pack '${repository.path}'`]));
  });
});

async function lockedKey(passphrase: string): Promise<{ identity: string; passphrase: string }> {
  const file = join(sshd.folder, 'deploy-key');
  await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file]);
  await sshd.allow(await readFile(`${file}.pub`, 'utf8'));
  return { identity: await readFile(file, 'utf8'), passphrase };
}

async function untilRevision(commit: string): Promise<void> {
  await untilObject(client, gitRepository, (object) => {
    const { artifact } = (object?.['status'] ?? {}) as { artifact?: { revision: string } };
    return isReadyAt()(object) && artifact?.revision === `main@sha1:${commit}`;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${log.slice(-3000)}`);
  });
}
