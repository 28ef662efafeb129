import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../../api-object.ts';
import { objectAt, textAt } from '../../api-object.ts';
import { failureOf } from '../annotations.ts';
import { copyOf, statusAction } from '../children.ts';
import type { Plan, PlanContext, Planner } from '../plan.ts';
import { nothing } from '../plan.ts';

/** Binds a claim to a volume that is made for it. */
export const claims: Planner = {
  table: '/persistentvolumeclaims',
  component: 'kube-controller-manager',
  plan(claim, context) {
    if (claim.metadata.deletionTimestamp !== undefined) return released(claim, 'kubernetes.io/pvc-protection');
    if (failureOf(claim, context) !== undefined) return nothing;
    const name = textAt(claim, 'spec', 'volumeName') || `pvc-${claim.metadata.uid ?? ''}`;
    const volume = context.get('/persistentvolumes', '', name);
    if (volume === undefined) {
      return {
        actions: [
          { verb: 'create', object: volumeFor(claim, name) },
          { verb: 'replace', object: bound(claim, name) },
        ],
      };
    }
    if (textAt(claim, 'spec', 'volumeName') !== name)
      return { actions: [{ verb: 'replace', object: bound(claim, name) }] };
    return { actions: statusAction(claim, boundStatus(volume, claim)) };
  },
};

/** Reports a volume as bound once it has a claim. */
export const volumes: Planner = {
  table: '/persistentvolumes',
  component: 'kube-controller-manager',
  plan(volume, context: PlanContext) {
    if (volume.metadata.deletionTimestamp !== undefined) return released(volume, 'kubernetes.io/pv-protection');
    const reference = objectAt(volume, 'spec', 'claimRef');
    const claim = context.get(
      '/persistentvolumeclaims',
      textAt(reference, 'namespace') ?? '',
      textAt(reference, 'name') ?? '',
    );
    const isBound = claim !== undefined && claim.metadata.uid === textAt(reference, 'uid');
    const isReleased = !isBound && textAt(reference, 'uid') !== undefined;
    if (isReleased && textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete')
      return { actions: [{ verb: 'delete', object: volume }] };
    const phase = isBound ? 'Bound' : isReleased ? 'Released' : 'Available';
    return { actions: statusAction(volume, { ...objectAt(volume, 'status'), phase }) };
  },
};

/** Lets an object go that is kept while it is in use: nothing here is used for longer than it exists. */
function released(object: ApiObject, finalizer: string): Plan {
  if (object.metadata.finalizers?.includes(finalizer) !== true) return nothing;
  const copy = copyOf(object);
  copy.metadata.finalizers = object.metadata.finalizers.filter((name) => name !== finalizer);
  return { actions: [{ verb: 'replace', object: copy }] };
}

function volumeFor(claim: ApiObject, name: string): ApiObject {
  const { metadata } = claim;
  const spec = objectAt(claim, 'spec');
  const storageClass = textAt(spec, 'storageClassName');
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': 'sandbox.sluice.dev' } },
    spec: {
      capacity: { storage: textAt(spec, 'resources', 'requests', 'storage') ?? '1Gi' },
      accessModes: spec['accessModes'] ?? [],
      hostPath: { path: `/sandbox/${name}` },
      persistentVolumeReclaimPolicy: 'Delete',
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      volumeMode: spec['volumeMode'] ?? 'Filesystem',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: metadata.namespace ?? '',
        name: metadata.name ?? '',
        uid: metadata.uid ?? '',
      },
    },
  };
}

function bound(claim: ApiObject, volumeName: string): ApiObject {
  const copy = copyOf(claim);
  objectAt(copy, 'spec')['volumeName'] = volumeName;
  copy.metadata.annotations = {
    ...copy.metadata.annotations,
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
  };
  return copy;
}

function boundStatus(volume: ApiObject, claim: ApiObject): JsonObject {
  return {
    phase: 'Bound',
    accessModes: objectAt(claim, 'spec')['accessModes'] ?? [],
    capacity: { ...objectAt(volume, 'spec', 'capacity') },
  };
}
