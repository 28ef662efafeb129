import { isConflict, isNotFound } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { fieldManager } from '../live/managed-fields.ts';
import { statusOf } from '../status/status-of.ts';
import type { ObjectStatus } from '../status/object-status.ts';
import type { ApplyContext } from './apply-context.ts';
import { type ObjectFailure, objectFailure } from './apply-error.ts';
import type { ChangeAction } from './change-set.ts';
import type { DesiredObject } from './desired-object.ts';
import { failureOf, type Prepared, verifyObject } from './prepare-object.ts';

/** What writing one object came to. */
export type Written =
  | { readonly desired: DesiredObject; readonly action: ChangeAction; readonly status: ObjectStatus | undefined }
  | { readonly desired: DesiredObject; readonly failure: ObjectFailure }
  /** Deleted in order to be created again, and not gone yet. */
  | { readonly desired: DesiredObject; readonly terminating: true };

/** No object ever has this version: an apply that carries it succeeds only where it creates. */
const absentVersion = '1';

/** Performs what was prepared. An error of the server is a failure of that object; only a cancelled pass throws. */
export async function writeObject(context: ApplyContext, prepared: Prepared): Promise<Written> {
  const { desired } = prepared;
  try {
    return await context.memory.whileWriting(desired.id, () => perform(context, prepared));
  } catch (error) {
    if (context.signal.aborted) throw error;
    const failure =
      prepared.action === 'create' ? failureOf(context, desired, error) : objectFailure(desired.ref, 'apply', error);
    return { desired, failure };
  }
}

async function perform(context: ApplyContext, prepared: Prepared): Promise<Written> {
  switch (prepared.action) {
    case 'skipped':
    case 'unchanged':
      return { desired: prepared.desired, action: prepared.action, status: undefined };
    case 'create':
      return createObject(context, prepared.desired);
    case 'write':
      return changeObject(context, prepared);
    case 'recreate':
      return recreateObject(context, prepared);
  }
}

async function createObject(context: ApplyContext, desired: DesiredObject): Promise<Written> {
  const metadata = { ...desired.object.metadata, resourceVersion: absentVersion };
  try {
    return finish(context, desired, 'created', await send(context, { ...desired.object, metadata }));
  } catch (error) {
    if (!isConflict(error)) throw error;
    // It exists after all, without the owner's label: it is treated like any object that was not ours.
    const preparation = await verifyObject(context, desired);
    return 'failure' in preparation
      ? { desired, failure: preparation.failure }
      : perform(context, preparation.prepared);
  }
}

async function changeObject(context: ApplyContext, prepared: Prepared & { action: 'write' }): Promise<Written> {
  const { desired, takeover, change } = prepared;
  if (takeover !== undefined) {
    await context.client.patch(desired.ref, takeover, { type: 'json', fieldManager, signal: context.signal });
  }
  const before = context.tracker.get(desired.ref)?.resourceVersion;
  const result = await send(context, desired.object);
  const isSame = takeover === undefined && before !== undefined && before === result.metadata.resourceVersion;
  return finish(context, desired, isSame ? 'unchanged' : change, result);
}

/** Deletes, and creates once it is gone. While finalizers hold it, the pass has to come again. */
async function recreateObject(context: ApplyContext, prepared: Prepared & { action: 'recreate' }): Promise<Written> {
  const { desired, uid } = prepared;
  const { client, signal } = context;
  await client.delete(desired.ref, { propagationPolicy: 'Background', preconditions: { uid }, signal });
  context.memory.forget(desired.id);
  try {
    await client.get(desired.ref, { signal });
    return { desired, terminating: true };
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return finish(context, desired, 'created', await send(context, desired.object));
}

function send(context: ApplyContext, object: KubeObject): Promise<KubeObject> {
  return context.client.apply(object, { fieldManager, force: true, signal: context.signal });
}

function finish(context: ApplyContext, desired: DesiredObject, action: ChangeAction, result: KubeObject): Written {
  // First what we expect, then what the watch knows: otherwise our own write would look like somebody else's.
  context.memory.remember(desired, { metadata: result.metadata, taken: context.taken });
  context.tracker.observe(result);
  return { desired, action, status: statusOf(result, context.now()) };
}
