import { Alert, Provider } from '@sluice/api';
import { type CliKind, suspendedColumn } from './cli-kind.ts';

export const alertKind: CliKind = {
  resource: Alert,
  plural: ['alerts'],
  singular: ['alert'],
  aliases: ['alert'],
  human: 'alert',
  columns: [suspendedColumn],
  refersTo: (object) => ({
    kind: Provider.kind,
    name: (object['spec'] as { providerRef: { name: string } }).providerRef.name,
  }),
  readyWithoutStatus: 'Alert is Ready',
  success: () => 'Alert reconciliation completed',
};
