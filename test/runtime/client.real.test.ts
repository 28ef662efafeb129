import type { KubeObject } from '@sluice/objects';
import {
  type KubeClient,
  isAlreadyExists,
  isConflict,
  isNotFound,
  loadKubeConfig,
  NoKindMatchError,
  openKubeClient,
  type RequestRecord,
  WatchCache,
} from '@sluice/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { eventually } from '../control-plane/eventually.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';

const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };
const missing = findControlPlaneServers() === undefined;

describe.skipIf(missing)(`our client on a real API server (needs ${controlPlaneNeeded})`, () => {
  let plane: ControlPlane;
  let client: KubeClient;
  const records: RequestRecord[] = [];

  beforeAll(async () => {
    plane = await startControlPlane({
      controllerManager: false,
      apiServerFlags: ['--disable-admission-plugins=ServiceAccount'],
    });
    const connection = await loadKubeConfig({ kubeconfig: plane.kubeconfig, allowExec: false });
    client = openKubeClient({ connection, userAgent: 'test', onRequest: (record) => records.push(record) });
  });

  afterAll(async () => {
    client.close();
    await plane.stop();
  });

  it('discovers every kind in two requests', async () => {
    const all = await client.discovery.all();
    expect(records.map(({ call, outcome }) => `${call} ${String(outcome)}`)).toEqual(['discover 200', 'discover 200']);
    expect(all.length).toBeGreaterThan(60);
    expect(await client.discovery.resourceFor({ apiVersion: 'apps/v1', kind: 'Deployment' })).toMatchObject({
      resource: 'deployments',
      namespaced: true,
      shortNames: ['deploy'],
    });
    await expect(client.discovery.resourceFor({ apiVersion: 'x/v1', kind: 'Y' })).rejects.toBeInstanceOf(
      NoKindMatchError,
    );
  });

  it('creates, applies, patches, replaces and deletes', async () => {
    const ref = { ...configMap, namespace: 'default', name: 'verbs' };
    const metadata = { name: 'verbs', namespace: 'default' };
    const created = await client.create({ ...configMap, metadata, data: { a: '1' } }, { fieldManager: 'creator' });
    expect(isAlreadyExists(await failure(client.create({ ...configMap, metadata })))).toBe(true);
    const applied = await client.apply({ ...configMap, metadata, data: { b: '2' } }, { fieldManager: 'applier' });
    expect(applied['data']).toEqual({ a: '1', b: '2' });
    expect(
      isConflict(
        await failure(client.apply({ ...configMap, metadata, data: { a: '9' } }, { fieldManager: 'applier' })),
      ),
    ).toBe(true);
    expect(
      (await client.apply({ ...configMap, metadata, data: { a: '9' } }, { fieldManager: 'applier', force: true }))[
        'data'
      ],
    ).toEqual({ a: '9' });
    await client.patch(ref, { data: { c: '3' } }, { type: 'merge' });
    await client.patch(ref, [{ op: 'remove', path: '/data/c' }], { type: 'json' });
    expect(isConflict(await failure(client.replace(created)))).toBe(true);
    const dry = await client.patch(ref, { data: { d: '4' } }, { type: 'strategic', dryRun: true });
    expect(dry['data']).toHaveProperty('d');
    expect((await client.get(ref))['data']).toEqual({ a: '9' });
    expect(isConflict(await failure(client.delete(ref, { preconditions: { uid: 'another' } })))).toBe(true);
    await client.delete(ref, { propagationPolicy: 'Background' });
    expect(isNotFound(await failure(client.get(ref)))).toBe(true);
  });

  it('lists in pages, and metadata alone, with the kind’s own type', async () => {
    for (let index = 0; index < 7; index++) {
      await client.create({
        ...configMap,
        metadata: { name: `page-${String(index)}`, namespace: 'kube-public' },
        data: { x: 'y' },
      });
    }
    const pages = await client.list(configMap, { namespace: 'kube-public', limit: 3 });
    expect(pages.items.filter(({ metadata }) => metadata.name?.startsWith('page-'))).toHaveLength(7);
    const [first] = (await client.list(configMap, { namespace: 'kube-public', metadataOnly: true })).items;
    expect(first).toMatchObject(configMap);
    expect(first).not.toHaveProperty('data');
  });

  it('watches, with metadata alone too, and takes answers of writes before the watch has them', async () => {
    const stop = new AbortController();
    const whole = new WatchCache(client, { type: configMap, namespace: 'default', labelSelector: 'watched=yes' });
    const names = new WatchCache(client, {
      type: configMap,
      namespace: 'default',
      labelSelector: 'watched=yes',
      metadataOnly: true,
    });
    const running = [whole.start(stop.signal), names.start(stop.signal)];
    await Promise.all([whole.whenSynced(), names.whenSynced()]);
    const metadata = { name: 'watched', namespace: 'default', labels: { watched: 'yes' } };
    const created = await client.create({ ...configMap, metadata, data: { a: '1' } });
    whole.observe(created);
    expect(whole.get('default', 'watched')?.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    await eventually(() => {
      expect(names.get('default', 'watched')).toMatchObject({ ...configMap, metadata: { name: 'watched' } });
    });
    expect(names.get('default', 'watched')).not.toHaveProperty('data');
    const ref = { ...configMap, namespace: 'default', name: 'watched' };
    await client.patch(ref, { metadata: { labels: { watched: 'no' } } }, { type: 'merge' });
    await eventually(() => {
      expect(whole.list()).toEqual([]);
      expect(names.list()).toEqual([]);
    });
    expect(whole.isLive()).toBe(true);
    stop.abort(new Error('over'));
    await Promise.all(running);
  });

  it('keeps integers beyond what a double holds through a custom resource', async () => {
    await client.create(definition);
    const object: KubeObject = {
      apiVersion: 'test.example/v1',
      kind: 'Big',
      metadata: { name: 'big', namespace: 'default' },
      spec: { n: 9_007_199_254_740_993n },
    };
    await eventually(async () => {
      client.discovery.invalidate();
      await client.create(object);
    });
    const created = await client.get({ ...object, namespace: 'default', name: 'big' });
    expect(created['spec']).toEqual({ n: 9_007_199_254_740_993n });
  });
});

const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'bigs.test.example' },
  spec: {
    group: 'test.example',
    names: { kind: 'Big', plural: 'bigs' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { n: { type: 'integer', format: 'int64' } } } },
          },
        },
      },
    ],
  },
};

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('did not fail');
    },
    (error: unknown) => error,
  );
}
