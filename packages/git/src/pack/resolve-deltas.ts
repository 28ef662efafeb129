import type { GitLimits } from '../limits.ts';
import { hashObjectInSlices } from '../object/hash-in-slices.ts';
import type { Pacer } from '../pacer.ts';
import type { ByteCache } from './byte-cache.ts';
import { applyDelta } from './delta.ts';
import { inflateEntry } from './inflate.ts';
import { malformedPack, packTooLarge } from './malformed-pack.ts';
import type { PackedObject } from './pack.ts';
import type { EntryHeader } from './pack-entry.ts';

/** Bytes of bases held at once while what is based on them is built. */
const maxHeldBytes = 256 * 1024 * 1024;

/**
 * Names every object of a pack. Objects stored whole come first; from each, what is based on it is built depth first, so
 * that each delta is applied once and only one chain of bases is held. What is left then has no base in the pack.
 */
export async function resolveDeltas(
  pack: Buffer,
  entries: readonly EntryHeader[],
  limits: GitLimits,
  cache: ByteCache,
  pace: Pacer,
): Promise<ReadonlyMap<string, PackedObject>> {
  const waiting = groupByBase(entries);
  const objects = new Map<string, PackedObject>();
  let resolved = 0;
  for (const header of entries) {
    if (header.type === undefined) continue;
    resolved += await resolveFrom({ header, type: header.type, size: header.size, base: undefined });
  }
  if (resolved !== entries.length) throw malformedPack('a delta whose base is not in the pack');
  return objects;

  async function resolveFrom(root: PackedObject): Promise<number> {
    let count = 0;
    let held = 0;
    const stack: Frame[] = [];
    const first = cache.get(root.header.offset) ?? (await inflateEntry(pack, root.header));
    let next: Building | undefined = { object: root, data: first, depth: 0 };
    while (next !== undefined) {
      const { object, data, depth }: Building = next;
      count += 1;
      const oid = await hashObjectInSlices(object.type, data, pace);
      objects.set(oid, object);
      const children = takeChildren(waiting, object.header.offset, oid);
      if (children.length > 0) {
        if (depth >= limits.deltaDepth) throw packTooLarge('a chain of deltas', `${String(limits.deltaDepth)} objects`);
        stack.push({ object, data, depth, children });
        held += data.length;
        if (held > maxHeldBytes) throw packTooLarge('a chain of deltas', `${String(maxHeldBytes)} bytes`);
      }
      next = await buildNext(stack, (freed) => (held -= freed));
      await pace();
    }
    return count;
  }

  async function buildNext(stack: Frame[], freed: (bytes: number) => void): Promise<Building | undefined> {
    const frame = stack.at(-1);
    const header = frame?.children.pop();
    if (frame === undefined || header === undefined) return undefined;
    if (frame.children.length === 0) {
      stack.pop();
      freed(frame.data.length);
    }
    const data = applyDelta(frame.data, await inflateEntry(pack, header));
    cache.add(header.offset, data);
    return {
      object: { header, type: frame.object.type, size: data.length, base: frame.object },
      data,
      depth: frame.depth + 1,
    };
  }
}

interface Building {
  readonly object: PackedObject;
  readonly data: Buffer;
  readonly depth: number;
}

interface Frame extends Building {
  /** What is based on it and still to be built: never empty while the frame is on the stack. */
  readonly children: EntryHeader[];
}

interface Waiting {
  readonly byOffset: Map<number, EntryHeader[]>;
  readonly byOid: Map<string, EntryHeader[]>;
}

function groupByBase(entries: readonly EntryHeader[]): Waiting {
  const waiting: Waiting = { byOffset: new Map(), byOid: new Map() };
  for (const header of entries) {
    if (header.base === undefined) continue;
    if ('offset' in header.base) append(waiting.byOffset, header.base.offset, header);
    else append(waiting.byOid, header.base.oid, header);
  }
  return waiting;
}

function append<K>(map: Map<K, EntryHeader[]>, key: K, header: EntryHeader): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [header]);
  else list.push(header);
}

function takeChildren(waiting: Waiting, offset: number, oid: string): EntryHeader[] {
  const children = [...(waiting.byOffset.get(offset) ?? []), ...(waiting.byOid.get(oid) ?? [])];
  waiting.byOffset.delete(offset);
  waiting.byOid.delete(oid);
  return children;
}
