import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, textAt } from '../api-object.ts';
import type { Strategy } from '../registry/strategy.ts';
import { dnsLabel } from '../validation/names.ts';
import { deadVolumeWarnings, podWarnings } from './pod-warnings.ts';

type Warnings = Pick<Strategy, 'warnings' | 'deletionWarnings'>;

/** What the server warns of when an object of a built-in kind is made or changed, by `group/resource`. */
export const builtinWarnings: ReadonlyMap<string, Warnings> = new Map<string, Warnings>([
  [
    '/pods',
    {
      warnings: (pod, old) =>
        old === undefined ? [...hostname(pod, "the Pod's hostname"), ...podWarnings(pod, '')] : [],
    },
  ],
  ['/podtemplates', { warnings: ofTemplate('template', false) }],
  ['/replicationcontrollers', { warnings: ofTemplate('spec.template') }],
  ['apps/deployments', { warnings: ofTemplate('spec.template') }],
  ['apps/replicasets', { warnings: ofTemplate('spec.template') }],
  ['apps/daemonsets', { warnings: ofTemplate('spec.template', false) }],
  ['apps/statefulsets', { warnings: ofTemplate('spec.template', false) }],
  ['batch/jobs', { warnings: ofTemplate('spec.template'), deletionWarnings: jobDeletion }],
  ['batch/cronjobs', { warnings: cronJobWarnings }],
  ['/services', { warnings: serviceWarnings }],
  ['/persistentvolumes', { warnings: volumeWarnings }],
  ['/persistentvolumeclaims', { warnings: claimWarnings }],
  ['/secrets', { warnings: certificateWarnings }],
  ['discovery.k8s.io/endpointslices', { warnings: sliceWarnings }],
  ['/nodes', { warnings: nodeWarnings }],
  ['networking.k8s.io/ingresses', { warnings: ingressWarnings }],
]);

/** Names of workloads become names of pods, which become names of hosts. */
function hostname({ metadata }: ApiObject, use: string): readonly string[] {
  const problems = dnsLabel(metadata.name ?? '');
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}

/** A template is looked at when it is new, and when its object has a new generation. */
function ofTemplate(
  path: string,
  namesPods = true,
): (object: ApiObject, old: ApiObject | undefined) => readonly string[] {
  return (object, old) => {
    if (old !== undefined && old.metadata.generation === object.metadata.generation) return [];
    const template = objectAt(object, ...path.split('.'));
    const names = namesPods && old === undefined ? hostname(object, 'Pod names and hostnames') : [];
    return [...names, ...podWarnings(template, path)];
  };
}

function jobDeletion(_job: ApiObject, policy: string | undefined): readonly string[] {
  if (policy !== undefined) return [];
  return [
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  ];
}

function cronJobWarnings(cronJob: ApiObject, old: ApiObject | undefined): readonly string[] {
  const zone = old !== undefined && (textAt(cronJob, 'spec', 'schedule') ?? '').includes('TZ');
  return [
    ...ofTemplate('spec.jobTemplate.spec.template')(cronJob, old),
    ...(zone
      ? [
          'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
        ]
      : []),
  ];
}

function serviceWarnings(service: ApiObject): readonly string[] {
  const spec = objectAt(service, 'spec');
  const type = textAt(spec, 'type') ?? '';
  const isHeadless = spec['clusterIP'] === 'None';
  const hasAddresses = listAt(spec, 'externalIPs').length > 0;
  const hasAffinity = !['', 'None'].includes(textAt(spec, 'sessionAffinity') ?? '');
  const distribution = textAt(spec, 'trafficDistribution');
  const said: readonly (readonly [boolean, string])[] = [
    [
      service.metadata.annotations?.['service.kubernetes.io/topology-aware-hints'] !== undefined,
      'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead',
    ],
    [isHeadless && Boolean(spec['loadBalancerIP']), 'spec.loadBalancerIP is ignored for headless services'],
    [isHeadless && hasAddresses, 'spec.externalIPs is ignored for headless services'],
    [isHeadless && hasAffinity, 'spec.SessionAffinity is ignored for headless services'],
    [hasAddresses && !isHeadless, 'spec.externalIPs is deprecated and may no longer be implemented in some clusters'],
    [hasAddresses && type === 'ExternalName', 'spec.externalIPs is ignored when spec.type is "ExternalName"'],
    [
      Boolean(spec['externalName']) && type !== 'ExternalName',
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ],
    [distribution === 'PreferClose', 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'],
  ];
  return said.flatMap(([applies, text]) => (applies ? [text] : []));
}

const deadVolumes = ['cephfs', 'photonPersistentDisk', 'scaleIO', 'storageos', 'glusterfs', 'rbd'];

function volumeWarnings({ metadata, spec }: ApiObject): readonly string[] {
  const source = objectAt({ spec: spec ?? null }, 'spec');
  const recycles = source['persistentVolumeReclaimPolicy'] === 'Recycle';
  return [
    ...deprecatedAnnotation(metadata, 'storage-class', 'v1.8', 'storageClassName'),
    ...deprecatedAnnotation(metadata, 'mount-options', 'v1.31', 'mountOptions'),
    ...(recycles
      ? [
          'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
        ]
      : []),
    ...deadVolumeWarnings(source, 'spec', deadVolumes),
  ];
}

function deprecatedAnnotation(
  { annotations = {} }: ApiObject['metadata'],
  name: string,
  since: string,
  successor: string,
): readonly string[] {
  const key = `volume.beta.kubernetes.io/${name}`;
  if (annotations[key] === undefined) return [];
  return [`metadata.annotations[${key}]: deprecated since ${since}; use "${successor}" attribute instead`];
}

function claimWarnings(claim: ApiObject): readonly string[] {
  return deprecatedAnnotation(claim.metadata, 'storage-class', 'v1.8', 'storageClassName');
}

function nodeWarnings(node: ApiObject): readonly string[] {
  const spec: JsonObject = objectAt(node, 'spec');
  return [
    ...(spec['configSource'] === undefined ? [] : ['spec.configSource: the feature is removed']),
    ...(spec['externalID'] ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
  ];
}

/** A certificate is not refused for being none. */
function certificateWarnings(secret: ApiObject): readonly string[] {
  if (secret['type'] !== 'kubernetes.io/tls') return [];
  const parts = { 'tls.crt': 'certificate', 'tls.key': 'key' };
  const missing = Object.entries(parts).find(([key]) => {
    const text = Buffer.from(textAt(secret, 'data', key) ?? '', 'base64').toString();
    return !text.includes('-----BEGIN ');
  });
  return missing === undefined ? [] : [`tls: failed to find any PEM data in ${missing[1]} input`];
}

function sliceWarnings(slice: ApiObject): readonly string[] {
  return slice['addressType'] === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
}

const classAnnotation = 'kubernetes.io/ingress.class';

function ingressWarnings(ingress: ApiObject, old: ApiObject | undefined): readonly string[] {
  const isSet = ingress.metadata.annotations?.[classAnnotation] !== undefined;
  if (old !== undefined || !isSet || at(ingress, 'spec', 'ingressClassName') !== undefined) return [];
  return [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`];
}
