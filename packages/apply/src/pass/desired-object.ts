import { hash } from 'node:crypto';
import {
  cloneJson,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  type ObjectRef,
  stringifyJson,
  parseJson,
} from '@sluice/objects';
import { inventoryIdOf } from '../inventory/inventory-id.ts';
import { normalizeObject } from '../object/normalize.ts';
import { refOf } from '../object/object-name.ts';
import { type ObjectPolicy, policyOf } from '../object/object-policy.ts';
import { type Owner, ownerLabels } from '../object/owner.ts';

/** An object as a build gives it, ready to be applied. Not to be changed. */
export interface DesiredObject {
  readonly ref: ObjectRef;
  /** Its identity in inventories. */
  readonly id: string;
  readonly policy: ObjectPolicy;
  /** Of its whole content: equal digests are the same request. */
  readonly digest: string;
  readonly object: KubeObject;
  /** It will not be needed for a while: it is kept in a smaller form until it is. */
  release(): void;
}

export interface CommonMetadata {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/**
 * Prepares what was built: normalised, with the owner's labels, then with the metadata that all objects get. Objects
 * without apiVersion, kind or name are left out, lists become their items, as upstream has it.
 */
export function desiredObjects(
  built: readonly KubeObject[],
  owner: Owner,
  common: CommonMetadata = {},
): readonly DesiredObject[] {
  return built
    .flatMap(expandList)
    .filter(isComplete)
    .map((object) => desiredObject(object, owner, common));
}

function desiredObject(built: KubeObject, owner: Owner, common: CommonMetadata): DesiredObject {
  const object = normalizeObject(built);
  addTexts(object, 'labels', ownerLabels(owner));
  addTexts(object, 'labels', common.labels ?? {});
  addTexts(object, 'annotations', common.annotations ?? {});
  return new BuiltObject(object);
}

/** Kept as text between runs: an object of thousands takes a fraction of its memory so. */
class BuiltObject implements DesiredObject {
  readonly ref: ObjectRef;
  readonly id: string;
  readonly policy: ObjectPolicy;
  readonly digest: string;
  readonly #text: string;
  #object: KubeObject | undefined;

  constructor(object: KubeObject) {
    this.ref = refOf(object);
    this.id = inventoryIdOf(this.ref);
    this.policy = policyOf(object.metadata);
    this.#text = stringifyJson(object as JsonObject);
    this.digest = hash('sha1', this.#text, 'base64');
    this.#object = object;
  }

  get object(): KubeObject {
    this.#object ??= parseJson(this.#text) as unknown as KubeObject;
    return this.#object;
  }

  release(): void {
    this.#object = undefined;
  }
}

function addTexts(object: KubeObject, map: 'labels' | 'annotations', texts: Readonly<Record<string, string>>): void {
  if (Object.keys(texts).length === 0) return;
  // `fromEntries` defines properties, so that no key can reach a prototype.
  const present = object.metadata[map] ?? {};
  object.metadata[map] = Object.fromEntries([...Object.entries(present), ...Object.entries(texts)]);
}

function expandList(object: KubeObject): readonly KubeObject[] {
  const items = object['items'];
  if (!object.kind.endsWith('List') || !Array.isArray(items)) return [object];
  return (items as JsonValue[])
    .filter((item) => typeof item === 'object' && item !== null)
    .map((item) => cloneJson(item) as unknown as KubeObject);
}

function isComplete(object: KubeObject): boolean {
  return [object.apiVersion, object.kind, object.metadata?.name].every(
    (text) => typeof text === 'string' && text !== '',
  );
}
