import { GitRepository } from '@sluice/api';
import { type CliKind, revisionColumn, statusOf, suspendedColumn } from './cli-kind.ts';

export const gitRepositoryKind: CliKind = {
  resource: GitRepository,
  plural: ['sources', 'git'],
  singular: ['source', 'git'],
  aliases: [],
  human: 'source git',
  columns: [revisionColumn((status) => status.artifact?.revision), suspendedColumn],
  success: (object) => `fetched revision ${statusOf(object).artifact?.revision ?? ''}`,
};
