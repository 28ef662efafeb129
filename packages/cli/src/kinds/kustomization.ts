import { Kustomization } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { type CliKind, type Reference, revisionColumn, statusOf, suspendedColumn } from './cli-kind.ts';

export const kustomizationKind: CliKind = {
  resource: Kustomization,
  plural: ['kustomizations'],
  singular: ['kustomization'],
  aliases: ['ks', 'kustomization'],
  human: 'kustomization',
  columns: [revisionColumn((status) => status.lastAppliedRevision), suspendedColumn],
  source: sourceOf,
  refersTo: sourceOf,
  success: (object) => `applied revision ${statusOf(object).lastAppliedRevision ?? ''}`,
};

function sourceOf(object: KubeObject): Reference {
  return (object['spec'] as { sourceRef: Reference }).sourceRef;
}
