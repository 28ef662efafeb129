import { Gate } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import type { CliColumn, CliKind } from '../../kinds/cli-kind.ts';

const column = (header: string, cell: (gate: Gate) => string | undefined): CliColumn => ({
  header,
  cell: (object: KubeObject) => cell(object as Gate) ?? '',
});

/** How `gate list` shows Gates. */
export const gateKind: CliKind = {
  resource: Gate,
  plural: ['gates'],
  singular: ['gate'],
  aliases: [],
  human: 'gate',
  columns: [
    column('target', ({ spec: { target } }) => `${target.kind}/${target.name}`),
    column('hook', ({ spec }) => spec.hook),
    column('state', ({ status }) => status?.state),
    column('who', ({ status }) => status?.who),
    column('until', ({ status }) => status?.expiry),
  ],
  success: (object) => (object as Gate).status?.why ?? '',
};
