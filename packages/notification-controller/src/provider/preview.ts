import type { Provider } from '@sluice/api';
import type { Event } from '../event/event.ts';
import type { MessageText } from './message-text.ts';
import { notifiers } from './notifiers.ts';
import { nameOf, oneLine, sortedMetadata, visibleText } from './text.ts';

/** A message, and where it would go. */
export interface Preview extends MessageText {
  /** `#ops (slack)` */
  readonly to: string;
}

/** What a Provider would send of an event. Its Secrets are not read. */
export function previewOf({ metadata, spec }: Provider, event: Event): Preview {
  const { type, channel = '', username = '' } = spec;
  const preview = notifiers.get(type)?.preview ?? eventText;
  return {
    to: `${oneLine(channel === '' ? metadata.name : channel)} (${type})`,
    ...preview(event, { channel, username }),
  };
}

/** For services that get the event, or a form of it that is theirs. */
function eventText(event: Event): MessageText {
  return {
    title: nameOf(event.involvedObject),
    lines: [
      ...visibleText(event.message).split('\n'),
      ...sortedMetadata(event.metadata).map(([key, value]) => `${oneLine(key)}: ${oneLine(value)}`),
    ],
  };
}
