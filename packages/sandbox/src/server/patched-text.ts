import type { JsonValue } from '@sluice/objects';
import { goText, isJsonObject, stringifyJson } from '@sluice/objects';
import type { GoType, GoTypeRef } from '../go-types/go-types.ts';
import { goType, goTypeOfKind } from '../go-types/go-types.ts';
import { MistypedError } from '../registry/decode-object.ts';
import type { Resource } from '../registry/resource.ts';
import { StatusError } from '../status-error.ts';

const handled = /^\S+ in version "[^"]*" cannot be handled as an? \S+: /;

/**
 * Turns what is wrong with the result of a JSON patch or merge patch into the server's answer, which shows that result
 * whole: its fields in the order of names, those of metadata in the order of Go's struct.
 */
export function refusedPatch(error: unknown, patched: JsonValue, patch: JsonValue, resource: Resource): unknown {
  const reason = reasonOf(error);
  return reason === undefined ? error : refusal(stringifyJson(inGoOrder(patched, touchedBy(patch), resource)), reason);
}

/** The same for a strategic merge patch, which is shown instead of its result, as Go prints maps. */
export function refusedStrategicPatch(error: unknown, patch: JsonValue): unknown {
  const reason = error instanceof MistypedError ? error.misfit.unstructured : reasonOf(error);
  return reason === undefined ? error : refusal(goText(patch), reason);
}

function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof StatusError) || error.code !== 400 || !handled.test(error.message)) return undefined;
  return error.message.replace(handled, '');
}

function refusal(text: string, reason: string): StatusError {
  const message = `Invalid value: ${JSON.stringify(text)}: ${reason}`;
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
  return new StatusError(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes });
}

/**
 * Objects that a patch went through come with sorted keys, as the library that patches JSON writes them; the others are
 * as Go encoded them, in the order of their structs.
 */
function inGoOrder(patched: JsonValue, touched: Touched, { apiVersion, kind }: Resource): JsonValue {
  return ordered(patched, { shape: 'struct', type: goTypeOfKind(apiVersion, kind), element: undefined }, touched);
}

/** Which members of an object a patch went into; a leaf has none. */
interface Touched {
  readonly members: ReadonlyMap<string, Touched>;
}

interface Shape {
  readonly shape: string;
  readonly type: GoType | undefined;
  readonly element: GoTypeRef | undefined;
}

function shapeOf(ref: GoTypeRef | undefined): Shape {
  const isStruct = ref?.shape === 'struct';
  return { shape: ref?.shape ?? '', type: isStruct ? goType(ref.name) : undefined, element: ref?.element };
}

function ordered(value: JsonValue, shape: Shape, touched: Touched | undefined): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item, index) => ordered(item, shapeOf(shape.element), touched?.members.get(String(index))));
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, JsonValue] => {
    const inner = shape.shape === 'map' ? shape.element : shape.type?.byName.get(key)?.type;
    return [key, ordered(item, shapeOf(inner), touched?.members.get(key))];
  });
  return Object.fromEntries(entries.toSorted(byPlace(touched === undefined ? shape.type : undefined)));
}

/** Fields in the order of a struct, keys of anything else by name. */
function byPlace(type: GoType | undefined): (a: [string, JsonValue], b: [string, JsonValue]) => number {
  const places = new Map([...(type?.byName.keys() ?? [])].map((name, index) => [name, index]));
  return ([a], [b]) => {
    const distance = (places.get(a) ?? places.size) - (places.get(b) ?? places.size);
    return distance === 0 ? (a < b ? -1 : 1) : distance;
  };
}

/** What a patch goes into: the parents of the places that a JSON patch names, the objects of a merge patch. */
function touchedBy(patch: JsonValue): Touched {
  return Array.isArray(patch) ? touchedByOperations(patch) : touchedByMerge(patch);
}

function touchedByMerge(patch: JsonValue): Touched {
  const members = new Map<string, Touched>();
  if (isJsonObject(patch))
    for (const [key, value] of Object.entries(patch)) if (isJsonObject(value)) members.set(key, touchedByMerge(value));
  return { members };
}

interface Touching extends Touched {
  readonly members: Map<string, Touching>;
}

function touchedByOperations(operations: readonly JsonValue[]): Touched {
  const root: Touching = { members: new Map() };
  for (const operation of operations) {
    for (const member of ['path', 'from']) {
      const path = isJsonObject(operation) ? operation[member] : undefined;
      if (typeof path === 'string') touch(root, path.split('/').slice(1, -1));
    }
  }
  return root;
}

function touch(root: Touching, steps: readonly string[]): void {
  let at = root;
  for (const step of steps) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = at.members.get(key) ?? { members: new Map() };
    at.members.set(key, next);
    at = next;
  }
}
