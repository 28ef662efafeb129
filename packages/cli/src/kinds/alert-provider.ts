import { Provider } from '@sluice/api';
import type { CliKind } from './cli-kind.ts';

export const alertProviderKind: CliKind = {
  resource: Provider,
  plural: ['alert-providers'],
  singular: ['alert-provider'],
  aliases: ['alert-provider'],
  human: 'alert provider',
  columns: [],
  readyWithoutStatus: 'Provider is Ready',
  success: () => 'Provider reconciliation completed',
};
