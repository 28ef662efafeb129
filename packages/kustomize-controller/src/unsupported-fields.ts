import type { Kustomization, KustomizationSpec } from '@sluice/api';
import type { UnsupportedField } from '@sluice/core';

/** A field of the spec that this version does not honour, and how an object says that it needs it. */
export interface UnsupportedRule {
  readonly path: string;
  /** What is not done, for docs and messages. */
  readonly detail: string;
  readonly isUsed: (spec: KustomizationSpec) => boolean;
}

/**
 * The fields that are refused rather than ignored: an object that uses one is Stalled, and nothing of it is applied.
 * This table is to shrink to nothing.
 */
export const unsupportedFields: readonly UnsupportedRule[] = [
  {
    path: 'spec.decryption.serviceAccountName',
    detail: 'encrypted files can only be decrypted with age keys, from spec.decryption.secretRef',
    isUsed: (spec) => (spec.decryption?.serviceAccountName ?? '') !== '',
  },
  {
    path: 'spec.kubeConfig',
    detail: 'objects can only be applied to the cluster that this controller runs in',
    isUsed: (spec) => spec.kubeConfig !== undefined,
  },
  {
    path: 'spec.ignore',
    detail:
      'fields cannot be left out of drift correction yet; do not apply them, or annotate the object with kustomize.toolkit.fluxcd.io/ssa: IfNotPresent',
    isUsed: (spec) => (spec.ignore ?? []).length > 0,
  },
  {
    path: 'spec.sourceRef.kind',
    detail: 'only GitRepository sources are served yet',
    isUsed: (spec) => spec.sourceRef.kind === 'OCIRepository' || spec.sourceRef.kind === 'Bucket',
  },
];

/** The first field that an object uses and this version does not honour. */
export function unsupportedFieldOf(object: Kustomization): UnsupportedField | undefined {
  const rule = unsupportedFields.find(({ isUsed }) => isUsed(object.spec));
  return rule === undefined ? undefined : { path: rule.path, detail: rule.detail };
}
