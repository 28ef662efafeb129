import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { at, listAt, numberAt, objectsAt, textAt } from '../api-object.ts';
import { ManualClock } from '../manual-clock.ts';
import type { Cluster, Reply } from '../test-support/cluster.ts';
import { deployment, eventually, openCluster } from '../test-support/cluster.ts';

const apps = '/apis/apps/v1/namespaces/default';
const core = '/api/v1/namespaces/default';

function condition(reply: Reply, type: string): string {
  const found = objectsAt(reply.body, 'status', 'conditions').find((each) => each['type'] === type);
  return `${textAt(found, 'status') ?? ''} ${textAt(found, 'reason') ?? ''}`;
}

const read = (cluster: Cluster, path: string) => (): Promise<Reply> => cluster.call('GET', path);
const isAvailable = (reply: Reply): boolean => condition(reply, 'Available') === 'True MinimumReplicasAvailable';
const isDone = (reply: Reply): boolean => condition(reply, 'Progressing') === 'True NewReplicaSetAvailable';

describe('a Deployment', () => {
  it('passes through Progressing and becomes Available with its pods', async () => {
    await using cluster = await openCluster();
    const watch = await cluster.watch(`${apps}/deployments?watch=1`);
    await cluster.call('POST', `${apps}/deployments`, { body: deployment('web', 2) });
    const seen: string[] = [];
    for (let last = ''; last !== 'True NewReplicaSetAvailable';) {
      const { object } = await watch.next();
      last = condition({ body: object as JsonObject } as Reply, 'Progressing');
      seen.push(last);
    }
    watch.stop();
    expect(seen).toContain('True ReplicaSetUpdated');
    const { body } = await cluster.call('GET', `${apps}/deployments/web`);
    expect(body['status']).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
    const pods = listAt((await cluster.call('GET', `${core}/pods`)).body, 'items');
    expect(pods.map((pod) => textAt(pod, 'status', 'phase'))).toEqual(['Running', 'Running']);
  });

  it('replaces its pods when its template changes, and takes them along when it goes', async () => {
    await using cluster = await openCluster();
    await cluster.call('POST', `${apps}/deployments`, { body: deployment('web') });
    await eventually(read(cluster, `${apps}/deployments/web`), isDone);
    const template = { spec: { template: { spec: { containers: [{ name: 'main', image: 'example.com/main:2' }] } } } };
    await cluster.call('PATCH', `${apps}/deployments/web`, {
      body: template,
      type: 'application/strategic-merge-patch+json',
    });
    await eventually(
      read(cluster, `${apps}/deployments/web`),
      (reply) => isDone(reply) && numberAt(reply.body, 'status', 'observedGeneration') === 2,
    );
    const images = async (): Promise<unknown[]> =>
      listAt((await cluster.call('GET', `${core}/pods`)).body, 'items').map((pod) =>
        textAt(listAt(pod, 'spec', 'containers')[0], 'image'),
      );
    await eventually(images, (found) => found.length === 1 && found[0] === 'example.com/main:2');
    await cluster.call('DELETE', `${apps}/deployments/web`, { body: { propagationPolicy: 'Background' } });
    await eventually(images, (found) => found.length === 0);
  });

  it('fails as its annotation says, and misses its deadline by the clock', async () => {
    const clock = new ManualClock();
    await using cluster = await openCluster({ clock });
    await cluster.call('POST', `${apps}/deployments`, {
      body: deployment('web', 1, { 'sandbox.sluice.dev/fail': 'ImagePullBackOff' }),
    });
    const advance = (byMs: number) => async (): Promise<Reply> => {
      clock.advance(byMs);
      return cluster.call('GET', `${apps}/deployments/web`);
    };
    await eventually(advance(10), (reply) => condition(reply, 'Progressing') === 'True ReplicaSetUpdated');
    const [pod] = listAt((await cluster.call('GET', `${core}/pods`)).body, 'items');
    await eventually(
      async () => {
        clock.advance(10);
        return (await cluster.call('GET', `${core}/pods/${textAt(pod, 'metadata', 'name') ?? ''}`)).body;
      },
      (body) => at(listAt(body, 'status', 'containerStatuses')[0], 'state', 'waiting', 'reason') === 'ImagePullBackOff',
    );
    await eventually(advance(60_000), (reply) => condition(reply, 'Progressing') === 'False ProgressDeadlineExceeded');
    expect(isAvailable(await cluster.call('GET', `${apps}/deployments/web`))).toBe(false);
  });

  it('is ready no sooner than its annotation says', async () => {
    const clock = new ManualClock();
    await using cluster = await openCluster({ clock });
    await cluster.call('POST', `${apps}/deployments`, {
      body: deployment('web', 1, { 'sandbox.sluice.dev/ready-after': '2m' }),
    });
    const advance = (byMs: number) => async (): Promise<Reply> => {
      clock.advance(byMs);
      return cluster.call('GET', `${apps}/deployments/web`);
    };
    await eventually(advance(100), (reply) => numberAt(reply.body, 'status', 'updatedReplicas') === 1);
    for (let second = 0; second < 60; second++) expect(isAvailable(await advance(1000)())).toBe(false);
    await eventually(advance(10_000), isAvailable);
  });
});

