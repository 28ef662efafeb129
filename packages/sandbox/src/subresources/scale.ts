import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, numberAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Resource, ScalePaths } from '../registry/resource.ts';
import { conflict, invalid } from '../status-error.ts';

const builtinPaths: ScalePaths = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };

/** The size of a workload as an object of its own: `autoscaling/v1` Scale. */
export function scaleOf(resource: Resource, object: ApiObject): ApiObject {
  const paths = resource.custom?.scale ?? builtinPaths;
  const { name = '', namespace, uid = '', resourceVersion = '', creationTimestamp = null } = object.metadata;
  const selector = selectorOf(resource, object, paths);
  const replicas = numberAt(object, ...keysOf(paths.specReplicasPath)) ?? 0;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberAt(object, ...keysOf(paths.statusReplicasPath)) ?? 0,
      ...(selector === '' ? {} : { selector }),
    },
  };
}

/** A copy of the object with the size that a Scale wants; it is checked against the object's version and uid. */
export function withScale(resource: Resource, object: ApiObject, scale: ApiObject, checks = true): ApiObject {
  if (checks) checkScale(resource, object, scale);
  const draft = cloneJson(object as JsonValue) as ApiObject;
  const keys = keysOf((resource.custom?.scale ?? builtinPaths).specReplicasPath);
  let owner: JsonObject = draft;
  for (const key of keys.slice(0, -1)) {
    const inner = owner[key];
    const next: JsonObject = isJsonObject(inner) ? inner : {};
    owner[key] = next;
    owner = next;
  }
  owner[keys.at(-1) ?? 'replicas'] = numberAt(scale, 'spec', 'replicas') ?? 0;
  return draft;
}

function checkScale(resource: Resource, object: ApiObject, scale: ApiObject): void {
  const { resourceVersion, uid } = scale.metadata;
  const { name = '' } = object.metadata;
  if (resourceVersion && resourceVersion !== object.metadata.resourceVersion) {
    throw conflict(
      resource,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  }
  if (uid && uid !== object.metadata.uid) {
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid ?? ''}`,
    );
  }
  const replicas = numberAt(scale, 'spec', 'replicas') ?? 0;
  if (replicas >= 0) return;
  const cause = {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
    field: 'spec.replicas',
  };
  throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [cause]);
}

/** `.spec.replicas` → spec, replicas */
function keysOf(path: string): readonly string[] {
  return path.split('.').filter((key) => key !== '');
}

function selectorOf(resource: Resource, object: ApiObject, paths: ScalePaths): string {
  if (resource.custom !== undefined)
    return paths.labelSelectorPath === undefined ? '' : (textAt(object, ...keysOf(paths.labelSelectorPath)) ?? '');
  const selector = at(object, 'spec', 'selector');
  if (resource.kind === 'ReplicationController') return labelsText(objectAt(selector));
  const expressions = objectsAt(selector, 'matchExpressions').map(expressionText);
  return [labelsText(objectAt(selector, 'matchLabels')), ...expressions].filter((part) => part !== '').join(',');
}

function labelsText(labels: JsonObject): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`)
    .join(',');
}

function expressionText(expression: JsonObject): string {
  const key = textAt(expression, 'key') ?? '';
  const values = (expression['values'] as JsonValue[] | undefined)?.map(String).sort().join(',') ?? '';
  const operator = textAt(expression, 'operator');
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values})`;
}
