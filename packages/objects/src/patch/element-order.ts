import type { JsonValue } from '../object.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import { goText } from '../json/go-text.ts';
import { PatchError } from './patch-error.ts';

/** How the elements of a list are told apart: by a merge key, or by themselves when they are scalars. */
export class ElementIdentity {
  readonly mergeKey: string | undefined;

  constructor(mergeKey: string | undefined) {
    this.mergeKey = mergeKey;
  }

  /** What tells the element apart. @throws PatchError for a map without the merge key. */
  of(element: JsonValue): JsonValue {
    if (this.mergeKey === undefined || this.mergeKey === '') return element;
    const value = isJsonObject(element) ? getOwn(element, this.mergeKey) : undefined;
    if (value === undefined) {
      const rule = `does not contain declared merge key: ${this.mergeKey}`;
      throw new PatchError('unexpected', `map ${rule}`, `map: ${goText(element)} ${rule}`);
    }
    return value;
  }

  /** Place of the element with the same identity, or -1. */
  indexIn(list: readonly JsonValue[], element: JsonValue): number {
    const identity = this.of(element);
    return list.findIndex((candidate) => deepEqual(this.of(candidate), identity));
  }
}

interface Placed {
  readonly element: JsonValue;
  /** Index in the order of the patch, -1 when it is not there. */
  readonly patch: number;
  /** Index in the list as it was, -1 when it is new. */
  readonly live: number;
}

/**
 * The order of a merged list: elements of the patch in the order of `patchOrder`, the others in their order before, the
 * two interleaved so that an element which stood before another of the patch still does, where both orders allow it.
 */
export function orderElements(
  merged: readonly JsonValue[],
  patchOrder: readonly JsonValue[],
  liveOrder: readonly JsonValue[],
  identity: ElementIdentity,
): JsonValue[] {
  const placed = merged.map((element) => ({
    element,
    patch: identity.indexIn(patchOrder, element),
    live: identity.indexIn(liveOrder, element),
  }));
  const patched = placed.filter(({ patch }) => patch >= 0).toSorted((a, b) => a.patch - b.patch);
  return interleave(patched, sortLive(placed.filter(({ patch }) => patch < 0)));
}

/** Sorts by the order before. Elements that are new to the list go in front of those already sorted, as upstream has it. */
function sortLive(others: readonly Placed[]): Placed[] {
  const sorted: Placed[] = [];
  for (const next of others) {
    let index = sorted.length;
    while (index > 0 && goesBefore(next, sorted[index - 1])) index--;
    sorted.splice(index, 0, next);
  }
  return sorted;
}

function goesBefore(next: Placed, other: Placed | undefined): boolean {
  if (other === undefined) return false;
  return next.live < 0 || other.live < 0 || next.live < other.live;
}

function interleave(patched: readonly Placed[], others: readonly Placed[]): JsonValue[] {
  const ordered: JsonValue[] = [];
  let nextOther = 0;
  for (const { element, live } of patched) {
    for (let other = others[nextOther]; isBefore(other, live); other = others[nextOther]) {
      ordered.push(other.element);
      nextOther++;
    }
    ordered.push(element);
  }
  return [...ordered, ...others.slice(nextOther).map(({ element }) => element)];
}

function isBefore(other: Placed | undefined, live: number): other is Placed {
  return other !== undefined && other.live >= 0 && live >= 0 && other.live < live;
}
