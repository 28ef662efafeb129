import { parseJson } from '@sluice/objects';
import * as z from 'zod';

const text = z.string().optional();

const involvedObject = z.object({
  apiVersion: text,
  kind: z.string().min(1),
  name: z.string().min(1),
  namespace: z.string().min(1),
  uid: text,
  resourceVersion: text,
  fieldPath: text,
});

const event = z.object({
  involvedObject,
  severity: z.enum(['info', 'error', 'trace']).default('info'),
  timestamp: z.string().nullish(),
  message: z.string().default(''),
  reason: z.string().default(''),
  metadata: z.record(z.string(), z.string()).nullish(),
  reportingController: z.string().default(''),
  reportingInstance: text,
});

/** The object that an event is about. */
export interface InvolvedObject {
  readonly apiVersion?: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly fieldPath?: string | undefined;
}

/** An event as controllers post it; upstream's JSON. */
export interface Event {
  readonly involvedObject: InvolvedObject;
  readonly severity: 'info' | 'error' | 'trace';
  readonly message: string;
  readonly reason: string;
  readonly reportingController: string;
  readonly reportingInstance?: string | undefined;
  readonly timestamp?: string | undefined;
  /** Null-prototype: keys are the sender's. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A body that is no event; the message names the field. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** Reads a posted event. Throws `InvalidEventError`. */
export function readEvent(body: Uint8Array): Event {
  let value: unknown;
  try {
    value = parseJson(body, { maxDepth: 32 });
  } catch (cause) {
    throw new InvalidEventError('the body is not JSON', { cause });
  }
  const parsed = event.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidEventError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const { metadata, timestamp, ...rest } = parsed.data;
  return { ...rest, timestamp: timestamp ?? undefined, metadata: plainMap(Object.entries(metadata ?? {})) };
}

/** The API group of the object, '' for the core group. */
export function groupOf({ apiVersion = '' }: InvolvedObject): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** A map whose keys come from outside. */
export function plainMap(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const map = Object.create(null) as Record<string, string>;
  for (const [key, value] of entries) map[key] = value;
  return map;
}
