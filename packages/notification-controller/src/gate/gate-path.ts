import { createHash } from 'node:crypto';

/** Where the webhooks of Gates begin. */
export const gatePrefix = '/gate/';

/** Path of a Gate's webhook, made as that of a Receiver is. */
export function gatePath(token: string, name: string, namespace: string): string {
  return `${gatePrefix}${createHash('sha256').update(`${token}${name}${namespace}`).digest('hex')}`;
}
