import type { JsonObject } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, textAt } from '../api-object.ts';
import { ensure } from '../defaults/fill.ts';
import type { Strategy } from '../registry/strategy.ts';

/** A deployment's status endpoint leaves its labels alone. */
export const deploymentStrategy: Partial<Strategy> = {
  // Annotations are copied to replica sets.
  isNewGeneration: (deployment, old) =>
    !deepEqual(deployment['spec'], old['spec']) ||
    !deepEqual(deployment.metadata.annotations, old.metadata.annotations),
  prepareForStatusUpdate: (deployment, old) => {
    if (old.metadata.labels === undefined) delete deployment.metadata.labels;
    else deployment.metadata.labels = old.metadata.labels;
  },
};

/** A slice's labels tell whose it is. */
export const endpointSliceStrategy: Partial<Strategy> = {
  prepareForCreate: dropEmptyEndpoints,
  prepareForUpdate: dropEmptyEndpoints,
  isNewGeneration: (slice, old) => {
    const rest = ({ metadata: _metadata, ...fields }: ApiObject): JsonObject => fields;
    return !deepEqual(rest(slice), rest(old)) || !deepEqual(slice.metadata.labels, old.metadata.labels);
  },
};

/** A slice without endpoints or ports comes back with null for them. */
function dropEmptyEndpoints(slice: ApiObject): void {
  for (const key of ['endpoints', 'ports']) if (listAt(slice, key).length === 0) slice[key] = null;
}

/** Leases that are agreed on are not served; what belongs to them goes. */
export const leaseStrategy: Partial<Strategy> = {
  prepareForCreate: dropAgreement,
  prepareForUpdate: dropAgreement,
};

function dropAgreement(lease: ApiObject): void {
  const spec = objectAt(lease, 'spec');
  delete spec['strategy'];
  delete spec['preferredHolder'];
}

/** A class of priority has one generation for ever. */
export const priorityClassStrategy: Partial<Strategy> = { isNewGeneration: () => false };

/** A range without limits comes back with null for them. */
export const limitRangeStrategy: Partial<Strategy> = {
  prepareForCreate: dropEmptyLimits,
  prepareForUpdate: dropEmptyLimits,
};

function dropEmptyLimits(range: ApiObject): void {
  const spec = objectAt(range, 'spec');
  if (Array.isArray(spec['limits']) && spec['limits'].length === 0) spec['limits'] = null;
}

/** A role without rules comes back with null for them. */
export const roleStrategy: Partial<Strategy> = { prepareForCreate: dropEmptyRules, prepareForUpdate: dropEmptyRules };

function dropEmptyRules(role: ApiObject): void {
  const { rules } = role;
  if (Array.isArray(rules) && rules.length === 0) role['rules'] = null;
}

/** A job selects its pods by its own uid, which its template's labels carry. */
export const jobStrategy: Partial<Strategy> = {
  prepareForCreate: (job) => {
    const spec = objectAt(job, 'spec');
    if (spec['manualSelector'] !== true) selectByUid(job, spec);
  },
};

function selectByUid(job: ApiObject, spec: JsonObject): void {
  const { uid = '', name = '' } = job.metadata;
  const template = ensure(spec, 'template');
  const labels = ensure(ensure(template, 'metadata'), 'labels');
  Object.assign(labels, {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  });
  const selector = ensure(spec, 'selector');
  Object.assign(ensure(selector, 'matchLabels'), { 'batch.kubernetes.io/controller-uid': uid });
}

const templateGeneration = 'deprecated.daemonset.template.generation';

/** A daemon set counts the generations of its template in an annotation. */
export const daemonSetStrategy: Partial<Strategy> = {
  prepareForCreate: (daemonSet) => setTemplateGeneration(daemonSet, 1),
  prepareForUpdate: (daemonSet, old) => {
    const before = Number(old.metadata.annotations?.[templateGeneration] ?? 0);
    const isNew = !deepEqual(at(daemonSet, 'spec', 'template'), at(old, 'spec', 'template'));
    setTemplateGeneration(daemonSet, isNew ? before + 1 : before);
  },
};

/** The annotation is there from the moment an object is read, so that whoever writes it comes to own it. */
export function ensureTemplateGeneration(daemonSet: ApiObject): void {
  if (daemonSet.metadata.annotations?.[templateGeneration] === undefined) setTemplateGeneration(daemonSet, 0);
}

function setTemplateGeneration(daemonSet: ApiObject, generation: number): void {
  daemonSet.metadata.annotations = { ...daemonSet.metadata.annotations, [templateGeneration]: String(generation) };
}

/** Nodes start with the taint that keeps pods away until the kubelet reports. */
export const nodeStrategy: Partial<Strategy> = {
  prepareForCreate: (node) => {
    const spec = ensure(node, 'spec');
    const taints = Array.isArray(spec['taints']) ? spec['taints'] : [];
    const key = 'node.kubernetes.io/not-ready';
    if (taints.some((taint) => textAt(taint, 'key') === key)) return;
    spec['taints'] = [...taints, { key, effect: 'NoSchedule' }];
  },
};
