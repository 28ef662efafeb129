import type { KubeObject, TypeRef } from '@sluice/objects';
import { isExpired, isNotFound, NoKindMatchError } from './api-error.ts';
import { Backoff } from './backoff.ts';
import type { KubeClient, WatchEvent } from './client.ts';
import { SilenceTimer } from './silence-timer.ts';
import { pause, type Timers } from './timers.ts';

/** What is listed and watched. */
export interface ReflectOptions {
  readonly type: TypeRef;
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly metadataOnly?: boolean | undefined;
  /**
   * How long a watch may say nothing before it counts as dead. Longer than a minute: an API server sends a bookmark on
   * a quiet watch about that often. A peer that vanished is found sooner, by TCP's own probes. Default 75 s.
   */
  readonly idleTimeoutMs?: number;
  /** First and longest pause after a failure. Default 0.8 s and 30 s. */
  readonly minBackoffMs?: number;
  readonly maxBackoffMs?: number;
  /** Told of each failure; the reflection goes on. */
  readonly onProblem?: (problem: WatchProblem) => void;
}

export interface WatchProblem {
  /**
   * `silence`: the watch was opened anew because it said nothing. No fault by itself: an API server sends no bookmarks for
   * a kind of which it has not seen one change.
   */
  readonly during: 'list' | 'watch' | 'listener' | 'silence';
  readonly error: unknown;
}

/** Where the objects go. */
export interface ReflectionTarget {
  replace(objects: readonly KubeObject[], resourceVersion: string): void;
  apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void;
  advance(resourceVersion: string): void;
  /** The kind is not served any more. */
  clear(): void;
  /** Whether changes arrive as they happen. */
  setLive(live: boolean): void;
}

const defaultIdleTimeoutMs = 75_000;
/** Two watches of one kind are never opened closer together, whatever the server does. */
const minWatchGapMs = 1000;
/** A watch that lasted so long was a good one: the next failure is a first one. */
const healthyAfterMs = 10_000;

/**
 * Lists, then watches, for as long as the signal lets it; never gives up. A watch that ends or breaks goes on where it
 * was; only a version that is too old (410) makes a new list.
 */
export async function reflect(
  client: KubeClient,
  options: ReflectOptions,
  target: ReflectionTarget,
  context: { readonly timers: Timers; readonly signal: AbortSignal },
): Promise<void> {
  const backoff = new Backoff(options.minBackoffMs ?? 800, options.maxBackoffMs ?? 30_000);
  let version: string | undefined;
  while (!context.signal.aborted) {
    try {
      version ??= await list(client, options, target, context.signal);
      const startedAt = context.timers.monotonic();
      const watch = await watchOnce(client, options, { target, version, ...context });
      version = watch.version;
      const lastedMs = context.timers.monotonic() - startedAt;
      if (lastedMs >= healthyAfterMs) backoff.reset();
      if (watch.failure !== undefined) throw watch.failure.error;
      await pause(context.timers, minWatchGapMs - lastedMs, context.signal);
    } catch (error) {
      if (context.signal.aborted) return;
      if (needsList(error, client, target)) version = undefined;
      options.onProblem?.({ during: version === undefined ? 'list' : 'watch', error });
      await pause(context.timers, backoff.next(), context.signal);
    }
  }
}

async function list(
  client: KubeClient,
  options: ReflectOptions,
  target: ReflectionTarget,
  signal: AbortSignal,
): Promise<string> {
  const { type, namespace, labelSelector, fieldSelector, metadataOnly } = options;
  const selection = { namespace, labelSelector, fieldSelector, metadataOnly: metadataOnly === true };
  const result = await client.list(type, { ...selection, signal });
  target.replace(result.items, result.resourceVersion);
  return result.resourceVersion;
}

interface WatchContext {
  readonly target: ReflectionTarget;
  readonly version: string;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

/** One watch: how far it came, and what ended it when that was not the server's clean end. */
async function watchOnce(
  client: KubeClient,
  options: ReflectOptions,
  context: WatchContext,
): Promise<{ readonly version: string; readonly failure?: { readonly error: Error } }> {
  const { target, timers } = context;
  let version = context.version;
  const silence = new SilenceTimer(timers, options.idleTimeoutMs ?? defaultIdleTimeoutMs);
  const { type, namespace, labelSelector, fieldSelector, metadataOnly } = options;
  const selection = { namespace, labelSelector, fieldSelector, metadataOnly: metadataOnly === true };
  try {
    const signal = AbortSignal.any([context.signal, silence.signal]);
    const onOpen = (): void => {
      target.setLive(true);
    };
    const timeoutSeconds = watchSeconds();
    const events = client.watch(type, { ...selection, resourceVersion: version, timeoutSeconds, signal, onOpen });
    for await (const event of events) {
      silence.heard();
      version = take(event, target) ?? version;
    }
    return { version };
  } catch (error) {
    if (!silence.signal.aborted) return { version, failure: { error: error as Error } };
    options.onProblem?.({ during: 'silence', error });
    return { version };
  } finally {
    target.setLive(false);
    silence.stop();
  }
}

function take(event: WatchEvent, target: ReflectionTarget): string | undefined {
  if (event.type === 'BOOKMARK') {
    target.advance(event.resourceVersion);
    return event.resourceVersion;
  }
  target.apply(event.type, event.object);
  return event.object.metadata.resourceVersion;
}

/** 290 s ± 10 %, so that watches that began together do not end together. */
function watchSeconds(): number {
  return Math.round(290 * (0.9 + Math.random() * 0.2));
}

/**
 * Whether the watch cannot go on where it was. The objects count as gone only when discovery says that the kind is: a
 * server that is starting answers 404 for custom resources that it has not loaded yet.
 */
function needsList(error: unknown, client: KubeClient, target: ReflectionTarget): boolean {
  if (isNotFound(error)) client.discovery.invalidate();
  if (error instanceof NoKindMatchError) target.clear();
  return isNotFound(error) || isExpired(error) || error instanceof NoKindMatchError;
}
