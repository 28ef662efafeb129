import type { ContractCase, Step } from '../contract-case.ts';
import { apply, create, get, patch, remove, table, update } from '../steps.ts';
import { collectionOf, manifests, objectOf, pathOf, titleOfKind, type Manifest } from './manifests.ts';

const marked = { labels: { t: '{ns}' } };
const ofCase = 'labelSelector=t%3D{ns}';

/** The server itself writes to these as soon as they are there. */
const unsettled = new Set(['APIService', 'FlowSchema', 'PriorityLevelConfiguration']);
const settled = manifests.filter(({ kind }) => !unsettled.has(kind));

function forEachKind(name: string, steps: (manifest: Manifest) => readonly Step[], kinds = manifests): ContractCase[] {
  return kinds.map((manifest) => ({ name: `${name} ${titleOfKind(manifest)}`, steps: steps(manifest).map((step) => asRequester(manifest, step)) }));
}

/** Requests for certificates say who asks, which is somebody else on each server. */
function asRequester({ kind }: Manifest, step: Step): Step {
  if (kind !== 'CertificateSigningRequest') return step;
  return { ...step, headers: { ...step.headers, 'impersonate-user': 'ann', 'impersonate-group': 'system:masters' } };
}

const changed = (manifest: Manifest): Step[] => (manifest.change === undefined ? [] : [patch('merge', pathOf(manifest), manifest.change)]);

/** The life of an object of every kind. */
export const livesOfKinds = forEachKind('life of a', (manifest) => [
  create(collectionOf(manifest), objectOf(manifest, marked)),
  get(pathOf(manifest)),
  get(`${collectionOf(manifest)}?${ofCase}`),
  patch('merge', pathOf(manifest), { metadata: { annotations: { a: 'b' } } }),
  ...changed(manifest),
  remove(pathOf(manifest)),
], settled);

/** A PUT of what was read, and one of what was first written. */
export const updatesOfKinds = forEachKind('update of a', (manifest) => [
  create(collectionOf(manifest), objectOf(manifest)),
  update(pathOf(manifest), objectOf(manifest, { labels: { a: 'b' } })),
  update(pathOf(manifest), objectOf(manifest, { labels: { a: 'c' }, resourceVersion: '{1.metadata.resourceVersion}' })),
], settled);

/** Apply by two managers, and what one gives up. */
export const appliesOfKinds = forEachKind('apply of a', (manifest) => [
  apply(pathOf(manifest), objectOf(manifest, { labels: { a: '1' } }), 'x'),
  apply(pathOf(manifest), objectOf(manifest, { labels: { b: '1' } }), 'y'),
  ...changed(manifest),
  apply(pathOf(manifest), objectOf(manifest, { labels: { a: '1' } }), 'x'),
], settled);

/** What `kubectl get` shows of every kind. */
export const tablesOfKinds = forEachKind('filled, of a', (manifest) => [
  create(collectionOf(manifest), objectOf(manifest, marked)),
  ...(manifest.status === undefined ? [] : [patch('merge', `${pathOf(manifest)}/status`, { status: manifest.status })]),
  table(`${collectionOf(manifest)}?${ofCase}`),
], settled);

/** The status endpoint of every kind that has one. */
export const statusesOfKinds = settled
  .filter(({ status }) => status !== undefined)
  .map((manifest) => ({
    name: `status of a ${titleOfKind(manifest)}`,
    steps: [
      create(collectionOf(manifest), objectOf(manifest)),
      patch('merge', `${pathOf(manifest)}/status?fieldManager=m`, { metadata: { labels: { a: 'b' } }, status: manifest.status }),
      apply(`${pathOf(manifest)}/status`, { apiVersion: manifest.apiVersion, kind: manifest.kind, metadata: { name: manifest.name }, status: manifest.status }, 'x'),
      get(`${pathOf(manifest)}/status`),
    ],
  }));

/** What every kind says of an object with nothing in it. */
export const emptinessOfKinds = forEachKind('nothing in a', ({ apiVersion, kind, name, ...rest }) => [
  create(collectionOf({ apiVersion, kind, name, ...rest }), { apiVersion, kind, metadata: { name } }),
]);

/** Unknown fields of every kind. */
export const strictnessOfKinds = forEachKind('unknown fields in a', (manifest) => [
  create(`${collectionOf(manifest)}?fieldValidation=Strict`, { ...objectOf(manifest, { gizmo: 1 }), gadget: { a: 1 } }),
  create(collectionOf(manifest), { ...objectOf(manifest, { gizmo: 1 }), gadget: { a: 1 } }),
]);

/** A dry run of a create and an apply leaves nothing. */
export const rehearsalsOfKinds = forEachKind('of a', (manifest) => [
  create(`${collectionOf(manifest)}?dryRun=All`, objectOf(manifest)),
  apply(pathOf(manifest), objectOf(manifest), 'x', 'dryRun=All'),
  get(pathOf(manifest)),
]);
