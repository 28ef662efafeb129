/**
 * Names that go over the wire. They are upstream's but for those that say so, so that a cluster can move between Flux and Sluice and back.
 */

/** The finalizer of every kind of ours. */
export const finalizer = 'finalizers.fluxcd.io';

export const annotations = {
  /** An opaque token; a new value asks for a reconciliation now. */
  requestedAt: 'reconcile.fluxcd.io/requestedAt',
  /** Prefix of annotations that are copied into the metadata of events. */
  eventPrefix: 'event.toolkit.fluxcd.io/',
  reconcile: 'kustomize.toolkit.fluxcd.io/reconcile',
  ssa: 'kustomize.toolkit.fluxcd.io/ssa',
  force: 'kustomize.toolkit.fluxcd.io/force',
  prune: 'kustomize.toolkit.fluxcd.io/prune',
  substitute: 'kustomize.toolkit.fluxcd.io/substitute',
  decrypt: 'kustomize.toolkit.fluxcd.io/decrypt',
  /** Ours: when a suspension ends by itself, RFC 3339. */
  suspendedUntil: 'sluice.dev/suspended-until',
  /** Ours: why an object is suspended. */
  suspendReason: 'sluice.dev/suspend-reason',
} as const;

export const labels = {
  /** Name of the Kustomization that owns an object. */
  ownerName: 'kustomize.toolkit.fluxcd.io/name',
  /** Namespace of the Kustomization that owns an object. */
  ownerNamespace: 'kustomize.toolkit.fluxcd.io/namespace',
  /** On ConfigMaps and Secrets: `Enabled` makes a change wake those that refer to them. */
  watch: 'reconcile.fluxcd.io/watch',
} as const;

/** Condition types of every kind. */
export const conditionTypes = {
  ready: 'Ready',
  reconciling: 'Reconciling',
  stalled: 'Stalled',
  healthy: 'Healthy',
  artifactInStorage: 'ArtifactInStorage',
  artifactOutdated: 'ArtifactOutdated',
  fetchFailed: 'FetchFailed',
  storageOperationFailed: 'StorageOperationFailed',
} as const;
