import { Receiver } from '@sluice/api';
import { type CliKind, suspendedColumn } from './cli-kind.ts';

export const receiverKind: CliKind = {
  resource: Receiver,
  plural: ['receivers'],
  singular: ['receiver'],
  aliases: ['receiver'],
  human: 'receiver',
  columns: [suspendedColumn],
  success: () => 'Receiver reconciliation completed',
};
