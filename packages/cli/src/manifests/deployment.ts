import type { Installation, InstalledProbe } from '@sluice/core';
import type { KubeObject } from '@sluice/objects';
import { labelsOf } from './labels.ts';
import { imageOf, type ManifestOptions } from './manifest-options.ts';

/** The Deployment of a controller: the same container that its Helm chart gives it. */
export function deploymentOf(installation: Installation, options: ManifestOptions): KubeObject {
  const { name, volume } = installation;
  const { namespace } = options;
  const labels = labelsOf(namespace, name);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 3,
      // Two must never write one volume.
      ...(volume === undefined ? {} : { strategy: { type: 'Recreate' } }),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: {
          labels: { app: name, ...labels },
          annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' },
        },
        spec: podOf(installation, options),
      },
    },
  };
}

function podOf(installation: Installation, options: ManifestOptions): Record<string, unknown> {
  const { name, volume, gracePeriodSeconds } = installation;
  const { tolerationKeys, imagePullSecret } = options;
  return {
    serviceAccountName: name,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    ...(imagePullSecret === undefined ? {} : { imagePullSecrets: [{ name: imagePullSecret }] }),
    priorityClassName: 'system-cluster-critical',
    terminationGracePeriodSeconds: gracePeriodSeconds,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    ...(tolerationKeys.length === 0 ? {} : { tolerations: tolerationKeys.map((key) => ({ key, operator: 'Exists' })) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_534,
      runAsGroup: 65_534,
      fsGroup: 1337,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [containerOf(installation, options)],
    volumes: [...(volume === undefined ? [] : ['data']), 'tmp'].map((each) => ({ name: each, emptyDir: {} })),
  };
}

function containerOf(installation: Installation, options: ManifestOptions): Record<string, unknown> {
  const { name, ports, readiness, volume, requests } = installation;
  return {
    name: 'manager',
    image: imageOf(options, name),
    imagePullPolicy: 'IfNotPresent',
    args: argsOf(installation, options),
    env: [{ name: 'RUNTIME_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
    ports: ports.map(({ name: port, port: containerPort }) => ({ name: port, containerPort, protocol: 'TCP' })),
    livenessProbe: { httpGet: { port: 'healthz', path: '/healthz' } },
    readinessProbe: probeOf(readiness),
    resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { ...requests } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      ...(volume === undefined ? [] : [{ name: 'data', mountPath: volume }]),
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

function probeOf({ port, path }: InstalledProbe): Record<string, unknown> {
  return path === undefined ? { tcpSocket: { port } } : { httpGet: { port, path } };
}

function argsOf(installation: Installation, options: ManifestOptions): readonly string[] {
  const { components, clusterDomain, logLevel, watchAllNamespaces } = options;
  const notifier = 'notification-controller';
  const events = `http://${notifier}.$(RUNTIME_NAMESPACE).svc.${clusterDomain}./`;
  const flags: Record<string, string> = {
    'enable-leader-election': 'true',
    'events-addr': components.includes(notifier) ? events : '',
    'log-encoding': 'json',
    'log-level': logLevel,
    'watch-all-namespaces': String(watchAllNamespaces),
    ...installation.podFlags({ host: installation.name, clusterDomain }),
  };
  return Object.entries(flags)
    .map(([flag, value]) => `--${flag}=${value}`)
    .toSorted();
}
