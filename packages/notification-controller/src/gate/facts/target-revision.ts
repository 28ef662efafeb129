import { Kustomization, labels } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { type FactScope, type Observation, readOne } from './fact-scope.ts';

/** Says of which revision an object is, where no Kustomization does. */
const revisionAnnotation = 'delivery.sluice.dev/revision';

export type TargetRevision = { readonly revision: string } | { readonly missing: Observation };

/**
 * The revision of a Gate's target: what its annotation says, otherwise the one that the Kustomization which owns it
 * applied last, or is applying.
 */
export async function targetRevision(scope: FactScope): Promise<TargetRevision> {
  const { spec, metadata } = scope.gate;
  const { apiVersion, kind, name } = spec.target;
  const found = await readOne(scope, { apiVersion, kind, namespace: metadata.namespace ?? '', name });
  if ('missing' in found) return found;
  const annotated = found.object.metadata.annotations?.[revisionAnnotation] ?? '';
  if (annotated !== '') return { revision: annotated };
  const what = `the revision of ${kind} ${name} is not known`;
  const owner = ownerOf(found.object);
  if (owner === undefined)
    return unknown(`${what}: it has no annotation ${revisionAnnotation}, and no Kustomization owns it`);
  const read = await readOne(scope, { ...Kustomization.type, ...owner });
  if ('missing' in read) return read;
  const revision = attemptedRevision(read.object);
  return revision === undefined ? unknown(`${what}: Kustomization ${owner.name} has none yet`) : { revision };
}

function unknown(message: string): TargetRevision {
  return { missing: { holds: false, message } };
}

function ownerOf({ metadata }: KubeObject): { readonly namespace: string; readonly name: string } | undefined {
  const { [labels.ownerName]: name = '', [labels.ownerNamespace]: namespace = '' } = metadata.labels ?? {};
  return name === '' || namespace === '' ? undefined : { namespace, name };
}

function attemptedRevision(object: KubeObject): string | undefined {
  const { lastAttemptedRevision } = (object['status'] ?? {}) as { readonly lastAttemptedRevision?: unknown };
  return typeof lastAttemptedRevision === 'string' && lastAttemptedRevision !== '' ? lastAttemptedRevision : undefined;
}
