import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { gitBelow, hasHttpBackend, startSshServer, type TestSshServer } from '@sluice/git/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BootstrapBench, openBootstrapBench } from './support/bootstrap-bench.ts';

const hasGit = await hasHttpBackend();

/** A registry that has every image. */
async function startRegistry(): Promise<Server> {
  const registry = createServer((_request, response) => response.writeHead(200).end());
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  return registry;
}

describe.skipIf(!hasGit)('bootstrap with ssh keys (needs git)', () => {
  let bench: BootstrapBench;
  let sshd: TestSshServer;
  let registry: Server;
  /** Keys of `bootstrap git`; GitHub has its own. */
  let allowed: string[];

  beforeEach(async () => {
    bench = await openBootstrapBench();
    allowed = bench.github.allowedKeys;
    sshd = await startSshServer({ allowed, command: gitBelow(bench.root) });
    registry = await startRegistry();
    vi.stubEnv('GITHUB_TOKEN', bench.github.token);
    vi.stubEnv('GIT_PASSWORD', bench.password);
    vi.stubEnv('SLUICE_REGISTRY', `127.0.0.1:${String((registry.address() as AddressInfo).port)}/sluice`);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await sshd.close();
    registry.closeAllConnections();
    registry.close();
    await bench.close();
  });

  /** The command line of the article, but for the program's name. */
  const article = 'bootstrap github --owner=acme --repository=infra --branch=main --path=clusters/prod --personal';
  /** Where its GitHub is here. */
  const here = () => [`--hostname=${bench.github.url}`, `--ssh-hostname=127.0.0.1:${String(sshd.port)}`];
  const run = (...more: string[]) => bench.sluice([...article.split(' '), ...here(), ...more]);
  const title = 'flux-system-main-flux-system-./clusters/prod';

  const secretTexts = async (): Promise<Readonly<Record<string, string>>> => {
    const { data = {} } = (await bench.get('v1', 'Secret', 'flux-system')) as unknown as {
      data?: Record<string, string>;
    };
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString().trim()]),
    );
  };

  it('the command line of the article makes a cluster that reads with a deploy key', async () => {
    const { code, err } = await run();
    const [key] = bench.github.repositories.get('acme/infra')?.keys ?? [];
    expect(err).toContain(`► determining if source secret "flux-system/flux-system" exists
► generating source secret
✔ public key: ${key?.key ?? ''}
✔ configured deploy key "${title}" for "acme/infra"
► applying source secret "flux-system/flux-system"
✔ reconciled source secret
`);
    expect(err).toMatch(/✔ all components are healthy\n$/);
    expect(code).toBe(0);
    expect(key).toMatchObject({
      title,
      read_only: true,
      key: expect.stringMatching(/^ecdsa-sha2-nistp384 /) as string,
    });
    const secret = await secretTexts();
    expect(secret).toMatchObject({ 'identity.pub': key?.key, known_hosts: sshd.knownHosts.trim() });
    expect(err).not.toContain(secret['identity']?.split('\n')[1]);
    const source = await bench.get('source.toolkit.fluxcd.io/v1', 'GitRepository', 'flux-system');
    expect(source['spec']).toMatchObject({ url: `ssh://git@127.0.0.1:${String(sshd.port)}/acme/infra` });
    expect(new Set(sshd.commands)).toEqual(new Set(["git-upload-pack '/acme/infra'"]));

    const before = await bench.versions();
    const second = await run();
    expect(second.err).toContain('✔ source secret up to date\n');
    expect(second.code).toBe(0);
    expect(await bench.versions()).toEqual(before);
    expect(bench.github.repositories.get('acme/infra')?.keys).toEqual([key]);
  });

  it('gives a key that was taken away its access back, and replaces one of another run', async () => {
    expect((await run()).code).toBe(0);
    const { 'identity.pub': publicKey = '' } = await secretTexts();
    bench.github.removeKeys('acme/infra');
    const again = await run();
    expect(again.err).toContain(`✔ configured deploy key "${title}" for "acme/infra"\n✔ source secret up to date\n`);
    expect(again.code).toBe(0);
    expect(allowed).toEqual([publicKey]);

    // As if the run had ended between the deploy key and the secret.
    await bench.environment.client.delete({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'flux-system',
      name: 'flux-system',
    });
    expect((await run('--read-write-key', '--ssh-key-algorithm=ed25519')).code).toBe(0);
    const { 'identity.pub': newKey = '' } = await secretTexts();
    expect(newKey).toMatch(/^ssh-ed25519 /);
    expect(bench.github.repositories.get('acme/infra')?.keys).toMatchObject([{ key: newKey, title, read_only: false }]);
  });

  it('finds its deploy key among many, and says when the key belongs to another repository', async () => {
    await bench.github.create('acme/infra');
    bench.github.addKeys('acme/infra', 130);
    expect((await run()).code).toBe(0);
    const { 'identity.pub': publicKey = '' } = await secretTexts();
    expect((await run()).code).toBe(0);
    expect(bench.github.repositories.get('acme/infra')?.keys.filter((each) => each.title === title)).toHaveLength(1);

    bench.github.removeKeys('acme/infra');
    await bench.github.create('acme/other');
    bench.github.repositories.get('acme/other')?.keys.push({ id: 1000, title: 'x', key: publicKey, read_only: true });
    const { code, err } = await run();
    expect(err).toContain(
      `✗ adding the deploy key "${title}": GitHub answers 422, Validation Failed: key is already in use\n`,
    );
    expect(code).toBe(1);
  });

  it('changes from a token to a key', async () => {
    expect((await run('--token-auth')).code).toBe(0);
    const { code, err } = await run();
    expect(err).toContain(`✔ configured deploy key "${title}" for "acme/infra"\n`);
    expect(code).toBe(0);
    const source = await bench.get('source.toolkit.fluxcd.io/v1', 'GitRepository', 'flux-system');
    expect(source['spec']).toMatchObject({ url: `ssh://git@127.0.0.1:${String(sshd.port)}/acme/infra` });
  });

  it('changes nothing where the host of the key cannot be reached', async () => {
    const { code, err } = await run('--ssh-hostname=127.0.0.1:1');
    expect(err).toMatch(/✗ connection refused: ssh:\/\/127\.0\.0\.1:1\/acme\/infra\n/);
    expect(code).toBe(1);
    expect(bench.github.requests).toEqual([]);
  });

  it('of another git host a person is asked to give the key access', async () => {
    await bench.repository('infra.git');
    const line = `bootstrap git --url=${bench.server.url}/infra.git --allow-insecure-http --path=clusters/prod`;
    const args = [...line.split(' '), `--ssh-hostname=127.0.0.1:${String(sshd.port)}`];
    const alone = await bench.sluice(args);
    expect(alone.err).toMatch(/✗ nobody is there to say whether the key has access to the repository\n/);
    expect(alone.code).toBe(1);

    const input = new PassThrough();
    let said = '';
    const onErr = (text: string): void => {
      said += text;
      if (!text.includes('Please give the key access')) return;
      allowed.push(/public key: (\S+ \S+)\n/.exec(said)?.[1] ?? '');
      input.write('y\n');
    };
    const { code, err } = await bench.sluice(args, { input, onErr });
    expect(code, err).toBe(0);
    const second = await bench.sluice(args);
    expect(second.err).toContain('✔ source secret up to date\n');
    expect(second.code).toBe(0);
  });
});
