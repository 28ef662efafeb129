import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonArray, isJsonObject } from '@sluice/objects';
import { objectsAt } from './api-object.ts';
import { timestamp } from './clock.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** Sets a condition of a status; its transition time moves only with its status. */
export function setCondition(status: JsonObject, condition: Condition, now: number): void {
  const present = status['conditions'];
  const conditions: JsonValue[] = isJsonArray(present) ? present : [];
  status['conditions'] = conditions;
  const old = conditions.filter(isJsonObject).find((each) => each['type'] === condition.type);
  const since = old !== undefined && old['status'] === condition.status ? old['lastTransitionTime'] : undefined;
  const next = {
    lastTransitionTime: since ?? timestamp(now),
    message: condition.message,
    reason: condition.reason,
    status: condition.status,
    type: condition.type,
  };
  if (old === undefined) conditions.push(next);
  else Object.assign(old, next);
}

/** Whether an object's status has a condition that is True. */
export function isTrueCondition(object: JsonValue | undefined, type: string): boolean {
  return objectsAt(object, 'status', 'conditions').some(
    (condition) => condition['type'] === type && condition['status'] === 'True',
  );
}
