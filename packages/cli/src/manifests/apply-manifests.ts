import { formatRef, statusOf } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { findObject } from '../connection/find-object.ts';
import { waitForObject } from '../connection/wait-for-object.ts';

/** Upstream's, so that either program takes over what the other applied, whole. */
export const installFieldManager = 'flux';

const establishTimeoutMs = 60_000;

/** What applying did to one object. */
export interface AppliedObject {
  readonly object: ObjectRef;
  readonly action: 'created' | 'configured' | 'unchanged';
}

export interface ApplyManifestsOptions {
  readonly signal: AbortSignal;
  /** Whose the applied fields are. Default upstream's CLI. */
  readonly fieldManager?: string;
  /** Called after each object. */
  readonly applied?: (change: AppliedObject) => void;
}

/**
 * Applies manifests by server-side apply in two stages: Namespaces and definitions, which are waited for, then the rest.
 * Conflicting fields are taken over. Safe to repeat; rejects at the first object that is refused.
 */
export async function applyManifests(
  client: KubeClient,
  objects: readonly KubeObject[],
  options: ApplyManifestsOptions,
): Promise<void> {
  const isFirst = ({ kind }: KubeObject): boolean => kind === 'Namespace' || kind === 'CustomResourceDefinition';
  const first = objects.filter(isFirst);
  for (const object of first) await applyObject(client, object, options);
  await waitForStage(client, first, options.signal);
  client.discovery.invalidate();
  for (const object of objects.filter((each) => !isFirst(each))) await applyObject(client, object, options);
}

async function applyObject(client: KubeClient, object: KubeObject, options: ApplyManifestsOptions): Promise<void> {
  const { signal, applied, fieldManager = installFieldManager } = options;
  const ref = refOf(object);
  const before = (await findObject(client, ref, signal))?.metadata.resourceVersion;
  const { metadata } = await client.apply(object, { fieldManager, force: true, signal });
  const action = before === undefined ? 'created' : before === metadata.resourceVersion ? 'unchanged' : 'configured';
  applied?.({ object: ref, action });
}

async function waitForStage(client: KubeClient, objects: readonly KubeObject[], outer: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(establishTimeoutMs)]);
  for (const object of objects) {
    const ref = refOf(object);
    const isServed = (live: KubeObject): boolean => statusOf(live, Date.now()).status === 'Current';
    await waitForObject(client, ref, isServed, { signal, what: `${formatRef(ref)} to be served` });
  }
}

function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
}
