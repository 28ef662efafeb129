import { fieldAt, listAt, textAt } from '../object/read-field.ts';

/** A condition in any object's status, as far as it is there. */
export interface StatusCondition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The condition of that type in `status.conditions`. */
export function conditionOf(object: unknown, type: string): StatusCondition | undefined {
  const found = listAt(object, 'status', 'conditions').find((entry) => fieldAt(entry, 'type') === type);
  if (found === undefined) return undefined;
  return {
    status: textAt(found, 'status') ?? '',
    reason: textAt(found, 'reason') ?? '',
    message: textAt(found, 'message') ?? '',
  };
}

/** Whether `status.conditions` has that type with status `True`. */
export function isTrue(object: unknown, type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}
