import { hostname } from 'node:os';
import type { KubeObject } from '@sluice/objects';
import { isAlreadyExists, isNotFound, type KubeClient } from '@sluice/kube';
import { formatTime } from './clock.ts';
import type { EventSink, RecordedEvent } from './buffered-event-recorder.ts';
import type { EventInput, EventSubject } from './events.ts';

const maxMessageBytes = 32_768;

/** Writes each event as an object of the core Events API, as upstream does. */
export function kubeEventSink(client: KubeClient, reporter: string): EventSink {
  return async (recorded, signal) => {
    const { subject, event, at } = recorded;
    if (event.notificationOnly === true) return;
    const { metadata } = subject;
    const annotations = annotationsOf(subject, event);
    const time = formatTime(at);
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: `${metadata.name ?? ''}.${uniqueSuffix(recorded)}`,
        namespace: metadata.namespace ?? 'default',
        ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      },
      involvedObject: referenceOf(subject),
      reason: event.reason,
      message: cut(event.message),
      type: event.severity === 'error' ? 'Warning' : 'Normal',
      source: { component: reporter },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      reportingComponent: reporter,
      reportingInstance: hostname(),
    };
    try {
      await client.create(object, { signal });
    } catch (error) {
      // The answer to an earlier try was lost; or the namespace is going, and the object with it.
      if (!isAlreadyExists(error) && !isNotFound(error)) throw error;
    }
  };
}

/** What the event says of itself, and over it what the object says of its events. */
export function annotationsOf(subject: EventSubject, event: EventInput): Record<string, string> {
  return { ...event.metadata, ...subject.metadata.annotations };
}

/** An ObjectReference. */
export function referenceOf(subject: EventSubject): Record<string, unknown> {
  const { apiVersion, kind, metadata } = subject;
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    apiVersion,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** As client-go's: time in hexadecimal. The same for every try, so that an event is not written twice. */
function uniqueSuffix({ at, sequence }: RecordedEvent): string {
  return (BigInt(at) * 1_000_000n + BigInt(sequence)).toString(16);
}

/** A message that nobody reads to its end must not fill the store of events. */
function cut(message: string): string {
  if (Buffer.byteLength(message) <= maxMessageBytes) return message;
  const kept = Buffer.from(message).subarray(0, maxMessageBytes - 3);
  return `${new TextDecoder('utf-8').decode(kept, { stream: true })}...`;
}
