import { GitRepository, Kustomization } from '@sluice/api';
import { coreKinds, type KindNames, reconciles, recordsEvents, type Right, watches } from '@sluice/core';

/** The kinds whose definitions come with kustomize-controller. */
export const kustomizeKinds: readonly KindNames[] = [Kustomization];

const configs = { verbs: ['get', 'list', 'watch'], why: 'variables and decryption keys; their changes wake' } as const;

/** What kustomize-controller asks in its own name. What it applies is the right of others, or of cluster-admin. */
export const kustomizeRights: readonly Right[] = [
  ...reconciles(Kustomization),
  watches(GitRepository, 'artifacts to apply'),
  { ...coreKinds.configMap, ...configs },
  { ...coreKinds.secret, ...configs },
  { ...coreKinds.serviceAccount, verbs: ['get', 'impersonate'], why: 'applies in the name of spec.serviceAccountName' },
  recordsEvents,
];