it('completes a Job, and fails one that is to fail', async () => {
  await using cluster = await openCluster();
  const jobs = '/apis/batch/v1/namespaces/default/jobs';
  const job = (name: string, annotations: Record<string, string>): JsonObject => ({
    metadata: { name, annotations },
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x' }] } },
    },
  });
  await cluster.call('POST', jobs, { body: job('good', {}) });
  await cluster.call('POST', jobs, { body: job('bad', { 'sandbox.sluice.dev/fail': 'Error' }) });
  const good = await eventually(read(cluster, `${jobs}/good`), (reply) =>
    condition(reply, 'Complete').startsWith('True'),
  );
  expect(good.body['status']).toMatchObject({ succeeded: 1 });
  await eventually(read(cluster, `${jobs}/bad`), (reply) => condition(reply, 'Failed') === 'True BackoffLimitExceeded');
});

it('binds claims, makes the pods of a StatefulSet in order, and lists them behind their Service', async () => {
  await using cluster = await openCluster();
  const labels = { app: 'db' };
  const set = {
    metadata: { name: 'db' },
    spec: {
      replicas: 2,
      serviceName: 'db',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'x' }] } },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  };
  await cluster.call('POST', `${core}/services`, {
    body: { metadata: { name: 'db' }, spec: { selector: labels, ports: [{ port: 80 }] } },
  });
  expect((await cluster.call('POST', `${apps}/statefulsets`, { body: set })).status).toBe(201);
  await eventually(
    read(cluster, `${apps}/statefulsets/db`),
    (reply) => numberAt(reply.body, 'status', 'readyReplicas') === 2,
  );
  await eventually(
    read(cluster, `${core}/persistentvolumeclaims/data-db-1`),
    (reply) => textAt(reply.body, 'status', 'phase') === 'Bound',
  );
  const slices = read(cluster, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices');
  await eventually(slices, ({ body }) => listAt(listAt(body, 'items')[0], 'endpoints').length === 2);
});

it('runs one pod of a DaemonSet on the node', async () => {
  await using cluster = await openCluster();
  const labels = { app: 'agent' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'x' }] } };
  await cluster.call('POST', `${apps}/daemonsets`, {
    body: { metadata: { name: 'agent' }, spec: { selector: { matchLabels: labels }, template } },
  });
  const ready = await eventually(
    read(cluster, `${apps}/daemonsets/agent`),
    (reply) => numberAt(reply.body, 'status', 'numberReady') === 1,
  );
  expect(ready.body['status']).toMatchObject({ desiredNumberScheduled: 1, numberAvailable: 1 });
});
