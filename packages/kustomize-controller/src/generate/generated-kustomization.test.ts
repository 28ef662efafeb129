import { Kustomization, type KustomizationSpec } from '@sluice/api';
import { openArtifactTree, packArtifact, type ArtifactTree } from '@sluice/artifact';
import { readYaml } from '@sluice/objects';
import { describe, expect, test } from 'vitest';
import { entriesOf } from '../test-support/artifact-host.ts';
import { artifactPath } from './artifact-path.ts';
import { generateKustomization } from './generated-kustomization.ts';

async function treeOf(files: Readonly<Record<string, string>>): Promise<ArtifactTree> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of packArtifact(entriesOf(files))) chunks.push(chunk);
  return openArtifactTree('sha256:x', Buffer.concat(chunks));
}

function spec(fields: Partial<KustomizationSpec> = {}): KustomizationSpec {
  const sourceRef = { kind: 'GitRepository', name: 'app' };
  return Kustomization.parse({
    ...Kustomization.type,
    metadata: { name: 'x' },
    spec: { interval: '1m', prune: true, sourceRef, ...fields },
  }).spec;
}

async function generated(
  files: Readonly<Record<string, string>>,
  fields: Partial<KustomizationSpec> = {},
  directory = 'apps',
) {
  const { overlay } = generateKustomization(await treeOf(files), directory, spec(fields));
  return overlay === undefined ? undefined : readYaml(overlay.bytes)[0];
}

describe('without a kustomization.yaml', () => {
  test('every manifest is listed, and directories that have one of their own', async () => {
    const files = {
      'apps/b.yaml': '',
      'apps/a.yml': '',
      'apps/readme.md': '',
      'apps/deep/c.yaml': '',
      'apps/own/kustomization.yml': '',
      'apps/own/d.yaml': '',
      'other/e.yaml': '',
    };
    expect(await generated(files)).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['./a.yml', './b.yaml', './deep/c.yaml', './own'],
    });
  });

  test('nothing at all is a placeholder', async () => {
    expect(await generated({ 'apps/readme.md': '' })).toMatchObject({ namespace: '_placeholder' });
  });
});

describe('with a kustomization.yaml', () => {
  const files = (text: string) => ({
    'apps/kustomization.yaml': text,
    'apps/a.yaml': '',
    'apps/components/x/kustomization.yaml': '',
  });

  test('it is used as it is when the spec adds nothing', async () => {
    expect(await generated(files('resources: [a.yaml]\n'))).toBeUndefined();
  });

  test('without resources origins are asked for, so that it is not empty', async () => {
    expect(await generated(files('configMapGenerator: []\n'))).toMatchObject({ buildMetadata: ['originAnnotations'] });
  });

  test('the spec is laid over it', async () => {
    const text = `resources: [a.yaml]
namespace: old
patches: [{path: p.yaml}]
images: [{name: web, newName: w, newTag: "1"}, {name: db, digest: "sha256:a"}]
`;
    const added = {
      targetNamespace: 'new',
      namePrefix: 'p-',
      nameSuffix: '-s',
      patches: [{ patch: '- op: remove\n  path: /x\n', target: { kind: 'Service' } }],
      components: ['components/x', 'components/gone'],
      ignoreMissingComponents: true,
      images: [
        { name: 'db', newTag: '2' },
        { name: 'web', newName: 'w2' },
        { name: 'cache', newTag: '3' },
      ],
      buildMetadata: ['transformerAnnotations' as const],
    };
    expect(await generated(files(text), added)).toEqual({
      resources: ['a.yaml'],
      namespace: 'new',
      namePrefix: 'p-',
      nameSuffix: '-s',
      patches: [{ path: 'p.yaml' }, { patch: '- op: remove\n  path: /x\n', target: { kind: 'Service' } }],
      components: ['components/x'],
      images: [
        { name: 'web', newName: 'w2', newTag: '1' },
        { name: 'db', newTag: '2' },
        { name: 'cache', newTag: '3' },
      ],
      buildMetadata: ['transformerAnnotations'],
    });
  });

  test.each(['https://h/x', 'git::x', 'github.com/a/b', '/abs', 'ssh://h/x', 'git@h:x', 'file:///x'])(
    'the component %s is refused',
    async (path) => {
      await expect(generated(files('resources: [a.yaml]\n'), { components: [path] })).rejects.toThrow(
        `component path '${path}' must be local and relative`,
      );
    },
  );

  test('one that is no map is refused by name', async () => {
    await expect(generated(files('- a\n'))).rejects.toThrow('apps/kustomization.yaml: expected a map');
  });
});

test.each([
  [undefined, ''],
  ['', ''],
  ['./', ''],
  ['./apps', 'apps'],
  ['/apps//web/', 'apps/web'],
  ['apps/../../../etc', 'etc'],
  ['..', ''],
])('the path %j is %j in the artifact', (path, expected) => {
  expect(artifactPath(path)).toBe(expected);
});
