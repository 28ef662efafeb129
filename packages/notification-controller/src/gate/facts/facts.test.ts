import { GitRepository, Kustomization } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCanary, defineCanaries } from '../../test-support/canary.ts';
import { askUntilLookedAt, callGate, createGate, gateStatus, untilGate } from '../../test-support/gates.ts';
import { type Started, TestBench } from '../../test-support/test-bench.ts';

let bench: TestBench;
let started: Started;
let count = 0;

beforeAll(async () => {
  bench = await TestBench.open();
  await defineCanaries(bench);
  await bench.secret('gate', { token: 'secret-token' });
  await createCanary(bench, { labels: labelsOf('apps') });
  started = await bench.start();
});

afterAll(async () => {
  await bench.close();
});

const newName = (prefix: string): string => `${prefix}${String(count++)}`;
const labelsOf = (name: string) => ({
  'kustomize.toolkit.fluxcd.io/name': name,
  'kustomize.toolkit.fluxcd.io/namespace': 'default',
});

type Ready = readonly ['True' | 'False' | 'Unknown', string];

async function setStatus(object: KubeObject, [status, reason]: Ready, fields: object = {}): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const conditions = [
    { type: 'Ready', status, reason, message: `it is ${reason}`, lastTransitionTime: '2026-01-01T00:00:00Z' },
  ];
  const body = { status: { observedGeneration: metadata.generation ?? 1, conditions, ...fields } };
  const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
  await bench.client.patch(ref, body, { type: 'merge', subresource: 'status' });
}

function createKustomization(name: string, namespace = 'default'): Promise<KubeObject> {
  const spec = { interval: '1h', prune: false, sourceRef: { kind: 'GitRepository', name: 'x' } };
  return bench.client.create({ ...Kustomization.type, metadata: { namespace, name }, spec });
}

async function gateOn(fact: Record<string, unknown>, spec: Record<string, unknown> = {}): Promise<string> {
  const name = newName('g');
  await createGate(bench, name, { facts: [{ name: 'f', ...fact }], ...spec });
  return name;
}

const whyOf = async (name: string, state: string): Promise<string> =>
  gateStatus(await untilGate(bench, name, state)).why ?? '';

async function untilWhy(name: string, why: string): Promise<void> {
  await bench.until({ apiVersion: 'delivery.sluice.dev/v1alpha1', kind: 'Gate' }, name, (object) =>
    (gateStatus(object).why ?? '').includes(why),
  );
}

const ready: Ready = ['True', 'ReconciliationSucceeded'];
const failed: Ready = ['False', 'BuildFailed'];

