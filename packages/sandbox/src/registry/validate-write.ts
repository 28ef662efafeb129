import type { ApiObject } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalid } from '../status-error.ts';
import { validateMetadata, validateMetadataUpdate } from '../validation/metadata.ts';
import { nameRuleOf } from '../validation/name-rules.ts';
import type { Resource } from './resource.ts';
import type { StrategyContext } from './strategy.ts';

/** One write on its way to the store. */
export interface PendingWrite {
  readonly resource: Resource;
  readonly draft: ApiObject;
  /** What the draft is to replace; absent for a new object. */
  readonly live: ApiObject | undefined;
  readonly subresource: string;
  readonly context: StrategyContext;
}

/** @throws StatusError 422 with everything that is wrong with the draft. */
export function validateWrite(write: PendingWrite): void {
  const causes = write.live === undefined ? newCauses(write) : updateCauses(write, write.live);
  if (causes.length > 0) throw invalid(namedKind(write.resource), write.draft.metadata.name ?? '', causes);
}

/** Events of either group are refused as those of the core group. */
function namedKind({ table, group, kind }: Resource): { group: string; kind: string } {
  return { group: table === '/events' ? '' : group, kind };
}

function newCauses({ resource, draft, context }: PendingWrite): readonly Cause[] {
  return [
    ...validateMetadata(draft, resource.namespaced, nameRuleOf(resource)),
    ...(resource.custom?.validate(draft, undefined) ?? []),
    ...(resource.strategy.validateNew?.(draft) ?? []),
    ...(resource.strategy.validate?.(draft, context) ?? []),
  ];
}

/** Real servers check the metadata of their own kinds several times over, and say so as often. */
function updateCauses(write: PendingWrite, live: ApiObject): readonly Cause[] {
  const { resource, draft } = write;
  const isBuiltin = resource.origin === 'builtin';
  return [
    ...repeated(validateMetadata(draft, resource.namespaced, nameRuleOf(resource)), isBuiltin ? timesOf(resource) : 1),
    ...repeated(validateMetadataUpdate(draft, live), isBuiltin ? 2 : 1),
    ...(resource.custom?.validate(draft, live) ?? []),
    ...strategyCauses(write, live),
  ];
}

/** The endpoints whose whole result is looked at. */
const judged = new Set(['', 'scale', 'ephemeralcontainers']);

/** What the object's own endpoint must not change, others may: a binding sets a pod's node. */
function strategyCauses(write: PendingWrite, live: ApiObject): readonly Cause[] {
  const { resource, draft, subresource, context } = write;
  const { strategy } = resource;
  if (subresource === 'status' || subresource === 'approval') return statusCauses(write, live);
  if (!judged.has(subresource)) return [];
  const object = strategy.validate?.(draft, context) ?? [];
  if (subresource === 'ephemeralcontainers') return object;
  const changes = strategy.validateUpdate?.(draft, live, context) ?? [];
  return strategy.checksChangesFirst === true ? [...changes, ...object] : [...object, ...changes];
}

function statusCauses({ resource, draft }: PendingWrite, live: ApiObject): readonly Cause[] {
  const { strategy } = resource;
  return [...(strategy.validateStatus?.(draft) ?? []), ...(strategy.validateStatusUpdate?.(draft, live) ?? [])];
}

/** Kinds whose own rules do not look at metadata again; budgets not even as those of a new object. */
const checkedThrice = new Set(
  [
    '/limitranges /podtemplates /replicationcontrollers /resourcequotas /services apps/daemonsets apps/deployments',
    'apps/replicasets apps/statefulsets autoscaling/horizontalpodautoscalers batch/cronjobs discovery.k8s.io/endpointslices',
    'networking.k8s.io/networkpolicies coordination.k8s.io/leases networking.k8s.io/servicecidrs storage.k8s.io/csidrivers',
    'storage.k8s.io/csinodes storage.k8s.io/volumeattachments scheduling.k8s.io/priorityclasses',
    'resource.k8s.io/resourceslices',
  ].flatMap((line) => line.split(' ')),
);

function timesOf({ table, group }: Resource): number {
  if (table === 'policy/poddisruptionbudgets') return 2;
  if (table === '/events') return group === '' ? 2 : 3;
  return group === 'admissionregistration.k8s.io' || checkedThrice.has(table) ? 3 : 4;
}

function repeated(causes: readonly Cause[], times: number): readonly Cause[] {
  return Array.from({ length: times }, () => causes).flat();
}
