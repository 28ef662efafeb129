import type { Installation } from '@sluice/core';
import type { KubeObject } from '@sluice/objects';
import { labelsOf } from './labels.ts';
import type { ManifestOptions } from './manifest-options.ts';

/** The Services of a controller. */
export function servicesOf({ name, services }: Installation, { namespace }: ManifestOptions): readonly KubeObject[] {
  return services.map(({ name: own = name, targetPort }) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: own, namespace, labels: labelsOf(namespace, name) },
    spec: {
      type: 'ClusterIP',
      selector: { app: name },
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort }],
    },
  }));
}

/** Upstream's policies: the namespace is closed but for metrics and webhooks, and may reach everything. */
export function networkPoliciesOf(
  installations: readonly Installation[],
  { namespace }: ManifestOptions,
): readonly KubeObject[] {
  const policy = (name: string, spec: Readonly<Record<string, unknown>>): KubeObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: labelsOf(namespace) },
    spec,
  });
  const open = (port: number) => [{ from: [{ namespaceSelector: {} }], ports: [{ port, protocol: 'TCP' }] }];
  const egress = { policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [{ podSelector: {} }] }], egress: [{}] };
  const portsOf = (reach: string) =>
    installations.flatMap(({ name, ports }) =>
      ports.filter((each) => each.reach === reach).map(({ port }) => ({ name, port })),
    );
  const [scraped] = portsOf('scraping');
  return [
    policy('allow-egress', { podSelector: {}, ...egress }),
    ...(scraped === undefined
      ? []
      : [policy('allow-scraping', { podSelector: {}, policyTypes: ['Ingress'], ingress: open(scraped.port) })]),
    ...portsOf('webhooks').map(({ name, port }) =>
      policy('allow-webhooks', {
        podSelector: { matchLabels: { app: name } },
        policyTypes: ['Ingress'],
        ingress: open(port),
      }),
    ),
  ];
}
