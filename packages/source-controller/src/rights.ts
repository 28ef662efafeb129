import { GitRepository } from '@sluice/api';
import { coreKinds, type KindNames, reconciles, recordsEvents, type Right } from '@sluice/core';

/** The kinds whose definitions come with source-controller. */
export const sourceKinds: readonly KindNames[] = [GitRepository];

/** What source-controller asks of an API server. */
export const sourceRights: readonly Right[] = [
  ...reconciles(GitRepository),
  { ...coreKinds.secret, verbs: ['get'], why: 'credentials that a spec.secretRef names' },
  recordsEvents,
];
