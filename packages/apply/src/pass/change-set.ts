import type { ObjectRef } from '@sluice/objects';
import { formatRef } from '../object/object-name.ts';

/** What a pass did with one object. */
export type ChangeAction = 'created' | 'configured' | 'unchanged' | 'skipped' | 'deleted';

export interface ChangeEntry {
  readonly ref: ObjectRef;
  readonly action: ChangeAction;
}

/** `Deployment/apps/web configured` */
export function formatChange(entry: ChangeEntry): string {
  return `${formatRef(entry.ref)} ${entry.action}`;
}

/** The entries that changed the cluster. */
export function changesOf(entries: readonly ChangeEntry[]): readonly ChangeEntry[] {
  return entries.filter(({ action }) => action !== 'unchanged' && action !== 'skipped');
}
