import { NoKindMatchError } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { formatGroupKind } from '../object/object-name.ts';
import { planStages, type Stage } from '../order/stages.ts';
import { rankOfKind } from '../order/sort-order.ts';
import type { ObjectStatus } from '../status/object-status.ts';
import { notFound, statusOf } from '../status/status-of.ts';
import type { ApplyContext } from './apply-context.ts';
import type { ObjectFailure } from './apply-error.ts';
import type { ChangeEntry } from './change-set.ts';
import { definedInCluster } from './defined-in-cluster.ts';
import { definedKinds, isDefinition } from './defined-kinds.ts';
import type { DesiredObject } from './desired-object.ts';
import { mapLimited } from './map-limited.ts';
import { dryRunFailure, type Prepared, prepareObject } from './prepare-object.ts';
import { writeObject, type Written } from './write-object.ts';

/** How a pass ended: complete, failed (`failures`), or to be continued when `waitingFor` are ready or gone. */
export interface ApplyResult {
  /** What was done, in the order of apply. Also after a failure. */
  readonly entries: readonly ChangeEntry[];
  readonly failures: readonly ObjectFailure[];
  readonly waitingFor: readonly WaitedObject[];
}

export interface WaitedObject {
  readonly ref: ObjectRef;
  readonly status: ObjectStatus;
}

/** What a pass is going to write, for those who must note it before the first write. */
export interface ApplyHooks {
  /** Called once, before the first write that creates an object. */
  readonly beforeCreating?: () => Promise<void>;
}

/**
 * Applies objects in stages, as upstream does: in each stage every object is checked before the first is written, and
 * writes go kind by kind in the sort order. A stage with a failure writes nothing more and is the last; all failures of
 * a stage are reported. Idempotent: a pass that is repeated continues where the last one stopped.
 */
export async function applyObjects(
  context: ApplyContext,
  objects: readonly DesiredObject[],
  hooks: ApplyHooks = {},
): Promise<ApplyResult> {
  const defined = definedKinds(objects);
  const pass: Pass = { context, hooks, defined, entries: [], failures: [], waitingFor: [], noted: false };
  for (const stage of planStages(objects, (desired) => desired.object, context.customKinds)) {
    await applyStage(pass, stage);
    if (pass.failures.length > 0 || pass.waitingFor.length > 0) break;
  }
  const { entries, failures, waitingFor } = pass;
  return { entries, failures, waitingFor };
}

interface Pass {
  readonly context: ApplyContext;
  readonly hooks: ApplyHooks;
  /** Kinds that this pass defines: they may not be served yet. */
  readonly defined: ReadonlySet<string>;
  readonly entries: ChangeEntry[];
  readonly failures: ObjectFailure[];
  readonly waitingFor: WaitedObject[];
  noted: boolean;
}

async function applyStage(pass: Pass, stage: Stage<DesiredObject>): Promise<void> {
  const { context } = pass;
  await context.tracker.watch(
    stage.items.map((desired) => desired.ref),
    context.signal,
  );
  const prepared = await prepareStage(pass, stage.items);
  if (pass.failures.length > 0 || pass.waitingFor.length > 0) return;
  const written = await writeStage(pass, prepared);
  // What is served has changed, or is about to.
  if (written.some((each) => isDefinition(each.desired) && 'action' in each && each.action !== 'unchanged')) {
    context.client.discovery.invalidate();
  }
  if (stage.waits && pass.failures.length === 0) await collectUnready(pass, written);
}

async function prepareStage(pass: Pass, items: readonly DesiredObject[]): Promise<readonly Prepared[]> {
  const { context } = pass;
  const preparations = await mapLimited(items, context.concurrency, (desired) => prepareObject(context, desired));
  const prepared: Prepared[] = [];
  const failures: ObjectFailure[] = [];
  for (const preparation of preparations) {
    if ('failure' in preparation) failures.push(preparation.failure);
    else prepared.push(preparation.prepared);
  }
  await sortFailures(pass, failures);
  // The rest was not asked about: it is, so that one pass reports everything that is wrong.
  if (pass.failures.length > 0) await reportRemaining(pass, prepared);
  return prepared;
}

