import type { ObjectMeta } from '@sluice/objects';

/** Something that users should hear of. */
export interface EventInput {
  /** `info` is a Normal event, `error` a Warning, `trace` a Normal event that is not sent to the notification endpoint. */
  readonly severity: 'info' | 'error' | 'trace';
  readonly reason: string;
  readonly message: string;
  /** Annotations of the event; keys as upstream has them, prefixed by the object's API group. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Only posted to the notification endpoint: not worth an object in the cluster. */
  readonly notificationOnly?: boolean;
}

/** What an event is about. */
export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/**
 * Takes events and never holds its caller up: they are written to the Kubernetes Events API and, when an address is
 * configured, posted to it. The buffer has a limit; what does not fit is counted and logged.
 */
export interface EventRecorder {
  record(subject: EventSubject, event: EventInput): void;
}
