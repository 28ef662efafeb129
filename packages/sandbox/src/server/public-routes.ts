import type { Registry } from '../registry/registry.ts';
import type { Answer } from './answer.ts';
import { json, text } from './answer.ts';
import { versionDocument } from './version.ts';

/** Paths that answer without credentials, as on a real API server. */
export function publicRoute(path: string, _registry: Registry): Answer | undefined {
  if (/^\/(?:healthz|livez|readyz)(?:\/ping)?$/.test(path)) return text(200, 'ok');
  return path === '/version' || path === '/version/' ? json(200, versionDocument()) : undefined;
}
