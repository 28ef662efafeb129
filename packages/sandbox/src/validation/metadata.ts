import type { JsonValue, ObjectMeta } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, tooLong } from './causes.ts';
import type { NameRule } from './names.ts';
import { dnsLabel, labelValueName, qualifiedName } from './names.ts';

const annotationsLimitBytes = 256 * 1024;

/** What every new object's metadata must hold to. */
export function validateMetadata(object: ApiObject, namespaced: boolean, nameRule: NameRule): readonly Cause[] {
  const { metadata } = object;
  return [
    ...nameCauses(metadata, nameRule),
    ...namespaceCauses(metadata, namespaced),
    ...labelCauses(metadata.labels ?? {}, 'metadata.labels'),
    ...annotationCauses(metadata.annotations ?? {}, 'metadata.annotations'),
    ...ownerCauses(metadata),
    ...managerCauses(metadata.managedFields ?? []),
    ...finalizerCauses(metadata.finalizers ?? []),
    ...(isBuiltin(object.apiVersion) ? (metadata.finalizers ?? []).flatMap(unqualifiedCauses) : []),
  ];
}

/** Custom resources may have finalizers without a domain; only built-in kinds are held to it. */
function isBuiltin(apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** What an update must not do to metadata. */
export function validateMetadataUpdate(object: ApiObject, old: ApiObject): readonly Cause[] {
  const causes: Cause[] = [];
  for (const field of ['name', 'namespace', 'uid'] as const) {
    if (object.metadata[field] !== old.metadata[field]) {
      causes.push(invalidValue(`metadata.${field}`, object.metadata[field] ?? '', 'field is immutable'));
    }
  }
  return [...causes, ...newFinalizerCauses(object, old)];
}

/** Labels of an object or of a pod template. */
export function labelCauses(labels: Readonly<Record<string, JsonValue>>, path: string): readonly Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedName(key).map((error) => invalidValue(path, key, error)),
    ...(typeof value === 'string' ? labelValueName(value).map((error) => invalidValue(path, value, error)) : []),
  ]);
}

function nameCauses(metadata: ObjectMeta, nameRule: NameRule): readonly Cause[] {
  const { name = '', generateName = '' } = metadata;
  if (name === '') return [required('metadata.name', 'name or generateName is required')];
  const generated = generateName === '' ? [] : nameRule(generateName.replace(/-$/, 'a'));
  return [
    ...generated.map((error) => invalidValue('metadata.generateName', generateName, error)),
    ...nameRule(name).map((error) => invalidValue('metadata.name', name, error)),
  ];
}

function namespaceCauses({ namespace = '' }: ObjectMeta, namespaced: boolean): readonly Cause[] {
  if (!namespaced) return namespace === '' ? [] : [forbiddenField('metadata.namespace', 'not allowed on this type')];
  if (namespace === '') return [required('metadata.namespace', '')];
  return dnsLabel(namespace).map((error) => invalidValue('metadata.namespace', namespace, error));
}

/** Annotations of an object or of a pod template. */
export function annotationCauses(annotations: Readonly<Record<string, JsonValue>>, path: string): readonly Cause[] {
  const keys = Object.keys(annotations);
  const causes = keys.flatMap((key) => qualifiedName(key.toLowerCase()).map((error) => invalidValue(path, key, error)));
  const size = keys.reduce((sum, key) => sum + key.length + String(annotations[key]).length, 0);
  if (size <= annotationsLimitBytes) return causes;
  return [...causes, tooLong(path, `may not be more than ${annotationsLimitBytes} bytes`)];
}

const longestManager = 128;

function managerCauses(entries: NonNullable<ObjectMeta['managedFields']>): readonly Cause[] {
  return entries.flatMap(({ manager = '' }, index) =>
    manager.length > longestManager
      ? [tooLong(`metadata.managedFields[${index}].manager`, `may not be more than ${longestManager} bytes`)]
      : [],
  );
}

function ownerCauses(metadata: ObjectMeta): readonly Cause[] {
  const owners = metadata.ownerReferences ?? [];
  const causes = owners.flatMap((owner) => {
    const path = 'metadata.ownerReferences';
    const empty = (['apiVersion', 'kind', 'name', 'uid'] as const).filter((field) => !owner[field]);
    return empty.map((field) =>
      invalidValue(`${path}.${field}`, '', field === 'apiVersion' ? 'version must not be empty' : 'must not be empty'),
    );
  });
  const controllers = owners.filter((owner) => owner.controller === true);
  if (controllers.length < 2) return causes;
  const [first, second] = controllers.map((owner) => `${owner.kind}/${owner.name}`);
  const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first ?? ''} and ${second ?? ''}`;
  return [...causes, invalidValue('metadata.ownerReferences', owners as unknown as JsonValue, detail)];
}

function finalizerCauses(finalizers: readonly string[]): readonly Cause[] {
  const causes = finalizers.flatMap((finalizer) =>
    qualifiedName(finalizer).map((error) => invalidValue('metadata.finalizers', finalizer, error)),
  );
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return causes;
  return [
    ...causes,
    invalidValue('metadata.finalizers', [...finalizers], 'finalizer orphan and foregroundDeletion cannot be both set'),
  ];
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Finalizers carry the domain of whoever removes them, but for a few of the server's own. */
function unqualifiedCauses(finalizer: string, index: number): readonly Cause[] {
  if (finalizer.includes('/') || standardFinalizers.has(finalizer)) return [];
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return [invalidValue(`metadata.finalizers[${index}]`, finalizer, detail)];
}

function newFinalizerCauses(object: ApiObject, old: ApiObject): readonly Cause[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const before = new Set(old.metadata.finalizers);
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
  if (added.length === 0) return [];
  const list = added.map((name) => JSON.stringify(name)).join(', ');
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [forbiddenField('metadata.finalizers', detail)];
}
