import type { ReadySummary } from '@sluice/core';

/** Condition types of a GitRepository beside those of every kind. */
export const artifactInStorage = 'ArtifactInStorage';
export const artifactOutdated = 'ArtifactOutdated';
export const fetchFailed = 'FetchFailed';
export const storageOperationFailed = 'StorageOperationFailed';

/** Those that tell of a failure. */
export const failureConditions: readonly string[] = [storageOperationFailed, fetchFailed];

/** What decides Ready once a run has ended. */
export const readySummary: ReadySummary = {
  types: [storageOperationFailed, fetchFailed, artifactOutdated, artifactInStorage],
  negative: [storageOperationFailed, fetchFailed, artifactOutdated],
};