describe('a Kustomization that is Ready', () => {
  it('opens a Gate when it is, and closes it when it is not', async () => {
    const name = newName('k');
    const gate = await gateOn({ kustomizationReady: { name, revision: 'Any' } });
    expect(await whyOf(gate, 'Closed')).toBe(`f: Kustomization default/${name} does not exist`);
    const object = await createKustomization(name);
    await untilWhy(gate, 'is not Ready: it was not reconciled yet');
    await setStatus(object, ['Unknown', 'Progressing']);
    await untilWhy(gate, 'is not Ready: it is Progressing');
    await setStatus(object, ready, { lastAppliedRevision: 'main@sha1:a' });
    expect(await whyOf(gate, 'Open')).toBe('all facts hold: f');
    await setStatus(object, failed);
    expect(await whyOf(gate, 'Closed')).toBe(`f: Kustomization default/${name} is not Ready: it is BuildFailed`);
    await bench.client.delete({ ...Kustomization.type, namespace: 'default', name });
    await untilWhy(gate, 'does not exist');
  });

  it('must be so at the revision of the Canary: that of the Kustomization that owns it', async () => {
    const [apps, infra] = [await createKustomization('apps'), await createKustomization('infra')];
    const gate = await gateOn({ kustomizationReady: { name: 'infra' } });
    await setStatus(infra, ready, { lastAppliedRevision: 'main@sha1:a' });
    await untilWhy(gate, 'the revision of Canary podinfo is not known: Kustomization apps has none yet');
    await setStatus(apps, ['Unknown', 'Progressing'], { lastAttemptedRevision: 'main@sha1:b' });
    await untilWhy(gate, 'Kustomization default/infra is Ready at main@sha1:a, Canary is at main@sha1:b');
    await setStatus(infra, ready, { lastAppliedRevision: 'main@sha1:b' });
    await untilGate(bench, gate, 'Open');
  });

  it('must be so at the revision that the Canary has as an annotation, where it has one', async () => {
    const canary = newName('c');
    await createCanary(bench, { name: canary, annotations: { 'delivery.sluice.dev/revision': 'v2' } });
    const object = await createKustomization(newName('k'));
    const gate = await gateOn({ kustomizationReady: { name: object.metadata.name } }, { target: { name: canary } });
    await setStatus(object, ready, { lastAppliedRevision: 'v1' });
    await untilWhy(gate, 'is Ready at v1, Canary is at v2');
    await setStatus(object, ready, { lastAppliedRevision: 'v2' });
    await untilGate(bench, gate, 'Open');
  });

  it('is not known without the Canary, its owner, or its kind', async () => {
    const object = await createKustomization(newName('k'));
    await setStatus(object, ready, { lastAppliedRevision: 'v1' });
    const bare = newName('c');
    await createCanary(bench, { name: bare });
    const why = async (target: Record<string, unknown>): Promise<string> =>
      whyOf(await gateOn({ kustomizationReady: { name: object.metadata.name } }, { target }), 'Closed');
    expect(await why({ name: 'none' })).toBe('f: Canary default/none does not exist');
    expect(await why({ name: bare })).toContain('it has no annotation delivery.sluice.dev/revision, and no Kust');
    expect(await why({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'x' })).toContain(
      'Rollout default/x cannot be read: no matches for kind "Rollout"',
    );
  });

  it('counts only when it was looked at since the controller started', async () => {
    const object = await createKustomization(newName('k'));
    const gate = await gateOn({ kustomizationReady: { name: object.metadata.name, revision: 'Any' } });
    await setStatus(object, ready);
    const { webhookPath = '' } = gateStatus(await untilGate(bench, gate, 'Open'));
    await started.stop();
    await setStatus(object, failed);
    started = await bench.start();
    const { answer, statuses } = await askUntilLookedAt(`${started.receiver}${webhookPath}`);
    expect(answer.body).toContain('is not Ready: it is BuildFailed');
    expect(statuses).not.toContain(200);
  });

  it('of another namespace is not read where that is forbidden', async () => {
    const other = await TestBench.open();
    try {
      await other.start({}, '--no-cross-namespace-refs');
      const facts = [{ name: 'f', kustomizationReady: { name: 'k', namespace: 'flux-system' } }];
      await createGate(other, 'g', { facts, secretRef: null });
      const gate = await untilGate(other, 'g', 'Closed', 'AccessDenied');
      expect(gateStatus(gate).why).toContain("the namespace 'flux-system' may not be read");
    } finally {
      await other.close();
    }
  });
});

describe('no failed reconcile for a while', () => {
  async function namespaceWith(...names: string[]): Promise<[string, KubeObject[]]> {
    const namespace = newName('ns');
    await bench.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const objects: KubeObject[] = [];
    for (const name of names) objects.push(await createKustomization(name, namespace));
    return [namespace, objects];
  }

  it('opens a Gate so long after the last failure, and a new one closes it at once', async () => {
    const [namespace, [one]] = await namespaceWith('one');
    if (one === undefined) throw new Error('no object');
    const gate = await gateOn({ noFailedReconciles: { namespace, for: '1s' } });
    expect(await whyOf(gate, 'Open')).toBe('all facts hold: f');
    await setStatus(one, failed);
    expect(await whyOf(gate, 'Closed')).toBe(`f: Kustomization ${namespace}/one fails: it is BuildFailed`);
    const before = Date.now();
    await setStatus(one, ready);
    await untilGate(bench, gate, 'Open');
    expect(Date.now() - before).toBeGreaterThanOrEqual(900);
  });

  it('counts sources too, and waiting for a dependency is no failure', async () => {
    const [namespace, [one]] = await namespaceWith('one');
    if (one === undefined) throw new Error('no object');
    const gate = await gateOn({ noFailedReconciles: { namespace } });
    await setStatus(one, ['False', 'DependencyNotReady']);
    await untilGate(bench, gate, 'Open');
    const spec = { interval: '1h', url: 'https://git.example.test/x' };
    const source = await bench.client.create({ ...GitRepository.type, metadata: { namespace, name: 'src' }, spec });
    await setStatus(source, ['False', 'GitOperationFailed']);
    expect(await whyOf(gate, 'Closed')).toContain(`GitRepository ${namespace}/src fails`);
  });

  it('remembers a failure that came and went between two looks, and over a restart', async () => {
    const [namespace, [one]] = await namespaceWith('one');
    if (one === undefined) throw new Error('no object');
    const gate = await gateOn({ noFailedReconciles: { namespace, for: '1h' } });
    await untilGate(bench, gate, 'Open');
    await Promise.all([setStatus(one, failed), setStatus(one, ready)]);
    await setStatus(one, ready);
    await untilWhy(gate, 'less than 1h0m0s ago');
    await started.stop();
    started = await bench.start();
    const { webhookPath = '' } = gateStatus(await untilGate(bench, gate, 'Closed'));
    const { answer } = await askUntilLookedAt(`${started.receiver}${webhookPath}`);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('less than 1h0m0s ago');
  });

  it('knows failures from before from the history of a Kustomization', async () => {
    const [namespace, [one]] = await namespaceWith('one');
    if (one === undefined) throw new Error('no object');
    const snapshot = (lastReconciledStatus: string, minutesAgo: number) => ({
      digest: `sha256:${lastReconciledStatus}`,
      firstReconciled: '2026-01-01T00:00:00Z',
      lastReconciled: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      lastReconciledDuration: '1s',
      lastReconciledStatus,
      totalReconciliations: 1,
    });
    const history = [snapshot('ReconciliationSucceeded', 1), snapshot('HealthCheckFailed', 20)];
    await setStatus(one, ready, { history });
    expect(await whyOf(await gateOn({ noFailedReconciles: { namespace, for: '30m' } }), 'Closed')).toContain(
      'less than 30m0s ago',
    );
    await untilGate(bench, await gateOn({ noFailedReconciles: { namespace, for: '15m' } }), 'Open');
  });
});

