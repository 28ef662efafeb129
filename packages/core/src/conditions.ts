import {
  type Condition,
  type ConditionInput,
  readyCondition,
  reconcilingCondition,
  stalledCondition,
} from './condition.ts';
import { formatTime } from './clock.ts';

/** Longest message of a condition, in bytes of UTF-8. */
const maxMessageBytes = 32_768;
const cutSuffix = '...';

/** The condition of that type. */
export function getCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether the condition is there and `True`. */
export function isConditionTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return getCondition(conditions, type)?.status === 'True';
}

/** Whether the condition is there and `False`. */
export function isConditionFalse(conditions: readonly Condition[] | undefined, type: string): boolean {
  return getCondition(conditions, type)?.status === 'False';
}

/**
 * The list with that condition set: in the canonical order, the message cut at 32 KiB, the transition time kept when
 * status, reason and message are what they were.
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  input: ConditionInput & { readonly observedGeneration: number },
  nowMs: number,
): Condition[] {
  const message = cutMessage(input.message);
  const before = getCondition(conditions, input.type);
  const next: Condition = {
    type: input.type,
    status: input.status,
    reason: input.reason,
    message,
    lastTransitionTime: formatTime(nowMs),
    observedGeneration: input.observedGeneration,
  };
  if (before !== undefined && saysTheSame(before, next)) next.lastTransitionTime = before.lastTransitionTime;
  return sortConditions([...deleteCondition(conditions, input.type), next]);
}

/** The list without that condition. */
export function deleteCondition(conditions: readonly Condition[] | undefined, type: string): Condition[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}

/**
 * The list with the transition times that an observer of the stored object sees: a condition that says what the stored
 * one says keeps its time, whatever it was in between.
 */
export function keepTransitionTimes(
  stored: readonly Condition[] | undefined,
  conditions: readonly Condition[],
): Condition[] {
  return conditions.map((condition) => {
    const before = getCondition(stored, condition.type);
    if (before === undefined || !saysTheSame(before, condition)) return condition;
    return { ...condition, lastTransitionTime: before.lastTransitionTime };
  });
}

/** Stalled, Reconciling, Ready, then by highest observedGeneration, then by type name. */
export function sortConditions(conditions: readonly Condition[]): Condition[] {
  return [...conditions].sort(
    (a, b) =>
      rankOf(a.type) - rankOf(b.type) ||
      (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0) ||
      compareText(a.type, b.type),
  );
}

const firstTypes = [stalledCondition, reconcilingCondition, readyCondition];

function rankOf(type: string): number {
  const rank = firstTypes.indexOf(type);
  return rank < 0 ? firstTypes.length : rank;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function saysTheSame(a: Condition, b: Condition): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}

function cutMessage(message: string): string {
  if (Buffer.byteLength(message) <= maxMessageBytes) return message;
  const kept = Buffer.from(message).subarray(0, maxMessageBytes - cutSuffix.length);
  // A character that the cut split is dropped, not replaced.
  return `${new TextDecoder('utf-8').decode(kept, { stream: true })}${cutSuffix}`;
}
