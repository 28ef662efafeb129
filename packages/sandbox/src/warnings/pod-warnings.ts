import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject, parseQuantity } from '@sluice/objects';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import { nodeWishWarnings } from './node-warnings.ts';
import { portWarnings } from './port-warnings.ts';

/** What a pod or a pod template makes the server warn of. `path` is where it stands, empty for a pod. */
export function podWarnings(pod: JsonObject, path: string): readonly string[] {
  const spec = objectAt(pod, 'spec');
  const where = path === '' ? 'spec' : `${path}.spec`;
  const annotations = objectAt(pod, 'metadata', 'annotations');
  const annotationPath = path === '' ? 'metadata.annotations' : `${path}.metadata.annotations`;
  const containers = containersOf(spec, where);
  return [
    ...labelWarnings(spec, where),
    ...spreadWarnings(spec, where),
    ...annotationWarnings(annotations, annotationPath),
    ...volumeWarnings(spec, where),
    ...duplicates(spec, 'hostAliases', 'ip', where),
    ...duplicates(spec, 'imagePullSecrets', 'name', where),
    ...unnamedSecrets(spec, where),
    ...fractions(objectAt(spec, 'overhead'), `${where}.overhead`),
    ...seccompWarning(annotations, spec, 'seccomp.security.alpha.kubernetes.io/pod', annotationPath),
    ...containers.flatMap(([container, place]) => [
      ...seccompWarning(
        annotations,
        container,
        `container.seccomp.security.alpha.kubernetes.io/${textAt(container, 'name') ?? ''}`,
        annotationPath,
      ),
      ...fractions(objectAt(container, 'resources', 'limits'), `${place}.resources.limits`),
      ...fractions(objectAt(container, 'resources', 'requests'), `${place}.resources.requests`),
      ...hiddenVariables(container, place),
    ]),
    ...portWarnings(containers),
    ...graceWarning(spec, where),
    ...affinityWarnings(spec, where),
    ...nodeWishWarnings(spec, where),
  ];
}

function containersOf(spec: JsonObject, path: string): readonly (readonly [JsonObject, string])[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsAt(spec, list).map((container, index) => [container, `${path}.${list}[${index}]`] as const),
  );
}

const deprecatedLabels = new Map([
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
]);

/** What is said of a label of nodes that goes by another name today. */
function deprecatedNodeLabel(label: string): string | undefined {
  const successor = deprecatedLabels.get(label);
  if (successor === undefined) return undefined;
  const since = label.startsWith('failure-domain') || label.endsWith('instance-type') ? 'v1.17' : 'v1.14';
  return `deprecated since ${since}; use ${JSON.stringify(successor)} instead`;
}

function labelWarnings(spec: JsonObject, path: string): readonly string[] {
  return Object.keys(objectAt(spec, 'nodeSelector')).flatMap((key) => {
    const message = deprecatedNodeLabel(key);
    return message === undefined ? [] : [`${path}.nodeSelector[${key}]: ${message}`];
  });
}

function spreadWarnings(spec: JsonObject, path: string): readonly string[] {
  return objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) => {
    const where = `${path}.topologySpreadConstraints[${index}]`;
    const key = textAt(constraint, 'topologyKey') ?? '';
    const message = deprecatedNodeLabel(key);
    return [
      ...(message === undefined ? [] : [`${where}.topologyKey: ${key} is ${message}`]),
      ...nullSelector(constraint, where),
    ];
  });
}

function nullSelector(term: JsonObject, path: string): readonly string[] {
  if (isJsonObject(term['labelSelector'])) return [];
  return [`${path}.labelSelector: a null labelSelector results in matching no pod`];
}

const deadAnnotations = new Map([
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
]);

function annotationWarnings(annotations: JsonObject, path: string): readonly string[] {
  return [...deadAnnotations].flatMap(([key, message]) =>
    annotations[key] === undefined ? [] : [`${path}[${key}]: ${message}`],
  );
}

function seccompWarning(annotations: JsonObject, part: JsonObject, key: string, path: string): readonly string[] {
  if (annotations[key] === undefined || at(part, 'securityContext', 'seccompProfile') !== undefined) return [];
  return [`${path}[${key}]: non-functional in v1.27+; use the "seccompProfile" field instead`];
}