describe('an object that meets a condition', () => {
  const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name });
  const ref = (name: string) => ({ ...map(name), namespace: 'default' });

  async function createMap(data: Record<string, string>): Promise<string> {
    const name = newName('m');
    await bench.client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name }, data });
    return name;
  }

  async function allow(account: string, name: string): Promise<void> {
    const metadata = { namespace: 'default', name: newName('role') };
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
    const rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get', 'list', 'watch'] };
    await bench.client.create({ ...rbac, kind: 'Role', metadata, rules: [rule] });
    await bench.client.create({
      ...rbac,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'default' }],
    });
  }

  const meets = (name: string, expression: string) => ({ objectMeets: { ...map(name), expression } });
  const as = { serviceAccountName: 'gate-reader' };

  it('opens a Gate, read with the rights of its ServiceAccount for that name alone', async () => {
    const [name, other] = [await createMap({ errors: '7', more: '1' }), await createMap({ errors: '0' })];
    await allow('gate-reader', name);
    const gate = await gateOn(meets(name, 'int(self.data.errors) < 5'), as);
    expect(await whyOf(gate, 'Closed')).toBe(`f: ConfigMap default/${name} does not meet: int(self.data.errors) < 5`);
    await bench.client.patch(ref(name), { data: { errors: '1' } }, { type: 'merge' });
    await untilGate(bench, gate, 'Open');
    await bench.client.patch(ref(name), { data: { errors: null } }, { type: 'merge' });
    await untilWhy(gate, 'No such key: errors');
    const blind = await gateOn(meets(other, 'true'), as);
    expect(await whyOf(blind, 'Closed')).toContain('system:serviceaccount:default:gate-reader');
  });

  it('is seen as soon as the right to read it is given', async () => {
    const name = await createMap({});
    const gate = await gateOn(meets(name, 'true'), { serviceAccountName: 'late-reader' });
    expect(await whyOf(gate, 'Closed')).toContain('cannot be read: ');
    await allow('late-reader', name);
    await untilGate(bench, gate, 'Open');
  });

  it('must be met together with an approval, where that is required', async () => {
    const name = await createMap({ ok: 'no' });
    await allow('gate-reader', name);
    const gate = await gateOn(meets(name, "self.data.ok == 'yes'"), { ...as, approval: 'Required' });
    const { webhookPath = '' } = gateStatus(await untilGate(bench, gate, 'Closed', 'FactsNotMet'));
    const url = `${started.receiver}${webhookPath}`;
    await callGate(`${url}/open`);
    await untilGate(bench, gate, 'Closed', 'FactsNotMet');
    await bench.client.patch(ref(name), { data: { ok: 'yes' } }, { type: 'merge' });
    await untilGate(bench, gate, 'Open', 'Approved');
    expect((await callGate(`${url}/check`)).status).toBe(200);
  });
});
