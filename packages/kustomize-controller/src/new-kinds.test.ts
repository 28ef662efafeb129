import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kustomizationRef } from './test-support/manifests.ts';
import { hasCondition, isReady, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(async () => {
  await bench.close();
});

const widget = 'apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: w, namespace: default}\n';

function define(kind: string, plural: string): Promise<unknown> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return bench.client.create({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.test` },
    spec: {
      group: 'example.test',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  });
}

const request = (token: string) =>
  bench.merge(kustomizationRef('apps'), {
    metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } },
  });

describe('a kind that somebody else defines', () => {
  test('is waited for once its definition is there, though it was not served a moment ago', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/w.yaml': widget });
    bench.startController();
    await bench.createKustomization('apps');
    // This run has read what is served, just now.
    await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    await define('Widget', 'widgets');
    await request('1');
    await bench.until('apps', isReady);
  });

  test('is told at once when nothing defines it, also where others of its group are defined', async () => {
    await define('Gadget', 'gadgets');
    await bench.putSource('app', 'main@sha1:1', { 'apps/w.yaml': widget });
    bench.startController();
    await bench.createKustomization('apps');
    const { status } = await bench.until('apps', hasCondition('Ready', 'False', 'ReconciliationFailed'));
    const message = status?.conditions?.find(({ type }) => type === 'Ready')?.message;
    expect(message).toContain('no matches for kind "Widget" in version "example.test/v1"');
  });
});
