import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectsAt, textAt } from '../api-object.ts';
import { ageOf } from '../tables/age.ts';
import type { Printer } from './printer.ts';
import { ageOfObject, count, nameOf, none, textOr } from './printer.ts';

export const printPod: Printer = (pod, now) => {
  const { reason, ready, total, restarts } = summarize(pod);
  return [
    nameOf(pod),
    `${ready}/${total}`,
    reason,
    restartsText(restarts, now),
    ageOfObject(pod, now),
    textOr(none, objectsAt(pod, 'status', 'podIPs')[0], 'ip'),
    textOr(none, pod, 'spec', 'nodeName'),
    textOr(none, pod, 'status', 'nominatedNodeName'),
    readinessGates(pod),
  ];
};

interface Restarts {
  count: number;
  /** When a container last ended before it was started again. */
  last: string;
}

interface PodSummary {
  readonly reason: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: Restarts;
}

/** A pod in one word, from its phase and what its containers say. */
function summarize(pod: ApiObject): PodSummary {
  const sidecars = new Set(
    objectsAt(pod, 'spec', 'initContainers')
      .filter(isSidecar)
      .map(({ name }) => name),
  );
  const start = startReason(pod);
  const init = summarizeInit(pod, sidecars);
  const total = objectsAt(pod, 'spec', 'containers').length + sidecars.size;
  if (init.reason !== undefined && !isInitialized(pod)) {
    return { reason: finalReason(pod, init.reason), ready: init.ready, total, restarts: init.restarts };
  }
  const main = summarizeMain(pod, init.reason ?? start, init.sidecarRestarts);
  return { reason: finalReason(pod, main.reason), ready: init.ready + main.ready, total, restarts: main.restarts };
}

function startReason(pod: ApiObject): string {
  const gated = conditions(pod).some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  if (gated) return 'SchedulingGated';
  return textOr(textOr('', pod, 'status', 'phase'), pod, 'status', 'reason');
}

function finalReason(pod: ApiObject, reason: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  if (textAt(pod, 'status', 'reason') === 'NodeLost') return 'Unknown';
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed' ? reason : 'Terminating';
}

interface InitSummary {
  /** Absent when the init containers have done their work. */
  readonly reason: string | undefined;
  readonly ready: number;
  readonly restarts: Restarts;
  readonly sidecarRestarts: Restarts;
}

function summarizeInit(pod: ApiObject, sidecars: ReadonlySet<JsonValue | undefined>): InitSummary {
  const restarts: Restarts = { count: 0, last: '' };
  const sidecarRestarts: Restarts = { count: 0, last: '' };
  let ready = 0;
  for (const [index, status] of objectsAt(pod, 'status', 'initContainerStatuses').entries()) {
    const isRunningSidecar = sidecars.has(status['name']) && status['started'] === true;
    addRestarts(restarts, status);
    if (sidecars.has(status['name'])) addRestarts(sidecarRestarts, status);
    if (at(status, 'state', 'terminated', 'exitCode') === 0) continue;
    if (!isRunningSidecar) return { reason: initReason(pod, status, index), ready, restarts, sidecarRestarts };
    if (status['ready'] === true) ready += 1;
  }
  return { reason: undefined, ready, restarts, sidecarRestarts };
}

function initReason(pod: ApiObject, status: JsonObject, index: number): string {
  const ended = at(status, 'state', 'terminated');
  if (isJsonObject(ended)) return `Init:${endReason(ended)}`;
  const waiting = textOr('', status, 'state', 'waiting', 'reason');
  if (waiting !== '' && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${index}/${objectsAt(pod, 'spec', 'initContainers').length}`;
}

interface MainSummary {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: Restarts;
}

function summarizeMain(pod: ApiObject, start: string, sidecarRestarts: Restarts): MainSummary {
  const restarts = { ...sidecarRestarts };
  let reason = start;
  let failure = '';
  let ready = 0;
  for (const status of objectsAt(pod, 'status', 'containerStatuses').toReversed()) {
    addRestarts(restarts, status);
    const waiting = textOr('', status, 'state', 'waiting', 'reason');
    const ended = at(status, 'state', 'terminated');
    if (waiting !== '') reason = waiting;
    else if (isJsonObject(ended)) {
      reason = endReason(ended);
      if (count(ended, 'exitCode') !== 0) failure = reason;
    } else if (status['ready'] === true && at(status, 'state', 'running') !== undefined) ready += 1;
  }
  return { reason: reason === 'Completed' ? afterCompletion(pod, ready, failure) : reason, ready, restarts };
}

/** A pod of which one container completed is named after the others. */
function afterCompletion(pod: ApiObject, running: number, failure: string): string {
  const isReady = conditions(pod).some(({ type, status }) => type === 'Ready' && status === 'True');
  if (running > 0 && isReady) return 'Running';
  if (failure !== '') return failure;
  return running > 0 ? 'NotReady' : 'Completed';
}

function endReason(ended: JsonObject): string {
  const signal = count(ended, 'signal');
  return textOr(signal === 0 ? `ExitCode:${count(ended, 'exitCode')}` : `Signal:${signal}`, ended, 'reason');
}

function addRestarts(restarts: Restarts, status: JsonObject): void {
  restarts.count += Number(count(status, 'restartCount'));
  const ended = textOr('', status, 'lastState', 'terminated', 'finishedAt');
  if (ended > restarts.last) restarts.last = ended;
}

function restartsText(restarts: Restarts, now: number): string {
  if (restarts.count === 0 || restarts.last === '') return String(restarts.count);
  return `${restarts.count} (${ageOf(restarts.last, now)} ago)`;
}

function readinessGates(pod: ApiObject): string {
  const gates = objectsAt(pod, 'spec', 'readinessGates');
  if (gates.length === 0) return none;
  const holding = new Set(
    conditions(pod)
      .filter(({ status }) => status === 'True')
      .map(({ type }) => type),
  );
  return `${gates.filter(({ conditionType }) => holding.has(conditionType)).length}/${gates.length}`;
}

function conditions(pod: ApiObject): readonly JsonObject[] {
  return objectsAt(pod, 'status', 'conditions');
}

function isInitialized(pod: ApiObject): boolean {
  return conditions(pod).some(({ type, status }) => type === 'Initialized' && status === 'True');
}

function isSidecar(container: JsonObject): boolean {
  return container['restartPolicy'] === 'Always';
}

/** The row of a pod that is over says so, and clients may leave it out. */
export function podRowConditions(pod: ApiObject): JsonValue[] | undefined {
  const phase = textAt(pod, 'status', 'phase');
  if (phase === 'Succeeded') return [completed('Succeeded', 'The pod has completed successfully.')];
  return phase === 'Failed' ? [completed('Failed', 'The pod failed.')] : undefined;
}

function completed(reason: string, message: string): JsonObject {
  return { type: 'Completed', status: 'True', reason, message };
}
