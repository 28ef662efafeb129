import type { Node } from '../node/node.ts';
import { WrongKindError } from '../node/node-error.ts';
import { field } from '../node/fields.ts';
import { blockText } from './node-text.ts';

const shownCharacters = 500;

/** What a message adds about a node of a wrong kind: the node itself, but for Secrets. */
export function wrongKindContents(error: unknown, resource: Node): string {
  if (!(error instanceof WrongKindError) || field(resource, 'kind')?.value === 'Secret') return '';
  return `: node contents:\n${blockText(error.node).trim().slice(0, shownCharacters)}`;
}
