import type { JsonObject, KubeObject } from '@sluice/objects';
import { fieldAt, textAt } from './read-field.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const pemBlock = /^\s*(?:-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*)+$/;

/**
 * Takes a conversion webhook's `caBundle` out of a definition when it is no bundle: charts put a placeholder there for
 * another controller to fill in, and the API server refuses it.
 */
export function dropPlaceholderBundle(definition: KubeObject): void {
  const path = ['spec', 'conversion', 'webhook', 'clientConfig'];
  const bundle = textAt(definition, ...path, 'caBundle');
  if (bundle !== undefined && !isBundle(bundle)) delete (fieldAt(definition, ...path) as JsonObject)['caBundle'];
}

function isBundle(text: string): boolean {
  return base64.test(text) && pemBlock.test(Buffer.from(text, 'base64').toString());
}
