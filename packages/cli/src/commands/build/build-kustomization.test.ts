import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { readYaml } from '@sluice/objects';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runProgram } from '../../program.ts';

async function directory(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-build-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

async function run(...args: string[]) {
  const texts = { out: '', err: '' };
  const stream = (name: 'out' | 'err') =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
  const terminal = { out: stream('out'), err: stream('err'), isLive: false, isInteractive: false, columns: 100 };
  const code = await runProgram(args, terminal, new AbortController().signal);
  return { code, ...texts };
}

const kustomization = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./apps
  targetNamespace: shop
  namePrefix: eu-
  sourceRef: {kind: GitRepository, name: infra}
  commonMetadata: {labels: {team: shop}}
  postBuild: {substitute: {color: blue}}
`;
const files = {
  'sync.yaml': kustomization,
  'apps/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {color: "${color}"}\n',
  'apps/secret.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: {name: key}\nstringData: {token: "ENC[AES256_GCM,data:x]"}\nsops: {mac: x}\n',
};

describe('sluice build kustomization', () => {
  it('prints what would be applied, encrypted values masked, and writes nothing', async () => {
    const root = await directory(files);
    const { code, out } = await run(
      'build',
      'kustomization',
      'apps',
      '--path',
      join(root, 'apps'),
      '--kustomization-file',
      join(root, 'sync.yaml'),
      '--dry-run',
    );
    expect(code).toBe(0);
    const [config, secret] = readYaml(out) as Record<string, unknown>[];
    const labels = {
      'kustomize.toolkit.fluxcd.io/name': 'apps',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      team: 'shop',
    };
    expect(config).toMatchObject({ metadata: { name: 'eu-web', namespace: 'shop', labels }, data: { color: 'blue' } });
    expect(secret).toMatchObject({ kind: 'Secret', metadata: { name: 'eu-key' } });
    expect(out).not.toContain('ENC[');
    expect(out).not.toContain('sops');
  });

  it.each([
    [['--dry-run'], '--dry-run needs the Kustomization as a file'],
    [['--kustomization-file', 'nowhere.yaml'], 'cannot read nowhere.yaml'],
  ])('refuses %j in one line', async (args, message) => {
    const root = await directory(files);
    const { code, err } = await run('build', 'ks', 'apps', '--path', join(root, 'apps'), ...args);
    expect([code, err.split('\n')[0]]).toEqual([1, `✗ ${message}`]);
  });
});
