import { createHash, timingSafeEqual } from 'node:crypto';

/** Path of a receiver's webhook; upstream's formula, so that addresses known elsewhere stay. */
export function webhookPath(token: string, name: string, namespace: string): string {
  return `/hook/${createHash('sha256').update(`${token}${name}${namespace}`).digest('hex')}`;
}

/** Compares secrets in a time that tells nothing of them, nor of their length. */
export function isSameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const digest = (value: string | Uint8Array): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
