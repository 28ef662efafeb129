import type { Node, NodeKind } from './node.ts';

const kindNames: Record<NodeKind, string> = { none: '', map: 'MappingNode', seq: 'SequenceNode', scalar: 'ScalarNode' };

/** A node is not of the kind that an operation needs. */
export class WrongKindError extends Error {
  override readonly name = 'WrongKindError';
  readonly actual: NodeKind;

  constructor(expected: NodeKind, node: Node) {
    super(`wrong node kind: expected ${kindNames[expected]} but got ${kindNames[node.kind]}${excerpt(node)}`);
    this.actual = node.kind;
  }
}

/** Only scalars are shown, and of those only the start: a whole map in a message hides the message. */
function excerpt(node: Node): string {
  return node.kind === 'scalar' && node.value !== '' ? `: ${JSON.stringify(node.value.slice(0, 60))}` : '';
}
