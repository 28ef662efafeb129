import {
  cloneJson,
  createMergePatch,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  type ObjectRef,
} from '@sluice/objects';
import { isConflict, type KubeClient } from '@sluice/kube';
import { type Clock, delay } from './clock.ts';
import type { Condition } from './condition.ts';
import { keepTransitionTimes, sortConditions } from './conditions.ts';
import type { CommonStatus } from './reconciled-object.ts';

export interface StatusWriterOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly fieldManager: string;
  /** Told of each version that a write returned. */
  readonly onWritten: (object: KubeObject) => void;
}

const maxTries = 5;
const firstPauseMs = 100;

/**
 * Writes the status of one object during one run, one write after the other. One PATCH with the version that was read;
 * on a conflict the object is read again, and conditions of others in it are kept. Nothing is sent when nothing
 * differs from what is stored.
 */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #ref: ObjectRef;
  readonly #uid: string | undefined;
  #stored: JsonObject;
  #version: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(object: KubeObject, options: StatusWriterOptions) {
    const { apiVersion, kind, metadata } = object;
    this.#options = options;
    this.#ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
    this.#uid = metadata.uid;
    this.#version = metadata.resourceVersion;
    this.#stored = statusOf(object);
  }

  /** A write of another part of the object (the finalizer) returned this. */
  observe(object: KubeObject): void {
    this.#version = object.metadata.resourceVersion;
  }

  /**
   * Stores the status as it is now. Resolves to whether anything was sent. Throws what the API server says, also that
   * the object is not found: a server that is starting says so of objects that are there.
   */
  write(status: CommonStatus, signal?: AbortSignal): Promise<boolean> {
    // Copied now: the run goes on and may change it before its turn comes.
    const draft = copyOf(status);
    const written = this.#last.then(() => this.#write(draft, signal));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #write(draft: JsonObject, signal: AbortSignal | undefined): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      const patch = createMergePatch(this.#stored, withTransitionTimes(this.#stored, draft));
      if (Object.keys(patch).length === 0) return false;
      try {
        await this.#send(patch, signal);
        return true;
      } catch (error) {
        if (!isConflict(error) || attempt === maxTries) throw error;
        if (!(await this.#readAgain(draft, signal))) return false;
        if (attempt > 1) await delay(this.#options.clock, firstPauseMs * 2 ** attempt * (1 + Math.random()), signal);
      }
    }
  }

  async #send(status: JsonObject, signal: AbortSignal | undefined): Promise<void> {
    const { client, fieldManager, onWritten } = this.#options;
    const metadata: JsonObject = this.#version === undefined ? {} : { resourceVersion: this.#version };
    const body: JsonValue = { metadata, status };
    const written = await client.patch(this.#ref, body, { type: 'merge', subresource: 'status', fieldManager, signal });
    this.#take(written);
    onWritten(written);
  }

  /** False when another object of the same name took its place: there is nobody to tell. */
  async #readAgain(draft: JsonObject, signal: AbortSignal | undefined): Promise<boolean> {
    const before = conditionsOf(this.#stored);
    const live = await this.#options.client.get(this.#ref, { signal });
    if (live.metadata.uid !== this.#uid) return false;
    this.#take(live);
    keepConditionsOfOthers(draft, before, conditionsOf(this.#stored));
    return true;
  }

  #take(object: KubeObject): void {
    this.#version = object.metadata.resourceVersion;
    this.#stored = statusOf(object);
  }
}

/** Conditions that appeared or changed since we read the object, and that we did not touch, are somebody else's. */
function keepConditionsOfOthers(draft: JsonObject, before: readonly Condition[], live: readonly Condition[]): void {
  const ours = conditionsOf(draft);
  const foreign = live.filter((condition) => !before.some(sameType(condition)) && !ours.some(sameType(condition)));
  if (foreign.length > 0) draft['conditions'] = sortConditions([...ours, ...foreign]) as unknown as JsonValue;
}

function sameType(condition: Condition): (other: Condition) => boolean {
  return (other) => other.type === condition.type;
}

function withTransitionTimes(stored: JsonObject, draft: JsonObject): JsonObject {
  if (draft['conditions'] === undefined) return draft;
  const conditions = keepTransitionTimes(conditionsOf(stored), conditionsOf(draft));
  return { ...draft, conditions: conditions as unknown as JsonValue };
}

function conditionsOf(status: JsonObject): readonly Condition[] {
  return (status['conditions'] ?? []) as unknown as readonly Condition[];
}

function statusOf(object: KubeObject): JsonObject {
  return (object['status'] ?? {}) as JsonObject;
}

function copyOf(status: CommonStatus): JsonObject {
  return cloneJson(status as unknown as JsonObject);
}
