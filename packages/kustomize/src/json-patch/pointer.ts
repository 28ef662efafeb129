import { getOwn, isJsonArray, type JsonArray, type JsonObject, type JsonValue } from '@sluice/objects';

export type Container = JsonArray | JsonObject;

/** A place in a document: the container and the key or index within it. */
export interface Place {
  readonly container: Container;
  readonly key: string;
}

/** Follows a JSON pointer to the container of its last part; undefined where the way there is missing. */
export function findPlace(root: Container, pointer: string): Place | undefined {
  const parts = pointer.split('/').slice(1).map(unescapeKey);
  const key = parts.pop();
  if (key === undefined) return undefined;
  let container: Container = root;
  for (const part of parts) {
    const next = getOrMissing(container, part);
    if (next === undefined || next === null || typeof next !== 'object') return undefined;
    container = next;
  }
  return { container, key };
}

function unescapeKey(part: string): string {
  return part.replaceAll(/~[01]/g, (escape) => (escape === '~1' ? '/' : '~'));
}

function getOrMissing(container: Container, key: string): JsonValue | undefined {
  if (!isJsonArray(container)) return getOwn(container, key);
  const index = /^[-+]?\d+$/.test(key) ? Number(key) : undefined;
  return index === undefined ? undefined : container.at(index);
}

/** The index that a pointer part means; negative ones count from the end. */
export function indexIn(length: number, key: string): number {
  if (!/^[-+]?\d+$/.test(key)) throw new Error(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  const index = Number(key);
  if (index >= length || index < -length)
    throw new Error(`Unable to access invalid index: ${index}: invalid index referenced`);
  return index < 0 ? index + length : index;
}
