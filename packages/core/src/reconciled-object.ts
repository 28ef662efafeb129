import type { KubeObject, ObjectMeta } from '@sluice/objects';
import type { Condition } from './condition.ts';

/** Names an object of a known kind. `namespace` is '' for cluster-scoped kinds. */
export interface ObjectKey {
  readonly namespace: string;
  readonly name: string;
}

/** The part of a status that the runtime writes. */
export interface CommonStatus {
  observedGeneration?: number | undefined;
  conditions?: Condition[] | undefined;
  /** Value of the annotation `reconcile.fluxcd.io/requestedAt` that was handled last. */
  lastHandledReconcileAt?: string | undefined;
}

/** An object of a kind of ours, validated, as an API server stored it. */
export interface ReconciledObject<
  Spec extends object = object,
  Status extends CommonStatus = CommonStatus,
> extends KubeObject {
  metadata: ObjectMeta & { name: string };
  spec: Spec;
  status?: Status | undefined;
}

export type StatusOf<O extends ReconciledObject> = NonNullable<O['status']>;

/** Asks for a run now; the value is opaque, each new value asks once. */
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** When a suspension ends by itself, RFC 3339. Ours: with Flux nothing ends it. */
export const suspendedUntilAnnotation = 'sluice.dev/suspended-until';

/** Why an object is suspended, in the words of who did it. */
export const suspendReasonAnnotation = 'sluice.dev/suspend-reason';

/** Set on every object that a controller must clean up after. */
export const fluxFinalizer = 'finalizers.fluxcd.io';

/** `namespace/name`, or `name` without a namespace: for logs, metrics and maps. */
export function formatKey(key: ObjectKey): string {
  return key.namespace === '' ? key.name : `${key.namespace}/${key.name}`;
}

/** The reverse of `formatKey`. */
export function parseKey(text: string): ObjectKey {
  const slash = text.indexOf('/');
  return slash < 0 ? { namespace: '', name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** The key of an object. */
export function keyOf(object: { readonly metadata: ObjectMeta }): ObjectKey {
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
}
