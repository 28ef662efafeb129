import type { JsonObject } from '@sluice/objects';
import { deepEqual, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { StrategyContext } from '../registry/strategy.ts';
import { forbidden } from '../status-error.ts';

/** A pod of a runtime class takes over what that costs, and where it runs. */
export function applyRuntimeClass(pod: ApiObject, spec: JsonObject, context: StrategyContext): void {
  const name = textAt(spec, 'runtimeClassName');
  const runtimeClass = name === undefined ? undefined : context.lookup('node.k8s.io/runtimeclasses', '', name);
  if (name !== undefined && runtimeClass === undefined)
    reject(pod, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  setOverhead(pod, spec, at(runtimeClass, 'overhead', 'podFixed'));
  addScheduling(pod, spec, objectAt(runtimeClass, 'scheduling'));
}

function setOverhead(pod: ApiObject, spec: JsonObject, overhead: JsonObject[string] | undefined): void {
  if (!isJsonObject(overhead)) {
    if (spec['overhead'] === undefined) return;
    reject(pod, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  }
  if (!deepEqual(spec['overhead'] ?? overhead, overhead)) {
    reject(pod, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  }
  spec['overhead'] = structuredClone(overhead);
}

function addScheduling(pod: ApiObject, spec: JsonObject, scheduling: JsonObject): void {
  const wanted = objectAt(scheduling, 'nodeSelector');
  const given = objectAt(spec, 'nodeSelector');
  for (const [key, value] of Object.entries(wanted)) {
    if (given[key] === undefined || given[key] === value) continue;
    reject(
      pod,
      `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${String(value)}; pod.spec.nodeSelector[${key}] = ${String(given[key])}`,
    );
  }
  if (Object.keys(wanted).length > 0) spec['nodeSelector'] = { ...given, ...wanted };
  const borne = objectsAt(spec, 'tolerations');
  const added = objectsAt(scheduling, 'tolerations').filter((each) => !borne.some((other) => deepEqual(other, each)));
  if (added.length > 0) spec['tolerations'] = [...borne, ...structuredClone(added)];
}

function reject(pod: ApiObject, why: string): never {
  throw forbidden({ group: '', resource: 'pods' }, pod.metadata.name ?? '', why);
}
