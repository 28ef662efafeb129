import { type KubeObject, readYaml } from '@sluice/objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSluice } from '../e2e/support/run-sluice.ts';
import { at, find, findHelm, type Helm, helmNeeded, openHelm } from './support/helm.ts';
import { controllers } from './support/values.ts';

const program = findHelm();

/** What Helm and `sluice install` give may differ in labels, in the node selector and in priority; in nothing else. */
describe.skipIf(program === undefined)(`helm install and sluice install (needs ${helmNeeded})`, () => {
  let helm: Helm;
  let charted: readonly KubeObject[];
  let installed: readonly KubeObject[];

  beforeAll(async () => {
    helm = await openHelm(program ?? '');
    const values = { global: { imageRegistry: 'registry.example/sluice' } };
    charted = await helm.render('sluice', { values, includeCrds: true });
    const { code, out, err } = await runSluice(['install', '--export', '--registry=registry.example/sluice']);
    expect(code, err).toBe(0);
    installed = readYaml(out) as unknown as KubeObject[];
  });
  afterAll(() => helm.close());

  it.each(controllers)('run the same container of %s', (controller) => {
    const podOf = (objects: readonly KubeObject[]) => {
      const { replicas, strategy, selector, template } = find(objects, 'Deployment', controller)['spec'] as Spec;
      const { priorityClassName: _, nodeSelector: __, ...pod } = template.spec;
      return { replicas, strategy, selector, pod, annotations: template.metadata['annotations'] };
    };
    expect(podOf(installed)).toEqual(podOf(charted));
    expect(at(podOf(installed).pod, 'containers', 0, 'args')).toContain('--enable-leader-election=true');
  });

  it.each(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'Service', 'ServiceAccount'])(
    'make the same objects of the kind %s',
    (kind) => {
      const facts = (objects: readonly KubeObject[]) =>
        new Map(
          objects
            .filter((each) => each.kind === kind)
            .map((object) => [object.metadata.name, { ...object, metadata: object.metadata.namespace }] as const),
        );
      expect(facts(installed).size).toBeGreaterThan(1);
      expect(facts(installed)).toEqual(facts(charted));
    },
  );

  it('define the same kinds', () => {
    const specs = (objects: readonly KubeObject[]) =>
      objects
        .filter(({ kind }) => kind === 'CustomResourceDefinition')
        .map(({ metadata, spec }) => [metadata.name, spec] as const)
        .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
    expect(specs(installed)).toEqual(specs(charted));
  });

  it('let the same ports be reached from outside of the namespace', () => {
    const open = (objects: readonly KubeObject[], portOf: (port: unknown) => unknown) =>
      objects
        .filter(({ kind }) => kind === 'NetworkPolicy')
        .flatMap((policy) => (at(policy, 'spec', 'ingress') ?? []) as object[])
        .filter((rule) => at(rule, 'from', 0, 'namespaceSelector') !== undefined)
        .map((rule) => portOf(at(rule, 'ports', 0, 'port')));
    const ports = new Map<unknown, number>([
      ['http-prom', 8080],
      ['http-webhook', 9292],
    ]);
    const byName = new Set(open(charted, (name) => ports.get(name)));
    expect(new Set(open(installed, (port) => port))).toEqual(byName);
  });
});

interface Spec {
  readonly replicas: number;
  readonly strategy: unknown;
  readonly selector: unknown;
  readonly template: {
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly spec: Readonly<Record<string, unknown>>;
  };
}
