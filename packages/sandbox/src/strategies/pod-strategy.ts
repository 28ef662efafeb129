import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, numberAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import { timestamp } from '../clock.ts';
import type { Strategy, StrategyContext } from '../registry/strategy.ts';
import { forbidden } from '../status-error.ts';
import { applyRuntimeClass } from './runtime-class.ts';

const unreachableSeconds = 300;
const evictingTaints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const systemPriorities = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** A new pod is pending, knows its quality of service and its priority, and stays on a node that is gone for five minutes. */
export const podStrategy: Partial<Strategy> = {
  prepareForCreate: (pod, context) => {
    const spec = objectAt(pod, 'spec');
    addTolerations(spec);
    if (Number(spec['terminationGracePeriodSeconds'] ?? 0) < 0) spec['terminationGracePeriodSeconds'] = 1;
    setPriority(pod, spec, context);
    applyRuntimeClass(pod, spec, context);
    dropSignals(spec);
    pod['status'] = { phase: 'Pending', qosClass: qosClassOf(spec), ...waitingStatus(spec, context) };
  },
  prepareForUpdate: (pod, old) => {
    const spec = objectAt(pod, 'spec');
    dropSignals(spec);
    addTolerations(spec);
    for (const field of ['priority', 'preemptionPolicy']) spec[field] ??= at(old, 'spec', field) ?? null;
    for (const field of ['priority', 'preemptionPolicy']) if (spec[field] === null) delete spec[field];
  },
  gracePeriodSeconds: (pod, requested) => {
    const period = requested ?? numberAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? 0;
    return isAtRest(pod) ? 0 : period < 0 ? 1 : period;
  },
};

/** Signals to stop with are not served yet: the server takes them and forgets them. */
function dropSignals(spec: JsonObject): void {
  for (const container of ['containers', 'initContainers'].flatMap((list) => objectsAt(spec, list))) {
    const { lifecycle } = container;
    if (!isJsonObject(lifecycle) || lifecycle['stopSignal'] === undefined) continue;
    delete lifecycle['stopSignal'];
    if (Object.keys(lifecycle).length === 0) delete container['lifecycle'];
  }
}

/** A pod with gates says from the start why it is not placed. */
function waitingStatus(spec: JsonObject, { now }: StrategyContext): JsonObject {
  if (objectsAt(spec, 'schedulingGates').length === 0) return {};
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: timestamp(now),
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  return { conditions: [condition] };
}

/** Nothing runs that would have to come to an end. */
function isAtRest(pod: ApiObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return !textAt(pod, 'spec', 'nodeName') || phase === 'Succeeded' || phase === 'Failed';
}

function addTolerations(spec: JsonObject): void {
  const given = objectsAt(spec, 'tolerations');
  const added = evictingTaints
    .filter((taint) => !given.some((toleration) => tolerates(toleration, taint)))
    .map((key): JsonObject => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: unreachableSeconds,
    }));
  if (added.length > 0) spec['tolerations'] = [...given, ...added];
}

function tolerates({ key = '', effect = '' }: JsonObject, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}

function setPriority(pod: ApiObject, spec: JsonObject, context: StrategyContext): void {
  const name = textAt(spec, 'priorityClassName') ?? '';
  const priorityClass = name === '' ? globalDefault(context) : namedClass(pod, name, context);
  if (priorityClass !== undefined && name === '') spec['priorityClassName'] = priorityClass.metadata.name ?? '';
  take(pod, 'priority', Number(at(priorityClass, 'value') ?? systemPriorities.get(name) ?? 0));
  take(pod, 'preemptionPolicy', textAt(priorityClass, 'preemptionPolicy') ?? 'PreemptLowerPriority');
}

const wordings = { priority: 'integer value of priority', preemptionPolicy: 'string value of PreemptionPolicy' };

/** The class says both; a pod may only repeat it. @throws StatusError 403 */
function take(pod: ApiObject, field: keyof typeof wordings, computed: string | number): void {
  const spec = objectAt(pod, 'spec');
  const given = spec[field] ?? computed;
  if (given !== computed) {
    const why = `the ${wordings[field]} (${String(given)}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
    throw forbidden({ group: '', resource: 'pods' }, pod.metadata.name ?? '', why);
  }
  spec[field] = computed;
}

function globalDefault(context: StrategyContext): ApiObject | undefined {
  return context
    .list('scheduling.k8s.io/priorityclasses')
    .find((priorityClass) => at(priorityClass, 'globalDefault') === true);
}

function namedClass(pod: ApiObject, name: string, context: StrategyContext): ApiObject | undefined {
  const found = context.lookup('scheduling.k8s.io/priorityclasses', '', name);
  if (found !== undefined || systemPriorities.has(name)) return found;
  const why = `no PriorityClass with name ${name} was found`;
  throw forbidden({ group: '', resource: 'pods' }, pod.metadata.name ?? '', why);
}

/** `Guaranteed` when every container has limits that equal its requests, `BestEffort` when none has either. */
function qosClassOf(spec: JsonObject): string {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const resources = containers.map((container) => objectAt(container, 'resources'));
  if (resources.every(isUnbounded)) return 'BestEffort';
  return resources.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

const counted = ['cpu', 'memory'];

function isUnbounded(resources: JsonObject): boolean {
  return ['requests', 'limits'].every((kind) => counted.every((name) => isZero(at(resources, kind, name))));
}

function isGuaranteed(resources: JsonObject): boolean {
  return counted.every((name) => {
    const limit = at(resources, 'limits', name);
    return !isZero(limit) && limit === (at(resources, 'requests', name) ?? limit);
  });
}

function isZero(quantity: JsonValue | undefined): boolean {
  return quantity === undefined || quantity === '0' || quantity === 0;
}
