import type { JsonValue } from '@sluice/objects';
import { compareQuantities, parseQuantity } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';

function nanoOf(value: JsonValue | undefined): bigint | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value).nano : undefined;
}

/** Below zero, zero, or above it; what is no quantity counts as zero. */
export function signOfQuantity(value: JsonValue | undefined): number {
  const nano = nanoOf(value) ?? 0n;
  return nano > 0n ? 1 : nano < 0n ? -1 : 0;
}

/** Both are quantities, and the first is more. */
export function isMore(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  return compareQuantities(parseQuantity(a), parseQuantity(b)) > 0;
}

export function positiveQuantity(value: JsonValue | undefined, path: string): readonly Cause[] {
  return signOfQuantity(value) > 0 ? [] : [invalidValue(path, String(value), 'must be greater than zero')];
}

const unit = 1_000_000_000n;

export function isWhole(value: JsonValue | undefined): boolean {
  return (nanoOf(value) ?? 0n) % unit === 0n;
}

/** How many times the second is in the first; nothing where the second is not above zero. */
export function quotientOf(a: JsonValue | undefined, b: JsonValue | undefined): number | undefined {
  const [whole, part] = [nanoOf(a), nanoOf(b)];
  return whole === undefined || part === undefined || part <= 0n ? undefined : Number(whole) / Number(part);
}
