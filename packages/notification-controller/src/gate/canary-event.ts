import type { Gate } from '@sluice/api';
import { InvalidPayloadError, type Payload } from './payload.ts';

/** Of Flagger's event hook: what is said of the event rather than added to it. */
const ownKeys = ['eventMessage', 'eventType', 'timestamp'];

/** The event that a call of Flagger's event hook stands for, as controllers post theirs. Throws `InvalidPayloadError`. */
export function canaryEvent({ spec, metadata }: Gate, payload: Payload): Record<string, unknown> {
  const { apiVersion, kind, name } = spec.target;
  const message = payload.metadata.get('eventMessage') ?? '';
  if (message === '') throw new InvalidPayloadError('metadata.eventMessage: an event needs a message');
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const added = [...payload.metadata].filter(([key]) => !ownKeys.includes(key));
  const entries = [...added, ['phase', payload.phase], ['token', payload.checksum]] as const;
  return {
    involvedObject: { apiVersion, kind, name, namespace: metadata.namespace ?? '' },
    severity: payload.metadata.get('eventType') === 'Warning' ? 'error' : 'info',
    timestamp: timeOf(payload.metadata.get('timestamp')),
    message,
    reason: payload.phase === '' ? 'Synced' : payload.phase,
    metadata: Object.fromEntries(entries.map(([key, value]) => [`${group}/${key}`, value])),
    reportingController: 'flagger',
  };
}

/** Milliseconds since 1970, as text. */
function timeOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return new Date(Number(text)).toISOString();
}
