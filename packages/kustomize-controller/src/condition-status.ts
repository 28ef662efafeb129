import { listAt, textAt } from '@sluice/apply';

/** The status of a condition of a stored object; '' where it has none. */
export function conditionStatus(object: unknown, type: string): string {
  const found = listAt(object, 'status', 'conditions').find((entry) => textAt(entry, 'type') === type);
  return textAt(found, 'status') ?? '';
}
