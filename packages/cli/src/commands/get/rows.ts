import type { KubeObject } from '@sluice/objects';
import { conditionOf, readiness, type CliKind, type Reference } from '../../kinds/cli-kind.ts';
import { describeSuspension, suspensionOf } from '../../kinds/suspension.ts';
import { shortenRevisions } from '../../terminal/revision.ts';
import type { Table } from '../../terminal/table.ts';
import { UserError } from '../../user-error.ts';

export interface GetOptions {
  readonly allNamespaces?: boolean;
  /** commander's reading of `--no-header`. */
  readonly header: boolean;
  readonly watch?: boolean;
  readonly statusSelector?: string;
  readonly labelSelector?: string;
  readonly showSource?: boolean;
  readonly output?: 'json' | 'yaml';
}

/** Table of objects of one kind; `prefixed` names them `kind/name`. */
export function tableOf(kind: CliKind, objects: readonly KubeObject[], options: GetOptions, prefixed = false): Table {
  return { headers: headersOf(kind, options), rows: objects.map((object) => rowOf(kind, object, options, prefixed)) };
}

/** The columns of a kind. */
export function headersOf(kind: CliKind, options: GetOptions): string[] {
  const source = options.showSource === true && kind.source !== undefined ? ['source'] : [];
  return [
    ...(options.allNamespaces === true ? ['namespace'] : []),
    'name',
    ...source,
    ...kind.columns.map((column) => column.header),
    'ready',
    'message',
  ];
}

/** What `get` shows of one object. */
export function rowOf(kind: CliKind, object: KubeObject, options: GetOptions, prefixed = false): string[] {
  const { ready, message } = readiness(kind, object);
  const suspension = suspensionOf(object);
  const isNoted = suspension?.until !== undefined || suspension?.reason !== undefined;
  const name = object.metadata.name ?? '';
  return [
    ...(options.allNamespaces === true ? [object.metadata.namespace ?? ''] : []),
    prefixed ? `${kind.resource.kind.toLowerCase()}/${name}` : name,
    ...(options.showSource === true && kind.source !== undefined ? [displayed(kind.source(object), object)] : []),
    ...kind.columns.map((column) => column.cell(object)),
    ready,
    isNoted ? describeSuspension(suspension) : shortenRevisions(message),
  ];
}

/** `Kind/namespace/name` */
function displayed({ kind, name, namespace }: Reference, object: KubeObject): string {
  return `${kind}/${namespace ?? object.metadata.namespace ?? ''}/${name}`;
}

/** `Ready=False` or `Ready!=True`, whatever the case. */
export function statusFilter(selector: string | undefined): (object: KubeObject) => boolean {
  if (selector === undefined) return () => true;
  const match = /^([^=!]+)(!=|=)(.+)$/.exec(selector);
  if (match === null)
    throw new UserError(`expected status selector in type=status or type!=status format, but found: ${selector}`);
  const [, type = '', operator, status = ''] = match;
  return (object) => {
    const found = conditionOf(object, capitalized(type))?.status.toLowerCase() === status.toLowerCase();
    return operator === '=' ? found : !found;
  };
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
