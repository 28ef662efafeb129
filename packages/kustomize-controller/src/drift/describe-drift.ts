import { hash } from 'node:crypto';
import { type ChangeAction, type Drift, fieldAt, formatRef } from '@sluice/apply';
import type { ObjectRef } from '@sluice/objects';

const maxFields = 5;

/** `Deployment/apps/web configured: spec.replicas was changed by kubectl` */
export function describeDrift(ref: ObjectRef, action: ChangeAction, drift: Drift): string {
  const change = `${formatRef(ref)} ${action}`;
  if (drift.live === undefined) return `${change}: it was deleted`;
  const takers = drift.takers.map(
    ({ manager, fields }) => `${listFields(fields)} ${fields.length === 1 ? 'was' : 'were'} changed by ${manager}`,
  );
  return takers.length === 0 ? change : `${change}: ${takers.join('; ')}`;
}

/** Names both writers and what ends the fight. */
export function describeFight(ref: ObjectRef, drift: Drift): string {
  const fields = drift.takers.flatMap((taker) => taker.fields);
  const writers = drift.takers.map((taker) => taker.manager).join(', ');
  const name = formatRef(ref);
  if (writers === '') return `${name} is changed again and again by another writer than kustomize-controller`;
  return (
    `${name}: ${writers} and kustomize-controller both write ${listFields(fields)}, and take it from each other again and again; ` +
    `leave it out of the manifest, or stop ${writers} from writing it`
  );
}

/** Who took what: the same text means the same dispute. */
export function disputeOf(drift: Drift): string {
  if (drift.live === undefined) return 'deleted';
  return JSON.stringify(drift.takers.map(({ manager, fields }) => [manager, fields]));
}

/** The dispute with the values that were set. */
export function claimOf(drift: Drift): string {
  if (drift.live === undefined) return 'deleted';
  const values = drift.takers.flatMap(({ fields }) => fields.map((field) => valueAt(drift.live, field)));
  // Hashed, because the values may be those of a Secret.
  const text = JSON.stringify(values, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return `${disputeOf(drift)} ${hash('sha256', text, 'base64')}`;
}

/** The value of a plain path; what is in lists is looked up by its last key only where that is unambiguous. */
function valueAt(live: unknown, path: string): unknown {
  let value: unknown = live;
  for (const part of path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const [, selector, name] = part;
    value = selector === undefined ? fieldAt(value, name ?? '') : itemAt(value, selector);
  }
  return value;
}

function itemAt(value: unknown, selector: string): unknown {
  if (!Array.isArray(value)) return undefined;
  const keys = selector.split(',').map((pair) => pair.split('='));
  return (value as unknown[]).find((item) =>
    keys.every(([field = '', wanted]) => String(fieldAt(item, field)) === wanted),
  );
}

function listFields(fields: readonly string[]): string {
  const shown = [...new Set(fields)].slice(0, maxFields);
  const more = new Set(fields).size - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
