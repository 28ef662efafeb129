import type { GitRepository } from '@sluice/api';
import type { UnsupportedField } from '@sluice/core';

/** A field that is refused while it has a value that asks for something. */
export interface UnsupportedRule {
  readonly path: string;
  readonly detail: string;
  readonly isSet: (object: GitRepository) => boolean;
}

/**
 * What this controller does not do yet. An object that asks for any of it is refused whole: an ignored field would give
 * a wrong artifact, or an unverified one. The table must shrink to nothing.
 */
export const unsupportedFields: readonly UnsupportedRule[] = [
  { path: 'spec.verify', detail: 'signatures are not verified yet', isSet: ({ spec }) => spec.verify !== undefined },
  {
    path: 'spec.include',
    detail: 'other repositories cannot be included yet',
    isSet: ({ spec }) => (spec.include?.length ?? 0) > 0,
  },
  {
    path: 'spec.recurseSubmodules',
    detail: 'submodules are not fetched yet',
    isSet: ({ spec }) => spec.recurseSubmodules === true,
  },
  {
    path: 'spec.provider',
    detail: 'only the generic provider is there yet',
    isSet: ({ spec }) => (spec.provider ?? 'generic') !== 'generic',
  },
  {
    path: 'spec.serviceAccountName',
    detail: 'no provider that uses it is there yet',
    isSet: ({ spec }) => (spec.serviceAccountName ?? '') !== '',
  },
  {
    path: 'spec.proxySecretRef',
    detail: 'proxies are not used yet',
    isSet: ({ spec }) => spec.proxySecretRef !== undefined,
  },
];

/** The first field of an object that is not honoured. */
export function unsupportedField(object: GitRepository): UnsupportedField | undefined {
  const rule = unsupportedFields.find(({ isSet }) => isSet(object));
  return rule === undefined ? undefined : { path: rule.path, detail: rule.detail };
}
