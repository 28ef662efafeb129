import type { JsonObject } from '@sluice/objects';
import { UserError } from '../../user-error.ts';

/** Reads `Kind/name[.namespace]`. */
export function readReference(text: string, what: string): JsonObject {
  const [kind = '', rest, ...more] = text.split('/');
  const [name = '', namespace, ...others] = (rest ?? '').split('.');
  if (kind === '' || name === '' || namespace === '' || more.length > 0 || others.length > 0)
    throw new UserError(`invalid ${what} '${text}'`, { hint: 'it must be in the format Kind/name[.namespace]' });
  return namespace === undefined ? { kind, name } : { kind, name, namespace };
}
