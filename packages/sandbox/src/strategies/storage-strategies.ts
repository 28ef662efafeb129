import type { JsonObject } from '@sluice/objects';
import { at, objectAt } from '../api-object.ts';
import type { ApiObject } from '../api-object.ts';
import { timestamp } from '../clock.ts';
import { ensure } from '../defaults/fill.ts';
import type { Strategy, StrategyContext } from '../registry/strategy.ts';

const defaultClassAnnotation = 'storageclass.kubernetes.io/is-default-class';

/** Claims are protected while pods use them, and get the default storage class where they name none. */
export const claimStrategy: Partial<Strategy> = {
  prepareForCreate: (claim, context) => {
    protect(claim, 'kubernetes.io/pvc-protection');
    claim['status'] = { phase: 'Pending' };
    const spec = ensure(claim, 'spec');
    shareSource(spec);
    const annotations = claim.metadata.annotations ?? {};
    if (spec['storageClassName'] !== undefined || annotations['volume.beta.kubernetes.io/storage-class'] !== undefined)
      return;
    const name = defaultClass(context);
    if (name !== undefined) spec['storageClassName'] = name;
  },
  prepareForUpdate: (claim) => shareSource(objectAt(claim, 'spec')),
};

/** Both fields say the same: what a volume is filled from. The older one knows claims and snapshots, and forgets others. */
function shareSource(spec: JsonObject): void {
  const { kind, apiGroup } = objectAt(spec, 'dataSource');
  const isClaim = kind === 'PersistentVolumeClaim' && !apiGroup;
  const isSnapshot = kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
  if (!isClaim && !isSnapshot) delete spec['dataSource'];
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined) spec['dataSourceRef'] ??= structuredClone(dataSource);
  else if (dataSourceRef !== undefined && objectAt(spec, 'dataSourceRef')['namespace'] === undefined)
    spec['dataSource'] = structuredClone(dataSourceRef);
}

export const volumeStrategy: Partial<Strategy> = {
  prepareForCreate: (volume, context) => {
    protect(volume, 'kubernetes.io/pv-protection');
    volume['status'] = { phase: 'Pending', lastPhaseTransitionTime: timestamp(context.now) };
  },
  prepareForStatusUpdate: (volume, old, context) => {
    const status: JsonObject = objectAt(volume, 'status');
    if (status['phase'] !== at(old, 'status', 'phase')) status['lastPhaseTransitionTime'] ??= timestamp(context.now);
  },
};

export const driverStrategy: Partial<Strategy> = { startsWithoutGeneration: true };

export const attributesClassStrategy: Partial<Strategy> = {
  prepareForCreate: (attributesClass) => protect(attributesClass, 'kubernetes.io/vac-protection'),
};

function protect(object: ApiObject, finalizer: string): void {
  const { finalizers = [] } = object.metadata;
  if (!finalizers.includes(finalizer)) object.metadata.finalizers = [...finalizers, finalizer];
}

/** The newest of the classes that are marked as default. */
function defaultClass(context: StrategyContext): string | undefined {
  const marked = context
    .list('storage.k8s.io/storageclasses')
    .filter(({ metadata }) => metadata.annotations?.[defaultClassAnnotation] === 'true');
  const byAge = marked.toSorted((a, b) =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1,
  );
  return byAge[0]?.metadata.name;
}
