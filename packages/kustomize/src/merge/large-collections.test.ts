import { expect, it } from 'vitest';
import { build } from '../build.ts';
import { memoryTree } from '../tree/memory-tree.ts';

/** Builds a Pod of that many variables with a patch of every third, which must not take quadratic time. */
async function buildPod(count: number): Promise<{ env: unknown; data: Record<string, string>; ms: number }> {
  const variables = Array.from({ length: count }, (_, at) => ({ name: `V${at}`, value: String(at) }));
  const changes = variables
    .filter((_, at) => at % 3 === 0)
    .map(({ name }, at) => (at % 2 === 0 ? { name, value: 'changed' } : { name, $patch: 'delete' }));
  const pod = (env: unknown): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', finalizers: variables.map(({ name }) => `x/${name}`) },
    spec: { containers: [{ name: 'c', env }] },
  });
  const configMap = (data: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data });
  const entries = variables.map(({ name, value }) => [name, value] as const);
  const tree = memoryTree([
    [
      'kustomization.yaml',
      JSON.stringify({ resources: ['p.yaml', 'c.yaml'], patches: [{ path: 'pp.yaml' }, { path: 'cp.yaml' }] }),
    ],
    ['p.yaml', JSON.stringify(pod(variables))],
    ['pp.yaml', JSON.stringify(pod(changes))],
    ['c.yaml', JSON.stringify(configMap(Object.fromEntries(entries)))],
    ['cp.yaml', JSON.stringify(configMap(Object.fromEntries(changes.map(({ name, value }) => [name, value ?? null]))))],
  ]);
  const started = performance.now();
  const { resources } = await build(tree, '', { reorder: 'none' });
  const [built, map] = resources.map(
    ({ object }) => object as unknown as { spec?: { containers: { env: unknown }[] }; data?: Record<string, string> },
  );
  return { env: built?.spec?.containers[0]?.env, data: map?.data ?? {}, ms: performance.now() - started };
}

it('long lists and large maps merge as short ones do', async () => {
  const { env, data } = await buildPod(90);
  const changed = Array.from({ length: 30 }, (_, at) => at * 3).filter((_, at) => at % 2 === 0);
  const kept = Array.from({ length: 90 }, (_, at) => at).filter((at) => at % 3 !== 0);
  expect(env).toEqual([
    ...changed.map((at) => ({ name: `V${at}`, value: 'changed' })),
    ...kept.map((at) => ({ name: `V${at}`, value: String(at) })),
  ]);
  expect(Object.keys(data)).toHaveLength(75);
  expect(data).toMatchObject({ V0: 'changed', V1: '1' });
  expect(data).not.toHaveProperty('V3');
});

it('fifty thousand of them merge in seconds', async () => {
  const { data, ms } = await buildPod(50_000);
  expect(Object.keys(data).length).toBeGreaterThan(40_000);
  expect(ms).toBeLessThan(30_000);
}, 60_000);
