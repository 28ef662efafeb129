import type { ObjectRef } from '@sluice/objects';
import { formatRef } from '../object/object-name.ts';
import type { ObjectStatus } from './object-status.ts';

export interface ObservedObject {
  readonly ref: ObjectRef;
  readonly status: ObjectStatus;
}

/** How a set of objects stands together. */
export type Health =
  | { readonly state: 'healthy' }
  | { readonly state: 'waiting'; readonly unready: readonly ObservedObject[] }
  /** Some failed and will not recover by waiting. */
  | { readonly state: 'failed'; readonly failed: readonly ObservedObject[] };

/** Judges a set: one failed object fails it at once, unless `failFast` is off and others are still on their way. */
export function judgeHealth(observed: readonly ObservedObject[], failFast: boolean): Health {
  const unready = observed.filter(({ status }) => status.status !== 'Current');
  if (unready.length === 0) return { state: 'healthy' };
  const failed = unready.filter(({ status }) => status.status === 'Failed');
  if (failed.length > 0 && (failFast || failed.length === unready.length)) return { state: 'failed', failed };
  return { state: 'waiting', unready };
}

/** `Deployment/apps/web status: 'InProgress'`, joined by commas. */
export function formatObserved(observed: readonly ObservedObject[]): string {
  return observed.map(({ ref, status }) => `${formatRef(ref)} status: '${status.status}'`).join(', ');
}
