import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue, OwnerReference } from '@sluice/objects';
import { cloneJson, deepEqual, stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import { generateName } from '../registry/metadata.ts';
import type { Action } from './port.ts';

/** A controller's reference to the object that it makes children for. */
export function controllerReference({ apiVersion, kind, metadata }: ApiObject): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A pod of a template, owned by the object. */
export function podOf(
  owner: ApiObject,
  template: JsonObject,
  name: string | undefined,
  labels: Record<string, string> = {},
): ApiObject {
  const { metadata } = owner;
  const templateMetadata = objectAt(template, 'metadata');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: name ?? generateName(`${metadata.name ?? ''}-`),
      ...(name === undefined ? { generateName: `${metadata.name ?? ''}-` } : {}),
      namespace: metadata.namespace ?? '',
      labels: { ...textMap(templateMetadata['labels']), ...labels },
      annotations: textMap(templateMetadata['annotations']),
      ownerReferences: [controllerReference(owner)],
    },
    spec: cloneJson(objectAt(template, 'spec')),
  } as unknown as ApiObject;
}

export function textMap(value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(objectAt(value)).map(([key, each]) => [key, String(each)]));
}

const hashLetters = 'bcdfghjklmnpqrstvwxz2456789';

/** Ten letters that tell templates apart; the same template has the same letters. */
export function templateHash(template: JsonValue): string {
  const digest = createHash('sha256').update(stringifyJson(template)).digest();
  return Array.from(digest.subarray(0, 10), (byte) => hashLetters[byte % hashLetters.length] ?? '').join('');
}

/** The action that gives an object a new status; none where it has it already. */
export function statusAction(object: ApiObject, status: JsonObject): readonly Action[] {
  return deepEqual(object['status'], status)
    ? []
    : [{ verb: 'status', object: Object.assign({ ...object }, { status }) }];
}

/** A copy of an object to change. */
export function copyOf(object: ApiObject): ApiObject {
  return cloneJson(object as JsonValue) as ApiObject;
}

/** Fields that are zero are left out of a status, as in Go. */
export function withoutZeros(status: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(status).filter(([, value]) => value !== 0 && value !== undefined));
}
