import type { Event } from '../../event/event.ts';

/** The event as JSON, in upstream's form. */
export function genericPayload(event: Event): string {
  const { metadata, ...rest } = event;
  return JSON.stringify({ ...rest, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) });
}
