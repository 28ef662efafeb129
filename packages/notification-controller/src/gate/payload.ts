import { parseJson } from '@sluice/objects';
import * as z from 'zod';

/** What a webhook of a Gate may have as its body; Flagger's payloads are a few hundred bytes. */
export const maxPayloadBytes: number = 64 * 1024;

const name = z.string().min(1).max(253);

const payload = z.object({
  name,
  namespace: name,
  phase: z.string().max(63).default(''),
  checksum: z.string().max(253).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/** What Flagger's webhooks send. */
export interface Payload {
  readonly name: string;
  readonly namespace: string;
  /** Of the Canary, such as `Progressing`. */
  readonly phase: string;
  /** Tells revisions of the Canary apart. */
  readonly checksum: string;
  /** Keys are the sender's. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** A body that is no payload; the message names the field. */
export class InvalidPayloadError extends Error {
  override readonly name = 'InvalidPayloadError';
}

/** Reads a body; undefined where it is empty. Throws `InvalidPayloadError`. */
export function readPayload(body: Uint8Array): Payload | undefined {
  if (body.length === 0) return undefined;
  let value: unknown;
  try {
    value = parseJson(body, { maxDepth: 32 });
  } catch (cause) {
    throw new InvalidPayloadError('the body is not JSON', { cause });
  }
  const parsed = payload.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidPayloadError(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const { metadata, checksum, ...rest } = parsed.data;
  return { ...rest, checksum: checksum ?? '', metadata: new Map(Object.entries(metadata ?? {})) };
}

/** One line without control characters, cut to so many characters: texts of strangers end in events and terminals. */
export function lineOf(text: string, maxLength: number): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, maxLength);
}
