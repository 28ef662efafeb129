import type { Node, NodeKind } from './node.ts';

const kindNames: Record<NodeKind, string> = { none: '', map: 'MappingNode', seq: 'SequenceNode', scalar: 'ScalarNode' };

/** A node is not of the kind that an operation needs. */
export class WrongKindError extends Error {
  override readonly name = 'WrongKindError';
  readonly actual: NodeKind;
  /** The node itself, for messages that may show it: those about Secrets may not. */
  readonly node: Node;

  constructor(expected: NodeKind, node: Node) {
    super(`wrong node kind: expected ${kindNames[expected]} but got ${kindNames[node.kind]}`);
    this.actual = node.kind;
    this.node = node;
  }
}
