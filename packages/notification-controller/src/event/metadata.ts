import type { Alert } from '@sluice/api';
import { type Event, groupOf, plainMap } from './event.ts';

/** Prefix of metadata that comes from annotations of the object. */
const annotationPrefix = 'event.toolkit.fluxcd.io/';

/** Drops what is neither the object's group's nor from its annotations, and the digests. */
export function cleanMetadata(event: Event): Event {
  const own = `${groupOf(event.involvedObject)}/`;
  const dropped = [`${own}checksum`, `${own}digest`].map((key) => key.toLowerCase());
  const kept = Object.entries(event.metadata).filter(
    ([key]) => (key.startsWith(annotationPrefix) || key.startsWith(own)) && !dropped.includes(key.toLowerCase()),
  );
  return { ...event, metadata: plainMap(kept) };
}

/** Drops the token, which only tells repeated events apart. */
export function withoutToken(event: Event): Event {
  const key = `${groupOf(event.involvedObject)}/token`;
  return { ...event, metadata: plainMap(Object.entries(event.metadata).filter(([name]) => name !== key)) };
}

/** An event with its metadata as messages show it, and the keys that more than one side gave. */
export interface MergedEvent {
  readonly event: Event;
  /** Which sides gave a key, in order of growing precedence. */
  readonly contested: ReadonlyMap<string, readonly string[]>;
}

/**
 * The metadata of an event for one Alert: annotations of the object, then the Alert's eventMetadata, then its summary,
 * then what the controller said, each before those it yields to. Prefixes are dropped.
 */
export function mergeMetadata(event: Event, { spec }: Alert): MergedEvent {
  const entries = Object.entries(event.metadata);
  const own = `${groupOf(event.involvedObject)}/`;
  const levels: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['annotations of the object', stripped(entries, annotationPrefix)],
    ['spec.eventMetadata', Object.entries(spec.eventMetadata ?? {})],
    ['spec.summary', spec.summary === undefined || spec.summary === '' ? [] : [['summary', spec.summary]]],
    ['the controller', stripped(entries, own)],
  ];
  const merged = new Map<string, string>();
  const givers = new Map<string, string[]>();
  for (const [giver, pairs] of levels) {
    for (const [key, value] of pairs) {
      merged.set(key, value);
      givers.set(key, [...(givers.get(key) ?? []), giver]);
    }
  }
  const contested = new Map([...givers].filter(([, sides]) => sides.length > 1));
  return { event: merged.size === 0 ? event : { ...event, metadata: plainMap(merged) }, contested };
}

function stripped(entries: readonly (readonly [string, string])[], prefix: string): [string, string][] {
  return entries.flatMap(([key, value]): [string, string][] =>
    key.startsWith(prefix) && key.length > prefix.length ? [[key.slice(prefix.length), value]] : [],
  );
}

/** Metadata that git services need, before prefixes are dropped. */
export function isCommitStatusUpdate(event: Event): boolean {
  return event.metadata[`${groupOf(event.involvedObject)}/commit_status`] === 'update';
}

/** Whether the object asks for a status of a commit by annotation. */
export function hasCommitAnnotation(event: Event): boolean {
  return event.metadata[`${annotationPrefix}commit`] !== undefined;
}
