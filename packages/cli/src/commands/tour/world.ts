import type { MemoryRepository } from '@sluice/git';
import { isNotFound, type KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import type { Environment } from '../../environment/environment.ts';
import type { BoardFollower } from '../../environment/follow-board.ts';
import { messageLines } from '../../environment/message-lines.ts';
import type { RecordedMessage } from '../../environment/recorder.ts';
import { statusOf } from '../../kinds/cli-kind.ts';
import { UserError } from '../../user-error.ts';

/** What the steps of the tour act on. */
export interface World {
  readonly environment: Environment;
  readonly client: KubeClient;
  readonly repository: MemoryRepository;
  readonly follower: BoardFollower;
  /** Aborts on Ctrl-C and when the environment fails. */
  readonly signal: AbortSignal;
}

/** No step takes longer; one that does has failed. */
export const stepTimeoutMs = 30_000;

/** The first state of an object that is as expected; `undefined` stands for a missing object. */
export async function untilObject(
  world: World,
  ref: ObjectRef,
  isExpected: (object: KubeObject | undefined) => boolean,
  what: string,
): Promise<KubeObject | undefined> {
  const signal = AbortSignal.any([world.signal, AbortSignal.timeout(stepTimeoutMs)]);
  const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}`, signal };
  try {
    const list = await world.client.list(ref, selection);
    const [now] = list.items;
    if (isExpected(now)) return now;
    for await (const event of world.client.watch(ref, { ...selection, resourceVersion: list.resourceVersion })) {
      if (event.type === 'BOOKMARK') continue;
      const state = event.type === 'DELETED' ? undefined : event.object;
      if (isExpected(state)) return state;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  world.signal.throwIfAborted();
  throw new UserError(`${what}: not within ${String(stepTimeoutMs / 1000)} s`);
}

/** The Kustomization, once it is as expected. */
export async function untilKustomization(
  world: World,
  name: string,
  isExpected: (object: KubeObject) => boolean,
  what: string,
): Promise<KubeObject> {
  const find = () =>
    world.follower.kustomizations.find((object) => object.metadata.name === name && isExpected(object));
  const signal = AbortSignal.any([world.signal, AbortSignal.timeout(stepTimeoutMs)]);
  await world.follower.until(() => find() !== undefined, signal).catch(() => undefined);
  world.signal.throwIfAborted();
  const found = find();
  if (found === undefined) throw new UserError(`${what}: not within ${String(stepTimeoutMs / 1000)} s`);
  return found;
}

/** The messages that go out about Kustomization/apps at a commit, as lines; so many must. */
export async function untilMessages(
  world: World,
  count: number,
  { commit, severity }: { readonly commit: string; readonly severity: 'info' | 'error' },
): Promise<string[]> {
  const { recorder } = world.environment;
  const signal = AbortSignal.any([world.signal, AbortSignal.timeout(stepTimeoutMs)]);
  const isMeant = ({ outgoing: { event } }: RecordedMessage) =>
    event.involvedObject.kind === 'Kustomization' &&
    event.involvedObject.name === 'apps' &&
    event.severity === severity &&
    event.metadata['revision']?.endsWith(commit) === true;
  const messages = await recorder.until(count, isMeant, signal).catch(() => undefined);
  world.signal.throwIfAborted();
  if (messages === undefined)
    throw new UserError(`the alerts of apps were not sent within ${String(stepTimeoutMs / 1000)} s`);
  return messages.toSorted(byPlace).flatMap(messageLines);
}

function byPlace(a: RecordedMessage, b: RecordedMessage): number {
  return a.outgoing.preview.to < b.outgoing.preview.to ? -1 : 1;
}

/** Whether a Kustomization stands at a commit. */
export function isAt(object: KubeObject, commit: string): boolean {
  return statusOf(object).lastAppliedRevision?.endsWith(commit) === true;
}

export async function getOrUndefined(world: World, ref: ObjectRef): Promise<KubeObject | undefined> {
  try {
    return await world.client.get(ref, { signal: world.signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