async function writeStage(pass: Pass, prepared: readonly Prepared[]): Promise<readonly Written[]> {
  const { context, hooks } = pass;
  if (!pass.noted && prepared.some(createsObject)) {
    pass.noted = true;
    await hooks.beforeCreating?.();
  }
  const written: Written[] = [];
  for (const [index, group] of groupByRank(prepared).entries()) {
    const results = await mapLimited(group, context.concurrency, (each) => writeObject(context, each));
    written.push(...results);
    for (const result of results) noteWritten(pass, result);
    if (pass.failures.length > 0) {
      await reportRemaining(
        pass,
        groupByRank(prepared)
          .slice(index + 1)
          .flat(),
      );
      break;
    }
  }
  return written;
}

function createsObject(prepared: Prepared): boolean {
  return prepared.action === 'create' || (prepared.action === 'write' && prepared.change === 'created');
}

function noteWritten(pass: Pass, written: Written): void {
  const ref = written.desired.ref;
  if ('failure' in written) pass.failures.push(written.failure);
  else if ('terminating' in written) pass.waitingFor.push({ ref, status: terminating });
  else pass.entries.push({ ref, action: written.action });
}

/** An API server takes a moment from a definition being there to its kind being served: that is waited for. */
async function sortFailures(pass: Pass, failures: readonly ObjectFailure[]): Promise<void> {
  const { client } = pass.context;
  const missing = failures.filter(({ cause }) => cause instanceof NoKindMatchError).map(({ ref }) => ref);
  const isUnknown = (ref: ObjectRef): boolean => !pass.defined.has(formatGroupKind(ref));
  const defined = await definedInCluster(pass.context, missing.filter(isUnknown));
  const isComing = (ref: ObjectRef): boolean => !isUnknown(ref) || defined.has(formatGroupKind(ref));
  for (const failure of failures) {
    const { ref } = failure;
    if (missing.includes(ref) && isComing(ref)) pass.waitingFor.push({ ref, status: notServed });
    else pass.failures.push(failure);
  }
  if (missing.some(isComing)) client.discovery.invalidate();
}

const notServed: ObjectStatus = { status: 'NotFound', message: 'The kind is not served yet' };
const terminating: ObjectStatus = { status: 'Terminating', message: 'Resource scheduled for deletion' };

async function reportRemaining(pass: Pass, remaining: readonly Prepared[]): Promise<void> {
  const { context } = pass;
  const unchecked = remaining.filter((each) => each.action === 'create');
  const failures = await mapLimited(unchecked, context.concurrency, ({ desired }) => dryRunFailure(context, desired));
  pass.failures.push(...failures.filter((failure) => failure !== undefined));
}

/** Kinds of one rank are written together, the next rank after them. */
function groupByRank(prepared: readonly Prepared[]): readonly (readonly Prepared[])[] {
  const groups = new Map<string, Prepared[]>();
  for (const each of prepared) {
    const { kind } = each.desired.ref;
    // Kinds without a rank of their own have no order among each other.
    const key = String(rankOfKind(kind));
    const group = groups.get(key) ?? [];
    group.push(each);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function collectUnready(pass: Pass, written: readonly Written[]): Promise<void> {
  const { context } = pass;
  await mapLimited(written, context.concurrency, async (each) => {
    if ('failure' in each || 'terminating' in each) return;
    const status = each.status ?? (await readStatus(context, each.desired));
    if (status.status !== 'Current') pass.waitingFor.push({ ref: each.desired.ref, status });
  });
}

/** How an object stands now: by the watch, or asked for where there is none. */
export async function readStatus(context: ApplyContext, target: { readonly ref: ObjectRef }): Promise<ObjectStatus> {
  const { tracker, client, signal } = context;
  const known = tracker.get(target.ref);
  if (known !== undefined && tracker.isLive(target.ref)) return known.status;
  try {
    return statusOf(await client.get(target.ref, { signal }), context.now());
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return notFound;
    throw error;
  }
}
