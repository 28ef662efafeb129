import type { JsonObject } from '@sluice/objects';
import { isJsonObject, parseQuantity } from '@sluice/objects';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { annotationCauses, labelCauses } from '../validation/metadata.ts';
import { undotted } from '../validation/name-rules.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { claimSpecCauses } from './claim.ts';
import { eachOf, oneOf, requiredText } from './rule.ts';
import { namedBy } from './text.ts';
import { projectedCauses } from './projected-volumes.ts';
import { keyFilesCauses, modeCauses, podFilesCauses } from './volume-files.ts';

/** The volumes of a pod: what each is made of, and its name. */
export function volumeCauses(spec: JsonObject, path: string): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(spec, 'volumes', path, (volume, where) => {
    const name = textAt(volume, 'name') ?? '';
    const isRepeated = seen.has(name);
    const causes = [
      ...sourceCauses(volume, where),
      ...(name === ''
        ? [required(`${where}.name`, '')]
        : undotted(name).map((problem) => invalidValue(`${where}.name`, name, problem))),
      ...(isRepeated ? [duplicateValue(`${where}.name`, name)] : []),
    ];
    if (causes.length === 0) seen.add(name);
    return causes;
  });
}

/** The first source found is the volume's; each more is one too many. */
function sourceCauses(volume: JsonObject, path: string): readonly Cause[] {
  const [first, ...more] = inOrder(Object.keys(volume).filter((key) => key !== 'name' && isJsonObject(volume[key])));
  return [
    ...(first === undefined ? [] : (rules.get(first)?.(objectAt(volume, first), `${path}.${first}`) ?? [])),
    ...more.map((source) => forbiddenField(`${path}.${source}`, 'may not specify more than 1 volume type')),
  ];
}

type SourceRule = (source: JsonObject, path: string) => readonly Cause[];

/** In the order in which the server looks for them. */
const rules = new Map<string, SourceRule>([
  ['emptyDir', emptyDirCauses],
  ['hostPath', hostPathCauses],
  ['secret', filesOf('secretName')],
  ['nfs', nfsCauses],
  ['persistentVolumeClaim', (claim, path) => requiredText(claim, 'claimName', path)],
  ['downwardAPI', (source, path) => [...modeCauses(source, 'defaultMode', path), ...podFilesCauses(source, path)]],
  ['configMap', filesOf('name')],
  ['projected', projectedCauses],
  ['csi', csiCauses],
  ['ephemeral', ephemeralCauses],
  ['image', (image, path) => oneOf(image, 'pullPolicy', path, ['Always', 'IfNotPresent', 'Never'])],
]);

function inOrder(sources: readonly string[]): readonly string[] {
  if (sources.length < 2) return sources;
  return [...[...rules.keys()].filter((key) => sources.includes(key)), ...sources.filter((key) => !rules.has(key))];
}

function emptyDirCauses({ sizeLimit }: JsonObject, path: string): readonly Cause[] {
  if (typeof sizeLimit !== 'string' && typeof sizeLimit !== 'number') return [];
  if (parseQuantity(sizeLimit).nano >= 0n) return [];
  return [forbiddenField(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function hostPathCauses(source: JsonObject, path: string): readonly Cause[] {
  const given = textAt(source, 'path') ?? '';
  if (given === '') return [required(`${path}.path`, '')];
  const climbs = given.split('/').includes('..');
  return [
    ...(climbs ? [invalidValue(`${path}.path`, given, "must not contain '..'")] : []),
    ...oneOf(source, 'type', path, hostPathTypes),
  ];
}

function nfsCauses(source: JsonObject, path: string): readonly Cause[] {
  const given = textAt(source, 'path') ?? '';
  return [
    ...requiredText(source, 'server', path),
    ...requiredText(source, 'path', path),
    ...(given.startsWith('/') ? [] : [invalidValue(`${path}.path`, given, 'must be an absolute path')]),
  ];
}

function filesOf(nameKey: string): SourceRule {
  return (source, path) => [
    ...requiredText(source, nameKey, path),
    ...modeCauses(source, 'defaultMode', path),
    ...keyFilesCauses(source, path),
  ];
}

function csiCauses(source: JsonObject, path: string): readonly Cause[] {
  const secret = source['nodePublishSecretRef'];
  return [
    ...requiredText(source, 'driver', path),
    ...namedBy((name) => dnsSubdomain(name.toLowerCase()), source, 'driver', path),
    ...(isJsonObject(secret) ? requiredText(secret, 'name', `${path}.nodePublishSecretRef`) : []),
  ];
}

function ephemeralCauses(source: JsonObject, path: string): readonly Cause[] {
  const where = `${path}.volumeClaimTemplate`;
  if (!isJsonObject(source['volumeClaimTemplate'])) return [required(where, '')];
  const { labels, annotations } = objectAt(source, 'volumeClaimTemplate', 'metadata');
  return [
    ...labelCauses(objectAt(labels), `${where}.metadata.labels`),
    ...annotationCauses(objectAt(annotations), `${where}.metadata.annotations`),
    ...claimSpecCauses(objectAt(source, 'volumeClaimTemplate', 'spec'), `${where}.spec`),
  ];
}