const deadVolumes = new Map([
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]);
const goNames = new Map([['storageos', 'storageOS']]);

/** Kinds of storage that the server has given up. */
export function deadVolumeWarnings(source: JsonObject, path: string, kinds: readonly string[]): readonly string[] {
  return kinds.flatMap((kind) =>
    source[kind] === undefined ? [] : [`${path}.${goNames.get(kind) ?? kind}: ${deadVolumes.get(kind) ?? ''}`],
  );
}

function volumeWarnings(spec: JsonObject, path: string): readonly string[] {
  const volumes = objectsAt(spec, 'volumes');
  const dead = volumes.flatMap((volume, index) =>
    deadVolumeWarnings(volume, `${path}.volumes[${index}]`, [...deadVolumes.keys()]),
  );
  return [...dead, ...volumes.flatMap(sourcelessWarnings)];
}

/** A projected volume's source that has nothing in it. */
function sourcelessWarnings(volume: JsonObject): readonly string[] {
  const empty = objectsAt(volume, 'projected', 'sources').filter((source) => Object.keys(source).length === 0);
  return empty.map(() => `volume ${JSON.stringify(volume['name'])} (Projected) has no sources provided`);
}

function duplicates(spec: JsonObject, list: string, key: string, path: string): readonly string[] {
  const seen = new Set<string>();
  return objectsAt(spec, list).flatMap((item, index) => {
    const value = textAt(item, key) ?? '';
    const isRepeated = seen.has(value);
    seen.add(value);
    return isRepeated ? [`${path}.${list}[${index}].${key}: duplicate ${key} ${JSON.stringify(value)}`] : [];
  });
}

function unnamedSecrets(spec: JsonObject, path: string): readonly string[] {
  return objectsAt(spec, 'imagePullSecrets').flatMap((secret, index) =>
    textAt(secret, 'name') ? [] : [`${path}.imagePullSecrets[${index}].name: invalid empty name ""`],
  );
}

/** Bytes come whole. */
function fractions(amounts: JsonObject, path: string): readonly string[] {
  return ['memory', 'ephemeral-storage'].flatMap((name) => {
    const value = amounts[name];
    if (!isFraction(value)) return [];
    return [`${path}[${name}]: fractional byte value ${JSON.stringify(value)} is invalid, must be an integer`];
  });
}

const nano = 1_000_000_000n;

function isFraction(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && parseQuantity(value).nano % nano !== 0n;
}

function hiddenVariables(container: JsonObject, path: string): readonly string[] {
  const seen = new Set<string>();
  return objectsAt(container, 'env').flatMap((variable, index) => {
    const name = textAt(variable, 'name') ?? '';
    const isRepeated = seen.has(name);
    seen.add(name);
    if (!isRepeated || extendsItself(variable, name)) return [];
    const hidden = `hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    return [`${path}.env[${index}]: ${hidden}`];
  });
}

function extendsItself(variable: JsonObject, name: string): boolean {
  const value = textAt(variable, 'value') ?? '';
  const reference = `$(${name})`;
  return variable['valueFrom'] === undefined && value !== reference && value.includes(reference);
}

function graceWarning(spec: JsonObject, path: string): readonly string[] {
  const period = spec['terminationGracePeriodSeconds'];
  if (typeof period !== 'number' || period >= 0) return [];
  const why = 'must be >= 0; negative values are invalid and will be treated as 1';
  return [`${path}.terminationGracePeriodSeconds: ${why}`];
}

function affinityWarnings(spec: JsonObject, path: string): readonly string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const affinity = objectAt(spec, 'affinity', kind);
    const where = `${path}.affinity.${kind}`;
    const required = 'requiredDuringSchedulingIgnoredDuringExecution';
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
    return [
      ...listAt(affinity, required).flatMap((term, index) =>
        isJsonObject(term) ? nullSelector(term, `${where}.${required}[${index}]`) : [],
      ),
      ...listAt(affinity, preferred).flatMap((term, index) =>
        nullSelector(objectAt(term, 'podAffinityTerm'), `${where}.${preferred}[${index}].podAffinityTerm`),
      ),
    ];
  });
}
