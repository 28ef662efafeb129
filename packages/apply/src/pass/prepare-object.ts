import { isNotFound } from '@sluice/kube';
import type { JsonObject, KubeObject } from '@sluice/objects';
import { hasDrifted } from '../live/drift.ts';
import { fieldManager } from '../live/managed-fields.ts';
import { planTakeover } from '../live/takeover.ts';
import { forcesRecreation, policyOf, skipsApply } from '../object/object-policy.ts';
import { validateObject, type Verdict } from '../validate/validate-object.ts';
import { type ApplyContext, liveOf } from './apply-context.ts';
import { type ObjectFailure, objectFailure } from './apply-error.ts';
import type { DesiredObject } from './desired-object.ts';
import { isImmutableError } from './immutable.ts';
import { planObject } from './plan-object.ts';

/** What remains to be written for one object, once it is known that the server will probably take it. */
export type Prepared =
  | { readonly action: 'skipped' | 'unchanged'; readonly desired: DesiredObject }
  /** Not there, and valid as far as its schema says: sent on the condition that it is not there. */
  | { readonly action: 'create'; readonly desired: DesiredObject }
  | {
      readonly action: 'write';
      readonly desired: DesiredObject;
      readonly change: 'created' | 'configured';
      readonly takeover: JsonObject[] | undefined;
    }
  | { readonly action: 'recreate'; readonly desired: DesiredObject; readonly uid: string };

export type Preparation = { readonly prepared: Prepared } | { readonly failure: ObjectFailure };

/** Finds out what one object needs: from what is known where that is enough, otherwise by a dry-run. Writes nothing. */
export async function prepareObject(context: ApplyContext, desired: DesiredObject): Promise<Preparation> {
  const verdict = verdictOn(context, desired);
  const plan = planObject({
    desired,
    live: liveOf(context, desired),
    applied: context.memory.get(desired.id),
    verdict,
  });
  switch (plan) {
    case 'skip':
      return { prepared: { action: 'skipped', desired } };
    case 'keep':
      return { prepared: { action: 'unchanged', desired } };
    case 'create':
      return { prepared: { action: 'create', desired } };
    case 'change':
      return prepareChange(context, desired);
    case 'verify':
      return verifyObject(context, desired);
  }
}

/** Reads the object and dry-runs it, whatever is remembered. */
export async function verifyObject(context: ApplyContext, desired: DesiredObject): Promise<Preparation> {
  let live: KubeObject | undefined;
  try {
    live = await readLive(context, desired);
  } catch (error) {
    return { failure: failureOf(context, desired, error) };
  }
  if (live === undefined) return dryRunAbsent(context, desired);
  const policies = { desired: desired.policy, live: policyOf(live.metadata) };
  if (skipsApply(policies.desired, policies.live)) return { prepared: { action: 'skipped', desired } };
  const applied = await dryRun(context, desired);
  if ('failure' in applied) return recreationOf(context, desired, live, applied.failure);
  const takeover = planTakeover(live, policies, context.taken, context.now());
  if (takeover !== undefined || hasDrifted(live, applied.result)) {
    return { prepared: { action: 'write', desired, change: 'configured', takeover } };
  }
  context.memory.remember(desired, { metadata: live.metadata, taken: context.taken });
  return { prepared: { action: 'unchanged', desired } };
}

/** Why the server would not take an object; `undefined` when a dry-run passes. */
export async function dryRunFailure(context: ApplyContext, desired: DesiredObject): Promise<ObjectFailure | undefined> {
  const applied = await dryRun(context, desired);
  return 'failure' in applied ? applied.failure : undefined;
}

/** The failure of a request about an object that was not written yet, with what its schema says of it. */
export function failureOf(context: ApplyContext, desired: DesiredObject, error: unknown): ObjectFailure {
  return objectFailure(desired.ref, 'dry-run', error, verdictOn(context, desired)?.problems);
}

function verdictOn(context: ApplyContext, desired: DesiredObject): Verdict | undefined {
  const schema = context.schemaOf(desired.ref);
  return schema === undefined ? undefined : validateObject(desired.object, schema);
}

async function readLive(context: ApplyContext, desired: DesiredObject): Promise<KubeObject | undefined> {
  try {
    return await context.client.get(desired.ref, { signal: context.signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function dryRunAbsent(context: ApplyContext, desired: DesiredObject): Promise<Preparation> {
  const failure = await dryRunFailure(context, desired);
  if (failure !== undefined) return { failure };
  return { prepared: { action: 'write', desired, change: 'created', takeover: undefined } };
}

async function prepareChange(context: ApplyContext, desired: DesiredObject): Promise<Preparation> {
  const failure = await dryRunFailure(context, desired);
  if (failure === undefined) {
    return { prepared: { action: 'write', desired, change: 'configured', takeover: undefined } };
  }
  // Only a recreation needs to know more of the live object.
  return isImmutableError(failure.cause) ? verifyObject(context, desired) : { failure };
}

async function recreationOf(
  context: ApplyContext,
  desired: DesiredObject,
  live: KubeObject,
  failure: ObjectFailure,
): Promise<Preparation> {
  const wanted = forcesRecreation(context.force, desired.policy, policyOf(live.metadata));
  if (!wanted || !isImmutableError(failure.cause)) return { failure };
  // The same error also means "invalid": an object that could not be created anew must not be deleted first.
  const refusal = await creationRefusal(context, desired);
  if (refusal !== undefined) return { failure: refusal };
  return { prepared: { action: 'recreate', desired, uid: live.metadata.uid ?? '' } };
}

/** Validation comes before the server looks whether the object exists: 409 is as good as success. */
async function creationRefusal(context: ApplyContext, desired: DesiredObject): Promise<ObjectFailure | undefined> {
  try {
    await context.client.create(desired.object, { dryRun: true, fieldManager, signal: context.signal });
    return undefined;
  } catch (error) {
    return isStatus(error, 409) ? undefined : failureOf(context, desired, error);
  }
}

function isStatus(error: unknown, status: number): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === status;
}

async function dryRun(
  context: ApplyContext,
  desired: DesiredObject,
): Promise<{ readonly result: KubeObject } | { readonly failure: ObjectFailure }> {
  try {
    const { client, signal } = context;
    return { result: await client.apply(desired.object, { fieldManager, force: true, dryRun: true, signal }) };
  } catch (error) {
    if (context.signal.aborted) throw error;
    return { failure: failureOf(context, desired, error) };
  }
}
