import { memoryTree } from '@sluice/kustomize';
import { describe, expect, test } from 'vitest';
import { findEncrypted } from './find-encrypted.ts';

const sops = 'sops:\n  mac: ENC[AES256_GCM,data:x]\n';
const disabled = 'metadata:\n  annotations: {kustomize.toolkit.fluxcd.io/decrypt: DISABLED}\n';

async function find(files: Readonly<Record<string, string>>, directory = 'apps'): Promise<Record<string, string>> {
  return Object.fromEntries(await findEncrypted(memoryTree(Object.entries(files)), directory));
}

describe('encrypted files of a build', () => {
  test('are found through bases, components and other directories', async () => {
    const found = await find({
      'apps/kustomization.yaml': 'resources: [a.yaml, ../base, gone, https://x/y]\ncomponents: [c]\n',
      'apps/a.yaml': `kind: A\n${sops}`,
      'apps/unused.yaml': `kind: A\n${sops}`,
      'apps/c/kustomization.yml': 'resources: [b.json]\n',
      'apps/c/b.json': '{"kind": "B", "sops": {"mac": "ENC[x"}}',
      'base/Kustomization': 'bases: [../apps]\npatches: [{path: p.yaml}, {patch: "a: 1"}]\n',
      'base/p.yaml': sops,
    });
    expect(found).toEqual({ 'apps/a.yaml': 'yaml', 'apps/c/b.json': 'json', 'base/p.yaml': 'yaml' });
  });

  test('are read in the format that the key of a generator names', async () => {
    const found = await find({
      'apps/kustomization.yaml':
        'secretGenerator: [{files: [x.yaml=a, b, plain], envs: [c.txt, d.yaml], env: e.env}]\nconfigMapGenerator: [{files: [z.yaml=f]}]\n',
      'apps/a': sops,
      'apps/b': '"mac": "ENC[x"',
      'apps/plain': 'nothing',
      'apps/c.txt': 'sops_mac=ENC[x',
      'apps/d.yaml': sops,
      'apps/e.env': 'sops_mac=ENC[x',
      'apps/f': sops,
    });
    expect(found).toEqual({
      'apps/a': 'yaml',
      'apps/b': 'binary',
      'apps/c.txt': 'dotenv',
      'apps/d.yaml': 'yaml',
      'apps/e.env': 'dotenv',
    });
  });

  test('are not those that opt out, or only hold encrypted text', async () => {
    const found = await find({
      'apps/kustomization.yaml': 'resources: [off.yaml, text.yaml, broken.yaml]\n',
      'apps/off.yaml': `kind: A\n${disabled}${sops}`,
      'apps/text.yaml': `kind: A\nstringData:\n  file: |\n    ${sops.replaceAll('\n', '\n    ')}\n`,
      'apps/broken.yaml': `"${sops}`,
    });
    expect(found).toEqual({});
  });

  test('are refused when only some of their documents opt out', async () => {
    const files = {
      'apps/kustomization.yaml': 'resources: [two.yaml]\n',
      'apps/two.yaml': `kind: A\n${disabled}${sops}---\nkind: B\n${sops}`,
    };
    await expect(find(files)).rejects.toThrow("cannot decrypt 'apps/two.yaml': some of its documents opt out");
  });
});
